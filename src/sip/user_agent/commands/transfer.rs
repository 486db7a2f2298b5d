//! Transfer.

use crate::sip::call::check_headers;
use crate::sip::user_agent::agent::find;
use crate::sip::user_agent::command::target_uri;
use crate::sip::user_agent::kernel::Errand;
use crate::sip::user_agent::{CallId, CommandError, TransferOptions, UserAgent};
use crate::time::Instant;

impl UserAgent {
    /// Asks the far end to call `target` instead of talking to us (RFC 5589 §6), as one operation: it is put on hold
    /// if it was not, asked, and what it tells is told as [`CallEvent::Transfer`](crate::sip::user_agent::CallEvent).
    /// With success the call ends, after a failure it goes on as before.
    ///
    /// # Errors
    /// `NotStarted`, `CallNotFound`, `InvalidTarget`, `InvalidArgument` (a header that may not be set), `InvalidState`
    /// (not answered, or a transfer is going on).
    pub fn transfer(
        &mut self,
        now: Instant,
        id: CallId,
        target: &str,
        options: TransferOptions,
    ) -> Result<(), CommandError> {
        self.check_started()?;
        let uri = target_uri(&self.core.local, target).ok_or(CommandError::InvalidTarget)?;
        if !check_headers(&options.extra_headers) {
            return Err(CommandError::InvalidArgument);
        }
        let call = find(&mut self.calls, id)?;
        call.transfer(now, &mut self.core, uri, options, None)?;
        self.settle(now);
        Ok(())
    }

    /// Connects the far ends of two answered calls with each other (RFC 5589 §7): the one of `id` is asked to call the
    /// one of `other` in our place. With success both calls end, after a failure both go on.
    ///
    /// # Errors
    /// `NotStarted`, `CallNotFound`, `InvalidArgument` (twice the same call), `InvalidState` (one of them is not
    /// answered, or is being transferred).
    pub fn transfer_to(&mut self, now: Instant, id: CallId, other: CallId) -> Result<(), CommandError> {
        self.check_started()?;
        if id == other {
            return Err(CommandError::InvalidArgument);
        }
        find(&mut self.calls, id)?;
        let uri = find(&mut self.calls, other)?
            .transfer_target()
            .ok_or(CommandError::InvalidState)?;
        let call = find(&mut self.calls, id)?;
        call.transfer(now, &mut self.core, uri, TransferOptions::default(), Some(other))?;
        self.settle(now);
        Ok(())
    }

    /// Carries out what calls want done with each other; false when there was nothing.
    pub(in crate::sip::user_agent) fn run_errands(&mut self, now: Instant) -> bool {
        let Some(errand) = self.core.errands.pop_front() else {
            return false;
        };
        match errand {
            Errand::End(id, cause) => {
                if let Ok(call) = find(&mut self.calls, id) {
                    call.leave(now, &mut self.core, cause);
                }
            }
            Errand::HandOver(id, handed_over) => {
                if let Ok(call) = find(&mut self.calls, id) {
                    call.hand_over(handed_over);
                }
            }
        }
        true
    }
}
