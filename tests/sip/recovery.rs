//! Calls over a reload of the page: an INVITE with Replaces takes the place of what the old page had.

use super::host::{config, description, ms, sec};
use super::party::Party;
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, NameAddr, Request, names};
use voip_sdk::sip::user_agent::{
    CallId, Cause, CommandError, DialogRecord, Direction, EndedBy, MediaDirection, Phase, TransferOptions,
};
use voip_sdk::time::Instant;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn recover(party: &mut Party, n: usize, record: DialogRecord) -> CallId {
    party.hosts[n].act(|ua, now| ua.recover(now, record)).unwrap()
}

#[test]
fn a_call_goes_on_after_its_page_was_loaded_anew() {
    for (reloads, from) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        let mut party = Party::new(2);
        let (outgoing, incoming) = party.talk(from, 1 - from);
        let (mine, theirs) = if reloads == from {
            (outgoing, incoming)
        } else {
            (incoming, outgoing)
        };
        party.run(sec(7));
        let before = party.hosts[reloads].view(mine).clone();
        let mut records = party.hosts[reloads].ua.recovery();
        assert_eq!(records.len(), 1);
        party.reload(reloads);
        let call = recover(&mut party, reloads, records.remove(0));
        assert_eq!(party.hosts[reloads].view(call).remote.user, before.remote.user);
        party.run(sec(1));
        let view = party.hosts[reloads].view(call);
        assert_eq!((view.phase, view.recovered, view.held), (Phase::Active, true, false));
        assert_eq!(view.direction, before.direction);
        assert_eq!(
            (view.started_at, view.answered_at),
            (before.started_at, before.answered_at)
        );
        let other = 1 - reloads;
        let new = party.hosts[other].incoming();
        assert_eq!(party.hosts[other].view(new).replaces, Some(theirs));
        assert_eq!(
            party.hosts[other].view(new).phase,
            Phase::Active,
            "it answered by itself"
        );
        let end = party.hosts[other].view(theirs).end.clone().unwrap();
        assert_eq!((end.cause, end.by), (Cause::Replaced, EndedBy::Local));
        party.run(sec(40));
        assert_eq!(party.hosts[reloads].view(call).phase, Phase::Active);
        party.hosts[other].act(|ua, now| ua.hangup(now, new)).unwrap();
        party.finish();
    }
}

#[test]
fn a_recovered_call_keeps_its_number_where_nothing_else_has_it() {
    for (before, kept, expected) in [(0, 5, 5), (9, 5, 5), (9, 0, 10), (0, 0, 1), (0, u32::MAX, 1), (3, 4, 4)] {
        let mut config = config("1001");
        config.calls_before = before;
        let mut peer = Peer::registered_as(config);
        let record = |id| DialogRecord {
            id: CallId(id),
            ..named(id)
        };
        let call = peer.host.act(|ua, now| ua.recover(now, record(kept))).unwrap();
        assert_eq!(call, CallId(expected));
        let other = DialogRecord { id: call, ..named(77) };
        let other = peer.host.act(|ua, now| ua.recover(now, other)).unwrap();
        assert_eq!(
            other,
            CallId(before.max(expected) + 1),
            "another call does not get it too"
        );
    }
}

#[test]
fn a_held_call_is_still_held() {
    let mut party = Party::new(2);
    let (mine, _) = party.talk(0, 1);
    party.hosts[0].act(|ua, now| ua.hold(now, mine)).unwrap();
    party.run(sec(1));
    let mut records = party.hosts[0].ua.recovery();
    party.reload(0);
    let call = recover(&mut party, 0, records.remove(0));
    party.run(sec(1));
    let new = party.hosts[1].incoming();
    assert!(party.hosts[0].view(call).held && party.hosts[1].view(new).remote_held);
    assert_eq!(party.hosts[0].take_effects(), ["offer sendonly", "apply"]);
    party.hosts[0].act(|ua, now| ua.resume(now, call)).unwrap();
    party.run(sec(1));
    assert!(!party.hosts[0].view(call).held && !party.hosts[1].view(new).remote_held);
    party.hosts[0].act(|ua, now| ua.hangup(now, call)).unwrap();
    party.finish();
}

