//! What is asked once and answered once outside of any dialog: MESSAGE (RFC 3428) and OPTIONS (RFC 3261 §11).
//!
//! ```text
//!   message, options ──ready──► Sent ──final response, 64*T1──► told
//!           │                     │ connection lost
//!           └──► Waiting ──64*T1──┴──────────────────────────► told (503)
//! ```
//!
//! What was sent and not answered before the connection was lost is not sent again: the far end may have it already.

use crate::redact::Redacted;
use crate::sip::message::{CSeq, Method, NameAddr, Request, Response, Uri, names, reason_phrase};
use crate::sip::transaction::TIMEOUT;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner};
use crate::sip::user_agent::{CallId, Event, Identity, IncomingMessage, MessageId, OutgoingMessage};
use crate::text::decimal;
use crate::time::{Instant, earlier};

/// Most messages that wait or are unanswered at once.
const MAX_OPEN: usize = 64;
/// Octets of a body of ours: the far end reads no more than we do, which is 64 KiB with all header fields.
pub(crate) const MAX_BODY: usize = 60 * 1024;

/// One that was not answered yet.
struct Open {
    id: MessageId,
    method: Method,
    /// Not sent yet, with the end of its patience.
    waiting: Option<(Instant, Request)>,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Outbox {
    open: Vec<Open>,
}

impl Outbox {
    pub(crate) fn is_full(&self) -> bool {
        self.open.len() >= MAX_OPEN
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        let until = |open: &Open| open.waiting.as_ref().map(|waiting| waiting.0);
        self.open.iter().map(until).fold(None, earlier)
    }

    /// Sends a request now, or as soon as there is a connection.
    pub(crate) fn send(&mut self, now: Instant, core: &mut Core, id: MessageId, request: Request) {
        self.open.push(Open {
            id,
            method: request.method.clone(),
            waiting: Some((now + TIMEOUT, request)),
        });
        self.handle_ready(now, core);
    }

    /// Connected and registered: what waited goes out.
    pub(crate) fn handle_ready(&mut self, now: Instant, core: &mut Core) {
        if !core.ready {
            return;
        }
        for open in &mut self.open {
            if let Some((_, request)) = open.waiting.take() {
                core.send(now, Owner::Message(open.id), request);
            }
        }
    }

    /// What has waited too long is given up.
    pub(crate) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        while let Some(at) = self
            .open
            .iter()
            .position(|o| o.waiting.as_ref().is_some_and(|(until, _)| *until <= now))
        {
            let open = self.open.swap_remove(at);
            tell(core, &open, 503, None);
        }
    }

    /// Something came of one.
    pub(crate) fn handle_answer(&mut self, core: &mut Core, id: MessageId, answered: &Answered<'_>) {
        let (status, response) = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return,
            Answer::Response(response) => (response.status, Some(response)),
            Answer::Failed(failure) => (failure.status(), None),
            Answer::Settled => return,
        };
        if let Some(at) = self.open.iter().position(|o| o.id == id) {
            let open = self.open.swap_remove(at);
            tell(core, &open, status, response);
        }
    }

    /// `stop`: nothing will be sent any more.
    pub(crate) fn drop_all(&mut self, core: &mut Core) {
        for open in core::mem::take(&mut self.open) {
            tell(core, &open, 503, None);
        }
    }
}

fn tell(core: &mut Core, open: &Open, status: u16, response: Option<&Response>) {
    let list = |name| response.map(|r| r.headers.items(name)).unwrap_or_default();
    let id = open.id;
    let event = if open.method == Method::Options {
        Event::Options {
            id,
            status,
            allow: list(names::ALLOW),
            accept: list(names::ACCEPT),
            supported: list(names::SUPPORTED),
        }
    } else {
        let reason = response.map_or(reason_phrase(status), |r| r.reason.as_str());
        Event::MessageSent {
            id,
            status,
            reason: reason.to_owned(),
        }
    };
    core.event(event);
}

/// A request outside of any dialog with identifiers of its own; its Route comes when it goes out.
pub(crate) fn outside(core: &mut Core, method: Method, target: &Uri) -> Request {
    let tag = core.token();
    let call_id = core.entropy.token(22);
    let cseq = CSeq {
        number: 1,
        method: method.clone(),
    };
    Request::new(method, target.clone())
        .with(names::FROM, core.local.aor().with_tag(&tag).to_text())
        .with(names::TO, NameAddr::new(target.clone()).to_text())
        .with(names::CALL_ID, call_id)
        .with(names::CSEQ, cseq.to_text())
}

/// Puts a message into a MESSAGE (RFC 3428 §4); its headers were checked before.
pub(crate) fn fill(request: &mut Request, message: OutgoingMessage) {
    if let Some(sec) = message.expires_sec {
        request.headers.push(names::EXPIRES, decimal(sec.into()));
    }
    for (name, value) in &message.extra_headers {
        let _ = request.headers.push_checked(name, value);
    }
    request.set_body(&message.content_type, message.body.into_inner());
}

/// Why a MESSAGE or an INFO of theirs is not taken. One that is too large was refused before it was read.
pub(crate) fn refusal(request: &Request) -> Option<u16> {
    let plain = request
        .headers
        .text(names::CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
    (!plain).then_some(415)
}

/// A message for the application.
pub(crate) fn incoming(request: &Request, call: Option<CallId>) -> Event {
    let text = |name| request.headers.text(name).map(|v| v.into_owned());
    let asserted = request
        .headers
        .name_addrs(names::P_ASSERTED_IDENTITY)
        .and_then(|list| list.into_iter().next());
    let mut from = Identity::of(request.headers.from());
    from.asserted = asserted.map(|a| a.to_text());
    Event::Message(IncomingMessage {
        from,
        call,
        content_type: text(names::CONTENT_TYPE).unwrap_or_else(|| String::from("text/plain")),
        body: Redacted::new(request.body.clone()),
        date: text(names::DATE),
        expires_sec: request.headers.number(names::EXPIRES),
    })
}

/// Whether a text is a content type: two tokens, parameters that cannot leave their line.
pub(crate) fn is_content_type(text: &str) -> bool {
    if text.chars().any(char::is_control) {
        return false;
    }
    let plain = text.split(';').next().unwrap_or_default();
    let Some((kind, subkind)) = plain.split_once('/') else {
        return false;
    };
    [kind.trim(), subkind.trim()]
        .into_iter()
        .all(|token| Method::parse(token).is_some())
}
