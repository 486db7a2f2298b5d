//! Subscriptions, messages, INFO and publications as the application sees them.

use super::{CallId, Identity};
use crate::redact::Redacted;
use crate::time::Instant;

/// What to subscribe to (RFC 6665).
#[derive(Clone, Debug)]
pub struct SubscribeOptions {
    /// The event package: `message-summary`, `dialog`, `presence`, …
    pub event: String,
    /// Body types that are understood; empty takes the usual type of the package.
    pub accept: Vec<String>,
    /// Lifetime to ask for, in seconds. 0 asks once for the present state (RFC 6665 §4.4.3).
    pub expires_sec: u32,
    /// Header lines for every SUBSCRIBE, names and values. The user agent's own are refused.
    pub extra_headers: Vec<(String, String)>,
}

impl SubscribeOptions {
    /// That package with the usual body type, for an hour at a time.
    #[must_use]
    pub fn new(event: &str) -> Self {
        Self {
            event: event.to_owned(),
            accept: Vec::new(),
            expires_sec: 3600,
            extra_headers: Vec::new(),
        }
    }
}

/// What happened to a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionEvent {
    /// The far end has it and has not decided yet whether it will tell us anything.
    Pending,
    /// It is in force; told again when a refresh prolonged it.
    Active {
        /// When it ends unless it is refreshed, which happens by itself.
        expires_at: Instant,
    },
    /// State of what is watched.
    Notified {
        /// Type of the body, in lower case and without parameters.
        content_type: String,
        /// The body as it came; `sip::package` reads the usual ones.
        body: Redacted<Vec<u8>>,
    },
    /// It is over, or begins anew at `retry_at` under the same id.
    Terminated {
        /// Why.
        reason: SubscriptionEnd,
        /// Status code, when a response or its absence ended it (408 also when nobody answered); else 0.
        status: u16,
        /// When it is tried again; `None`: the subscription is over.
        retry_at: Option<Instant>,
    },
}

/// Why a subscription ended (RFC 6665 §4.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionEnd {
    /// We ended it.
    Closed,
    /// The one-time question has been answered.
    Fetched,
    /// SUBSCRIBE was refused, or nobody answered it.
    Refused,
    /// The SUBSCRIBE was taken but no NOTIFY came within 64*T1.
    NoNotify,
    /// The far end asks to subscribe again at once.
    Deactivated,
    /// The far end asks to subscribe again later.
    Probation,
    /// The far end will not tell.
    Rejected,
    /// It was not refreshed in time.
    Timeout,
    /// The far end could not get permission in time.
    GiveUp,
    /// What was watched does not exist any more.
    NoResource,
    /// What is watched cannot change.
    Invariant,
    /// Another reason, or none was given.
    Unknown,
}

impl SubscriptionEnd {
    /// The word for the application: the far end's own where it gave one.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Fetched => "fetched",
            Self::Refused => "refused",
            Self::NoNotify => "no_notify",
            Self::Deactivated => "deactivated",
            Self::Probation => "probation",
            Self::Rejected => "rejected",
            Self::Timeout => "timeout",
            Self::GiveUp => "giveup",
            Self::NoResource => "noresource",
            Self::Invariant => "invariant",
            Self::Unknown => "unknown",
        }
    }
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// A number or name of our domain, `user@host`, a SIP or a tel URI.
    Address(&'a str),
    /// The far end of an answered call, within its dialog.
    Call(CallId),
}

/// A message to send (RFC 3428).
#[derive(Clone, Debug)]
pub struct OutgoingMessage {
    /// Type of the body: `text/plain;charset=utf-8`, `message/cpim`, `application/im-iscomposing+xml`, …
    pub content_type: String,
    /// The body, at most 60 KiB.
    pub body: Redacted<Vec<u8>>,
    /// For so many seconds it is worth delivering (RFC 3428 §4); `None`: always.
    pub expires_sec: Option<u32>,
    /// Header lines, names and values. The user agent's own are refused.
    pub extra_headers: Vec<(String, String)>,
}

impl OutgoingMessage {
    /// Plain text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self {
            content_type: "text/plain;charset=utf-8".to_owned(),
            body: Redacted::new(text.as_bytes().to_vec()),
            expires_sec: None,
            extra_headers: Vec::new(),
        }
    }
}

/// An INFO to send within a call (RFC 6086).
#[derive(Clone, Debug)]
pub struct OutgoingInfo {
    /// The INFO package, which the far end has to have offered by `Recv-Info`; `None`: INFO as it was before packages.
    pub package: Option<String>,
    /// Type of the body.
    pub content_type: String,
    /// The body, at most 60 KiB.
    pub body: Redacted<Vec<u8>>,
}

/// A message that arrived (RFC 3428).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingMessage {
    /// Who sent it.
    pub from: Identity,
    /// The call within whose dialog it came.
    pub call: Option<CallId>,
    /// Type of the body as it was written, parameters included; `text/plain` where there is none.
    pub content_type: String,
    /// The body as it came.
    pub body: Redacted<Vec<u8>>,
    /// The sender's Date header, as it was written.
    pub date: Option<String>,
    /// For so many seconds it is worth reading.
    pub expires_sec: Option<u32>,
}

/// A document to publish (RFC 3903).
#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// The event package, usually `presence`.
    pub event: String,
    /// Type of the document.
    pub content_type: String,
    /// The document, at most 60 KiB.
    pub body: Redacted<Vec<u8>>,
    /// Lifetime to ask for, in seconds; at least 1.
    pub expires_sec: u32,
}

/// What happened to a published document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicationEvent {
    /// The server has it.
    Published {
        /// When it forgets it unless it is refreshed, which happens by itself.
        expires_at: Instant,
    },
    /// The server does not have it.
    Failed {
        /// Status code (408 and 503 also when nobody answered).
        status: u16,
        /// When it is tried again; `None`: the publication is over.
        retry_at: Option<Instant>,
    },
    /// It was removed; the publication is over.
    Removed,
}
