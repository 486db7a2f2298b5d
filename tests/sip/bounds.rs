//! What others do without end stays bounded in here.

use super::host::{config, read, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Message, Method, names};
use voip_sdk::sip::user_agent::{CallEvent, MediaFailure, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_hundred_reinvites_at_once_are_answered_and_only_one_is_kept() {
    for method in [Method::Invite, Method::Update] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_outgoing();
        peer.host.manual();
        for _ in 0..100 {
            let mut request = peer.request(&mut side, method.clone());
            let sdp = super::host::description(1, voip_sdk::sip::user_agent::MediaDirection::SendRecv);
            request.set_body("application/sdp", sdp.into_bytes());
            peer.send_request(&request);
        }
        let refused = peer.transcript().into_iter().filter(|s| s.starts_with("500 ")).count();
        assert_eq!(refused, 99);
        assert_eq!(peer.host.effects.len(), 1, "one answer is being made");
        peer.host.give_description();
        assert_eq!(peer.transcript().len(), 1);
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn of_a_thousand_holds_and_resumes_only_the_last_word_counts() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    for _ in 0..500 {
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    }
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.recover();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 200);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(peer.host.view(call).held);
}

#[test]
fn early_dialogs_of_a_try_that_was_challenged_are_forgotten() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let first = peer.expect("INVITE");
    let early = Peer::response_by(&first, 183, "one")
        .with(names::REQUIRE, "100rel")
        .with("RSeq", "1");
    peer.send_response(&early);
    peer.expect("PRACK");
    let challenge = Peer::response(&first, 407).with(names::PROXY_AUTHENTICATE, "Digest realm=\"a\", nonce=\"n\"");
    peer.send_response(&challenge);
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    assert_eq!(
        second.headers.cseq().unwrap().number,
        3,
        "above what the early dialog has used"
    );
    let mut options = Peer::cancel_of(&first);
    options.method = Method::Options;
    options.headers.set(names::CSEQ, "9 OPTIONS");
    options
        .headers
        .set(names::VIA, "SIP/2.0/WSS proxy.acme.test;branch=z9hG4bKo");
    options.headers.set(names::FROM, "<sip:1002@acme.test>;tag=one");
    options.headers.set(names::TO, first.headers.get(names::FROM).unwrap());
    peer.send_request(&options);
    assert_eq!(peer.transcript(), ["481 OPTIONS"]);
    peer.answer_by(&second, 200, "one");
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_fault_of_our_own_is_500_and_not_the_callers_offer() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    peer.host.manual();
    let theirs = peer.request(&mut side, Method::Invite);
    peer.send_request(&theirs);
    peer.host.fail_media(MediaFailure::Other);
    peer.expect_status(100);
    let refusal = peer.expect_status(500);
    assert!(!refusal.headers.has(names::WARNING));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_repair_that_only_gets_a_100_is_taken_back_after_32_s() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.recover();
    let repair = peer.expect("INVITE");
    peer.answer(&repair, 100);
    peer.pass(31);
    peer.expect_nothing();
    peer.pass(2);
    peer.expect("CANCEL");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_hundred_ringing_repetitions_of_an_incoming_call_cost_nothing() {
    let mut account = config("1001");
    account.max_calls = 2;
    let mut peer = Peer::registered_as(account);
    for _ in 0..100 {
        let invite = peer.invite();
        peer.send_request(&invite);
    }
    let busy = peer
        .host
        .sent
        .drain(..)
        .filter(|bytes| matches!(read(bytes), Message::Response(r) if r.status == 486))
        .count();
    assert_eq!(busy, 98);
    assert_eq!(peer.host.ua.calls().count(), 2);
    peer.advance(sec(40));
}

#[test]
fn endless_progress_is_told_only_when_it_says_something_new() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    for _ in 0..500 {
        peer.answer(&invite, 182);
    }
    let told = peer.host.call_events(call);
    assert_eq!(told.iter().filter(|e| **e == CallEvent::Phase).count(), 1);
}
