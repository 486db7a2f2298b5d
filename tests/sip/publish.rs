//! PUBLISH (RFC 3903): a document that the server keeps for us.

use super::host::{config, sec};
use super::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{CommandError, Event, PublicationEvent, PublicationId, PublishOptions};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn registered() -> Peer {
    let mut patient = config("1001");
    patient.register_expires_sec = 1_000_000;
    Peer::registered_as(patient)
}

fn options(body: &str) -> PublishOptions {
    PublishOptions {
        event: "presence".to_owned(),
        content_type: "application/pidf+xml".to_owned(),
        body: Redacted::new(body.as_bytes().to_vec()),
        expires_sec: 3600,
    }
}

fn publish(peer: &mut Peer, body: &str) -> PublicationId {
    peer.host.act(|ua, now| ua.publish(now, options(body))).unwrap()
}

fn modify(peer: &mut Peer, id: PublicationId, body: &str) {
    let body = Redacted::new(body.as_bytes().to_vec());
    peer.host.act(|ua, now| ua.modify_publication(now, id, body)).unwrap();
}

fn unpublish(peer: &mut Peer, id: PublicationId) {
    peer.host.act(|ua, now| ua.unpublish(now, id)).unwrap();
}

fn accept(peer: &mut Peer, request: &Request, etag: &str) {
    let ok = Peer::response(request, 200)
        .with(names::SIP_ETAG, etag)
        .with(names::EXPIRES, "1800");
    peer.send_response(&ok);
}

/// A document that the server has, under `e1`.
fn published(peer: &mut Peer) -> PublicationId {
    let id = publish(peer, "<presence/>");
    let request = peer.expect("PUBLISH");
    accept(peer, &request, "e1");
    peer.quiet();
    id
}

/// In short: `published`, `failed 500`, `failed 500 again`, `removed`.
fn words(peer: &mut Peer) -> Vec<String> {
    let word = |event| match event {
        Event::Publication { event, .. } => Some(match event {
            PublicationEvent::Published { .. } => "published".to_owned(),
            PublicationEvent::Failed { status, retry_at: None } => format!("failed {status}"),
            PublicationEvent::Failed { status, .. } => format!("failed {status} again"),
            PublicationEvent::Removed => "removed".to_owned(),
        }),
        _ => None,
    };
    peer.host.events.drain(..).filter_map(word).collect()
}

fn if_match(request: &Request) -> Option<String> {
    request.headers.text(names::SIP_IF_MATCH).map(|v| v.into_owned())
}

/// The next PUBLISH, whenever it comes.
fn next(peer: &mut Peer) -> Request {
    for _ in 0..3600 {
        if !peer.host.sent.is_empty() {
            break;
        }
        peer.advance(sec(1));
    }
    peer.expect("PUBLISH")
}

#[test]
fn a_document_is_published_for_our_address_of_record() {
    let mut peer = registered();
    publish(&mut peer, "<presence/>");
    let request = peer.expect("PUBLISH");
    assert_eq!(request.uri.to_text(), "sip:1001@acme.test");
    assert_eq!(request.headers.text(names::EVENT).unwrap(), "presence");
    assert_eq!(request.headers.number(names::EXPIRES), Some(3600));
    assert_eq!(request.headers.content_type().as_deref(), Some("application/pidf+xml"));
    assert_eq!(request.body, b"<presence/>");
    assert_eq!(if_match(&request), None);
    accept(&mut peer, &request, "e1");
    let at = peer.host.now + sec(1800);
    assert!(matches!(
        peer.host.events.pop_front(),
        Some(Event::Publication { event: PublicationEvent::Published { expires_at }, .. }) if expires_at == at
    ));
}

#[test]
fn a_refresh_names_what_the_server_has_and_does_not_repeat_it() {
    let mut peer = registered();
    published(&mut peer);
    let from = peer.host.now;
    let request = next(&mut peer);
    let after = peer.host.now.since(from);
    assert!(after >= sec(1440) && after <= sec(1621), "{after:?}");
    assert_eq!(if_match(&request).as_deref(), Some("e1"));
    assert!(request.body.is_empty() && !request.headers.has(names::CONTENT_TYPE));
    accept(&mut peer, &request, "e2");
    let request = next(&mut peer);
    assert_eq!(if_match(&request).as_deref(), Some("e2"), "the newest name");
}

#[test]
fn a_changed_document_takes_the_place_of_the_last() {
    let mut peer = registered();
    let id = published(&mut peer);
    modify(&mut peer, id, "<presence><note>away</note></presence>");
    let request = peer.expect("PUBLISH");
    assert_eq!(if_match(&request).as_deref(), Some("e1"));
    assert_eq!(request.body, b"<presence><note>away</note></presence>");
    modify(&mut peer, id, "<presence><note>back</note></presence>");
    peer.expect_nothing();
    accept(&mut peer, &request, "e2");
    let request = peer.expect("PUBLISH");
    assert_eq!(if_match(&request).as_deref(), Some("e2"), "one at a time");
    assert_eq!(request.body, b"<presence><note>back</note></presence>");
    accept(&mut peer, &request, "e3");
    peer.expect_nothing();
}

#[test]
fn a_server_that_has_forgotten_gets_the_whole_document_anew() {
    let mut peer = registered();
    published(&mut peer);
    let request = next(&mut peer);
    peer.answer(&request, 412);
    let request = peer.expect("PUBLISH");
    assert_eq!(if_match(&request), None);
    assert_eq!(request.body, b"<presence/>");
    accept(&mut peer, &request, "e9");
    assert_eq!(words(&mut peer), ["published"]);
}

