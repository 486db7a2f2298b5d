//! The one timer of a user agent.

use super::host;
use crate::time::Instant;
use core::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

/// Longest delay that `setTimeout` takes; a longer one would fire at once.
const LONGEST_MS: f64 = 2_147_483_647.0;

/// One `setTimeout` for the next deadline.
///
/// It fires early when the deadline is farther than `setTimeout` reaches, and late when the page was frozen or the
/// machine asleep: the core compares deadlines with the clock itself, so neither does harm.
pub(crate) struct Timer {
    fired: Closure<dyn FnMut()>,
    armed: RefCell<Option<JsValue>>,
    at: Cell<Option<Instant>>,
}

impl Timer {
    /// A timer that calls `fired`.
    pub(crate) fn new(fired: impl FnMut() + 'static) -> Self {
        Self {
            fired: Closure::new(fired),
            armed: RefCell::new(None),
            at: Cell::new(None),
        }
    }

    /// Moves the deadline; `None` switches the timer off.
    pub(crate) fn set(&self, now: Instant, at: Option<Instant>) {
        if self.at.replace(at) == at && self.armed.borrow().is_some() == at.is_some() {
            return;
        }
        self.disarm();
        if let Some(at) = at {
            let delay = u32::try_from(at.since(now).as_millis())
                .map_or(LONGEST_MS, f64::from)
                .min(LONGEST_MS);
            let armed = host::set_timeout(self.fired.as_ref().unchecked_ref(), delay);
            *self.armed.borrow_mut() = Some(armed);
        }
    }

    /// Says that the timer fired: the next `set` arms it anew even for the same deadline.
    pub(crate) fn spent(&self) {
        self.armed.borrow_mut().take();
        self.at.set(None);
    }

    fn disarm(&self) {
        if let Some(armed) = self.armed.borrow_mut().take() {
            host::clear_timeout(&armed);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.disarm();
    }
}
