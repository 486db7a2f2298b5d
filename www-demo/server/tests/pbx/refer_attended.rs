//! Attended transfer by the phone itself: REFER whose target names another dialog of the same phone.

use voip_demo_server::pbx::media::Media;
use voip_demo_server::pbx::media::tones::Program;
use voip_sdk::model::call_control::TransferType::Attended;
use voip_sdk::model::presence::PresenceStatus::{Available, Busy};

use crate::bridge::{Bridged, dials, hangs_up, hears_sound, is_hung_up, offer, pick_up, talking};
use crate::lab::Lab;
use crate::phone::{Dialog, Phone};
use crate::refer::told;
use crate::transfer::transfer_event;

/// 1001 talks with 1002 and, in another call, with 1003.
struct Two {
    call: Bridged,
    c: Phone,
    c_dialog: Dialog,
    c_media: Media,
    /// Of 1001 with 1003.
    second: Dialog,
    _second_media: Media,
}

async fn two(lab: &Lab) -> Two {
    let mut call = talking(lab).await;
    let mut c = Phone::registered(lab, "1003", "acme.test").await;
    let (media, sdp) = offer().await;
    let mut second = call.a.invite("1003", &sdp, "").await;
    let invite = c.request("INVITE").await;
    let (c_media, sdp) = crate::bridge::answer(&invite.body).await;
    c_media
        .source(voip_demo_server::pbx::media::Source::Tone(Program::Ringback))
        .await;
    c.respond(&invite, "200 OK", &sdp, "").await;
    let ok = call.a.final_response("INVITE").await;
    call.a.ack(&mut second, &ok, "").await;
    c.request("ACK").await;
    media.answer(ok.body.clone()).await.expect("the answer fits");
    let c_dialog = c.dialog_of(&invite);
    Two {
        call,
        c,
        c_dialog,
        c_media,
        second,
        _second_media: media,
    }
}

/// REFER in 1001's first call with that Replaces; the first NOTIFY has come.
async fn refers(call: &mut Bridged, replaces: &str) {
    let escaped = replaces.replace(';', "%3B").replace('=', "%3D");
    let extra = format!("Refer-To: <sip:1003@acme.test;transport=ws?Replaces={escaped}>\r\n");
    call.a.in_dialog(&mut call.a_dialog, "REFER", "", &extra).await;
    assert_eq!(call.a.final_response("REFER").await.status(), Some(202));
    assert_eq!(told(&mut call.a).await, (100, false));
}

#[tokio::test]
async fn the_two_others_talk_in_the_first_call_and_the_second_ends() {
    let lab = Lab::start().await;
    let Two {
        mut call,
        mut c,
        mut c_dialog,
        c_media,
        second,
        ..
    } = two(&lab).await;
    let uuid = call.invite.must("X-Call-UUID").to_owned();
    refers(&mut call, &second.replaces()).await;
    let bye = call.a.request("BYE").await;
    assert_eq!(bye.must("Call-ID"), second.call_id);
    call.a.respond(&bye, "200 OK", "", "").await;
    assert_eq!(told(&mut call.a).await, (200, true));
    hangs_up(&mut call.a, &mut call.a_dialog).await;
    hears_sound(&call.b_media, Program::Ringback).await;
    hears_sound(&c_media, Program::Speech).await;

    let calls = lab.pbx.active_calls("acme");
    assert_eq!(calls.iter().map(|c| c.call_uuid.as_str()).collect::<Vec<_>>(), [&uuid]);
    lab.shown("1001", Available).await;
    assert_eq!(lab.shown("1002", Busy).await.as_deref(), Some("1003"));
    assert_eq!(lab.shown("1003", Busy).await.as_deref(), Some("1002"));
    let event = transfer_event(&lab).await;
    assert_eq!(
        (event.call_uuid.as_str(), event.target.as_str()),
        (uuid.as_str(), "1003")
    );
    assert_eq!((event.kind, event.transferred_by.as_deref()), (Attended, Some("1001")));
    let legs = calls[0].legs.clone().unwrap_or_default();
    assert!(legs.iter().any(|leg| leg.sip_call_id == c_dialog.call_id), "{legs:?}");
    assert_eq!(lab.record().await.destination, "1003", "the second call's record");

    // The leg that went over is the first call's in everything: its BYE ends that.
    hangs_up(&mut c, &mut c_dialog).await;
    is_hung_up(&mut call.b).await;
    let ended = lab
        .said("both records", |said| said.records.get(1).map(|r| r.record.clone()))
        .await;
    assert_eq!(ended.call_uuid, uuid);
}

