//! As caller: offers and answers in reliable responses, PRACK, UPDATE, 2xx and ACK.

use super::{described, late, rack, reliable};
use crate::host::{description, sec};
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{Cause, MediaDirection, MediaEffect, MediaFailure, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_reliable_answer_is_early_media_and_holds_for_the_2xx() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&described(reliable(&invite, 183, "one", 1), 5));
    let prack = peer.expect("PRACK");
    assert!(prack.body.is_empty());
    assert_eq!(peer.host.view(call).phase, Phase::Early);
    let mut ok = Peer::response_by(&invite, 200, "one");
    ok.body.clear();
    ok.headers.remove(names::CONTENT_TYPE);
    peer.send_response(&ok);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.take_effects(), ["offer sendrecv", "apply early", "apply"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn an_offer_in_a_reliable_response_is_answered_in_its_prack() {
    let mut peer = Peer::registered();
    let (call, invite) = late(&mut peer);
    assert!(peer.host.take_effects().is_empty(), "no offer of ours is made");
    peer.send_response(&described(reliable(&invite, 183, "one", 7), 5));
    let prack = peer.expect("PRACK");
    assert_eq!(rack(&prack), "7 1 INVITE");
    assert!(String::from_utf8_lossy(&prack.body).contains("m=audio 9"));
    assert_eq!(peer.host.view(call).phase, Phase::Early);
    peer.answer(&prack, 200);
    let mut ok = Peer::response_by(&invite, 200, "one");
    ok.body.clear();
    peer.send_response(&ok);
    let ack = peer.expect("ACK");
    assert!(ack.body.is_empty());
    assert_eq!(peer.host.take_effects(), ["answer sendrecv"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.expect_nothing();
}

#[test]
fn an_offer_in_the_2xx_is_answered_in_the_ack() {
    let mut peer = Peer::registered();
    let (call, invite) = late(&mut peer);
    peer.answer(&invite, 180);
    peer.host.manual();
    peer.answer(&invite, 200);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.answer(&invite, 200);
    peer.expect_nothing();
    peer.answer_by(&invite, 200, "other");
    assert_eq!(peer.transcript(), ["ACK", "BYE"], "of the phone that was too late");
    peer.host.give_description();
    let ack = peer.expect("ACK");
    assert!(String::from_utf8_lossy(&ack.body).contains("m=audio 9"));
    peer.answer(&invite, 200);
    let again = peer.expect("ACK");
    assert_eq!(again, ack, "answer included");
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.host.give_description();
    peer.expect("INVITE");
}

#[test]
fn an_offer_in_the_2xx_that_cannot_be_used_is_refused_and_the_call_ended() {
    let mut peer = Peer::registered();
    let (call, invite) = late(&mut peer);
    peer.host.manual();
    peer.answer(&invite, 200);
    peer.host.fail_media(MediaFailure::BadDescription);
    let ack = peer.expect("ACK");
    assert!(String::from_utf8_lossy(&ack.body).contains("m=audio 0 "));
    assert!(peer.expect("BYE").headers.has(names::REASON));
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::IncompatibleMedia
    );
}

#[test]
fn a_hangup_while_the_ack_is_being_made_acknowledges_first() {
    let mut peer = Peer::registered();
    let (call, invite) = late(&mut peer);
    peer.host.manual();
    peer.answer(&invite, 200);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
}

#[test]
fn a_2xx_without_an_offer_after_none_of_ours_is_acknowledged_and_ended() {
    let mut peer = Peer::registered();
    let (call, invite) = late(&mut peer);
    let mut ok = Peer::response(&invite, 200);
    ok.body.clear();
    ok.headers.remove(names::CONTENT_TYPE);
    peer.send_response(&ok);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn a_second_phone_that_offers_too_is_refused_and_gets_an_offer_when_it_takes_the_call() {
    let mut peer = Peer::registered();
    let (call, invite) = late(&mut peer);
    peer.send_response(&described(reliable(&invite, 183, "one", 1), 5));
    peer.send_response(&described(reliable(&invite, 183, "two", 1), 6));
    let (one, two) = (peer.expect("PRACK"), peer.expect("PRACK"));
    assert!(String::from_utf8_lossy(&one.body).contains("m=audio 9"));
    assert!(String::from_utf8_lossy(&two.body).contains("m=audio 0 "));
    peer.send_response(&reliable(&invite, 180, "two", 2));
    assert!(peer.expect("PRACK").body.is_empty(), "nothing more to answer");
    peer.answer_by(&invite, 200, "two");
    peer.expect("ACK");
    let offer = peer.expect("INVITE");
    assert_eq!(offer.headers.to_tag().as_deref(), Some("two"));
    assert!(String::from_utf8_lossy(&offer.body).contains("m=audio 9"));
    peer.answer_by(&offer, 200, "two");
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn an_update_in_an_early_dialog_renegotiates_after_a_reliable_answer() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&described(reliable(&invite, 183, "one", 1), 5));
    let prack = peer.expect("PRACK");
    peer.answer_by(&prack, 200, "one");
    let mut side = early_side(&invite, "one");
    peer.host.take_effects();
    let mut update = peer
        .request(&mut side, Method::Update)
        .with(names::CONTACT, "<sip:moved@192.0.2.9>");
    update.set_body("application/sdp", description(6, MediaDirection::SendOnly).into_bytes());
    peer.send_request(&update);
    let ok = peer.expect_status(200);
    assert!(!ok.body.is_empty() && ok.headers.has(names::CONTACT));
    assert_eq!(
        peer.host.take_effects(),
        ["apply", "answer sendrecv"],
        "their first answer became final"
    );
    peer.answer_by(&invite, 200, "one");
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(peer.host.take_effects().is_empty(), "nothing is left to apply");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn an_update_that_is_unanswered_when_the_call_is_taken_is_answered_then() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&described(reliable(&invite, 183, "one", 1), 5));
    peer.expect("PRACK");
    peer.host.manual();
    let mut side = early_side(&invite, "one");
    let mut update = peer.request(&mut side, Method::Update);
    update.set_body("application/sdp", description(6, MediaDirection::SendRecv).into_bytes());
    peer.send_request(&update);
    peer.expect_nothing();
    peer.answer_by(&invite, 200, "one");
    peer.expect("ACK");
    peer.host
        .effects
        .retain(|e| matches!(e, MediaEffect::CreateAnswer { .. }));
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["200 UPDATE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn an_early_update_collides_waits_or_is_simply_confirmed() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 180, "one");
    let mut side = early_side(&invite, "one");
    let offer = |mut update: Request| {
        update.set_body("application/sdp", description(6, MediaDirection::SendRecv).into_bytes());
        update
    };
    let plain = peer
        .request(&mut side, Method::Update)
        .with(names::CONTACT, "<sip:moved@192.0.2.9>")
        .with(names::P_ASSERTED_IDENTITY, "<sip:real@acme.test>");
    peer.send_request(&plain);
    peer.expect_status(200);
    let call = peer.host.ua.calls().next().unwrap().id;
    assert_eq!(
        peer.host.view(call).remote.asserted.as_deref(),
        Some("<sip:real@acme.test>")
    );
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    peer.expect_status(491);
    peer.send_response(&described(Peer::response_by(&invite, 183, "one"), 5));
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    peer.expect_status(491);
    peer.send_response(&described(reliable(&invite, 183, "one", 1), 5));
    assert_eq!(peer.expect("PRACK").uri.to_text(), "sip:moved@192.0.2.9");
    peer.host.manual();
    let update = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&update);
    peer.expect_nothing();
    let second = offer(peer.request(&mut side, Method::Update));
    peer.send_request(&second);
    assert!(peer.expect_status(500).headers.has(names::RETRY_AFTER));
    peer.advance(sec(9));
    assert_eq!(peer.transcript(), ["504 UPDATE"]);
    let old = peer.numbered(&side, Method::Update, 1);
    peer.send_request(&old);
    peer.expect_status(500);
}

#[test]
fn when_another_phone_takes_the_call_after_a_final_exchange_it_gets_a_new_offer() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&described(reliable(&invite, 183, "one", 1), 5));
    peer.expect("PRACK");
    let mut side = early_side(&invite, "one");
    let mut update = peer.request(&mut side, Method::Update);
    update.set_body("application/sdp", description(6, MediaDirection::SendRecv).into_bytes());
    peer.send_request(&update);
    peer.expect_status(200);
    peer.host.take_effects();
    peer.answer_by(&invite, 200, "two");
    peer.expect("ACK");
    let offer = peer.expect("INVITE");
    assert_eq!(offer.headers.to_tag().as_deref(), Some("two"));
    assert_eq!(peer.host.take_effects(), ["offer sendrecv restart"]);
    peer.answer_by(&offer, 200, "two");
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

fn early_side(invite: &Request, tag: &str) -> Side {
    Side {
        call_id: invite.headers.call_id().into_owned(),
        local: invite.headers.to().unwrap().with_tag(tag),
        remote: invite.headers.from().unwrap(),
        target: invite.headers.contact().unwrap().uri,
        seq: 0,
    }
}
