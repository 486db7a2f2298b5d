//! Challenges and proofs of servers: old nonces, unknown algorithms, no end of challenges.

use super::{challenge, challenged_registration, parameter, refuse};
use crate::host::config;
use crate::peer::{Peer, TAG};
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{Cause, Event, RegistrationState, WarningCode};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_stale_nonce_is_replaced_without_asking() {
    let mut peer = challenged_registration();
    peer.call("1002");
    let first = peer.expect("INVITE");
    let stale = format!("{}, stale=true", challenge("n2"));
    refuse(&mut peer, &first, 401, &[&stale]);
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    assert_eq!(parameter(&second, names::AUTHORIZATION, "nonce").as_deref(), Some("n2"));
    assert_eq!(
        parameter(&second, names::AUTHORIZATION, "nc").as_deref(),
        Some("00000001")
    );
}

#[test]
fn the_first_challenge_that_is_known_is_answered() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    let md5 = "Digest realm=\"acme.test\", nonce=\"b\", algorithm=MD5";
    refuse(
        &mut peer,
        &first,
        401,
        &[
            "Digest realm=\"acme.test\", nonce=\"x\", algorithm=SHA-9",
            &challenge("a"),
            md5,
        ],
    );
    let second = peer.expect("REGISTER");
    assert_eq!(
        parameter(&second, names::AUTHORIZATION, "algorithm").as_deref(),
        Some("SHA-256")
    );
}

#[test]
fn a_challenge_that_nobody_knows_ends_the_registration() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    refuse(&mut peer, &first, 401, &["Bearer authz_server=\"x\""]);
    peer.expect_nothing();
    assert!(
        peer.host
            .events
            .iter()
            .any(|e| matches!(e, Event::Registration(RegistrationState::Failed { .. })))
    );
}

fn warned(peer: &Peer) -> bool {
    let unproven = |e: &Event| matches!(e, Event::Warning(w) if w.code == WarningCode::ServerUnproven);
    peer.host.events.iter().any(unproven)
}

/// `Authentication-Info` in the answer to the REGISTER, then a call.
fn informed(info: &str) -> (Peer, Request) {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    refuse(&mut peer, &first, 401, &[&challenge("n1")]);
    let second = peer.expect("REGISTER");
    let contact = second.headers.contact().unwrap();
    let ok = second
        .response(200)
        .with_to_tag(TAG)
        .with(names::CONTACT, contact.to_text());
    peer.send_response(&ok.with("Authentication-Info", info));
    peer.call("1002");
    let invite = peer.expect("INVITE");
    (peer, invite)
}

#[test]
fn the_next_nonce_of_a_server_saves_a_challenge() {
    let (peer, invite) = informed("nextnonce=\"n2\"");
    assert_eq!(parameter(&invite, names::AUTHORIZATION, "nonce").as_deref(), Some("n2"));
    assert!(!warned(&peer));
}

#[test]
fn a_server_that_proves_nothing_is_warned_of_and_the_registration_stays() {
    let (peer, invite) = informed("nextnonce=\"n2\", qop=auth, rspauth=\"0123\"");
    assert!(warned(&peer));
    assert_eq!(parameter(&invite, names::AUTHORIZATION, "nonce").as_deref(), Some("n1"));
    let failed = |e: &Event| matches!(e, Event::Registration(RegistrationState::Failed { .. }));
    assert!(!peer.host.events.iter().any(failed));
}

#[test]
fn challenges_for_ever_end() {
    for (what, line) in [
        ("realms", "Digest realm=\"r@\", nonce=\"n@\""),
        ("stale", "Digest realm=\"r\", nonce=\"n@\", stale=true"),
    ] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        for tries in 0.. {
            assert!(tries < 40, "{what} must end");
            if peer.host.sent.is_empty() {
                break;
            }
            let invite = peer.expect("INVITE");
            refuse(&mut peer, &invite, 407, &[&line.replace('@', &tries.to_string())]);
            peer.expect("ACK");
        }
        assert_eq!(
            peer.host.view(call).end.as_ref().unwrap().cause,
            Cause::AuthenticationFailed,
            "{what}"
        );
    }
}
