//! Transfer by the phone itself: REFER without Replaces.

use std::time::Duration;

use voip_demo_server::pbx::media::tones::Program;
use voip_sdk::model::call_control::TransferType::Blind;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::presence::PresenceStatus::{Available, Busy};

use crate::bridge::{Bridged, hangs_up, hears_nothing, hears_sound, is_hung_up, pick_up, talking};
use crate::lab::{Lab, Rules};
use crate::message::Message;
use crate::phone::Phone;
use crate::transfer::transfer_event;

/// What a NOTIFY about a transfer says: the status, and whether it is the last.
pub async fn told(phone: &mut Phone) -> (u16, bool) {
    let notify = phone.notified().await;
    assert!(notify.must("Event").starts_with("refer"), "{notify:?}");
    assert!(notify.must("Content-Type").starts_with("message/sipfrag"), "{notify:?}");
    let last = notify.must("Subscription-State").starts_with("terminated");
    (
        Message::parse(&format!("{}\r\n", notify.body))
            .status()
            .expect("a status"),
        last,
    )
}

/// 1002 sends its call with 1001 to a number; the first NOTIFY has come.
async fn refers(call: &mut Bridged, target: &str) {
    let extra = format!("Refer-To: <{target}>\r\n");
    call.b.in_dialog(&mut call.b_dialog, "REFER", "", &extra).await;
    assert_eq!(call.b.final_response("REFER").await.status(), Some(202));
    assert_eq!(told(&mut call.b).await, (100, false));
}

/// 1001 and 1002 hear each other.
async fn goes_on(call: &mut Bridged) {
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
}

#[tokio::test]
async fn the_target_rings_and_who_refers_is_told_of_each_step() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    refers(&mut call, "sip:1003@acme.test").await;
    let invite = c.request("INVITE").await;
    assert_eq!(invite.must("X-Call-UUID"), call.invite.must("X-Call-UUID"));
    assert!(invite.must("From").contains("sip:1001@acme.test"), "{invite:?}");
    assert!(invite.must("Referred-By").contains("sip:1002@acme.test"), "{invite:?}");
    hears_sound(&call.a_media, Program::Ringback).await;
    hears_nothing(&call.b_media).await;
    c.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(told(&mut call.b).await, (180, false));

    let (c_media, mut dialog) = pick_up(&mut c, &invite, Program::Speech).await;
    assert_eq!(told(&mut call.b).await, (200, true));
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&c_media, Program::Confirmation).await;
    lab.shown("1002", Available).await;
    assert_eq!(lab.shown("1003", Busy).await.as_deref(), Some("1001"));
    let event = transfer_event(&lab).await;
    assert_eq!((event.target.as_str(), event.kind), ("1003", Blind));
    assert_eq!(event.transferred_by.as_deref(), Some("1002"));

    hangs_up(&mut c, &mut dialog).await;
    is_hung_up(&mut call.a).await;
    let record = lab.record().await;
    assert_eq!(record.call_uuid, call.invite.must("X-Call-UUID"));
    assert_eq!((record.caller.as_str(), record.destination.as_str()), ("1001", "1002"));
}

#[tokio::test]
async fn who_refers_and_stays_is_hung_up_after_the_last_notify() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    refers(&mut call, "sip:1003@acme.test").await;
    let invite = c.request("INVITE").await;
    let _heard = pick_up(&mut c, &invite, Program::Speech).await;
    assert_eq!(told(&mut call.b).await, (200, true));
    assert_eq!(is_hung_up(&mut call.b).await, "Q.850;cause=16;text=\"Transferred\"");
    hears_sound(&call.a_media, Program::Speech).await;
}

#[tokio::test]
async fn a_target_that_refuses_leaves_the_call_as_it_was() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    for (status, code) in [("486 Busy Here", 486), ("603 Decline", 603)] {
        refers(&mut call, "sip:1003@acme.test").await;
        let invite = c.request("INVITE").await;
        c.respond(&invite, status, "", "").await;
        c.request("ACK").await;
        assert_eq!(told(&mut call.b).await, (code, true));
        goes_on(&mut call).await;
        lab.shown("1002", Busy).await;
    }
    assert_eq!(lab.call_events("acme"), ["call_start", "call_answer"]);
}

