//! Changes of the session that the far end asks for (RFC 3261 §14.2), and the ACKs of our answers.

use super::base::Base;
use super::incoming::{INCOMPATIBLE, retry_later};
use super::session::{Exchange, Session};
use super::unacked::Unacked;
use super::{State, make_dialog_forming, outcome, sdp, sdp_of};
use crate::sip::message::{Method, Request, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{MediaDirection, MediaFailure};
use crate::time::Instant;

impl Session {
    /// A re-INVITE. Each way out answers exactly once.
    pub(super) fn handle_invite(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: Request,
    ) {
        if request.method == Method::Update {
            // It had waited for the exchange before it.
            return self.handle_update(now, base, core, server, request);
        }
        if self.refuse_interval(now, core, server, &request) {
            return;
        }
        let Some(request) = self.make_room(now, core, server, request) else {
            return;
        };
        // That they go on proves that they have our 2xx, whatever became of the ACK.
        if let Exchange::Confirming { .. } = self.exchange {
            self.unacked = None;
        }
        self.exchange = Exchange::Stable;
        match sdp_of(&request.headers, &request.body) {
            Some(offer) => base.create_answer(core, offer, self.wish()),
            None => base.create_offer(core, self.wish(), false),
        }
        self.exchange = Exchange::Answering {
            server,
            request: Box::new(request),
        };
    }

    /// Whether an offer of theirs can be taken now. One that cannot is answered, or kept for a moment, and not given
    /// back (RFC 3261 §14.2, RFC 3311 §5.2).
    pub(super) fn make_room(
        &mut self,
        now: Instant,
        core: &mut Core,
        server: ServerId,
        request: Request,
    ) -> Option<Request> {
        match &self.exchange {
            // Glare: ours is out (or about to be), so theirs has to wait.
            Exchange::Offering(_) | Exchange::Offered { .. } | Exchange::Confirming { late: true } => {
                core.reply(now, server, &request, 491, self.dialog.local_tag());
                return None;
            }
            Exchange::Applying { .. } if self.stash.is_none() => {
                // Their answer is on its way into the peer connection: a matter of milliseconds.
                self.stash = Some((server, request));
                return None;
            }
            Exchange::Applying { .. } | Exchange::Answering { .. } | Exchange::Acknowledging { .. } => {
                let response = retry_later(core, &request, self.dialog.local_tag());
                core.table.respond(now, server, &response);
                return None;
            }
            Exchange::Backoff { operation, .. } => self.queue.insert(0, *operation),
            Exchange::Confirming { .. } | Exchange::Stable => {}
        }
        Some(request)
    }

    /// Our description is made: 200. Only now does their Contact count (§12.2.2).
    pub(super) fn send_answer(&mut self, now: Instant, base: &mut Base, core: &mut Core, sdp: String) {
        let Exchange::Answering { server, request } = core::mem::replace(&mut self.exchange, Exchange::Stable) else {
            return;
        };
        let offer = sdp_of(&request.headers, &request.body);
        if request.method == Method::Update {
            let mut response = self.accept_update(now, base, core, &request);
            response.set_body(SDP, base.describe(sdp).into_bytes());
            core.table.respond(now, server, &response);
            self.rest();
        } else {
            let mut response = core.response(&request, 200, self.dialog.local_tag());
            make_dialog_forming(&mut response, &request, &base.contact(core));
            response.set_body(SDP, base.describe(sdp).into_bytes());
            self.timer.answer(now, &request.headers, &mut response);
            self.unacked = Unacked::send(now, core, server, response, false);
            if self.unacked.is_some() {
                self.exchange = Exchange::Confirming { late: offer.is_none() };
            }
            self.dialog.refresh_target(request.headers.contact());
            self.note_allow(&request.headers);
            base.learn(core, &request.headers);
        }
        if let Some(offer) = offer {
            self.note_offer(base, core, &offer);
        }
    }

    /// Their offer cannot be taken; the session stays as it is.
    pub(super) fn refuse_offer(&mut self, now: Instant, core: &mut Core, failure: MediaFailure) {
        let Exchange::Answering { server, request } = core::mem::replace(&mut self.exchange, Exchange::Stable) else {
            return;
        };
        let status = match outcome::refusal_of(failure) {
            (488, _) => 488,
            _ => 500,
        };
        let mut response = core.response(&request, status, self.dialog.local_tag());
        if status == 488 {
            response.headers.push(names::WARNING, INCOMPATIBLE);
        }
        core.table.respond(now, server, &response);
        self.rest();
    }

    /// They take a re-INVITE back.
    pub(super) fn handle_cancel(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
    ) -> State {
        if let Some((stashed, request)) = &self.stash
            && *stashed == server
        {
            core.reply(now, server, request, 487, self.dialog.local_tag());
            self.stash = None;
        } else if let Exchange::Answering { request, .. } = &self.exchange {
            core.reply(now, server, request, 487, self.dialog.local_tag());
            base.rollback(core);
            self.exchange = Exchange::Stable;
        }
        self.advance(now, base, core);
        State::Session(self)
    }

    /// The ACK of a 2xx of ours; after a late offer it holds their answer (§13.2.1).
    pub(super) fn handle_ack(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
    ) -> State {
        let number = request.headers.cseq_number().unwrap_or_default();
        if !self.unacked.as_ref().is_some_and(|u| u.acknowledged_by(number)) {
            return State::Session(self);
        }
        let initial = self.unacked.take().is_some_and(|unacked| unacked.initial);
        let Exchange::Confirming { late } = self.exchange else {
            return State::Session(self);
        };
        self.exchange = Exchange::Stable;
        if late {
            let offered = self.wish();
            match sdp_of(&request.headers, &request.body) {
                Some(answer) => {
                    self.note_answer(base, core, &answer, offered);
                    self.exchange = Exchange::Applying {
                        operation: None,
                        initial,
                    };
                    base.apply_answer(core, fitted(&answer, offered), false);
                }
                None if initial => return self.no_media(now, base, core, MediaFailure::BadDescription),
                None => base.rollback(core),
            }
        }
        self.advance(now, base, core);
        State::Session(self)
    }
}

fn fitted(answer: &str, offered: MediaDirection) -> String {
    sdp::fit_answer(answer, offered)
}
