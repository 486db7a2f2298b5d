//! What a message must look like to be acted on, and what its answer copies (RFC 3261 §8.1.3.3, §8.2, §18.3).

use super::host::{config, read, sec};
use super::peer::{Peer, TAG};
use voip_sdk::sip::message::{Message, Method, Uri, Via, names};
use voip_sdk::sip::user_agent::{CallEvent, Cause, Config, Event, InviteOptions, Phase};
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
fn via_and_contact_say_what_the_transport_is() {
    for (uri, transport) in [("ws://sip.acme.test", "WS"), ("wss://sip.acme.test", "WSS")] {
        let mut peer = Peer::started(Config {
            ws_uris: vec![uri.into()],
            ..config("1001")
        });
        peer.host.open();
        let register = peer.expect("REGISTER");
        let via = register.headers.via().unwrap();
        assert_eq!(via.transport, transport);
        assert!(via.host.ends_with(".invalid"), "{}", via.host);
        let contact = register.headers.contact().unwrap().uri.to_text();
        assert!(
            contact.ends_with(&format!("@{};transport=ws", via.host)),
            "a browser has no address: {contact}"
        );
    }
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
        (call, invite.clone(), super::peer::Side::of_answered(&invite, &ok))
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

#[test]
fn requests_carry_what_their_rfc_asks_for() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let reinvite = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    for request in [&reinvite, &bye] {
        assert_eq!(request.headers.number(names::MAX_FORWARDS), Some(70));
        for name in [
            names::VIA,
            names::FROM,
            names::TO,
            names::CALL_ID,
            names::CSEQ,
            names::ALLOW,
            names::SUPPORTED,
            names::USER_AGENT,
        ] {
            assert!(request.headers.has(name), "{name}");
        }
    }
    assert!(reinvite.headers.has(names::ACCEPT) && reinvite.headers.has(names::CONTACT));
}

#[test]
fn header_lines_of_the_application_are_in_every_later_message_of_its_call() {
    let mine = |value: &str| vec![("X-Ticket".to_owned(), value.to_owned())];
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.transcript();
    peer.host.act(|ua, _| ua.set_headers(call, mine("7"))).unwrap();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    assert_eq!(ok.headers.text("X-Ticket").unwrap(), "7");
    let mut side = super::peer::Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    peer.host.act(|ua, _| ua.set_headers(call, mine("8"))).unwrap();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    assert_eq!(hold.headers.text("X-Ticket").unwrap(), "8");
    let challenge = Peer::response(&hold, 401).with(
        names::WWW_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect("ACK");
    let again = peer.expect("INVITE");
    assert_eq!(again.headers.lines("X-Ticket").count(), 1);
    peer.answer(&again, 200);
    peer.expect("ACK");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").headers.text("X-Ticket").unwrap(), "8");

    let invite = peer.invite();
    peer.send_request(&invite);
    let other = peer.host.incoming();
    peer.transcript();
    for refused in [("Via", "SIP/2.0/WS x"), ("X-A", "a\r\nVia: b"), ("no token", "x")] {
        let given = vec![(refused.0.to_owned(), refused.1.to_owned())];
        let error = peer.host.act(|ua, _| ua.set_headers(other, given)).unwrap_err();
        assert_eq!(error.code(), "invalid_argument");
    }
    peer.host.act(|ua, _| ua.set_headers(other, mine("9"))).unwrap();
    peer.host.act(|ua, now| ua.reject(now, other, 486, None)).unwrap();
    assert_eq!(peer.expect_status(486).headers.text("X-Ticket").unwrap(), "9");
}

#[test]
fn retry_after_of_every_refusal_is_shown() {
    for status in [404, 408, 413, 480, 486, 500, 503, 600, 603] {
        let mut peer = Peer::registered();
        let call = peer
            .host
            .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
            .unwrap();
        // Some refusals are answered by a second try.
        while peer.host.view(call).end.is_none() {
            let invite = peer.expect("INVITE");
            peer.send_response(
                &invite
                    .response(status)
                    .with_to_tag(TAG)
                    .with(names::RETRY_AFTER, "18000;duration=3600"),
            );
            peer.expect("ACK");
        }
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!((end.status, end.retry_after_sec), (status, Some(18_000)));
        let ended = |e: &Event| matches!(e, Event::Call { .. });
        assert!(peer.host.events.iter().any(ended));
    }
}

#[test]
fn the_warning_of_a_refusal_is_shown() {
    for (value, shown) in [
        (
            "305 isi.acme.test \"Incompatible media format\"",
            Some((305, "Incompatible media format")),
        ),
        (
            "399 - \"say \\\"friend\\\", and enter\", 370 x \"second\"",
            Some((399, "say \"friend\", and enter")),
        ),
        ("nonsense, 302 x \"later\"", Some((302, "later"))),
        ("305", None),
    ] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        peer.send_response(&Peer::response(&invite, 488).with(names::WARNING, value));
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!(
            end.warning,
            shown.map(|(code, text)| (code, text.to_owned())),
            "{value}"
        );
    }
}

