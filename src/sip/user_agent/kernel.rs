//! What lies under the usages (registration, calls): transactions, digest, identity, and the queue of outputs.
//!
//! A *client request* is what a usage wants done: it keeps its [`RequestId`] while a challenge makes it go out a
//! second time in a new transaction.

use super::local::{EVENTS, Local, METHODS};
use super::{
    CallId, Cause, Config, Event, MessageId, Output, PublicationId, Redirects, ReferPolicy, Reliability, SessionTimers,
    SubscriptionId,
};
use crate::entropy::Entropy;
use crate::sip::auth::{Attempts, Session};
use crate::sip::message::{Headers, Method, Request, Response, names};
use crate::sip::transaction::{ClientId, Failure, ServerId, Table};
use crate::time::{Duration, Instant, earlier};

/// How long a request that nobody waits for (a BYE, the CANCEL of an INVITE that was lost with its connection) is kept
/// for the next connection.
const KEEP_UNSENT: Duration = Duration::from_secs(180);

/// Names a client request over all its tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RequestId(pub(crate) u32);

/// Who waits for the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The registration.
    Registration,
    /// A call.
    Call(CallId),
    /// A subscription.
    Subscription(SubscriptionId),
    /// A MESSAGE or an OPTIONS outside of dialogs.
    Message(MessageId),
    /// A published document.
    Publication(PublicationId),
    /// Nobody: only digest and repetition matter.
    Nobody,
    /// The transport, which only wants to see that there is an answer, whichever.
    Probe,
}

/// A request that is out.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) id: RequestId,
    pub(crate) owner: Owner,
    pub(crate) request: Request,
    pub(crate) attempts: Attempts,
}

/// What came of a client request.
#[derive(Debug)]
pub(crate) enum Answer<'a> {
    /// A response, provisional or final; the 2xx of an INVITE each time that one arrives.
    Response(&'a Response),
    /// None will come.
    Failed(Failure),
    /// 64*T1 after the first 2xx of an INVITE: no further one will come.
    Settled,
}

/// An answer together with the request that it is for, as that was sent last.
#[derive(Debug)]
pub(crate) struct Answered<'a> {
    pub(crate) id: RequestId,
    pub(crate) request: &'a Request,
    pub(crate) answer: Answer<'a>,
}

/// What one call asks the user agent to do with another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Errand {
    /// End it: something took its place.
    End(CallId, Cause),
    /// Its far end is, or is no more, being given to another call.
    HandOver(CallId, bool),
    /// Do as its far end asks.
    AcceptRefer(CallId),
}

/// What the application wants of every call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    pub(crate) timers: Option<SessionTimers>,
    pub(crate) reliability: Reliability,
    pub(crate) redirects: Redirects,
    pub(crate) auto_answer: bool,
    pub(crate) refer: ReferPolicy,
}

/// Everything under the usages.
pub(crate) struct Core {
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) local: Local,
    pub(crate) policy: Policy,
    pub(crate) auth: Session,
    pub(crate) table: Table,
    pub(crate) out: Vec<Output>,
    /// What calls want done with each other.
    pub(crate) errands: Vec<Errand>,
    /// The transport is open.
    pub(crate) online: bool,
    /// It is open and the registration renewed, or not to be had: requests within dialogs make sense.
    pub(crate) ready: bool,
    /// Requests that are out, by their transaction: few, so a list (a map would be code to download).
    clients: Vec<(ClientId, Pending)>,
    /// Requests whose challenge waits for the application's credentials.
    pub(crate) parked: Vec<(Pending, Response)>,
    /// Requests given in while there was no transport.
    pub(crate) undelivered: Vec<Pending>,
    /// Requests for nobody that wait for the next connection.
    unsent: Vec<(Instant, Request)>,
    /// Codecs that our descriptions name first.
    pub(crate) codecs: Vec<String>,
    /// What the application wants in the requests and responses of a call, by Call-ID.
    pub(crate) call_headers: Vec<(String, Vec<(String, String)>)>,
    next_request: u32,
}

