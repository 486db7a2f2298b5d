//! Bodies that are no JSON: text, a `Blob`, or a stream that the caller reads.
//!
//! The limit of time counts from piece to piece: what comes in steadily may take as long as it does.

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;

use super::fetch::{Stop, Stopped};
use super::host::{function, get, set};
use crate::rest::Body;
use crate::rest::operations::Form;

#[wasm_bindgen]
extern "C" {
    type Stream;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    fn reader(this: &Stream) -> Result<Reader, JsValue>;

    type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;

    type Blob;
    #[wasm_bindgen(constructor)]
    fn new(parts: &Array, options: &JsValue) -> Blob;
    #[wasm_bindgen(method)]
    fn text(this: &Blob) -> Promise;

    type Typed;
    #[wasm_bindgen(method, catch)]
    fn blob(this: &Typed) -> Result<Promise, JsValue>;
}

/// What the server says of a body.
#[derive(Default)]
pub(super) struct Announced {
    /// Its type.
    pub(super) content_type: Option<String>,
    /// Its length in bytes.
    pub(super) total: Option<f64>,
}

/// Reads the body of `response` as `form` wants it.
pub(super) async fn read(
    response: &JsValue,
    form: Form,
    announced: &Announced,
    stop: &Stop,
    on_progress: Option<&Function>,
) -> Result<Body<JsValue>, Stopped> {
    if form == Form::Stream {
        return Ok(Body::Raw(response.clone()));
    }
    let blob = match get(response, "body").filter(|body| function(body, "getReader").is_some()) {
        Some(body) => pieces(body.unchecked_ref(), announced, stop, on_progress).await?,
        // An injected `fetch` may give a response without a stream.
        None => {
            let blob = response.unchecked_ref::<Typed>().blob().map_err(Stopped::Failed)?;
            stop.race(&blob).await?
        }
    };
    if form == Form::Blob {
        return Ok(Body::Raw(blob));
    }
    stop.race(&blob.unchecked_ref::<Blob>().text()).await.map(Body::Raw)
}

async fn pieces(
    body: &Stream,
    announced: &Announced,
    stop: &Stop,
    on_progress: Option<&Function>,
) -> Result<JsValue, Stopped> {
    let reader = body.reader().map_err(Stopped::Failed)?;
    let parts = Array::new();
    let mut loaded = 0.0;
    loop {
        let next: JsValue = reader.read().map_err(Stopped::Failed)?.into();
        let piece = stop.race(&next).await?;
        stop.begin_limit();
        if get(&piece, "done").is_none_or(|done| done.is_truthy()) {
            break;
        }
        let Some(bytes) = get(&piece, "value") else { continue };
        loaded += get(&bytes, "byteLength").and_then(|n| n.as_f64()).unwrap_or_default();
        parts.push(&bytes);
        if let Some(on_progress) = on_progress {
            let progress = Object::new();
            set(&progress, "loaded", &loaded.into());
            // Fewer than have come: the length of something compressed.
            if let Some(total) = announced.total.filter(|total| *total >= loaded) {
                set(&progress, "total", &total.into());
            }
            // A listener that throws is the application's to find; the download goes on.
            let _ = on_progress.call1(&JsValue::UNDEFINED, &progress);
        }
    }
    let options = Object::new();
    if let Some(content_type) = &announced.content_type {
        set(&options, "type", &content_type.as_str().into());
    }
    Ok(Blob::new(&parts, &options).into())
}
