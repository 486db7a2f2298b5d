//! The PUBLISH usage (RFC 3903): one document that the server keeps for us, kept fresh.
//!
//! ```text
//!              ready          2xx with SIP-ETag
//!   Waiting ─────────► Asking ─────────────────► Published ──┐ refresh at 80..90 %, without a body
//!    ▲                  │  ▲                       │    ▲    │ new document
//!    │ may pass         │  │ 412: the whole        │    └────┘
//!    └──────────────────┤  │ document anew         │
//!                       │  └───────────────────────┤
//!        final refusal  ▼                          │ remove (Expires: 0)
//!                     Over ◄───────────────────────┘
//! ```
//!
//! Never a second PUBLISH while one is out (§4.1). There is no dialog: what is lost with the connection is sent again
//! over the next one, and the server's 412 says when it has forgotten what it had.

use crate::redact::Redacted;
use crate::sip::message::{Method, Response, SipUri, Uri, names};
use crate::sip::messaging;
use crate::sip::registration::policy::refresh_after;
use crate::sip::subscription::{is_final, retry_after};
use crate::sip::transaction::Failure;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner, RequestId};
use crate::sip::user_agent::{Event, PublicationEvent, PublicationId, PublishOptions, reconnect};
use crate::text::decimal;
use crate::time::{Duration, Instant};

/// 423 may raise the lifetime so often, and 412 may begin anew so often in a row (guards against loops).
const MAX_REPEATS: u8 = 3;

/// One published document.
pub(crate) struct Publication {
    id: PublicationId,
    options: PublishOptions,
    expires_sec: u32,
    /// The server's name for what it has (§11.3.1).
    etag: Option<String>,
    /// PUBLISH that is out, and whether it removes the document.
    asking: Option<(RequestId, bool)>,
    /// The server does not have the present document.
    changed: bool,
    /// The application does not want it any more.
    removed: bool,
    /// The next PUBLISH.
    wake_at: Option<Instant>,
    /// It is due as soon as there is a connection.
    due: bool,
    repeats: u8,
    failures: u32,
    over: bool,
}

impl Publication {
    pub(crate) fn new(now: Instant, core: &mut Core, id: PublicationId, options: PublishOptions) -> Self {
        let mut publication = Self {
            id,
            expires_sec: options.expires_sec.max(1),
            options,
            etag: None,
            asking: None,
            changed: true,
            removed: false,
            wake_at: None,
            due: true,
            repeats: 0,
            failures: 0,
            over: false,
        };
        publication.handle_ready(now, core);
        publication
    }

    pub(crate) fn id(&self) -> PublicationId {
        self.id
    }

    pub(crate) fn is_live(&self) -> bool {
        !self.removed && !self.over
    }

    pub(crate) fn is_done(&self) -> bool {
        self.over
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.wake_at
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        if self.wake_at.is_some_and(|at| at <= now) {
            self.wake_at = None;
            self.due = true;
            self.handle_ready(now, core);
        }
    }

    /// A challenge makes the PUBLISH go out again, unless nobody waits for it any more.
    pub(crate) fn is_asking(&self, id: RequestId) -> bool {
        self.asking.is_some_and(|(asking, _)| asking == id)
    }

    /// Another document takes the place of the present one (§4.1, "modify").
    pub(crate) fn modify(&mut self, now: Instant, core: &mut Core, body: Vec<u8>) {
        self.options.body = Redacted::new(body);
        self.changed = true;
        self.due = true;
        self.handle_ready(now, core);
    }

    /// The server is to forget it.
    pub(crate) fn remove(&mut self, now: Instant, core: &mut Core) {
        self.removed = true;
        self.wake_at = None;
        if self.asking.is_some_and(|(id, _)| core.unpark(id)) {
            self.asking = None;
        }
        let unknown = self.etag.is_none() && self.asking.is_none();
        if unknown || !core.online {
            // Nothing is there, or it will be forgotten by itself.
            self.finish(core);
        } else {
            self.send(now, core);
        }
    }

    /// Connected and registered: what is due goes out.
    pub(crate) fn handle_ready(&mut self, now: Instant, core: &mut Core) {
        if self.due && core.ready {
            self.send(now, core);
        }
    }

