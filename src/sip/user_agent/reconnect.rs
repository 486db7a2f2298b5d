//! How long to wait before the next attempt to connect: a pure policy, attempt number in, delay out.
//!
//! The first attempt after a loss is made at once. Then full jitter: a random part of a ceiling that doubles from
//! 0.5 s, to 4 s while a call waits for its signalling and to 30 s otherwise. In a call it stays at 2 s for the first
//! minute: with full jitter the network's return is met within 0.6 s in the median then, with 4 s within 1.2 s. The long
//! back-off of RFC 5626 §4.5 is kept for servers that said 503 and for ten failures in a row without a call.

use crate::entropy::Entropy;
use crate::time::Duration;

/// Ceiling of the first delay.
const FIRST_MS: u64 = 500;
/// Ceiling of later delays while there is a call.
pub(super) const CEILING_IN_CALL_MS: u64 = 4_000;
/// The ceiling in the first minute of it, which is about so many attempts.
const EARLY_IN_CALL_MS: u64 = 2_000;
const EARLY: u32 = 60;
/// Ceiling of later delays without a call.
const CEILING_IDLE_MS: u64 = 30_000;
/// Failures in a row after which, without a call, the long back-off begins.
const PATIENCE: u32 = 10;
/// RFC 5626 §4.5: base and maximum of the long back-off.
const LONG_BASE_MS: u64 = 30_000;
const LONG_MAX_MS: u64 = 1_800_000;

/// The delay before the attempt that follows `failures` failures in a row (0 = the connection worked until now).
pub(crate) fn delay(failures: u32, in_call: bool, entropy: &mut dyn Entropy) -> Duration {
    if failures == 0 {
        return Duration::ZERO;
    }
    if !in_call && failures >= PATIENCE {
        return long_delay(failures - PATIENCE, entropy);
    }
    let ceiling = match (in_call, failures) {
        (true, ..=EARLY) => EARLY_IN_CALL_MS,
        (true, _) => CEILING_IN_CALL_MS,
        (false, _) => CEILING_IDLE_MS,
    };
    let ceiling = doubled(FIRST_MS, failures - 1, ceiling);
    Duration::from_millis(u64::from(entropy.up_to(to_u32(ceiling))))
}

/// RFC 5626 §4.5: `min(max, base * 2^failures)`, of which 50 to 100 %.
pub(crate) fn long_delay(failures: u32, entropy: &mut dyn Entropy) -> Duration {
    let wait = doubled(LONG_BASE_MS, failures, LONG_MAX_MS);
    let half = wait / 2;
    Duration::from_millis(half + u64::from(entropy.up_to(to_u32(half))))
}

fn doubled(base: u64, times: u32, max: u64) -> u64 {
    base.saturating_mul(1 << times.min(20)).min(max)
}

fn to_u32(ms: u64) -> u32 {
    u32::try_from(ms).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Always the largest number, or always the smallest.
    struct Fixed(u8);

    impl Entropy for Fixed {
        fn fill(&mut self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    fn longest(failures: u32, in_call: bool) -> u128 {
        delay(failures, in_call, &mut Fixed(0xff)).as_millis()
    }

    #[test]
    fn first_attempt_after_a_loss_is_made_at_once() {
        assert_eq!(longest(0, true), 0);
        assert_eq!(longest(0, false), 0);
    }

    #[test]
    fn ceiling_doubles_from_half_a_second_to_two_in_a_call_and_to_four_after_a_minute() {
        let ceilings: Vec<_> = [1, 2, 3, 4, 60, 61, 100].map(|n| longest(n, true)).into();
        assert_eq!(ceilings, [500, 1000, 2000, 2000, 2000, 4000, 4000]);
    }

    #[test]
    fn ceiling_doubles_to_thirty_seconds_without_a_call() {
        let ceilings: Vec<_> = (1..=9).map(|n| longest(n, false)).collect();
        assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    }

    #[test]
    fn ten_failures_without_a_call_begin_the_long_back_off() {
        assert_eq!(longest(10, false), 30_000);
        assert_eq!(longest(11, false), 60_000);
        assert_eq!(longest(40, false), 1_800_000);
        assert_eq!(
            delay(10, false, &mut Fixed(0)).as_millis(),
            15_000,
            "at least half of it"
        );
    }

    #[test]
    fn jitter_is_full() {
        assert_eq!(delay(5, true, &mut Fixed(0)).as_millis(), 0);
    }
}
