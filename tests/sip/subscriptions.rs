//! SUBSCRIBE and NOTIFY (RFC 6665): each subscription in a dialog of its own.

use super::host::{config, ms, sec};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, Response, names};
use voip_sdk::sip::user_agent::{
    CommandError, Event, Input, SubscribeOptions, SubscriptionEnd, SubscriptionEvent, SubscriptionId,
};
use voip_sdk::time::{Duration, Instant};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const BODY: &str = "Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n";

/// Registered for longer than any test takes.
fn registered() -> Peer {
    let mut patient = config("1001");
    patient.register_expires_sec = 1_000_000;
    Peer::registered_as(patient)
}

fn subscribe(peer: &mut Peer, options: SubscribeOptions) -> SubscriptionId {
    peer.host.act(|ua, now| ua.subscribe(now, "1001", options)).unwrap()
}

fn mailbox() -> SubscribeOptions {
    SubscribeOptions::new("message-summary")
}

fn close(peer: &mut Peer, id: SubscriptionId) {
    peer.host.act(|ua, now| ua.unsubscribe(now, id)).unwrap();
}

/// The notifier's side of the dialog.
fn notifier(subscribe: &Request) -> Side {
    Side {
        call_id: subscribe.headers.call_id().into_owned(),
        local: subscribe.headers.to().unwrap().with_tag("notifier"),
        remote: subscribe.headers.from().unwrap(),
        target: subscribe.headers.contact().unwrap().uri,
        seq: 0,
    }
}

fn notify(peer: &mut Peer, side: &mut Side, state: &str, body: &str) -> Request {
    let mut request = peer
        .request(side, Method::Notify)
        .with(names::EVENT, "message-summary")
        .with(names::SUBSCRIPTION_STATE, state)
        .with(names::CONTACT, "<sip:notifier@192.0.2.9:5071;transport=ws>");
    if !body.is_empty() {
        request.set_body("application/simple-message-summary", body.as_bytes().to_vec());
    }
    request
}

/// Sends a NOTIFY, which has to be answered with that status.
fn tell(peer: &mut Peer, side: &mut Side, state: &str, body: &str, status: u16) {
    let request = notify(peer, side, state, body);
    peer.send_request(&request);
    peer.expect_status(status);
}

fn granted(subscribe: &Request, expires: &str) -> Response {
    subscribe
        .response(200)
        .with_to_tag("notifier")
        .with(names::EXPIRES, expires)
        .with(names::CONTACT, "<sip:notifier@192.0.2.9:5071;transport=ws>")
}

fn accept(peer: &mut Peer, subscribe: &Request, expires: &str) {
    peer.send_response(&granted(subscribe, expires));
}

