//! The end of a subscription: by the far end, for a while or for good, and by us.

use super::{
    BODY, accept, active, events, mailbox, notifier, notify, refresh, registered, retry_at, subscribe, tell, words,
};
use crate::host::{ms, sec};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{SubscriptionEvent, SubscriptionId};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn close(peer: &mut Peer, id: SubscriptionId) {
    peer.host.act(|ua, now| ua.unsubscribe(now, id)).unwrap();
}

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
            let voip_sdk::sip::message::Message::Request(request) = crate::host::read(text.as_bytes()) else {
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