#[tokio::test]
async fn a_target_that_cannot_be_rung_leaves_the_call_as_it_was() {
    let rules = Rules::default().block("+4915550199", CallDirection::Outbound);
    let lab = Lab::set_up(rules, |_| ()).await;
    let mut call = talking(&lab).await;
    for (target, code) in [
        ("sip:1003@acme.test", 480),
        ("sip:1001@acme.test", 486),
        ("sip:1234@acme.test", 404),
        ("sip:*97@acme.test", 404),
        ("sip:1003@globex.test", 404),
        ("tel:+49-1555-0199", 403),
    ] {
        refers(&mut call, target).await;
        assert_eq!(told(&mut call.b).await, (code, true), "{target}");
    }
    goes_on(&mut call).await;
}

#[tokio::test]
async fn a_target_that_does_not_answer_leaves_the_call_as_it_was() {
    let lab = Lab::with(|config| config.ring_timeout = Duration::from_secs(1)).await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    refers(&mut call, "sip:1003@acme.test").await;
    let invite = c.request("INVITE").await;
    c.respond(&invite, "180 Ringing", "", "").await;
    let cancel = c.request("CANCEL").await;
    c.respond(&cancel, "200 OK", "", "").await;
    c.respond(&invite, "487 Request Terminated", "", "").await;
    assert_eq!(told(&mut call.b).await, (180, false));
    assert_eq!(told(&mut call.b).await, (480, true));
    goes_on(&mut call).await;
}

#[tokio::test]
async fn numbers_outside_and_services_are_targets_too() {
    for (number, sound) in [("9197", Program::HoldMusic), ("+4915550100", Program::Speech)] {
        let lab = Lab::start().await;
        let mut call = talking(&lab).await;
        refers(&mut call, &format!("sip:{number}@acme.test")).await;
        let mut status = told(&mut call.b).await;
        if status == (180, false) {
            status = told(&mut call.b).await;
        }
        assert_eq!(status, (200, true), "{number}");
        hangs_up(&mut call.b, &mut call.b_dialog).await;
        hears_sound(&call.a_media, sound).await;
    }
}

#[tokio::test]
async fn the_park_code_parks_the_other_party() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    refers(&mut call, "sip:*70@acme.test").await;
    assert_eq!(told(&mut call.b).await, (200, true));
    assert_eq!(is_hung_up(&mut call.b).await, "Q.850;cause=16;text=\"Parked\"");
    assert_eq!(lab.pbx.parked_calls("acme").len(), 1);
    hears_sound(&call.a_media, Program::HoldMusic).await;
}

#[tokio::test]
async fn who_refers_and_hangs_up_at_once_has_transferred_blindly() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    refers(&mut call, "sip:1003@acme.test").await;
    let invite = c.request("INVITE").await;
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    assert_eq!(transfer_event(&lab).await.target, "1003");
    let _heard = pick_up(&mut c, &invite, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
}

#[tokio::test]
async fn the_other_party_that_hangs_up_meanwhile_is_told_before_the_bye() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    refers(&mut call, "sip:1003@acme.test").await;
    let invite = c.request("INVITE").await;
    c.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(told(&mut call.b).await, (180, false));
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    assert_eq!(told(&mut call.b).await, (480, true));
    is_hung_up(&mut call.b).await;
    c.request("CANCEL").await;
}

#[tokio::test]
async fn a_refer_that_cannot_be_taken_is_refused() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let _c = Phone::registered(&lab, "1003", "acme.test").await;
    for extra in [
        "",
        "Refer-To: nonsense\r\n",
        "Refer-To: <sip:1003@acme.test>\r\nRefer-To: <sip:1004@acme.test>\r\n",
        "Refer-To: <sip:1003@acme.test?Replaces=only-a-call-id>\r\n",
    ] {
        call.b.in_dialog(&mut call.b_dialog, "REFER", "", extra).await;
        assert_eq!(call.b.final_response("REFER").await.status(), Some(400), "{extra}");
    }
    refers(&mut call, "sip:1003@acme.test").await;
    let extra = "Refer-To: <sip:1004@acme.test>\r\n";
    call.a.in_dialog(&mut call.a_dialog, "REFER", "", extra).await;
    assert_eq!(call.a.final_response("REFER").await.status(), Some(491));
}

