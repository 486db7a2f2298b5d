//! A server and a clock that do what nobody expects of them.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn a_server_that_takes_every_token_and_refuses_it_at_once_is_not_hammered() {
    let mut bench = Bench::open();
    let refusal = json!({ "type": "auth_error", "data": { "code": "token_expired", "message": "m" } });
    let renew = Effect::NeedToken { renew: true };
    let mut socket = 1;
    let mut delays = Vec::new();
    for _ in 0..4 {
        let effects = bench.say(socket, refusal.clone());
        assert_eq!(bench.realtime.connection_state(), ConnectionState::Reconnecting);
        if !effects.contains(&renew) {
            delays.push(bench.delay());
            bench.expire();
        }
        let Some(Effect::Open(next)) = bench.token().pop() else {
            panic!("no socket")
        };
        socket = next;
        bench.put(Input::Opened(socket));
        bench.say(socket, json!({ "type": "auth_ok" }));
    }
    assert_eq!(delays, [1000, 2000, 4000]);
}

#[test]
fn a_clock_that_is_set_back_delays_neither_the_next_attempt_nor_the_heartbeat() {
    let hour = Duration::from_secs(3600);
    let mut bench = Bench::open();
    bench.now = bench.now + hour;
    bench.say(1, json!({ "type": "ping" }));
    assert!(!bench.put(Input::Timeout).is_empty());
    // The answer comes by a clock of an hour ago.
    bench.now = bench.now - hour;
    bench.say(1, json!({ "type": "pong" }));
    assert_eq!(bench.delay(), 25_000);

    // The driver's timer runs on whatever the clock says; that it rings early is another matter.
    let mut bench = Bench::open();
    bench.now = bench.now - Duration::from_secs(1);
    assert_eq!(bench.put(Input::Timeout), []);
    bench.now = bench.now - Duration::from_secs(600);
    assert_eq!(bench.put(Input::Timeout), [send(1, r#"{"type":"ping"}"#)]);
    assert_eq!(bench.delay(), 15_000);
    bench.put(Input::SocketClosed(1));
    bench.now = bench.now - Duration::from_secs(300);
    assert_eq!(bench.put(Input::Timeout), [Effect::NeedToken { renew: false }]);
}
