//! Calls from the first INVITE to the last BYE.

use std::time::Duration;

use voip_demo_server::pbx::{OriginateOptions, PbxError};
use voip_sdk::model::calls::{ActiveCallState, CallDirection, CallStatus};
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::presence::PresenceStatus;

use crate::bridge::{answer, bridged, hears, offer};
use crate::lab::Lab;
use crate::phone::Phone;

#[tokio::test]
async fn two_phones_talk_and_the_callee_hangs_up() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    let uuid = call.invite.must("X-Call-UUID").to_owned();
    assert!(call.invite.must("From").contains("sip:1001@acme.test"));
    assert!(call.invite.must("From").contains("\"acme 1001\""));
    hears(&call.a_media, 10).await;
    hears(&call.b_media, 10).await;
    let active = lab.pbx.active_calls("acme");
    assert_eq!(
        (active[0].call_uuid.as_str(), active[0].state),
        (uuid.as_str(), ActiveCallState::Active)
    );
    assert!(lab.pbx.active_calls("globex").is_empty());

    call.b.in_dialog(&mut call.b_dialog, "BYE", "", "").await;
    assert_eq!(call.b.final_response("BYE").await.status(), Some(200));
    let bye = call.a.request("BYE").await;
    call.a.respond(&bye, "200 OK", "", "").await;
    let record = lab.record().await;
    assert_eq!(
        (record.status, record.hangup_cause.as_str()),
        (CallStatus::Completed, "NORMAL_CLEARING")
    );
    assert_eq!((record.caller.as_str(), record.destination.as_str()), ("1001", "1002"));
    assert_eq!(record.call_uuid, uuid);
    assert_eq!(lab.call_events("acme"), ["call_start", "call_answer", "call_end"]);
    assert!(lab.call_events("globex").is_empty());
    assert!(lab.pbx.active_calls("acme").is_empty());
}

#[tokio::test]
async fn the_caller_hangs_up_and_the_callee_gets_the_bye() {
    let lab = Lab::start().await;
    let mut call = bridged(&lab).await;
    call.a.in_dialog(&mut call.a_dialog, "BYE", "", "").await;
    assert_eq!(call.a.final_response("BYE").await.status(), Some(200));
    assert!(call.b.request("BYE").await.must("Reason").contains("Q.850;cause=16"));
}

#[tokio::test]
async fn every_response_above_100_names_the_call() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    let uuid = invite.must("X-Call-UUID").to_owned();
    b.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(a.response("INVITE").await.must("X-Call-UUID"), uuid);
    b.respond(&invite, "486 Busy Here", "", "").await;
    assert_eq!(a.final_response("INVITE").await.must("X-Call-UUID"), uuid);
}

#[tokio::test]
async fn a_refusal_reaches_the_caller_as_it_was_and_is_recorded() {
    for (status, code, recorded, cause) in [
        ("486 Busy Here", 486, CallStatus::Busy, "USER_BUSY"),
        ("603 Decline", 603, CallStatus::Rejected, "CALL_REJECTED"),
        (
            "480 Temporarily Unavailable",
            480,
            CallStatus::Missed,
            "NO_USER_RESPONSE",
        ),
        ("404 Not Found", 404, CallStatus::Failed, "UNALLOCATED_NUMBER"),
        (
            "488 Not Acceptable Here",
            488,
            CallStatus::Failed,
            "INCOMPATIBLE_DESTINATION",
        ),
    ] {
        let lab = Lab::start().await;
        let mut a = Phone::registered(&lab, "1001", "acme.test").await;
        let mut b = Phone::registered(&lab, "1002", "acme.test").await;
        a.invite("1002", &offer().await.1, "").await;
        let invite = b.request("INVITE").await;
        b.respond(&invite, status, "", "").await;
        b.request("ACK").await;
        assert_eq!(a.final_response("INVITE").await.status(), Some(code));
        let record = lab.record().await;
        assert_eq!((record.status, record.hangup_cause.as_str()), (recorded, cause));
    }
}

#[tokio::test]
async fn numbers_that_lead_nowhere_say_why() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_media, sdp) = offer().await;
    for (number, code) in [
        ("1999", 404),
        ("1005", 480),
        ("*3", 501),
        ("*70", 404),
        ("*7101", 404),
        ("*7199", 404),
        ("*97", 501),
        ("12", 404),
    ] {
        a.invite(number, &sdp, "").await;
        assert_eq!(a.final_response("INVITE").await.status(), Some(code), "{number}");
    }
}

