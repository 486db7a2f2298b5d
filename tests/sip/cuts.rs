//! What is asked for, or happens at the far end, while the connection is away; and what a refusal within a dialog means.

use super::host::{Host, ms, sec};
use super::pair::{Pair, Side};
use super::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, CallId, Cause, EndedBy, Input, InviteOptions, MediaState, Phase};
use voip_sdk::time::Duration;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Cut for that time, all attempts refused; then back and registered. How long that took after the return.
fn cut_for(peer: &mut Peer, time: Duration, during: impl FnOnce(&mut Peer)) -> Duration {
    peer.cut();
    let back = peer.host.now + time;
    during(peer);
    while peer.host.now < back {
        if peer.host.connects.back().is_some_and(Option::is_some) {
            peer.cut();
        }
        peer.advance(ms(20));
    }
    let begun = peer.host.now;
    while peer.host.connects.back().is_none_or(Option::is_none) {
        peer.advance(ms(20));
    }
    peer.transcript();
    peer.recover();
    peer.host.now.since(begun)
}

fn accept(peer: &mut Peer) {
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
}

fn failed(host: &mut Host, call: CallId) -> bool {
    let failed = |e: &CallEvent| matches!(e, CallEvent::OperationFailed { .. });
    host.call_events(call).iter().any(failed)
}

#[test]
fn a_hold_that_is_asked_for_during_a_cut_is_the_one_reinvite_after_it() {
    for seconds in [1, 5, 60] {
        let mut peer = Peer::registered();
        let (call, ..) = peer.active_outgoing();
        cut_for(&mut peer, sec(seconds), |peer| {
            peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
            peer.host.take_effects();
        });
        assert_eq!(peer.host.take_effects()[0], "offer sendonly", "{seconds}");
        accept(&mut peer);
        assert!(peer.host.view(call).held);
        peer.expect_nothing();
        assert!(!failed(&mut peer.host, call));
    }
}

#[test]
fn a_resume_that_is_asked_for_during_a_cut_happens_after_it() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    accept(&mut peer);
    cut_for(&mut peer, sec(5), |peer| {
        peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
        peer.host.take_effects();
    });
    assert_eq!(peer.host.take_effects()[0], "offer sendrecv");
    accept(&mut peer);
    assert!(!peer.host.view(call).held);
}

#[test]
fn a_hold_and_a_resume_during_a_cut_leave_the_call_as_it_was() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    cut_for(&mut peer, sec(5), |peer| {
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    });
    while !peer.host.sent.is_empty() {
        accept(&mut peer);
    }
    assert!(!peer.host.view(call).held);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_hangup_that_is_asked_for_during_a_long_cut_is_said_after_it() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    cut_for(&mut peer, sec(60), |peer| {
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        assert_eq!(peer.host.view(call).phase, Phase::Ended, "at once for the user");
    });
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.expect_nothing();
}

#[test]
fn a_far_end_that_hung_up_during_a_cut_is_learnt_of_by_its_bye() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let bye = peer.request(&mut side, Method::Bye);
    cut_for(&mut peer, sec(5), |_| {});
    let refresh = peer.expect("INVITE");
    peer.send_request(&bye);
    assert_eq!(peer.expect_status(200).headers.cseq().unwrap().method, Method::Bye);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Terminated, EndedBy::Remote));
    peer.answer(&refresh, 487);
    peer.expect("ACK");
    peer.expect_nothing();
}

#[test]
fn a_far_end_that_hung_up_during_a_cut_is_learnt_of_by_the_481_to_the_refresh() {
    for seed in 1..6 {
        let mut pair = Pair::new(seed);
        let a = pair
            .a
            .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
            .unwrap();
        pair.run(ms(200));
        let b = pair.b.incoming();
        pair.b.act(|ua, now| ua.answer(now, b)).unwrap();
        pair.run(sec(6));
        // What B says while A is away reaches nobody.
        pair.b.act(|ua, now| ua.hangup(now, b)).unwrap();
        pair.run(ms(5));
        pair.cut(Side::A);
        pair.run(sec(40));
        let end = pair.a.view(a).end.clone().unwrap();
        assert_eq!((end.cause, end.status), (Cause::DialogLost, 481), "seed {seed}");
        pair.a.act(|ua, _| ua.forget(a));
        pair.b.act(|ua, _| ua.forget(b));
        pair.run(sec(40));
        assert!(pair.a.ua.is_idle() && pair.b.ua.is_idle(), "seed {seed}");
    }
}

#[test]
fn every_surviving_call_gets_its_own_refresh() {
    let mut peer = Peer::registered();
    let (first, one, _) = peer.active_outgoing();
    let (second, two, _) = peer.active_incoming();
    cut_for(&mut peer, sec(5), |_| {});
    let refreshed = [peer.expect("INVITE"), peer.expect("INVITE")];
    for call in [&one, &two] {
        assert!(refreshed.iter().any(|r| r.headers.call_id() == call.headers.call_id()));
    }
    for refresh in &refreshed {
        peer.answer(refresh, 200);
        peer.expect("ACK");
    }
    assert_eq!(peer.host.view(first).phase, Phase::Active);
    assert_eq!(peer.host.view(second).phase, Phase::Active);
    peer.expect_nothing();
}

