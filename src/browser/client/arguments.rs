//! The arguments of an operation, from JavaScript.

use js_sys::{Array, Date, Function, Object};
use wasm_bindgen::prelude::*;

use super::host::{function, get, set};
use super::{json, options};
use crate::rest::operations::{Input, Operation, Verb};
use crate::rest::{Arguments, Failure, check_headers, is_token};

/// What the caller gave.
#[derive(Default)]
pub(crate) struct Given {
    /// What goes into the request.
    pub(crate) arguments: Arguments,
    /// `signal` of the last argument.
    pub(crate) signal: Option<JsValue>,
    /// `onResponse` of the last argument.
    pub(crate) on_response: Option<Function>,
    /// `onProgress` of the last argument.
    pub(crate) on_progress: Option<Function>,
}

/// Reads the arguments of the method: path parameters, what comes after them, and the options.
///
/// # Errors
/// An argument that cannot be sent, before anything is.
pub(crate) fn read(operation: &'static Operation, all: &Array, last: &JsValue) -> Result<Given, Box<Failure<JsValue>>> {
    read_or_say(operation, all, last).map_err(|why| Failure::argument(operation, &why))
}

fn read_or_say(operation: &Operation, all: &Array, last: &JsValue) -> Result<Given, String> {
    let mut arguments = Arguments::default();
    let mut at = 0;
    for name in operation.params {
        let text = scalar(&all.get(at)).ok_or_else(|| [name, " must be a string."].concat())?;
        arguments.path.push(text);
        at += 1;
    }
    let params = &all.get(at);
    match operation.input {
        Input::None => {}
        Input::Query(_) => arguments.query = query(params)?,
        Input::MaybeBody(_) if params.is_undefined() || params.is_null() => {}
        Input::Body(_) | Input::MaybeBody(_) if params.is_object() && !Array::is_array(params) => {
            check_members(params)?;
            arguments.body = Some(text_of(params)?.into());
        }
        Input::Body(_) | Input::MaybeBody(_) => return Err("its parameters must be an object.".into()),
        Input::Field { name, required, .. } => {
            if !params.is_undefined() && !params.is_null() {
                field(operation, name, params, &mut arguments)?;
            } else if required {
                return Err([name, " is required."].concat());
            }
        }
    }
    let mut given = Given {
        arguments,
        ..Given::default()
    };
    if last.is_object() {
        last_argument(last, &mut given)?;
    }
    Ok(given)
}

/// One argument of its own: into the query of a GET, into the body of any other verb.
fn field(operation: &Operation, name: &str, value: &JsValue, arguments: &mut Arguments) -> Result<(), String> {
    let text = scalar(value).ok_or_else(|| [name, " must be a string, a number or a boolean."].concat())?;
    if operation.verb == Verb::Get {
        arguments.query.push((name.to_owned(), text));
    } else {
        let object = Object::new();
        set(&object, name, value);
        arguments.body = Some(text_of(&object)?.into());
    }
    Ok(())
}

/// The JSON text of a body.
fn text_of(value: &JsValue) -> Result<String, String> {
    json::stringify(value)
        .ok_or_else(|| "its parameters cannot be sent as JSON: they hold a BigInt, or themselves.".into())
}

/// JSON would turn these into null, or leave them out, without a word.
fn check_members(params: &JsValue) -> Result<(), String> {
    for pair in Object::entries(params.unchecked_ref()).iter() {
        let pair: Array = pair.unchecked_into();
        let value = pair.get(1);
        let what = match value.as_f64() {
            Some(n) if !n.is_finite() => "must be a finite number",
            None if value.is_function() || value.is_symbol() || value.is_bigint() => "is nothing that JSON can carry",
            None if value.dyn_ref::<Date>().is_some_and(|date| !date.get_time().is_finite()) => "must be a valid date",
            _ => continue,
        };
        return Err([&pair.get(0).as_string().unwrap_or_default(), " ", what, "."].concat());
    }
    Ok(())
}

fn last_argument(last: &JsValue, given: &mut Given) -> Result<(), String> {
    let arguments = &mut given.arguments;
    if let Some(limit) = get(last, "timeoutMs") {
        arguments.timeout = Some(options::duration(&limit).ok_or("timeoutMs must be a number.")?);
    }
    if let Some(n) = get(last, "maxRetries") {
        arguments.max_retries = Some(options::count(&n).ok_or("maxRetries must be a whole number.")?);
    }
    if let Some(key) = get(last, "idempotencyKey") {
        let key = key.as_string().filter(|k| is_token(k));
        let key = key.ok_or("idempotencyKey must be a string of visible ASCII characters.")?;
        arguments.idempotency_key = Some(key);
    }
    arguments.headers = options::texts(last, "headers")?;
    check_headers(&arguments.headers)?;
    given.signal = get(last, "signal").filter(|s| function(s, "addEventListener").is_some());
    given.on_response = function(last, "onResponse");
    given.on_progress = function(last, "onProgress");
    given.arguments.stream = get(last, "stream").is_some_and(|v| v == true);
    Ok(())
}

fn query(params: &JsValue) -> Result<Vec<(String, String)>, String> {
    if params.is_undefined() || params.is_null() {
        return Ok(Vec::new());
    }
    if !params.is_object() {
        return Err("its parameters must be an object.".into());
    }
    let mut out = Vec::new();
    for pair in Object::entries(params.unchecked_ref()).iter() {
        let pair: Array = pair.unchecked_into();
        let (name, value) = (pair.get(0).as_string().unwrap_or_default(), pair.get(1));
        if value.is_undefined() || value.is_null() {
            continue;
        }
        let text =
            scalar(&value).ok_or_else(|| [&name, " must be a string, a number, a boolean or a Date."].concat())?;
        out.push((name, text));
    }
    Ok(out)
}

/// The text of a string, finite number, boolean or valid date.
fn scalar(value: &JsValue) -> Option<String> {
    if let Some(text) = value.as_string() {
        return Some(text);
    }
    if let Some(flag) = value.as_bool() {
        return Some(if flag { "true" } else { "false" }.into());
    }
    if let Some(date) = value.dyn_ref::<Date>() {
        return date.get_time().is_finite().then(|| date.to_iso_string().into());
    }
    // The host's own printing of numbers: Rust's would cost as much as all the rest of this file.
    value.as_f64().filter(|n| n.is_finite())?;
    json::stringify(value)
}
