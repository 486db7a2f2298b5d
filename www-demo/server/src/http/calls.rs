//! Calls: start, end, those that are up, and their records.
//!
//! Within a tenant everybody sees every call, as presence and events show them too. To start and to end calls,
//! an extension's user has the own extension only.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use uuid::Uuid;
use voip_sdk::model::auth::Role;
use voip_sdk::model::calls::{ActiveCallList, CallList, OriginateAnswer};

use super::App;
use super::error::ApiError;
use super::fields::Fields;
use super::user::Caller;
use crate::pbx::{ControlError, OriginateOptions};
use crate::store::{CallFilter, Position};

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

/// `POST /api/calls/{uuid}/hangup`
pub async fn hangup(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let gone = || {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "there is no such call, or it is over",
        )
    };
    let uuid: Uuid = id.parse().map_err(|_| gone())?;
    let answer = app
        .idempotency
        .once(&headers, &caller.user, &format!("hangup {uuid}"), || {
            let tenant = &caller.user.tenant_id;
            if caller.user.role != Role::Admin {
                let extensions = app.pbx.extensions_of(tenant, uuid).ok_or_else(gone)?;
                let takes_part = |own| extensions.contains(own);
                if !caller.user.extension.as_ref().is_some_and(takes_part) {
                    return Err(ControlError::NotAParty.into());
                }
            }
            app.pbx.hangup(tenant, uuid)?;
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

/// `GET /api/calls`
pub async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Json<CallList>, ApiError> {
    let (filter, position, limit) = read_query(Fields::from_query(query))?;
    let page = app.store.calls(&caller.user.tenant_id, &filter, &position, limit)?;
    Ok(Json(CallList {
        calls: page.calls,
        total: page.total,
        next_cursor: page.next.as_ref().and_then(write_cursor),
    }))
}

fn read_query(mut fields: Fields) -> Result<(CallFilter, Position, u32), ApiError> {
    let mut filter = CallFilter::default();
    if let Some(text) = fields.optional_text("dateFrom", 64) {
        filter.from_ms = moment(&text, 0);
        if filter.from_ms.is_none() {
            fields.refuse("dateFrom", NOT_A_TIME);
        }
    }
    if let Some(text) = fields.optional_text("dateTo", 64) {
        filter.before_ms = moment(&text, 1);
        if filter.before_ms.is_none() {
            fields.refuse("dateTo", NOT_A_TIME);
        }
    }
    filter.direction = fields.optional_word("direction", "inbound, outbound, internal");
    filter.status = fields.optional_word("status", "completed, missed, busy, rejected, cancelled, failed");
    filter.extension = fields.optional_text("extension", 32);
    filter.search = fields.optional_text("search", 128);
    let limit = fields.optional_number("limit", 1..=1000).unwrap_or(50);
    let page = fields.optional_number("page", 1..=1_000_000);
    let cursor = fields.optional_text("cursor", 256);
    if page.is_some() && cursor.is_some() {
        fields.refuse("cursor", "cannot be given together with page");
    }
    let after = cursor.as_deref().map(read_cursor);
    if matches!(after, Some(None)) {
        fields.refuse("cursor", "is not the nextCursor of an earlier answer");
    }
    let skip = u64::from(page.unwrap_or(1) - 1) * u64::from(limit);
    let position = after.flatten().unwrap_or(Position::Skip(skip));
    fields.done((filter, position, limit))
}

pub(super) const NOT_A_TIME: &str =
    "must be a date (2026-03-01) or an ISO 8601 time with its offset (2026-03-01T08:00:00Z)";

/// A time, or the midnight (UTC) that begins a date or, with `days_later` 1, the one that ends it.
/// A time that ends a range is part of it, hence the millisecond.
pub(super) fn moment(text: &str, days_later: i64) -> Option<i64> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return time.as_millisecond().checked_add(days_later);
    }
    if text.len() > 10 {
        return None;
    }
    let date = text.parse::<Date>().ok()?.checked_add(days_later.days()).ok()?;
    Some(
        TimeZone::UTC
            .to_timestamp(date.to_datetime(Time::midnight()))
            .ok()?
            .as_millisecond(),
    )
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
        let begin = moment("2026-03-01", 0).unwrap();
        assert_eq!(moment("2026-03-01", 1).unwrap(), begin + day);
        assert_eq!(moment("2026-03-01T00:00:00Z", 0).unwrap(), begin);
        assert_eq!(moment("2026-03-01T01:00:00+01:00", 1).unwrap(), begin + 1);
        for wrong in ["", "yesterday", "2026-02-30", "2026-03-01T00:00:00", "1"] {
            assert_eq!(moment(wrong, 0), None, "{wrong}");
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let position = Position::After(-5, "a b".into());
        assert_eq!(read_cursor(&write_cursor(&position).unwrap()).unwrap(), position);
        assert_eq!(read_cursor("!!"), None);
        assert_eq!(read_cursor("AAAA"), None);
    }

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
