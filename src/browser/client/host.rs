//! What the host offers everywhere: clock, timers, reading members of its objects.

use core::cell::RefCell;
use core::time::Duration;

use js_sys::{Date, Function, Reflect};
use wasm_bindgen::prelude::*;

use crate::time::Instant;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(f: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &JsValue);
}

/// Wall-clock time.
pub(crate) fn now() -> Instant {
    moment(Date::now())
}

/// Milliseconds since 1970 as a moment.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a date is far below 2^53 ms; NaN is 0"
)]
pub(crate) fn moment(ms: f64) -> Instant {
    Instant::from_millis(ms as u64)
}

/// A member of an object, unless it is undefined or null.
pub(crate) fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &JsValue::from_str(key)).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A member that is a function.
pub(crate) fn function(object: &JsValue, key: &str) -> Option<Function> {
    get(object, key)?.dyn_into().ok()
}

/// Sets a member of one of our own objects.
pub(crate) fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Only a frozen object or a proxy refuses, and ours are neither.
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

/// One timer that calls the same function each time.
pub(crate) struct Timer {
    fired: Closure<dyn FnMut()>,
    armed: RefCell<Option<JsValue>>,
    /// It does not keep a Node process alive.
    background: bool,
}

impl Timer {
    /// A timer that calls `fired`.
    pub(crate) fn new(background: bool, fired: impl FnMut() + 'static) -> Self {
        Self {
            fired: Closure::new(fired),
            armed: RefCell::new(None),
            background,
        }
    }

    /// Fires at that moment, or not at all. May be early: the one who is called compares with the clock.
    pub(crate) fn set(&self, at: Option<Instant>) {
        self.clear();
        let Some(at) = at else { return };
        let armed = set_timeout(self.fired.as_ref().unchecked_ref(), delay_of(at.since(now())));
        if self.background
            && armed.is_object()
            && let Some(unref) = function(&armed, "unref")
        {
            let _ = unref.call0(&armed);
        }
        *self.armed.borrow_mut() = Some(armed);
    }

    fn clear(&self) {
        if let Some(armed) = self.armed.borrow_mut().take() {
            clear_timeout(&armed);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Longest delay that `setTimeout` takes; a longer one would fire at once.
fn delay_of(d: Duration) -> f64 {
    i32::try_from(d.as_millis()).map_or(2_147_483_647.0, f64::from)
}
