//! Requests within a dialog: their target, their order, and digits by INFO.

use super::reinvite;
use crate::host::sec;
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, MediaDirection, MediaFailure, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_target_refresh_moves_later_requests() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    theirs
        .headers
        .set(names::CONTACT, "<sip:moved@192.0.2.99;transport=ws>");
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    assert_eq!(hold.uri.to_text(), "sip:moved@192.0.2.99;transport=ws");
    let mut ok = Peer::response(&hold, 200);
    ok.headers.set(names::CONTACT, "<sip:again@192.0.2.100>");
    peer.send_response(&ok);
    assert_eq!(
        peer.expect("ACK").uri.to_text(),
        "sip:again@192.0.2.100",
        "a 2xx refreshes too"
    );
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").uri.to_text(), "sip:again@192.0.2.100");
}

#[test]
fn a_refused_reinvite_of_theirs_moves_nothing() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.manual();
    let mut theirs = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
    theirs.headers.set(names::CONTACT, "<sip:moved@192.0.2.99>");
    peer.send_request(&theirs);
    peer.host.fail_media(MediaFailure::BadDescription);
    peer.quiet();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.expect("BYE").uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
}

#[test]
fn a_lower_cseq_is_refused_and_a_gap_is_fine() {
    let mut peer = Peer::registered();
    let (_, _, mut side) = peer.active_incoming();
    side.seq = 100;
    let options = peer.request(&mut side, Method::Options);
    peer.send_request(&options);
    let late = peer.numbered(&side, Method::Options, 50);
    peer.send_request(&late);
    let equal = peer.numbered(&side, Method::Options, 101);
    peer.send_request(&equal);
    assert_eq!(peer.transcript(), ["200 OPTIONS", "500 OPTIONS", "200 OPTIONS"]);
}

#[test]
fn a_reinvite_before_the_ack_of_the_first_is_served() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.expect_status(100);
    peer.expect_status(180);
    let ok = peer.expect_status(200);
    let mut side = Side::of_answered(&invite, &ok);
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::SendOnly);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let late = peer.ack(&mut side, 1);
    peer.send_request(&late);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    for _ in 0..40 {
        peer.advance(sec(1));
        if std::mem::take(&mut peer.host.pings) > 0 {
            peer.host.receive(b"\r\n");
        }
    }
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn digits_by_info_arrive_in_both_forms() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for (kind, body) in [
        ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n"),
        ("application/dtmf", "#"),
    ] {
        let mut info = peer.request(&mut side, Method::Info);
        info.set_body(kind, body.as_bytes().to_vec());
        peer.send_request(&info);
    }
    assert_eq!(peer.transcript(), ["200 INFO"; 2]);
    assert_eq!(
        peer.host.call_events(call),
        [CallEvent::Dtmf('5'), CallEvent::Dtmf('#')]
    );
}
