//! Waiting for a condition that other code changes, with a limit: the smallest things that do it on one thread.

use crate::browser::phone::host;
use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::task::{Poll, Waker};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Wakes those who wait to look at their condition again.
#[derive(Debug, Default)]
pub(crate) struct Signal(RefCell<Vec<Waker>>);

impl Signal {
    /// Something changed.
    pub(crate) fn notify(&self) {
        for waker in self.0.take() {
            waker.wake();
        }
    }

    /// Waits until `ready` gives a value; it is asked now and after each `notify`.
    pub(crate) async fn until<T>(&self, mut ready: impl FnMut() -> Option<T>) -> T {
        poll_fn(|cx| match ready() {
            Some(value) => Poll::Ready(value),
            None => {
                self.0.borrow_mut().push(cx.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

/// Rings once after some milliseconds and notifies its signal, unless it is dropped before.
pub(crate) struct Alarm {
    rang: Rc<Cell<bool>>,
    handle: JsValue,
    _closure: Closure<dyn FnMut()>,
}

impl Alarm {
    pub(crate) fn new(ms: f64, signal: Rc<Signal>) -> Self {
        let rang = Rc::new(Cell::new(false));
        let closure = Closure::<dyn FnMut()>::new({
            let rang = rang.clone();
            move || {
                rang.set(true);
                signal.notify();
            }
        });
        let handle = host::set_timeout(closure.as_ref().unchecked_ref(), ms);
        Self {
            rang,
            handle,
            _closure: closure,
        }
    }

    /// Whether the time is over.
    pub(crate) fn rang(&self) -> bool {
        self.rang.get()
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        host::clear_timeout(&self.handle);
    }
}
