//! How the API says no.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use voip_sdk::model::error::{ErrorAnswer, ErrorBody, ErrorDetails};

use crate::pbx::PbxError;
use crate::store::StoreError;

/// What is wrong with a cursor.
pub(super) const NO_CURSOR: &str = "is not the nextCursor of an earlier answer";

/// An answer that is an error.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    fields: BTreeMap<String, String>,
    retry_after_sec: Option<u64>,
}

impl ApiError {
    /// An error with a stable code and a sentence without secrets and telephone numbers.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            fields: BTreeMap::new(),
            retry_after_sec: None,
        }
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Its sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The fields that it names.
    #[must_use]
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.fields
    }

    /// 404 for a thing of the tenant that is not there: `extension`. Another tenant's is not there either.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    /// 409 for a field whose value is another's.
    #[must_use]
    pub fn conflict(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            fields: BTreeMap::from([(field.to_owned(), message.clone())]),
            ..Self::new(StatusCode::CONFLICT, "conflict", format!("{field}: {message}"))
        }
    }

    /// 403 for what this user may not do.
    #[must_use]
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// 422 that names the fields.
    #[must_use]
    pub fn validation(fields: BTreeMap<String, String>) -> Self {
        let names = fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        Self {
            fields,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "validation_failed",
                format!("the request is not valid: {names}"),
            )
        }
    }

    /// 422 for one field.
    pub fn field(name: &str, message: impl Into<String>) -> Self {
        Self::validation(BTreeMap::from([(name.to_owned(), message.into())]))
    }

    /// 429 with the time to wait.
    #[must_use]
    pub fn too_many(wait: std::time::Duration) -> Self {
        Self {
            retry_after_sec: Some(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "there were too many failed logins for this account; wait before trying again",
            )
        }
    }

    /// 500; what happened goes to the log only.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the server failed; its log says why, under the request's id",
        )
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let details = (!self.fields.is_empty()).then_some(ErrorDetails { fields: self.fields });
        let body = ErrorAnswer {
            error: ErrorBody {
                code: self.code.to_owned(),
                message: self.message,
                details,
            },
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after_sec {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2 wants it on every 401.
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken { column } => Self::conflict(&field_of(&column), "another one has it already"),
            StoreError::Unfit { fields } => Self::validation(fields),
            StoreError::PointedAt => Self::new(
                StatusCode::CONFLICT,
                "conflict",
                "a voice menu leads to it; change that menu first",
            ),
            StoreError::ForeignCursor => Self::field("cursor", NO_CURSOR),
            other => Self::internal(&other),
        }
    }
}

/// What the API calls a column: `crm_user_id` is `crmUserId`. A number that is dialled is `extension` everywhere.
fn field_of(column: &str) -> String {
    if column == "dial_numbers.number" {
        return "extension".to_owned();
    }
    let mut words = column.rsplit('.').next().unwrap_or(column).split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |field, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        field + &initial.to_ascii_uppercase() + rest
    })
}

impl From<PbxError> for ApiError {
    fn from(error: PbxError) -> Self {
        match error {
            PbxError::NotFound => Self::new(StatusCode::NOT_FOUND, "not_found", "there is no such extension"),
            PbxError::CallNotFound => Self::new(
                StatusCode::NOT_FOUND,
                "not_found",
                "there is no such call, or it is over",
            ),
            PbxError::NotRegistered => Self::new(
                StatusCode::CONFLICT,
                "extension_offline",
                "no phone is registered for the extension that should ring first",
            ),
            PbxError::NumberBlocked => Self::new(
                StatusCode::FORBIDDEN,
                "number_blocked",
                "the number is on the tenant's block list",
            ),
            PbxError::Stopping => Self::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", "the server is going down"),
        }
    }
}

/// 404 for a path that is no operation.
pub(super) async fn no_such_route() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "not_found", "there is no such operation")
}

/// 405 for a known path with another verb.
pub(super) async fn no_such_method(method: Method) -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        format!("this path does not take {method}"),
    )
}
