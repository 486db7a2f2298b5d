//! Calls over a reload of the page, and calls that another page goes on with.

use crate::sip::call::Call;
use crate::sip::dialog::Dialog;
use crate::sip::message::{Message, Method, parse};
use crate::sip::user_agent::{CallId, CommandError, DialogRecord, RingingRecord, UserAgent};
use crate::time::Instant;

/// No tag of ours is longer.
const MAX_TAG: usize = 64;

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
        let id = self.kept_id(record.id);
        let call = Call::recover(now, &mut self.core, id, old, record);
        self.calls.push(call);
        self.settle(now);
        Ok(id)
    }

    /// The calls that ring here, for a user agent of the same extension that goes on with them.
    #[must_use]
    pub fn ringing(&self) -> Vec<RingingRecord> {
        self.calls.iter().filter_map(Call::ringing_record).collect()
    }

    /// Lets a call ring on that rang in another user agent, which is gone without a word: its INVITE is taken as if it
    /// had just come, and the caller is asked whether it is still there (as after a lost connection). A server that
    /// sends the INVITE once more joins the same call.
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`, `InvalidArgument` (it is no such INVITE), `InvalidState` (the call is here),
    /// `CallNotFound` (it was refused).
    pub fn take_up(&mut self, now: Instant, record: RingingRecord) -> Result<CallId, CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        let Ok(Message::Request(request)) = parse(&record.invite) else {
            return Err(CommandError::InvalidArgument);
        };
        let is_word =
            |text: &str| (1..=MAX_TAG).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if request.method != Method::Invite || request.headers.to_tag().is_some() || !is_word(&record.tag) {
            return Err(CommandError::InvalidArgument);
        }
        let sip_call_id = request.headers.call_id().into_owned();
        if self.calls().any(|view| view.sip_call_id == sip_call_id) {
            return Err(CommandError::InvalidState);
        }
        let id = self.kept_id(record.id);
        self.adopting = Some((id, record.tag));
        self.core.table.receive(now, Message::Request(request));
        self.settle(now);
        self.adopting = None;
        self.call(id).map(|view| view.id).ok_or(CommandError::CallNotFound)
    }
}
