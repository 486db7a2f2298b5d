//! Which requests are answered with credentials, and how they are sent again.

use super::{challenge, challenged_registration, parameter, refuse};
use crate::host::config;
use crate::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{OutgoingMessage, PublishOptions, Recipient, SubscribeOptions, TransferOptions};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_second_request_is_not_challenged_again() {
    let mut peer = challenged_registration();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert_eq!(parameter(&invite, names::AUTHORIZATION, "nonce").as_deref(), Some("n1"));
    assert_eq!(
        parameter(&invite, names::AUTHORIZATION, "nc").as_deref(),
        Some("00000002")
    );
    assert_eq!(
        parameter(&invite, names::AUTHORIZATION, "uri").unwrap(),
        invite.uri.to_text()
    );
    let for_proxy = |name| parameter(&invite, names::PROXY_AUTHORIZATION, name);
    assert_eq!(
        for_proxy("nonce").as_deref(),
        Some("n1"),
        "a proxy of that realm need not ask"
    );
    assert_eq!(for_proxy("nc").as_deref(), Some("00000003"));
    peer.answer(&invite, 200);
    let ack = peer.expect("ACK");
    assert_eq!(
        ack.headers.get(names::AUTHORIZATION),
        invite.headers.get(names::AUTHORIZATION),
        "the INVITE's own"
    );
}

#[test]
fn an_in_dialog_request_carries_credentials_too() {
    let mut peer = challenged_registration();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    // The INVITE counted twice: for the far end, and for a proxy.
    assert_eq!(parameter(&bye, names::AUTHORIZATION, "nc").as_deref(), Some("00000004"));
    refuse(&mut peer, &bye, 401, &[&challenge("n2")]);
    let again = peer.expect("BYE");
    assert_eq!(parameter(&again, names::AUTHORIZATION, "nonce").as_deref(), Some("n2"));
    assert_eq!(
        again.headers.cseq().unwrap().number,
        bye.headers.cseq().unwrap().number + 1
    );
    assert_eq!(again.headers.to_tag(), bye.headers.to_tag());
}

#[test]
fn a_challenged_invite_goes_out_again_in_the_same_call() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let first = peer.expect("INVITE");
    refuse(&mut peer, &first, 407, &[&challenge("n1")]);
    assert_eq!(
        peer.expect("ACK").headers.cseq().unwrap().number,
        first.headers.cseq().unwrap().number
    );
    let second = peer.expect("INVITE");
    assert!(second.headers.has(names::PROXY_AUTHORIZATION));
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.from_tag(), first.headers.from_tag());
    assert_eq!(
        second.headers.cseq().unwrap().number,
        first.headers.cseq().unwrap().number + 1
    );
    assert_eq!(second.body, first.body);
    peer.answer(&second, 200);
    let ack = peer.expect("ACK");
    assert_eq!(
        ack.headers.cseq().unwrap().number,
        second.headers.cseq().unwrap().number
    );
    let _ = call;
}

#[test]
fn a_proxy_and_then_the_far_end_are_answered_in_one_request() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let first = peer.expect("INVITE");
    refuse(&mut peer, &first, 407, &["Digest realm=\"proxy\", nonce=\"p\""]);
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    refuse(&mut peer, &second, 401, &[&challenge("u")]);
    peer.expect("ACK");
    let third = peer.expect("INVITE");
    assert_eq!(
        parameter(&third, names::PROXY_AUTHORIZATION, "realm").as_deref(),
        Some("proxy")
    );
    assert_eq!(
        parameter(&third, names::AUTHORIZATION, "realm").as_deref(),
        Some("acme.test")
    );
}

