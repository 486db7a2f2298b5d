//! As callee: which responses are reliable, how they are repeated, and what waits for their PRACK.

use super::{REQUIRED, SUPPORTED, prack, progress, ringing, with};
use crate::host::{config, description, read, sec};
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Message, Method, names};
use voip_sdk::sip::user_agent::{MediaDirection, Phase, Reliability};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_caller_who_requires_it_gets_it() {
    for reliability in [Reliability::Off, Reliability::Supported, Reliability::Required] {
        let (mut peer, call, invite) = ringing(with(reliability), REQUIRED, false);
        let ring = peer.expect_status(180);
        assert!(ring.headers.has_item(names::REQUIRE, "100rel"));
        let rseq = ring.headers.number("RSeq").unwrap();
        assert!((1..1 << 31).contains(&rseq));
        let mut side = Side::of_answered(&invite, &ring);
        let confirm = prack(&mut peer, &mut side, &ring);
        peer.send_request(&confirm);
        assert_eq!(peer.transcript(), ["200 PRACK"]);
        peer.advance(sec(30));
        peer.expect_nothing();
        peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
        peer.expect_status(200);
    }
}

#[test]
fn a_caller_who_supports_it_gets_it_as_configured() {
    for (reliability, reliable) in [
        (Reliability::Off, false),
        (Reliability::Supported, false),
        (Reliability::Required, true),
    ] {
        let (mut peer, _, _) = ringing(with(reliability), SUPPORTED, false);
        let ring = peer.expect_status(180);
        assert_eq!(ring.headers.has("RSeq"), reliable, "{reliability:?}");
    }
    for (reliability, reliable) in [(Reliability::Off, false), (Reliability::Supported, true)] {
        let (mut peer, call, _) = ringing(with(reliability), SUPPORTED, false);
        peer.expect_status(180);
        progress(&mut peer, call);
        let early = peer.expect_status(183);
        assert_eq!(early.headers.has("RSeq"), reliable, "{reliability:?}");
        assert!(!early.body.is_empty());
    }
    let (mut peer, call, _) = ringing(with(Reliability::Required), ("x", "y"), false);
    assert!(!peer.expect_status(180).headers.has("RSeq"), "a caller who cannot");
    progress(&mut peer, call);
    assert!(!peer.expect_status(183).headers.has("RSeq"));
}

#[test]
fn it_is_repeated_with_doubling_pauses_until_its_prack() {
    let (mut peer, _, invite) = ringing(config("1001"), REQUIRED, false);
    let ring = peer.expect_status(180);
    let mut at = Vec::new();
    for tenth in 1..=160 {
        peer.advance(crate::host::ms(100));
        while let Some(bytes) = peer.host.sent.pop_front() {
            if let Message::Response(r) = read(&bytes) {
                assert_eq!(r, ring, "the same octet for octet");
                at.push(tenth * 100);
            }
        }
    }
    assert_eq!(at, [500, 1500, 3500, 7500, 15500]);
    let mut side = Side::of_answered(&invite, &ring);
    let confirm = prack(&mut peer, &mut side, &ring);
    peer.send_request(&confirm);
    peer.expect_status(200);
    peer.advance(sec(20));
    peer.expect_nothing();
}

#[test]
fn without_a_prack_a_caller_who_requires_it_is_refused_and_another_rings_on() {
    let (mut peer, call, _) = ringing(config("1001"), REQUIRED, false);
    peer.pass(33);
    assert_eq!(peer.transcript().last().map(String::as_str), Some("504 INVITE"));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 504);
    let (mut peer, call, _) = ringing(with(Reliability::Required), SUPPORTED, false);
    peer.pass(40);
    assert!(!peer.transcript().contains(&"504 INVITE".to_owned()));
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.pass(21);
    let again = peer.expect_status(180);
    assert!(again.headers.has("RSeq"), "repeated each minute, reliably");
}

