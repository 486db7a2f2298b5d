//! INFO within a call (RFC 6086), and digits by INFO.

use super::host::{config, sec};
use super::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::Method;
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{
    CallEvent, CallId, Cause, CommandError, Config, Event, MessageId, OutgoingInfo, Phase,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn dial(peer: &mut Peer, call: CallId, digits: &str) -> MessageId {
    peer.host.act(|ua, now| ua.send_digits(now, call, digits)).unwrap()
}

fn plain_info() -> OutgoingInfo {
    OutgoingInfo {
        package: None,
        content_type: "application/x-state".to_owned(),
        body: Redacted::new(b"on".to_vec()),
    }
}

fn with_packages() -> Config {
    let mut config = config("1001");
    config.info_packages = vec!["x-state".to_owned(), "infoDtmf".to_owned()];
    config
}

fn outcomes(peer: &mut Peer) -> Vec<(MessageId, u16)> {
    let take = |event| match event {
        Event::MessageSent { id, status, .. } => Some((id, status)),
        _ => None,
    };
    peer.host.events.drain(..).filter_map(take).collect()
}

fn body(request: &Request) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

#[test]
fn digits_go_out_one_by_one_in_their_order() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    let id = dial(&mut peer, call, "1*d");
    for digit in ["1", "*", "D"] {
        let info = peer.expect("INFO");
        peer.expect_nothing();
        assert_eq!(info.headers.content_type().as_deref(), Some("application/dtmf-relay"));
        assert_eq!(body(&info), format!("Signal={digit}\r\nDuration=160\r\n"));
        assert_eq!(outcomes(&mut peer), []);
        peer.answer(&info, 200);
    }
    peer.expect_nothing();
    assert_eq!(outcomes(&mut peer), [(id, 200)]);
}

#[test]
fn a_far_end_that_does_not_take_the_first_form_of_a_digit_gets_the_other() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    let id = dial(&mut peer, call, "12");
    let info = peer.expect("INFO");
    peer.answer(&info, 415);
    for digit in ["1", "2"] {
        let info = peer.expect("INFO");
        assert_eq!(info.headers.content_type().as_deref(), Some("application/dtmf"));
        assert_eq!(body(&info), digit);
        peer.answer(&info, 200);
    }
    assert_eq!(outcomes(&mut peer), [(id, 200)]);
    let id = dial(&mut peer, call, "3");
    let info = peer.expect("INFO");
    peer.answer(&info, 415);
    peer.expect_nothing();
    assert_eq!(
        outcomes(&mut peer),
        [(id, 415)],
        "neither form: it is told, not tried for ever"
    );
}

#[test]
fn after_a_digit_that_was_refused_the_rest_of_its_string_is_not_sent() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    let first = dial(&mut peer, call, "123");
    let second = dial(&mut peer, call, "4");
    let info = peer.expect("INFO");
    peer.answer(&info, 500);
    let info = peer.expect("INFO");
    assert!(body(&info).starts_with("Signal=4"));
    peer.answer(&info, 200);
    assert_eq!(outcomes(&mut peer), [(first, 500), (second, 200)]);
}

#[test]
fn what_is_no_digit_is_refused_and_too_many_are() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    for digits in ["", "12x", "1 2", "١"] {
        let refused = peer.host.act(|ua, now| ua.send_digits(now, call, digits));
        assert_eq!(refused, Err(CommandError::InvalidArgument), "{digits:?}");
    }
    let many = peer.host.act(|ua, now| ua.send_digits(now, call, &"1".repeat(65)));
    assert_eq!(many, Err(CommandError::LimitReached));
    peer.expect_nothing();
}

#[test]
fn an_info_that_fails_does_not_touch_the_call() {
    for status in [400, 405, 408, 415, 469, 500, 501] {
        let mut peer = Peer::registered();
        let (call, ..) = peer.active_outgoing();
        let id = peer.host.act(|ua, now| ua.info(now, call, plain_info())).unwrap();
        let info = peer.expect("INFO");
        peer.answer(&info, status);
        assert_eq!(outcomes(&mut peer), [(id, status)]);
        peer.expect_nothing();
        assert_eq!(peer.host.view(call).phase, Phase::Active, "{status}");
    }
}

