//! UPDATE (RFC 3311) in an answered call: ours keep the session alive, theirs may change it.
//!
//! What we want changed goes by re-INVITE, as §5.1 asks for once a call is answered. Ours carry no offer; they are
//! session refreshes (RFC 4028 §7.4) and target refreshes for a far end whose Allow has the method. The repair after
//! a broken connection stays a re-INVITE all the same: there are servers that list UPDATE and answer 481 to one
//! without a body, and only an offer makes those in the media path look anew at where our packets come from. An
//! UPDATE follows where such a re-INVITE is refused, so that at least our address is known.

use super::base::Base;
use super::modify::{MAX_TIMEOUTS, Operation};
use super::session::{Exchange, Session};
use super::session_timer::{Due, MIN_SE};
use super::{State, sdp_of};
use crate::sip::message::{Headers, Method, Request, Response, names};
use crate::sip::transaction::{Failure, ServerId, TIMEOUT};
use crate::sip::user_agent::Cause;
use crate::sip::user_agent::kernel::{Answer, Answered, Core};
use crate::text::decimal;
use crate::time::{Duration, Instant};

/// An offer by UPDATE has to be answered at once (§5.2); after that time it is refused with 504.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);

impl Session {
    /// What a message of theirs says about what they can do.
    pub(super) fn note_allow(&mut self, headers: &Headers) {
        if headers.has(names::ALLOW) {
            self.allows_update = headers.items(names::ALLOW).iter().any(|m| m == "UPDATE");
        }
    }

    /// The session timer: refreshes when it is time. One that nobody has refreshed ends the call, unless media flows,
    /// something is being asked of the far end, or there is no connection: then our own refresh finds out whether it
    /// is still there.
    pub(super) fn renew(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
    ) -> Result<Box<Self>, State> {
        let due = self.timer.handle_timeout(now);
        let asks = self.update.is_some() || !matches!(self.exchange, Exchange::Stable);
        if due == Due::Expired && core.ready && !asks && !self.health.flows() {
            return Err(self.end(now, base, core, Cause::DialogLost, (408, "Session expired")));
        }
        if due != Due::Nothing && !self.queue.contains(&Operation::Renew) {
            self.queue.push(Operation::Renew);
        }
        Ok(self)
    }

    /// Sends an UPDATE without an offer, unless one is out.
    pub(super) fn send_update(&mut self, now: Instant, base: &Base, core: &mut Core) {
        if self.update.is_some() {
            return;
        }
        let mut request = self.dialog.request(Method::Update);
        request.headers.push(names::CONTACT, base.contact(core));
        self.timer.ask(&mut request.headers, false);
        self.update = Some((core.send(now, base.owner(), request), now));
    }

    /// What came of our UPDATE. Nothing but silence three times in a row ends the call (RFC 4028 §10 is stricter, and
    /// would end calls that people are talking in).
    pub(super) fn updated(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
    ) -> State {
        let Some((id, sent)) = self.update.filter(|(id, _)| *id == answered.id) else {
            return State::Session(self);
        };
        let again = Duration::from_secs(10);
        let status = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return State::Session(self),
            Answer::Response(response) if response.is_success() => {
                self.update = None;
                self.timeouts = 0;
                self.dialog.refresh_target(response.headers.contact());
                self.timer.granted(now, &response.headers);
                base.learn(core, &response.headers);
                return State::Session(self);
            }
            Answer::Response(response) if response.status == 422 && self.timer.raise(&response.headers) => {
                self.update = None;
                self.send_update(now, base, core);
                return State::Session(self);
            }
            Answer::Response(response) => response.status,
            Answer::Failed(Failure::Timeout) => 408,
            // The repair after the next registration takes its place.
            Answer::Failed(Failure::Transport) | Answer::Settled => 0,
        };
        debug_assert!(self.update.is_some_and(|(out, _)| out == id));
        self.update = None;
        match status {
            0 => {}
            // Not believed before a re-INVITE has said so too.
            405 | 481 | 501 => {
                self.allows_update = false;
                self.want_refresh(false);
            }
            408 => {
                self.timeouts += 1;
                if self.timeouts >= MAX_TIMEOUTS {
                    return self.end(now, base, core, Cause::DialogLost, (408, "Request Timeout"));
                }
                self.timer.again(now.max(sent + TIMEOUT));
            }
            491 => self.timer.again(now + self.glare_pause(core)),
            _ => self.timer.again(now + again),
        }
        self.advance(now, base, core);
        State::Session(self)
    }

    /// An UPDATE of theirs (§5.2). Each way out answers exactly once.
    pub(super) fn handle_update(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: Request,
    ) {
        if self.refuse_interval(now, core, server, &request) {
            return;
        }
        let offer = sdp_of(&request.headers, &request.body);
        let Some(offer) = offer else {
            let response = self.accept_update(now, base, core, &request);
            core.table.respond(now, server, &response);
            return;
        };
        let Some(request) = self.make_room(now, core, server, request) else {
            return;
        };
        base.create_answer(core, offer, self.wish());
        self.answer_by = Some(now + PATIENCE);
        self.exchange = Exchange::Answering {
            server,
            request: Box::new(request),
        };
    }

    /// 200 for an UPDATE: only now does their Contact count.
    pub(super) fn accept_update(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
    ) -> Response {
        let mut response = core.response(request, 200, self.dialog.local_tag());
        response.headers.push(names::CONTACT, base.contact(core));
        self.timer.answer(now, &request.headers, &mut response);
        self.dialog.refresh_target(request.headers.contact());
        self.note_allow(&request.headers);
        base.learn(core, &request.headers);
        response
    }

    /// What an exchange of theirs leaves behind: our last 2xx may still wait for its ACK.
    pub(super) fn rest(&mut self) {
        self.answer_by = None;
        self.exchange = if self.unacked.is_some() {
            Exchange::Confirming { late: false }
        } else {
            Exchange::Stable
        };
    }

    /// 422 for a session interval that is too short (RFC 4028 §9).
    pub(super) fn refuse_interval(&self, now: Instant, core: &mut Core, server: ServerId, request: &Request) -> bool {
        let Some(least) = self.timer.refuses(&request.headers) else {
            return false;
        };
        let response = core
            .response(request, 422, self.dialog.local_tag())
            .with(MIN_SE, decimal(least.into()));
        core.table.respond(now, server, &response);
        true
    }

    /// An offer by UPDATE that could not be answered in time: 504.
    pub(super) fn answer_overdue(&mut self, now: Instant, base: &mut Base, core: &mut Core) {
        if self.answer_by.take_if(|at| *at <= now).is_none() {
            return;
        }
        if let Exchange::Answering { server, request } = &self.exchange {
            core.reply(now, *server, request, 504, self.dialog.local_tag());
            base.rollback(core);
            self.rest();
        }
    }
}
