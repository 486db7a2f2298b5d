//! The options of a client, read once.

use core::time::Duration;

use js_sys::{Array, Function, Object};
use wasm_bindgen::prelude::*;

use super::host::{function, get};
use crate::rest::{Config, Idempotency, is_token, websocket_url};

/// What a client was made with.
pub(crate) struct Options {
    /// Settings of its requests.
    pub(crate) config: Config,
    /// URL of the realtime connection.
    pub(crate) ws_url: String,
    /// Token to begin with.
    pub(crate) token: Option<String>,
    /// Whether tokens are refreshed without being asked.
    pub(crate) auto_refresh: bool,
    /// The object itself, for `fetch` and `WebSocket`.
    pub(crate) object: JsValue,
    /// Called with what happens: a kind and a value.
    pub(crate) on_event: Option<Function>,
    /// Makes an error of a class of the application's from the members of a failure.
    pub(crate) create_error: Option<Function>,
}

impl Options {
    /// Reads and checks.
    ///
    /// # Errors
    /// A sentence that says which option is wrong.
    pub(crate) fn read(object: JsValue) -> Result<Self, String> {
        if !object.is_object() {
            return Err("The options must be an object with apiUrl.".into());
        }
        let text = |key| get(&object, key).and_then(|v| v.as_string());
        let api_url = text("apiUrl").ok_or("apiUrl must be a string.")?;
        let mut config = Config::new(&api_url);
        if let Some(limit) = get(&object, "timeoutMs") {
            config.timeout = duration(&limit).ok_or("timeoutMs must be a number.")?;
        }
        if let Some(n) = get(&object, "maxRetries") {
            config.max_retries = count(&n).ok_or("maxRetries must be a whole number.")?;
        }
        config.idempotency = match get(&object, "idempotency") {
            None => Idempotency::Auto,
            Some(v) if v == true => Idempotency::Always,
            Some(v) if v == false => Idempotency::Never,
            Some(v) if v.as_string().as_deref() == Some("auto") => Idempotency::Auto,
            Some(_) => return Err("idempotency must be 'auto', true or false.".into()),
        };
        config.headers = texts(&object, "headers")?;
        config.paths = texts(&object, "paths")?;
        config.check()?;
        let token = text("token");
        if token.as_deref().is_some_and(|token| !is_token(token)) {
            return Err("token must have visible ASCII characters only, and no line breaks.".into());
        }
        let ws_url = text("wsUrl").or_else(|| websocket_url(&config.api_url));
        Ok(Self {
            config,
            ws_url: ws_url.unwrap_or_default(),
            token,
            auto_refresh: get(&object, "autoRefresh").is_none_or(|v| v.is_truthy()),
            on_event: function(&object, "onEvent"),
            create_error: function(&object, "createError"),
            object,
        })
    }
}

/// Milliseconds; 0 and infinity mean no limit.
pub(super) fn duration(value: &JsValue) -> Option<Duration> {
    let ms = value.as_f64().filter(|ms| *ms >= 0.0)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked, and `as` saturates"
    )]
    Some(if ms == 0.0 || ms > 2e9 {
        Duration::MAX
    } else {
        Duration::from_millis(ms as u64)
    })
}

/// A small whole number.
pub(super) fn count(value: &JsValue) -> Option<u32> {
    let n = value
        .as_f64()
        .filter(|n| (0.0..=1000.0).contains(n) && n.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
    Some(n as u32)
}

/// An object of texts; what is undefined or null is left out.
pub(super) fn texts(object: &JsValue, key: &str) -> Result<Vec<(String, String)>, String> {
    let Some(value) = get(object, key) else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    for pair in Object::entries(value.unchecked_ref()).iter() {
        let pair: Array = pair.unchecked_into();
        let (name, value) = (pair.get(0).as_string().unwrap_or_default(), pair.get(1));
        if value.is_undefined() || value.is_null() {
            continue;
        }
        let value = value
            .as_string()
            .ok_or_else(|| [key, ".", &name, " must be a string."].concat())?;
        out.push((name, value));
    }
    Ok(out)
}
