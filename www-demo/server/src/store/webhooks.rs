//! Webhooks.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};
use voip_sdk::model::webhooks::Webhook;
use voip_sdk::redact::Redacted;

use super::list::List;
use super::values::{from_json, iso, json};
use super::{Listed, Page, Result, Store, StoreError, new_id, now_ms};

/// A webhook with what its deliveries are signed with.
#[derive(Debug, Clone)]
pub struct KeptWebhook {
    /// What the API shows.
    pub webhook: Webhook,
    /// What it shows once.
    pub secret: Redacted<String>,
}

const COLUMNS: &str = "id, name, url, events, enabled, secret, created_at, updated_at";

fn kept_webhook(row: &Row<'_>) -> rusqlite::Result<KeptWebhook> {
    Ok(KeptWebhook {
        webhook: Webhook {
            id: row.get(0)?,
            name: row.get(1)?,
            url: row.get(2)?,
            events: from_json(row, 3)?,
            enabled: row.get(4)?,
            secret: None,
            created_at: iso(row.get(6)?),
            updated_at: iso(row.get(7)?),
        },
        secret: Redacted::new(row.get(5)?),
    })
}

fn find(connection: &Connection, tenant_id: &str, id: &str) -> Result<Option<KeptWebhook>> {
    let query = format!("SELECT {COLUMNS} FROM webhooks WHERE tenant_id = ?1 AND id = ?2");
    Ok(connection.query_row(&query, [tenant_id, id], kept_webhook).optional()?)
}

impl Store {
    /// One page of a tenant's webhooks, oldest first.
    ///
    /// # Errors
    /// As every query.
    pub fn webhooks(&self, tenant_id: &str, page: &Page) -> Result<Listed<Webhook>> {
        let list = List {
            columns: COLUMNS,
            table: "webhooks",
            condition: "tenant_id = ?",
            values: vec![Value::Text(tenant_id.to_owned())],
            key: &["created_at", "rowid"],
            descending: false,
        };
        list.page(&self.lock(), page, |row| kept_webhook(row).map(|kept| kept.webhook))
    }

    /// One of them.
    ///
    /// # Errors
    /// As every query.
    pub fn webhook(&self, tenant_id: &str, id: &str) -> Result<Option<KeptWebhook>> {
        find(&self.lock(), tenant_id, id)
    }

    /// Adds a webhook; its id and its times are the store's.
    ///
    /// # Errors
    /// As every query.
    pub fn add_webhook(&self, tenant_id: &str, kept: &KeptWebhook) -> Result<Webhook> {
        let connection = self.lock();
        let (id, webhook) = (new_id(), &kept.webhook);
        connection.execute(
            "INSERT INTO webhooks (id, tenant_id, name, url, events, secret, enabled, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
            params![
                id,
                tenant_id,
                webhook.name,
                webhook.url,
                json(&webhook.events),
                kept.secret.expose(),
                webhook.enabled,
                now_ms()
            ],
        )?;
        let added = find(&connection, tenant_id, &id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        Ok(added.webhook)
    }

    /// Changes a webhook as `change` does; nothing is changed when that fails. `None` when it is not there. What waits
    /// for one that is disabled by it is given up.
    ///
    /// # Errors
    /// As every query; those of `change`.
    pub fn change_webhook<E: From<StoreError>>(
        &self,
        tenant_id: &str,
        id: &str,
        change: impl FnOnce(&mut KeptWebhook) -> std::result::Result<(), E>,
    ) -> std::result::Result<Option<Webhook>, E> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(StoreError::from)?;
        let Some(mut kept) = find(&transaction, tenant_id, id)? else {
            return Ok(None);
        };
        change(&mut kept)?;
        write(&transaction, id, &kept)?;
        if !kept.webhook.enabled {
            give_up_all(&transaction, id, "the webhook was disabled")?;
        }
        let changed = find(&transaction, tenant_id, id)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(changed.map(|kept| kept.webhook))
    }

    /// Deletes a webhook with all of its deliveries; false when it is not there.
    ///
    /// # Errors
    /// As every query.
    pub fn delete_webhook(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let query = "DELETE FROM webhooks WHERE tenant_id = ?1 AND id = ?2";
        Ok(self.lock().execute(query, [tenant_id, id])? > 0)
    }
}

/// Writes what can be changed.
fn write(connection: &Connection, id: &str, kept: &KeptWebhook) -> Result<()> {
    let webhook = &kept.webhook;
    connection.execute(
        "UPDATE webhooks SET name = ?2, url = ?3, events = ?4, secret = ?5, enabled = ?6, updated_at = ?7 WHERE id = ?1",
        params![
            id,
            webhook.name,
            webhook.url,
            json(&webhook.events),
            kept.secret.expose(),
            webhook.enabled,
            now_ms()
        ],
    )?;
    Ok(())
}

/// Gives up what waits for a webhook.
pub(super) fn give_up_all(connection: &Connection, id: &str, error: &str) -> Result<()> {
    connection.execute(
        "UPDATE webhook_deliveries SET status = 'failed', next_attempt_at = NULL, error = ?2
         WHERE webhook_id = ?1 AND status = 'pending'",
        [id, error],
    )?;
    Ok(())
}
