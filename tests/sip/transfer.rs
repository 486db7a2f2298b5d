//! Transfers that we begin (RFC 3515, RFC 5589, RFC 4488), as one operation from the hold to the end.

use super::host::{config, description, ms, sec};
use super::peer::{Peer, Side};
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Method, Request, Response, names};
use voip_sdk::sip::user_agent::{
    CallEvent, CallId, Cause, Config, Credentials, EndedBy, MediaDirection, Phase, TransferOptions, TransferState,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn begin(peer: &mut Peer, call: CallId) {
    peer.host
        .act(|ua, now| ua.transfer(now, call, "1003", TransferOptions::default()))
        .unwrap();
}

/// 200 to a re-INVITE, with an answer that fits.
fn agree(peer: &mut Peer, invite: &Request) {
    let direction = if String::from_utf8_lossy(&invite.body).contains("a=sendonly") {
        MediaDirection::RecvOnly
    } else {
        MediaDirection::SendRecv
    };
    let mut ok = Peer::response(invite, 200);
    ok.set_body("application/sdp", description(91, direction).into_bytes());
    peer.send_response(&ok);
    peer.expect("ACK");
}

/// A transfer whose hold was agreed to: its REFER.
fn referred(peer: &mut Peer, call: CallId) -> Request {
    begin(peer, call);
    let hold = peer.expect("INVITE");
    assert!(String::from_utf8_lossy(&hold.body).contains("a=sendonly"));
    agree(peer, &hold);
    peer.expect("REFER")
}

/// A NOTIFY as a far end sends it; `event` and `state` as they stand in their header fields.
fn notify(peer: &mut Peer, side: &mut Side, event: &str, state: &str, line: &str) -> Request {
    let mut notify = peer
        .request(side, Method::Notify)
        .with(names::EVENT, event)
        .with(names::SUBSCRIPTION_STATE, state)
        .with(names::CONTACT, "<sip:peer@192.0.2.7:5070;transport=ws>");
    notify.set_body("message/sipfrag;version=2.0", format!("{line}\r\n").into_bytes());
    notify
}

fn tell(peer: &mut Peer, side: &mut Side, state: &str, line: &str) {
    let request = notify(peer, side, "refer", state, line);
    peer.send_request(&request);
    peer.expect_status(200);
}

const ACTIVE: &str = "active;expires=180";
const OVER: &str = "terminated;reason=noresource";

/// What was told of the transfer and not looked at yet.
fn states(peer: &mut Peer, call: CallId) -> Vec<TransferState> {
    let events = peer.host.call_events(call).into_iter();
    events
        .filter_map(|e| match e {
            CallEvent::Transfer(state) => Some(state),
            _ => None,
        })
        .collect()
}

fn progress(status: u16, reason: &str) -> TransferState {
    TransferState::Progress {
        status,
        reason: reason.to_owned(),
    }
}

fn failed(status: u16, reason: &str) -> TransferState {
    TransferState::Failed {
        status,
        reason: reason.to_owned(),
    }
}

/// The call goes on: what was held for the transfer is taken off hold.
fn rolled_back(peer: &mut Peer, call: CallId) {
    let resume = peer.expect("INVITE");
    assert!(String::from_utf8_lossy(&resume.body).contains("a=sendrecv"));
    agree(peer, &resume);
    peer.expect_nothing();
    let view = peer.host.view(call);
    assert_eq!((view.phase, view.held), (Phase::Active, false));
}

#[test]
fn a_transfer_holds_asks_follows_and_ends_the_call() {
    let mut peer = Peer::registered();
    let (call, invite, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    assert_eq!(refer.headers.text("Refer-To").as_deref(), Some("<sip:1003@acme.test>"));
    assert_eq!(
        refer.headers.text("Referred-By").as_deref(),
        Some("<sip:1001@acme.test>")
    );
    assert_eq!(refer.headers.call_id(), invite.headers.call_id());
    assert_eq!(refer.headers.to_tag().as_deref(), Some("peer"));
    assert!(refer.headers.has(names::CONTACT));
    assert_eq!(peer.host.view(call).transfer, Some(TransferState::Requested));
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 100 Trying");
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 180 Ringing");
    assert!(peer.host.view(call).end.is_none());
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    assert_eq!(
        states(&mut peer, call),
        [
            TransferState::Requested,
            TransferState::Accepted,
            progress(100, "Trying"),
            progress(180, "Ringing"),
            TransferState::Succeeded,
        ]
    );
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Transferred, EndedBy::Local));
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_call_that_is_held_already_is_not_held_again_and_stays_so_after_a_failure() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    agree(&mut peer, &hold);
    begin(&mut peer, call);
    let refer = peer.expect("REFER");
    peer.answer(&refer, 603);
    peer.expect_nothing();
    assert!(peer.host.view(call).held);
    assert_eq!(peer.host.view(call).transfer, Some(failed(603, "Decline")));
}