#[test]
fn auth_int_covers_the_body_that_is_sent() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let first = peer.expect("INVITE");
    refuse(
        &mut peer,
        &first,
        407,
        &["Digest realm=\"acme.test\", nonce=\"n\", qop=\"auth-int\""],
    );
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    assert_eq!(
        parameter(&second, names::PROXY_AUTHORIZATION, "qop").as_deref(),
        Some("auth-int")
    );
    assert!(!second.body.is_empty());
    // The same by hand, in the words of RFC 7616 §3.4: with the body's own hash, and not with that of none.
    let value = |name| parameter(&second, names::PROXY_AUTHORIZATION, name).unwrap();
    let md5 = |text: &[u8]| {
        use md5::Digest;
        md5::Md5::digest(text)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect::<String>()
    };
    let response = |body: &[u8]| {
        let ha1 = md5(b"1001:acme.test:secret");
        let ha2 = md5(format!("INVITE:{}:{}", value("uri"), md5(body)).as_bytes());
        md5(format!(
            "{ha1}:{}:{}:{}:auth-int:{ha2}",
            value("nonce"),
            value("nc"),
            value("cnonce")
        )
        .as_bytes())
    };
    assert_eq!(value("response"), response(&second.body));
    assert_ne!(value("response"), response(b""));
}

/// Has the request that was sent challenged, and looks at what comes then.
fn challenged_once(peer: &mut Peer, method: &str, status: u16) -> Request {
    let first = peer.expect(method);
    refuse(peer, &first, status, &[&format!("{}, stale=true", challenge("next"))]);
    if method == "INVITE" {
        peer.expect("ACK");
    }
    let second = peer.expect(method);
    let header = if status == 401 {
        names::AUTHORIZATION
    } else {
        names::PROXY_AUTHORIZATION
    };
    assert_eq!(parameter(&second, header, "nonce").as_deref(), Some("next"), "{method}");
    assert_eq!(second.headers.call_id(), first.headers.call_id(), "{method}");
    assert_eq!(second.headers.from_tag(), first.headers.from_tag(), "{method}");
    assert_eq!(second.headers.to_tag(), first.headers.to_tag(), "{method}");
    assert_eq!(second.body, first.body, "{method}");
    assert_eq!(
        second.headers.cseq().unwrap().number,
        first.headers.cseq().unwrap().number + 1,
        "{method}"
    );
    let branch = |r: &Request| r.headers.via().unwrap().branch().map(str::to_owned);
    assert_ne!(branch(&second), branch(&first), "{method}");
    second
}

#[test]
fn every_method_is_sent_again_when_it_is_challenged() {
    for status in [401, 407] {
        let mut peer = Peer::started(config("1001"));
        peer.host.open();
        let register = challenged_once(&mut peer, "REGISTER", status);
        let contact = register.headers.contact().unwrap();
        peer.send_response(&Peer::response(&register, 200).with(names::CONTACT, contact.to_text()));
        peer.quiet();

        let hello = OutgoingMessage::text("hello");
        let to = Recipient::Address("1002");
        peer.host.act(|ua, now| ua.message(now, to, hello)).unwrap();
        challenged_once(&mut peer, "MESSAGE", status);
        peer.host.act(|ua, now| ua.options(now, None)).unwrap();
        challenged_once(&mut peer, "OPTIONS", status);
        let options = SubscribeOptions::new("dialog");
        peer.host.act(|ua, now| ua.subscribe(now, "1002", options)).unwrap();
        challenged_once(&mut peer, "SUBSCRIBE", status);
        let document = PublishOptions {
            event: "presence".to_owned(),
            content_type: "application/pidf+xml".to_owned(),
            body: Redacted::new(b"<presence/>".to_vec()),
            expires_sec: 3600,
        };
        peer.host.act(|ua, now| ua.publish(now, document)).unwrap();
        challenged_once(&mut peer, "PUBLISH", status);

        let call = peer.call("1002");
        let invite = challenged_once(&mut peer, "INVITE", status);
        let ring = Peer::response(&invite, 180)
            .with(names::REQUIRE, "100rel")
            .with("RSeq", "7");
        peer.send_response(&ring);
        challenged_once(&mut peer, "PRACK", status);
        peer.send_response(&Peer::response(&invite, 200).with(names::ALLOW, "INVITE, UPDATE, INFO"));
        peer.expect("ACK");
        peer.host.act(|ua, now| ua.send_digits(now, call, "1")).unwrap();
        challenged_once(&mut peer, "INFO", status);
        peer.host
            .act(|ua, now| ua.transfer(now, call, "1003", TransferOptions::default()))
            .unwrap();
        let hold = challenged_once(&mut peer, "INVITE", status);
        peer.answer(&hold, 200);
        peer.expect("ACK");
        challenged_once(&mut peer, "REFER", status);
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        challenged_once(&mut peer, "BYE", status);
    }
}
