//! What is dropped, what is refused, and what an answer copies.

use crate::host::{read, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::{Message, Method, Uri, Via, names};
use voip_sdk::sip::user_agent::{Cause, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The octets of a message with one piece of text replaced.
fn altered(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(text.contains(old), "{text}");
    text.replacen(old, new, 1).into_bytes()
}

#[test]
fn a_response_with_a_second_via_is_dropped_in_either_form() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut busy = Peer::response(&invite, 486);
    let second = Via::new("WSS", "elsewhere.invalid", "z9hG4bKother").to_text();
    busy.headers.push(names::VIA, &second);
    peer.send_response(&busy);
    let mut list = Peer::response(&invite, 486);
    let first = list.headers.text(names::VIA).unwrap().into_owned();
    list.headers.set(names::VIA, format!("{first}, {second}"));
    peer.send_response(&list);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Connecting);
    peer.answer(&invite, 486);
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn received_and_rport_in_our_via_are_tolerated_and_believed_by_nobody() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut ok = Peer::response(&invite, 200);
    let via = ok.headers.text(names::VIA).unwrap().into_owned();
    ok.headers
        .set(names::VIA, format!("{via};received=203.0.113.9;rport=4711"));
    peer.send_response(&ok);
    let ack = peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert_eq!(ack.headers.via().unwrap().host, invite.headers.via().unwrap().host);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let contact = peer.expect("INVITE").headers.contact().unwrap().uri.to_text();
    assert!(contact.contains(".invalid"), "{contact}");
}

#[test]
fn content_length_counts_octets_is_always_sent_and_need_not_be_there() {
    let mut peer = Peer::registered();
    let bytes = peer.invite().to_bytes();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let line = text.lines().find(|l| l.starts_with("Content-Length")).unwrap();
    peer.host.receive(&altered(&bytes, &format!("{line}\r\n"), ""));
    peer.expect_status(100);
    peer.expect_status(180);
    peer.call("1002");
    let sent = peer.host.sent.pop_front().unwrap();
    let Message::Request(invite) = read(&sent) else {
        panic!()
    };
    assert_eq!(
        invite.headers.text(names::CONTENT_LENGTH).unwrap(),
        invite.body.len().to_string()
    );
    assert!(
        String::from_utf8_lossy(peer.host.sent.front().unwrap_or(&sent)).contains("Content-Length: "),
        "without a body too"
    );
}

#[test]
fn octets_beyond_the_content_length_are_dropped_and_a_short_body_is_refused() {
    let mut peer = Peer::registered();
    let mut surplus = peer.invite().to_bytes();
    surplus.extend_from_slice(b"INVITE sip:nobody@acme.test SIP/2.0\r\n\r\n");
    peer.host.receive(&surplus);
    peer.expect_status(100);
    peer.expect_status(180);
    peer.expect_nothing();
    let invite = peer.invite();
    let bytes = invite.to_bytes();
    peer.host.receive(&bytes[..bytes.len() - 5]);
    peer.expect_status(400);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let ok = Peer::response(&invite, 200).to_bytes();
    peer.host.receive(&ok[..ok.len() - 5]);
    peer.expect_nothing();
    assert_eq!(
        peer.host.view(call).phase,
        Phase::Connecting,
        "a short response is dropped"
    );
}

#[test]
fn a_message_that_is_no_text_is_taken_and_given_back_octet_for_octet() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite
        .headers
        .set(names::FROM, b"\"\xff\xfe\" <sip:2000@acme.test>;tag=peer");
    peer.send_request(&invite);
    let trying = peer.expect_status(100);
    assert_eq!(trying.headers.get(names::FROM), invite.headers.get(names::FROM));
}

#[test]
fn a_request_without_what_an_answer_needs_is_dropped_and_any_other_answered() {
    for name in [names::FROM, names::TO, names::CALL_ID, names::CSEQ] {
        let mut peer = Peer::registered();
        let mut invite = peer.invite();
        invite.headers.remove(name);
        peer.send_request(&invite);
        peer.expect_nothing();
        assert_eq!(peer.host.ua.malformed_count(), 1, "{name}");
    }
    for (name, value) in [
        (names::FROM, "<sip:2000@acme.test"),
        (names::TO, "\"open <sip:1001@acme.test>"),
        (names::CSEQ, "4294967296 INVITE"),
        (names::CSEQ, "1 BYE"),
        (names::MAX_FORWARDS, "300"),
    ] {
        let mut peer = Peer::registered();
        let mut invite = peer.invite();
        invite.headers.set(name, value);
        peer.send_request(&invite);
        // It repeats what was wrong, so it cannot be read either.
        let refusal = peer.host.sent.pop_front().expect("it is answered");
        assert!(refusal.starts_with(b"SIP/2.0 400 "), "{name}");
        peer.expect_nothing();
    }
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.remove(names::MAX_FORWARDS);
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(180);
}

