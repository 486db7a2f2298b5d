//! Events on their way to webhooks: the queue, which survives a restart, and the history.
//!
//! ```text
//!   event ──▶ pending ── attempt: 2xx ──▶ delivered
//!              │   ▲ └── attempt: 410 ──▶ failed, the webhook is disabled and all that waits for it fails
//!              ▼   │
//!        attempt fails, some are left ── the last one fails ──▶ failed
//! ```

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};
use voip_sdk::model::webhook_events::{WebhookEvent, WebhookPayload};
use voip_sdk::model::webhooks::{WebhookDelivery, WebhookDeliveryStatus, WebhookEventName};
use voip_sdk::redact::Redacted;

use super::list::List;
use super::values::{from_word, iso, json, word};
use super::webhooks::give_up_all;
use super::{DAY_MS, Listed, Page, Result, Store, new_id};

/// Deliveries that may wait for one webhook; events beyond are not kept.
const WAITING: u32 = 10_000;

/// Deliveries of a webhook that are remembered once they are over.
const REMEMBERED: u32 = 1000;

/// For how long.
const REMEMBERED_MS: i64 = 30 * DAY_MS;

/// One attempt that is to be made.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Id of the delivery.
    pub id: String,
    /// Id of the webhook.
    pub webhook_id: String,
    /// Where to.
    pub url: String,
    /// What it is signed with.
    pub secret: Redacted<String>,
    /// Name of the event.
    pub event: String,
    /// What is posted.
    pub body: String,
    /// Attempts that were made before.
    pub before: u32,
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Status of the answer, if there was one.
    pub status_code: Option<u16>,
    /// How long it took.
    pub duration_ms: u32,
    /// Why it failed; `None` when it did not.
    pub error: Option<String>,
}

/// What happens after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It was the last: delivered or given up.
    Over,
    /// It is tried again at this Unix millisecond.
    Again(i64),
    /// The receiver wants no more: the webhook is disabled.
    Disable,
}

const COLUMNS: &str = "d.id, d.webhook_id, d.event, d.status, d.attempts, d.status_code, d.duration_ms, d.error,
    d.created_at, d.delivered_at, d.next_attempt_at";

fn delivery(row: &Row<'_>) -> rusqlite::Result<WebhookDelivery> {
    let time = |column| row.get::<_, Option<i64>>(column).map(|at| at.map(iso));
    Ok(WebhookDelivery {
        id: row.get(0)?,
        webhook_id: row.get(1)?,
        event: row.get(2)?,
        status: from_word(row, 3)?,
        attempts: row.get(4)?,
        status_code: row.get(5)?,
        duration_ms: row.get(6)?,
        error: row.get(7)?,
        created_at: iso(row.get(8)?),
        delivered_at: time(9)?,
        next_attempt_at: time(10)?,
    })
}

const ATTEMPT: &str = "SELECT d.id, d.webhook_id, w.url, w.secret, d.event, d.body, d.attempts
    FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id";

fn attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    Ok(Attempt {
        id: row.get(0)?,
        webhook_id: row.get(1)?,
        url: row.get(2)?,
        secret: Redacted::new(row.get(3)?),
        event: row.get(4)?,
        body: row.get(5)?,
        before: row.get(6)?,
    })
}

impl Store {
    /// Lets every webhook of the tenant that wants it have an event that happened at this Unix millisecond.
    ///
    /// # Errors
    /// As every query.
    pub fn send_event(&self, tenant_id: &str, event: WebhookEvent, at: i64) -> Result<()> {
        let sent = send_event(&self.lock(), tenant_id, event, at)?;
        if sent {
            self.deliveries.notify_one();
        }
        Ok(())
    }

    /// Puts an event down for one webhook, to be attended to by the caller: the queue leaves it alone. `None` when the
    /// webhook is gone.
    ///
    /// # Errors
    /// As every query.
    pub fn put_test(&self, webhook_id: &str, event: WebhookEvent, at: i64) -> Result<Option<Attempt>> {
        let (name, body) = payload(event, at);
        let connection = self.lock();
        let is_there = "SELECT EXISTS (SELECT 1 FROM webhooks WHERE id = ?1)";
        if !connection.query_row(is_there, [webhook_id], |row| row.get(0))? {
            return Ok(None);
        }
        let id = put(&connection, webhook_id, &name, &body, at, None)?;
        let query = format!("{ATTEMPT} WHERE d.id = ?1");
        Ok(Some(connection.query_row(&query, [id], attempt)?))
    }

