//! Two user agents over a connection that delays, reorders and breaks: whatever happens, both ends agree in the end
//! and nothing is left over.

use super::host::{Seeded, ms, sec};
use super::pair::{Pair, Side};
use voip_sdk::entropy::Entropy;
use voip_sdk::sip::user_agent::{CallId, Event, InviteOptions, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A failing run is repeated by its number. `VOIP_TEST_LONG` in the environment (`cargo xtask test --long`) makes many
/// more of them.
fn runs() -> u64 {
    if std::env::var_os("VOIP_TEST_LONG").is_some() {
        5_000
    } else if cfg!(target_arch = "wasm32") {
        // The protocol is the same there; what is compared is the compiler.
        12
    } else {
        90
    }
}

fn live(pair: &mut Pair, side: Side) -> Vec<CallId> {
    pair.host(side)
        .ua
        .calls()
        .filter(|c| c.phase != Phase::Ended)
        .map(|c| c.id)
        .collect()
}

/// Both sides see the same calls by Call-ID, and each sees them alive.
fn agree(pair: &mut Pair, run: u64) {
    let names = |pair: &mut Pair, side| {
        let mut names: Vec<_> = pair
            .host(side)
            .ua
            .calls()
            .filter(|c| c.phase != Phase::Ended)
            .map(|c| (c.sip_call_id.clone(), c.phase))
            .collect();
        names.sort_by(|a, b| a.0.cmp(&b.0));
        names
    };
    assert_eq!(names(pair, Side::A), names(pair, Side::B), "run {run}: {:#?}", pair.log);
}

fn end_all(pair: &mut Pair, run: u64) {
    for side in [Side::A, Side::B] {
        for id in live(pair, side) {
            pair.host(side).act(|ua, now| ua.hangup(now, id)).unwrap();
        }
    }
    pair.run(sec(120));
    for side in [Side::A, Side::B] {
        let all: Vec<_> = pair.host(side).ua.calls().map(|c| c.id).collect();
        for id in all {
            assert_eq!(pair.host(side).view(id).phase, Phase::Ended, "run {run}");
            pair.host(side).act(|ua, _| ua.forget(id));
        }
        let ended = pair.host(side).ua.is_idle();
        assert!(ended, "run {run}: something is left at {side:?}: {:#?}", pair.log);
    }
}

#[test]
fn hangup_and_answer_race_at_every_distance() {
    for run in 0..runs() {
        let mut pair = Pair::new(run);
        pair.latency = ms(20);
        pair.jitter_ms = (run % 4) as u32 * 20;
        let outgoing = pair
            .a
            .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
            .unwrap();
        pair.run(ms(400));
        let incoming = pair.b.incoming();
        // The hang-up comes between 60 ms before and 60 ms after the answer.
        let gap = run % 121;
        if gap < 60 {
            let _ = pair.a.act(|ua, now| ua.hangup(now, outgoing));
            pair.run(ms(60 - gap));
            let _ = pair.b.act(|ua, now| ua.answer(now, incoming));
        } else {
            let _ = pair.b.act(|ua, now| ua.answer(now, incoming));
            pair.run(ms(gap - 60));
            let _ = pair.a.act(|ua, now| ua.hangup(now, outgoing));
        }
        pair.run(sec(5));
        assert_eq!(pair.a.view(outgoing).phase, Phase::Ended, "run {run}");
        assert_eq!(pair.b.view(incoming).phase, Phase::Ended, "run {run}: {:#?}", pair.log);
        end_all(&mut pair, run);
    }
}

#[test]
fn both_hold_at_once_and_both_get_their_way() {
    for run in 0..runs() / 3 {
        let mut pair = Pair::new(run + 1000);
        pair.jitter_ms = (run % 3) as u32 * 10;
        let (outgoing, incoming) = connect(&mut pair);
        pair.a.act(|ua, now| ua.hold(now, outgoing)).unwrap();
        pair.run(ms(run % 40));
        pair.b.act(|ua, now| ua.hold(now, incoming)).unwrap();
        pair.run(sec(30));
        assert!(
            pair.a.view(outgoing).held && pair.b.view(incoming).held,
            "run {run}: {:#?}",
            pair.log
        );
        assert!(
            pair.a.view(outgoing).remote_held && pair.b.view(incoming).remote_held,
            "run {run}: {:#?}",
            pair.log
        );
        pair.a.act(|ua, now| ua.resume(now, outgoing)).unwrap();
        pair.b.act(|ua, now| ua.resume(now, incoming)).unwrap();
        pair.run(sec(30));
        for view in [pair.a.view(outgoing), pair.b.view(incoming)] {
            assert!(!view.held && !view.remote_held, "run {run}: {:#?}", pair.log);
        }
        end_all(&mut pair, run);
    }
}

#[test]
fn both_call_each_other_at_once() {
    for run in 0..runs() / 3 {
        let mut pair = Pair::new(run + 2000);
        pair.jitter_ms = 30;
        for (side, target) in [(Side::A, "1002"), (Side::B, "1001")] {
            pair.host(side)
                .act(|ua, now| ua.invite(now, target, InviteOptions::default()))
                .unwrap();
            pair.run(ms(run % 50));
        }
        pair.run(sec(2));
        agree(&mut pair, run);
        for side in [Side::A, Side::B] {
            let id = pair.host(side).incoming();
            pair.host(side).act(|ua, now| ua.answer(now, id)).unwrap();
        }
        pair.run(sec(2));
        agree(&mut pair, run);
        assert_eq!(live(&mut pair, Side::A).len(), 2);
        end_all(&mut pair, run);
    }
}

#[test]
fn a_broken_connection_does_not_end_a_call() {
    for run in 0..runs() / 3 {
        let mut pair = Pair::new(run + 3000);
        let (outgoing, incoming) = connect(&mut pair);
        let side = if run % 2 == 0 { Side::A } else { Side::B };
        if run % 3 == 0 {
            pair.host(side)
                .act(|ua, now| ua.hold(now, if side == Side::A { outgoing } else { incoming }))
                .unwrap();
            pair.run(ms(run % 30));
        }
        pair.cut(side);
        pair.run(sec(60));
        assert_eq!(pair.a.view(outgoing).phase, Phase::Active, "run {run}: {:#?}", pair.log);
        assert_eq!(pair.b.view(incoming).phase, Phase::Active, "run {run}: {:#?}", pair.log);
        if run % 3 == 0 {
            let held = if side == Side::A {
                pair.a.view(outgoing).held
            } else {
                pair.b.view(incoming).held
            };
            assert!(
                held,
                "run {run}: what was wanted before is wanted still: {:#?}",
                pair.log
            );
        }
        end_all(&mut pair, run);
    }
}

#[test]
fn whatever_two_people_do_both_phones_agree() {
    for run in 0..runs() {
        let mut pair = Pair::new(run + 4000);
        let mut dice = Seeded(run);
        pair.jitter_ms = (run % 5) as u32 * 15;
        for _ in 0..30 {
            let side = if dice.up_to(1) == 0 { Side::A } else { Side::B };
            let target = if side == Side::A { "1002" } else { "1001" };
            let calls = live(&mut pair, side);
            let pick = calls.get(dice.up_to(3) as usize).copied();
            match (dice.up_to(9), pick) {
                (0..=2, _) => {
                    let _ = pair
                        .host(side)
                        .act(|ua, now| ua.invite(now, target, InviteOptions::default()));
                }
                (3..=4, Some(id)) => {
                    let _ = pair.host(side).act(|ua, now| ua.answer(now, id));
                }
                (5, Some(id)) => pair.host(side).act(|ua, now| ua.hangup(now, id)).unwrap(),
                (6, Some(id)) => {
                    let _ = pair.host(side).act(|ua, now| ua.hold(now, id));
                }
                (7, Some(id)) => {
                    let _ = pair.host(side).act(|ua, now| ua.resume(now, id));
                }
                (8, Some(id)) => {
                    let _ = pair.host(side).act(|ua, now| ua.reject(now, id, 486, None));
                }
                (9, _) if dice.up_to(9) == 0 => pair.cut(side),
                _ => {}
            }
            let pause = u64::from(dice.up_to(400));
            pair.run(ms(pause));
        }
        // A call that was only ringing when the caller's connection broke rings on until nobody answers.
        pair.run(sec(200));
        agree(&mut pair, run);
        end_all(&mut pair, run);
    }
}

fn connect(pair: &mut Pair) -> (CallId, CallId) {
    let outgoing = pair
        .a
        .act(|ua, now| ua.invite(now, "1002", InviteOptions::default()))
        .unwrap();
    pair.run(sec(1));
    let incoming = pair.b.incoming();
    pair.b.act(|ua, now| ua.answer(now, incoming)).unwrap();
    pair.run(sec(1));
    assert_eq!(pair.a.view(outgoing).phase, Phase::Active);
    pair.b.events.retain(|e| !matches!(e, Event::Incoming(_)));
    (outgoing, incoming)
}
