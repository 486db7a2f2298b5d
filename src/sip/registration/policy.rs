//! When a REGISTER is sent again: before the binding ends, and after a refusal that may pass.

use crate::entropy::Entropy;
use crate::sip::message::{Response, names};
use crate::sip::user_agent::reconnect;
use crate::time::Duration;

/// A server that asks for more patience than that is asked again all the same.
const MOST_PATIENCE_SEC: u32 = 3600;

/// How long to wait after a refusal, the `failures`th in a row; `None` when asking again would not help.
pub(super) fn pause(
    status: u16,
    response: Option<&Response>,
    failures: u32,
    entropy: &mut dyn Entropy,
) -> Option<Duration> {
    if let Some(sec) = response.and_then(|r| r.headers.number(names::RETRY_AFTER)) {
        return Some(Duration::from_secs(u64::from(sec.clamp(1, MOST_PATIENCE_SEC))));
    }
    if is_final(status) {
        return None;
    }
    Some(match status {
        503 => reconnect::long_delay(failures, entropy),
        _ => reconnect::delay(failures + 1, false, entropy) + Duration::from_secs(1),
    })
}

/// Trying again would not help: wrong credentials, unknown user, a request that the server does not take, another
/// place to ask. The rest (408, 480, 5xx) may pass (RFC 3261 §10.2.8, §20.33).
fn is_final(status: u16) -> bool {
    match status {
        408 | 423 | 430 | 480 | 491 => false,
        300..=499 | 600..=699 | 501 | 505 => true,
        _ => false,
    }
}

/// A refresh goes out when 80 to 90 % of the binding's life have passed: time enough for a time-out and a second try.
pub(crate) fn refresh_after(expires_sec: u32, entropy: &mut dyn Entropy) -> Duration {
    let tenth = u64::from(expires_sec) * 100;
    let jitter = u64::from(entropy.up_to(u32::try_from(tenth).unwrap_or(u32::MAX)));
    Duration::from_millis((tenth * 8 + jitter).max(1000))
}
