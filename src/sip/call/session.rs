//! An answered call: its dialog, the requests within it, and one offer/answer exchange at a time.
//!
//! ```text
//!                       ┌───────────────── ours (modify.rs) ─────────────────┐
//!            ┌──────────┤ Offering ─► Offered ─2xx, ACK─► Applying ──────────┼───────┐
//!            │          │                │ 491 ─► Backoff ─► (again)         │       ▼
//!          Stable ◄─────┤                └ other refusal: rolled back        │     Stable
//!            │          └────────────────────────────────────────────────────┘       ▲
//!            │          ┌─────────────── theirs (theirs.rs) ─────────────────┐       │
//!            └──────────┤ Answering ─200─► Confirming ─ACK─► (late: Applying)┼───────┘
//!                       └────────────────────────────────────────────────────┘
//! ```
//!
//! What the application wants changed waits in a queue until the exchange is stable (RFC 3261 §14.1). BYE never waits.

use super::base::Base;
use super::early::{Offer, Pending};
use super::media::{Health, Verdict};
use super::modify::{Operation, PATIENCE};
use super::reliable::Reliable;
use super::session_timer::Timer;
use super::unacked::Unacked;
use super::{State, outcome, sdp};
use crate::sip::dialog::{Dialog, Order};
use crate::sip::message::{Method, Request, Response, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Core, RequestId};
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{CallEvent, Cause, EndedBy, MediaDirection, MediaOutcome};
use crate::time::{Instant, earlier};

/// The offer/answer exchange that is going on.
pub(super) enum Exchange {
    Stable,
    /// Our offer is being made.
    Offering(Operation),
    /// Our re-INVITE is out.
    Offered {
        operation: Operation,
        id: RequestId,
        direction: MediaDirection,
        sent: Instant,
        /// It was not answered in time and is being taken back.
        given_up: bool,
    },
    /// Their answer is being applied; no operation when it belongs to the first INVITE or to a late offer.
    Applying {
        operation: Option<Operation>,
        initial: bool,
    },
    /// 491: wait and try again.
    Backoff {
        operation: Operation,
        at: Instant,
    },
    /// Our answer to their re-INVITE, or our late offer, is being made.
    Answering {
        server: ServerId,
        request: Box<Request>,
    },
    /// Their offer came with the 2xx to our INVITE; the ACK waits for our answer.
    Acknowledging {
        id: RequestId,
        invite: Box<Request>,
        offer: String,
    },
    /// Our 2xx is out. `late`: the ACK has to bring their answer.
    Confirming {
        late: bool,
    },
}

pub(super) struct Session {
    pub(super) dialog: Dialog,
    /// We chose the Call-ID (decides who waits longer after a glare, §14.1).
    pub(super) is_caller: bool,
    pub(super) exchange: Exchange,
    pub(super) queue: Vec<Operation>,
    pub(super) unacked: Option<Unacked>,
    /// Their re-INVITE that came while their last answer was still being applied.
    pub(super) stash: Option<(ServerId, Request)>,
    /// Whether we want the call held; `CallView::held` is what both sides have agreed on.
    pub(super) wants_hold: bool,
    /// The next offer of ours restarts ICE.
    pub(super) restart_ice: bool,
    /// The offer that is being made or is out does; rolled back, it has to be made again.
    pub(super) restarting: bool,
    /// The connection was lost since the last target refresh.
    pub(super) stale: bool,
    /// Re-INVITEs in a row that were not answered at all.
    pub(super) timeouts: u8,
    /// 491s in a row.
    pub(super) glares: u8,
    pub(super) health: Health,
    pub(super) timer: Timer,
    /// Their Allow has UPDATE.
    pub(super) allows_update: bool,
    /// Our UPDATE that is out, and since when.
    pub(super) update: Option<(RequestId, Instant)>,
    /// When their offer by UPDATE has to be answered.
    pub(super) answer_by: Option<Instant>,
    /// What provisional responses of ours may still be confirmed.
    pub(super) reliable: Reliable,
}

impl Session {
    fn new(dialog: Dialog, is_caller: bool, exchange: Exchange, timer: Timer) -> Self {
        Self {
            dialog,
            is_caller,
            exchange,
            queue: Vec::new(),
            unacked: None,
            stash: None,
            wants_hold: false,
            restart_ice: false,
            restarting: false,
            stale: false,
            timeouts: 0,
            glares: 0,
            health: Health::default(),
            timer,
            allows_update: false,
            update: None,
            answer_by: None,
            reliable: Reliable::default(),
        }
    }

    /// Our INVITE was answered and acknowledged; the answer goes to the peer connection.
    pub(super) fn outgoing(base: &mut Base, core: &mut Core, dialog: Dialog, timer: Timer, answer: String) -> Self {
        let exchange = Exchange::Applying {
            operation: None,
            initial: true,
        };
        let mut session = Self::new(dialog, true, exchange, timer);
        session.wants_hold = base.view.held;
        session.note_answer(base, core, &answer, session.wish());
        base.apply_answer(core, sdp::fit_answer(&answer, session.wish()), false);
        session
    }