#[test]
fn half_of_all_registrations_are_renewed_within_a_second_of_the_networks_return() {
    for seconds in [5u64, 60] {
        let mut waits = Vec::new();
        for offset in 0..41 {
            let mut peer = Peer::registered();
            // Each time other dice.
            for _ in 0..offset {
                peer.host.act(|ua, now| ua.register(now)).unwrap();
                peer.grant();
            }
            peer.active_outgoing();
            peer.advance(sec(10));
            let time = sec(seconds) + ms(offset * 97);
            waits.push(cut_for(&mut peer, time, |_| {}).as_millis());
        }
        waits.sort_unstable();
        let median = waits[waits.len() / 2];
        assert!(median <= 1_000, "after {seconds} s: {median} ms, {waits:?}");
        assert!(*waits.last().unwrap() <= 4_100, "{waits:?}");
    }
}

#[test]
fn the_network_that_says_it_is_back_is_used_at_once() {
    let mut peer = Peer::registered();
    peer.active_outgoing();
    peer.cut();
    for _ in 0..20 {
        if peer.host.connects.back().is_some_and(Option::is_some) {
            peer.cut();
        }
        peer.advance(sec(1));
    }
    peer.host.connects.clear();
    peer.cut();
    peer.host.connects.clear();
    peer.host.input(Input::Awake);
    assert!(peer.host.connects.iter().any(Option::is_some));
}

#[test]
fn media_that_fails_while_signalling_works_restarts_ice_and_does_not_reconnect() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    let state = |peer: &mut Peer, state| peer.host.input(Input::MediaState { call, state });
    state(&mut peer, MediaState::Connected);
    peer.host.take_effects();
    peer.host.connects.clear();
    state(&mut peer, MediaState::Disconnected);
    state(&mut peer, MediaState::Failed);
    assert_eq!(peer.host.take_effects()[0], "offer sendrecv restart");
    accept(&mut peer);
    assert!(peer.host.connects.is_empty());
    state(&mut peer, MediaState::Connected);
    peer.advance(sec(60));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn of_all_refusals_within_a_dialog_only_481_ends_the_call_at_once() {
    for status in (300..700).filter(|s| !matches!(s, 401 | 407)) {
        let mut peer = Peer::registered();
        let (call, ..) = peer.active_outgoing();
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let hold = peer.expect("INVITE");
        peer.answer(&hold, status);
        peer.expect("ACK");
        let over = peer.host.view(call).phase == Phase::Ended;
        assert_eq!(over, status == 481, "{status}");
        if !over {
            assert!(!peer.host.view(call).held, "{status}: what was agreed before holds on");
        }
    }
}

#[test]
fn the_ack_of_a_2xx_has_its_own_branch_and_the_number_and_credentials_of_its_invite() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let first = peer.expect("INVITE");
    let challenge = Peer::response(&first, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect("ACK");
    let invite = peer.expect("INVITE");
    let mut ok = Peer::response(&invite, 200);
    ok.headers
        .push(names::RECORD_ROUTE, "<sip:p1.acme.test;lr>, <sip:p2.acme.test;lr>");
    peer.send_response(&ok);
    let ack = peer.expect("ACK");
    assert_eq!(
        ack.headers.cseq().unwrap().number,
        invite.headers.cseq().unwrap().number
    );
    assert_ne!(
        ack.headers.via().unwrap().branch(),
        invite.headers.via().unwrap().branch()
    );
    assert!(ack.headers.has(names::PROXY_AUTHORIZATION));
    assert_eq!(
        ack.headers.get(names::PROXY_AUTHORIZATION),
        invite.headers.get(names::PROXY_AUTHORIZATION)
    );
    assert_eq!(
        ack.headers.items(names::ROUTE),
        ["<sip:p2.acme.test;lr>", "<sip:p1.acme.test;lr>"]
    );
    assert_eq!(ack.uri, ok.headers.contact().unwrap().uri);
}

#[test]
fn the_contact_of_a_2xx_to_our_reinvite_is_where_the_next_request_goes() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    for (status, moved) in [(488, false), (200, true)] {
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let hold = peer.expect("INVITE");
        let mut answer = Peer::response(&hold, status);
        answer
            .headers
            .set(names::CONTACT, "<sip:moved@192.0.2.99;transport=ws>");
        peer.send_response(&answer);
        let ack = peer.expect("ACK");
        assert_eq!(ack.uri.to_text().contains("moved"), moved, "{status}");
    }
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").uri.to_text(), "sip:moved@192.0.2.99;transport=ws");
}

#[test]
fn the_first_request_of_theirs_sets_the_sequence_and_an_equal_number_is_tolerated() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    side.seq = 4_000;
    let options = peer.request(&mut side, Method::Options);
    peer.send_request(&options);
    peer.expect_status(200);
    let equal = peer.numbered(&side, Method::Options, 4_001);
    peer.send_request(&equal);
    peer.expect_status(200);
    let gap = peer.numbered(&side, Method::Options, 9_000);
    peer.send_request(&gap);
    peer.expect_status(200);
    let late = peer.numbered(&side, Method::Options, 4_002);
    peer.send_request(&late);
    peer.expect_status(500);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
