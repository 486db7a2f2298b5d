//! Connections: one at a time, tried again, closed.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn connecting_twice_opens_one_socket() {
    let mut bench = Bench::open();
    assert_eq!(bench.put(Input::Connect), []);
}

#[test]
fn a_lost_connection_is_tried_again_after_half_a_second_to_thirty() {
    let mut bench = Bench::open();
    let mut ceilings = Vec::new();
    bench.put(Input::SocketClosed(1));
    for _ in 0..8 {
        ceilings.push(bench.delay());
        bench.expire();
        let socket = match bench.token().as_slice() {
            [Effect::Open(n)] => *n,
            other => panic!("{other:?}"),
        };
        assert_eq!(bench.put(Input::SocketClosed(socket)), []);
    }
    assert_eq!(ceilings, [1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    bench.entropy = Fixed(0);
    bench.expire();
    let Some(Effect::Open(socket)) = bench.token().pop() else {
        panic!("no socket")
    };
    bench.put(Input::SocketClosed(socket));
    assert_eq!(bench.delay(), 500);
}

#[test]
fn losing_the_connection_is_shown_once() {
    let mut bench = Bench::open();
    assert_eq!(
        bench.put(Input::SocketClosed(1)),
        [state(ConnectionState::Reconnecting)]
    );
    bench.reopen();
    assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
}

#[test]
fn a_connection_that_lasted_makes_the_next_delay_short() {
    let mut bench = Bench::open();
    bench.put(Input::SocketClosed(1));
    bench.reopen();
    let socket = bench.socket();
    bench.now = bench.now + Duration::from_secs(11);
    bench.put(Input::SocketClosed(socket));
    assert_eq!(bench.delay(), 1000);
}

#[test]
fn a_server_that_accepts_and_drops_is_not_hammered() {
    let mut bench = Bench::open();
    bench.put(Input::SocketClosed(1));
    bench.reopen();
    let socket = bench.socket();
    bench.put(Input::SocketClosed(socket));
    assert_eq!(bench.delay(), 2000);
}

#[test]
fn a_host_that_is_online_again_does_not_wait() {
    let mut bench = Bench::open();
    bench.put(Input::SocketClosed(1));
    assert_eq!(bench.put(Input::Online), [Effect::NeedToken { renew: false }]);
}

#[test]
fn a_socket_that_never_opens_or_never_answers_the_token_is_given_up() {
    for opened in [false, true] {
        let mut bench = Bench::new();
        bench.put(Input::Connect);
        bench.token();
        if opened {
            bench.put(Input::Opened(1));
        }
        assert_eq!(bench.delay(), 15_000);
        assert_eq!(bench.expire(), [Effect::Close(1), state(ConnectionState::Reconnecting)]);
    }
}

#[test]
fn where_there_is_no_websocket_the_connection_closes_with_a_code() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.token();
    assert_eq!(
        bench.put(Input::Impossible("websocket_missing")).pop(),
        Some(Effect::Emit(Emission::State(
            ConnectionState::Closed,
            Some("websocket_missing".into())
        )))
    );
}

#[test]
fn what_an_older_socket_says_is_ignored() {
    let mut bench = Bench::open();
    bench.put(Input::SocketClosed(1));
    bench.reopen();
    assert_eq!(
        bench.hear(1, json!({ "type": "call_start", "data": {} })),
        (Heard::Nothing, vec![])
    );
    assert_eq!(bench.put(Input::SocketClosed(1)), []);
}

#[test]
fn disconnecting_closes_from_every_state_and_stays_closed() {
    for steps in 0..5 {
        let mut bench = Bench::new();
        bench.put(Input::Connect);
        if steps > 0 {
            bench.token();
        }
        if steps > 1 {
            bench.put(Input::Opened(1));
        }
        if steps > 2 {
            bench.say(1, json!({ "type": "auth_ok" }));
        }
        if steps > 3 {
            bench.put(Input::SocketClosed(1));
        }
        assert_eq!(
            bench.put(Input::Disconnect).pop(),
            Some(state(ConnectionState::Closed)),
            "{steps}"
        );
        assert_eq!(bench.realtime.deadline(), None);
        assert_eq!(bench.put(Input::Online), []);
        assert_eq!(bench.token(), []);
        assert_eq!(bench.put(Input::Disconnect), []);
    }
}
