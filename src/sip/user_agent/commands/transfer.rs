//! Transfer.

use crate::sip::call::{Call, check_headers, progress};
use crate::sip::queue::take_first;
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

    /// Does what the far end of `id` asks for (`CallView::refer`): calls the target, with Referred-By and Replaces as
    /// they were given, and tells the far end how that goes. The call of `id` is left for it to end.
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`, `CallNotFound`, `InvalidState` (nothing is asked), `TooManyCalls` (this one
    /// does not count).
    pub fn accept_refer(&mut self, now: Instant, id: CallId) -> Result<CallId, CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        let others = self.calls.iter().filter(|c| c.is_live() && c.view().id != id).count();
        if !find(&mut self.calls, id)?.is_referred() {
            return Err(CommandError::InvalidState);
        }
        if others >= self.max_calls {
            return Err(CommandError::TooManyCalls);
        }
        let new = self.next_id();
        let (target, options) = find(&mut self.calls, id)?.accept_refer(now, &mut self.core, new)?;
        let call = Call::outgoing(now, &mut self.core, new, target, options);
        self.calls.push(call);
        self.settle(now);
        Ok(new)
    }

    /// Refuses what the far end of `id` asks for, with a status of 400 to 699.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidArgument`, `InvalidState` (nothing is asked).
    pub fn reject_refer(&mut self, now: Instant, id: CallId, status: u16) -> Result<(), CommandError> {
        if !(400..700).contains(&status) {
            return Err(CommandError::InvalidArgument);
        }
        find(&mut self.calls, id)?.reject_refer(now, &mut self.core, status)?;
        self.settle(now);
        Ok(())
    }

    /// Tells those who asked for a call what became of it; false when there was nothing new.
    pub(in crate::sip::user_agent) fn follow_placed(&mut self, now: Instant) -> bool {
        let mut news = false;
        for at in 0..self.calls.len() {
            let Some(placed) = self.calls.get(at).and_then(Call::placed) else {
                continue;
            };
            let state = progress(self.call(placed));
            if let Some(call) = self.calls.get_mut(at) {
                news |= call.note_placed(now, &mut self.core, state);
            }
        }
        news
    }

    /// Carries out what calls want done with each other; false when there was nothing.
    pub(in crate::sip::user_agent) fn run_errands(&mut self, now: Instant) -> bool {
        let Some(errand) = take_first(&mut self.core.errands) else {
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
            Errand::AcceptRefer(id) => {
                if self.accept_refer(now, id).is_err()
                    && let Ok(call) = find(&mut self.calls, id)
                {
                    // No room for one more call; nothing else can be in the way.
                    let _ = call.reject_refer(now, &mut self.core, 486);
                }
            }
        }
        true
    }
}
