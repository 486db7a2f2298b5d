//! Session timers.

use std::time::Duration;

use crate::bridge::{bridged, dials, offer, pick_up};
use crate::lab::Lab;
use crate::phone::Phone;
use voip_demo_server::pbx::media::tones::Program;

const TIMER: &str = "Supported: replaces, timer\r\n";

/// The answer of `9197` to an INVITE with these headers.
async fn answered(lab: &Lab, extra: &str) -> crate::message::Message {
    let mut a = Phone::registered(lab, "1001", "acme.test").await;
    a.invite("9197", &offer().await.1, extra).await;
    a.final_response("INVITE").await
}

#[tokio::test]
async fn a_phone_that_has_timers_is_given_one_and_refreshes_it() {
    let lab = Lab::start().await;
    let ok = answered(&lab, TIMER).await;
    assert_eq!(ok.must("Session-Expires"), "1800;refresher=uac");
    assert_eq!(ok.must("Require"), "timer");
    let ok = answered(&lab, &format!("{TIMER}Session-Expires: 120\r\n")).await;
    assert_eq!(ok.must("Session-Expires"), "120;refresher=uac");
    let ok = answered(&lab, &format!("{TIMER}Session-Expires: 90;refresher=uas\r\n")).await;
    assert_eq!(
        (ok.must("Session-Expires"), ok.header("Require")),
        ("90;refresher=uas", None)
    );
    let ok = answered(&lab, "").await;
    assert_eq!(ok.header("Session-Expires"), None);
}

#[tokio::test]
async fn an_interval_that_is_too_small_is_422_in_each_request() {
    let lab = Lab::start().await;
    let small = format!("{TIMER}Session-Expires: 89\r\n");
    let refused = answered(&lab, &small).await;
    assert_eq!((refused.status(), refused.header("Min-SE")), (Some(422), Some("90")));
    let mut call = bridged(&lab).await;
    let sdp = call
        .a_media
        .offer(str0m::media::Direction::SendRecv)
        .await
        .expect("an offer");
    for (method, body) in [("INVITE", sdp.as_str()), ("UPDATE", "")] {
        call.a.in_dialog(&mut call.a_dialog, method, body, &small).await;
        let refused = call.a.final_response(method).await;
        assert_eq!(
            (refused.status(), refused.header("Min-SE")),
            (Some(422), Some("90")),
            "{method}"
        );
    }
}

#[tokio::test]
async fn each_refresh_is_answered_with_the_agreement() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let extra = format!("{TIMER}Session-Expires: 600;refresher=uac\r\n");
    call.a.in_dialog(&mut call.a_dialog, "UPDATE", "", &extra).await;
    let ok = call.a.final_response("UPDATE").await;
    assert_eq!(
        (ok.status(), ok.header("Session-Expires")),
        (Some(200), Some("600;refresher=uac"))
    );
    let sdp = call
        .a_media
        .offer(str0m::media::Direction::SendRecv)
        .await
        .expect("an offer");
    for method in ["INVITE", "UPDATE"] {
        call.a.in_dialog(&mut call.a_dialog, method, &sdp, &extra).await;
        let ok = call.a.final_response(method).await;
        assert_eq!(
            (ok.status(), ok.header("Session-Expires")),
            (Some(200), Some("600;refresher=uac"))
        );
        if method == "INVITE" {
            call.a.ack(&mut call.a_dialog, &ok, "").await;
        }
    }
}

#[tokio::test]
async fn a_phone_that_is_called_is_asked_to_refresh_and_a_hold_keeps_that() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let (a_media, sdp) = offer().await;
    let mut dialog = a.invite("1002", &sdp, "").await;
    let invite = b.request("INVITE").await;
    assert_eq!(invite.must("Session-Expires"), "1800;refresher=uas");
    assert!(invite.must("Supported").contains("timer"));
    let (_b_media, sdp) = crate::bridge::answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "Session-Expires: 300;refresher=uas\r\n")
        .await;
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    b.request("ACK").await;
    a_media.answer(ok.body.clone()).await.expect("the answer fits");
    let sdp = a_media
        .offer(str0m::media::Direction::SendOnly)
        .await
        .expect("an offer");
    a.in_dialog(&mut dialog, "INVITE", &sdp, "").await;
    assert_eq!(b.request("INVITE").await.must("Session-Expires"), "300;refresher=uas");
}

#[tokio::test]
async fn a_phone_that_does_not_refresh_itself_is_refreshed_by_update() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    // So short an interval is no good phone's; it saves this test from waiting.
    let (_media, sdp) = crate::bridge::answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "Session-Expires: 2;refresher=uac\r\n")
        .await;
    b.request("ACK").await;
    for _ in 0..2 {
        let update = b.request("UPDATE").await;
        assert_eq!(update.must("Session-Expires"), "2;refresher=uac");
        b.respond(&update, "200 OK", "", "Session-Expires: 2;refresher=uac\r\n")
            .await;
    }
    let update = b.request("UPDATE").await;
    b.respond(&update, "481 Call/Transaction Does Not Exist", "", "").await;
    lab.record().await;
}

#[tokio::test]
async fn what_is_required_and_not_there_is_named() {
    let lab = Lab::start().await;
    let refused = answered(&lab, "Require: timer, precondition, replaces, x-other\r\n").await;
    assert_eq!(refused.status(), Some(420));
    assert_eq!(refused.must("Unsupported"), "precondition, x-other");
    let refused = answered(&lab, "Require: timer\r\nRequire: x-other\r\n").await;
    assert_eq!(refused.status(), Some(420));
    let mut call = bridged(&lab).await;
    for method in ["INFO", "INVITE", "REFER"] {
        call.a
            .in_dialog(&mut call.a_dialog, method, "", "Require: x-other\r\n")
            .await;
        let refused = call.a.final_response(method).await;
        assert_eq!(
            (refused.status(), refused.header("Unsupported")),
            (Some(420), Some("x-other")),
            "{method}"
        );
    }
    let ok = answered(&lab, "Require: timer\r\n").await;
    assert_eq!(ok.must("Session-Expires"), "1800;refresher=uac");
}

#[tokio::test]
async fn a_session_that_nobody_refreshes_goes_on_while_it_is_heard() {
    let lab = Lab::with(|config| config.media.dead_after = Duration::from_secs(1)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (media, _, _) = dials(&mut a, "9197", Program::Speech).await;
    tokio::time::sleep(Duration::from_millis(2500)).await;
    crate::bridge::hears(&media, 5).await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    drop(media);
    a.request("BYE").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    let _heard = pick_up(&mut b, &invite, Program::Speech).await;
}

#[tokio::test]
async fn an_interval_of_nothing_does_not_become_a_storm() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    let (_media, sdp) = crate::bridge::answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "Session-Expires: 0;refresher=uac\r\n")
        .await;
    b.request("ACK").await;
    let begun = std::time::Instant::now();
    for _ in 0..2 {
        let update = b.request("UPDATE").await;
        b.respond(&update, "200 OK", "", "").await;
    }
    assert!(begun.elapsed() > Duration::from_millis(1500), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_refresh_that_is_no_longer_due_is_not_waited_for() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let extra = format!("{TIMER}Session-Expires: 4294967295;refresher=uas\r\n");
    let mut counts = vec![];
    for _ in 0..2 {
        for _ in 0..100 {
            call.a.in_dialog(&mut call.a_dialog, "UPDATE", "", &extra).await;
            assert_eq!(call.a.final_response("UPDATE").await.status(), Some(200));
        }
        counts.push(tasks());
    }
    assert!(counts[1] < counts[0] + 50, "{counts:?}");
}
