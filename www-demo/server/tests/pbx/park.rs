//! Park and getting back, by the API and by feature codes.

use std::time::Duration;

use str0m::media::Direction;
use voip_demo_server::pbx::media::tones::Program;
use voip_demo_server::pbx::{ControlError, OriginateOptions, PbxError};
use voip_sdk::model::call_control::TransferType::Blind;
use voip_sdk::model::calls::ActiveCallState;
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::presence::PresenceStatus::{Available, Busy, Ringing};

use crate::bridge::{Bridged, dials, hangs_up, hears_sound, is_hung_up, offer, pick_up, talking};
use crate::hold_by_api::{a_is_offered, admin, b_offers, user};
use crate::lab::Lab;
use crate::phone::Phone;

/// 1001 and 1002 talk, and 1002 parks.
async fn parked(lab: &Lab, slot: Option<u32>) -> (Bridged, u32) {
    let mut call = talking(lab).await;
    let slot = lab
        .pbx
        .park("acme", lab.call(), user("1002"), slot)
        .await
        .expect("parked");
    assert_eq!(is_hung_up(&mut call.b).await, "Q.850;cause=16;text=\"Parked\"");
    hears_sound(&call.a_media, Program::HoldMusic).await;
    (call, slot)
}

#[tokio::test]
async fn a_parked_call_waits_with_music_and_any_extension_gets_it_back() {
    let lab = Lab::start().await;
    let (mut call, slot) = parked(&lab, None).await;
    assert_eq!(slot, 701);
    let uuid = lab.call().to_string();
    let listed = lab.pbx.parked_calls("acme");
    assert_eq!(
        (listed[0].slot, listed[0].call_uuid.as_str(), listed[0].caller.as_str()),
        (701, uuid.as_str(), "1001")
    );
    assert_eq!(listed[0].parked_by.as_deref(), Some("1002"));
    assert!(lab.pbx.parked_calls("globex").is_empty());
    assert_eq!(lab.pbx.active_calls("acme")[0].state, ActiveCallState::Held);
    lab.shown("1002", Available).await;
    assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some("701"));

    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let (media, mut dialog, ok) = dials(&mut c, "*7101", Program::Speech).await;
    assert_eq!(ok.must("X-Call-UUID"), uuid);
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&media, Program::Confirmation).await;
    assert!(lab.pbx.parked_calls("acme").is_empty());
    assert_eq!(lab.pbx.active_calls("acme")[0].state, ActiveCallState::Active);
    assert_eq!(lab.shown("1003", Busy).await.as_deref(), Some("1001"));
    let resumed_by = lab
        .event("call_resume", |event| match event {
            RealtimeEvent::CallResume(data) => Some(data.extension.clone()),
            _ => None,
        })
        .await;
    assert_eq!(resumed_by.as_deref(), Some("1003"));

    hangs_up(&mut c, &mut dialog).await;
    is_hung_up(&mut call.a).await;
    assert_eq!(lab.record().await.destination, "1002");
    assert_eq!(
        lab.call_events("acme"),
        ["call_start", "call_answer", "call_park", "call_resume", "call_end"]
    );
}

#[tokio::test]
async fn a_slot_is_for_one_call_of_a_tenant() {
    let lab = Lab::start().await;
    let (mut call, slot) = parked(&lab, Some(705)).await;
    assert_eq!(slot, 705);
    let again = lab.pbx.park("acme", lab.call(), user("1001"), None).await;
    assert_eq!(again, Err(ControlError::Parked));
    let left = lab.pbx.park("acme", lab.call(), user("1002"), None).await;
    assert_eq!(left, Err(ControlError::NotAParty));

    let (media, _, ok) = dials(&mut call.b, "9197", Program::Speech).await;
    let other = ok.must("X-Call-UUID").parse().expect("a UUID");
    let park = |slot| lab.pbx.park("acme", other, admin(), slot);
    assert_eq!(park(Some(705)).await, Err(ControlError::SlotTaken));
    assert_eq!(park(Some(751)).await, Err(ControlError::NoSuchSlot));
    hears_sound(&media, Program::HoldMusic).await;
    assert_eq!(park(None).await, Ok(701));
}

#[tokio::test]
async fn an_empty_slot_and_another_tenants_are_404() {
    let lab = Lab::start().await;
    let (call, _) = parked(&lab, None).await;
    let mut stranger = Phone::registered(&lab, "1001", "globex.test").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let (_media, sdp) = offer().await;
    for (phone, number) in [(&mut stranger, "*7101"), (&mut c, "*7102")] {
        phone.invite(number, &sdp, "").await;
        assert_eq!(phone.final_response("INVITE").await.status(), Some(404));
    }
    let nothing = lab.pbx.originate("acme", "1003", "*7102", OriginateOptions::default());
    assert_eq!(nothing, Err(PbxError::CallNotFound));
    hears_sound(&call.a_media, Program::HoldMusic).await;
}

#[tokio::test]
async fn who_waits_hangs_up_and_the_slot_is_free() {
    let lab = Lab::start().await;
    let (mut call, _) = parked(&lab, None).await;
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    lab.record().await;
    assert!(lab.pbx.parked_calls("acme").is_empty());
    lab.shown("1001", Available).await;
}

