//! The flows of RFC 3665, as far as a user agent over WebSocket takes part in them.

use super::host::{config, read, sec};
use super::pair::{Pair, Side};
use super::peer::Peer;
use voip_sdk::sip::message::{Message, Method, names};
use voip_sdk::sip::user_agent::{CallEvent, CallId, Cause, EndedBy, Event, InviteOptions, Phase, RegistrationState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn call(pair: &mut Pair) -> CallId {
    pair.a
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap()
}

#[test]
fn f2_1_a_registration() {
    let mut peer = Peer::started(config("1001"));
    assert!(peer.host.sent.is_empty(), "nothing before the connection");
    peer.host.open();
    let register = peer.expect("REGISTER");
    assert_eq!(register.uri.to_text(), "sip:acme.test");
    assert_eq!(register.headers.from().unwrap().uri.to_text(), "sip:1001@acme.test");
    assert_eq!(register.headers.to().unwrap().uri.to_text(), "sip:1001@acme.test");
    assert_eq!(register.headers.to_tag(), None);
    assert_eq!(register.headers.number(names::MAX_FORWARDS), Some(70));
    assert_eq!(register.headers.number(names::EXPIRES), Some(600));
    let contact = register.headers.contact().unwrap();
    let uri = contact.uri.as_sip().unwrap();
    assert!(uri.host.ends_with(".invalid") && uri.params.get("transport") == Some("ws"));
    assert_eq!(
        contact.params.text("+sip.instance").as_deref(),
        Some("<urn:uuid:00000000-0000-4000-8000-000000000001>")
    );
    let via = register.headers.via().unwrap();
    assert_eq!((via.transport.as_str(), via.host.as_str()), ("WSS", uri.host.as_str()));
    assert!(via.branch().unwrap().starts_with("z9hG4bK"));
    let ok = register
        .response(200)
        .with_to_tag("r")
        .with(names::CONTACT, contact.to_text());
    peer.send_response(&ok);
    let registered = |e: &Event| matches!(e, Event::Registration(RegistrationState::Registered { .. }));
    assert!(peer.host.events.iter().any(registered));
}

#[test]
fn f2_4_a_registration_is_removed() {
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.unregister(now)).unwrap();
    let register = peer.expect("REGISTER");
    assert_eq!(register.headers.number(names::EXPIRES), Some(0));
    assert_eq!(register.headers.contact().unwrap().params.get("expires"), Some("0"));
    peer.send_response(&register.response(200).with_to_tag("r"));
    let gone = |e: &Event| matches!(e, Event::Registration(RegistrationState::Unregistered));
    assert!(peer.host.events.iter().any(gone));
    peer.advance(sec(700));
    peer.expect_nothing();
}

#[test]
fn f3_1_a_successful_session_between_two_user_agents() {
    let mut pair = Pair::new(1);
    let outgoing = call(&mut pair);
    pair.run(sec(1));
    let incoming = pair.b.incoming();
    assert_eq!(pair.a.view(outgoing).phase, Phase::Ringing);
    assert_eq!(pair.b.view(incoming).remote.user, "1001");
    assert_eq!(pair.b.view(incoming).remote.display_name.as_deref(), Some("User 1001"));
    pair.b.act(|ua, now| ua.answer(now, incoming)).unwrap();
    pair.run(sec(1));
    assert_eq!(pair.a.view(outgoing).phase, Phase::Active);
    assert_eq!(pair.b.view(incoming).phase, Phase::Active);
    pair.b.act(|ua, now| ua.hangup(now, incoming)).unwrap();
    pair.run(sec(1));
    let expected = [
        "A→B INVITE",
        "B→A 100 INVITE",
        "B→A 180 INVITE",
        "B→A 200 INVITE",
        "A→B ACK",
        "B→A BYE",
        "A→B 200 BYE",
    ];
    assert_eq!(pair.log, expected);
    let end = pair.a.view(outgoing).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Terminated, EndedBy::Remote));
    assert_eq!(pair.b.view(incoming).end.as_ref().unwrap().by, EndedBy::Local);
    assert_eq!(pair.a.take_effects(), ["offer sendrecv", "apply", "close"]);
    assert_eq!(pair.b.take_effects(), ["answer sendrecv", "close"]);
}

#[test]
fn nothing_is_left_after_a_call() {
    let mut pair = Pair::new(2);
    let outgoing = call(&mut pair);
    pair.run(sec(1));
    let incoming = pair.b.incoming();
    pair.b.act(|ua, now| ua.answer(now, incoming)).unwrap();
    pair.run(sec(1));
    pair.a.act(|ua, now| ua.hangup(now, outgoing)).unwrap();
    pair.a.act(|ua, _| ua.forget(outgoing));
    pair.b.act(|ua, _| ua.forget(incoming));
    pair.run(sec(40));
    assert!(pair.a.ua.is_idle() && pair.b.ua.is_idle());
}

