//! Refreshes of ours and of theirs.

use super::{
    MIN_SE, SESSION_EXPIRES, active, connected, granted, incoming, interval, phone, renewed, seconds_until_sent, timers,
};
use crate::host::{description, ms, sec};
use crate::pair::{Pair, Side as End};
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Message, Method, Request, names};
use voip_sdk::sip::user_agent::{Cause, Input, InviteOptions, MediaDirection, MediaOutcome, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

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
            match crate::host::read(&bytes) {
                Message::Response(r) if r.status > 100 => break r,
                _ => {}
            }
        };
        assert_eq!((refusal.status, refusal.headers.number(MIN_SE)), (422, Some(90)));
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
