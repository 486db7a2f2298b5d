//! Session timers (RFC 4028).

use super::host::{config, description, ms, sec};
use super::pair::{Pair, Side as End};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Message, Method, Request, Response, names};
use voip_sdk::sip::user_agent::{
    CallId, Cause, Config, Input, InviteOptions, MediaDirection, MediaOutcome, MediaState, Phase, SessionTimers,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SESSION_EXPIRES: &str = "Session-Expires";
const MIN_SE: &str = "Min-SE";

/// A phone whose registration does not come between.
fn phone(timers: Option<SessionTimers>) -> Config {
    Config {
        session_timers: timers,
        register_expires_sec: 100_000,
        ..config("1001")
    }
}

fn timers(expires_sec: u32, min_se_sec: u32) -> Option<SessionTimers> {
    Some(SessionTimers {
        expires_sec,
        min_se_sec,
    })
}

fn interval(request: &Request) -> Option<String> {
    request.headers.text(SESSION_EXPIRES).map(|t| t.into_owned())
}

fn granted(response: &Response) -> Option<String> {
    response.headers.text(SESSION_EXPIRES).map(|t| t.into_owned())
}

/// An outgoing call whose 200 says that.
fn active(config: Config, session_expires: &str, allow: &str) -> (Peer, CallId, Request) {
    let mut peer = Peer::registered_as(config);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut ok = Peer::response(&invite, 200).with(names::ALLOW, allow);
    if !session_expires.is_empty() {
        ok.headers.push(SESSION_EXPIRES, session_expires);
    }
    peer.send_response(&ok);
    peer.expect("ACK");
    (peer, call, invite)
}

fn renewed(peer: &mut Peer, request: &Request) {
    let mut ok = Peer::response(request, 200).with(SESSION_EXPIRES, interval(request).unwrap());
    if request.method == Method::Update {
        ok.headers
            .push(names::CONTACT, "<sip:peer@192.0.2.7:5070;transport=ws>");
    }
    peer.send_response(&ok);
}

fn connected(peer: &mut Peer, call: CallId) {
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Connected,
    });
}

/// Seconds until something is sent.
fn seconds_until_sent(peer: &mut Peer, limit: u64) -> Option<u64> {
    (1..=limit).find(|_| {
        peer.pass(1);
        !peer.host.sent.is_empty()
    })
}

/// An incoming call with those header fields, and its 200 where it was answered.
fn incoming(config: Config, headers: &[(&str, &str)]) -> (Peer, Request, Response) {
    let mut peer = Peer::registered_as(config);
    let mut invite = peer.invite();
    for (name, value) in headers {
        invite.headers.push(name, value);
    }
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    peer.expect_status(180);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    let mut side = Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    (peer, invite, ok)
}

#[test]
fn an_invite_asks_for_a_timer_that_we_look_after() {
    let mut peer = Peer::registered_as(phone(timers(1800, 90)));
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert!(invite.headers.has_item(names::SUPPORTED, "timer"));
    assert_eq!(interval(&invite).as_deref(), Some("1800;refresher=uac"));
    assert!(!invite.headers.has(MIN_SE), "90 need not be said");
    let mut peer = Peer::registered_as(phone(timers(60, 120)));
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert_eq!(interval(&invite).as_deref(), Some("120;refresher=uac"));
    assert_eq!(invite.headers.number(MIN_SE), Some(120));
    let mut peer = Peer::registered_as(phone(None));
    peer.call("1002");
    let invite = peer.expect("INVITE");
    assert!(!invite.headers.has_item(names::SUPPORTED, "timer"));
    assert_eq!(interval(&invite), None);
}

