//! Where a 3xx sends a call of ours (RFC 3261 §8.1.3.4, §21.3).

use super::host::{config, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{CallEvent, Cause, CommandError, Phase, Redirects};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn phone(policy: Redirects) -> Peer {
    let mut account = config("1001");
    account.follow_redirects = policy;
    Peer::registered_as(account)
}

fn redirect(peer: &mut Peer, invite: &Request, status: u16, contacts: &str) {
    let mut response = invite.response(status).with_to_tag("x");
    if !contacts.is_empty() {
        response.headers.push(names::CONTACT, contacts);
    }
    peer.send_response(&response);
    peer.expect("ACK");
}

#[test]
fn a_redirection_ends_the_call_where_none_is_followed() {
    let mut peer = phone(Redirects::Never);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    redirect(&mut peer, &invite, 302, "<sip:2@acme.test>");
    peer.expect_nothing();
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status), (Cause::Failed, 302));
}

#[test]
fn the_targets_are_tried_by_their_weight_in_the_same_call() {
    for status in [300, 301, 302, 380] {
        let mut peer = phone(Redirects::Follow);
        let call = peer.call("1002");
        let first = peer.expect("INVITE");
        redirect(
            &mut peer,
            &first,
            status,
            "<sip:low@acme.test>;q=0.1, <sip:high@acme.test?Subject=x>;q=0.75, <sip:mid@acme.test;method=BYE>;q=0.7, \
             <tel:+4930>, <mailto:x@y>",
        );
        let mut number = 1;
        for target in ["high", "mid", "low"] {
            let invite = peer.expect("INVITE");
            number += 1;
            assert_eq!(invite.uri.to_text(), format!("sip:{target}@acme.test"));
            assert_eq!(invite.headers.call_id(), first.headers.call_id());
            assert_eq!(invite.headers.from_tag(), first.headers.from_tag());
            assert_eq!(invite.headers.to().unwrap().uri, first.headers.to().unwrap().uri);
            assert_eq!(invite.headers.cseq().unwrap().number, number);
            assert_eq!(invite.body, first.body);
            assert!(!invite.headers.has("Subject"));
            if target == "low" {
                peer.answer(&invite, 200);
            } else {
                peer.answer(&invite, 486);
            }
            peer.expect("ACK");
        }
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn nobody_is_called_twice_and_no_more_than_five() {
    let mut peer = phone(Redirects::Follow);
    let call = peer.call("1002");
    let mut invite = peer.expect("INVITE");
    redirect(&mut peer, &invite, 302, "<sip:1002@acme.test>, <sip:1002@ACME.test>");
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 302);

    let call = peer.call("1002");
    invite = peer.expect("INVITE");
    for number in 0..5 {
        let contacts = format!("<sip:t{number}@acme.test>, <sip:1002@acme.test>");
        redirect(&mut peer, &invite, 302, &contacts);
        invite = peer.expect("INVITE");
        assert_eq!(invite.uri.to_text(), format!("sip:t{number}@acme.test"));
    }
    redirect(&mut peer, &invite, 302, "<sip:t9@acme.test>");
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn a_refusal_for_all_ends_the_search() {
    let mut peer = phone(Redirects::Follow);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    redirect(&mut peer, &invite, 300, "<sip:a@acme.test>, <sip:b@acme.test>");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 603);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 603);
}

#[test]
fn a_proxy_is_not_gone_to_and_a_redirection_to_nowhere_is_a_refusal() {
    for policy in [Redirects::Follow, Redirects::Ask] {
        for (status, contacts) in [
            (305, "<sip:proxy.test>"),
            (302, ""),
            (302, "<tel:1>"),
            (302, "garbage<"),
        ] {
            let mut peer = phone(policy);
            let call = peer.call("1002");
            let invite = peer.expect("INVITE");
            redirect(&mut peer, &invite, status, contacts);
            peer.expect_nothing();
            assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, status, "{contacts}");
        }
    }
}

