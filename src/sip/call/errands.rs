//! What the application sends within a call and what does not touch it: INFO (RFC 6086), MESSAGE (RFC 3428), digits.
//!
//! ```text
//!   queue ──ready, nothing out──► out ──final response, 64*T1──► told, the next one
//!                                  │ 415 to a digit: once more in the other form
//!                                  │ connection lost, call over
//!                                  └──────────────────────────► told (503, 481)
//! ```
//!
//! One at a time, so that digits arrive in their order. No answer to any of them ends the call: a 481 makes a re-INVITE
//! ask whether the dialog is there (RFC 5057 §5.1 would end it, but gateways say 481 to any INFO); a time-out and all
//! else is only told.

use super::base::Base;
use super::session::Session;
use crate::redact::Redacted;
use crate::sip::message::{Method, Request, Response, names, reason_phrase};
use crate::sip::messaging;
use crate::sip::queue::take_first;
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, RequestId};
use crate::sip::user_agent::{CallEvent, CommandError, Event, MessageId, OutgoingInfo, OutgoingMessage};
use crate::time::Instant;

/// Most of them that wait in one call, each digit for itself.
const MAX_WAITING: usize = 64;
const RELAY: &str = "application/dtmf-relay";
const PLAIN: &str = "application/dtmf";
/// What a far end should play for a digit.
const DIGIT_MS: &str = "160";

enum What {
    Message(OutgoingMessage),
    Info(OutgoingInfo),
    Digit(char),
}

struct Errand {
    id: MessageId,
    what: What,
    /// The end of what was asked for under its id.
    last: bool,
}

/// Those of one call.
#[derive(Default)]
pub(super) struct Errands {
    queue: Vec<Errand>,
    out: Option<(RequestId, Errand)>,
    /// The far end did not take the first form of a digit.
    plain_digits: bool,
}

impl Errands {
    pub(super) fn is_out(&self, id: RequestId) -> bool {
        self.out.as_ref().is_some_and(|(out, _)| *out == id)
    }

    fn push(&mut self, errands: Vec<Errand>) -> Result<(), CommandError> {
        if self.queue.len() + errands.len() > MAX_WAITING {
            return Err(CommandError::LimitReached);
        }
        self.queue.extend(errands);
        Ok(())
    }

    /// The call is over, or with it what they were for.
    pub(super) fn drop_all(&mut self, core: &mut Core) {
        let out = self.out.take().map(|(_, errand)| errand);
        for errand in out.into_iter().chain(core::mem::take(&mut self.queue)) {
            if errand.last {
                tell(core, errand.id, 481, reason_phrase(481));
            }
        }
    }

    /// One is through; after a failure what was asked for under the same id is not sent any more.
    fn finish(&mut self, core: &mut Core, errand: &Errand, status: u16, reason: &str) {
        let failed = status / 100 != 2;
        if failed {
            self.queue.retain(|other| other.id != errand.id);
        }
        if failed || errand.last {
            tell(core, errand.id, status, reason);
        }
    }
}

fn tell(core: &mut Core, id: MessageId, status: u16, reason: &str) {
    core.event(Event::MessageSent {
        id,
        status,
        reason: reason.to_owned(),
    });
}

impl Session {
    pub(super) fn queue_message(&self, base: &mut Base, id: MessageId, message: OutgoingMessage) -> Queued {
        let what = What::Message(message);
        base.errands.push(vec![Errand { id, what, last: true }])
    }

    /// RFC 6086 §4.2.1: only packages that the far end has offered.
    pub(super) fn queue_info(&self, base: &mut Base, id: MessageId, info: OutgoingInfo) -> Queued {
        let offered = |package: &String| base.recv_info.iter().any(|p| p.eq_ignore_ascii_case(package));
        if info.package.as_ref().is_some_and(|package| !offered(package)) {
            return Err(CommandError::InvalidState);
        }
        let what = What::Info(info);
        base.errands.push(vec![Errand { id, what, last: true }])
    }

    pub(super) fn queue_digits(&self, base: &mut Base, id: MessageId, digits: &str) -> Queued {
        let count = digits.chars().count();
        let errands = digits
            .chars()
            .enumerate()
            .map(|(nth, digit)| Errand {
                id,
                what: What::Digit(digit.to_ascii_uppercase()),
                last: nth + 1 == count,
            })
            .collect();
        base.errands.push(errands)
    }

    /// Sends the next one, if none is out.
    pub(super) fn run_errands(&mut self, now: Instant, base: &mut Base, core: &mut Core) {
        if !core.ready || base.errands.out.is_some() {
            return;
        }
        if let Some(errand) = take_first(&mut base.errands.queue) {
            let request = self.errand(&errand, base.errands.plain_digits);
            let id = core.send(now, base.owner(), request);
            base.errands.out = Some((id, errand));
        }
    }

