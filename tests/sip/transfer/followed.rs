//! What the far end tells of the new call, in order, out of order or not at all.

use super::{ACTIVE, OVER, failed, notify, progress, referred, rolled_back, states, tell};
use crate::host::sec;
use crate::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{Cause, TransferState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn what_the_new_target_refuses_rolls_the_transfer_back() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 100 Trying");
    tell(&mut peer, &mut side, OVER, "SIP/2.0 486 Busy Here");
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(486, "Busy Here")));
}

#[test]
fn a_notify_that_overtakes_the_202_counts() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 100 Trying");
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect("BYE");
    assert_eq!(
        states(&mut peer, call),
        [
            TransferState::Requested,
            progress(100, "Trying"),
            TransferState::Succeeded
        ]
    );
}

#[test]
fn a_final_notify_that_overtakes_the_202_ends_the_call_once() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    let bye = peer.expect("BYE");
    peer.answer(&refer, 202);
    peer.answer(&bye, 200);
    peer.settle();
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn id_of_a_notify_has_to_be_the_number_of_the_refer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    let number = refer.headers.cseq().unwrap().number;
    let wrong = format!("refer;id={}", number + 1);
    let request = notify(&mut peer, &mut side, &wrong, OVER, "SIP/2.0 200 OK");
    peer.send_request(&request);
    peer.expect_status(481);
    assert!(peer.host.view(call).end.is_none());
    let request = notify(
        &mut peer,
        &mut side,
        &format!("refer;id={number}"),
        OVER,
        "SIP/2.0 200 OK",
    );
    peer.send_request(&request);
    peer.expect_status(200);
    peer.expect("BYE");
}

#[test]
fn a_notify_without_event_or_of_another_kind_is_answered_once_and_changes_nothing() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.quiet();
    let bare = peer.request(&mut side, Method::Notify);
    peer.send_request(&bare);
    let other = notify(&mut peer, &mut side, "presence", ACTIVE, "SIP/2.0 200 OK");
    peer.send_request(&other);
    let mut text = notify(&mut peer, &mut side, "refer", OVER, "SIP/2.0 200 OK");
    text.headers.set(names::CONTENT_TYPE, "text/plain");
    peer.send_request(&text);
    assert_eq!(peer.transcript(), ["489 NOTIFY", "489 NOTIFY", "415 NOTIFY"]);
    assert!(peer.host.call_events(call).is_empty());
    assert!(peer.host.view(call).end.is_none());
}

#[test]
fn a_notify_that_nobody_asked_for_is_answered_481() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let request = notify(&mut peer, &mut side, "refer", OVER, "SIP/2.0 200 OK");
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["481 NOTIFY"]);
    assert!(peer.host.view(call).end.is_none());
}

#[test]
fn accepted_and_then_silence_is_a_failure_after_32_seconds() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.advance(sec(31));
    peer.expect_nothing();
    peer.advance(sec(2));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
}

#[test]
fn a_final_notify_that_is_lost_is_not_waited_for_for_ever() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, "active", "SIP/2.0 180 Ringing");
    peer.advance(sec(179));
    peer.expect_nothing();
    peer.advance(sec(2));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
}

#[test]
fn a_subscription_that_ends_without_an_outcome_is_a_failure() {
    for (reason, status) in [("noresource", 408), ("timeout", 408), ("rejected", 603)] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_outgoing();
        let refer = referred(&mut peer, call);
        peer.answer(&refer, 202);
        let state = format!("terminated;reason={reason}");
        tell(&mut peer, &mut side, &state, "SIP/2.0 100 Trying");
        rolled_back(&mut peer, call);
        assert_eq!(states(&mut peer, call).last(), Some(&failed(status, "No outcome")));
    }
}

#[test]
fn a_subscription_that_would_run_out_is_renewed() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, "active;expires=50", "SIP/2.0 180 Ringing");
    peer.advance(sec(39));
    peer.expect_nothing();
    peer.advance(sec(2));
    let subscribe = peer.expect("SUBSCRIBE");
    let event = format!("refer;id={}", refer.headers.cseq().unwrap().number);
    assert_eq!(subscribe.headers.text(names::EVENT).as_deref(), Some(event.as_str()));
    assert_eq!(subscribe.headers.number(names::EXPIRES), Some(180));
    // One who cannot do that may tell the outcome all the same.
    peer.answer(&subscribe, 405);
    peer.expect_nothing();
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect("BYE");
}

#[test]
fn a_renewal_that_finds_no_subscription_fails_the_transfer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, "active;expires=50", "SIP/2.0 180 Ringing");
    peer.advance(sec(41));
    let subscribe = peer.expect("SUBSCRIBE");
    peer.answer(&subscribe, 481);
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(481, "No outcome")));
}
