//! Credentials: wrong ones, those that are asked for, hashes and tokens.

use super::{challenge, challenged_registration, parameter, refuse};
use crate::host::{config, sec};
use crate::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{Cause, Credentials, Event, RegistrationState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_wrong_password_is_said_and_not_tried_again() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    refuse(&mut peer, &first, 401, &[&challenge("n1")]);
    let second = peer.expect("REGISTER");
    refuse(&mut peer, &second, 401, &[&challenge("n2")]);
    let failed = peer.host.events.iter().any(|e| {
        matches!(
            e,
            Event::Registration(RegistrationState::Failed {
                status: 401,
                retry_at: None,
                ..
            })
        )
    });
    assert!(failed, "{:?}", peer.host.events);
    peer.advance(sec(20));
    assert!(
        !peer.transcript().contains(&"REGISTER".to_owned()),
        "an account must not be locked by us"
    );
}

#[test]
fn a_call_with_refused_credentials_ends() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let first = peer.expect("INVITE");
    refuse(&mut peer, &first, 407, &[&challenge("n1")]);
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    refuse(&mut peer, &second, 407, &[&challenge("n1")]);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(
        peer.host.view(call).end.as_ref().unwrap().cause,
        Cause::AuthenticationFailed
    );
}

#[test]
fn credentials_are_asked_for_and_the_request_goes_on() {
    let mut account = config("1001");
    account.credentials = Credentials::Ask;
    let mut peer = Peer::started(account);
    peer.host.open();
    let first = peer.expect("REGISTER");
    refuse(&mut peer, &first, 401, &[&challenge("n1")]);
    peer.expect_nothing();
    let asked = |e: &Event| matches!(e, Event::CredentialsNeeded { realm } if realm == "acme.test");
    assert!(peer.host.events.iter().any(asked));
    let given = Credentials::Password(Redacted::new("secret".to_owned()));
    peer.host.act(|ua, now| ua.provide_credentials(now, given));
    let second = peer.grant();
    assert!(second.headers.has(names::AUTHORIZATION));
}

#[test]
fn a_hash_serves_as_well_as_the_password() {
    let mut responses = Vec::new();
    // H("1001:acme.test:secret") by SHA-256.
    let ha1 = "8d63512a67c8d9d74b0f7b1c7eceb1e847e62d4caa4606c1b9ddd2c8f1606eaf".to_owned();
    let by_hash = Credentials::Ha1(vec![("SHA-256".to_owned(), Redacted::new(ha1))]);
    for credentials in [Credentials::Password(Redacted::new("secret".to_owned())), by_hash] {
        let mut account = config("1001");
        account.credentials = credentials;
        let mut peer = Peer::started(account);
        peer.host.open();
        let first = peer.expect("REGISTER");
        refuse(&mut peer, &first, 401, &[&challenge("n1")]);
        responses.push(parameter(&peer.expect("REGISTER"), names::AUTHORIZATION, "response"));
    }
    assert_eq!(responses[0], responses[1], "same seed, same client nonce");
}

#[test]
fn nothing_secret_is_printed() {
    let peer = challenged_registration();
    let printed = format!("{:?} {:?}", config("1001"), peer.host.events);
    assert!(!printed.contains("secret"), "{printed}");
}

#[test]
fn a_token_that_expired_is_asked_for_and_the_request_goes_on() {
    let token = |t: &str| Credentials::Bearer(Redacted::new(t.to_owned()));
    let mut account = config("1001");
    account.credentials = token("old");
    let mut peer = Peer::started(account);
    peer.host.open();
    let bearer = "Bearer authz_server=\"https://auth.acme.test/\", realm=\"acme.test\"";
    let first = peer.expect("REGISTER");
    refuse(&mut peer, &first, 401, &[bearer]);
    let second = peer.expect("REGISTER");
    assert_eq!(second.headers.text(names::AUTHORIZATION).unwrap(), "Bearer old");
    refuse(
        &mut peer,
        &second,
        401,
        &[&format!("{bearer}, error=\"invalid_token\"")],
    );
    peer.expect_nothing();
    let asked = |e: &Event| matches!(e, Event::CredentialsNeeded { realm } if realm == "acme.test");
    assert!(peer.host.events.iter().any(asked));
    peer.host.act(|ua, now| ua.provide_credentials(now, token("new")));
    let third = peer.grant();
    assert_eq!(third.headers.text(names::AUTHORIZATION).unwrap(), "Bearer new");
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    let refresh = peer.expect("REGISTER");
    assert_eq!(
        refresh.headers.text(names::AUTHORIZATION).unwrap(),
        "Bearer new",
        "not challenged again"
    );
}

#[test]
fn a_token_goes_to_the_registrar_and_to_no_far_end() {
    let mut account = config("1001");
    account.credentials = Credentials::Bearer(Redacted::new("secret".to_owned()));
    let mut peer = Peer::started(account);
    peer.host.open();
    let ours = "Bearer authz_server=\"https://auth.acme.test/\", realm=\"acme.test\"";
    let first = peer.expect("REGISTER");
    refuse(&mut peer, &first, 401, &[ours]);
    assert!(peer.grant().headers.has(names::AUTHORIZATION));

    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    assert!(!invite.headers.has(names::AUTHORIZATION), "the far end would have it");
    refuse(&mut peer, &invite, 401, &["Bearer realm=\"elsewhere.test\""]);
    assert_eq!(peer.transcript(), ["ACK"]);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!(end.cause, Cause::AuthenticationFailed);

    peer.call("1002");
    let invite = peer.expect("INVITE");
    refuse(&mut peer, &invite, 401, &[ours]);
    peer.expect("ACK");
    let again = peer.expect("INVITE");
    assert_eq!(again.headers.text(names::AUTHORIZATION).unwrap(), "Bearer secret");
    peer.call("1003");
    assert!(!peer.expect("INVITE").headers.has(names::AUTHORIZATION));
}
