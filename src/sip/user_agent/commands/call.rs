//! Calls.

use crate::sip::call::{Call, check_headers};
use crate::sip::message::{NameAddr, names};
use crate::sip::user_agent::agent::find;
use crate::sip::user_agent::command::{headers_of_target, target_uri};
use crate::sip::user_agent::{CallId, CommandError, InviteOptions, RejectOptions, UserAgent};
use crate::text::decimal;
use crate::time::Instant;

/// Most header lines that an application may give a call.
const MOST_HEADERS: usize = 32;

impl UserAgent {
    /// Calls `target`: a number or name of our domain, `user@host`, a SIP or a tel URI.
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`, `TooManyCalls`, `InvalidTarget`, `InvalidArgument` (a header that may not be
    /// set).
    pub fn invite(&mut self, now: Instant, target: &str, mut options: InviteOptions) -> Result<CallId, CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        if self.is_full() {
            return Err(CommandError::TooManyCalls);
        }
        let uri = target_uri(&self.core.local, target).ok_or(CommandError::InvalidTarget)?;
        for (name, value) in headers_of_target(target) {
            if !options.extra_headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(&name)) {
                options.extra_headers.push((name, value));
            }
        }
        if !check_headers(&options.extra_headers) {
            return Err(CommandError::InvalidArgument);
        }
        let id = self.next_id();
        let call = Call::outgoing(now, &mut self.core, id, uri, options);
        self.calls.push(call);
        self.settle(now);
        Ok(id)
    }

    /// Takes an incoming call: its answer begins to be made.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState`.
    pub fn answer(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.answer(now, &mut self.core)?;
        self.settle(now);
        Ok(())
    }

    /// Early media: answers a ringing call's offer with a 183, so that the caller hears before the call is taken. Where
    /// the caller supports it that is confirmed (RFC 3262), and the 200 waits for that.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState` (not a ringing incoming call, or done already).
    pub fn progress(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.progress(now, &mut self.core)?;
        self.settle(now);
        Ok(())
    }

    /// Refuses an incoming call with a status of 300 to 699; `forward_to` goes into the Contact of a 3xx.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState`, `InvalidArgument`, `InvalidTarget`.
    pub fn reject(
        &mut self,
        now: Instant,
        id: CallId,
        status: u16,
        forward_to: Option<String>,
    ) -> Result<(), CommandError> {
        let options = RejectOptions {
            status,
            forward_to,
            ..RejectOptions::default()
        };
        self.reject_with(now, id, options)
    }

    /// Refuses an incoming call with all that a refusal may say.
    ///
    /// # Errors
    /// As [`UserAgent::reject`]; `InvalidArgument` also for a header that may not be set.
    pub fn reject_with(&mut self, now: Instant, id: CallId, options: RejectOptions) -> Result<(), CommandError> {
        let mut status = options.status;
        if !(300..700).contains(&status) || !check_headers(&options.extra_headers) {
            return Err(CommandError::InvalidArgument);
        }
        let mut headers = options.extra_headers;
        if let Some(target) = options.forward_to {
            let uri = target_uri(&self.core.local, &target).ok_or(CommandError::InvalidTarget)?;
            if status >= 400 {
                status = 302;
            }
            headers.push((names::CONTACT.to_owned(), NameAddr::new(uri).to_text()));
        }
        if let Some(seconds) = options.retry_after_sec {
            headers.push((names::RETRY_AFTER.to_owned(), decimal(seconds.into())));
        }
        let call = find(&mut self.calls, id)?;
        call.reject(now, &mut self.core, status, &headers)?;
        self.settle(now);
        Ok(())
    }

    /// Goes on to one of `CallView::redirect_targets` after `CallEvent::Redirected`.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState` (there is nothing to choose, or no connection), `InvalidArgument` (no such target).
    pub fn follow_redirect(&mut self, now: Instant, id: CallId, index: usize) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.follow_redirect(now, &mut self.core, index)?;
        self.settle(now);
        Ok(())
    }

    /// Ends a call: nothing before its INVITE went out, CANCEL before the answer, 603 to an incoming one, BYE after.
    /// For a call that is over it does nothing.
    ///
    /// # Errors
    /// `CallNotFound`.
    pub fn hangup(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.hangup(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Puts the far end on hold by re-INVITE; during another change it waits its turn.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState` (not answered).
    pub fn hold(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        self.set_hold(now, id, true)
    }

    /// Takes the far end off hold.
    ///
    /// # Errors
    /// As [`UserAgent::hold`].
    pub fn resume(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        self.set_hold(now, id, false)
    }

    /// The application does not want to see a call any more. One that is alive goes on and is forgotten at its end.
    pub fn forget(&mut self, id: CallId) {
        if let Some(call) = self.find(id) {
            call.forget();
        }
        self.drop_done();
    }

    /// Header lines for every later request and response of a call, in place of those given before; for an incoming
    /// call also for its answer or refusal.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidArgument` (a header that may not be set, or too many).
    pub fn set_headers(&mut self, id: CallId, headers: Vec<(String, String)>) -> Result<(), CommandError> {
        if headers.len() > MOST_HEADERS || !check_headers(&headers) {
            return Err(CommandError::InvalidArgument);
        }
        let call_id = find(&mut self.calls, id)?.view().sip_call_id.clone();
        self.core.call_headers.retain(|(known, _)| *known != call_id);
        self.core.call_headers.push((call_id, headers));
        Ok(())
    }

    fn set_hold(&mut self, now: Instant, id: CallId, hold: bool) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.set_hold(now, &mut self.core, hold)?;
        self.settle(now);
        Ok(())
    }
}
