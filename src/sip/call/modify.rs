//! Changes of the session that we ask for: hold, resume, refresh (RFC 3261 §14.1).

use super::State;
use super::base::Base;
use super::session::{Exchange, Session};
use super::{sdp, sdp_of};
use crate::sip::message::{Method, Response, names};
use crate::sip::queue::take_first;
use crate::sip::transaction::{Failure, TIMEOUT};
use crate::sip::user_agent::kernel::{Answer, Answered, Core};
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{CallEvent, Cause};
use crate::time::{Duration, Instant};

/// So many re-INVITEs in a row without any answer prove a dialog dead.
pub(super) const MAX_TIMEOUTS: u8 = 3;
/// A re-INVITE that got no more than a 100 is cancelled when one that got nothing would have timed out.
pub(super) const PATIENCE: Duration = TIMEOUT;
/// So many 491s (or refreshes that could not be delivered) in a row and the change counts as refused.
const MAX_GLARES: u8 = 5;

/// Before a target refresh that a server could not deliver is tried again.
const REFRESH_PAUSE: Duration = Duration::from_secs(4);

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Hold,
    Resume,
    /// Target refresh with the present direction, with an ICE restart where one is wanted.
    Refresh,
    /// Refresh of the session timer: UPDATE where the far end knows it, else as `Refresh`.
    Renew,
}

impl Operation {
    fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Refresh | Self::Renew => "renegotiate",
        }
    }
}

impl Session {
    /// Queues a hold or resume; one that takes back what still waits removes it instead.
    pub(super) fn set_hold(&mut self, now: Instant, base: &mut Base, core: &mut Core, hold: bool) {
        self.queue
            .retain(|waiting| !matches!(waiting, Operation::Hold | Operation::Resume));
        self.queue.push(if hold { Operation::Hold } else { Operation::Resume });
        self.advance(now, base, core);
    }

    /// Begins what waits, if nothing is going on.
    pub(super) fn advance(&mut self, now: Instant, base: &mut Base, core: &mut Core) {
        if !matches!(self.exchange, Exchange::Stable) {
            return;
        }
        if let Some((server, request)) = self.stash.take() {
            self.handle_invite(now, base, core, server, request);
            return;
        }
        if !core.ready {
            return;
        }
        while let Some(mut operation) = take_first(&mut self.queue) {
            if self.is_done(base, operation) {
                continue;
            }
            match operation {
                Operation::Hold => self.wants_hold = true,
                Operation::Resume => self.wants_hold = false,
                Operation::Refresh => {}
                Operation::Renew if self.allows_update => {
                    self.send_update(now, base, core);
                    continue;
                }
                Operation::Renew => operation = Operation::Refresh,
            }
            self.exchange = Exchange::Offering(operation);
            self.restarting = core::mem::replace(&mut self.restart_ice, false);
            base.create_offer(core, self.wish(), self.restarting);
            return;
        }
    }

    /// Nothing would change by it.
    pub(super) fn is_done(&self, base: &Base, operation: Operation) -> bool {
        match operation {
            Operation::Hold => base.view.held,
            Operation::Resume => !base.view.held,
            Operation::Refresh | Operation::Renew => false,
        }
    }

    /// Our offer is made: re-INVITE.
    pub(super) fn send_offer(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        operation: Operation,
        sdp: String,
    ) {
        if !core.ready {
            self.postpone(base, core, operation);
            return;
        }
        let mut request = self.dialog.request(Method::Invite);
        request.headers.push(names::CONTACT, base.contact(core));
        self.timer.ask(&mut request.headers, false);
        request.set_body(SDP, base.describe(sdp).into_bytes());
        let id = core.send(now, base.owner(), request);
        self.exchange = Exchange::Offered {
            operation,
            id,
            direction: self.wish(),
            sent: now,
            given_up: false,
        };
    }

    /// An offer of ours came to nothing, and an ICE restart with it.
    fn keep_restart(&mut self) {
        self.restart_ice |= core::mem::replace(&mut self.restarting, false);
    }

    /// Nothing came of it through no fault of the far end: it is tried again when there is a connection.
    fn postpone(&mut self, base: &mut Base, core: &mut Core, operation: Operation) {
        base.rollback(core);
        self.keep_restart();
        self.exchange = Exchange::Stable;
        self.queue.insert(0, operation);
    }