/// A subscription in force, for an hour, with nothing left to look at.
fn active(peer: &mut Peer) -> (SubscriptionId, Request, Side) {
    let id = subscribe(peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    let mut side = notifier(&request);
    accept(peer, &request, "3600");
    tell(peer, &mut side, "active;expires=3600", "", 200);
    peer.quiet();
    (id, request, side)
}

/// The next SUBSCRIBE, whenever it comes.
fn refresh(peer: &mut Peer) -> Request {
    for _ in 0..3600 {
        if !peer.host.sent.is_empty() {
            break;
        }
        peer.advance(sec(1));
    }
    peer.expect("SUBSCRIBE")
}

fn events(peer: &mut Peer) -> Vec<SubscriptionEvent> {
    let take = |event| match event {
        Event::Subscription { event, .. } => Some(event),
        _ => None,
    };
    peer.host.events.drain(..).filter_map(take).collect()
}

/// In short: `pending`, `active`, `notified`, `rejected again`, `rejected`.
fn words(peer: &mut Peer) -> Vec<String> {
    let word = |event| match event {
        SubscriptionEvent::Pending => "pending".to_owned(),
        SubscriptionEvent::Active { .. } => "active".to_owned(),
        SubscriptionEvent::Notified { .. } => "notified".to_owned(),
        SubscriptionEvent::Terminated {
            reason, retry_at: None, ..
        } => reason.as_str().to_owned(),
        SubscriptionEvent::Terminated { reason, .. } => format!("{} again", reason.as_str()),
    };
    events(peer).into_iter().map(word).collect()
}

fn retry_at(peer: &mut Peer) -> Option<Instant> {
    events(peer).into_iter().find_map(|event| match event {
        SubscriptionEvent::Terminated { retry_at, .. } => retry_at,
        _ => None,
    })
}

fn number(request: &Request) -> u32 {
    request.headers.cseq().unwrap().number
}

// ---- the first SUBSCRIBE -------------------------------------------------------------------------------------

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

// ---- refresh -------------------------------------------------------------------------------------------------

#[test]
fn refreshes_go_out_before_the_end_and_not_all_at_once() {
    let mut peer = registered();
    for _ in 0..8 {
        active(&mut peer);
    }
    peer.advance(ms(3600 * 800 - 1));
    assert_eq!(peer.transcript(), [""; 0], "not before 80 % of its life");
    let mut most = 0;
    let mut all = 0;
    for _ in 0..361 {
        peer.advance(sec(1));
        let now = peer.transcript().iter().filter(|m| *m == "SUBSCRIBE").count();
        most = most.max(now);
        all += now;
        if all == 8 {
            break;
        }
    }
    assert_eq!(all, 8, "at 90 % at the latest");
    assert!(most < 4, "{most} within one second");
}

#[test]
fn a_shorter_life_in_a_notify_is_obeyed() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    tell(&mut peer, &mut side, "active;expires=100", BODY, 200);
    peer.advance(sec(91));
    peer.expect("SUBSCRIBE");
}

#[test]
fn a_refresh_that_finds_nothing_begins_anew_at_once() {
    let mut peer = registered();
    let (_, first, _) = active(&mut peer);
    let refresh = refresh(&mut peer);
    peer.answer(&refresh, 481);
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
    assert!(anew.headers.to_tag().is_none());
    let mut side = notifier(&anew);
    accept(&mut peer, &anew, "3600");
    tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
    assert_eq!(words(&mut peer), ["refused again", "active", "notified"]);
}

#[test]
fn a_refresh_that_fails_for_now_leaves_what_is_left_of_its_life() {
    let mut peer = registered();
    let (_, first, mut side) = active(&mut peer);
    let refresh = refresh(&mut peer);
    peer.send_response(&Peer::response(&refresh, 503).with(names::RETRY_AFTER, "30"));
    assert_eq!(words(&mut peer), [""; 0]);
    tell(&mut peer, &mut side, "active;expires=300", BODY, 200);
    peer.advance(sec(30));
    let again = peer.expect("SUBSCRIBE");
    assert_eq!(again.headers.call_id(), first.headers.call_id());
    assert_eq!(again.headers.to_tag().as_deref(), Some("notifier"));
}

#[test]
fn a_refresh_that_is_not_notified_begins_anew() {
    let mut peer = registered();
    let (_, first, _) = active(&mut peer);
    let refresh = refresh(&mut peer);
    accept(&mut peer, &refresh, "3600");
    peer.advance(sec(32));
    assert_eq!(words(&mut peer), ["active", "no_notify again"]);
    peer.advance(sec(30));
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
}

