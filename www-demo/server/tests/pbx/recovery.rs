//! Sockets that close, phones that fall silent.

use std::time::Duration;

use crate::bridge::{bridged, hears, offer};
use crate::lab::Lab;
use crate::phone::Phone;

#[tokio::test]
async fn a_call_survives_its_socket_and_the_bye_comes_over_the_next() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    call.b.cut(&lab).await;
    hears(&call.b_media, 10).await;
    call.a.in_dialog(&mut call.a_dialog, "BYE", "", "").await;
    assert_eq!(call.a.final_response("BYE").await.status(), Some(200));
    // Only now is the phone back.
    assert_eq!(call.b.register(600).await.status(), Some(200));
    let bye = call.b.request("BYE").await;
    call.b.respond(&bye, "200 OK", "", "").await;
}

#[tokio::test]
async fn a_request_over_a_new_socket_is_answered_there_and_moves_the_leg() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    call.a.cut(&lab).await;
    let sdp = call
        .a_media
        .offer(str0m::media::Direction::SendOnly)
        .await
        .expect("an offer");
    call.a.in_dialog(&mut call.a_dialog, "INVITE", &sdp, "").await;
    let ok = call.a.final_response("INVITE").await;
    assert_eq!(ok.status(), Some(200));
    call.a.ack(&mut call.a_dialog, &ok, "").await;
    call.b.in_dialog(&mut call.b_dialog, "BYE", "", "").await;
    call.a.request("BYE").await;
}

#[tokio::test]
async fn a_caller_whose_socket_closes_while_it_rings_lets_the_callee_go() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(a.response("INVITE").await.status(), Some(180));
    drop(a);
    b.request("CANCEL").await;
}

#[tokio::test]
async fn a_callee_whose_socket_closes_while_it_rings_is_not_there() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    b.request("INVITE").await;
    drop(b);
    assert_eq!(a.final_response("INVITE").await.status(), Some(480));
}

#[tokio::test]
async fn a_200_that_is_never_acknowledged_comes_again_and_is_ended_with_bye() {
    let lab = Lab::with(|config| config.t1 = Duration::from_millis(20)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    a.invite("9197", &offer().await.1, "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(200));
    assert_eq!(a.final_response("INVITE").await.status(), Some(200), "repeated");
    a.request("BYE").await;
    assert_eq!(lab.record().await.hangup_cause, "RECOVERY_ON_TIMER_EXPIRE");
}

#[tokio::test]
async fn a_bye_for_a_call_that_is_not_yet_acknowledged_waits_for_the_ack() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut dialog = a.invite("9197", &offer().await.1, "").await;
    let ok = a.final_response("INVITE").await;
    let uuid = ok.must("X-Call-UUID").parse().expect("a UUID");
    lab.pbx.hangup("acme", uuid).expect("hung up");
    lab.record().await;
    assert!(a.unread().next().is_none());
    a.ack(&mut dialog, &ok, "").await;
    a.request("BYE").await;
}

#[tokio::test]
async fn a_call_whose_media_is_silent_for_too_long_is_ended() {
    let lab = Lab::with(|config| config.media.dead_after = Duration::from_millis(1500)).await;
    let mut call = bridged(&lab).await;
    hears(&call.a_media, 5).await;
    drop(call.b_media);
    call.a.request("BYE").await;
    call.b.request("BYE").await;
    assert_eq!(lab.record().await.hangup_cause, "MEDIA_TIMEOUT");
}

#[tokio::test]
async fn a_phone_on_a_new_socket_has_one_binding_and_rings_once() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    // The old socket stays open: a half-open connection looks like this.
    let old = b.swap(&lab).await;
    assert_eq!(b.register(600).await.all("Contact").count(), 1);
    a.invite("1002", &offer().await.1, "").await;
    b.request("INVITE").await;
    drop(old);
    assert_eq!(lab.pbx.registered("acme"), ["1001", "1002"]);
}
