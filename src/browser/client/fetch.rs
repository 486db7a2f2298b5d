//! One request by `fetch`, with its time limit and the caller's signal.
//!
//! The limit counts until the body is complete. An injected `fetch` that ignores its signal is left behind by a race,
//! so that neither the limit nor a cancellation ever depends on it.

use core::cell::Cell;
use core::time::Duration;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::download::Announced;
use super::host::{Timer, function, get, now, set};
use super::{download, json};
use crate::rest::operations::Form;
use crate::rest::{Body, Outcome, Request};

#[wasm_bindgen]
extern "C" {
    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);

    /// Whatever answers to these names.
    #[derive(Clone)]
    pub(crate) type Target;
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn add_listener(this: &Target, kind: &str, f: &JsValue);
    #[wasm_bindgen(method, js_name = removeEventListener)]
    pub(crate) fn remove_listener(this: &Target, kind: &str, f: &JsValue);

    type Response;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Response) -> Option<f64>;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> JsValue;
    #[wasm_bindgen(method, catch)]
    fn text(this: &Response) -> Result<Promise, JsValue>;

    type Headers;
    #[wasm_bindgen(method, catch, js_name = get)]
    fn value(this: &Headers, name: &str) -> Result<Option<String>, JsValue>;
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
    fn new(limit: Duration, signal: Option<&JsValue>, controller: Option<AbortController>) -> Self {
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

    /// What `promise` comes to, unless this stops it.
    pub(super) async fn race(&self, promise: &JsValue) -> Result<JsValue, Stopped> {
        let first = JsFuture::from(Promise::race(&Array::of2(promise, &self.promise))).await;
        match (self.why.get(), first) {
            (Why::Limit, _) => Err(Stopped::Limit),
            (Why::Signal, _) => Err(Stopped::Signal),
            (Why::Nothing, Ok(value)) => Ok(value),
            (Why::Nothing, Err(cause)) => Err(Stopped::Failed(cause)),
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

/// The caller's signal aborted.
pub(crate) struct Aborted;

/// What the request came to, with the host's response when there was one.
pub(crate) type Sent = (Outcome<JsValue>, Option<JsValue>);

fn is_aborted(signal: &JsValue) -> bool {
    get(signal, "aborted").is_some_and(|a| a.is_truthy())
}

/// Waits, unless the signal aborts.
pub(crate) async fn wait(delay: Duration, signal: Option<&JsValue>) -> Result<(), Aborted> {
    let never = Promise::new(&mut |_, _| {});
    match Stop::new(delay, signal, None).race(&never).await {
        Err(Stopped::Signal) => Err(Aborted),
        _ => Ok(()),
    }
}

/// What `promise` comes to, unless the signal aborts.
pub(crate) async fn unless_aborted(promise: &JsValue, signal: Option<&JsValue>) -> Result<(), Aborted> {
    match Stop::new(Duration::MAX, signal, None).race(promise).await {
        Err(Stopped::Signal) => Err(Aborted),
        _ => Ok(()),
    }
}

/// Sends a request and reads the answer's body.
pub(crate) async fn send(
    fetch: &Function,
    request: &Request,
    signal: Option<&JsValue>,
    on_progress: Option<&Function>,
) -> Result<Sent, Aborted> {
    if signal.is_some_and(is_aborted) {
        return Err(Aborted);
    }
    let controller = AbortController::new();
    let init = init_of(request, &controller.signal());
    let stop = Stop::new(request.timeout, signal, Some(controller));
    // Before, not after: a network that goes away in between may have carried the request.
    let offline = is_offline();
    // Called without a receiver: the host's own `fetch` refuses any but its global.
    let promise = match fetch.call2(&JsValue::UNDEFINED, &request.url.as_str().into(), &init) {
        Ok(promise) => promise,
        Err(cause) => return Ok((failed(cause, true), None)),
    };
    let answer = match stop.race(&promise).await {
        Ok(answer) => answer,
        Err(Stopped::Failed(cause)) => {
            let never_left = offline || before_connected(&cause);
            return Ok((failed(cause, never_left), None));
        }
        Err(stopped) => return stopped.outcome(),
    };
    if !answer.is_object() || function(&answer, "text").is_none() {
        return Ok((
            failed(js_sys::Error::new("fetch gave no Response.").into(), false),
            None,
        ));
    }
    let response: &Response = answer.unchecked_ref();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "three digits")]
    let status = response.status().unwrap_or_default() as u16;
    let headers = response.headers();
    let header = |name: &str| headers.unchecked_ref::<Headers>().value(name).ok().flatten();
    let content_type = header("Content-Type");
    let raw = (200..300).contains(&status) && !matches!(request.form, Form::Json | Form::Url);
    let read = if !raw {
        json_of(response, content_type, &stop).await
    } else if content_type.as_deref().is_some_and(is_page) {
        // A page where bytes were expected is an answer of something else than the API.
        Ok(Body::Other { content_type })
    } else {
        let total = header("Content-Length")
            .and_then(|text| text.parse::<u32>().ok())
            .map(f64::from);
        let announced = Announced { content_type, total };
        download::read(&answer, request.form, &announced, &stop, on_progress).await
    };
    let body = match read {
        Ok(body) => body,
        Err(stopped) => return stopped.outcome(),
    };
    let (request_id, retry_after) = (header("X-Request-Id"), header("Retry-After"));
    Ok((
        Outcome::Answer {
            status,
            request_id,
            retry_after,
            body,
        },
        Some(answer),
    ))
}

/// A body that is JSON, or should have been.
async fn json_of(response: &Response, content_type: Option<String>, stop: &Stop) -> Result<Body<JsValue>, Stopped> {
    let promise: JsValue = response.text().map_err(Stopped::Failed)?.into();
    let text = stop.race(&promise).await?;
    // Not left to the parser: each exception that is caught costs a place in wasm-bindgen's table of objects for good.
    if text.is_falsy() {
        return Ok(Body::Empty);
    }
    Ok(match json::parse(&text) {
        Some(json) => Body::Json(json),
        None => Body::Other { content_type },
    })
}

fn is_page(content_type: &str) -> bool {
    let begin = content_type.trim_ascii_start().get(..9);
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case("text/html"))
}

