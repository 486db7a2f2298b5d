//! The core's own clock: milliseconds since an epoch that the driver chooses.
//!
//! `std::time::Instant::now()` traps in wasm32, and a core that is handed its time can be tested with a
//! simulated one. The browser driver uses wall-clock milliseconds (`Date.now()`), so that a deadline
//! that passed while the machine slept is known to have passed.

use core::ops::{Add, Sub};

pub use core::time::Duration;

/// A moment, in whole milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(u64);

impl Instant {
    /// The moment `ms` milliseconds after the driver's epoch.
    #[must_use]
    pub const fn from_millis(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the driver's epoch.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Time since `earlier`; zero if `earlier` is later (a wall clock can be set back).
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
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
        Self(self.0.saturating_sub(millis(d)))
    }
}

/// In 64 bits: `Duration::as_millis` has twice as many.
fn millis(d: Duration) -> u64 {
    d.as_secs()
        .saturating_mul(1000)
        .saturating_add(d.subsec_millis().into())
}