#[tokio::test]
async fn phones_that_take_update_are_told_who_is_there_and_in_which_call() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut others = Vec::new();
    let mut dialogs = Vec::new();
    for number in ["1002", "1003"] {
        let mut phone = Phone::registered(&lab, number, "acme.test").await;
        let (media, sdp) = offer().await;
        let mut dialog = a.invite(number, &sdp, "").await;
        let invite = phone.request("INVITE").await;
        let (far, sdp) = crate::bridge::answer(&invite.body).await;
        phone
            .respond(&invite, "200 OK", &sdp, "Allow: INVITE, UPDATE\r\n")
            .await;
        let ok = a.final_response("INVITE").await;
        a.ack(&mut dialog, &ok, "").await;
        media.answer(ok.body.clone()).await.expect("the answer fits");
        phone.request("ACK").await;
        others.push((phone, invite, media, far));
        dialogs.push(dialog);
    }
    let escaped = dialogs[1].replaces().replace(';', "%3B").replace('=', "%3D");
    let extra = format!("Refer-To: <sip:1003@acme.test?Replaces={escaped}>\r\n");
    a.in_dialog(&mut dialogs[0], "REFER", "", &extra).await;
    let uuid = others[0].1.must("X-Call-UUID").to_owned();
    for ((phone, ..), far) in others.iter_mut().zip(["1003", "1002"]) {
        let update = phone.request("UPDATE").await;
        assert_eq!(update.must("X-Call-UUID"), uuid);
        assert!(
            update
                .must("P-Asserted-Identity")
                .contains(&format!("sip:{far}@acme.test"))
        );
        assert_eq!(update.body, "");
        phone.respond(&update, "200 OK", "", "").await;
    }
}

#[tokio::test]
async fn a_party_that_was_held_is_taken_off_hold() {
    let lab = Lab::start().await;
    let Two {
        mut call,
        c_media,
        second,
        ..
    } = two(&lab).await;
    let sdp = call
        .a_media
        .offer(str0m::media::Direction::SendOnly)
        .await
        .expect("an offer");
    call.a.in_dialog(&mut call.a_dialog, "INVITE", &sdp, "").await;
    let ok = call.a.final_response("INVITE").await;
    call.a.ack(&mut call.a_dialog, &ok, "").await;
    let hold = call.b.request("INVITE").await;
    assert_eq!(hold.direction(), "sendonly");
    let answer = |media: Media, sdp: String| async move {
        media
            .accept_offer(sdp, str0m::media::Direction::SendRecv)
            .await
            .expect("an answer")
    };
    let sdp = answer(call.b_media.clone(), hold.body.clone()).await;
    call.b.respond(&hold, "200 OK", &sdp, "").await;
    call.b.request("ACK").await;

    refers(&mut call, &second.replaces()).await;
    let resume = call.b.request("INVITE").await;
    assert_eq!(resume.direction(), "sendrecv");
    let sdp = answer(call.b_media.clone(), resume.body.clone()).await;
    call.b.respond(&resume, "200 OK", &sdp, "").await;
    call.b.request("ACK").await;
    assert_eq!(told(&mut call.a).await, (200, true));
    hears_sound(&call.b_media, Program::Ringback).await;
    hears_sound(&c_media, Program::Speech).await;
}

#[tokio::test]
async fn a_service_in_the_other_call_goes_over_too() {
    let lab = Lab::start().await;
    let mut call = talking(&lab).await;
    let (_media, second, _) = dials(&mut call.a, "9197", Program::Confirmation).await;
    refers(&mut call, &second.replaces()).await;
    assert_eq!(told(&mut call.a).await, (200, true));
    hears_sound(&call.b_media, Program::HoldMusic).await;
}

