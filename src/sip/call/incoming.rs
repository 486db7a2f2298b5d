//! A call of theirs that we have not answered (RFC 3261 §13.3).
//!
//! ```text
//!   INVITE ─180─► Ringing ──answer──► Answering ──description made, 200──► (Session)
//!                   │ ▲ 180 each minute │ media failed: 480, 488, 500
//!                   │ └ progress: 183 with our description, its PRACK first (RFC 3262)
//!                   │ reject, CANCEL 487, BYE 487, Expires 487, no answer 480, no PRACK 504
//!                   └────────────────────────────────────────────────────► (Over)
//! ```
//!
//! Offer and answer before the 200 (RFC 3262 §5): ours may go out with a reliable 183, as the answer to the INVITE or
//! as the offer that the PRACK answers; once that exchange is over the caller may make another by PRACK or UPDATE.

use super::adrift::Drift;
use super::base::Base;
use super::hints;
use super::reliable::{Reliable, Wait};
use super::session::Session;
use super::session_timer::{MIN_SE, Timer};
use super::{State, application_headers, make_dialog_forming, outcome, sdp_of};
use crate::sip::dialog::{Dialog, Order};
use crate::sip::message::{Headers, Method, Request, Response, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{
    CallId, Cause, CommandError, Direction, EndedBy, Event, Identity, MediaDirection, MediaFailure, MediaOutcome,
    Phase, Reliability,
};
use crate::text::decimal;
use crate::time::{Duration, Instant, earlier};

/// A provisional response is repeated each minute, or proxies would give up (§13.3.1.1).
const REPEAT_180: Duration = Duration::from_secs(60);
/// Nobody answers: 480 after that time, which is a proxy's Timer C (§16.6).
const NO_ANSWER: Duration = Duration::from_secs(180);

/// Warning of a refusal for its media (§20.43).
pub(super) const INCOMPATIBLE: &str = "305 voip.invalid \"Incompatible media format\"";

/// How far the first offer/answer exchange is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreed {
    /// Our description goes out with the 200, or has gone out unreliably.
    No,
    /// Our offer is out with a 183; the PRACK has to answer it.
    Offered,
    /// Their answer is being applied.
    Applying,
    /// It is over.
    Yes,
}

pub(super) struct Incoming {
    pub(super) server: ServerId,
    pub(super) request: Request,
    pub(super) dialog: Dialog,
    /// The application has taken the call.
    pub(super) answering: bool,
    /// It wants a 183 with our description.
    pub(super) progressing: bool,
    /// Our description is being made.
    pub(super) making: bool,
    /// Our description.
    pub(super) local: Option<String>,
    pub(super) agreed: Agreed,
    /// An offer of theirs by PRACK or UPDATE that is being answered, and until when it has to be.
    pub(super) pending: Option<(ServerId, Box<Request>, Instant)>,
    pub(super) reliable: Reliable,
    /// Reliable are all provisional responses, or those with a description, or none.
    all_reliable: bool,
    described_reliable: bool,
    /// The caller insists on it.
    required: bool,
    /// A 183 that waits for the PRACK of the response before it.
    pub(super) waits: bool,
    next_180: Instant,
    until: Instant,
    /// What it is answered at `until`: 487 when the caller's Expires is over, else 480.
    expired_status: u16,
    /// It is taken by itself then.
    auto_at: Option<Instant>,
    pub(super) drift: Drift,
    /// Our refusal, said without a connection.
    pub(super) parting: Option<Response>,
}

