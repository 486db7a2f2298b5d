//! Finding who is wanted: a number is looked up, its phones ring in turns, the first answer has the call.
//!
//! ```text
//!           ┌────────────── forward · 3xx ───────────────┐
//!           ▼                                            │
//!   Dial ──look up──▶ turn of phones ──▶ rings ──┬── all refused · time over ──▶ next turn, or fails
//!           │             (group: more turns)    │
//!           └─ service · outside number ─────────┴── answers
//! ```
//!
//! What comes of it is for the one who wanted it: the callee's end of a new call, a transfer, a park. Each turn
//! has a number; a timer or a phone of an earlier one no longer counts.

use std::collections::VecDeque;
use std::time::Duration;

use rsipstack::sip::Header;
use voip_sdk::model::calls::CallDirection;

use super::ends::At;
use super::target::{Target, look_up};
use super::{Activity, Call, CallEvent, Cause, LegId, Party, Phase, group};
use crate::pbx::control::ControlError;
use crate::pbx::leg::{Leg, State};
use crate::pbx::media::Source;
use crate::pbx::media::tones::Program;
use crate::pbx::ports::Forward;

/// How long the stand-in for the telephone network rings.
const OUTSIDE_RINGS_FOR: Duration = Duration::from_secs(2);

/// How often an answer that waits for a PRACK looks for it.
const PRACK_WITHIN: Duration = Duration::from_millis(100);

/// What happens next in a hunt.
pub(crate) enum Step {
    /// This number is looked up.
    Dial(String),
    /// The phones of the next turn ring.
    Ring,
    /// The turn has rung long enough.
    RungEnough,
    /// The outside number answers.
    OutsideAnswers,
    /// Early media has been heard for long enough.
    EarlyEnds,
    /// The other call of who dialled `*70` is parked in that slot, or is not.
    OtherParked(Result<u32, ControlError>),
}

/// How a refusal counts and whether the call may go elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number: forwarding is followed, and a 6xx is the end.
    Number,
    /// The members of a group: what one of them refuses, another may take.
    Group,
    /// One extension and nobody else in its place.
    Extension,
}

pub(super) struct Hunt {
    pub kind: Kind,
    /// Whom the phones see.
    pub from: Party,
    pub turn: u32,
    /// Whose phones ring in this turn.
    pub ringing: Vec<Party>,
    later: VecDeque<Vec<Party>>,
    /// How long each turn rings.
    each: Duration,
    /// Where it goes when this extension is not reached.
    pub forward: Option<Forward>,
    /// The best refusal so far (RFC 3261 §16.7 step 6).
    pub refusal: Option<(u16, Vec<Header>)>,
    /// How often it was forwarded.
    pub hops: u8,
}

impl Call {
    /// Finds whoever is behind a number.
    pub(super) fn hunt(&mut self, number: &str, from: Party) {
        let turn = self.begin_hunt(Kind::Number, from, VecDeque::new());
        self.soon(CallEvent::Hunt(turn, Step::Dial(number.to_owned())));
    }

    /// Rings one extension, without following its forwarding.
    pub(super) fn hunt_extension(&mut self, extension: Party, from: Party) {
        let turn = self.begin_hunt(Kind::Extension, from, VecDeque::from([vec![extension]]));
        self.soon(CallEvent::Hunt(turn, Step::Ring));
    }

    fn begin_hunt(&mut self, kind: Kind, from: Party, later: VecDeque<Vec<Party>>) -> u32 {
        self.end_turn(&Cause::Cancelled.reason());
        let turn = self.take_turn();
        self.hunt = Some(Hunt {
            kind,
            from,
            turn,
            ringing: vec![],
            later,
            each: self.ring_timeout,
            forward: None,
            refusal: None,
            hops: 0,
        });
        turn
    }

