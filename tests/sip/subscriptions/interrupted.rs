//! Subscriptions and a connection that is away.

use super::{BODY, accept, active, mailbox, registered, subscribe, tell, words};
use crate::host::{config, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::Input;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_subscription_survives_the_connection_and_is_refreshed_after_the_registration() {
    let mut peer = registered();
    let (_, first, mut side) = active(&mut peer);
    peer.cut();
    peer.host.open();
    let register = peer.expect("REGISTER");
    peer.expect_nothing();
    let contact = register.headers.contact().unwrap();
    peer.send_response(&Peer::response(&register, 200).with(names::CONTACT, contact.to_text()));
    let refresh = peer.expect("SUBSCRIBE");
    assert_eq!(refresh.headers.call_id(), first.headers.call_id());
    assert_eq!(refresh.headers.to_tag().as_deref(), Some("notifier"));
    accept(&mut peer, &refresh, "3600");
    tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
    assert_eq!(words(&mut peer), ["active", "notified"]);
}

#[test]
fn a_subscribe_that_was_lost_with_the_connection_is_begun_anew() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let lost = peer.expect("SUBSCRIBE");
    peer.cut();
    peer.recover();
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), lost.headers.call_id());
    assert_eq!(words(&mut peer), [""; 0], "nothing was ended by that");
}

#[test]
fn subscribing_without_a_connection_waits_for_one() {
    let mut peer = Peer::started(config("1001"));
    subscribe(&mut peer, mailbox());
    peer.host.open();
    peer.grant();
    peer.expect("SUBSCRIBE");
}

#[test]
fn a_subscription_that_ended_while_there_was_no_connection_is_begun_anew() {
    let mut peer = registered();
    let (_, first, _) = active(&mut peer);
    peer.cut();
    peer.advance(sec(4000));
    assert_eq!(words(&mut peer), ["timeout again"]);
    peer.host.input(Input::Awake);
    peer.recover();
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
}

#[test]
fn many_subscriptions_are_not_renewed_all_at_once() {
    let mut peer = registered();
    for _ in 0..64 {
        let (..) = active(&mut peer);
    }
    peer.cut();
    peer.recover();
    assert_eq!(peer.transcript().len(), 16);
    peer.advance(sec(1));
    assert_eq!(peer.transcript().len(), 48);
}
