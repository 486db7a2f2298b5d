//! A call of ours that has no final response yet (RFC 3261 §13.2).
//!
//! ```text
//!   Offering ──offer made──► Inviting ──2xx──► (Session)
//!      │ hangup                │ │ 3xx ──► Redirected ──a target is chosen──► Inviting
//!      │                       │ │ 401, 407, 413, 415, 420, 422: once more in the same call
//!      ▼ nothing was sent      │ └ 3xx-6xx, time-out, transport lost ──────► (Over)
//!    (Over)                    │ hangup, nobody answers
//!                              ▼
//!                          Canceling ──any final response, 64*T1──► (Over); a 2xx is answered ACK, BYE
//! ```
//!
//! A call that rings ends with its connection (§8.1.3.1): the server knows no other way for its responses than the
//! connection that the INVITE came over. The CANCEL that the far end is due goes out with the next one.

use super::base::Base;
use super::early::{Applied, Early, Offer, Pending};
use super::session_timer::{MIN_SE, SESSION_EXPIRES, Timer};
use super::{State, application_headers, outcome};
use crate::sip::dialog::Dialog;
use crate::sip::message::{CSeq, Headers, Method, NameAddr, Request, Response, SipUri, Uri, names};
use crate::sip::transaction::{Failure, cancel};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, RequestId};
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{
    CallEvent, CallId, Cause, Direction, EndedBy, Identity, InviteOptions, MediaDirection, MediaFailure, MediaOutcome,
    Reliability,
};
use crate::text::decimal;
use crate::time::{Duration, Instant, earlier};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Offering,
    Inviting(RequestId),
    /// The application chooses where to go on.
    Redirected,
    Canceling(RequestId),
}

pub(super) struct Outgoing {
    pub(super) target: Uri,
    pub(super) options: InviteOptions,
    tag: String,
    cseq: u32,
    pub(super) stage: Stage,
    pub(super) early: Vec<Early>,
    pub(super) applied: Applied,
    pub(super) pending: Option<Pending>,
    /// The INVITE as it was sent last, where it is needed later.
    pub(super) invite: Option<Request>,
    pub(super) timer: Timer,
    /// The end of what patience the stage has.
    pub(super) until: Option<Instant>,
    /// Where 3xx have sent us and we have not been, best first.
    pub(super) targets: Vec<Uri>,
    /// Where we have been.
    pub(super) tried: Vec<Uri>,
}

impl Outgoing {
    pub(super) fn begin(
        now: Instant,
        core: &mut Core,
        id: CallId,
        target: Uri,
        options: InviteOptions,
        held: bool,
    ) -> (Base, Self) {
        let sip_call_id = core.entropy.token(22);
        let tag = core.token();
        let remote = Identity {
            display_name: None,
            user: target.user_text(),
            uri: target.to_text(),
            asserted: None,
        };
        let mut base = Base::new(now, id, Direction::Outbound, sip_call_id, remote);
        base.view.held = held;
        base.anonymous = options.anonymous;
        let mut outgoing = Self {
            target,
            options,
            tag,
            cseq: 0,
            stage: Stage::Offering,
            early: Vec::new(),
            applied: Applied::None,
            pending: None,
            invite: None,
            timer: Timer::new(core.policy.timers),
            until: None,
            targets: Vec::new(),
            tried: Vec::new(),
        };
        if outgoing.options.late_offer {
            outgoing.send(now, &mut base, core, None);
        } else {
            let direction = if held {
                MediaDirection::SendOnly
            } else {
                MediaDirection::SendRecv
            };
            base.create_offer(core, direction, false);
        }
        (base, outgoing)
    }

    pub(super) fn early_dialogs(&self) -> impl Iterator<Item = &Dialog> {
        self.early.iter().map(|e| &e.dialog)
    }

    pub(super) fn takes(&self, request: &Request) -> bool {
        self.early.iter().any(|e| e.dialog.takes(request))
    }

    /// Given up, its final response still to come.
    pub(super) fn is_canceling(&self, id: RequestId) -> bool {
        self.stage == Stage::Canceling(id)
    }

    pub(super) fn expects(&self, id: RequestId) -> bool {
        self.stage == Stage::Inviting(id)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let answer = match &self.pending {
            Some(Pending {
                offer: Offer::Update { until, .. },
                ..
            }) => Some(*until),
            _ => None,
        };
        earlier(self.until, answer)
    }

    /// A challenge: the INVITE goes out again. After a hang-up it is not wanted any more.
    pub(super) fn next_seq(&mut self, id: RequestId) -> Option<u32> {
        if self.stage == Stage::Inviting(id) {
            self.next_try();
            return Some(self.cseq);
        }
        self.next_prack_seq(id)
    }

