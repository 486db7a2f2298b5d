//! The one timer of a user agent.
//!
//! Browsers let the timers of a hidden page wait for the next second, later for the next minute. Those of a worker
//! they leave alone, so while the page is hidden the deadline is given to a worker too, and whoever comes first counts.
//! A page whose Content-Security-Policy allows no worker from a `blob:` goes on with its own timers alone.

use super::host;
use crate::time::Instant;
use core::cell::{Cell, RefCell};
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

/// What the worker does: one timer, which a message sets anew; a negative delay switches it off.
const WORKER: &str = "let t;onmessage=e=>{clearTimeout(t);if(e.data>=0)t=setTimeout(postMessage,e.data,0)}";

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
    worker: RefCell<Option<Worker>>,
}

impl Timer {
    /// A timer that calls `fired`.
    pub(crate) fn new(fired: impl FnMut() + 'static) -> Self {
        Self {
            fired: Closure::new(fired),
            armed: RefCell::new(None),
            at: Cell::new(None),
            worker: RefCell::new(None),
        }
    }

    /// The page was hidden, or is seen again.
    pub(crate) fn set_hidden(&self, now: Instant, hidden: bool) {
        if self.worker.borrow().is_some() == hidden {
            return;
        }
        let worker = if hidden {
            Worker::start(self.fired.as_ref())
        } else {
            None
        };
        *self.worker.borrow_mut() = worker;
        // Armed anew, in both.
        self.set(now, self.at.take());
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
            if let Some(worker) = self.worker.borrow().as_ref() {
                worker.set(delay);
            }
            let armed = host::set_timeout(self.fired.as_ref().unchecked_ref(), delay);
            *self.armed.borrow_mut() = Some(armed);
        }
    }

    /// Says that the timer fired: the next `set` arms it anew even for the same deadline.
    pub(crate) fn spent(&self) {
        self.disarm();
        self.at.set(None);
    }

    fn disarm(&self) {
        if let Some(worker) = self.worker.borrow().as_ref() {
            worker.set(-1.0);
        }
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

/// The worker that keeps time; dropping it ends it.
struct Worker {
    worker: JsValue,
    url: JsValue,
}

impl Worker {
    /// `None` where the host has no workers or allows none.
    fn start(fired: &JsValue) -> Option<Self> {
        let global = host::global();
        let kind = Object::new();
        host::set(&kind, "type", "text/javascript");
        let parts = Array::of1(&WORKER.into());
        let blob = host::construct(&host::get_function(&global, "Blob")?, &[parts.into(), kind.into()]).ok()?;
        let url = host::call(&host::get(&global, "URL"), "createObjectURL", &blob).ok()?;
        let constructor = host::get_function(&global, "Worker")?;
        let worker = host::construct(&constructor, core::slice::from_ref(&url));
        // Where the constructor throws, the address is released with this.
        let this = Self {
            worker: worker.unwrap_or_default(),
            url,
        };
        host::set(this.worker.dyn_ref()?, "onmessage", fired);
        Some(this)
    }

    fn set(&self, delay: f64) {
        let _ = host::call(&self.worker, "postMessage", &delay.into());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = host::call(&self.worker, "terminate", &JsValue::UNDEFINED);
        let _ = host::call(&host::get(&host::global(), "URL"), "revokeObjectURL", &self.url);
    }
}