#[test]
fn the_full_state_can_be_asked_for_once_more() {
    let mut peer = registered();
    let (id, first, mut side) = active(&mut peer);
    let again = |peer: &mut Peer| peer.host.act(|ua, now| ua.refresh_subscription(now, id)).unwrap();
    again(&mut peer);
    let request = peer.expect("SUBSCRIBE");
    assert_eq!(request.headers.call_id(), first.headers.call_id());
    assert_eq!(request.headers.number(names::EXPIRES), Some(3600));
    again(&mut peer);
    peer.expect_nothing();
    accept(&mut peer, &request, "3600");
    tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
    peer.cut();
    again(&mut peer);
    peer.recover();
    peer.expect("SUBSCRIBE");
    peer.expect_nothing();
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

// ---- the far end ends it -------------------------------------------------------------------------------------

#[test]
fn each_reason_of_the_far_end_is_obeyed() {
    for (reason, at_least, at_most) in [
        ("deactivated", Some(0), 1),
        ("timeout", Some(0), 1),
        ("made-up", Some(0), 1),
        ("probation", Some(15), 30),
        ("giveup", Some(15), 30),
        ("rejected", None, 0),
        ("noresource", None, 0),
        ("invariant", None, 0),
    ] {
        let mut peer = registered();
        let (_, first, mut side) = active(&mut peer);
        tell(&mut peer, &mut side, &format!("terminated;reason={reason}"), BODY, 200);
        let told = events(&mut peer);
        assert!(matches!(told[0], SubscriptionEvent::Notified { .. }), "{reason}");
        let SubscriptionEvent::Terminated { reason: end, .. } = told[1] else {
            panic!("{reason}: {told:?}")
        };
        assert_eq!(end.as_str(), if reason == "made-up" { "unknown" } else { reason });
        match at_least {
            Some(at_least) => {
                peer.advance(ms((at_least * 1000_u64).saturating_sub(1)));
                if at_least > 0 {
                    peer.expect_nothing();
                }
                peer.advance(sec(at_most - at_least) + ms(1));
                let anew = peer.expect("SUBSCRIBE");
                assert_ne!(anew.headers.call_id(), first.headers.call_id(), "{reason}");
            }
            None => {
                peer.advance(sec(7200));
                assert!(!peer.transcript().contains(&"SUBSCRIBE".to_owned()), "{reason}");
                assert!(peer.host.ua.is_idle(), "{reason}");
            }
        }
    }
}

#[test]
fn a_retry_after_of_the_far_end_is_waited_for() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    let state = "terminated;reason=probation;retry-after=90";
    tell(&mut peer, &mut side, state, "", 200);
    assert_eq!(retry_at(&mut peer), Some(peer.host.now + sec(90)));
    peer.advance(ms(89_999));
    peer.expect_nothing();
    peer.advance(ms(1));
    peer.expect("SUBSCRIBE");
}

#[test]
fn a_far_end_that_deactivates_again_and_again_is_asked_less_and_less_often() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let mut asked = 0;
    let until = peer.host.now + sec(600);
    while peer.host.now < until {
        while let Some(bytes) = peer.host.sent.pop_front() {
            let text = String::from_utf8(bytes).unwrap();
            if !text.starts_with("SUBSCRIBE") {
                continue;
            }
            asked += 1;
            let voip_sdk::sip::message::Message::Request(request) = super::host::read(text.as_bytes()) else {
                unreachable!()
            };
            let mut side = notifier(&request);
            accept(&mut peer, &request, "3600");
            let end = notify(&mut peer, &mut side, "terminated;reason=deactivated", "");
            peer.send_request(&end);
        }
        peer.advance(ms(100));
    }
    assert!(asked > 5 && asked < 40, "{asked} times in ten minutes");
}

#[test]
fn a_subscription_that_has_worked_for_a_minute_is_begun_anew_without_a_pause() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    for held in [1, 1, 1, 61] {
        peer.advance(sec(held));
        tell(&mut peer, &mut side, "terminated;reason=deactivated", "", 200);
        if held == 61 {
            assert_eq!(retry_at(&mut peer), Some(peer.host.now));
        }
        let anew = refresh(&mut peer);
        side = notifier(&anew);
        accept(&mut peer, &anew, "3600");
        tell(&mut peer, &mut side, "active;expires=3600", "", 200);
        peer.quiet();
    }
}

// ---- we end it -----------------------------------------------------------------------------------------------