    /// Our INVITE was answered, and the media is agreed on already.
    pub(super) fn settled(dialog: Dialog, timer: Timer) -> Self {
        Self::new(dialog, true, Exchange::Stable, timer)
    }

    /// Our INVITE without an offer was answered with theirs: the answer to it is made first, the ACK takes it along
    /// (RFC 3261 §13.2.1).
    pub(super) fn late(
        base: &mut Base,
        core: &mut Core,
        (dialog, timer): (Dialog, Timer),
        (id, invite): (RequestId, &Request),
        offer: String,
    ) -> Self {
        let invite = Box::new(invite.clone());
        let answered = offer.clone();
        let mut session = Self::new(dialog, true, Exchange::Acknowledging { id, invite, offer }, timer);
        session.wants_hold = base.view.held;
        base.create_answer(core, answered, session.wish());
        let Exchange::Acknowledging { offer, .. } = &session.exchange else {
            return session;
        };
        let held = !sdp::direction(offer).receives();
        session.set_remote_held(base, core, held);
        session
    }

    /// An offer of theirs in the early dialog is still being answered.
    pub(super) fn go_on_answering(&mut self, pending: Pending) {
        if let Offer::Update { server, request, until } = pending.offer {
            self.exchange = Exchange::Answering { server, request };
            self.answer_by = Some(until);
        }
    }

    /// The ACK that waits for our answer goes out with this one.
    pub(super) fn acknowledge(&mut self, base: &mut Base, core: &mut Core, answer: String) {
        if let Exchange::Acknowledging { id, invite, .. } = core::mem::replace(&mut self.exchange, Exchange::Stable) {
            base.acknowledge(core, id, &self.dialog, &invite, Some(answer));
        }
    }

    /// We answer: `answer` is the server transaction and its 200; `late`: our offer is in it.
    pub(super) fn incoming(
        now: Instant,
        core: &mut Core,
        (dialog, timer): (Dialog, Timer),
        answer: (ServerId, Response),
        late: bool,
    ) -> Self {
        let exchange = Exchange::Confirming { late };
        let mut session = Self::new(dialog, false, exchange, timer);
        session.unacked = Unacked::send(now, core, answer.0, answer.1, true);
        session
    }

    pub(super) fn takes(&self, request: &Request) -> bool {
        self.dialog.takes(request)
    }

    pub(super) fn local_tag(&self) -> &str {
        self.dialog.local_tag()
    }

    /// The number for a request that is sent again; `None` when nobody waits for it any more.
    pub(super) fn next_seq(&mut self, base: &Base, id: RequestId) -> Option<u32> {
        let waits = self.expects(id) || base.errands.is_out(id) || self.update.is_some_and(|(out, _)| out == id);
        waits.then(|| self.dialog.next_seq())
    }

    pub(super) fn expects(&self, id: RequestId) -> bool {
        matches!(&self.exchange,
            Exchange::Offered { id: out, .. } | Exchange::Acknowledging { id: out, .. } if *out == id)
    }

    pub(super) fn is_invited_by(&self, server: ServerId) -> bool {
        // No other request can be cancelled (RFC 3261 §9.2).
        let is_it = |s: ServerId, request: &Request| s == server && request.method == Method::Invite;
        matches!(&self.exchange, Exchange::Answering { server, request } if is_it(*server, request))
            || self
                .stash
                .as_ref()
                .is_some_and(|(server, request)| is_it(*server, request))
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let exchange = match &self.exchange {
            Exchange::Backoff { at, .. } => Some(*at),
            Exchange::Offered {
                sent, given_up: false, ..
            } => Some(*sent + PATIENCE),
            _ => None,
        };
        let unacked = self.unacked.as_ref().map(Unacked::deadline);
        let others = earlier(self.health.deadline(), self.timer.deadline());
        earlier(earlier(unacked, exchange), earlier(others, self.answer_by))
    }

    /// What we want of the stream. The far end narrows it by its own wish, which is not for us to anticipate
    /// (RFC 6337 §5.3).
    pub(super) fn wish(&self) -> MediaDirection {
        if self.wants_hold {
            MediaDirection::SendOnly
        } else {
            MediaDirection::SendRecv
        }
    }

    /// Their offer says whether they hold us.
    pub(super) fn note_offer(&mut self, base: &mut Base, core: &mut Core, offer: &str) {
        self.set_remote_held(base, core, !sdp::direction(offer).receives());
    }

    /// Their answer too, except that `inactive` as the answer to our own hold can mean either.
    pub(super) fn note_answer(&mut self, base: &mut Base, core: &mut Core, answer: &str, offered: MediaDirection) {
        let held = !sdp::direction(answer).receives();
        if !held || offered.receives() {
            self.set_remote_held(base, core, held);
        }
    }

    fn set_remote_held(&mut self, base: &mut Base, core: &mut Core, held: bool) {
        if base.view.remote_held != held {
            base.view.remote_held = held;
            base.event(core, CallEvent::Hold);
        }
    }