    pub(super) async fn step(&mut self, turn: u32, step: Step) {
        if self.phase == Phase::Over || self.hunt.as_ref().is_none_or(|hunt| hunt.turn != turn) {
            return;
        }
        match step {
            Step::Dial(number) => self.dial(&number).await,
            Step::Ring => self.ring_next_turn().await,
            Step::RungEnough => match self.hunt.as_ref().is_some_and(|hunt| hunt.later.is_empty()) {
                true => self.hunt_fails(Cause::NoAnswer).await,
                false => self.ring_next_turn().await,
            },
            Step::EarlyEnds if self.answer_waits() => {
                self.after(PRACK_WITHIN, move || CallEvent::Hunt(turn, Step::EarlyEnds));
            }
            Step::OutsideAnswers | Step::EarlyEnds => {
                let sound = match step {
                    Step::EarlyEnds => Program::HoldMusic,
                    _ => Program::Speech,
                };
                let number = self.hunt.as_ref().and_then(|hunt| hunt.ringing.first());
                if let Some(party) = number.cloned() {
                    self.hunt_succeeds(At::Sound(Source::Tone(sound)), party).await;
                }
            }
            Step::OtherParked(parked) => self.other_parked(parked).await,
        }
    }

    async fn dial(&mut self, number: &str) {
        let (party, target) = look_up(&self.core, &self.tenant.id, number);
        if self.is_blocked(number, &target) {
            return self.hunt_fails(Cause::Blocked).await;
        }
        let Some(turn) = self.hunt.as_ref().map(|hunt| hunt.turn) else {
            return;
        };
        match target {
            Target::Extension => self.dial_extension(party).await,
            Target::Group(group) => {
                let turns = group::turns(&group).into_iter();
                let turns = turns.map(|turn| self.members(&turn)).collect();
                self.ring_turns(Kind::Group, turns, group.ring_timeout).await;
            }
            Target::Outside | Target::Early => {
                let step = match target {
                    Target::Early => Step::EarlyEnds,
                    _ => Step::OutsideAnswers,
                };
                if let Some(hunt) = &mut self.hunt {
                    hunt.ringing = vec![party];
                }
                match step {
                    Step::EarlyEnds if self.phase == Phase::Ringing => self.early_media().await,
                    _ => self.tell_caller_ringing(),
                }
                self.target_rings();
                self.after(OUTSIDE_RINGS_FOR, move || CallEvent::Hunt(turn, step));
            }
            Target::Service(source) => self.hunt_succeeds(At::Sound(source), party).await,
            Target::Park => self.park_another(turn).await,
            Target::NotImplemented => self.hunt_fails(Cause::NotImplemented).await,
            Target::Retrieve | Target::Unknown => self.hunt_fails(Cause::Unknown).await,
        }
    }

    /// Whether the tenant's block list is against it: against what is dialled, or, for a call within the tenant
    /// that is not answered yet, against the extension that calls.
    pub(super) fn is_blocked(&self, number: &str, target: &Target) -> bool {
        let blocked = |number: &str, direction| self.core.directory.is_blocked(&self.tenant.id, number, direction);
        let caller = self.caller.own_number().filter(|_| self.answered_at.is_none());
        match target {
            Target::Outside => blocked(number, CallDirection::Outbound),
            Target::Extension | Target::Group(_) => {
                blocked(number, CallDirection::Outbound)
                    || caller.is_some_and(|caller| blocked(caller, CallDirection::Inbound))
            }
            _ => false,
        }
    }

    /// The members of a group that are there and do not take part in the call already.
    pub(super) fn members(&self, numbers: &[String]) -> Vec<Party> {
        let found = |number: &String| self.core.directory.extension(&self.tenant.id, number);
        numbers
            .iter()
            .filter_map(found)
            .map(|extension| Party::extension(&self.tenant.id, extension))
            .filter(|party| party.aor != self.ends.caller.party.aor && party.aor != self.ends.callee.party.aor)
            .collect()
    }

    pub(super) async fn ring_turns(&mut self, kind: Kind, turns: VecDeque<Vec<Party>>, each: Duration) {
        if let Some(hunt) = &mut self.hunt {
            hunt.kind = kind;
            hunt.later = turns;
            hunt.each = each;
        }
        self.ring_next_turn().await;
    }

    /// Rings the phones of the next turn in which there are any.
    async fn ring_next_turn(&mut self) {
        self.end_turn(&Cause::NoAnswer.reason());
        let mut rang = self.hunt.as_ref().is_some_and(|hunt| !hunt.ringing.is_empty());
        loop {
            let turn = self.take_turn();
            let Some(hunt) = &mut self.hunt else { return };
            let Some(parties) = hunt.later.pop_front() else {
                return self
                    .hunt_fails(if rang { Cause::NoAnswer } else { Cause::NotRegistered })
                    .await;
            };
            hunt.turn = turn;
            rang |= !std::mem::take(&mut hunt.ringing).is_empty();
            let (from, each) = (hunt.from.clone(), hunt.each);
            let mut ringing = vec![];
            for party in parties {
                if self.ring_extension(turn, &party, &from).await > 0 {
                    ringing.push(party);
                }
            }
            if !ringing.is_empty() {
                if let Some(hunt) = &mut self.hunt {
                    hunt.ringing = ringing;
                }
                self.show();
                return self.after(each, move || CallEvent::Hunt(turn, Step::RungEnough));
            }
        }
    }

