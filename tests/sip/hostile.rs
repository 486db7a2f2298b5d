//! Two user agents and a network that loses, repeats, reorders, stalls and breaks, under arbitrary commands. Whatever
//! happened: once the network is well again and time has passed, both sides agree whether a call is up, and when all is
//! hung up nothing is left. The same steps are fed by a fuzz target (`fuzz/targets/pair.rs`) and by the tests below.

use super::host::{Host, Media, Seeded, config, ms, sec};
use super::pair::{Pair, Side};
use std::collections::BTreeSet;
use std::time::Duration;
use voip_sdk::entropy::Entropy;
use voip_sdk::sip::transaction::TIMEOUT;
use voip_sdk::sip::user_agent::{
    CallId, Config, Input, InviteOptions, MediaEffect, MediaFailure, MediaOutcome, MediaState, Phase, Reliability,
    SessionTimers, TransferOptions,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Where a world's decisions come from.
pub trait Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u32) -> u32;
    /// Nothing more is to be decided.
    fn is_over(&self) -> bool {
        false
    }
}

impl Dice for Seeded {
    fn roll(&mut self, sides: u32) -> u32 {
        self.up_to(sides - 1)
    }
}

/// One octet a decision; zeros when they are used up.
pub struct Octets<'a>(pub &'a [u8]);

impl Dice for Octets<'_> {
    fn roll(&mut self, sides: u32) -> u32 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        u32::from(*first) % sides
    }

    fn is_over(&self) -> bool {
        self.0.is_empty()
    }
}

const SIDES: [Side; 2] = [Side::A, Side::B];

/// What a run came to, so that a test can see that it proved something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proved {
    /// Calls that were up at both ends when the network was well again.
    pub up: usize,
    /// Calls that only one end thought to be up at that moment.
    pub torn: usize,
}

/// The most that the protocol may take to end all calls of two phones over a network that is well: three timers of
/// 64*T1, one after the other. An INVITE that nothing answers waits that long (Timer B, RFC 3261 §17.1.1.2) for the
/// provisional response after which its CANCEL may go; the CANCEL waits that long for a final response (§9.1), which may
/// be a 2xx that crossed it; the BYE for that waits that long for its own (Timer F, §17.1.2.2). Nothing else takes more:
/// a 2xx without its ACK and the BYE after it (§15) take two of them, and a connection is not lost on that network. In
/// `timers.rs` a test takes all of the time.
const GOODBYE: Duration = TIMEOUT.saturating_mul(3);
/// How often it is looked whether all is over, and how much longer than that: a REGISTER, which has nothing to do with
/// calls, may be out at the moment of a look, one of each side within minutes.
const LOOK: Duration = Duration::from_secs(1);
const LOOKS_MORE: Duration = LOOK.saturating_mul(3);

