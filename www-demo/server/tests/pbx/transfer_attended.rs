//! Attended transfer: 1002, who was called by 1001, asks 1003 first.

use voip_demo_server::pbx::ControlError;
use voip_demo_server::pbx::media::tones::Program;
use voip_demo_server::pbx::media::{Media, Source};
use voip_sdk::model::call_control::TransferType::{Attended, Blind};
use voip_sdk::model::calls::ActiveCallState;
use voip_sdk::model::presence::PresenceStatus::{Available, Busy, Ringing};

use crate::bridge::{Bridged, hangs_up, hears_nothing, hears_sound, is_hung_up, pick_up, talking};
use crate::hold_by_api::{admin, user};
use crate::lab::Lab;
use crate::message::Message;
use crate::phone::{Dialog, Phone};
use crate::transfer::transfer_event;

/// 1001 waits, 1002 hears 1003 ring.
async fn asking(lab: &Lab) -> (Bridged, Phone, Message) {
    let call = talking(lab).await;
    let mut c = Phone::registered(lab, "1003", "acme.test").await;
    let transferred = lab
        .pbx
        .transfer("acme", lab.call(), user("1002"), "1003", Attended)
        .await;
    assert_eq!(transferred, Ok(()));
    let invite = c.request("INVITE").await;
    c.respond(&invite, "180 Ringing", "", "").await;
    hears_sound(&call.a_media, Program::HoldMusic).await;
    hears_sound(&call.b_media, Program::Ringback).await;
    (call, c, invite)
}

/// 1001 waits, 1002 talks to 1003.
async fn consulting(lab: &Lab) -> (Bridged, Phone, Media, Dialog) {
    let (call, mut c, invite) = asking(lab).await;
    // Only 1003 can be what 1002 hears.
    call.a_media.source(Source::Silence).await;
    let (media, dialog) = pick_up(&mut c, &invite, Program::Confirmation).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    hears_sound(&media, Program::Speech).await;
    hears_sound(&call.a_media, Program::HoldMusic).await;
    (call, c, media, dialog)
}

#[tokio::test]
async fn who_transfers_hangs_up_and_the_two_are_connected() {
    let lab = Lab::start().await;
    let (mut call, mut c, media, mut dialog) = consulting(&lab).await;
    assert_eq!(lab.shown("1003", Busy).await.as_deref(), Some("1002"));
    assert_eq!(lab.shown("1002", Busy).await.as_deref(), Some("1003"));
    assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some("1002"));
    assert_eq!(lab.pbx.active_calls("acme")[0].state, ActiveCallState::Held);
    call.a_media.source(Source::Tone(Program::HoldMusic)).await;
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    hears_sound(&call.a_media, Program::Confirmation).await;
    hears_sound(&media, Program::HoldMusic).await;
    lab.shown("1002", Available).await;
    assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some("1003"));
    let event = transfer_event(&lab).await;
    assert_eq!((event.target.as_str(), event.kind), ("1003", Attended));
    assert_eq!(event.transferred_by.as_deref(), Some("1002"));
    assert_eq!(lab.pbx.active_calls("acme")[0].state, ActiveCallState::Active);
    hangs_up(&mut c, &mut dialog).await;
    is_hung_up(&mut call.a).await;
    assert_eq!(lab.record().await.destination, "1002");
    assert_eq!(
        lab.call_events("acme"),
        [
            "call_start",
            "call_answer",
            "call_hold",
            "call_transfer",
            "call_resume",
            "call_end"
        ]
    );
}

#[tokio::test]
async fn who_transfers_hangs_up_before_the_answer_and_it_goes_on_blind() {
    let lab = Lab::start().await;
    let (mut call, mut c, invite) = asking(&lab).await;
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    hears_sound(&call.a_media, Program::Ringback).await;
    lab.shown("1002", Available).await;
    lab.shown("1003", Ringing).await;
    assert_eq!(transfer_event(&lab).await.kind, Blind);
    let (media, _) = pick_up(&mut c, &invite, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&media, Program::Confirmation).await;
}

