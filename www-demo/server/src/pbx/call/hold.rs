//! Hold by the API, and who may command a call.
//!
//! ```text
//!   hold:  who holds ◀── silence      music ──▶ who is held        neither hears the other; no re-INVITE
//! ```
//!
//! A phone's own hold (re-INVITE) is independent of it: an end holds while either of the two does, and it is
//! announced when that changes.

use super::ends::Side;
use super::{Activity, Call, Phase};
use crate::pbx::control::{By, ControlError};

impl Call {
    /// The end on whose behalf a user commands: that of the own extension; for an administrator that of the only
    /// extension, or the callee's. The far end is the one that is held, transferred or parked.
    pub(super) fn controls(&self, by: &By) -> Result<Side, ControlError> {
        let own = by.extension.as_deref();
        let takes_part = own.is_some_and(|own| self.shown.keys().any(|aor| aor.number == own));
        match (self.phase, &self.activity) {
            (Phase::Over, _) => return Err(ControlError::NoSuchCall),
            _ if !takes_part && !by.admin => return Err(ControlError::NotAParty),
            (Phase::CallingBack | Phase::Ringing, _) => return Err(ControlError::NotAnswered),
            (Phase::Active, Activity::Transfer(_)) => return Err(ControlError::InTransfer),
            (Phase::Active, Activity::Parked(_)) => return Err(ControlError::Parked),
            (Phase::Active, Activity::Talking) => {}
        }
        let sides = [Side::Callee, Side::Caller].into_iter();
        sides
            .filter(|side| self.ends[*side].party.aor.is_some())
            .find(|side| !takes_part || self.ends[*side].party.own_number() == own)
            .ok_or(ControlError::NoExtension)
    }

    pub(super) async fn hold(&mut self, by: &By, hold: bool) -> Result<(), ControlError> {
        let side = self.controls(by)?;
        let is_party = self.ends[side].party.own_number() == by.extension.as_deref();
        if is_party {
            self.ends[side].holds = hold;
        } else if !hold {
            // An administrator takes the call off hold, whoever has held it.
            Side::BOTH.iter().for_each(|side| self.ends[*side].holds = false);
        } else if !Side::BOTH.iter().any(|side| self.ends[*side].holds) {
            self.ends[side].holds = true;
        }
        self.rearrange().await;
        Ok(())
    }
}
