//! What a registration brings and how long it holds: expiry, GRUU, Path, capabilities, the list of bindings.

use super::host::{config, ms, sec};
use super::peer::{Peer, TAG};
use voip_sdk::sip::message::{Request, Response, names};
use voip_sdk::sip::user_agent::{BindingView, Config, Event, Input, InviteOptions, RegistrationState};
use voip_sdk::time::Instant;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn opened() -> Peer {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    peer
}

fn ok(register: &Request, params: &str) -> Response {
    let contact = format!("<{}>;{params}", register.headers.contact().unwrap().uri);
    register.response(200).with_to_tag(TAG).with(names::CONTACT, contact)
}

fn states(peer: &mut Peer) -> Vec<RegistrationState> {
    let events = peer.host.events.drain(..);
    events
        .filter_map(|e| if let Event::Registration(s) = e { Some(s) } else { None })
        .collect()
}

fn expires_at(states: &[RegistrationState]) -> Option<Instant> {
    match states.last() {
        Some(RegistrationState::Registered { expires_at }) => Some(*expires_at),
        _ => None,
    }
}

/// Registered for 60 s.
fn short() -> Peer {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.send_response(&ok(&register, "expires=60"));
    peer.contact = register.headers.contact();
    peer.quiet();
    peer
}

#[test]
fn a_registration_whose_refresh_is_not_answered_is_over_at_its_expiry() {
    let mut peer = short();
    peer.advance(ms(59_999));
    peer.expect("REGISTER");
    assert_eq!(states(&mut peer), [], "the refresh is out, the binding holds");
    peer.advance(ms(1));
    assert_eq!(states(&mut peer), [RegistrationState::Registering]);
}

#[test]
fn a_registration_is_never_called_fresh_after_a_sleep_past_its_expiry() {
    for slept in [61, 3_600, 86_400] {
        for wakes in 0..3 {
            let mut peer = short();
            let invite = peer.invite().to_bytes();
            peer.host.now = peer.host.now + sec(slept);
            match wakes {
                0 => peer.host.input(Input::Timeout),
                1 => peer.host.input(Input::Awake),
                _ => peer.host.input(Input::Received(&invite)),
            }
            let first = peer.host.events.iter().find(|e| {
                matches!(
                    e,
                    Event::Registration(RegistrationState::Unregistered | RegistrationState::Registering)
                )
            });
            assert!(first.is_some(), "{slept} s, {wakes}");
            if wakes == 2 {
                let rings = |e: &Event| matches!(e, Event::Incoming(_));
                let over = |e: &Event| matches!(e, Event::Registration(_));
                let (rings, over) = (
                    peer.host.events.iter().position(rings),
                    peer.host.events.iter().position(over),
                );
                assert!(over < rings, "it is said before anything else");
            }
            assert!(
                peer.transcript().contains(&"REGISTER".to_owned()),
                "and asked anew at once"
            );
        }
    }
}

#[test]
fn a_short_sleep_leaves_a_registration_as_it_is() {
    let mut peer = short();
    peer.host.now = peer.host.now + sec(40);
    peer.host.input(Input::Awake);
    assert_eq!(states(&mut peer), []);
}

#[test]
fn a_registration_counts_from_the_wall_clock_even_when_timers_come_late() {
    let mut peer = short();
    let mut fresh_until = peer.host.now + sec(60);
    for _ in 0..40 {
        // Each timer comes up to a minute late; the server answers at once.
        let late = peer.host.deadline.unwrap() + sec(20);
        peer.host.now = late;
        peer.host.input(Input::Timeout);
        let told = states(&mut peer);
        if late > fresh_until {
            assert!(expires_at(&told).is_none() && !told.is_empty());
        }
        while let Some(bytes) = peer.host.sent.pop_front() {
            if let voip_sdk::sip::message::Message::Request(register) = super::host::read(&bytes) {
                peer.send_response(&ok(&register, "expires=60"));
                fresh_until = peer.host.now + sec(60);
            }
        }
        states(&mut peer);
    }
}

