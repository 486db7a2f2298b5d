//! Blind transfer: 1002, who was called by 1001, sends it to somebody else.

use std::time::Duration;

use voip_demo_server::pbx::ControlError;
use voip_demo_server::pbx::media::tones::Program;
use voip_sdk::model::call_control::TransferType::{Attended, Blind};
use voip_sdk::model::events::{CallTransfer, RealtimeEvent};
use voip_sdk::model::presence::PresenceStatus::{Available, Busy, Ringing};

use crate::bridge::{Bridged, dials, hangs_up, hears_sound, is_hung_up, offer, pick_up, talking};
use crate::hold_by_api::{admin, user};
use crate::lab::Lab;
use crate::message::Message;
use crate::phone::Phone;

/// 1001 and 1002 talk, and 1002 transfers to 1003, whose phone rings.
async fn transferred(lab: &Lab) -> (Bridged, Phone, Message) {
    let mut call = talking(lab).await;
    let mut c = Phone::registered(lab, "1003", "acme.test").await;
    let transferred = lab.pbx.transfer("acme", lab.call(), user("1002"), "1003", Blind).await;
    assert_eq!(transferred, Ok(()));
    assert_eq!(is_hung_up(&mut call.b).await, "Q.850;cause=16;text=\"Transferred\"");
    let invite = c.request("INVITE").await;
    c.respond(&invite, "180 Ringing", "", "").await;
    (call, c, invite)
}

