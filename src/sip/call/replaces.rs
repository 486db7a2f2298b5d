//! A call that takes another one's place (RFC 3891): which dialog is meant, and what becomes of it.

use super::{Call, State};
use crate::sip::dialog::Dialog;
use crate::sip::user_agent::kernel::{Core, Errand};
use crate::sip::user_agent::{CallId, Cause, Phase};
use crate::time::Instant;

/// A call whose dialog is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Matched {
    /// Answered.
    Confirmed,
    /// It rings, and we called.
    EarlyOurs,
    /// It rings here.
    EarlyTheirs,
    /// It is over.
    Ended,
}

impl Call {
    /// How the dialog with these identifiers stands: Call-ID, our tag, theirs. `None`: it is not this call's.
    pub(crate) fn matches(&self, call_id: &str, ours: &str, theirs: &str) -> Option<Matched> {
        if self.base.view.sip_call_id != call_id {
            return None;
        }
        let is_it = |d: &Dialog| same(ours, d.local_tag()) && same(theirs, d.remote_tag());
        match &self.state {
            State::Session(s) => is_it(&s.dialog).then_some(Matched::Confirmed),
            // Given up already, its INVITE being taken back.
            State::Outgoing(s) if !self.is_live() => s.early_dialogs().any(is_it).then_some(Matched::Ended),
            State::Outgoing(s) => s.early_dialogs().any(is_it).then_some(Matched::EarlyOurs),
            State::Incoming(s) => is_it(s.dialog()).then_some(Matched::EarlyTheirs),
            State::Leaving(s) => is_it(s.dialog()).then_some(Matched::Ended),
            State::Over => {
                let residue = self.base.residue.as_ref().is_some_and(is_it);
                let past = self.base.past.as_ref();
                let past = past.is_some_and(|(local, remote)| same(ours, local) && same(theirs, remote));
                (residue || past).then_some(Matched::Ended)
            }
        }
    }

    /// Begins to take the place of `id`: it is answered by itself, and the other one ends when that is done.
    pub(crate) fn replace(&mut self, now: Instant, core: &mut Core, id: CallId) {
        self.base.view.replaces = Some(id);
        self.usages.replacing = Some(id);
        // It was not answered before, so this cannot be refused.
        let _ = self.answer(now, core);
    }

    pub(super) fn pursue_replacement(&mut self, core: &mut Core) {
        if self.base.view.phase == Phase::Active
            && let Some(id) = self.usages.replacing.take()
        {
            core.errands.push(Errand::End(id, Cause::Replaced));
        }
    }
}

/// `0` stands for the tag that a peer older than RFC 3261 does not have (RFC 3891 §6.1).
fn same(given: &str, tag: &str) -> bool {
    given == tag || (given == "0" && tag.is_empty())
}
