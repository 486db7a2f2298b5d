//! How a subscription begins: the SUBSCRIBE, its answers and the first news.

use super::{BODY, accept, active, events, mailbox, notifier, registered, retry_at, subscribe, tell, words};
use crate::host::{config, ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::{Request, names};
use voip_sdk::sip::user_agent::{CommandError, SubscriptionEnd, SubscriptionEvent};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn number(request: &Request) -> u32 {
    request.headers.cseq().unwrap().number
}

#[test]
fn a_subscribe_says_what_is_wanted_and_by_whom() {
    let mut peer = registered();
    let mut options = mailbox();
    options.extra_headers.push(("X-Panel".to_owned(), "7".to_owned()));
    subscribe(&mut peer, options);
    let request = peer.expect("SUBSCRIBE");
    let text = |name| request.headers.text(name).map(|v| v.into_owned());
    assert_eq!(request.uri.to_text(), "sip:1001@acme.test");
    assert_eq!(text(names::EVENT).as_deref(), Some("message-summary"));
    assert_eq!(
        text(names::ACCEPT).as_deref(),
        Some("application/simple-message-summary")
    );
    assert_eq!(text(names::EXPIRES).as_deref(), Some("3600"));
    assert_eq!(text("X-Panel").as_deref(), Some("7"));
    assert!(request.headers.contact().is_some());
    assert!(request.headers.to_tag().is_none());
}

#[test]
fn news_before_the_2xx_make_the_dialog() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    let mut side = notifier(&request);
    tell(&mut peer, &mut side, "active;expires=3000", BODY, 200);
    accept(&mut peer, &request, "3000");
    assert_eq!(words(&mut peer), ["active", "notified", "active"]);
    peer.advance(sec(2700));
    let refresh = peer.expect("SUBSCRIBE");
    assert_eq!(refresh.headers.to_tag().as_deref(), Some("notifier"));
    assert_eq!(
        refresh.uri.to_text(),
        "sip:notifier@192.0.2.9:5071;transport=ws",
        "the Contact of the NOTIFY"
    );
    assert_eq!(refresh.headers.call_id(), request.headers.call_id());
    assert_eq!(number(&refresh), number(&request) + 1);
}

#[test]
fn news_after_the_2xx_are_the_same() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    let mut side = notifier(&request);
    accept(&mut peer, &request, "3600");
    assert_eq!(words(&mut peer), [""; 0], "only a NOTIFY says what state it is in");
    tell(&mut peer, &mut side, "pending;expires=3600", "", 200);
    tell(&mut peer, &mut side, "active;expires=3590", BODY, 200);
    tell(&mut peer, &mut side, "active;expires=3580", BODY, 200);
    assert_eq!(words(&mut peer), ["pending", "active", "notified", "notified"]);
}

#[test]
fn the_body_and_its_type_are_handed_on_as_they_came() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    tell(&mut peer, &mut side, "active;expires=3000", BODY, 200);
    let [SubscriptionEvent::Notified { content_type, body }] = &events(&mut peer)[..] else {
        panic!("one notification was expected");
    };
    assert_eq!(content_type, "application/simple-message-summary");
    assert_eq!(body.expose(), BODY.as_bytes());
    assert_eq!(format!("{body:?}"), "[redacted]", "it is not for logs");
}

#[test]
fn a_subscribe_that_is_taken_and_never_notified_is_begun_anew_later() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    accept(&mut peer, &request, "3600");
    peer.advance(ms(31_999));
    assert_eq!(words(&mut peer), [""; 0]);
    peer.advance(ms(1));
    let at = retry_at(&mut peer).expect("it is tried again");
    assert!(at.since(peer.host.now) >= sec(15), "not at once");
    peer.advance(sec(30));
    let again = peer.expect("SUBSCRIBE");
    assert_ne!(again.headers.call_id(), request.headers.call_id());
    assert_ne!(again.headers.from_tag(), request.headers.from_tag());
}

#[test]
fn a_subscribe_that_nobody_answers_is_begun_anew_later() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    peer.expect("SUBSCRIBE");
    peer.advance(sec(32));
    assert_eq!(words(&mut peer), ["refused again"]);
    peer.advance(sec(30));
    peer.expect("SUBSCRIBE");
}

#[test]
fn a_challenge_is_answered_with_the_next_number() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let first = peer.expect("SUBSCRIBE");
    let challenge = Peer::response(&first, 401).with(names::WWW_AUTHENTICATE, "Digest realm=\"acme\",nonce=\"n1\"");
    peer.send_response(&challenge);
    let second = peer.expect("SUBSCRIBE");
    assert!(second.headers.has(names::AUTHORIZATION));
    assert_eq!(number(&second), number(&first) + 1);
    let mut side = notifier(&second);
    accept(&mut peer, &second, "600");
    tell(&mut peer, &mut side, "active", BODY, 200);
    assert_eq!(words(&mut peer), ["active", "notified"]);
}

