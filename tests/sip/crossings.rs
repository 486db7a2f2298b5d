//! Requests that cross each other on the wire (RFC 5407 §3), the cases that no other file has. Each is answered once.

use super::host::{description, sec};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{CallEvent, EndedBy, MediaDirection, Phase, SessionTimers};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Answered by us; the ACK is still to come.
fn unacknowledged(peer: &mut Peer) -> (Request, Side) {
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    peer.expect_status(180);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    let side = Side::of_answered(&invite, &ok);
    (invite, side)
}

#[test]
fn an_invite_that_is_repeated_after_its_200_changes_nothing() {
    let mut peer = Peer::registered();
    let (invite, mut side) = unacknowledged(&mut peer);
    peer.send_request(&invite);
    peer.expect_nothing();
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    peer.advance(sec(10));
    peer.expect_nothing();
    assert_eq!(peer.host.ua.calls().filter(|c| c.phase == Phase::Active).count(), 1);
}

#[test]
fn a_bye_that_overtakes_the_ack_ends_the_call_and_the_repetitions_of_the_200() {
    for ack_follows in [true, false] {
        let mut peer = Peer::registered();
        let (_, mut side) = unacknowledged(&mut peer);
        let bye = peer.request(&mut side, Method::Bye);
        peer.send_request(&bye);
        assert_eq!(peer.transcript(), ["200 BYE"]);
        if ack_follows {
            let ack = peer.ack(&mut side, 1);
            peer.send_request(&ack);
        }
        peer.advance(sec(40));
        peer.expect_nothing();
        let end = peer.host.ua.calls().next().unwrap().end.clone().unwrap();
        assert_eq!(end.by, EndedBy::Remote);
    }
}

#[test]
fn an_offerless_reinvite_before_the_ack_of_the_first_gets_an_offer() {
    let mut peer = Peer::registered();
    let (_, mut side) = unacknowledged(&mut peer);
    let mut again = peer.request(&mut side, Method::Invite);
    again.body.clear();
    again.headers.remove(names::CONTENT_TYPE);
    peer.send_request(&again);
    peer.expect_status(100);
    let ok = peer.expect_status(200);
    assert!(!ok.body.is_empty());
    let first = peer.ack(&mut side, 1);
    peer.send_request(&first);
    let mut ack = peer.ack(&mut side, 2);
    ack.set_body(
        "application/sdp",
        description(71, MediaDirection::SendRecv).into_bytes(),
    );
    peer.send_request(&ack);
    for _ in 0..40 {
        peer.pass(1);
    }
    peer.expect_nothing();
    assert_eq!(peer.host.ua.calls().next().unwrap().phase, Phase::Active);
}

#[test]
fn whatever_crosses_our_bye_is_answered_once_and_rings_nothing_up() {
    for method in [
        Method::Invite,
        Method::Update,
        Method::Info,
        Method::Options,
        Method::Refer,
        Method::Message,
        Method::Notify,
        Method::Prack,
    ] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        let bye = peer.expect("BYE");
        peer.host.events.clear();
        let crossing = peer.request(&mut side, method.clone()).with(names::EVENT, "refer");
        peer.send_request(&crossing);
        let answers = peer.transcript();
        let finals: Vec<_> = answers.iter().filter(|a| !a.starts_with("100")).collect();
        assert_eq!(finals, [&format!("481 {}", method.as_str())], "{answers:?}");
        peer.answer(&bye, 200);
        peer.advance(sec(40));
        peer.expect_nothing();
        assert!(peer.host.call_events(call).is_empty(), "{method:?}");
    }
}

#[test]
fn a_reinvite_of_theirs_that_crosses_our_refresh_is_served() {
    let mut account = super::host::config("1001");
    account.session_timers = Some(SessionTimers {
        expires_sec: 90,
        min_se_sec: 90,
    });
    let mut peer = Peer::registered_as(account);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let ok = Peer::response(&invite, 200)
        .with(names::ALLOW, "INVITE, UPDATE")
        .with(names::REQUIRE, "timer")
        .with("Session-Expires", "90;refresher=uac");
    peer.send_response(&ok);
    peer.expect("ACK");
    let mut side = Side {
        call_id: invite.headers.call_id().into_owned(),
        local: invite.headers.to().unwrap().with_tag("peer"),
        remote: invite.headers.from().unwrap(),
        target: invite.headers.contact().unwrap().uri,
        seq: 0,
    };
    peer.pass(45);
    let refresh = peer.expect("UPDATE");
    assert!(refresh.body.is_empty());
    let theirs = peer.request(&mut side, Method::Invite);
    peer.send_request(&theirs);
    assert_eq!(
        peer.transcript(),
        ["100 INVITE", "200 INVITE"],
        "there is no offer that it collides with"
    );
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    let ok = Peer::response(&refresh, 200).with("Session-Expires", "90;refresher=uac");
    peer.send_response(&ok);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_refer_that_crosses_our_reinvite_is_asked_of_the_application() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    let refer = peer
        .request(&mut side, Method::Refer)
        .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>")
        .with(names::REFER_TO, "<sip:1003@acme.test>");
    peer.host.events.clear();
    peer.send_request(&refer);
    peer.expect_nothing();
    assert!(peer.host.call_events(call).contains(&CallEvent::ReferRequested));
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let sent = peer.transcript();
    let refused = sent.iter().filter(|m| m.ends_with(" REFER")).count();
    assert_eq!(refused, 1, "{sent:?}");
    assert!(sent.contains(&"BYE".to_owned()));
    peer.answer(&hold, 200);
    assert_eq!(peer.transcript(), ["ACK"]);
}

#[test]
fn a_prack_that_crosses_our_refusal_is_answered() {
    let mut peer = Peer::registered();
    let invite = peer.invite().with(names::REQUIRE, "100rel");
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    let ring = peer.expect_status(180);
    let mut side = Side::of_answered(&invite, &ring);
    peer.host.act(|ua, now| ua.reject(now, call, 486, None)).unwrap();
    peer.expect_status(486);
    let rack = format!("{} 1 INVITE", ring.headers.number("RSeq").unwrap());
    let prack = peer.request(&mut side, Method::Prack).with("RAck", rack);
    peer.send_request(&prack);
    let sent = peer.transcript();
    assert_eq!(sent.iter().filter(|m| m.ends_with(" PRACK")).count(), 1, "{sent:?}");
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}
