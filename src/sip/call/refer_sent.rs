//! A transfer as one operation: hold, REFER, what the NOTIFYs tell, the end of the call or its return (RFC 3515,
//! RFC 5589).
//!
//! ```text
//!   Holding ──held, or hold refused──► Referring ──2xx──► Following ──2xx told, BYE of theirs──► (succeeded: BYE)
//!      │                                 │ │ └───NOTIFY──────▲ │
//!      │ 60 s, hang-up                   │ └ connection lost   │ refusal told, subscription over without one,
//!      │                                 │   ─► Lost ─NOTIFY─▲ │ 32 s without a NOTIFY, 180 s since the last
//!      │               3xx-6xx, time-out │      │ 64 s         │
//!      └─────────────────────────────────┴──────┴──────────────┴──► (failed: off hold, the call goes on)
//! ```
//!
//! A REFER that may have been lost with its connection is not sent again, since the far end would place a second call:
//! a NOTIFY has to tell that it arrived. A hang-up of ours during the operation ends the call; what becomes of the
//! transfer is told all the same.

use super::refer_told::{event_of, refer_event};
use super::{Call, State};
use crate::sip::message::{Method, NameAddr, Params, Request, Response, Uri, names, status_line};
use crate::sip::transaction::{Failure, ServerId, TIMEOUT};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Errand, RequestId};
use crate::sip::user_agent::{CallEvent, CallId, Cause, CommandError, EndedBy, TransferOptions, TransferState};
use crate::text::decimal;
use crate::time::{Duration, Instant, earlier};

/// So long may the hold take, a broken connection included.
const HOLD_LIMIT: Duration = Duration::from_secs(60);
/// So long is waited for a NOTIFY that tells that a REFER arrived whose connection broke.
const LOST_LIMIT: Duration = Duration::from_secs(64);
/// So long after the last NOTIFY a far end is believed to be still trying: a proxy's Timer C (RFC 3261 §16.6).
const SILENCE: Duration = Duration::from_secs(180);
/// A subscription that ends sooner is not renewed each time: its NOTIFYs do that, or it ends.
const LEAST_EXPIRES: u32 = 10;
/// Asked for when the subscription is renewed, in seconds.
const RENEW_EXPIRES: &str = "180";

pub(super) const SIPFRAG: &str = "message/sipfrag";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Holding,
    Referring,
    Lost,
    Following,
}

pub(super) struct Transfer {
    refer_to: String,
    options: TransferOptions,
    /// The call whose far end is the target.
    other: Option<CallId>,
    stage: Stage,
    /// Held for the transfer: taken off hold when it fails.
    restore: bool,
    refer: Option<RequestId>,
    /// The renewal of the subscription that is out.
    renewal: Option<RequestId>,
    /// Sequence numbers of the REFER (more than one after a challenge): what `id` in Event may be.
    numbers: Vec<u32>,
    until: Instant,
    renew_at: Option<Instant>,
}

impl Transfer {
    pub(super) fn sent(&self, id: RequestId) -> bool {
        self.refer == Some(id) || self.renewal == Some(id)
    }

    pub(super) fn renumber(&mut self, id: RequestId, number: u32) {
        if self.refer == Some(id) {
            self.numbers.push(number);
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        earlier(self.renew_at, Some(self.until))
    }

    /// Event of a NOTIFY names this REFER: without `id` it is the only one (RFC 3515 §2.4.6).
    fn is_meant(&self, event: &Params) -> bool {
        match event.get("id") {
            Some(id) => self.numbers.iter().any(|n| decimal((*n).into()) == id),
            None => true,
        }
    }
}

impl Call {
    /// Begins a transfer to `refer_to`, which is the far end of `other` when there is one.
    pub(crate) fn transfer(
        &mut self,
        now: Instant,
        core: &mut Core,
        refer_to: Uri,
        options: TransferOptions,
        other: Option<CallId>,
    ) -> Result<(), CommandError> {
        let State::Session(session) = &mut self.state else {
            return Err(CommandError::InvalidState);
        };
        if self.usages.transfer.is_some() {
            return Err(CommandError::InvalidState);
        }
        let restore = !session.will_hold();
        self.usages.transfer = Some(Box::new(Transfer {
            refer_to: NameAddr::new(refer_to).to_text(),
            options,
            other,
            stage: Stage::Holding,
            restore,
            refer: None,
            renewal: None,
            numbers: Vec::new(),
            until: now + HOLD_LIMIT,
            renew_at: None,
        }));
        if let Some(other) = other {
            core.errands.push(Errand::HandOver(other, true));
        }
        self.tell_transfer(core, TransferState::Requested);
        if restore {
            session_hold(self, now, core, true);
        }
        self.after(now, core);
        Ok(())
    }