impl Incoming {
    /// Rings, with a tag of ours that was said before if there is one; `None` when the INVITE was refused.
    pub(super) fn begin(
        now: Instant,
        core: &mut Core,
        id: CallId,
        server: ServerId,
        request: Request,
        tag: Option<String>,
    ) -> Option<(Base, Self)> {
        let tag = tag.unwrap_or_else(|| core.token());
        let Some(dialog) = Dialog::from_request(&request, &tag) else {
            let mut response = core.response(&request, 400, &tag);
            response.reason = String::from("Missing or Invalid Contact");
            core.table.respond(now, server, &response);
            return None;
        };
        if let Some(least) = Timer::new(core.policy.timers).refuses(&request.headers) {
            let response = core.response(&request, 422, &tag).with(MIN_SE, decimal(least.into()));
            core.table.respond(now, server, &response);
            return None;
        }
        let headers = &request.headers;
        let sip_call_id = headers.call_id().into_owned();
        let mut base = Base::new(now, id, Direction::Inbound, sip_call_id, Identity::of(headers.from()));
        base.view.headers = application_headers(headers);
        base.view.auto_answer = hints::auto_answer(headers);
        let after = |seconds: u32| now + Duration::from_secs(u64::from(seconds));
        let (until, expired_status) = match headers.number(names::EXPIRES).map(after) {
            Some(limit) if limit < now + NO_ANSWER => (limit, 487),
            _ => (now + NO_ANSWER, 480),
        };
        let required = headers.has_item(names::REQUIRE, "100rel");
        let possible = required || headers.has_item(names::SUPPORTED, "100rel");
        let policy = core.policy;
        let mut incoming = Self {
            server,
            dialog,
            answering: false,
            progressing: false,
            making: false,
            local: None,
            agreed: Agreed::No,
            pending: None,
            reliable: Reliable::default(),
            all_reliable: required || (possible && policy.reliability == Reliability::Required),
            described_reliable: required || (possible && policy.reliability != Reliability::Off),
            required,
            waits: false,
            next_180: now + REPEAT_180,
            until,
            expired_status,
            drift: Drift::None,
            parting: None,
            auto_at: base.view.auto_answer.filter(|_| policy.auto_answer).map(after),
            request,
        };
        incoming.ring(now, core);
        core.event(Event::Incoming(id));
        base.learn(core, &incoming.request.headers);
        Some((base, incoming))
    }

    pub(super) fn server(&self) -> ServerId {
        self.server
    }

    pub(super) fn tag(&self) -> &str {
        self.dialog.local_tag()
    }

    pub(super) fn dialog(&self) -> &Dialog {
        &self.dialog
    }

    pub(super) fn takes(&self, request: &Request) -> bool {
        self.dialog.takes(request)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let pending = self.pending.as_ref().map(|(_, _, until)| *until);
        let ringing = earlier(Some(self.next_180), Some(self.until));
        let others = earlier(self.reliable.deadline(), self.drift_deadline());
        earlier(earlier(pending, self.auto_at), earlier(ringing, others))
    }

    fn provisional(&self, core: &Core, status: u16) -> Response {
        let mut response = core.response(&self.request, status, self.tag());
        make_dialog_forming(&mut response, &self.request, &core.local.contact(false).to_text());
        response
    }

    pub(super) fn ring(&mut self, now: Instant, core: &mut Core) {
        if !self.all_reliable {
            let response = self.provisional(core, 180);
            core.table.respond(now, self.server, &response);
        } else if !self.reliable.is_out() {
            let response = self.provisional(core, 180);
            self.reliable.send(now, core, self.server, response);
        }
    }

    /// 183 with our description, if there is one; reliable ones go out one after the other.
    pub(super) fn send_183(&mut self, now: Instant, base: &mut Base, core: &mut Core) {
        let described = self.local.is_some() && self.agreed == Agreed::No;
        let reliable = if described {
            self.described_reliable
        } else {
            self.all_reliable
        };
        self.waits = reliable && self.reliable.is_out();
        if self.waits {
            return;
        }
        let mut response = self.provisional(core, 183);
        if let Some(sdp) = self.local.as_ref().filter(|_| described) {
            response.set_body(SDP, sdp.clone().into_bytes());
            base.enter(core, Phase::Early);
        }
        if !reliable {
            core.table.respond(now, self.server, &response);
            return;
        }
        if described && sdp_of(&self.request.headers, &self.request.body).is_none() {
            self.agreed = Agreed::Offered;
        }
        self.reliable.send(now, core, self.server, response);
    }

