//! Whatever an application sets, a page gave it and an attacker may have written it: nothing of it breaks out of its
//! line, and what a link may add to an INVITE is little (RFC 3261 §19.1.5, §25.1).

use super::host::config;
use super::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{
    CommandError, InviteOptions, OutgoingMessage, Recipient, SubscribeOptions, TransferOptions,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const EVIL: [&str; 5] = [
    "x\r\nEvil: 1",
    "x\nEvil: 1",
    "x\rEvil: 1",
    "x\0Evil: 1",
    "x\"\r\n\r\nEvil: 1",
];

/// Everything that was sent has whole lines and nothing in them that the attacker began.
fn whole(peer: &mut Peer) -> usize {
    let count = peer.host.sent.len();
    for bytes in peer.host.sent.drain(..) {
        let end = bytes
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .expect("header fields end");
        let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
        for line in text.split("\r\n") {
            assert!(
                !line.contains(['\r', '\n', '\0']) && !line.starts_with("Evil"),
                "{text:?}"
            );
        }
    }
    count
}

#[test]
fn settings_do_not_break_out_of_their_lines() {
    for evil in EVIL {
        let mut account = config("1001");
        account.display_name = Some(evil.to_owned());
        account.user_agent = evil.to_owned();
        account.user = evil.to_owned();
        account.auth_user = Some(evil.to_owned());
        account.instance_id = Some(evil.to_owned());
        let mut peer = Peer::started(account);
        peer.host.open();
        let raw = peer.host.sent.front().cloned().expect("a REGISTER goes out");
        assert!(whole(&mut peer) > 0);
        let register = match super::host::read(&raw) {
            voip_sdk::sip::message::Message::Request(r) => r,
            other => panic!("{other:?}"),
        };
        let challenge = register
            .response(401)
            .with_to_tag("t")
            .with(names::WWW_AUTHENTICATE, "Digest realm=\"r\", nonce=\"n\"");
        peer.send_response(&challenge);
        assert!(whole(&mut peer) > 0, "with credentials");
    }
}

#[test]
fn targets_that_would_break_out_are_refused() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_incoming();
    for evil in EVIL {
        for target in [
            evil.to_owned(),
            format!("sip:{evil}@acme.test"),
            format!("sip:1002@acme.test;p={evil}"),
            format!("tel:+49{evil}"),
            format!("1002@{evil}"),
        ] {
            let invited = peer
                .host
                .act(|ua, now| ua.invite(now, &target, InviteOptions::default()));
            assert_eq!(invited, Err(CommandError::InvalidTarget), "{target:?}");
            let moved = peer
                .host
                .act(|ua, now| ua.transfer(now, call, &target, TransferOptions::default()));
            assert_eq!(moved, Err(CommandError::InvalidTarget), "{target:?}");
        }
    }
    peer.expect_nothing();
}

#[test]
fn header_fields_that_would_break_out_or_are_ours_are_refused() {
    let mut peer = Peer::registered();
    let mut pairs: Vec<(String, String)> = EVIL.iter().map(|e| ("X-A".to_owned(), (*e).to_owned())).collect();
    for name in [
        "X A",
        "X:A",
        "",
        "Evil\r\nX",
        "Via",
        "v",
        "From",
        "Contact",
        "Route",
        "Content-Length",
        "l",
    ] {
        pairs.push((name.to_owned(), "1".to_owned()));
    }
    for pair in pairs {
        let options = InviteOptions {
            extra_headers: vec![pair.clone()],
            ..InviteOptions::default()
        };
        let invited = peer.host.act(|ua, now| ua.invite(now, "1002", options));
        assert_eq!(invited, Err(CommandError::InvalidArgument), "{pair:?}");
        let options = SubscribeOptions {
            extra_headers: vec![pair.clone()],
            ..SubscribeOptions::new("dialog")
        };
        let subscribed = peer.host.act(|ua, now| ua.subscribe(now, "1002", options));
        assert_eq!(subscribed.err(), Some(CommandError::InvalidArgument), "{pair:?}");
    }
    peer.expect_nothing();
}

#[test]
fn types_packages_and_digits_that_would_break_out_are_refused() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_incoming();
    for evil in EVIL {
        let options = SubscribeOptions::new(evil);
        assert!(peer.host.act(|ua, now| ua.subscribe(now, "1002", options)).is_err());
        let options = SubscribeOptions {
            accept: vec![evil.to_owned()],
            ..SubscribeOptions::new("dialog")
        };
        assert!(peer.host.act(|ua, now| ua.subscribe(now, "1002", options)).is_err());
        let message = OutgoingMessage {
            content_type: format!("text/{evil}"),
            body: Redacted::new(b"hello".to_vec()),
            expires_sec: None,
            extra_headers: Vec::new(),
        };
        assert!(
            peer.host
                .act(|ua, now| ua.message(now, Recipient::Address("1002"), message))
                .is_err()
        );
        assert!(peer.host.act(|ua, now| ua.send_digits(now, call, evil)).is_err());
        assert!(
            peer.host
                .act(|ua, now| ua.reject(now, call, 302, Some(evil.to_owned())))
                .is_err()
        );
    }
    peer.expect_nothing();
}

#[test]
fn what_a_link_may_add_to_an_invite_is_little() {
    let mut peer = Peer::registered();
    let link = "sip:1002@acme.test;method=BYE?Subject=Tea%20at%205&priority=urgent&Route=%3Csip:evil.test%3E\
                &From=%3Csip:evil%40evil.test%3E&Via=x&Contact=%3Csip:evil.test%3E&Call-ID=1&body=v%3D0\
                &In-Reply-To=a%0D%0AEvil:%201&X-Unknown=1";
    peer.call(link);
    let invite = peer.expect("INVITE");
    assert_eq!(invite.uri.to_text(), "sip:1002@acme.test");
    assert_eq!(invite.headers.text("Subject").unwrap(), "Tea at 5");
    assert_eq!(invite.headers.text("Priority").unwrap(), "urgent");
    for name in [names::ROUTE, "In-Reply-To", "X-Unknown", "body"] {
        assert!(!invite.headers.has(name), "{name}");
    }
    let text = String::from_utf8(invite.to_bytes()).unwrap();
    assert!(!text.to_lowercase().contains("evil"), "{text}");
    assert_eq!(invite.headers.lines(names::VIA).count(), 1);
}

#[test]
fn what_the_application_says_goes_before_what_a_link_says() {
    let mut peer = Peer::registered();
    let options = InviteOptions {
        extra_headers: vec![("Subject".to_owned(), "ours".to_owned())],
        ..InviteOptions::default()
    };
    let target = "sip:1002@acme.test?subject=theirs";
    peer.host.act(|ua, now| ua.invite(now, target, options)).unwrap();
    let invite = peer.expect("INVITE");
    let subjects: Vec<_> = invite.headers.lines("Subject").collect();
    assert_eq!(subjects, [b"ours"]);
}
