//! Before the answer of a call of ours: several phones, early media, what the network says, patience.

use super::host::{config, description, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Request, Response, names};
use voip_sdk::sip::user_agent::{CallEvent, CallId, Cause, EndedBy, InviteOptions, MediaDirection, MediaEffect, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn early(invite: &Request, tag: &str, number: u32) -> Response {
    let mut response = Peer::response_by(invite, 183, tag);
    let sdp = description(number, MediaDirection::SendRecv);
    response.set_body("application/sdp", sdp.into_bytes());
    response
}

/// The answers that were to be applied, `early` where provisionally.
fn applied(peer: &mut Peer) -> Vec<(u32, bool)> {
    let number = |sdp: &str| {
        let at = sdp.find("a=ice-ufrag:f").unwrap() + 13;
        sdp[at..].lines().next().unwrap().parse().unwrap()
    };
    peer.host
        .effects
        .drain(..)
        .filter_map(|effect| match effect {
            MediaEffect::ApplyAnswer {
                answer, provisional, ..
            } => Some((number(&answer), provisional)),
            _ => None,
        })
        .collect()
}

#[test]
fn the_first_early_media_plays_and_the_answer_of_whoever_takes_the_call_is_final() {
    for (taker, answer) in [("one", 1), ("two", 2), ("three", 77)] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        peer.send_response(&early(&invite, "one", 1));
        peer.send_response(&early(&invite, "two", 2));
        peer.answer_by(&invite, 180, "three");
        assert_eq!(applied(&mut peer), [(1, true)]);
        peer.answer_by(&invite, 200, taker);
        assert_eq!(applied(&mut peer), [(answer, false)], "{taker}");
        assert_eq!(peer.expect("ACK").headers.to_tag().as_deref(), Some(taker));
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn a_phone_that_will_not_answer_gives_its_place_to_the_next() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    assert!(invite.headers.has_item(names::SUPPORTED, "199"));
    peer.send_response(&early(&invite, "one", 1));
    peer.send_response(&early(&invite, "two", 2));
    peer.answer_by(&invite, 199, "one");
    assert_eq!(applied(&mut peer), [(1, true), (2, true)]);
    assert_eq!(peer.host.view(call).phase, Phase::Early);
    peer.answer_by(&invite, 199, "two");
    assert_eq!(
        peer.host.view(call).phase,
        Phase::Ringing,
        "nobody plays anything any more"
    );
    peer.send_response(&early(&invite, "three", 3));
    assert_eq!(applied(&mut peer), [(3, true)]);
    // Nothing of the first is left: a request in its dialog finds none.
    let mut options = Peer::cancel_of(&invite);
    options.method = voip_sdk::sip::message::Method::Options;
    options.headers.set(names::CSEQ, "9 OPTIONS");
    options
        .headers
        .set(names::VIA, "SIP/2.0/WSS proxy.acme.test;branch=z9hG4bKo");
    options.headers.set(names::FROM, "<sip:1002@acme.test>;tag=one");
    options.headers.set(names::TO, invite.headers.get(names::FROM).unwrap());
    peer.send_request(&options);
    assert_eq!(peer.transcript(), ["481 OPTIONS"]);
}

#[test]
fn a_reliable_199_is_confirmed_too() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 180, "one");
    let gone = Peer::response_by(&invite, 199, "one")
        .with(names::REQUIRE, "100rel")
        .with("RSeq", "5");
    peer.send_response(&gone);
    assert_eq!(peer.expect("PRACK").headers.text("RAck").unwrap(), "5 1 INVITE");
}

#[test]
fn sixteen_phones_ring_and_further_ones_are_not_remembered() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for number in 0..100 {
        let tag = format!("t{number}");
        let ring = Peer::response_by(&invite, 180, &tag)
            .with(names::REQUIRE, "100rel")
            .with("RSeq", "1");
        peer.send_response(&ring);
    }
    assert_eq!(peer.transcript().len(), 16, "so many PRACKs");
    peer.answer_by(&invite, 200, "t99");
    assert_eq!(peer.transcript(), ["ACK"], "whoever takes the call takes it");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_thousand_provisional_responses_are_told_once_and_confirmed_within_limits() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.host.events.clear();
    for rseq in 1..1000_u32 {
        let ring = Peer::response_by(&invite, 180, "one")
            .with(names::REQUIRE, "100rel")
            .with("RSeq", rseq.to_string());
        peer.send_response(&ring);
        peer.answer_by(&invite, 180, "two");
    }
    assert_eq!(peer.transcript().len(), 4, "PRACKs that nobody answers");
    assert_eq!(peer.host.call_events(call), [CallEvent::Phase]);
}

#[test]
fn a_hundred_phones_that_all_take_the_call_are_ended_within_limits() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for number in 0..100 {
        peer.answer_by(&invite, 200, &format!("t{number}"));
    }
    let sent = peer.transcript();
    assert_eq!(sent.iter().filter(|s| *s == "ACK").count(), 32);
    assert_eq!(sent.iter().filter(|s| *s == "BYE").count(), 31);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn what_the_network_says_of_early_media_is_shown() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&early(&invite, "one", 1).with("P-Early-Media", "inactive"));
    assert_eq!(peer.host.view(call).early_media.as_deref(), Some("inactive"));
    peer.host.events.clear();
    peer.send_response(&Peer::response_by(&invite, 183, "one").with("P-Early-Media", "sendonly"));
    assert_eq!(peer.host.view(call).early_media.as_deref(), Some("sendonly"));
    assert!(peer.host.call_events(call).contains(&CallEvent::Phase));
}

