//! REGISTER (RFC 3261 §10, RFC 5626, RFC 5627, RFC 3608).

use super::host::{config, sec};
use super::peer::{Peer, TAG};
use voip_sdk::sip::message::{Request, Response, names};
use voip_sdk::sip::user_agent::{Event, InviteOptions, RegistrationState, WarningCode};
use voip_sdk::time::Instant;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn opened() -> Peer {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    peer
}

fn ok(register: &Request, contact: &str) -> Response {
    register.response(200).with_to_tag(TAG).with(names::CONTACT, contact)
}

/// Our contact as a registrar gives it back, with other parameters.
fn granted(register: &Request, params: &str) -> String {
    format!("<{}>;{params}", register.headers.contact().unwrap().uri)
}

fn last(peer: &Peer) -> RegistrationState {
    let state = |e: &Event| match e {
        Event::Registration(state) => Some(state.clone()),
        _ => None,
    };
    peer.host
        .events
        .iter()
        .filter_map(state)
        .next_back()
        .expect("the registration was told of")
}

fn expires_at(peer: &Peer) -> Instant {
    match last(peer) {
        RegistrationState::Registered { expires_at } => expires_at,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_granted_time_is_that_of_our_contact() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    let now = peer.host.now;
    let others = "<sip:1001@192.0.2.9>;expires=17, <sip:1001@desk.acme.test:5070>;expires=99";
    peer.send_response(
        &ok(&register, &format!("{others}, {}", granted(&register, "expires=300"))).with("Expires", "50"),
    );
    assert_eq!(expires_at(&peer), now + sec(300));
}

#[test]
fn without_its_own_expires_the_header_field_counts() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    let now = peer.host.now;
    peer.send_response(&ok(&register, &granted(&register, "q=1")).with("Expires", "120"));
    assert_eq!(expires_at(&peer), now + sec(120));
}

#[test]
fn a_contact_that_was_rewritten_is_known_by_its_instance() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    let now = peer.host.now;
    let rewritten = "<sip:1001@203.0.113.5:4711;transport=ws>;reg-id=1;expires=60;\
                     +sip.instance=\"<urn:uuid:00000000-0000-4000-8000-000000000001>\"";
    peer.send_response(&ok(&register, rewritten));
    assert_eq!(expires_at(&peer), now + sec(60));
}

#[test]
fn a_2xx_without_our_contact_is_no_registration() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.send_response(&ok(&register, "<sip:1001@192.0.2.9>;expires=600"));
    assert!(matches!(
        last(&peer),
        RegistrationState::Failed { retry_at: Some(_), .. }
    ));
    let warned = |e: &Event| matches!(e, Event::Warning(w) if w.code == WarningCode::BindingMissing);
    assert!(peer.host.events.iter().any(warned), "it is said");
}

#[test]
fn a_time_that_is_too_short_is_raised_at_once() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.send_response(&register.response(423).with_to_tag(TAG).with(names::MIN_EXPIRES, "3600"));
    let again = peer.grant();
    assert_eq!(again.headers.number(names::EXPIRES), Some(3600));
    assert_eq!(again.headers.call_id(), register.headers.call_id());
    assert_eq!(
        again.headers.cseq().unwrap().number,
        register.headers.cseq().unwrap().number + 1
    );
}

#[test]
fn raising_for_ever_ends() {
    let mut peer = opened();
    for tries in 1u32.. {
        assert!(tries < 10, "it must end");
        if peer.host.sent.is_empty() {
            break;
        }
        let register = peer.expect("REGISTER");
        let min = (1000 * tries).to_string();
        peer.send_response(&register.response(423).with_to_tag(TAG).with(names::MIN_EXPIRES, min));
    }
    assert!(matches!(last(&peer), RegistrationState::Failed { status: 423, .. }));
}

#[test]
fn a_423_that_asks_for_less_or_for_nothing_is_a_refusal() {
    for min in [Some("10"), Some("x"), None] {
        let mut peer = opened();
        let register = peer.expect("REGISTER");
        let mut refusal = register.response(423).with_to_tag(TAG);
        if let Some(min) = min {
            refusal.headers.push(names::MIN_EXPIRES, min);
        }
        peer.send_response(&refusal);
        peer.expect_nothing();
        assert!(
            matches!(last(&peer), RegistrationState::Failed { status: 423, .. }),
            "{min:?}"
        );
    }
}