#[tokio::test]
async fn the_same_number_of_another_tenant_never_rings() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let other = Phone::registered(&lab, "1002", "globex.test").await;
    let (_media, sdp) = offer().await;
    a.invite("1002", &sdp, "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(480));
    a.invite_uri("sip:1002@globex.test", &sdp, "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(404));
    assert_eq!(other.unread().count(), 0);
    assert_eq!(lab.pbx.registered("globex"), ["1002"]);
    assert_eq!(lab.pbx.registered("acme"), ["1001"]);
}

#[tokio::test]
async fn all_phones_of_an_extension_ring_and_the_first_to_answer_has_the_call() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b1 = Phone::registered(&lab, "1002", "acme.test").await;
    let mut b2 = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let (first, second) = (b1.request("INVITE").await, b2.request("INVITE").await);
    b1.respond(&first, "180 Ringing", "", "").await;
    b2.respond(&second, "180 Ringing", "", "").await;
    let (_media, sdp) = answer(&second.body).await;
    b2.respond(&second, "200 OK", &sdp, "").await;
    let cancel = b1.request("CANCEL").await;
    assert_eq!(cancel.must("Reason"), "SIP;cause=200;text=\"Call completed elsewhere\"");
    assert_eq!(
        cancel.must("CSeq").split(' ').next(),
        first.must("CSeq").split(' ').next()
    );
    assert_eq!(cancel.must("Via"), first.must("Via"));
    b1.respond(&cancel, "200 OK", "", "").await;
    b1.respond(&first, "487 Request Terminated", "", "").await;
    b1.request("ACK").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(200));
}

#[tokio::test]
async fn one_busy_phone_does_not_stop_the_other_from_ringing() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b1 = Phone::registered(&lab, "1002", "acme.test").await;
    let mut b2 = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let (first, second) = (b1.request("INVITE").await, b2.request("INVITE").await);
    b1.respond(&first, "486 Busy Here", "", "").await;
    b1.request("ACK").await;
    b2.respond(&second, "480 Temporarily Unavailable", "", "").await;
    assert_eq!(
        a.final_response("INVITE").await.status(),
        Some(486),
        "the busy one says more"
    );
}

#[tokio::test]
async fn a_caller_who_gives_up_cancels_the_callee() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let dialog = a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    let ringing = a.response("INVITE").await;
    assert_eq!(lab.pbx.presence("acme", "1002").status, PresenceStatus::Ringing);
    let branch = ringing
        .must("Via")
        .split_once("branch=")
        .expect("a branch")
        .1
        .to_owned();
    a.in_transaction(&dialog, "CANCEL", &branch, "", "").await;
    assert_eq!(a.final_response("CANCEL").await.status(), Some(200));
    assert_eq!(a.final_response("INVITE").await.status(), Some(487));
    b.request("CANCEL").await;
    assert_eq!(lab.record().await.status, CallStatus::Cancelled);
    assert_eq!(lab.pbx.presence("acme", "1002").status, PresenceStatus::Available);
}

#[tokio::test]
async fn a_cancel_waits_for_the_first_response_and_a_crossing_200_is_ended_with_bye() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    let uuid = lab.pbx.active_calls("acme")[0].call_uuid.parse().expect("a UUID");
    lab.pbx.hangup("acme", uuid).expect("hung up");
    assert_eq!(a.final_response("INVITE").await.status(), Some(480));
    assert_eq!(b.unread().count(), 0, "no CANCEL before a response");
    let (_media, sdp) = answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "").await;
    b.request("ACK").await;
    b.request("BYE").await;
}

#[tokio::test]
async fn a_callee_who_does_not_answer_is_given_up() {
    let lab = Lab::with(|config| config.ring_timeout = Duration::from_millis(100)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(480));
    b.request("CANCEL").await;
    let record = lab.record().await;
    assert_eq!(
        (record.status, record.hangup_cause.as_str()),
        (CallStatus::Missed, "NO_ANSWER")
    );
}

#[tokio::test]
async fn the_echo_service_sends_ones_own_packets_back_and_music_plays() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    for number in ["9196", "9197"] {
        let (media, sdp) = offer().await;
        let mut dialog = a.invite(number, &sdp, "").await;
        let ok = a.final_response("INVITE").await;
        a.ack(&mut dialog, &ok, "").await;
        media.answer(ok.body).await.expect("the answer fits");
        hears(&media, 10).await;
        a.in_dialog(&mut dialog, "BYE", "", "").await;
        assert_eq!(a.final_response("BYE").await.status(), Some(200));
    }
}

