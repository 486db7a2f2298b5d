//! How a loss is noticed, and when and where the next connection is tried.

use super::transports;
use crate::host::{Host, config, ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::user_agent::{Event, Input, Phase, RegistrationState, TransportState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_lost_connection_is_tried_again_at_once() {
    let mut peer = Peer::registered();
    peer.cut();
    assert_eq!(peer.host.connects.len(), 1, "without waiting");
    let states = transports(&mut peer.host);
    assert!(
        matches!(states[0], TransportState::Reconnecting { attempt: 1, .. }),
        "{states:?}"
    );
    assert_eq!(states[1], TransportState::Connecting);
}

#[test]
fn further_attempts_wait_longer_and_longer_up_to_30_s() {
    let mut peer = Peer::registered();
    let mut longest = 0;
    peer.cut();
    for _ in 0..9 {
        peer.cut();
        let before = peer.host.now;
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
        longest = longest.max(peer.host.now.since(before).as_millis());
    }
    assert!((2_000..=30_100).contains(&longest), "{longest}");
}

#[test]
fn during_a_call_no_attempt_waits_longer_than_4_s() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    for _ in 0..30 {
        peer.cut();
        let before = peer.host.now;
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
        assert!(peer.host.now.since(before) <= sec(4) + ms(100));
    }
    assert_eq!(peer.host.view(call).phase, Phase::Active, "the call waits");
}

#[test]
fn a_page_that_wakes_tries_at_once() {
    let mut peer = Peer::registered();
    peer.cut();
    for _ in 0..8 {
        peer.cut();
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
    }
    peer.cut();
    if peer.host.connects.is_empty() {
        peer.host.input(Input::Awake);
    }
    assert_eq!(peer.host.connects.len(), 1);
}

#[test]
fn a_socket_that_never_opens_is_given_up_after_10_s() {
    let mut peer = Peer::started(config("1001"));
    peer.advance(sec(11));
    assert!(peer.host.connects.iter().any(Option::is_none), "closed");
    assert!(
        peer.host.connects.iter().filter(|c| c.is_some()).count() >= 2,
        "and opened anew"
    );
}

#[test]
fn the_next_server_is_tried_when_one_does_not_open() {
    let mut two = config("1001");
    two.ws_uris = vec!["wss://a.acme.test".into(), "wss://b.acme.test".into()];
    let mut peer = Peer::started(two);
    peer.cut();
    peer.advance(sec(1));
    assert_eq!(
        peer.host.connects.pop_back().flatten().as_deref(),
        Some("wss://b.acme.test")
    );
}

#[test]
fn a_server_without_the_subprotocol_is_refused_for_good() {
    let mut host = Host::new(config("1001"), 1);
    host.act(|ua, now| ua.start(now));
    host.connects.clear();
    host.input(Input::TransportOpened { protocol: "" });
    assert_eq!(host.connects.pop_back(), Some(None), "closed");
    assert_eq!(transports(&mut host).pop(), Some(TransportState::SubprotocolRefused));
    host.advance(sec(120));
    assert!(host.connects.is_empty(), "and not tried again");
    assert!(host.sent.is_empty());
}

#[test]
fn a_loss_is_said_and_the_registration_renewed_in_the_same_series() {
    let mut peer = Peer::registered();
    peer.cut();
    assert!(
        peer.host
            .events
            .iter()
            .any(|e| matches!(e, Event::Registration(RegistrationState::Unregistered)))
    );
    peer.host.open();
    let register = peer.grant();
    assert_eq!(register.headers.cseq().unwrap().number, 2, "one Call-ID, CSeq + 1");
    let last = peer.host.events.iter().rev().find_map(|e| match e {
        Event::Registration(state) => Some(state.clone()),
        _ => None,
    });
    assert!(matches!(last, Some(RegistrationState::Registered { .. })));
}

#[test]
fn a_half_open_socket_is_found_within_10_s_in_a_call() {
    let mut peer = Peer::registered();
    peer.active_outgoing();
    peer.advance(sec(4));
    assert_eq!(peer.host.pings, 1, "a ping every 4 s in a call");
    peer.host.pongs = false;
    peer.host.connects.clear();
    let before = peer.host.now;
    while peer.host.connects.is_empty() {
        peer.advance(ms(100));
    }
    assert!(peer.host.now.since(before) <= sec(10));
    assert_eq!(peer.host.connects.front(), Some(&None), "the dead one is closed");
}

#[test]
fn a_ping_of_the_server_is_answered() {
    let mut peer = Peer::registered();
    peer.host.pings = 0;
    peer.host.receive(b"\r\n\r\n");
    assert_eq!(peer.host.pings, 1);
    peer.expect_nothing();
}
