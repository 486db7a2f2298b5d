//! One request by `fetch`, until its answer's body is there.
//!
//! ```text
//!   begin ──► Answer ──┬──► Text ──────────────────────────────┐
//!                      ├──► Pieces (once for each) ─┐          ▼
//!                      └──► Blob ───────────────────┴─► Text, or done
//! ```
//!
//! Plain functions between one promise and the next: whoever waits for them has a single place where it does.

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::*;

use super::download::{Blob, Pieces, Typed};
use super::host::{function, get, set};
use super::json;
use super::stop::{AbortController, Stop, Stopped};
use crate::rest::operations::Form;
use crate::rest::{Body, Outcome, Request};

#[wasm_bindgen]
extern "C" {
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

/// What comes next: a promise to wait for, or the end.
pub(super) enum Next<T> {
    For(Promise),
    Over(T),
}

/// What is waited for.
enum Stage {
    Answer,
    Text,
    Pieces(Pieces),
    Blob,
    BlobText,
}

/// A request that was sent.
pub(super) struct Transfer {
    pub(super) stop: Stop,
    form: Form,
    on_progress: Option<Function>,
    /// The browser knew that there is no network.
    offline: bool,
    stage: Stage,
    /// The host's response, once it has come.
    pub(super) response: Option<JsValue>,
    status: u16,
    content_type: Option<String>,
}

impl Transfer {
    /// Sends a request.
    ///
    /// # Errors
    /// What came of it at once: `fetch` threw.
    pub(super) fn begin(
        fetch: &Function,
        request: &Request,
        signal: Option<&JsValue>,
        on_progress: Option<Function>,
    ) -> Result<(Self, Promise), Outcome<JsValue>> {
        let controller = AbortController::new();
        let init = init_of(request, &controller.signal());
        let stop = Stop::new(request.timeout, signal, Some(controller));
        // Before, not after: a network that goes away in between may have carried the request.
        let offline = is_offline();
        // Called without a receiver: the host's own `fetch` refuses any but its global.
        let promise = fetch
            .call2(&JsValue::UNDEFINED, &request.url.as_str().into(), &init)
            .map_err(|cause| failed(cause, true))?;
        let promise = stop.race(&promise);
        let transfer = Self {
            stop,
            form: request.form,
            on_progress,
            offline,
            stage: Stage::Answer,
            response: None,
            status: 0,
            content_type: None,
        };
        Ok((transfer, promise))
    }

    /// Takes what the promise came to. Without an outcome the signal has aborted.
    pub(super) fn take(&mut self, came: Result<JsValue, JsValue>) -> Next<Option<Outcome<JsValue>>> {
        let came = self.stop.judge(came);
        // Only the promise of `fetch` itself can say that nothing left; what fails later had an answer.
        let connecting = came.is_err() && matches!(self.stage, Stage::Answer);
        let stopped = match came.and_then(|value| self.advance(value)) {
            Ok(Next::For(promise)) => return Next::For(self.stop.race(&promise)),
            Ok(Next::Over(body)) => return Next::Over(Some(self.answer(body))),
            Err(stopped) => stopped,
        };
        self.response = None;
        Next::Over(match stopped {
            Stopped::Limit => Some(Outcome::TimedOut),
            Stopped::Signal => None,
            Stopped::Failed(cause) => {
                let never_left = connecting && (self.offline || before_connected(&cause));
                Some(failed(cause, never_left))
            }
        })
    }

    fn advance(&mut self, value: JsValue) -> Result<Next<Body<JsValue>>, Stopped> {
        let promise = match &mut self.stage {
            Stage::Answer => return self.answered(value),
            // Not left to the parser: each exception that is caught costs a place in wasm-bindgen's table of objects
            // for good.
            Stage::Text if value.is_falsy() => return Ok(Next::Over(Body::Empty)),
            Stage::Text => {
                return Ok(Next::Over(match json::parse(&value) {
                    Some(json) => Body::Json(json),
                    None => self.something_else(),
                }));
            }
            Stage::Pieces(pieces) => {
                self.stop.begin_limit();
                if pieces.take(&value, self.on_progress.as_ref()) {
                    pieces.next()?
                } else {
                    let blob = pieces.blob(self.content_type.as_deref());
                    return Ok(self.whole(blob));
                }
            }
            Stage::Blob => return Ok(self.whole(value)),
            Stage::BlobText => return Ok(Next::Over(Body::Raw(value))),
        };
        Ok(Next::For(promise))
    }

    /// The response is there: what its body is to be read as.
    fn answered(&mut self, answer: JsValue) -> Result<Next<Body<JsValue>>, Stopped> {
        if !answer.is_object() || function(&answer, "text").is_none() {
            return Err(Stopped::Failed(js_sys::Error::new("fetch gave no Response.").into()));
        }
        let response: &Response = answer.unchecked_ref();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "three digits")]
        let status = response.status().unwrap_or_default() as u16;
        self.status = status;
        self.content_type = header(&answer, "Content-Type");
        self.response = Some(answer.clone());
        if !(200..300).contains(&status) || matches!(self.form, Form::Json | Form::Url) {
            self.stage = Stage::Text;
            return response.text().map(Next::For).map_err(Stopped::Failed);
        }
        if self.content_type.as_deref().is_some_and(is_page) {
            // A page where bytes were expected is an answer of something else than the API.
            return Ok(Next::Over(self.something_else()));
        }
        if self.form == Form::Stream {
            return Ok(Next::Over(Body::Raw(answer)));
        }
        let (stage, promise) = match get(&answer, "body").filter(|body| function(body, "getReader").is_some()) {
            Some(body) => {
                let total = header(&answer, "Content-Length").and_then(|text| text.parse::<u32>().ok());
                let pieces = Pieces::new(&body, total.map(f64::from))?;
                let promise = pieces.next()?;
                (Stage::Pieces(pieces), promise)
            }
            // An injected `fetch` may give a response without a stream.
            None => {
                let promise = answer.unchecked_ref::<Typed>().blob().map_err(Stopped::Failed)?;
                (Stage::Blob, promise)
            }
        };
        self.stage = stage;
        Ok(Next::For(promise))
    }

    /// The bytes are there.
    fn whole(&mut self, blob: JsValue) -> Next<Body<JsValue>> {
        if self.form == Form::Blob {
            return Next::Over(Body::Raw(blob));
        }
        self.stage = Stage::BlobText;
        Next::For(blob.unchecked_ref::<Blob>().text())
    }

    fn something_else(&mut self) -> Body<JsValue> {
        let content_type = self.content_type.take();
        Body::Other { content_type }
    }

    fn answer(&self, body: Body<JsValue>) -> Outcome<JsValue> {
        let header = |name| self.response.as_ref().and_then(|response| header(response, name));
        Outcome::Answer {
            status: self.status,
            request_id: header("X-Request-Id"),
            retry_after: header("Retry-After"),
            body,
        }
    }
}

fn header(response: &JsValue, name: &str) -> Option<String> {
    let headers = response.unchecked_ref::<Response>().headers();
    headers.unchecked_ref::<Headers>().value(name).ok().flatten()
}

fn is_page(content_type: &str) -> bool {
    let begin = content_type.trim_ascii_start().get(..9);
    begin.is_some_and(|begin| begin.eq_ignore_ascii_case("text/html"))
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
pub(super) fn fetch_of(options: &JsValue) -> Option<Function> {
    function(options, "fetch").or_else(|| function(&js_sys::global(), "fetch"))
}
