//! Every timer of the user agent, on a simulated clock.

use super::host::{Host, ms, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{Cause, EndedBy, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Answers keep-alives on the way, so that a long time can pass.
fn pass(peer: &mut Peer, seconds: u64) {
    for _ in 0..seconds {
        peer.advance(sec(1));
        if std::mem::take(&mut peer.host.pings) > 0 {
            peer.host.receive(b"\r\n");
        }
    }
}

/// When the messages of that short form are sent, in milliseconds from now.
fn moments(peer: &mut Peer, wanted: &str, for_seconds: u64) -> Vec<u64> {
    let mut out = Vec::new();
    for step in 1..=for_seconds * 100 {
        peer.advance(ms(10));
        if std::mem::take(&mut peer.host.pings) > 0 {
            peer.host.receive(b"\r\n");
        }
        out.extend(peer.transcript().into_iter().filter(|t| t == wanted).map(|_| step * 10));
    }
    out
}

#[test]
fn an_invite_that_nobody_answers_times_out_after_32_s() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    peer.expect("INVITE");
    pass(&mut peer, 31);
    assert_eq!(peer.host.view(call).phase, Phase::Connecting);
    pass(&mut peer, 1);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status, end.by), (Cause::NoAnswer, 408, EndedBy::System));
    assert!(
        !peer.transcript().contains(&"INVITE".to_owned()),
        "nothing is repeated on a reliable transport"
    );
}

#[test]
fn a_ringing_invite_waits_for_ever() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    pass(&mut peer, 200);
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
}

#[test]
fn a_2xx_is_repeated_from_t1_to_t2_until_its_ack() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    assert_eq!(moments(&mut peer, "200 INVITE", 12), [500, 1500, 3500, 7500, 11_500]);
    let mut side = super::peer::Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert!(moments(&mut peer, "200 INVITE", 30).is_empty());
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn the_repeated_2xx_is_the_same_octet_for_octet() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let first = peer.host.sent.pop_back().unwrap();
    peer.host.sent.clear();
    peer.advance(ms(500));
    assert_eq!(peer.host.sent.pop_back(), Some(first));
}

#[test]
fn a_2xx_without_an_ack_ends_in_a_bye_after_32_s() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.quiet();
    assert_eq!(moments(&mut peer, "BYE", 40), [32_000]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().by, EndedBy::System);
}

#[test]
fn a_hangup_before_the_ack_waits_for_it() {
    for acknowledged in [true, false] {
        let mut peer = Peer::registered();
        let invite = peer.invite();
        peer.send_request(&invite);
        let call = peer.host.incoming();
        peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
        let ok = peer.host.sent.pop_back().map(|b| super::host::read(&b)).unwrap();
        peer.quiet();
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        assert_eq!(peer.host.view(call).phase, Phase::Ended);
        peer.expect_nothing();
        if acknowledged {
            let voip_sdk::sip::message::Message::Response(ok) = ok else {
                panic!()
            };
            let mut side = super::peer::Side::of_answered(&invite, &ok);
            let ack = peer.ack(&mut side, 1);
            peer.send_request(&ack);
            assert_eq!(peer.transcript(), ["BYE"]);
        } else {
            assert_eq!(moments(&mut peer, "BYE", 40), [32_000]);
        }
    }
}

#[test]
fn ringing_is_repeated_each_minute() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    peer.quiet();
    assert_eq!(moments(&mut peer, "180 INVITE", 150), [60_000, 120_000]);
}

#[test]
fn an_incoming_call_is_not_answered_for_ever() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.quiet();
    assert_eq!(moments(&mut peer, "480 INVITE", 200), [180_000]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::NoAnswer);
}

#[test]
fn an_invite_that_expires_is_answered_487() {
    let mut peer = Peer::registered();
    let invite = peer.invite().with(names::EXPIRES, "20");
    peer.send_request(&invite);
    peer.quiet();
    assert_eq!(moments(&mut peer, "487 INVITE", 30), [20_000]);
}

#[test]
fn a_bye_that_nobody_answers_ends_after_32_s() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect("BYE");
    peer.host.act(|ua, _| ua.forget(call));
    pass(&mut peer, 33);
    assert!(peer.host.act(|ua, _| ua.call(call).is_none()));
    assert!(!peer.transcript().contains(&"BYE".to_owned()));
}

#[test]
fn the_longest_goodbye_takes_three_timers_of_64_t1_and_then_nothing_is_left() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.host.act(|ua, _| ua.forget(call));
    pass(&mut peer, 31);
    peer.expect_nothing();
    peer.answer(&invite, 100);
    peer.expect("CANCEL");
    pass(&mut peer, 31);
    peer.answer(&invite, 200);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    pass(&mut peer, 31);
    assert!(!peer.host.ua.is_idle(), "the BYE has no answer yet");
    pass(&mut peer, 1);
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_registration_is_refreshed_before_it_ends() {
    let mut peer = Peer::registered();
    let mut last = 0;
    for round in 0..3 {
        let at = loop {
            pass(&mut peer, 1);
            last += 1;
            if peer.host.sent.front().is_some() {
                break std::mem::take(&mut last);
            }
            assert!(last < 600, "round {round}");
        };
        assert!((480..=541).contains(&at), "{at} s of 600");
        let number = peer.grant().headers.cseq().unwrap().number;
        assert_eq!(number, round + 2);
    }
}

#[test]
fn a_register_that_nobody_answers_is_tried_again() {
    let mut peer = Peer::started(super::host::config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    let call_id = first.headers.call_id().into_owned();
    pass(&mut peer, 33);
    // The connection looks open and is not: another one is made.
    for _ in 0..120 {
        if peer.host.connects.iter().flatten().next().is_some() {
            break;
        }
        pass(&mut peer, 1);
    }
    let asked = |host: &Host| host.connects.iter().flatten().next().is_some();
    if asked(&peer.host) {
        peer.host.sent.clear();
        peer.host.open();
    }
    let again = peer.expect("REGISTER");
    assert_eq!(again.headers.call_id(), call_id, "one Call-ID for all");
    assert!(again.headers.cseq().unwrap().number > first.headers.cseq().unwrap().number);
}

#[test]
fn a_connection_that_does_not_answer_a_ping_is_found_out() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    pass(&mut peer, 6);
    peer.host.pongs = false;
    peer.host.connects.clear();
    peer.advance(sec(9));
    assert!(
        peer.host.connects.iter().any(Option::is_some),
        "within 10 s during a call"
    );
    assert_eq!(peer.host.view(call).phase, Phase::Active, "the call goes on");
}

#[test]
fn a_machine_that_slept_catches_up_at_once() {
    let mut peer = Peer::registered();
    peer.host.now = peer.host.now + sec(3600);
    peer.host.input(voip_sdk::sip::user_agent::Input::Awake);
    assert!(peer.host.pings > 0 || !peer.host.sent.is_empty() || !peer.host.connects.is_empty());
    peer.advance(sec(60));
}

#[test]
fn a_request_in_the_dialog_that_nobody_answers_does_not_end_the_call() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let reinvite = peer.expect("INVITE");
    assert_eq!(reinvite.method, Method::Invite);
    pass(&mut peer, 33);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert!(!peer.host.view(call).held, "what was not agreed on does not hold");
}
