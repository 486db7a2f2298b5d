//! Webhooks through the API: who may have them, what is refused, what is posted. How deliveries are repeated is tested
//! beside the code that does it.

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use voip_demo_server::args::Config;
use voip_demo_server::pbx::ports::{Announcer as _, Directory as _, FinishedCall};
use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};
use voip_sdk::model::events::{CallAnswer, CallEnd, CallStart, RealtimeEvent, RegistrationChange};

use crate::bench::Bench;

/// A server whose webhooks may be on this machine, and the token of an administrator.
async fn bench() -> (Bench, String) {
    let config = Config {
        allow_private_webhooks: true,
        ..Config::default()
    };
    let bench = Bench::with(config).await;
    let token = bench.admin_token("acme").await;
    (bench, token)
}

/// A receiver that takes everything; its URL and what it gets.
async fn receiver() -> (String, mpsc::UnboundedReceiver<(HeaderMap, Value)>) {
    let (sender, got) = mpsc::unbounded_channel();
    let take = async move |headers: HeaderMap, body: Bytes| {
        sender.send((headers, serde_json::from_slice(&body).unwrap())).unwrap();
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?key=1", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(take));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, got)
}

async fn create(bench: &Bench, token: &str, body: Value) -> Value {
    let answer = bench.post("/api/webhooks", token, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["webhook"].take()
}

#[tokio::test]
async fn a_webhook_is_made_shown_changed_and_deleted_and_its_secret_comes_back_once() {
    let (bench, token) = bench().await;
    let body = json!({ "name": "CRM", "url": "https://crm.example.com/hook", "events": ["call.ended", "call.ended"] });
    let made = create(&bench, &token, body).await;
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 49, "{secret}");
    assert_eq!(
        (&made["enabled"], &made["events"]),
        (&json!(true), &json!(["call.ended"]))
    );
    let body = json!({ "name": "B", "url": "http://b.example.com", "events": ["*"], "secret": "my-own-secret", "enabled": false });
    let other = create(&bench, &token, body).await;
    assert_eq!(
        (&other["secret"], &other["enabled"]),
        (&json!("my-own-secret"), &json!(false))
    );

    let list = bench.get("/api/webhooks?limit=1", &token).await.json();
    assert_eq!((&list["total"], &list["webhooks"][0]["id"]), (&json!(2), &made["id"]));
    assert_eq!(list["webhooks"][0].get("secret"), None);
    let events = list["supportedEvents"].as_array().unwrap();
    assert!(events.len() == 12 && events.contains(&json!("voicemail.new")));
    let cursor = list["nextCursor"].as_str().unwrap();
    let next = bench
        .get(&format!("/api/webhooks?limit=1&cursor={cursor}"), &token)
        .await
        .json();
    assert_eq!(next["webhooks"][0]["id"], other["id"]);

    let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
    let changed = bench
        .patch(&path, &token, json!({ "enabled": false, "events": ["*"] }))
        .await
        .json();
    assert_eq!(
        (
            &changed["webhook"]["enabled"],
            &changed["webhook"]["events"],
            &changed["webhook"]["name"]
        ),
        (&json!(false), &json!(["*"]), &json!("CRM"))
    );
    assert_eq!(changed["webhook"].get("secret"), None);
    assert_eq!(bench.delete(&path, &token).await.json(), json!({ "success": true }));
    assert_eq!(bench.delete(&path, &token).await.error(), (404, "not_found".into()));
}

#[tokio::test]
async fn every_wrong_field_of_a_webhook_is_named() {
    let bench = Bench::start().await;
    let token = bench.admin_token("acme").await;
    let wrong = json!({ "name": "", "events": [], "secret": "short", "enabled": 1, "more": 1 });
    let answer = bench.post("/api/webhooks", &token, wrong).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(answer.fields(), ["enabled", "events", "more", "name", "secret", "url"]);
    let body = json!({ "name": "W", "url": "https://example.com/", "events": ["call.lost"] });
    assert_eq!(bench.post("/api/webhooks", &token, body).await.fields(), ["events[0]"]);
    for url in [
        "example.com",
        "https://u:p@example.com/",
        "https://example.com/#f",
        "http://127.0.0.1:3000/",
        "http://[::1]/",
    ] {
        let body = json!({ "name": "W", "url": url, "events": ["*"] });
        let answer = bench.post("/api/webhooks", &token, body).await;
        assert_eq!(
            (answer.error().0, answer.fields()),
            (422, vec!["url".to_owned()]),
            "{url}"
        );
    }
}

#[tokio::test]
async fn webhooks_are_for_administrators_of_their_tenant() {
    let (bench, token) = bench().await;
    let made = create(
        &bench,
        &token,
        json!({ "name": "W", "url": "https://example.com/", "events": ["*"] }),
    )
    .await;
    let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
    let user = bench.token("acme", "1001").await;
    let foreign = bench.admin_token("globex").await;
    for (token, status) in [(&user, 403), (&foreign, 404)] {
        assert_eq!(bench.patch(&path, token, json!({})).await.status, status);
        assert_eq!(bench.delete(&path, token).await.status, status);
        assert_eq!(
            bench.post(&format!("{path}/test"), token, json!({})).await.status,
            status
        );
        assert_eq!(bench.get(&format!("{path}/deliveries"), token).await.status, status);
    }
    assert_eq!(bench.get("/api/webhooks", &user).await.status, 403);
    assert_eq!(bench.get("/api/webhooks", &foreign).await.json()["total"], 0);
}

#[tokio::test]
async fn a_test_waits_for_what_comes_of_it_and_is_in_the_history() {
    let (bench, token) = bench().await;
    let (url, mut got) = receiver().await;
    let made = create(
        &bench,
        &token,
        json!({ "name": "W", "url": url, "events": ["call.ended"] }),
    )
    .await;
    let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
    let answer = bench.post(&format!("{path}/test"), &token, json!({})).await;
    let delivery = answer.json()["delivery"].take();
    assert_eq!(
        (
            &delivery["event"],
            &delivery["status"],
            &delivery["attempts"],
            &delivery["statusCode"]
        ),
        (&json!("webhook.test"), &json!("delivered"), &json!(1), &json!(200))
    );
    let (headers, body) = got.recv().await.unwrap();
    assert_eq!(
        (headers["x-webhook-id"].to_str().unwrap(), &headers["x-webhook-event"]),
        (delivery["id"].as_str().unwrap(), &"webhook.test".parse().unwrap())
    );
    assert_eq!(
        (&body["event"], &body["data"]["webhookId"]),
        (&json!("webhook.test"), &made["id"])
    );

    // With a key, it is posted once.
    let again = format!("{path}/test");
    let first = bench.post_once(&again, &token, "k", json!({})).await.json();
    assert_eq!(bench.post_once(&again, &token, "k", json!({})).await.json(), first);
    got.recv().await.unwrap();
    assert!(got.try_recv().is_err());

    // Nobody listens on port 1.
    bench
        .patch(&path, &token, json!({ "url": "http://127.0.0.1:1/" }))
        .await;
    let failed = bench.post(&format!("{path}/test"), &token, json!({})).await.json()["delivery"].take();
    assert_eq!((&failed["status"], &failed["attempts"]), (&json!("failed"), &json!(1)));
    assert!(
        failed["error"].as_str().unwrap().contains("could not be connected to"),
        "{failed}"
    );
    let list = bench.get(&format!("{path}/deliveries?limit=1"), &token).await.json();
    assert_eq!((&list["total"], &list["deliveries"][0]), (&json!(3), &failed));
    let cursor = list["nextCursor"].as_str().unwrap();
    let next = bench
        .get(&format!("{path}/deliveries?cursor={cursor}"), &token)
        .await
        .json();
    let rest = next["deliveries"].as_array().unwrap();
    assert!(
        rest.len() == 2 && rest.contains(&delivery) && rest.contains(&first["delivery"]),
        "{next}"
    );
    assert_eq!(next.get("nextCursor"), None);
    let only = bench
        .get(&format!("{path}/deliveries?status=delivered"), &token)
        .await
        .json();
    assert_eq!(
        (&only["total"], only["deliveries"].as_array().unwrap().len()),
        (&json!(2), 2)
    );
    let wrong = bench.get(&format!("{path}/deliveries?status=lost"), &token).await;
    assert_eq!(wrong.fields(), ["status"]);
}

#[tokio::test]
async fn what_happens_to_a_call_and_a_phone_is_posted_with_all_that_belongs_to_it() {
    let (bench, token) = bench().await;
    let (url, mut got) = receiver().await;
    create(&bench, &token, json!({ "name": "W", "url": url, "events": ["*"] })).await;
    let app = &bench.server.app;
    let (uuid, caller, destination) = ("u-1".to_owned(), "+12125550199".to_owned(), "1001".to_owned());
    let direction = CallDirection::Inbound;
    let say = |event| app.hub.publish("acme", event);
    say(RealtimeEvent::RegistrationChange(RegistrationChange {
        extension: "1001".into(),
        registered: true,
        ip: None,
    }));
    say(RealtimeEvent::CallStart(CallStart {
        call_uuid: uuid.clone(),
        caller: caller.clone(),
        caller_name: None,
        destination: destination.clone(),
        direction,
        sip_call_id: None,
    }));
    say(RealtimeEvent::CallAnswer(CallAnswer {
        call_uuid: uuid.clone(),
    }));
    let record = CallRecord {
        id: uuid.clone(),
        call_uuid: uuid.clone(),
        direction,
        caller: caller.clone(),
        caller_name: None,
        destination: destination.clone(),
        status: CallStatus::Completed,
        started_at: "2026-03-01T08:00:00Z".into(),
        answered_at: Some("2026-03-01T08:00:05Z".into()),
        ended_at: "2026-03-01T08:00:45Z".into(),
        duration: 45,
        billsec: 40,
        hangup_cause: "NORMAL_CLEARING".into(),
        recording_file: None,
        metadata: None,
    };
    app.store.record(FinishedCall {
        tenant_id: "acme".into(),
        caller_extension: None,
        destination_extension: Some(destination.clone()),
        destination_name: None,
        record,
    });
    say(RealtimeEvent::CallEnd(CallEnd {
        call_uuid: uuid.clone(),
        caller,
        destination,
        direction,
        duration: 45,
        billsec: 40,
        hangup_cause: "NORMAL_CLEARING".into(),
    }));
    // Of a call that is over, or was never begun, nothing is known.
    say(RealtimeEvent::CallAnswer(CallAnswer { call_uuid: uuid }));

    let mut data = HashMap::new();
    for _ in 0..4 {
        let wait = tokio::time::timeout(Duration::from_secs(20), got.recv());
        let (_, body) = wait.await.unwrap().unwrap();
        data.insert(body["event"].as_str().unwrap().to_owned(), body["data"].clone());
    }
    let call = json!({ "callUuid": "u-1", "direction": "inbound", "caller": "+12125550199", "destination": "1001" });
    assert_eq!((&data["call.started"], &data["call.answered"]), (&call, &call));
    assert_eq!(data["extension.registered"], json!({ "extension": "1001" }));
    assert_eq!(
        data["call.ended"],
        json!({
            "callUuid": "u-1", "direction": "inbound", "caller": "+12125550199", "destination": "1001", "duration": 45,
            "billsec": 40, "hangupCause": "NORMAL_CLEARING", "status": "completed", "startedAt": "2026-03-01T08:00:00Z",
            "answeredAt": "2026-03-01T08:00:05Z", "endedAt": "2026-03-01T08:00:45Z",
        })
    );
    assert!(got.try_recv().is_err());
}
