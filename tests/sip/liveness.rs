//! Half-open sockets are found, whatever the server answers; working ones are left alone; sleep is no silence.

use super::host::{Host, ms, sec};
use super::peer::Peer;
use voip_sdk::sip::message::{Message, Method, Request, names, parse};
use voip_sdk::sip::user_agent::{Event, Input, Phase, TransportState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// What a server answers besides calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manners {
    Pings,
    Options,
    Register,
}

const ALL: [Manners; 3] = [Manners::Pings, Manners::Options, Manners::Register];

/// Answers what was sent as a server of that kind does.
fn serve(peer: &mut Peer, manners: Manners) {
    while let Some(bytes) = peer.host.sent.pop_front() {
        let Ok(Message::Request(request)) = parse(&bytes) else {
            continue;
        };
        match request.method {
            Method::Register => ok(peer, &request),
            Method::Options if manners == Manners::Options => peer.answer(&request, 404),
            Method::Invite => peer.answer(&request, 200),
            _ => {}
        }
    }
}

fn ok(peer: &mut Peer, register: &Request) {
    let contact = register.headers.contact().unwrap().to_text();
    let ok = Peer::response(register, 200).with(names::CONTACT, contact);
    peer.send_response(&ok);
}

/// Lets time pass before a server of that kind.
fn pass(peer: &mut Peer, manners: Manners, time: u64) {
    for _ in 0..time / 100 {
        peer.advance(ms(100));
        serve(peer, manners);
    }
}

/// Registered at a server of that kind.
fn registered(manners: Manners) -> Peer {
    let mut peer = Peer::started(super::host::config("1001"));
    peer.host.pongs = manners == Manners::Pings;
    peer.host.open();
    peer.grant();
    peer.quiet();
    peer
}

fn closed(host: &Host) -> bool {
    host.connects.iter().any(Option::is_none)
}

/// How long a connection that has gone dead is held to be alive, in milliseconds.
fn found_after(peer: &mut Peer) -> u64 {
    peer.host.pongs = false;
    peer.host.connects.clear();
    for step in 1..=600 {
        peer.advance(ms(100));
        peer.host.sent.clear();
        if closed(&peer.host) {
            return step * 100;
        }
    }
    panic!("it is never found");
}

#[test]
fn a_half_open_socket_is_found_within_10_s_in_a_call_whatever_the_server_answers() {
    for manners in ALL {
        for quiet in [0, 700, 2_500, 3_900, 21_000] {
            let mut peer = registered(manners);
            pass(&mut peer, manners, 15_000);
            let (call, ..) = peer.active_outgoing();
            pass(&mut peer, manners, quiet);
            let found = found_after(&mut peer);
            assert!(found <= 10_000, "{manners:?} after {quiet}: {found}");
            assert_eq!(peer.host.view(call).phase, Phase::Active);
        }
    }
}

#[test]
fn a_half_open_socket_is_found_within_10_s_right_after_a_recovery_in_a_call() {
    for manners in ALL {
        let mut peer = registered(manners);
        pass(&mut peer, manners, 15_000);
        peer.active_outgoing();
        peer.cut();
        peer.recover();
        serve(&mut peer, manners);
        let found = found_after(&mut peer);
        assert!(found <= 10_000, "{manners:?}: {found}");
    }
}

