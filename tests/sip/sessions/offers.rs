//! Offers that are refused, that come late or not at all, and the answers to them.

use super::{body, reinvite};
use crate::host::description;
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{Cause, Input, MediaDirection, MediaEffect, MediaFailure, MediaOutcome, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn an_offer_that_the_browser_refuses_gets_488_with_a_warning() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&theirs);
    peer.expect_status(100);
    peer.host.fail_media(MediaFailure::BadDescription);
    let refusal = peer.expect_status(488);
    assert!(refusal.headers.has(names::WARNING));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert!(!peer.host.view(call).remote_held, "unchanged");
}

#[test]
fn a_first_offer_that_the_browser_refuses_ends_in_488() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.host.fail_media(MediaFailure::BadDescription);
    assert_eq!(peer.transcript(), ["100 INVITE", "180 INVITE", "488 INVITE"]);
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::IncompatibleMedia
    );
}

#[test]
fn a_call_without_an_offer_gets_ours_and_its_answer_comes_with_the_ack() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.body.clear();
    invite.headers.remove(names::CONTENT_TYPE);
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    assert!(String::from_utf8(ok.body.clone()).unwrap().contains("a=sendrecv"));
    assert_eq!(peer.host.take_effects(), ["offer sendrecv"]);
    let mut side = Side::of_answered(&invite, &ok);
    let mut ack = peer.ack(&mut side, 1);
    ack.set_body(
        "application/sdp",
        description(70, MediaDirection::SendRecv).into_bytes(),
    );
    peer.send_request(&ack);
    assert_eq!(peer.host.take_effects(), ["apply"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_late_offer_without_an_answer_ends_in_bye() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.body.clear();
    invite.headers.remove(names::CONTENT_TYPE);
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    let mut side = Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    assert_eq!(peer.transcript(), ["BYE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn an_offerless_reinvite_gets_a_full_offer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.effects.clear();
    let mut theirs = peer.request(&mut side, Method::Invite);
    theirs.body.clear();
    theirs.headers.remove(names::CONTENT_TYPE);
    peer.send_request(&theirs);
    peer.expect_status(100);
    let ok = peer.expect_status(200);
    assert!(String::from_utf8(ok.body.clone()).unwrap().contains("a=sendrecv"));
    let mut ack = peer.ack(&mut side, 2);
    ack.set_body(
        "application/sdp",
        description(71, MediaDirection::SendRecv).into_bytes(),
    );
    peer.send_request(&ack);
    assert_eq!(peer.host.take_effects(), ["offer sendrecv", "apply"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_2xx_without_an_answer_is_acknowledged_and_ended() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut ok = Peer::response(&invite, 200);
    ok.body.clear();
    ok.headers.remove(names::CONTENT_TYPE);
    peer.send_response(&ok);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::IncompatibleMedia
    );
}

#[test]
fn an_answer_that_the_browser_refuses_is_acknowledged_and_ended_with_a_reason() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let call = peer.call("1002");
    peer.host.give_description();
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
    peer.expect_nothing();
    peer.host.fail_media(MediaFailure::BadDescription);
    let bye = peer.expect("BYE");
    assert_eq!(bye.headers.reasons()[0].cause, Some(488));
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn the_answer_of_an_early_dialog_holds_for_its_2xx() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut early = Peer::response(&invite, 183);
    early.set_body("application/sdp", description(5, MediaDirection::SendRecv).into_bytes());
    peer.send_response(&early);
    let mut ok = Peer::response(&invite, 200);
    ok.body.clear();
    ok.headers.remove(names::CONTENT_TYPE);
    peer.send_response(&ok);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert_eq!(peer.host.take_effects(), ["offer sendrecv", "apply early", "apply"]);
}

#[test]
fn a_media_outcome_of_an_older_round_is_ignored() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.manual();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let round = voip_sdk::sip::user_agent::Round(0);
    let outcome = voip_sdk::sip::user_agent::MediaOutcome::LocalDescription {
        sdp: "x".into(),
        gathered: "host",
    };
    peer.host.input(Input::Media { call, round, outcome });
    peer.expect_nothing();
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["INVITE"]);
}

#[test]
fn a_fault_of_our_own_is_answered_500_and_not_called_their_offers() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&theirs);
    peer.expect_status(100);
    peer.host.fail_media(MediaFailure::Other);
    assert!(!peer.expect_status(500).headers.has(names::WARNING));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn the_answer_to_an_offer_with_another_stream_is_the_browsers_line_for_line() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let mut theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    let offer = body(&theirs) + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=sendrecv\r\n";
    theirs.set_body("application/sdp", offer.clone().into_bytes());
    peer.send_request(&theirs);
    peer.expect_status(100);
    let Some(MediaEffect::CreateAnswer {
        round, offer: asked, ..
    }) = peer.host.effects.pop_front()
    else {
        panic!("an answer is wanted")
    };
    assert_eq!(asked, offer, "the browser sees the offer as it came");
    let mut sdp = peer.host.describe(MediaDirection::SendRecv);
    sdp.push_str("m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=inactive\r\n");
    peer.host.input(Input::Media {
        call,
        round,
        outcome: MediaOutcome::LocalDescription {
            sdp: sdp.clone(),
            gathered: "host",
        },
    });
    let ok = peer.expect_status(200);
    let lines = |text: &str| {
        text.lines()
            .filter(|l| !l.starts_with("o="))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines(&String::from_utf8(ok.body.clone()).unwrap()), lines(&sdp));
}
