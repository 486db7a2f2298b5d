//! An end that what waits for the browser does not outlive.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A promise that settles when `come` is called.
///
/// A connection that is closed leaves its promises pending for ever (WebRTC 1.0 §4.4.1.2), and whoever waits for one is
/// kept with all that it holds. So each wait is for the one or for the end.
pub(super) struct End {
    promise: Promise,
    resolve: Function,
}

impl Default for End {
    fn default() -> Self {
        let mut kept = None;
        let promise = Promise::new(&mut |resolve, _| kept = Some(resolve));
        Self {
            promise,
            // A promise's executor has run when its constructor returns.
            resolve: kept.unwrap_or_default(),
        }
    }
}

impl End {
    /// Waits for `value`, a promise or what one would give, until the end.
    pub(super) async fn or(&self, value: JsValue) -> Result<JsValue, JsValue> {
        JsFuture::from(Promise::race(&Array::of2(&value, &self.promise))).await
    }

    /// The end is here.
    pub(super) fn come(&self) {
        let _ = self.resolve.call0(&JsValue::UNDEFINED);
    }
}
