//! The INVITE usage: a call from its first thought to the last packet that may still concern it.
//!
//! ```text
//!   invite ──► Outgoing ──2xx──► Session ──BYE──► Leaving ──► Over
//!                 │                ▲ │ BYE received, 481      ▲
//!   INVITE ──► Incoming ──answer───┘ └────────────────────────┤
//!                 └── refusal, CANCEL, time-out ──────────────┘
//! ```
//!
//! The application's view may end earlier than the state machine: after a hang-up an INVITE still waits for its final
//! response, and a 2xx that crossed the CANCEL is acknowledged and ended.

mod adrift;
mod base;
mod codecs;
mod commands;
mod early;
mod ending;
mod errands;
mod hints;
mod incoming;
mod incoming_offers;
mod leaving;
mod media;
mod modify;
mod outcome;
mod outgoing;
mod recover;
mod redirect;
mod refer_received;
mod refer_sent;
mod refer_told;
mod reliable;
mod repair;
mod replaces;
pub(crate) mod sdp;
mod session;
mod session_timer;
mod taken;
mod theirs;
mod unacked;
mod update;
mod usages;

use crate::redact::Redacted;
use crate::sip::message::{Body, Headers, Method, Request, Response, Uri, names, session_of};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, RequestId};
use crate::sip::user_agent::{CallId, CallView, InviteOptions, MediaOutcome, MediaState, Phase, RingingRecord, Round};
use crate::time::{Instant, earlier};
use base::Base;
use incoming::Incoming;
use leaving::Leaving;
use outgoing::Outgoing;
use session::Session;
use usages::Usages;

pub(crate) use codecs::prefer as prefer_codecs;
pub(crate) use outgoing::check_headers;
pub(crate) use refer_told::progress;
pub(crate) use replaces::Matched;

/// One call.
pub(crate) struct Call {
    base: Base,
    state: State,
    usages: Usages,
}

enum State {
    Outgoing(Box<Outgoing>),
    Incoming(Box<Incoming>),
    Session(Box<Session>),
    Leaving(Box<Leaving>),
    Over,
}

impl Call {
    /// Begins an outgoing call: its offer is made first.
    pub(crate) fn outgoing(now: Instant, core: &mut Core, id: CallId, target: Uri, options: InviteOptions) -> Self {
        let (base, outgoing) = Outgoing::begin(now, core, id, target, options, false);
        Self {
            base,
            state: State::Outgoing(Box::new(outgoing)),
            usages: Usages::default(),
        }
    }

    /// Begins an incoming call; `None` when its INVITE was refused.
    pub(crate) fn incoming(
        now: Instant,
        core: &mut Core,
        id: CallId,
        server: ServerId,
        request: Request,
        tag: Option<String>,
    ) -> Option<Self> {
        let (base, incoming) = Incoming::begin(now, core, id, server, request, tag)?;
        Some(Self {
            base,
            state: State::Incoming(Box::new(incoming)),
            usages: Usages::default(),
        })
    }

    pub(crate) fn view(&self) -> &CallView {
        &self.base.view
    }

    /// The application has not been told of its end.
    pub(crate) fn is_live(&self) -> bool {
        self.base.view.phase != Phase::Ended
    }

    /// The application does not want the view any more.
    pub(crate) fn forget(&mut self) {
        self.base.forgotten = true;
    }

    /// Nothing is left that could concern it.
    pub(crate) fn is_done(&self) -> bool {
        self.base.forgotten && self.is_settled()
    }