    pub(super) fn handle_timeout(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if self.until <= now {
            return self.expire(now, base, core);
        }
        if !self.still_afloat(now) {
            return self.sink(now, base, core);
        }
        if self.reliable.handle_timeout(now, core, self.server) == Wait::Over {
            if self.required || self.reliable.holds_answer() {
                // RFC 3262 §3.
                core.reply(now, self.server, &self.request, 504, self.tag());
                self.drop_pending(now, core);
                base.end(now, core, Cause::Failed, (504, "No PRACK"), EndedBy::System);
                return State::Over;
            }
            self.reliable.give_up();
        }
        if self.next_180 <= now {
            self.next_180 = now + REPEAT_180;
            self.ring(now, core);
        }
        if let Some((server, request, _)) = self.pending.take_if(|(_, _, until)| *until <= now) {
            core.reply(now, server, &request, 504, self.tag());
            base.rollback(core);
        }
        if self.auto_at.take_if(|at| *at <= now).is_some() {
            // Taken already: then there is nothing to do.
            let _ = self.answer(base, core);
        }
        self.proceed(now, base, core)
    }

    fn expire(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        core.reply(now, self.server, &self.request, self.expired_status, self.tag());
        self.drop_pending(now, core);
        let reason = if self.expired_status == 487 {
            "Request Terminated"
        } else {
            "Temporarily Unavailable"
        };
        let status = (self.expired_status, reason);
        base.end(now, core, Cause::NoAnswer, status, EndedBy::System);
        State::Over
    }

    /// What of theirs is still unanswered when the call ends.
    fn drop_pending(&mut self, now: Instant, core: &mut Core) {
        if let Some((server, request, _)) = self.pending.take() {
            core.reply(now, server, &request, 487, self.tag());
        }
    }

    pub(super) fn handle_cancel(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        cancel: &Request,
    ) -> State {
        core.reply(now, self.server, &self.request, 487, self.tag());
        self.drop_pending(now, core);
        self.withdrawn(now, base, core, &cancel.headers);
        State::Over
    }

    /// The caller gave up, or another phone took the call.
    fn withdrawn(&self, now: Instant, base: &mut Base, core: &mut Core, headers: &Headers) {
        let elsewhere = outcome::answered_elsewhere(headers);
        let cause = if elsewhere {
            Cause::AnsweredElsewhere
        } else {
            Cause::Canceled
        };
        base.note_end(headers);
        let (status, reason) = outcome::reason_of(headers).unwrap_or((487, String::from("Request Terminated")));
        base.end(now, core, cause, (status, &reason), EndedBy::Remote);
    }

    /// A request within the early dialog.
    pub(super) fn handle_request(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) -> State {
        if self.dialog.order(request) == Order::Late {
            core.reply(now, server, request, 500, self.tag());
            return State::Incoming(self);
        }
        match request.method {
            Method::Bye => {
                core.reply(now, server, request, 200, self.tag());
                core.reply(now, self.server, &self.request, 487, self.tag());
                self.drop_pending(now, core);
                self.withdrawn(now, base, core, &request.headers);
                return State::Over;
            }
            Method::Prack => return self.handle_prack(now, base, core, server, request),
            Method::Update => self.handle_update(now, base, core, server, request),
            Method::Options => core.reply(now, server, request, 200, self.tag()),
            Method::Invite => {
                // Theirs is still unanswered (§14.2).
                let response = retry_later(core, request, self.tag());
                core.table.respond(now, server, &response);
            }
            _ => core.reply(now, server, request, 405, self.tag()),
        }
        State::Incoming(self)
    }

    pub(super) fn make(&mut self, base: &mut Base, core: &mut Core) {
        self.making = true;
        match sdp_of(&self.request.headers, &self.request.body) {
            Some(offer) => base.create_answer(core, offer, MediaDirection::SendRecv),
            None => base.create_offer(core, MediaDirection::SendRecv, false),
        }
    }

    /// The application takes the call: the description for the 200 begins to be made, if there is none yet; an INVITE
    /// without an offer gets ours (§13.3.1).
    pub(super) fn answer(&mut self, base: &mut Base, core: &mut Core) -> Result<(), CommandError> {
        if self.answering {
            return Err(CommandError::InvalidState);
        }
        self.answering = true;
        if self.local.is_none() && !self.making {
            self.make(base, core);
        }
        Ok(())
    }

    /// Early media: 183 with our description. Without a reliable way no offer of ours can go before the 200; then the
    /// 183 has none.
    pub(super) fn progress(&mut self, now: Instant, base: &mut Base, core: &mut Core) -> Result<(), CommandError> {
        if self.answering || self.progressing {
            return Err(CommandError::InvalidState);
        }
        self.progressing = true;
        if self.described_reliable || sdp_of(&self.request.headers, &self.request.body).is_some() {
            self.make(base, core);
        } else {
            self.send_183(now, base, core);
        }
        Ok(())
    }

