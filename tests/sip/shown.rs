//! What the application sees of who calls and why, and what an anonymous caller does not say.

use super::peer::{Peer, TAG};
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, Cause, InviteOptions};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn what_an_invite_says_of_its_reason_is_shown() {
    let said = [
        ("Subject", "about the bill"),
        ("Priority", "urgent"),
        ("Organization", "ACME"),
        ("Alert-Info", "<urn:alert:source:external>"),
        ("Call-Info", "<https://acme.test/card>;purpose=card"),
        ("History-Info", "<sip:1001@acme.test>;index=1"),
        ("Diversion", "<sip:sales@acme.test>;reason=unconditional"),
    ];
    let mut peer = Peer::registered();
    let mut invite = peer.invite();
    for (name, value) in said {
        invite.headers.push(name, value);
    }
    peer.send_request(&invite);
    let call = peer.host.incoming();
    let view = peer.host.view(call);
    for (name, value) in said {
        let shown = view.headers.iter().find(|(n, _)| n == name);
        assert_eq!(shown.map(|(_, v)| v.expose().as_str()), Some(value), "{name}");
    }
}

#[test]
fn the_asserted_identity_follows_whoever_is_at_the_other_end() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let asserted = |peer: &Peer| peer.host.view(call).remote.asserted.clone();
    peer.send_response(&Peer::response(&invite, 180).with(names::P_ASSERTED_IDENTITY, "<sip:1002@acme.test>"));
    assert_eq!(asserted(&peer).as_deref(), Some("<sip:1002@acme.test>"));
    peer.host.events.clear();
    peer.send_response(&Peer::response(&invite, 200).with(names::P_ASSERTED_IDENTITY, "<sip:1003@acme.test>"));
    assert_eq!(asserted(&peer).as_deref(), Some("<sip:1003@acme.test>"));
    assert!(peer.host.call_events(call).contains(&CallEvent::Identity));
    peer.expect("ACK");
    let mut side = super::peer::Side {
        call_id: invite.headers.call_id().into_owned(),
        local: invite.headers.to().unwrap().with_tag(TAG),
        remote: invite.headers.from().unwrap(),
        target: invite.headers.contact().unwrap().uri,
        seq: 0,
    };
    for (method, who) in [(Method::Update, "1004"), (Method::Invite, "1005")] {
        peer.host.events.clear();
        let mut request = peer
            .request(&mut side, method.clone())
            .with(names::P_ASSERTED_IDENTITY, format!("<sip:{who}@acme.test>"));
        request
            .headers
            .set(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>");
        peer.send_request(&request);
        assert_eq!(asserted(&peer), Some(format!("<sip:{who}@acme.test>")), "{method:?}");
        assert!(peer.host.call_events(call).contains(&CallEvent::Identity), "{method:?}");
    }
}

#[test]
fn an_anonymous_call_names_the_caller_to_the_network_alone() {
    let mut peer = Peer::registered();
    let anonymous = InviteOptions {
        anonymous: true,
        ..InviteOptions::default()
    };
    peer.host.act(|ua, now| ua.invite(now, "1002", anonymous)).unwrap();
    let invite = peer.expect("INVITE");
    let preferred = invite.headers.text("P-Preferred-Identity").unwrap().into_owned();
    assert!(preferred.contains("sip:1001@acme.test"), "{preferred}");
    let mut rest = invite.clone();
    rest.headers.remove("P-Preferred-Identity");
    let text = String::from_utf8_lossy(&rest.to_bytes()).into_owned();
    assert!(!text.contains("1001"), "{text}");
}

#[test]
fn the_reasons_of_a_refusal_are_shown_and_one_of_them_understood() {
    let elsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";
    for (value, cause) in [
        ("Q.850;cause=17;text=\"User busy\"".to_owned(), Cause::NoAnswer),
        (format!("Q.850;cause=26, {elsewhere}"), Cause::AnsweredElsewhere),
    ] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        peer.send_response(&Peer::response(&invite, 480).with(names::REASON, &value));
        let view = peer.host.view(call);
        let end = view.end.clone().unwrap();
        assert_eq!((end.status, end.cause), (480, cause));
        let shown = view.headers.iter().find(|(name, _)| name == names::REASON);
        assert_eq!(shown.map(|(_, v)| v.expose()), Some(&value));
    }
}