#[tokio::test]
async fn it_went_on_blind_and_the_target_refuses() {
    let lab = Lab::start().await;
    let (mut call, mut c, invite) = asking(&lab).await;
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    lab.shown("1002", Available).await;
    c.respond(&invite, "486 Busy Here", "", "").await;
    let back = call.b.request("INVITE").await;
    let _heard = pick_up(&mut call.b, &back, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
}

#[tokio::test]
async fn a_target_that_refuses_leaves_the_two_as_they_were() {
    let lab = Lab::start().await;
    let (call, mut c, invite) = asking(&lab).await;
    c.respond(&invite, "486 Busy Here", "", "").await;
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    lab.shown("1003", Available).await;
    assert_eq!(lab.shown("1002", Busy).await.as_deref(), Some("1001"));
    assert_eq!(lab.call_events("acme")[2..], ["call_hold", "call_resume"]);
    // And another attempt is possible.
    let again = lab.pbx.transfer("acme", lab.call(), admin(), "1003", Blind).await;
    assert_eq!(again, Ok(()));
    c.request("INVITE").await;
}

#[tokio::test]
async fn a_target_that_hangs_up_leaves_the_two_as_they_were() {
    let lab = Lab::start().await;
    let (call, mut c, _, mut dialog) = consulting(&lab).await;
    call.a_media.source(Source::Tone(Program::HoldMusic)).await;
    hangs_up(&mut c, &mut dialog).await;
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&call.b_media, Program::HoldMusic).await;
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
}

#[tokio::test]
async fn who_is_kept_hangs_up_and_the_two_who_consult_go_on() {
    let lab = Lab::start().await;
    let (mut call, mut c, media, mut dialog) = consulting(&lab).await;
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    lab.shown("1001", Available).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    hears_sound(&media, Program::Speech).await;
    hangs_up(&mut c, &mut dialog).await;
    is_hung_up(&mut call.b).await;
    lab.record().await;
}

#[tokio::test]
async fn who_is_kept_hangs_up_while_the_target_rings() {
    let lab = Lab::start().await;
    let (mut call, mut c, _) = asking(&lab).await;
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    c.request("CANCEL").await;
    is_hung_up(&mut call.b).await;
    lab.record().await;
}

#[tokio::test]
async fn an_outside_number_is_asked_and_connected() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let number = "+34600111222";
    let transferred = lab
        .pbx
        .transfer("acme", lab.call(), user("1002"), number, Attended)
        .await;
    assert_eq!(transferred, Ok(()));
    hears_sound(&call.b_media, Program::Ringback).await;
    hears_sound(&call.b_media, Program::Speech).await;
    hears_sound(&call.a_media, Program::HoldMusic).await;
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    hears_sound(&call.a_media, Program::Speech).await;
    assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some(number));
}

#[tokio::test]
async fn nothing_else_is_done_to_a_call_meanwhile_but_hanging_up() {
    let lab = Lab::start().await;
    let (mut call, mut c, _, _) = consulting(&lab).await;
    let (pbx, uuid) = (&lab.pbx, lab.call());
    let again = pbx.transfer("acme", uuid, user("1002"), "9197", Blind).await;
    assert_eq!(again, Err(ControlError::InTransfer));
    assert_eq!(
        pbx.park("acme", uuid, user("1003"), None).await,
        Err(ControlError::InTransfer)
    );
    assert_eq!(
        pbx.hold("acme", uuid, admin(), true).await,
        Err(ControlError::InTransfer)
    );
    pbx.hangup("acme", uuid).expect("hung up");
    for phone in [&mut call.a, &mut call.b, &mut c] {
        is_hung_up(phone).await;
    }
    for media in [&call.a_media, &call.b_media] {
        hears_nothing(media).await;
    }
}
