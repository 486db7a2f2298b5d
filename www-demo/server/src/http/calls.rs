//! Calls: start, end, and those that are up.
//!
//! Within a tenant everybody sees every call, as presence and events show them too. To start and to end calls,
//! an extension's user has the own extension only.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use voip_sdk::model::auth::Role;
use voip_sdk::model::calls::{ActiveCallList, OriginateAnswer};

use super::App;
use super::body::Path;
use super::error::ApiError;
use super::fields::Fields;
use super::user::Caller;
use crate::pbx::{ControlError, OriginateOptions, PbxError};

/// `POST /api/calls/originate`
pub async fn originate(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    mut fields: Fields,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let from = fields.text("fromExtension", 32);
    let to = fields.text("toNumber", 64);
    if !to.is_empty() && !is_dialable(&to) {
        fields.refuse(
            "toNumber",
            "must be an extension, a feature code or a telephone number (digits, * and a leading +)",
        );
    }
    let caller_id = fields.optional_text("callerId", 32);
    if let Some(number) = &caller_id {
        let own = app
            .store
            .tenant_of_id(&caller.user.tenant_id)?
            .is_some_and(|tenant| &tenant.did == number);
        if !own {
            fields.refuse("callerId", "must be one of the tenant's own numbers");
        }
    }
    let timeout = fields.optional_number("timeoutSec", 5..=120);
    let metadata = fields.optional_texts("metadata");
    fields.done(())?;
    caller.may_act_for(&from)?;

    let request = json!(["originate", from, to, caller_id, timeout, metadata]).to_string();
    let answer = app.idempotency.once(&headers, &caller.user, &request, || {
        let options = OriginateOptions {
            caller_id: caller_id.clone(),
            timeout: Some(Duration::from_secs(timeout.unwrap_or(30).into())),
            metadata: metadata.clone(),
        };
        let call = app.pbx.originate(&caller.user.tenant_id, &from, &to, options)?;
        let answer = OriginateAnswer {
            call_uuid: call.to_string(),
        };
        serde_json::to_value(answer).map_err(|error| ApiError::internal(&error))
    })?;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Digits with an optional plus in front, or a feature code.
pub(super) fn is_dialable(number: &str) -> bool {
    let rest = number.strip_prefix('+').unwrap_or(number);
    !rest.is_empty()
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'*' || byte == b'#')
}

impl App {
    /// Whether the user takes part in a call that is up, or is an administrator.
    ///
    /// # Errors
    /// 403 when not, 404 when there is no such call (any more).
    pub(super) fn may_command(&self, caller: &Caller, call: Uuid) -> Result<(), ApiError> {
        if caller.user.role == Role::Admin {
            return Ok(());
        }
        let extensions = self.pbx.extensions_of(caller.tenant(), call);
        let extensions = extensions.ok_or(PbxError::CallNotFound)?;
        let takes_part = |own| extensions.contains(own);
        if !caller.user.extension.as_ref().is_some_and(takes_part) {
            return Err(ControlError::NotAParty.into());
        }
        Ok(())
    }
}

/// `POST /api/calls/{uuid}/hangup`
pub async fn hangup(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let uuid: Uuid = id.parse().map_err(|_| PbxError::CallNotFound)?;
    let answer = app
        .idempotency
        .once(&headers, &caller.user, &format!("hangup {uuid}"), || {
            app.may_command(&caller, uuid)?;
            app.pbx.hangup(caller.tenant(), uuid)?;
            Ok(json!({ "success": true }))
        })?;
    Ok(Json(answer))
}

/// `GET /api/calls/active`
pub async fn active(State(app): State<Arc<App>>, caller: Caller) -> Json<ActiveCallList> {
    let calls = app.pbx.active_calls(&caller.user.tenant_id);
    let total = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    Json(ActiveCallList { calls, total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_dialled() {
        for number in ["1001", "+12125550110", "*70", "9196"] {
            assert!(is_dialable(number), "{number}");
        }
        for number in ["", "+", "alice", "10 01", "1001@acme.test", "1+1"] {
            assert!(!is_dialable(number), "{number}");
        }
    }
}
