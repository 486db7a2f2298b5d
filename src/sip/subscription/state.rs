//! Subscription-State (RFC 6665 §8.2.3), and what the end of a subscription asks for (§4.1.3).

use crate::sip::message::{Headers, Params, names};
use crate::sip::user_agent::SubscriptionEnd;
use crate::time::Duration;

/// A longer Retry-After is not waited for.
const LONGEST_RETRY_SEC: u32 = 3600;

/// The value of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) phase: Phase,
    /// Seconds that are left.
    pub(super) expires_sec: Option<u32>,
    pub(super) retry_after: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Pending,
    Active,
    Terminated(SubscriptionEnd),
}

/// When to subscribe anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    Never,
    /// At once, and with growing pauses when that does not last.
    Soon,
    /// Not before half a minute has passed.
    Later,
}

impl State {
    /// Reads it; a NOTIFY without one, or with one that says nothing known, is taken as of an active subscription
    /// (§8.2.3 lets new states come).
    pub(super) fn of(headers: &Headers) -> Self {
        let text = headers.text(names::SUBSCRIPTION_STATE).unwrap_or_default();
        let (word, params) = match text.split_once(';') {
            Some((word, params)) => (word, Params::parse_header(params).unwrap_or_default()),
            None => (&*text, Params::default()),
        };
        let word = word.trim();
        let number = |name| params.get(name).and_then(|v| v.parse::<u32>().ok());
        let phase = if word.eq_ignore_ascii_case("terminated") {
            Phase::Terminated(end_of(params.get("reason").unwrap_or_default()))
        } else if word.eq_ignore_ascii_case("pending") {
            Phase::Pending
        } else {
            Phase::Active
        };
        Self {
            phase,
            expires_sec: number("expires"),
            retry_after: number("retry-after").map(bounded),
        }
    }
}

fn end_of(reason: &str) -> SubscriptionEnd {
    use SubscriptionEnd::{Deactivated, GiveUp, Invariant, NoResource, Probation, Rejected, Timeout, Unknown};
    [Deactivated, Probation, Rejected, Timeout, GiveUp, NoResource, Invariant]
        .into_iter()
        .find(|end| end.as_str().eq_ignore_ascii_case(reason))
        .unwrap_or(Unknown)
}

/// What the far end's reason asks for (§4.1.3).
pub(super) fn again_after(end: SubscriptionEnd) -> Again {
    match end {
        SubscriptionEnd::Rejected | SubscriptionEnd::NoResource | SubscriptionEnd::Invariant => Again::Never,
        SubscriptionEnd::Probation | SubscriptionEnd::GiveUp => Again::Later,
        _ => Again::Soon,
    }
}

/// Retry-After of a response, as far as it is obeyed.
pub(crate) fn retry_after(headers: &Headers) -> Option<Duration> {
    headers.number(names::RETRY_AFTER).map(bounded)
}

fn bounded(sec: u32) -> Duration {
    Duration::from_secs(u64::from(sec.clamp(1, LONGEST_RETRY_SEC)))
}

/// Asking for a subscription again would not help: nobody there, not allowed, not understood. The rest may pass.
pub(crate) fn is_final(status: u16) -> bool {
    match status {
        408 | 423 | 430 | 480..=482 | 487 | 491 => false,
        501 | 505 => true,
        _ => status / 100 != 5,
    }
}

/// A refusal of a refresh that ends the usage or the dialog (RFC 5057 §5.1; RFC 6665 §4.1.2.2). The others leave what
/// is left of its life.
pub(super) fn ends_usage(status: u16) -> bool {
    matches!(status, 404 | 405 | 410 | 416 | 480..=485 | 489 | 501 | 604)
}