#[test]
fn the_application_chooses_where_to_go_on() {
    let mut peer = phone(Redirects::Ask);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.host.events.clear();
    redirect(&mut peer, &invite, 302, "<sip:b@acme.test>;q=0.2, <sip:a@acme.test>");
    assert!(peer.host.call_events(call).contains(&CallEvent::Redirected));
    let targets: Vec<String> = peer
        .host
        .view(call)
        .redirect_targets
        .iter()
        .map(|t| t.expose().clone())
        .collect();
    assert_eq!(targets, ["sip:a@acme.test", "sip:b@acme.test"]);
    assert_eq!(
        peer.host.act(|ua, now| ua.follow_redirect(now, call, 2)),
        Err(CommandError::InvalidArgument)
    );
    peer.host.act(|ua, now| ua.follow_redirect(now, call, 1)).unwrap();
    let second = peer.expect("INVITE");
    assert_eq!(second.uri.to_text(), "sip:b@acme.test");
    assert_eq!(second.headers.cseq().unwrap().number, 2);
    assert_eq!(
        peer.host.act(|ua, now| ua.follow_redirect(now, call, 0)),
        Err(CommandError::InvalidState)
    );
    peer.answer(&second, 200);
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn without_a_choice_the_call_ends_with_the_redirection() {
    let mut peer = phone(Redirects::Ask);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    redirect(&mut peer, &invite, 302, "<sip:b@acme.test>");
    peer.advance(sec(31));
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status), (Cause::Failed, 302));
    peer.expect_nothing();
}

#[test]
fn a_hangup_while_the_application_chooses_sends_nothing() {
    let mut peer = phone(Redirects::Ask);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    redirect(&mut peer, &invite, 302, "<sip:b@acme.test>");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Canceled);
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.call(call).is_none());
}

#[test]
fn a_body_that_is_refused_is_left_out_once_and_the_call_goes_on() {
    use voip_sdk::sip::user_agent::MediaDirection;
    for status in [413, 415] {
        let mut peer = Peer::registered();
        let call = peer.call("1002");
        let first = peer.expect("INVITE");
        peer.answer(&first, status);
        peer.expect("ACK");
        let second = peer.expect("INVITE");
        assert!(
            second.body.is_empty() && !second.headers.has(names::CONTENT_TYPE),
            "{status}"
        );
        assert_eq!(second.headers.call_id(), first.headers.call_id());
        assert_eq!(
            second.headers.cseq().unwrap().number,
            first.headers.cseq().unwrap().number + 1
        );
        peer.host.take_effects();
        let mut ok = Peer::response(&second, 200);
        ok.set_body(
            "application/sdp",
            super::host::description(9, MediaDirection::SendRecv).into_bytes(),
        );
        peer.send_response(&ok);
        assert_eq!(peer.host.take_effects(), ["answer sendrecv"], "{status}");
        let ack = peer.expect("ACK");
        assert!(!ack.body.is_empty(), "the answer");
        assert_eq!(peer.host.view(call).phase, Phase::Active);

        let call = peer.call("1003");
        let first = peer.expect("INVITE");
        peer.answer(&first, status);
        peer.expect("ACK");
        let second = peer.expect("INVITE");
        peer.answer(&second, status);
        peer.expect("ACK");
        peer.expect_nothing();
        assert_eq!(peer.host.view(call).end.clone().unwrap().status, status);
    }
}

#[test]
fn what_the_redirection_said_is_no_part_of_the_end_of_the_call() {
    let mut peer = phone(Redirects::Ask);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let response = invite
        .response(302)
        .with_to_tag("x")
        .with(names::CONTACT, "<sip:b@acme.test>")
        .with(names::RETRY_AFTER, "7")
        .with(names::REASON, "Q.850;cause=17")
        .with(names::WARNING, "399 host \"moved\"");
    peer.send_response(&response);
    peer.expect("ACK");
    peer.host.act(|ua, now| ua.follow_redirect(now, call, 0)).unwrap();
    let second = peer.expect("INVITE");
    peer.answer(&second, 200);
    peer.expect("ACK");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status), (Cause::Terminated, 0));
    assert_eq!((end.retry_after_sec, end.warning), (None, None));
    assert!(end.reasons.is_empty());
}
