//! Dialogs (RFC 3261 §12): identifiers, route set, remote target, sequence numbers.
//!
//! ```text
//!   UAC  1xx with To tag ──► early ──2xx──► confirmed ──► over with its last usage
//!   UAS  180 sent        ──► early ──200──► confirmed
//! ```
//!
//! Whether a dialog is early or confirmed is known by the state of the call that owns it; this is the part that both
//! have in common.

use super::message::{CSeq, Headers, Method, NameAddr, Params, Replaces, Request, Response, Uri, names};
use super::user_agent::{CallId, DialogRecord, Direction};
use crate::time::Instant;

/// A restored dialog leaves out so many sequence numbers: gaps are fine, numbers that were used are not (§12.2.2).
const SEQ_GAP: u32 = 100;
/// Bounds of a record.
const MAX_TEXT: usize = 1024;
const MAX_ROUTES: usize = 16;

/// One dialog, seen from this side.
#[derive(Clone, Debug)]
pub(crate) struct Dialog {
    call_id: String,
    /// Our name with our tag: From of our requests.
    local: NameAddr,
    /// Their name with their tag: To of our requests. A peer older than RFC 3261 may have none.
    remote: NameAddr,
    local_seq: u32,
    remote_seq: Option<u32>,
    remote_target: Uri,
    route_set: Vec<NameAddr>,
}

/// How a request's CSeq stands to the last one of that side (RFC 3261 §12.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Newer, or the first.
    Fresh,
    /// Lower than one that was seen: answer 500.
    Late,
}

impl Dialog {
    /// The caller's side, from its INVITE and a response with a To tag; `None` without tag or Contact (§12.1.2). A
    /// 2xx without Contact still makes one, so that it can be acknowledged and ended: the request goes where the
    /// INVITE went.
    pub(crate) fn from_response(request: &Request, response: &Response) -> Option<Self> {
        let remote = response.headers.to()?;
        let target = response.headers.contact().map(|c| c.uri);
        if !response.is_success() && (remote.tag().is_none() || target.is_none()) {
            return None;
        }
        let mut route_set = response.headers.name_addrs(names::RECORD_ROUTE).unwrap_or_default();
        route_set.reverse();
        Some(Self {
            call_id: request.headers.call_id().into_owned(),
            local: request.headers.from()?,
            remote: address_of(remote),
            local_seq: request.headers.cseq_number()?,
            remote_seq: None,
            remote_target: target.unwrap_or_else(|| request.uri.clone()),
            route_set,
        })
    }

    /// The callee's side, from the INVITE (§12.1.1); `None` when it has no usable Contact.
    pub(crate) fn from_request(request: &Request, local_tag: &str) -> Option<Self> {
        Some(Self {
            call_id: request.headers.call_id().into_owned(),
            local: address_of(request.headers.to()?).with_tag(local_tag),
            remote: address_of(request.headers.from()?),
            local_seq: 0,
            remote_seq: request.headers.cseq_number(),
            remote_target: request.headers.contact()?.uri,
            route_set: request.headers.name_addrs(names::RECORD_ROUTE).unwrap_or_default(),
        })
    }

    /// What a request says that is to make a dialog: of the far end only the address is known. The first answer fills
    /// in the rest, by [`Dialog::learn_from_response`] or [`Dialog::learn_from_request`].
    pub(crate) fn outside(call_id: String, local: NameAddr, target: Uri) -> Self {
        Self {
            call_id,
            local,
            remote: NameAddr::new(target.clone()),
            local_seq: 0,
            remote_seq: None,
            remote_target: target,
            route_set: Vec::new(),
        }
    }

    /// The 2xx of the request that it began with.
    pub(crate) fn learn_from_response(&mut self, response: &Response) {
        self.learn(&response.headers, response.headers.to());
        self.route_set.reverse();
    }

    /// A request of the far end that belongs to it, before the response or after: the NOTIFY of a SUBSCRIBE
    /// (RFC 6665 §4.4.1).
    pub(crate) fn learn_from_request(&mut self, request: &Request) {
        self.learn(&request.headers, request.headers.from());
    }

