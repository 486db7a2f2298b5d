//! A phone that takes the place of its own leg: INVITE with Replaces, as after a page was loaded anew.

use voip_demo_server::pbx::media::Media;
use voip_demo_server::pbx::media::tones::Program;
use voip_sdk::model::presence::PresenceStatus::Busy;

use crate::bridge::{Bridged, hangs_up, hears_sound, is_hung_up, offer, talking};
use crate::hold_by_api::user;
use crate::lab::Lab;
use crate::message::Message;
use crate::phone::{Dialog, Phone};

/// INVITE with Replaces to what the old dialog had as its target.
async fn invites(phone: &mut Phone, old: &Dialog, extra: &str) -> (Media, Dialog, Message) {
    let (media, sdp) = offer().await;
    let extra = format!("Replaces: {}{extra}\r\nRequire: replaces\r\n", old.replaces());
    let target = old.target.clone();
    let mut dialog = phone.invite_uri(&target, &sdp, &extra).await;
    let answer = phone.final_response("INVITE").await;
    if answer.status() == Some(200) {
        phone.ack(&mut dialog, &answer, "").await;
        media.answer(answer.body.clone()).await.expect("the answer fits");
        media
            .source(voip_demo_server::pbx::media::Source::Tone(Program::Ringback))
            .await;
    }
    (media, dialog, answer)
}

/// Another page of the extension, registered.
async fn page(lab: &Lab, number: &str) -> Phone {
    Phone::registered(lab, number, "acme.test").await
}

#[tokio::test]
async fn a_page_that_was_loaded_anew_has_its_call_back() {
    let lab = Lab::start().await;
    let Bridged {
        a,
        a_dialog,
        a_media,
        mut b,
        mut b_dialog,
        b_media,
        invite,
        ..
    } = talking(&lab).await;
    let before = lab.pbx.active_calls("acme");
    drop((a, a_media));
    let mut a = page(&lab, "1001").await;
    let (media, mut dialog, ok) = invites(&mut a, &a_dialog, "").await;
    assert_eq!(ok.status(), Some(200), "{ok:?}");
    assert_eq!(ok.must("X-Call-UUID"), invite.must("X-Call-UUID"));
    hears_sound(&media, Program::Speech).await;
    hears_sound(&b_media, Program::Ringback).await;
    let after = lab.pbx.active_calls("acme");
    assert_eq!((after.len(), &after[0].call_uuid), (1, &before[0].call_uuid));
    assert_eq!(after[0].answered_at, before[0].answered_at);
    assert_eq!(lab.shown("1001", Busy).await.as_deref(), Some("1002"));

    // Again, from the side that was called.
    drop((b, b_media));
    b = page(&lab, "1002").await;
    let (b_media, new, ok) = invites(&mut b, &b_dialog, "").await;
    assert_eq!(ok.status(), Some(200), "{ok:?}");
    b_dialog = new;
    hears_sound(&b_media, Program::Ringback).await;
    hangs_up(&mut a, &mut dialog).await;
    let bye = b.request("BYE").await;
    assert_eq!(bye.must("Call-ID"), b_dialog.call_id);
    b.respond(&bye, "200 OK", "", "").await;
    assert_eq!(lab.call_events("acme"), ["call_start", "call_answer", "call_end"]);
    assert_eq!(lab.record().await.call_uuid, before[0].call_uuid);
}

#[tokio::test]
async fn the_leg_that_is_replaced_gets_a_bye_while_its_socket_lives() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut other = page(&lab, "1001").await;
    let (media, _, ok) = invites(&mut other, &call.a_dialog, "").await;
    assert_eq!(ok.status(), Some(200));
    assert_eq!(is_hung_up(&mut call.a).await, "Q.850;cause=16;text=\"Replaced\"");
    hears_sound(&media, Program::Speech).await;
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
}

