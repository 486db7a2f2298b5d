//! When a request is repeated, and after how long.

use core::time::Duration;

use super::http_date;
use crate::entropy::Entropy;
use crate::time::Instant;

const FIRST: u32 = 500;
const MOST: u32 = 8_000;
/// A server that wants more patience than this gets none: the caller is told instead.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60);

/// Whether a status says that the same request may succeed later.
pub fn may_pass(status: u16, safe: bool) -> bool {
    matches!(status, 408 | 425 | 429 | 502 | 503 | 504) || (status == 500 && safe)
}

/// Full jitter: anything from nothing to 0.5 s, doubling with each attempt up to 8 s.
pub fn backoff(attempt: u32, entropy: &mut dyn Entropy) -> Duration {
    let ceiling = FIRST.checked_shl(attempt).unwrap_or(MOST).min(MOST);
    Duration::from_millis(entropy.up_to(ceiling).into())
}

/// The delay that a `Retry-After` header asks for: seconds or a date (RFC 9110 §10.2.3).
pub fn retry_after(header: &str, now: Instant) -> Option<Duration> {
    let header = header.trim_ascii();
    if let Some(seconds) = http_date::number(header.as_bytes()) {
        return Some(Duration::from_secs(seconds));
    }
    let at = Instant::from_millis(http_date::parse(header)?.saturating_mul(1000));
    Some(at.since(now))
}

/// How long to wait before the next attempt, or `None` when the server asks for more than is bearable.
pub fn delay(asked: Option<Duration>, attempt: u32, entropy: &mut dyn Entropy) -> Option<Duration> {
    match asked {
        Some(asked) if asked > LONGEST_RETRY_AFTER => None,
        // Everybody who was turned away was told the same moment: spread them a little.
        Some(asked) => Some(asked + Duration::from_millis(entropy.up_to(250).into())),
        None => Some(backoff(attempt, entropy)),
    }
}

/// Whole milliseconds. `Duration::as_millis` is 128 bits wide, and printing those costs as much as the rest of this file.
pub fn millis(d: Duration) -> u64 {
    d.as_secs().saturating_mul(1000) + u64::from(d.subsec_millis())
}