#[test]
fn f3_8_an_unsuccessful_call_without_answer() {
    let mut pair = Pair::new(3);
    let outgoing = call(&mut pair);
    pair.run(sec(5));
    let incoming = pair.b.incoming();
    pair.a.act(|ua, now| ua.hangup(now, outgoing)).unwrap();
    pair.run(sec(1));
    let expected = [
        "A→B INVITE",
        "B→A 100 INVITE",
        "B→A 180 INVITE",
        "A→B CANCEL",
        "B→A 200 CANCEL",
        "B→A 487 INVITE",
        "A→B ACK",
    ];
    assert_eq!(pair.log, expected);
    assert_eq!(pair.b.view(incoming).end.as_ref().unwrap().cause, Cause::Canceled);
}

#[test]
fn f3_9_an_unsuccessful_call_to_a_busy_phone() {
    let mut pair = Pair::new(4);
    let outgoing = call(&mut pair);
    pair.run(sec(1));
    let incoming = pair.b.incoming();
    pair.b.act(|ua, now| ua.reject(now, incoming, 486, None)).unwrap();
    pair.run(sec(1));
    assert_eq!(pair.log[3..], ["B→A 486 INVITE", "A→B ACK"]);
    let end = pair.a.view(outgoing).end.clone().unwrap();
    assert_eq!((end.cause, end.status, end.by), (Cause::Busy, 486, EndedBy::Remote));
}

#[test]
fn refusals_say_what_they_are() {
    let rows = [
        (403, Cause::Rejected),
        (404, Cause::NotFound),
        (408, Cause::NoAnswer),
        (410, Cause::NotFound),
        (480, Cause::NoAnswer),
        (484, Cause::NotFound),
        (486, Cause::Busy),
        (488, Cause::IncompatibleMedia),
        (600, Cause::Busy),
        (603, Cause::Rejected),
        (604, Cause::NotFound),
        (606, Cause::IncompatibleMedia),
        (302, Cause::Failed),
        (503, Cause::Failed),
        (699, Cause::Busy),
    ];
    for (status, cause) in rows {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        peer.answer(&invite, status);
        assert_eq!(peer.transcript(), ["ACK"]);
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!((end.status, end.cause), (status, cause), "{status}");
    }
}

#[test]
fn f3_10_no_response_at_all() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    peer.advance(sec(33));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::NoAnswer);
}

#[test]
fn f3_11_a_busy_third_call_is_refused_by_the_limit() {
    let mut peer = Peer::registered();
    for _ in 0..2 {
        let invite = peer.invite();
        peer.send_request(&invite);
        peer.host.incoming();
        peer.quiet();
    }
    let invite = peer.invite();
    peer.send_request(&invite);
    assert_eq!(peer.transcript(), ["100 INVITE", "486 INVITE"]);
    assert!(!peer.host.events.iter().any(|e| matches!(e, Event::Incoming(_))));
}

#[test]
fn an_invite_has_what_its_rfc_asks_for() {
    let mut peer = Peer::registered();
    let options = InviteOptions {
        extra_headers: vec![("X-Ticket".into(), "42".into())],
        ..InviteOptions::default()
    };
    peer.host
        .act(|ua, now| ua.invite(now, "+49 (30) 12-34", options))
        .unwrap();
    let invite = peer.expect("INVITE");
    assert_eq!(invite.uri.to_text(), "sip:+49301234@acme.test");
    for name in [
        "Via",
        "Max-Forwards",
        "From",
        "To",
        "Call-ID",
        "CSeq",
        "Contact",
        "Allow",
        "Supported",
        "User-Agent",
        "Accept",
    ] {
        assert!(invite.headers.has(name), "{name}");
    }
    assert_eq!(invite.headers.text("X-Ticket").as_deref(), Some("42"));
    assert_eq!(invite.headers.content_type().as_deref(), Some("application/sdp"));
    assert!(invite.headers.from_tag().unwrap().len() >= 8);
    for evil in [("Via", "x"), ("X-A", "1\r\nX-B: 2"), ("a b", "1")] {
        let options = InviteOptions {
            extra_headers: vec![(evil.0.into(), evil.1.into())],
            ..InviteOptions::default()
        };
        assert!(
            peer.host.act(|ua, now| ua.invite(now, "1002", options)).is_err(),
            "{evil:?}"
        );
    }
    for target in [
        "",
        " ",
        "a b",
        "sip:",
        "x\r\ny",
        "sip:a@b\r\nX: y",
        "<sip:a@b>",
        "@x",
        "x@",
    ] {
        let result = peer
            .host
            .act(|ua, now| ua.invite(now, target, InviteOptions::default()));
        assert_eq!(result.unwrap_err().code(), "invalid_target", "{target:?}");
    }
    peer.expect_nothing();
}

