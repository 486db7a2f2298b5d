//! What the transferor is told of the new call, and for how long.

use super::{accept, is, refer, told};
use crate::host::{ms, sec};
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Message, Method, names, parse};
use voip_sdk::sip::user_agent::{CallEvent, Cause, EndedBy, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn answered_notify(peer: &mut Peer) -> (String, String) {
    let notify = peer.expect("NOTIFY");
    peer.answer(&notify, 200);
    told(&notify)
}

#[test]
fn each_step_of_the_new_call_is_told_one_at_a_time() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let new = accept(&mut peer, call);
    peer.expect_status(202);
    let first = peer.expect("NOTIFY");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.expect_nothing();
    peer.answer(&first, 200);
    assert_eq!(answered_notify(&mut peer), is("active", "SIP/2.0 180 Ringing"));
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 200 OK")
    );
    peer.expect_nothing();
    assert_eq!(peer.host.view(new).phase, Phase::Active);
    assert_eq!(peer.host.view(call).phase, Phase::Active, "it is theirs to end");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Transferred, EndedBy::Remote));
}

#[test]
fn what_changes_while_a_notify_is_out_is_told_as_it_is_then() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    let first = peer.expect("NOTIFY");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.answer(&invite, 486);
    peer.expect("ACK");
    peer.answer(&first, 200);
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 486 Busy Here")
    );
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active, "the old call is still there");
}

#[test]
fn the_new_calls_outcome_is_told_after_the_transferor_has_left() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let new = accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    peer.expect_status(200);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
    peer.host.act(|ua, _| ua.forget(call));
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 200 OK")
    );
    assert!(
        peer.host.ua.call(call).is_none(),
        "with its last usage the dialog is gone"
    );
    peer.host.act(|ua, now| ua.hangup(now, new)).unwrap();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.host.act(|ua, _| ua.forget(new));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_notify_that_finds_no_subscription_is_the_last() {
    for status in [481, 489, 501, 603] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
        peer.send_request(&request);
        let new = accept(&mut peer, call);
        peer.expect_status(202);
        let notify = peer.expect("NOTIFY");
        let invite = peer.expect("INVITE");
        peer.answer(&notify, status);
        peer.answer(&invite, 200);
        assert_eq!(peer.transcript(), ["ACK"], "{status}");
        assert_eq!(
            peer.host.view(call).phase,
            Phase::Active,
            "the call itself is not concerned"
        );
        assert_eq!(peer.host.view(new).phase, Phase::Active);
    }
}

#[test]
fn a_broken_connection_takes_an_undecided_refer_with_it_and_what_is_told_goes_on() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    peer.cut();
    assert!(peer.host.call_events(call).contains(&CallEvent::ReferResolved));
    peer.advance(ms(10));
    peer.recover();
    let refresh = peer.expect("INVITE");
    peer.answer(&refresh, 200);
    peer.expect("ACK");

    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
    let _lost = peer.expect("NOTIFY");
    peer.cut();
    peer.advance(ms(10));
    peer.recover();
    let mut again = None;
    while let Some(bytes) = peer.host.sent.pop_front() {
        if let Ok(Message::Request(r)) = parse(&bytes)
            && r.method == Method::Notify
        {
            again = Some(r);
        }
    }
    assert_eq!(
        told(&again.unwrap()),
        is("terminated;reason=noresource", "SIP/2.0 200 OK")
    );
}

#[test]
fn who_wants_no_notifications_gets_none() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>")
        .with("Refer-Sub", "false")
        .with(names::REQUIRE, "norefersub");
    peer.send_request(&request);
    accept(&mut peer, call);
    let accepted = peer.expect_status(202);
    assert_eq!(accepted.headers.text("Refer-Sub").as_deref(), Some("false"));
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    assert_eq!(peer.transcript(), ["ACK"]);
}

#[test]
fn the_transferor_may_renew_the_subscription_and_end_it() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    let new = accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    answered_notify(&mut peer);
    let subscribe = |peer: &mut Peer, side: &mut Side, event: &str, expires: &str| {
        let request = peer
            .request(side, Method::Subscribe)
            .with(names::EVENT, event)
            .with(names::EXPIRES, expires);
        peer.send_request(&request);
    };
    subscribe(&mut peer, &mut side, "refer;id=99", "60");
    subscribe(&mut peer, &mut side, "presence", "60");
    assert_eq!(peer.transcript(), ["481 SUBSCRIBE", "489 SUBSCRIBE"]);
    subscribe(&mut peer, &mut side, "refer", "60");
    let ok = peer.expect_status(200);
    assert_eq!(ok.headers.number(names::EXPIRES), Some(60));
    assert_eq!(answered_notify(&mut peer), is("active", "SIP/2.0 180 Ringing"));
    subscribe(&mut peer, &mut side, "refer", "0");
    peer.expect_status(200);
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=timeout", "SIP/2.0 180 Ringing")
    );
    peer.answer(&invite, 200);
    assert_eq!(peer.transcript(), ["ACK"], "the call goes on without being told of");
    assert_eq!(peer.host.view(new).phase, Phase::Active);
}

#[test]
fn a_subscription_that_runs_out_says_so() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    answered_notify(&mut peer);
    peer.advance(sec(181));
    let last = answered_notify(&mut peer);
    assert_eq!(last, is("terminated;reason=timeout", "SIP/2.0 180 Ringing"));
    peer.advance(sec(200));
    peer.expect_nothing();
}

#[test]
fn a_challenged_notify_goes_out_again_within_the_count_of_the_dialog() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    let notify = peer.expect("NOTIFY");
    peer.expect("INVITE");
    let challenge = Peer::response(&notify, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    let again = peer.expect("NOTIFY");
    assert_eq!(
        again.headers.cseq().unwrap().number,
        notify.headers.cseq().unwrap().number + 1
    );
    assert_eq!(told(&again), told(&notify));
}

#[test]
fn a_bye_long_after_a_refer_that_came_to_nothing_is_a_plain_end() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let request = refer(&mut peer, &mut side, "<sip:1003@acme.test>");
    peer.send_request(&request);
    accept(&mut peer, call);
    peer.expect_status(202);
    answered_notify(&mut peer);
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 486);
    peer.expect("ACK");
    assert_eq!(
        answered_notify(&mut peer),
        is("terminated;reason=noresource", "SIP/2.0 486 Busy Here")
    );
    peer.pass(60);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}