    pub(super) fn handle_timeout(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if matches!(&self.pending, Some(Pending { offer: Offer::Update { until, .. }, .. }) if *until <= now) {
            self.drop_pending(now, base, core, 504);
        }
        if self.until.take_if(|at| *at <= now).is_none() {
            return State::Outgoing(self);
        }
        if self.stage == Stage::Redirected {
            return self.not_followed(now, base, core);
        }
        self.give_up(now, base, core, (Cause::NoAnswer, (408, "No answer"), EndedBy::System))
    }

    pub(super) fn handle_media(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        outcome: MediaOutcome,
    ) -> State {
        if self.stage != Stage::Offering {
            self.handle_early_media(now, base, core, outcome);
            return State::Outgoing(self);
        }
        match outcome {
            MediaOutcome::LocalDescription { sdp, .. } => {
                let sdp = base.describe(sdp);
                self.send(now, base, core, Some(sdp));
                State::Outgoing(self)
            }
            MediaOutcome::Failed { failure, .. } => {
                self.no_media(now, base, core, failure);
                State::Over
            }
            MediaOutcome::Applied => State::Outgoing(self),
        }
    }

    fn no_media(&self, now: Instant, base: &mut Base, core: &mut Core, failure: MediaFailure) {
        let (_, cause) = outcome::refusal_of(failure);
        base.end(now, core, cause, (0, ""), EndedBy::Local);
    }

    /// Sends the first INVITE.
    fn send(&mut self, now: Instant, base: &mut Base, core: &mut Core, sdp: Option<String>) {
        let request = self.invite(base, core, sdp);
        let id = core.send(now, base.owner(), request);
        self.stage = Stage::Inviting(id);
        self.until = self
            .options
            .timeout_sec
            .map(|limit| now + Duration::from_secs(u64::from(limit)));
        base.view.invited_at = Some(now);
        base.event(core, CallEvent::InviteSent);
    }

    fn invite(&mut self, base: &Base, core: &Core, sdp: Option<String>) -> Request {
        self.cseq += 1;
        let anonymous = base.anonymous;
        let from = if anonymous {
            // RFC 3323 §4.1.1.3.
            let mut from = NameAddr::new(Uri::Sip(SipUri::new("anonymous", "anonymous.invalid")));
            from.display = Some("Anonymous".to_owned());
            from
        } else {
            core.local.aor()
        };
        let mut request = Request::new(Method::Invite, self.target.clone());
        let headers = &mut request.headers;
        headers.push(names::FROM, from.with_tag(&self.tag).to_text());
        headers.push(names::TO, NameAddr::new(self.target.clone()).to_text());
        headers.push(names::CALL_ID, &base.view.sip_call_id);
        let cseq = CSeq {
            number: self.cseq,
            method: Method::Invite,
        };
        headers.push(names::CSEQ, cseq.to_text());
        headers.push(names::CONTACT, base.contact(core));
        if anonymous {
            headers.push("Privacy", "id");
            headers.push("P-Preferred-Identity", core.local.aor().to_text());
        }
        if let Some(limit) = self.options.timeout_sec {
            headers.push(names::EXPIRES, decimal(limit.into()));
        }
        if core.policy.reliability == Reliability::Required {
            headers.push(names::REQUIRE, "100rel");
        }
        for (name, value) in &self.options.extra_headers {
            // Checked when the call was begun.
            let _ = headers.push_checked(name, value);
        }
        require_replaces(headers);
        self.timer.ask(headers, true);
        if let Some(sdp) = sdp {
            request.set_body(SDP, sdp.into_bytes());
        }
        request
    }

    /// Sends the INVITE once more in the same call, with the next sequence number.
    pub(super) fn again(&mut self, now: Instant, base: &Base, core: &mut Core, mut request: Request) {
        self.next_try();
        let cseq = CSeq {
            number: self.cseq,
            method: Method::Invite,
        };
        request.headers.set(names::CSEQ, cseq.to_text());
        self.stage = Stage::Inviting(core.send(now, base.owner(), request));
    }

    /// What early dialogs there are belong to the try before (RFC 3261 §8.1.3.5); their requests have used numbers too.
    fn next_try(&mut self) {
        let used = self.early.iter().map(|e| e.dialog.local_seq()).max().unwrap_or(0);
        self.early.clear();
        self.applied = Applied::None;
        self.cseq = self.cseq.max(used) + 1;
    }