#[test]
fn gruus_are_dropped_with_the_registration() {
    let gruus = "expires=60;pub-gruu=\"sip:1001@acme.test;gr=urn:x\";temp-gruu=\"sip:tgruu.7@acme.test;gr\"";
    for how in 0..3 {
        let mut peer = opened();
        let register = peer.expect("REGISTER");
        peer.send_response(&ok(&register, gruus));
        match how {
            0 => {
                peer.host.act(|ua, now| ua.register(now)).unwrap();
                let again = peer.expect("REGISTER");
                peer.answer(&again, 403);
            }
            1 => {
                peer.host.act(|ua, now| ua.unregister(now)).unwrap();
                let removal = peer.expect("REGISTER");
                peer.answer(&removal, 200);
            }
            _ => {
                peer.advance(sec(61));
                peer.host.sent.clear();
            }
        }
        for anonymous in [false, true] {
            let options = InviteOptions {
                anonymous,
                ..InviteOptions::default()
            };
            peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
            let contact = peer.expect("INVITE").headers.contact().unwrap().uri.to_text();
            assert!(contact.contains(".invalid"), "{how}: {contact}");
        }
    }
}

#[test]
fn a_request_for_our_gruu_is_ours() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.send_response(&ok(&register, "expires=60;pub-gruu=\"sip:phones@acme.test;gr=urn:x\""));
    peer.contact = register.headers.contact();
    let mut invite = peer.invite();
    invite.uri = voip_sdk::sip::message::Uri::parse("sip:phones@acme.test;gr=urn:x").unwrap();
    peer.send_request(&invite);
    peer.expect_status(100);
    peer.expect_status(180);
}

#[test]
fn the_path_of_the_registration_is_asked_for_and_shown_and_not_used() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    assert!(register.headers.has_item(names::SUPPORTED, "path"));
    peer.send_response(
        &ok(&register, "expires=60").with(names::PATH, "<sip:edge.acme.test;lr>, <sip:core.acme.test;lr>"),
    );
    assert_eq!(
        peer.host.ua.path(),
        ["<sip:edge.acme.test;lr>", "<sip:core.acme.test;lr>"]
    );
    peer.call("1002");
    assert!(!peer.expect("INVITE").headers.has(names::ROUTE));
    peer.host.act(|ua, now| ua.unregister(now)).unwrap();
    let removal = peer.expect("REGISTER");
    peer.answer(&removal, 200);
    assert!(peer.host.ua.path().is_empty());
}

#[test]
fn the_contact_says_what_the_phone_can_do() {
    let mut peer = Peer::started(Config {
        contact_q: Some(50),
        ..config("1001")
    });
    peer.host.open();
    let register = peer.expect("REGISTER");
    let contact = register.headers.contact().unwrap();
    assert!(contact.params.has("audio") && contact.params.has("+sip.ice"));
    assert_eq!(contact.params.get("q"), Some("0.050"));
    let methods = contact.params.text("methods").unwrap();
    let allow = register.headers.items(names::ALLOW);
    assert_eq!(methods.split(',').collect::<Vec<_>>(), allow);
    let plain = opened().expect("REGISTER").headers.contact().unwrap();
    assert!(!plain.params.has("q"));
}

#[test]
fn bindings_are_listed_without_changing_them() {
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.fetch_bindings(now)).unwrap();
    let list = peer.expect("REGISTER");
    assert!(!list.headers.has(names::CONTACT) && !list.headers.has(names::EXPIRES));
    let ours = peer.contact.clone().unwrap().uri.to_text();
    let contacts =
        format!("<{ours}>;expires=590, <sip:1001@desk.acme.test:5070>;expires=17;q=0.3;+sip.instance=\"<urn:uuid:1>\"");
    peer.send_response(&list.response(200).with_to_tag(TAG).with(names::CONTACT, contacts));
    let found = peer.host.events.iter().find_map(|e| match e {
        Event::Bindings(Ok(found)) => Some(found.clone()),
        _ => None,
    });
    let desk = BindingView {
        uri: "sip:1001@desk.acme.test:5070".to_owned(),
        expires_sec: Some(17),
        q: Some("0.3".to_owned()),
        instance: Some("<urn:uuid:1>".to_owned()),
        ours: false,
    };
    let found = found.expect("they are told");
    assert_eq!(found.len(), 2);
    assert!(found[0].ours && found[0].uri == ours);
    assert_eq!(found[1], desk);
    assert_eq!(states(&mut peer), [], "the registration is as it was");
}

