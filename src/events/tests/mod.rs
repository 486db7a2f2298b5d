use core::time::Duration;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

mod adverse;
mod messages;
mod presence;

use super::*;
use crate::entropy::Entropy;
use crate::time::Instant;

struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(self.0);
    }
}

/// A connection with its clock, and what it wants done.
struct Bench {
    realtime: Realtime,
    now: Instant,
    entropy: Fixed,
}

impl Bench {
    fn new() -> Self {
        Self {
            realtime: Realtime::default(),
            now: Instant::from_millis(1_000_000),
            entropy: Fixed(0xff),
        }
    }

    fn put(&mut self, input: Input) -> Vec<Effect> {
        self.realtime.handle(self.now, input, &mut self.entropy);
        core::iter::from_fn(|| self.realtime.poll()).collect()
    }

    /// What a message leads to besides what the application hears of it.
    fn say(&mut self, socket: u32, message: Value) -> Vec<Effect> {
        self.hear(socket, message).1
    }

    fn hear(&mut self, socket: u32, message: Value) -> (Heard, Vec<Effect>) {
        self.hear_text(socket, Some(&message.to_string()))
    }

    fn hear_text(&mut self, socket: u32, text: Option<&str>) -> (Heard, Vec<Effect>) {
        let heard = self.realtime.receive(self.now, socket, text, &mut self.entropy);
        (heard, core::iter::from_fn(|| self.realtime.poll()).collect())
    }

    /// Lets the time pass to the deadline.
    fn expire(&mut self) -> Vec<Effect> {
        self.now = self.realtime.deadline().expect("a deadline");
        self.put(Input::Timeout)
    }

    fn token(&mut self) -> Vec<Effect> {
        self.put(Input::Token(Some("tok".to_owned().into())))
    }

    fn open() -> Self {
        let mut bench = Self::new();
        bench.put(Input::Connect);
        bench.token();
        bench.put(Input::Opened(1));
        bench.say(1, json!({ "type": "auth_ok" }));
        assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
        bench
    }

    /// From lost to open again.
    fn reopen(&mut self) {
        self.expire();
        let socket = match self.token().as_slice() {
            [Effect::Open(n)] => *n,
            other => panic!("{other:?}"),
        };
        self.put(Input::Opened(socket));
        self.say(socket, json!({ "type": "auth_ok" }));
    }

    fn socket(&mut self) -> u32 {
        (1..9)
            .find(|n| self.hear(*n, json!({ "type": "probe" })).0 == Heard::Event)
            .unwrap()
    }

    fn delay(&self) -> u128 {
        self.realtime.deadline().unwrap().since(self.now).as_millis()
    }
}

fn state(state: ConnectionState) -> Effect {
    Effect::Emit(Emission::State(state, None))
}

fn send(socket: u32, text: &str) -> Effect {
    Effect::Send(socket, text.to_owned().into())
}

fn snapshot(entries: Value) -> Value {
    json!({ "type": "presence_snapshot", "timestamp": "t", "data": { "extensions": entries } })
}

