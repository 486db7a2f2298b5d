//! Business hours: everybody sees them, administrators change them.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::ivr::RoutingAction;
use voip_sdk::model::schedules::{
    CreateScheduleParams, ListSchedulesParams, Schedule, ScheduleAnswer, ScheduleList, ScheduleStatus,
    UpdateScheduleParams,
};

use super::App;
use super::body::{Body, Params, Path, set};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::{Admin, Caller};
use super::wrong::Wrong;
use crate::hours;
use crate::store::is_outside;

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/schedules", get(list).post(create))
        .route("/schedules/{id}", get(read).patch(update).delete(delete))
        .route("/schedules/{id}/status", get(status))
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListSchedulesParams>,
) -> Result<Json<ScheduleList>, ApiError> {
    let page = page("schedules", params.limit, params.cursor.as_deref())?;
    let listed = app.store.schedules(caller.tenant(), &page)?;
    Ok(Json(ScheduleList {
        next_cursor: next_cursor("schedules", &listed),
        total: listed.total,
        schedules: listed.items,
    }))
}

async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ScheduleAnswer>, ApiError> {
    let schedule = app.store.schedule(caller.tenant(), &id)?.ok_or_else(gone)?;
    Ok(Json(ScheduleAnswer { schedule }))
}

async fn status(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<ScheduleStatus>, ApiError> {
    let schedule = app.store.schedule(caller.tenant(), &id)?.ok_or_else(gone)?;
    hours::status(&schedule, Timestamp::now())
        .map(Json)
        .ok_or_else(|| ApiError::internal(&"a time zone that was known is known no longer"))
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateScheduleParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    app.create_once(&headers, &caller.user, "createSchedule", &params, || {
        let schedule = new_schedule(&params);
        let mut wrong = check(&schedule);
        check_target(&app, caller.tenant(), &schedule, &mut wrong)?;
        wrong.done()?;
        let schedule = app.store.add_schedule(caller.tenant(), &schedule)?;
        Ok(ScheduleAnswer { schedule })
    })
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateScheduleParams>,
) -> Result<Json<ScheduleAnswer>, ApiError> {
    let mut changed = app.store.schedule(caller.tenant(), &id)?.ok_or_else(gone)?;
    change(&mut changed, params.clone());
    let mut wrong = check(&changed);
    // Where calls went before may be gone by now: that is no reason to refuse another change.
    if params.after_hours_action.is_some() || params.after_hours_target.is_some() {
        check_target(&app, caller.tenant(), &changed, &mut wrong)?;
    }
    wrong.done()?;
    // Once more on what is there then: another change may have come in between.
    let changed = app.store.change_schedule(caller.tenant(), &id, |schedule| {
        change(schedule, params);
        check(schedule).done()
    })?;
    let schedule = changed.ok_or_else(gone)?;
    Ok(Json(ScheduleAnswer { schedule }))
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let deleted = app.store.delete_schedule(caller.tenant(), &id)?;
    deleted.then_some(Json(Success::YES)).ok_or_else(gone)
}

fn gone() -> ApiError {
    ApiError::not_found("schedule")
}

fn new_schedule(params: &CreateScheduleParams) -> Schedule {
    Schedule {
        id: String::new(),
        name: params.name.clone(),
        timezone: as_listed(&params.timezone),
        schedules: params.schedules.clone(),
        holidays: params.holidays.clone().unwrap_or_default(),
        after_hours_action: params.after_hours_action.unwrap_or(RoutingAction::Voicemail),
        after_hours_target: params.after_hours_target.clone(),
        created_at: String::new(),
        updated_at: String::new(),
    }
}

fn change(schedule: &mut Schedule, params: UpdateScheduleParams) {
    set(&mut schedule.name, params.name);
    set(&mut schedule.timezone, params.timezone.as_deref().map(as_listed));
    set(&mut schedule.schedules, params.schedules);
    set(&mut schedule.holidays, params.holidays);
    set(&mut schedule.after_hours_action, params.after_hours_action);
    set(&mut schedule.after_hours_target, params.after_hours_target);
}

/// The name of a time zone as IANA spells it, should it be known.
fn as_listed(timezone: &str) -> String {
    let zone = hours::zone(timezone);
    let name = zone.as_ref().and_then(|zone| zone.iana_name());
    name.unwrap_or(timezone).to_owned()
}

/// Holds business hours as they would be kept against what their members say together.
fn check(schedule: &Schedule) -> Wrong {
    let mut wrong = Wrong::default();
    wrong.one_line("name", &schedule.name);
    wrong.unless(
        hours::zone(&schedule.timezone).is_some(),
        "timezone",
        "is no time zone; its IANA name is like America/New_York",
    );
    for (index, day) in schedule.schedules.iter().enumerate() {
        wrong.unless(
            day.start_time != day.end_time,
            &format!("schedules[{index}].endTime"),
            "must not be startTime; a whole day is 00:00 to 24:00",
        );
    }
    let mut dates = HashSet::new();
    for (index, holiday) in schedule.holidays.iter().enumerate() {
        let path = format!("holidays[{index}].date");
        wrong.unless(hours::date(&holiday.date).is_some(), &path, "is no date");
        wrong.unless(dates.insert(&holiday.date), &path, "is there twice");
        wrong.one_line(&format!("holidays[{index}].name"), &holiday.name);
    }
    match (schedule.after_hours_action, &schedule.after_hours_target) {
        (RoutingAction::Voicemail | RoutingAction::Hangup, None) => {}
        (_, None) => wrong.refuse("afterHoursTarget", "is required for this afterHoursAction"),
        (RoutingAction::External, Some(number)) => {
            wrong.unless(
                is_outside(number),
                "afterHoursTarget",
                "must be a telephone number for external",
            );
        }
        _ => {}
    }
    wrong
}

/// Calls go where somebody or something is.
fn check_target(app: &App, tenant_id: &str, schedule: &Schedule, wrong: &mut Wrong) -> Result<(), ApiError> {
    if let Some(target) = &schedule.after_hours_target {
        let is_there = app.store.is_there(tenant_id, schedule.after_hours_action, target)?;
        let message = match schedule.after_hours_action {
            RoutingAction::Ivr => "must be the id of a voice menu of the tenant",
            RoutingAction::Queue => "must be the id of a queue of the tenant",
            RoutingAction::Ringgroup => "must be the id of a ring group of the tenant",
            _ => "must be an extension of the tenant",
        };
        wrong.unless(is_there, "afterHoursTarget", message);
    }
    Ok(())
}
