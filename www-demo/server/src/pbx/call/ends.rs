//! Who is at the two ends of a call, who hears whom, and what others see of it. All of that follows from the
//! call's state: [`Call::rearrange`] brings it about after each change.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use voip_sdk::model::calls::{ActiveCallState, CallDirection};
use voip_sdk::model::events::{CallHold, RealtimeEvent};

use super::transfer::Stage;
use super::{Activity, Call, CallEvent, LegId, Party, Phase};
use crate::pbx::leg::{Leg, State};
use crate::pbx::media::tones::Program;
use crate::pbx::media::{Media, Source};
use crate::pbx::presence::Part;
use crate::pbx::registrar::Aor;

/// One of the two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Where the call comes from.
    Caller,
    /// Where it goes to.
    Callee,
}

impl Side {
    pub(super) const BOTH: [Side; 2] = [Side::Caller, Side::Callee];

    pub(super) fn far(self) -> Side {
        match self {
            Side::Caller => Side::Callee,
            Side::Callee => Side::Caller,
        }
    }
}

/// What is at an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Nothing (yet).
    Nobody,
    Phone(LegId),
    /// A service of ours, or the stand-in for an outside number: what the far end hears of it.
    Sound(Source),
}

pub(super) struct End {
    pub party: Party,
    pub at: At,
    /// Whether it has called or was called, as its presence shows.
    pub direction: CallDirection,
    /// The API holds the far end for it.
    pub holds: bool,
    /// Whether a hold of it, by the API or by its phone, has been announced.
    hold_told: bool,
}

impl End {
    pub(super) fn new(party: Party, at: At, direction: CallDirection) -> End {
        End {
            party,
            at,
            direction,
            holds: false,
            hold_told: false,
        }
    }

    /// An end at which this party will be, or was wanted.
    pub(super) fn empty(party: Party) -> End {
        End::new(party, At::Nobody, CallDirection::Inbound)
    }

    pub(super) fn leg(&self) -> Option<LegId> {
        match self.at {
            At::Phone(id) => Some(id),
            At::Nobody | At::Sound(_) => None,
        }
    }
}

pub(super) struct Ends {
    pub caller: End,
    pub callee: End,
}

impl Index<Side> for Ends {
    type Output = End;

    fn index(&self, side: Side) -> &End {
        match side {
            Side::Caller => &self.caller,
            Side::Callee => &self.callee,
        }
    }
}

impl IndexMut<Side> for Ends {
    fn index_mut(&mut self, side: Side) -> &mut End {
        match side {
            Side::Caller => &mut self.caller,
            Side::Callee => &mut self.callee,
        }
    }
}

/// What one or two media sessions are to do.
enum Sound {
    /// The phone hears this, and nobody hears the phone.
    Alone(Media, Source),
    Bridge(Media, Media),
}

impl Call {
    /// Sound, presence, holds and re-INVITEs as the call's state wants them now.
    pub(super) async fn rearrange(&mut self) {
        for sound in self.sounds() {
            match sound {
                Sound::Alone(media, source) => media.alone(source).await,
                Sound::Bridge(a, b) => a.bridge(&b).await,
            }
        }
        self.announce_holds();
        self.show();
        let ends = [&self.ends.caller, &self.ends.callee]
            .into_iter()
            .chain(self.consulted());
        let legs: Vec<LegId> = ends.filter_map(End::leg).collect();
        for id in legs {
            self.tell(id).await;
        }
        self.introduce();
        self.look_for_phones();
    }

    /// Once no phone is left nobody can hang up, and none can come any more: such a call ends after a while.
    fn look_for_phones(&mut self) {
        let is_sound = |side: &Side| matches!(self.ends[*side].at, At::Sound(_));
        let unattended = self.phase == Phase::Active && Side::BOTH.iter().all(is_sound);
        if unattended && !std::mem::replace(&mut self.unattended, true) {
            self.after(self.core.config.unattended_timeout, || CallEvent::ServiceEnds);
        }
    }

    /// The end that an attended transfer has found.
    pub(super) fn consulted(&self) -> Option<&End> {
        match &self.activity {
            Activity::Transfer(transfer) => match &transfer.stage {
                Stage::Consulting(target) => Some(target),
                _ => None,
            },
            _ => None,
        }
    }

