//! What the application wants of a call.

use super::base::Base;
use super::session::Session;
use super::{Call, State};
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::{Cause, CommandError, MessageId, OutgoingInfo, OutgoingMessage, Phase};
use crate::time::Instant;

impl Call {
    /// Takes an incoming call.
    pub(crate) fn answer(&mut self, now: Instant, core: &mut Core) -> Result<(), CommandError> {
        match &mut self.state {
            State::Incoming(s) if self.base.view.phase != Phase::Ended => s.answer(&mut self.base, core)?,
            _ => return Err(CommandError::InvalidState),
        }
        self.step(|state, base| match state {
            State::Incoming(s) => s.proceed(now, base, core),
            other => other,
        });
        self.after(now, core);
        Ok(())
    }

    /// Early media before an incoming call is taken.
    pub(crate) fn progress(&mut self, now: Instant, core: &mut Core) -> Result<(), CommandError> {
        match &mut self.state {
            State::Incoming(s) if self.base.view.phase != Phase::Ended => s.progress(now, &mut self.base, core),
            _ => Err(CommandError::InvalidState),
        }
    }

    /// Refuses an incoming call.
    pub(crate) fn reject(
        &mut self,
        now: Instant,
        core: &mut Core,
        status: u16,
        headers: &[(String, String)],
    ) -> Result<(), CommandError> {
        let State::Incoming(_) = &self.state else {
            return Err(CommandError::InvalidState);
        };
        if !self.is_live() {
            return Err(CommandError::InvalidState);
        }
        self.step(|state, base| match state {
            State::Incoming(s) => s.reject(now, base, core, status, headers),
            other => other,
        });
        Ok(())
    }

    /// Ends the call in whatever way its state asks for; nothing when it is over.
    pub(crate) fn hangup(&mut self, now: Instant, core: &mut Core) {
        if !self.is_live() {
            return;
        }
        self.step(|state, base| match state {
            State::Outgoing(s) => s.hangup(now, base, core),
            State::Incoming(s) => s.reject(now, base, core, 603, &[]),
            State::Session(s) => s.hangup(now, base, core),
            other => other,
        });
        self.after(now, core);
    }

    /// Ends the call because something else took its place.
    pub(crate) fn leave(&mut self, now: Instant, core: &mut Core, cause: Cause) {
        if self.is_live() {
            self.base.cause = Some(cause);
            self.hangup(now, core);
        }
    }

    /// Sends a message within the dialog.
    pub(crate) fn message(
        &mut self,
        now: Instant,
        core: &mut Core,
        id: MessageId,
        message: OutgoingMessage,
    ) -> Result<(), CommandError> {
        self.errand(now, core, |session, base| session.queue_message(base, id, message))
    }

    /// Sends an INFO.
    pub(crate) fn info(
        &mut self,
        now: Instant,
        core: &mut Core,
        id: MessageId,
        info: OutgoingInfo,
    ) -> Result<(), CommandError> {
        self.errand(now, core, |session, base| session.queue_info(base, id, info))
    }

    /// Sends digits by INFO, one after the other.
    pub(crate) fn send_digits(
        &mut self,
        now: Instant,
        core: &mut Core,
        id: MessageId,
        digits: &str,
    ) -> Result<(), CommandError> {
        self.errand(now, core, |session, base| session.queue_digits(base, id, digits))
    }

    fn errand(
        &mut self,
        now: Instant,
        core: &mut Core,
        queue: impl FnOnce(&Session, &mut Base) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let State::Session(session) = &mut self.state else {
            return Err(CommandError::InvalidState);
        };
        queue(session, &mut self.base)?;
        session.run_errands(now, &mut self.base, core);
        Ok(())
    }

    /// Goes on to a target that a 3xx named.
    pub(crate) fn follow_redirect(&mut self, now: Instant, core: &mut Core, index: usize) -> Result<(), CommandError> {
        match &mut self.state {
            State::Outgoing(s) => s.follow(now, &mut self.base, core, index),
            _ => Err(CommandError::InvalidState),
        }
    }

    /// Puts the far end on hold, or takes it off.
    pub(crate) fn set_hold(&mut self, now: Instant, core: &mut Core, hold: bool) -> Result<(), CommandError> {
        match &mut self.state {
            State::Session(s) => s.set_hold(now, &mut self.base, core, hold),
            _ => return Err(CommandError::InvalidState),
        }
        self.keep_hold();
        self.after(now, core);
        Ok(())
    }
}
