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
async fn a_callee_that_is_back_on_another_socket_while_it_rings_gets_its_invite_again() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(a.response("INVITE").await.status(), Some(180));
    b.cut(&lab).await;
    assert_eq!(b.register(600).await.status(), Some(200));
    let again = b.request("INVITE").await;
    assert_eq!(again.must("Call-ID"), invite.must("Call-ID"));
    assert_ne!(again.must("Via"), invite.must("Via"));
    b.respond(&again, "486 Busy Here", "", "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(486));
}

#[tokio::test]
async fn a_callee_that_has_missed_the_cancel_is_told_when_it_asks() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let calling = a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    let mut dialog = b.dialog_of(&invite);
    b.respond(&invite, "180 Ringing", "", "").await;
    let ringing = a.response("INVITE").await;
    let (_, branch) = ringing.must("Via").split_once("branch=").expect("a branch");
    a.in_transaction(&calling, "CANCEL", branch, "", "").await;
    b.request("CANCEL").await;
    b.cut(&lab).await;
    b.in_dialog(&mut dialog, "UPDATE", "", "").await;
    assert_eq!(b.final_response("UPDATE").await.status(), Some(481));
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
async fn a_call_without_a_socket_goes_on_while_it_is_heard_and_no_longer() {
    let lab = Lab::with(|config| config.media.dead_after = Duration::from_secs(1)).await;
    let mut call = bridged(&lab).await;
    drop(call.a);
    tokio::time::sleep(Duration::from_millis(2500)).await;
    hears(&call.b_media, 10).await;
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
    drop(call.a_media);
    call.b.request("BYE").await;
    assert_eq!(lab.record().await.hangup_cause, "MEDIA_TIMEOUT");
    assert!(lab.pbx.active_calls("acme").is_empty());
}

#[tokio::test]
async fn a_caller_that_was_silent_while_it_rang_is_missed_after_the_answer() {
    let lab = Lab::with(|config| config.media.dead_after = Duration::from_millis(600)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut dialog = a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    tokio::time::sleep(Duration::from_millis(1000)).await;
    // Its media is the one that lives: nothing but the caller's can end the call.
    let (media, sdp) = crate::bridge::answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "").await;
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    drop(a);
    b.request("BYE").await;
    assert_eq!(lab.record().await.hangup_cause, "MEDIA_TIMEOUT");
    drop(media);
}

#[tokio::test]
async fn after_a_restart_what_belongs_to_an_old_call_is_answered_481() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let restarted = Lab::start().await;
    let mut a = Phone::registered(&restarted, "1001", "acme.test").await;
    let sdp = call
        .a_media
        .offer(str0m::media::Direction::SendRecv)
        .await
        .expect("an offer");
    for (method, body) in [("INVITE", sdp.as_str()), ("UPDATE", ""), ("REFER", ""), ("BYE", "")] {
        a.in_dialog(&mut call.a_dialog, method, body, "").await;
        assert_eq!(a.final_response(method).await.status(), Some(481), "{method}");
    }
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
