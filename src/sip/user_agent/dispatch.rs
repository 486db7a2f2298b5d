//! What arrives: keep-alives, messages that are none, requests (RFC 3261 §8.2). Each request is answered exactly once.

use super::agent::UserAgent;
use super::liveness::Heard;
use super::local::{ACCEPTED, METHODS, SDP};
use super::{CallId, Event, Warning, WarningCode};
use crate::sip::call::Call;
use crate::sip::message::{Body, KeepAlive, Malformed, Method, Request, Uri, keep_alive, names, parse, session_of};
use crate::sip::transaction::ServerId;
use crate::time::Instant;

/// Options of a Require that we can be asked for.
const UNDERSTOOD: [&str; 8] = [
    "path",
    "outbound",
    "gruu",
    "timer",
    "100rel",
    "replaces",
    "norefersub",
    "tdialog",
];

impl UserAgent {
    pub(super) fn handle_received(&mut self, now: Instant, bytes: &[u8]) {
        if !self.core.online {
            return;
        }
        let keep_alive = keep_alive(bytes);
        self.transport.handle_sign_of_life(match keep_alive {
            Some(KeepAlive::Pong) => Heard::Pong,
            _ => Heard::Other,
        });
        match keep_alive {
            Some(KeepAlive::Ping) => self.core.transmit(b"\r\n".to_vec()),
            Some(KeepAlive::Pong) => {}
            None => match parse(bytes) {
                Ok(message) => self.core.table.receive(now, message),
                Err(malformed) => self.handle_malformed(malformed),
            },
        }
    }

    /// Answered where its RFC asks for it and its header fields suffice, else dropped; counted in any case.
    fn handle_malformed(&mut self, malformed: Malformed) {
        self.malformed = self.malformed.saturating_add(1);
        if let Some(mut reply) = malformed.reply {
            let tag = self.core.token();
            reply.set_to_tag(&tag);
            self.core.transmit(reply.to_bytes());
        }
        self.core.event(Event::Warning(Warning {
            code: WarningCode::MalformedMessage,
            message: String::from("A message from the server could not be read and was dropped."),
        }));
    }

    pub(super) fn handle_request(&mut self, now: Instant, server: ServerId, request: Request, merged: bool) {
        if let Some(status) = self.refusal(&request) {
            self.refuse(now, server, &request, status);
            return;
        }
        if request.headers.to_tag().is_some() {
            match self.calls.iter_mut().find(|call| call.takes(&request)) {
                Some(call) => call.handle_request(now, &mut self.core, server, request),
                None => self.handle_in_subscription(now, server, &request),
            }
            return;
        }
        if let Some(call) = self.calls.iter_mut().find(|call| call.is_again(&request)) {
            call.rejoin(now, &mut self.core, server, request);
            return;
        }
        if let Some((id, tag)) = self.adopting.take() {
            self.adopt(now, id, tag, server, request);
            return;
        }
        if let Some(status) = self.refusal_outside_dialog(&request, merged) {
            self.refuse(now, server, &request, status);
            return;
        }
        if request.method == Method::Options {
            let tag = self.core.token();
            let response = self.core.response(&request, 200, &tag).with(names::ACCEPT, SDP);
            self.core.table.respond(now, server, &response);
            return;
        }
        if matches!(request.method, Method::Notify | Method::Message) {
            self.handle_telling(now, server, &request);
            return;
        }
        if request.method == Method::Refer {
            self.handle_refer_outside(now, server, &request);
            return;
        }
        let replaced = match self.replaced_by(&request) {
            Ok(replaced) => replaced,
            Err(status) => {
                self.refuse(now, server, &request, status);
                return;
            }
        };
        let id = self.next_id();
        if let Some(mut call) = Call::incoming(now, &mut self.core, id, server, request, None) {
            if let Some(replaced) = replaced {
                call.replace(now, &mut self.core, replaced);
            }
            self.calls.push(call);
        }
    }

    /// A call that rang elsewhere, for a Contact that is not ours.
    fn adopt(&mut self, now: Instant, id: CallId, tag: String, server: ServerId, request: Request) {
        if let Some(mut call) = Call::incoming(now, &mut self.core, id, server, request, Some(tag)) {
            call.handle_lost(now, &mut self.core);
            if self.core.ready {
                call.handle_ready(now, &mut self.core);
            }
            self.calls.push(call);
        }
    }

