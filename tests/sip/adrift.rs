//! A ringing call of theirs whose connection is lost.

use super::host::{config, sec};
use super::pair::{Pair, Side as End};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Request, Response, names};
use voip_sdk::sip::user_agent::{CallId, Cause, CommandError, EndedBy, Event, InviteOptions, Phase, RingingRecord};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn ringing() -> (Peer, CallId, Request, Response) {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    let ring = peer.expect_status(180);
    (peer, call, invite, ring)
}

/// Lost, connected again, and what rings said again; returns what is asked of the caller.
fn over_a_loss(peer: &mut Peer) -> Request {
    peer.cut();
    peer.recover();
    peer.expect_status(180);
    peer.expect("OPTIONS")
}

#[test]
fn a_call_rings_on_over_a_short_loss_and_is_answered_over_the_next_connection() {
    let (mut peer, call, invite, ring) = ringing();
    let asked = over_a_loss(&mut peer);
    assert_eq!(asked.headers.to_tag(), invite.headers.from_tag());
    assert_eq!(asked.headers.from_tag(), ring.headers.to_tag());
    assert_eq!(asked.uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
    peer.answer(&asked, 200);
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    assert_eq!(
        ok.headers.lines(names::VIA).collect::<Vec<_>>(),
        invite.headers.lines(names::VIA).collect::<Vec<_>>()
    );
    assert_eq!(ok.headers.to_tag(), ring.headers.to_tag());
    let mut side = Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_caller_who_has_gone_meanwhile_ends_the_call() {
    for status in [404, 410, 481] {
        let (mut peer, call, ..) = ringing();
        let asked = over_a_loss(&mut peer);
        peer.answer(&asked, status);
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!((end.cause, end.by), (Cause::TransportLost, EndedBy::System));
        assert_eq!(peer.transcript(), ["480 INVITE"]);
        peer.host.act(|ua, _| ua.forget(call));
        peer.settle();
        assert!(peer.host.ua.is_idle());
    }
    for status in [200, 405, 486, 491, 500, 501] {
        let (mut peer, call, ..) = ringing();
        let asked = over_a_loss(&mut peer);
        peer.answer(&asked, status);
        assert_eq!(peer.host.view(call).phase, Phase::Ringing, "{status}");
    }
}

#[test]
fn a_caller_who_knows_update_is_asked_by_it_and_learns_our_address() {
    let mut peer = Peer::registered();
    let invite = peer.invite().with(names::ALLOW, "INVITE, UPDATE");
    peer.send_request(&invite);
    peer.cut();
    peer.host.sent.clear();
    peer.recover();
    peer.expect_status(180);
    let update = peer.expect("UPDATE");
    assert!(update.headers.has(names::CONTACT) && update.body.is_empty());
}

#[test]
fn a_cancel_after_the_loss_still_finds_the_call() {
    let (mut peer, call, invite, _) = ringing();
    over_a_loss(&mut peer);
    peer.send_request(&Peer::cancel_of(&invite));
    assert_eq!(peer.transcript(), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Canceled);
}

#[test]
fn the_same_call_sent_once_more_joins_the_one_that_rings() {
    for higher in [false, true] {
        let (mut peer, call, invite, ring) = ringing();
        over_a_loss(&mut peer);
        let mut again = peer.invite();
        for name in [names::CALL_ID, names::FROM, names::TO] {
            again.headers.set(name, invite.headers.get(name).unwrap());
        }
        if higher {
            again.headers.set(names::CSEQ, "2 INVITE");
        }
        peer.host.events.clear();
        peer.send_request(&again);
        assert_eq!(peer.transcript(), ["100 INVITE", "482 INVITE", "180 INVITE"]);
        assert!(
            !peer.host.events.iter().any(|e| matches!(e, Event::Incoming(_))),
            "it does not ring twice"
        );
        assert_eq!(peer.host.ua.calls().count(), 1);
        peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
        let ok = peer.expect_status(200);
        assert_eq!(ok.headers.via(), again.headers.via());
        assert_eq!(ok.headers.to_tag(), ring.headers.to_tag());
        let mut side = Side::of_answered(&again, &ok);
        let number = if higher { 2 } else { 1 };
        let ack = peer.ack(&mut side, number);
        peer.send_request(&ack);
        peer.advance(sec(5));
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        assert!(!peer.transcript().contains(&"200 INVITE".to_owned()));
    }
}

#[test]
fn without_a_loss_the_same_call_over_another_way_is_still_a_loop() {
    let (mut peer, _, invite, _) = ringing();
    let mut again = peer.invite();
    for name in [names::CALL_ID, names::FROM, names::TO] {
        again.headers.set(name, invite.headers.get(name).unwrap());
    }
    peer.send_request(&again);
    peer.expect_status(100);
    peer.expect_status(482);
}

#[test]
fn a_call_that_drifts_for_15_s_is_over() {
    let (mut peer, call, ..) = ringing();
    peer.cut();
    peer.advance(sec(14));
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.advance(sec(2));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::TransportLost);
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.calls().next().is_none());
}

