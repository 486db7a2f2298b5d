//! What becomes of calls when the connection or their media are lost.

use crate::host::{description, ms, sec};
use crate::pair::{Pair, Side};
use crate::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{CallEvent, Cause, EndedBy, Input, InviteOptions, MediaDirection, MediaState, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Answers a re-INVITE with 200 and takes the ACK.
fn accept_reinvite(peer: &mut Peer) {
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
}

#[test]
fn a_call_survives_and_is_refreshed_by_one_reinvite_after_the_registration() {
    let mut peer = Peer::registered();
    let (call, invite, _) = peer.active_outgoing();
    peer.cut();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.host.open();
    peer.host.take_effects();
    peer.advance(ms(100));
    assert_eq!(peer.host.take_effects(), [""; 0], "not before the registration");
    peer.grant();
    assert_eq!(peer.host.take_effects()[0], "offer sendrecv");
    let again = peer.expect("INVITE");
    assert_eq!(again.headers.call_id(), invite.headers.call_id());
    assert!(again.headers.cseq().unwrap().number > invite.headers.cseq().unwrap().number);
    assert!(again.headers.has(names::CONTACT));
    peer.answer(&again, 200);
    peer.expect("ACK");
    peer.expect_nothing();
    peer.advance(sec(3));
    assert!(!peer.transcript().contains(&"INVITE".to_owned()), "one is enough");
}

#[test]
fn the_refresh_keeps_a_hold() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    accept_reinvite(&mut peer);
    assert!(peer.host.view(call).held);
    peer.cut();
    peer.host.take_effects();
    peer.recover();
    assert_eq!(peer.host.take_effects()[0], "offer sendonly");
}

#[test]
fn ice_is_restarted_only_where_the_path_is_lost() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Connected,
    });
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Disconnected,
    });
    peer.cut();
    peer.host.take_effects();
    peer.recover();
    assert_eq!(peer.host.take_effects()[0], "offer sendrecv restart");
}

#[test]
fn a_hold_that_the_loss_interrupts_is_done_after_the_recovery() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    peer.expect("INVITE");
    peer.host.take_effects();
    peer.cut();
    assert_eq!(peer.host.take_effects(), ["rollback"]);
    assert!(!peer.host.view(call).held);
    peer.recover();
    assert_eq!(peer.host.take_effects()[0], "offer sendonly");
    accept_reinvite(&mut peer);
    assert!(peer.host.view(call).held);
    peer.expect_nothing();
    let failed = |e: &CallEvent| matches!(e, CallEvent::OperationFailed { .. });
    assert!(!peer.host.call_events(call).iter().any(failed));
}

#[test]
fn a_server_that_has_forgotten_the_call_ends_it() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.recover();
    let again = peer.expect("INVITE");
    peer.answer(&again, 481);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!(
        (end.cause, end.status, end.by),
        (Cause::DialogLost, 481, EndedBy::System)
    );
}

#[test]
fn three_refreshes_without_an_answer_end_a_call_and_two_do_not() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.recover();
    for round in 1..=3 {
        peer.expect("INVITE");
        assert_eq!(peer.host.view(call).phase, Phase::Active, "round {round}");
        peer.host.pings = 0;
        peer.advance(sec(32));
    }
    assert_eq!(peer.host.view(call).end.clone().unwrap().cause, Cause::DialogLost);
}

#[test]
fn a_hangup_while_the_connection_is_away_sends_its_bye_later() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    peer.expect_nothing();
    peer.recover();
    let bye = peer.expect("BYE");
    peer.answer(&bye, 200);
    peer.expect_nothing();
}

#[test]
fn a_bye_that_waits_for_the_connection_keeps_the_pace_of_a_call() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    for _ in 0..30 {
        peer.cut();
        let before = peer.host.now;
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
        assert!(peer.host.now.since(before) <= sec(2) + ms(100));
    }
    peer.recover();
    peer.expect("BYE");
}

#[test]
fn a_bye_that_was_lost_with_the_connection_is_sent_again() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let first = peer.expect("BYE");
    peer.cut();
    peer.recover();
    let again = peer.expect("BYE");
    assert_eq!(again.headers.cseq(), first.headers.cseq());
    assert_ne!(
        again.headers.via().unwrap().branch(),
        first.headers.via().unwrap().branch()
    );
}

