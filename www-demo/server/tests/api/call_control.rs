//! Hold, transfer and park over REST, on a call to the hold music.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use voip_demo_server::pbx::media::Media;

use crate::bench::{Answer, Bench};
use crate::phone::Phone;

/// 1001 of acme is connected to the hold music.
struct Call {
    bench: Bench,
    phone: Phone,
    admin: String,
    token: String,
    uuid: String,
}

impl Call {
    async fn start() -> (Self, Media) {
        let bench = Bench::start().await;
        let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
        assert_eq!(phone.register(bench.password("acme", "1001")).await, "200");
        let mut call = Self {
            admin: bench.admin_token("acme").await,
            token: bench.token("acme", "1001").await,
            uuid: String::new(),
            bench,
            phone,
        };
        let media = call.connect().await;
        (call, media)
    }

    /// Makes (another) call, which is the one that is commanded then.
    async fn connect(&mut self) -> Media {
        let mut listener = self.bench.listen(&self.admin).await;
        let body = json!({ "fromExtension": "1001", "toNumber": "9197" });
        let answer = self.bench.post("/api/calls/originate", &self.token, body).await.json();
        self.uuid = answer["callUuid"].as_str().unwrap().to_owned();
        let invite = self.phone.hear().await;
        let media = self.phone.pick_up(&invite).await;
        while listener.hear().await["type"] != "call_answer" {}
        media
    }

    fn path(&self, command: &str) -> String {
        format!("/api/calls/{}/{command}", self.uuid)
    }

    async fn command(&self, token: &str, command: &str, body: Value) -> Answer {
        self.bench.post(&self.path(command), token, body).await
    }

    async fn state(&self) -> String {
        let active = self.bench.get("/api/calls/active", &self.token).await.json();
        active["calls"][0]["state"].as_str().unwrap_or("over").to_owned()
    }
}

#[tokio::test]
async fn a_call_is_held_and_resumed_and_detailed_presence_shows_it() {
    let (call, _media) = Call::start().await;
    for (body, state) in [
        (json!({}), "held"),
        (json!({ "hold": true }), "held"),
        (json!({ "hold": false }), "active"),
    ] {
        let answer = call.command(&call.token, "hold", body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (200, json!({ "success": true }))
        );
        assert_eq!(call.state().await, state);
        let presence = call.bench.get("/api/presence/detailed", &call.token).await.json();
        assert_eq!(presence["total"], 10);
        let own = &presence["extensions"][0];
        assert_eq!(
            (&own["extension"], &own["status"], &own["registered"], &own["phones"]),
            (&json!("1001"), &json!("busy"), &json!(true), &json!(1))
        );
        assert_eq!(own["call"]["callUuid"], call.uuid.as_str());
        assert_eq!(own["call"]["held"], state == "held");
        assert_eq!(own["call"]["direction"], "outbound");
        assert!(own["call"]["answeredAt"].is_string() && own["call"]["startedAt"].is_string());
        let other = &presence["extensions"][1];
        assert_eq!(
            (&other["status"], &other["registered"]),
            (&json!("offline"), &json!(false))
        );
        assert_eq!(other.get("call"), None);
    }
}

#[tokio::test]
async fn who_may_command_a_call_and_what_is_wrong_is_said() {
    let (call, _media) = Call::start().await;
    let colleague = call.bench.token("acme", "1002").await;
    let foreign = call.bench.admin_token("globex").await;
    let nobody = "7b0f1e1e-6a43-4f6c-9a3e-0d5a2b1c3d4e";
    for (command, body) in [
        ("hold", json!({})),
        ("park", json!({})),
        ("transfer", json!({ "targetExtension": "9196" })),
    ] {
        for (token, error) in [(&colleague, (403, "forbidden")), (&foreign, (404, "not_found"))] {
            let refused = call.command(token, command, body.clone()).await;
            assert_eq!(refused.error(), (error.0, error.1.to_owned()), "{command}");
        }
        for id in [nobody, "nonsense"] {
            let path = format!("/api/calls/{id}/{command}");
            let gone = call.bench.post(&path, &call.admin, body.clone()).await;
            assert_eq!(gone.error(), (404, "not_found".into()), "{command}");
        }
    }
    for (command, body, field) in [
        ("hold", json!({ "hold": "yes" }), "hold"),
        ("hold", json!({ "held": true }), "held"),
        ("park", json!({ "slot": 700 }), "slot"),
        ("park", json!({ "slot": 751 }), "slot"),
        ("park", json!({ "slot": "x" }), "slot"),
        ("transfer", json!({}), "targetExtension"),
        ("transfer", json!({ "targetExtension": "alice" }), "targetExtension"),
        ("transfer", json!({ "targetExtension": "9196", "type": "warm" }), "type"),
    ] {
        let refused = call.command(&call.token, command, body).await;
        assert_eq!(refused.error(), (422, "validation_failed".into()));
        assert_eq!(refused.fields(), [field]);
    }
    for (target, error) in [
        ("4711", (404, "not_found")),
        ("1002", (409, "extension_offline")),
        ("1001", (409, "conflict")),
    ] {
        let body = json!({ "targetExtension": target });
        let refused = call.command(&call.token, "transfer", body).await;
        assert_eq!(refused.error(), (error.0, error.1.to_owned()), "{target}");
    }
    assert_eq!(call.state().await, "active");
}

