//! UPDATE (RFC 3311) in an answered call.

use super::host::{description, sec};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{CallEvent, Event, MediaDirection, MediaFailure, Phase, WarningCode};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn update(peer: &mut Peer, side: &mut Side, offer: Option<MediaDirection>) -> Request {
    let mut request = peer
        .request(side, Method::Update)
        .with(names::CONTACT, "<sip:moved@192.0.2.9;transport=ws>");
    if let Some(direction) = offer {
        request.set_body("application/sdp", description(60 + side.seq, direction).into_bytes());
    }
    request
}

fn target_of_bye(peer: &mut Peer) -> String {
    let call = peer.host.ua.calls().next().unwrap().id;
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect("BYE").uri.to_text()
}

#[test]
fn an_update_without_an_offer_is_confirmed_and_moves_the_target() {
    for outgoing in [true, false] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = if outgoing {
            peer.active_outgoing()
        } else {
            peer.active_incoming()
        };
        peer.host.take_effects();
        let request = update(&mut peer, &mut side, None);
        peer.send_request(&request);
        let ok = peer.expect_status(200);
        assert!(ok.headers.has(names::CONTACT) && ok.body.is_empty());
        assert!(ok.headers.items(names::ALLOW).contains(&"UPDATE".to_owned()));
        assert!(peer.host.take_effects().is_empty(), "media is left alone");
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        assert_eq!(target_of_bye(&mut peer), "sip:moved@192.0.2.9;transport=ws");
    }
}

#[test]
fn an_offer_by_update_is_answered_in_its_200() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let hold = update(&mut peer, &mut side, Some(MediaDirection::SendOnly));
    peer.host.take_effects();
    peer.send_request(&hold);
    let ok = peer.expect_status(200);
    assert!(!ok.body.is_empty());
    assert_eq!(peer.host.take_effects(), ["answer sendrecv"]);
    assert!(peer.host.view(call).remote_held);
    let resume = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&resume);
    peer.expect_status(200);
    assert!(!peer.host.view(call).remote_held);
    peer.advance(sec(40));
    assert!(
        !peer.transcript().contains(&"200 UPDATE".to_owned()),
        "it is not repeated: there is no ACK to wait for"
    );
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn an_offer_by_update_while_ours_is_out_gets_491_and_nothing_else() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.host.take_effects();
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendOnly));
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["491 UPDATE"]);
    assert!(peer.host.take_effects().is_empty());
    let plain = update(&mut peer, &mut side, None);
    peer.send_request(&plain);
    assert_eq!(
        peer.transcript(),
        ["200 UPDATE"],
        "one without an offer collides with nothing"
    );
    peer.answer(&hold, 200);
    assert!(peer.host.view(call).held);
}

#[test]
fn an_offer_by_update_while_theirs_is_unanswered_gets_500_and_retry_after() {
    for first in [Method::Invite, Method::Update] {
        let mut peer = Peer::registered();
        let (_, _, mut side) = peer.active_outgoing();
        peer.host.manual();
        let one = if first == Method::Invite {
            peer.request(&mut side, Method::Invite)
        } else {
            update(&mut peer, &mut side, Some(MediaDirection::SendRecv))
        };
        peer.send_request(&one);
        peer.host.sent.clear();
        let two = update(&mut peer, &mut side, Some(MediaDirection::SendOnly));
        peer.send_request(&two);
        let refusal = peer.expect_status(500);
        assert!(refusal.headers.number(names::RETRY_AFTER).unwrap() <= 10);
        peer.host.give_description();
        peer.expect_status(200);
    }
}

#[test]
fn a_reinvite_while_an_update_of_theirs_is_unanswered_gets_500() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_outgoing();
    peer.host.manual();
    let one = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&one);
    let two = peer.request(&mut side, Method::Invite);
    peer.send_request(&two);
    assert_eq!(peer.transcript(), ["100 INVITE", "500 INVITE"]);
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["200 UPDATE"]);
}

#[test]
fn an_offer_by_update_that_cannot_be_answered_at_once_gets_504() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    peer.host.manual();
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&theirs);
    peer.advance(sec(7));
    peer.expect_nothing();
    peer.advance(sec(2));
    assert_eq!(peer.transcript(), ["504 UPDATE"]);
    assert_eq!(peer.host.take_effects(), ["answer sendrecv", "rollback"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert_eq!(target_of_bye(&mut peer), "sip:peer@192.0.2.7:5070;transport=ws");
}

#[test]
fn an_offer_by_update_that_the_browser_refuses_gets_488_and_moves_nothing() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_outgoing();
    peer.host.manual();
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&theirs);
    peer.host.fail_media(MediaFailure::BadDescription);
    assert!(peer.expect_status(488).headers.has(names::WARNING));
    assert_eq!(target_of_bye(&mut peer), "sip:peer@192.0.2.7:5070;transport=ws");
}

