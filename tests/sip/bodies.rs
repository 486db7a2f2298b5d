//! Bodies of requests and responses as a whole user agent takes them (RFC 3261 §8.2.3, RFC 5621).

use super::host::description;
use super::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{CallEvent, MediaDirection, MediaEffect, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn multipart(direction: MediaDirection, handling: &str) -> (String, Vec<u8>) {
    let sdp = description(70, direction);
    let body = format!(
        "--x\r\nContent-Type: application/isup\r\nContent-Disposition: signal;handling={handling}\r\n\r\n\u{1}\u{2}\r\n\
         --x\r\nContent-Type: application/sdp\r\n\r\n{sdp}\r\n--x--\r\n"
    );
    (sdp, body.into_bytes())
}

const KIND: &str = "multipart/mixed;boundary=x";

#[test]
fn an_offer_in_a_multipart_body_is_answered() {
    let mut peer = Peer::registered();
    let (offered, body) = multipart(MediaDirection::SendRecv, "optional");
    let mut invite = peer.invite();
    invite.set_body(KIND, body);
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let offer = peer.host.effects.iter().find_map(|e| match e {
        MediaEffect::CreateAnswer { offer, .. } => Some(offer.clone()),
        _ => None,
    });
    assert_eq!(offer, Some(offered), "the part and nothing else");
    peer.expect_status(100);
    peer.expect_status(180);
    assert_eq!(
        peer.expect_status(200).headers.content_type().as_deref(),
        Some("application/sdp")
    );
}

#[test]
fn an_answer_in_a_multipart_body_is_applied() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let (sdp, body) = multipart(MediaDirection::RecvOnly, "optional");
    let mut ok = invite
        .response(200)
        .with_to_tag("t")
        .with(names::CONTACT, "<sip:far@192.0.2.1;transport=ws>");
    ok.set_body(KIND, body);
    peer.send_response(&ok);
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    let applied = peer
        .host
        .effects
        .iter()
        .any(|e| matches!(e, MediaEffect::ApplyAnswer { answer, .. } if *answer == sdp));
    assert!(applied);
}

#[test]
fn a_hold_in_a_multipart_body_is_seen() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut invite = peer.request(&mut side, voip_sdk::sip::message::Method::Invite);
    invite.set_body(KIND, multipart(MediaDirection::SendOnly, "optional").1);
    peer.send_request(&invite);
    assert!(peer.host.view(call).remote_held);
    assert!(peer.host.call_events(call).contains(&CallEvent::Hold));
}

#[test]
fn a_part_that_has_to_be_understood_and_is_not_is_answered_415() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.set_body(KIND, multipart(MediaDirection::SendRecv, "required").1);
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(415);
    for kind in [
        "application/sdp",
        "multipart/mixed",
        "multipart/alternative",
        "multipart/related",
    ] {
        assert!(refusal.headers.has_item(names::ACCEPT, kind), "{kind}");
    }
    assert_eq!(peer.host.ua.calls().count(), 0);
}

#[test]
fn an_encoded_body_is_answered_415_with_accept_encoding() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.headers.push(names::CONTENT_ENCODING, "gzip");
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(415);
    assert_eq!(refusal.headers.text("Accept-Encoding").unwrap(), "identity");
}

#[test]
fn a_re_invite_that_is_not_understood_is_answered_415_and_the_call_goes_on() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut invite = peer.request(&mut side, voip_sdk::sip::message::Method::Invite);
    invite.headers.push(names::CONTENT_ENCODING, "deflate");
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(415);
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn an_optional_body_is_ignored_and_the_invite_has_no_offer() {
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    invite.set_body("text/plain", b"hello".to_vec());
    invite
        .headers
        .push(names::CONTENT_DISPOSITION, "render;handling=optional");
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    assert!(peer.host.take_effects().contains(&"offer sendrecv".to_owned()));
}