#[test]
fn an_anonymous_call_hides_who_calls() {
    let mut peer = Peer::registered();
    let options = InviteOptions {
        anonymous: true,
        ..InviteOptions::default()
    };
    peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    let invite = peer.expect("INVITE");
    let from = invite.headers.from().unwrap();
    assert_eq!(from.uri.to_text(), "sip:anonymous@anonymous.invalid");
    assert_eq!(invite.headers.text("Privacy").as_deref(), Some("id"));
    let contact = invite.headers.text("Contact").unwrap().into_owned();
    assert!(!contact.contains("1001"), "{contact}");
}

#[test]
fn the_servers_own_id_and_asserted_identity_are_shown() {
    let mut peer = Peer::registered();
    let invite = peer
        .invite()
        .with("X-Call-UUID", "7e2f")
        .with("P-Asserted-Identity", "\"Grace\" <sip:2000@acme.test>")
        .with("X-Queue", "sales");
    peer.send_request(&invite);
    let call = peer.host.incoming();
    let view = peer.host.view(call);
    assert_eq!(view.call_uuid.as_deref(), Some("7e2f"));
    assert!(view.remote.asserted.as_deref().unwrap().contains("2000"));
    assert_eq!(view.remote.display_name.as_deref(), Some("Two Thousand"));
    let queue = view.headers.iter().find(|(n, _)| n == "X-Queue").unwrap();
    assert_eq!(queue.1.expose(), "sales");
    let outgoing = peer.call("1002");
    peer.quiet();
    let _ = outgoing;
}

#[test]
fn events_of_a_call_come_in_order() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 100);
    peer.answer(&invite, 180);
    peer.answer(&invite, 200);
    assert_eq!(
        peer.host.call_events(call),
        [CallEvent::InviteSent, CallEvent::Phase, CallEvent::Phase]
    );
    let view = peer.host.view(call);
    assert!(view.invited_at.is_some() && view.answered_at.is_some());
}

#[test]
fn stopping_says_goodbye_to_everybody() {
    let mut peer = Peer::registered();
    let (_, _, _) = peer.active_outgoing();
    let ringing = peer.invite();
    peer.send_request(&ringing);
    peer.quiet();
    peer.host.act(|ua, now| ua.stop(now));
    let mut register = None;
    let mut methods = Vec::new();
    for bytes in std::mem::take(&mut peer.host.sent) {
        match read(&bytes) {
            Message::Request(r) => {
                methods.push(r.method.as_str().to_owned());
                if r.method == Method::Register {
                    register = Some(r);
                } else {
                    peer.answer(&r, 200);
                }
            }
            Message::Response(r) => methods.push(r.status.to_string()),
        }
    }
    methods.sort();
    assert_eq!(methods, ["603", "BYE", "REGISTER"]);
    let register = register.unwrap();
    assert_eq!(register.headers.number(names::EXPIRES), Some(0));
    peer.answer(&register, 200);
    peer.advance(sec(3));
    assert!(
        peer.host.connects.iter().any(Option::is_none),
        "the connection is closed"
    );
    assert!(peer.host.deadline.is_none(), "and nothing is due any more");
}

#[test]
fn a_pair_survives_many_calls_both_ways() {
    let mut pair = Pair::new(9);
    for round in 0..20u32 {
        let from = if round % 2 == 0 { Side::A } else { Side::B };
        let target = if from == Side::A { "1002" } else { "1001" };
        let outgoing = pair
            .host(from)
            .act(|ua, now| ua.invite(now, target, InviteOptions::default()))
            .unwrap();
        pair.run(sec(1));
        let to = if from == Side::A { Side::B } else { Side::A };
        let incoming = pair.host(to).incoming();
        pair.host(to).act(|ua, now| ua.answer(now, incoming)).unwrap();
        pair.run(sec(2));
        assert_eq!(pair.host(from).view(outgoing).phase, Phase::Active, "round {round}");
        pair.host(if round % 3 == 0 { from } else { to })
            .act(|ua, now| ua.hangup(now, if round % 3 == 0 { outgoing } else { incoming }))
            .unwrap();
        pair.run(sec(1));
        assert_eq!(pair.host(from).view(outgoing).phase, Phase::Ended);
        assert_eq!(pair.host(to).view(incoming).phase, Phase::Ended);
        pair.host(from).act(|ua, _| ua.forget(outgoing));
        pair.host(to).act(|ua, _| ua.forget(incoming));
    }
    pair.run(sec(40));
    assert!(pair.a.ua.is_idle() && pair.b.ua.is_idle());
}