    /// The transport is gone. What the server has stays there.
    pub(crate) fn handle_lost(&mut self, core: &mut Core) {
        if self.asking.take().is_some() {
            // Whether it arrived is not known; the document is sent once more with the next one.
            self.due = true;
            self.changed = true;
        }
        if self.removed {
            self.finish(core);
        }
    }

    fn send(&mut self, now: Instant, core: &mut Core) {
        if self.asking.is_some() || self.over {
            return;
        }
        self.due = false;
        self.wake_at = None;
        let aor = Uri::Sip(SipUri::new(&core.local.user, &core.local.domain));
        let expires = if self.removed { 0 } else { self.expires_sec };
        let mut request = messaging::outside(core, Method::Publish, &aor)
            .with(names::EVENT, &self.options.event)
            .with(names::EXPIRES, decimal(expires.into()));
        if let Some(etag) = &self.etag {
            request.headers.push(names::SIP_IF_MATCH, etag);
        }
        if !self.removed && (self.changed || self.etag.is_none()) {
            request.set_body(&self.options.content_type, self.options.body.expose().clone());
            self.changed = false;
        }
        let id = core.send(now, Owner::Publication(self.id), request);
        self.asking = Some((id, self.removed));
    }

    /// Something came of the PUBLISH.
    pub(crate) fn handle_answer(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>) {
        let (status, response) = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return,
            Answer::Response(response) => (response.status, Some(response)),
            // `handle_lost` is on its way.
            Answer::Failed(Failure::Transport) | Answer::Settled => return,
            Answer::Failed(Failure::Timeout) => (408, None),
        };
        let Some((_, removing)) = self.asking.take_if(|(asking, _)| *asking == answered.id) else {
            return;
        };
        match response {
            _ if removing => self.finish(core),
            Some(response) if response.is_success() => self.accepted(now, core, response),
            _ => self.refused(now, core, status, response, !answered.request.body.is_empty()),
        }
    }

    fn accepted(&mut self, now: Instant, core: &mut Core, response: &Response) {
        self.repeats = 0;
        self.failures = 0;
        if let Some(etag) = response.headers.text(names::SIP_ETAG) {
            self.etag = Some(etag.into_owned());
        }
        if self.removed {
            self.send(now, core);
            return;
        }
        let granted = response.headers.number(names::EXPIRES).unwrap_or(self.expires_sec);
        let granted = granted.min(self.expires_sec);
        self.wake_at = Some(now + refresh_after(granted, core.entropy.as_mut()));
        let expires_at = now + Duration::from_secs(u64::from(granted));
        self.tell(core, PublicationEvent::Published { expires_at });
        self.handle_ready(now, core);
    }

    fn refused(&mut self, now: Instant, core: &mut Core, status: u16, response: Option<&Response>, had_body: bool) {
        if self.removed {
            self.finish(core);
            return;
        }
        self.changed |= had_body;
        self.repeats += 1;
        if status == 412 && self.repeats <= MAX_REPEATS && self.etag.take().is_some() {
            // The server has forgotten it (§4.4): the whole document, as if for the first time.
            self.send(now, core);
            return;
        }
        if status == 423
            && self.repeats <= MAX_REPEATS
            && let Some(min) = response.and_then(|r| r.headers.number(names::MIN_EXPIRES))
            && min > self.expires_sec
        {
            self.expires_sec = min;
            self.send(now, core);
            return;
        }
        let wait = response.and_then(|r| retry_after(&r.headers));
        let wait = if is_final(status) && wait.is_none() {
            None
        } else {
            let usual = reconnect::long_delay(self.failures, core.entropy.as_mut());
            self.failures = self.failures.saturating_add(1);
            Some(wait.unwrap_or(usual))
        };
        let retry_at = wait.map(|wait| now + wait);
        self.due = false;
        self.wake_at = retry_at;
        self.over = retry_at.is_none();
        self.tell(core, PublicationEvent::Failed { status, retry_at });
    }

    fn finish(&mut self, core: &mut Core) {
        self.over = true;
        self.tell(core, PublicationEvent::Removed);
    }

    fn tell(&self, core: &mut Core, event: PublicationEvent) {
        core.event(Event::Publication { id: self.id, event });
    }
}
