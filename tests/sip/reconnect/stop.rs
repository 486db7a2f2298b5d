//! Stopping, and commands without a connection.

use super::transports;
use crate::host::{Host, config, ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{InviteOptions, Phase, TransportState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn stop_ends_calls_removes_the_binding_and_closes() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    let bye = peer.expect("BYE");
    let register = peer.expect("REGISTER");
    assert_eq!(register.headers.number(names::EXPIRES), Some(0));
    peer.answer(&bye, 200);
    peer.answer(&register, 200);
    peer.advance(sec(2));
    assert_eq!(peer.host.connects.pop_back(), Some(None));
    assert_eq!(transports(&mut peer.host).pop(), Some(TransportState::Disconnected));
    assert_eq!(peer.host.deadline, None, "nothing is left to wake up for");
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn stop_does_not_wait_longer_than_2_s_for_a_silent_server() {
    let mut peer = Peer::registered();
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.stop(now));
    peer.expect("REGISTER");
    peer.advance(ms(1_999));
    assert!(peer.host.connects.is_empty());
    peer.advance(ms(1));
    assert_eq!(peer.host.connects.pop_back(), Some(None));
}

#[test]
fn stop_cancels_what_rings_and_start_begins_anew() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(peer.transcript(), ["CANCEL", "REGISTER"]);
    peer.advance(sec(2));
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.start(now));
    peer.recover();
    peer.call("1002");
    peer.expect("INVITE");
}

#[test]
fn commands_before_start_and_without_a_connection_say_so() {
    let mut host = Host::new(config("1001"), 1);
    let refused = host
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap_err();
    assert_eq!(refused.code(), "not_started");
    host.act(|ua, now| ua.start(now));
    let refused = host
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap_err();
    assert_eq!(refused.code(), "transport_closed");
}

#[test]
fn every_binding_is_removed_by_a_star() {
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.unregister_all(now)).unwrap();
    let removal = peer.expect("REGISTER");
    assert!(removal.headers.is_star(names::CONTACT));
    assert_eq!(removal.headers.number(names::EXPIRES), Some(0));
}