    fn learn(&mut self, headers: &Headers, remote: Option<NameAddr>) {
        if let Some(remote) = remote {
            self.remote = address_of(remote);
        }
        self.refresh_target(headers.contact());
        self.route_set = headers.name_addrs(names::RECORD_ROUTE).unwrap_or_default();
    }

    /// The Call-ID.
    pub(crate) fn call_id(&self) -> &str {
        &self.call_id
    }

    /// Their tag.
    pub(crate) fn remote_tag(&self) -> &str {
        self.remote.tag().unwrap_or_default()
    }

    /// Our tag.
    pub(crate) fn local_tag(&self) -> &str {
        self.local.tag().unwrap_or_default()
    }

    /// Whether a request from the far end belongs here.
    pub(crate) fn takes(&self, request: &Request) -> bool {
        request.headers.call_id() == self.call_id
            && request.headers.to_tag().as_deref() == Some(self.local_tag())
            && request.headers.from_tag().unwrap_or_default() == self.remote_tag()
    }

    /// Looks at the CSeq of a request from the far end and remembers it (§12.2.2). Gaps are fine; an equal number in
    /// a new transaction is tolerated.
    pub(crate) fn order(&mut self, request: &Request) -> Order {
        let Some(number) = request.headers.cseq_number() else {
            return Order::Late;
        };
        if self.remote_seq.is_some_and(|last| number < last) {
            return Order::Late;
        }
        self.remote_seq = Some(number);
        Order::Fresh
    }

    /// Their name with their tag.
    pub(crate) fn remote(&self) -> &NameAddr {
        &self.remote
    }

    /// What a later page needs to know of it. What belongs to the call is left to the caller.
    pub(crate) fn record(&self) -> DialogRecord {
        DialogRecord {
            id: CallId(0),
            call_id: self.call_id.clone(),
            local: self.local.to_text(),
            remote: self.remote.to_text(),
            local_seq: self.local_seq,
            remote_target: self.remote_target.to_text(),
            route_set: self.route_set.iter().map(NameAddr::to_text).collect(),
            direction: Direction::Outbound,
            held: false,
            anonymous: false,
            started_at: Instant::default(),
            answered_at: None,
            call_uuid: None,
            asserted: None,
        }
    }

    /// The dialog of a record; `None` when it is none. Its count goes on after a gap, since requests may have gone out
    /// after the record was made.
    pub(crate) fn restore(record: &DialogRecord) -> Option<Self> {
        let plain =
            |text: &str| !text.is_empty() && text.len() <= MAX_TEXT && !text.bytes().any(|b| b <= b' ' || b == 0x7f);
        let local = NameAddr::parse(&record.local).filter(|_| record.local.len() <= MAX_TEXT)?;
        let remote = NameAddr::parse(&record.remote).filter(|_| record.remote.len() <= MAX_TEXT)?;
        let target = Uri::parse(&record.remote_target).filter(|_| plain(&record.remote_target))?;
        let local_seq = record.local_seq.checked_add(SEQ_GAP).filter(|n| *n < 1 << 30)?;
        if record.route_set.len() > MAX_ROUTES || record.route_set.iter().any(|r| r.len() > MAX_TEXT) {
            return None;
        }
        let dialog = Self {
            call_id: record.call_id.clone(),
            local,
            remote,
            local_seq,
            remote_seq: None,
            remote_target: target,
            route_set: record
                .route_set
                .iter()
                .map(|r| NameAddr::parse(r))
                .collect::<Option<_>>()?,
        };
        // What goes into the Replaces header has to be able to stand there.
        let sound = plain(&record.call_id)
            && dialog.local.tag().is_some()
            && dialog.remote_target.as_sip().is_some()
            && dialog.remote.uri.as_sip().is_some()
            && Replaces::parse(&dialog.replaces().to_text()).is_some();
        sound.then_some(dialog)
    }

    /// Whether [`Dialog::order`] would refuse it.
    pub(crate) fn is_late(&self, request: &Request) -> bool {
        let number = request.headers.cseq_number().unwrap_or_default();
        self.remote_seq.is_some_and(|last| number < last)
    }

