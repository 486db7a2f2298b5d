//! Ring groups.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, patch};
use axum::{Json, Router};
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::ring_groups::{
    CreateRingGroupParams, ListRingGroupsParams, RingGroupAnswer, RingGroupList, UpdateRingGroupParams,
};

use super::App;
use super::body::{Body, Params, Path};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::{Admin, Caller};
use super::wrong::Wrong;

const LIST: &str = "ring-groups";

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/ring-groups", get(list).post(create))
        .route("/ring-groups/{id}", patch(update).delete(delete))
}

fn gone() -> ApiError {
    ApiError::not_found("ring group")
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListRingGroupsParams>,
) -> Result<Json<RingGroupList>, ApiError> {
    let page = page(LIST, params.limit, params.cursor.as_deref())?;
    let groups = app.store.ring_groups(caller.tenant(), &page)?;
    Ok(Json(RingGroupList {
        next_cursor: next_cursor(LIST, &groups),
        total: groups.total,
        ring_groups: groups.items,
    }))
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateRingGroupParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut wrong = Wrong::default();
    wrong.one_line("name", &params.name);
    wrong.done()?;
    app.create_once(&headers, &caller.user, "createRingGroup", &params, || {
        let ring_group = app.store.create_ring_group(caller.tenant(), &params)?;
        Ok(RingGroupAnswer { ring_group })
    })
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateRingGroupParams>,
) -> Result<Json<RingGroupAnswer>, ApiError> {
    let mut wrong = Wrong::default();
    wrong.one_line("name", params.name.as_deref().unwrap_or_default());
    wrong.done()?;
    let ring_group = app
        .store
        .update_ring_group(caller.tenant(), &id, &params)?
        .ok_or_else(gone)?;
    Ok(Json(RingGroupAnswer { ring_group }))
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let deleted = app.store.delete_ring_group(caller.tenant(), &id)?;
    deleted.then_some(Json(Success::YES)).ok_or_else(gone)
}