#[test]
fn a_refused_hold_does_not_keep_the_transfer_back() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    begin(&mut peer, call);
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 488);
    peer.expect("ACK");
    peer.expect("REFER");
}

#[test]
fn a_refused_transfer_takes_the_far_end_off_hold_and_the_call_goes_on() {
    for status in [400, 403, 404, 405, 420, 480, 486, 491, 500, 501, 503, 603] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        let refer = referred(&mut peer, call);
        peer.answer(&refer, status);
        rolled_back(&mut peer, call);
        let told = states(&mut peer, call);
        assert!(
            matches!(told.last(), Some(TransferState::Failed { status: s, .. }) if *s == status),
            "{status}: {told:?}"
        );
        begin(&mut peer, call);
        peer.expect("INVITE");
    }
}

#[test]
fn what_the_new_target_refuses_rolls_the_transfer_back() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 100 Trying");
    tell(&mut peer, &mut side, OVER, "SIP/2.0 486 Busy Here");
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(486, "Busy Here")));
}

#[test]
fn a_notify_that_overtakes_the_202_counts() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 100 Trying");
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect("BYE");
    assert_eq!(
        states(&mut peer, call),
        [
            TransferState::Requested,
            progress(100, "Trying"),
            TransferState::Succeeded
        ]
    );
}

#[test]
fn a_final_notify_that_overtakes_the_202_ends_the_call_once() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    let bye = peer.expect("BYE");
    peer.answer(&refer, 202);
    peer.answer(&bye, 200);
    peer.settle();
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn id_of_a_notify_has_to_be_the_number_of_the_refer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    let number = refer.headers.cseq().unwrap().number;
    let wrong = format!("refer;id={}", number + 1);
    let request = notify(&mut peer, &mut side, &wrong, OVER, "SIP/2.0 200 OK");
    peer.send_request(&request);
    peer.expect_status(481);
    assert!(peer.host.view(call).end.is_none());
    let request = notify(
        &mut peer,
        &mut side,
        &format!("refer;id={number}"),
        OVER,
        "SIP/2.0 200 OK",
    );
    peer.send_request(&request);
    peer.expect_status(200);
    peer.expect("BYE");
}

#[test]
fn a_challenged_refer_goes_out_again_and_is_known_by_its_new_number() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    let challenge = Peer::response(&refer, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    let again = peer.expect("REFER");
    let number = again.headers.cseq().unwrap().number;
    assert_eq!(number, refer.headers.cseq().unwrap().number + 1);
    peer.answer(&again, 202);
    let request = notify(
        &mut peer,
        &mut side,
        &format!("refer;id={number}"),
        OVER,
        "SIP/2.0 200 OK",
    );
    peer.send_request(&request);
    peer.expect_status(200);
    let bye = peer.expect("BYE");
    assert!(bye.headers.cseq().unwrap().number > number, "the dialog has one count");
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn a_notify_without_event_or_of_another_kind_is_answered_once_and_changes_nothing() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.quiet();
    let bare = peer.request(&mut side, Method::Notify);
    peer.send_request(&bare);
    let other = notify(&mut peer, &mut side, "presence", ACTIVE, "SIP/2.0 200 OK");
    peer.send_request(&other);
    let mut text = notify(&mut peer, &mut side, "refer", OVER, "SIP/2.0 200 OK");
    text.headers.set(names::CONTENT_TYPE, "text/plain");
    peer.send_request(&text);
    assert_eq!(peer.transcript(), ["489 NOTIFY", "489 NOTIFY", "415 NOTIFY"]);
    assert!(peer.host.call_events(call).is_empty());
    assert!(peer.host.view(call).end.is_none());
}