#[test]
fn refusals_are_final_or_tried_again() {
    for (status, again) in [
        (302, false),
        (403, false),
        (404, false),
        (405, false),
        (480, true),
        (500, true),
        (501, false),
        (503, true),
        (603, false),
    ] {
        let mut peer = opened();
        let register = peer.expect("REGISTER");
        peer.answer(&register, status);
        match last(&peer) {
            RegistrationState::Failed {
                status: s, retry_at, ..
            } => {
                assert_eq!((s, retry_at.is_some()), (status, again), "{status}");
                if let Some(at) = retry_at {
                    assert!(at > peer.host.now, "{status}");
                }
            }
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[test]
fn retry_after_is_honoured() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.send_response(
        &register
            .response(503)
            .with_to_tag(TAG)
            .with(names::RETRY_AFTER, "17 (busy);duration=5"),
    );
    let now = peer.host.now;
    assert!(matches!(last(&peer), RegistrationState::Failed { retry_at: Some(at), .. } if at == now + sec(17)));
    peer.advance(sec(16));
    peer.expect_nothing();
    peer.advance(sec(2));
    assert_eq!(peer.expect("REGISTER").headers.call_id(), register.headers.call_id());
}

#[test]
fn there_is_never_a_second_register_while_one_is_out() {
    let mut peer = opened();
    peer.expect("REGISTER");
    for _ in 0..3 {
        peer.host.act(|ua, now| ua.register(now)).unwrap();
    }
    peer.advance(sec(10));
    peer.expect_nothing();
}

#[test]
fn the_flow_of_rfc_5626_is_asked_for_and_given_up_where_it_is_not_known() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    assert!(
        register.headers.has_item(names::SUPPORTED, "outbound") && register.headers.has_item(names::SUPPORTED, "path")
    );
    assert_eq!(register.headers.contact().unwrap().params.get("reg-id"), Some("1"));
    peer.answer(&register, 439);
    let plain = peer.grant();
    assert!(!plain.headers.contact().unwrap().params.has("reg-id"));
    assert!(plain.headers.contact().unwrap().params.has("+sip.instance"));
}

#[test]
fn the_service_route_is_used_and_forgotten_with_its_registration() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    let routes = "<sip:p1.acme.test;lr>, <sip:p2.acme.test;lr>";
    peer.send_response(&ok(&register, &granted(&register, "expires=600")).with(names::SERVICE_ROUTE, routes));
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert_eq!(
        invite.headers.items(names::ROUTE),
        ["<sip:p1.acme.test;lr>", "<sip:p2.acme.test;lr>"]
    );
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    peer.grant();
    peer.call("1003");
    assert!(
        !peer.expect("INVITE").headers.has(names::ROUTE),
        "cleared by a 2xx without one"
    );
}

#[test]
fn a_gruu_becomes_the_contact_of_dialogs() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    let contact = granted(
        &register,
        "expires=600;pub-gruu=\"sip:1001@acme.test;gr=urn:x\";temp-gruu=\"sip:tgruu.7@acme.test;gr\"",
    );
    peer.send_response(&ok(&register, &contact));
    peer.call("1002");
    assert_eq!(
        peer.expect("INVITE").headers.contact().unwrap().uri.to_text(),
        "sip:1001@acme.test;gr=urn:x"
    );
    let anonymous = InviteOptions {
        anonymous: true,
        ..InviteOptions::default()
    };
    peer.host.act(|ua, now| ua.invite(now, "1003", anonymous)).unwrap();
    assert_eq!(
        peer.expect("INVITE").headers.contact().unwrap().uri.to_text(),
        "sip:tgruu.7@acme.test;gr"
    );
}

#[test]
fn removing_while_one_is_out_waits_for_its_answer_and_removes() {
    let mut peer = opened();
    let first = peer.expect("REGISTER");
    peer.host.act(|ua, now| ua.unregister(now)).unwrap();
    peer.expect_nothing();
    peer.send_response(&ok(&first, &granted(&first, "expires=600")));
    let removal = peer.expect("REGISTER");
    assert_eq!(removal.headers.number(names::EXPIRES), Some(0));
    assert!(removal.headers.cseq().unwrap().number > first.headers.cseq().unwrap().number);
    peer.answer(&removal, 200);
    assert!(matches!(last(&peer), RegistrationState::Unregistered));
    peer.advance(sec(700));
    peer.expect_nothing();
}

#[test]
fn a_registration_comes_back_when_it_is_wanted_again() {
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.unregister(now)).unwrap();
    let removal = peer.expect("REGISTER");
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    peer.answer(&removal, 200);
    let again = peer.grant();
    assert_eq!(again.headers.number(names::EXPIRES), Some(600));
    assert!(matches!(last(&peer), RegistrationState::Registered { .. }));
}

#[test]
fn nothing_can_be_asked_before_the_start() {
    let mut host = super::host::Host::new(config("1001"), 1);
    let refused = host
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap_err();
    assert_eq!(refused.code(), "not_started");
    assert_eq!(host.act(|ua, now| ua.register(now)).unwrap_err().code(), "not_started");
    host.act(|ua, now| ua.start(now));
    let refused = host
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap_err();
    assert_eq!(refused.code(), "transport_closed");
}
