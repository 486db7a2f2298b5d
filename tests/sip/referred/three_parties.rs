//! Transfers between three user agents.

use crate::host::sec;
use crate::party::Party;
use voip_sdk::sip::message::Method;
use voip_sdk::sip::user_agent::{CallEvent, CallId, Cause, Phase, TransferOptions, TransferState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn states(party: &mut Party, n: usize, of: CallId) -> Vec<TransferState> {
    let events = party.hosts[n].call_events(of).into_iter();
    events
        .filter_map(|e| match e {
            CallEvent::Transfer(state) => Some(state),
            _ => None,
        })
        .collect()
}

#[test]
fn a_blind_transfer_between_three_user_agents() {
    let mut party = Party::new(3);
    let (a, b) = party.talk(0, 1);
    party.hosts[0]
        .act(|ua, now| ua.transfer(now, a, "1003", TransferOptions::default()))
        .unwrap();
    party.run(sec(1));
    assert!(party.hosts[0].view(a).held && party.hosts[1].view(b).remote_held);
    let new = party.hosts[1].act(|ua, now| ua.accept_refer(now, b)).unwrap();
    party.run(sec(1));
    let c = party.hosts[2].incoming();
    assert_eq!(party.hosts[2].view(c).remote.user, "1002");
    party.hosts[2].act(|ua, now| ua.answer(now, c)).unwrap();
    party.run(sec(1));
    let told = states(&mut party, 0, a);
    assert_eq!(told.first(), Some(&TransferState::Requested));
    assert_eq!(told.last(), Some(&TransferState::Succeeded));
    assert!(told.contains(&TransferState::Accepted));
    let cause = |party: &Party, n: usize, call| party.hosts[n].view(call).end.as_ref().map(|e| e.cause);
    assert_eq!(cause(&party, 0, a), Some(Cause::Transferred));
    assert_eq!(cause(&party, 1, b), Some(Cause::Transferred));
    assert_eq!(party.hosts[1].view(new).phase, Phase::Active);
    assert_eq!(party.hosts[2].view(c).phase, Phase::Active);
    assert_eq!(party.count(1, &Method::Bye), 1, "one BYE, from the transferor");
    party.hosts[1].act(|ua, now| ua.hangup(now, new)).unwrap();
    party.finish();
}

#[test]
fn a_blind_transfer_that_is_refused_ends_where_it_began() {
    let mut party = Party::new(3);
    let (a, b) = party.talk(0, 1);
    party.hosts[0]
        .act(|ua, now| ua.transfer(now, a, "1003", TransferOptions::default()))
        .unwrap();
    party.run(sec(1));
    let new = party.hosts[1].act(|ua, now| ua.accept_refer(now, b)).unwrap();
    party.run(sec(1));
    let c = party.hosts[2].incoming();
    party.hosts[2].act(|ua, now| ua.reject(now, c, 486, None)).unwrap();
    party.run(sec(1));
    let failed = TransferState::Failed {
        status: 486,
        reason: "Busy Here".to_owned(),
    };
    assert_eq!(states(&mut party, 0, a).last(), Some(&failed));
    assert_eq!(party.hosts[1].view(new).phase, Phase::Ended);
    let (ours, theirs) = (party.hosts[0].view(a), party.hosts[1].view(b));
    assert_eq!((ours.phase, ours.held), (Phase::Active, false));
    assert_eq!((theirs.phase, theirs.remote_held), (Phase::Active, false));
    party.hosts[0].act(|ua, now| ua.hangup(now, a)).unwrap();
    party.finish();
}

/// A calls B, A calls C (or is called by it), A connects B with C.
fn attended(called_by_target: bool) {
    let mut party = Party::new(3);
    let (a_b, b) = party.talk(0, 1);
    party.hosts[0].act(|ua, now| ua.hold(now, a_b)).unwrap();
    party.run(sec(1));
    let (a_c, c) = if called_by_target {
        let (c, a_c) = party.talk(2, 0);
        (a_c, c)
    } else {
        party.talk(0, 2)
    };
    party.hosts[0].act(|ua, now| ua.transfer_to(now, a_b, a_c)).unwrap();
    party.run(sec(1));
    let view = party.hosts[1].view(b).refer.clone().unwrap();
    assert!(view.replaces);
    let b_c = party.hosts[1].act(|ua, now| ua.accept_refer(now, b)).unwrap();
    party.run(sec(1));
    let new = party.hosts[2].incoming();
    let view = party.hosts[2].view(new);
    assert_eq!(
        (view.phase, view.replaces),
        (Phase::Active, Some(c)),
        "it answers by itself"
    );
    assert_eq!(party.hosts[1].view(b_c).phase, Phase::Active);
    assert_eq!(states(&mut party, 0, a_b).last(), Some(&TransferState::Succeeded));
    for (n, call, cause) in [
        (0, a_b, Cause::Transferred),
        (0, a_c, Cause::Transferred),
        (1, b, Cause::Transferred),
        (2, c, Cause::Replaced),
    ] {
        let end = party.hosts[n].view(call).end.clone();
        assert_eq!(end.map(|e| e.cause), Some(cause), "host {n}");
    }
    party.hosts[1].act(|ua, now| ua.hangup(now, b_c)).unwrap();
    party.finish();
}

#[test]
fn an_attended_transfer_between_three_user_agents() {
    attended(false);
}

#[test]
fn an_attended_transfer_to_one_who_called_us() {
    attended(true);
}

#[test]
fn an_attended_transfer_that_is_refused_leaves_both_calls() {
    let mut party = Party::new(3);
    let (a_b, b) = party.talk(0, 1);
    let (a_c, c) = party.talk(0, 2);
    party.hosts[0].act(|ua, now| ua.transfer_to(now, a_b, a_c)).unwrap();
    party.run(sec(1));
    party.hosts[1].act(|ua, now| ua.reject_refer(now, b, 603)).unwrap();
    party.run(sec(1));
    assert_eq!(party.hosts[0].view(a_b).phase, Phase::Active);
    assert_eq!(party.hosts[0].view(a_c).phase, Phase::Active);
    party.hosts[2].act(|ua, now| ua.hangup(now, c)).unwrap();
    party.run(sec(1));
    let end = party.hosts[0].view(a_c).end.clone().unwrap();
    assert_eq!(end.cause, Cause::Terminated, "it is not being handed over any more");
    party.hosts[0].act(|ua, now| ua.hangup(now, a_b)).unwrap();
    party.finish();
}
