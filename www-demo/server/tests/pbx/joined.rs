//! What joins a phone's call with that of the API and of the events: the id in the header, the Call-IDs in the events.

use voip_demo_server::pbx::OriginateOptions;
use voip_sdk::model::call_control::TransferType::Blind;
use voip_sdk::model::calls::{CallDirection, SipLeg};
use voip_sdk::model::events::RealtimeEvent;

use crate::bridge::{answer, bridged, offer};
use crate::hold_by_api::user;
use crate::lab::Lab;
use crate::phone::Phone;

const HEADER: &str = "X-Call-UUID";

/// What the events have said of the call's legs: Call-ID, extension, direction as the phone sees it.
async fn legs(lab: &Lab, count: usize) -> Vec<(String, String, CallDirection)> {
    let what = format!("{count} legs");
    lab.said(&what, |said| {
        let legs = said.events.iter().filter_map(|(_, event)| match event {
            RealtimeEvent::CallLeg(told) => Some(short(&told.leg)),
            _ => None,
        });
        let legs: Vec<_> = legs.collect();
        (legs.len() >= count).then_some(legs)
    })
    .await
}

fn short(leg: &SipLeg) -> (String, String, CallDirection) {
    assert!(leg.started_at.is_some());
    let extension = leg.extension.clone().unwrap_or_default();
    (leg.sip_call_id.clone(), extension, leg.direction.expect("a direction"))
}

#[tokio::test]
async fn events_and_the_list_of_active_calls_name_the_call_id_of_each_phone() {
    let lab = Lab::start().await;
    let call = bridged(&lab).await;
    let wanted = vec![
        (
            call.a_dialog.call_id.clone(),
            "1001".to_owned(),
            CallDirection::Outbound,
        ),
        (
            call.invite.must("Call-ID").to_owned(),
            "1002".to_owned(),
            CallDirection::Inbound,
        ),
    ];
    assert_eq!(legs(&lab, 2).await, wanted);
    let active = lab.pbx.active_calls("acme");
    let listed: Vec<_> = active[0]
        .legs
        .as_deref()
        .unwrap_or_default()
        .iter()
        .map(short)
        .collect();
    assert_eq!(listed, wanted);
    let begun_by = lab
        .event("call_start", |event| match event {
            RealtimeEvent::CallStart(start) => Some(start.sip_call_id.clone()),
            _ => None,
        })
        .await;
    assert_eq!(begun_by, Some(call.a_dialog.call_id));
}

#[tokio::test]
async fn a_call_that_the_api_makes_has_no_call_id_before_a_phone_rings() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let begun = lab.pbx.originate("acme", "1001", "1002", OriginateOptions::default());
    let invite = a.request("INVITE").await;
    assert_eq!(invite.must(HEADER), begun.expect("it rings").to_string());
    let begun_by = lab
        .event("call_start", |event| match event {
            RealtimeEvent::CallStart(start) => Some(start.sip_call_id.clone()),
            _ => None,
        })
        .await;
    assert_eq!(begun_by, None);
    let wanted = (
        invite.must("Call-ID").to_owned(),
        "1001".to_owned(),
        CallDirection::Inbound,
    );
    assert_eq!(legs(&lab, 1).await, [wanted]);
}

#[tokio::test]
async fn who_a_call_is_transferred_to_is_told_the_same_id_and_is_a_leg_of_it() {
    let lab = Lab::start().await;
    let call = bridged(&lab).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let done = lab.pbx.transfer("acme", lab.call(), user("1001"), "1003", Blind).await;
    done.expect("the transfer begins");
    let invite = c.request("INVITE").await;
    assert_eq!(invite.must(HEADER), call.invite.must(HEADER));
    let third = legs(&lab, 3).await.remove(2);
    assert_eq!((third.0.as_str(), third.1.as_str()), (invite.must("Call-ID"), "1003"));
}

#[tokio::test]
async fn the_id_that_a_phone_claims_reaches_nobody() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "X-Call-UUID: another-call\r\n")
        .await;
    let invite = b.request("INVITE").await;
    assert_eq!(invite.all(HEADER).collect::<Vec<_>>(), [lab.call().to_string()]);
    b.respond(&invite, "486 Busy Here", "", "X-Call-UUID: another-call\r\n")
        .await;
    let refusal = a.final_response("INVITE").await;
    assert_eq!(refusal.all(HEADER).collect::<Vec<_>>(), [invite.must(HEADER)]);
}

#[tokio::test]
async fn without_the_header_no_message_has_it_and_the_legs_are_told() {
    let lab = Lab::with(|config| config.call_uuid_header = false).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let (_media, sdp) = offer().await;
    a.invite("1002", &sdp, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    let ringing = a.response("INVITE").await;
    let (_media, sdp) = answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "").await;
    let ok = a.final_response("INVITE").await;
    for message in [&invite, &ringing, &ok] {
        assert_eq!(message.header(HEADER), None);
    }
    legs(&lab, 2).await;
}
