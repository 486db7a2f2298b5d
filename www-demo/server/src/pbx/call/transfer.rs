//! Transfer: somebody else comes to one end of an answered call.
//!
//! ```text
//!                        blind                                   attended
//!   Talking ───────────────┬──────────────────────────────────────┐
//!                          │ BYE to who transfers                 │ music to who is kept
//!                          ▼                                      ▼
//!                        Blind ◀──── who transfers hangs up ──── Asking ──── refused ─────▶ Talking, as before
//!          the target ┌────┴────┐ refused,                        │ the target answers
//!          answers    │         │ no answer                       ▼
//!                     │         ▼                             Consulting ── target leaves ─▶ Talking, as before
//!                     │       Back (rings who transferred)        │
//!                     │  answers│      └── fails ─▶ Over          │ who transfers, or is kept, hangs up
//!                     ▼         ▼                                 ▼
//!                   Talking with whoever has answered          Talking: the two who are left
//! ```
//!
//! Who is kept hears ringback (blind) or music (attended). If it hangs up before anybody has answered, the call
//! ends. The call's id stays the same throughout. An outside number that was transferred to another one, or to a
//! service, has no phone any more that could hang up: the API ends such a call, or time does.

use voip_sdk::model::call_control::TransferType;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::events::{CallTransfer, RealtimeEvent};
use voip_sdk::model::extensions::CallForwardType;

use super::ends::{At, End, Side};
use super::target::{Target, look_up};
use super::{Activity, Call, Cause, LegId, Party};
use crate::pbx::control::{By, ControlError};

pub(super) struct Transfer {
    /// The end that waits.
    pub kept: Side,
    /// Who transfers.
    pub by: Party,
    /// Whom it is transferred to.
    pub target: Party,
    pub stage: Stage,
}

pub(super) enum Stage {
    /// The target is rung; who transfers is out of the call.
    Blind,
    /// The target was not reached: who has transferred is rung.
    Back,
    /// The target is rung; who transfers waits for it.
    Asking,
    /// Who transfers talks to the target, which is here.
    Consulting(End),
    /// By REFER: the target is rung; who transfers is there still, in case that fails.
    Referred,
    /// By REFER: another call is asked for its far end; the two talk on.
    Joining,
}

impl Call {
    pub(super) async fn transfer(&mut self, by: &By, number: &str, kind: TransferType) -> Result<(), ControlError> {
        let side = self.controls(by)?;
        let (target, what) = look_up(&self.core, &self.tenant.id, number);
        if let Target::Park = what {
            return self.park(by, None).await.map(|_| ());
        }
        self.may_go_to(&target, &what)?;
        let by = self.ends[side].party.clone();
        let (stage, from) = match kind {
            TransferType::Blind => (Stage::Blind, self.ends[side.far()].party.clone()),
            TransferType::Attended => (Stage::Asking, by.clone()),
        };
        if kind == TransferType::Blind {
            self.announce_transfer(&by, &target, kind);
            self.leave(side, &Cause::Transferred, target.clone());
        }
        self.activity = Activity::Transfer(Box::new(Transfer {
            kept: side.far(),
            by,
            target,
            stage,
        }));
        self.hunt(number, from);
        self.rearrange().await;
        Ok(())
    }

    /// Whether a target could be reached, before anything is changed for it.
    pub(super) fn may_go_to(&self, target: &Party, what: &Target) -> Result<(), ControlError> {
        if self.is_blocked(&target.number, what) {
            return Err(ControlError::NumberBlocked);
        }
        let is_there = |party: &Party| {
            let aor = party.aor.as_ref();
            aor.is_some_and(|aor| !self.core.registrar.bindings(aor).is_empty())
        };
        let reachable = match what {
            Target::Outside | Target::Service(_) | Target::Early => true,
            Target::Extension if Side::BOTH.iter().any(|side| self.ends[*side].party.aor == target.aor) => {
                return Err(ControlError::TargetIsParty);
            }
            Target::Extension => {
                let forward = self.core.directory.call_forward(&self.tenant.id, &target.number);
                let sent_on = |kind| matches!(kind, CallForwardType::Always | CallForwardType::Unavailable);
                is_there(target) || forward.is_some_and(|forward| sent_on(forward.kind))
            }
            Target::Group(group) => {
                let numbers: Vec<String> = group.members.iter().map(|(number, _)| number.clone()).collect();
                self.members(&numbers).iter().any(is_there)
            }
            Target::Park | Target::Retrieve | Target::NotImplemented | Target::Unknown => {
                return Err(ControlError::NoSuchTarget);
            }
        };
        reachable.then_some(()).ok_or(ControlError::TargetOffline)
    }