    /// The two that talk with each other.
    pub(super) fn talking(&self) -> Option<(&End, &End)> {
        match &self.activity {
            _ if self.phase != Phase::Active => None,
            _ if self.is_joining() => Some((&self.ends.caller, &self.ends.callee)),
            Activity::Talking => Some((&self.ends.caller, &self.ends.callee)),
            Activity::Transfer(transfer) => Some((&self.ends[transfer.kept.far()], self.consulted()?)),
            Activity::Parked(_) => None,
        }
    }

    /// The leg of who talks with this leg's phone.
    pub(super) fn partner(&self, id: LegId) -> Option<LegId> {
        let (a, b) = self.talking()?;
        match (a.leg(), b.leg()) {
            (Some(leg), other) if leg == id => other,
            (other, Some(leg)) if leg == id => other,
            _ => None,
        }
    }

    pub(super) fn is_at_an_end(&self, id: LegId) -> bool {
        Side::BOTH.iter().any(|side| self.ends[*side].leg() == Some(id))
    }

    pub(super) fn leg_at(&self, side: Side) -> Option<&Leg> {
        self.ends[side].leg().and_then(|id| self.legs.get(&id))
    }

    // Sound

    fn sounds(&self) -> Vec<Sound> {
        let alone = |end: &End, source| Some(Sound::Alone(self.media_of(end)?, source));
        let tone = |end: &End, program| alone(end, Source::Tone(program));
        let sounds = match (self.phase, &self.activity) {
            (Phase::CallingBack | Phase::Over, _) => vec![],
            (Phase::Ringing, _) => {
                let answered = self
                    .leg_at(Side::Caller)
                    .is_some_and(|leg| leg.is_up() || leg.early_answer.is_some());
                vec![answered.then(|| tone(&self.ends.caller, Program::Ringback)).flatten()]
            }
            (Phase::Active, Activity::Talking) => self.sounds_between(&self.ends.caller, &self.ends.callee),
            (Phase::Active, Activity::Transfer(transfer)) => {
                let (kept, left) = (&self.ends[transfer.kept], &self.ends[transfer.kept.far()]);
                match &transfer.stage {
                    Stage::Blind | Stage::Back => vec![tone(kept, Program::Ringback)],
                    Stage::Referred => vec![tone(kept, Program::Ringback), alone(left, Source::Silence)],
                    Stage::Joining => self.sounds_between(kept, left),
                    Stage::Asking => vec![tone(kept, Program::HoldMusic), tone(left, Program::Ringback)],
                    Stage::Consulting(target) => vec![tone(kept, Program::HoldMusic), self.connected(left, target)],
                }
            }
            (Phase::Active, Activity::Parked(parked)) => {
                vec![tone(&self.ends[parked.kept], Program::HoldMusic)]
            }
        };
        sounds.into_iter().flatten().collect()
    }

    fn sounds_between(&self, a: &End, b: &End) -> Vec<Option<Sound>> {
        // Who holds hears nothing; who is held hears music.
        let held = |end: &End| {
            let source = match end.holds {
                true => Source::Silence,
                false => Source::Tone(Program::HoldMusic),
            };
            Some(Sound::Alone(self.media_of(end)?, source))
        };
        match a.holds || b.holds {
            true => vec![held(a), held(b)],
            false => vec![self.connected(a, b)],
        }
    }

    fn connected(&self, a: &End, b: &End) -> Option<Sound> {
        match (a.at, b.at) {
            (At::Phone(_), At::Phone(_)) => Some(Sound::Bridge(self.media_of(a)?, self.media_of(b)?)),
            (At::Phone(_), At::Sound(source)) => Some(Sound::Alone(self.media_of(a)?, source)),
            (At::Sound(source), At::Phone(_)) => Some(Sound::Alone(self.media_of(b)?, source)),
            _ => None,
        }
    }

    fn media_of(&self, end: &End) -> Option<Media> {
        Some(self.legs.get(&end.leg()?)?.media.clone())
    }

    // What others see

    /// Whether who is at an end holds the far end: by the API, by its phone, or to consult somebody.
    fn holds(&self, side: Side) -> bool {
        let consults = match &self.activity {
            Activity::Transfer(transfer) => {
                transfer.kept == side.far() && matches!(transfer.stage, Stage::Asking | Stage::Consulting(_))
            }
            _ => false,
        };
        consults || self.ends[side].holds || self.leg_at(side).is_some_and(|leg| leg.held)
    }

