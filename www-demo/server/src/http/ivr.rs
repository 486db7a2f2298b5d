//! Voice menus.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::ivr::{
    CreateIvrMenuParams, IvrMenuAnswer, IvrMenuList, IvrOption, ListIvrMenusParams, UpdateIvrMenuParams,
};

use super::App;
use super::body::{Body, Params, Path};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::{Admin, Caller};
use super::wrong::Wrong;

const LIST: &str = "ivr";

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/ivr", get(list).post(create))
        .route("/ivr/{id}", get(read).patch(update).delete(delete))
}

fn gone() -> ApiError {
    ApiError::not_found("voice menu")
}

/// What the schema does not say. Where the keys lead is for the store, which knows what is there.
fn check(name: Option<&str>, options: &[IvrOption]) -> Result<(), ApiError> {
    let mut wrong = Wrong::default();
    wrong.one_line("name", name.unwrap_or_default());
    for (place, option) in options.iter().enumerate() {
        let label = option.label.as_deref().unwrap_or_default();
        wrong.one_line(&format!("options[{place}].label"), label);
    }
    wrong.done()
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListIvrMenusParams>,
) -> Result<Json<IvrMenuList>, ApiError> {
    let page = page(LIST, params.limit, params.cursor.as_deref())?;
    let menus = app.store.ivr_menus(caller.tenant(), &page)?;
    Ok(Json(IvrMenuList {
        next_cursor: next_cursor(LIST, &menus),
        total: menus.total,
        ivr_menus: menus.items,
    }))
}

async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<IvrMenuAnswer>, ApiError> {
    let ivr_menu = app.store.ivr_menu(caller.tenant(), &id)?.ok_or_else(gone)?;
    Ok(Json(IvrMenuAnswer { ivr_menu }))
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateIvrMenuParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    check(Some(&params.name), &params.options)?;
    app.create_once(&headers, &caller.user, "createIvrMenu", &params, || {
        let ivr_menu = app.store.create_ivr_menu(caller.tenant(), &params)?;
        Ok(IvrMenuAnswer { ivr_menu })
    })
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateIvrMenuParams>,
) -> Result<Json<IvrMenuAnswer>, ApiError> {
    check(params.name.as_deref(), params.options.as_deref().unwrap_or_default())?;
    let ivr_menu = app
        .store
        .update_ivr_menu(caller.tenant(), &id, &params)?
        .ok_or_else(gone)?;
    Ok(Json(IvrMenuAnswer { ivr_menu }))
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let deleted = app.store.delete_ivr_menu(caller.tenant(), &id)?;
    deleted.then_some(Json(Success::YES)).ok_or_else(gone)
}
