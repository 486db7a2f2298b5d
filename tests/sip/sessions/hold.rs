//! Hold and resume, by us, by the far end and by both.

use super::{accept, body, reinvite};
use crate::host::config;
use crate::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{
    CallEvent, Config, Credentials, Input, MediaDirection, MediaEffect, MediaFailure, MediaOutcome, Phase,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn hold_is_a_reinvite_that_only_sends() {
    let mut peer = Peer::registered();
    let (call, invite, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    assert!(body(&hold).contains("a=sendonly"));
    assert_eq!(hold.headers.call_id(), invite.headers.call_id());
    assert_eq!(hold.headers.to_tag().as_deref(), Some("peer"));
    assert_eq!(
        hold.headers.cseq().unwrap().number,
        invite.headers.cseq().unwrap().number + 1
    );
    assert!(hold.headers.has(names::CONTACT));
    assert!(!peer.host.view(call).held, "not before it is agreed");
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(peer.host.view(call).held);
    assert!(!peer.host.view(call).remote_held);
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    let resume = peer.expect("INVITE");
    assert!(body(&resume).contains("a=sendrecv"));
    accept(&mut peer, &resume, MediaDirection::SendRecv);
    assert!(!peer.host.view(call).held);
    assert_eq!(peer.transcript(), ["ACK"]);
}

#[test]
fn a_refused_hold_is_rolled_back_and_the_call_goes_on() {
    for status in [400, 403, 488, 500, 503, 606] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        let hold = peer.expect("INVITE");
        peer.host.effects.clear();
        peer.answer(&hold, status);
        assert_eq!(peer.transcript(), ["ACK"]);
        assert_eq!(peer.host.take_effects(), ["rollback"]);
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        let failed = CallEvent::OperationFailed {
            operation: "hold",
            status,
        };
        assert!(peer.host.call_events(call).contains(&failed), "{status}");
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        assert_eq!(peer.transcript(), ["INVITE"], "it may be tried again");
    }
}

#[test]
fn changes_wait_for_each_other() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.expect_nothing();
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    peer.expect("ACK");
    let resume = peer.expect("INVITE");
    assert!(body(&resume).contains("a=sendrecv"));
    accept(&mut peer, &resume, MediaDirection::SendRecv);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert!(!peer.host.view(call).held);
}

#[test]
fn holding_what_is_held_sends_nothing() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    peer.expect_nothing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    peer.quiet();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect_nothing();
}

#[test]
fn a_call_that_is_not_answered_cannot_be_held() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    peer.expect("INVITE");
    assert_eq!(
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap_err().code(),
        "invalid_state"
    );
}

#[test]
fn the_far_end_holds_and_resumes() {
    for offer in [MediaDirection::SendOnly, MediaDirection::Inactive] {
        let mut peer = Peer::registered();
        let (call, _, mut side) = peer.active_incoming();
        let hold = reinvite(&mut peer, &mut side, offer);
        peer.send_request(&hold);
        peer.expect_status(100);
        let ok = peer.expect_status(200);
        assert!(ok.headers.has(names::CONTACT) && ok.headers.content_type().as_deref() == Some("application/sdp"));
        assert!(peer.host.view(call).remote_held, "{offer:?}");
        let ack = peer.ack(&mut side, 2);
        peer.send_request(&ack);
        let resume = reinvite(&mut peer, &mut side, MediaDirection::SendRecv);
        peer.send_request(&resume);
        assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
        assert!(!peer.host.view(call).remote_held);
    }
}

#[test]
fn an_old_peer_holds_by_the_null_address() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    let mut hold = peer.request(&mut side, Method::Invite);
    let sdp = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 4000 RTP/SAVPF 0\r\n";
    hold.set_body("application/sdp", sdp.as_bytes().to_vec());
    peer.send_request(&hold);
    assert!(peer.host.view(call).remote_held);
}

#[test]
fn both_hold_and_each_takes_back_its_own() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let ours = peer.expect("INVITE");
    accept(&mut peer, &ours, MediaDirection::RecvOnly);
    peer.expect("ACK");
    let theirs = reinvite(&mut peer, &mut side, MediaDirection::Inactive);
    peer.send_request(&theirs);
    assert_eq!(peer.transcript(), ["100 INVITE", "200 INVITE"]);
    let ack = peer.ack(&mut side, 2);
    peer.send_request(&ack);
    assert!(peer.host.view(call).held && peer.host.view(call).remote_held);
    peer.host.act(|ua, now| ua.resume(now, call)).unwrap();
    let resume = peer.expect("INVITE");
    accept(&mut peer, &resume, MediaDirection::SendOnly);
    assert!(
        !peer.host.view(call).held && peer.host.view(call).remote_held,
        "theirs stays"
    );
}

#[test]
fn a_change_whose_challenge_nobody_answers_does_not_block_the_next_one() {
    let mut peer = Peer::registered_as(Config {
        credentials: Credentials::Ask,
        ..config("1001")
    });
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    let challenge = Peer::response(&hold, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect("ACK");
    peer.pass(40);
    let failed = CallEvent::OperationFailed {
        operation: "hold",
        status: 401,
    };
    assert_eq!(peer.host.call_events(call), [failed]);
    peer.expect_nothing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect("INVITE");
    let given = Credentials::Password(Redacted::new("secret".to_owned()));
    peer.host.act(|ua, now| ua.provide_credentials(now, given));
    peer.expect_nothing();
}

#[test]
fn a_hold_that_only_the_far_end_has_carried_out_is_taken_back() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.manual();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.host.give_description();
    let hold = peer.expect("INVITE");
    accept(&mut peer, &hold, MediaDirection::RecvOnly);
    peer.expect("ACK");
    peer.host.fail_media(MediaFailure::Other);
    assert!(!peer.host.view(call).held);
    let offer = peer.host.effects.pop_back().unwrap();
    assert_eq!(peer.host.take_effects(), ["rollback"]);

    // Once: where that cannot be applied either it is left at that.
    let MediaEffect::CreateOffer { round, .. } = offer else {
        panic!("{offer:?}")
    };
    let sdp = peer.host.describe(MediaDirection::SendRecv);
    let outcome = MediaOutcome::LocalDescription { sdp, gathered: "host" };
    peer.host.input(Input::Media { call, round, outcome });
    let back = peer.expect("INVITE");
    accept(&mut peer, &back, MediaDirection::SendRecv);
    peer.expect("ACK");
    peer.host.fail_media(MediaFailure::Other);
    assert_eq!(peer.host.take_effects(), ["rollback"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
