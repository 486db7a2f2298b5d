//! Giving a call up, and everything that may cross the CANCEL (RFC 3261 §9, §15; RFC 5407 §3.1).

use super::host::sec;
use super::peer::{Peer, TAG};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{Cause, EndedBy, InviteOptions, MediaFailure, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_hangup_before_the_offer_is_made_sends_nothing() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let call = peer.call("1002");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    assert_eq!(peer.host.take_effects(), ["offer sendrecv", "close"]);
    peer.settle();
    peer.expect_nothing();
}

#[test]
fn an_offer_that_comes_after_the_hangup_is_ignored() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let call = peer.call("1002");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.host.give_description();
    peer.expect_nothing();
}

#[test]
fn a_refused_microphone_sends_nothing() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let call = peer.call("1002");
    peer.host.fail_media(MediaFailure::PermissionDenied);
    peer.expect_nothing();
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::PermissionDenied
    );
}

#[test]
fn a_hangup_while_it_rings_sends_cancel_and_waits_for_487() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let end = peer
        .host
        .view(call)
        .end
        .clone()
        .expect("the application is told at once");
    assert_eq!((end.cause, end.by), (Cause::Canceled, EndedBy::Local));
    let cancel = peer.expect("CANCEL");
    assert_eq!(cancel.headers.get(names::VIA), invite.headers.get(names::VIA));
    assert_eq!(
        cancel.headers.cseq().unwrap().number,
        invite.headers.cseq().unwrap().number
    );
    peer.answer(&cancel, 200);
    peer.answer(&invite, 487);
    assert_eq!(peer.transcript(), ["ACK"]);
    peer.settle();
    peer.expect_nothing();
}

#[test]
fn a_cancel_is_kept_until_the_first_provisional_response() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect_nothing();
    peer.advance(sec(5));
    peer.expect_nothing();
    peer.answer(&invite, 100);
    assert_eq!(peer.transcript(), ["CANCEL"]);
}

#[test]
fn a_cancel_that_crosses_a_refusal_is_not_sent() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.answer(&invite, 486);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::Canceled,
        "it was our wish first"
    );
}

#[test]
fn a_2xx_that_crosses_the_cancel_is_acknowledged_and_ended() {
    for rang in [true, false] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        if rang {
            peer.answer(&invite, 180);
        }
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        peer.host.events.clear();
        peer.answer(&invite, 200);
        let sent = peer.transcript();
        assert_eq!(
            sent,
            if rang {
                vec!["CANCEL", "ACK", "BYE"]
            } else {
                vec!["ACK", "BYE"]
            }
        );
        peer.answer(&invite, 200);
        assert_eq!(
            peer.transcript(),
            ["ACK"],
            "a repeated 2xx is acknowledged again and not ended again"
        );
        assert!(
            peer.host.call_events(call).is_empty(),
            "the application has long been told"
        );
        assert_eq!(peer.host.view(call).phase, Phase::Ended);
    }
}

#[test]
fn the_bye_of_a_crossed_2xx_goes_to_its_own_dialog() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 180, "one");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect("CANCEL");
    peer.answer_by(&invite, 200, "two");
    let (ack, bye) = (peer.expect("ACK"), peer.expect("BYE"));
    for request in [&ack, &bye] {
        assert_eq!(request.headers.to_tag().as_deref(), Some("two"));
        assert_eq!(request.uri.to_text(), "sip:two@192.0.2.7:5070;transport=ws");
    }
    assert!(bye.headers.cseq().unwrap().number > ack.headers.cseq().unwrap().number);
}

#[test]
fn an_invite_without_a_final_response_after_cancel_is_given_up() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let cancel = peer.expect("CANCEL");
    peer.answer(&cancel, 200);
    peer.host.act(|ua, _| ua.forget(call));
    peer.advance(sec(33));
    assert!(peer.host.act(|ua, _| ua.call(call).is_none()));
    peer.answer(&invite, 487);
    peer.expect_nothing();
}

