//! What user agents in wide use get wrong, found out by running them against a script like these. Each test says what
//! has to happen instead; most have relatives with more detail elsewhere in this folder.

use super::host::{config, description, sec};
use super::peer::{Peer, Side, TAG};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{Event, MediaDirection, Phase, Reliability};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn refuse(peer: &mut Peer, request: &Request, status: u16, challenges: &[&str]) {
    let name = if status == 401 {
        names::WWW_AUTHENTICATE
    } else {
        names::PROXY_AUTHENTICATE
    };
    let mut response = request.response(status).with_to_tag(TAG);
    for challenge in challenges {
        response.headers.push(name, challenge);
    }
    peer.send_response(&response);
}

/// Elsewhere: ACK and BYE go into the dialog of the call that is up, which ends it.
#[test]
fn a_forks_2xx_is_ended_in_its_own_dialog_and_the_call_stays() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 200, "first");
    peer.expect("ACK");
    peer.answer_by(&invite, 200, "second");
    for method in ["ACK", "BYE"] {
        assert_eq!(
            peer.expect(method).headers.to_tag().as_deref(),
            Some("second"),
            "{method}"
        );
    }
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").headers.to_tag().as_deref(), Some("first"));
}

/// Elsewhere: the last challenge counts, whatever it is, and a login with MD5 first and SHA-256 last fails.
#[test]
fn of_several_challenges_the_topmost_that_can_be_answered_is() {
    let md5 = "Digest realm=\"acme.test\", nonce=\"m\", algorithm=MD5, qop=\"auth\"";
    let sha = "Digest realm=\"acme.test\", nonce=\"s\", algorithm=SHA-256, qop=\"auth\"";
    let unknown = "Digest realm=\"acme.test\", nonce=\"u\", algorithm=SHA3-512, qop=\"auth\"";
    let one_line = format!("{md5}, {sha}");
    for (challenges, nonce) in [
        (vec![md5, sha], "m"),
        (vec![sha, md5], "s"),
        (vec![md5, unknown], "m"),
        (vec![unknown, sha], "s"),
        (vec![&*one_line], "m"),
    ] {
        let mut peer = Peer::started(config("1001"));
        peer.host.open();
        let first = peer.expect("REGISTER");
        refuse(&mut peer, &first, 401, &challenges);
        let second = peer.expect("REGISTER");
        let sent: Vec<_> = second.headers.lines(names::AUTHORIZATION).collect();
        assert_eq!(sent.len(), 1, "one answer for one realm");
        let sent = String::from_utf8_lossy(sent[0]);
        assert!(sent.contains(&format!("nonce=\"{nonce}\"")), "{challenges:?}: {sent}");
    }
}

/// Elsewhere: the second challenge ends the call.
#[test]
fn a_challenge_of_a_proxy_and_one_of_the_far_end_are_answered_together() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    refuse(
        &mut peer,
        &invite,
        407,
        &["Digest realm=\"proxy\", nonce=\"p\", qop=\"auth\""],
    );
    peer.expect("ACK");
    let invite = peer.expect("INVITE");
    refuse(
        &mut peer,
        &invite,
        401,
        &["Digest realm=\"far\", nonce=\"f\", qop=\"auth\""],
    );
    peer.expect("ACK");
    let invite = peer.expect("INVITE");
    assert!(
        invite
            .headers
            .text(names::PROXY_AUTHORIZATION)
            .unwrap()
            .contains("realm=\"proxy\"")
    );
    assert!(
        invite
            .headers
            .text(names::AUTHORIZATION)
            .unwrap()
            .contains("realm=\"far\"")
    );
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

/// Elsewhere: it rings.
#[test]
fn an_extension_that_is_required_and_unknown_is_refused_and_nothing_rings() {
    let mut peer = Peer::registered();
    let invite = peer.invite().with(names::REQUIRE, "x-unheard-of");
    peer.send_request(&invite);
    peer.expect_status(100);
    let refusal = peer.expect_status(420);
    assert_eq!(refusal.headers.items(names::UNSUPPORTED), ["x-unheard-of"]);
    assert!(!peer.host.events.iter().any(|e| matches!(e, Event::Incoming(_))));
}

/// Elsewhere: 491 is sent and the offer applied all the same.
#[test]
fn an_offer_that_collides_with_ours_is_refused_and_not_applied() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect("INVITE");
    peer.quiet();
    let mut theirs = peer.request(&mut side, Method::Invite);
    theirs.set_body(
        "application/sdp",
        description(80, MediaDirection::Inactive).into_bytes(),
    );
    peer.send_request(&theirs);
    peer.expect_status(100);
    peer.expect_status(491);
    peer.expect_nothing();
    assert!(peer.host.take_effects().is_empty(), "the browser hears nothing of it");
    assert!(!peer.host.view(call).remote_held && peer.host.events.is_empty());
}

/// Elsewhere: 180 goes out as if nothing had been required, and is not repeated.
#[test]
fn ringing_is_reliable_where_the_caller_requires_that() {
    let mut account = config("1001");
    account.reliable_provisional = Reliability::Off;
    let mut peer = Peer::registered_as(account);
    let invite = peer.invite().with(names::REQUIRE, "100rel");
    peer.send_request(&invite);
    peer.expect_status(100);
    let ring = peer.expect_status(180);
    assert!(ring.headers.has_item(names::REQUIRE, "100rel"));
    let rseq = ring.headers.number("RSeq").unwrap();
    peer.advance(sec(1));
    assert_eq!(
        peer.expect_status(180).headers.number("RSeq"),
        Some(rseq),
        "repeated until it is confirmed"
    );
    let mut side = Side::of_answered(&invite, &ring);
    let prack = peer
        .request(&mut side, Method::Prack)
        .with("RAck", format!("{rseq} 1 INVITE"));
    peer.send_request(&prack);
    peer.expect_status(200);
    peer.advance(sec(40));
    peer.expect_nothing();
}

/// Elsewhere: it is answered 400, and then the program stumbles over what is not there.
#[test]
fn a_notify_without_event_is_refused_and_nothing_else_happens() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let notify = peer.request(&mut side, Method::Notify);
    peer.send_request(&notify);
    assert_eq!(peer.transcript(), ["489 NOTIFY"]);
    assert!(peer.host.events.is_empty());
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