#[test]
fn a_body_of_another_type_in_an_update_gets_415() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_outgoing();
    let mut theirs = update(&mut peer, &mut side, None);
    theirs.set_body("text/plain", b"x".to_vec());
    peer.send_request(&theirs);
    assert!(
        peer.expect_status(415)
            .headers
            .has_item(names::ACCEPT, "application/sdp")
    );
}

#[test]
fn an_update_before_the_ack_of_the_first_is_served_and_the_ack_still_waited_for() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    let mut side = Side::of_answered(&invite, &ok);
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["200 UPDATE"]);
    peer.advance(sec(2));
    assert_eq!(
        peer.transcript(),
        ["200 INVITE", "200 INVITE"],
        "repeated until its ACK"
    );
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect_nothing();
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert_eq!(peer.transcript(), ["BYE"], "which had to wait for it");
}

#[test]
fn an_update_that_comes_while_their_answer_is_applied_waits_for_that() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.host.manual();
    peer.answer(&hold, 200);
    peer.expect("ACK");
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&theirs);
    peer.expect_nothing();
    let effect = peer.host.effects.pop_front().unwrap();
    let voip_sdk::sip::user_agent::MediaEffect::ApplyAnswer { round, .. } = effect else {
        panic!("{effect:?}")
    };
    peer.host.input(voip_sdk::sip::user_agent::Input::Media {
        call,
        round,
        outcome: voip_sdk::sip::user_agent::MediaOutcome::Applied,
    });
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["200 UPDATE"]);
}

#[test]
fn a_cancel_of_an_update_has_no_effect() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_outgoing();
    peer.host.manual();
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&theirs);
    peer.send_request(&Peer::cancel_of(&theirs));
    peer.host.sent.clear();
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["200 UPDATE"]);
}

#[test]
fn a_bye_ends_an_update_of_theirs_that_is_unanswered() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_outgoing();
    peer.host.manual();
    let theirs = update(&mut peer, &mut side, Some(MediaDirection::SendRecv));
    peer.send_request(&theirs);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE", "487 UPDATE"]);
}

#[test]
fn a_refused_repair_is_followed_by_an_update_that_tells_where_we_are() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&Peer::response(&invite, 200).with(names::ALLOW, "INVITE, UPDATE"));
    peer.expect("ACK");
    peer.cut();
    peer.recover();
    let repair = peer.expect("INVITE");
    peer.answer(&repair, 488);
    peer.expect("ACK");
    let update = peer.expect("UPDATE");
    assert!(update.body.is_empty() && update.headers.has(names::CONTACT));
    peer.answer(&update, 200);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_change_of_theirs_that_is_never_confirmed_is_told_and_ends_nothing() {
    for late in [false, true] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_outgoing();
        let mut theirs = peer.request(&mut side, Method::Invite);
        if late {
            theirs.headers.remove(names::CONTENT_TYPE);
            theirs.body.clear();
        }
        peer.send_request(&theirs);
        peer.host.events.clear();
        peer.pass(33);
        let warned = |e: &Event| matches!(e, Event::Warning(w) if w.code == WarningCode::Unconfirmed);
        assert!(peer.host.events.iter().any(warned), "late {late}");
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        let asked = peer.transcript();
        assert_eq!(
            asked.last().map(String::as_str),
            Some("INVITE"),
            "is it still there? {asked:?}"
        );
        assert!(!asked.contains(&"BYE".to_owned()));
    }
}

#[test]
fn a_hold_survives_whatever_it_is_answered() {
    // 408 and 491 are tried again, the others reported; the call goes on in each case.
    for status in [403, 408, 415, 488, 491, 500, 503, 603] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let mut tries = 0;
        for _ in 0..60 {
            if let Some(bytes) = peer.host.sent.pop_front()
                && let voip_sdk::sip::message::Message::Request(request) = super::host::read(&bytes)
                && request.method == Method::Invite
            {
                tries += 1;
                peer.answer(&request, if tries <= 2 { status } else { 200 });
            }
            peer.pass(1);
        }
        assert_eq!(peer.host.view(call).phase, Phase::Active, "{status}");
        let failed = peer
            .host
            .call_events(call)
            .iter()
            .any(|e| matches!(e, CallEvent::OperationFailed { operation: "hold", status: s } if *s == status));
        assert_eq!(failed, status != 491, "{status}");
        assert_eq!(peer.host.view(call).held, status == 491, "{status}");
    }
}
