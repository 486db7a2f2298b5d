//! The hold that a transfer begins with, and whether it is taken back.

use super::{ACTIVE, OVER, agree, begin, failed, progress, referred, rolled_back, states, tell};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{Cause, EndedBy, TransferState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_transfer_holds_asks_follows_and_ends_the_call() {
    let mut peer = Peer::registered();
    let (call, invite, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    assert_eq!(refer.headers.text("Refer-To").as_deref(), Some("<sip:1003@acme.test>"));
    assert_eq!(
        refer.headers.text("Referred-By").as_deref(),
        Some("<sip:1001@acme.test>")
    );
    assert_eq!(refer.headers.call_id(), invite.headers.call_id());
    assert_eq!(refer.headers.to_tag().as_deref(), Some("peer"));
    assert!(refer.headers.has(names::CONTACT));
    assert_eq!(peer.host.view(call).transfer, Some(TransferState::Requested));
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 100 Trying");
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 180 Ringing");
    assert!(peer.host.view(call).end.is_none());
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    assert_eq!(
        states(&mut peer, call),
        [
            TransferState::Requested,
            TransferState::Accepted,
            progress(100, "Trying"),
            progress(180, "Ringing"),
            TransferState::Succeeded,
        ]
    );
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Transferred, EndedBy::Local));
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_call_that_is_held_already_is_not_held_again_and_stays_so_after_a_failure() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    agree(&mut peer, &hold);
    begin(&mut peer, call);
    let refer = peer.expect("REFER");
    peer.answer(&refer, 603);
    peer.expect_nothing();
    assert!(peer.host.view(call).held);
    assert_eq!(peer.host.view(call).transfer, Some(failed(603, "Decline")));
}

#[test]
fn a_refused_hold_does_not_keep_the_transfer_back() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    begin(&mut peer, call);
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 488);
    peer.expect("ACK");
    peer.expect("REFER");
}

#[test]
fn a_refused_transfer_takes_the_far_end_off_hold_and_the_call_goes_on() {
    for status in [400, 403, 404, 405, 420, 480, 486, 491, 500, 501, 503, 603] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        let refer = referred(&mut peer, call);
        peer.answer(&refer, status);
        rolled_back(&mut peer, call);
        let told = states(&mut peer, call);
        assert!(
            matches!(told.last(), Some(TransferState::Failed { status: s, .. }) if *s == status),
            "{status}: {told:?}"
        );
        begin(&mut peer, call);
        peer.expect("INVITE");
    }
}

#[test]
fn hold_that_the_application_decides_meanwhile_is_left_alone() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.answer(&refer, 603);
    peer.expect_nothing();
    assert!(peer.host.view(call).held);
}
