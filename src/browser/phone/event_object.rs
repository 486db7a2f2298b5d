//! Events as plain JavaScript objects. Built by hand: a derived serializer costs a kilobyte a struct.
//!
//! The TypeScript side of these shapes is `pkg-template/src/softphone/core-events.ts`.

use super::clock::Clock;
use super::host::set;
use crate::redact::Redacted;
use crate::sip::user_agent::{
    BindingView, CallEnd, CallEvent, CallId, CallView, Cause, Direction, EndedBy, Event, Identity, IncomingMessage,
    MediaFailure, MediaState, Phase, PublicationEvent, PublicationId, RegistrationState, SubscriptionEvent,
    SubscriptionId, TransferState, TransportState, UserAgent, WarningCode,
};
use crate::time::Instant;
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::JsValue;

/// An object with its `type`.
fn typed(kind: &str) -> Object {
    let object = Object::new();
    set(&object, "type", kind);
    object
}

fn set_moment(object: &Object, name: &str, at: Option<Instant>, clock: &Clock) {
    if let Some(at) = at {
        set(object, name, clock.to_wall(at));
    }
}

fn set_text(object: &Object, name: &str, text: Option<&String>) {
    if let Some(text) = text {
        set(object, name, text.as_str());
    }
}

/// One event of the core.
pub(crate) fn event(event: &Event, agent: &UserAgent, clock: &Clock) -> Object {
    match event {
        Event::Transport(state) => transport(state, clock),
        Event::Registration(state) => registration(state, clock),
        Event::Bindings(found) => bindings(found),
        Event::Incoming(id) => call("incoming", *id, agent, clock),
        Event::Call { call: id, event } => {
            let (name, detail) = match event {
                CallEvent::Phase => ("phase", None),
                CallEvent::InviteSent => ("inviteSent", None),
                CallEvent::Hold => ("hold", None),
                CallEvent::OperationFailed { operation, status } => ("operationFailed", Some((*operation, *status))),
                CallEvent::Redirected => ("redirected", None),
                CallEvent::Dtmf(_) => ("dtmf", None),
                CallEvent::Info { .. } => ("info", None),
                CallEvent::Identity => ("identity", None),
                CallEvent::Transfer(_) => ("transfer", None),
                CallEvent::ReferRequested => ("referRequested", None),
                CallEvent::ReferResolved => ("referResolved", None),
                CallEvent::Ended => ("ended", None),
            };
            let object = call(name, *id, agent, clock);
            if let CallEvent::Dtmf(digit) = event {
                set(&object, "digit", digit.to_string());
            }
            if let CallEvent::Info {
                package,
                content_type,
                body,
            } = event
            {
                set(&object, "package", package.as_str());
                set_body(&object, content_type, body);
            }
            if let Some((operation, status)) = detail {
                set(&object, "operation", operation);
                set(&object, "status", status);
            }
            object
        }
        Event::CredentialsNeeded { realm } => {
            let object = typed("credentials");
            set(&object, "realm", realm.as_str());
            object
        }
        Event::Subscription { id, event } => subscription(*id, event, clock),
        Event::Mailbox { content_type, body } => {
            let object = typed("mailbox");
            set_body(&object, content_type, body);
            object
        }
        Event::Message(message) => incoming_message(message),
        Event::MessageSent { id, status, reason } => {
            let object = typed("messageSent");
            set(&object, "id", id.0);
            set(&object, "statusCode", *status);
            set(&object, "reasonPhrase", reason.as_str());
            object
        }
        Event::Options {
            id,
            status,
            allow,
            accept,
            supported,
        } => {
            let object = typed("options");
            set(&object, "id", id.0);
            set(&object, "statusCode", *status);
            for (name, list) in [("allow", allow), ("accept", accept), ("supported", supported)] {
                set(&object, name, list.join(", "));
            }
            object
        }
        Event::Publication { id, event } => publication(*id, event, clock),
        Event::Warning(given) => {
            let code = match given.code {
                WarningCode::MalformedMessage => "malformed_message",
                WarningCode::ServerUnproven => "server_unproven",
                WarningCode::BindingMissing => "binding_missing",
                WarningCode::Unreachable => "unreachable",
                WarningCode::Unconfirmed => "change_unconfirmed",
            };
            warning(code, &given.message)
        }
    }
}

/// Type and octets of a body.
fn set_body(object: &Object, content_type: &str, body: &Redacted<Vec<u8>>) {
    set(object, "contentType", content_type);
    set(object, "body", Uint8Array::from(body.expose().as_slice()));
}

fn subscription(id: SubscriptionId, event: &SubscriptionEvent, clock: &Clock) -> Object {
    let object = typed("subscription");
    set(&object, "id", id.0);
    let state = match event {
        SubscriptionEvent::Pending => "pending",
        SubscriptionEvent::Active { expires_at } => {
            set_moment(&object, "expiresAt", Some(*expires_at), clock);
            "active"
        }
        SubscriptionEvent::Notified { content_type, body } => {
            set_body(&object, content_type, body);
            "notified"
        }
        SubscriptionEvent::Terminated {
            reason,
            status,
            retry_at,
        } => {
            set(&object, "reason", reason.as_str());
            set(&object, "statusCode", *status);
            set_moment(&object, "retryAt", *retry_at, clock);
            "terminated"
        }
    };
    set(&object, "state", state);
    object
}

