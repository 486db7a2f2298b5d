//! The dialog of the old page: how the INVITE names it, and how it ends in every case.

use super::{begun, kept};
use crate::host::{ms, sec};
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, NameAddr, Request, names};
use voip_sdk::sip::user_agent::{Cause, DialogRecord, Direction, EndedBy, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The BYE in the dialog from before, as its far end takes it.
fn old_bye(peer: &mut Peer) -> Request {
    let bye = peer.expect("BYE");
    assert_eq!(bye.headers.call_id(), "kept-1");
    assert_eq!(bye.headers.from_tag().as_deref(), Some("ours"));
    assert_eq!(bye.headers.to_tag().as_deref(), Some("theirs"));
    assert_eq!(bye.uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
    assert_eq!(bye.headers.items(names::ROUTE), ["<sip:edge.acme.test;lr>"]);
    assert!(
        bye.headers.cseq().unwrap().number > 4 + 50,
        "after what the old page may still have sent"
    );
    bye
}

#[test]
fn the_invite_names_the_dialog_as_the_far_end_knows_it() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    assert_eq!(invite.uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
    assert_eq!(
        invite.headers.text("Replaces").as_deref(),
        Some("kept-1;to-tag=theirs;from-tag=ours")
    );
    assert_eq!(invite.headers.items(names::REQUIRE), ["replaces"]);
    assert_ne!(invite.headers.call_id(), "kept-1");
    assert_eq!(invite.headers.to_tag(), None);
    let view = peer.host.view(call);
    assert!(view.recovered && view.direction == Direction::Inbound);
    assert_eq!(
        (view.remote.user.as_str(), view.call_uuid.as_deref()),
        ("2000", Some("7e2f"))
    );
    assert_eq!(view.remote.display_name.as_deref(), Some("Far"));
}

#[test]
fn a_far_end_that_only_its_connection_leads_to_is_called_by_its_name() {
    let mut peer = Peer::registered();
    let record = DialogRecord {
        remote_target: "sip:k3v@abc123.invalid;transport=ws".to_owned(),
        ..kept()
    };
    peer.host.act(|ua, now| ua.recover(now, record)).unwrap();
    assert_eq!(peer.expect("INVITE").uri.to_text(), "sip:2000@acme.test");
}

#[test]
fn refused_the_old_dialog_is_ended() {
    for status in [400, 404, 420, 480, 481, 486, 488, 500, 503, 603] {
        let mut peer = Peer::registered();
        let (call, invite) = begun(&mut peer);
        peer.answer(&invite, status);
        peer.expect("ACK");
        let bye = old_bye(&mut peer);
        peer.answer(&bye, 481);
        peer.expect_nothing();
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!((end.cause, end.status), (Cause::DialogLost, status));
        peer.host.act(|ua, _| ua.forget(call));
        peer.settle();
        assert!(peer.host.ua.is_idle());
    }
}

#[test]
fn not_answered_the_old_dialog_is_ended() {
    let mut peer = Peer::registered();
    let (call, _) = begun(&mut peer);
    peer.advance(sec(33));
    old_bye(&mut peer);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status), (Cause::DialogLost, 408));
    peer.host.act(|ua, _| ua.forget(call));
    peer.advance(sec(33));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_connection_that_breaks_meanwhile_ends_the_old_dialog_with_the_next_one() {
    let mut peer = Peer::registered();
    let (call, _) = begun(&mut peer);
    peer.cut();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
    peer.advance(ms(10));
    peer.recover();
    let mut methods = Vec::new();
    while !peer.host.sent.is_empty() {
        methods.extend(peer.transcript());
    }
    assert_eq!(methods, ["CANCEL", "BYE"]);
}

#[test]
fn hung_up_meanwhile_both_dialogs_are_given_up() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let cancel = peer.expect("CANCEL");
    peer.answer(&cancel, 200);
    let bye = old_bye(&mut peer);
    peer.answer(&bye, 200);
    peer.answer(&invite, 487);
    peer.expect("ACK");
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Canceled, EndedBy::Local));
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_2xx_that_makes_no_call_ends_its_own_dialog() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    let mut ok = Peer::response(&invite, 200);
    ok.body.clear();
    ok.headers.remove(names::CONTENT_TYPE);
    peer.send_response(&ok);
    let ack = peer.expect("ACK");
    let bye = peer.expect("BYE");
    assert_eq!(ack.headers.call_id(), invite.headers.call_id());
    assert_eq!(bye.headers.call_id(), invite.headers.call_id());
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn their_bye_in_the_old_dialog_is_confirmed_whenever_it_comes() {
    for first in [true, false] {
        let mut peer = Peer::registered();
        let (call, invite) = begun(&mut peer);
        let side = Side {
            call_id: "kept-1".to_owned(),
            local: NameAddr::parse("<sip:2000@acme.test>;tag=theirs").unwrap(),
            remote: NameAddr::parse("<sip:1001@acme.test>;tag=ours").unwrap(),
            target: peer.contact.as_ref().unwrap().uri.clone(),
            seq: 0,
        };
        let bye = peer.numbered(&side, Method::Bye, 9);
        if first {
            peer.send_request(&bye);
            peer.expect_status(200);
        }
        peer.answer(&invite, 200);
        peer.expect("ACK");
        if !first {
            peer.send_request(&bye);
            peer.expect_status(200);
        }
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        let bye = peer.expect("BYE");
        assert_eq!(bye.headers.call_id(), invite.headers.call_id());
        peer.answer(&bye, 200);
        peer.expect_nothing();
    }
}

#[test]
fn an_established_recovery_ends_like_any_call() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    peer.answer(&invite, 200);
    peer.expect("ACK");
    let mut side = Side {
        call_id: invite.headers.call_id().into_owned(),
        local: invite.headers.to().unwrap().with_tag("peer"),
        remote: invite.headers.from().unwrap(),
        target: invite.headers.contact().unwrap().uri,
        seq: 0,
    };
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

#[test]
fn what_else_comes_in_the_old_dialog_meanwhile_does_not_end_it() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    let side = Side {
        call_id: "kept-1".to_owned(),
        local: NameAddr::parse("<sip:2000@acme.test>;tag=theirs").unwrap(),
        remote: NameAddr::parse("<sip:1001@acme.test>;tag=ours").unwrap(),
        target: peer.contact.as_ref().unwrap().uri.clone(),
        seq: 0,
    };
    for (number, method, status) in [
        (9, Method::Options, 200),
        (10, Method::Update, 500),
        (11, Method::Invite, 500),
        (12, Method::Info, 500),
        (13, Method::Refer, 500),
        (14, Method::Notify, 481),
    ] {
        let request = peer.numbered(&side, method, number);
        peer.send_request(&request);
        if request.method == Method::Invite {
            peer.expect_status(100);
        }
        let answer = peer.expect_status(status);
        assert_eq!(answer.headers.has(names::RETRY_AFTER), status == 500);
        assert_eq!(answer.headers.to_tag().as_deref(), Some("ours"));
    }
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    let late = peer.numbered(&side, Method::Update, 15);
    peer.send_request(&late);
    peer.expect_status(481);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