    /// The dialog as its far end has to be told of it (RFC 3891 §3), whoever began it.
    pub(crate) fn replaces(&self) -> Replaces {
        Replaces {
            call_id: self.call_id.clone(),
            to_tag: self.remote_tag().to_owned(),
            from_tag: self.local_tag().to_owned(),
            early_only: false,
        }
    }

    /// Where others reach the far end: at its contact, unless that is one that only its own connection leads to
    /// (RFC 7118 §5.2); then at its address of record.
    pub(crate) fn reach(&self) -> Uri {
        let mut uri = match &self.remote_target {
            Uri::Sip(sip) if sip.host.ends_with(".invalid") && !sip.params.has("gr") => self.remote.uri.clone(),
            uri => uri.clone(),
        };
        if let Uri::Sip(sip) = &mut uri {
            sip.headers.clear();
            sip.params.remove("method");
        }
        uri
    }

    /// A target refresh: the Contact of an accepted re-INVITE or of its 2xx (§12.2.1.2, §12.2.2).
    pub(crate) fn refresh_target(&mut self, contact: Option<NameAddr>) {
        if let Some(contact) = contact {
            self.remote_target = contact.uri;
        }
    }

    /// The last sequence number of this side.
    pub(crate) fn local_seq(&self) -> u32 {
        self.local_seq
    }

    /// This is what that early dialog has become: sequence numbers go on (§12.2.1.1).
    pub(crate) fn go_on_from(&mut self, early: &Self) {
        self.local_seq = self.local_seq.max(early.local_seq);
        self.remote_seq = early.remote_seq;
    }

    /// Requests of ours go on counting where that one was.
    pub(crate) fn continue_numbers(&mut self, before: &Self) {
        self.local_seq = before.local_seq;
    }

    /// The next sequence number of this side.
    pub(crate) fn next_seq(&mut self) -> u32 {
        self.local_seq += 1;
        self.local_seq
    }

    /// A request within the dialog (§12.2.1.1) with the next sequence number, without Via and what else is the same
    /// in every request.
    pub(crate) fn request(&mut self, method: Method) -> Request {
        let number = self.next_seq();
        self.build(CSeq { number, method })
    }

    /// ACK for the 2xx of an INVITE (§13.2.2.4): sequence number and credentials of the INVITE, route set of the
    /// dialog.
    pub(crate) fn ack(&self, invite: &Request) -> Request {
        let number = invite.headers.cseq_number().unwrap_or(self.local_seq);
        let mut ack = self.build(CSeq {
            number,
            method: Method::Ack,
        });
        ack.headers.copy(&invite.headers, names::AUTHORIZATION);
        ack.headers.copy(&invite.headers, names::PROXY_AUTHORIZATION);
        ack
    }

    fn build(&self, cseq: CSeq) -> Request {
        let mut uri = self.remote_target.clone();
        let mut routes: Vec<NameAddr> = self.route_set.clone();
        let strict = routes.first().is_some_and(|r| !is_loose(&r.uri));
        if strict {
            // A strict router wants to be the Request-URI and the target last in Route (§12.2.1.1, §16.12).
            let first = routes.remove(0);
            routes.push(NameAddr::new(core::mem::replace(&mut uri, first.uri)));
        }
        let mut request = Request::new(cseq.method.clone(), uri);
        for route in &routes {
            request.headers.push(names::ROUTE, route.to_text());
        }
        request.headers.push(names::FROM, self.local.to_text());
        request.headers.push(names::TO, self.remote.to_text());
        request.headers.push(names::CALL_ID, &self.call_id);
        request.headers.push(names::CSEQ, cseq.to_text());
        request
    }
}

fn is_loose(uri: &Uri) -> bool {
    match uri {
        Uri::Sip(sip) => sip.is_loose(),
        Uri::Other { .. } => true,
    }
}

/// From and To of later requests: name, URI and tag, without other parameters.
fn address_of(mut addr: NameAddr) -> NameAddr {
    let tag = addr.tag().map(str::to_owned);
    addr.params = Params::default();
    match tag {
        Some(tag) => addr.with_tag(&tag),
        None => addr,
    }
}