#[test]
fn a_prack_that_confirms_nothing_is_answered_481() {
    let (mut peer, _, invite) = ringing(config("1001"), REQUIRED, false);
    let ring = peer.expect_status(180);
    let mut side = Side::of_answered(&invite, &ring);
    let rseq = ring.headers.number("RSeq").unwrap();
    for rack in [
        format!("{} 1 INVITE", rseq + 1),
        format!("{rseq} 2 INVITE"),
        format!("{rseq} 1 UPDATE"),
        "x".to_owned(),
        String::new(),
    ] {
        let wrong = peer.request(&mut side, Method::Prack).with("RAck", rack);
        peer.send_request(&wrong);
        peer.expect_status(481);
    }
    let right = prack(&mut peer, &mut side, &ring);
    peer.send_request(&right);
    peer.expect_status(200);
    let twice = prack(&mut peer, &mut side, &ring);
    peer.send_request(&twice);
    peer.expect_status(481);
}

#[test]
fn the_2xx_waits_for_the_prack_of_a_description_and_has_none_itself() {
    let (mut peer, call, invite) = ringing(config("1001"), SUPPORTED, false);
    peer.expect_status(180);
    progress(&mut peer, call);
    let early = peer.expect_status(183);
    assert_eq!(peer.host.view(call).phase, Phase::Early);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_nothing();
    let mut side = Side::of_answered(&invite, &early);
    let confirm = prack(&mut peer, &mut side, &early);
    peer.send_request(&confirm);
    peer.expect_status(200);
    let ok = peer.expect_status(200);
    assert_eq!(ok.headers.cseq().unwrap().method, Method::Invite);
    assert!(ok.body.is_empty(), "the answer was given");
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    peer.advance(sec(10));
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn the_2xx_does_not_wait_for_the_prack_of_a_180_and_that_may_come_later() {
    let (mut peer, call, invite) = ringing(config("1001"), REQUIRED, false);
    let ring = peer.expect_status(180);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    assert!(!ok.body.is_empty());
    let mut side = Side::of_answered(&invite, &ok);
    let confirm = prack(&mut peer, &mut side, &ring);
    peer.send_request(&confirm);
    assert_eq!(peer.transcript(), ["200 PRACK"]);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    peer.advance(sec(20));
    peer.expect_nothing();
    let stray = prack(&mut peer, &mut side, &ring);
    peer.send_request(&stray);
    assert_eq!(peer.transcript(), ["481 PRACK"]);
}

#[test]
fn one_reliable_response_waits_for_the_prack_of_the_one_before() {
    let (mut peer, call, invite) = ringing(config("1001"), REQUIRED, false);
    let ring = peer.expect_status(180);
    progress(&mut peer, call);
    peer.expect_nothing();
    let mut side = Side::of_answered(&invite, &ring);
    let confirm = prack(&mut peer, &mut side, &ring);
    peer.send_request(&confirm);
    peer.expect_status(200);
    let early = peer.expect_status(183);
    assert_eq!(
        early.headers.number("RSeq").unwrap(),
        ring.headers.number("RSeq").unwrap() + 1
    );
}

#[test]
fn whatever_ends_a_ringing_call_answers_what_waits() {
    let begin = || {
        let (mut peer, call, invite) = ringing(config("1001"), SUPPORTED, false);
        peer.expect_status(180);
        progress(&mut peer, call);
        let early = peer.expect_status(183);
        let mut side = Side::of_answered(&invite, &early);
        let mut offer = prack(&mut peer, &mut side, &early);
        offer.set_body("application/sdp", description(9, MediaDirection::SendRecv).into_bytes());
        peer.host.manual();
        peer.send_request(&offer);
        (peer, call, invite, side)
    };
    let (mut peer, call, _, _) = begin();
    peer.host.act(|ua, now| ua.reject(now, call, 486, None)).unwrap();
    assert_eq!(peer.transcript(), ["487 PRACK", "486 INVITE"]);
    let (mut peer, _, invite, _) = begin();
    peer.send_request(&Peer::cancel_of(&invite));
    assert_eq!(peer.transcript(), ["200 CANCEL", "487 INVITE", "487 PRACK"]);
    let (mut peer, _, _, mut side) = begin();
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE", "487 INVITE", "487 PRACK"]);
}