#[test]
fn a_page_that_is_loaded_twice_recovers_what_the_first_one_was_recovering() {
    let mut party = Party::new(2);
    let (_, theirs) = party.talk(0, 1);
    let mut records = party.hosts[0].ua.recovery();
    party.reload(0);
    party.hosts[0].manual();
    recover(&mut party, 0, records.remove(0));
    let mut records = party.hosts[0].ua.recovery();
    assert_eq!(records.len(), 1, "before its INVITE went out");
    party.reload(0);
    let call = recover(&mut party, 0, records.remove(0));
    party.run(sec(1));
    assert_eq!(party.hosts[0].view(call).phase, Phase::Active);
    assert_eq!(party.hosts[1].view(theirs).end.as_ref().unwrap().cause, Cause::Replaced);
    let again = party.hosts[0].ua.recovery();
    assert!(again.len() == 1 && again[0].call_id == party.hosts[0].view(call).sip_call_id);
    party.hosts[0].act(|ua, now| ua.hangup(now, call)).unwrap();
    party.finish();
}

/// What an old page has kept of a call with the script.
fn kept() -> DialogRecord {
    DialogRecord {
        id: CallId(0),
        call_id: "kept-1".to_owned(),
        local: "\"User\" <sip:1001@acme.test>;tag=ours".to_owned(),
        remote: "\"Far\" <sip:2000@acme.test>;tag=theirs".to_owned(),
        local_seq: 4,
        remote_target: "sip:2000@192.0.2.7:5070;transport=ws".to_owned(),
        route_set: vec!["<sip:edge.acme.test;lr>".to_owned()],
        direction: Direction::Inbound,
        held: false,
        anonymous: false,
        started_at: Instant::from_millis(900_000),
        answered_at: Some(Instant::from_millis(905_000)),
        call_uuid: Some("7e2f".to_owned()),
        asserted: None,
    }
}

/// The same of another call.
fn named(number: u32) -> DialogRecord {
    DialogRecord {
        call_id: format!("kept-{number}"),
        ..kept()
    }
}

fn begun(peer: &mut Peer) -> (CallId, Request) {
    let call = peer.host.act(|ua, now| ua.recover(now, kept())).unwrap();
    (call, peer.expect("INVITE"))
}

/// The BYE in the dialog from before, as its far end takes it.
fn old_bye(peer: &mut Peer) -> Request {
    let bye = peer.expect("BYE");
    assert_eq!(bye.headers.call_id(), "kept-1");
    assert_eq!(bye.headers.from_tag().as_deref(), Some("ours"));
    assert_eq!(bye.headers.to_tag().as_deref(), Some("theirs"));
    assert_eq!(bye.uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
    assert_eq!(bye.headers.items(names::ROUTE), ["<sip:edge.acme.test;lr>"]);
    assert!(
        bye.headers.cseq().unwrap().number > 4 + 50,
        "after what the old page may still have sent"
    );
    bye
}

#[test]
fn the_invite_names_the_dialog_as_the_far_end_knows_it() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    assert_eq!(invite.uri.to_text(), "sip:2000@192.0.2.7:5070;transport=ws");
    assert_eq!(
        invite.headers.text("Replaces").as_deref(),
        Some("kept-1;to-tag=theirs;from-tag=ours")
    );
    assert_eq!(invite.headers.items(names::REQUIRE), ["replaces"]);
    assert_ne!(invite.headers.call_id(), "kept-1");
    assert_eq!(invite.headers.to_tag(), None);
    let view = peer.host.view(call);
    assert!(view.recovered && view.direction == Direction::Inbound);
    assert_eq!(
        (view.remote.user.as_str(), view.call_uuid.as_deref()),
        ("2000", Some("7e2f"))
    );
    assert_eq!(view.remote.display_name.as_deref(), Some("Far"));
}

#[test]
fn a_far_end_that_only_its_connection_leads_to_is_called_by_its_name() {
    let mut peer = Peer::registered();
    let record = DialogRecord {
        remote_target: "sip:k3v@abc123.invalid;transport=ws".to_owned(),
        ..kept()
    };
    peer.host.act(|ua, now| ua.recover(now, record)).unwrap();
    assert_eq!(peer.expect("INVITE").uri.to_text(), "sip:2000@acme.test");
}

#[test]
fn refused_the_old_dialog_is_ended() {
    for status in [400, 404, 420, 480, 481, 486, 488, 500, 503, 603] {
        let mut peer = Peer::registered();
        let (call, invite) = begun(&mut peer);
        peer.answer(&invite, status);
        peer.expect("ACK");
        let bye = old_bye(&mut peer);
        peer.answer(&bye, 481);
        peer.expect_nothing();
        let end = peer.host.view(call).end.clone().unwrap();
        assert_eq!((end.cause, end.status), (Cause::DialogLost, status));
        peer.host.act(|ua, _| ua.forget(call));
        peer.settle();
        assert!(peer.host.ua.is_idle());
    }
}