#[test]
fn the_codecs_that_the_application_prefers_come_first_in_offers_and_answers() {
    let mut peer = Peer::registered_as(Config {
        codec_preferences: vec!["PCMA".to_owned()],
        ..config("1001")
    });
    peer.host.manual();
    let sdp = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0 8\r\na=rtpmap:111 opus/48000/2\r\na=ice-ufrag:x\r\n";
    let line = b"m=audio 9 UDP/TLS/RTP/SAVPF 8 111 0\r\n";
    let describe = |peer: &mut Peer| {
        use voip_sdk::sip::user_agent::{Input, MediaEffect, MediaOutcome};
        let (MediaEffect::CreateOffer { call, round, .. } | MediaEffect::CreateAnswer { call, round, .. }) =
            peer.host.effects.pop_front().unwrap()
        else {
            panic!("a description is wanted");
        };
        let outcome = MediaOutcome::LocalDescription {
            sdp: sdp.to_owned(),
            gathered: "host",
        };
        peer.host.input(Input::Media { call, round, outcome });
    };
    let has = |body: &[u8]| body.windows(line.len()).any(|w| w == line);
    peer.call("1002");
    describe(&mut peer);
    assert!(has(&peer.expect("INVITE").body));
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.transcript();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    describe(&mut peer);
    assert!(has(&peer.expect_status(200).body));
}

#[test]
fn tags_branches_and_call_ids_are_long_and_never_the_same() {
    let mut peer = Peer::registered();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..200 {
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        let via = invite.headers.via().unwrap();
        let branch = via.branch().unwrap().strip_prefix("z9hG4bK").unwrap().to_owned();
        for (kind, token) in [
            ("branch", branch),
            ("tag", invite.headers.from_tag().unwrap()),
            ("id", invite.headers.call_id().into_owned()),
        ] {
            assert!(token.len() >= 16, "{kind}: {token}");
            assert!(seen.insert(token), "{kind}");
        }
        peer.answer(&invite, 486);
        peer.expect("ACK");
        peer.host.act(|ua, _| ua.forget(call));
    }
}

#[test]
fn the_identity_of_the_far_end_follows_a_reinvite_and_an_update() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for (method, who) in [(Method::Invite, "3001"), (Method::Update, "3002")] {
        let asserted = format!("\"Somebody\" <sip:{who}@acme.test>");
        let change = peer
            .request(&mut side, method.clone())
            .with(names::P_ASSERTED_IDENTITY, &asserted);
        peer.send_request(&change);
        if method == Method::Invite {
            let ack = peer.ack(&mut side, change.headers.cseq().unwrap().number);
            peer.send_request(&ack);
        }
        assert_eq!(peer.host.view(call).remote.asserted.as_deref(), Some(&*asserted));
        let told = |e: &CallEvent| *e == CallEvent::Identity;
        assert!(peer.host.call_events(call).iter().any(told), "{method:?}");
    }
}
