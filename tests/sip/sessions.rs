//! Offer and answer within a call (RFC 3261 §13, §14; RFC 3264 §8; RFC 5407 §3).

use super::host::{config, description, ms, sec};
use super::peer::{Peer, Side};
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{
    CallEvent, Cause, Config, Credentials, Input, MediaDirection, MediaEffect, MediaFailure, MediaOutcome, MediaState,
    Phase,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn body(request: &Request) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

/// 200 with an answer of that direction.
fn accept(peer: &mut Peer, request: &Request, direction: MediaDirection) {
    let mut ok = Peer::response(request, 200);
    ok.set_body("application/sdp", description(90, direction).into_bytes());
    peer.send_response(&ok);
}

/// A re-INVITE of the script with an offer of that direction.
fn reinvite(peer: &mut Peer, side: &mut Side, direction: MediaDirection) -> Request {
    let mut request = peer.request(side, Method::Invite);
    request.set_body("application/sdp", description(60 + side.seq, direction).into_bytes());
    request
}

#[test]
fn hold_is_a_reinvite_that_only_sends() {
    let mut peer = Peer::registered();
    let (call, invite, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    assert!(body(&hold).contains("a=sendonly"));
    assert_eq!(hold.headers.call_id(), invite.headers.call_id());
    assert_eq!(hold.headers.to_tag().as_deref(), Some("peer"));
    assert_eq!(
        hold.headers.cseq().unwrap().number,
        invite.headers.cseq().unwrap().number + 1
    );
    assert!(hold.headers.has(names::CONTACT));
    assert!(!peer.host.view(call).held, "not before it is agreed");
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(peer.host.view(call).held);
    assert!(!peer.host.view(call).remote_held);
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    let resume = peer.expect("INVITE");
    assert!(body(&resume).contains("a=sendrecv"));
    accept(&mut peer, &resume, MediaDirection::SendRecv);
    assert!(!peer.host.view(call).held);
    assert_eq!(peer.transcript(), ["ACK"]);
}

#[test]
fn a_refused_hold_is_rolled_back_and_the_call_goes_on() {
    for status in [400, 403, 488, 500, 503, 606] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let hold = peer.expect("INVITE");
        peer.host.effects.clear();
        peer.answer(&hold, status);
        assert_eq!(peer.transcript(), ["ACK"]);
        assert_eq!(peer.host.take_effects(), ["rollback"]);
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        let failed = CallEvent::OperationFailed {
            operation: "hold",
            status,
        };
        assert!(peer.host.call_events(call).contains(&failed), "{status}");
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        assert_eq!(peer.transcript(), ["INVITE"], "it may be tried again");
    }
}

#[test]
fn a_dialog_that_the_far_end_does_not_know_is_over() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 481);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
}

#[test]
fn changes_wait_for_each_other() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.expect_nothing();
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    peer.expect("ACK");
    let resume = peer.expect("INVITE");
    assert!(body(&resume).contains("a=sendrecv"));
    accept(&mut peer, &resume, MediaDirection::SendRecv);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(!peer.host.view(call).held);
}

#[test]
fn holding_what_is_held_sends_nothing() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    peer.expect_nothing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    peer.quiet();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect_nothing();
}

#[test]
fn a_call_that_is_not_answered_cannot_be_held() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    peer.expect("INVITE");
    assert_eq!(
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap_err().code(),
        "invalid_state"
    );
}

#[test]
fn the_far_end_holds_and_resumes() {
    for offer in [MediaDirection::SendOnly, MediaDirection::Inactive] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        let hold = reinvite(&mut peer, &mut side, offer);
        peer.send_request(&hold);
        peer.expect_status(100);
        let ok = peer.expect_status(200);
        assert!(ok.headers.has(names::CONTACT) && ok.headers.content_type().as_deref() == Some("application/sdp"));
        assert!(peer.host.view(call).remote_held, "{offer:?}");
        let ack = peer.ack(&mut side, 2);
        peer.send_request(&ack);
        let resume = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
        peer.send_request(&resume);
        assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
        assert!(!peer.host.view(call).remote_held);
    }
}

#[test]
fn an_old_peer_holds_by_the_null_address() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut hold = peer.request(&mut side, Method::Invite);
    let sdp = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 4000 RTP/SAVPF 0\r\n";
    hold.set_body("application/sdp", sdp.as_bytes().to_vec());
    peer.send_request(&hold);
    assert!(peer.host.view(call).remote_held);
}

#[test]
fn both_hold_and_each_takes_back_its_own() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let ours = peer.expect("INVITE");
    accept(&mut peer, &ours, MediaDirection::RecvOnly);
    peer.expect("ACK");
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::Inactive);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    assert!(peer.host.view(call).held && peer.host.view(call).remote_held);
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    let resume = peer.expect("INVITE");
    accept(&mut peer, &resume, MediaDirection::SendOnly);
    assert!(
        !peer.host.view(call).held && peer.host.view(call).remote_held,
        "theirs stays"
    );
}