#[test]
fn not_answered_the_old_dialog_is_ended() {
    let mut peer = Peer::registered();
    let (call, _) = begun(&mut peer);
    peer.advance(sec(33));
    old_bye(&mut peer);
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.status), (Cause::DialogLost, 408));
    peer.host.act(|ua, _| ua.forget(call));
    peer.advance(sec(33));
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_connection_that_breaks_meanwhile_ends_the_old_dialog_with_the_next_one() {
    let mut peer = Peer::registered();
    let (call, _) = begun(&mut peer);
    peer.cut();
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
    peer.advance(ms(10));
    peer.recover();
    let mut methods = Vec::new();
    while !peer.host.sent.is_empty() {
        methods.extend(peer.transcript());
    }
    assert_eq!(methods, ["CANCEL", "BYE"]);
}

#[test]
fn hung_up_meanwhile_both_dialogs_are_given_up() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    peer.answer(&invite, 180);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    let cancel = peer.expect("CANCEL");
    peer.answer(&cancel, 200);
    let bye = old_bye(&mut peer);
    peer.answer(&bye, 200);
    peer.answer(&invite, 487);
    peer.expect("ACK");
    let end = peer.host.view(call).end.clone().unwrap();
    assert_eq!((end.cause, end.by), (Cause::Canceled, EndedBy::Local));
    peer.host.act(|ua, _| ua.forget(call));
    peer.settle();
    assert!(peer.host.ua.is_idle());
}

#[test]
fn a_2xx_that_makes_no_call_ends_its_own_dialog() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    let mut ok = Peer::response(&invite, 200);
    ok.body.clear();
    ok.headers.remove(names::CONTENT_TYPE);
    peer.send_response(&ok);
    let ack = peer.expect("ACK");
    let bye = peer.expect("BYE");
    assert_eq!(ack.headers.call_id(), invite.headers.call_id());
    assert_eq!(bye.headers.call_id(), invite.headers.call_id());
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Ended);
}

#[test]
fn their_bye_in_the_old_dialog_is_confirmed_whenever_it_comes() {
    for first in [true, false] {
        let mut peer = Peer::registered();
        let (call, invite) = begun(&mut peer);
        let side = Side {
            call_id: "kept-1".to_owned(),
            local: NameAddr::parse("<sip:2000@acme.test>;tag=theirs").unwrap(),
            remote: NameAddr::parse("<sip:1001@acme.test>;tag=ours").unwrap(),
            target: peer.contact.as_ref().unwrap().uri.clone(),
            seq: 0,
        };
        let bye = peer.numbered(&side, Method::Bye, 9);
        if first {
            peer.send_request(&bye);
            peer.expect_status(200);
        }
        peer.answer(&invite, 200);
        peer.expect("ACK");
        if !first {
            peer.send_request(&bye);
            peer.expect_status(200);
        }
        assert_eq!(peer.host.view(call).phase, Phase::Active);
        peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
        let bye = peer.expect("BYE");
        assert_eq!(bye.headers.call_id(), invite.headers.call_id());
        peer.answer(&bye, 200);
        peer.expect_nothing();
    }
}

#[test]
fn an_established_recovery_ends_like_any_call() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    peer.answer(&invite, 200);
    peer.expect("ACK");
    let mut side = Side {
        call_id: invite.headers.call_id().into_owned(),
        local: invite.headers.to().unwrap().with_tag("peer"),
        remote: invite.headers.from().unwrap(),
        target: invite.headers.contact().unwrap().uri,
        seq: 0,
    };
    let bye = peer.request(&mut side, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["200 BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Terminated);
}

#[test]
fn a_record_that_is_none_is_refused_and_nothing_is_sent() {
    let broken: [fn(&mut DialogRecord); 14] = [
        |r| r.call_id.clear(),
        |r| r.call_id = "a b".to_owned(),
        |r| r.call_id = "x\r\nVia: y".to_owned(),
        |r| r.call_id = "x;to-tag=1".to_owned(),
        |r| r.call_id = "x".repeat(2000),
        |r| r.local = "<sip:1001@acme.test>".to_owned(),
        |r| r.remote = "<sip:2000@acme.test>".to_owned(),
        |r| r.remote = "nonsense".to_owned(),
        |r| r.remote = "<tel:+49>;tag=theirs".to_owned(),
        |r| r.local_seq = u32::MAX,
        |r| r.remote_target = "nonsense".to_owned(),
        |r| r.remote_target = "tel:+49".to_owned(),
        |r| r.route_set = vec!["nonsense".to_owned()],
        |r| r.route_set = vec!["<sip:edge.acme.test;lr>".to_owned(); 200],
    ];
    let mut peer = Peer::registered();
    for (n, damage) in broken.iter().enumerate() {
        let mut record = kept();
        damage(&mut record);
        let refused = peer.host.act(|ua, now| ua.recover(now, record));
        assert_eq!(refused, Err(CommandError::InvalidArgument), "row {n}");
    }
    peer.expect_nothing();
    assert_eq!(peer.host.ua.calls().count(), 0);
}

#[test]
fn a_call_is_recovered_once_and_only_with_a_connection() {
    let mut peer = Peer::registered();
    begun(&mut peer);
    let twice = peer.host.act(|ua, now| ua.recover(now, kept()));
    assert_eq!(twice, Err(CommandError::InvalidState));
    peer.cut();
    let record = DialogRecord {
        call_id: "kept-2".to_owned(),
        ..kept()
    };
    let offline = peer.host.act(|ua, now| ua.recover(now, record));
    assert_eq!(offline, Err(CommandError::TransportClosed));
}

#[test]
fn only_answered_calls_are_kept() {
    let mut peer = Peer::registered();
    let ringing = peer.call("1002");
    assert!(peer.host.ua.recovery().is_empty());
    peer.host.act(|ua, now| ua.hangup(now, ringing)).unwrap();
    peer.quiet();
    let (call, invite, _) = peer.active_outgoing();
    let records = peer.host.ua.recovery();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].call_id, invite.headers.call_id());
    assert_eq!(records[0].remote_target, "sip:peer@192.0.2.7:5070;transport=ws");
    assert!(
        records[0]
            .local
            .ends_with(&format!(";tag={}", invite.headers.from_tag().unwrap()))
    );
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert!(peer.host.ua.recovery().is_empty());
}