    /// Lets the phones that ring in this turn go.
    pub(super) fn end_turn(&mut self, reason: &str) {
        let Some(turn) = self.hunt.as_ref().map(|hunt| hunt.turn) else {
            return;
        };
        let core = &self.core;
        let ringing = |leg: &&mut Leg| leg.turn == turn && leg.state == State::Ringing;
        self.legs
            .values_mut()
            .filter(ringing)
            .for_each(|leg| leg.end(core, 487, reason, vec![]));
    }

    /// A phone has answered in its turn.
    pub(super) async fn phone_answers(&mut self, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        let aor = &leg.phone.aor;
        let ringing = self.hunt.iter().flat_map(|hunt| &hunt.ringing);
        let Some(party) = ringing.into_iter().find(|p| p.aor.as_ref() == Some(aor)).cloned() else {
            return;
        };
        self.hunt_succeeds(At::Phone(id), party).await;
    }

    async fn hunt_succeeds(&mut self, at: At, party: Party) {
        self.end_turn(&Cause::Elsewhere.reason());
        self.hunt = None;
        match self.phase {
            Phase::CallingBack => {
                self.ends.caller.at = at;
                self.phase = Phase::Ringing;
                let number = self.destination.number.clone();
                self.hunt(&number, self.ends.caller.party.clone());
                self.rearrange().await;
            }
            Phase::Ringing => self.callee_answers(at, party, vec![]).await,
            Phase::Active => match self.activity {
                Activity::Parked(_) => self.retrieved(party, at, CallDirection::Inbound).await,
                _ => self.target_answers(party, at).await,
            },
            Phase::Over => {}
        }
    }

    pub(super) async fn hunt_fails(&mut self, mut cause: Cause) {
        if let Some(number) = self.forward_after(&cause) {
            match self.send_on(&number) {
                Ok(()) => return,
                Err(refused) => cause = refused,
            }
        }
        self.end_turn(&cause.reason());
        self.hunt = None;
        match (self.phase, &self.activity) {
            (Phase::Over, _) => {}
            (Phase::CallingBack | Phase::Ringing, _) => self.finish(cause),
            (Phase::Active, Activity::Parked(_)) => self.stays_parked(),
            (Phase::Active, _) => self.target_fails(&cause).await,
        }
    }

    /// A phone's INVITE of ours came to nothing.
    pub(super) async fn refused(&mut self, id: LegId, code: u16, headers: Vec<Header>) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let turn = leg.turn;
        if leg.state == State::Ringing {
            leg.state = State::Over;
        }
        let Some(hunt) = self.hunt.as_mut().filter(|hunt| hunt.turn == turn) else {
            return;
        };
        // What concerns only us and that phone is no answer for the caller.
        let (code, headers) = match code {
            401 | 407 | 408 | 481 | 487 | 300..=399 => (480, vec![]),
            code => (code, headers),
        };
        let better = hunt.refusal.as_ref().is_none_or(|(best, _)| rank(code) < rank(*best));
        if better {
            hunt.refusal = Some((code, headers));
        }
        let rings_still = |leg: &Leg| leg.turn == turn && leg.state == State::Ringing;
        let decided = hunt.kind != Kind::Group && matches!(hunt.refusal, Some((600.., _)));
        if !decided && self.legs.values().any(rings_still) {
            return;
        }
        if hunt.kind == Kind::Group {
            return self.ring_next_turn().await;
        }
        let (code, headers) = hunt.refusal.take().unwrap_or((480, vec![]));
        self.hunt_fails(Cause::Refused(code, headers)).await;
    }
}

/// Which refusal the caller gets when several phones refuse: 6xx, then what a person decided, then the rest.
fn rank(code: u16) -> u8 {
    match code {
        600.. => 0,
        486 | 403 | 433 => 1,
        480 => 3,
        400..=499 => 2,
        _ => 4,
    }
}