#[test]
fn glare_is_answered_491_and_nothing_else() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let ours = peer.expect("INVITE");
    peer.host.effects.clear();
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&theirs);
    peer.expect_status(100);
    let refusal = peer.expect_status(491);
    peer.expect_nothing();
    assert!(peer.host.take_effects().is_empty(), "their offer is not touched");
    let ack = Peer::ack_of_refusal(&theirs, &refusal);
    peer.send_request(&ack);
    accept(&mut peer, &ours, MediaDirection::RecvOnly);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(peer.host.view(call).held && !peer.host.view(call).remote_held);
}

#[test]
fn the_side_that_chose_the_call_id_waits_longer_after_a_glare() {
    for (caller, from, to) in [(true, 2100, 4000), (false, 0, 2000)] {
        let mut peer = Peer::registered();
        let call = if caller {
            peer.active_outgoing().0
        } else {
            peer.active_incoming().0
        };
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let first = peer.expect("INVITE");
        peer.answer(&first, 491);
        peer.expect("ACK");
        let mut waited = 0;
        while peer.host.sent.is_empty() {
            peer.advance(ms(10));
            waited += 10;
            assert!(waited <= to + 10, "it is tried again");
        }
        assert!(waited >= from, "{waited} ms");
        let second = peer.expect("INVITE");
        assert!(second.headers.cseq().unwrap().number > first.headers.cseq().unwrap().number);
        accept(&mut peer, &second, MediaDirection::RecvOnly);
        assert!(peer.host.view(call).held);
    }
}

#[test]
fn theirs_is_served_while_we_wait_after_a_glare() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let ours = peer.expect("INVITE");
    peer.answer(&ours, 491);
    peer.expect("ACK");
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    peer.advance(sec(5));
    assert_eq!(peer.transcript(), ["INVITE"], "then ours goes on");
}

#[test]
fn endless_glare_ends_in_a_failed_operation() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    for tries in 0.. {
        assert!(tries < 10, "it gives up");
        if peer.host.sent.is_empty() {
            break;
        }
        let invite = peer.expect("INVITE");
        peer.answer(&invite, 491);
        peer.expect("ACK");
        for _ in 0..41 {
            peer.advance(ms(100));
            if std::mem::take(&mut peer.host.pings) > 0 {
                peer.host.receive(b"\r\n");
            }
        }
    }
    let failed = CallEvent::OperationFailed {
        operation: "hold",
        status: 491,
    };
    assert!(peer.host.call_events(call).contains(&failed));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 491);
    peer.expect("ACK");
    peer.pass(4);
    peer.expect("INVITE");
    assert!(
        peer.host.call_events(call).is_empty(),
        "the next change has its own tries"
    );
}

#[test]
fn a_second_reinvite_of_theirs_while_the_first_is_unanswered_gets_500_and_retry_after() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let first = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    peer.send_request(&first);
    peer.expect_status(100);
    let second = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&second);
    peer.expect_status(100);
    let refusal = peer.expect_status(500);
    assert!(refusal.headers.number(names::RETRY_AFTER).unwrap() <= 10);
    assert_eq!(refusal.headers.cseq().unwrap().number, 3);
    peer.host.give_description();
    assert_eq!(peer.expect_status(200).headers.cseq().unwrap().number, 2);
}

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
fn a_target_refresh_moves_later_requests() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    theirs
        .headers
        .set(names::CONTACT, "<sip:moved@192.0.2.99;transport=ws>");
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    assert_eq!(hold.uri.to_text(), "sip:moved@192.0.2.99;transport=ws");
    let mut ok = Peer::response(&hold, 200);
    ok.headers.set(names::CONTACT, "<sip:again@192.0.2.100>");
    peer.send_response(&ok);
    assert_eq!(
        peer.expect("ACK").uri.to_text(),
        "sip:again@192.0.2.100",
        "a 2xx refreshes too"
    );
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").uri.to_text(), "sip:again@192.0.2.100");
}

#[test]
fn a_refused_reinvite_of_theirs_moves_nothing() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let mut theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    theirs.headers.set(names::CONTACT, "<sip:moved@192.0.2.99>");
    peer.send_request(&theirs);
    peer.host.fail_media(MediaFailure::BadDescription);
    peer.quiet();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
}

#[test]
fn a_lower_cseq_is_refused_and_a_gap_is_fine() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    side.seq = 100;
    let options = peer.request(&mut side, Method::Options);
    peer.send_request(&options);
    let late = peer.numbered(&side, Method::Options, 50);
    peer.send_request(&late);
    let equal = peer.numbered(&side, Method::Options, 101);
    peer.send_request(&equal);
    assert_eq!(peer.transcript(), ["200 OPTIONS", "500 OPTIONS", "200 OPTIONS"]);
}

