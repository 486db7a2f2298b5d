//! INVITE with Replaces (RFC 3891): a phone takes the place of one of its own legs. So a page that was loaded anew
//! gets back the call that it was in.
//!
//! ```text
//!   page ══ leg 1 ══╗                          page ── (gone)
//!                   ╟── far end        ──▶                  ╔══ far end      the same call: id, record, time
//!                                      page, anew ══ leg 3 ═╝
//! ```

use super::ends::{At, End, Side};
use super::start::Arriving;
use super::transfer::Stage;
use super::{Activity, Call, Cause, LegId, Phase};
use crate::pbx::leg::State;

impl Call {
    /// A phone wants the place of this leg.
    pub(super) async fn replace_leg(&mut self, old: LegId, arriving: Arriving) {
        if let Some(status) = self.refuses_to_replace(old, &arriving) {
            return arriving.refuse(status).await;
        }
        let Some((new, _)) = self.take_in(arriving).await else {
            return;
        };
        if let Err(error) = self.answer(new, vec![]).await {
            tracing::warn!(%error, "the offer of who replaces a leg was refused");
            if let Some(leg) = self.legs.get_mut(&new) {
                leg.end(&self.core, 488, "", vec![]);
            }
            return;
        }
        if let Some(end) = self.end_of(old) {
            end.at = At::Phone(new);
            // The new phone shows a call that is not on hold.
            end.holds = false;
        }
        if let Some(leg) = self.legs.get_mut(&old) {
            match leg.phone.connection.closed.is_cancelled() {
                true => leg.state = State::Over,
                false => leg.end(&self.core, 480, &Cause::Replaced.reason(), vec![]),
            }
        }
        self.rearrange().await;
    }

    /// Who else's dialog it is, is not told: 481 as for one that does not exist.
    fn refuses_to_replace(&self, old: LegId, arriving: &Arriving) -> Option<u16> {
        let (Some(leg), Some(replaces)) = (self.legs.get(&old), arriving.replaces()) else {
            return Some(481);
        };
        let named = leg.key() == replaces.key() && leg.dialog.has_tag(&replaces.remote_tag);
        if !named || arriving.aor() != Some(&leg.phone.aor) {
            return Some(481);
        }
        match leg.state {
            State::Over => Some(603),
            // Ours to answer or to cancel, not to replace (§3).
            State::Ringing => Some(481),
            State::Up | State::Unacknowledged if replaces.early_only => Some(486),
            State::Up | State::Unacknowledged if self.phase == Phase::Over => Some(603),
            State::Up | State::Unacknowledged => self.place_of(old).is_none().then_some(603),
        }
    }

    fn place_of(&self, leg: LegId) -> Option<&End> {
        let ends = [&self.ends.caller, &self.ends.callee].into_iter();
        ends.chain(self.consulted()).find(|end| end.leg() == Some(leg))
    }

    fn end_of(&mut self, leg: LegId) -> Option<&mut End> {
        if let Some(side) = Side::BOTH.into_iter().find(|side| self.ends[*side].leg() == Some(leg)) {
            return Some(&mut self.ends[side]);
        }
        match &mut self.activity {
            Activity::Transfer(transfer) => match &mut transfer.stage {
                Stage::Consulting(end) if end.leg() == Some(leg) => Some(end),
                _ => None,
            },
            _ => None,
        }
    }
}