#[test]
fn an_info_that_nobody_answers_does_not_end_the_call() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    let id = dial(&mut peer, call, "5");
    peer.expect("INFO");
    peer.advance(sec(33));
    assert_eq!(outcomes(&mut peer), [(id, 408)]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert!(!peer.transcript().contains(&"BYE".to_owned()));
}

#[test]
fn a_481_to_an_info_makes_a_reinvite_ask_whether_the_dialog_is_there() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    dial(&mut peer, call, "5");
    let info = peer.expect("INFO");
    peer.answer(&info, 481);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(
        peer.host.view(call).phase,
        Phase::Active,
        "a gateway that says 481 to any INFO"
    );

    dial(&mut peer, call, "6");
    let info = peer.expect("INFO");
    peer.answer(&info, 481);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 481);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
}

#[test]
fn an_info_is_sent_again_after_a_challenge() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    let id = dial(&mut peer, call, "5");
    let first = peer.expect("INFO");
    peer.send_response(
        &Peer::response(&first, 407).with(names::PROXY_AUTHENTICATE, "Digest realm=\"acme\",nonce=\"n1\""),
    );
    let second = peer.expect("INFO");
    assert!(second.headers.has(names::PROXY_AUTHORIZATION));
    let number = |r: &Request| r.headers.cseq().unwrap().number;
    assert_eq!(number(&second), number(&first) + 1);
    peer.answer(&second, 200);
    assert_eq!(outcomes(&mut peer), [(id, 200)]);
}

#[test]
fn digits_wait_for_the_connection() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    let id = dial(&mut peer, call, "5");
    peer.recover();
    let sent = peer.transcript();
    assert!(sent.contains(&"INFO".to_owned()), "{sent:?}");
    assert_eq!(outcomes(&mut peer), []);
    let _ = id;
}

#[test]
fn packages_are_offered_in_an_invite_and_in_its_answer() {
    let mut peer = Peer::registered_as(with_packages());
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert_eq!(invite.headers.text(names::RECV_INFO).unwrap(), "x-state, infoDtmf");

    let mut peer = Peer::registered_as(with_packages());
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    assert_eq!(ok.headers.items(names::RECV_INFO), ["x-state", "infoDtmf"]);

    let mut peer = Peer::registered();
    peer.call("1002");
    assert!(!peer.expect("INVITE").headers.has(names::RECV_INFO));
}

#[test]
fn a_package_that_is_wanted_is_handed_on_and_another_answered_469() {
    let mut peer = Peer::registered_as(with_packages());
    let (call, _, mut side) = peer.active_incoming();
    let mut info = peer
        .request(&mut side, Method::Info)
        .with(names::INFO_PACKAGE, "X-State;v=1");
    info.set_body("application/json", b"{}".to_vec());
    peer.send_request(&info);
    peer.expect_status(200);
    assert_eq!(
        peer.host.call_events(call),
        [CallEvent::Info {
            package: "X-State".to_owned(),
            content_type: "application/json".to_owned(),
            body: Redacted::new(b"{}".to_vec()),
        }]
    );
    let info = peer
        .request(&mut side, Method::Info)
        .with(names::INFO_PACKAGE, "x-strange");
    peer.send_request(&info);
    let refusal = peer.expect_status(469);
    assert_eq!(refusal.headers.items(names::RECV_INFO), ["x-state", "infoDtmf"]);
    assert_eq!(peer.host.call_events(call), []);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_package_goes_out_only_where_the_far_end_has_offered_it() {
    let mut peer = Peer::registered();
    let info = || OutgoingInfo {
        package: Some("x-state".to_owned()),
        ..plain_info()
    };
    let (call, ..) = peer.active_outgoing();
    let refused = peer.host.act(|ua, now| ua.info(now, call, info()));
    assert_eq!(refused, Err(CommandError::InvalidState));
    peer.expect_nothing();

    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&Peer::response(&invite, 200).with(names::RECV_INFO, "other, X-State"));
    peer.expect("ACK");
    peer.host.act(|ua, now| ua.info(now, call, info())).unwrap();
    let sent = peer.expect("INFO");
    assert_eq!(sent.headers.text(names::INFO_PACKAGE).unwrap(), "x-state");
    assert_eq!(sent.headers.text(names::CONTENT_DISPOSITION).unwrap(), "Info-Package");
}
