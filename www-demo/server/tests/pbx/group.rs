//! Ring groups.

use voip_demo_server::pbx::ControlError;
use voip_demo_server::pbx::media::tones::Program;
use voip_sdk::model::call_control::TransferType::Blind;
use voip_sdk::model::presence::PresenceStatus::{Available, Ringing};
use voip_sdk::model::ring_groups::RingStrategy::{Random, Sequential, Simultaneous};

use crate::bridge::{hears_sound, is_hung_up, offer, pick_up, talking};
use crate::hold_by_api::admin;
use crate::lab::{Lab, Rules};
use crate::message::Message;
use crate::phone::Phone;

/// A phone rings, and says so.
async fn rings(phone: &mut Phone) -> Message {
    let invite = phone.request("INVITE").await;
    phone.respond(&invite, "180 Ringing", "", "").await;
    invite
}

#[tokio::test]
async fn all_ring_at_once_and_the_first_to_answer_has_the_call() {
    let members = [("1002", 1), ("1003", 1), ("1004", 1), ("1001", 1)];
    let lab = Lab::ruled(Rules::default().group("600", Simultaneous, &members)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let (media, sdp) = offer().await;
    let mut dialog = a.invite("600", &sdp, "").await;
    rings(&mut b).await;
    let invite = rings(&mut c).await;
    assert_eq!(a.response("INVITE").await.status(), Some(180));
    lab.shown("1002", Ringing).await;
    lab.shown("1003", Ringing).await;
    let _heard = pick_up(&mut c, &invite, Program::Speech).await;
    let cancel = b.request("CANCEL").await;
    assert!(cancel.must("Reason").contains("cause=200"));
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    media.answer(ok.body).await.expect("the answer fits");
    hears_sound(&media, Program::Speech).await;
    lab.shown("1002", Available).await;
    a.in_dialog(&mut dialog, "BYE", "", "").await;
    is_hung_up(&mut c).await;
    assert_eq!(lab.record().await.destination, "600");
}

#[tokio::test]
async fn they_ring_by_priority_and_a_refusal_is_the_next_ones_turn() {
    let members = [("1004", 3), ("1002", 1), ("1003", 2)];
    let lab = Lab::ruled(Rules::default().group("600", Sequential, &members)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let mut d = Phone::registered(&lab, "1004", "acme.test").await;
    a.invite("600", &offer().await.1, "").await;
    let invite = rings(&mut b).await;
    assert!(c.unread().next().is_none());
    b.respond(&invite, "603 Decline", "", "").await;
    rings(&mut c).await;
    // Its time is over without a word.
    c.request("CANCEL").await;
    let invite = rings(&mut d).await;
    let _heard = pick_up(&mut d, &invite, Program::Speech).await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(200));
}

#[tokio::test]
async fn one_after_another_in_any_order_until_nobody_is_left() {
    let members = [("1002", 1), ("1003", 1), ("1009", 1)];
    let lab = Lab::ruled(Rules::default().group("600", Random, &members)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    a.invite("600", &offer().await.1, "").await;
    let refuses = async |phone: &mut Phone| {
        let invite = rings(phone).await;
        phone.respond(&invite, "486 Busy Here", "", "").await;
    };
    tokio::join!(refuses(&mut b), refuses(&mut c));
    assert_eq!(a.final_response("INVITE").await.status(), Some(480));
    assert_eq!(lab.record().await.hangup_cause, "NO_ANSWER");
}

#[tokio::test]
async fn a_group_without_a_phone_is_not_there() {
    let lab = Lab::ruled(Rules::default().group("600", Simultaneous, &[("1002", 1)])).await;
    let mut call = talking(&lab).await;
    assert_eq!(
        lab.pbx.transfer("acme", lab.call(), admin(), "600", Blind).await,
        Err(ControlError::TargetOffline),
        "its only member takes part in the call"
    );
    let mut c = Phone::registered(&lab, "1003", "globex.test").await;
    c.invite("600", &offer().await.1, "").await;
    assert_eq!(c.final_response("INVITE").await.status(), Some(480));
    call.a.in_dialog(&mut call.a_dialog, "BYE", "", "").await;
}

#[tokio::test]
async fn a_call_is_transferred_to_a_group() {
    let lab = Lab::ruled(Rules::default().group("600", Sequential, &[("1003", 1), ("1004", 2)])).await;
    let mut call = talking(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let mut d = Phone::registered(&lab, "1004", "acme.test").await;
    let transferred = lab.pbx.transfer("acme", lab.call(), admin(), "600", Blind).await;
    assert_eq!(transferred, Ok(()));
    is_hung_up(&mut call.b).await;
    let invite = rings(&mut c).await;
    c.respond(&invite, "486 Busy Here", "", "").await;
    let invite = rings(&mut d).await;
    let _heard = pick_up(&mut d, &invite, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
}
