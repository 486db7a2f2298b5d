//! The connection is lost, the server dies, the machine sleeps: what survives, and how it is repaired.

use super::host::{Host, config, description, ms, sec};
use super::pair::{Pair, Side};
use super::peer::Peer;
use voip_sdk::sip::message::{Method, names};
use voip_sdk::sip::user_agent::{
    CallEvent, Cause, EndedBy, Event, Input, InviteOptions, MediaDirection, MediaState, Phase, RegistrationState,
    TransportState,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn transports(host: &mut Host) -> Vec<TransportState> {
    host.events
        .drain(..)
        .filter_map(|e| if let Event::Transport(t) = e { Some(t) } else { None })
        .collect()
}

/// Answers a re-INVITE with 200 and takes the ACK.
fn accept_reinvite(peer: &mut Peer) {
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 200);
    peer.expect("ACK");
}

#[test]
fn a_lost_connection_is_tried_again_at_once() {
    let mut peer = Peer::registered();
    peer.cut();
    assert_eq!(peer.host.connects.len(), 1, "without waiting");
    let states = transports(&mut peer.host);
    assert!(
        matches!(states[0], TransportState::Reconnecting { attempt: 1, .. }),
        "{states:?}"
    );
    assert_eq!(states[1], TransportState::Connecting);
}

#[test]
fn further_attempts_wait_longer_and_longer_up_to_30_s() {
    let mut peer = Peer::registered();
    let mut longest = 0;
    peer.cut();
    for _ in 0..9 {
        peer.cut();
        let before = peer.host.now;
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
        longest = longest.max(peer.host.now.since(before).as_millis());
    }
    assert!((2_000..=30_100).contains(&longest), "{longest}");
}

#[test]
fn during_a_call_no_attempt_waits_longer_than_4_s() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    for _ in 0..30 {
        peer.cut();
        let before = peer.host.now;
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
        assert!(peer.host.now.since(before) <= sec(4) + ms(100));
    }
    assert_eq!(peer.host.view(call).phase, Phase::Active, "the call waits");
}

#[test]
fn a_page_that_wakes_tries_at_once() {
    let mut peer = Peer::registered();
    peer.cut();
    for _ in 0..8 {
        peer.cut();
        while peer.host.connects.is_empty() {
            peer.advance(ms(100));
        }
    }
    peer.cut();
    if peer.host.connects.is_empty() {
        peer.host.input(Input::Awake);
    }
    assert_eq!(peer.host.connects.len(), 1);
}

#[test]
fn a_socket_that_never_opens_is_given_up_after_10_s() {
    let mut peer = Peer::started(config("1001"));
    peer.advance(sec(11));
    assert!(peer.host.connects.iter().any(Option::is_none), "closed");
    assert!(
        peer.host.connects.iter().filter(|c| c.is_some()).count() >= 2,
        "and opened anew"
    );
}

#[test]
fn the_next_server_is_tried_when_one_does_not_open() {
    let mut two = config("1001");
    two.ws_uris = vec!["wss://a.acme.test".into(), "wss://b.acme.test".into()];
    let mut peer = Peer::started(two);
    peer.cut();
    peer.advance(sec(1));
    assert_eq!(
        peer.host.connects.pop_back().flatten().as_deref(),
        Some("wss://b.acme.test")
    );
}

#[test]
fn a_server_without_the_subprotocol_is_refused_for_good() {
    let mut host = Host::new(config("1001"), 1);
    host.act(|ua, now| ua.start(now));
    host.connects.clear();
    host.input(Input::TransportOpened { protocol: "" });
    assert_eq!(host.connects.pop_back(), Some(None), "closed");
    assert_eq!(transports(&mut host).pop(), Some(TransportState::SubprotocolRefused));
    host.advance(sec(120));
    assert!(host.connects.is_empty(), "and not tried again");
    assert!(host.sent.is_empty());
}

#[test]
fn a_loss_is_said_and_the_registration_renewed_in_the_same_series() {
    let mut peer = Peer::registered();
    peer.cut();
    assert!(
        peer.host
            .events
            .iter()
            .any(|e| matches!(e, Event::Registration(RegistrationState::Unregistered)))
    );
    peer.host.open();
    let register = peer.grant();
    assert_eq!(register.headers.cseq().unwrap().number, 2, "one Call-ID, CSeq + 1");
    let last = peer.host.events.iter().rev().find_map(|e| match e {
        Event::Registration(state) => Some(state.clone()),
        _ => None,
    });
    assert!(matches!(last, Some(RegistrationState::Registered { .. })));
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
fn a_half_open_socket_is_found_within_10_s_in_a_call() {
    let mut peer = Peer::registered();
    peer.active_outgoing();
    peer.advance(sec(4));
    assert_eq!(peer.host.pings, 1, "a ping every 4 s in a call");
    peer.host.pongs = false;
    peer.host.connects.clear();
    let before = peer.host.now;
    while peer.host.connects.is_empty() {
        peer.advance(ms(100));
    }
    assert!(peer.host.now.since(before) <= sec(10));
    assert_eq!(peer.host.connects.front(), Some(&None), "the dead one is closed");
}

#[test]
fn a_ping_of_the_server_is_answered() {
    let mut peer = Peer::registered();
    peer.host.pings = 0;
    peer.host.receive(b"\r\n\r\n");
    assert_eq!(peer.host.pings, 1);
    peer.expect_nothing();
}

#[test]
fn stop_ends_calls_removes_the_binding_and_closes() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
    let bye = peer.expect("BYE");
    let register = peer.expect("REGISTER");
    assert_eq!(register.headers.number(names::EXPIRES), Some(0));
    peer.answer(&bye, 200);
    peer.answer(&register, 200);
    peer.advance(sec(2));
    assert_eq!(peer.host.connects.pop_back(), Some(None));
    assert_eq!(transports(&mut peer.host).pop(), Some(TransportState::Disconnected));
    assert_eq!(peer.host.deadline, None, "nothing is left to wake up for");
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn stop_does_not_wait_longer_than_2_s_for_a_silent_server() {
    let mut peer = Peer::registered();
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.stop(now));
    peer.expect("REGISTER");
    peer.advance(ms(1_999));
    assert!(peer.host.connects.is_empty());
    peer.advance(ms(1));
    assert_eq!(peer.host.connects.pop_back(), Some(None));
}

#[test]
fn stop_cancels_what_rings_and_start_begins_anew() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.stop(now));
    assert_eq!(peer.transcript(), ["CANCEL", "REGISTER"]);
    peer.advance(sec(2));
    peer.host.connects.clear();
    peer.host.act(|ua, now| ua.start(now));
    peer.recover();
    peer.call("1002");
    peer.expect("INVITE");
}

#[test]
fn commands_before_start_and_without_a_connection_say_so() {
    let mut host = Host::new(config("1001"), 1);
    let refused = host
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap_err();
    assert_eq!(refused.code(), "not_started");
    host.act(|ua, now| ua.start(now));
    let refused = host
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap_err();
    assert_eq!(refused.code(), "transport_closed");
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
    peer.host.media = super::host::Media::Manual;
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
fn every_binding_is_removed_by_a_star() {
    let mut peer = Peer::registered();
    peer.host.act(|ua, now| ua.unregister_all(now)).unwrap();
    let removal = peer.expect("REGISTER");
    assert!(removal.headers.is_star(names::CONTACT));
    assert_eq!(removal.headers.number(names::EXPIRES), Some(0));
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
