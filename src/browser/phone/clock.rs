//! The wall clock, made to never run backwards.

use crate::time::Instant;
use core::cell::Cell;

/// `Date.now()` with every step back taken out.
///
/// Wall time, not `performance.now()`: a deadline that passed while the machine slept has to be seen as passed, and
/// some systems stop the monotonic clock during sleep. A clock that is set back would make every timer late by as
/// much, so a step back counts as no time at all.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: Cell<f64>,
    ahead: Cell<f64>,
}

impl Clock {
    /// The moment that is now.
    pub(crate) fn now(&self) -> Instant {
        self.at(js_sys::Date::now())
    }

    fn at(&self, wall: f64) -> Instant {
        let mut time = wall + self.ahead.get();
        if time < self.last.get() {
            self.ahead.set(self.ahead.get() + self.last.get() - time);
            time = self.last.get();
        }
        self.last.set(time);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds since 1970 are far below 2^53"
        )]
        Instant::from_millis(time as u64)
    }

    /// A moment as `Date.now()` would have told it.
    pub(crate) fn to_wall(&self, at: Instant) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let ms = at.as_millis() as f64;
        ms - self.ahead.get()
    }
}