#[test]
fn an_answer_without_a_connection_waits_for_it_and_for_the_caller() {
    let (mut peer, call, ..) = ringing();
    peer.cut();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.recover();
    peer.expect_status(180);
    let asked = peer.expect("OPTIONS");
    peer.expect_nothing();
    peer.answer(&asked, 200);
    peer.expect_status(200);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    // Nobody says whether the caller is there: not for ever.
    let (mut peer, call, ..) = ringing();
    over_a_loss(&mut peer);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.advance(sec(3));
    peer.expect_nothing();
    peer.advance(sec(1));
    peer.expect_status(200);
}

#[test]
fn an_answer_that_is_being_made_when_the_connection_goes_is_given_over_the_next() {
    let (mut peer, call, ..) = ringing();
    peer.host.manual();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let asked = over_a_loss(&mut peer);
    peer.host.give_description();
    peer.answer(&asked, 200);
    peer.expect_status(200);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_refusal_without_a_connection_is_said_over_the_next() {
    let (mut peer, call, ..) = ringing();
    peer.cut();
    peer.host.act(|ua, now| ua.reject(now, call, 486, None)).unwrap();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 486);
    assert!(peer.host.act(|ua, now| ua.answer(now, call)).is_err());
    assert!(peer.host.act(|ua, now| ua.reject(now, call, 603, None)).is_err());
    peer.recover();
    assert_eq!(peer.transcript(), ["486 INVITE"]);
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn stopping_while_a_call_drifts_leaves_nothing_behind() {
    let (mut peer, call, ..) = ringing();
    peer.cut();
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    peer.host.act(|ua, _| ua.forget(call));
    peer.advance(sec(60));
    assert!(peer.host.ua.is_idle());
    assert_eq!(peer.host.deadline, None);
}

#[test]
fn a_phone_that_comes_back_finds_out_that_its_caller_gave_up() {
    let mut pair = Pair::new(9);
    let call = pair
        .a
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap();
    pair.run(sec(1));
    let incoming = pair.b.incoming();
    pair.cut(End::B);
    pair.run(sec(3));
    assert_eq!(pair.a.view(call).phase, Phase::Ended, "the server said 480");
    assert_eq!(pair.b.view(incoming).phase, Phase::Ended);
}

#[test]
fn a_second_loss_gives_a_ringing_call_its_time_anew_but_never_more_than_any_other() {
    let mut account = config("1001");
    account.register_expires_sec = 100_000;
    let mut peer = Peer::registered_as(account);
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    for _ in 0..17 {
        peer.pass(10);
        peer.cut();
        peer.host.sent.clear();
        peer.recover();
    }
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.pass(20);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 480);
}

