//! Rules that hold for every operation of the table: it is answered, administrators' ones are refused to others, and
//! another tenant's ids are as good as none.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use voip_demo_server::pbx::ports::{Directory as _, FinishedCall};
use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};
use voip_sdk::rest::operations::{Input, Verb};
use voip_sdk::rest::{OPERATIONS, Operation};

use crate::bench::{Answer, Bench};
use crate::phone::Phone;

/// An id that nobody has.
const NOBODY: &str = "7b0f1e1e-6a43-4f6c-9a3e-0d5a2b1c3d4e";

/// Parameters that would be accepted.
fn params(name: &str) -> Value {
    match name {
        "transfer" => json!({ "targetExtension": "1002" }),
        "joinConference" => json!({ "callUuid": NOBODY }),
        "muteConferenceMember" => json!({ "mute": true }),
        "lockConference" => json!({ "lock": true }),
        "recordConference" => json!({ "action": "start" }),
        "pauseQueueAgent" => json!({ "paused": true }),
        "loginQueueAgent" => json!({ "loggedIn": true }),
        "setCallForward" => json!({ "enabled": false }),
        "originate" => json!({ "fromExtension": "1001", "toNumber": "1002" }),
        "createExtension" => json!({ "extension": "2001", "name": "New", "password": "long-enough" }),
        "createRingGroup" => json!({ "name": "New", "extension": "6901", "members": [{ "extension": "1001" }] }),
        "createQueue" => json!({ "name": "New", "extension": "6902" }),
        "createIvrMenu" => json!({ "name": "New", "options": [] }),
        "createWebhook" => json!({ "name": "New", "url": "https://crm.example/hook", "events": ["*"] }),
        "createSchedule" => json!({ "name": "New", "timezone": "UTC", "schedules": [] }),
        "createTrunk" => json!({ "name": "New", "gateway": "sip.example", "authType": "ip" }),
        "blockNumber" => json!({ "number": "+15005550142" }),
        _ => json!({}),
    }
}

fn query(row: &Operation) -> &'static str {
    match row.input {
        Input::Field { required: true, .. } if row.verb == Verb::Get => "?number=12125550142",
        _ => "",
    }
}

async fn ask(bench: &Bench, row: &Operation, path: &str, token: &str) -> Answer {
    let request = Request::builder()
        .method(row.verb.as_str())
        .uri(format!("{path}{}", query(row)))
        .header("authorization", format!("Bearer {token}"));
    let body = match row.verb {
        Verb::Get | Verb::Delete => Body::empty(),
        _ => Body::from(params(row.name).to_string()),
    };
    bench.send(request.body(body).unwrap()).await
}

fn filled(row: &Operation, id_of: impl Fn(&str) -> String) -> String {
    row.params.iter().fold(row.path.to_owned(), |path, name| {
        path.replace(&format!("{{{name}}}"), &id_of(name))
    })
}

/// A call of globex that rings, a record, and the first of everything that can be listed.
struct Foreign {
    ids: HashMap<String, String>,
    _phone: Phone,
}