#[tokio::test]
async fn an_invite_without_an_offer_gets_one_and_the_ack_answers_it() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut dialog = a.invite("9197", "", "").await;
    let ok = a.final_response("INVITE").await;
    let (media, sdp) = answer(&ok.body).await;
    a.ack(&mut dialog, &ok, &sdp).await;
    hears(&media, 10).await;
}

#[tokio::test]
async fn an_outside_number_rings_two_seconds_answers_and_sees_the_tenants_number() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (media, sdp) = offer().await;
    let mut dialog = a.invite("+34600111222", &sdp, "").await;
    assert_eq!(a.response("INVITE").await.status(), Some(180));
    let rang = std::time::Instant::now();
    let ok = a.final_response("INVITE").await;
    assert!(rang.elapsed() > Duration::from_millis(1900), "{:?}", rang.elapsed());
    a.ack(&mut dialog, &ok, "").await;
    media.answer(ok.body).await.expect("the answer fits");
    hears(&media, 10).await;
    a.in_dialog(&mut dialog, "BYE", "", "").await;
    let record = lab.record().await;
    assert_eq!(
        (record.caller.as_str(), record.direction),
        ("+15550100", CallDirection::Outbound)
    );
    let start = lab
        .said("call_start", |said| {
            said.events.iter().find_map(|(_, event)| match event {
                RealtimeEvent::CallStart(start) => Some(start.clone()),
                _ => None,
            })
        })
        .await;
    assert_eq!(start.caller, "+15550100");
}

#[tokio::test]
async fn an_api_call_rings_the_extension_first_and_then_dials() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let uuid = lab
        .pbx
        .originate("acme", "1001", "1002", OriginateOptions::default())
        .expect("originated");
    let first = a.request("INVITE").await;
    assert_eq!(first.must("X-Call-UUID"), uuid.to_string());
    assert!(
        first.must("From").contains("sip:1002@acme.test"),
        "the phone shows who will be called"
    );
    a.respond(&first, "180 Ringing", "", "").await;
    assert!(b.unread().next().is_none());
    let (a_media, sdp) = answer(&first.body).await;
    a.respond(&first, "200 OK", &sdp, "").await;
    a.request("ACK").await;
    let second = b.request("INVITE").await;
    assert!(second.must("From").contains("sip:1001@acme.test"));
    let (b_media, sdp) = answer(&second.body).await;
    b.respond(&second, "200 OK", &sdp, "").await;
    b.request("ACK").await;
    hears(&a_media, 10).await;
    hears(&b_media, 10).await;
    assert_eq!(
        lab.pbx.hangup("globex", uuid),
        Err(PbxError::CallNotFound),
        "another tenant's call"
    );
    lab.pbx.hangup("acme", uuid).expect("hung up");
    a.request("BYE").await;
    b.request("BYE").await;
    assert_eq!(lab.pbx.hangup("acme", uuid), Err(PbxError::CallNotFound));
}

#[tokio::test]
async fn an_api_call_needs_a_phone() {
    let lab = Lab::start().await;
    let originate = |from| lab.pbx.originate("acme", from, "1002", OriginateOptions::default());
    assert_eq!(originate("1001"), Err(PbxError::NotRegistered));
    assert_eq!(originate("1999"), Err(PbxError::NotFound));
}

#[tokio::test]
async fn a_phone_that_forwards_sends_the_call_on() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    let invite = b.request("INVITE").await;
    b.respond_with(
        &invite,
        "302 Moved Temporarily",
        "",
        "Contact: <sip:1003@acme.test>\r\n",
    )
    .await;
    let forwarded = c.request("INVITE").await;
    assert!(forwarded.must("From").contains("sip:1001@acme.test"));
}

#[tokio::test]
async fn an_anonymous_caller_is_not_named_to_the_callee() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "Privacy: id\r\n").await;
    let invite = b.request("INVITE").await;
    assert!(invite.must("From").contains("sip:anonymous@anonymous.invalid"));
    assert!(!format!("{invite:?}").contains("1001"), "{invite:?}");
}

#[tokio::test]
async fn going_down_ends_calls_with_bye_and_closes_the_sockets() {
    let lab = Lab::start().await;
    let call = bridged(&lab).await;
    let (pbx, mut a, mut b) = (lab.pbx.clone(), call.a, call.b);
    let down = tokio::spawn(async move { pbx.shutdown().await });
    for phone in [&mut a, &mut b] {
        let bye = phone.request("BYE").await;
        phone.respond(&bye, "200 OK", "", "").await;
        assert_eq!(phone.frame().await, None, "the socket is closed");
    }
    down.await.expect("it went down");
    assert_eq!(lab.call_events("acme"), ["call_start", "call_answer", "call_end"]);
}
