//! Media of the phones, and two phones in a call.

use std::collections::HashSet;

use str0m::media::Direction;
use voip_demo_server::pbx::media::tones::{FRAME, Program};
use voip_demo_server::pbx::media::{Media, Source};

use crate::lab::{Lab, PATIENCE, media_config};
use crate::message::Message;
use crate::phone::{Dialog, Phone};

/// A WebRTC session as the phone's media, playing a tone to whoever listens.
pub async fn media() -> Media {
    let media = Media::start(media_config(), |_| ()).await.expect("a media session");
    media.source(Source::Tone(Program::HoldMusic)).await;
    media
}

/// An offer of a new session.
pub async fn offer() -> (Media, String) {
    let media = media().await;
    let sdp = media.offer(Direction::SendRecv).await.expect("an offer");
    (media, sdp)
}

/// The answer of a new session.
pub async fn answer(offer: &str) -> (Media, String) {
    let media = media().await;
    let sdp = media
        .accept_offer(offer.to_owned(), Direction::SendRecv)
        .await
        .expect("an answer");
    (media, sdp)
}

/// Waits until at least `count` more packets have arrived.
pub async fn hears(media: &Media, count: u64) {
    let from = media.received().await.expect("a session");
    let more = async {
        while media.received().await.expect("a session") < from + count {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, more).await.expect("packets arrive");
}

/// Waits until another packet arrives that is of that sound, and not silent.
pub async fn hears_sound(media: &Media, program: Program) {
    let silent = |frame: &[u8]| frame.iter().filter(|s| matches!(s, 0xff | 0x7f)).count() > FRAME / 2;
    let frames: HashSet<&[u8]> = program.samples().chunks(FRAME).filter(|f| !silent(f)).collect();
    let from = media.received().await.expect("a session");
    let found = async {
        while media.received().await.expect("a session") == from {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        loop {
            let heard = media.last_heard().await.expect("a session");
            if heard.is_some_and(|frame| frames.contains(&*frame)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, found)
        .await
        .unwrap_or_else(|_| panic!("{program:?} is not heard"));
}

/// A phone answers an INVITE and plays that sound.
#[must_use = "the phone is silent when it is dropped"]
pub async fn pick_up(phone: &mut Phone, invite: &Message, program: Program) -> (Media, Dialog) {
    let (media, sdp) = answer(&invite.body).await;
    media.source(Source::Tone(program)).await;
    phone.respond(invite, "200 OK", &sdp, "").await;
    phone.request("ACK").await;
    (media, phone.dialog_of(invite))
}

/// A phone is hung up; the reason that it is given.
pub async fn is_hung_up(phone: &mut Phone) -> String {
    let bye = phone.request("BYE").await;
    phone.respond(&bye, "200 OK", "", "").await;
    bye.must("Reason").to_owned()
}

/// A phone hangs up.
pub async fn hangs_up(phone: &mut Phone, dialog: &mut Dialog) {
    phone.in_dialog(dialog, "BYE", "", "").await;
    assert_eq!(phone.final_response("BYE").await.status(), Some(200));
}

/// A phone dials and is answered, by whomever; it plays that sound.
pub async fn dials(phone: &mut Phone, number: &str, program: Program) -> (Media, Dialog, Message) {
    let (media, sdp) = offer().await;
    media.source(Source::Tone(program)).await;
    let mut dialog = phone.invite(number, &sdp, "").await;
    let ok = phone.final_response("INVITE").await;
    assert_eq!(ok.status(), Some(200), "{number}: {ok:?}");
    phone.ack(&mut dialog, &ok, "").await;
    media.answer(ok.body.clone()).await.expect("the answer fits");
    (media, dialog, ok)
}

/// Waits until nothing has arrived for 200 ms, ten packets' time.
pub async fn hears_nothing(media: &Media) {
    let silence = async {
        loop {
            let from = media.received().await.expect("a session");
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            if media.received().await.expect("a session") == from {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, silence).await.expect("packets cease");
}

/// Two phones in a call.
pub struct Bridged {
    pub a: Phone,
    pub b: Phone,
    pub a_dialog: Dialog,
    pub b_dialog: Dialog,
    pub a_media: Media,
    pub b_media: Media,
    /// The INVITE that rang the second.
    pub invite: Message,
}

/// The same, each with a sound of its own: 1001 beeps, 1002 speaks.
pub async fn talking(lab: &Lab) -> Bridged {
    let call = bridged(lab).await;
    call.a_media.source(Source::Tone(Program::Confirmation)).await;
    call.b_media.source(Source::Tone(Program::Speech)).await;
    call
}

/// 1001 calls 1002, who answers.
pub async fn bridged(lab: &Lab) -> Bridged {
    let mut a = Phone::registered(lab, "1001", "acme.test").await;
    let mut b = Phone::registered(lab, "1002", "acme.test").await;
    let (a_media, sdp) = offer().await;
    let mut a_dialog = a.invite("1002", &sdp, "").await;
    let invite = b.request("INVITE").await;
    b.respond(&invite, "180 Ringing", "", "").await;
    assert_eq!(a.response("INVITE").await.status(), Some(180));
    let (b_media, sdp) = answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "").await;
    let ok = a.final_response("INVITE").await;
    assert_eq!(ok.status(), Some(200), "{ok:?}");
    a.ack(&mut a_dialog, &ok, "").await;
    b.request("ACK").await;
    a_media.answer(ok.body.clone()).await.expect("the answer fits");
    let b_dialog = b.dialog_of(&invite);
    Bridged {
        a,
        b,
        a_dialog,
        b_dialog,
        a_media,
        b_media,
        invite,
    }
}
