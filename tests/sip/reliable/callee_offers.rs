//! As callee: offers and answers in responses of ours and in their PRACK and UPDATE.

use super::{REQUIRED, SUPPORTED, prack, progress, ringing, with};
use crate::host::{config, description, sec};
use crate::peer::Side;
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{MediaDirection, MediaFailure, Phase, Reliability};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn an_unreliable_183_has_the_description_and_the_2xx_the_same() {
    let (mut peer, call, _) = ringing(with(Reliability::Off), SUPPORTED, false);
    peer.expect_status(180);
    progress(&mut peer, call);
    let early = peer.expect_status(183);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    assert_eq!(peer.expect_status(200).body, early.body);
    assert!(peer.host.act(|ua, now| ua.progress(now, call)).is_err());
}

#[test]
fn our_offer_in_a_reliable_183_is_answered_by_the_prack() {
    let (mut peer, call, invite) = ringing(config("1001"), SUPPORTED, true);
    peer.expect_status(180);
    progress(&mut peer, call);
    let early = peer.expect_status(183);
    assert!(!early.body.is_empty());
    let mut side = Side::of_answered(&invite, &early);
    let mut update = peer.request(&mut side, Method::Update);
    update.set_body("application/sdp", description(8, MediaDirection::SendRecv).into_bytes());
    peer.send_request(&update);
    peer.expect_status(491);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_nothing();
    let mut answer = prack(&mut peer, &mut side, &early);
    answer.set_body("application/sdp", description(9, MediaDirection::SendRecv).into_bytes());
    peer.send_request(&answer);
    assert_eq!(peer.transcript(), ["200 PRACK", "200 INVITE"]);
    assert_eq!(peer.host.take_effects(), ["offer sendrecv", "apply"]);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert_eq!(
        peer.host.view(call).phase,
        Phase::Active,
        "no answer is wanted in the ACK"
    );
    peer.expect_nothing();
}

#[test]
fn an_offer_of_ours_that_the_prack_does_not_answer_ends_in_488() {
    let (mut peer, call, invite) = ringing(config("1001"), SUPPORTED, true);
    peer.expect_status(180);
    progress(&mut peer, call);
    let early = peer.expect_status(183);
    let mut side = Side::of_answered(&invite, &early);
    let answer = prack(&mut peer, &mut side, &early);
    peer.send_request(&answer);
    assert_eq!(peer.transcript(), ["200 PRACK", "488 INVITE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn without_a_reliable_way_no_offer_goes_before_the_2xx() {
    let (mut peer, call, _) = ringing(config("1001"), ("x", "y"), true);
    peer.expect_status(180);
    progress(&mut peer, call);
    assert!(peer.expect_status(183).body.is_empty());
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    assert!(!peer.expect_status(200).body.is_empty());
}

#[test]
fn a_new_offer_in_the_prack_is_answered_in_its_200() {
    let (mut peer, call, invite) = ringing(config("1001"), SUPPORTED, false);
    peer.expect_status(180);
    progress(&mut peer, call);
    let early = peer.expect_status(183);
    let mut side = Side::of_answered(&invite, &early);
    let mut offer = prack(&mut peer, &mut side, &early);
    offer.set_body("application/sdp", description(9, MediaDirection::SendRecv).into_bytes());
    peer.host.manual();
    peer.send_request(&offer);
    peer.expect_nothing();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_nothing();
    peer.host.give_description();
    let answer = peer.expect_status(200);
    assert_eq!(answer.headers.cseq().unwrap().method, Method::Prack);
    assert!(!answer.body.is_empty());
    assert!(peer.expect_status(200).body.is_empty(), "and then the call");
}

#[test]
fn an_offer_in_the_prack_of_a_180_is_refused_while_the_first_is_unanswered() {
    let (mut peer, call, invite) = ringing(config("1001"), REQUIRED, false);
    let ring = peer.expect_status(180);
    let mut side = Side::of_answered(&invite, &ring);
    let mut offer = prack(&mut peer, &mut side, &ring);
    offer.set_body("application/sdp", description(9, MediaDirection::SendRecv).into_bytes());
    peer.send_request(&offer);
    assert_eq!(peer.transcript(), ["491 PRACK"]);
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
}

#[test]
fn an_update_before_the_answer_follows_its_rules() {
    let (mut peer, call, invite) = ringing(config("1001"), SUPPORTED, false);
    let ring = peer.expect_status(180);
    let mut side = Side::of_answered(&invite, &ring);
    let offer = |mut update: Request| {
        update.set_body("application/sdp", description(9, MediaDirection::SendRecv).into_bytes());
        update
    };
    let plain = peer
        .request(&mut side, Method::Update)
        .with(names::CONTACT, "<sip:moved@192.0.2.9>");
    peer.send_request(&plain);
    peer.expect_status(200);
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    assert!(
        peer.expect_status(500).headers.has(names::RETRY_AFTER),
        "the offer of the INVITE is unanswered"
    );
    progress(&mut peer, call);
    let early = peer.expect_status(183);
    let confirm = prack(&mut peer, &mut side, &early);
    peer.send_request(&confirm);
    peer.expect_status(200);
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    assert!(!peer.expect_status(200).body.is_empty());
    peer.host.manual();
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    peer.advance(sec(9));
    assert_eq!(peer.transcript(), ["504 UPDATE"]);
    peer.host.effects.clear();
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    peer.host.fail_media(MediaFailure::BadDescription);
    peer.expect_status(488);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    assert!(peer.expect_status(200).body.is_empty());
    peer.host.sent.clear();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert_eq!(peer.expect("BYE").uri.to_text(), "sip:moved@192.0.2.9");
}