#[test]
fn another_version_of_sip_is_answered_505() {
    let mut peer = Peer::registered();
    let bytes = peer.invite().to_bytes();
    peer.host.receive(&altered(&bytes, " SIP/2.0\r\n", " SIP/7.0\r\n"));
    peer.expect_status(505);
}

#[test]
fn a_timestamp_comes_back_in_the_100_and_nowhere_else() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.push(names::TIMESTAMP, "54.21");
    peer.send_request(&invite);
    assert_eq!(peer.expect_status(100).headers.text(names::TIMESTAMP).unwrap(), "54.21");
    assert!(!peer.expect_status(180).headers.has(names::TIMESTAMP));
}

#[test]
fn responses_copy_every_via_and_dialog_forming_ones_the_record_route() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.push(
        names::VIA,
        "SIP / 2.0 / UDP 192.0.2.1:5060 ;branch=z9hG4bKfar;odd=\"a b\"",
    );
    invite
        .headers
        .push(names::RECORD_ROUTE, "<sip:p2.acme.test;lr>, <sip:p1.acme.test;lr>");
    peer.send_request(&invite);
    let call = peer.host.incoming();
    let vias: Vec<_> = invite.headers.lines(names::VIA).map(<[u8]>::to_vec).collect();
    let trying = peer.expect_status(100);
    assert!(!trying.headers.has(names::CONTACT) && trying.headers.to_tag().is_none());
    let ringing = peer.expect_status(180);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    for response in [&ringing, &ok] {
        let copied: Vec<_> = response.headers.lines(names::VIA).map(<[u8]>::to_vec).collect();
        assert_eq!(copied, vias, "as they came");
        assert_eq!(
            response.headers.get(names::RECORD_ROUTE),
            invite.headers.get(names::RECORD_ROUTE)
        );
        assert!(response.headers.has(names::CONTACT));
    }
    assert_eq!(ringing.headers.to_tag(), ok.headers.to_tag(), "one tag for a dialog");
}

#[test]
fn what_a_cancel_or_an_ack_requires_is_not_looked_at() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.transcript();
    let mut cancel = Peer::cancel_of(&invite);
    cancel.headers.push(names::REQUIRE, "x-strange");
    peer.send_request(&cancel);
    assert_eq!(peer.transcript(), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(peer.host.view(call).end.clone().unwrap().cause, Cause::Canceled);
    let (call, _, mut side) = {
        let invite = peer.invite();
        peer.send_request(&invite);
        let call = peer.host.incoming();
        peer.transcript();
        peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
        let ok = peer.expect_status(200);
        (call, invite.clone(), crate::peer::Side::of_answered(&invite, &ok))
    };
    let mut ack = peer.ack(&mut side, 1);
    ack.headers.push(names::REQUIRE, "x-strange");
    peer.send_request(&ack);
    peer.advance(sec(40));
    assert!(
        !peer.transcript().contains(&"200 INVITE".to_owned()),
        "it is acknowledged"
    );
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn the_same_branch_with_another_method_or_sent_by_is_another_request() {
    let mut peer = Peer::registered();
    let mut options = peer.invite();
    options.method = Method::Options;
    options.headers.set(names::CSEQ, "1 OPTIONS");
    options.headers.remove(names::CONTENT_TYPE);
    options.body.clear();
    let via = options.headers.via().unwrap();
    let mut invite = peer.invite();
    invite.headers.set(names::VIA, via.to_text());
    peer.send_request(&invite);
    assert_eq!(peer.transcript(), ["100 INVITE", "180 INVITE"]);
    peer.send_request(&options);
    assert_eq!(peer.transcript(), ["200 OPTIONS"]);
    let mut other = peer.invite();
    other.headers.set(
        names::VIA,
        Via::new("WSS", "other.acme.test", via.branch().unwrap()).to_text(),
    );
    peer.send_request(&other);
    assert_eq!(peer.transcript(), ["100 INVITE", "180 INVITE"], "a second call");
    peer.send_request(&invite);
    assert_eq!(peer.transcript(), ["180 INVITE"], "a retransmission");
}

#[test]
fn a_stray_ack_and_a_response_to_nothing_are_answered_by_nobody() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    let mut ack = Peer::cancel_of(&invite);
    ack.method = Method::Ack;
    ack.headers.set(names::CSEQ, "1 ACK");
    peer.send_request(&ack);
    ack.uri = Uri::parse("tel:+15550100").unwrap();
    ack.headers.set(names::TO, "<sip:1001@acme.test>;tag=nobody");
    peer.send_request(&ack);
    peer.send_response(&Peer::response(&invite, 180));
    peer.expect_nothing();
}