#[test]
fn a_notify_that_nobody_asked_for_is_answered_481() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let request = notify(&mut peer, &mut side, "refer", OVER, "SIP/2.0 200 OK");
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["481 NOTIFY"]);
    assert!(peer.host.view(call).end.is_none());
}

#[test]
fn accepted_and_then_silence_is_a_failure_after_32_seconds() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.advance(sec(31));
    peer.expect_nothing();
    peer.advance(sec(2));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
}

#[test]
fn a_final_notify_that_is_lost_is_not_waited_for_for_ever() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, "active", "SIP/2.0 180 Ringing");
    peer.advance(sec(179));
    peer.expect_nothing();
    peer.advance(sec(2));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
}

#[test]
fn a_subscription_that_ends_without_an_outcome_is_a_failure() {
    for (reason, status) in [("noresource", 408), ("timeout", 408), ("rejected", 603)] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_outgoing();
        let refer = referred(&mut peer, call);
        peer.answer(&refer, 202);
        let state = format!("terminated;reason={reason}");
        tell(&mut peer, &mut side, &state, "SIP/2.0 100 Trying");
        rolled_back(&mut peer, call);
        assert_eq!(states(&mut peer, call).last(), Some(&failed(status, "No outcome")));
    }
}

#[test]
fn their_bye_after_they_agreed_is_success() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Transferred, EndedBy::Remote));
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn their_bye_that_crosses_the_202_is_success_too() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    peer.answer(&refer, 202);
    peer.expect_nothing();
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
}

#[test]
fn their_bye_before_they_were_asked_fails_the_transfer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    begin(&mut peer, call);
    let _hold = peer.expect("INVITE");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(487, "Request Terminated")));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

#[test]
fn a_refer_that_finds_no_dialog_leaves_it_to_a_refresh_to_end_the_call() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 481);
    assert!(peer.host.view(call).end.is_none(), "not by the REFER");
    let resume = peer.expect("INVITE");
    peer.answer(&resume, 481);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
}

#[test]
fn a_refer_that_is_not_answered_fails_and_the_call_goes_on() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let _refer = referred(&mut peer, call);
    peer.advance(sec(33));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
}

#[test]
fn a_subscription_that_would_run_out_is_renewed() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, "active;expires=50", "SIP/2.0 180 Ringing");
    peer.advance(sec(39));
    peer.expect_nothing();
    peer.advance(sec(2));
    let subscribe = peer.expect("SUBSCRIBE");
    let event = format!("refer;id={}", refer.headers.cseq().unwrap().number);
    assert_eq!(subscribe.headers.text(names::EVENT).as_deref(), Some(event.as_str()));
    assert_eq!(subscribe.headers.number(names::EXPIRES), Some(180));
    // One who cannot do that may tell the outcome all the same.
    peer.answer(&subscribe, 405);
    peer.expect_nothing();
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect("BYE");
}

#[test]
fn a_renewal_that_finds_no_subscription_fails_the_transfer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, "active;expires=50", "SIP/2.0 180 Ringing");
    peer.advance(sec(41));
    let subscribe = peer.expect("SUBSCRIBE");
    peer.answer(&subscribe, 481);
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(481, "No outcome")));
}