impl Core {
    pub(crate) fn new(config: &Config, mut entropy: Box<dyn Entropy>) -> Self {
        let local = Local::new(config, entropy.as_mut());
        let user = config.auth_user.as_deref().unwrap_or(&config.user);
        Self {
            local,
            policy: Policy {
                timers: config.session_timers,
                reliability: config.reliable_provisional,
                redirects: config.follow_redirects,
                auto_answer: config.auto_answer,
                refer: config.refer_policy,
            },
            auth: Session::new(user, config.credentials.clone()),
            entropy,
            table: Table::default(),
            out: Vec::new(),
            errands: Vec::new(),
            online: false,
            ready: false,
            clients: Vec::new(),
            parked: Vec::new(),
            undelivered: Vec::new(),
            unsent: Vec::new(),
            codecs: config.codec_preferences.clone(),
            call_headers: Vec::new(),
            next_request: 0,
        }
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.out.push(Output::Event(event));
    }

    /// A tag or Call-ID part: 80 random bits (RFC 3261 §19.3 asks for 32).
    pub(crate) fn token(&mut self) -> String {
        self.entropy.token(16)
    }

    /// Sends a request that has its identifiers; the rest is added here.
    pub(crate) fn send(&mut self, now: Instant, owner: Owner, mut request: Request) -> RequestId {
        self.next_request += 1;
        let id = RequestId(self.next_request);
        self.local.complete(&mut request);
        self.add_call_headers(&mut request.headers);
        self.start(
            now,
            Pending {
                id,
                owner,
                request,
                attempts: Attempts::default(),
            },
        );
        id
    }

    /// The application's own header lines for that call.
    fn add_call_headers(&self, headers: &mut Headers) {
        let given = self.call_headers.iter().find(|(id, _)| *id == headers.call_id());
        for (name, value) in given.into_iter().flat_map(|(_, headers)| headers) {
            // A request that is sent again has them.
            if !headers.lines(name).any(|line| line == value.as_bytes()) {
                let _ = headers.push_checked(name, value);
            }
        }
    }

    /// Sends a request once more after a challenge.
    pub(crate) fn start(&mut self, now: Instant, mut pending: Pending) {
        if !self.online {
            self.undelivered.push(pending);
            return;
        }
        self.auth.authorize(&mut pending.request, self.entropy.as_mut());
        self.local.push_via(&mut pending.request, self.entropy.as_mut());
        let client = self.table.send(now, pending.request.clone());
        self.clients.push((client, pending));
    }

    /// Gives an INVITE up; false if it has no transaction that could be cancelled.
    pub(crate) fn cancel(&mut self, now: Instant, id: RequestId, reason: Option<&str>) -> bool {
        let client = self.clients.iter().find(|(_, p)| p.id == id).map(|(c, _)| *c);
        client.is_some_and(|client| self.table.cancel(now, client, reason))
    }

    /// Takes out the request of a transaction.
    pub(crate) fn take(&mut self, client: ClientId) -> Option<Pending> {
        let at = self.clients.iter().position(|(c, _)| *c == client)?;
        Some(self.clients.swap_remove(at).1)
    }

    /// Puts it back: its transaction goes on.
    pub(crate) fn put_back(&mut self, client: ClientId, pending: Pending) {
        self.clients.push((client, pending));
    }

    /// All transactions are gone.
    pub(crate) fn clear(&mut self) {
        self.clients.clear();
    }

    /// Takes back a request that waits for credentials; false if it is not one.
    pub(crate) fn unpark(&mut self, id: RequestId) -> bool {
        let before = self.parked.len();
        self.parked.retain(|(pending, _)| pending.id != id);
        self.parked.len() < before
    }