impl Foreign {
    async fn new(bench: &Bench) -> Self {
        let token = bench.admin_token("globex").await;
        let mut ids = HashMap::new();
        for (path, list) in [
            ("extensions", "extensions"),
            ("ring-groups", "ringGroups"),
            ("queues", "queues"),
            ("ivr", "ivrMenus"),
            ("voicemails", "voicemails"),
            ("blocklist", "blockedNumbers"),
            ("schedules", "schedules"),
            ("trunks", "trunks"),
        ] {
            let listed = bench.get(&format!("/api/{path}"), &token).await.json();
            let first = &listed[list][0];
            let id = first["id"]
                .as_str()
                .unwrap_or_else(|| panic!("globex has no {list}: {listed}"));
            ids.insert(path.to_owned(), id.to_owned());
            if path == "queues" {
                ids.insert("agentId".into(), first["agents"][0]["agentId"].as_str().unwrap().into());
            }
        }
        let webhook = bench
            .post("/api/webhooks", &token, params("createWebhook"))
            .await
            .json();
        ids.insert("webhooks".into(), webhook["webhook"]["id"].as_str().unwrap().into());
        let mapping = json!({ "crmUserId": "globex-only" });
        let path = format!("/api/extensions/{}/crm-mapping", ids["extensions"]);
        let request = Request::put(path).header("authorization", format!("Bearer {token}"));
        bench.send(request.body(Body::from(mapping.to_string())).unwrap()).await;
        ids.insert("crmUserId".into(), "globex-only".into());

        bench.server.app.store.record(record("globex-record"));
        ids.insert("calls".into(), "globex-record".into());
        let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "globex.test").await;
        assert_eq!(phone.register(bench.password("globex", "1001")).await, "200");
        let call = bench.post("/api/calls/originate", &token, params("originate")).await;
        let uuid = call.json()["callUuid"].as_str().unwrap().to_owned();
        let joined = bench
            .post("/api/conferences/globex-only/join", &token, json!({ "callUuid": uuid }))
            .await
            .json();
        ids.insert("name".into(), "globex-only".into());
        ids.insert(
            "memberId".into(),
            joined["conference"]["members"][0]["memberId"].as_str().unwrap().into(),
        );
        ids.insert("uuid".into(), uuid);
        Self { ids, _phone: phone }
    }

    fn id(&self, row: &Operation, name: &str) -> String {
        let resource = row.path.split('/').nth(2).unwrap();
        let key = match name {
            "id" | "queueId" => resource,
            other => other,
        };
        self.ids
            .get(key)
            .unwrap_or_else(|| panic!("{}: {name}", row.name))
            .clone()
    }
}

fn record(id: &str) -> FinishedCall {
    FinishedCall {
        tenant_id: "globex".into(),
        caller_extension: Some("1001".into()),
        destination_extension: None,
        destination_name: None,
        record: CallRecord {
            id: id.into(),
            call_uuid: id.into(),
            direction: CallDirection::Outbound,
            caller: "1001".into(),
            caller_name: None,
            destination: "+13105550199".into(),
            status: CallStatus::Completed,
            started_at: "2026-03-01T00:00:00Z".into(),
            answered_at: None,
            ended_at: "2026-03-01T00:00:45Z".into(),
            duration: 45,
            billsec: 0,
            hangup_cause: "NORMAL_CLEARING".into(),
            recording_file: None,
            metadata: None,
        },
    }
}

#[tokio::test]
async fn every_operation_is_answered() {
    let bench = Bench::start().await;
    let token = bench.admin_token("acme").await;
    for row in OPERATIONS.iter().filter(|row| !row.public && row.name != "logout") {
        let answer = ask(&bench, row, &filled(row, |_| NOBODY.into()), &token).await;
        let status = answer.status.as_u16();
        assert!(status < 500 && status != 405, "{}: {answer:?}", row.name);
        if row.params.is_empty() {
            assert!(
                (200..300).contains(&status) || row.name == "originate",
                "{}: {answer:?}",
                row.name
            );
        } else {
            let known = (404, "not_found".to_owned());
            assert!(answer.error() == known, "{}: {answer:?}", row.name);
            assert_ne!(
                answer.json()["error"]["message"],
                "there is no such operation",
                "{}",
                row.name
            );
        }
    }
}

#[tokio::test]
async fn another_tenants_ids_are_as_good_as_none() {
    let bench = Bench::start().await;
    let foreign = Foreign::new(&bench).await;
    let token = bench.admin_token("acme").await;
    for row in OPERATIONS.iter().filter(|row| !row.params.is_empty()) {
        let theirs = ask(&bench, row, &filled(row, |name| foreign.id(row, name)), &token).await;
        let nobodys = ask(&bench, row, &filled(row, |_| NOBODY.into()), &token).await;
        assert_eq!(theirs.error(), (404, "not_found".into()), "{}", row.name);
        assert_eq!(theirs.body, nobodys.body, "{} tells the two apart", row.name);
    }
    // All of it is still there, and as it was.
    let token = bench.admin_token("globex").await;
    for row in OPERATIONS
        .iter()
        .filter(|row| row.verb == Verb::Get && !row.params.is_empty())
    {
        let answer = ask(&bench, row, &filled(row, |name| foreign.id(row, name)), &token).await;
        assert_eq!(answer.status, 200, "{}: {answer:?}", row.name);
    }
}

