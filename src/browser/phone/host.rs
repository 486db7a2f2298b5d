//! What the driver takes from the JavaScript host directly: timers, randomness, the global object.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `setTimeout`: a number in browsers, an object in Node.
    #[wasm_bindgen(js_name = setTimeout)]
    pub(crate) fn set_timeout(callback: &Function, ms: f64) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    pub(crate) fn clear_timeout(handle: &JsValue);

    #[wasm_bindgen(thread_local_v2, js_name = globalThis)]
    static GLOBAL: JsValue;
}

/// The global object, whatever the host calls it.
pub(crate) fn global() -> JsValue {
    GLOBAL.with(Clone::clone)
}

/// A property, `undefined` where it is missing or cannot be read.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property of a plain object of our own, or one of the browser's that may refuse: what its setter throws is lost.
pub(crate) fn set(object: &Object, name: &str, value: impl Into<JsValue>) {
    put(object, name, value.into());
}

/// Compiled once, whatever the value was.
fn put(object: &Object, name: &str, value: JsValue) {
    // Setting a property of a plain extensible object cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(name), &value);
}

/// A string property, `None` where it is no string.
pub(crate) fn get_string(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

/// A function property.
pub(crate) fn get_function(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name).dyn_into().ok()
}

/// `object.name(argument)`; an error where there is no such method or it throws.
pub(crate) fn call(object: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    match get_function(object, name) {
        Some(method) => method.call1(object, argument),
        None => Err(JsValue::from_str(name)),
    }
}

/// Waits for what `object.name(argument)` promises.
pub(crate) async fn call_promised(object: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let value = call(object, name, argument)?;
    match value.dyn_into::<Promise>() {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await,
        Err(value) => Ok(value),
    }
}

/// `new constructor(...arguments)`.
pub(crate) fn construct(constructor: &Function, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    Reflect::construct(constructor, &arguments.iter().collect::<Array>())
}

/// Text of a JavaScript error, for logs.
pub(crate) fn describe(error: &JsValue) -> String {
    let name = get_string(error, "name").unwrap_or_default();
    let message = get_string(error, "message")
        .or_else(|| error.as_string())
        .unwrap_or_default();
    [name, message].join(": ")
}

/// Keeps an event listener registered for as long as it lives.
pub(crate) struct Listening {
    target: JsValue,
    name: &'static str,
    closure: Closure<dyn FnMut(JsValue)>,
}

impl Listening {
    /// `target.addEventListener(name, listener)`; `None` where the target takes no listeners.
    pub(crate) fn new(target: &JsValue, name: &'static str, listener: impl FnMut(JsValue) + 'static) -> Option<Self> {
        Self::boxed(target, name, Box::new(listener))
    }

    /// Compiled once, whatever listens.
    fn boxed(target: &JsValue, name: &'static str, listener: Box<dyn FnMut(JsValue)>) -> Option<Self> {
        let add = get_function(target, "addEventListener")?;
        let closure = Closure::wrap(listener);
        add.call2(target, &JsValue::from_str(name), closure.as_ref()).ok()?;
        Some(Self {
            target: target.clone(),
            name,
            closure,
        })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(remove) = get_function(&self.target, "removeEventListener") {
            let _ = remove.call2(&self.target, &JsValue::from_str(self.name), self.closure.as_ref());
        }
    }
}