#[tokio::test]
async fn a_call_that_was_held_comes_back_without_the_hold() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let uuid = lab.call();
    lab.pbx.hold("acme", uuid, user("1001"), true).await.expect("held");
    let sdp = call
        .a_media
        .offer(str0m::media::Direction::Inactive)
        .await
        .expect("an offer");
    call.a.in_dialog(&mut call.a_dialog, "INVITE", &sdp, "").await;
    let ok = call.a.final_response("INVITE").await;
    call.a.ack(&mut call.a_dialog, &ok, "").await;
    let hold = call.b.request("INVITE").await;
    let answer = |media: Media, sdp: String| async move {
        media
            .accept_offer(sdp, str0m::media::Direction::SendRecv)
            .await
            .expect("an answer")
    };
    let sdp = answer(call.b_media.clone(), hold.body.clone()).await;
    call.b.respond(&hold, "200 OK", &sdp, "").await;
    call.b.request("ACK").await;

    let old = call.a_dialog.clone();
    drop(call.a);
    let mut a = page(&lab, "1001").await;
    let (media, _, ok) = invites(&mut a, &old, "").await;
    assert_eq!(ok.status(), Some(200));
    let resume = call.b.request("INVITE").await;
    assert_eq!(resume.direction(), "sendrecv");
    let sdp = answer(call.b_media.clone(), resume.body.clone()).await;
    call.b.respond(&resume, "200 OK", &sdp, "").await;
    call.b.request("ACK").await;
    hears_sound(&media, Program::Speech).await;
    hears_sound(&call.b_media, Program::Ringback).await;
    let events = lab.call_events("acme");
    assert_eq!(events, ["call_start", "call_answer", "call_hold", "call_resume"]);
}

#[tokio::test]
async fn a_dialog_that_is_not_there_or_somebody_elses_is_481() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let mut own = page(&lab, "1001").await;
    let mut stranger = page(&lab, "1003").await;
    let unknown = Dialog {
        call_id: "unknown".into(),
        ..call.a_dialog.clone()
    };
    let wrong_tag = Dialog {
        local: "<sip:1001@acme.test>;tag=wrong".into(),
        ..call.a_dialog.clone()
    };
    for dialog in [&unknown, &wrong_tag, &call.b_dialog] {
        assert_eq!(invites(&mut own, dialog, "").await.2.status(), Some(481), "{dialog:?}");
    }
    assert_eq!(invites(&mut stranger, &call.a_dialog, "").await.2.status(), Some(481));
    let mut foreign = Phone::registered(&lab, "1001", "globex.test").await;
    assert_eq!(invites(&mut foreign, &call.a_dialog, "").await.2.status(), Some(481));
    hears_sound(&call.a_media, Program::Speech).await;
    hangs_up(&mut call.a, &mut call.a_dialog).await;
}

#[tokio::test]
async fn early_only_does_not_replace_what_is_answered_and_nonsense_is_400() {
    let lab = Lab::start().await;
    let call = talking(&lab).await;
    let mut own = page(&lab, "1001").await;
    let answer = invites(&mut own, &call.a_dialog, ";early-only").await.2;
    assert_eq!(answer.status(), Some(486));
    for extra in ["\r\nReplaces: x;to-tag=1;from-tag=2", "\r\nJoin: x;to-tag=1;from-tag=2"] {
        let answer = invites(&mut own, &call.a_dialog, extra).await.2;
        assert_eq!(answer.status(), Some(400), "{extra}");
    }
    let (_media, sdp) = offer().await;
    own.invite("1002", &sdp, "Replaces: nonsense\r\n").await;
    assert_eq!(own.final_response("INVITE").await.status(), Some(400));
}

#[tokio::test]
async fn a_call_that_is_over_is_481() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    hangs_up(&mut call.b, &mut call.b_dialog).await;
    is_hung_up(&mut call.a).await;
    let mut own = page(&lab, "1001").await;
    assert_eq!(invites(&mut own, &call.a_dialog, "").await.2.status(), Some(481));
}

#[tokio::test]
async fn a_call_that_is_over_is_not_had_back_while_its_ack_is_awaited() {
    let lab = Lab::start().await;
    let mut a = page(&lab, "1001").await;
    let mut b = page(&lab, "1002").await;
    let (_media, sdp) = offer().await;
    let mut dialog = a.invite("1002", &sdp, "").await;
    let invite = b.request("INVITE").await;
    let (_b_media, mut b_dialog) = crate::bridge::pick_up(&mut b, &invite, Program::Speech).await;
    let ok = a.final_response("INVITE").await;
    dialog.remote = ok.must("To").to_owned();
    dialog.target = ok.contact().to_owned();
    hangs_up(&mut b, &mut b_dialog).await;
    let mut anew = page(&lab, "1001").await;
    assert_eq!(invites(&mut anew, &dialog, "").await.2.status(), Some(603));
}
