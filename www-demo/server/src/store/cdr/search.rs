//! Lists and totals of a search: first who called whom, of which there are few, then the records of those.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{COLUMNS, Condition, Found, Position, Scope, record};
use crate::store::Result;
use crate::store::list::containing;
use crate::store::values::word;

/// Up to so many records are looked up one by one. More of them are met soon enough by going through all, newest first.
const FEW: i64 = 20_000;

impl Scope {
    pub(super) fn count_search(&self, connection: &Connection, text: &str) -> Result<i64> {
        let among = self.calls_of_parties(connection, text)?;
        let filter = &self.filter;
        if among == 0 || (filter.from_ms.is_none() && filter.before_ms.is_none() && filter.status.is_none()) {
            return Ok(among);
        }
        let (source, condition) = self.search(text, among);
        let mut query = connection.prepare_cached(&format!("SELECT COUNT(*) {source} WHERE {}", condition.text))?;
        Ok(query.query_row(params_from_iter(condition.values), |row| row.get(0))?)
    }

    pub(super) fn take_search(
        &self,
        connection: &Connection,
        text: &str,
        position: &Position,
        limit: usize,
    ) -> Result<Vec<Found>> {
        let among = self.calls_of_parties(connection, text)?;
        if among == 0 {
            return Ok(Vec::new());
        }
        let (source, mut condition) = self.search(text, among);
        let skip = match position {
            Position::Skip(records) => i64::try_from(*records).unwrap_or(i64::MAX),
            Position::After(started_at, id) => {
                condition.and(
                    "(f.started_at, f.id) < (?, ?)",
                    [Value::Integer(*started_at), Value::Text(id.clone())],
                );
                0
            }
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        condition.values.extend([Value::Integer(limit), Value::Integer(skip)]);
        // The records themselves are read for this page only.
        let mut query = connection.prepare_cached(&format!(
            "WITH page AS MATERIALIZED (
               SELECT f.rowid AS record {source} WHERE {} ORDER BY f.started_at DESC, f.id DESC LIMIT ? OFFSET ?)
             SELECT {COLUMNS} FROM page CROSS JOIN calls c ON c.rowid = page.record
               CROSS JOIN call_parties p ON p.id = c.parties ORDER BY c.started_at DESC, c.id DESC",
            condition.text
        ))?;
        let found = query
            .query_map(params_from_iter(condition.values), record)?
            .collect::<rusqlite::Result<_>>()?;
        Ok(found)
    }

    /// How many records those who are found have, of all times and outcomes.
    fn calls_of_parties(&self, connection: &Connection, text: &str) -> Result<i64> {
        let condition = self.parties(text);
        let mut query = connection.prepare_cached(&format!(
            "SELECT ifnull(SUM(calls), 0) FROM call_parties WHERE {}",
            condition.text
        ))?;
        Ok(query.query_row(params_from_iter(condition.values), |row| row.get(0))?)
    }

    /// Where the records `f` come from, and the condition that they fit.
    fn search(&self, text: &str, among: i64) -> (&'static str, Condition) {
        let mut condition = Condition::default();
        let source = if among <= FEW {
            "FROM calls f INDEXED BY calls_of_parties"
        } else {
            // Where they are looked up one by one, this would draw SQLite to the other index.
            condition.and("f.tenant_id = ?", [Value::Text(self.tenant_id.clone())]);
            "FROM calls f INDEXED BY calls_newest"
        };
        if let Some(from) = self.filter.from_ms {
            condition.and("f.started_at >= ?", [Value::Integer(from)]);
        }
        if let Some(before) = self.filter.before_ms {
            condition.and("f.started_at < ?", [Value::Integer(before)]);
        }
        if let Some(status) = &self.filter.status {
            condition.and("f.status = ?", [Value::Text(word(status))]);
        }
        // The dearest one last: SQLite looks at them in this order.
        let parties = self.parties(text);
        condition.and(
            &format!("f.parties IN (SELECT id FROM call_parties WHERE {})", parties.text),
            parties.values,
        );
        (source, condition)
    }

    fn parties(&self, text: &str) -> Condition {
        let mut condition = Condition::default();
        condition.and("tenant_id = ?", [Value::Text(self.tenant_id.clone())]);
        if let Some(direction) = &self.filter.direction {
            condition.and("direction = ?", [Value::Text(word(direction))]);
        }
        if let Some(extension) = &self.filter.extension {
            let number = Value::Text(extension.clone());
            condition.and(
                "(caller_extension = ? OR destination_extension = ?)",
                [number.clone(), number],
            );
        }
        let pattern = containing(text);
        condition.and(
            "(caller LIKE ? ESCAPE '\\' OR destination LIKE ? ESCAPE '\\' OR caller_name LIKE ? ESCAPE '\\'
              OR destination_name LIKE ? ESCAPE '\\')",
            [pattern.clone(), pattern.clone(), pattern.clone(), pattern],
        );
        condition
    }
}
