//! A call that we have ended and whose BYE is not done with.
//!
//! ```text
//!   (Session) ──hangup──► BYE out ──final response, time-out──► (Over)
//!        │                   ▲
//!        │ hangup before the ACK of our 2xx: BYE has to wait for it (RFC 3261 §15)
//!        └──► Waiting ───────┘ ACK, or 64*T1
//! ```

use super::State;
use super::base::Base;
use super::unacked::Unacked;
use crate::sip::dialog::Dialog;
use crate::sip::message::{Method, Request, names};
use crate::sip::transaction::{Failure, ServerId};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner, RequestId};
use crate::time::Instant;

pub(super) struct Leaving {
    dialog: Dialog,
    owner: Owner,
    reason: Option<&'static str>,
    bye: Option<RequestId>,
    unacked: Option<Unacked>,
}

impl Leaving {
    /// Sends the BYE, or waits for the ACK that has to come first.
    pub(super) fn begin(
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        dialog: Dialog,
        unacked: Option<Unacked>,
        reason: Option<&'static str>,
    ) -> State {
        let mut leaving = Box::new(Self {
            dialog,
            owner: base.owner(),
            reason,
            bye: None,
            unacked,
        });
        if leaving.unacked.is_some() {
            return State::Leaving(leaving);
        }
        if !core.online {
            let bye = leaving.request();
            core.keep_unsent(now, bye);
            return leaving.over(base);
        }
        leaving.send(now, core);
        State::Leaving(leaving)
    }

    /// The INVITE usage is over; what else there is in the dialog may go on.
    fn over(self: Box<Self>, base: &mut Base) -> State {
        base.residue = Some(self.dialog);
        State::Over
    }

    pub(super) fn dialog(&self) -> &Dialog {
        &self.dialog
    }

    pub(super) fn dialog_mut(&mut self) -> &mut Dialog {
        &mut self.dialog
    }

    fn request(&mut self) -> Request {
        let bye = self.dialog.request(Method::Bye);
        match self.reason {
            Some(reason) => bye.with(names::REASON, reason),
            None => bye,
        }
    }

    fn send(&mut self, now: Instant, core: &mut Core) {
        self.unacked = None;
        let bye = self.request();
        self.bye = Some(core.send(now, self.owner, bye));
    }

    pub(super) fn takes(&self, request: &Request) -> bool {
        self.dialog.takes(request)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.unacked.as_ref().map(Unacked::deadline)
    }

    /// A challenge of the BYE; a re-INVITE that was still out is not wanted any more.
    pub(super) fn next_seq(&mut self, id: RequestId) -> Option<u32> {
        (self.bye == Some(id)).then(|| self.dialog.next_seq())
    }

    pub(super) fn handle_timeout(mut self: Box<Self>, now: Instant, _base: &mut Base, core: &mut Core) -> State {
        if let Some(unacked) = &mut self.unacked
            && !unacked.handle_timeout(now, core)
        {
            self.send(now, core);
        }
        State::Leaving(self)
    }

    pub(super) fn handle_answer(
        self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
    ) -> State {
        if self.bye != Some(answered.id) {
            return State::Leaving(self);
        }
        match answered.answer {
            Answer::Response(response) if response.is_provisional() => State::Leaving(self),
            Answer::Failed(Failure::Transport) => {
                core.keep_unsent(now, answered.request.clone());
                self.over(base)
            }
            _ => self.over(base),
        }
    }

    /// ACK for the 2xx: now BYE may go.
    pub(super) fn handle_ack(mut self: Box<Self>, now: Instant, core: &mut Core) -> State {
        if self.unacked.is_some() {
            self.send(now, core);
        }
        State::Leaving(self)
    }

    /// Crossing requests (RFC 5407 §3.2): a BYE that crosses ours is confirmed, the rest finds no session.
    pub(super) fn handle_request(
        self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) -> State {
        let bye = request.method == Method::Bye;
        core.reply(
            now,
            server,
            request,
            if bye { 200 } else { 481 },
            self.dialog.local_tag(),
        );
        // Theirs ends the dialog as well as ours; ours need not go out any more if it has not yet.
        if bye && self.bye.is_none() {
            self.over(base)
        } else {
            State::Leaving(self)
        }
    }

    /// A BYE that waited for an ACK waits for the next connection now.
    pub(super) fn handle_lost(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if self.bye.is_some() {
            return State::Leaving(self);
        }
        let bye = self.request();
        core.keep_unsent(now, bye);
        self.over(base)
    }
}
