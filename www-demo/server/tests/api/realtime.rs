use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use voip_demo_server::http::{CLOSE_SILENT, CLOSE_TOO_SLOW};
use voip_demo_server::hub::BACKLOG;
use voip_demo_server::pbx::ports::Announcer as _;
use voip_demo_server::store::NewVoicemail;
use voip_sdk::model::events::{CLOSE_UNAUTHENTICATED, CallAnswer, RealtimeEvent};
use voip_sdk::model::presence::{PresenceEntry, PresenceStatus};

use crate::bench::{Bench, tokens_of};

fn answered(call: &str) -> RealtimeEvent {
    RealtimeEvent::CallAnswer(CallAnswer { call_uuid: call.into() })
}

#[tokio::test]
async fn the_snapshot_has_everybody_with_a_name_and_the_present_status() {
    let bench = Bench::start().await;
    let entry = PresenceEntry {
        extension: "1002".into(),
        status: PresenceStatus::Busy,
        name: None,
        call_uuid: Some("c".into()),
        caller: None,
        direction: None,
    };
    bench
        .server
        .app
        .hub
        .publish("acme", RealtimeEvent::PresenceChange(entry));
    let token = bench.token("acme", "1001").await;
    let mut socket = bench.socket().await;
    socket.say(json!({ "type": "auth", "token": token })).await;
    assert_eq!(socket.hear().await, json!({ "type": "auth_ok" }));
    let snapshot = socket.hear().await;
    let extensions = snapshot["data"]["extensions"].as_array().unwrap();
    assert_eq!(extensions.len(), 10);
    assert_eq!(
        extensions[0],
        json!({ "extension": "1001", "status": "offline", "name": "Alice Moreau" })
    );
    assert_eq!(
        extensions[1],
        json!({ "extension": "1002", "status": "busy", "name": "Ben Castillo", "callUuid": "c" })
    );
    assert_eq!(
        bench.get("/api/presence", &token).await.json()["presence"]["1002"],
        "busy"
    );
}

#[tokio::test]
async fn events_reach_every_listener_of_the_tenant_and_nobody_else() {
    let bench = Bench::start().await;
    let mut one = bench.listen(&bench.token("acme", "1001").await).await;
    let mut two = bench.listen(&bench.admin_token("acme").await).await;
    let mut other = bench.listen(&bench.token("globex", "1001").await).await;
    bench.server.app.hub.publish("acme", answered("of acme"));
    bench.server.app.hub.publish("globex", answered("of globex"));
    for (socket, expected) in [(&mut one, "of acme"), (&mut two, "of acme"), (&mut other, "of globex")] {
        let event = socket.hear().await;
        assert_eq!(
            (event["type"].as_str(), event["data"]["callUuid"].as_str()),
            (Some("call_answer"), Some(expected))
        );
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z'));
    }
}

#[tokio::test]
async fn every_event_has_an_id_of_its_own_which_is_the_same_for_all_who_hear_it() {
    let bench = Bench::start().await;
    let mut one = bench.listen(&bench.token("acme", "1001").await).await;
    let mut two = bench.listen(&bench.admin_token("acme").await).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        bench.server.app.hub.publish("acme", answered("c"));
        let (first, second) = (one.hear().await["id"].clone(), two.hear().await["id"].clone());
        assert_eq!(first, second);
        assert!(first.is_string() && !ids.contains(&first), "{first}");
        ids.push(first);
    }
}

#[tokio::test]
async fn a_message_that_was_left_is_told_to_its_owner_and_to_administrators() {
    let bench = Bench::start().await;
    let mut owner = bench.listen(&bench.token("acme", "1001").await).await;
    let mut colleague = bench.listen(&bench.token("acme", "1002").await).await;
    let mut admin = bench.listen(&bench.admin_token("acme").await).await;
    let message = NewVoicemail {
        tenant_id: "acme",
        extension: "1001",
        caller: "+12125550199",
        caller_name: None,
        read: false,
        transcription: Some("for your ears alone"),
        created_at: 1_000_000_000_000,
        audio: &[0x80; 8001],
    };
    let id = bench.server.app.leave_voicemail(&message).unwrap().unwrap();
    let path = format!("/api/voicemails/{id}");
    let kept = bench.get(&path, &bench.admin_token("acme").await).await.json();
    for socket in [&mut owner, &mut admin] {
        let event = socket.hear().await;
        assert_eq!(event["type"], "voicemail_new");
        assert_eq!(event["data"]["id"], id.as_str());
        assert_eq!(event["data"], kept["voicemail"]);
    }
    bench.server.app.hub.publish("acme", answered("c"));
    assert_eq!(colleague.hear().await["type"], "call_answer");
    let nobody = NewVoicemail {
        extension: "7777",
        ..message
    };
    assert_eq!(bench.server.app.leave_voicemail(&nobody).unwrap(), None);
}

#[tokio::test]
async fn a_queue_whose_agents_change_is_told_with_the_numbers_that_rest_gives() {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    let mut socket = bench.listen(&bench.token("acme", "1001").await).await;
    let queue = bench.get("/api/queues", &admin).await.json()["queues"][0].clone();
    let (id, agent) = (
        queue["id"].as_str().unwrap(),
        queue["agents"][0]["agentId"].as_str().unwrap(),
    );
    for (action, body) in [
        ("login", json!({ "loggedIn": true })),
        ("pause", json!({ "paused": true })),
        ("login", json!({ "loggedIn": false })),
    ] {
        bench
            .post(&format!("/api/queues/{id}/agents/{agent}/{action}"), &admin, body)
            .await
            .json();
        let event = socket.hear().await;
        assert_eq!(event["type"], "queue_update");
        let stats = bench.get(&format!("/api/queues/{id}/stats"), &admin).await.json();
        assert_eq!(event["data"], stats["stats"]);
    }
    bench
        .patch(&format!("/api/queues/{id}"), &admin, json!({ "agents": [] }))
        .await
        .json();
    assert_eq!(socket.hear().await["data"]["agents"]["total"], 0);
}