#[test]
fn a_422_is_obeyed_in_the_same_call() {
    let mut peer = Peer::registered_as(phone(timers(100, 90)));
    let call = peer.call("1002");
    let first = peer.expect("INVITE");
    peer.answer_by(&first, 183, "early");
    peer.send_response(&Peer::response(&first, 422).with(MIN_SE, "300"));
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.from_tag(), first.headers.from_tag());
    assert_eq!(second.headers.cseq().unwrap().number, 2);
    assert_eq!(interval(&second).as_deref(), Some("300;refresher=uac"));
    assert_eq!(second.headers.number(MIN_SE), Some(300));
    assert_eq!(second.headers.lines(SESSION_EXPIRES).count(), 1);
    assert_eq!(second.body, first.body);
    peer.send_response(&Peer::response(&second, 422).with(MIN_SE, "301"));
    peer.expect("ACK");
    let third = peer.expect("INVITE");
    assert_eq!(third.headers.number(MIN_SE), Some(301));
    peer.answer(&third, 200);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_422_that_asks_for_nothing_new_or_for_ever_more_ends_the_call() {
    for min_se in ["90", "60", "", "4000000000"] {
        let mut peer = Peer::registered_as(phone(timers(100, 90)));
        let call = peer.call("1002");
        let invite = peer.expect("INVITE");
        peer.send_response(&Peer::response(&invite, 422).with(MIN_SE, min_se));
        assert_eq!(peer.transcript(), ["ACK"], "{min_se}");
        assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 422);
    }
    let mut peer = Peer::registered_as(phone(timers(100, 90)));
    let call = peer.call("1002");
    for tries in 1..20 {
        let invite = peer.expect("INVITE");
        let more = (100 + tries * 10).to_string();
        peer.send_response(&Peer::response(&invite, 422).with(MIN_SE, more));
        peer.expect("ACK");
        if peer.host.sent.is_empty() {
            assert_eq!(tries, 4);
            break;
        }
    }
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn an_interval_that_is_too_short_is_answered_422() {
    let mut peer = Peer::registered_as(phone(timers(1800, 120)));
    let invite = peer
        .invite()
        .with(names::SUPPORTED, "timer")
        .with(SESSION_EXPIRES, "100");
    peer.send_request(&invite);
    peer.expect_status(100);
    assert_eq!(peer.expect_status(422).headers.number(MIN_SE), Some(120));
    assert!(peer.host.ua.calls().next().is_none(), "it does not ring");
}

#[test]
fn a_caller_who_cannot_be_told_gets_no_timer_instead_of_a_422() {
    let (_, _, ok) = incoming(phone(timers(1800, 90)), &[("x", "30")]);
    assert_eq!(granted(&ok), None);
}

#[test]
fn who_refreshes_is_decided_by_the_table_of_the_rfc() {
    let cases = [
        (false, "", "uas", false),
        (true, "", "uas", true),
        (true, ";refresher=uac", "uac", true),
        (true, ";refresher=uas", "uas", true),
    ];
    for (supported, asked, refresher, required) in cases {
        let value = format!("600{asked}");
        let mut headers = vec![("Session-Expires", value.as_str())];
        if supported {
            headers.push(("Supported", "timer"));
        }
        let (_, _, ok) = incoming(phone(timers(1800, 90)), &headers);
        assert_eq!(granted(&ok), Some(format!("600;refresher={refresher}")));
        assert_eq!(ok.headers.has_item(names::REQUIRE, "timer"), required, "{asked}");
    }
}

#[test]
fn an_interval_is_lowered_and_never_raised() {
    let supported = ("Supported", "timer");
    let answer = |own, headers: &[(&str, &str)]| granted(&incoming(phone(own), headers).2);
    let long = ("Session-Expires", "7200;refresher=uac");
    assert_eq!(
        answer(timers(1800, 90), &[supported, long]).as_deref(),
        Some("1800;refresher=uac")
    );
    assert_eq!(
        answer(timers(1800, 90), &[supported, long, ("Min-SE", "3600")]).as_deref(),
        Some("3600;refresher=uac"),
        "not below what somebody on the way asks for"
    );
    let short = ("Session-Expires", "200;refresher=uac");
    assert_eq!(
        answer(timers(1800, 90), &[supported, short]).as_deref(),
        Some("200;refresher=uac")
    );
    assert_eq!(
        answer(timers(1800, 90), &[supported]).as_deref(),
        Some("1800;refresher=uas"),
        "none was asked for, but the caller can do it"
    );
    assert_eq!(answer(timers(1800, 90), &[]), None, "the caller cannot");
    assert_eq!(answer(None, &[supported, long]), None, "we do not want one");
    assert_eq!(
        answer(None, &[("Require", "timer"), long]).as_deref(),
        Some("7200;refresher=uac"),
        "what is required is obeyed"
    );
}

