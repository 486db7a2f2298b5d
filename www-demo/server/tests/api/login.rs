use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use voip_demo_server::args::Config;
use voip_demo_server::auth::throttle::{ATTEMPTS, WINDOW};
use voip_sdk::redact::Redacted;

use crate::bench::{Bench, tokens_of};

#[tokio::test]
async fn health_needs_no_token_and_every_answer_has_a_request_id() {
    let bench = Bench::start().await;
    let first = bench.send(Request::get("/health").body(Body::empty()).unwrap()).await;
    let second = bench
        .send(Request::get("/api/nothing").body(Body::empty()).unwrap())
        .await;
    assert_eq!(first.status, 200);
    assert_eq!(second.error(), (404, "not_found".into()));
    assert_eq!(first.header("x-request-id").len(), 36);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}

#[tokio::test]
async fn an_extension_logs_in_by_tenant_id_or_domain_and_is_who_me_says() {
    let bench = Bench::start().await;
    let answer = bench.login("acme", "1001").await;
    assert_eq!(answer["features"], json!(["idempotency-key"]));
    assert_eq!(answer["user"]["sipDomain"], "acme.test");
    let me = bench
        .get("/api/auth/me", answer["token"].as_str().unwrap())
        .await
        .json();
    assert_eq!(me["user"], answer["user"]);
    assert_eq!(
        (&me["user"]["extension"], &me["user"]["role"]),
        (&json!("1001"), &json!("extension"))
    );

    let password = bench.password("acme", "1001");
    let by_domain = json!({ "username": "1001", "password": password, "tenantId": "ACME.test" });
    assert_eq!(bench.post("/api/auth/login", "", by_domain).await.status, 200);
}

#[tokio::test]
async fn a_password_is_good_for_its_own_tenant_only() {
    let bench = Bench::start().await;
    let password = bench.password("acme", "1001");
    for (username, tenant) in [
        ("1001", "globex"),
        ("1002", "acme"),
        ("1001", "nobody"),
        ("9999", "acme"),
    ] {
        let body = json!({ "username": username, "password": password, "tenantId": tenant });
        let answer = bench.post("/api/auth/login", "", body).await;
        assert_eq!(answer.error(), (401, "invalid_credentials".into()));
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
}

#[tokio::test]
async fn an_administrator_logs_in_by_e_mail_in_any_case() {
    let bench = Bench::start().await;
    let admin = &bench.tenant("globex").admin;
    let body = json!({ "email": admin.email.to_uppercase(), "password": admin.password });
    let answer = bench.post("/api/auth/admin/login", "", body).await.json();
    assert_eq!(answer["user"]["role"], "admin");
    assert_eq!(answer["user"]["tenantId"], "globex");
    for (email, password) in [(admin.email.as_str(), "wrong"), ("nobody@globex.test", &admin.password)] {
        let answer = bench
            .post(
                "/api/auth/admin/login",
                "",
                json!({ "email": email, "password": password }),
            )
            .await;
        assert_eq!(answer.error(), (401, "invalid_credentials".into()));
    }
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let bench = Bench::start().await;
    let answer = bench
        .post("/api/auth/login", "", json!({ "username": 1001, "password": "" }))
        .await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(answer.fields(), ["password", "tenantId", "username"]);
}

#[tokio::test]
async fn a_body_that_is_no_json_object_or_too_large_is_refused_without_being_quoted() {
    let bench = Bench::start().await;
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(70_000));
    for (body, expected) in [
        ("{\"password\":\"hunter2\"", (400, "invalid_json")),
        ("[1]", (400, "invalid_json")),
        (large.as_str(), (413, "body_too_large")),
    ] {
        let request = Request::post("/api/auth/login")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let answer = bench.send(request).await;
        assert_eq!(answer.error(), (expected.0, expected.1.to_owned()));
        assert!(!String::from_utf8_lossy(&answer.body).contains("hunter2"));
    }
}

#[tokio::test]
async fn too_many_wrong_passwords_mean_waiting_for_that_account_alone() {
    let bench = Bench::start().await;
    tokio::time::pause();
    let wrong = |tenant| json!({ "username": "1001", "password": "wrong", "tenantId": tenant });
    for _ in 0..ATTEMPTS {
        assert_eq!(bench.post("/api/auth/login", "", wrong("acme")).await.status, 401);
    }
    let answer = bench.post("/api/auth/login", "", wrong("ACME.test")).await;
    assert_eq!(answer.error(), (429, "rate_limited".into()));
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=WINDOW.as_secs()).contains(&wait));
    bench.login("acme", "1002").await;
    bench.login("globex", "1001").await;
    tokio::time::advance(WINDOW).await;
    bench.login("acme", "1001").await;
}

#[tokio::test]
async fn operations_without_a_good_token_say_which_kind_of_bad_it_is() {
    let bench = Bench::with(tokens_of(0)).await;
    let expired = bench.token("acme", "1001").await;
    assert_eq!(
        bench.get("/api/auth/me", &expired).await.error(),
        (401, "token_expired".into())
    );
    assert_eq!(
        bench.get("/api/auth/me", "rubbish").await.error(),
        (401, "token_invalid".into())
    );
    let bare = bench
        .send(Request::get("/api/calls").body(Body::empty()).unwrap())
        .await;
    assert_eq!(bare.error(), (401, "token_missing".into()));
}

