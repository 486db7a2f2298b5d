//! What messages of ours carry.

use crate::host::config;
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::Config;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

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
    let mut side = crate::peer::Side::of_answered(&invite, &ok);
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