    /// Attempts that are due at `now`, for each webhook that has fewer than `each` being made,
    /// as `busy` says. Those that are being made are among them. The webhook after `last` has the first turn.
    ///
    /// # Errors
    /// As every query.
    pub fn due(&self, now: i64, each: usize, last: &str, busy: impl Fn(&str) -> usize) -> Result<Vec<Attempt>> {
        let connection = self.lock();
        let webhooks: Vec<String> = connection
            .prepare_cached("SELECT id FROM webhooks WHERE enabled ORDER BY id <= ?1, id")?
            .query_map([last], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut due = Vec::new();
        let mut query = connection.prepare_cached(&format!(
            "{ATTEMPT} WHERE d.webhook_id = ?1 AND d.next_attempt_at <= ?2 ORDER BY d.next_attempt_at LIMIT ?3"
        ))?;
        for webhook in webhooks {
            let busy = busy(&webhook);
            if busy < each {
                // Those that are being made are due as well.
                let limit = u32::try_from(each + busy).unwrap_or(u32::MAX);
                for row in query.query_map(params![webhook, now, limit], attempt)? {
                    due.push(row?);
                }
            }
        }
        Ok(due)
    }

    /// When the next attempt after `now` is due.
    ///
    /// # Errors
    /// As every query.
    pub fn next_due(&self, now: i64) -> Result<Option<i64>> {
        let query = "SELECT MIN(next_attempt_at) FROM webhook_deliveries WHERE next_attempt_at > ?1";
        Ok(self.lock().query_row(query, [now], |row| row.get(0))?)
    }

    /// Keeps what came of an attempt; `None` when the delivery is gone meanwhile.
    ///
    /// # Errors
    /// As every query.
    pub fn finish_attempt(&self, id: &str, outcome: &Outcome, then: Then, now: i64) -> Result<Option<WebhookDelivery>> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let delivered = outcome.error.is_none();
        let (status, next) = match then {
            _ if delivered => (WebhookDeliveryStatus::Delivered, None),
            Then::Again(at) => (WebhookDeliveryStatus::Pending, Some(at)),
            Then::Over | Then::Disable => (WebhookDeliveryStatus::Failed, None),
        };
        // One that was given up meanwhile is not waited for any more; if it arrived all the same, it arrived.
        transaction.execute(
            "UPDATE webhook_deliveries SET status = iif(status = 'pending' OR ?2 = 'delivered', ?2, status),
               next_attempt_at = iif(status = 'pending', ?3, NULL), attempts = attempts + 1, status_code = ?4,
               duration_ms = ?5, error = iif(status = 'pending' OR ?2 = 'delivered', ?6, error), delivered_at = ?7
             WHERE id = ?1",
            params![
                id,
                word(&status),
                next,
                outcome.status_code,
                outcome.duration_ms,
                outcome.error,
                delivered.then_some(now)
            ],
        )?;
        let query = format!("SELECT {COLUMNS} FROM webhook_deliveries d WHERE d.id = ?1");
        let Some(kept) = transaction.query_row(&query, [id], delivery).optional()? else {
            return Ok(None);
        };
        if then == Then::Disable && !delivered {
            transaction.execute("UPDATE webhooks SET enabled = 0 WHERE id = ?1", [&kept.webhook_id])?;
            give_up_all(
                &transaction,
                &kept.webhook_id,
                "the receiver answered 410: it wants no more",
            )?;
        }
        forget(&transaction, &kept.webhook_id, now)?;
        transaction.commit()?;
        Ok(Some(kept))
    }

    /// Tidies up at the start: tests that the last process did not finish have failed, and what is old is forgotten.
    ///
    /// # Errors
    /// As every query.
    pub fn tidy_deliveries(&self, now: i64) -> Result<()> {
        let connection = self.lock();
        connection.execute(
            "UPDATE webhook_deliveries SET status = 'failed', error = 'the server stopped before it was answered'
             WHERE status = 'pending' AND next_attempt_at IS NULL",
            [],
        )?;
        let mut query = connection.prepare("SELECT id FROM webhooks")?;
        for id in query.query_map([], |row| row.get::<_, String>(0))? {
            forget(&connection, &id?, now)?;
        }
        Ok(())
    }