#[test]
fn forwarding_and_queueing_are_shown_with_the_headers_that_explain_them() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for (status, reason) in [
        (181, "Forwarded to Bob"),
        (182, "You are third"),
        (183, "Session Progress"),
    ] {
        let mut response = Peer::response(&invite, status)
            .with("History-Info", "<sip:1002@acme.test>;index=1")
            .with("Diversion", "<sip:1002@acme.test>;reason=no-answer")
            .with("Alert-Info", "<urn:alert:service:forward>")
            .with("Call-Info", "<http://acme.test/x>;purpose=icon")
            .with(names::P_ASSERTED_IDENTITY, "<sip:bob@acme.test>");
        response.reason = reason.to_owned();
        peer.host.events.clear();
        peer.send_response(&response);
        let view = peer.host.view(call);
        assert_eq!(view.progress, Some((status, reason.to_owned())));
        assert_eq!(view.remote.asserted.as_deref(), Some("<sip:bob@acme.test>"));
        for name in ["History-Info", "Diversion", "Alert-Info", "Call-Info"] {
            let value = view.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v);
            assert!(value.is_some_and(|v| v.expose().starts_with('<')), "{name}");
            assert!(!format!("{value:?}").contains("acme"), "not in a log");
        }
        assert!(peer.host.call_events(call).contains(&CallEvent::Phase), "{status}");
    }
}

fn patient(peer: &mut Peer, seconds: u32) -> CallId {
    let options = InviteOptions {
        timeout_sec: Some(seconds),
        ..InviteOptions::default()
    };
    peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap()
}

#[test]
fn a_call_that_nobody_answers_in_time_is_taken_back() {
    let mut peer = Peer::registered();
    let call = patient(&mut peer, 20);
    let invite = peer.expect("INVITE");
    assert_eq!(invite.headers.number(names::EXPIRES), Some(20));
    peer.answer(&invite, 180);
    peer.pass(19);
    peer.expect_nothing();
    peer.pass(2);
    peer.expect("CANCEL");
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by, end.status), (Cause::NoAnswer, EndedBy::System, 408));
    peer.answer(&invite, 487);
    assert_eq!(peer.transcript(), ["ACK"]);
}

#[test]
fn an_answer_ends_the_patience() {
    let mut peer = Peer::registered();
    let call = patient(&mut peer, 20);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.pass(60);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    let mut peer = Peer::registered();
    peer.call("1002");
    assert!(!peer.expect("INVITE").headers.has(names::EXPIRES), "none was asked for");
}

#[test]
fn a_2xx_that_crosses_the_end_of_the_patience_is_acknowledged_and_ended() {
    let mut peer = Peer::registered();
    let call = patient(&mut peer, 5);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.pass(6);
    peer.expect("CANCEL");
    peer.answer(&invite, 200);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::NoAnswer);
}

#[test]
fn an_invite_that_asks_for_it_says_when_the_call_takes_itself() {
    let cases = [
        ("Answer-Mode", "Auto", Some(0)),
        ("Answer-Mode", "auto;require", Some(0)),
        ("Priv-Answer-Mode", "Auto", Some(0)),
        ("Answer-Mode", "Manual", None),
        ("Call-Info", "<sip:acme.test>;answer-after=3", Some(3)),
        ("Call-Info", "<sip:acme.test>;purpose=icon", None),
        ("Alert-Info", "<http://x>;info=alert-autoanswer;delay=2", Some(2)),
        ("Alert-Info", "<http://x>;info=alert-autoanswer;delay=99999", Some(120)),
        ("Alert-Info", "Auto Answer", Some(0)),
        ("Alert-Info", "<urn:alert:service:call-waiting>", None),
    ];
    for (name, value, seconds) in cases {
        for policy in [false, true] {
            let mut account = config("1001");
            account.auto_answer = policy;
            let mut peer = Peer::registered_as(account);
            let invite = peer.invite().with(name, value);
            peer.send_request(&invite);
            let call = peer.host.incoming();
            assert_eq!(peer.host.view(call).auto_answer, seconds, "{name}: {value}");
            peer.advance(sec(130));
            let taken =
                peer.host.view(call).phase == Phase::Active || peer.transcript().contains(&"200 INVITE".to_owned());
            assert_eq!(taken, policy && seconds.is_some(), "{name}: {value}, {policy}");
        }
    }
}

#[test]
fn a_call_that_takes_itself_waits_the_time_that_is_asked_for() {
    let mut account = config("1001");
    account.auto_answer = true;
    let mut peer = Peer::registered_as(account);
    let invite = peer.invite().with("Call-Info", "<sip:x>;answer-after=3");
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(180);
    peer.advance(sec(2));
    peer.expect_nothing();
    peer.advance(sec(2));
    peer.expect_status(200);
}