    pub(super) fn handle_timeout(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if let Some(unacked) = &mut self.unacked
            && !unacked.handle_timeout(now, core)
        {
            // RFC 3261 §13.3.1.4: no ACK in 64*T1.
            let first = unacked.initial;
            self.unacked = None;
            if first {
                return self.end(now, base, core, Cause::DialogLost, (408, "No ACK"));
            }
            self.unconfirmed(base, core);
        }
        match self.health.handle_timeout(now, core.ready) {
            Verdict::Dead => return self.end(now, base, core, Cause::MediaLost, (0, "Media lost")),
            Verdict::Restart => self.want_refresh(true),
            Verdict::Fine | Verdict::Reoffer => {}
        }
        self = match self.renew(now, base, core) {
            Ok(session) => session,
            Err(over) => return over,
        };
        self.answer_overdue(now, base, core);
        if let Exchange::Backoff { operation, at } = self.exchange
            && at <= now
        {
            self.exchange = Exchange::Stable;
            self.queue.insert(0, operation);
        }
        if let Exchange::Offered {
            operation,
            id,
            sent,
            given_up,
            ..
        } = &mut self.exchange
            && !*given_up
            && *sent + PATIENCE <= now
        {
            *given_up = true;
            let (operation, id) = (*operation, *id);
            if core.unpark(id) {
                // Nobody has given the credentials that it needs.
                base.rollback(core);
                self.undo(base, core, operation, 401);
            } else {
                core.cancel(now, id, None);
            }
        }
        self.advance(now, base, core);
        State::Session(self)
    }

    /// The last word on hold, what waits included, is that we hold.
    pub(super) fn will_hold(&self) -> bool {
        let last = self.queue.iter().rev().find_map(|operation| match operation {
            Operation::Hold => Some(true),
            Operation::Resume => Some(false),
            _ => None,
        });
        last.unwrap_or(self.wants_hold)
    }

    pub(super) fn handle_request(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: Request,
    ) -> State {
        if self.dialog.order(&request) == Order::Late {
            core.reply(now, server, &request, 500, self.dialog.local_tag());
            return State::Session(self);
        }
        match request.method {
            Method::Bye => {
                core.reply(now, server, &request, 200, self.dialog.local_tag());
                self.refuse_theirs(now, core);
                base.note_end(&request.headers);
                let (status, reason) = outcome::reason_of(&request.headers).unwrap_or_default();
                let elsewhere = outcome::answered_elsewhere(&request.headers);
                let cause = if elsewhere {
                    Cause::AnsweredElsewhere
                } else {
                    Cause::Terminated
                };
                base.end(now, core, cause, (status, &reason), EndedBy::Remote);
                base.residue = Some(self.dialog);
                return State::Over;
            }
            Method::Invite => self.handle_invite(now, base, core, server, request),
            Method::Prack => {
                let status = if self.reliable.acknowledge(&request).is_some() {
                    200
                } else {
                    481
                };
                core.reply(now, server, &request, status, self.dialog.local_tag());
            }
            Method::Update => self.handle_update(now, base, core, server, request),
            Method::Info => self.handle_info(now, base, core, server, &request),
            Method::Options => {
                let response = core
                    .response(&request, 200, self.dialog.local_tag())
                    .with(names::ACCEPT, SDP);
                core.table.respond(now, server, &response);
            }
            Method::Message => self.handle_message(now, base, core, server, &request),
            _ => core.reply(now, server, &request, 405, self.dialog.local_tag()),
        }
        State::Session(self)
    }

    pub(super) fn handle_media(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        outcome: MediaOutcome,
    ) -> State {
        match outcome {
            MediaOutcome::LocalDescription { sdp, .. } => match self.exchange {
                Exchange::Offering(operation) => self.send_offer(now, base, core, operation, sdp),
                Exchange::Answering { .. } => self.send_answer(now, base, core, sdp),
                Exchange::Acknowledging { .. } => {
                    let answer = base.describe(sdp);
                    self.acknowledge(base, core, answer);
                }
                _ => {}
            },
            MediaOutcome::Applied => {
                if let Exchange::Applying { operation, .. } = self.exchange {
                    self.exchange = Exchange::Stable;
                    self.complete(base, core, operation);
                }
            }
            MediaOutcome::Failed { failure, .. } => match self.exchange {
                Exchange::Offering(operation) => self.undo(base, core, operation, 0),
                Exchange::Answering { .. } => self.refuse_offer(now, core, failure),
                Exchange::Applying { initial: true, .. } => return self.no_media(now, base, core, failure),
                Exchange::Acknowledging { .. } => {
                    self.acknowledge_in_vain(base, core);
                    return self.no_media(now, base, core, failure);
                }
                Exchange::Applying { operation, .. } => {
                    base.rollback(core);
                    self.exchange = Exchange::Stable;
                    if let Some(operation) = operation {
                        self.undo(base, core, operation, 0);
                        if operation != Operation::Refresh {
                            // The far end has carried it out: it has to learn that we have not.
                            self.want_refresh(false);
                        }
                    }
                }
                _ => {}
            },
        }
        self.advance(now, base, core);
        State::Session(self)
    }
}
