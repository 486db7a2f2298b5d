//! What of a message of theirs the application sees.

use crate::peer::{Peer, TAG};
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, Event, InviteOptions};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn retry_after_of_every_refusal_is_shown() {
    for status in [404, 408, 413, 480, 486, 500, 503, 600, 603] {
        let mut peer = Peer::registered();
        let call = peer
            .host
            .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
            .unwrap();
        // Some refusals are answered by a second try.
        while peer.host.view(call).end.is_none() {
            let invite = peer.expect("INVITE");
            peer.send_response(
                &invite
                    .response(status)
                    .with_to_tag(TAG)
                    .with(names::RETRY_AFTER, "18000;duration=3600"),
            );
            peer.expect("ACK");
        }
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!((end.status, end.retry_after_sec), (status, Some(18_000)));
        let ended = |e: &Event| matches!(e, Event::Call { .. });
        assert!(peer.host.events.iter().any(ended));
    }
}

#[test]
fn the_warning_of_a_refusal_is_shown() {
    for (value, shown) in [
        (
            "305 isi.acme.test \"Incompatible media format\"",
            Some((305, "Incompatible media format")),
        ),
        (
            "399 - \"say \\\"friend\\\", and enter\", 370 x \"second\"",
            Some((399, "say \"friend\", and enter")),
        ),
        ("nonsense, 302 x \"later\"", Some((302, "later"))),
        ("305", None),
    ] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        peer.send_response(&Peer::response(&invite, 488).with(names::WARNING, value));
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!(
            end.warning,
            shown.map(|(code, text)| (code, text.to_owned())),
            "{value}"
        );
    }
}

#[test]
fn the_identity_of_the_far_end_follows_a_reinvite_and_an_update() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for (method, who) in [(Method::Invite, "3001"), (Method::Update, "3002")] {
        let asserted = format!("\"Somebody\" <sip:{who}@acme.test>");
        let change = peer
            .request(&mut side, method.clone())
            .with(names::P_ASSERTED_IDENTITY, &asserted);
        peer.send_request(&change);
        if method == Method::Invite {
            let ack = peer.ack(&mut side, change.headers.cseq().unwrap().number);
            peer.send_request(&ack);
        }
        assert_eq!(peer.host.view(call).remote.asserted.as_deref(), Some(&*asserted));
        let told = |e: &CallEvent| *e == CallEvent::Identity;
        assert!(peer.host.call_events(call).iter().any(told), "{method:?}");
    }
}
