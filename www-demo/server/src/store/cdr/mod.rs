//! Call records: written once when a call is over, read newest first.
//!
//! ```text
//!   calls ──▶ call_parties   who called whom, each pair once: what a search looks through
//!     └─────▶ call_counts    calls by day, extension, direction and status: totals and figures
//! ```
//!
//! Nothing here looks at every record: a list is filled day by day, from the days that the counts say have some.

mod days;
mod search;
mod stats;
mod write;

use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};

use super::values::{from_word, iso};
use super::{Result, Store};

/// What the columns of [`record`] are.
const COLUMNS: &str = "c.id, c.call_uuid, p.direction, p.caller, p.caller_name, p.destination, c.status, c.started_at,
  c.answered_at, c.ended_at, c.duration, c.billsec, c.hangup_cause, c.recording_file, c.metadata";

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

/// A tenant's records that fit a filter.
struct Scope {
    tenant_id: String,
    filter: CallFilter,
}

/// A record and the Unix millisecond at which its call began, which the API's text has rounded.
type Found = (i64, CallRecord);

impl Store {
    /// How many records a tenant has.
    ///
    /// # Errors
    /// As every query.
    pub fn count_calls(&self, tenant_id: &str) -> Result<u32> {
        let query = "SELECT ifnull(SUM(calls), 0) FROM call_counts WHERE tenant_id = ?1 AND extension = ''";
        Ok(self.lock().query_row(query, [tenant_id], |row| row.get(0))?)
    }

    /// One record of a tenant.
    ///
    /// # Errors
    /// As every query.
    pub fn call(&self, tenant_id: &str, id: &str) -> Result<Option<CallRecord>> {
        let query = format!(
            "SELECT {COLUMNS} FROM calls c JOIN call_parties p ON p.id = c.parties WHERE c.id = ?1 AND c.tenant_id = ?2"
        );
        let found = self.lock().query_row(&query, [id, tenant_id], record).optional()?;
        Ok(found.map(|(_, record)| record))
    }

    /// One page of a tenant's records, newest first.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn calls(
        self: &Arc<Self>,
        tenant_id: &str,
        filter: &CallFilter,
        position: &Position,
        limit: u32,
    ) -> Result<CallPage> {
        let (scope, position) = (Scope::new(tenant_id, filter), position.clone());
        self.read(move |connection| {
            // One state for the total and the page.
            let transaction = connection.transaction()?;
            let total = scope.count(&transaction)?;
            // One more than asked for says whether there is a next page.
            let mut rows = scope.take(&transaction, &position, limit as usize + 1)?;
            let more = rows.len() > limit as usize;
            rows.truncate(limit as usize);
            let next = rows.last().filter(|_| more).map(after);
            Ok(CallPage {
                calls: rows.into_iter().map(|(_, record)| record).collect(),
                total: u32::try_from(total).unwrap_or(u32::MAX),
                next,
            })
        })
        .await
    }

    /// The next records from a position on, and the position after them: what an export goes through.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn next_calls(
        self: &Arc<Self>,
        tenant_id: &str,
        filter: &CallFilter,
        position: &Position,
        limit: usize,
    ) -> Result<(Vec<CallRecord>, Option<Position>)> {
        let (scope, position) = (Scope::new(tenant_id, filter), position.clone());
        self.read(move |connection| {
            let rows = scope.take(connection, &position, limit)?;
            let next = rows.last().filter(|_| rows.len() == limit).map(after);
            Ok((rows.into_iter().map(|(_, record)| record).collect(), next))
        })
        .await
    }
}

fn after((started_at, record): &Found) -> Position {
    Position::After(*started_at, record.id.clone())
}

impl Scope {
    fn new(tenant_id: &str, filter: &CallFilter) -> Self {
        Self {
            tenant_id: tenant_id.to_owned(),
            filter: filter.clone(),
        }
    }

    fn count(&self, connection: &Connection) -> Result<i64> {
        match &self.filter.search {
            None => self.count_by_days(connection),
            Some(text) => self.count_search(connection, text),
        }
    }

    fn take(&self, connection: &Connection, position: &Position, limit: usize) -> Result<Vec<Found>> {
        match &self.filter.search {
            None => self.take_by_days(connection, position, limit),
            Some(text) => self.take_search(connection, text, position, limit),
        }
    }
}

/// A condition with its values, put together piece by piece.
#[derive(Default)]
struct Condition {
    text: String,
    values: Vec<Value>,
}

impl Condition {
    fn and(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        self.text.push_str(text);
        self.values.extend(values);
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<Found> {
    let started_at: i64 = row.get(7)?;
    let name: String = row.get(4)?;
    let metadata: Option<String> = row.get(14)?;
    let record = CallRecord {
        id: row.get(0)?,
        call_uuid: row.get(1)?,
        direction: from_word(row, 2)?,
        caller: row.get(3)?,
        caller_name: (!name.is_empty()).then_some(name),
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
