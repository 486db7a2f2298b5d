//! Park: one end waits in a slot, the other is empty until somebody gets the call back.
//!
//! ```text
//!   Talking ── park · *70 ──▶ Parked ◀──────────── nobody answers ─────────────┐
//!                (BYE to       │ │ └── parked for long: rings who parked it ────┤
//!                who parks)    │ │                                              │ answers
//!                              │ └── *71XX ──▶ Talking with who has dialled it  ▼
//!                              └── who waits hangs up ──▶ Over              Talking with who parked it
//! ```

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::oneshot;
use voip_sdk::model::call_control::ParkedCall;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::events::{CallHold, CallPark, RealtimeEvent};

use super::ends::{At, End, Side};
use super::hunt::Step;
use super::start::Arriving;
use super::{Activity, Call, CallEvent, Cause, Party, Phase};
use crate::pbx::control::{By, ControlError};
use crate::pbx::media::Source;
use crate::pbx::media::tones::Program;
use crate::pbx::parking::Waiting;
use crate::pbx::sip;

/// How long the confirmation of `*70` is heard.
const CONFIRMATION: Duration = Duration::from_millis(1500);

pub(super) struct ParkedIn {
    /// The end that waits.
    pub kept: Side,
    /// Who parked it.
    pub by: Party,
    pub slot: u32,
    /// Which parking of this call it is: an earlier one's timer no longer counts.
    parking: u32,
}

impl Call {
    pub(super) async fn park(&mut self, by: &By, slot: Option<u32>) -> Result<u32, ControlError> {
        let side = self.controls(by)?;
        self.park_far_of(side, slot).await
    }

    /// Parks the far end of this one.
    pub(super) async fn park_far_of(&mut self, side: Side, slot: Option<u32>) -> Result<u32, ControlError> {
        let (kept, by) = (&self.ends[side.far()].party, self.ends[side].party.clone());
        let parked_by = by.own_number().map(str::to_owned);
        let slot = self.core.parking.take(&self.tenant.id, slot, |slot| Waiting {
            call: self.uuid,
            shown: ParkedCall {
                slot,
                call_uuid: self.uuid.to_string(),
                caller: kept.number.clone(),
                caller_name: kept.name.clone(),
                parked_by: parked_by.clone(),
                parked_at: super::finish::now().to_string(),
            },
            inbox: self.inbox.clone(),
        })?;
        self.leave(side, &Cause::Parked, Party::number(&slot.to_string()));
        self.activity = Activity::Parked(Box::new(ParkedIn {
            kept: side.far(),
            by,
            slot,
            parking: 0,
        }));
        self.publish(RealtimeEvent::CallPark(CallPark {
            call_uuid: self.uuid.to_string(),
            slot,
            parked_by,
        }));
        self.stays_parked();
        self.rearrange().await;
        Ok(slot)
    }

    /// It waits (on): who parked it is rung after a while.
    pub(super) fn stays_parked(&mut self) {
        self.show();
        // Only the newest wait counts.
        let parking = self.take_turn();
        if let Activity::Parked(parked) = &mut self.activity {
            parked.parking = parking;
            self.after(self.core.config.park_timeout, move || CallEvent::ParkedForLong(parking));
        }
    }

    pub(super) fn parked_for_long(&mut self, parking: u32) {
        let Activity::Parked(parked) = &self.activity else {
            return;
        };
        // While somebody is rung who is to have it back, it waits for that.
        if self.phase == Phase::Active && parked.parking == parking && self.hunt.is_none() {
            self.retrieve_for(parked.by.clone());
        }
    }

    /// Rings an extension that is to have it back.
    pub(super) fn retrieve_for(&mut self, extension: Party) {
        if let (Phase::Active, Activity::Parked(parked)) = (self.phase, &self.activity) {
            let from = self.ends[parked.kept].party.clone();
            self.hunt_extension(extension, from);
        }
    }

    /// A phone has dialled `*71XX`.
    pub(super) async fn retrieve(&mut self, arriving: Arriving) {
        if self.phase != Phase::Active || !matches!(self.activity, Activity::Parked(_)) {
            return arriving.refuse(404).await;
        }
        let Some((id, party)) = self.take_in(arriving).await else {
            return;
        };
        if let Err(error) = self.answer(id, vec![]).await {
            tracing::warn!(%error, "the offer of who gets a parked call back was refused");
            if let Some(leg) = self.legs.get_mut(&id) {
                leg.end(&self.core, 488, "", vec![]);
            }
            return;
        }
        self.end_turn(&Cause::Elsewhere.reason());
        self.hunt = None;
        self.retrieved(party, At::Phone(id), CallDirection::Outbound).await;
    }

    /// Somebody has it back.
    pub(super) async fn retrieved(&mut self, party: Party, at: At, direction: CallDirection) {
        let Activity::Parked(parked) = &self.activity else {
            return;
        };
        let (kept, slot) = (parked.kept, parked.slot);
        self.core.parking.free(&self.tenant.id, slot);
        self.publish(RealtimeEvent::CallResume(CallHold {
            call_uuid: self.uuid.to_string(),
            extension: party.own_number().map(str::to_owned),
        }));
        self.ends[kept.far()] = End::new(party, at, direction);
        self.activity = Activity::Talking;
        self.rearrange().await;
    }

    /// `*70`: parks another answered call of who has dialled it, the one that began last.
    pub(super) async fn park_another(&mut self, turn: u32) {
        let Some(number) = self.ends.caller.party.own_number().map(str::to_owned) else {
            return self.hunt_fails(Cause::Unknown).await;
        };
        let mut others: Vec<(Option<Timestamp>, _)> = self.core.with_calls(|calls| {
            let own = calls.iter().filter(|(uuid, entry)| {
                **uuid != self.uuid
                    && entry.tenant == self.tenant.id
                    && entry.info.answered_at.is_some()
                    && entry.extensions.contains(&number)
            });
            own.map(|(_, entry)| (entry.info.started_at.parse().ok(), entry.inbox.clone()))
                .collect()
        });
        others.sort_by_key(|(started_at, _)| *started_at);
        let inbox = self.inbox.clone();
        let by = By {
            extension: Some(number),
            admin: false,
        };
        // Not awaited here: this call's own phone may give up meanwhile.
        tokio::spawn(async move {
            let mut result = Err(ControlError::NoSuchCall);
            for (_, other) in others.iter().rev() {
                let (reply, answer) = oneshot::channel();
                let _ = other.send(CallEvent::Park(by.clone(), None, reply));
                result = answer.await.unwrap_or(Err(ControlError::NoSuchCall));
                if matches!(result, Ok(_) | Err(ControlError::NoSlotFree)) {
                    break;
                }
            }
            let _ = inbox.send(CallEvent::Hunt(turn, Step::OtherParked(result)));
        });
    }

    pub(super) async fn other_parked(&mut self, parked: Result<u32, ControlError>) {
        match parked {
            Ok(slot) => {
                self.hunt = None;
                let headers = vec![sip::make("X-Park-Slot", slot.to_string())];
                let party = self.ends.callee.party.clone();
                let tone = At::Sound(Source::Tone(Program::Confirmation));
                self.callee_answers(tone, party, headers).await;
                self.after(CONFIRMATION, || CallEvent::ServiceEnds);
            }
            Err(ControlError::NoSlotFree) => self.hunt_fails(Cause::Refused(480, vec![])).await,
            Err(_) => self.hunt_fails(Cause::Unknown).await,
        }
    }
}