    /// Takes who is at an end out of the call; `next` is who is wanted there.
    pub(super) fn leave(&mut self, side: Side, cause: &Cause, next: Party) {
        let left = self.replace(side, End::empty(next));
        if let Some(leg) = left.leg().and_then(|id| self.legs.get_mut(&id)) {
            leg.tell_transfer(200);
            leg.end(&self.core, cause.status(), &cause.reason(), vec![]);
        }
    }

    pub(super) fn announce_transfer(&self, by: &Party, target: &Party, kind: TransferType) {
        self.publish(RealtimeEvent::CallTransfer(CallTransfer {
            call_uuid: self.uuid.to_string(),
            target: target.number.clone(),
            kind,
            transferred_by: by.own_number().map(str::to_owned),
        }));
    }

    /// The target, or who is rung back, has answered.
    pub(super) async fn target_answers(&mut self, party: Party, at: At) {
        let Activity::Transfer(transfer) = &mut self.activity else {
            return;
        };
        let end = End::new(party, at, CallDirection::Inbound);
        let left = transfer.kept.far();
        match transfer.stage {
            Stage::Asking => transfer.stage = Stage::Consulting(end),
            Stage::Referred => {
                let by = transfer.by.clone();
                self.referred(&by, left, end, TransferType::Blind).await;
            }
            Stage::Joining => {}
            Stage::Blind | Stage::Back | Stage::Consulting(_) => {
                self.activity = Activity::Talking;
                self.replace(left, end);
            }
        }
        self.rearrange().await;
    }

    /// The target, or who is rung back, was not reached.
    pub(super) async fn target_fails(&mut self, cause: &Cause) {
        let Activity::Transfer(transfer) = &mut self.activity else {
            return;
        };
        let (kept, by) = (transfer.kept, transfer.by.clone());
        match transfer.stage {
            Stage::Blind => {
                transfer.stage = Stage::Back;
                self.ends[kept.far()].party = by.clone();
                self.hunt_extension(by, self.ends[kept].party.clone());
            }
            Stage::Back => return self.finish(Cause::TransferFailed),
            Stage::Referred => {
                self.activity = Activity::Talking;
                self.refer_fails(kept.far(), cause.status());
            }
            Stage::Asking | Stage::Consulting(_) | Stage::Joining => self.activity = Activity::Talking,
        }
        self.rearrange().await;
    }

    /// A phone's leg is over during a transfer. False: that ends the call, or is none of the transfer's.
    pub(super) async fn leaves_transfer(&mut self, id: LegId) -> bool {
        let activity = std::mem::replace(&mut self.activity, Activity::Talking);
        let Activity::Transfer(mut transfer) = activity else {
            self.activity = activity;
            return false;
        };
        let (kept, left) = (transfer.kept, transfer.kept.far());
        let is = |end: &End| end.leg() == Some(id);
        match transfer.stage {
            // Talking again, as before.
            Stage::Consulting(target) if is(&target) => {}
            Stage::Consulting(target) if is(&self.ends[left]) => {
                self.announce_transfer(&transfer.by, &transfer.target, TransferType::Attended);
                self.replace(left, target);
            }
            // The two who consult go on without who was to be transferred.
            Stage::Consulting(target) if is(&self.ends[kept]) => {
                self.replace(kept, target);
            }
            // Whose transfer it is has not waited for its end: it goes on as a blind one.
            Stage::Asking | Stage::Referred if is(&self.ends[left]) => {
                self.announce_transfer(&transfer.by, &transfer.target, TransferType::Blind);
                self.replace(left, End::empty(transfer.target.clone()));
                transfer.stage = Stage::Blind;
                self.activity = Activity::Transfer(transfer);
            }
            // The same where another call is asked: the answer is on its way.
            Stage::Joining if is(&self.ends[left]) => {
                self.replace(left, End::empty(transfer.target.clone()));
                transfer.stage = Stage::Joining;
                self.activity = Activity::Transfer(transfer);
            }
            stage => {
                transfer.stage = stage;
                self.activity = Activity::Transfer(transfer);
                return false;
            }
        }
        self.rearrange().await;
        true
    }
}