#[tokio::test]
async fn a_call_is_parked_once_for_a_key_listed_and_ended() {
    let (mut call, _media) = Call::start().await;
    let park = async |call: &Call, slot: u32| {
        let request = Request::post(call.path("park"))
            .header("authorization", format!("Bearer {}", call.token))
            .header("idempotency-key", "k");
        let body = Body::from(json!({ "slot": slot }).to_string());
        call.bench.send(request.body(body).unwrap()).await
    };
    let (first, second) = tokio::join!(park(&call, 707), park(&call, 707));
    assert_eq!(
        (first.json(), second.json()),
        (json!({ "slot": 707 }), json!({ "slot": 707 }))
    );
    assert_eq!(park(&call, 708).await.error(), (422, "idempotency_key_reused".into()));
    assert!(call.phone.hear().await.starts_with("BYE "));

    let listed = call.bench.get("/api/calls/parked", &call.token).await.json();
    assert_eq!(listed["total"], 1);
    let entry = &listed["calls"][0];
    assert_eq!(
        (&entry["slot"], &entry["caller"], &entry["parkedBy"], &entry["callUuid"]),
        (&json!(707), &json!("9197"), &json!("1001"), &json!(call.uuid))
    );
    assert!(entry["parkedAt"].is_string());
    let foreign = call.bench.admin_token("globex").await;
    let none = call.bench.get("/api/calls/parked", &foreign).await.json();
    assert_eq!(none, json!({ "calls": [], "total": 0 }));
    let held = call.command(&call.admin, "hold", json!({})).await;
    assert_eq!(held.error(), (409, "conflict".into()));

    let colleague = call.bench.token("acme", "1002").await;
    let refused = call.command(&colleague, "hangup", json!({})).await;
    assert_eq!(refused.error(), (403, "forbidden".into()));
    // Who has parked it may end it.
    let mut listener = call.bench.listen(&call.admin).await;
    let ended = call.command(&call.token, "hangup", json!({})).await;
    assert_eq!(ended.status, 200, "{ended:?}");
    while listener.hear().await["type"] != "call_end" {}
    let listed = call.bench.get("/api/calls/parked", &call.token).await.json();
    assert_eq!(listed["total"], 0);
}

#[tokio::test]
async fn a_taken_slot_is_a_conflict_that_names_the_field() {
    let (mut call, _media) = Call::start().await;
    let parked = call.command(&call.token, "park", json!({ "slot": 701 })).await;
    assert_eq!(parked.json(), json!({ "slot": 701 }));
    assert!(call.phone.hear().await.starts_with("BYE "));
    let _other = call.connect().await;
    let taken = call.command(&call.token, "park", json!({ "slot": 701 })).await;
    assert_eq!(taken.error(), (409, "conflict".into()));
    assert_eq!(taken.fields(), ["slot"]);
}

#[tokio::test]
async fn a_call_that_rings_is_not_commanded_yet() {
    let bench = Bench::start().await;
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    assert_eq!(phone.register(bench.password("acme", "1001")).await, "200");
    let token = bench.token("acme", "1001").await;
    let body = json!({ "fromExtension": "1001", "toNumber": "9197" });
    let answer = bench.post("/api/calls/originate", &token, body).await.json();
    phone.hear().await;
    for (command, body) in [
        ("hold", json!({})),
        ("park", json!({ "slot": 701 })),
        ("transfer", json!({ "targetExtension": "9196" })),
    ] {
        let path = format!("/api/calls/{}/{command}", answer["callUuid"].as_str().unwrap());
        let refused = bench.post(&path, &token, body).await;
        assert_eq!(refused.error(), (409, "conflict".into()), "{command}");
    }
}

#[tokio::test]
async fn an_outbound_call_is_ended_by_its_own_extension() {
    let bench = Bench::start().await;
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    assert_eq!(phone.register(bench.password("acme", "1001")).await, "200");
    let token = bench.token("acme", "1001").await;
    let body = json!({ "fromExtension": "1001", "toNumber": "+12125550199" });
    let answer = bench.post("/api/calls/originate", &token, body).await.json();
    phone.hear().await;
    let path = format!("/api/calls/{}/hangup", answer["callUuid"].as_str().unwrap());
    assert_eq!(bench.post(&path, &token, json!({})).await.status, 200);
}