    /// One page of a webhook's deliveries, newest first; all of them, or those of a status.
    ///
    /// # Errors
    /// As every query.
    pub fn webhook_deliveries(
        &self,
        webhook_id: &str,
        status: Option<WebhookDeliveryStatus>,
        page: &Page,
    ) -> Result<Listed<WebhookDelivery>> {
        let mut condition = "d.webhook_id = ?".to_owned();
        let mut values = vec![Value::Text(webhook_id.to_owned())];
        if let Some(status) = status {
            condition.push_str(" AND d.status = ?");
            values.push(Value::Text(word(&status)));
        }
        let list = List {
            columns: COLUMNS,
            table: "webhook_deliveries d",
            condition: &condition,
            values,
            key: &["d.created_at", "d.rowid"],
            descending: true,
        };
        list.page(&self.lock(), page, delivery)
    }
}

/// Puts an event down for every webhook of the tenant that wants it; whether there is one.
pub(super) fn send_event(connection: &Connection, tenant_id: &str, event: WebhookEvent, at: i64) -> Result<bool> {
    let webhooks: Vec<(String, String)> = connection
        .prepare_cached("SELECT id, events FROM webhooks WHERE tenant_id = ?1 AND enabled")?
        .query_map([tenant_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    if webhooks.is_empty() {
        return Ok(false);
    }
    let (name, body) = payload(event, at);
    let mut sent = false;
    for (id, events) in webhooks {
        let events: Vec<WebhookEventName> = serde_json::from_str(&events).unwrap_or_default();
        let wanted = events
            .iter()
            .any(|event| *event == WebhookEventName::All || word(event) == name);
        if !wanted {
            continue;
        }
        let waiting: u32 = connection
            .prepare_cached(
                "SELECT COUNT(*) FROM (SELECT 1 FROM webhook_deliveries WHERE webhook_id = ?1
                   AND next_attempt_at IS NOT NULL LIMIT ?2)",
            )?
            .query_row(params![id, WAITING], |row| row.get(0))?;
        if waiting >= WAITING {
            tracing::warn!(webhook = %id, event = %name, "too much waits for this webhook: an event was dropped");
            continue;
        }
        put(connection, &id, &name, &body, at, Some(at))?;
        sent = true;
    }
    Ok(sent)
}

/// An event's name, and the body with it.
fn payload(event: WebhookEvent, at: i64) -> (String, String) {
    let timestamp = iso(at);
    let body = json(&WebhookPayload {
        timestamp,
        occurred_at: None,
        event,
    });
    let name = serde_json::from_str(&body)
        .ok()
        .and_then(|body: serde_json::Value| body["event"].as_str().map(str::to_owned));
    (name.unwrap_or_default(), body)
}

fn put(
    connection: &Connection,
    webhook_id: &str,
    event: &str,
    body: &str,
    at: i64,
    next_attempt_at: Option<i64>,
) -> Result<String> {
    let id = new_id();
    connection
        .prepare_cached(
            "INSERT INTO webhook_deliveries (id, webhook_id, event, body, status, created_at, next_attempt_at)
             VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6)",
        )?
        .execute(params![id, webhook_id, event, body, at, next_attempt_at])?;
    Ok(id)
}

/// Forgets what is over and old, or over and more than is remembered.
fn forget(connection: &Connection, webhook_id: &str, now: i64) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM webhook_deliveries WHERE webhook_id = ?1 AND created_at < ?2 AND status <> 'pending'",
        )?
        .execute(params![webhook_id, now - REMEMBERED_MS])?;
    connection
        .prepare_cached(
            "DELETE FROM webhook_deliveries WHERE webhook_id = ?1 AND status <> 'pending' AND (created_at, id) <=
               (SELECT created_at, id FROM webhook_deliveries WHERE webhook_id = ?1 AND status <> 'pending'
                ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![webhook_id, REMEMBERED])?;
    Ok(())
}
