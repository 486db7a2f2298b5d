//! What went wrong with a request, sorted so that an application can act on it.

use core::time::Duration;

use super::exchange::Body;
use super::operations::{Form, Operation};
use crate::json::Json;
use crate::text::decimal;

/// The sort of a failure; each is a class of errors in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 401.
    Authentication,
    /// 403.
    Permission,
    /// 404 and 410.
    NotFound,
    /// 409.
    Conflict,
    /// 400, 413 and 422.
    Validation,
    /// 429.
    RateLimit,
    /// 5xx.
    Server,
    /// Another status that is no success.
    Status,
    /// No answer: the request or its answer got lost.
    Network,
    /// No complete answer in time.
    Timeout,
    /// A 2xx that is no JSON.
    InvalidResponse,
    /// Refused before anything was sent.
    Argument,
    /// The caller's signal.
    Aborted,
}

impl Kind {
    /// Name across the boundary.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Validation => "validation",
            Self::RateLimit => "rate_limit",
            Self::Server => "server",
            Self::Status => "status",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::InvalidResponse => "invalid_response",
            Self::Argument => "argument",
            Self::Aborted => "aborted",
        }
    }

    const fn of_status(status: u16) -> Self {
        match status {
            400 | 413 | 422 => Self::Validation,
            401 => Self::Authentication,
            403 => Self::Permission,
            404 | 410 => Self::NotFound,
            409 => Self::Conflict,
            408 => Self::Timeout,
            429 => Self::RateLimit,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }

    /// The code of a failure of this kind that has no better one.
    const fn code(self) -> &'static str {
        match self {
            Self::Authentication => "not_authenticated",
            Self::Permission => "permission_denied",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Validation => "validation_failed",
            Self::RateLimit => "rate_limited",
            Self::Server => "server_error",
            Self::Status => "unexpected_status",
            Self::Network => "network_error",
            Self::Timeout => "timeout",
            Self::InvalidResponse => "invalid_response",
            Self::Argument => "invalid_argument",
            Self::Aborted => "aborted",
        }
    }
}

/// Codes of the server that say more than the status does, and mean the same on every server.
const PASSED_ON: [&str; 6] = [
    "invalid_credentials",
    "token_expired",
    "token_invalid",
    "extension_offline",
    "number_blocked",
    "no_slot_free",
];

/// A request that did not succeed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure<J> {
    /// The sort.
    pub kind: Kind,
    /// Stable, documented name.
    pub code: &'static str,
    /// The code of the server's error body, as it came.
    pub server_code: Option<String>,
    /// A sentence.
    pub message: String,
    /// Name of the operation.
    pub operation: &'static str,
    /// Status of the answer.
    pub status: Option<u16>,
    /// `X-Request-Id` of the answer.
    pub request_id: Option<String>,
    /// What the server's `Retry-After` asks for.
    pub retry_after: Option<Duration>,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// `details` of the server's error body.
    pub details: Option<J>,
    /// What the transport threw.
    pub cause: Option<J>,
}

impl<J: Json> Failure<J> {
    pub(super) fn new(kind: Kind, operation: &Operation, message: String) -> Box<Self> {
        Box::new(Self {
            kind,
            code: kind.code(),
            server_code: None,
            message,
            operation: operation.name,
            status: None,
            request_id: None,
            retry_after: None,
            retryable: false,
            details: None,
            cause: None,
        })
    }

    /// Something is wrong with what the caller gave.
    pub fn argument(operation: &Operation, message: &str) -> Box<Self> {
        Self::new(Kind::Argument, operation, [operation.name, ": ", message].concat())
    }

    /// The caller cancelled.
    pub fn aborted(operation: &Operation, reason: Option<J>) -> Box<Self> {
        let mut failure = Self::new(
            Kind::Aborted,
            operation,
            "The request was cancelled by its signal.".into(),
        );
        failure.cause = reason;
        failure
    }

    pub(super) fn network(operation: &Operation, cause: Option<J>) -> Box<Self> {
        let message = "The server could not be reached, or its answer got lost.".into();
        let mut failure = Self::new(Kind::Network, operation, message);
        failure.cause = cause;
        failure.retryable = true;
        failure
    }

    pub(super) fn timed_out(operation: &Operation, limit: Duration) -> Box<Self> {
        let limit = decimal(super::retry::millis(limit));
        let message = ["No complete answer came within ", &limit, " ms."].concat();
        let mut failure = Self::new(Kind::Timeout, operation, message);
        failure.retryable = true;
        failure
    }

    /// From a success whose body is not what the operation gives.
    pub fn not_expected(operation: &Operation, status: u16, body: &Body<J>) -> Box<Self> {
        let what = match body {
            Body::Other {
                content_type: Some(content_type),
            } => content_type,
            Body::Other { .. } => "something else",
            _ => "nothing",
        };
        let expected = match operation.form {
            Form::Json | Form::Url => "JSON",
            _ => "something else",
        };
        let message = [
            "The server answered ",
            &decimal(status.into()),
            " with ",
            what,
            " where ",
            expected,
            " was expected. Is apiUrl right?",
        ]
        .concat();
        let mut failure = Self::new(Kind::InvalidResponse, operation, message);
        failure.status = Some(status);
        failure
    }

    /// From an answer that is not 2xx.
    pub(super) fn of_answer(operation: &Operation, status: u16, body: &Body<J>) -> Box<Self> {
        let error = match body {
            Body::Json(json) => json.get("error"),
            _ => None,
        };
        let message = error.as_ref().and_then(|e| e.text_at("message"));
        let message = message.unwrap_or_else(|| {
            [
                "The server answered ",
                operation.name,
                " with status ",
                &decimal(status.into()),
                ".",
            ]
            .concat()
        });
        let mut failure = Self::new(Kind::of_status(status), operation, message);
        failure.status = Some(status);
        failure.retryable = super::retry::may_pass(status, operation.safe);
        if status == 413 {
            failure.code = "body_too_large";
        }
        if let Some(error) = error {
            failure.server_code = error.text_at("code");
            failure.details = error.get("details");
            let known = PASSED_ON
                .iter()
                .find(|known| failure.server_code.as_deref() == Some(known));
            failure.code = known.copied().unwrap_or(failure.code);
        }
        failure
    }
}