pub struct World {
    pub pair: Pair,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let settings = |user: &str, n: u64| Config {
            session_timers: n.is_multiple_of(3).then_some(SessionTimers {
                expires_sec: 90,
                min_se_sec: 90,
            }),
            reliable_provisional: [Reliability::Supported, Reliability::Off, Reliability::Required]
                [(n / 3 % 3) as usize],
            ..config(user)
        };
        let mut pair = Pair::of(settings("1001", seed), settings("1002", seed / 9), seed);
        pair.pongs = true;
        Self { pair }
    }

    /// Lives through everything that the dice decide, then sees what is left.
    pub fn live(mut self, dice: &mut dyn Dice, most: usize) -> Proved {
        for _ in 0..most {
            if dice.is_over() {
                break;
            }
            self.step(dice);
            for side in SIDES {
                let host = self.pair.host(side);
                host.events.clear();
                if host.media == Media::Prompt {
                    host.effects.clear();
                }
            }
            self.pair.log.clear();
        }
        self.end()
    }

    fn step(&mut self, dice: &mut dyn Dice) {
        let side = SIDES[dice.roll(2) as usize];
        match dice.roll(40) {
            0 => self.invite(side, dice),
            1 => self.talk(side, dice),
            2..=4 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.answer(now, call));
            }),
            5 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.hangup(now, call));
            }),
            6 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.hold(now, call));
            }),
            7 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.resume(now, call));
            }),
            8 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.reject(now, call, 486, None));
            }),
            9..=14 => self.pair.run(ms([1, 5, 20, 100, 500, 2_100][dice.roll(6) as usize])),
            15 => self.pair.run(sec([5, 10, 33, 65, 185][dice.roll(5) as usize])),
            16 | 17 => self.pair.cut(side),
            18 => self.pair.reachable[side as usize] = dice.roll(3) > 0,
            19 => self.pair.stalled[side as usize] = dice.roll(3) == 0,
            20 => self.pair.sleep(side),
            21 => self.pair.wake(side),
            22 => {
                self.pair.lost_percent = [0, 0, 5, 30][dice.roll(4) as usize];
                self.pair.twice_percent = [0, 0, 5, 30][dice.roll(4) as usize];
                self.pair.jitter_ms = [0, 10, 200, 3_000][dice.roll(4) as usize];
            }
            23 => self.media_state(side, dice),
            24 => self.pair.host(side).manual(),
            25 => self.settle_media(side),
            26..=28 => self.one_effect(side, dice.roll(4) == 0),
            29 => self.notice(side, Input::Offline),
            30 => self.notice(side, Input::Awake),
            31 => self.command(side, dice, |host, call| host.act(|ua, _| ua.forget(call))),
            32 => self.command(side, dice, |host, call| refer(host, call, "1003")),
            33 => self.command(side, dice, |host, call| {
                let other = host.ua.calls().map(|c| c.id).find(|id| *id != call).unwrap_or(call);
                let _ = host.act(|ua, now| ua.transfer_to(now, call, other));
            }),
            34 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.send_digits(now, call, "12#"));
            }),
            35 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.progress(now, call));
            }),
            36 if !self.is_asleep(side) => {
                let _ = self.pair.host(side).act(|ua, now| ua.options(now, None));
            }
            37 => self.command(side, dice, |host, call| {
                let _ = host.act(|ua, now| ua.accept_refer(now, call));
            }),
            // Their phone is to call ours once more.
            38 if side == Side::A => self.command(side, dice, |host, call| refer(host, call, "1001")),
            38 => self.command(side, dice, |host, call| refer(host, call, "1002")),
            _ => self.pair.run(ms(50)),
        }
    }

    /// A page that sleeps does nothing.
    fn is_asleep(&mut self, side: Side) -> bool {
        let now = self.pair.now();
        self.pair.host(side).now < now
    }

    fn notice(&mut self, side: Side, input: Input<'_>) {
        if !self.is_asleep(side) {
            self.pair.host(side).input(input);
        }
    }

    fn invite(&mut self, side: Side, dice: &mut dyn Dice) {
        let anonymous = dice.roll(8) == 0;
        if self.is_asleep(side) {
            return;
        }
        let target = if side == Side::A { "1002" } else { "1001" };
        let options = InviteOptions {
            anonymous,
            ..InviteOptions::default()
        };
        let _ = self.pair.host(side).act(|ua, now| ua.invite(now, target, options));
    }

    /// On a network that is well for the moment a call is put through.
    fn talk(&mut self, side: Side, dice: &mut dyn Dice) {
        self.calm();
        self.pair.run(sec(5));
        self.invite(side, dice);
        self.pair.run(ms(100));
        let callee = self.pair.host(side.other());
        let ringing: Vec<CallId> = callee
            .ua
            .calls()
            .filter(|v| v.phase == Phase::Ringing)
            .map(|v| v.id)
            .collect();
        for call in ringing {
            let _ = callee.act(|ua, now| ua.answer(now, call));
        }
        self.pair.run(ms([0, 10, 25, 100][dice.roll(4) as usize]));
    }

    fn command(&mut self, side: Side, dice: &mut dyn Dice, f: fn(&mut Host, CallId)) {
        let calls: Vec<CallId> = self.pair.host(side).ua.calls().map(|c| c.id).collect();
        let at = dice.roll(4) as usize % calls.len().max(1);
        if let Some(call) = calls.get(at)
            && !self.is_asleep(side)
        {
            f(self.pair.host(side), *call);
        }
    }

    fn media_state(&mut self, side: Side, dice: &mut dyn Dice) {
        let states = [
            MediaState::Connected,
            MediaState::Disconnected,
            MediaState::Failed,
            MediaState::LateCandidates,
        ];
        let state = states[dice.roll(4) as usize];
        let calls: Vec<CallId> = self.pair.host(side).ua.calls().map(|c| c.id).collect();
        if let Some(&call) = calls.get(dice.roll(2) as usize) {
            self.notice(side, Input::MediaState { call, state });
        }
    }

    /// The browser is done with the oldest thing that was asked of it, or fails at it.
    fn one_effect(&mut self, side: Side, fails: bool) {
        if self.is_asleep(side) {
            return;
        }
        let host = self.pair.host(side);
        if host.media == Media::Prompt {
            return;
        }
        let Some(effect) = host.effects.pop_front() else { return };
        let (call, round, direction) = match effect {
            MediaEffect::CreateOffer {
                call, round, direction, ..
            }
            | MediaEffect::CreateAnswer {
                call, round, direction, ..
            } => (call, round, Some(direction)),
            MediaEffect::ApplyAnswer { call, round, .. } | MediaEffect::Rollback { call, round } => (call, round, None),
            MediaEffect::Close { .. } => return,
        };
        let outcome = match direction {
            _ if fails => MediaOutcome::Failed {
                failure: MediaFailure::Other,
                detail: String::new(),
            },
            Some(direction) => MediaOutcome::LocalDescription {
                sdp: host.describe(direction),
                gathered: "host",
            },
            None => MediaOutcome::Applied,
        };
        host.input(Input::Media { call, round, outcome });
    }

    /// From now on the browser does everything at once, and what waits too.
    fn settle_media(&mut self, side: Side) {
        while !self.is_asleep(side) && self.pair.host(side).media == Media::Manual {
            if self.pair.host(side).effects.is_empty() {
                self.pair.host(side).media = Media::Prompt;
            } else {
                self.one_effect(side, false);
            }
        }
    }

    fn up(&mut self, side: Side) -> BTreeSet<String> {
        let views = self.pair.host(side).ua.calls();
        views
            .filter(|v| v.phase == Phase::Active)
            .map(|v| v.sip_call_id.clone())
            .collect()
    }

    fn end(mut self) -> Proved {
        self.heal();
        let (a, b) = (self.up(Side::A), self.up(Side::B));
        let proved = Proved {
            up: a.intersection(&b).count(),
            torn: a.symmetric_difference(&b).count(),
        };
        // A peer connection whose other end is closed loses its consent to send, and the page sees that (RFC 7675).
        for _ in 0..8 {
            self.look_at_media();
            self.pair.run(sec(35));
        }
        assert!(
            self.pair.log.len() < 1_000,
            "they do not come to rest: {:?}",
            &self.pair.log[..40]
        );
        let (a, b) = (self.up(Side::A), self.up(Side::B));
        assert_eq!(a, b, "both sides agree which calls are up");
        self.hang_up();
        proved
    }

    fn heal(&mut self) {
        self.calm();
        self.pair.run(sec(40));
    }

    fn calm(&mut self) {
        let pair = &mut self.pair;
        (pair.lost_percent, pair.twice_percent, pair.jitter_ms) = (0, 0, 0);
        (pair.reachable, pair.stalled) = ([true; 2], [false; 2]);
        for side in SIDES {
            self.pair.wake(side);
            self.settle_media(side);
            self.pair.host(side).input(Input::Awake);
        }
    }

    fn look_at_media(&mut self) {
        let up = SIDES.map(|side| self.up(side));
        for side in SIDES {
            let others = &up[side.other() as usize];
            let states: Vec<(CallId, MediaState)> = self
                .pair
                .host(side)
                .ua
                .calls()
                .filter(|v| v.phase == Phase::Active)
                .map(|v| {
                    let reaches = others.contains(&v.sip_call_id);
                    (
                        v.id,
                        if reaches {
                            MediaState::Connected
                        } else {
                            MediaState::Failed
                        },
                    )
                })
                .collect();
            for (call, state) in states {
                self.pair.host(side).input(Input::MediaState { call, state });
            }
        }
    }

    fn hang_up(&mut self) {
        for side in SIDES {
            let calls: Vec<CallId> = self.pair.host(side).ua.calls().map(|c| c.id).collect();
            for call in calls {
                let _ = self.pair.host(side).act(|ua, now| ua.hangup(now, call));
                self.pair.host(side).act(|ua, _| ua.forget(call));
            }
        }
        self.come_to_rest();
        for side in SIDES {
            self.pair.host(side).act(|ua, now| ua.stop(now));
        }
        self.pair.run(sec(5));
        for side in SIDES {
            let host = self.pair.host(side);
            assert!(host.ua.is_idle());
            assert_eq!(host.deadline, None, "nothing is due any more");
        }
    }

    /// Goes on until there is a moment in which neither side has anything left.
    fn come_to_rest(&mut self) {
        let begun = self.pair.now();
        while let Some(side) = SIDES.into_iter().find(|side| !self.pair.host(*side).ua.is_idle()) {
            let waited = self.pair.now().since(begun);
            let calls: Vec<_> = self.pair.host(side).ua.calls().collect();
            assert!(
                waited < GOODBYE + LOOKS_MORE,
                "{side:?} is not idle after {waited:?}: {calls:?}"
            );
            self.pair.run(LOOK);
        }
    }
}

