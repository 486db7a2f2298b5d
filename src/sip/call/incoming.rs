//! A call of theirs that we have not answered (RFC 3261 §13.3).
//!
//! ```text
//!   INVITE ─180─► Ringing ──answer──► Answering ──description made, 200──► (Session)
//!                   │ 180 each minute   │ media failed: 480, 488, 500
//!                   │ reject, CANCEL 487, BYE 487, Expires 487, no answer 480
//!                   └────────────────────────────────────────────────────► (Over)
//! ```

use super::base::Base;
use super::session::Session;
use super::session_timer::{MIN_SE, Timer};
use super::{State, application_headers, make_dialog_forming, outcome, sdp_of};
use crate::sip::dialog::{Dialog, Order};
use crate::sip::message::{Headers, Method, Request, Response, Uri, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{
    CallId, Cause, CommandError, Direction, EndedBy, Event, Identity, MediaDirection, MediaFailure, MediaOutcome, Phase,
};
use crate::time::{Duration, Instant};

/// A provisional response is repeated each minute, or proxies would give up (§13.3.1.1).
const REPEAT_180: Duration = Duration::from_secs(60);
/// Nobody answers: 480 after that time, which is a proxy's Timer C (§16.6).
const NO_ANSWER: Duration = Duration::from_secs(180);

pub(super) struct Incoming {
    server: ServerId,
    request: Request,
    dialog: Dialog,
    answering: bool,
    next_180: Instant,
    until: Instant,
    /// What it is answered at `until`: 487 when the caller's Expires is over, else 480.
    expired_status: u16,
}

impl Incoming {
    /// Rings; `None` when the INVITE was refused.
    pub(super) fn begin(
        now: Instant,
        core: &mut Core,
        id: CallId,
        server: ServerId,
        request: Request,
    ) -> Option<(Base, Self)> {
        let tag = core.token();
        let Some(dialog) = Dialog::from_request(&request, &tag) else {
            let mut response = core.response(&request, 400, &tag);
            response.reason = String::from("Missing or Invalid Contact");
            core.table.respond(now, server, &response);
            return None;
        };
        if let Some(least) = Timer::new(core.policy.timers).refuses(&request.headers) {
            let response = core.response(&request, 422, &tag).with(MIN_SE, least.to_string());
            core.table.respond(now, server, &response);
            return None;
        }
        let mut base = Base::new(
            now,
            id,
            Direction::Inbound,
            request.headers.call_id().into_owned(),
            Identity::of(request.headers.from()),
        );
        base.view.headers = application_headers(&request);
        let expires = request
            .headers
            .number(names::EXPIRES)
            .map(|sec| Duration::from_secs(u64::from(sec)));
        let (until, expired_status) = match expires {
            Some(limit) if limit < NO_ANSWER => (now + limit, 487),
            _ => (now + NO_ANSWER, 480),
        };
        let incoming = Self {
            server,
            request,
            dialog,
            answering: false,
            next_180: now + REPEAT_180,
            until,
            expired_status,
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

    pub(super) fn takes(&self, request: &Request) -> bool {
        self.dialog.takes(request)
    }

    pub(super) fn deadline(&self) -> Instant {
        self.next_180.min(self.until)
    }

    fn ring(&self, now: Instant, core: &mut Core) {
        let mut response = core.response(&self.request, 180, self.tag());
        make_dialog_forming(&mut response, &self.request, &core.local.contact(false).to_text());
        core.table.respond(now, self.server, &response);
    }

    pub(super) fn handle_timeout(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if self.until <= now {
            core.reply(now, self.server, &self.request, self.expired_status, self.tag());
            let reason = if self.expired_status == 487 {
                "Request Terminated"
            } else {
                "Temporarily Unavailable"
            };
            base.end(
                now,
                core,
                Cause::NoAnswer,
                (self.expired_status, reason),
                EndedBy::System,
            );
            return State::Over;
        }
        if self.next_180 <= now {
            self.next_180 = now + REPEAT_180;
            self.ring(now, core);
        }
        State::Incoming(self)
    }

    pub(super) fn handle_cancel(
        self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        cancel: &Request,
    ) -> State {
        core.reply(now, self.server, &self.request, 487, self.tag());
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
                self.withdrawn(now, base, core, &request.headers);
                return State::Over;
            }
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

    /// The description for the 200 begins to be made; an INVITE without an offer gets ours (§13.3.1).
    pub(super) fn answer(&mut self, base: &mut Base, core: &mut Core) -> Result<(), CommandError> {
        if self.answering {
            return Err(CommandError::InvalidState);
        }
        self.answering = true;
        match sdp_of(&self.request.headers, &self.request.body) {
            Some(offer) => base.create_answer(core, offer, MediaDirection::SendRecv),
            None => base.create_offer(core, MediaDirection::SendRecv, false),
        }
        Ok(())
    }

    pub(super) fn handle_media(
        self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        outcome: MediaOutcome,
    ) -> State {
        match outcome {
            MediaOutcome::LocalDescription { sdp, .. } => self.accept(now, base, core, sdp),
            MediaOutcome::Failed { failure, .. } => {
                self.refuse_media(now, base, core, failure);
                State::Over
            }
            MediaOutcome::Applied => State::Incoming(self),
        }
    }

    fn accept(self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core, sdp: String) -> State {
        let mut response = core.response(&self.request, 200, self.tag());
        make_dialog_forming(&mut response, &self.request, &core.local.contact(false).to_text());
        response.set_body(SDP, base.describe(sdp).into_bytes());
        let offer = sdp_of(&self.request.headers, &self.request.body);
        base.session_tag = Some(self.dialog.remote_tag().to_owned());
        base.view.answered_at = Some(now);
        let mut timer = Timer::new(core.policy.timers);
        timer.answer(now, &self.request.headers, &mut response);
        let dialog = (self.dialog, timer);
        let mut session = Session::incoming(now, base, core, dialog, (self.server, response), offer.as_deref());
        session.note_allow(&self.request.headers);
        base.enter(core, Phase::Active);
        State::Session(Box::new(session))
    }

    fn refuse_media(&self, now: Instant, base: &mut Base, core: &mut Core, failure: MediaFailure) {
        let (status, cause) = outcome::refusal_of(failure);
        let mut response = core.response(&self.request, status, self.tag());
        if status == 488 {
            // RFC 3261 §20.43.
            response
                .headers
                .push(names::WARNING, "305 voip.invalid \"Incompatible media format\"");
        }
        core.table.respond(now, self.server, &response);
        base.end(now, core, cause, (status, ""), EndedBy::Local);
    }

    pub(super) fn reject(
        self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        status: u16,
        forward_to: Option<&Uri>,
    ) -> State {
        let mut response = core.response(&self.request, status, self.tag());
        if let Some(uri) = forward_to {
            response
                .headers
                .push(names::CONTACT, super::leaving::redirect_contact(uri));
        }
        core.table.respond(now, self.server, &response);
        let cause = if status == 487 {
            Cause::Rejected
        } else {
            outcome::cause_of(status)
        };
        base.end(now, core, cause, (status, &response.reason), EndedBy::Local);
        State::Over
    }
}

/// 500 with Retry-After 0 to 10 s: an INVITE while another of that side is unanswered (§14.2).
pub(super) fn retry_later(core: &mut Core, request: &Request, tag: &str) -> Response {
    let seconds = core.entropy.up_to(10).to_string();
    core.response(request, 500, tag).with(names::RETRY_AFTER, seconds)
}