    pub(super) fn handle_answer(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
    ) -> State {
        if answered.request.method == Method::Update {
            return self.updated(now, base, core, answered);
        }
        if let (Exchange::Acknowledging { .. }, Answer::Response(response)) = (&self.exchange, &answered.answer) {
            // The 2xx once more while our answer is being made, or that of another phone.
            if response.is_success() && response.headers.to_tag().as_deref() != Some(self.dialog.remote_tag()) {
                base.surplus_2xx(now, core, answered, response);
            }
            return State::Session(self);
        }
        let Exchange::Offered {
            operation,
            sent,
            given_up,
            ..
        } = self.exchange
        else {
            return State::Session(self);
        };
        if !self.expects(answered.id) {
            return State::Session(self);
        }
        let status = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return State::Session(self),
            Answer::Response(response) if response.is_success() => {
                self.accepted(now, base, core, answered, response);
                self.advance(now, base, core);
                return State::Session(self);
            }
            Answer::Response(response) if response.status == 487 && given_up => 408,
            Answer::Response(response) if response.status == 422 && self.timer.raise(&response.headers) => {
                self.postpone(base, core, operation);
                self.advance(now, base, core);
                return State::Session(self);
            }
            Answer::Response(response) => response.status,
            Answer::Failed(Failure::Transport) => {
                self.postpone(base, core, operation);
                return State::Session(self);
            }
            Answer::Failed(Failure::Timeout) => 408,
            Answer::Settled => return State::Session(self),
        };
        base.rollback(core);
        self.keep_restart();
        self.exchange = Exchange::Stable;
        match status {
            481 => {
                return self.end(
                    now,
                    base,
                    core,
                    Cause::DialogLost,
                    (481, "Call/Transaction Does Not Exist"),
                );
            }
            408 => {
                self.timeouts += 1;
                if self.timeouts >= MAX_TIMEOUTS {
                    return self.end(now, base, core, Cause::DialogLost, (408, "Request Timeout"));
                }
                self.undo(base, core, operation, status);
                // A server that says so at once knows no more than that the far end is away just now: each try gets
                // the time that it would have taken without an answer.
                let at = sent + TIMEOUT;
                if at > now {
                    let operation = Operation::Refresh;
                    self.exchange = Exchange::Backoff { operation, at };
                } else {
                    self.want_refresh(false);
                }
            }
            491 if self.glares < MAX_GLARES => {
                self.glares += 1;
                let at = now + self.glare_pause(core);
                self.exchange = Exchange::Backoff { operation, at };
            }
            // After an outage the far end may not be registered again yet, and it has to learn where we are.
            430 | 480 | 500..600 if operation == Operation::Refresh && self.glares < MAX_GLARES => {
                self.glares += 1;
                let at = now + REFRESH_PAUSE;
                self.exchange = Exchange::Backoff { operation, at };
            }
            _ => {
                self.glares = 0;
                if operation == Operation::Refresh {
                    self.timer.again(now + TIMEOUT);
                    if self.allows_update {
                        self.send_update(now, base, core);
                    }
                }
                self.undo(base, core, operation, status);
            }
        }
        self.advance(now, base, core);
        State::Session(self)
    }

    /// 2xx: acknowledged at once, their answer goes to the peer connection.
    fn accepted(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
        response: &Response,
    ) {
        let Exchange::Offered {
            operation, direction, ..
        } = self.exchange
        else {
            return;
        };
        self.dialog.refresh_target(response.headers.contact());
        base.acknowledge(core, answered.id, &self.dialog, answered.request, None);
        base.learn(core, &response.headers);
        self.note_allow(&response.headers);
        self.timer.granted(now, &response.headers);
        self.timeouts = 0;
        self.glares = 0;
        match sdp_of(&response.headers, &response.body) {
            Some(answer) => {
                self.note_answer(base, core, &answer, direction);
                self.exchange = Exchange::Applying {
                    operation: Some(operation),
                    initial: false,
                };
                base.apply_answer(core, sdp::fit_answer(&answer, direction), false);
            }
            None => {
                base.rollback(core);
                self.exchange = Exchange::Stable;
                self.undo(base, core, operation, response.status);
            }
        }
    }

    /// 2.1 to 4 s for whoever chose the Call-ID, else 0 to 2 s, in steps of 10 ms (§14.1).
    pub(super) fn glare_pause(&self, core: &mut Core) -> Duration {
        let steps = if self.is_caller {
            210 + core.entropy.up_to(190)
        } else {
            core.entropy.up_to(200)
        };
        Duration::from_millis(u64::from(steps) * 10)
    }

    /// An operation is through.
    pub(super) fn complete(&mut self, base: &mut Base, core: &mut Core, operation: Option<Operation>) {
        if operation.is_some() {
            self.restarting = false;
        }
        if operation.is_some() && base.view.held != self.wants_hold {
            base.view.held = self.wants_hold;
            base.event(core, CallEvent::Hold);
        }
    }

    /// An operation failed: what was agreed before holds on, the call goes on.
    pub(super) fn undo(&mut self, base: &mut Base, core: &mut Core, operation: Operation, status: u16) {
        self.exchange = Exchange::Stable;
        self.keep_restart();
        self.wants_hold = base.view.held;
        base.event(
            core,
            CallEvent::OperationFailed {
                operation: operation.name(),
                status,
            },
        );
    }
}
