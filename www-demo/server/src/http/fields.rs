//! Reading requests field by field, so that an answer can name every field that is wrong.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::error::ApiError;
use super::wrong::Wrong;

/// The fields of a request and what is wrong with them.
#[derive(Debug, Default)]
pub struct Fields {
    given: Map<String, Value>,
    wrong: Wrong,
}

/// A JSON body. No body at all is an object without fields.
impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        Ok(Self {
            given: read_object(request, state).await?,
            wrong: Wrong::default(),
        })
    }
}

/// The JSON object that is a request's body.
///
/// # Errors
/// 400 when it is none, 413 when it is too large.
pub(super) async fn read_object<S: Send + Sync>(request: Request, state: &S) -> Result<Map<String, Value>, ApiError> {
    let body = Bytes::from_request(request, state)
        .await
        .map_err(|rejection| too_large(&rejection))?;
    if body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(given)) => Ok(given),
        Ok(_) => Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "invalid_json",
            "the body has to be a JSON object",
        )),
        // serde_json's own message would quote the body.
        Err(error) => Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "invalid_json",
            format!("the body is no JSON: line {}, column {}", error.line(), error.column()),
        )),
    }
}

fn too_large(rejection: &BytesRejection) -> ApiError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "the body is larger than 64 kB",
        ),
        _ => ApiError::new(StatusCode::BAD_REQUEST, "invalid_body", "the body could not be read"),
    }
}

impl Fields {
    /// Says that a field is wrong. The first thing said about a field stays.
    pub fn refuse(&mut self, name: &str, message: impl Into<String>) {
        self.wrong.refuse(name, message);
    }

    /// A text that may be absent, of at most `limit` bytes.
    pub fn optional_text(&mut self, name: &str, limit: usize) -> Option<String> {
        match self.given.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.is_empty() => {
                self.refuse(name, "must not be empty");
                None
            }
            Some(Value::String(text)) if text.len() > limit => {
                self.refuse(name, format!("must not be longer than {limit} bytes"));
                None
            }
            Some(Value::String(text)) => Some(text),
            Some(_) => {
                self.refuse(name, "must be a text");
                None
            }
        }
    }

    /// A text that has to be there; empty when it is not.
    pub fn text(&mut self, name: &str, limit: usize) -> String {
        let text = self.optional_text(name, limit);
        if text.is_none() {
            self.refuse(name, "is required");
        }
        text.unwrap_or_default()
    }

    /// A whole number that may be absent; in a query it is a text of digits.
    pub fn optional_number(&mut self, name: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let number = match self.given.remove(name) {
            None | Some(Value::Null) => return None,
            Some(Value::Number(number)) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        let fits = number.filter(|number| range.contains(number));
        if fits.is_none() {
            self.refuse(
                name,
                format!("must be a whole number from {} to {}", range.start(), range.end()),
            );
        }
        fits
    }

    /// An object of texts that may be absent.
    pub fn optional_texts(&mut self, name: &str) -> Option<BTreeMap<String, String>> {
        let value = self.given.remove(name).filter(|value| !value.is_null())?;
        let texts: Option<BTreeMap<String, String>> = serde_json::from_value(value).ok();
        let fits =
            texts.filter(|texts| texts.len() <= 50 && texts.iter().all(|(key, text)| key.len() + text.len() <= 1024));
        if fits.is_none() {
            self.refuse(
                name,
                "must be an object of at most 50 texts, each at most 1 kB with its name",
            );
        }
        fits
    }

    /// `value` if nothing was wrong.
    ///
    /// # Errors
    /// 422 that names every field that is.
    pub fn done<T>(self, value: T) -> Result<T, ApiError> {
        self.wrong.done().map(|()| value)
    }
}