    /// The far end as the target of an attended transfer: its URI with the dialog to be replaced (RFC 5589 §7.1). Tags
    /// are written as the far end knows them (RFC 3891 §3).
    pub(crate) fn transfer_target(&self) -> Option<Uri> {
        let State::Session(session) = &self.state else {
            return None;
        };
        if self.usages.transfer.is_some() {
            return None;
        }
        let dialog = &session.dialog;
        let Uri::Sip(mut uri) = dialog.reach() else { return None };
        uri.headers
            .push((names::REPLACES.to_owned(), dialog.replaces().to_escaped()));
        Some(Uri::Sip(uri))
    }

    /// The far end is, or is no more, being given to another call.
    pub(crate) fn hand_over(&mut self, handed_over: bool) {
        self.usages.handed_over = handed_over;
    }

    /// The application decides about hold itself.
    pub(super) fn keep_hold(&mut self) {
        if let Some(transfer) = &mut self.usages.transfer {
            transfer.restore = false;
        }
    }

    pub(super) fn is_transfer_accepted(&self) -> bool {
        self.usages
            .transfer
            .as_ref()
            .is_some_and(|t| t.stage == Stage::Following)
    }

    fn tell_transfer(&mut self, core: &mut Core, state: TransferState) {
        if self.base.view.transfer.as_ref() != Some(&state) {
            self.base.view.transfer = Some(state.clone());
            self.base.event(core, CallEvent::Transfer(state));
        }
    }

    /// What waited for the hold goes on.
    pub(super) fn pursue_transfer(&mut self, now: Instant, core: &mut Core) {
        let Some(stage) = self.usages.transfer.as_ref().map(|t| t.stage) else {
            return;
        };
        if stage == Stage::Following
            && let Some(end) = &mut self.base.view.end
            && (end.cause, end.status) == (Cause::DialogLost, 481)
        {
            // It agreed and has left: its BYE was lost with the connection.
            end.cause = Cause::Transferred;
            self.transfer_left(core);
        }
        if stage != Stage::Holding {
            return;
        }
        match &self.state {
            State::Session(session) if core.ready && (self.base.view.held || !session.will_hold()) => {
                self.send_refer(now, core);
            }
            State::Session(_) => {}
            // The call is over before anything was asked.
            _ => self.fail_transfer(now, core, 487, "Request Terminated"),
        }
    }

    fn send_refer(&mut self, now: Instant, core: &mut Core) {
        let State::Session(session) = &mut self.state else {
            return;
        };
        let Some(transfer) = &mut self.usages.transfer else {
            return;
        };
        let mut refer = session
            .dialog
            .request(Method::Refer)
            .with(names::CONTACT, self.base.contact(core))
            .with(names::REFER_TO, &transfer.refer_to);
        if !self.base.anonymous {
            let mut ours = core.local.aor();
            ours.display = None;
            refer.headers.push(names::REFERRED_BY, ours.to_text());
        }
        if transfer.options.unsupervised {
            refer.headers.push(names::REFER_SUB, "false");
        }
        for (name, value) in &transfer.options.extra_headers {
            // Checked when the transfer was begun.
            let _ = refer.headers.push_checked(name, value);
        }
        transfer.numbers.extend(refer.headers.cseq_number());
        transfer.stage = Stage::Referring;
        // The transaction has its own limit.
        transfer.until = now + TIMEOUT + TIMEOUT;
        transfer.refer = Some(core.send(now, self.base.owner(), refer));
    }

