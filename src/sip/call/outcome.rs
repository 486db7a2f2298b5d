//! What a status code, a Reason header or a media failure means for a call.

use crate::sip::message::{Headers, effective_status};
use crate::sip::user_agent::{Cause, MediaFailure};

/// Class of a refusal.
pub(super) fn cause_of(status: u16) -> Cause {
    match effective_status(status) {
        486 | 600 => Cause::Busy,
        404 | 410 | 484 | 604 => Cause::NotFound,
        408 | 480 => Cause::NoAnswer,
        415 | 488 | 606 => Cause::IncompatibleMedia,
        401 | 407 => Cause::AuthenticationFailed,
        487 => Cause::Canceled,
        403 | 603 | 607 | 608 => Cause::Rejected,
        _ => Cause::Failed,
    }
}

/// Class of a refusal together with what its Reason header says (RFC 3326; RFC 6432 for responses).
pub(super) fn cause_of_response(status: u16, headers: &Headers) -> Cause {
    if answered_elsewhere(headers) {
        Cause::AnsweredElsewhere
    } else {
        cause_of(status)
    }
}

/// `Reason: SIP;cause=200;text="Call completed elsewhere"` (RFC 3326 §3.1).
pub(super) fn answered_elsewhere(headers: &Headers) -> bool {
    headers
        .reasons()
        .iter()
        .any(|r| r.protocol.eq_ignore_ascii_case("SIP") && r.cause == Some(200))
}

/// Code and text of a Reason header, the SIP one before others.
pub(super) fn reason_of(headers: &Headers) -> Option<(u16, String)> {
    let reasons = headers.reasons();
    let reason = reasons
        .iter()
        .find(|r| r.protocol.eq_ignore_ascii_case("SIP"))
        .or_else(|| reasons.first())?;
    Some((reason.cause.unwrap_or(0), reason.text.clone().unwrap_or_default()))
}

/// Code and text of the first Warning that can be read: `305 host "Incompatible media format"`.
pub(super) fn warning_of(headers: &Headers) -> Option<(u16, String)> {
    let first = headers.warnings().into_iter().next()?;
    Some((first.code, first.text))
}

/// What an INVITE is answered when our media cannot be had, and what that is for the application.
pub(super) fn refusal_of(failure: MediaFailure) -> (u16, Cause) {
    match failure {
        MediaFailure::PermissionDenied => (480, Cause::PermissionDenied),
        MediaFailure::NoDevice | MediaFailure::DeviceFailed => (480, Cause::DeviceFailed),
        MediaFailure::BadDescription => (488, Cause::IncompatibleMedia),
        MediaFailure::Other => (500, Cause::Failed),
    }
}
