//! Extensions: everybody of a tenant sees them, administrators change them. Call forwarding is the own user's too.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, put};
use axum::{Json, Router};
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::extensions::{
    CallForward, CallForwardAnswer, CallForwardType, CreateExtensionParams, Extension, ExtensionAnswer, ExtensionList,
    ListExtensionsParams, SetCallForwardParams, UpdateCrmMappingParams, UpdateExtensionParams,
};
use voip_sdk::model::presence::PresenceStatus;

use super::App;
use super::body::{Body, Params, Path};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::{Admin, Caller};
use super::wrong::Wrong;
use crate::auth::password;
use crate::pbx::ports::Announcer as _;
use crate::store::{ExtensionChange, ExtensionDetails, NewExtension};

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/extensions", get(list).post(create))
        .route("/extensions/{id}", get(read).patch(update).delete(delete))
        .route("/extensions/{id}/call-forward", get(call_forward).put(set_call_forward))
        .route("/extensions/by-crm-user/{id}", get(read_by_crm_user))
        .route("/extensions/{id}/crm-mapping", put(map_to_crm))
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListExtensionsParams>,
) -> Result<Json<ExtensionList>, ApiError> {
    let page = page("extensions", params.limit, params.cursor.as_deref())?;
    let mut listed = app.store.extensions(caller.tenant(), params.search.as_deref(), &page)?;
    let registered = app.pbx.registered(caller.tenant());
    for extension in &mut listed.items {
        extension.registered = registered.contains(&extension.extension);
    }
    Ok(Json(ExtensionList {
        next_cursor: next_cursor("extensions", &listed),
        total: listed.total,
        extensions: listed.items,
    }))
}

async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ExtensionAnswer>, ApiError> {
    answer(&app, caller.tenant(), app.store.extension_of_id(caller.tenant(), &id)?)
}

async fn read_by_crm_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ExtensionAnswer>, ApiError> {
    answer(
        &app,
        caller.tenant(),
        app.store.extension_of_crm_user(caller.tenant(), &id)?,
    )
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateExtensionParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    app.create_once(&headers, &caller.user, "createExtension", &params, || {
        let mut wrong = Wrong::default();
        check(&mut wrong, Some(&params.name), params.email.as_deref());
        wrong.done()?;
        let new = NewExtension {
            tenant_id: caller.tenant(),
            number: &params.extension,
            name: &params.name,
            ha1: &password::ha1(&params.extension, &caller.user.sip_domain, &params.password),
        };
        let details = ExtensionDetails {
            email: params.email.clone(),
            crm_user_id: params.crm_user_id.clone(),
            crm_metadata: params.crm_metadata.clone(),
        };
        let extension = app.store.create_extension(&new, &details)?;
        welcome(&app, caller.tenant(), &extension);
        Ok(ExtensionAnswer { extension })
    })
}

/// A phone that registered before the hub knew of the extension was not heard.
fn welcome(app: &App, tenant_id: &str, extension: &Extension) {
    app.hub.put_extension(tenant_id, &extension.extension, &extension.name);
    let entry = app.pbx.presence(tenant_id, &extension.extension);
    if entry.status != PresenceStatus::Offline {
        app.hub.publish(tenant_id, RealtimeEvent::PresenceChange(entry));
    }
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateExtensionParams>,
) -> Result<Json<ExtensionAnswer>, ApiError> {
    let known = app.store.extension_of_id(caller.tenant(), &id)?.ok_or_else(gone)?;
    let mut wrong = Wrong::default();
    check(
        &mut wrong,
        params.name.as_deref(),
        params.email.as_ref().and_then(Option::as_deref),
    );
    wrong.done()?;
    let ha1 = params
        .password
        .map(|new| password::ha1(&known.extension, &caller.user.sip_domain, &new));
    let has_new_password = ha1.is_some();
    let change = ExtensionChange {
        name: params.name,
        ha1,
        email: params.email,
        crm_user_id: params.crm_user_id,
        crm_metadata: params.crm_metadata,
    };
    let changed = app.store.change_extension(caller.tenant(), &id, &change)?;
    if has_new_password {
        app.sessions_have_ended();
    }
    if let Some(extension) = &changed {
        app.hub
            .put_extension(caller.tenant(), &extension.extension, &extension.name);
    }
    answer(&app, caller.tenant(), changed)
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let number = app.store.delete_extension(caller.tenant(), &id)?.ok_or_else(gone)?;
    // From here on its phones are refused; what they had before goes now.
    app.pbx.forget_extension(caller.tenant(), &number);
    app.hub.remove_extension(caller.tenant(), &number);
    app.sessions_have_ended();
    Ok(Json(Success::YES))
}

async fn call_forward(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<CallForwardAnswer>, ApiError> {
    let extension = app.store.extension_of_id(caller.tenant(), &id)?.ok_or_else(gone)?;
    caller.may_act_for(&extension.extension)?;
    let known = app.store.call_forward_of(caller.tenant(), &extension.extension)?;
    let call_forward = known.unwrap_or(CallForward {
        enabled: false,
        number: None,
        kind: CallForwardType::Always,
    });
    Ok(Json(CallForwardAnswer { call_forward }))
}

async fn set_call_forward(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Body(params): Body<SetCallForwardParams>,
) -> Result<Json<CallForwardAnswer>, ApiError> {
    let extension = app.store.extension_of_id(caller.tenant(), &id)?.ok_or_else(gone)?;
    caller.may_act_for(&extension.extension)?;
    let mut wrong = Wrong::default();
    match &params.number {
        None => wrong.unless(!params.enabled, "number", "is required when enabled is true"),
        Some(number) => {
            let digits = number.strip_prefix('+').unwrap_or(number);
            let is_number = (2..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            wrong.unless(
                is_number,
                "number",
                "must be an extension or a telephone number (digits and a leading +)",
            );
            wrong.unless(
                *number != extension.extension,
                "number",
                "must not be the extension itself",
            );
        }
    }
    wrong.done()?;
    let call_forward = CallForward {
        enabled: params.enabled,
        number: params.number,
        kind: params.kind.unwrap_or(CallForwardType::Always),
    };
    let is_set = app.store.set_call_forward(caller.tenant(), &id, &call_forward)?;
    is_set
        .then_some(Json(CallForwardAnswer { call_forward }))
        .ok_or_else(gone)
}

async fn map_to_crm(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateCrmMappingParams>,
) -> Result<Json<ExtensionAnswer>, ApiError> {
    let change = ExtensionChange {
        crm_user_id: params.crm_user_id,
        crm_metadata: params.crm_metadata,
        ..ExtensionChange::default()
    };
    let changed = app.store.change_extension(caller.tenant(), &id, &change)?;
    answer(&app, caller.tenant(), changed)
}

fn gone() -> ApiError {
    ApiError::not_found("extension")
}

fn answer(app: &App, tenant_id: &str, found: Option<Extension>) -> Result<Json<ExtensionAnswer>, ApiError> {
    let mut extension = found.ok_or_else(gone)?;
    extension.registered = app.pbx.registered(tenant_id).contains(&extension.extension);
    Ok(Json(ExtensionAnswer { extension }))
}

fn check(wrong: &mut Wrong, name: Option<&str>, email: Option<&str>) {
    if let Some(name) = name {
        wrong.one_line("name", name);
    }
    if let Some(email) = email {
        let is_address = email
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && !host.is_empty() && !host.contains('@'));
        let has_gaps = email
            .chars()
            .any(|character| character.is_whitespace() || character.is_control());
        wrong.unless(is_address && !has_gaps, "email", "must be an e-mail address");
    }
}