#[tokio::test]
async fn a_dialog_that_is_not_there_or_somebody_elses_is_481_and_nothing_changes() {
    let lab = Lab::start().await;
    let Two {
        mut call,
        c_dialog,
        c_media,
        second,
        ..
    } = two(&lab).await;
    let unknown = Dialog {
        call_id: "unknown".into(),
        ..second.clone()
    };
    let wrong_tag = Dialog {
        local: "<sip:1001@acme.test>;tag=wrong".into(),
        ..second.clone()
    };
    let (own, early) = (call.a_dialog.replaces(), format!("{};early-only", second.replaces()));
    for replaces in [
        unknown.replaces(),
        wrong_tag.replaces(),
        c_dialog.replaces(),
        own,
        early,
    ] {
        refers(&mut call, &replaces).await;
        assert_eq!(told(&mut call.a).await, (481, true), "{replaces}");
    }
    assert_eq!(lab.pbx.active_calls("acme").len(), 2);
    hears_sound(&call.b_media, Program::Confirmation).await;
    hears_sound(&call.a_media, Program::Speech).await;
    drop(c_media);
}

#[tokio::test]
async fn two_refers_that_name_each_others_call_do_not_lose_a_call() {
    let lab = Lab::start().await;
    let Two {
        mut call, mut second, ..
    } = two(&lab).await;
    let named = |dialog: &Dialog| {
        let escaped = dialog.replaces().replace(';', "%3B").replace('=', "%3D");
        format!("Refer-To: <sip:1003@acme.test?Replaces={escaped}>\r\n")
    };
    let (first, other) = (named(&second), named(&call.a_dialog));
    call.a.in_dialog(&mut call.a_dialog, "REFER", "", &first).await;
    call.a.in_dialog(&mut second, "REFER", "", &other).await;
    // Either one of them succeeds or both are refused: whoever is left can be heard.
    let mut last = vec![];
    while last.len() < 2 {
        let (status, is_last) = told(&mut call.a).await;
        last.extend(is_last.then_some(status));
    }
    let succeeded = last.iter().filter(|status| **status == 200).count();
    assert!(succeeded < 2, "{last:?}");
    assert_eq!(lab.pbx.active_calls("acme").len(), 2 - succeeded, "{last:?}");
    lab.shown("1002", Busy).await;
    lab.shown("1003", Busy).await;
}

#[tokio::test]
async fn the_leg_that_went_over_may_be_held_and_transferred_again() {
    let lab = Lab::start().await;
    let Two {
        mut call,
        c_media,
        second,
        mut c,
        mut c_dialog,
        ..
    } = two(&lab).await;
    refers(&mut call, &second.replaces()).await;
    assert_eq!(told(&mut call.a).await, (200, true));
    let mut d = Phone::registered(&lab, "1004", "acme.test").await;
    let extra = "Refer-To: <sip:1004@acme.test>\r\n";
    c.in_dialog(&mut c_dialog, "REFER", "", extra).await;
    assert_eq!(c.final_response("REFER").await.status(), Some(202));
    let invite = d.request("INVITE").await;
    let (d_media, _) = pick_up(&mut d, &invite, Program::Confirmation).await;
    hears_sound(&call.b_media, Program::Confirmation).await;
    hears_sound(&d_media, Program::Speech).await;
    assert_eq!(told(&mut c).await, (100, false));
    assert_eq!(told(&mut c).await, (200, true));
    is_hung_up(&mut c).await;
    drop(c_media);
}

#[tokio::test]
async fn who_refers_and_hangs_up_at_once_leaves_the_two_others_to_each_other() {
    let lab = Lab::start().await;
    let Two {
        mut call,
        c_media,
        second,
        ..
    } = two(&lab).await;
    let escaped = second.replaces().replace(';', "%3B").replace('=', "%3D");
    let extra = format!("Refer-To: <sip:1003@acme.test?Replaces={escaped}>\r\n");
    call.a.in_dialog(&mut call.a_dialog, "REFER", "", &extra).await;
    call.a.in_dialog(&mut call.a_dialog, "BYE", "", "").await;
    assert_eq!(call.a.final_response("REFER").await.status(), Some(202));
    assert_eq!(call.a.final_response("BYE").await.status(), Some(200));
    hears_sound(&call.b_media, Program::Ringback).await;
    hears_sound(&c_media, Program::Speech).await;
    assert_eq!(lab.pbx.active_calls("acme").len(), 1);
}