    pub(super) fn handle_media(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        outcome: MediaOutcome,
    ) -> State {
        match outcome {
            MediaOutcome::LocalDescription { sdp, .. } if self.pending.is_some() => {
                self.finish_answer(now, base, core, Ok(sdp));
            }
            MediaOutcome::LocalDescription { sdp, .. } => {
                self.making = false;
                self.local = Some(base.describe(sdp));
                if !self.answering {
                    self.send_183(now, base, core);
                }
            }
            MediaOutcome::Failed { failure, .. } if self.pending.is_some() => {
                self.finish_answer(now, base, core, Err(failure));
            }
            MediaOutcome::Failed { failure, .. } => {
                self.refuse_media(now, base, core, failure);
                return State::Over;
            }
            MediaOutcome::Applied if self.agreed == Agreed::Applying => self.agreed = Agreed::Yes,
            MediaOutcome::Applied => {}
        }
        self.proceed(now, base, core)
    }

    /// Answers if the application has taken the call and nothing stands in the way: a 2xx waits for the PRACK of a
    /// description, and for the answer to an offer of theirs.
    pub(super) fn proceed(self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        let held = self.is_drifting()
            || self.reliable.holds_answer()
            || self.pending.is_some()
            || matches!(self.agreed, Agreed::Offered | Agreed::Applying);
        match &self.local {
            Some(sdp) if self.answering && !self.making && !held => {
                let sdp = sdp.clone();
                self.accept(now, base, core, sdp)
            }
            _ => State::Incoming(self),
        }
    }

    fn accept(self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core, sdp: String) -> State {
        let mut response = core.response(&self.request, 200, self.tag());
        make_dialog_forming(&mut response, &self.request, &core.local.contact(false).to_text());
        let offer = sdp_of(&self.request.headers, &self.request.body);
        let agreed = self.agreed == Agreed::Yes;
        if !agreed {
            response.set_body(SDP, sdp.into_bytes());
        }
        base.session_tag = Some(self.dialog.remote_tag().to_owned());
        base.view.answered_at = Some(now);
        let mut timer = Timer::new(core.policy.timers);
        timer.answer(now, &self.request.headers, &mut response);
        let late = offer.is_none() && !agreed;
        let mut session = Session::incoming(now, core, (self.dialog, timer), (self.server, response), late);
        if let Some(offer) = offer {
            session.note_offer(base, core, &offer);
        }
        session.note_allow(&self.request.headers);
        session.reliable = self.reliable;
        base.enter(core, Phase::Active);
        State::Session(Box::new(session))
    }

    pub(super) fn refuse_media(&mut self, now: Instant, base: &mut Base, core: &mut Core, failure: MediaFailure) {
        let (status, cause) = outcome::refusal_of(failure);
        let mut response = core.response(&self.request, status, self.tag());
        if status == 488 {
            // RFC 3261 §20.43.
            response.headers.push(names::WARNING, INCOMPATIBLE);
        }
        core.table.respond(now, self.server, &response);
        self.drop_pending(now, core);
        base.end(now, core, cause, (status, ""), EndedBy::Local);
    }

    pub(super) fn reject(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        status: u16,
        headers: &[(String, String)],
    ) -> State {
        let mut response = core.response(&self.request, status, self.tag());
        for (name, value) in headers {
            response.headers.push(name, value);
        }
        if matches!(status, 488 | 606) && !response.headers.has(names::WARNING) {
            response.headers.push(names::WARNING, INCOMPATIBLE);
        }
        self.drop_pending(now, core);
        let cause = if status == 487 {
            Cause::Rejected
        } else {
            outcome::cause_of(status)
        };
        base.end(now, core, cause, (status, &response.reason), EndedBy::Local);
        self.part(now, core, response)
    }
}

/// 500 with Retry-After 0 to 10 s: an INVITE while another of that side is unanswered (§14.2).
pub(super) fn retry_later(core: &mut Core, request: &Request, tag: &str) -> Response {
    let seconds = decimal(core.entropy.up_to(10).into());
    core.response(request, 500, tag).with(names::RETRY_AFTER, seconds)
}
