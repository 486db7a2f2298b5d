//! MESSAGE (RFC 3428) in and out of dialogs, and OPTIONS of our own.

use super::host::{Host, config, ms, sec};
use super::pair::Pair;
use super::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{
    CallEvent, CallId, CommandError, Event, IncomingMessage, Input, InviteOptions, MessageId, OutgoingMessage, Phase,
    Recipient,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn say(peer: &mut Peer, text: &str) -> MessageId {
    peer.host
        .act(|ua, now| ua.message(now, Recipient::Address("1002"), OutgoingMessage::text(text)))
        .unwrap()
}

fn say_in(peer: &mut Peer, call: CallId, text: &str) -> MessageId {
    peer.host
        .act(|ua, now| ua.message(now, Recipient::Call(call), OutgoingMessage::text(text)))
        .unwrap()
}

/// Outcomes that were told, the rest dropped.
fn outcomes(peer: &mut Peer) -> Vec<(MessageId, u16)> {
    outcomes_of(&mut peer.host)
}

fn arrived(peer: &mut Peer) -> Vec<IncomingMessage> {
    let take = |event| match event {
        Event::Message(message) => Some(message),
        _ => None,
    };
    peer.host.events.drain(..).filter_map(take).collect()
}

fn theirs(peer: &mut Peer, content_type: &str, body: &[u8]) -> Request {
    let mut request = peer.invite();
    request.method = Method::Message;
    request.headers.set(names::CSEQ, "1 MESSAGE");
    request.headers.remove(names::CONTACT);
    request.set_body(content_type, body.to_vec());
    request
}

#[test]
fn a_message_has_no_contact_and_its_outcome_is_told() {
    for status in [200, 202, 404, 486, 603] {
        let mut peer = Peer::registered();
        let id = say(&mut peer, "grüß dich");
        let request = peer.expect("MESSAGE");
        assert_eq!(request.uri.to_text(), "sip:1002@acme.test");
        assert!(!request.headers.has(names::CONTACT), "RFC 3428 §4: it makes no dialog");
        assert_eq!(
            request.headers.text(names::CONTENT_TYPE).unwrap(),
            "text/plain;charset=utf-8"
        );
        assert_eq!(request.body, "grüß dich".as_bytes());
        peer.answer(&request, status);
        assert_eq!(outcomes(&mut peer), [(id, status)]);
        assert!(peer.host.ua.is_idle());
    }
}

#[test]
fn a_message_that_nobody_answers_is_told_as_408() {
    let mut peer = Peer::registered();
    let id = say(&mut peer, "hello");
    peer.expect("MESSAGE");
    peer.advance(sec(32));
    assert_eq!(outcomes(&mut peer), [(id, 408)]);
}

#[test]
fn a_message_is_sent_again_after_a_challenge() {
    let mut peer = Peer::registered();
    let id = say(&mut peer, "hello");
    let first = peer.expect("MESSAGE");
    peer.send_response(
        &Peer::response(&first, 407).with(names::PROXY_AUTHENTICATE, "Digest realm=\"acme\",nonce=\"n1\""),
    );
    let second = peer.expect("MESSAGE");
    assert!(second.headers.has(names::PROXY_AUTHORIZATION));
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.body, b"hello");
    peer.answer(&second, 200);
    assert_eq!(outcomes(&mut peer), [(id, 200)]);
}

#[test]
fn any_type_goes_out_with_its_life_and_headers() {
    let mut peer = Peer::registered();
    let message = OutgoingMessage {
        content_type: "message/cpim".to_owned(),
        body: Redacted::new(b"From: <im:1001@acme.test>\r\n\r\nhi".to_vec()),
        expires_sec: Some(60),
        extra_headers: vec![("X-Thread".to_owned(), "9".to_owned())],
    };
    peer.host
        .act(|ua, now| ua.message(now, Recipient::Address("1002"), message))
        .unwrap();
    let request = peer.expect("MESSAGE");
    assert_eq!(request.headers.content_type().as_deref(), Some("message/cpim"));
    assert_eq!(request.headers.number(names::EXPIRES), Some(60));
    assert_eq!(request.headers.text("X-Thread").unwrap(), "9");
}