#[test]
fn a_second_hangup_is_harmless() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    for _ in 0..3 {
        let _ = peer.host.act(|ua, now| ua.hangup(now, call));
    }
    assert_eq!(peer.transcript(), ["CANCEL"]);
}

#[test]
fn a_cancel_received_while_it_rings_is_answered_200_and_487() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    let ringing = peer.expect_status(180);
    peer.send_request(&Peer::cancel_of(&invite));
    let ok = peer.expect_status(200);
    let gone = peer.expect_status(487);
    assert_eq!(ok.headers.cseq().unwrap().method, Method::Cancel);
    assert_eq!(gone.headers.cseq().unwrap().method, Method::Invite);
    let tag = ringing.headers.to_tag();
    assert!(
        tag.is_some() && ok.headers.to_tag() == tag && gone.headers.to_tag() == tag,
        "one tag in all"
    );
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Canceled, EndedBy::Remote));
    peer.send_request(&Peer::ack_of_refusal(&invite, &gone));
    peer.settle();
    peer.expect_nothing();
}

#[test]
fn a_cancel_says_that_the_call_was_answered_elsewhere() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    let cancel = Peer::cancel_of(&invite).with("Reason", "SIP;cause=200;text=\"Call completed elsewhere\"");
    peer.send_request(&cancel);
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::AnsweredElsewhere
    );
}

#[test]
fn a_cancel_after_the_answer_has_no_effect() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    assert_eq!(peer.transcript(), ["100 INVITE", "180 INVITE", "200 INVITE"]);
    peer.send_request(&Peer::cancel_of(&invite));
    assert_eq!(peer.transcript(), ["200 CANCEL"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_cancel_between_the_applications_answer_and_the_200_wins() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.send_request(&Peer::cancel_of(&invite));
    assert_eq!(
        peer.transcript(),
        ["100 INVITE", "180 INVITE", "200 CANCEL", "487 INVITE"]
    );
    peer.host.give_description();
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    assert_eq!(peer.host.take_effects(), ["close"]);
}

#[test]
fn a_cancel_of_nothing_is_answered_481() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&Peer::cancel_of(&invite));
    assert_eq!(peer.transcript(), ["481 CANCEL"]);
}

#[test]
fn a_bye_on_the_early_dialog_ends_it_with_487() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    let ringing = peer.expect_status(180);
    let mut bye = Peer::cancel_of(&invite);
    bye.method = Method::Bye;
    bye.headers
        .set(names::VIA, "SIP/2.0/WSS proxy.acme.test;branch=z9hG4bKbye");
    bye.headers.set(names::TO, ringing.headers.get(names::TO).unwrap());
    bye.headers.set(names::CSEQ, "2 BYE");
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE", "487 INVITE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn an_early_dialog_may_end_by_a_refusal_of_any_tag() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 180, TAG);
    peer.answer_by(&invite, 486, "other");
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Busy);
}

#[test]
fn a_cancel_says_why_where_that_is_more_than_a_hangup() {
    let reason = |cancel: &Request| cancel.headers.reasons().first().and_then(|r| r.cause);
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(reason(&peer.expect("CANCEL")), None);

    let mut peer = Peer::registered();
    let options = InviteOptions {
        timeout_sec: Some(5),
        ..InviteOptions::default()
    };
    peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    let invite = peer.expect("INVITE");
    peer.advance(sec(6));
    peer.answer(&invite, 180);
    assert_eq!(reason(&peer.expect("CANCEL")), Some(408));

    let mut peer = Peer::registered();
    peer.call("1002");
    let ours = peer.expect("INVITE");
    peer.answer(&ours, 180);
    let replaces = format!(
        "{};to-tag={};from-tag={TAG}",
        ours.headers.call_id(),
        ours.headers.from_tag().unwrap()
    );
    let pickup = peer.invite().with("Replaces", replaces);
    peer.send_request(&pickup);
    for status in [100, 180, 200] {
        peer.expect_status(status);
    }
    assert_eq!(
        reason(&peer.expect("CANCEL")),
        Some(200),
        "answered elsewhere: not missed"
    );
}
