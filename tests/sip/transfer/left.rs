//! A side that hangs up in the middle of a transfer.

use super::{ACTIVE, OVER, begin, failed, notify, referred, states, tell};
use crate::host::sec;
use crate::peer::Peer;
use voip_sdk::sip::message::Method;
use voip_sdk::sip::user_agent::{Cause, EndedBy, TransferState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn their_bye_after_they_agreed_is_success() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Transferred, EndedBy::Remote));
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn their_bye_that_crosses_the_202_is_success_too() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    peer.answer(&refer, 202);
    peer.expect_nothing();
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
}

#[test]
fn their_bye_before_they_were_asked_fails_the_transfer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    begin(&mut peer, call);
    let _hold = peer.expect("INVITE");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(487, "Request Terminated")));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

#[test]
fn a_hang_up_after_they_agreed_ends_the_call_and_the_outcome_is_told_all_the_same() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
    peer.host.act(|ua, _| ua.forget(call));
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 180 Ringing");
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect_nothing();
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
    peer.settle();
    assert!(peer.host.ua.is_idle(), "the dialog ends with its last usage");
}

#[test]
fn a_dialog_whose_call_is_over_takes_nothing_but_what_the_transfer_is_told() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    for method in [Method::Info, Method::Options, Method::Bye] {
        let request = peer.request(&mut side, method);
        peer.send_request(&request);
        peer.expect_status(481);
    }
    peer.advance(sec(33));
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
    peer.expect_nothing();
    let late = notify(&mut peer, &mut side, "refer", OVER, "SIP/2.0 200 OK");
    peer.send_request(&late);
    peer.expect_status(481);
}

#[test]
fn a_hang_up_before_the_refer_drops_the_transfer() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    begin(&mut peer, call);
    let hold = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect("BYE");
    peer.answer(&hold, 200);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(487, "Request Terminated")));
    assert!(!peer.transcript().contains(&"REFER".to_owned()));
}
