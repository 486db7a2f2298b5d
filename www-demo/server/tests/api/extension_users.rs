//! What becomes of an extension's phones, sessions and listeners, and of a change at the next start.

use serde_json::json;
use voip_demo_server::args::Config;
use voip_demo_server::run;
use voip_sdk::model::events::CLOSE_UNAUTHENTICATED;

use crate::bench::{Bench, TempDir};
use crate::extensions::{LIST, bench, create, login, new, path, seeded};
use crate::phone::Phone;

#[tokio::test]
async fn a_new_extension_logs_in_and_registers_at_once_and_everybody_hears_of_it() {
    let (bench, admin) = bench().await;
    let mut listener = bench.listen(&bench.token("acme", "1001").await).await;
    let created = create(&bench, &admin, new("2001")).await;
    let heard = listener.hear().await;
    assert_eq!(
        (&heard["type"], &heard["data"]),
        (
            &json!("presence_change"),
            &json!({ "extension": "2001", "status": "offline", "name": "Zoe Park" })
        )
    );
    assert_eq!(login(&bench, "2001", "correct horse").await, 200);
    let mut phone = Phone::connect(&bench.server.address.to_string(), "2001", "acme.test").await;
    assert_eq!(phone.register("correct horse").await, "200");
    assert_eq!(listener.hear().await["data"]["registered"], true);
    assert_eq!(listener.hear().await["data"]["status"], "available");
    assert_eq!(
        bench.get(&path(&created), &admin).await.json()["extension"]["registered"],
        true
    );
    let list = bench.get(&format!("{LIST}?search=2001"), &admin).await.json();
    assert_eq!(list["extensions"][0]["registered"], true);

    bench.patch(&path(&created), &admin, json!({ "name": "Zoe Lee" })).await;
    let heard = listener.hear().await;
    assert_eq!(
        heard["data"],
        json!({ "extension": "2001", "status": "available", "name": "Zoe Lee" })
    );
}

#[tokio::test]
async fn what_a_deleted_extension_had_is_gone() {
    let (bench, admin) = bench().await;
    let path = path(&create(&bench, &admin, new("2001")).await);
    let body = json!({ "username": "2001", "password": "correct horse", "tenantId": "acme" });
    let session = bench.post("/api/auth/login", "", body).await.json();
    let token = session["token"].as_str().unwrap();
    let mut phone = Phone::connect(&bench.server.address.to_string(), "2001", "acme.test").await;
    assert_eq!(phone.register("correct horse").await, "200");
    let mut listener = bench.listen(&bench.token("acme", "1001").await).await;
    let mut own = bench.listen(token).await;

    assert_eq!(bench.delete(&path, &admin).await.status, 200);
    assert_eq!(listener.hear().await["data"]["registered"], false);
    assert_eq!(listener.hear().await["data"]["status"], "offline");
    let snapshot = listener.hear().await;
    assert_eq!(snapshot["type"], "presence_snapshot");
    assert_eq!(snapshot["data"]["extensions"].as_array().unwrap().len(), 10);
    // At once, not at the next heartbeat.
    let (heard, close) = own.until_closed().await;
    assert_eq!(
        (heard.last().unwrap()["data"]["code"].as_str(), close),
        (Some("token_invalid"), CLOSE_UNAUTHENTICATED)
    );
    assert!(heard.iter().all(|message| message["type"] != "ping"));

    assert_eq!(bench.server.app.pbx.registered("acme"), Vec::<String>::new());
    assert_eq!(phone.register("correct horse").await, "401");
    assert_eq!(login(&bench, "2001", "correct horse").await, 401);
    assert_eq!(
        bench.get("/api/auth/me", token).await.error(),
        (401, "token_invalid".into())
    );
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    assert_eq!(bench.post("/api/auth/refresh", "", refresh).await.status, 401);
    // The next one with this number is another.
    create(&bench, &admin, new("2001")).await;
    assert_eq!(bench.get("/api/auth/me", token).await.status, 401);
    assert_eq!(
        listener.hear().await["data"],
        json!({ "extension": "2001", "status": "offline", "name": "Zoe Park" })
    );
}

#[tokio::test]
async fn a_new_password_ends_sessions_and_is_the_one_that_phones_need() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let other = bench.token("acme", "1002").await;
    let mut socket = bench.listen(&user).await;
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    let old = bench.password("acme", "1001");
    assert_eq!(phone.register(old).await, "200");
    let path = seeded(&bench, &user, "1001").await;
    let changed = bench.patch(&path, &admin, json!({ "password": "correct horse" })).await;
    assert!(changed.status == 200 && !String::from_utf8_lossy(&changed.body).contains("horse"));

    assert_eq!(socket.until_closed().await.1, CLOSE_UNAUTHENTICATED);
    assert_eq!(
        bench.get("/api/auth/me", &user).await.error(),
        (401, "token_invalid".into())
    );
    assert_eq!(bench.get("/api/auth/me", &other).await.status, 200);
    assert_eq!(
        (
            login(&bench, "1001", old).await,
            login(&bench, "1001", "correct horse").await
        ),
        (401, 200)
    );
    assert_eq!(phone.register(old).await, "401");
    assert_eq!(phone.register("correct horse").await, "200");
}

/// Starts a server on a directory, does something with it, and stops it.
fn with_server(data: &TempDir, act: impl AsyncFnOnce(&Bench, &str)) {
    let config = Config {
        port: 0,
        data: data.path().to_owned(),
        ..Config::default()
    };
    // A runtime of its own takes the tasks with it, and with them the database.
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let bench = Bench::of(run::start(config).await.unwrap());
        let admin = bench.admin_token("acme").await;
        act(&bench, &admin).await;
        bench.server.stop().await;
    });
}

#[test]
fn what_administrators_changed_is_not_undone_by_the_next_start() {
    let data = TempDir::new();
    with_server(&data, async |bench, admin| {
        for number in ["1001", "1003"] {
            assert_eq!(
                bench.delete(&seeded(bench, admin, number).await, admin).await.status,
                200
            );
        }
        create(bench, admin, new("1003")).await;
        let path = seeded(bench, admin, "1002").await;
        bench
            .patch(&path, admin, json!({ "password": "correct horse", "name": "Ben C." }))
            .await;
    });
    // With the file that knows the old passwords, with the one of that start, and without any.
    for start in 0..3 {
        if start == 2 {
            std::fs::remove_file(data.path().join("seed.json")).unwrap();
        }
        with_server(&data, async |bench, admin| {
            let listed: Vec<&str> = bench
                .tenant("acme")
                .extensions
                .iter()
                .map(|one| one.number.as_str())
                .collect();
            assert_eq!(
                listed,
                ["1004", "1005", "1006", "1007", "1008", "1009", "1010"],
                "{start}"
            );
            assert_eq!(
                bench.get(&format!("{LIST}?search=1001"), admin).await.json()["total"],
                0
            );
            let kept = bench.get(&seeded(bench, admin, "1002").await, admin).await.json();
            assert_eq!(kept["extension"]["name"], "Ben C.");
            assert_eq!(login(bench, "1002", "correct horse").await, 200);
            assert_eq!(login(bench, "1003", "correct horse").await, 200);
            bench.token("acme", "1004").await;
            assert_eq!(bench.get("/api/trunks", admin).await.json()["total"], 1);
        });
    }
}