#[test]
fn a_working_connection_to_a_server_that_ignores_pings_is_left_alone() {
    for manners in ALL {
        let mut peer = registered(manners);
        peer.host.connects.clear();
        pass(&mut peer, manners, 60_000);
        assert!(!closed(&peer.host), "{manners:?}: without a call");
        let (call, ..) = peer.active_outgoing();
        pass(&mut peer, manners, 120_000);
        assert!(!closed(&peer.host), "{manners:?}: in a call");
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn a_server_that_ignores_pings_is_asked_by_options_which_it_answers_itself() {
    let mut peer = registered(Manners::Options);
    peer.advance(sec(5));
    let options = peer.expect("OPTIONS");
    assert_eq!(options.uri.to_text(), "sip:acme.test");
    assert_eq!(options.headers.number(names::MAX_FORWARDS), Some(0));
    let challenge = Peer::response(&options, 401).with(
        names::WWW_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect_nothing();
    assert!(
        !peer
            .host
            .events
            .iter()
            .any(|e| matches!(e, Event::CredentialsNeeded { .. })),
        "any answer will do"
    );
}

#[test]
fn an_idle_phone_at_a_server_that_answers_nothing_else_does_not_register_for_it() {
    let mut peer = registered(Manners::Register);
    let mut registers = 0;
    for _ in 0..120 {
        peer.advance(sec(1));
        registers += peer.transcript().iter().filter(|m| *m == "REGISTER").count();
    }
    assert_eq!(registers, 0);
}

#[test]
fn a_server_replaced_by_one_that_ignores_pings_is_not_thrown_away_again_and_again() {
    let mut peer = registered(Manners::Pings);
    pass(&mut peer, Manners::Pings, 10_000);
    peer.active_outgoing();
    found_after(&mut peer);
    peer.recover();
    pass(&mut peer, Manners::Options, 120_000);
    assert!(!closed(&peer.host), "what was learnt was another server's");
}

#[test]
fn without_a_call_a_ping_is_sent_every_25_s_at_most_and_its_answer_awaited_for_4_s() {
    let mut peer = registered(Manners::Pings);
    let mut sent = Vec::new();
    for second in 1..=100 {
        peer.advance(sec(1));
        if std::mem::take(&mut peer.host.pings) > 0 {
            sent.push(second);
        }
    }
    assert!((4..=5).contains(&sent.len()), "{sent:?}");
    assert!(sent.windows(2).all(|w| (20..=26).contains(&(w[1] - w[0]))), "{sent:?}");
    let found = found_after(&mut peer);
    assert!(found <= 29_100, "{found}");
}

#[test]
fn the_flow_timer_of_the_registrar_shortens_the_interval_at_once() {
    let mut peer = Peer::started(super::host::config("1001"));
    peer.host.open();
    let register = peer.expect("REGISTER");
    let contact = register.headers.contact().unwrap().to_text();
    peer.send_response(
        &Peer::response(&register, 200)
            .with(names::CONTACT, contact)
            .with("Flow-Timer", "10"),
    );
    peer.quiet();
    for _ in 0..6 {
        peer.advance(sec(10));
        assert!(
            (1..=2).contains(&std::mem::take(&mut peer.host.pings)),
            "80 to 100 % of 10 s"
        );
    }
}

#[test]
fn a_sleep_is_not_counted_as_silence_of_the_server() {
    for slept in [5, 60, 3_600] {
        let mut peer = registered(Manners::Pings);
        let (call, ..) = peer.active_outgoing();
        peer.advance(sec(3));
        // The ping is out, its answer arrives while the page is frozen.
        peer.host.pongs = false;
        peer.advance(ms(1_500));
        peer.host.connects.clear();
        peer.host.pings = 0;
        peer.host.now = peer.host.now + sec(slept);
        peer.host.input(Input::Timeout);
        assert!(!closed(&peer.host), "{slept} s: it is asked once more");
        assert_eq!(peer.host.pings, 1, "{slept} s");
        peer.host.receive(b"\r\n");
        peer.host.pongs = true;
        peer.advance(sec(30));
        assert!(!closed(&peer.host), "{slept} s");
        assert_eq!(peer.host.view(call).phase, Phase::Active);
    }
}

#[test]
fn a_socket_that_died_in_a_sleep_is_found_4_s_after_it() {
    let mut peer = registered(Manners::Pings);
    peer.active_outgoing();
    peer.advance(sec(3));
    peer.host.pongs = false;
    peer.advance(ms(1_500));
    peer.host.connects.clear();
    peer.host.now = peer.host.now + sec(600);
    peer.host.input(Input::Awake);
    peer.advance(ms(4_100));
    assert!(closed(&peer.host));
}

#[test]
fn a_throttled_page_still_finds_a_dead_connection() {
    let mut peer = registered(Manners::Pings);
    peer.advance(sec(10));
    peer.host.pongs = false;
    peer.host.connects.clear();
    for minute in 1.. {
        assert!(minute < 5, "its timers come a minute late, each time");
        peer.host.now = peer.host.now + sec(60);
        peer.host.input(Input::Timeout);
        if closed(&peer.host) {
            break;
        }
    }
}

#[test]
fn doubt_is_answered_by_asking_at_once() {
    for doubt in [Input::Awake, Input::Offline] {
        let mut peer = registered(Manners::Pings);
        peer.advance(sec(1));
        peer.host.pings = 0;
        peer.host.pongs = false;
        peer.host.connects.clear();
        peer.host.input(doubt);
        assert_eq!(peer.host.pings, 1);
        peer.advance(ms(4_000));
        assert_eq!(peer.host.connects.front(), Some(&None));
        let lost = |e: &Event| matches!(e, Event::Transport(TransportState::Reconnecting { .. }));
        assert!(peer.host.events.iter().any(lost));
    }
}

#[test]
fn an_answer_to_something_else_does_not_teach_that_pings_are_answered() {
    for manners in [Manners::Options, Manners::Register] {
        let mut peer = registered(manners);
        peer.host.connects.clear();
        // The first ping is out.
        peer.advance(ms(500));
        peer.host.act(|ua, now| ua.register(now)).unwrap();
        serve(&mut peer, manners);
        pass(&mut peer, manners, 60_000);
        assert!(!closed(&peer.host), "{manners:?}");
    }
}

#[test]
fn an_answer_to_a_register_does_not_teach_that_options_are_answered() {
    let mut peer = registered(Manners::Register);
    peer.host.connects.clear();
    // The ping was not answered, OPTIONS is out.
    peer.advance(ms(4_500));
    peer.host.act(|ua, now| ua.register(now)).unwrap();
    pass(&mut peer, Manners::Register, 60_000);
    assert!(!closed(&peer.host));
}