fn publication(id: PublicationId, event: &PublicationEvent, clock: &Clock) -> Object {
    let object = typed("publication");
    set(&object, "id", id.0);
    let state = match event {
        PublicationEvent::Published { expires_at } => {
            set_moment(&object, "expiresAt", Some(*expires_at), clock);
            "published"
        }
        PublicationEvent::Failed { status, retry_at } => {
            set(&object, "statusCode", *status);
            set_moment(&object, "retryAt", *retry_at, clock);
            "failed"
        }
        PublicationEvent::Removed => "removed",
    };
    set(&object, "state", state);
    object
}

fn incoming_message(message: &IncomingMessage) -> Object {
    let object = typed("message");
    set(&object, "from", identity(&message.from));
    if let Some(call) = message.call {
        set(&object, "call", call.0);
    }
    set_body(&object, &message.content_type, &message.body);
    set_text(&object, "date", message.date.as_ref());
    if let Some(sec) = message.expires_sec {
        set(&object, "expiresSec", sec);
    }
    object
}

fn transport(state: &TransportState, clock: &Clock) -> Object {
    let object = typed("transport");
    let name = match state {
        TransportState::Disconnected => "disconnected",
        TransportState::Connecting => "connecting",
        TransportState::Connected => "connected",
        TransportState::Reconnecting { at, .. } => {
            set_moment(&object, "retryAt", Some(*at), clock);
            "reconnecting"
        }
        TransportState::SubprotocolRefused => "subprotocolRefused",
    };
    set(&object, "state", name);
    object
}

fn registration(state: &RegistrationState, clock: &Clock) -> Object {
    let object = typed("registration");
    let name = match state {
        RegistrationState::Unregistered => "unregistered",
        RegistrationState::Registering => "registering",
        RegistrationState::Registered { expires_at } => {
            set_moment(&object, "expiresAt", Some(*expires_at), clock);
            "registered"
        }
        RegistrationState::Failed {
            status,
            reason,
            retry_at,
        } => {
            set(&object, "status", *status);
            set(&object, "reason", reason.as_str());
            set_moment(&object, "retryAt", *retry_at, clock);
            "failed"
        }
    };
    set(&object, "state", name);
    object
}

fn bindings(found: &Result<Vec<BindingView>, u16>) -> Object {
    let object = typed("bindings");
    match found {
        Err(status) => set(&object, "status", *status),
        Ok(found) => {
            let list: Array = found.iter().map(binding).collect();
            set(&object, "bindings", list);
        }
    }
    object
}

fn binding(binding: &BindingView) -> Object {
    let object = Object::new();
    set(&object, "uri", binding.uri.as_str());
    if let Some(sec) = binding.expires_sec {
        set(&object, "expiresSec", sec);
    }
    set_text(&object, "q", binding.q.as_ref());
    set_text(&object, "instance", binding.instance.as_ref());
    set(&object, "ours", binding.ours);
    object
}

/// Something about a call, with its state.
pub(crate) fn call(name: &str, id: CallId, agent: &UserAgent, clock: &Clock) -> Object {
    let object = typed("call");
    set(&object, "event", name);
    set(&object, "id", id.0);
    if let Some(view) = agent.call(id) {
        set(&object, "view", call_view(view, clock));
    }
    object
}

fn call_view(view: &CallView, clock: &Clock) -> Object {
    let object = Object::new();
    set(&object, "id", view.id.0);
    set(&object, "sipCallId", view.sip_call_id.as_str());
    set_text(&object, "callUuid", view.call_uuid.as_ref());
    set(
        &object,
        "direction",
        match view.direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        },
    );
    set(&object, "remote", identity(&view.remote));
    set(
        &object,
        "phase",
        match view.phase {
            Phase::Connecting => "connecting",
            Phase::Ringing => "ringing",
            Phase::Early => "early",
            Phase::Active => "active",
            Phase::Ended => "ended",
        },
    );
    set(&object, "held", view.held);
    set(&object, "remoteHeld", view.remote_held);
    if let Some(sec) = view.auto_answer {
        set(&object, "autoAnswerSec", sec);
    }
    if let Some((status, reason)) = &view.progress {
        set(&object, "progress", said(*status, reason));
    }
    if !view.redirect_targets.is_empty() {
        let targets: Array = view
            .redirect_targets
            .iter()
            .map(|t| JsValue::from_str(t.expose()))
            .collect();
        set(&object, "redirectTargets", targets);
    }
    set_moment(&object, "startedAt", Some(view.started_at), clock);
    set_moment(&object, "invitedAt", view.invited_at, clock);
    set_moment(&object, "answeredAt", view.answered_at, clock);
    if let Some(state) = &view.transfer {
        set(&object, "transfer", transfer(state));
    }
    if let Some(refer) = &view.refer {
        let asked = Object::new();
        set(&asked, "target", refer.target.as_str());
        set(&asked, "replaces", refer.replaces);
        set_text(&asked, "referredBy", refer.referred_by.as_ref());
        set(&object, "refer", asked);
    }
    if let Some(placed) = view.referred_to {
        set(&object, "referredTo", placed.0);
    }
    if let Some(replaced) = view.replaces {
        set(&object, "replaces", replaced.0);
    }
    let diverted = Array::new();
    for one in &view.diverted_by {
        let by = identity(&one.by);
        set_text(&by, "reason", one.reason.as_ref());
        diverted.push(&by);
    }
    set(&object, "divertedBy", diverted);
    set(&object, "recovered", view.recovered);
    if let Some(end) = &view.end {
        set(&object, "end", call_end(end));
        set_moment(&object, "endedAt", Some(end.at), clock);
    }
    object
}

