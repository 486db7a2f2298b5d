use core::time::Duration;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

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
    realtime: Realtime<Value>,
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

    fn put(&mut self, input: Input<Value>) -> Vec<Effect<Value>> {
        self.realtime.handle(self.now, input, &mut self.entropy);
        core::iter::from_fn(|| self.realtime.poll()).collect()
    }

    fn say(&mut self, socket: u32, message: Value) -> Vec<Effect<Value>> {
        self.put(Input::Message(socket, Some(message)))
    }

    /// Lets the time pass to the deadline.
    fn expire(&mut self) -> Vec<Effect<Value>> {
        self.now = self.realtime.deadline().expect("a deadline");
        self.put(Input::Timeout)
    }

    fn token(&mut self) -> Vec<Effect<Value>> {
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
            .find(|n| matches!(self.say(*n, json!({ "type": "ping" })).as_slice(), [Effect::Send(..)]))
            .unwrap()
    }

    fn delay(&self) -> u128 {
        self.realtime.deadline().unwrap().since(self.now).as_millis()
    }
}

fn state(state: ConnectionState) -> Effect<Value> {
    Effect::Emit(Emission::State(state, None))
}

fn send(socket: u32, text: &str) -> Effect<Value> {
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
    assert_eq!(bench.say(1, json!({ "type": "call_start", "data": {} })), []);
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
fn every_event_reaches_the_listeners_as_it_came_even_an_unknown_one() {
    let mut bench = Bench::open();
    for event in [
        json!({ "type": "call_start", "timestamp": "t", "data": { "callUuid": "u", "extra": [1] } }),
        json!({ "type": "from_the_future", "x": null }),
    ] {
        assert_eq!(bench.say(1, event.clone()), [Effect::Emit(Emission::Event(event))]);
    }
}

#[test]
fn what_is_no_message_is_counted_and_the_connection_goes_on() {
    let mut bench = Bench::open();
    assert_eq!(
        bench.put(Input::Message(1, None)),
        [Effect::Emit(Emission::Malformed(1))]
    );
    for (i, odd) in [
        json!(7),
        json!({ "data": 1 }),
        json!({ "type": 3 }),
        json!({ "type": "presence_change" }),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(bench.say(1, odd), [Effect::Emit(Emission::Malformed(i as u32 + 2))]);
    }
    assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
}

#[test]
fn events_before_the_token_was_accepted_are_nobodys() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.token();
    bench.put(Input::Opened(1));
    assert_eq!(bench.say(1, json!({ "type": "call_start", "data": {} })), []);
}

#[test]
fn the_first_snapshot_fills_the_store_and_is_one_event() {
    let mut bench = Bench::open();
    let event = snapshot(json!([{ "extension": "1001", "status": "available", "name": "Alice" }, { "status": "odd" }]));
    let effects = bench.say(1, event.clone());
    let [
        Effect::Emit(Emission::Presence(deltas)),
        Effect::Emit(Emission::Event(e)),
    ] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    assert_eq!((deltas.len(), e), (1, &event));
}

#[test]
fn a_snapshot_after_reconnecting_replaces_the_store_and_tells_what_was_missed() {
    let mut bench = Bench::open();
    bench.say(
        1,
        snapshot(json!([
            { "extension": "1001", "status": "available" },
            { "extension": "1002", "status": "offline" },
            { "extension": "1003", "status": "busy" }
        ])),
    );
    bench.put(Input::SocketClosed(1));
    bench.reopen();
    let socket = bench.socket();
    let effects = bench.say(
        socket,
        snapshot(json!([
            { "extension": "1001", "status": "available" },
            { "extension": "1002", "status": "available" }
        ])),
    );
    let missed: Vec<_> = effects
        .iter()
        .filter_map(|e| match e {
            Effect::Emit(Emission::Missed(entry)) => Some((entry.extension.as_str(), entry.status)),
            _ => None,
        })
        .collect();
    use crate::model::presence::PresenceStatus::{Available, Offline};
    assert_eq!(missed, [("1003", Offline), ("1002", Available)]);
    let Some(Effect::Emit(Emission::Presence(deltas))) = effects.first() else {
        panic!("{effects:?}")
    };
    assert_eq!(deltas[0], Delta::Remove("1003".into()));
    assert_eq!(deltas.len(), 2);
}

#[test]
fn the_first_snapshot_is_compared_with_what_another_connection_has_learned() {
    let mut bench = Bench::open();
    let known =
        snapshot(json!([{ "extension": "1001", "status": "available" }, { "extension": "1002", "status": "busy" }]));
    let Some(Message::Snapshot(entries)) = decode(&known) else {
        panic!("{known}")
    };
    bench.realtime.assume_presence(entries);
    let event =
        snapshot(json!([{ "extension": "1001", "status": "available" }, { "extension": "1002", "status": "offline" }]));
    let effects = bench.say(1, event.clone());
    let [
        Effect::Emit(Emission::Presence(deltas)),
        Effect::Emit(Emission::Event(e)),
        Effect::Emit(Emission::Missed(missed)),
    ] = effects.as_slice()
    else {
        panic!("{effects:?}")
    };
    assert_eq!((deltas.len(), e, missed.extension.as_str()), (1, &event, "1002"));
}

#[test]
fn a_change_that_changes_nothing_is_an_event_but_no_delta() {
    let mut bench = Bench::open();
    bench.say(
        1,
        snapshot(json!([{ "extension": "1001", "status": "busy", "name": "Alice" }])),
    );
    let change = json!({ "type": "presence_change", "data": { "extension": "1001", "status": "busy" } });
    assert_eq!(bench.say(1, change.clone()), [Effect::Emit(Emission::Event(change))]);
}

#[test]
fn a_change_keeps_the_name_that_the_snapshot_gave() {
    let mut bench = Bench::open();
    bench.say(
        1,
        snapshot(json!([{ "extension": "1001", "status": "busy", "name": "Alice" }])),
    );
    let change = json!({ "type": "presence_change", "data": { "extension": "1001", "status": "available" } });
    let effects = bench.say(1, change);
    let Some(Effect::Emit(Emission::Presence(deltas))) = effects.first() else {
        panic!("{effects:?}")
    };
    let [Delta::Set(entry)] = deltas.as_slice() else {
        panic!("{deltas:?}")
    };
    assert_eq!(entry.name.as_deref(), Some("Alice"));
}

#[test]
fn the_token_is_not_printed() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.put(Input::Token(Some("s3cr3t".to_owned().into())));
    let effects = bench.put(Input::Opened(1));
    assert!(!format!("{effects:?} {:?}", bench.realtime).contains("s3cr3t"));
}