#[test]
fn a_2xx_without_an_interval_is_a_session_without_a_timer() {
    let (mut peer, call, _) = active(phone(timers(100, 90)), "", "INVITE, UPDATE");
    assert_eq!(seconds_until_sent(&mut peer, 4000), None);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn the_session_is_refreshed_at_half_the_interval_by_an_update_without_an_offer() {
    let (mut peer, call, _) = active(phone(timers(600, 90)), "600;refresher=uac", "INVITE, ACK, UPDATE");
    for _ in 0..3 {
        assert_eq!(seconds_until_sent(&mut peer, 601), Some(300));
        let update = peer.expect("UPDATE");
        assert!(update.body.is_empty());
        assert!(update.headers.has(names::CONTACT));
        assert_eq!(interval(&update).as_deref(), Some("600;refresher=uac"));
        renewed(&mut peer, &update);
        peer.expect_nothing();
    }
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_far_end_without_update_gets_a_reinvite_with_the_same_description() {
    let (mut peer, call, invite) = active(phone(timers(600, 90)), "600;refresher=uac", "INVITE, ACK, BYE");
    let said = String::from_utf8(invite.body.clone()).unwrap();
    peer.host.manual();
    peer.pass(300);
    peer.expect_nothing();
    let effect = peer.host.effects.pop_front().expect("an offer is made");
    let voip_sdk::sip::user_agent::MediaEffect::CreateOffer { round, .. } = effect else {
        panic!("{effect:?}")
    };
    // What a browser says to the same question once more: the same, with another version.
    let again = said.replacen(" 1 IN IP4", " 9 IN IP4", 1);
    assert_ne!(again, said);
    peer.host.input(Input::Media {
        call,
        round,
        outcome: MediaOutcome::LocalDescription {
            sdp: again,
            gathered: "host",
        },
    });
    let refresh = peer.expect("INVITE");
    assert_eq!(refresh.body, invite.body, "octet for octet");
    assert_eq!(interval(&refresh).as_deref(), Some("600;refresher=uac"));
    renewed(&mut peer, &refresh);
    peer.expect("ACK");
}

#[test]
fn a_description_that_changes_has_the_next_version() {
    let (mut peer, call, invite) = active(phone(None), "", "INVITE");
    let version = |r: &Request| {
        let text = String::from_utf8(r.body.clone()).unwrap();
        let origin = text.lines().find(|l| l.starts_with("o=")).unwrap().to_owned();
        origin.split(' ').nth(2).unwrap().parse::<u64>().unwrap()
    };
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    assert_eq!(version(&hold), version(&invite) + 1);
}

#[test]
fn a_refresh_waits_for_a_change_that_is_running() {
    let (mut peer, call, _) = active(phone(timers(600, 90)), "600;refresher=uac", "INVITE");
    peer.pass(295);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.send_response(&hold.response(100));
    peer.pass(10);
    peer.expect_nothing();
    let mut ok = Peer::response(&hold, 200).with(SESSION_EXPIRES, "600;refresher=uac");
    ok.set_body("application/sdp", description(7, MediaDirection::RecvOnly).into_bytes());
    peer.send_response(&ok);
    peer.expect("ACK");
    // The one that waited goes out all the same.
    let refresh = peer.expect("INVITE");
    renewed(&mut peer, &refresh);
    peer.expect("ACK");
    assert!(peer.host.view(call).held);
}

#[test]
fn a_session_that_the_far_end_does_not_refresh_ends_before_its_interval_does() {
    for (expires, end) in [(1800, 1768), (90, 60)] {
        let header = format!("{expires};refresher=uas");
        let (mut peer, call, _) = active(phone(timers(expires, 90)), &header, "INVITE, UPDATE");
        assert_eq!(seconds_until_sent(&mut peer, 2000), Some(end));
        peer.expect("BYE");
        assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
    }
}

#[test]
fn a_call_whose_media_flows_is_asked_after_and_not_ended_when_its_refresh_is_missing() {
    let (mut peer, call, _) = active(phone(timers(600, 90)), "600;refresher=uas", "INVITE, UPDATE");
    connected(&mut peer, call);
    assert_eq!(seconds_until_sent(&mut peer, 700), Some(568));
    let update = peer.expect("UPDATE");
    assert_eq!(
        interval(&update).as_deref(),
        Some("600;refresher=uas"),
        "the roles stay"
    );
    renewed(&mut peer, &update);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    assert_eq!(seconds_until_sent(&mut peer, 700), Some(568), "and the timer runs anew");
}

#[test]
fn three_refreshes_that_nobody_answers_end_the_call_and_two_do_not() {
    let (mut peer, call, _) = active(phone(timers(600, 90)), "600;refresher=uac", "INVITE, UPDATE");
    connected(&mut peer, call);
    peer.pass(300);
    peer.expect("UPDATE");
    peer.pass(33);
    peer.expect("UPDATE");
    peer.pass(33);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    peer.expect("UPDATE");
    peer.pass(33);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
}

#[test]
fn a_refresh_that_is_refused_is_sent_again_and_ends_nothing() {
    for status in [400, 403, 491, 500, 503] {
        let (mut peer, call, _) = active(phone(timers(1800, 90)), "1800;refresher=uac", "INVITE, UPDATE");
        connected(&mut peer, call);
        peer.pass(900);
        for _ in 0..4 {
            let update = peer.expect("UPDATE");
            peer.answer(&update, status);
            peer.expect_nothing();
            peer.pass(11);
        }
        let update = peer.expect("UPDATE");
        renewed(&mut peer, &update);
        assert_eq!(peer.host.view(call).phase, Phase::Active, "{status}");
        assert_eq!(seconds_until_sent(&mut peer, 1000), Some(900));
    }
}

#[test]
fn a_481_to_an_update_is_believed_only_when_a_reinvite_says_it_too() {
    for status in [405, 481, 501] {
        let (mut peer, call, _) = active(phone(timers(600, 90)), "600;refresher=uac", "INVITE, UPDATE");
        peer.pass(300);
        let update = peer.expect("UPDATE");
        peer.answer(&update, status);
        let reinvite = peer.expect("INVITE");
        assert_eq!(reinvite.headers.to_tag().as_deref(), Some("peer"));
        renewed(&mut peer, &reinvite);
        peer.expect("ACK");
        assert_eq!(peer.host.view(call).phase, Phase::Active, "{status}");
        peer.pass(300);
        let next = peer.expect("INVITE");
        peer.answer(&next, 481);
        assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
    }
}

#[test]
fn a_422_to_a_refresh_is_obeyed() {
    let (mut peer, call, _) = active(phone(timers(600, 90)), "600;refresher=uac", "INVITE, UPDATE");
    peer.pass(300);
    let update = peer.expect("UPDATE");
    peer.send_response(&Peer::response(&update, 422).with(MIN_SE, "900"));
    let again = peer.expect("UPDATE");
    assert_eq!(interval(&again).as_deref(), Some("900;refresher=uac"));
    assert_eq!(again.headers.number(MIN_SE), Some(900));
    renewed(&mut peer, &again);
    peer.host.act(|ua, now| ua.hold(now, call)).unwrap();
    let hold = peer.expect("INVITE");
    peer.send_response(&Peer::response(&hold, 422).with(MIN_SE, "1000"));
    peer.expect("ACK");
    let hold = peer.expect("INVITE");
    assert_eq!(interval(&hold).as_deref(), Some("1000;refresher=uac"));
    peer.answer(&hold, 200);
    assert!(peer.host.view(call).held);
}

#[test]
fn a_refresh_of_theirs_starts_the_interval_anew() {
    let headers = [("Supported", "timer"), ("Session-Expires", "600;refresher=uac")];
    let (mut peer, invite, ok) = incoming(phone(timers(1800, 90)), &headers);
    let mut side = Side::of_answered(&invite, &ok);
    peer.pass(500);
    peer.expect_nothing();
    let refresh = peer
        .request(&mut side, Method::Update)
        .with(names::SUPPORTED, "timer")
        .with(SESSION_EXPIRES, "600;refresher=uac")
        .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>");
    peer.send_request(&refresh);
    let ok = peer.expect_status(200);
    assert_eq!(granted(&ok).as_deref(), Some("600;refresher=uac"));
    assert!(ok.headers.has_item(names::REQUIRE, "timer"));
    let again = peer.request(&mut side, Method::Invite).with(names::SUPPORTED, "timer");
    peer.send_request(&again);
    peer.expect_status(100);
    let ok = peer.expect_status(200);
    assert_eq!(
        granted(&ok).as_deref(),
        Some("600;refresher=uac"),
        "a change without an interval keeps the one that is agreed"
    );
    let ack = peer.ack(&mut side, 3);
    peer.send_request(&ack);
    assert_eq!(seconds_until_sent(&mut peer, 700), Some(568));
    peer.expect("BYE");
}

#[test]
fn a_refresh_that_is_too_short_is_answered_422_and_changes_nothing() {
    let headers = [("Supported", "timer"), ("Session-Expires", "600;refresher=uac")];
    let (mut peer, invite, ok) = incoming(phone(timers(1800, 90)), &headers);
    let mut side = Side::of_answered(&invite, &ok);
    for method in [Method::Update, Method::Invite] {
        let refresh = peer
            .request(&mut side, method)
            .with(names::SUPPORTED, "timer")
            .with(SESSION_EXPIRES, "60;refresher=uac");
        peer.send_request(&refresh);
        let refusal = loop {
            let bytes = peer.host.sent.pop_front().expect("a refusal");
            match super::host::read(&bytes) {
                Message::Response(r) if r.status > 100 => break r,
                _ => {}
            }
        };
        assert_eq!((refusal.status, refusal.headers.number(MIN_SE)), (422, Some(90)));
    }
}

#[test]
fn an_expired_timer_does_not_end_a_call_while_the_connection_is_away() {
    for refresher in ["uac", "uas"] {
        let (mut peer, call, _) = active(
            phone(timers(90, 90)),
            &format!("90;refresher={refresher}"),
            "INVITE, UPDATE",
        );
        connected(&mut peer, call);
        peer.pass(30);
        peer.cut();
        peer.advance(sec(300));
        while !peer.host.connects.back().is_some_and(Option::is_some) {
            peer.advance(sec(1));
        }
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        peer.recover();
        let repair = peer.expect("INVITE");
        assert_eq!(repair.headers.to_tag().as_deref(), Some("peer"));
        assert_eq!(interval(&repair), Some(format!("90;refresher={refresher}")));
        peer.expect_nothing();
        renewed(&mut peer, &repair);
        peer.expect("ACK");
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        let next = if refresher == "uac" { 45 } else { 60 };
        assert_eq!(seconds_until_sent(&mut peer, 90), Some(next), "the timer runs again");
    }
}

#[test]
fn two_phones_keep_their_call_for_an_hour() {
    let mut pair = Pair::new(3);
    let call = pair
        .a
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap();
    pair.run(sec(1));
    let incoming = pair.b.incoming();
    pair.b.act(|ua, now| ua.answer(now, incoming)).unwrap();
    pair.run(ms(500));
    pair.log.clear();
    for _ in 0..1830 {
        pair.run(sec(2));
        for side in [End::A, End::B] {
            let host = pair.host(side);
            if std::mem::take(&mut host.pings) > 0 {
                host.receive(b"\r\n");
            }
        }
    }
    let updates = pair.log.iter().filter(|line| line.ends_with("B UPDATE")).count();
    assert_eq!(updates, 4, "every 900 s by the caller: {:?}", pair.log);
    assert_eq!(pair.a.view(call).phase, Phase::Active);
    assert_eq!(pair.b.view(incoming).phase, Phase::Active);
}

#[test]
fn an_expired_timer_does_not_end_a_call_that_is_being_repaired() {
    let (mut peer, call, _) = active(phone(timers(90, 90)), "90;refresher=uas", "INVITE");
    connected(&mut peer, call);
    peer.pass(55);
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Disconnected,
    });
    peer.cut();
    peer.recover();
    let repair = peer.expect("INVITE");
    peer.pass(10);
    assert_eq!(peer.host.view(call).phase, Phase::Active, "its outcome is awaited");
    renewed(&mut peer, &repair);
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
