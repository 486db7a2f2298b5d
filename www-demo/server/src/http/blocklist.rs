//! Blocked numbers: everybody sees them and can ask about one, administrators change them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::blocklist::{
    BlockDirection, BlockNumberParams, BlockedCheck, BlockedNumberAnswer, BlockedNumberList, ListBlockedNumbersParams,
};

use super::App;
use super::body::{Body, Params, Path};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::{Admin, Caller};

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/blocklist", get(list).post(block))
        .route("/blocklist/check", get(check))
        .route("/blocklist/{id}", axum::routing::delete(unblock))
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListBlockedNumbersParams>,
) -> Result<Json<BlockedNumberList>, ApiError> {
    let page = page("blocklist", params.limit, params.cursor.as_deref())?;
    let listed = app
        .store
        .blocked_numbers(caller.tenant(), params.search.as_deref(), &page)?;
    Ok(Json(BlockedNumberList {
        next_cursor: next_cursor("blocklist", &listed),
        total: listed.total,
        blocked_numbers: listed.items,
    }))
}

async fn block(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<BlockNumberParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    app.create_once(&headers, &caller.user, "blockNumber", &params, || {
        let direction = params.direction.unwrap_or(BlockDirection::Inbound);
        let blocked_number =
            app.store
                .block_number(caller.tenant(), &params.number, params.reason.as_deref(), direction)?;
        Ok(BlockedNumberAnswer { blocked_number })
    })
}

async fn unblock(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let unblocked = app.store.unblock_number(caller.tenant(), &id)?;
    unblocked
        .then_some(Json(Success::YES))
        .ok_or_else(|| ApiError::not_found("blocked number"))
}

/// Query of `checkBlocked`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CheckParams {
    #[schemars(regex(pattern = "^[+]?[0-9]{2,20}$"))]
    number: String,
}

async fn check(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<CheckParams>,
) -> Result<Json<BlockedCheck>, ApiError> {
    let entry = app.store.blocked(caller.tenant(), &params.number)?;
    Ok(Json(BlockedCheck {
        blocked: entry.is_some(),
        direction: entry.as_ref().map(|entry| entry.direction),
        reason: entry.and_then(|entry| entry.reason),
    }))
}
