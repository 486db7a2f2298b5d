//! The core's own clock: milliseconds since an epoch that the driver chooses.
//!
//! `std::time::Instant::now()` traps in wasm32, and a core that is handed its time can be tested with a
//! simulated one. The browser driver uses wall-clock milliseconds (`Date.now()`), so that a deadline
//! that passed while the machine slept is known to have passed.

use core::num::NonZeroU64;
use core::ops::{Add, Sub};

pub use core::time::Duration;

/// A moment, in whole milliseconds.
///
/// One more of them is kept than there are, so that no moment at all is a zero and an `Option` of one goes by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(NonZeroU64);

impl Default for Instant {
    fn default() -> Self {
        Self::from_millis(0)
    }
}

impl Instant {
    /// The moment `ms` milliseconds after the driver's epoch.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(NonZeroU64::MIN.saturating_add(ms))
    }

    /// Milliseconds since the driver's epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0.get() - 1
    }

    /// Time since `earlier`; zero if `earlier` is later (a wall clock can be set back).
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.as_millis().saturating_sub(earlier.as_millis()))
    }
}

/// The earlier of two moments, where there are any. Never inlined, for the same reason as below.
#[inline(never)]
#[must_use]
pub fn earlier(one: Option<Instant>, two: Option<Instant>) -> Option<Instant> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

// Never inlined: a core full of deadlines would repeat the conversion and the limit at each of them.
impl Add<Duration> for Instant {
    type Output = Self;
    #[inline(never)]
    fn add(self, d: Duration) -> Self {
        Self(self.0.saturating_add(millis(d)))
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;
    #[inline(never)]
    fn sub(self, d: Duration) -> Self {
        Self::from_millis(self.as_millis().saturating_sub(millis(d)))
    }
}

/// In 64 bits: `Duration::as_millis` has twice as many.
fn millis(d: Duration) -> u64 {
    d.as_secs()
        .saturating_mul(1000)
        .saturating_add(d.subsec_millis().into())
}
