//! Two calls of one phone become one: an attended transfer by REFER with Replaces.
//!
//! ```text
//!   this call    B ◀──▶ A      A ── REFER on it, Replaces = the dialog of the other ──▶ Joining
//!   the other    C ◀──▶ A      Give ──▶ the other call: its end C goes over, what is left of it ends
//!                                   ◀── Given
//!   this call    B ◀──▶ C      the id and the record of this call
//! ```
//!
//! A leg that goes over keeps its dialog and its media; only the task changes that is told of it. `Given` is in the
//! inbox before anything that is heard about the leg after that, because the same task sends both.

use tokio::sync::mpsc;
use voip_sdk::model::call_control::TransferType;

use super::ends::{At, End, Side};
use super::transfer::{Stage, Transfer};
use super::{Activity, Call, CallEvent, Cause, LegId, Party, Phase};
use crate::pbx::leg::Leg;
use crate::pbx::registrar::Aor;
use crate::pbx::replaces::Replaces;

/// A call that wants the far end of another.
pub(crate) struct Give {
    /// In the call that is asked: the leg of who transfers.
    leg: LegId,
    replaces: Replaces,
    aor: Aor,
    /// Whose task gets it, as which leg.
    inbox: mpsc::UnboundedSender<CallEvent>,
    as_leg: LegId,
}

/// The answer: a status that refuses, or the end.
pub(crate) struct Given(Result<(End, Option<(LegId, Leg)>), u16>);

impl Give {
    pub(super) fn refuse(self, status: u16) {
        let _ = self.inbox.send(CallEvent::Given(Box::new(Given(Err(status)))));
    }
}

impl Given {
    /// Nobody is there any more who could take it.
    pub(super) fn let_go(self, call: &Call) {
        if let Ok((_, Some((_, mut leg)))) = self.0 {
            call.core.remove_dialog(&leg.key());
            leg.end(&call.core, 480, &Cause::Normal.reason(), vec![]);
        }
    }
}

impl Call {
    /// Asks the call whose dialog is named for its far end.
    pub(super) async fn join(&mut self, side: Side, number: &str, replaces: Replaces) {
        let by = self.ends[side].party.clone();
        let other = self.core.dialog(&replaces.key());
        let (Some((other, leg)), Some(aor)) = (other, by.aor.clone()) else {
            return self.refer_fails(side, 481);
        };
        if other.same_channel(&self.inbox) {
            return self.refer_fails(side, 481);
        }
        let give = Give {
            leg,
            replaces,
            aor,
            inbox: self.inbox.clone(),
            as_leg: self.take_leg_id(),
        };
        self.activity = Activity::Transfer(Box::new(Transfer {
            kept: side.far(),
            by,
            target: Party::number(number),
            stage: Stage::Joining,
        }));
        if let Err(error) = other.send(CallEvent::Give(Box::new(give)))
            && let CallEvent::Give(give) = error.0
        {
            give.refuse(481);
        }
    }

    /// Another call of the same phone wants the far end of this one.
    pub(super) async fn give(&mut self, give: Give) {
        let Some(side) = self.gives(&give) else {
            return give.refuse(481);
        };
        let nobody = End::empty(self.ends[side.far()].party.clone());
        let far = std::mem::replace(&mut self.ends[side.far()], nobody);
        let leg = far.leg().and_then(|id| Some((id, self.legs.remove(&id)?)));
        let moved = leg.as_ref().map(|(id, leg)| (*id, leg.line.clone(), leg.key()));
        let leg = leg.map(|(_, leg)| (give.as_leg, leg));
        let given = Given(Ok((End::new(far.party, far.at, far.direction), leg)));
        match give.inbox.send(CallEvent::Given(Box::new(given))) {
            Ok(()) => {
                if let Some((id, line, key)) = moved {
                    line.lead_to(give.inbox.clone(), give.as_leg);
                    self.core.add_dialog(key, &give.inbox, give.as_leg);
                    self.moved.insert(id, line);
                }
            }
            Err(error) => {
                if let CallEvent::Given(given) = error.0 {
                    given.let_go(self);
                }
            }
        }
        self.finish(Cause::Transferred);
    }

    /// The end of who transfers, if the far one may go: the dialog is the same phone's, and the two talk.
    fn gives(&self, give: &Give) -> Option<Side> {
        let leg = self.legs.get(&give.leg)?;
        let named = leg.key() == give.replaces.key() && leg.dialog.has_tag(&give.replaces.remote_tag);
        let side = Side::BOTH.into_iter().find(|s| self.ends[*s].leg() == Some(give.leg))?;
        let own = leg.phone.aor == give.aor && named && leg.is_up() && !give.replaces.early_only;
        let talking = self.phase == Phase::Active && matches!(self.activity, Activity::Talking);
        let far_is_there = match self.ends[side.far()].at {
            At::Phone(id) => self.legs.get(&id).is_some_and(Leg::is_up),
            At::Sound(_) => true,
            At::Nobody => false,
        };
        (own && talking && far_is_there).then_some(side)
    }

    /// The other call has answered.
    pub(super) async fn given(&mut self, given: Given) {
        if self.phase != Phase::Active || !self.is_joining() {
            return given.let_go(self);
        }
        let Activity::Transfer(transfer) = std::mem::replace(&mut self.activity, Activity::Talking) else {
            return;
        };
        let side = transfer.kept.far();
        match given.0 {
            // Who has asked has not waited for it.
            Err(_) if self.ends[side].at == At::Nobody => return self.finish(Cause::TransferFailed),
            Err(status) => self.refer_fails(side, status),
            Ok((mut end, leg)) => {
                if let Some((id, leg)) = leg {
                    end.at = At::Phone(id);
                    // Its call has another id now: it is told that with who it talks to.
                    let knows = Some(String::new());
                    self.legs.insert(id, Leg { turn: 0, knows, ..leg });
                    self.announce_leg(id);
                }
                self.referred(&transfer.by, side, end, TransferType::Attended).await;
            }
        }
        self.rearrange().await;
    }
}