pub async fn transfer_event(lab: &Lab) -> CallTransfer {
    lab.event("call_transfer", |event| match event {
        RealtimeEvent::CallTransfer(data) => Some(data.clone()),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn the_target_gets_the_other_party_and_who_transfers_is_out_at_once() {
    let lab = Lab::start().await;
    let (mut call, mut c, invite) = transferred(&lab).await;
    let uuid = call.invite.must("X-Call-UUID").to_owned();
    assert_eq!(invite.must("X-Call-UUID"), uuid);
    assert!(invite.must("From").contains("sip:1001@acme.test"), "{invite:?}");
    hears_sound(&call.a_media, Program::Ringback).await;
    lab.shown("1002", Available).await;
    assert_eq!(lab.shown("1003", Ringing).await.as_deref(), Some("1001"));
    assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some("1003"));

    let (c_media, mut dialog) = pick_up(&mut c, &invite, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&c_media, Program::Confirmation).await;
    assert_eq!(lab.shown("1003", Busy).await.as_deref(), Some("1001"));
    let event = transfer_event(&lab).await;
    assert_eq!(
        (event.call_uuid.as_str(), event.target.as_str()),
        (uuid.as_str(), "1003")
    );
    assert_eq!((event.kind, event.transferred_by.as_deref()), (Blind, Some("1002")));

    hangs_up(&mut c, &mut dialog).await;
    is_hung_up(&mut call.a).await;
    for number in ["1001", "1003"] {
        lab.shown(number, Available).await;
    }
    let record = lab.record().await;
    assert_eq!(
        (
            record.call_uuid.as_str(),
            record.caller.as_str(),
            record.destination.as_str()
        ),
        (uuid.as_str(), "1001", "1002")
    );
    assert_eq!(
        lab.call_events("acme"),
        ["call_start", "call_answer", "call_transfer", "call_end"]
    );
}

#[tokio::test]
async fn the_caller_may_transfer_too_and_a_held_call_is_transferred() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    lab.pbx
        .hold("acme", lab.call(), user("1001"), true)
        .await
        .expect("held");
    let transferred = lab.pbx.transfer("acme", lab.call(), user("1001"), "1003", Blind).await;
    assert_eq!(transferred, Ok(()));
    is_hung_up(&mut call.a).await;
    let invite = c.request("INVITE").await;
    let (c_media, _) = pick_up(&mut c, &invite, Program::Confirmation).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    hears_sound(&c_media, Program::Speech).await;
}

#[tokio::test]
async fn a_target_that_refuses_brings_the_call_back() {
    for status in ["486 Busy Here", "603 Decline", "480 Temporarily Unavailable"] {
        let lab = Lab::start().await;
        let (mut call, mut c, invite) = transferred(&lab).await;
        c.respond(&invite, status, "", "").await;
        c.request("ACK").await;
        let back = call.b.request("INVITE").await;
        assert_eq!(back.must("X-Call-UUID"), call.invite.must("X-Call-UUID"));
        assert!(back.must("From").contains("sip:1001@acme.test"));
        lab.shown("1003", Available).await;
        lab.shown("1002", Ringing).await;
        hears_sound(&call.a_media, Program::Ringback).await;
        let (b_media, mut dialog) = pick_up(&mut call.b, &back, Program::Speech).await;
        hears_sound(&call.a_media, Program::Speech).await;
        hears_sound(&b_media, Program::Confirmation).await;
        hangs_up(&mut call.b, &mut dialog).await;
        is_hung_up(&mut call.a).await;
    }
}

#[tokio::test]
async fn nobody_answers_and_nobody_takes_it_back() {
    let lab = Lab::with(|config| config.ring_timeout = Duration::from_secs(1)).await;
    let (mut call, mut c, invite) = transferred(&lab).await;
    let cancel = c.request("CANCEL").await;
    c.respond(&cancel, "200 OK", "", "").await;
    c.respond(&invite, "487 Request Terminated", "", "").await;
    let back = call.b.request("INVITE").await;
    call.b.respond(&back, "180 Ringing", "", "").await;
    call.b.request("CANCEL").await;
    let reason = is_hung_up(&mut call.a).await;
    assert!(reason.contains("Transfer failed"), "{reason}");
    let record = lab.record().await;
    assert_eq!(record.hangup_cause, "TRANSFER_FAILED");
    for number in ["1001", "1002", "1003"] {
        lab.shown(number, Available).await;
    }
}

#[tokio::test]
async fn a_target_whose_phone_disappears_brings_the_call_back() {
    let lab = Lab::start().await;
    let (mut call, c, _) = transferred(&lab).await;
    drop(c);
    let back = call.b.request("INVITE").await;
    let _heard = pick_up(&mut call.b, &back, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
}

#[tokio::test]
async fn the_other_party_hangs_up_while_the_target_rings() {
    let lab = Lab::start().await;
    let (mut call, mut c, invite) = transferred(&lab).await;
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    c.request("CANCEL").await;
    // Its answer crosses the CANCEL.
    let _heard = pick_up(&mut c, &invite, Program::Speech).await;
    is_hung_up(&mut c).await;
    assert_eq!(lab.record().await.hangup_cause, "NORMAL_CLEARING");
    for number in ["1001", "1002", "1003"] {
        lab.shown(number, Available).await;
    }
}

#[tokio::test]
async fn the_api_hangs_up_while_the_target_rings() {
    let lab = Lab::start().await;
    let (mut call, mut c, _) = transferred(&lab).await;
    let extensions = lab.pbx.extensions_of("acme", lab.call()).expect("a call");
    assert_eq!(extensions, ["1001", "1003", "1002"]);
    lab.pbx.hangup("acme", lab.call()).expect("hung up");
    is_hung_up(&mut call.a).await;
    c.request("CANCEL").await;
    assert!(call.b.unread().next().is_none());
}

#[tokio::test]
async fn of_two_transfers_the_second_is_refused() {
    let lab = Lab::start().await;
    let _call = talking(&lab).await;
    let _c = Phone::registered(&lab, "1003", "acme.test").await;
    let _d = Phone::registered(&lab, "1004", "acme.test").await;
    let transfer = |by, target| lab.pbx.transfer("acme", lab.call(), by, target, Blind);
    let (first, second) = tokio::join!(transfer(admin(), "1003"), transfer(admin(), "1004"));
    assert_eq!((first, second), (Ok(()), Err(ControlError::InTransfer)));
    let of_one_who_left = transfer(user("1002"), "1004").await;
    assert_eq!(of_one_who_left, Err(ControlError::NotAParty));
    let held = lab.pbx.hold("acme", lab.call(), user("1001"), true).await;
    assert_eq!(held, Err(ControlError::InTransfer));
}

#[tokio::test]
async fn a_target_that_cannot_be_reached_is_refused_before_anything_changes() {
    let lab = Lab::start().await;
    let call = talking(&lab).await;
    for (target, error) in [
        ("1999", ControlError::NoSuchTarget),
        ("12", ControlError::NoSuchTarget),
        ("*3", ControlError::NoSuchTarget),
        ("*97", ControlError::NoSuchTarget),
        ("*7101", ControlError::NoSuchTarget),
        ("1004", ControlError::TargetOffline),
        ("1001", ControlError::TargetIsParty),
        ("1002", ControlError::TargetIsParty),
    ] {
        for kind in [Blind, Attended] {
            let refused = lab.pbx.transfer("acme", lab.call(), admin(), target, kind).await;
            assert_eq!(refused, Err(error), "{target}");
        }
    }
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    assert_eq!(lab.call_events("acme"), ["call_start", "call_answer"]);
    assert!(call.b.unread().next().is_none());
}

#[tokio::test]
async fn a_call_that_rings_is_not_transferred() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let _c = Phone::registered(&lab, "1003", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    b.request("INVITE").await;
    let refused = lab.pbx.transfer("acme", lab.call(), user("1002"), "1003", Blind).await;
    assert_eq!(refused, Err(ControlError::NotAnswered));
}

#[tokio::test]
async fn an_outside_number_speaks_to_whom_it_is_transferred() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let _heard = dials(&mut a, "+34600111222", Program::Confirmation).await;
    let transferred = lab.pbx.transfer("acme", lab.call(), user("1001"), "1002", Blind).await;
    assert_eq!(transferred, Ok(()));
    is_hung_up(&mut a).await;
    let invite = b.request("INVITE").await;
    assert!(invite.must("From").contains("sip:+34600111222@acme.test"), "{invite:?}");
    let (media, mut dialog) = pick_up(&mut b, &invite, Program::Confirmation).await;
    hears_sound(&media, Program::Speech).await;
    assert_eq!(lab.shown("1002", Busy).await.as_deref(), Some("+34600111222"));
    lab.shown("1001", Available).await;
    hangs_up(&mut b, &mut dialog).await;
    let record = lab.record().await;
    assert_eq!(
        (record.caller.as_str(), record.destination.as_str()),
        ("+15550100", "+34600111222")
    );
}

#[tokio::test]
async fn a_service_or_an_outside_number_can_be_the_target() {
    for (target, sound) in [
        ("9197", Program::HoldMusic),
        ("9196", Program::Confirmation),
        ("+34600111222", Program::Speech),
    ] {
        let lab = Lab::start().await;
        let mut call = talking(&lab).await;
        let transferred = lab.pbx.transfer("acme", lab.call(), admin(), target, Blind).await;
        assert_eq!(transferred, Ok(()), "{target}");
        is_hung_up(&mut call.b).await;
        hears_sound(&call.a_media, sound).await;
        assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some(target));
        hangs_up(&mut call.a, &mut call.a_dialog).await;
        lab.record().await;
    }
}

#[tokio::test]
async fn nothing_is_kept_of_who_has_left() {
    let lab = Lab::start().await;
    let (mut call, mut c, invite) = transferred(&lab).await;
    let (c_media, _) = pick_up(&mut c, &invite, Program::Speech).await;
    hears_sound(&c_media, Program::Confirmation).await;
    assert_eq!(lab.pbx.footprint().dialogs, 2);
    // And round again.
    let transferred = lab.pbx.transfer("acme", lab.call(), user("1003"), "1002", Blind).await;
    assert_eq!(transferred, Ok(()));
    is_hung_up(&mut c).await;
    let invite = call.b.request("INVITE").await;
    let (b_media, mut dialog) = pick_up(&mut call.b, &invite, Program::Speech).await;
    hears_sound(&b_media, Program::Confirmation).await;
    assert_eq!(lab.pbx.footprint().dialogs, 2);
    hangs_up(&mut call.b, &mut dialog).await;
    is_hung_up(&mut call.a).await;
    lab.record().await;
    assert_eq!(lab.pbx.footprint().calls, 0);
}
