//! Lists and totals without a search: from the counts of each day.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{COLUMNS, Condition, Found, Position, Scope, record};
use crate::store::values::word;
use crate::store::{DAY_MS, Result};

/// A day, or the part of it that is asked for, that has records.
struct Slice {
    /// From this millisecond on.
    from: i64,
    /// Before this one.
    before: i64,
    /// How many.
    calls: i64,
}

impl Scope {
    pub(super) fn count_by_days(&self, connection: &Connection) -> Result<i64> {
        let mut total = 0;
        self.each_slice(connection, None, |slice| {
            total += slice.calls;
            Ok(true)
        })?;
        Ok(total)
    }

    pub(super) fn take_by_days(
        &self,
        connection: &Connection,
        position: &Position,
        limit: usize,
    ) -> Result<Vec<Found>> {
        let (mut skip, after) = match position {
            Position::Skip(records) => (i64::try_from(*records).unwrap_or(i64::MAX), None),
            Position::After(started_at, id) => (0, Some((*started_at, id.as_str()))),
        };
        let mut found = Vec::new();
        self.each_slice(connection, after.map(|(started_at, _)| started_at), |slice| {
            if skip >= slice.calls {
                skip -= slice.calls;
            } else {
                let wanted = limit - found.len();
                self.take_slice(connection, &slice, after, (skip, wanted), &mut found)?;
                skip = 0;
            }
            Ok(found.len() < limit)
        })?;
        Ok(found)
    }

    /// Goes through the days that have records, the last one first, until `visit` says that it is enough.
    fn each_slice(
        &self,
        connection: &Connection,
        up_to: Option<i64>,
        mut visit: impl FnMut(Slice) -> Result<bool>,
    ) -> Result<()> {
        let from = self.filter.from_ms.unwrap_or(0);
        let before = self.filter.before_ms.unwrap_or(i64::MAX);
        let last = up_to.map_or(before.saturating_sub(1), |at| at.min(before.saturating_sub(1)));
        let extension = self.filter.extension.clone().unwrap_or_default();
        let mut condition = Condition::default();
        condition.and(
            "tenant_id = ? AND extension = ? AND day BETWEEN ? AND ?",
            [
                Value::Text(self.tenant_id.clone()),
                Value::Text(extension),
                Value::Integer(from.div_euclid(DAY_MS)),
                Value::Integer(last.div_euclid(DAY_MS)),
            ],
        );
        if let Some(direction) = &self.filter.direction {
            condition.and("direction = ?", [Value::Text(word(direction))]);
        }
        if let Some(status) = &self.filter.status {
            condition.and("status = ?", [Value::Text(word(status))]);
        }
        let mut query = connection.prepare_cached(&format!(
            "SELECT day, SUM(calls) FROM call_counts WHERE {} GROUP BY day HAVING SUM(calls) > 0 ORDER BY day DESC",
            condition.text
        ))?;
        let mut days = query.query(params_from_iter(condition.values))?;
        while let Some(row) = days.next()? {
            let begin = row.get::<_, i64>(0)? * DAY_MS;
            let mut slice = Slice {
                from: from.max(begin),
                before: before.min(begin + DAY_MS),
                calls: row.get(1)?,
            };
            if (slice.from, slice.before) != (begin, begin + DAY_MS) {
                slice.calls = self.count_slice(connection, &slice)?;
            }
            if !visit(slice)? {
                break;
            }
        }
        Ok(())
    }

    fn count_slice(&self, connection: &Connection, slice: &Slice) -> Result<i64> {
        let condition = self.slice_condition(slice);
        let query = format!(
            "SELECT COUNT(*) FROM calls c CROSS JOIN call_parties p ON p.id = c.parties WHERE {}",
            condition.text
        );
        let mut query = connection.prepare_cached(&query)?;
        Ok(query.query_row(params_from_iter(condition.values), |row| row.get(0))?)
    }

    fn take_slice(
        &self,
        connection: &Connection,
        slice: &Slice,
        after: Option<(i64, &str)>,
        (skip, wanted): (i64, usize),
        found: &mut Vec<Found>,
    ) -> Result<()> {
        let mut condition = self.slice_condition(slice);
        if let Some((started_at, id)) = after {
            condition.and(
                "(c.started_at, c.id) < (?, ?)",
                [Value::Integer(started_at), Value::Text(id.to_owned())],
            );
        }
        let query = format!(
            "SELECT {COLUMNS} FROM calls c CROSS JOIN call_parties p ON p.id = c.parties WHERE {}
             ORDER BY c.started_at DESC, c.id DESC LIMIT ? OFFSET ?",
            condition.text
        );
        let wanted = i64::try_from(wanted).unwrap_or(i64::MAX);
        condition.values.extend([Value::Integer(wanted), Value::Integer(skip)]);
        let mut query = connection.prepare_cached(&query)?;
        for row in query.query_map(params_from_iter(condition.values), record)? {
            found.push(row?);
        }
        Ok(())
    }

    fn slice_condition(&self, slice: &Slice) -> Condition {
        let mut condition = Condition::default();
        condition.and(
            "c.tenant_id = ? AND c.started_at >= ? AND c.started_at < ?",
            [
                Value::Text(self.tenant_id.clone()),
                Value::Integer(slice.from),
                Value::Integer(slice.before),
            ],
        );
        if let Some(status) = &self.filter.status {
            condition.and("c.status = ?", [Value::Text(word(status))]);
        }
        if let Some(direction) = &self.filter.direction {
            condition.and("p.direction = ?", [Value::Text(word(direction))]);
        }
        if let Some(extension) = &self.filter.extension {
            let number = Value::Text(extension.clone());
            condition.and(
                "(p.caller_extension = ? OR p.destination_extension = ?)",
                [number.clone(), number],
            );
        }
        condition
    }
}
