//! Calls that are up: hold, transfer, park; those that are parked.
//!
//! An extension's user commands the calls that the own extension takes part in, an administrator all of the tenant.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use voip_sdk::model::auth::Role;
use voip_sdk::model::call_control::{ParkAnswer, ParkedCallList, TransferParams, TransferType};

use super::App;
use super::body::{Body, Path};
use super::error::ApiError;
use super::user::Caller;
use crate::pbx::{By, ControlError};

/// Body of `holdCall`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    hold: Option<bool>,
}

/// Body of `parkCall`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkBody {
    #[schemars(range(min = 701, max = 750))]
    slot: Option<u32>,
}

/// `POST /api/calls/{uuid}/hold`
pub async fn hold(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<HoldBody>,
) -> Result<Json<Value>, ApiError> {
    let hold = body.hold.unwrap_or(true);
    let command = Command::new(app, caller, headers, &id, json!(["hold", id, hold]))?;
    command
        .run(move |app, tenant, call, by| async move {
            app.pbx.hold(&tenant, call, by, hold).await?;
            Ok(json!({ "success": true }))
        })
        .await
}

/// `POST /api/calls/{uuid}/transfer`
pub async fn transfer(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(body): Body<TransferParams>,
) -> Result<Json<Value>, ApiError> {
    let target = body.target_extension;
    if !super::calls::is_dialable(&target) {
        return Err(ApiError::field(
            "targetExtension",
            "must be an extension, a feature code or a telephone number (digits, * and a leading +)",
        ));
    }
    let kind = body.kind.unwrap_or(TransferType::Blind);
    let request = json!(["transfer", id, target, kind]);
    let command = Command::new(app, caller, headers, &id, request)?;
    command
        .run(move |app, tenant, call, by| async move {
            app.pbx.transfer(&tenant, call, by, &target, kind).await?;
            Ok(json!({ "success": true }))
        })
        .await
}

/// `POST /api/calls/{uuid}/park`
pub async fn park(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(ParkBody { slot }): Body<ParkBody>,
) -> Result<Json<Value>, ApiError> {
    let command = Command::new(app, caller, headers, &id, json!(["park", id, slot]))?;
    command
        .run(move |app, tenant, call, by| async move {
            let slot = app.pbx.park(&tenant, call, by, slot).await?;
            serde_json::to_value(ParkAnswer { slot }).map_err(|error| ApiError::internal(&error))
        })
        .await
}

/// `GET /api/calls/parked`
pub async fn parked(State(app): State<Arc<App>>, caller: Caller) -> Json<ParkedCallList> {
    let calls = app.pbx.parked_calls(&caller.user.tenant_id);
    let total = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    Json(ParkedCallList { calls, total })
}

/// A command for a call, of a user.
struct Command {
    app: Arc<App>,
    caller: Caller,
    headers: HeaderMap,
    call: Uuid,
    /// What an `Idempotency-Key` stands for.
    request: String,
}

impl Command {
    fn new(app: Arc<App>, caller: Caller, headers: HeaderMap, id: &str, request: Value) -> Result<Self, ApiError> {
        Ok(Self {
            app,
            caller,
            headers,
            call: id.parse().map_err(|_| ControlError::NoSuchCall)?,
            request: request.to_string(),
        })
    }

    /// Runs it, once for each key. In a task of its own: who gives up waiting and asks again with the same key is
    /// to get this answer.
    async fn run<F>(
        self,
        act: impl FnOnce(Arc<App>, String, Uuid, By) -> F + Send + 'static,
    ) -> Result<Json<Value>, ApiError>
    where
        F: Future<Output = Result<Value, ApiError>> + Send + 'static,
    {
        let by = By {
            extension: self.caller.user.extension.clone(),
            admin: self.caller.user.role == Role::Admin,
        };
        let tenant = self.caller.user.tenant_id.clone();
        let acting = act(self.app.clone(), tenant, self.call, by);
        let running = tokio::spawn(async move {
            let idempotency = &self.app.idempotency;
            idempotency
                .once_awaited(&self.headers, &self.caller.user, &self.request, acting)
                .await
        });
        Ok(Json(running.await.map_err(|error| ApiError::internal(&error))??))
    }
}

impl From<ControlError> for ApiError {
    fn from(error: ControlError) -> Self {
        let (status, code) = match error {
            ControlError::NoSuchCall | ControlError::NoSuchTarget => (StatusCode::NOT_FOUND, "not_found"),
            ControlError::NotAParty => (StatusCode::FORBIDDEN, "forbidden"),
            ControlError::NumberBlocked => (StatusCode::FORBIDDEN, "number_blocked"),
            ControlError::NotAnswered | ControlError::InTransfer | ControlError::Parked | ControlError::NoExtension => {
                (StatusCode::CONFLICT, "conflict")
            }
            ControlError::TargetIsParty => return Self::conflict("targetExtension", error.to_string()),
            ControlError::SlotTaken => return Self::conflict("slot", error.to_string()),
            ControlError::TargetOffline => (StatusCode::CONFLICT, "extension_offline"),
            ControlError::NoSlotFree => (StatusCode::CONFLICT, "no_slot_free"),
            ControlError::NoSuchSlot => return Self::field("slot", error.to_string()),
            ControlError::Unresponsive => return Self::internal(&error),
        };
        Self::new(status, code, error.to_string())
    }
}
