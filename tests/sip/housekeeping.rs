//! What a call must never suffer from its own user agent: an end by housekeeping, or a change that waits for ever.

use super::host::{config, ms, read, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Message, Method, names};
use voip_sdk::sip::user_agent::{
    CallEvent, CallId, Cause, Credentials, Event, Input, MediaState, Phase, RegistrationState,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn media(peer: &mut Peer, call: CallId, state: MediaState) {
    peer.host.input(Input::MediaState { call, state });
}

fn phase(peer: &Peer, call: CallId) -> Phase {
    peer.host.view(call).phase
}

/// Lets time pass; the server answers the keep-alives.
fn pass(peer: &mut Peer, seconds: u64) {
    for _ in 0..seconds {
        peer.advance(sec(1));
        peer.host.receive(b"\r\n");
    }
}

#[test]
fn a_server_that_says_408_at_once_does_not_prove_a_dialog_dead() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.recover();
    let first = peer.expect("INVITE");
    peer.answer(&first, 408);
    peer.expect("ACK");
    assert_eq!(phase(&peer, call), Phase::Active);
    peer.expect_nothing();
    pass(&mut peer, 31);
    peer.expect_nothing();
    pass(&mut peer, 1);
    let second = peer.expect("INVITE");
    peer.answer(&second, 408);
    peer.expect("ACK");
    pass(&mut peer, 32);
    let third = peer.expect("INVITE");
    assert_eq!(phase(&peer, call), Phase::Active, "the far end may be back by now");
    peer.answer(&third, 200);
    peer.expect("ACK");
    pass(&mut peer, 100);
    assert_eq!(phase(&peer, call), Phase::Active);
}

#[test]
fn a_reinvite_that_only_gets_a_100_is_taken_back_and_counts_as_timed_out() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 100);
    pass(&mut peer, 60);
    let cancel = peer.expect("CANCEL");
    peer.answer(&cancel, 200);
    peer.answer(&invite, 487);
    peer.expect("ACK");
    assert_eq!(phase(&peer, call), Phase::Active);
    assert!(!peer.host.view(call).held);
    assert!(peer.host.call_events(call).contains(&CallEvent::OperationFailed {
        operation: "hold",
        status: 408
    }));
}

#[test]
fn three_reinvites_that_only_get_a_100_end_a_call() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.recover();
    for _ in 0..3 {
        assert_eq!(phase(&peer, call), Phase::Active);
        let invite = peer.expect("INVITE");
        peer.answer(&invite, 100);
        pass(&mut peer, 75);
        assert_eq!(peer.expect("CANCEL").headers.via(), invite.headers.via());
    }
    assert_eq!(peer.host.view(call).end.clone().unwrap().cause, Cause::DialogLost);
}

#[test]
fn an_ice_restart_survives_a_glare() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    media(&mut peer, call, MediaState::Connected);
    peer.host.take_effects();
    media(&mut peer, call, MediaState::Failed);
    assert_eq!(peer.host.take_effects()[0], "offer sendrecv restart");
    let first = peer.expect("INVITE");
    peer.answer(&first, 491);
    peer.expect("ACK");
    pass(&mut peer, 5);
    peer.expect("INVITE");
    assert_eq!(peer.host.take_effects(), ["rollback", "offer sendrecv restart"]);
}

#[test]
fn an_ice_restart_that_the_loss_interrupts_is_made_again() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    media(&mut peer, call, MediaState::Connected);
    media(&mut peer, call, MediaState::Failed);
    peer.expect("INVITE");
    peer.cut();
    peer.host.take_effects();
    peer.recover();
    peer.expect("INVITE");
    assert_eq!(peer.host.take_effects(), ["offer sendrecv restart"]);
    peer.expect_nothing();
}

#[test]
fn ice_that_stays_disconnected_is_restarted_after_3_s_and_again_until_it_connects() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    media(&mut peer, call, MediaState::Connected);
    peer.host.take_effects();
    media(&mut peer, call, MediaState::Disconnected);
    pass(&mut peer, 2);
    assert!(peer.host.take_effects().is_empty(), "it may find its path again");
    for waits in [1, 8] {
        pass(&mut peer, waits);
        assert_eq!(peer.host.take_effects()[0], "offer sendrecv restart");
        let invite = peer.expect("INVITE");
        peer.answer(&invite, 200);
        peer.expect("ACK");
        peer.host.take_effects();
    }
    media(&mut peer, call, MediaState::Connected);
    pass(&mut peer, 60);
    assert!(peer.host.take_effects().is_empty());
    assert_eq!(phase(&peer, call), Phase::Active);
}

