use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::bench::{Answer, Bench, Socket};
use crate::phone::Phone;

/// A registered phone of 1001 at acme, and a listener that saw it come.
async fn registered(bench: &Bench) -> (Phone, Socket) {
    let mut listener = bench.listen(&bench.admin_token("acme").await).await;
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    assert_eq!(phone.register(bench.password("acme", "1001")).await, "200");
    let change = until(&mut listener, "registration_change").await;
    assert_eq!(
        change["data"],
        json!({ "extension": "1001", "registered": true, "ip": "127.0.0.1" })
    );
    (phone, listener)
}

async fn until(listener: &mut Socket, kind: &str) -> Value {
    loop {
        let event = listener.hear().await;
        if event["type"] == kind {
            return event;
        }
    }
}

async fn originate(bench: &Bench, token: &str, key: &str) -> Answer {
    let body = json!({ "fromExtension": "1001", "toNumber": "9196", "metadata": { "contact": "c-7" } });
    let request = Request::post("/api/calls/originate")
        .header("authorization", format!("Bearer {token}"))
        .header("idempotency-key", key);
    bench.send(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn the_login_password_registers_the_phone_and_another_tenants_does_not() {
    let bench = Bench::start().await;
    let (_phone, mut listener) = registered(&bench).await;
    assert_eq!(
        until(&mut listener, "presence_change").await["data"]["status"],
        "available"
    );
    let mut stranger = Phone::connect(&bench.server.address.to_string(), "1001", "globex.test").await;
    assert_eq!(stranger.register(bench.password("acme", "1001")).await, "401");
}

#[tokio::test]
async fn a_repeated_originate_rings_once_and_the_call_is_in_events_lists_and_records() {
    let bench = Bench::start().await;
    let (mut phone, mut listener) = registered(&bench).await;
    let token = bench.token("acme", "1001").await;
    let (first, second) = tokio::join!(originate(&bench, &token, "k"), originate(&bench, &token, "k"));
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json(), second.json());
    let uuid = first.json()["callUuid"].as_str().unwrap().to_owned();

    let invite = phone.hear().await;
    assert!(invite.starts_with("INVITE "), "{invite}");
    let active = bench.get("/api/calls/active", &token).await.json();
    assert_eq!(
        (active["total"].as_u64(), active["calls"][0]["callUuid"].as_str()),
        (Some(1), Some(uuid.as_str()))
    );

    phone.answer(&invite, "486 Busy Here").await;
    assert!(
        phone.hear().await.starts_with("ACK "),
        "the second originate must not ring"
    );
    let end = until(&mut listener, "call_end").await;
    assert_eq!(end["data"]["callUuid"], uuid.as_str());
    let records = bench.get("/api/calls?extension=1001", &token).await.json();
    assert_eq!(records["total"], 1);
    let record = &records["calls"][0];
    assert_eq!(
        (&record["callUuid"], &record["metadata"]["contact"]),
        (&json!(uuid), &json!("c-7"))
    );
    assert_eq!(record["hangupCause"], end["data"]["hangupCause"]);
    assert_eq!(bench.get("/api/calls/active", &token).await.json()["total"], 0);
}

#[tokio::test]
async fn only_a_party_or_the_administrator_of_the_tenant_ends_a_call() {
    let bench = Bench::start().await;
    let (mut phone, mut listener) = registered(&bench).await;
    let token = bench.token("acme", "1001").await;
    let uuid = originate(&bench, &token, "k").await.json()["callUuid"]
        .as_str()
        .unwrap()
        .to_owned();
    let invite = phone.hear().await;
    phone.answer(&invite, "180 Ringing").await;

    let path = format!("/api/calls/{uuid}/hangup");
    let colleague = bench.token("acme", "1002").await;
    assert_eq!(
        bench.post(&path, &colleague, json!({})).await.error(),
        (403, "forbidden".into())
    );
    let foreign = bench.admin_token("globex").await;
    assert_eq!(
        bench.post(&path, &foreign, json!({})).await.error(),
        (404, "not_found".into())
    );
    assert_eq!(bench.get("/api/calls/active", &foreign).await.json()["total"], 0);

    let admin = bench.admin_token("acme").await;
    assert_eq!(
        bench.post(&path, &admin, json!({})).await.json(),
        json!({ "success": true })
    );
    assert!(phone.hear().await.starts_with("CANCEL "));
    assert_eq!(
        until(&mut listener, "call_end").await["data"]["callUuid"],
        uuid.as_str()
    );
}

#[tokio::test]
async fn a_server_that_stops_ends_the_calls_before_the_sockets() {
    let bench = Bench::start().await;
    let (mut phone, mut listener) = registered(&bench).await;
    originate(&bench, &bench.token("acme", "1001").await, "k").await;
    let invite = phone.hear().await;
    phone.answer(&invite, "180 Ringing").await;
    let phone_hears = async {
        assert!(phone.hear().await.starts_with("CANCEL "));
        phone.answer(&invite, "487 Request Terminated").await;
    };
    let (heard, (), ()) = tokio::join!(listener.until_closed(), phone_hears, bench.server.stop());
    assert!(heard.0.iter().any(|event| event["type"] == "call_end"), "{heard:?}");
    assert_eq!(heard.1, 1001);
}