#[test]
fn closing_tells_the_far_end_and_waits_for_its_last_word() {
    let mut peer = registered();
    let (id, _, mut side) = active(&mut peer);
    close(&mut peer, id);
    assert_eq!(words(&mut peer), ["closed"]);
    let last = peer.expect("SUBSCRIBE");
    assert_eq!(last.headers.number(names::EXPIRES), Some(0));
    assert_eq!(last.headers.to_tag().as_deref(), Some("notifier"));
    tell(&mut peer, &mut side, "active;expires=10", BODY, 200);
    accept(&mut peer, &last, "0");
    tell(&mut peer, &mut side, "terminated;reason=timeout", BODY, 200);
    assert_eq!(words(&mut peer), [""; 0], "the application has been told already");
    assert!(peer.host.ua.is_idle());
    tell(&mut peer, &mut side, "active", BODY, 481);
}

#[test]
fn a_last_word_that_does_not_come_is_not_waited_for_for_ever() {
    let mut peer = registered();
    let (id, ..) = active(&mut peer);
    close(&mut peer, id);
    let last = peer.expect("SUBSCRIBE");
    accept(&mut peer, &last, "0");
    assert!(!peer.host.ua.is_idle());
    peer.advance(sec(32));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn closing_before_the_answer_ends_it_behind_the_answer() {
    let mut peer = registered();
    let id = subscribe(&mut peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    close(&mut peer, id);
    peer.expect_nothing();
    accept(&mut peer, &request, "3600");
    let last = peer.expect("SUBSCRIBE");
    assert_eq!(last.headers.number(names::EXPIRES), Some(0));
    assert_eq!(last.headers.to_tag().as_deref(), Some("notifier"));
    peer.answer(&last, 481);
    assert!(peer.host.ua.is_idle());
}

#[test]
fn stopping_closes_every_subscription() {
    let mut peer = registered();
    active(&mut peer);
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(words(&mut peer), ["closed"]);
    let last = peer.expect("SUBSCRIBE");
    assert_eq!(last.headers.number(names::EXPIRES), Some(0));
    peer.expect("REGISTER");
    peer.advance(sec(2));
    assert!(peer.host.ua.is_idle());
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

// ---- the connection ------------------------------------------------------------------------------------------

#[test]
fn a_subscription_survives_the_connection_and_is_refreshed_after_the_registration() {
    let mut peer = registered();
    let (_, first, mut side) = active(&mut peer);
    peer.cut();
    peer.host.open();
    let register = peer.expect("REGISTER");
    peer.expect_nothing();
    let contact = register.headers.contact().unwrap();
    peer.send_response(&Peer::response(&register, 200).with(names::CONTACT, contact.to_text()));
    let refresh = peer.expect("SUBSCRIBE");
    assert_eq!(refresh.headers.call_id(), first.headers.call_id());
    assert_eq!(refresh.headers.to_tag().as_deref(), Some("notifier"));
    accept(&mut peer, &refresh, "3600");
    tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
    assert_eq!(words(&mut peer), ["active", "notified"]);
}

#[test]
fn a_subscribe_that_was_lost_with_the_connection_is_begun_anew() {
    let mut peer = registered();
    subscribe(&mut peer, mailbox());
    let lost = peer.expect("SUBSCRIBE");
    peer.cut();
    peer.recover();
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), lost.headers.call_id());
    assert_eq!(words(&mut peer), [""; 0], "nothing was ended by that");
}

#[test]
fn subscribing_without_a_connection_waits_for_one() {
    let mut peer = Peer::started(config("1001"));
    subscribe(&mut peer, mailbox());
    peer.host.open();
    peer.grant();
    peer.expect("SUBSCRIBE");
}

#[test]
fn a_subscription_that_ended_while_there_was_no_connection_is_begun_anew() {
    let mut peer = registered();
    let (_, first, _) = active(&mut peer);
    peer.cut();
    peer.advance(sec(4000));
    assert_eq!(words(&mut peer), ["timeout again"]);
    peer.host.input(Input::Awake);
    peer.recover();
    let anew = peer.expect("SUBSCRIBE");
    assert_ne!(anew.headers.call_id(), first.headers.call_id());
}

#[test]
fn many_subscriptions_are_not_renewed_all_at_once() {
    let mut peer = registered();
    for _ in 0..64 {
        let (..) = active(&mut peer);
    }
    peer.cut();
    peer.recover();
    assert_eq!(peer.transcript().len(), 16);
    peer.advance(sec(1));
    assert_eq!(peer.transcript().len(), 48);
}

// ---- limits --------------------------------------------------------------------------------------------------

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

#[test]
fn a_storm_of_notifications_leaves_nothing_behind() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    for _ in 0..2_000 {
        tell(&mut peer, &mut side, "active;expires=3600", BODY, 200);
        assert_eq!(words(&mut peer), ["notified"]);
    }
    peer.advance(Duration::ZERO);
    peer.expect_nothing();
    peer.cut();
    peer.recover();
    peer.expect("SUBSCRIBE");
    peer.expect_nothing();
}

