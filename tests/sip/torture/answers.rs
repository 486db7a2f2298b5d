//! What a user agent answers to them.

use super::{CORPUS, octets};
use crate::host::config;
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{Config, Event};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A user agent whose address of record is the one that most of the messages are for.
fn registered() -> Peer {
    Peer::registered_as(Config {
        domain: "example.com".to_owned(),
        user: "user".to_owned(),
        ..config("user")
    })
}

#[test]
fn a_user_agent_answers_torture_messages_as_their_rfc_says() {
    for (name, status) in [
        // Unknown methods (§3.1.1.2, §3.1.1.5).
        ("intmeth", 501),
        ("esc02", 501),
        ("badvers", 505),
        ("clerr", 400),
        ("multi01", 400),
        ("mcl01", 400),
        ("ipv6-bad", 400),
        ("unkscm", 416),
        ("novelsc", 416),
        ("bext01", 420),
        ("lwsdisp", 200),
        ("badbranch", 200),
        ("transports", 200),
        // Whoever is asked does not count hops any more (§3.3.11).
        ("zeromf", 200),
    ] {
        let mut peer = registered();
        peer.host.receive(octets(name));
        let bytes = peer
            .host
            .sent
            .pop_front()
            .unwrap_or_else(|| panic!("{name} is answered"));
        let line = format!("SIP/2.0 {status} ");
        assert!(
            bytes.starts_with(line.as_bytes()),
            "{name}: {}",
            String::from_utf8_lossy(&bytes)
        );
        peer.expect_nothing();
    }
}

#[test]
fn an_unknown_body_of_an_invite_is_answered_415_with_what_is_known() {
    let mut peer = registered();
    peer.host.receive(octets("invut"));
    peer.expect_status(100);
    let refusal = peer.expect_status(415);
    assert!(refusal.headers.has_item(names::ACCEPT, "application/sdp"));
    assert!(refusal.headers.has("Accept-Encoding"));
}

#[test]
fn torture_responses_that_are_not_ours_are_dropped() {
    for name in ["unreason", "noreason", "bcast", "bigcode", "scalarlg"] {
        let mut peer = registered();
        peer.host.receive(octets(name));
        peer.expect_nothing();
        assert!(
            !peer
                .host
                .events
                .iter()
                .any(|e| matches!(e, Event::Call { .. } | Event::Incoming(_))),
            "{name}"
        );
    }
}

#[test]
fn a_user_agent_survives_the_whole_corpus() {
    let mut peer = registered();
    for (_, _, octets) in CORPUS {
        peer.host.receive(octets);
    }
    peer.settle();
    peer.host.act(|ua, now| ua.stop(now));
}