    /// Puts somebody else at an end; who was there. A hold ends with either of the two whom it was between.
    pub(super) fn replace(&mut self, side: Side, end: End) -> End {
        let old = std::mem::replace(&mut self.ends[side], end);
        self.ends[side.far()].holds = false;
        if old.hold_told && self.phase == Phase::Active {
            self.publish_hold(&old.party, false);
        }
        old
    }

    fn publish_hold(&self, by: &Party, holds: bool) {
        let data = CallHold {
            call_uuid: self.uuid.to_string(),
            extension: by.own_number().map(str::to_owned),
        };
        self.publish(match holds {
            true => RealtimeEvent::CallHold(data),
            false => RealtimeEvent::CallResume(data),
        });
    }

    fn announce_holds(&mut self) {
        if self.phase != Phase::Active {
            return;
        }
        for side in Side::BOTH {
            let holds = self.holds(side);
            if std::mem::replace(&mut self.ends[side].hold_told, holds) == holds {
                continue;
            }
            self.publish_hold(&self.ends[side].party, holds);
        }
    }

    /// Each extension's part in the call, as it is now.
    fn parts(&self) -> BTreeMap<Aor, Part> {
        let mut parts = BTreeMap::new();
        let mut put = |party: &Party, ringing: bool, other: &Party, direction: CallDirection| {
            if let Some(aor) = &party.aor {
                let part = Part {
                    ringing,
                    early: self.phase != Phase::Active,
                    other: other.number.clone(),
                    other_is_anonymous: other.anonymous,
                    direction,
                };
                parts.insert(aor.clone(), part);
            }
        };
        if self.phase == Phase::Over {
            return parts;
        }
        if let Some(hunt) = &self.hunt {
            for party in &hunt.ringing {
                put(party, true, &hunt.from, CallDirection::Inbound);
            }
        }
        if self.phase == Phase::CallingBack {
            let (caller, callee) = (&self.ends.caller, &self.ends.callee);
            put(&caller.party, true, &callee.party, CallDirection::Outbound);
        }
        for side in Side::BOTH {
            let (end, far) = (&self.ends[side], &self.ends[side.far()]);
            if end.at == At::Nobody {
                continue;
            }
            // Who consults is shown with the one who is asked.
            let other = match &self.activity {
                Activity::Transfer(transfer) if transfer.kept != side => &transfer.target,
                _ => &far.party,
            };
            put(&end.party, false, other, end.direction);
            if let (Some(target), Activity::Transfer(transfer)) = (self.consulted(), &self.activity)
                && transfer.kept != side
            {
                put(&target.party, false, &end.party, target.direction);
            }
        }
        parts
    }

    /// Puts what has changed on the board and into `active_calls`.
    pub(super) fn show(&mut self) {
        let parts = self.parts();
        let before = std::mem::replace(&mut self.shown, parts);
        for aor in before.keys().filter(|aor| !self.shown.contains_key(*aor)) {
            self.core.presence.set(aor, self.uuid, None);
            self.core.presence_changed(aor);
        }
        for (aor, part) in &self.shown {
            if before.get(aor) != Some(part) {
                self.core.presence.set(aor, self.uuid, Some(part.clone()));
                self.core.presence_changed(aor);
            }
        }
        self.update();
    }

    /// Brings the entry of `active_calls` up to date.
    pub(super) fn update(&self) {
        let held = Side::BOTH.iter().any(|side| self.holds(*side)) || matches!(self.activity, Activity::Parked(_));
        let left_by = match &self.activity {
            Activity::Talking => None,
            Activity::Transfer(transfer) => transfer.by.own_number(),
            Activity::Parked(parked) => parked.by.own_number(),
        };
        self.core.with_calls(|calls| {
            if let Some(entry) = calls.get_mut(&self.uuid) {
                entry.info.state = match self.phase {
                    Phase::Active if held => ActiveCallState::Held,
                    Phase::Active => ActiveCallState::Active,
                    _ => ActiveCallState::Ringing,
                };
                entry.info.answered_at = self.answered_at.map(|at| at.to_string());
                let legs = self.legs.values().filter(|leg| leg.state != State::Over);
                entry.info.legs = Some(legs.map(Leg::shown).collect());
                entry.dtmf.clone_from(&self.dtmf);
                entry.extensions = self.shown.keys().map(|aor| aor.number.clone()).collect();
                entry.left_by = left_by.map(str::to_owned);
            }
        });
    }
}