#[test]
fn what_cannot_be_sent_is_refused_before() {
    let mut peer = Peer::registered();
    let mut kind = OutgoingMessage::text("x");
    kind.content_type = "text/plain\r\nX: y".to_owned();
    let mut none = OutgoingMessage::text("x");
    none.content_type = String::new();
    let mut header = OutgoingMessage::text("x");
    header.extra_headers.push(("Via".to_owned(), "x".to_owned()));
    let large = OutgoingMessage::text(&"x".repeat(60 * 1024 + 1));
    for message in [kind, none, header, large] {
        let refused = peer
            .host
            .act(|ua, now| ua.message(now, Recipient::Address("1002"), message));
        assert_eq!(refused, Err(CommandError::InvalidArgument));
    }
    peer.expect_nothing();
}

#[test]
fn a_message_waits_for_the_connection_but_not_for_ever() {
    let mut peer = Peer::registered();
    peer.cut();
    let id = say(&mut peer, "hello");
    peer.recover();
    let request = peer.expect("MESSAGE");
    peer.answer(&request, 200);
    assert_eq!(outcomes(&mut peer), [(id, 200)]);
    peer.cut();
    let id = say(&mut peer, "hello");
    peer.advance(ms(31_999));
    assert_eq!(outcomes(&mut peer), []);
    peer.advance(ms(1));
    assert_eq!(outcomes(&mut peer), [(id, 503)]);
    peer.host.input(Input::Awake);
    peer.recover();
    peer.expect_nothing();
}

#[test]
fn a_message_that_is_out_when_the_connection_goes_is_not_sent_twice() {
    let mut peer = Peer::registered();
    let id = say(&mut peer, "hello");
    peer.expect("MESSAGE");
    peer.cut();
    assert_eq!(outcomes(&mut peer), [(id, 503)]);
    peer.recover();
    peer.expect_nothing();
}

#[test]
fn no_more_than_64_messages_are_out_at_once() {
    let mut peer = Peer::registered();
    for _ in 0..64 {
        say(&mut peer, "hello");
    }
    let surplus = peer
        .host
        .act(|ua, now| ua.message(now, Recipient::Address("1002"), OutgoingMessage::text("x")));
    assert_eq!(surplus, Err(CommandError::LimitReached));
    let first = peer.expect("MESSAGE");
    peer.answer(&first, 200);
    say(&mut peer, "there is room again");
}