#[tokio::test]
async fn who_does_not_want_to_be_told_is_not() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let extra = "Refer-To: <sip:1003@acme.test>\r\nRefer-Sub: false\r\n";
    call.b.in_dialog(&mut call.b_dialog, "REFER", "", extra).await;
    let accepted = call.b.final_response("REFER").await;
    assert_eq!(
        (accepted.status(), accepted.header("Refer-Sub")),
        (Some(202), Some("false"))
    );
    let invite = c.request("INVITE").await;
    let _heard = pick_up(&mut c, &invite, Program::Speech).await;
    is_hung_up(&mut call.b).await;
    assert!(!call.b.unread().any(|m| m.method() == "NOTIFY"));
}

#[tokio::test]
async fn the_park_code_parks_the_other_party_even_if_it_is_the_same_extension() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1001", "acme.test").await;
    let (a_media, sdp) = crate::bridge::offer().await;
    let mut dialog = a.invite("1001", &sdp, "").await;
    let invite = b.request("INVITE").await;
    let (_b_media, _) = pick_up(&mut b, &invite, Program::Speech).await;
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    a_media.answer(ok.body.clone()).await.expect("the answer fits");
    a.in_dialog(&mut dialog, "REFER", "", "Refer-To: <sip:*70@acme.test>\r\n")
        .await;
    assert_eq!(a.final_response("REFER").await.status(), Some(202));
    assert_eq!(told(&mut a).await, (100, false));
    assert_eq!(told(&mut a).await, (200, true));
    assert_eq!(is_hung_up(&mut a).await, "Q.850;cause=16;text=\"Parked\"");
}

#[tokio::test]
async fn a_transfer_may_ring_for_as_long_as_it_says() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let extra = "Refer-To: <sip:1003@acme.test>\r\n";
    call.b.in_dialog(&mut call.b_dialog, "REFER", "", extra).await;
    let notify = call.b.notified().await;
    let lasts = notify.must("Subscription-State").strip_prefix("active;expires=");
    let lasts: u64 = lasts.and_then(|text| text.parse().ok()).expect("seconds");
    // The target, and who it forwards to.
    let rings = voip_demo_server::pbx::PbxConfig::default().ring_timeout.as_secs();
    assert!(lasts > 2 * rings, "{lasts}");
    c.request("INVITE").await;
}

#[tokio::test]
async fn who_has_called_anonymously_is_not_named_to_whom_it_transfers() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let (a_media, sdp) = crate::bridge::offer().await;
    let mut dialog = a.invite("1002", &sdp, "Privacy: id\r\n").await;
    let invite = b.request("INVITE").await;
    let _media = pick_up(&mut b, &invite, Program::Speech).await;
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    a_media.answer(ok.body.clone()).await.expect("the answer fits");
    a.in_dialog(&mut dialog, "REFER", "", "Refer-To: <sip:1003@acme.test>\r\n")
        .await;
    let invite = c.request("INVITE").await;
    assert_eq!(invite.header("Referred-By"), None);
}

#[tokio::test]
async fn a_call_that_no_phone_is_left_in_ends_after_a_while() {
    let lab = Lab::with(|config| config.unattended_timeout = Duration::from_millis(2500)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_media, mut dialog, _) = crate::bridge::dials(&mut a, "9197", Program::Speech).await;
    a.in_dialog(&mut dialog, "REFER", "", "Refer-To: <sip:+34600111222@acme.test>\r\n")
        .await;
    while told(&mut a).await != (200, true) {}
    hangs_up(&mut a, &mut dialog).await;
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
    assert_eq!(lab.record().await.destination, "9197");
}

#[tokio::test]
async fn a_phone_that_answers_no_notify_is_hung_up_all_the_same() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let _c = Phone::registered(&lab, "1003", "acme.test").await;
    let extra = "Refer-To: <sip:1003@acme.test>\r\n";
    call.b.in_dialog(&mut call.b_dialog, "REFER", "", extra).await;
    assert_eq!(call.b.final_response("REFER").await.status(), Some(202));
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    is_hung_up(&mut call.b).await;
    assert_eq!(call.b.unread().filter(|m| m.method() == "NOTIFY").count(), 2);
}