#[test]
fn a_caller_who_loses_the_connection_while_it_rings_takes_the_call_back() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.cut();
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::TransportLost, EndedBy::System));
    peer.recover();
    let cancel = peer.expect("CANCEL");
    assert_eq!(cancel.headers.via(), invite.headers.via(), "the branch of the INVITE");
    assert_eq!(cancel.headers.to_tag(), None);
}

#[test]
fn media_that_fails_gets_an_ice_restart_and_ends_the_call_only_after_30_s_more() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Connected,
    });
    peer.host.take_effects();
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Failed,
    });
    assert_eq!(peer.host.take_effects()[0], "offer sendrecv restart");
    accept_reinvite(&mut peer);
    peer.advance(sec(29));
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.advance(sec(2));
    assert_eq!(peer.host.view(call).end.clone().unwrap().cause, Cause::MediaLost);
    assert!(peer.transcript().contains(&"BYE".to_owned()));
}

#[test]
fn late_candidates_are_sent_in_a_reinvite_unless_media_flows() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::LateCandidates,
    });
    accept_reinvite(&mut peer);
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Connected,
    });
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::LateCandidates,
    });
    peer.expect_nothing();
}

#[test]
fn a_reinvite_of_theirs_that_the_loss_cut_off_leaves_the_call_alone() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    peer.host.media = crate::host::Media::Manual;
    let again = peer.request(&mut side, Method::Invite);
    peer.send_request(&again);
    peer.host.effects.clear();
    peer.cut();
    assert_eq!(peer.host.take_effects(), ["rollback"]);
    peer.transcript();
    peer.recover();
    assert_eq!(peer.host.effects.len(), 1, "a refresh of our own");
    peer.host.give_description();
    peer.transcript();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn both_ends_of_a_pair_get_over_a_cut_and_either_can_still_hang_up() {
    for seed in 1..6 {
        for cut in [Side::A, Side::B] {
            for hangup in [Side::A, Side::B] {
                let mut pair = Pair::new(seed);
                let a = pair
                    .a
                    .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
                    .unwrap();
                pair.run(ms(200));
                let b = pair.b.incoming();
                pair.b.act(|ua, now| ua.answer(now, b)).unwrap();
                pair.run(ms(500));
                pair.cut(cut);
                pair.run(sec(5));
                assert_eq!(pair.a.view(a).phase, Phase::Active, "seed {seed}");
                assert_eq!(pair.b.view(b).phase, Phase::Active, "seed {seed}");
                let id = if hangup == Side::A { a } else { b };
                pair.host(hangup).act(|ua, now| ua.hangup(now, id)).unwrap();
                pair.run(ms(200));
                assert_eq!(pair.a.view(a).phase, Phase::Ended, "seed {seed}");
                assert_eq!(pair.b.view(b).phase, Phase::Ended, "seed {seed}");
                pair.a.act(|ua, _| ua.forget(a));
                pair.b.act(|ua, _| ua.forget(b));
                pair.run(sec(40));
                assert!(pair.a.ua.is_idle() && pair.b.ua.is_idle(), "seed {seed}");
            }
        }
    }
}

#[test]
fn the_far_end_narrowing_our_offer_too_little_is_survived() {
    // Some peers answer `sendrecv` to a hold.
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let invite = peer.expect("INVITE");
    let mut ok = Peer::response(&invite, 200);
    ok.set_body("application/sdp", description(9, MediaDirection::SendRecv).into_bytes());
    peer.send_response(&ok);
    peer.expect("ACK");
    let view = peer.host.view(call);
    assert!(view.held && !view.remote_held && view.phase == Phase::Active);
}

#[test]
fn progress_and_retry_after_are_shown() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 181);
    let view = peer.host.view(call);
    assert_eq!(view.progress.as_ref().map(|(status, _)| *status), Some(181));
    peer.send_response(&Peer::response(&invite, 486).with(names::RETRY_AFTER, "30 (lunch)"));
    assert_eq!(peer.host.view(call).end.clone().unwrap().retry_after_sec, Some(30));
}