#[test]
fn stopping_tells_of_what_was_not_sent() {
    let mut peer = Peer::registered();
    peer.cut();
    let id = say(&mut peer, "hello");
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(outcomes(&mut peer), [(id, 503)]);
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_message_that_arrives_is_handed_on_as_it_came() {
    let mut peer = Peer::registered();
    for (kind, body) in [
        ("text/plain; charset=UTF-8", "grüß dich".as_bytes()),
        ("application/im-iscomposing+xml", b"<isComposing/>"),
        ("message/cpim", b"Content-type: message/imdn+xml\r\n\r\n"),
        ("application/octet-stream", b"\x00\xff\xfe"),
    ] {
        let request = theirs(&mut peer, kind, body)
            .with(names::DATE, "Fri, 27 Nov 2026 18:00:00 GMT")
            .with(names::EXPIRES, "300");
        peer.send_request(&request);
        let ok = peer.expect_status(200);
        assert!(ok.body.is_empty() && !ok.headers.has(names::CONTACT), "RFC 3428 §7");
        let [message] = &arrived(&mut peer)[..] else {
            panic!("one message was expected")
        };
        assert_eq!(message.content_type, kind);
        assert_eq!(message.body.expose(), body);
        assert_eq!(message.from.user, "2000");
        assert_eq!(message.from.display_name.as_deref(), Some("Two Thousand"));
        assert_eq!(message.date.as_deref(), Some("Fri, 27 Nov 2026 18:00:00 GMT"));
        assert_eq!(message.expires_sec, Some(300));
        assert_eq!(message.call, None);
    }
}

#[test]
fn a_message_for_somebody_else_is_answered_404() {
    let mut peer = Peer::registered();
    let mut request = theirs(&mut peer, "text/plain", b"hello");
    request.uri = voip_sdk::sip::message::Uri::parse("sip:4711@acme.test").unwrap();
    peer.send_request(&request);
    peer.expect_status(404);
    assert_eq!(arrived(&mut peer), []);
}

#[test]
fn a_message_that_is_too_large_is_answered_513_and_an_encoded_one_415() {
    let mut peer = Peer::registered();
    let request = theirs(&mut peer, "text/plain", &vec![b'x'; 60 * 1024]);
    peer.send_request(&request);
    peer.expect_status(200);
    let request = theirs(&mut peer, "text/plain", &vec![b'x'; 64 * 1024]);
    peer.send_request(&request);
    peer.expect_status(513);
    let request = theirs(&mut peer, "text/plain", b"\x1f\x8b").with(names::CONTENT_ENCODING, "gzip");
    peer.send_request(&request);
    let refusal = peer.expect_status(415);
    assert_eq!(refusal.headers.text("Accept-Encoding").unwrap(), "identity");
    assert_eq!(arrived(&mut peer).len(), 1);
}

#[test]
fn messages_arrive_while_every_line_is_busy() {
    let mut one = config("1001");
    one.max_calls = 1;
    let mut peer = Peer::registered_as(one);
    peer.active_outgoing();
    let request = theirs(&mut peer, "text/plain", b"hello");
    peer.send_request(&request);
    peer.expect_status(200);
    assert_eq!(arrived(&mut peer).len(), 1);
}

#[test]
fn a_storm_of_messages_leaves_nothing_behind() {
    let mut peer = Peer::registered();
    for _ in 0..2_000 {
        let request = theirs(&mut peer, "text/plain", b"hello");
        peer.send_request(&request);
        peer.expect_status(200);
        assert_eq!(arrived(&mut peer).len(), 1);
    }
    assert!(peer.host.ua.is_idle());
}

#[test]
fn messages_within_a_call_go_both_ways() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let id = say_in(&mut peer, call, "hello");
    let ours = peer.expect("MESSAGE");
    assert_eq!(ours.headers.call_id(), side.call_id.as_str());
    assert_eq!(ours.headers.to_tag().as_deref(), side.local.tag());
    peer.answer(&ours, 200);
    assert_eq!(outcomes(&mut peer), [(id, 200)]);

    let mut request = peer.request(&mut side, Method::Message);
    request.set_body("text/plain", b"hello yourself".to_vec());
    peer.send_request(&request);
    peer.expect_status(200);
    let [message] = &arrived(&mut peer)[..] else {
        panic!("one message was expected")
    };
    assert_eq!(message.call, Some(call));
    assert_eq!(message.body.expose(), b"hello yourself");
}

