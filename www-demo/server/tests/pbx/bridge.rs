//! Media of the phones, and two phones in a call.

use str0m::media::Direction;
use voip_demo_server::pbx::media::Media;

use crate::lab::{Lab, PATIENCE, media_config};
use crate::message::Message;
use crate::phone::{Dialog, Phone};

/// A WebRTC session as the phone's media, playing a tone to whoever listens.
pub async fn media() -> Media {
    use voip_demo_server::pbx::media::{Source, tones::Program};
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