#[tokio::test]
async fn a_first_message_that_is_no_good_auth_ends_the_connection() {
    let bench = Bench::with(tokens_of(0)).await;
    let expired = bench.token("acme", "1001").await;
    for (message, code) in [
        (json!({ "type": "ping" }).to_string(), "auth_required"),
        ("no JSON".to_owned(), "auth_required"),
        (
            json!({ "type": "auth", "token": "rubbish" }).to_string(),
            "token_invalid",
        ),
        (json!({ "type": "auth", "token": expired }).to_string(), "token_expired"),
    ] {
        let mut socket = bench.socket().await;
        socket.say_text(&message).await;
        let (heard, close) = socket.until_closed().await;
        assert_eq!((heard.len(), close), (1, CLOSE_UNAUTHENTICATED));
        assert_eq!(
            (heard[0]["type"].as_str(), heard[0]["data"]["code"].as_str()),
            (Some("auth_error"), Some(code))
        );
    }
}

#[tokio::test]
async fn who_says_nothing_is_sent_away_after_ten_seconds() {
    let bench = Bench::start().await;
    let mut socket = bench.socket().await;
    tokio::time::pause();
    let (heard, close) = socket.until_closed().await;
    assert_eq!(
        (heard[0]["data"]["code"].as_str(), close),
        (Some("auth_timeout"), CLOSE_UNAUTHENTICATED)
    );
}

#[tokio::test]
async fn a_ping_is_answered_and_unknown_messages_change_nothing() {
    let bench = Bench::start().await;
    let mut socket = bench.listen(&bench.token("acme", "1001").await).await;
    socket.say_text("no JSON").await;
    socket.say(json!({ "type": "from_the_future", "data": 1 })).await;
    socket.say(json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_listener_that_is_not_heard_for_a_minute_is_given_up_after_two_pings() {
    let bench = Bench::start().await;
    let mut socket = bench.listen(&bench.token("acme", "1001").await).await;
    tokio::time::pause();
    let began = Instant::now();
    let (heard, close) = socket.until_closed().await;
    assert_eq!((heard, close), (vec![json!({ "type": "ping" }); 2], CLOSE_SILENT));
    assert_eq!(began.elapsed().as_secs_f64().round(), 60.0);
}

#[tokio::test]
async fn a_listener_that_answers_pings_stays() {
    let bench = Bench::start().await;
    let mut socket = bench.listen(&bench.token("acme", "1001").await).await;
    tokio::time::pause();
    for _ in 0..10 {
        assert_eq!(socket.hear().await, json!({ "type": "ping" }));
        socket.say(json!({ "type": "pong" })).await;
    }
}

#[tokio::test]
async fn a_listener_that_does_not_keep_up_is_dropped_with_its_own_close_code() {
    let bench = Bench::start().await;
    let mut socket = bench.listen(&bench.token("acme", "1001").await).await;
    // Nothing is awaited in between, so the listener's task cannot run.
    for _ in 0..=BACKLOG {
        bench.server.app.hub.publish("acme", answered("c"));
    }
    assert_eq!(socket.until_closed().await, (vec![], CLOSE_TOO_SLOW));
    bench.listen(&bench.token("acme", "1001").await).await;
}

#[tokio::test]
async fn a_connection_ends_with_its_token_unless_a_newer_one_comes() {
    let bench = Bench::with(tokens_of(20)).await;
    let (first, second) = (bench.token("acme", "1001").await, bench.token("acme", "1001").await);
    let mut ends = bench.listen(&first).await;
    let mut renews = bench.listen(&first).await;
    let mut strays = bench.listen(&first).await;
    strays
        .say(json!({ "type": "auth", "token": bench.token("globex", "1001").await }))
        .await;
    assert_eq!(strays.until_closed().await.1, CLOSE_UNAUTHENTICATED);

    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(15)).await;
    renews.say(json!({ "type": "auth", "token": second })).await;
    assert_eq!(renews.hear().await, json!({ "type": "auth_ok" }));
    let (heard, close) = ends.until_closed().await;
    assert_eq!(
        (heard[0]["data"]["code"].as_str(), close),
        (Some("token_expired"), CLOSE_UNAUTHENTICATED)
    );
    // Wall-clock time stood still while the runtime's went on: the newer token is good for another 20 s or nearly.
    bench.server.app.hub.publish("acme", answered("c"));
    assert_eq!(renews.hear().await["type"], "call_answer");
}

#[tokio::test]
async fn a_logout_ends_the_sessions_socket_at_the_next_heartbeat() {
    let bench = Bench::start().await;
    let token = bench.token("acme", "1001").await;
    let mut socket = bench.listen(&token).await;
    bench.post("/api/auth/logout", &token, json!({})).await;
    tokio::time::pause();
    let (heard, close) = socket.until_closed().await;
    assert_eq!(
        (heard[0]["data"]["code"].as_str(), close),
        (Some("token_invalid"), CLOSE_UNAUTHENTICATED)
    );
}

#[tokio::test]
async fn a_server_that_stops_says_so_to_its_listeners() {
    let bench = Bench::start().await;
    let mut socket = bench.listen(&bench.token("acme", "1001").await).await;
    let (closed, ()) = tokio::join!(socket.until_closed(), bench.server.stop());
    assert_eq!(closed, (vec![], 1001));
}