impl Stopped {
    fn outcome(self) -> Result<Sent, Aborted> {
        match self {
            Self::Limit => Ok((Outcome::TimedOut, None)),
            Self::Signal => Err(Aborted),
            Self::Failed(cause) => Ok((failed(cause, false), None)),
        }
    }
}

fn init_of(request: &Request, signal: &JsValue) -> JsValue {
    let headers = Object::new();
    for (name, value) in &request.headers {
        set(&headers, name, &value.expose().as_str().into());
    }
    let init = Object::new();
    set(&init, "method", &request.verb.into());
    set(&init, "headers", &headers);
    set(&init, "signal", signal);
    if let Some(body) = &request.body {
        set(&init, "body", &body.expose().as_str().into());
    }
    init.into()
}

fn failed(cause: JsValue, never_left: bool) -> Outcome<JsValue> {
    Outcome::Failed {
        never_left,
        cause: Some(cause),
    }
}

/// Whether a failure came before a connection was made, as Node says in `cause.code`.
fn before_connected(cause: &JsValue) -> bool {
    const CODES: [&str; 6] = [
        "ECONNREFUSED",
        "ENOTFOUND",
        "EAI_AGAIN",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "UND_ERR_CONNECT_TIMEOUT",
    ];
    let code = get(cause, "cause")
        .and_then(|c| get(&c, "code"))
        .and_then(|c| c.as_string());
    code.is_some_and(|c| CODES.contains(&c.as_str()))
}

/// Whether a browser knows that there is no network.
fn is_offline() -> bool {
    get(&js_sys::global(), "navigator")
        .and_then(|n| get(&n, "onLine"))
        .and_then(|o| o.as_bool())
        == Some(false)
}

/// The `fetch` of the options, or the host's at this moment (so that one that is replaced later counts).
pub(crate) fn fetch_of(options: &JsValue) -> Option<Function> {
    function(options, "fetch").or_else(|| function(&js_sys::global(), "fetch"))
}