#[test]
fn a_server_that_always_forgets_is_not_asked_for_ever() {
    let mut peer = registered();
    publish(&mut peer, "<presence/>");
    let request = peer.expect("PUBLISH");
    peer.answer(&request, 412);
    peer.expect_nothing();
    assert_eq!(words(&mut peer), ["failed 412"]);
    assert!(peer.host.ua.is_idle());
}

#[test]
fn an_interval_that_is_too_brief_is_raised() {
    let mut peer = registered();
    publish(&mut peer, "<presence/>");
    let request = peer.expect("PUBLISH");
    peer.send_response(&Peer::response(&request, 423).with(names::MIN_EXPIRES, "7200"));
    let request = peer.expect("PUBLISH");
    assert_eq!(request.headers.number(names::EXPIRES), Some(7200));
    assert_eq!(request.body, b"<presence/>");
}

#[test]
fn a_document_is_removed_with_an_interval_of_nothing() {
    let mut peer = registered();
    let id = published(&mut peer);
    unpublish(&mut peer, id);
    let request = peer.expect("PUBLISH");
    assert_eq!(request.headers.number(names::EXPIRES), Some(0));
    assert_eq!(if_match(&request).as_deref(), Some("e1"));
    assert!(request.body.is_empty());
    peer.answer(&request, 200);
    assert_eq!(words(&mut peer), ["removed"]);
    assert!(peer.host.ua.is_idle());
    let again = peer.host.act(|ua, now| ua.unpublish(now, id));
    assert_eq!(again, Err(CommandError::PublicationNotFound));
}

#[test]
fn a_document_that_is_on_its_way_is_removed_behind_the_answer() {
    let mut peer = registered();
    let id = publish(&mut peer, "<presence/>");
    let request = peer.expect("PUBLISH");
    unpublish(&mut peer, id);
    peer.expect_nothing();
    accept(&mut peer, &request, "e1");
    let request = peer.expect("PUBLISH");
    assert_eq!(request.headers.number(names::EXPIRES), Some(0));
    peer.answer(&request, 412);
    assert_eq!(words(&mut peer), ["removed"]);
}

#[test]
fn a_refusal_for_good_is_the_end_and_another_is_tried_again_when_it_may_pass() {
    for (status, word) in [(403, "failed 403"), (489, "failed 489"), (503, "failed 503 again")] {
        let mut peer = registered();
        publish(&mut peer, "<presence/>");
        let request = peer.expect("PUBLISH");
        peer.answer(&request, status);
        assert_eq!(words(&mut peer), [word]);
        assert_eq!(peer.host.ua.is_idle(), status != 503);
    }
    let mut peer = registered();
    publish(&mut peer, "<presence/>");
    let request = peer.expect("PUBLISH");
    peer.send_response(&Peer::response(&request, 503).with(names::RETRY_AFTER, "20"));
    peer.advance(sec(19));
    peer.expect_nothing();
    peer.advance(sec(1));
    let request = peer.expect("PUBLISH");
    assert_eq!(request.body, b"<presence/>");
}

#[test]
fn a_challenge_is_answered() {
    let mut peer = registered();
    publish(&mut peer, "<presence/>");
    let first = peer.expect("PUBLISH");
    let challenge = Peer::response(&first, 401).with(names::WWW_AUTHENTICATE, "Digest realm=\"acme\",nonce=\"n1\"");
    peer.send_response(&challenge);
    let second = peer.expect("PUBLISH");
    assert!(second.headers.has(names::AUTHORIZATION));
    assert_eq!(second.body, first.body);
    accept(&mut peer, &second, "e1");
    assert_eq!(words(&mut peer), ["published"]);
}

#[test]
fn a_document_outlives_the_connection() {
    let mut peer = registered();
    let id = published(&mut peer);
    peer.cut();
    peer.recover();
    peer.expect_nothing();
    peer.cut();
    modify(&mut peer, id, "<presence>2</presence>");
    peer.recover();
    let request = peer.expect("PUBLISH");
    assert_eq!(if_match(&request).as_deref(), Some("e1"));
    assert_eq!(request.body, b"<presence>2</presence>");
    peer.cut();
    peer.recover();
    let request = peer.expect("PUBLISH");
    assert_eq!(
        request.body, b"<presence>2</presence>",
        "whether it arrived is not known"
    );
}

#[test]
fn stopping_removes_what_was_published() {
    let mut peer = registered();
    published(&mut peer);
    peer.host.act(|ua, now| ua.stop(now));
    let request = peer.expect("PUBLISH");
    assert_eq!(request.headers.number(names::EXPIRES), Some(0));
    peer.advance(sec(2));
    assert_eq!(words(&mut peer), ["removed"]);
    assert!(peer.host.ua.is_idle());
}

#[test]
fn there_are_no_more_publications_than_16() {
    let mut peer = registered();
    for _ in 0..16 {
        publish(&mut peer, "<presence/>");
    }
    let surplus = peer.host.act(|ua, now| ua.publish(now, options("")));
    assert_eq!(surplus, Err(CommandError::LimitReached));
    let mut event = options("");
    event.event = "a b".to_owned();
    let refused = peer.host.act(|ua, now| ua.publish(now, event));
    assert_eq!(refused, Err(CommandError::InvalidArgument));
}
