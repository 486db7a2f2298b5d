//! Calls in numbers.

use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use rusqlite::{Connection, Row, params};
use voip_sdk::model::call_stats::{CallStats, StatsPeriod};

use crate::store::{Result, Store};

/// The days of a period in UTC: the first one, and the one that is no more of it.
struct Days {
    first: Option<Date>,
    end: Date,
}

impl Days {
    fn of(period: StatsPeriod, today: Date) -> Self {
        let back = |days: i64| Some(today.saturating_sub(days.days()));
        let tomorrow = today.saturating_add(1.day());
        let (first, end) = match period {
            StatsPeriod::Today => (Some(today), tomorrow),
            StatsPeriod::Yesterday => (back(1), today),
            StatsPeriod::Week => (back(6), tomorrow),
            StatsPeriod::Month => (back(29), tomorrow),
            StatsPeriod::Year => (back(364), tomorrow),
            StatsPeriod::All => (None, tomorrow),
        };
        Self { first, end }
    }
}

impl Store {
    /// A tenant's calls of a period, as it is at the moment `now`.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn call_stats(
        self: &Arc<Self>,
        tenant_id: &str,
        period: StatsPeriod,
        now: Timestamp,
    ) -> Result<CallStats> {
        let tenant_id = tenant_id.to_owned();
        self.read(move |connection| stats(connection, &tenant_id, period, now))
            .await
    }
}

fn stats(connection: &Connection, tenant_id: &str, period: StatsPeriod, now: Timestamp) -> Result<CallStats> {
    let days = Days::of(period, TimeZone::UTC.to_datetime(now).date());
    let end = match period {
        StatsPeriod::Yesterday => midnight(days.end),
        _ => now,
    };
    let stats = connection
        .prepare_cached(
            "SELECT ifnull(SUM(calls), 0), ifnull(SUM(answered), 0),
               ifnull(SUM(calls) FILTER (WHERE status = 'missed'), 0),
               ifnull(SUM(calls) FILTER (WHERE status = 'busy'), 0),
               ifnull(SUM(calls) FILTER (WHERE status = 'rejected'), 0),
               ifnull(SUM(calls) FILTER (WHERE status = 'cancelled'), 0),
               ifnull(SUM(calls) FILTER (WHERE status = 'failed'), 0),
               ifnull(SUM(calls) FILTER (WHERE direction = 'inbound'), 0),
               ifnull(SUM(calls) FILTER (WHERE direction = 'outbound'), 0),
               ifnull(SUM(calls) FILTER (WHERE direction = 'internal'), 0),
               ifnull(SUM(duration), 0), ifnull(SUM(billsec), 0)
             FROM call_counts WHERE tenant_id = ?1 AND extension = '' AND day >= ?2 AND day < ?3",
        )?
        .query_row(
            params![tenant_id, days.first.map_or(i64::MIN, number), number(days.end)],
            |row| read(row, period, days.first, end),
        )?;
    Ok(stats)
}

fn read(row: &Row<'_>, period: StatsPeriod, first: Option<Date>, end: Timestamp) -> rusqlite::Result<CallStats> {
    let (total, answered): (u32, u32) = (row.get(0)?, row.get(1)?);
    let seconds = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
    let total_billsec = seconds(11)?;
    let average = total_billsec.checked_div(answered.into()).unwrap_or(0);
    let rate = (u64::from(answered) * 100 + u64::from(total) / 2)
        .checked_div(total.into())
        .unwrap_or(0);
    Ok(CallStats {
        period,
        from: first.map(|day| format!("{:.3}", midnight(day))),
        to: format!("{end:.3}"),
        total,
        answered,
        missed: row.get(2)?,
        busy: row.get(3)?,
        rejected: row.get(4)?,
        cancelled: row.get(5)?,
        failed: row.get(6)?,
        inbound: row.get(7)?,
        outbound: row.get(8)?,
        internal: row.get(9)?,
        total_duration: seconds(10)?,
        total_billsec,
        average_billsec: u32::try_from(average).unwrap_or(u32::MAX),
        answer_rate: u32::try_from(rate).unwrap_or(100),
    })
}

fn midnight(day: Date) -> Timestamp {
    TimeZone::UTC
        .to_timestamp(day.to_datetime(Time::midnight()))
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The day as the counts have it.
fn number(day: Date) -> i64 {
    midnight(day).as_second() / (24 * 3600)
}