    fn errand(&mut self, errand: &Errand, plain_digits: bool) -> Request {
        match &errand.what {
            What::Message(message) => {
                let mut request = self.dialog.request(Method::Message);
                messaging::fill(&mut request, message.clone());
                request
            }
            What::Info(info) => {
                let mut request = self.dialog.request(Method::Info);
                if let Some(package) = &info.package {
                    request.headers.push(names::INFO_PACKAGE, package);
                    request.headers.push(names::CONTENT_DISPOSITION, names::INFO_PACKAGE);
                }
                request.set_body(&info.content_type, info.body.expose().clone());
                request
            }
            What::Digit(digit) => {
                let mut request = self.dialog.request(Method::Info);
                let (kind, body) = digit_body(*digit, plain_digits);
                request.set_body(kind, body.into_bytes());
                request
            }
        }
    }

    /// Something came of the one that is out.
    pub(super) fn handle_errand(&mut self, now: Instant, base: &mut Base, core: &mut Core, answered: &Answered<'_>) {
        let (status, response) = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return,
            Answer::Response(response) => (response.status, Some(response)),
            Answer::Failed(failure) => (failure.status(), None),
            Answer::Settled => return,
        };
        let Some((_, errand)) = base.errands.out.take() else {
            return;
        };
        if status == 415 && matches!(errand.what, What::Digit(_)) && !base.errands.plain_digits {
            base.errands.plain_digits = true;
            base.errands.queue.insert(0, errand);
        } else {
            let reason = response.map_or(reason_phrase(status), |r| r.reason.as_str());
            base.errands.finish(core, &errand, status, reason);
        }
        if status == 481 {
            self.want_refresh(false);
            self.advance(now, base, core);
        }
        self.run_errands(now, base, core);
    }

    // ---- theirs ----------------------------------------------------------------------------------------------

    /// A message within the call.
    pub(super) fn handle_message(
        &self,
        now: Instant,
        base: &Base,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) {
        let status = messaging::refusal(request).unwrap_or(200);
        self.respond(now, core, server, request, status);
        if status == 200 {
            core.event(messaging::incoming(request, Some(base.view.id)));
        }
    }

    /// INFO: digits in the two forms that gateways send, packages that the application wants (RFC 6086 §4.2.2).
    pub(super) fn handle_info(&self, now: Instant, base: &Base, core: &mut Core, server: ServerId, request: &Request) {
        if let Some(status) = messaging::refusal(request) {
            self.respond(now, core, server, request, status);
            return;
        }
        if let Some(package) = request.headers.text(names::INFO_PACKAGE) {
            let package = package.split(';').next().unwrap_or_default().trim();
            if !core.local.info_packages.iter().any(|p| p.eq_ignore_ascii_case(package)) {
                self.respond(now, core, server, request, 469);
                return;
            }
            self.respond(now, core, server, request, 200);
            let event = CallEvent::Info {
                package: package.to_owned(),
                content_type: request.headers.content_type().unwrap_or_default(),
                body: Redacted::new(request.body.clone()),
            };
            base.event(core, event);
            return;
        }
        let kind = request.headers.content_type();
        match kind.as_deref() {
            Some(RELAY | PLAIN) => {
                self.respond(now, core, server, request, 200);
                if let Some(digit) = digit_of(kind.as_deref() == Some(RELAY), &request.body) {
                    base.event(core, CallEvent::Dtmf(digit));
                }
            }
            None if request.body.is_empty() => self.respond(now, core, server, request, 200),
            _ => self.respond(now, core, server, request, 415),
        }
    }

    fn respond(&self, now: Instant, core: &mut Core, server: ServerId, request: &Request, status: u16) {
        let mut response: Response = core.response(request, status, self.dialog.local_tag());
        match status {
            415 if request.method == Method::Info => {
                response
                    .headers
                    .push(names::ACCEPT, "application/dtmf-relay, application/dtmf");
            }
            415 => response.headers.push("Accept-Encoding", "identity"),
            469 => response
                .headers
                .push(names::RECV_INFO, core.local.info_packages.join(", ")),
            _ => {}
        }
        core.table.respond(now, server, &response);
    }
}

type Queued = Result<(), CommandError>;

/// `Signal=5` with a duration, or the bare digit.
fn digit_body(digit: char, plain: bool) -> (&'static str, String) {
    let mut body = String::new();
    if plain {
        body.push(digit);
        return (PLAIN, body);
    }
    body.push_str("Signal=");
    body.push(digit);
    body.push_str("\r\nDuration=");
    body.push_str(DIGIT_MS);
    body.push_str("\r\n");
    (RELAY, body)
}

fn digit_of(relay: bool, body: &[u8]) -> Option<char> {
    let body = String::from_utf8_lossy(body);
    if !relay {
        return body.trim().chars().next();
    }
    body.lines().find_map(|line| {
        let (name, value) = line.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("signal")
            .then(|| value.trim().chars().next())?
    })
}
