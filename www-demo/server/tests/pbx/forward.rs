//! Call forwarding of extensions.

use std::time::Duration;

use voip_demo_server::pbx::media::tones::Program;
use voip_sdk::model::call_control::TransferType::Blind;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::extensions::CallForwardType::{Always, Busy, NoAnswer, Unavailable};
use voip_sdk::model::presence::PresenceStatus;

use crate::bridge::{dials, hears_sound, offer, pick_up, talking};
use crate::hold_by_api::admin;
use crate::lab::{Lab, Rules};
use crate::phone::Phone;

/// 1001 calls 1002; who rings for it is 1003.
async fn goes_to_1003(lab: &Lab, a: &mut Phone, c: &mut Phone) {
    let (media, sdp) = offer().await;
    let mut dialog = a.invite("1002", &sdp, "").await;
    let invite = c.request("INVITE").await;
    assert!(invite.must("From").contains("sip:1001@acme.test"));
    assert!(invite.must("To").contains("sip:1003@acme.test"));
    lab.shown("1003", PresenceStatus::Ringing).await;
    let _heard = pick_up(c, &invite, Program::Speech).await;
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    media.answer(ok.body).await.expect("the answer fits");
    hears_sound(&media, Program::Speech).await;
    a.in_dialog(&mut dialog, "BYE", "", "").await;
    c.request("BYE").await;
    let record = lab.record().await;
    assert_eq!(
        (record.destination.as_str(), record.direction),
        ("1002", CallDirection::Internal)
    );
}

#[tokio::test]
async fn always_rings_the_other_extension_only() {
    let lab = Lab::ruled(Rules::default().forward("1002", Always, "1003")).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    goes_to_1003(&lab, &mut a, &mut c).await;
    assert!(b.unread().next().is_none());
}

#[tokio::test]
async fn unavailable_is_for_an_extension_without_a_phone() {
    let lab = Lab::ruled(Rules::default().forward("1002", Unavailable, "1003")).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    goes_to_1003(&lab, &mut a, &mut c).await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    b.request("INVITE").await;
}

#[tokio::test]
async fn no_answer_lets_it_ring_for_a_while_first() {
    let rules = Rules::default().forward("1002", NoAnswer, "1003");
    let lab = Lab::set_up(rules, |config| config.forward_timeout = Duration::from_millis(150)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let _waits = {
        a.invite("1002", &offer().await.1, "").await;
        let invite = b.request("INVITE").await;
        b.respond(&invite, "180 Ringing", "", "").await;
        b.request("CANCEL").await
    };
    c.request("INVITE").await;
}

#[tokio::test]
async fn busy_is_for_an_extension_in_a_call_and_for_a_phone_that_says_so() {
    let lab = Lab::ruled(Rules::default().forward("1002", Busy, "1003")).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "486 Busy Here", "", "").await;
    c.request("INVITE").await;

    let lab = Lab::ruled(Rules::default().forward("1002", Busy, "1003")).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let (_media, _, _) = dials(&mut b, "9197", Program::Speech).await;
    a.invite("1002", &offer().await.1, "").await;
    c.request("INVITE").await;
    assert!(b.unread().next().is_none());
}

#[tokio::test]
async fn it_may_go_outside_and_the_record_says_what_was_dialled() {
    let lab = Lab::ruled(Rules::default().forward("1002", Always, "+34600111222")).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (media, mut dialog, _) = dials(&mut a, "1002", Program::Confirmation).await;
    hears_sound(&media, Program::Speech).await;
    a.in_dialog(&mut dialog, "BYE", "", "").await;
    let record = lab.record().await;
    assert_eq!((record.caller.as_str(), record.destination.as_str()), ("1001", "1002"));
}

#[tokio::test]
async fn a_loop_ends_and_so_does_a_chain_that_leads_nowhere() {
    let rules = Rules::default()
        .forward("1002", Always, "1003")
        .forward("1003", Unavailable, "1002")
        .forward("1004", Always, "1004")
        .forward("1005", Always, "1999")
        .forward("1006", Always, "9197");
    let lab = Lab::ruled(rules).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_media, sdp) = offer().await;
    for (number, code) in [("1002", 482), ("1004", 482), ("1005", 480), ("1006", 480)] {
        a.invite(number, &sdp, "").await;
        assert_eq!(a.final_response("INVITE").await.status(), Some(code), "{number}");
    }
}

#[tokio::test]
async fn a_phone_that_forwards_to_itself_is_a_loop() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    for _ in 0..=5 {
        let invite = b.request("INVITE").await;
        let contact = "Contact: <sip:1002@acme.test>\r\n";
        b.respond_with(&invite, "302 Moved Temporarily", "", contact).await;
    }
    assert_eq!(a.final_response("INVITE").await.status(), Some(482));
}

#[tokio::test]
async fn a_transfer_follows_it_and_a_call_back_does_not() {
    let rules = Rules::default()
        .forward("1003", Unavailable, "1004")
        .forward("1002", Always, "1005");
    let lab = Lab::ruled(rules).await;
    let mut e = Phone::registered(&lab, "1005", "acme.test").await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut d = Phone::registered(&lab, "1004", "acme.test").await;
    // 1002 calls, since calls to it are forwarded.
    let (_media, sdp) = offer().await;
    let mut dialog = b.invite("1001", &sdp, "").await;
    let invite = a.request("INVITE").await;
    let _heard = pick_up(&mut a, &invite, Program::Speech).await;
    let ok = b.final_response("INVITE").await;
    b.ack(&mut dialog, &ok, "").await;
    let by = crate::hold_by_api::user("1002");
    let transferred = lab.pbx.transfer("acme", lab.call(), by, "1003", Blind).await;
    assert_eq!(transferred, Ok(()));
    let invite = d.request("INVITE").await;
    d.respond(&invite, "486 Busy Here", "", "").await;
    b.request("INVITE").await;
    assert!(e.unread().next().is_none());
    drop(e.request("INVITE"));
}

#[tokio::test]
async fn a_transfer_to_a_loop_comes_back() {
    let rules = Rules::default()
        .forward("1003", Always, "1004")
        .forward("1004", Always, "1003");
    let lab = Lab::ruled(rules).await;
    let mut call = talking(&lab).await;
    let transferred = lab.pbx.transfer("acme", lab.call(), admin(), "1003", Blind).await;
    assert_eq!(transferred, Ok(()));
    let back = call.b.request("INVITE").await;
    let _heard = pick_up(&mut call.b, &back, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
}