#[test]
fn a_message_within_a_call_that_fails_does_not_touch_the_call() {
    for status in [403, 405, 500] {
        let mut peer = Peer::registered();
        let (call, ..) = peer.active_incoming();
        let id = say_in(&mut peer, call, "hello");
        let request = peer.expect("MESSAGE");
        peer.answer(&request, status);
        assert_eq!(outcomes(&mut peer), [(id, status)]);
        peer.expect_nothing();
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn a_message_in_a_call_that_is_not_answered_is_refused() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let refused = peer
        .host
        .act(|ua, now| ua.message(now, Recipient::Call(call), OutgoingMessage::text("x")));
    assert_eq!(refused, Err(CommandError::InvalidState));
    let unknown = peer
        .host
        .act(|ua, now| ua.message(now, Recipient::Call(CallId(99)), OutgoingMessage::text("x")));
    assert_eq!(unknown, Err(CommandError::CallNotFound));
}

#[test]
fn what_a_call_had_still_to_send_is_told_at_its_end() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_incoming();
    let first = say_in(&mut peer, call, "one");
    let second = say_in(&mut peer, call, "two");
    peer.expect("MESSAGE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(outcomes(&mut peer), [(first, 481), (second, 481)]);
    assert_eq!(peer.transcript(), ["BYE"]);
}

// ---- OPTIONS -------------------------------------------------------------------------------------------------

#[test]
fn our_options_ask_what_the_server_is_able_to() {
    let mut peer = Peer::registered();
    let id = peer.host.act(|ua, now| ua.options(now, None)).unwrap();
    let request = peer.expect("OPTIONS");
    assert_eq!(request.uri.to_text(), "sip:acme.test");
    assert!(request.headers.has(names::ACCEPT));
    let ok = Peer::response(&request, 200)
        .with(names::ALLOW, "INVITE, ACK")
        .with(names::ALLOW, "BYE")
        .with(names::ACCEPT, "application/sdp")
        .with(names::SUPPORTED, "timer");
    peer.send_response(&ok);
    let told = peer.host.events.pop_front();
    let Some(Event::Options {
        id: told,
        status: 200,
        allow,
        accept,
        supported,
    }) = told
    else {
        panic!("{told:?}")
    };
    assert_eq!(told, id);
    assert_eq!(allow, ["INVITE", "ACK", "BYE"]);
    assert_eq!(accept, ["application/sdp"]);
    assert_eq!(supported, ["timer"]);
}

#[test]
fn our_options_to_somebody_tell_of_a_refusal_and_of_silence() {
    let mut peer = Peer::registered();
    for status in [404, 408] {
        peer.host.act(|ua, now| ua.options(now, Some("1002"))).unwrap();
        let request = peer.expect("OPTIONS");
        assert_eq!(request.uri.to_text(), "sip:1002@acme.test");
        if status == 404 {
            peer.answer(&request, 404);
        } else {
            peer.advance(sec(32));
        }
        let told = peer.host.events.pop_front();
        assert!(matches!(told, Some(Event::Options { status: s, .. }) if s == status));
    }
}

// ---- two of them ---------------------------------------------------------------------------------------------

#[test]
fn two_user_agents_talk_by_messages_and_digits_during_a_hold() {
    let mut pair = Pair::new(7);
    let say = |host: &mut Host, text: &str| {
        let to = if text.starts_with('a') { "1002" } else { "1001" };
        host.act(|ua, now| ua.message(now, Recipient::Address(to), OutgoingMessage::text(text)))
            .unwrap();
    };
    say(&mut pair.a, "a to b");
    say(&mut pair.b, "b to a");
    pair.run(sec(1));
    let outgoing = pair
        .a
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap();
    pair.run(sec(1));
    let incoming = pair.b.ua.calls().next().unwrap().id;
    pair.b.act(|ua, now| ua.answer(now, incoming)).unwrap();
    pair.run(sec(1));
    pair.a.act(|ua, now| ua.hold(now, outgoing)).unwrap();
    pair.a.act(|ua, now| ua.send_digits(now, outgoing, "12#")).unwrap();
    pair.b
        .act(|ua, now| ua.message(now, Recipient::Call(incoming), OutgoingMessage::text("wait")))
        .unwrap();
    pair.run(sec(5));
    assert!(pair.a.view(outgoing).held);
    let texts = |host: &Host| -> Vec<String> {
        let text = |event: &Event| match event {
            Event::Message(m) => Some(String::from_utf8(m.body.expose().clone()).unwrap()),
            _ => None,
        };
        host.events.iter().filter_map(text).collect()
    };
    assert_eq!(texts(&pair.a), ["b to a", "wait"]);
    assert_eq!(texts(&pair.b), ["a to b"]);
    let digits: String = pair
        .b
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Call {
                event: CallEvent::Dtmf(digit),
                ..
            } => Some(*digit),
            _ => None,
        })
        .collect();
    assert_eq!(digits, "12#");
    for host in [&mut pair.a, &mut pair.b] {
        assert!(outcomes_of(host).iter().all(|(_, status)| *status == 200));
    }
}

fn outcomes_of(host: &mut Host) -> Vec<(MessageId, u16)> {
    let take = |event| match event {
        Event::MessageSent { id, status, .. } => Some((id, status)),
        _ => None,
    };
    host.events.drain(..).filter_map(take).collect()
}
