//! Several servers, and how soon one of them is there again.

use super::host::{config, ms, sec};
use super::peer::Peer;
use voip_sdk::sip::user_agent::{Config, Input, OutgoingMessage, Phase, Recipient, WsUri};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const A: &str = "wss://a.acme.test";
const B: &str = "wss://b.acme.test";
const C: &str = "wss://c.acme.test";

fn weighted(servers: &[(&str, u32)]) -> Config {
    let ws_uris = servers
        .iter()
        .map(|(uri, weight)| WsUri {
            uri: (*uri).to_owned(),
            weight: *weight,
        })
        .collect();
    Config {
        ws_uris,
        ..config("1001")
    }
}

/// The server that is being connected to.
fn asked(peer: &Peer) -> Option<String> {
    peer.host.connects.back().cloned().flatten()
}

/// Waits for the next attempt.
fn next(peer: &mut Peer) -> String {
    for _ in 0..400 {
        if let Some(uri) = asked(peer) {
            return uri;
        }
        peer.advance(ms(100));
    }
    panic!("no further attempt");
}

/// Lets time pass; registrations are granted.
fn pass(peer: &mut Peer, seconds: u64) {
    for _ in 0..seconds {
        peer.advance(sec(1));
        if !peer.host.sent.is_empty() {
            peer.grant();
        }
    }
}

#[test]
fn servers_are_tried_by_weight_and_equal_ones_in_their_order() {
    let mut peer = Peer::started(weighted(&[(A, 1), (B, 10), (C, 1)]));
    let mut order = Vec::new();
    for _ in 0..4 {
        order.push(next(&mut peer));
        peer.cut();
    }
    assert_eq!(order, [B, A, C, B]);
}

