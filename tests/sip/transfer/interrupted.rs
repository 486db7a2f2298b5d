//! Transfers over a connection that is lost.

use super::{ACTIVE, OVER, agree, begin, failed, referred, rolled_back, states, tell};
use crate::host::{ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::user_agent::{Cause, TransferState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_connection_that_breaks_while_they_try_is_asked_for_the_outcome_afterwards() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 180 Ringing");
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let subscribe = peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    peer.expect_nothing();
    peer.answer(&subscribe, 200);
    agree(&mut peer, &refresh);
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect("BYE");
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn a_far_end_that_has_left_meanwhile_was_transferred() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    peer.answer(&refresh, 481);
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn a_refer_that_is_lost_with_its_connection_is_not_sent_twice() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let _refer = referred(&mut peer, call);
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let subscribe = peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    agree(&mut peer, &refresh);
    peer.answer(&subscribe, 481);
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(481, "No outcome")));
}

#[test]
fn a_refer_that_is_lost_with_its_connection_and_of_which_nothing_is_heard_fails() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let _refer = referred(&mut peer, call);
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let subscribe = peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    agree(&mut peer, &refresh);
    peer.answer(&subscribe, 405);
    peer.advance(sec(65));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(503, "Connection lost")));
}

#[test]
fn a_transfer_begun_while_the_connection_is_away_waits_for_it() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.cut();
    begin(&mut peer, call);
    peer.expect_nothing();
    peer.advance(ms(10));
    peer.recover();
    let hold = peer.expect("INVITE");
    agree(&mut peer, &hold);
    peer.expect("REFER");
}

#[test]
fn a_transfer_whose_connection_does_not_come_back_fails() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.cut();
    begin(&mut peer, call);
    peer.advance(sec(61));
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
    assert!(peer.host.view(call).end.is_none(), "the call goes on");
}