    pub(super) fn handle_transfer_answer(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>) -> bool {
        let Some(transfer) = &mut self.usages.transfer else {
            return false;
        };
        if transfer.renewal == Some(answered.id) {
            self.renewed(now, core, &answered.answer);
            return true;
        }
        if transfer.refer != Some(answered.id) {
            return false;
        }
        match answered.answer {
            Answer::Response(response) if response.is_provisional() => {}
            Answer::Response(response) if response.is_success() => self.transfer_accepted(now, core, response),
            Answer::Response(response) => self.fail_transfer(now, core, response.status, &response.reason),
            // What a NOTIFY has told counts more.
            Answer::Failed(_) if transfer.stage == Stage::Following => transfer.refer = None,
            Answer::Failed(Failure::Timeout) => self.fail_transfer(now, core, 408, "Request Timeout"),
            Answer::Failed(Failure::Transport) => {
                transfer.refer = None;
                transfer.stage = Stage::Lost;
                transfer.until = now + LOST_LIMIT;
            }
            Answer::Settled => {}
        }
        true
    }

    fn transfer_accepted(&mut self, now: Instant, core: &mut Core, response: &Response) {
        let Some(transfer) = &mut self.usages.transfer else {
            return;
        };
        transfer.refer = None;
        // RFC 4488 §4: no subscription, so nothing more will be heard.
        let silent = response
            .headers
            .text(names::REFER_SUB)
            .is_some_and(|v| v.trim().eq_ignore_ascii_case("false"));
        let left = self.base.view.end.as_ref().is_some_and(|end| end.by == EndedBy::Remote);
        if silent || left {
            self.succeed(now, core);
        } else if transfer.stage != Stage::Following {
            // RFC 6665 §4.1.2.4, Timer N: the first NOTIFY comes at once.
            transfer.stage = Stage::Following;
            transfer.until = now + TIMEOUT;
            self.tell_transfer(core, TransferState::Accepted);
        }
    }

    /// A NOTIFY in the dialog of the call. Each way out answers exactly once.
    pub(super) fn handle_notify(
        &mut self,
        now: Instant,
        core: &mut Core,
        server: ServerId,
        request: &Request,
        tag: &str,
    ) {
        let Some(params) = refer_event(request) else {
            core.reply(now, server, request, 489, tag);
            return;
        };
        let Some(transfer) = self
            .usages
            .transfer
            .as_mut()
            .filter(|t| t.stage != Stage::Holding && t.is_meant(&params))
        else {
            core.reply(now, server, request, 481, tag);
            return;
        };
        let fragment = request.headers.content_type().as_deref() == Some(SIPFRAG);
        if !fragment && !request.body.is_empty() {
            let response = core.response(request, 415, tag).with(names::ACCEPT, SIPFRAG);
            core.table.respond(now, server, &response);
            return;
        }
        core.reply(now, server, request, 200, tag);
        // One that overtakes the 202 says as much as it (RFC 6665 §4.1.2.4).
        transfer.stage = Stage::Following;
        transfer.until = now + SILENCE;
        let state = request.headers.text(names::SUBSCRIPTION_STATE).unwrap_or_default();
        let (state, params) = state.split_once(';').unwrap_or((&state, ""));
        let terminated = state.trim().eq_ignore_ascii_case("terminated");
        let params = Params::parse_header(params).unwrap_or_default();
        transfer.renew_at = params
            .get("expires")
            .and_then(|sec| sec.parse::<u32>().ok())
            .filter(|sec| *sec >= LEAST_EXPIRES && !terminated)
            .map(|sec| now + Duration::from_secs(u64::from(sec - sec / 5)));
        match status_line(&request.body) {
            Some((status, _)) if status / 100 == 2 => self.succeed(now, core),
            Some((status, reason)) if status >= 300 => self.fail_transfer(now, core, status, &reason),
            // Over, and nothing was said of the outcome.
            _ if terminated => {
                let status = if params.get("reason") == Some("rejected") {
                    603
                } else {
                    408
                };
                self.fail_transfer(now, core, status, "No outcome");
            }
            Some((status, reason)) => self.tell_transfer(core, TransferState::Progress { status, reason }),
            None => {}
        }
    }

