use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use voip_demo_server::http::{CLOSE_SILENT, CLOSE_TOO_SLOW};
use voip_demo_server::hub::BACKLOG;
use voip_demo_server::pbx::ports::Announcer as _;
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
