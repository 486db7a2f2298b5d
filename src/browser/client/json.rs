//! The host's parsed JSON.

use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

use super::host;
use crate::json::Json;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = JSON, js_name = parse, catch)]
    fn json_parse(text: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    fn json_stringify(value: &JsValue) -> Result<JsValue, JsValue>;
}

/// Parses a text that stays in JavaScript.
pub(crate) fn parse(text: &JsValue) -> Option<JsValue> {
    json_parse(text).ok()
}

/// The JSON text of a value; `None` when it has none (a cycle, a function).
pub(crate) fn stringify(value: &JsValue) -> Option<String> {
    json_stringify(value).ok()?.as_string()
}

impl Json for JsValue {
    fn parse(text: &str) -> Option<Self> {
        parse(&JsString::from(text))
    }

    fn get(&self, key: &str) -> Option<Self> {
        if self.is_object() { host::get(self, key) } else { None }
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        Array::is_array(self).then(|| Array::from(self).to_vec())
    }
}
