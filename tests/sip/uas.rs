//! Requests that are not (yet) about a call: what they are answered (RFC 3261 §8.2, §11, §12.2.2).

use super::host::{config, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Method, Request, Uri, names};
use voip_sdk::sip::user_agent::{Event, Phase, RejectOptions, WarningCode};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A request out of any dialog.
fn outside(peer: &mut Peer, method: &str) -> Request {
    let mut request = peer.invite();
    request.method = Method::parse(method).unwrap();
    request.headers.set(names::CSEQ, format!("1 {method}"));
    if method != "INVITE" {
        request.headers.remove(names::CONTENT_TYPE);
        request.body.clear();
    }
    request
}

fn allows(methods: &str, method: &str) -> bool {
    methods.split(", ").any(|m| m == method)
}

#[test]
fn a_method_that_is_known_but_not_supported_is_answered_405_with_allow() {
    for method in ["REGISTER", "SUBSCRIBE", "PUBLISH"] {
        let mut peer = Peer::registered();
        let request = outside(&mut peer, method);
        peer.send_request(&request);
        let refusal = peer.expect_status(405);
        let allow = refusal.headers.text(names::ALLOW).unwrap().into_owned();
        assert!(allows(&allow, "INVITE") && !allows(&allow, method), "{allow}");
        assert!(refusal.headers.to_tag().is_some());
    }
}

#[test]
fn an_unknown_method_is_answered_501() {
    let mut peer = Peer::registered();
    let request = outside(&mut peer, "FROBNICATE");
    peer.send_request(&request);
    peer.expect_status(501);
}

#[test]
fn a_request_uri_of_another_scheme_is_answered_416() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.uri = Uri::parse("tel:+15550100").unwrap();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(416);
}

#[test]
fn a_request_for_somebody_else_is_answered_404() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.uri = Uri::parse("sip:4711@acme.test").unwrap();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(404);
}

#[test]
fn a_request_for_our_address_of_record_is_ours() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.uri = Uri::parse("sip:1001@acme.test").unwrap();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(180);
}

#[test]
fn an_option_that_is_required_and_unknown_is_answered_420() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.push(names::REQUIRE, "path, 100rel, x-strange");
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(420);
    assert_eq!(refusal.headers.items(names::UNSUPPORTED), ["x-strange"]);
    assert!(
        !peer.host.events.iter().any(|e| matches!(e, Event::Incoming(_))),
        "it does not ring"
    );
}

#[test]
fn a_body_of_another_type_is_answered_415_and_an_optional_one_ignored() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.set_body("application/x-strange", b"?".to_vec());
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(415);
    assert!(refusal.headers.has_item(names::ACCEPT, "application/sdp"));

    let mut invite = peer.invite();
    invite.set_body("application/x-strange", b"?".to_vec());
    invite
        .headers
        .push(names::CONTENT_DISPOSITION, "render;handling=optional");
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(180);
}

#[test]
fn an_encoded_body_is_answered_415() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.push(names::CONTENT_ENCODING, "gzip");
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(415);
    assert_eq!(refusal.headers.text("Accept-Encoding").unwrap(), "identity");
}

#[test]
fn the_same_request_over_another_way_is_answered_482() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    peer.transcript();
    let mut merged = peer.invite();
    for name in [names::CALL_ID, names::FROM, names::CSEQ] {
        merged.headers.set(name, invite.headers.get(name).unwrap());
    }
    peer.send_request(&merged);
    assert_eq!(peer.transcript(), ["100 INVITE", "482 INVITE"]);
}

#[test]
fn an_invite_without_a_contact_is_answered_400() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.remove(names::CONTACT);
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(400);
    assert!(refusal.reason.contains("Contact"), "{}", refusal.reason);
}

#[test]
fn a_request_for_an_unknown_dialog_is_answered_481_and_an_ack_dropped() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_outgoing();
    side.remote = side.remote.with_tag("nobody");
    for method in [Method::Bye, Method::Info, Method::Options, Method::Invite] {
        let request = peer.request(&mut side, method);
        peer.send_request(&request);
        let sent = peer.transcript();
        assert!(sent.last().unwrap().starts_with("481"), "{sent:?}");
    }
    let ack = peer.ack(&mut side, 9);
    peer.send_request(&ack);
    peer.expect_nothing();
}

#[test]
fn options_say_what_an_invite_would_get() {
    let mut one = config("1001");
    one.max_calls = 1;
    let mut peer = Peer::registered_as(one);
    let options = outside(&mut peer, "OPTIONS");
    peer.send_request(&options);
    let ok = peer.expect_status(200);
    for name in [names::ALLOW, names::ACCEPT, names::SUPPORTED] {
        assert!(ok.headers.has(name), "{name}");
    }
    peer.active_outgoing();
    let options = outside(&mut peer, "OPTIONS");
    peer.send_request(&options);
    peer.expect_status(486);
}