#[tokio::test]
async fn a_refresh_token_gives_the_next_and_survives_a_lost_answer() {
    let bench = Bench::start().await;
    let first = bench.login("acme", "1001").await;
    let body = json!({ "refreshToken": first["refreshToken"] });
    let second = bench.post("/api/auth/refresh", "", body.clone()).await.json();
    assert_ne!(second["refreshToken"], first["refreshToken"]);
    assert_eq!(
        bench
            .get("/api/auth/me", second["token"].as_str().unwrap())
            .await
            .status,
        200
    );
    assert_eq!(bench.post("/api/auth/refresh", "", body).await.status, 200);
    let wrong = bench
        .post("/api/auth/refresh", "", json!({ "refreshToken": "no" }))
        .await;
    assert_eq!(wrong.error(), (401, "token_invalid".into()));
}

#[tokio::test]
async fn after_a_logout_neither_token_is_good_and_other_sessions_live_on() {
    let bench = Bench::start().await;
    let (one, other) = (bench.login("acme", "1001").await, bench.login("acme", "1001").await);
    let token = one["token"].as_str().unwrap();
    assert_eq!(
        bench.post("/api/auth/logout", token, json!({})).await.json(),
        json!({ "success": true })
    );
    assert_eq!(
        bench.get("/api/auth/me", token).await.error(),
        (401, "token_invalid".into())
    );
    let refresh = bench
        .post("/api/auth/refresh", "", json!({ "refreshToken": one["refreshToken"] }))
        .await;
    assert_eq!(refresh.status, 401);
    assert_eq!(
        bench.get("/api/auth/me", other["token"].as_str().unwrap()).await.status,
        200
    );
}

#[tokio::test]
async fn who_has_only_the_refresh_token_left_can_log_out() {
    let bench = Bench::with(tokens_of(0)).await;
    let login = bench.login("acme", "1001").await;
    let token = login["token"].as_str().unwrap();
    assert_eq!(
        bench.post("/api/auth/logout", token, json!({})).await.error(),
        (401, "token_expired".into())
    );
    let body = json!({ "refreshToken": login["refreshToken"] });
    assert_eq!(bench.post("/api/auth/logout", token, body.clone()).await.status, 200);
    assert_eq!(bench.post("/api/auth/refresh", "", body).await.status, 401);
}

#[tokio::test]
async fn turn_credentials_are_for_the_user_and_end() {
    let bench = Bench::with(Config {
        stun_urls: vec!["stun:127.0.0.1:3478".into()],
        turn_urls: vec!["turn:127.0.0.1:3478?transport=udp".into()],
        turn_secret: Some(Redacted::new("north".into())),
        ..Config::default()
    })
    .await;
    let login = bench.login("acme", "1001").await;
    let given = bench
        .get("/api/webrtc/turn-credentials", login["token"].as_str().unwrap())
        .await
        .json();
    let (ends, user) = given["username"].as_str().unwrap().split_once(':').unwrap();
    assert_eq!(user, login["user"]["id"]);
    assert!(ends.parse::<i64>().unwrap() > jiff::Timestamp::now().as_second());
    assert_eq!(given["iceServers"][0], json!({ "urls": ["stun:127.0.0.1:3478"] }));
    assert_eq!(given["iceServers"][1]["credential"], given["credential"]);
    assert_eq!(given["urls"], json!(["turn:127.0.0.1:3478?transport=udp"]));
    assert!(!given.to_string().contains("north"));
}

#[tokio::test]
async fn pages_of_this_machine_may_call_and_others_may_not() {
    let bench = Bench::start().await;
    let preflight = |origin: &str| {
        Request::options("/api/calls/originate")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,content-type,idempotency-key,x-request-id",
            )
            .body(Body::empty())
            .unwrap()
    };
    let local = bench.send(preflight("http://localhost:5173")).await;
    assert_eq!(local.header("access-control-allow-origin"), "http://localhost:5173");
    assert!(local.header("access-control-allow-headers").contains("idempotency-key"));
    let foreign = bench.send(preflight("https://evil.example")).await;
    assert_eq!(foreign.header("access-control-allow-origin"), "");

    let request = Request::get("/health")
        .header("origin", "http://localhost:5173")
        .body(Body::empty())
        .unwrap();
    let exposed = bench
        .send(request)
        .await
        .header("access-control-expose-headers")
        .to_owned();
    assert!(
        exposed.contains("x-request-id") && exposed.contains("retry-after"),
        "{exposed}"
    );
}

#[tokio::test]
async fn a_path_or_a_verb_that_is_no_operation_is_told_apart() {
    let bench = Bench::start().await;
    let token = bench.token("acme", "1001").await;
    let wrong_path = bench.get("/api/telegrams", &token).await;
    assert_eq!(wrong_path.error(), (404, "not_found".into()));
    let wrong_verb = bench.post("/api/presence", &token, json!({})).await;
    assert_eq!(wrong_verb.error(), (405, "method_not_allowed".into()));
}
