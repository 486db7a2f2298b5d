//! News that nobody asked for, that make no sense or that are too many.

use super::{BODY, active, notify, registered, tell, words};
use crate::host::config;
use crate::peer::Peer;
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::Event;
use voip_sdk::time::Duration;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_storm_of_notifications_leaves_nothing_behind() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    for _ in 0..2_000 {
        tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
        assert_eq!(words(&mut peer), ["notified"]);
    }
    peer.advance(Duration::ZERO);
    peer.expect_nothing();
    peer.cut();
    peer.recover();
    peer.expect("SUBSCRIBE");
    peer.expect_nothing();
}

fn stray(peer: &mut Peer, event: Option<&str>) -> Request {
    let mut request = peer.invite();
    request.method = Method::Notify;
    request.headers.set(names::CSEQ, "1 NOTIFY");
    if let Some(event) = event {
        request.headers.push(names::EVENT, event);
    }
    request
        .headers
        .push(names::SUBSCRIPTION_STATE, "terminated;reason=noresource");
    request.set_body("application/simple-message-summary", BODY.as_bytes().to_vec());
    request
}

#[test]
fn news_of_the_mailbox_without_a_subscription_are_taken_by_policy() {
    let mut peer = registered();
    let request = stray(&mut peer, Some("message-summary"));
    peer.send_request(&request);
    peer.expect_status(200);
    let told = peer.host.events.pop_front();
    assert!(matches!(told, Some(Event::Mailbox { body, .. }) if body.expose() == BODY.as_bytes()));

    let (_, first, mut side) = active(&mut peer);
    side.call_id.push('x');
    tell(&mut peer, &mut side, "active", BODY, 481);
    assert!(
        peer.host.events.is_empty(),
        "a dialog that was forgotten here: {first:?}"
    );

    let mut strict = config("1001");
    strict.unsolicited_mwi = false;
    let mut peer = Peer::registered_as(strict);
    let request = stray(&mut peer, Some("message-summary"));
    peer.send_request(&request);
    peer.expect_status(481);
    assert!(peer.host.events.is_empty());
}

#[test]
fn a_notify_without_its_subscription_is_answered_481_and_one_of_an_unknown_package_489() {
    let mut peer = registered();
    let request = stray(&mut peer, Some("dialog;id=7"));
    peer.send_request(&request);
    peer.expect_status(481);
    let request = stray(&mut peer, Some("x-strange"));
    peer.send_request(&request);
    let refusal = peer.expect_status(489);
    assert!(refusal.headers.has_item(names::ALLOW_EVENTS, "message-summary"));
    assert!(peer.host.events.is_empty());
}

#[test]
fn a_notify_without_an_event_is_answered_489_and_nothing_else() {
    let mut peer = registered();
    let request = stray(&mut peer, None);
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["489 NOTIFY"]);
    assert!(peer.host.events.is_empty());

    let (_, _, mut side) = active(&mut peer);
    let mut request = notify(&mut peer, &mut side, "active", BODY);
    request.headers.remove(names::EVENT);
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["489 NOTIFY"]);
    assert!(peer.host.events.is_empty());
}

#[test]
fn a_notify_that_is_older_than_the_last_is_answered_500() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    side.seq = 9;
    tell(&mut peer, &mut side, "active;expires=3000", BODY, 200);
    side.seq = 3;
    tell(&mut peer, &mut side, "active;expires=3000", BODY, 500);
    assert_eq!(words(&mut peer), ["notified"]);
}