    /// Inspection that every request has to pass, in the order of RFC 3261 §8.2.
    fn refusal(&self, request: &Request) -> Option<u16> {
        match request.method {
            Method::Invite
            | Method::Bye
            | Method::Options
            | Method::Info
            | Method::Prack
            | Method::Update
            | Method::Notify
            | Method::Message
            | Method::Refer => {}
            // Of what a transfer has begun.
            Method::Subscribe if request.headers.to_tag().is_some() => {}
            // One that matches nothing (§9.2).
            Method::Cancel => return Some(481),
            Method::Ack => return None,
            Method::Other(_) => return Some(501),
            _ => return Some(405),
        }
        if !unsupported(request).is_empty() {
            return Some(420);
        }
        // Replaces is for an INVITE that begins a dialog (RFC 3891 §3).
        if request.headers.has(names::REPLACES)
            && (request.method != Method::Invite || request.headers.to_tag().is_some())
        {
            return Some(400);
        }
        // Nothing, a description, or something that may be ignored (§8.2.3, §20.11).
        if is_about_media(&request.method) && session_of(&request.headers, &request.body) == Body::Unknown {
            return Some(415);
        }
        None
    }

    fn refusal_outside_dialog(&self, request: &Request, merged: bool) -> Option<u16> {
        match &request.uri {
            Uri::Other { .. } => return Some(416),
            uri if !self.core.local.is_me(uri) => return Some(404),
            Uri::Sip(_) => {}
        }
        if merged {
            return Some(482);
        }
        match request.method {
            // It takes the place of a call that is there.
            Method::Invite if request.headers.has(names::REPLACES) => None,
            Method::Invite | Method::Options if self.is_busy() => Some(486),
            Method::Invite | Method::Options | Method::Notify | Method::Message | Method::Refer => None,
            // BYE and INFO belong into dialogs.
            _ => Some(481),
        }
    }

    pub(super) fn refuse(&mut self, now: Instant, server: ServerId, request: &Request, status: u16) {
        let tag = self.core.token();
        let mut response = self.core.response(request, status, &tag);
        match status {
            420 => {
                for option in unsupported(request) {
                    response.headers.push(names::UNSUPPORTED, option);
                }
            }
            415 => {
                if is_about_media(&request.method) {
                    response.headers.push(names::ACCEPT, ACCEPTED);
                }
                response.headers.push("Accept-Encoding", "identity");
                response.headers.push("Accept-Language", "en");
            }
            501 => response.headers.push(names::ALLOW, METHODS),
            _ => {}
        }
        self.core.table.respond(now, server, &response);
    }

    pub(super) fn handle_ack(&mut self, now: Instant, request: &Request) {
        if let Some(call) = self.calls.iter_mut().find(|call| call.takes(request)) {
            call.handle_ack(now, &mut self.core, request);
        }
    }

    /// 200 to the CANCEL always; the INVITE that is still unanswered gets its 487 from the call (RFC 3261 §9.2).
    pub(super) fn handle_cancel(
        &mut self,
        now: Instant,
        cancel: ServerId,
        target: ServerId,
        answered: bool,
        request: &Request,
    ) {
        let call = self.calls.iter_mut().find(|call| call.is_invited_by(target));
        let tag = match &call {
            Some(call) => call.local_tag().to_owned(),
            None => self.core.token(),
        };
        self.core.reply(now, cancel, request, 200, &tag);
        if let Some(call) = call.filter(|_| !answered) {
            call.handle_cancel(now, &mut self.core, target, request);
        }
    }
}

/// Options that the request requires and we do not understand (§8.2.2.3).
fn unsupported(request: &Request) -> Vec<String> {
    let mut required = request.headers.items(names::REQUIRE);
    required.retain(|option| !UNDERSTOOD.iter().any(|known| known.eq_ignore_ascii_case(option)));
    required
}

/// Its body can be an offer or an answer.
fn is_about_media(method: &Method) -> bool {
    matches!(method, Method::Invite | Method::Update | Method::Prack)
}
