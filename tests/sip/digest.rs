//! Challenges met by the whole user agent (RFC 3261 §22, RFC 7616, RFC 8760). The digest itself is tested beside it.

use super::host::{config, sec};
use super::peer::{Peer, TAG};
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{
    Cause, Credentials, Event, OutgoingMessage, PublishOptions, Recipient, RegistrationState, SubscribeOptions,
    TransferOptions, WarningCode,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn challenge(nonce: &str) -> String {
    format!("Digest realm=\"acme.test\", nonce=\"{nonce}\", algorithm=SHA-256, qop=\"auth\"")
}

fn refuse(peer: &mut Peer, request: &Request, status: u16, challenges: &[&str]) {
    let name = if status == 401 {
        names::WWW_AUTHENTICATE
    } else {
        names::PROXY_AUTHENTICATE
    };
    let mut response = request.response(status).with_to_tag(TAG);
    for c in challenges {
        response.headers.push(name, c);
    }
    peer.send_response(&response);
}

fn parameter(request: &Request, header: &str, name: &str) -> Option<String> {
    let value = request.headers.text(header)?.into_owned();
    let at = value.find(&format!(" {name}="))? + name.len() + 2;
    Some(value[at..].split(',').next().unwrap().trim_matches('"').to_owned())
}

/// The REGISTER is challenged with nonce `n1` and granted.
fn challenged_registration() -> Peer {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    assert!(!first.headers.has(names::AUTHORIZATION));
    refuse(&mut peer, &first, 401, &[&challenge("n1")]);
    let second = peer.grant();
    assert_eq!(
        parameter(&second, names::AUTHORIZATION, "nc").as_deref(),
        Some("00000001")
    );
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.from_tag(), first.headers.from_tag());
    assert_eq!(
        second.headers.cseq().unwrap().number,
        first.headers.cseq().unwrap().number + 1
    );
    assert_ne!(
        second.headers.via().unwrap().branch(),
        first.headers.via().unwrap().branch()
    );
    assert_eq!(
        parameter(&second, names::AUTHORIZATION, "username").as_deref(),
        Some("1001")
    );
    peer.quiet();
    peer
}

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
