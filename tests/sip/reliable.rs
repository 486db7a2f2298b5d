//! Reliable provisional responses (RFC 3262), as caller and as callee, with every exchange of its §5 that a browser
//! can take part in.

use super::host::{config, description, read, sec};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Message, Method, Request, Response, names};
use voip_sdk::sip::user_agent::{
    CallId, Cause, Config, InviteOptions, MediaDirection, MediaEffect, MediaFailure, Phase, Reliability,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn with(reliability: Reliability) -> Config {
    Config {
        reliable_provisional: reliability,
        ..config("1001")
    }
}

/// A reliable provisional response by one phone.
fn reliable(invite: &Request, status: u16, tag: &str, rseq: u32) -> Response {
    Peer::response_by(invite, status, tag)
        .with(names::REQUIRE, "100rel")
        .with("RSeq", rseq.to_string())
}

fn described(mut response: Response, number: u32) -> Response {
    let sdp = description(number, MediaDirection::SendRecv);
    response.set_body("application/sdp", sdp.into_bytes());
    response
}

fn rack(request: &Request) -> String {
    request.headers.text("RAck").unwrap().into_owned()
}

fn late(peer: &mut Peer) -> (CallId, Request) {
    let options = InviteOptions {
        late_offer: true,
        ..InviteOptions::default()
    };
    let call = peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    let invite = peer.expect("INVITE");
    assert!(invite.body.is_empty() && invite.headers.has(names::ACCEPT));
    (call, invite)
}

// ---- the caller ----------------------------------------------------------------------------------------------

#[test]
fn an_invite_offers_it_or_asks_for_it_or_does_neither() {
    for (reliability, supported, required) in [
        (Reliability::Off, false, false),
        (Reliability::Supported, true, false),
        (Reliability::Required, true, true),
    ] {
        let mut peer = Peer::registered_as(with(reliability));
        peer.call("1002");
        let invite = peer.expect("INVITE");
        assert_eq!(invite.headers.has_item(names::SUPPORTED, "100rel"), supported);
        assert_eq!(invite.headers.has_item(names::REQUIRE, "100rel"), required);
        assert!(
            invite
                .headers
                .items(names::ALLOW)
                .iter()
                .any(|method| method == "PRACK")
        );
    }
}

#[test]
fn a_far_end_that_cannot_is_called_without_it() {
    let mut peer = Peer::registered_as(with(Reliability::Required));
    let call = peer.call("1002");
    let first = peer.expect("INVITE");
    peer.send_response(&Peer::response(&first, 420).with(names::UNSUPPORTED, "100rel"));
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    assert!(!second.headers.has(names::REQUIRE));
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.cseq().unwrap().number, 2);
    peer.answer(&second, 420);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 420);
}

#[test]
fn a_reliable_response_is_confirmed_in_its_early_dialog() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let ringing = reliable(&invite, 180, "one", 4711).with(names::RECORD_ROUTE, "<sip:p1;lr>");
    peer.send_response(&ringing);
    let prack = peer.expect("PRACK");
    assert_eq!(rack(&prack), "4711 1 INVITE");
    assert_eq!(prack.uri.to_text(), "sip:one@192.0.2.7:5070;transport=ws");
    assert_eq!(prack.headers.to_tag().as_deref(), Some("one"));
    assert_eq!(prack.headers.items(names::ROUTE), ["<sip:p1;lr>"]);
    assert_eq!(prack.headers.cseq().unwrap().number, 2);
    assert!(prack.body.is_empty());
    peer.answer(&prack, 200);
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.answer_by(&invite, 200, "one");
    let ack = peer.expect("ACK");
    assert_eq!(ack.headers.cseq().unwrap().number, 1);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(
        peer.expect("BYE").headers.cseq().unwrap().number,
        3,
        "the numbers of the early dialog go on"
    );
}

#[test]
fn repetitions_and_gaps_are_not_confirmed() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&reliable(&invite, 183, "one", 10));
    peer.expect("PRACK");
    for rseq in [10, 12, 9, 0] {
        peer.send_response(&described(reliable(&invite, 183, "one", rseq), rseq));
        peer.expect_nothing();
        assert_eq!(peer.host.view(call).phase, Phase::Connecting, "{rseq} is not looked at");
    }
    peer.send_response(&reliable(&invite, 180, "one", 11));
    assert_eq!(rack(&peer.expect("PRACK")), "11 1 INVITE");
    peer.send_response(&reliable(&invite, 180, "two", 3));
    assert_eq!(
        rack(&peer.expect("PRACK")),
        "3 1 INVITE",
        "another phone counts for itself"
    );
}

#[test]
fn what_is_not_required_or_has_no_number_is_not_confirmed() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&Peer::response(&invite, 180).with("RSeq", "1"));
    peer.send_response(&Peer::response(&invite, 180).with(names::REQUIRE, "100rel"));
    let trying = invite.response(100).with(names::REQUIRE, "100rel").with("RSeq", "1");
    peer.send_response(&trying);
    peer.expect_nothing();
}

#[test]
fn a_prack_that_is_challenged_is_sent_again_with_the_next_number() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&reliable(&invite, 180, "one", 1));
    let prack = peer.expect("PRACK");
    let challenge = Peer::response(&prack, 407).with(names::PROXY_AUTHENTICATE, "Digest realm=\"a\", nonce=\"n\"");
    peer.send_response(&challenge);
    let again = peer.expect("PRACK");
    assert!(again.headers.has(names::PROXY_AUTHORIZATION));
    assert_eq!(rack(&again), rack(&prack));
    assert_eq!(again.headers.cseq().unwrap().number, 3);
    peer.send_response(&reliable(&invite, 180, "one", 2));
    assert_eq!(peer.expect("PRACK").headers.cseq().unwrap().number, 4);
}

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

// ---- the callee ----------------------------------------------------------------------------------------------

/// A ringing call whose INVITE says that, without an offer where `late`.
fn ringing(config: Config, header: (&str, &str), late: bool) -> (Peer, CallId, Request) {
    let mut peer = Peer::registered_as(config);
    let mut invite = peer.invite().with(header.0, header.1);
    if late {
        invite.body.clear();
        invite.headers.remove(names::CONTENT_TYPE);
    }
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    (peer, call, invite)
}

fn prack(peer: &mut Peer, side: &mut Side, response: &Response) -> Request {
    let rseq = response.headers.number("RSeq").unwrap();
    peer.request(side, Method::Prack)
        .with("RAck", format!("{rseq} 1 INVITE"))
}

fn progress(peer: &mut Peer, call: CallId) {
    peer.host.act(|ua, now| ua.progress(now, call)).unwrap();
}

const REQUIRED: (&str, &str) = ("Require", "100rel");
const SUPPORTED: (&str, &str) = ("Supported", "100rel");

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
        peer.advance(super::host::ms(100));
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
