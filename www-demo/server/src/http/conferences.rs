//! Conferences: who is in them, and the commands to them.
//!
//! An administrator commands them all. An extension's user puts calls of its own into one, and mutes or removes the
//! members that are those calls; to lock and to record concerns everybody in it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use voip_sdk::model::calls::ActiveCall;
use voip_sdk::model::conferences::{Conference, ConferenceAnswer, ConferenceList, ConferenceMember, RecordingAction};

use super::App;
use super::body::{Body, Path};
use super::error::ApiError;
use super::user::{Admin, Caller};
use crate::conferences::{ConferenceError, MAIN, Rooms, is_name};
use crate::pbx::PbxError;

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/calls/{id}/conference", post(transfer))
        .route("/conferences", get(list))
        .route("/conferences/{name}", get(read))
        .route("/conferences/{name}/join", post(join))
        .route("/conferences/{name}/lock", post(lock))
        .route("/conferences/{name}/record", post(record))
        .route("/conferences/{name}/members/{member}/kick", post(kick))
        .route("/conferences/{name}/members/{member}/mute", post(mute))
}

impl From<ConferenceError> for ApiError {
    fn from(error: ConferenceError) -> Self {
        let conflict = |message: &str| Self::new(StatusCode::CONFLICT, "conflict", message);
        match error {
            ConferenceError::NoConference => Self::not_found("conference"),
            ConferenceError::NoMember => Self::not_found("member of this conference"),
            ConferenceError::Locked => conflict("the conference is locked"),
            ConferenceError::Taken => conflict("the call is in a conference already"),
        }
    }
}

impl App {
    fn rooms<T>(&self, tenant: &str, act: impl FnOnce(&mut Rooms, &[ActiveCall]) -> T) -> T {
        self.conferences.with(tenant, || self.pbx.active_calls(tenant), act)
    }

    /// Carries out a command, once for each `Idempotency-Key`.
    fn command(
        &self,
        caller: &Caller,
        headers: &HeaderMap,
        request: &Value,
        act: impl FnOnce(&mut Rooms, &[ActiveCall]) -> Result<Conference, ApiError>,
    ) -> Result<Json<Value>, ApiError> {
        let answer = self.idempotency.once(headers, &caller.user, &request.to_string(), || {
            let conference = self.rooms(caller.tenant(), act)?;
            serde_json::to_value(ConferenceAnswer { conference }).map_err(|error| ApiError::internal(&error))
        })?;
        Ok(Json(answer))
    }

    /// Whether the user takes part in the call, or is an administrator.
    fn may_act_in(&self, caller: &Caller, call: &ActiveCall) -> Result<(), ApiError> {
        let uuid = call.call_uuid.parse().map_err(|_| PbxError::CallNotFound)?;
        self.may_command(caller, uuid)
    }

    /// Whether the member is the user, or the user an administrator.
    fn may_command_member(
        &self,
        caller: &Caller,
        member: &ConferenceMember,
        calls: &[ActiveCall],
    ) -> Result<(), ApiError> {
        match calls.iter().find(|call| call.call_uuid == member.call_uuid) {
            Some(call) => self.may_act_in(caller, call),
            // A sample has no call.
            None => caller.may_act_for(&member.number),
        }
    }
}

async fn list(State(app): State<Arc<App>>, caller: Caller) -> Json<ConferenceList> {
    let conferences = app.rooms(caller.tenant(), |rooms, _| rooms.list());
    Json(ConferenceList {
        total: u32::try_from(conferences.len()).unwrap_or(u32::MAX),
        conferences,
    })
}

async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<ConferenceAnswer>, ApiError> {
    let conference = app.rooms(caller.tenant(), |rooms, _| rooms.get(&name))?;
    Ok(Json(ConferenceAnswer { conference }))
}

/// Body of `transferToConference`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Transfer {
    #[serde(default)]
    name: Option<String>,
}

async fn transfer(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(call_uuid): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Transfer>,
) -> Result<Json<Value>, ApiError> {
    put_call(
        &app,
        &caller,
        &headers,
        &call_uuid,
        body.name.as_deref().unwrap_or(MAIN),
    )
}

/// Body of `joinConference`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Join {
    #[schemars(length(min = 1, max = 64))]
    call_uuid: String,
}

async fn join(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(name): Path<String>,
    headers: HeaderMap,
    Body(body): Body<Join>,
) -> Result<Json<Value>, ApiError> {
    put_call(&app, &caller, &headers, &body.call_uuid, &name)
}

fn put_call(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    call_uuid: &str,
    name: &str,
) -> Result<Json<Value>, ApiError> {
    if !is_name(name) {
        return Err(ApiError::field(
            "name",
            "must have 1 to 64 characters, each a letter of a to z, a digit, - or _",
        ));
    }
    let request = json!(["joinConference", name, call_uuid]);
    app.command(caller, headers, &request, |rooms, calls| {
        let call = calls.iter().find(|call| call.call_uuid == call_uuid);
        let call = call.ok_or(PbxError::CallNotFound)?;
        app.may_act_in(caller, call)?;
        Ok(rooms.join(name, call)?)
    })
}

async fn kick(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((name, member)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let request = json!(["kickFromConference", name, member]);
    app.command(&caller, &headers, &request, |rooms, calls| {
        app.may_command_member(&caller, rooms.member(&name, &member)?, calls)?;
        Ok(rooms.kick(&name, &member)?)
    })
}

/// Body of `muteConferenceMember`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mute {
    mute: bool,
}

async fn mute(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((name, member)): Path<(String, String)>,
    headers: HeaderMap,
    Body(Mute { mute }): Body<Mute>,
) -> Result<Json<Value>, ApiError> {
    let request = json!(["muteConferenceMember", name, member, mute]);
    app.command(&caller, &headers, &request, |rooms, calls| {
        app.may_command_member(&caller, rooms.member(&name, &member)?, calls)?;
        Ok(rooms.mute(&name, &member, mute)?)
    })
}

/// Body of `lockConference`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Lock {
    lock: bool,
}

async fn lock(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(name): Path<String>,
    headers: HeaderMap,
    Body(Lock { lock }): Body<Lock>,
) -> Result<Json<Value>, ApiError> {
    let request = json!(["lockConference", name, lock]);
    app.command(&caller, &headers, &request, |rooms, _| Ok(rooms.lock(&name, lock)?))
}

/// Body of `recordConference`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Record {
    action: RecordingAction,
}

async fn record(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(name): Path<String>,
    headers: HeaderMap,
    Body(Record { action }): Body<Record>,
) -> Result<Json<Value>, ApiError> {
    let recording = action == RecordingAction::Start;
    let request = json!(["recordConference", name, recording]);
    app.command(&caller, &headers, &request, |rooms, _| {
        Ok(rooms.record(&name, recording)?)
    })
}
