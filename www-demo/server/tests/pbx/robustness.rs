//! Input that no good phone sends, and the small change of the protocol.

use std::time::Duration;

use voip_demo_server::pbx::Footprint;

use crate::bridge::{answer, bridged, offer};
use crate::lab::{Lab, PATIENCE};
use crate::message::Message;
use crate::phone::Phone;

#[tokio::test]
async fn a_double_crlf_is_answered_by_a_crlf() {
    let lab = Lab::start().await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    phone.send("\r\n\r\n").await;
    assert_eq!(phone.frame().await.as_deref(), Some("\r\n"));
}

#[tokio::test]
async fn noise_is_dropped_and_the_socket_goes_on() {
    let lab = Lab::start().await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    for noise in [
        "hello",
        "INVITE\r\n\r\n",
        "SIP/2.0 200 OK\r\n\r\n",
        "\r\n",
        "\0\0\0",
        "ACK sip:x@y SIP/2.0\r\n\r\n",
    ] {
        phone.send(noise).await;
    }
    assert_eq!(phone.register(600).await.status(), Some(200));
}

#[tokio::test]
async fn requests_that_cannot_be_served_are_answered_by_their_status() {
    let lab = Lab::start().await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    for (count, (start, method, status)) in [
        ("OPTIONS sip:acme.test SIP/2.0", "OPTIONS", 200),
        ("REFER sip:acme.test SIP/2.0", "REFER", 405),
        ("FLY sip:acme.test SIP/2.0", "FLY", 501),
        ("OPTIONS http://acme.test SIP/2.0", "OPTIONS", 416),
        ("OPTIONS sip:acme.test SIP/3.0", "OPTIONS", 505),
        ("BYE sip:acme.test SIP/2.0", "BYE", 481),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!(
            "{start}\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bKr{count}\r\nMax-Forwards: 70\r\n\
             From: <sip:1001@acme.test>;tag=1\r\nTo: <sip:acme.test>\r\nCall-ID: r{count}\r\nCSeq: 1 {method}\r\n\
             Content-Length: 0\r\n\r\n"
        );
        phone.send(text).await;
        let response = phone.final_response(method).await;
        assert_eq!(response.status(), Some(status), "{start}");
        assert!(response.must("To").contains(";tag="));
    }
}

#[tokio::test]
async fn a_request_for_an_unknown_dialog_is_answered_481() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let mut stranger = call.a_dialog.clone();
    stranger.remote = format!("{}x", stranger.remote);
    call.a.in_dialog(&mut stranger, "INFO", "", "").await;
    assert_eq!(call.a.final_response("INFO").await.status(), Some(481));
    // The right tag, but from somebody else.
    let mut thief = call.a_dialog.clone();
    thief.local = "<sip:1001@acme.test>;tag=other".into();
    call.a.in_dialog(&mut thief, "BYE", "", "").await;
    assert_eq!(call.a.final_response("BYE").await.status(), Some(481));
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
}

#[tokio::test]
async fn an_in_dialog_request_out_of_order_is_refused() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    call.a_dialog.cseq = 10;
    call.a.in_dialog(&mut call.a_dialog, "INFO", "", "").await;
    assert_eq!(call.a.final_response("INFO").await.status(), Some(200));
    call.a_dialog.cseq = 4;
    call.a.in_dialog(&mut call.a_dialog, "INFO", "", "").await;
    assert_eq!(call.a.final_response("INFO").await.status(), Some(500));
}

#[tokio::test]
async fn offers_that_cannot_be_taken_are_refused_with_a_reason() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let plain = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n";
    a.invite("9196", plain, "").await;
    let response = a.final_response("INVITE").await;
    assert_eq!(response.status(), Some(488));
    assert!(response.must("Warning").starts_with("399 "));
    a.invite("9196", &offer().await.1, "Require: precondition\r\n").await;
    let response = a.final_response("INVITE").await;
    assert_eq!(
        (response.status(), response.header("Unsupported")),
        (Some(420), Some("precondition"))
    );
}

#[tokio::test]
async fn a_foreign_sender_is_refused() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let uri = "sip:9196@acme.test";
    let authorization = a.credentials("INVITE", uri).expect("a challenge");
    let text = format!(
        "INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bKf\r\nMax-Forwards: 70\r\n\
         From: <sip:1002@acme.test>;tag=1\r\nTo: <{uri}>\r\nCall-ID: f\r\nCSeq: 1 INVITE\r\n\
         Contact: <sip:x@x.invalid>\r\nProxy-Authorization: {authorization}\r\nContent-Length: 0\r\n\r\n"
    );
    a.send(text).await;
    let response: Message = a.final_response("INVITE").await;
    assert_eq!(response.status(), Some(403));
}

#[tokio::test]
async fn nothing_is_left_of_calls_that_are_over() {
    let lab = Lab::with(|config| config.t1 = Duration::from_millis(20)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let (_media, sdp) = offer().await;
    for round in 0..12 {
        let mut dialog = a.invite("1002", &sdp, "").await;
        let invite = b.request("INVITE").await;
        match round % 3 {
            0 => b.respond(&invite, "486 Busy Here", "", "").await,
            1 => {
                b.respond(&invite, "180 Ringing", "", "").await;
                let ringing = a.response("INVITE").await;
                let branch = ringing
                    .must("Via")
                    .split_once("branch=")
                    .expect("a branch")
                    .1
                    .to_owned();
                a.in_transaction(&dialog, "CANCEL", &branch, "", "").await;
                b.request("CANCEL").await;
                b.respond(&invite, "487 Request Terminated", "", "").await;
            }
            _ => {
                let (_media, sdp) = answer(&invite.body).await;
                b.respond(&invite, "200 OK", &sdp, "").await;
            }
        }
        let end = a.final_response("INVITE").await;
        if end.status() == Some(200) {
            a.ack(&mut dialog, &end, "").await;
            a.in_dialog(&mut dialog, "BYE", "", "").await;
            let bye = b.request("BYE").await;
            b.respond(&bye, "200 OK", "", "").await;
            a.final_response("BYE").await;
        } else {
            dialog.remote = end.must("To").to_owned();
            let branch = end.must("Via").split_once("branch=").expect("a branch").1.to_owned();
            a.in_transaction(&dialog, "ACK", &branch, "", "").await;
        }
    }
    let gone = async {
        loop {
            let Footprint {
                connections,
                calls,
                dialogs,
                transactions,
                sessions,
                subscriptions,
            } = lab.pbx.footprint();
            if (connections, calls, dialogs, transactions, sessions, subscriptions) == (2, 0, 0, 0, 0, 0) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone)
        .await
        .unwrap_or_else(|_| panic!("left: {:?}", lab.pbx.footprint()));
}

#[tokio::test]
async fn what_comes_right_after_a_bye_is_answered_too() {
    let lab = Lab::start().await;
    let mut call = crate::bridge::bridged(&lab).await;
    call.a.in_dialog(&mut call.a_dialog, "BYE", "", "").await;
    let others = ["INFO", "OPTIONS", "MESSAGE", "REFER", "UPDATE"];
    for method in others {
        call.a.in_dialog(&mut call.a_dialog, method, "", "").await;
    }
    assert_eq!(call.a.final_response("BYE").await.status(), Some(200));
    for method in others {
        assert_eq!(call.a.final_response(method).await.status(), Some(481), "{method}");
    }
}