#[test]
fn a_recovered_call_can_be_transferred() {
    let mut party = Party::new(3);
    party.talk(0, 1);
    let mut records = party.hosts[0].ua.recovery();
    party.reload(0);
    let call = recover(&mut party, 0, records.remove(0));
    party.run(sec(1));
    let theirs = party.hosts[1].incoming();
    party.hosts[0]
        .act(|ua, now| ua.transfer(now, call, "1003", TransferOptions::default()))
        .unwrap();
    party.run(sec(1));
    let new = party.hosts[1].act(|ua, now| ua.accept_refer(now, theirs)).unwrap();
    party.run(sec(1));
    let c = party.hosts[2].incoming();
    party.hosts[2].act(|ua, now| ua.answer(now, c)).unwrap();
    party.run(sec(1));
    assert_eq!(
        party.hosts[0].view(call).end.as_ref().unwrap().cause,
        Cause::Transferred
    );
    party.hosts[1].act(|ua, now| ua.hangup(now, new)).unwrap();
    party.finish();
}

#[test]
fn what_else_comes_in_the_old_dialog_meanwhile_does_not_end_it() {
    let mut peer = Peer::registered();
    let (call, invite) = begun(&mut peer);
    let side = Side {
        call_id: "kept-1".to_owned(),
        local: NameAddr::parse("<sip:2000@acme.test>;tag=theirs").unwrap(),
        remote: NameAddr::parse("<sip:1001@acme.test>;tag=ours").unwrap(),
        target: peer.contact.as_ref().unwrap().uri.clone(),
        seq: 0,
    };
    for (number, method, status) in [
        (9, Method::Options, 200),
        (10, Method::Update, 500),
        (11, Method::Invite, 500),
        (12, Method::Info, 500),
        (13, Method::Refer, 500),
        (14, Method::Notify, 481),
    ] {
        let request = peer.numbered(&side, method, number);
        peer.send_request(&request);
        if request.method == Method::Invite {
            peer.expect_status(100);
        }
        let answer = peer.expect_status(status);
        assert_eq!(answer.headers.has(names::RETRY_AFTER), status == 500);
        assert_eq!(answer.headers.to_tag().as_deref(), Some("ours"));
    }
    peer.answer(&invite, 200);
    peer.expect("ACK");
    assert_eq!(peer.host.view(call).phase, Phase::Active);
    let late = peer.numbered(&side, Method::Update, 15);
    peer.send_request(&late);
    peer.expect_status(481);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_held_call_is_still_held_where_the_far_end_offers() {
    let mut peer = Peer::registered();
    let record = DialogRecord { held: true, ..kept() };
    let call = peer.host.act(|ua, now| ua.recover(now, record)).unwrap();
    let first = peer.expect("INVITE");
    peer.answer(&first, 415);
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    peer.host.take_effects();
    let mut ok = Peer::response(&second, 200);
    let offer = description(9, MediaDirection::SendRecv);
    ok.set_body("application/sdp", offer.into_bytes());
    peer.send_response(&ok);
    assert_eq!(peer.host.take_effects(), ["answer sendonly"]);
    assert!(peer.host.view(call).held);
}