#[tokio::test]
async fn no_list_shows_anything_of_another_tenant() {
    let bench = Bench::start().await;
    let foreign = Foreign::new(&bench).await;
    let token = bench.admin_token("acme").await;
    for row in OPERATIONS
        .iter()
        .filter(|row| row.verb == Verb::Get && row.params.is_empty())
    {
        let answer = ask(&bench, row, row.path, &token).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        // A member's id counts within its conference.
        for (what, id) in foreign.ids.iter().filter(|(what, _)| *what != "memberId") {
            assert!(!text.contains(id.as_str()), "{} shows {what}", row.name);
        }
        assert!(!text.to_lowercase().contains("globex"), "{}: {text}", row.name);
    }
}

#[tokio::test]
async fn operations_for_administrators_are_refused_to_an_extensions_user() {
    let bench = Bench::start().await;
    let token = bench.token("acme", "1001").await;
    let mut refused = 0;
    for row in OPERATIONS.iter().filter(|row| row.admin) {
        let answer = ask(&bench, row, &filled(row, |_| NOBODY.into()), &token).await;
        assert_eq!(answer.error(), (403, "forbidden".into()), "{}", row.name);
        refused += 1;
    }
    assert!(refused > 25, "{refused}");
}

#[tokio::test]
async fn nothing_is_answered_without_a_token_except_what_the_table_says() {
    let bench = Bench::start().await;
    for row in OPERATIONS.iter().filter(|row| !row.public) {
        let answer = ask(&bench, row, &filled(row, |_| NOBODY.into()), "no-token").await;
        assert_eq!(answer.error(), (401, "token_invalid".into()), "{}", row.name);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413_wherever_one_is_taken() {
    let bench = Bench::start().await;
    let token = bench.admin_token("acme").await;
    let takes_one = |row: &&Operation| matches!(row.input, Input::Body(_)) && !row.public;
    for row in OPERATIONS.iter().filter(takes_one) {
        let body = json!({ "name": "x".repeat(70_000) }).to_string();
        let request = Request::builder()
            .method(row.verb.as_str())
            .uri(filled(row, |_| NOBODY.into()))
            .header("authorization", format!("Bearer {token}"));
        let answer = bench.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.error(), (413, "body_too_large".into()), "{}", row.name);
    }
}

#[tokio::test]
async fn no_answer_holds_a_password_or_a_secret_that_was_given() {
    let bench = Bench::start().await;
    let token = bench.admin_token("acme").await;
    let secret = "Zq8-never-shown-again";
    let extension = json!({ "extension": "2002", "name": "Secret", "password": secret });
    let trunk = json!({ "name": "Secret", "gateway": "sip.example", "authType": "credentials", "username": "u",
        "password": secret });
    let webhook = json!({ "name": "Secret", "url": "https://crm.example/", "events": ["*"], "secret": secret });
    for (path, body) in [("extensions", extension), ("trunks", trunk)] {
        let made = bench.post(&format!("/api/{path}"), &token, body).await;
        assert_eq!(made.status, 201, "{made:?}");
        assert!(!String::from_utf8_lossy(&made.body).contains(secret), "{path}");
    }
    // The one exception: the answer to createWebhook.
    let made = bench.post("/api/webhooks", &token, webhook).await;
    assert_eq!(made.json()["webhook"]["secret"], secret);
    for row in OPERATIONS
        .iter()
        .filter(|row| row.verb == Verb::Get && row.params.is_empty())
    {
        let answer = ask(&bench, row, row.path, &token).await;
        assert!(!String::from_utf8_lossy(&answer.body).contains(secret), "{}", row.name);
    }
}