#[test]
fn a_list_of_bindings_waits_for_the_register_that_is_out_and_a_refresh_for_the_list() {
    let mut peer = opened();
    let first = peer.expect("REGISTER");
    peer.host.act(|ua, now| ua.fetch_bindings(now)).unwrap();
    peer.expect_nothing();
    peer.send_response(&ok(&first, "expires=60"));
    let list = peer.expect("REGISTER");
    assert!(!list.headers.has(names::CONTACT));
    peer.answer(&list, 200);
    peer.advance(sec(30));
    peer.host.act(|ua, now| ua.fetch_bindings(now)).unwrap();
    let list = peer.expect("REGISTER");
    peer.advance(sec(25));
    assert!(!peer.transcript().contains(&"REGISTER".to_owned()), "one at a time");
    peer.answer(&list, 200);
    let refresh = peer.expect("REGISTER");
    assert!(refresh.headers.has(names::CONTACT), "it became due in the meantime");
}

#[test]
fn a_list_of_bindings_that_cannot_be_had_says_why() {
    let failed = |peer: &Peer| {
        peer.host.events.iter().find_map(|e| match e {
            Event::Bindings(Err(status)) => Some(*status),
            _ => None,
        })
    };
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.fetch_bindings(now)).unwrap();
    let list = peer.expect("REGISTER");
    peer.answer(&list, 403);
    assert_eq!(failed(&peer), Some(403));
    peer.quiet();
    peer.host.act(|ua, now| ua.fetch_bindings(now)).unwrap();
    peer.cut();
    assert_eq!(failed(&peer), Some(503));
    let refused = peer.host.act(|ua, now| ua.fetch_bindings(now)).unwrap_err();
    assert_eq!(refused.code(), "transport_closed");
}

#[test]
fn refusals_of_every_kind_say_whether_they_are_tried_again() {
    for (status, retry_after, again) in [
        (300, None, false),
        (302, None, false),
        (403, None, false),
        (403, Some("30"), true),
        (404, Some("30"), true),
        (408, None, true),
        (486, None, false),
        (500, None, true),
        (502, None, true),
        (504, None, true),
        (513, None, true),
        (600, None, false),
        (603, Some("5"), true),
        (604, None, false),
        (499, None, false),
        (599, None, true),
    ] {
        let mut peer = opened();
        let register = peer.expect("REGISTER");
        let mut refusal = Peer::response(&register, status);
        if let Some(sec) = retry_after {
            refusal.headers.push(names::RETRY_AFTER, sec);
        }
        peer.send_response(&refusal);
        let told = states(&mut peer);
        let failed = told.iter().find_map(|s| match s {
            RegistrationState::Failed { status, retry_at, .. } => Some((*status, retry_at.is_some())),
            _ => None,
        });
        assert_eq!(failed, Some((status, again)), "{status} {retry_after:?}");
    }
}

#[test]
fn a_flow_that_failed_is_opened_anew() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.answer(&register, 430);
    assert_eq!(peer.host.connects.front(), Some(&None), "RFC 5626 §4.4: another flow");
    while peer.host.connects.back().is_none_or(Option::is_none) {
        peer.advance(ms(100));
    }
    peer.recover();
    assert!(expires_at(&states(&mut peer)).is_some());
}

#[test]
fn dialogs_use_the_flow_where_the_registrar_took_it() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    peer.send_response(&ok(&register, "expires=60").with(names::REQUIRE, "outbound"));
    peer.call("1002");
    let contact = peer.expect("INVITE").headers.contact().unwrap().uri.to_text();
    assert!(contact.contains(";ob"), "{contact}");
    assert!(!register.headers.contact().unwrap().uri.to_text().contains(";ob"));
}

