//! The interval that both sides agree on, and who refreshes.

use super::{MIN_SE, SESSION_EXPIRES, active, granted, incoming, interval, phone, seconds_until_sent, timers};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::Phase;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

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