#[test]
fn a_call_that_was_refused_without_a_connection_does_not_ring_when_it_is_sent_once_more() {
    for status in [486, 302] {
        let (mut peer, call, invite, _) = ringing();
        peer.cut();
        let forward = (status == 302).then(|| "1003".to_owned());
        peer.host.act(|ua, now| ua.reject(now, call, status, forward)).unwrap();
        while !peer.host.connects.back().is_some_and(Option::is_some) {
            peer.advance(sec(1));
        }
        peer.host.open();
        let register = peer.expect("REGISTER");
        let mut again = peer.invite();
        for name in [names::CALL_ID, names::FROM, names::TO] {
            again.headers.set(name, invite.headers.get(name).unwrap());
        }
        peer.send_request(&again);
        peer.expect_status(100);
        assert_eq!(peer.expect_status(482).headers.via(), invite.headers.via());
        let refusal = peer.expect_status(status);
        assert_eq!(refusal.headers.via(), again.headers.via());
        assert_eq!(refusal.headers.has(names::CONTACT), status == 302);
        peer.send_request(&Peer::ack_of_refusal(&again, &refusal));
        peer.answer(&register, 403);
        peer.expect_nothing();
        peer.host.act(|ua, _| ua.forget(call));
        assert!(peer.host.ua.call(call).is_none());
    }
}

/// A call rings at one user agent, which is gone then; another one of the same extension takes its place.
fn moved() -> (Peer, CallId, Request, Response, CallId) {
    let (old, before, invite, ring) = ringing();
    let mut records = old.host.ua.ringing();
    assert_eq!(records.len(), 1);
    let mut peer = Peer::registered();
    peer.host.sent.clear();
    let call = peer.host.act(|ua, now| ua.take_up(now, records.remove(0))).unwrap();
    (peer, call, invite, ring, before)
}

#[test]
fn a_call_that_rang_in_a_page_that_is_gone_rings_on_in_another() {
    let (mut peer, call, invite, ring, before) = moved();
    assert_eq!(call, before, "it keeps its number");
    peer.expect_status(100);
    let again = peer.expect_status(180);
    assert_eq!(again.headers.to_tag(), ring.headers.to_tag());
    assert_eq!(
        again.headers.lines(names::VIA).collect::<Vec<_>>(),
        invite.headers.lines(names::VIA).collect::<Vec<_>>()
    );
    peer.expect_status(180);
    let asked = peer.expect("OPTIONS");
    assert_eq!(asked.headers.from_tag(), ring.headers.to_tag());
    peer.answer(&asked, 200);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    assert_eq!(ok.headers.to_tag(), ring.headers.to_tag());
    let mut side = Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_call_that_was_taken_up_is_not_taken_up_twice_and_its_caller_may_have_gone() {
    let (mut peer, call, ..) = moved();
    let record = peer.host.ua.ringing().remove(0);
    assert_eq!(
        peer.host.act(|ua, now| ua.take_up(now, record)),
        Err(CommandError::InvalidState)
    );
    peer.expect_status(100);
    peer.expect_status(180);
    peer.expect_status(180);
    let asked = peer.expect("OPTIONS");
    peer.answer(&asked, 481);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::TransportLost);
    assert_eq!(peer.transcript(), ["480 INVITE"]);
}

#[test]
fn what_is_no_ringing_call_is_not_taken_up() {
    let (old, ..) = ringing();
    let right = old.host.ua.ringing().remove(0);
    let text = String::from_utf8(right.invite.clone()).unwrap();
    let wrong = [
        ("", "tag"),
        (text.as_str(), ""),
        (text.as_str(), "a\r\nb"),
        (&text.replace("INVITE", "OPTIONS"), "tag"),
        (&text.replacen("SIP/2.0", "SIP/3.0", 1), "tag"),
    ];
    for (invite, tag) in wrong {
        let mut peer = Peer::registered();
        peer.host.sent.clear();
        let record = RingingRecord {
            id: right.id,
            invite: invite.as_bytes().to_vec(),
            tag: tag.to_owned(),
        };
        let refused = peer.host.act(|ua, now| ua.take_up(now, record));
        assert_eq!(refused, Err(CommandError::InvalidArgument), "{tag} {invite}");
        assert!(peer.host.sent.is_empty());
    }
}

#[test]
fn numbers_that_were_given_before_are_given_to_no_other_call() {
    let mut config = config("1001");
    config.calls_before = 7;
    let mut peer = Peer::registered_as(config);
    let invite = peer.invite();
    peer.send_request(&invite);
    assert_eq!(peer.host.incoming(), CallId(8));
}