    pub(super) fn handle_answer(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
    ) -> State {
        if answered.request.method != Method::Invite {
            self.pracked(answered);
            return State::Outgoing(self);
        }
        let response = match answered.answer {
            Answer::Response(response) => response,
            Answer::Failed(failure) => return self.failed(now, base, core, answered.request, failure),
            Answer::Settled => return State::Outgoing(self),
        };
        if matches!(self.stage, Stage::Canceling(_)) {
            return if response.is_provisional() {
                State::Outgoing(self)
            } else {
                State::Over
            };
        }
        if response.status > 100 {
            base.learn(core, &response.headers);
            base.view.headers = application_headers(&response.headers);
        }
        if response.is_provisional() {
            self.provisional(now, base, core, answered.request, response);
            return State::Outgoing(self);
        }
        if response.is_success() {
            return (*self).accepted(now, base, core, answered, response);
        }
        self.drop_pending(now, base, core, 487);
        self.refused(now, base, core, answered.request, response)
    }

    /// A final response that is none of success: once more where that may help, else the end.
    fn refused(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
        response: &Response,
    ) -> State {
        match response.status {
            // RFC 4028 §7.3.
            422 if self.timer.raise(&response.headers) => {
                let mut request = request.clone();
                for name in [SESSION_EXPIRES, MIN_SE] {
                    request.headers.remove(name);
                }
                self.timer.ask(&mut request.headers, true);
                self.again(now, base, core, request);
                State::Outgoing(self)
            }
            // Without the one option that we can do without (RFC 3261 §8.1.3.5).
            420 if request.headers.has_item(names::REQUIRE, "100rel") => {
                let mut request = request.clone();
                request.headers.remove(names::REQUIRE);
                require_replaces(&mut request.headers);
                self.again(now, base, core, request);
                State::Outgoing(self)
            }
            // Without the offer: then theirs comes in the 2xx (RFC 3261 §8.1.3.5). What the server cannot take once it
            // will not take twice.
            413 | 415 if !self.options.late_offer => {
                let mut request = request.clone();
                request.headers.remove(names::CONTENT_TYPE);
                request.body.clear();
                base.rollback(core);
                self.options.late_offer = true;
                self.again(now, base, core, request);
                State::Outgoing(self)
            }
            300..400 => self.redirected(now, base, core, request, response),
            _ => self.next_target(now, base, core, request, response),
        }
    }

    /// RFC 3261 §8.1.3.1: a time-out counts as 408, a lost transport as 503.
    fn failed(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
        failure: Failure,
    ) -> State {
        match failure {
            Failure::Timeout => {
                self.drop_pending(now, base, core, 487);
                base.end(now, core, Cause::NoAnswer, (408, "Request Timeout"), EndedBy::System);
            }
            Failure::Transport => {
                base.end_lost(now, core);
                if request.headers.has(names::VIA) {
                    // The far end may ring on: it is told as soon as there is a connection again.
                    core.keep_unsent(now, cancel(request, None));
                }
            }
        }
        State::Over
    }

    pub(super) fn hangup(self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        let status = (487, "Request Terminated");
        self.give_up(now, base, core, (Cause::Canceled, status, EndedBy::Local))
    }

    /// Ends the call and takes its INVITE back.
    fn give_up(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        (cause, status, by): (Cause, (u16, &str), EndedBy),
    ) -> State {
        self.drop_pending(now, base, core, 487);
        self.until = None;
        // What a phone that rings may make of it: nothing was missed, or it was (RFC 3326 §2).
        let reason = match (base.cause, cause) {
            (Some(Cause::Replaced), _) => Some("SIP;cause=200;text=\"Call completed elsewhere\""),
            (_, Cause::NoAnswer) => Some("SIP;cause=408;text=\"Request Timeout\""),
            _ => None,
        };
        base.end(now, core, cause, status, by);
        match self.stage {
            Stage::Inviting(id) if core.cancel(now, id, reason) => {
                self.stage = Stage::Canceling(id);
                State::Outgoing(self)
            }
            // Nothing went out, or it waits for credentials: nothing to take back.
            Stage::Inviting(id) => {
                core.abandon(id);
                State::Over
            }
            Stage::Offering | Stage::Redirected | Stage::Canceling(_) => State::Over,
        }
    }
}

/// One who does not know Replaces would ring as for any call (RFC 3891 §4).
fn require_replaces(headers: &mut Headers) {
    if headers.has(names::REPLACES) {
        headers.push(names::REQUIRE, "replaces");
    }
}

/// Whether all headers that an application gave may be sent.
pub(crate) fn check_headers(extra: &[(String, String)]) -> bool {
    extra.iter().all(|(name, value)| Headers::check(name, value).is_ok())
}
