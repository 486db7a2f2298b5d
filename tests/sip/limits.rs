//! A hostile server cannot make the phone allocate without bound, nor drown a call.

use super::host::sec;
use super::peer::Peer;
use voip_sdk::sip::message::{Message, Method, names, parse};
use voip_sdk::sip::user_agent::{Cause, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_flood_of_invites_is_refused_without_a_transaction_and_a_bye_gets_through() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut unavailable = 0;
    for _ in 0..2_000 {
        let invite = peer.invite();
        peer.send_request(&invite);
        unavailable += peer.transcript().iter().filter(|m| *m == "503 INVITE").count();
    }
    assert!((1_480..1_500).contains(&unavailable), "{unavailable}");
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    peer.settle();
    peer.transcript();
    let ids: Vec<_> = peer.host.ua.calls().map(|c| c.id).collect();
    for id in ids {
        peer.host.act(|ua, now| ua.hangup(now, id)).unwrap();
        peer.host.act(|ua, _| ua.forget(id));
    }
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn requests_that_are_answered_at_once_leave_nothing_behind() {
    let mut peer = Peer::registered();
    for _ in 0..3_000 {
        let mut options = peer.invite();
        options.method = Method::Options;
        options.headers.set(names::CSEQ, "1 OPTIONS");
        options.body.clear();
        options.headers.remove(names::CONTENT_TYPE);
        peer.send_request(&options);
        assert_eq!(peer.transcript(), ["200 OPTIONS"]);
    }
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_call_that_a_thousand_phones_answer_is_one_call_and_few_requests() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for fork in 0..1_000 {
        peer.answer_by(&invite, 200, &format!("fork{fork}"));
    }
    let sent = peer.transcript();
    let byes = sent.iter().filter(|m| *m == "BYE").count();
    assert!((1..=32).contains(&byes), "{byes}");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.answer_by(&invite, 200, "fork0");
    assert_eq!(peer.transcript(), ["ACK"], "the call's own 2xx is still acknowledged");
}

#[test]
fn ringing_without_end_leaves_nothing_behind() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for fork in 0..3_000 {
        peer.answer_by(&invite, 183, &format!("fork{fork}"));
        peer.host.events.clear();
        peer.host.effects.clear();
    }
    assert!(peer.host.sent.is_empty());
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let cancel = peer.expect("CANCEL");
    peer.answer(&cancel, 200);
    peer.answer(&invite, 487);
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn challenges_without_end_end_the_request() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let mut tries = 0;
    while let Some(bytes) = peer.host.sent.pop_front() {
        let Ok(Message::Request(request)) = parse(&bytes) else {
            continue;
        };
        if request.method != Method::Invite {
            continue;
        }
        tries += 1;
        assert!(tries < 300, "it must end");
        let challenge = format!("Digest realm=\"r{tries}\", nonce=\"n{tries}\", stale=true, qop=\"auth\"");
        peer.send_response(&Peer::response(&request, 401).with(names::WWW_AUTHENTICATE, challenge));
    }
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status), (Cause::AuthenticationFailed, 401));
    assert!(tries <= 25, "{tries}");
}

#[test]
fn a_flood_of_reinvites_does_not_end_a_call() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for _ in 0..2_000 {
        let invite = peer.request(&mut side, Method::Invite);
        peer.send_request(&invite);
        peer.transcript();
    }
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert!(peer.transcript().contains(&"200 BYE".to_owned()));
    peer.advance(sec(40));
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.is_idle());
}