    /// Nobody waits for that request any more.
    pub(crate) fn abandon(&mut self, id: RequestId) {
        for pending in self.clients.iter_mut().map(|(_, p)| p).filter(|p| p.id == id) {
            pending.owner = Owner::Nobody;
        }
        self.parked.retain(|(p, _)| p.id != id);
        self.undelivered.retain(|p| p.id != id);
    }

    /// Sends an ACK for a 2xx: it belongs to no transaction. Returns it with its Via, for repetition.
    pub(crate) fn send_ack(&mut self, mut ack: Request) -> Vec<u8> {
        self.local.complete(&mut ack);
        self.local.push_via(&mut ack, self.entropy.as_mut());
        let bytes = ack.to_bytes();
        self.transmit(bytes.clone());
        bytes
    }

    pub(crate) fn transmit(&mut self, bytes: Vec<u8>) {
        if self.online {
            self.out.push(Output::Transmit(bytes));
        }
    }

    /// Keeps a request for the next connection: its outcome matters to the far end, not to us.
    pub(crate) fn keep_unsent(&mut self, now: Instant, request: Request) {
        self.unsent.push((now + KEEP_UNSENT, request));
    }

    /// After a registration: what was left unsaid.
    pub(crate) fn flush_unsent(&mut self, now: Instant) {
        for (until, mut request) in core::mem::take(&mut self.unsent) {
            if until <= now {
                continue;
            }
            if request.method == Method::Cancel {
                // It must keep the branch of its INVITE (RFC 3261 §9.1), so it goes as it is, and once.
                self.transmit(request.to_bytes());
                continue;
            }
            request.headers.remove(names::VIA);
            self.send(now, Owner::Nobody, request);
        }
    }

    /// No request, transaction or message waits for anything.
    pub(crate) fn is_idle(&self) -> bool {
        self.table.is_empty() && !self.has_requests() && self.unsent.is_empty()
    }

    /// A request of ours is unanswered, or nobody has been told of its outcome yet.
    pub(crate) fn has_requests(&self) -> bool {
        let waited_for = |(_, p): &(ClientId, Pending)| p.owner != Owner::Probe;
        self.clients.iter().any(waited_for) || !self.parked.is_empty() || !self.undelivered.is_empty()
    }

    /// Drops what has waited too long for a connection.
    pub(crate) fn expire_unsent(&mut self, now: Instant) {
        self.unsent.retain(|(until, _)| *until > now);
    }

    pub(crate) fn unsent_deadline(&self) -> Option<Instant> {
        self.unsent.iter().map(|(until, _)| Some(*until)).fold(None, earlier)
    }

    pub(crate) fn drop_unsent(&mut self) {
        self.unsent.clear();
    }

    /// A response with what all of ours carry; `tag` is the To tag (RFC 3261 §8.2.6.2).
    pub(crate) fn response(&self, request: &Request, status: u16, tag: &str) -> Response {
        let mut response = request.response(status).with_to_tag(tag);
        response.headers.push(names::USER_AGENT, self.local.agent());
        self.add_call_headers(&mut response.headers);
        if matches!(status, 200 | 405) && request.method != Method::Cancel {
            response.headers.push(names::ALLOW, METHODS);
        }
        if status == 200 && request.method == Method::Invite && !self.local.info_packages.is_empty() {
            response
                .headers
                .push(names::RECV_INFO, self.local.info_packages.join(", "));
        }
        if status == 489 {
            response.headers.push(names::ALLOW_EVENTS, EVENTS);
        }
        if status == 200 && matches!(request.method, Method::Invite | Method::Options) {
            response.headers.push(names::SUPPORTED, self.local.supported());
        }
        response
    }

    /// Answers with a response that has nothing special in it.
    pub(crate) fn reply(&mut self, now: Instant, server: ServerId, request: &Request, status: u16, tag: &str) {
        let response = self.response(request, status, tag);
        self.table.respond(now, server, &response);
    }
}