#[test]
fn a_lost_connection_in_a_call_is_opened_again_at_the_same_server_first() {
    let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
    peer.cut();
    assert_eq!(next(&mut peer), B);
    peer.recover();
    let (call, ..) = peer.active_outgoing();
    peer.advance(sec(6));
    peer.cut();
    assert_eq!(asked(&peer).as_deref(), Some(B), "it may know the call");
    peer.cut();
    assert_eq!(next(&mut peer), A, "then the other");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn without_a_call_the_preferred_server_comes_first_after_a_loss() {
    let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
    peer.cut();
    assert_eq!(next(&mut peer), B);
    peer.recover();
    peer.advance(sec(6));
    peer.cut();
    assert_eq!(asked(&peer).as_deref(), Some(A));
}

#[test]
fn the_preferred_server_is_returned_to_but_never_during_a_call() {
    let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
    peer.cut();
    assert_eq!(next(&mut peer), B);
    peer.recover();
    let (call, ..) = peer.active_outgoing();
    peer.host.connects.clear();
    pass(&mut peer, 1_800);
    assert!(peer.host.connects.is_empty(), "the call comes first");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.advance(sec(5));
    assert!(peer.host.connects.is_empty(), "not in the same moment");
    peer.host.sent.clear();
    peer.advance(sec(6));
    assert_eq!(asked(&peer).as_deref(), Some(A));
    peer.cut();
    assert_eq!(asked(&peer).as_deref(), Some(B), "if it is not there, back at once");
    peer.recover();
    peer.host.connects.clear();
    pass(&mut peer, 1_100);
    assert!(peer.host.connects.is_empty(), "and less often after that");
}

#[test]
fn a_server_that_refuses_the_registration_with_5xx_is_left_for_the_next() {
    let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
    peer.host.open();
    let register = peer.expect("REGISTER");
    peer.answer(&register, 503);
    assert_eq!(next(&mut peer), B);
    peer.recover();
}

#[test]
fn a_server_that_drops_each_connection_at_once_is_not_hammered() {
    let mut peer = Peer::registered();
    let start = peer.host.now;
    for _ in 0..20 {
        peer.cut();
        while asked(&peer).is_none() {
            peer.advance(ms(100));
        }
        peer.recover();
        peer.host.connects.clear();
    }
    let taken = peer.host.now.since(start);
    assert!(taken > sec(20), "{taken:?}");
}

#[test]
fn an_attempt_that_hangs_is_begun_anew_when_the_network_is_back() {
    let mut peer = Peer::registered();
    peer.cut();
    assert_eq!(peer.host.connects.len(), 1);
    peer.host.connects.clear();
    peer.host.input(Input::Awake);
    assert!(peer.host.connects.is_empty(), "it has only just begun");
    peer.advance(ms(1_500));
    peer.host.input(Input::Awake);
    assert_eq!(peer.host.connects.len(), 2, "closed and opened");
    assert!(peer.host.connects[0].is_none() && peer.host.connects[1].is_some());
}

#[test]
fn an_attempt_during_a_call_is_given_2_s_and_a_further_one_twice_that() {
    let mut peer = Peer::registered();
    peer.active_outgoing();
    peer.host.connects.clear();
    peer.cut();
    let begun = peer.host.now;
    while peer.host.connects.iter().all(Option::is_some) {
        peer.advance(ms(100));
    }
    assert_eq!(peer.host.now.since(begun), sec(2));
    while asked(&peer).is_none() {
        peer.advance(ms(10));
    }
    peer.host.connects.clear();
    let begun = peer.host.now;
    while peer.host.connects.is_empty() {
        peer.advance(ms(100));
    }
    let taken = peer.host.now.since(begun);
    assert!(taken > ms(3_800) && taken <= ms(4_100), "{taken:?}");
}

#[test]
fn the_registration_is_renewed_in_one_round_trip_after_a_cut() {
    use voip_sdk::sip::message::names;
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let register = peer.expect("REGISTER");
    let challenge = Peer::response(&register, 401).with(
        names::WWW_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.grant();
    peer.advance(sec(30));
    peer.cut();
    peer.host.open();
    let again = peer.expect("REGISTER");
    let answer = again.headers.text(names::AUTHORIZATION).unwrap().into_owned();
    assert!(
        answer.contains("nonce=\"n1\"") && answer.contains("nc=00000002"),
        "{answer}"
    );
}

#[test]
fn a_refresh_that_is_refused_during_a_call_does_not_leave_the_calls_server() {
    for status in [500, 503, 408] {
        let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
        peer.recover();
        let (call, ..) = peer.active_outgoing();
        peer.host.connects.clear();
        peer.host.act(|ua, now| ua.register(now)).unwrap();
        let refresh = peer.expect("REGISTER");
        peer.answer(&refresh, status);
        assert!(peer.host.connects.is_empty(), "the other server may not know the call");
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let hold = peer.expect("INVITE");
        peer.answer(&hold, 200);
        peer.expect("ACK");
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        let bye = peer.expect("BYE");
        peer.answer(&bye, 200);
        peer.host.act(|ua, now| ua.register(now)).unwrap();
        let again = peer.expect("REGISTER");
        peer.answer(&again, status);
        assert_eq!(next(&mut peer), B, "{status}: without a call it is left");
    }
}

#[test]
fn a_server_that_refuses_the_registration_after_a_cut_is_left_in_a_call_too() {
    let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
    peer.recover();
    peer.active_outgoing();
    peer.cut();
    peer.host.open();
    let register = peer.expect("REGISTER");
    peer.answer(&register, 503);
    assert_eq!(next(&mut peer), B);
}

#[test]
fn the_preferred_server_is_not_returned_to_while_a_message_is_out() {
    let mut peer = Peer::started(weighted(&[(A, 2), (B, 1)]));
    peer.cut();
    assert_eq!(next(&mut peer), B);
    peer.recover();
    peer.host.connects.clear();
    pass(&mut peer, 590);
    let hello = OutgoingMessage::text("hello");
    let to = Recipient::Address("1002");
    peer.host.act(|ua, now| ua.message(now, to, hello)).unwrap();
    let message = peer.expect("MESSAGE");
    peer.pass(15);
    assert!(peer.host.connects.is_empty(), "its outcome would be lost");
    peer.answer(&message, 200);
    pass(&mut peer, 15);
    assert_eq!(asked(&peer).as_deref(), Some(A));
}