#[test]
fn requests_outside_of_dialogs_go_through_the_outbound_proxy() {
    let mut peer = Peer::started(Config {
        outbound_proxy: Some("sip:edge.acme.test;transport=ws".to_owned()),
        extra_headers: vec![
            ("X-Tenant".to_owned(), "acme".to_owned()),
            ("Via".to_owned(), "SIP/2.0/WS evil".to_owned()),
        ],
        ..config("1001")
    });
    peer.host.open();
    let proxy = "<sip:edge.acme.test;transport=ws;lr>";
    let register = peer.expect("REGISTER");
    assert_eq!(register.headers.items(names::ROUTE), [proxy]);
    assert_eq!(register.headers.text("X-Tenant").unwrap(), "acme");
    assert_eq!(register.headers.vias().unwrap().len(), 1);
    peer.send_response(&ok(&register, "expires=600").with(names::SERVICE_ROUTE, "<sip:core.acme.test;lr>"));
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert_eq!(invite.headers.items(names::ROUTE), [proxy, "<sip:core.acme.test;lr>"]);
    peer.answer(&invite, 200);
    let ack = peer.expect("ACK");
    assert!(
        !ack.headers.has(names::ROUTE) && !ack.headers.has("X-Tenant"),
        "a dialog has its own route"
    );
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    let again = peer.expect("REGISTER");
    assert_eq!(again.headers.items(names::ROUTE), [proxy]);
    peer.send_response(
        &ok(&again, "expires=600").with(names::SERVICE_ROUTE, format!("{proxy}, <sip:core.acme.test;lr>")),
    );
    peer.call("1003");
    let invite = peer.expect("INVITE");
    assert_eq!(
        invite.headers.items(names::ROUTE),
        [proxy, "<sip:core.acme.test;lr>"],
        "not twice through the same"
    );
}

#[test]
fn two_user_agents_in_one_page_share_nothing() {
    let (mut a, mut b) = (Peer::registered(), Peer::registered_as(config("1002")));
    a.active_outgoing();
    b.host.act(|ua, now| ua.unregister(now)).unwrap();
    b.cut();
    assert_eq!(a.host.ua.calls().count(), 1);
    a.host.act(|ua, now| ua.register(now)).unwrap();
    let register = a.grant();
    assert!(register.headers.from().unwrap().uri.to_text().contains("1001"));
    assert_eq!(b.host.ua.calls().count(), 0);
}

#[test]
fn a_408_of_the_registrar_is_an_answer_and_no_dead_connection() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    let register = peer.expect("REGISTER");
    peer.answer(&register, 408);
    assert!(
        peer.host.connects.is_empty(),
        "the connection has just carried an answer"
    );
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect("INVITE");
}

#[test]
fn removing_every_binding_waits_for_the_register_that_is_out() {
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    let refresh = peer.expect("REGISTER");
    peer.host.act(|ua, now| ua.unregister_all(now)).unwrap();
    peer.expect_nothing();
    peer.send_response(&ok(&refresh, "expires=60"));
    let removal = peer.expect("REGISTER");
    assert_eq!(removal.headers.get(names::CONTACT), Some(&b"*"[..]));
    peer.answer(&removal, 200);
    peer.expect_nothing();
    assert_eq!(states(&mut peer).last(), Some(&RegistrationState::Unregistered));
}

#[test]
fn a_service_route_is_forgotten_by_who_unregisters_while_the_connection_is_away() {
    let mut peer = opened();
    let register = peer.expect("REGISTER");
    let granted = ok(&register, "expires=600;pub-gruu=\"sip:1001@acme.test;gr=x\"");
    peer.send_response(&granted.with(names::SERVICE_ROUTE, "<sip:p1.acme.test;lr>"));
    peer.cut();
    peer.host.act(|ua, now| ua.unregister(now)).unwrap();
    peer.host.open();
    peer.quiet();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert!(!invite.headers.has(names::ROUTE));
    assert!(!invite.headers.contact().unwrap().to_text().contains("gr=x"));
}
