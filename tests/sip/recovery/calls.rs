//! Which calls are kept, and what a recovered one can do.

use super::{begun, kept};
use crate::host::{config, description, sec};
use crate::party::Party;
use crate::peer::Peer;
use voip_sdk::sip::user_agent::{
    CallId, Cause, CommandError, DialogRecord, EndedBy, MediaDirection, Phase, TransferOptions,
};
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

/// The same of another call.
fn named(number: u32) -> DialogRecord {
    DialogRecord {
        call_id: format!("kept-{number}"),
        ..kept()
    }
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