/// A status and its phrase.
fn said(status: u16, reason: &str) -> Object {
    let object = Object::new();
    set(&object, "statusCode", status);
    set(&object, "reasonPhrase", reason);
    object
}

fn transfer(state: &TransferState) -> Object {
    let (name, status, reason) = match state {
        TransferState::Requested => ("requested", 0, ""),
        TransferState::Accepted => ("accepted", 0, ""),
        TransferState::Progress { status, reason } => ("progress", *status, reason.as_str()),
        TransferState::Succeeded => ("succeeded", 0, ""),
        TransferState::Failed { status, reason } => ("failed", *status, reason.as_str()),
    };
    let object = said(status, reason);
    set(&object, "state", name);
    object
}

fn identity(remote: &Identity) -> Object {
    let object = Object::new();
    set_text(&object, "displayName", remote.display_name.as_ref());
    set(&object, "user", remote.user.as_str());
    set(&object, "uri", remote.uri.as_str());
    set_text(&object, "assertedIdentity", remote.asserted.as_ref());
    object
}

fn call_end(end: &CallEnd) -> Object {
    let object = Object::new();
    set(&object, "cause", cause(end.cause));
    set(&object, "statusCode", end.status);
    set(&object, "reasonPhrase", end.reason.as_str());
    if let Some((code, text)) = &end.warning {
        set(&object, "warningCode", *code);
        set(&object, "warning", text.as_str());
    }
    set(
        &object,
        "by",
        match end.by {
            EndedBy::Local => "local",
            EndedBy::Remote => "remote",
            EndedBy::System => "system",
        },
    );
    let reasons = Array::new();
    for reason in &end.reasons {
        let said = Object::new();
        set(&said, "protocol", reason.protocol.as_str());
        if let Some(cause) = reason.cause {
            set(&said, "cause", cause);
        }
        set_text(&said, "text", reason.text.as_ref());
        reasons.push(&said);
    }
    set(&object, "reasons", reasons);
    object
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Terminated => "terminated",
        Cause::Canceled => "canceled",
        Cause::Busy => "busy",
        Cause::Rejected => "rejected",
        Cause::NotFound => "not_found",
        Cause::NoAnswer => "no_answer",
        Cause::IncompatibleMedia => "incompatible_media",
        Cause::PermissionDenied => "permission_denied",
        Cause::DeviceFailed => "device_failed",
        Cause::AnsweredElsewhere => "answered_elsewhere",
        Cause::AuthenticationFailed => "authentication_failed",
        Cause::TransportLost => "transport_lost",
        Cause::DialogLost => "dialog_lost",
        Cause::MediaLost => "media_lost",
        Cause::Transferred => "transferred",
        Cause::Replaced => "replaced",
        Cause::Failed => "failed",
    }
}

/// Something that ends nothing.
pub(crate) fn warning(code: &str, message: &str) -> Object {
    let object = typed("warning");
    set(&object, "code", code);
    set(&object, "message", message);
    object
}

/// A media effect failed.
pub(crate) fn media_failed(call: CallId, failure: MediaFailure, detail: &str) -> Object {
    let object = typed("mediaFailed");
    set(&object, "id", call.0);
    set(
        &object,
        "code",
        match failure {
            MediaFailure::PermissionDenied => "microphone_denied",
            MediaFailure::NoDevice => "microphone_missing",
            MediaFailure::DeviceFailed => "microphone_failed",
            MediaFailure::BadDescription | MediaFailure::Other => "media_failed",
        },
    );
    set(&object, "detail", detail);
    object
}

/// The media path's state changed.
pub(crate) fn media_state(call: CallId, state: MediaState) -> Object {
    let object = typed("media");
    set(&object, "id", call.0);
    set(
        &object,
        "state",
        match state {
            MediaState::Connected => "connected",
            MediaState::Disconnected => "disconnected",
            MediaState::Failed => "failed",
            MediaState::LateCandidates => "lateCandidates",
        },
    );
    object
}

/// A description went out.
pub(crate) fn gathered(call: CallId, reason: &str, ms: f64) -> Object {
    let object = typed("gathered");
    set(&object, "id", call.0);
    set(&object, "reason", reason);
    set(&object, "ms", ms);
    object
}
