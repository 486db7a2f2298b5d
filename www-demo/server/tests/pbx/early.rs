//! Early media and reliable provisional responses.

use std::time::Duration;

use voip_demo_server::pbx::media::Media;
use voip_demo_server::pbx::media::tones::Program;

use crate::bridge::{hears_sound, offer};
use crate::lab::Lab;
use crate::message::Message;
use crate::phone::{Dialog, Phone};

/// 1001 dials `9198` with these headers: its media, the dialog, the 183.
async fn rings(phone: &mut Phone, extra: &str) -> (Media, Dialog, Message) {
    let (media, sdp) = offer().await;
    let mut dialog = phone.invite("9198", &sdp, extra).await;
    let early = phone.response("INVITE").await;
    assert_eq!(early.status(), Some(183));
    dialog.remote = early.must("To").to_owned();
    dialog.target = early.contact().to_owned();
    media.answer(early.body.clone()).await.expect("the answer fits");
    (media, dialog, early)
}

/// PRACK with that RAck; its status.
async fn prack(phone: &mut Phone, dialog: &mut Dialog, rack: &str) -> Option<u16> {
    phone.in_dialog(dialog, "PRACK", "", &format!("RAck: {rack}\r\n")).await;
    phone.final_response("PRACK").await.status()
}

#[tokio::test]
async fn the_ringing_is_heard_before_the_answer_and_music_after_it() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (media, mut dialog, early) = rings(&mut a, "").await;
    assert_eq!((early.header("Require"), early.header("RSeq")), (None, None));
    early.must("X-Call-UUID");
    hears_sound(&media, Program::Ringback).await;
    let ok = a.final_response("INVITE").await;
    assert_eq!((ok.status(), &ok.body), (Some(200), &early.body), "the same answer");
    a.ack(&mut dialog, &ok, "").await;
    hears_sound(&media, Program::HoldMusic).await;
}

#[tokio::test]
async fn a_phone_that_can_gets_it_reliably_and_the_answer_waits_for_its_prack() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_media, mut dialog, early) = rings(&mut a, "Supported: 100rel\r\n").await;
    assert_eq!((early.must("Require"), early.must("RSeq")), ("100rel", "1"));
    let again = a.response("INVITE").await;
    assert_eq!((again.status(), again.must("RSeq")), (Some(183), "1"), "repeated");
    // Past the time at which it answers.
    tokio::time::sleep(Duration::from_millis(2300)).await;
    for wrong in ["2 1 INVITE", "1 9 INVITE", "1 1 UPDATE", "nonsense"] {
        assert_eq!(prack(&mut a, &mut dialog, wrong).await, Some(481), "{wrong}");
    }
    let answered = |phone: &Phone| phone.unread().any(|m| m.status() == Some(200));
    assert!(!answered(&a), "the answer waits");
    assert_eq!(prack(&mut a, &mut dialog, "1 1 INVITE").await, Some(200));
    assert_eq!(prack(&mut a, &mut dialog, "1 1 INVITE").await, Some(481), "once");
    let ok = a.final_response("INVITE").await;
    assert_eq!(ok.status(), Some(200));
}

#[tokio::test]
async fn without_a_prack_the_call_is_refused() {
    let lab = Lab::with(|config| config.t1 = Duration::from_millis(20)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    rings(&mut a, "Supported: 100rel\r\n").await;
    let refused = a.final_response("INVITE").await;
    assert_eq!(refused.status(), Some(504));
}

#[tokio::test]
async fn a_phone_that_requires_it_gets_its_180_reliably() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut dialog = a.invite("1002", &offer().await.1, "Require: 100rel\r\n").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    let ringing = a.response("INVITE").await;
    assert_eq!((ringing.status(), ringing.must("Require")), (Some(180), "100rel"));
    dialog.remote = ringing.must("To").to_owned();
    dialog.target = ringing.contact().to_owned();
    assert_eq!(prack(&mut a, &mut dialog, "1 1 INVITE").await, Some(200));
    b.respond(&invite, "486 Busy Here", "", "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(486));
}

#[tokio::test]
async fn who_gives_up_during_early_media_is_told_487() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_media, mut dialog, early) = rings(&mut a, "").await;
    let branch = early.must("Via").split_once("branch=").expect("a branch").1.to_owned();
    dialog.remote = "<sip:9198@acme.test>".into();
    dialog.target = "sip:9198@acme.test".into();
    a.in_transaction(&dialog, "CANCEL", &branch, "", "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(487));
}

#[tokio::test]
async fn an_offer_before_the_first_one_is_answered_is_500() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let (_media, sdp) = offer().await;
    let mut dialog = a.invite("1002", &sdp, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    let rings = a.response("INVITE").await;
    dialog.remote = rings.must("To").to_owned();
    dialog.target = rings.contact().to_owned();
    a.in_dialog(&mut dialog, "UPDATE", &sdp, "").await;
    let refused = a.final_response("UPDATE").await;
    assert_eq!(refused.status(), Some(500));
    refused.must("Retry-After");
}

#[tokio::test]
async fn a_phone_that_falls_silent_before_the_answer_is_let_go_after_it() {
    let lab = Lab::with(|config| config.media.dead_after = Duration::from_millis(500)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (media, mut dialog, _) = rings(&mut a, "").await;
    drop(media);
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    assert!(a.request("BYE").await.must("Reason").contains("Media lost"));
}
