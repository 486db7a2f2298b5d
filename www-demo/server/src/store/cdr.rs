//! Call records: written once when a call is over, read newest first.

use std::fmt::Write as _;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};
use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};

use super::list::containing;
use super::values::{from_word, iso, word};
use super::{Result, Store};
use crate::pbx::ports::FinishedCall;

/// Which records are wanted. `None` wants all.
#[derive(Debug, Default, Clone)]
pub struct CallFilter {
    /// Begun at this Unix millisecond or later.
    pub from_ms: Option<i64>,
    /// Begun before this Unix millisecond.
    pub before_ms: Option<i64>,
    /// One direction.
    pub direction: Option<CallDirection>,
    /// An extension that is one of the two ends.
    pub extension: Option<String>,
    /// How it ended.
    pub status: Option<CallStatus>,
    /// Text within a number or name.
    pub search: Option<String>,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// After so many records.
    Skip(u64),
    /// After the record that began at this Unix millisecond with this id.
    After(i64, String),
}

/// One page of records.
#[derive(Debug)]
pub struct CallPage {
    /// The records, newest first.
    pub calls: Vec<CallRecord>,
    /// How many fit the filter on all pages.
    pub total: u32,
    /// Where the next page begins, if there is one.
    pub next: Option<Position>,
}

impl Store {
    /// Keeps the record of a finished call. A record that is there already stays as it is.
    ///
    /// # Errors
    /// As every query.
    pub fn put_call(&self, call: &FinishedCall) -> Result<()> {
        let record = &call.record;
        let metadata = record.metadata.as_ref().and_then(|map| serde_json::to_string(map).ok());
        self.lock().execute(
            "INSERT INTO calls (id, tenant_id, call_uuid, direction, caller, caller_name, caller_extension, destination,
               destination_name, destination_extension, status, started_at, answered_at, ended_at, duration, billsec,
               hangup_cause, recording_file, metadata)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
             ON CONFLICT (id) DO NOTHING",
            params![
                record.id,
                call.tenant_id,
                record.call_uuid,
                word(&record.direction),
                record.caller,
                record.caller_name,
                call.caller_extension,
                record.destination,
                call.destination_name,
                call.destination_extension,
                word(&record.status),
                milliseconds(&record.started_at),
                record.answered_at.as_deref().map(milliseconds),
                milliseconds(&record.ended_at),
                record.duration,
                record.billsec,
                record.hangup_cause,
                record.recording_file,
                metadata,
            ],
        )?;
        Ok(())
    }

    /// One page of a tenant's records, newest first.
    ///
    /// # Errors
    /// As every query.
    pub fn calls(&self, tenant_id: &str, filter: &CallFilter, position: &Position, limit: u32) -> Result<CallPage> {
        let connection = self.lock();
        let (mut condition, mut values) = conditions(tenant_id, filter);
        let count = format!("SELECT COUNT(*) FROM calls WHERE {condition}");
        let total = connection.query_row(&count, params_from_iter(&values), |row| row.get(0))?;

        let mut offset = 0;
        match position {
            Position::Skip(records) => offset = *records,
            Position::After(started_at, id) => {
                condition.push_str(" AND (started_at, id) < (?, ?)");
                values.extend([Value::Integer(*started_at), Value::Text(id.clone())]);
            }
        }
        // One more than asked for says whether there is a next page.
        let query = format!(
            "SELECT id, call_uuid, direction, caller, caller_name, destination, status, started_at, answered_at, ended_at,
               duration, billsec, hangup_cause, recording_file, metadata
             FROM calls WHERE {condition} ORDER BY started_at DESC, id DESC LIMIT {} OFFSET {offset}",
            u64::from(limit) + 1
        );
        let mut query = connection.prepare(&query)?;
        let mut rows: Vec<(i64, CallRecord)> = query
            .query_map(params_from_iter(&values), record)?
            .collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|(at, last)| Position::After(*at, last.id.clone()));
        Ok(CallPage {
            calls: rows.into_iter().map(|(_, record)| record).collect(),
            total,
            next,
        })
    }
}

fn conditions(tenant_id: &str, filter: &CallFilter) -> (String, Vec<Value>) {
    let mut condition = String::from("tenant_id = ?");
    let mut values = vec![Value::Text(tenant_id.to_owned())];
    let mut and = |text: &str, given: &[Value]| {
        let _ = write!(condition, " AND {text}");
        values.extend_from_slice(given);
    };
    if let Some(from) = filter.from_ms {
        and("started_at >= ?", &[Value::Integer(from)]);
    }
    if let Some(before) = filter.before_ms {
        and("started_at < ?", &[Value::Integer(before)]);
    }
    if let Some(direction) = &filter.direction {
        and("direction = ?", &[Value::Text(word(direction))]);
    }
    if let Some(status) = &filter.status {
        and("status = ?", &[Value::Text(word(status))]);
    }
    if let Some(extension) = &filter.extension {
        let number = Value::Text(extension.clone());
        and(
            "(caller_extension = ? OR destination_extension = ?)",
            &[number.clone(), number],
        );
    }
    if let Some(search) = &filter.search {
        let pattern = containing(search);
        and(
            "(caller LIKE ? ESCAPE '\\' OR destination LIKE ? ESCAPE '\\' OR caller_name LIKE ? ESCAPE '\\'
              OR destination_name LIKE ? ESCAPE '\\')",
            &[pattern.clone(), pattern.clone(), pattern.clone(), pattern],
        );
    }
    (condition, values)
}

fn record(row: &Row<'_>) -> rusqlite::Result<(i64, CallRecord)> {
    let started_at: i64 = row.get(7)?;
    let metadata: Option<String> = row.get(14)?;
    let record = CallRecord {
        id: row.get(0)?,
        call_uuid: row.get(1)?,
        direction: from_word(row, 2)?,
        caller: row.get(3)?,
        caller_name: row.get(4)?,
        destination: row.get(5)?,
        status: from_word(row, 6)?,
        started_at: iso(started_at),
        answered_at: row.get::<_, Option<i64>>(8)?.map(iso),
        ended_at: iso(row.get(9)?),
        duration: row.get(10)?,
        billsec: row.get(11)?,
        hangup_cause: row.get(12)?,
        recording_file: row.get(13)?,
        metadata: metadata.and_then(|text| serde_json::from_str(&text).ok()),
    };
    Ok((started_at, record))
}

/// What the telephone system wrote is a time; should it not be, the record is worth more than its date.
fn milliseconds(iso: &str) -> i64 {
    iso.parse::<Timestamp>()
        .map_or_else(|_| super::now_ms(), Timestamp::as_millisecond)
}