    /// SUBSCRIBE within the dialog asks for the subscription to go on, and for its state to be told anew (RFC 3515
    /// §2.4.4).
    fn renew(&mut self, now: Instant, core: &mut Core) {
        let (owner, contact) = (self.base.owner(), self.base.contact(core));
        let Some(number) = self.usages.transfer.as_ref().and_then(|t| t.numbers.last().copied()) else {
            return;
        };
        let Some(dialog) = self.dialog() else { return };
        let request = dialog
            .request(Method::Subscribe)
            .with(names::CONTACT, contact)
            .with(names::EVENT, event_of(number))
            .with(names::ACCEPT, SIPFRAG)
            .with(names::EXPIRES, RENEW_EXPIRES);
        let id = core.send(now, owner, request);
        if let Some(transfer) = &mut self.usages.transfer {
            transfer.renewal = Some(id);
        }
    }

    /// Only a far end that has no such subscription any more decides something; one that cannot renew it may still
    /// tell the outcome.
    fn renewed(&mut self, now: Instant, core: &mut Core, answer: &Answer<'_>) {
        let Some(transfer) = &mut self.usages.transfer else {
            return;
        };
        match answer {
            Answer::Response(response) if response.is_provisional() => return,
            Answer::Response(response) if response.status == 481 => {
                self.fail_transfer(now, core, 481, "No outcome");
                return;
            }
            _ => {}
        }
        transfer.renewal = None;
    }

    pub(super) fn handle_transfer_timeout(&mut self, now: Instant, core: &mut Core) {
        let Some(transfer) = &mut self.usages.transfer else {
            return;
        };
        if transfer.until <= now {
            let (status, reason) = match transfer.stage {
                Stage::Lost => (503, "Connection lost"),
                _ => (408, "Request Timeout"),
            };
            self.fail_transfer(now, core, status, reason);
        } else if transfer.renew_at.is_some_and(|at| at <= now) {
            transfer.renew_at = None;
            if core.ready && transfer.renewal.is_none() {
                self.renew(now, core);
            }
        }
    }

    /// Connected again: what was told meanwhile was lost, so the far end is asked for it.
    pub(super) fn handle_transfer_ready(&mut self, now: Instant, core: &mut Core) {
        let asks = |t: &Transfer| matches!(t.stage, Stage::Following | Stage::Lost) && t.renewal.is_none();
        if self.usages.transfer.as_ref().is_some_and(|t| asks(t)) {
            self.renew(now, core);
        }
    }

    /// Their BYE after they agreed.
    pub(super) fn transfer_left(&mut self, core: &mut Core) {
        self.tell_transfer(core, TransferState::Succeeded);
        if let Some(transfer) = self.usages.transfer.take()
            && let Some(other) = transfer.other
        {
            core.errands.push(Errand::End(other, Cause::Transferred));
        }
    }

    fn succeed(&mut self, now: Instant, core: &mut Core) {
        self.transfer_left(core);
        self.leave(now, core, Cause::Transferred);
    }

    /// Rolled back: the call goes on as before.
    fn fail_transfer(&mut self, now: Instant, core: &mut Core, status: u16, reason: &str) {
        let Some(transfer) = self.usages.transfer.take() else {
            return;
        };
        if let Some(other) = transfer.other {
            core.errands.push(Errand::HandOver(other, false));
        }
        let reason = reason.to_owned();
        self.tell_transfer(core, TransferState::Failed { status, reason });
        if transfer.restore {
            session_hold(self, now, core, false);
        } else if matches!(status, 408 | 481)
            && let State::Session(session) = &mut self.state
        {
            // Whether the far end is still there is for a refresh to find out (RFC 5057 §5.1).
            session.want_refresh(false);
            session.advance(now, &mut self.base, core);
        }
    }
}

fn session_hold(call: &mut Call, now: Instant, core: &mut Core, hold: bool) {
    if let State::Session(session) = &mut call.state {
        session.set_hold(now, &mut call.base, core, hold);
    }
}