#[test]
fn an_ice_restart_after_a_recovery_gets_its_30_s() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    media(&mut peer, call, MediaState::Connected);
    peer.cut();
    media(&mut peer, call, MediaState::Failed);
    peer.advance(sec(29));
    while peer.host.connects.back().is_none_or(Option::is_none) {
        peer.advance(ms(100));
    }
    peer.recover();
    let again = peer.expect("INVITE");
    peer.answer(&again, 200);
    peer.expect("ACK");
    pass(&mut peer, 25);
    assert_eq!(phase(&peer, call), Phase::Active, "the restart has only begun");
    pass(&mut peer, 10);
    assert_eq!(peer.host.view(call).end.clone().unwrap().cause, Cause::MediaLost);
}

#[test]
fn a_reinvite_that_is_challenged_after_the_hangup_is_not_sent_again() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let reinvite = peer.expect("INVITE");
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let bye = peer.expect("BYE");
    let challenge = Peer::response(&reinvite, 401).with(
        names::WWW_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    assert_eq!(peer.transcript(), ["ACK"]);
    peer.answer(&bye, 200);
    peer.settle();
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn nobody_is_asked_for_the_credentials_of_a_call_that_was_given_up() {
    let mut peer = Peer::registered_as(voip_sdk::sip::user_agent::Config {
        credentials: Credentials::Ask,
        ..config("1001")
    });
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.answer(&invite, 100);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let cancel = peer.expect("CANCEL");
    peer.answer(&cancel, 200);
    let challenge = Peer::response(&invite, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect("ACK");
    assert!(
        !peer
            .host
            .events
            .iter()
            .any(|e| matches!(e, Event::CredentialsNeeded { .. }))
    );
    peer.host.act(|ua, _| ua.forget(call));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_call_of_a_phone_that_did_not_stay_registered_can_be_held() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    peer.host.act(|ua, now| ua.unregister(now)).unwrap();
    let asked = peer.grant();
    assert_eq!(asked.headers.number(names::EXPIRES), Some(600));
    let removal = peer.expect("REGISTER");
    assert_eq!(removal.headers.number(names::EXPIRES), Some(0));
    peer.answer(&removal, 200);
    let (call, ..) = peer.active_outgoing();
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 200);
    assert!(peer.host.view(call).held);
}

#[test]
fn a_call_survives_a_sleep_of_ten_minutes() {
    for incoming in [false, true] {
        let mut peer = Peer::registered();
        let (call, ..) = if incoming {
            peer.active_incoming()
        } else {
            peer.active_outgoing()
        };
        pass(&mut peer, 10);
        peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
        peer.expect("INVITE");
        peer.host.now = peer.host.now + sec(600);
        peer.host.input(Input::Timeout);
        assert_eq!(phase(&peer, call), Phase::Active);
        peer.cut();
        peer.host.sent.clear();
        peer.host.input(Input::Awake);
        peer.recover();
        let refresh = peer.expect("INVITE");
        peer.answer(&refresh, 200);
        peer.expect("ACK");
        assert_eq!(phase(&peer, call), Phase::Active);
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        peer.expect("BYE");
    }
}

#[test]
fn an_unanswered_2xx_is_said_again_after_a_sleep_before_the_call_is_given_up() {
    let mut peer = Peer::registered();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.host.sent.clear();
    peer.host.now = peer.host.now + sec(600);
    peer.host.input(Input::Timeout);
    assert_eq!(phase(&peer, call), Phase::Active, "the ACK may wait in the socket");
    pass(&mut peer, 64);
    assert_eq!(peer.host.view(call).end.clone().unwrap().cause, Cause::DialogLost);
}

#[test]
fn the_phone_stops_within_its_limit_in_every_phase_of_a_call() {
    for stage in 0..6 {
        let mut peer = Peer::registered();
        match stage {
            0 => {
                peer.host.manual();
                peer.call("1002");
            }
            1 => {
                peer.call("1002");
            }
            2 => {
                peer.call("1002");
                let invite = peer.expect("INVITE");
                peer.answer(&invite, 180);
            }
            3 => {
                let invite = peer.invite();
                peer.send_request(&invite);
            }
            4 => {
                let invite = peer.invite();
                peer.send_request(&invite);
                let call = peer.host.incoming();
                peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
            }
            _ => {
                peer.active_outgoing();
            }
        }
        peer.host.connects.clear();
        peer.host.act(|ua, now| ua.stop(now));
        assert!(peer.host.ua.calls().all(|c| c.phase == Phase::Ended), "stage {stage}");
        peer.advance(sec(2));
        assert_eq!(peer.host.connects.pop_back(), Some(None), "stage {stage}");
        peer.advance(sec(1000));
        assert!(
            peer.host.connects.is_empty() && peer.host.deadline.is_none(),
            "stage {stage}"
        );
        let ids: Vec<_> = peer.host.ua.calls().map(|c| c.id).collect();
        for id in ids {
            peer.host.act(|ua, _| ua.forget(id));
        }
        assert!(peer.host.ua.is_idle(), "stage {stage}");
    }
}

#[test]
fn a_ringing_call_is_refused_while_its_answer_is_being_made() {
    let mut peer = Peer::registered();
    peer.host.manual();
    let invite = peer.invite();
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    peer.host.sent.clear();
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    peer.host.give_description();
    assert_eq!(peer.transcript(), ["603 INVITE"]);
    assert_eq!(peer.host.take_effects(), ["close"]);
}

#[test]
fn a_server_that_never_answers_pings_is_not_judged_by_the_manners_of_another() {
    let mut two = config("1001");
    two.ws_uris.push("wss://other.acme.test/sip".into());
    let mut peer = Peer::registered_as(two);
    peer.active_outgoing();
    pass(&mut peer, 8);
    // The first server stops answering and does not come back; the second one never answers a ping.
    peer.host.pongs = false;
    peer.advance(sec(9));
    peer.host.sent.clear();
    peer.cut();
    peer.advance(sec(1));
    let second = peer.host.connects.back().cloned().flatten();
    assert_eq!(second.as_deref(), Some("wss://other.acme.test/sip"));
    peer.recover();
    peer.host.sent.clear();
    for _ in 0..20 {
        peer.advance(sec(1));
        let sent: Vec<_> = peer.host.sent.drain(..).collect();
        for bytes in sent {
            if let Message::Request(request) = read(&bytes)
                && request.method == Method::Options
            {
                peer.answer(&request, 200);
            }
        }
    }
    assert!(peer.host.connects.is_empty(), "the second server is left alone");
}

#[test]
fn a_registration_that_is_removed_for_all_is_not_made_again_by_an_older_challenge() {
    let mut peer = Peer::started(config("1001"));
    peer.host.open();
    let first = peer.expect("REGISTER");
    peer.host.act(|ua, now| ua.unregister_all(now)).unwrap();
    let challenge = Peer::response(&first, 401).with(
        names::WWW_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    let next = peer.expect("REGISTER");
    assert_eq!(next.headers.text(names::CONTACT).as_deref(), Some("*"));
    assert_eq!(next.method, Method::Register);
    peer.answer(&next, 200);
    peer.expect_nothing();
    assert!(
        peer.host
            .events
            .iter()
            .any(|e| matches!(e, Event::Registration(RegistrationState::Unregistered)))
    );
}

#[test]
fn a_refresh_that_the_server_could_not_deliver_is_made_again() {
    let mut peer = Peer::registered();
    let (call, ..) = peer.active_outgoing();
    peer.cut();
    peer.recover();
    for status in [500, 480, 503] {
        let refresh = peer.expect("INVITE");
        peer.answer(&refresh, status);
        peer.expect("ACK");
        peer.expect_nothing();
        pass(&mut peer, 4);
    }
    let refresh = peer.expect("INVITE");
    peer.answer(&refresh, 200);
    peer.expect("ACK");
    pass(&mut peer, 60);
    peer.expect_nothing();
    assert_eq!(phase(&peer, call), Phase::Active);
}

#[test]
fn a_bye_does_not_wait_for_the_ack_of_a_change() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_incoming();
    for state in [MediaState::Connected, MediaState::Failed] {
        peer.host.input(Input::MediaState { call, state });
    }
    let restart = peer.expect("INVITE");
    peer.answer(&restart, 488);
    peer.expect("ACK");
    let theirs = peer.request(&mut side, Method::Invite);
    peer.send_request(&theirs);
    peer.expect_status(100);
    peer.expect_status(200);
    peer.pass(31);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::MediaLost);
    let sent = peer.transcript();
    assert_eq!(sent.last().map(String::as_str), Some("BYE"), "{sent:?}");
}
