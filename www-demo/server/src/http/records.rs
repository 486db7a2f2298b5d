//! The records of calls that are over: lists, figures and the export.
//!
//! Within a tenant everybody sees every call, as presence and events show them too.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::Deserialize;
use voip_sdk::model::call_stats::{CallRecordAnswer, CallStatsAnswer, ExportCallsParams, StatsPeriod};
use voip_sdk::model::calls::{CallList, ListCallsParams};

use super::App;
use super::body::{Params, Path, Texts};
use super::error::{ApiError, NO_CURSOR};
use super::user::Caller;
use crate::export;
use crate::store::{CallFilter, Position};

/// `GET /api/calls`
pub async fn list(State(app): State<Arc<App>>, caller: Caller, mut query: Texts) -> Result<Json<CallList>, ApiError> {
    let (from_ms, before_ms) = range(&mut query);
    let after = cursor(&mut query);
    let params: ListCallsParams = query.typed()?;
    let limit = params.limit.unwrap_or(50);
    let skip = u64::from(params.page.unwrap_or(1) - 1) * u64::from(limit);
    let position = after.unwrap_or(Position::Skip(skip));
    let filter = CallFilter {
        from_ms,
        before_ms,
        direction: params.direction,
        extension: params.extension,
        status: params.status,
        search: params.search,
    };
    let page = app.store.calls(caller.tenant(), &filter, &position, limit).await?;
    Ok(Json(CallList {
        calls: page.calls,
        total: page.total,
        next_cursor: page.next.as_ref().and_then(write_cursor),
    }))
}

/// `GET /api/calls/{id}`
pub async fn get(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<CallRecordAnswer>, ApiError> {
    let call = app
        .store
        .call(caller.tenant(), &id)?
        .ok_or_else(|| ApiError::not_found("call record"))?;
    Ok(Json(CallRecordAnswer { call }))
}

/// Query of `getCallStats`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatsParams {
    period: Option<StatsPeriod>,
}

/// `GET /api/calls/stats`
pub async fn stats(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<StatsParams>,
) -> Result<Json<CallStatsAnswer>, ApiError> {
    let period = params.period.unwrap_or(StatsPeriod::Today);
    let stats = app.store.call_stats(caller.tenant(), period, Timestamp::now()).await?;
    Ok(Json(CallStatsAnswer { stats }))
}

/// `GET /api/calls/export`
pub async fn export(State(app): State<Arc<App>>, caller: Caller, mut query: Texts) -> Result<Response, ApiError> {
    let (from_ms, before_ms) = range(&mut query);
    let params: ExportCallsParams = query.typed()?;
    let filter = CallFilter {
        from_ms,
        before_ms,
        direction: params.direction,
        extension: params.extension,
        status: params.status,
        search: params.search,
    };
    let rows = export::csv(
        app.store.clone(),
        caller.tenant().to_owned(),
        filter,
        params.limit,
        app.stop.clone(),
    );
    let name = format!(
        "attachment; filename=\"calls-{}.csv\"",
        TimeZone::UTC.to_datetime(Timestamp::now()).date()
    );
    let name = HeaderValue::from_str(&name).map_err(|error| ApiError::internal(&error))?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, Body::from_stream(rows)).into_response())
}

/// Where the page begins, if the query has a cursor.
fn cursor(query: &mut Texts) -> Option<Position> {
    let position = read_cursor(query.get("cursor")?);
    query.wrong.unless(position.is_some(), "cursor", NO_CURSOR);
    let is_alone = query.get("page").is_none();
    query
        .wrong
        .unless(is_alone, "cursor", "cannot be given together with page");
    position
}

/// The Unix millisecond that the query's range of time begins with, and the one that it ends before.
fn range(query: &mut Texts) -> (Option<i64>, Option<i64>) {
    let mut read = |name, edge| {
        let moment = moment(query.get(name)?, edge);
        query.wrong.unless(moment.is_some(), name, NOT_A_TIME);
        moment
    };
    (read("dateFrom", Edge::Begin), read("dateTo", Edge::End))
}

pub(super) const NOT_A_TIME: &str =
    "must be a date (2026-03-01) or an ISO 8601 time with its offset (2026-03-01T08:00:00Z)";

/// Which end of a range of time.
#[derive(Clone, Copy)]
pub(super) enum Edge {
    Begin,
    End,
}

/// A time, or a date's midnight in UTC that a range begins with, or the next one that it ends before. A time that ends
/// a range is part of it, hence the millisecond.
pub(super) fn moment(text: &str, edge: Edge) -> Option<i64> {
    let one_more = match edge {
        Edge::Begin => 0,
        Edge::End => 1,
    };
    if let Ok(time) = text.parse::<Timestamp>() {
        return time.as_millisecond().checked_add(one_more);
    }
    if text.len() > 10 {
        return None;
    }
    let date = text.parse::<Date>().ok()?.checked_add(one_more.days()).ok()?;
    let midnight = TimeZone::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok()?;
    Some(midnight.as_millisecond())
}

fn write_cursor(position: &Position) -> Option<String> {
    match position {
        Position::After(started_at, id) => Some(URL_SAFE_NO_PAD.encode(format!("{started_at} {id}"))),
        Position::Skip(_) => None,
    }
}

fn read_cursor(cursor: &str) -> Option<Position> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (started_at, id) = text.split_once(' ')?;
    Some(Position::After(started_at.parse().ok()?, id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_whole_day_and_a_time_is_itself() {
        let day = 24 * 3600 * 1000;
        let begin = moment("2026-03-01", Edge::Begin).unwrap();
        assert_eq!(moment("2026-03-01", Edge::End).unwrap(), begin + day);
        assert_eq!(moment("2026-03-01T00:00:00Z", Edge::Begin).unwrap(), begin);
        assert_eq!(moment("2026-03-01T01:00:00+01:00", Edge::End).unwrap(), begin + 1);
        for wrong in ["", "yesterday", "2026-02-30", "2026-03-01T00:00:00", "1"] {
            assert_eq!(moment(wrong, Edge::Begin), None, "{wrong}");
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let position = Position::After(-5, "a b".into());
        assert_eq!(read_cursor(&write_cursor(&position).unwrap()).unwrap(), position);
        assert_eq!(read_cursor("!!"), None);
        assert_eq!(read_cursor("AAAA"), None);
    }
}
