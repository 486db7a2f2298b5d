//! Bodies that are no JSON: text, a `Blob`, or a stream that the caller reads.
//!
//! The limit of time counts from piece to piece: what comes in steadily may take as long as it does.

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;

use super::host::{get, set};
use super::stop::Stopped;

#[wasm_bindgen]
extern "C" {
    type Stream;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Stream) -> Result<Reader, JsValue>;

    type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;

    pub(super) type Blob;
    #[wasm_bindgen(constructor)]
    fn new(parts: &Array, options: &JsValue) -> Blob;
    #[wasm_bindgen(method)]
    pub(super) fn text(this: &Blob) -> Promise;

    pub(super) type Typed;
    #[wasm_bindgen(method, catch)]
    pub(super) fn blob(this: &Typed) -> Result<Promise, JsValue>;
}

/// A body that comes in pieces.
pub(super) struct Pieces {
    reader: Reader,
    parts: Array,
    loaded: f64,
    /// Its length in bytes, where the server says it.
    total: Option<f64>,
}

impl Pieces {
    /// Begins to read a stream.
    pub(super) fn new(body: &JsValue, total: Option<f64>) -> Result<Self, Stopped> {
        Ok(Self {
            reader: body.unchecked_ref::<Stream>().reader().map_err(Stopped::Failed)?,
            parts: Array::new(),
            loaded: 0.0,
            total,
        })
    }

    /// The next piece, as the stream gives it.
    pub(super) fn next(&self) -> Result<Promise, Stopped> {
        self.reader.read().map_err(Stopped::Failed)
    }

    /// Takes a piece; whether there may be more.
    pub(super) fn take(&mut self, piece: &JsValue, on_progress: Option<&Function>) -> bool {
        if get(piece, "done").is_none_or(|done| done.is_truthy()) {
            return false;
        }
        let Some(bytes) = get(piece, "value") else { return true };
        self.loaded += get(&bytes, "byteLength").and_then(|n| n.as_f64()).unwrap_or_default();
        self.parts.push(&bytes);
        if let Some(on_progress) = on_progress {
            let progress = Object::new();
            set(&progress, "loaded", &self.loaded.into());
            // Fewer than have come: the length of something compressed.
            if let Some(total) = self.total.filter(|total| *total >= self.loaded) {
                set(&progress, "total", &total.into());
            }
            // A listener that throws is the application's to find; the download goes on.
            let _ = on_progress.call1(&JsValue::UNDEFINED, &progress);
        }
        true
    }

    /// All that has come.
    pub(super) fn blob(&self, content_type: Option<&str>) -> JsValue {
        let options = Object::new();
        if let Some(content_type) = content_type {
            set(&options, "type", &content_type.into());
        }
        Blob::new(&self.parts, &options).into()
    }
}
