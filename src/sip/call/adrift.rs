//! A ringing call of theirs whose connection is lost.
//!
//! ```text
//!   Ringing ──connection lost──► Adrift ──ready again──► Asking ──200, anything but 481──► Ringing
//!                                  │ 15 s                  │ 481, 404, 410, nothing sent by us was heard
//!                                  └───────────────────────┴────────────────────────────► (Over)
//! ```
//!
//! The transaction of the INVITE belongs to two hosts and not to one connection: a response may go over another one
//! (RFC 3261 §18.2.2), where a proxy knows it by its Via branch. So the call rings on for a moment, 180 is said again
//! over the next connection, and a request in the early dialog asks whether the caller is still there: a CANCEL that
//! came meanwhile never reached us. A server that sends its INVITE once more instead joins the same call.

use super::State;
use super::base::Base;
use super::incoming::{Agreed, Incoming};
use super::reliable::Reliable;
use crate::sip::dialog::Dialog;
use crate::sip::message::{Method, Request, Response, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, RequestId};
use crate::time::{Duration, Instant};

/// A call rings on for so long without a connection.
const PATIENCE: Duration = Duration::from_secs(15);
/// The application's answer waits so long for what is known of the caller.
const ASKING: Duration = Duration::from_secs(4);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Drift {
    /// Its connection was there all the time.
    #[default]
    None,
    /// It is gone, and so is the call then.
    Adrift(Instant),
    /// Another one is there; the caller is asked for, and an answer of ours waits until then.
    Asking(RequestId, Instant),
    /// It goes on over another connection.
    Over,
}

impl Incoming {
    /// The connection is lost.
    pub(super) fn handle_lost(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if self.parting.is_none() {
            self.drift = Drift::Adrift(now + PATIENCE);
        }
        if self.pending.take().is_some() {
            base.rollback(core);
        }
        State::Incoming(self)
    }

    /// There is another connection.
    pub(super) fn handle_ready(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        if let Some(refusal) = self.parting.take() {
            core.table.respond(now, self.server, &refusal);
            return State::Over;
        }
        if matches!(self.drift, Drift::Adrift(_)) {
            self.ring(now, core);
            let update = self.request.headers.items(names::ALLOW).iter().any(|m| m == "UPDATE");
            let method = if update { Method::Update } else { Method::Options };
            let mut request = self.dialog.request(method);
            request
                .headers
                .push(names::CONTACT, core.local.contact(false).to_text());
            let id = core.send(now, base.owner(), request);
            self.drift = Drift::Asking(id, now + ASKING);
        }
        State::Incoming(self)
    }

    /// Nothing is known of the caller: no final response of ours would make sense now.
    pub(super) fn is_drifting(&self) -> bool {
        matches!(self.drift, Drift::Adrift(_) | Drift::Asking(..))
    }

    pub(super) fn drift_deadline(&self) -> Option<Instant> {
        match self.drift {
            Drift::Adrift(at) | Drift::Asking(_, at) => Some(at),
            Drift::None | Drift::Over => None,
        }
    }

    /// Refuses the call: now, or with the next connection.
    pub(super) fn part(mut self: Box<Self>, now: Instant, core: &mut Core, refusal: Response) -> State {
        if matches!(self.drift, Drift::Adrift(_)) {
            self.parting = Some(refusal);
            return State::Incoming(self);
        }
        core.table.respond(now, self.server, &refusal);
        State::Over
    }

    /// False when the call has drifted too long.
    pub(super) fn still_afloat(&mut self, now: Instant) -> bool {
        match self.drift {
            Drift::Adrift(at) => at > now,
            Drift::Asking(_, at) if at <= now => {
                self.drift = Drift::Over;
                true
            }
            _ => true,
        }
    }

    /// The call is lost with its connection. Its transaction is told too, so that nothing of it is kept.
    pub(super) fn sink(&mut self, now: Instant, base: &mut Base, core: &mut Core) -> State {
        core.reply(now, self.server, &self.request, 480, self.dialog.local_tag());
        base.end_lost(now, core);
        State::Over
    }

    /// What we asked the caller was challenged.
    pub(super) fn next_seq(&mut self, id: RequestId) -> Option<u32> {
        matches!(self.drift, Drift::Asking(asked, _) if asked == id).then(|| self.dialog.next_seq())
    }

    /// Whether the caller is still there. Only who says that there is no such call is believed.
    pub(super) fn handle_answer(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
    ) -> State {
        if !matches!(self.drift, Drift::Asking(id, _) if id == answered.id) {
            return State::Incoming(self);
        }
        let status = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return State::Incoming(self),
            Answer::Response(response) => {
                if response.is_success() && answered.request.method == Method::Update {
                    self.dialog.refresh_target(response.headers.contact());
                }
                response.status
            }
            Answer::Failed(_) | Answer::Settled => 0,
        };
        if matches!(status, 404 | 410 | 481) {
            return self.sink(now, base, core);
        }
        if status > 0 {
            self.drift = Drift::Over;
        }
        self.proceed(now, base, core)
    }

    /// The same call, sent once more after its connection was lost.
    pub(super) fn is_again(&self, request: &Request) -> bool {
        self.drift != Drift::None
            && request.headers.call_id() == self.request.headers.call_id()
            && request.headers.from_tag() == self.request.headers.from_tag()
    }

    /// Goes on with this INVITE in the place of the one before; a refusal that waited is said to this one. Media that was made for another offer is made anew.
    pub(super) fn rejoin(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: Request,
    ) -> State {
        let Some(mut dialog) = Dialog::from_request(&request, self.dialog.local_tag()) else {
            core.reply(now, server, &request, 400, self.dialog.local_tag());
            return State::Incoming(self);
        };
        core.reply(now, self.server, &self.request, 482, self.dialog.local_tag());
        if let Some(refusal) = &self.parting {
            let mut response = core.response(&request, refusal.status, self.dialog.local_tag());
            for name in [names::CONTACT, names::WARNING, names::RETRY_AFTER] {
                response.headers.copy(&refusal.headers, name);
            }
            core.table.respond(now, server, &response);
            return State::Over;
        }
        dialog.continue_numbers(&self.dialog);
        let same_offer = request.body == self.request.body;
        self.dialog = dialog;
        self.server = server;
        self.request = request;
        self.drift = Drift::Over;
        self.reliable = Reliable::default();
        let described = self.making || self.local.is_some();
        if described && (!same_offer || self.agreed != Agreed::No) {
            base.rollback(core);
            self.local = None;
            self.agreed = Agreed::No;
            self.making = false;
            if self.answering || self.progressing {
                self.make(base, core);
            }
        }
        self.ring(now, core);
        self.proceed(now, base, core)
    }
}
