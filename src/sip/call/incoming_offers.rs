//! Offers and answers before a call of theirs is taken: what PRACK brings (RFC 3262 §5), and UPDATE (RFC 3311 §5.2).

use super::State;
use super::base::Base;
use super::incoming::{Agreed, Incoming, retry_later};
use super::update::PATIENCE;
use super::{outcome, sdp, sdp_of};
use crate::sip::message::{Method, Request, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{MediaDirection, MediaFailure};
use crate::time::Instant;

impl Incoming {
    /// A PRACK (RFC 3262 §3): it may answer our offer, or make another after our answer (§5).
    pub(super) fn handle_prack(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) -> State {
        let Some(described) = self.reliable.acknowledge(request) else {
            core.reply(now, server, request, 481, self.tag());
            return State::Incoming(self);
        };
        let said = sdp_of(&request.headers, &request.body);
        match (self.agreed, said) {
            (Agreed::Offered, Some(answer)) if described => {
                core.reply(now, server, request, 200, self.tag());
                self.agreed = Agreed::Applying;
                base.apply_answer(core, sdp::fit_answer(&answer, MediaDirection::SendRecv), false);
            }
            (Agreed::Offered, None) if described => {
                core.reply(now, server, request, 200, self.tag());
                self.refuse_media(now, base, core, MediaFailure::BadDescription);
                return State::Over;
            }
            (_, Some(offer)) if self.pending.is_none() && (described || self.agreed == Agreed::Yes) => {
                self.agreed = Agreed::Yes;
                self.begin_answer(now, base, core, (server, request), offer);
            }
            // An offer before ours was answered.
            (_, Some(_)) => core.reply(now, server, request, 491, self.tag()),
            (_, None) => {
                core.reply(now, server, request, 200, self.tag());
                if described {
                    self.agreed = Agreed::Yes;
                }
            }
        }
        if self.waits {
            self.send_183(now, base, core);
        }
        self.proceed(now, base, core)
    }

    /// An UPDATE (RFC 3311 §5.2).
    pub(super) fn handle_update(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) {
        let Some(offer) = sdp_of(&request.headers, &request.body) else {
            let status = if request.body.is_empty() { 200 } else { 415 };
            let mut response = core.response(request, status, self.tag());
            if status == 200 {
                self.dialog.refresh_target(request.headers.contact());
                base.learn(core, &request.headers);
                response
                    .headers
                    .push(names::CONTACT, core.local.contact(false).to_text());
            } else {
                response.headers.push(names::ACCEPT, SDP);
            }
            core.table.respond(now, server, &response);
            return;
        };
        match self.agreed {
            Agreed::Yes if self.pending.is_none() => self.begin_answer(now, base, core, (server, request), offer),
            Agreed::Offered => core.reply(now, server, request, 491, self.tag()),
            _ => {
                let response = retry_later(core, request, self.tag());
                core.table.respond(now, server, &response);
            }
        }
    }

    fn begin_answer(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        (server, request): (ServerId, &Request),
        offer: String,
    ) {
        base.create_answer(core, offer, MediaDirection::SendRecv);
        self.pending = Some((server, Box::new(request.clone()), now + PATIENCE));
    }

    /// Our description for the answer to an offer by PRACK or UPDATE.
    pub(super) fn finish_answer(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        made: Result<String, MediaFailure>,
    ) {
        let Some((server, request, _)) = self.pending.take() else {
            return;
        };
        match made {
            Ok(sdp) => {
                let mut response = core.response(&request, 200, self.tag());
                if request.method == Method::Update {
                    response
                        .headers
                        .push(names::CONTACT, core.local.contact(false).to_text());
                    self.dialog.refresh_target(request.headers.contact());
                    base.learn(core, &request.headers);
                }
                response.set_body(SDP, base.describe(sdp).into_bytes());
                core.table.respond(now, server, &response);
            }
            Err(failure) => {
                let status = if outcome::refusal_of(failure).0 == 488 {
                    488
                } else {
                    500
                };
                core.reply(now, server, &request, status, self.tag());
            }
        }
    }
}
