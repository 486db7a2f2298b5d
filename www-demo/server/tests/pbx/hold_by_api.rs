//! Hold by the API, alone and together with the phones' own.

use str0m::media::Direction;
use voip_demo_server::pbx::media::tones::Program;
use voip_demo_server::pbx::{By, ControlError};
use voip_sdk::model::calls::ActiveCallState;
use voip_sdk::model::events::RealtimeEvent;

use crate::bridge::{Bridged, dials, hears_nothing, hears_sound, is_hung_up, offer, talking};
use crate::lab::Lab;
use crate::phone::Phone;

pub fn user(extension: &str) -> By {
    By {
        extension: Some(extension.into()),
        admin: false,
    }
}

pub fn admin() -> By {
    By {
        extension: None,
        admin: true,
    }
}

fn state(lab: &Lab) -> ActiveCallState {
    lab.pbx.active_calls("acme")[0].state
}

/// The second phone holds or resumes by a re-INVITE of its own, and the first takes what it is told.
pub async fn b_offers(call: &mut Bridged, direction: Direction) {
    let sdp = call.b_media.offer(direction).await.expect("an offer");
    call.b.in_dialog(&mut call.b_dialog, "INVITE", &sdp, "").await;
    let ok = call.b.final_response("INVITE").await;
    call.b.ack(&mut call.b_dialog, &ok, "").await;
    call.b_media.answer(ok.body).await.expect("the answer fits");
    a_is_offered(call).await;
}

/// The first phone takes what it is offered; which direction that was.
pub async fn a_is_offered(call: &mut Bridged) -> String {
    let told = call.a.request("INVITE").await;
    let sdp = call
        .a_media
        .accept_offer(told.body.clone(), Direction::SendRecv)
        .await
        .expect("an answer");
    call.a.respond(&told, "200 OK", &sdp, "").await;
    call.a.request("ACK").await;
    told.direction().to_owned()
}

#[tokio::test]
async fn who_is_held_hears_music_and_who_holds_hears_nothing() {
    let lab = Lab::start().await;
    let call = talking(&lab).await;
    hears_sound(&call.a_media, Program::Speech).await;
    for _ in 0..2 {
        assert_eq!(lab.pbx.hold("acme", lab.call(), user("1002"), true).await, Ok(()));
        assert_eq!(state(&lab), ActiveCallState::Held);
    }
    hears_sound(&call.a_media, Program::HoldMusic).await;
    hears_nothing(&call.b_media).await;
    for _ in 0..2 {
        assert_eq!(lab.pbx.hold("acme", lab.call(), user("1002"), false).await, Ok(()));
        assert_eq!(state(&lab), ActiveCallState::Active);
    }
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    assert_eq!(
        lab.call_events("acme"),
        ["call_start", "call_answer", "call_hold", "call_resume"]
    );
    let held_by = lab
        .event("call_hold", |event| match event {
            RealtimeEvent::CallHold(hold) => Some(hold.extension.clone()),
            _ => None,
        })
        .await;
    assert_eq!(held_by.as_deref(), Some("1002"));
}

#[tokio::test]
async fn an_administrator_holds_for_the_callee_and_resumes_for_anybody() {
    let lab = Lab::start().await;
    let call = talking(&lab).await;
    let uuid = lab.call();
    lab.pbx.hold("acme", uuid, admin(), true).await.expect("held");
    hears_sound(&call.a_media, Program::HoldMusic).await;
    lab.pbx.hold("acme", uuid, admin(), false).await.expect("resumed");
    lab.pbx.hold("acme", uuid, user("1001"), true).await.expect("held");
    hears_sound(&call.b_media, Program::HoldMusic).await;
    lab.pbx.hold("acme", uuid, admin(), true).await.expect("it is held");
    lab.pbx.hold("acme", uuid, admin(), false).await.expect("resumed");
    hears_sound(&call.a_media, Program::Speech).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    assert_eq!(
        lab.call_events("acme")[2..],
        ["call_hold", "call_resume", "call_hold", "call_resume"]
    );
}

#[tokio::test]
async fn a_call_is_held_until_neither_the_phone_nor_the_api_holds_it() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let uuid = lab.call();
    for api_first in [true, false] {
        if api_first {
            lab.pbx.hold("acme", uuid, user("1002"), true).await.expect("held");
            b_offers(&mut call, Direction::SendOnly).await;
        } else {
            b_offers(&mut call, Direction::SendOnly).await;
            lab.pbx.hold("acme", uuid, user("1002"), true).await.expect("held");
        }
        hears_sound(&call.a_media, Program::HoldMusic).await;
        if api_first {
            b_offers(&mut call, Direction::SendRecv).await;
            assert_eq!(state(&lab), ActiveCallState::Held);
            lab.pbx.hold("acme", uuid, user("1002"), false).await.expect("resumed");
        } else {
            lab.pbx.hold("acme", uuid, user("1002"), false).await.expect("resumed");
            assert_eq!(state(&lab), ActiveCallState::Held);
            b_offers(&mut call, Direction::SendRecv).await;
        }
        hears_sound(&call.a_media, Program::Speech).await;
        hears_sound(&call.b_media, Program::Confirmation).await;
        assert_eq!(state(&lab), ActiveCallState::Active);
    }
    assert_eq!(
        lab.call_events("acme")[2..],
        ["call_hold", "call_resume", "call_hold", "call_resume"]
    );
}

#[tokio::test]
async fn an_outside_number_is_held_and_taken_back() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (media, _, _) = dials(&mut a, "+34600111222", Program::Confirmation).await;
    hears_sound(&media, Program::Speech).await;
    lab.pbx.hold("acme", lab.call(), admin(), true).await.expect("held");
    hears_nothing(&media).await;
    lab.pbx
        .hold("acme", lab.call(), user("1001"), false)
        .await
        .expect("resumed");
    hears_sound(&media, Program::Speech).await;
    lab.pbx.hangup("acme", lab.call()).expect("hung up");
    is_hung_up(&mut a).await;
}

#[tokio::test]
async fn only_parties_hold_and_only_what_is_answered() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    b.request("INVITE").await;
    let uuid = lab.call();
    let hold = |by| lab.pbx.hold("acme", uuid, by, true);
    assert_eq!(hold(user("1002")).await, Err(ControlError::NotAnswered));
    assert_eq!(hold(admin()).await, Err(ControlError::NotAnswered));
    assert_eq!(hold(user("1003")).await, Err(ControlError::NotAParty));
    let foreign = lab.pbx.hold("globex", uuid, user("1001"), true).await;
    assert_eq!(foreign, Err(ControlError::NoSuchCall));
    lab.pbx.hangup("acme", uuid).expect("hung up");
    lab.record().await;
    assert_eq!(hold(admin()).await, Err(ControlError::NoSuchCall));
}
