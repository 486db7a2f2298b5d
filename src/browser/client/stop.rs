//! An end to waiting: the limit of time, or the caller's signal.
//!
//! A promise that never settles is left behind by a race, so that neither the limit nor a cancellation ever depends on
//! it.

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use super::host::{Timer, get, now};

#[wasm_bindgen]
extern "C" {
    pub(super) type AbortController;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    pub(super) fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);

    /// Whatever answers to these names.
    #[derive(Clone)]
    pub(super) type Target;
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(super) fn add_listener(this: &Target, kind: &str, f: &JsValue);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(super) fn remove_listener(this: &Target, kind: &str, f: &JsValue);
}

#[derive(Clone, Copy, PartialEq)]
enum Why {
    Nothing,
    Limit,
    Signal,
}

/// A promise that is resolved when the time limit passes or the signal aborts, and what it has hold of.
pub(super) struct Stop {
    promise: Promise,
    why: Rc<Cell<Why>>,
    signal: Option<Target>,
    on_abort: Closure<dyn FnMut()>,
    timer: Timer,
    limit: Duration,
}

impl Stop {
    pub(super) fn new(limit: Duration, signal: Option<&JsValue>, controller: Option<AbortController>) -> Self {
        let why = Rc::new(Cell::new(Why::Nothing));
        let mut resolve = None;
        let promise = Promise::new(&mut |ok, _| resolve = Some(ok));
        let resolve = resolve.unwrap_or_default();
        let controller = controller.map(Rc::new);
        let stopper = |reason: Why| {
            let (why, resolve, controller) = (why.clone(), resolve.clone(), controller.clone());
            move || {
                if why.get() == Why::Nothing {
                    why.set(reason);
                    if let Some(controller) = &controller {
                        controller.abort();
                    }
                    let _ = resolve.call0(&JsValue::UNDEFINED);
                }
            }
        };
        let timer = Timer::new(false, stopper(Why::Limit));
        let on_abort = Closure::new(stopper(Why::Signal));
        let signal = signal.map(|s| s.unchecked_ref::<Target>().clone());
        if let Some(signal) = &signal {
            signal.add_listener("abort", on_abort.as_ref());
            if is_aborted(signal) {
                stopper(Why::Signal)();
            }
        }
        let stop = Self {
            promise,
            why,
            signal,
            on_abort,
            timer,
            limit,
        };
        stop.begin_limit();
        stop
    }

    /// The limit counts from now.
    pub(super) fn begin_limit(&self) {
        let limited = self.limit < Duration::from_secs(2_000_000);
        self.timer.set(limited.then(|| now() + self.limit));
    }

    /// Settles as `promise` does, or at the end.
    pub(super) fn race(&self, promise: &JsValue) -> Promise {
        Promise::race(&Array::of2(promise, &self.promise))
    }

    /// Settles at the end alone.
    pub(super) fn alone(&self) -> Promise {
        self.promise.clone()
    }

    /// What came of such a promise.
    pub(super) fn judge(&self, came: Result<JsValue, JsValue>) -> Result<JsValue, Stopped> {
        match self.why.get() {
            Why::Limit => Err(Stopped::Limit),
            Why::Signal => Err(Stopped::Signal),
            Why::Nothing => came.map_err(Stopped::Failed),
        }
    }
}

impl Drop for Stop {
    fn drop(&mut self) {
        if let Some(signal) = &self.signal {
            signal.remove_listener("abort", self.on_abort.as_ref());
        }
    }
}

pub(super) enum Stopped {
    Limit,
    Signal,
    Failed(JsValue),
}

/// Whether a signal has aborted.
pub(super) fn is_aborted(signal: &JsValue) -> bool {
    get(signal, "aborted").is_some_and(|a| a.is_truthy())
}