#[test]
fn options_within_a_dialog_leave_it_alone() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let options = peer.request(&mut side, Method::Options);
    peer.send_request(&options);
    peer.expect_status(200);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn one_call_too_many_is_answered_486() {
    let mut peer = Peer::registered();
    peer.active_outgoing();
    peer.active_incoming();
    let invite = peer.invite();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(486);
}

#[test]
fn do_not_disturb_answers_486_without_a_word_to_the_application_and_spares_the_call_that_is_there() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_incoming();
    peer.host.act(|ua, _| ua.set_do_not_disturb(true));
    peer.host.events.clear();
    let invite = peer.invite();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(486);
    assert!(peer.host.events.is_empty(), "{:?}", peer.host.events);
    assert_eq!(peer.host.view(call).phase, Phase::Active);

    peer.host.act(|ua, _| ua.set_do_not_disturb(false));
    let invite = peer.invite();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(180);
}

#[test]
fn a_request_that_is_older_than_the_last_is_answered_500() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    side.seq = 7;
    let info = peer.request(&mut side, Method::Options);
    peer.send_request(&info);
    peer.expect_status(200);
    let late = peer.numbered(&side, Method::Bye, 3);
    peer.send_request(&late);
    peer.expect_status(500);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_message_that_cannot_be_read_is_counted_and_answered_where_it_can_be() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.set(names::CSEQ, "1 BYE");
    peer.send_request(&invite);
    peer.expect_status(400);
    peer.host.receive(b"\x00\xff nonsense");
    peer.expect_nothing();
    assert_eq!(peer.host.ua.malformed_count(), 2);
    let warned = peer
        .host
        .events
        .iter()
        .filter(|e| matches!(e, Event::Warning(w) if w.code == WarningCode::MalformedMessage));
    assert_eq!(warned.count(), 2);
}

#[test]
fn digits_by_info_are_told_and_other_infos_refused() {
    use voip_sdk::sip::user_agent::CallEvent;
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for (kind, body, status) in [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", 200),
        ("application/dtmf", "#", 200),
        ("application/x-strange", "?", 415),
    ] {
        let mut info = peer.request(&mut side, Method::Info);
        info.set_body(kind, body.as_bytes().to_vec());
        peer.send_request(&info);
        peer.expect_status(status);
    }
    assert_eq!(
        peer.host.call_events(call),
        [CallEvent::Dtmf('5'), CallEvent::Dtmf('#')]
    );
}

#[test]
fn a_stray_response_is_dropped() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.answer(&invite, 200);
    peer.expect_nothing();
    peer.advance(sec(1));
    peer.expect_nothing();
}

#[test]
fn a_refusal_says_what_the_application_wants_it_to() {
    let refused = |options: RejectOptions| {
        let mut peer = Peer::registered();
        let invite = peer.invite();
        peer.send_request(&invite);
        let call = peer.host.incoming();
        peer.expect_status(100);
        peer.expect_status(180);
        let done = peer.host.act(|ua, now| ua.reject_with(now, call, options));
        done.map(|()| match super::host::read(&peer.host.sent.pop_front().unwrap()) {
            voip_sdk::sip::message::Message::Response(r) => r,
            other => panic!("{other:?}"),
        })
    };
    let with = |status| RejectOptions {
        status,
        ..RejectOptions::default()
    };
    for status in [480, 486, 488, 600, 603, 606, 607, 608] {
        let refusal = refused(with(status)).unwrap();
        assert_eq!(refusal.status, status);
        assert!(!refusal.reason.is_empty(), "{status}");
        assert_eq!(refusal.headers.has(names::WARNING), matches!(status, 488 | 606));
    }
    let refusal = refused(RejectOptions {
        retry_after_sec: Some(60),
        extra_headers: vec![("Error-Info".into(), "<https://acme.test/why>".into())],
        ..with(486)
    })
    .unwrap();
    assert_eq!(refusal.headers.number(names::RETRY_AFTER), Some(60));
    assert!(refusal.headers.has("Error-Info"));
    let refusal = refused(RejectOptions {
        forward_to: Some("1003".into()),
        ..with(486)
    })
    .unwrap();
    assert_eq!(refusal.status, 302);
    assert_eq!(refusal.headers.contact().unwrap().uri.to_text(), "sip:1003@acme.test");
    assert!(refused(with(200)).is_err());
    let evil = RejectOptions {
        extra_headers: vec![("Via".into(), "x".into())],
        ..with(486)
    };
    assert!(refused(evil).is_err());
}