#[tokio::test]
async fn the_api_ends_a_parked_call_and_who_parked_it_may() {
    let lab = Lab::start().await;
    let (mut call, _) = parked(&lab, None).await;
    let extensions = lab.pbx.extensions_of("acme", lab.call()).expect("a call");
    assert_eq!(extensions, ["1001", "1002"]);
    lab.pbx.hangup("acme", lab.call()).expect("hung up");
    is_hung_up(&mut call.a).await;
    assert!(lab.pbx.parked_calls("acme").is_empty());
}

#[tokio::test]
async fn an_offer_that_cannot_be_taken_leaves_the_call_in_its_slot() {
    let lab = Lab::start().await;
    let (call, _) = parked(&lab, None).await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    c.invite("*7101", "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", "")
        .await;
    assert_eq!(c.final_response("INVITE").await.status(), Some(488));
    assert_eq!(lab.pbx.parked_calls("acme").len(), 1);
    hears_sound(&call.a_media, Program::HoldMusic).await;
}

#[tokio::test]
async fn a_call_that_is_parked_for_long_rings_who_parked_it() {
    let lab = Lab::with(|config| {
        config.park_timeout = Duration::from_millis(200);
        config.ring_timeout = Duration::from_secs(1);
    })
    .await;
    let (mut call, slot) = parked(&lab, None).await;
    // Nobody answers: it waits on, and rings again.
    let first = call.b.request("INVITE").await;
    assert!(first.must("From").contains("sip:1001@acme.test"));
    call.b.respond(&first, "180 Ringing", "", "").await;
    lab.shown("1002", Ringing).await;
    let cancel = call.b.request("CANCEL").await;
    call.b.respond(&cancel, "200 OK", "", "").await;
    call.b.respond(&first, "487 Request Terminated", "", "").await;
    assert_eq!(lab.pbx.parked_calls("acme")[0].slot, slot);
    let second = call.b.request("INVITE").await;
    let (media, _) = pick_up(&mut call.b, &second, Program::Speech).await;
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&media, Program::Confirmation).await;
    assert!(lab.pbx.parked_calls("acme").is_empty());
}

#[tokio::test]
async fn who_dials_the_slot_while_the_parker_rings_has_the_call() {
    let lab = Lab::with(|config| config.park_timeout = Duration::from_millis(200)).await;
    let (mut call, _) = parked(&lab, None).await;
    let ring = call.b.request("INVITE").await;
    call.b.respond(&ring, "180 Ringing", "", "").await;
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    let _heard = dials(&mut c, "*7101", Program::Speech).await;
    call.b.request("CANCEL").await;
    hears_sound(&call.a_media, Program::Speech).await;
}

#[tokio::test]
async fn star_70_parks_the_other_call_of_who_dials_it() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let uuid = lab.call().to_string();
    // As phones do it: the first call is held while the second is made.
    b_offers(&mut call, Direction::SendOnly).await;
    let (media, _, ok) = dials(&mut call.b, "*70", Program::Speech).await;
    assert_eq!(ok.must("X-Park-Slot"), "701");
    assert_ne!(ok.must("X-Call-UUID"), uuid);
    is_hung_up(&mut call.b).await;
    hears_sound(&media, Program::Confirmation).await;
    assert_eq!(a_is_offered(&mut call).await, "sendrecv", "nobody holds it any more");
    hears_sound(&call.a_media, Program::HoldMusic).await;
    // The code's own call ends by itself.
    assert!(is_hung_up(&mut call.b).await.contains("cause=16"));
    let record = lab.record().await;
    assert_eq!(record.destination, "*70");
    assert_eq!(lab.call().to_string(), uuid);
    assert_eq!(lab.pbx.parked_calls("acme")[0].call_uuid, uuid);
    lab.shown("1002", Available).await;
    let (_media, _, ok) = dials(&mut call.b, "*7101", Program::Speech).await;
    assert_eq!(ok.must("X-Call-UUID"), uuid);
    hears_sound(&call.a_media, Program::Speech).await;
}

#[tokio::test]
async fn star_70_can_be_the_target_of_a_transfer() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let parked = lab.pbx.transfer("acme", lab.call(), user("1002"), "*70", Blind).await;
    assert_eq!(parked, Ok(()));
    is_hung_up(&mut call.b).await;
    assert_eq!(lab.pbx.parked_calls("acme")[0].slot, 701);
    assert_eq!(lab.call_events("acme")[2..], ["call_park"]);
}

#[tokio::test]
async fn an_outside_number_waits_and_speaks_to_who_gets_it_back() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let _heard = dials(&mut a, "+34600111222", Program::Confirmation).await;
    assert_eq!(lab.pbx.park("acme", lab.call(), user("1001"), None).await, Ok(701));
    is_hung_up(&mut a).await;
    assert_eq!(lab.pbx.parked_calls("acme")[0].caller, "+34600111222");
    // By the API: its extension rings, and has the call.
    let uuid = lab.pbx.originate("acme", "1001", "*7101", OriginateOptions::default());
    assert_eq!(uuid, Ok(lab.call()));
    let invite = a.request("INVITE").await;
    let (media, _) = pick_up(&mut a, &invite, Program::Confirmation).await;
    hears_sound(&media, Program::Speech).await;
}