#[test]
fn the_token_is_the_first_message_and_never_in_the_url() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.put(Input::Connect),
        [state(ConnectionState::Connecting), Effect::NeedToken { renew: false }]
    );
    assert_eq!(bench.token(), [Effect::Open(1)]);
    assert_eq!(
        bench.put(Input::Opened(1)),
        [send(1, r#"{"type":"auth","token":"tok"}"#)]
    );
    assert_eq!(
        bench.say(1, json!({ "type": "auth_ok" })),
        [state(ConnectionState::Open)]
    );
}

#[test]
fn connecting_before_the_login_waits_for_the_token() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    assert_eq!(bench.put(Input::Token(None)), []);
    assert_eq!(bench.realtime.connection_state(), ConnectionState::Connecting);
    assert_eq!(bench.token(), [Effect::Open(1)]);
}

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
fn an_open_connection_is_told_the_refreshed_token_and_goes_on() {
    let mut bench = Bench::open();
    let effects = bench.put(Input::Renewed("new".to_owned().into()));
    assert_eq!(effects, [send(1, r#"{"type":"auth","token":"new"}"#)]);
    assert_eq!(bench.say(1, json!({ "type": "auth_ok" })), []);
    bench.put(Input::Disconnect);
    assert_eq!(bench.put(Input::Renewed("newer".to_owned().into())), []);
}

#[test]
fn a_refused_token_is_renewed_once_and_then_it_is_over() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.token();
    bench.put(Input::Opened(1));
    let refusal = json!({ "type": "auth_error", "data": { "code": "token_expired", "message": "m" } });
    assert_eq!(
        bench.say(1, refusal.clone()),
        [Effect::Close(1), Effect::NeedToken { renew: true }]
    );
    let Some(Effect::Open(socket)) = bench.token().pop() else {
        panic!("no socket")
    };
    bench.put(Input::Opened(socket));
    assert_eq!(
        bench.say(socket, refusal),
        [
            Effect::Close(socket),
            Effect::Emit(Emission::State(ConnectionState::Closed, Some("token_expired".into())))
        ]
    );
    assert_eq!(bench.realtime.deadline(), None);
}

#[test]
fn a_refused_token_that_cannot_be_renewed_ends_the_connection_with_the_servers_reason() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.token();
    bench.put(Input::Opened(1));
    bench.say(
        1,
        json!({ "type": "auth_error", "data": { "code": "token_invalid", "message": "m" } }),
    );
    assert_eq!(
        bench.put(Input::NoNewToken),
        [Effect::Emit(Emission::State(
            ConnectionState::Closed,
            Some("token_invalid".into())
        ))]
    );
}

#[test]
fn a_token_that_ends_while_the_connection_is_open_is_renewed_and_another_connection_made_with_it() {
    let mut bench = Bench::open();
    let refusal = json!({ "type": "auth_error", "data": { "code": "token_expired", "message": "m" } });
    assert_eq!(
        bench.say(1, refusal.clone()),
        [
            Effect::Close(1),
            state(ConnectionState::Reconnecting),
            Effect::NeedToken { renew: true }
        ]
    );
    let Some(Effect::Open(socket)) = bench.token().pop() else {
        panic!("no socket")
    };
    bench.put(Input::Opened(socket));
    bench.say(socket, json!({ "type": "auth_ok" }));
    assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
    // And the next time as well.
    bench.now = bench.now + Duration::from_secs(60);
    assert!(bench.say(socket, refusal).contains(&Effect::NeedToken { renew: true }));
}

#[test]
fn a_token_that_is_refreshed_while_the_socket_opens_is_the_one_that_is_sent() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.token();
    assert_eq!(bench.put(Input::Renewed("new".to_owned().into())), []);
    assert_eq!(
        bench.put(Input::Opened(1)),
        [send(1, r#"{"type":"auth","token":"new"}"#)]
    );
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
fn a_token_that_cannot_be_had_for_the_moment_is_asked_for_later() {
    let mut bench = Bench::open();
    bench.put(Input::SocketClosed(1));
    bench.expire();
    bench.put(Input::TokenLost);
    assert_eq!(bench.expire(), [Effect::NeedToken { renew: false }]);
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

#[test]
fn another_users_token_makes_another_connection() {
    let mut bench = Bench::open();
    let effects = bench.put(Input::Token(Some("other".to_owned().into())));
    assert_eq!(effects.first(), Some(&Effect::Close(1)));
    assert!(effects.contains(&Effect::NeedToken { renew: false }));
}

#[test]
fn the_token_is_not_printed() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.put(Input::Token(Some("s3cr3t".to_owned().into())));
    let effects = bench.put(Input::Opened(1));
    assert!(!format!("{effects:?} {:?}", bench.realtime).contains("s3cr3t"));
}
