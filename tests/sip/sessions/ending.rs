//! The end of a call, also in the middle of a change.

use super::reinvite;
use crate::host::sec;
use crate::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{Cause, Input, MediaDirection, MediaState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_dialog_that_the_far_end_does_not_know_is_over() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 481);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
}

#[test]
fn bye_of_theirs_ends_the_call_with_its_reason() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    side.seq = 10;
    let bye = peer
        .request(&mut side, Method::Bye)
        .with(names::REASON, "Q.850;cause=16;text=\"Normal call clearing\"");
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!(
        (end.cause, end.status, end.reason.as_str()),
        (Cause::Terminated, 16, "Normal call clearing")
    );
    let again = peer.request(&mut side, Method::Options);
    peer.send_request(&again);
    assert_eq!(peer.transcript(), ["481 OPTIONS"], "the dialog is gone");
}

#[test]
fn byes_that_cross_are_both_confirmed() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let ours = peer.expect("BYE");
    let theirs = peer.request(&mut side, Method::Bye);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    peer.answer(&ours, 481);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

#[test]
fn a_bye_of_theirs_while_their_reinvite_is_unanswered_answers_it_487() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    peer.send_request(&theirs);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 BYE", "487 INVITE"]);
}

#[test]
fn a_hangup_while_our_reinvite_is_out_does_not_wait_for_it() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.answer(&hold, 200);
    let after = peer.transcript();
    assert!(
        after.first().is_some_and(|m| m == "ACK"),
        "a 2xx is acknowledged always: {after:?}"
    );
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    peer.host.sent.clear();
    assert!(peer.host.ua.call(call).is_none());
}

#[test]
fn a_re_invite_that_waits_is_answered_when_the_call_ends_by_itself() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let invite = peer.request(&mut side, Method::Invite);
    peer.send_request(&invite);
    peer.expect_status(100);
    // Its answer is never made: the browser hangs, and then the media are lost.
    let state = MediaState::Failed;
    peer.host.input(Input::MediaState { call, state });
    peer.advance(sec(300));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::MediaLost);
    let transcript = peer.transcript();
    let count = |what: &str| transcript.iter().filter(|line| *line == what).count();
    assert_eq!((count("487 INVITE"), count("BYE")), (1, 1), "{transcript:?}");
}
