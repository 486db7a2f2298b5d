//! One INVITE, several phones (RFC 3261 §12.1, §13.2.2.4).

use super::host::{description, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, MediaDirection, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_second_2xx_is_acknowledged_and_ended_in_its_own_dialog() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 180, "one");
    peer.answer_by(&invite, 180, "two");
    peer.answer_by(&invite, 200, "one");
    let ack = peer.expect("ACK");
    assert_eq!(ack.headers.to_tag().as_deref(), Some("one"));
    peer.host.events.clear();
    peer.answer_by(&invite, 200, "two");
    let (ack, bye) = (peer.expect("ACK"), peer.expect("BYE"));
    for request in [&ack, &bye] {
        assert_eq!(request.headers.to_tag().as_deref(), Some("two"));
        assert_eq!(request.uri.to_text(), "sip:two@192.0.2.7:5070;transport=ws");
    }
    peer.answer(&bye, 200);
    assert_eq!(peer.host.view(call).phase, Phase::Active, "the first call stays");
    assert!(peer.host.call_events(call).is_empty());
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").headers.to_tag().as_deref(), Some("one"));
}

#[test]
fn every_repetition_of_a_2xx_gets_the_same_ack_again() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    for tag in ["one", "two"] {
        peer.answer_by(&invite, 200, tag);
    }
    let (one, two) = (peer.expect("ACK"), peer.expect("ACK"));
    peer.expect("BYE");
    for (tag, ack) in [("one", &one), ("two", &two), ("one", &one)] {
        peer.answer_by(&invite, 200, tag);
        let again = peer.expect("ACK");
        assert_eq!(&again, ack, "{tag}");
    }
    peer.expect_nothing();
}

#[test]
fn the_route_set_is_that_of_the_2xx() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let ringing = Peer::response_by(&invite, 180, "one").with(names::RECORD_ROUTE, "<sip:old;lr>");
    peer.send_response(&ringing);
    let ok = Peer::response_by(&invite, 200, "one").with(names::RECORD_ROUTE, "<sip:p1;lr>, <sip:p2;lr;x=y>");
    peer.send_response(&ok);
    let routes = |r: &voip_sdk::sip::message::Request| r.headers.items(names::ROUTE);
    assert_eq!(
        routes(&peer.expect("ACK")),
        ["<sip:p2;lr;x=y>", "<sip:p1;lr>"],
        "reversed for the caller"
    );
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(routes(&peer.expect("BYE")), ["<sip:p2;lr;x=y>", "<sip:p1;lr>"]);
}

#[test]
fn a_strict_router_gets_its_request_uri() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    let ok = Peer::response_by(&invite, 200, "one").with(names::RECORD_ROUTE, "<sip:far;lr>, <sip:strict>");
    peer.send_response(&ok);
    let ack = peer.expect("ACK");
    assert_eq!(ack.uri.to_text(), "sip:strict");
    assert_eq!(
        ack.headers.items(names::ROUTE),
        ["<sip:far;lr>", "<sip:one@192.0.2.7:5070;transport=ws>"]
    );
}

#[test]
fn the_answer_of_the_phone_that_took_the_call_is_applied() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut early = Peer::response_by(&invite, 183, "one");
    early.set_body("application/sdp", description(1, MediaDirection::SendRecv).into_bytes());
    peer.send_response(&early);
    assert_eq!(peer.host.view(call).phase, Phase::Early);
    assert_eq!(peer.host.take_effects(), ["offer sendrecv", "apply early"]);
    peer.answer_by(&invite, 200, "two");
    assert_eq!(peer.host.take_effects(), ["apply"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert_eq!(peer.expect("ACK").headers.to_tag().as_deref(), Some("two"));
}

#[test]
fn a_later_description_in_the_same_early_dialog_is_ignored() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    for number in [1, 2] {
        let mut early = Peer::response_by(&invite, 183, "one");
        early.set_body(
            "application/sdp",
            description(number, MediaDirection::SendRecv).into_bytes(),
        );
        peer.send_response(&early);
    }
    assert_eq!(
        peer.host.take_effects(),
        ["offer sendrecv", "apply early"],
        "the first one is the answer"
    );
}

#[test]
fn a_provisional_response_without_a_tag_or_contact_makes_no_dialog() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&invite.response(180));
    peer.send_response(&invite.response(183).with_to_tag("x"));
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    let mut side_request = Peer::cancel_of(&invite);
    side_request.method = Method::Options;
    side_request.headers.set(names::CSEQ, "9 OPTIONS");
    side_request
        .headers
        .set(names::VIA, "SIP/2.0/WSS proxy.acme.test;branch=z9hG4bKo");
    side_request.headers.set(names::FROM, "<sip:1002@acme.test>;tag=x");
    side_request
        .headers
        .set(names::TO, invite.headers.get(names::FROM).unwrap());
    peer.send_request(&side_request);
    assert_eq!(peer.transcript(), ["481 OPTIONS"]);
}

#[test]
fn ringing_is_told_once() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for tag in ["one", "two", "one"] {
        peer.answer_by(&invite, 180, tag);
    }
    let phases = peer
        .host
        .call_events(call)
        .into_iter()
        .filter(|e| *e == CallEvent::Phase)
        .count();
    assert_eq!(phases, 1);
}

#[test]
fn a_2xx_after_64_t1_finds_nobody() {
    let mut peer = Peer::registered();
    let (call, invite, _) = peer.active_outgoing();
    peer.advance(sec(33));
    peer.answer_by(&invite, 200, "late");
    assert!(!peer.transcript().contains(&"ACK".to_owned()));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

/// A request of the far end in the early dialog that a provisional response with that tag has made.
fn early_request(peer: &mut Peer, invite: &voip_sdk::sip::message::Request, tag: &str, branch: &str) {
    let mut request = Peer::cancel_of(invite);
    request.method = Method::Options;
    request.headers.set(names::CSEQ, "9 OPTIONS");
    request.headers.set(
        names::VIA,
        format!("SIP/2.0/WSS proxy.acme.test;branch=z9hG4bK{branch}"),
    );
    request
        .headers
        .set(names::FROM, format!("<sip:1002@acme.test>;tag={tag}"));
    request.headers.set(names::TO, invite.headers.get(names::FROM).unwrap());
    peer.send_request(&request);
}

#[test]
fn the_early_dialogs_of_the_other_phones_end_after_64_t1() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer_by(&invite, 180, "one");
    peer.answer_by(&invite, 180, "two");
    early_request(&mut peer, &invite, "two", "a");
    assert_eq!(peer.transcript(), ["200 OPTIONS"]);
    peer.answer_by(&invite, 200, "one");
    peer.expect("ACK");
    peer.pass(33);
    early_request(&mut peer, &invite, "two", "b");
    assert_eq!(peer.transcript().last().map(String::as_str), Some("481 OPTIONS"));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn the_early_dialogs_of_a_try_that_was_challenged_are_forgotten() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut early = Peer::response_by(&invite, 183, "old");
    early.set_body(
        "application/sdp",
        super::host::description(5, MediaDirection::SendRecv).into_bytes(),
    );
    peer.send_response(&early);
    early_request(&mut peer, &invite, "old", "a");
    assert_eq!(peer.transcript(), ["200 OPTIONS"]);
    let challenge = Peer::response_by(&invite, 407, "old").with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    early_request(&mut peer, &invite, "old", "b");
    assert_eq!(peer.transcript(), ["481 OPTIONS"]);
    peer.answer_by(&second, 200, "new");
    assert_eq!(peer.expect("ACK").headers.to_tag().as_deref(), Some("new"));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
