//! The refreshes of a subscription, and what comes of one that fails.

use super::{BODY, accept, active, notifier, refresh, registered, tell, words};
use crate::host::{ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn refreshes_go_out_before_the_end_and_not_all_at_once() {
    let mut peer = registered();
    for _ in 0..8 {
        active(&mut peer);
    }
    peer.advance(ms(3600 * 800 - 1));
    assert_eq!(peer.transcript(), [""; 0], "not before 80 % of its life");
    let mut most = 0;
    let mut all = 0;
    for _ in 0..361 {
        peer.advance(sec(1));
        let now = peer.transcript().iter().filter(|m| *m == "SUBSCRIBE").count();
        most = most.max(now);
        all += now;
        if all == 8 {
            break;
        }
    }
    assert_eq!(all, 8, "at 90 % at the latest");
    assert!(most < 4, "{most} within one second");
}

#[test]
fn a_shorter_life_in_a_notify_is_obeyed() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    tell(&mut peer, &mut side, "active;expires=100", BODY, 200);
    peer.advance(sec(91));
    peer.expect("SUBSCRIBE");
}

#[test]
fn a_refresh_that_finds_nothing_begins_anew_at_once() {
    let mut peer = registered();
    let (_, first, _) = active(&mut peer);
    let refresh = refresh(&mut peer);
    peer.answer(&refresh, 481);
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
    assert!(anew.headers.to_tag().is_none());
    let mut side = notifier(&anew);
    accept(&mut peer, &anew, "3600");
    tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
    assert_eq!(words(&mut peer), ["refused again", "active", "notified"]);
}

#[test]
fn a_refresh_that_fails_for_now_leaves_what_is_left_of_its_life() {
    let mut peer = registered();
    let (_, first, mut side) = active(&mut peer);
    let refresh = refresh(&mut peer);
    peer.send_response(&Peer::response(&refresh, 503).with(names::RETRY_AFTER, "30"));
    assert_eq!(words(&mut peer), [""; 0]);
    tell(&mut peer, &mut side, "active;expires=300", BODY, 200);
    peer.advance(sec(30));
    let again = peer.expect("SUBSCRIBE");
    assert_eq!(again.headers.call_id(), first.headers.call_id());
    assert_eq!(again.headers.to_tag().as_deref(), Some("notifier"));
}

#[test]
fn a_refresh_that_is_not_notified_begins_anew() {
    let mut peer = registered();
    let (_, first, _) = active(&mut peer);
    let refresh = refresh(&mut peer);
    accept(&mut peer, &refresh, "3600");
    peer.advance(sec(32));
    assert_eq!(words(&mut peer), ["active", "no_notify again"]);
    peer.advance(sec(30));
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
}

#[test]
fn the_full_state_can_be_asked_for_once_more() {
    let mut peer = registered();
    let (id, first, mut side) = active(&mut peer);
    let again = |peer: &mut Peer| peer.host.act(|ua, now| ua.refresh_subscription(now, id)).unwrap();
    again(&mut peer);
    let request = peer.expect("SUBSCRIBE");
    assert_eq!(request.headers.call_id(), first.headers.call_id());
    assert_eq!(request.headers.number(names::EXPIRES), Some(3600));
    again(&mut peer);
    peer.expect_nothing();
    accept(&mut peer, &request, "3600");
    tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
    peer.cut();
    again(&mut peer);
    peer.recover();
    peer.expect("SUBSCRIBE");
    peer.expect_nothing();
}
