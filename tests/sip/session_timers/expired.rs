//! Refreshes that do not come or that nobody answers, and what a timer that has run out ends.

use super::{active, connected, interval, phone, renewed, seconds_until_sent, timers};
use crate::host::sec;
use voip_sdk::sip::user_agent::{Cause, Input, MediaState, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

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