    /// Nothing of the protocol is left.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.state, State::Over) && self.base.is_settled() && self.usages.is_empty()
    }

    /// A request with a To tag belongs to a dialog of this call.
    pub(crate) fn takes(&self, request: &Request) -> bool {
        if self.usages.take(request) {
            return true;
        }
        match &self.state {
            State::Outgoing(s) => s.takes(request),
            State::Incoming(s) => s.takes(request),
            State::Session(s) => s.takes(request),
            State::Leaving(s) => s.takes(request),
            State::Over => self.base.residue.as_ref().is_some_and(|d| d.takes(request)),
        }
    }

    /// The server transaction that a ringing call waits to answer: it outlives its connection.
    pub(crate) fn rings_at(&self) -> Option<ServerId> {
        match &self.state {
            State::Incoming(s) => Some(s.server()),
            _ => None,
        }
    }

    /// What another user agent needs to let this call ring on.
    pub(crate) fn ringing_record(&self) -> Option<RingingRecord> {
        match &self.state {
            State::Incoming(s) if self.is_live() && s.parting.is_none() => Some(RingingRecord {
                id: self.base.view.id,
                invite: s.request.to_bytes(),
                tag: s.tag().to_owned(),
            }),
            _ => None,
        }
    }

    /// An INVITE outside of dialogs that is this ringing call once more.
    pub(crate) fn is_again(&self, request: &Request) -> bool {
        matches!(&self.state, State::Incoming(s) if request.method == Method::Invite && s.is_again(request))
    }

    /// Goes on with that INVITE.
    pub(crate) fn rejoin(&mut self, now: Instant, core: &mut Core, server: ServerId, request: Request) {
        self.step(|state, base| match state {
            State::Incoming(s) => s.rejoin(now, base, core, server, request),
            other => other,
        });
        self.after(now, core);
    }

    /// The server transaction of its unanswered INVITE.
    pub(crate) fn is_invited_by(&self, server: ServerId) -> bool {
        match &self.state {
            State::Incoming(s) => s.server() == server,
            State::Session(s) => s.is_invited_by(server),
            _ => false,
        }
    }

    /// Our tag, for the answer to a CANCEL (RFC 3261 §9.2).
    pub(crate) fn local_tag(&self) -> &str {
        match &self.state {
            State::Incoming(s) => s.tag(),
            State::Session(s) => s.local_tag(),
            _ => "",
        }
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        let state = match &self.state {
            State::Incoming(s) => s.deadline(),
            State::Session(s) => s.deadline(),
            State::Leaving(s) => s.deadline(),
            State::Outgoing(s) => s.deadline(),
            State::Over => None,
        };
        earlier(state, self.deadline_beside())
    }

    fn step(&mut self, f: impl FnOnce(State, &mut Base) -> State) {
        let state = core::mem::replace(&mut self.state, State::Over);
        self.state = f(state, &mut self.base);
    }

    /// Lets pass what is due.
    pub(crate) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        self.step(|state, base| match state {
            State::Outgoing(s) => s.handle_timeout(now, base, core),
            State::Incoming(s) => s.handle_timeout(now, base, core),
            State::Session(s) => s.handle_timeout(now, base, core),
            State::Leaving(s) => s.handle_timeout(now, base, core),
            other => other,
        });
        self.handle_timeout_beside(now, core);
        self.after(now, core);
    }

    /// Something came of a request of ours.
    pub(crate) fn handle_answer(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>) {
        let id = answered.id;
        if matches!(answered.answer, Answer::Settled) {
            self.base.settle(id);
            return;
        }
        if self.handle_answer_beside(now, core, answered) {
            self.after(now, core);
            return;
        }
        if let Answer::Response(response) = answered.answer
            && answered.request.method == Method::Invite
            && response.is_success()
            && !self.expects(id)
        {
            self.base.surplus_2xx(now, core, answered, response);
            if matches!(&self.state, State::Outgoing(s) if s.is_canceling(id)) {
                self.state = State::Over;
            }
            return;
        }
        self.step(|state, base| match state {
            State::Outgoing(s) => s.handle_answer(now, base, core, answered),
            State::Incoming(s) => s.handle_answer(now, base, core, answered),
            State::Session(mut s) if base.errands.is_out(id) => {
                s.handle_errand(now, base, core, answered);
                State::Session(s)
            }
            State::Session(s) => s.handle_answer(now, base, core, answered),
            State::Leaving(s) => s.handle_answer(now, base, core, answered),
            other => other,
        });
        self.after(now, core);
    }

    /// The final response of that INVITE is still to come.
    fn expects(&self, id: RequestId) -> bool {
        match &self.state {
            State::Outgoing(s) => s.expects(id),
            State::Session(s) => s.expects(id),
            _ => false,
        }
    }

    /// An INVITE of ours that was given up: what it is answered concerns nobody but the protocol.
    pub(crate) fn gave_up(&self, id: RequestId) -> bool {
        matches!(&self.state, State::Outgoing(s) if s.is_canceling(id))
    }

    /// The next sequence number for a request that is sent again; `None` when it is not wanted any more.
    pub(crate) fn next_seq(&mut self, id: RequestId) -> Option<u32> {
        if let Some(number) = self.next_seq_beside(id) {
            return Some(number);
        }
        match &mut self.state {
            State::Outgoing(s) => s.next_seq(id),
            State::Session(s) => s.next_seq(&self.base, id),
            State::Leaving(s) => s.next_seq(id),
            State::Incoming(s) => s.next_seq(id),
            State::Over => None,
        }
    }

    /// A request within the dialog, ACK excepted.
    pub(crate) fn handle_request(&mut self, now: Instant, core: &mut Core, server: ServerId, request: Request) {
        if self.is_beside(&request) {
            self.handle_beside(now, core, server, &request);
            self.after(now, core);
            return;
        }
        self.foresee_bye(core, &request);
        self.step(|state, base| match state {
            State::Outgoing(s) => s.handle_request(now, base, core, server, &request),
            State::Incoming(s) => s.handle_request(now, base, core, server, &request),
            State::Session(s) => s.handle_request(now, base, core, server, request),
            State::Leaving(s) => s.handle_request(now, base, core, server, &request),
            State::Over => State::Over,
        });
        self.after(now, core);
    }

    /// The ACK of a 2xx of ours.
    pub(crate) fn handle_ack(&mut self, now: Instant, core: &mut Core, request: &Request) {
        self.step(|state, base| match state {
            State::Session(s) => s.handle_ack(now, base, core, request),
            State::Leaving(s) => s.handle_ack(now, core),
            other => other,
        });
    }

    /// A CANCEL for the unanswered INVITE `server` (which the caller has made sure of).
    pub(crate) fn handle_cancel(&mut self, now: Instant, core: &mut Core, server: ServerId, request: &Request) {
        self.step(|state, base| match state {
            State::Incoming(s) => s.handle_cancel(now, base, core, request),
            State::Session(s) => s.handle_cancel(now, base, core, server),
            other => other,
        });
    }

    /// What came of a media effect; of an older round it does not count any more.
    pub(crate) fn handle_media(&mut self, now: Instant, core: &mut Core, round: Round, outcome: MediaOutcome) {
        if !self.base.is_current(round, &outcome) {
            return;
        }
        self.step(|state, base| match state {
            State::Outgoing(s) => s.handle_media(now, base, core, outcome),
            State::Incoming(s) => s.handle_media(now, base, core, outcome),
            State::Session(s) => s.handle_media(now, base, core, outcome),
            other => other,
        });
        self.after(now, core);
    }

    /// The media path changed by itself.
    pub(crate) fn handle_media_state(&mut self, now: Instant, core: &mut Core, state: MediaState) {
        if let State::Session(s) = &mut self.state {
            s.handle_media_state(now, &mut self.base, core, state);
        }
    }

    /// The transport is gone; server transactions with it. Our own requests report for themselves.
    pub(crate) fn handle_lost(&mut self, now: Instant, core: &mut Core) {
        self.base.forget_acks();
        self.step(|state, base| match state {
            State::Incoming(s) => s.handle_lost(now, base, core),
            State::Session(mut s) => {
                s.handle_lost(base, core);
                State::Session(s)
            }
            State::Leaving(s) => s.handle_lost(now, base, core),
            other => other,
        });
        self.handle_refer_lost(now, core);
        self.after(now, core);
    }

    /// The transport is usable again and the registration renewed (or not wanted): repair.
    pub(crate) fn handle_ready(&mut self, now: Instant, core: &mut Core) {
        self.step(|state, base| match state {
            State::Incoming(s) => s.handle_ready(now, base, core),
            State::Session(mut s) => {
                s.handle_ready(now, base, core);
                State::Session(s)
            }
            other => other,
        });
        self.handle_transfer_ready(now, core);
        self.after(now, core);
    }
}

/// The body of a message where it is an offer or an answer.
fn sdp_of(headers: &Headers, body: &[u8]) -> Option<String> {
    match session_of(headers, body) {
        Body::Session(sdp) => Some(String::from_utf8_lossy(sdp).into_owned()),
        _ => None,
    }
}

/// Adds what makes a dialog or refreshes its target: Contact, and the Record-Route of the request (RFC 3261 §12.1.1).
fn make_dialog_forming(response: &mut Response, request: &Request, contact: &str) {
    response.headers.copy(&request.headers, names::RECORD_ROUTE);
    response.headers.push(names::CONTACT, contact);
}

/// Headers that the application may want to see, values kept out of logs.
fn application_headers(headers: &Headers) -> Vec<(String, Redacted<String>)> {
    headers
        .iter()
        .filter(|h| Headers::check(&h.name, "").is_ok())
        .map(|h| {
            (
                h.name.clone(),
                Redacted::new(String::from_utf8_lossy(&h.value).into_owned()),
            )
        })
        .collect()
}