#[test]
fn bye_of_theirs_ends_the_call_with_its_reason() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    side.seq = 10;
    let bye = peer
        .request(&mut side, Method::Bye)
        .with(names::REASON, "Q.850;cause=16;text=\"Normal call clearing\"");
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!(
        (end.cause, end.status, end.reason.as_str()),
        (Cause::Terminated, 16, "Normal call clearing")
    );
    let again = peer.request(&mut side, Method::Options);
    peer.send_request(&again);
    assert_eq!(peer.transcript(), ["481 OPTIONS"], "the dialog is gone");
}

#[test]
fn byes_that_cross_are_both_confirmed() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let ours = peer.expect("BYE");
    let theirs = peer.request(&mut side, Method::Bye);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    peer.answer(&ours, 481);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

#[test]
fn a_bye_of_theirs_while_their_reinvite_is_unanswered_answers_it_487() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    peer.send_request(&theirs);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 BYE", "487 INVITE"]);
}

#[test]
fn a_hangup_while_our_reinvite_is_out_does_not_wait_for_it() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.answer(&hold, 200);
    let after = peer.transcript();
    assert!(
        after.first().is_some_and(|m| m == "ACK"),
        "a 2xx is acknowledged always: {after:?}"
    );
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    peer.host.sent.clear();
    assert!(peer.host.ua.call(call).is_none());
}

#[test]
fn a_reinvite_before_the_ack_of_the_first_is_served() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    let mut side = Side::of_answered(&invite, &ok);
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let late = peer.ack(&mut side, 1);
    peer.send_request(&late);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    for _ in 0..40 {
        peer.advance(sec(1));
        if std::mem::take(&mut peer.host.pings) > 0 {
            peer.host.receive(b"\r\n");
        }
    }
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
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
fn digits_by_info_arrive_in_both_forms() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for (kind, body) in [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"),
        ("application/dtmf", "#"),
    ] {
        let mut info = peer.request(&mut side, Method::Info);
        info.set_body(kind, body.as_bytes().to_vec());
        peer.send_request(&info);
    }
    assert_eq!(peer.transcript(), ["200 INFO"; 2]);
    assert_eq!(
        peer.host.call_events(call),
        [CallEvent::Dtmf('5'), CallEvent::Dtmf('#')]
    );
}

#[test]
fn a_re_invite_that_waits_is_answered_when_the_call_ends_by_itself() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let invite = peer.request(&mut side, Method::Invite);
    peer.send_request(&invite);
    peer.expect_status(100);
    // Its answer is never made: the browser hangs, and then the media are lost.
    let state = MediaState::Failed;
    peer.host.input(Input::MediaState { call, state });
    peer.advance(sec(300));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::MediaLost);
    let transcript = peer.transcript();
    let count = |what: &str| transcript.iter().filter(|line| *line == what).count();
    assert_eq!((count("487 INVITE"), count("BYE")), (1, 1), "{transcript:?}");
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

#[test]
fn a_change_whose_challenge_nobody_answers_does_not_block_the_next_one() {
    let mut peer = Peer::registered_as(Config {
        credentials: Credentials::Ask,
        ..config("1001")
    });
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    let challenge = Peer::response(&hold, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect("ACK");
    peer.pass(40);
    let failed = CallEvent::OperationFailed {
        operation: "hold",
        status: 401,
    };
    assert_eq!(peer.host.call_events(call), [failed]);
    peer.expect_nothing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect("INVITE");
    let given = Credentials::Password(Redacted::new("secret".to_owned()));
    peer.host.act(|ua, now| ua.provide_credentials(now, given));
    peer.expect_nothing();
}

#[test]
fn a_hold_that_only_the_far_end_has_carried_out_is_taken_back() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.manual();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.host.give_description();
    let hold = peer.expect("INVITE");
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    peer.expect("ACK");
    peer.host.fail_media(MediaFailure::Other);
    assert!(!peer.host.view(call).held);
    let offer = peer.host.effects.pop_back().unwrap();
    assert_eq!(peer.host.take_effects(), ["rollback"]);

    // Once: where that cannot be applied either it is left at that.
    let MediaEffect::CreateOffer { round, .. } = offer else {
        panic!("{offer:?}")
    };
    let sdp = peer.host.describe(MediaDirection::SendRecv);
    let outcome = MediaOutcome::LocalDescription { sdp, gathered: "host" };
    peer.host.input(Input::Media { call, round, outcome });
    let back = peer.expect("INVITE");
    accept(&mut peer, &back, MediaDirection::SendRecv);
    peer.expect("ACK");
    peer.host.fail_media(MediaFailure::Other);
    assert_eq!(peer.host.take_effects(), ["rollback"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
