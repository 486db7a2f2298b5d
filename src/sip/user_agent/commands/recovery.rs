//! Calls over a reload of the page.

use crate::sip::call::Call;
use crate::sip::dialog::Dialog;
use crate::sip::user_agent::{CallId, CommandError, DialogRecord, UserAgent};
use crate::time::Instant;

impl UserAgent {
    /// What a later page needs to go on with the calls that are answered now. To be kept outside by whoever drives the
    /// user agent, and given to [`UserAgent::recover`] while it is fresh: a minute, as a rule.
    #[must_use]
    pub fn recovery(&self) -> Vec<DialogRecord> {
        self.calls.iter().filter_map(Call::record).collect()
    }

    /// Goes on with a call from before a reload: its far end is asked to let a new call take the place of the old one
    /// (Replaces). Refused or not answered, the old one is ended by BYE and the call ends with `Cause::DialogLost`.
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`, `TooManyCalls`, `InvalidArgument` (the record is malformed), `InvalidState` (it
    /// is being recovered already).
    pub fn recover(&mut self, now: Instant, record: DialogRecord) -> Result<CallId, CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        if self.is_full() {
            return Err(CommandError::TooManyCalls);
        }
        let old = Dialog::restore(&record).ok_or(CommandError::InvalidArgument)?;
        let known = |call: &Call| call.record().is_some_and(|r| r.call_id == record.call_id);
        if self.calls.iter().any(known) {
            return Err(CommandError::InvalidState);
        }
        let id = self.next_id();
        let call = Call::recover(now, &mut self.core, id, old, record);
        self.calls.push(call);
        self.settle(now);
        Ok(id)
    }
}
