//! The token of a connection: when it is sent, renewed, refused.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

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
fn a_token_that_cannot_be_had_for_the_moment_is_asked_for_later() {
    let mut bench = Bench::open();
    bench.put(Input::SocketClosed(1));
    bench.expire();
    bench.put(Input::TokenLost);
    assert_eq!(bench.expire(), [Effect::NeedToken { renew: false }]);
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