#[test]
fn unsupervised_where_the_far_end_agrees_is_success_with_its_consent() {
    for (agrees, answer) in [(true, Some("false")), (false, None)] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        let options = TransferOptions {
            unsupervised: true,
            ..TransferOptions::default()
        };
        peer.host
            .act(|ua, now| ua.transfer(now, call, "1003", options))
            .unwrap();
        let hold = peer.expect("INVITE");
        agree(&mut peer, &hold);
        let refer = peer.expect("REFER");
        assert_eq!(refer.headers.text("Refer-Sub").as_deref(), Some("false"));
        assert!(refer.headers.has_item(names::SUPPORTED, "norefersub"));
        let mut ok: Response = Peer::response(&refer, 202);
        if let Some(value) = answer {
            ok.headers.push("Refer-Sub", value);
        }
        peer.send_response(&ok);
        let sent = peer.transcript();
        assert_eq!(sent, if agrees { vec!["BYE"] } else { vec![] });
        let expected = if agrees {
            TransferState::Succeeded
        } else {
            TransferState::Accepted
        };
        assert_eq!(peer.host.view(call).transfer, Some(expected));
    }
}

#[test]
fn a_hang_up_after_they_agreed_ends_the_call_and_the_outcome_is_told_all_the_same() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
    peer.host.act(|ua, _| ua.forget(call));
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 180 Ringing");
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect_nothing();
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
    peer.settle();
    assert!(peer.host.ua.is_idle(), "the dialog ends with its last usage");
}

#[test]
fn a_dialog_whose_call_is_over_takes_nothing_but_what_the_transfer_is_told() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    for method in [Method::Info, Method::Options, Method::Bye] {
        let request = peer.request(&mut side, method);
        peer.send_request(&request);
        peer.expect_status(481);
    }
    peer.advance(sec(33));
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
    peer.expect_nothing();
    let late = notify(&mut peer, &mut side, "refer", OVER, "SIP/2.0 200 OK");
    peer.send_request(&late);
    peer.expect_status(481);
}

#[test]
fn a_hang_up_before_the_refer_drops_the_transfer() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    begin(&mut peer, call);
    let hold = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect("BYE");
    peer.answer(&hold, 200);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(487, "Request Terminated")));
    assert!(!peer.transcript().contains(&"REFER".to_owned()));
}

#[test]
fn a_connection_that_breaks_while_they_try_is_asked_for_the_outcome_afterwards() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    tell(&mut peer, &mut side, ACTIVE, "SIP/2.0 180 Ringing");
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let subscribe = peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    peer.expect_nothing();
    peer.answer(&subscribe, 200);
    agree(&mut peer, &refresh);
    tell(&mut peer, &mut side, OVER, "SIP/2.0 200 OK");
    peer.expect("BYE");
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn a_far_end_that_has_left_meanwhile_was_transferred() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 202);
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    peer.answer(&refresh, 481);
    assert_eq!(states(&mut peer, call).last(), Some(&TransferState::Succeeded));
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn a_refer_that_is_lost_with_its_connection_is_not_sent_twice() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let _refer = referred(&mut peer, call);
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let subscribe = peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    agree(&mut peer, &refresh);
    peer.answer(&subscribe, 481);
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(481, "No outcome")));
}

#[test]
fn a_refer_that_is_lost_with_its_connection_and_of_which_nothing_is_heard_fails() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let _refer = referred(&mut peer, call);
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let subscribe = peer.expect("SUBSCRIBE");
    let refresh = peer.expect("INVITE");
    agree(&mut peer, &refresh);
    peer.answer(&subscribe, 405);
    peer.advance(sec(65));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(503, "Connection lost")));
}

#[test]
fn a_transfer_begun_while_the_connection_is_away_waits_for_it() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.cut();
    begin(&mut peer, call);
    peer.expect_nothing();
    peer.advance(ms(10));
    peer.recover();
    let hold = peer.expect("INVITE");
    agree(&mut peer, &hold);
    peer.expect("REFER");
}

#[test]
fn a_transfer_whose_connection_does_not_come_back_fails() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.cut();
    begin(&mut peer, call);
    peer.advance(sec(61));
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
    assert!(peer.host.view(call).end.is_none(), "the call goes on");
}

