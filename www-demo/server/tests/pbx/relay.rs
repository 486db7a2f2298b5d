//! What phones say to each other: MESSAGE within and outside a call, INFO.

use voip_sdk::model::calls::CallDirection;

use crate::bridge::{bridged, dials};
use crate::lab::{Lab, Rules};
use crate::phone::Phone;

const TEXT: &str = "Content-Type: text/plain;charset=UTF-8\r\n";

#[tokio::test]
async fn a_message_reaches_every_phone_of_the_extension() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut other = Phone::registered(&lab, "1002", "acme.test").await;
    a.outside("MESSAGE", "sip:1002@acme.test", "Grüße", TEXT).await;
    for (phone, status) in [(&mut b, "415 Unsupported Media Type"), (&mut other, "200 OK")] {
        let message = phone.request("MESSAGE").await;
        assert_eq!(message.body, "Grüße");
        assert_eq!(message.must("Content-Type"), "text/plain;charset=UTF-8");
        assert!(message.must("From").starts_with("\"acme 1001\" <sip:1001@acme.test>"));
        assert_eq!(message.header("Contact"), None);
        phone.respond_with(&message, status, "", "").await;
    }
    assert_eq!(
        a.final_response("MESSAGE").await.status(),
        Some(200),
        "one of them has it"
    );
}

#[tokio::test]
async fn a_message_that_cannot_be_delivered_is_refused_by_its_status() {
    let rules = Rules::default().block("1004", CallDirection::Outbound);
    let lab = Lab::set_up(rules, |_| ()).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let _blocked = Phone::registered(&lab, "1004", "acme.test").await;
    for (uri, status) in [
        ("sip:1003@acme.test", 480),
        ("sip:1234@acme.test", 404),
        ("sip:1002@globex.test", 404),
        ("sip:1004@acme.test", 403),
    ] {
        a.outside("MESSAGE", uri, "x", TEXT).await;
        assert_eq!(a.final_response("MESSAGE").await.status(), Some(status), "{uri}");
    }
    a.outside("MESSAGE", "sip:1002@acme.test", "x", TEXT).await;
    let message = b.request("MESSAGE").await;
    b.respond_with(&message, "413 Request Entity Too Large", "", "").await;
    assert_eq!(a.final_response("MESSAGE").await.status(), Some(413));
    let mut stranger = Phone::connect(&lab, "1001", "acme.test").await;
    stranger.outside("MESSAGE", "sip:1002@acme.test", "x", TEXT).await;
    assert_eq!(stranger.final_response("MESSAGE").await.status(), Some(407));
}

#[tokio::test]
async fn a_message_within_a_call_goes_to_the_other_phone_and_so_does_its_answer() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    for (status, code) in [("200 OK", 200), ("488 Not Acceptable Here", 488)] {
        let extra = "Content-Type: text/plain\r\n";
        call.a.in_dialog(&mut call.a_dialog, "MESSAGE", "hello", extra).await;
        let message = call.b.request("MESSAGE").await;
        assert_eq!(
            (message.body.as_str(), message.must("Content-Type")),
            ("hello", "text/plain")
        );
        assert_eq!(message.must("Call-ID"), call.b_dialog.call_id);
        call.b.respond_with(&message, status, "", "").await;
        assert_eq!(call.a.final_response("MESSAGE").await.status(), Some(code));
    }
    let (_media, mut service, _) = dials(
        &mut call.a,
        "9197",
        voip_demo_server::pbx::media::tones::Program::Speech,
    )
    .await;
    let answer = call.a.says(&mut service, "MESSAGE", "text/plain", "hello").await;
    assert_eq!(answer.status(), Some(480), "nobody is there who could read it");
}

#[tokio::test]
async fn keys_in_an_info_are_kept_with_the_call_and_reach_the_other_phone() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let keys = "Signal=5\r\nDuration=160\r\n";
    let extra = "Content-Type: application/dtmf-relay\r\n";
    call.a.in_dialog(&mut call.a_dialog, "INFO", keys, extra).await;
    let info = call.b.request("INFO").await;
    assert_eq!(
        (info.body.as_str(), info.must("Content-Type")),
        (keys, "application/dtmf-relay")
    );
    call.b.respond_with(&info, "415 Unsupported Media Type", "", "").await;
    assert_eq!(
        call.a.final_response("INFO").await.status(),
        Some(200),
        "the server has it"
    );
    call.a
        .in_dialog(&mut call.a_dialog, "INFO", "#", "Content-Type: application/dtmf\r\n")
        .await;
    let info = call.b.request("INFO").await;
    call.b.respond_with(&info, "200 OK", "", "").await;
    call.a.final_response("INFO").await;
    assert_eq!(lab.pbx.dtmf("acme", lab.call()).as_deref(), Some("5#"));
}

#[tokio::test]
async fn other_infos_get_the_answer_of_the_other_phone_and_packages_none() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let extra = "Content-Type: application/x-note\r\n";
    call.a.in_dialog(&mut call.a_dialog, "INFO", "n", extra).await;
    let info = call.b.request("INFO").await;
    call.b.respond_with(&info, "415 Unsupported Media Type", "", "").await;
    assert_eq!(call.a.final_response("INFO").await.status(), Some(415));
    call.a
        .in_dialog(&mut call.a_dialog, "INFO", "", "Info-Package: x\r\n")
        .await;
    let refused = call.a.final_response("INFO").await;
    assert_eq!((refused.status(), refused.header("Recv-Info")), (Some(469), Some("")));
    assert_eq!(lab.pbx.dtmf("acme", lab.call()).as_deref(), Some(""));
}

#[tokio::test]
async fn a_message_that_one_phone_has_is_answered_without_waiting_for_the_others() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut silent = Phone::registered(&lab, "1002", "acme.test").await;
    a.outside("MESSAGE", "sip:1002@acme.test", "x", TEXT).await;
    silent.request("MESSAGE").await;
    let message = b.request("MESSAGE").await;
    b.respond_with(&message, "200 OK", "", "").await;
    assert_eq!(a.final_response("MESSAGE").await.status(), Some(200));
}

#[tokio::test]
async fn what_is_said_to_a_phone_that_is_away_is_refused_at_once() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    call.b.cut(&lab).await;
    while !lab.pbx.registered("acme").iter().all(|number| number == "1001") {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let answer = call.a.says(&mut call.a_dialog, "MESSAGE", "text/plain", "hello").await;
    assert_eq!(answer.status(), Some(480));
    let answer = call
        .a
        .says(&mut call.a_dialog, "INFO", "application/dtmf-relay", "Signal=5\r\n")
        .await;
    assert_eq!(answer.status(), Some(200), "the server has it");
}

#[tokio::test]
async fn no_more_keys_are_kept_than_anybody_dials() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let program = voip_demo_server::pbx::media::tones::Program::Speech;
    let (_media, mut dialog, _) = dials(&mut a, "9197", program).await;
    for _ in 0..40 {
        let answer = a.says(&mut dialog, "INFO", "application/dtmf", &"1".repeat(32)).await;
        assert_eq!(answer.status(), Some(200));
    }
    let kept = lab.pbx.dtmf("acme", lab.call()).map(|keys| keys.len());
    assert_eq!(kept, Some(1024));
}
