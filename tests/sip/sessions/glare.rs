//! Changes of both sides at the same time.

use super::{accept, reinvite};
use crate::host::{ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{CallEvent, MediaDirection, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn glare_is_answered_491_and_nothing_else() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let ours = peer.expect("INVITE");
    peer.host.effects.clear();
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&theirs);
    peer.expect_status(100);
    let refusal = peer.expect_status(491);
    peer.expect_nothing();
    assert!(peer.host.take_effects().is_empty(), "their offer is not touched");
    let ack = Peer::ack_of_refusal(&theirs, &refusal);
    peer.send_request(&ack);
    accept(&mut peer, &ours, MediaDirection::RecvOnly);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(peer.host.view(call).held && !peer.host.view(call).remote_held);
}

#[test]
fn the_side_that_chose_the_call_id_waits_longer_after_a_glare() {
    for (caller, from, to) in [(true, 2100, 4000), (false, 0, 2000)] {
        let mut peer = Peer::registered();
        let call = if caller {
            peer.active_outgoing().0
        } else {
            peer.active_incoming().0
        };
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let first = peer.expect("INVITE");
        peer.answer(&first, 491);
        peer.expect("ACK");
        let mut waited = 0;
        while peer.host.sent.is_empty() {
            peer.advance(ms(10));
            waited += 10;
            assert!(waited <= to + 10, "it is tried again");
        }
        assert!(waited >= from, "{waited} ms");
        let second = peer.expect("INVITE");
        assert!(second.headers.cseq().unwrap().number > first.headers.cseq().unwrap().number);
        accept(&mut peer, &second, MediaDirection::RecvOnly);
        assert!(peer.host.view(call).held);
    }
}

#[test]
fn theirs_is_served_while_we_wait_after_a_glare() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let ours = peer.expect("INVITE");
    peer.answer(&ours, 491);
    peer.expect("ACK");
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    peer.advance(sec(5));
    assert_eq!(peer.transcript(), ["INVITE"], "then ours goes on");
}

#[test]
fn endless_glare_ends_in_a_failed_operation() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    for tries in 0.. {
        assert!(tries < 10, "it gives up");
        if peer.host.sent.is_empty() {
            break;
        }
        let invite = peer.expect("INVITE");
        peer.answer(&invite, 491);
        peer.expect("ACK");
        for _ in 0..41 {
            peer.advance(ms(100));
            if std::mem::take(&mut peer.host.pings) > 0 {
                peer.host.receive(b"\r\n");
            }
        }
    }
    let failed = CallEvent::OperationFailed {
        operation: "hold",
        status: 491,
    };
    assert!(peer.host.call_events(call).contains(&failed));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 491);
    peer.expect("ACK");
    peer.pass(4);
    peer.expect("INVITE");
    assert!(
        peer.host.call_events(call).is_empty(),
        "the next change has its own tries"
    );
}

#[test]
fn a_second_reinvite_of_theirs_while_the_first_is_unanswered_gets_500_and_retry_after() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let first = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    peer.send_request(&first);
    peer.expect_status(100);
    let second = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&second);
    peer.expect_status(100);
    let refusal = peer.expect_status(500);
    assert!(refusal.headers.number(names::RETRY_AFTER).unwrap() <= 10);
    assert_eq!(refusal.headers.cseq().unwrap().number, 3);
    peer.host.give_description();
    assert_eq!(peer.expect_status(200).headers.cseq().unwrap().number, 2);
}