// ---- NOTIFY that nobody waits for ----------------------------------------------------------------------------

fn stray(peer: &mut Peer, event: Option<&str>) -> Request {
    let mut request = peer.invite();
    request.method = Method::Notify;
    request.headers.set(names::CSEQ, "1 NOTIFY");
    if let Some(event) = event {
        request.headers.push(names::EVENT, event);
    }
    request
        .headers
        .push(names::SUBSCRIPTION_STATE, "terminated;reason=noresource");
    request.set_body("application/simple-message-summary", BODY.as_bytes().to_vec());
    request
}

#[test]
fn news_of_the_mailbox_without_a_subscription_are_taken_by_policy() {
    let mut peer = registered();
    let request = stray(&mut peer, Some("message-summary"));
    peer.send_request(&request);
    peer.expect_status(200);
    let told = peer.host.events.pop_front();
    assert!(matches!(told, Some(Event::Mailbox { body, .. }) if body.expose() == BODY.as_bytes()));

    let (_, first, mut side) = active(&mut peer);
    side.call_id.push('x');
    tell(&mut peer, &mut side, "active", BODY, 481);
    assert!(
        peer.host.events.is_empty(),
        "a dialog that was forgotten here: {first:?}"
    );

    let mut strict = config("1001");
    strict.unsolicited_mwi = false;
    let mut peer = Peer::registered_as(strict);
    let request = stray(&mut peer, Some("message-summary"));
    peer.send_request(&request);
    peer.expect_status(481);
    assert!(peer.host.events.is_empty());
}

#[test]
fn a_notify_without_its_subscription_is_answered_481_and_one_of_an_unknown_package_489() {
    let mut peer = registered();
    let request = stray(&mut peer, Some("dialog;id=7"));
    peer.send_request(&request);
    peer.expect_status(481);
    let request = stray(&mut peer, Some("x-strange"));
    peer.send_request(&request);
    let refusal = peer.expect_status(489);
    assert!(refusal.headers.has_item(names::ALLOW_EVENTS, "message-summary"));
    assert!(peer.host.events.is_empty());
}

#[test]
fn a_notify_without_an_event_is_answered_489_and_nothing_else() {
    let mut peer = registered();
    let request = stray(&mut peer, None);
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["489 NOTIFY"]);
    assert!(peer.host.events.is_empty());

    let (_, _, mut side) = active(&mut peer);
    let mut request = notify(&mut peer, &mut side, "active", BODY);
    request.headers.remove(names::EVENT);
    peer.send_request(&request);
    assert_eq!(peer.transcript(), ["489 NOTIFY"]);
    assert!(peer.host.events.is_empty());
}

#[test]
fn a_notify_that_is_older_than_the_last_is_answered_500() {
    let mut peer = registered();
    let (_, _, mut side) = active(&mut peer);
    side.seq = 9;
    tell(&mut peer, &mut side, "active;expires=3000", BODY, 200);
    side.seq = 3;
    tell(&mut peer, &mut side, "active;expires=3000", BODY, 500);
    assert_eq!(words(&mut peer), ["notified"]);
}