fn refer(host: &mut Host, call: CallId, target: &str) {
    let _ = host.act(|ua, now| ua.transfer(now, call, target, TransferOptions::default()));
}

/// What the fuzz target does with its input: the first octet is the seed, each further one a decision.
pub fn live_as_told(data: &[u8]) {
    let (seed, rest) = data.split_first().unwrap_or((&0, &[]));
    World::new(u64::from(*seed)).live(&mut Octets(rest), 400);
}

#[test]
fn a_hostile_network_leaves_both_sides_agreeing_and_nothing_behind() {
    // `VOIP_TEST_LONG` asks for the long form.
    let seeds = if std::env::var_os("VOIP_TEST_LONG").is_some() {
        3_000
    } else {
        40
    };
    let mut sum = Proved::default();
    for seed in 1..=seeds {
        let proved = World::new(seed).live(&mut Seeded(seed), 120);
        sum.up += proved.up;
        sum.torn += proved.torn;
    }
    assert!(sum.up >= 10, "that would prove little: {sum:?}");
}

#[cfg(not(any(target_arch = "wasm32", fuzzing)))]
proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn any_commands_over_any_network_end_in_agreement(seed in 0u64..50, octets in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        World::new(seed).live(&mut Octets(&octets), 200);
    }
}

/// What fuzzing begins with, and what it has found.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_seed_of_the_fuzz_target_ends_in_agreement() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/pair");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        eprintln!("{}", path.display());
        live_as_told(&std::fs::read(&path).unwrap());
    }
}
