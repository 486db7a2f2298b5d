//! Heartbeats both ways, and a connection that is dead.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn a_heartbeat_goes_out_every_25_seconds_and_the_servers_is_answered() {
    let mut bench = Bench::open();
    assert_eq!(bench.delay(), 25_000);
    assert_eq!(bench.expire(), [send(1, r#"{"type":"ping"}"#)]);
    assert_eq!(bench.say(1, json!({ "type": "pong" })), []);
    assert_eq!(bench.delay(), 25_000);
    assert_eq!(bench.say(1, json!({ "type": "ping" })), [send(1, r#"{"type":"pong"}"#)]);
}

#[test]
fn a_connection_on_which_much_comes_in_says_that_it_is_there_all_the_same() {
    let mut bench = Bench::open();
    let mut pings = 0;
    for _ in 0..100 {
        bench.now = bench.now + Duration::from_secs(1);
        assert_eq!(bench.hear(1, json!({ "type": "call_hold" })).0, Heard::Event);
        if bench.realtime.deadline().is_some_and(|at| bench.now >= at) {
            assert_eq!(bench.put(Input::Timeout), [send(1, r#"{"type":"ping"}"#)]);
            pings += 1;
        }
    }
    assert_eq!(pings, 4);
}

#[test]
fn a_message_moves_no_timer() {
    let mut bench = Bench::open();
    let deadline = bench.realtime.deadline();
    bench.now = bench.now + Duration::from_secs(5);
    bench.say(1, json!({ "type": "call_hold" }));
    assert_eq!(bench.realtime.deadline(), deadline);
}

#[test]
fn a_flood_of_pings_is_answered_once_a_second() {
    let mut bench = Bench::open();
    let mut pongs = 0;
    for _ in 0..30_000 {
        pongs += bench.say(1, json!({ "type": "ping" })).len();
    }
    assert_eq!(pongs, 1);
    bench.now = bench.now + Duration::from_secs(1);
    assert_eq!(bench.say(1, json!({ "type": "ping" })).len(), 1);
    // A clock that was set back stops nothing.
    bench.now = Instant::from_millis(5);
    assert_eq!(bench.say(1, json!({ "type": "ping" })).len(), 1);
}

#[test]
fn a_half_open_socket_is_found() {
    let mut bench = Bench::open();
    bench.expire();
    assert_eq!(bench.delay(), 15_000);
    assert_eq!(bench.expire(), [Effect::Close(1), state(ConnectionState::Reconnecting)]);
}
