//! Writing records, and with them what is known about all of them.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use voip_sdk::model::calls::CallRecord;
use voip_sdk::model::webhook_events::{WebhookCallEnded, WebhookEvent};

use crate::pbx::ports::FinishedCall;
use crate::store::deliveries::send_event;
use crate::store::values::{json, word};
use crate::store::{DAY_MS, Result, Store, now_ms};

impl Store {
    /// Keeps the record of a finished call, and with it what webhooks are told of its end: both or neither. A record
    /// that is there already stays as it is.
    ///
    /// # Errors
    /// As every query.
    pub fn put_call(&self, call: &FinishedCall) -> Result<()> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let mut writing = Writing::new(&transaction);
        let added = writing.add(call)?;
        writing.finish()?;
        let sent = added && send_event(&transaction, &call.tenant_id, ended(&call.record), now_ms())?;
        transaction.commit()?;
        if sent {
            self.deliveries.notify_one();
        }
        Ok(())
    }

    /// Keeps many records, all of them or none. For a server that begins: nothing else is written meanwhile.
    ///
    /// # Errors
    /// As every query.
    pub fn put_calls(&self, calls: impl Iterator<Item = FinishedCall>) -> Result<()> {
        let mut connection = self.lock();
        connection.execute_batch("PRAGMA cache_size = -65536;")?;
        let transaction = connection.transaction()?;
        let mut writing = Writing::new(&transaction);
        for call in calls {
            writing.add(&call)?;
        }
        writing.finish()?;
        transaction.commit()?;
        // The memory that this took is given back; no later query has use for so much.
        Ok(connection
            .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA cache_size = -8192; PRAGMA shrink_memory;")?)
    }
}

/// Who called whom: direction, and number, name and extension of both ends.
type Parties = (String, [String; 6]);

/// Tenant, extension or "" for all, day, direction, status.
type Counter = (String, String, i64, String, String);

#[derive(Default)]
struct Counts {
    calls: u32,
    answered: u32,
    duration: u64,
    billsec: u64,
}

/// Records on their way into a transaction. The counts are summed up first and written at the end.
struct Writing<'a> {
    connection: &'a Connection,
    parties: HashMap<(String, Parties), (i64, u32)>,
    counts: HashMap<Counter, Counts>,
}

impl<'a> Writing<'a> {
    fn new(connection: &'a Connection) -> Self {
        Self {
            connection,
            parties: HashMap::new(),
            counts: HashMap::new(),
        }
    }

    /// Whether it was added: it may be there already.
    fn add(&mut self, call: &FinishedCall) -> Result<bool> {
        let record = &call.record;
        let (direction, status) = (word(&record.direction), word(&record.status));
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let caller_extension = text(&call.caller_extension);
        let destination_extension = text(&call.destination_extension);
        let ends = [
            record.caller.clone(),
            text(&record.caller_name),
            caller_extension.clone(),
            record.destination.clone(),
            text(&call.destination_name),
            destination_extension.clone(),
        ];
        let key = (call.tenant_id.clone(), (direction.clone(), ends));
        let known = match self.parties.get(&key) {
            Some((id, _)) => *id,
            None => self.parties_id(&key.0, &key.1)?,
        };
        let started_at = milliseconds(&record.started_at);
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO calls (id, tenant_id, parties, call_uuid, status, started_at, answered_at, ended_at,
                   duration, billsec, hangup_cause, recording_file, metadata)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT (id) DO NOTHING",
            )?
            .execute(params![
                record.id,
                call.tenant_id,
                known,
                record.call_uuid,
                status,
                started_at,
                record.answered_at.as_deref().map(milliseconds),
                milliseconds(&record.ended_at),
                record.duration,
                record.billsec,
                record.hangup_cause,
                record.recording_file,
                record.metadata.as_ref().map(json),
            ])?;
        if added == 0 {
            return Ok(false);
        }
        self.parties.entry(key).or_insert((known, 0)).1 += 1;
        // "" stands for all. A set: who calls the own number is one extension, not two.
        let extensions = BTreeSet::from([String::new(), caller_extension, destination_extension]);
        for extension in extensions {
            let counter = (
                call.tenant_id.clone(),
                extension,
                started_at.div_euclid(DAY_MS),
                direction.clone(),
                status.clone(),
            );
            let counts = self.counts.entry(counter).or_default();
            counts.calls += 1;
            counts.answered += u32::from(record.answered_at.is_some());
            counts.duration += u64::from(record.duration);
            counts.billsec += u64::from(record.billsec);
        }
        Ok(true)
    }

    /// The id of who called whom; made if it is not there.
    fn parties_id(&self, tenant_id: &str, (direction, ends): &Parties) -> Result<i64> {
        let [
            caller,
            caller_name,
            caller_extension,
            destination,
            destination_name,
            destination_extension,
        ] = ends;
        let values = params![
            tenant_id,
            direction,
            caller,
            caller_name,
            caller_extension,
            destination,
            destination_name,
            destination_extension
        ];
        let known = self
            .connection
            .prepare_cached(
                "SELECT id FROM call_parties WHERE tenant_id = ?1 AND direction = ?2 AND caller = ?3
                   AND caller_name = ?4 AND caller_extension = ?5 AND destination = ?6 AND destination_name = ?7
                   AND destination_extension = ?8",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        if let Some(id) = known {
            return Ok(id);
        }
        self.connection
            .prepare_cached(
                "INSERT INTO call_parties (tenant_id, direction, caller, caller_name, caller_extension, destination,
                   destination_name, destination_extension)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(values)?;
        Ok(self.connection.last_insert_rowid())
    }

    fn finish(self) -> Result<()> {
        let mut query = self
            .connection
            .prepare_cached("UPDATE call_parties SET calls = calls + ?2 WHERE id = ?1")?;
        for (id, calls) in self.parties.into_values() {
            query.execute(params![id, calls])?;
        }
        let mut query = self.connection.prepare_cached(
            "INSERT INTO call_counts (tenant_id, extension, day, direction, status, calls, answered, duration, billsec)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, answered = answered + excluded.answered,
               duration = duration + excluded.duration, billsec = billsec + excluded.billsec",
        )?;
        for ((tenant_id, extension, day, direction, status), counts) in self.counts {
            query.execute(params![
                tenant_id,
                extension,
                day,
                direction,
                status,
                counts.calls,
                counts.answered,
                i64::try_from(counts.duration).unwrap_or(i64::MAX),
                i64::try_from(counts.billsec).unwrap_or(i64::MAX),
            ])?;
        }
        Ok(())
    }
}

/// What webhooks are told of the end of a call.
fn ended(record: &CallRecord) -> WebhookEvent {
    WebhookEvent::CallEnded(WebhookCallEnded {
        call_uuid: record.call_uuid.clone(),
        direction: record.direction,
        caller: record.caller.clone(),
        destination: record.destination.clone(),
        duration: record.duration,
        billsec: record.billsec,
        hangup_cause: record.hangup_cause.clone(),
        status: record.status,
        recording_file: record.recording_file.clone(),
        started_at: record.started_at.clone(),
        answered_at: record.answered_at.clone(),
        ended_at: record.ended_at.clone(),
    })
}

/// What the telephone system wrote is a time; should it not be, the record is worth more than its date.
fn milliseconds(iso: &str) -> i64 {
    iso.parse::<Timestamp>()
        .map_or_else(|_| now_ms(), Timestamp::as_millisecond)
}