#[test]
fn an_interval_that_is_too_brief_is_raised() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let first = peer.expect("SUBSCRIBE");
    peer.send_response(&Peer::response(&first, 423).with(names::MIN_EXPIRES, "7200"));
    let second = peer.expect("SUBSCRIBE");
    assert_eq!(second.headers.number(names::EXPIRES), Some(7200));
    assert_eq!(words(&mut peer), [""; 0]);
}

#[test]
fn an_interval_that_is_never_long_enough_does_not_go_on_for_ever() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    for n in 0..4 {
        let request = peer.expect("SUBSCRIBE");
        peer.send_response(&Peer::response(&request, 423).with(names::MIN_EXPIRES, (7200 + n).to_string()));
    }
    peer.expect_nothing();
    assert_eq!(words(&mut peer), ["refused again"]);
}

#[test]
fn a_refusal_for_good_is_the_end() {
    for status in [403, 404, 405, 489, 501, 603] {
        let mut peer = registered();
        let id = subscribe(&mut peer, mailbox());
        let request = peer.expect("SUBSCRIBE");
        peer.answer(&request, status);
        assert_eq!(
            events(&mut peer),
            [SubscriptionEvent::Terminated {
                reason: SubscriptionEnd::Refused,
                status,
                retry_at: None
            }]
        );
        peer.advance(sec(7200));
        assert!(!peer.transcript().contains(&"SUBSCRIBE".to_owned()));
        let closed = peer.host.act(|ua, now| ua.unsubscribe(now, id));
        assert_eq!(closed, Err(CommandError::SubscriptionNotFound));
    }
}

#[test]
fn retry_after_says_when_a_refusal_may_pass() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    peer.send_response(&Peer::response(&request, 503).with(names::RETRY_AFTER, "120"));
    assert_eq!(retry_at(&mut peer), Some(peer.host.now + sec(120)));
    peer.advance(ms(119_999));
    peer.expect_nothing();
    peer.advance(ms(1));
    peer.expect("SUBSCRIBE");
}

#[test]
fn another_branch_of_a_fork_is_answered_481() {
    let mut peer = registered();
    let (_, request, _) = active(&mut peer);
    let mut other = notifier(&request);
    other.local = other.local.with_tag("other");
    tell(&mut peer, &mut other, "active", BODY, 481);
    assert_eq!(words(&mut peer), [""; 0]);
}

#[test]
fn a_first_subscribe_goes_the_way_of_the_registration() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let register = peer.expect("REGISTER");
    let contact = register.headers.contact().unwrap().to_text();
    let ok = Peer::response(&register, 200)
        .with(names::CONTACT, contact)
        .with(names::SERVICE_ROUTE, "<sip:edge.acme.test;lr>");
    peer.send_response(&ok);
    subscribe(&mut peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    assert_eq!(request.headers.items(names::ROUTE), ["<sip:edge.acme.test;lr>"]);
}

#[test]
fn a_fetch_asks_once() {
    let mut peer = registered();
    let mut once = mailbox();
    once.expires_sec = 0;
    subscribe(&mut peer, once);
    let request = peer.expect("SUBSCRIBE");
    assert_eq!(request.headers.number(names::EXPIRES), Some(0));
    let mut side = notifier(&request);
    accept(&mut peer, &request, "0");
    tell(&mut peer, &mut side, "terminated;reason=timeout", BODY, 200);
    assert_eq!(words(&mut peer), ["notified", "fetched"]);
    peer.advance(sec(7200));
    assert!(!peer.transcript().contains(&"SUBSCRIBE".to_owned()));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn there_are_no_more_subscriptions_than_256() {
    let mut peer = registered();
    for _ in 0..256 {
        subscribe(&mut peer, mailbox());
    }
    let surplus = peer.host.act(|ua, now| ua.subscribe(now, "1001", mailbox()));
    assert_eq!(surplus, Err(CommandError::LimitReached));
}

#[test]
fn what_is_no_package_type_or_header_is_refused() {
    let mut peer = registered();
    let mut event = mailbox();
    event.event = "a package".to_owned();
    let mut accept = mailbox();
    accept.accept.push("text/plain\r\nX: y".to_owned());
    let mut header = mailbox();
    header.extra_headers.push(("Event".to_owned(), "dialog".to_owned()));
    for options in [event, accept, header] {
        let refused = peer.host.act(|ua, now| ua.subscribe(now, "1001", options));
        assert_eq!(refused, Err(CommandError::InvalidArgument));
    }
    let target = peer.host.act(|ua, now| ua.subscribe(now, "a b", mailbox()));
    assert_eq!(target, Err(CommandError::InvalidTarget));
    peer.expect_nothing();
}