#[test]
fn hold_that_the_application_decides_meanwhile_is_left_alone() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.answer(&refer, 603);
    peer.expect_nothing();
    assert!(peer.host.view(call).held);
}

#[test]
fn what_cannot_be_transferred_is_said_at_once() {
    let mut peer = Peer::registered();
    let ringing = peer.call("1002");
    let transfer = |peer: &mut Peer, call, target: &str, header: Option<(&str, &str)>| {
        let options = TransferOptions {
            extra_headers: header.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
            unsupervised: false,
        };
        peer.host
            .act(|ua, now| ua.transfer(now, call, target, options))
            .unwrap_err()
            .code()
    };
    assert_eq!(transfer(&mut peer, ringing, "1003", None), "invalid_state");
    peer.host.act(|ua, now| ua.hangup(now, ringing)).unwrap();
    peer.quiet();
    let (call, _, _) = peer.active_outgoing();
    assert_eq!(transfer(&mut peer, call, "a b", None), "invalid_target");
    assert_eq!(
        transfer(&mut peer, call, "1003", Some(("Refer-To", "x"))),
        "invalid_argument"
    );
    assert_eq!(
        transfer(&mut peer, call, "1003", Some(("X-A", "1\r\nX-B: 2"))),
        "invalid_argument"
    );
    assert_eq!(transfer(&mut peer, CallId(99), "1003", None), "call_not_found");
    peer.expect_nothing();
    begin(&mut peer, call);
    assert_eq!(transfer(&mut peer, call, "1004", None), "invalid_state");
    let itself = peer.host.act(|ua, now| ua.transfer_to(now, call, call));
    assert_eq!(itself.unwrap_err().code(), "invalid_argument");
}

#[test]
fn only_an_answered_call_that_is_not_being_transferred_can_be_the_target_of_another() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let ringing = peer.call("1003");
    let refused = peer.host.act(|ua, now| ua.transfer_to(now, call, ringing));
    assert_eq!(refused.unwrap_err().code(), "invalid_state");
    peer.host.act(|ua, now| ua.hangup(now, ringing)).unwrap();
    peer.quiet();
    let (other, _, _) = peer.active_incoming();
    begin(&mut peer, other);
    let refused = peer.host.act(|ua, now| ua.transfer_to(now, call, other));
    assert_eq!(refused.unwrap_err().code(), "invalid_state");
    assert_eq!(peer.host.view(call).transfer, None);
}

#[test]
fn a_target_from_a_page_brings_no_headers_of_its_own_along() {
    for scheme in ["sip:", ""] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        let target =
            format!("{scheme}1003@acme.test;method=BYE?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&Route=%3Csip%3Aevil%3E");
        peer.host
            .act(|ua, now| ua.transfer(now, call, &target, TransferOptions::default()))
            .unwrap();
        let hold = peer.expect("INVITE");
        agree(&mut peer, &hold);
        let refer = peer.expect("REFER");
        let to = refer.headers.text("Refer-To");
        assert_eq!(to.as_deref(), Some("<sip:1003@acme.test>"), "{scheme:?}");
    }
}

#[test]
fn a_refer_that_waits_for_credentials_is_not_sent_after_the_transfer_has_failed() {
    let mut peer = Peer::registered_as(Config {
        credentials: Credentials::Ask,
        ..config("1001")
    });
    let (call, ..) = peer.active_outgoing();
    peer.host
        .act(|ua, now| ua.transfer(now, call, "1003", TransferOptions::default()))
        .unwrap();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 200);
    peer.expect("ACK");
    let refer = peer.expect("REFER");
    let challenge = Peer::response(&refer, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect_nothing();
    peer.pass(70);
    assert!(matches!(
        peer.host.view(call).transfer,
        Some(TransferState::Failed { .. })
    ));
    while !peer.host.sent.is_empty() {
        let resume = peer.expect("INVITE");
        peer.answer(&resume, 200);
        peer.expect("ACK");
    }
    let given = Credentials::Password(Redacted::new("secret".to_owned()));
    peer.host.act(|ua, now| ua.provide_credentials(now, given));
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
