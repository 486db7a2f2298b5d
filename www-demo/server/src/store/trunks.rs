//! SIP trunks.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};
use voip_sdk::model::trunks::Trunk;
use voip_sdk::redact::Redacted;

use super::list::List;
use super::values::{from_word, iso, word};
use super::{Listed, Page, Result, Store, StoreError, new_id, now_ms};

/// A trunk with its password.
#[derive(Debug, Clone)]
pub struct KeptTrunk {
    /// What the API shows.
    pub trunk: Trunk,
    /// What it does not.
    pub password: Option<Redacted<String>>,
}

const COLUMNS: &str = "id, name, provider, gateway, auth_type, username, password, transport, priority, max_channels,
    enabled, created_at, updated_at";

fn kept_trunk(row: &Row<'_>) -> rusqlite::Result<KeptTrunk> {
    let password: Option<String> = row.get(6)?;
    Ok(KeptTrunk {
        trunk: Trunk {
            id: row.get(0)?,
            name: row.get(1)?,
            provider: row.get(2)?,
            gateway: row.get(3)?,
            auth_type: from_word(row, 4)?,
            username: row.get(5)?,
            has_password: password.is_some(),
            transport: from_word(row, 7)?,
            priority: row.get(8)?,
            max_channels: row.get(9)?,
            enabled: row.get(10)?,
            created_at: iso(row.get(11)?),
            updated_at: iso(row.get(12)?),
        },
        password: password.map(Redacted::new),
    })
}

fn find(connection: &Connection, tenant_id: &str, id: &str) -> Result<Option<KeptTrunk>> {
    let query = format!("SELECT {COLUMNS} FROM trunks WHERE tenant_id = ?1 AND id = ?2");
    Ok(connection.query_row(&query, [tenant_id, id], kept_trunk).optional()?)
}

/// Writes what can be changed.
fn write(connection: &Connection, id: &str, kept: &KeptTrunk) -> Result<()> {
    let trunk = &kept.trunk;
    connection.execute(
        "UPDATE trunks SET name = ?2, provider = ?3, gateway = ?4, auth_type = ?5, username = ?6, password = ?7,
           transport = ?8, priority = ?9, max_channels = ?10, enabled = ?11, updated_at = ?12 WHERE id = ?1",
        params![
            id,
            trunk.name,
            trunk.provider,
            trunk.gateway,
            word(&trunk.auth_type),
            trunk.username,
            kept.password.as_ref().map(Redacted::expose),
            word(&trunk.transport),
            trunk.priority,
            trunk.max_channels,
            trunk.enabled,
            now_ms(),
        ],
    )?;
    Ok(())
}

impl Store {
    /// One page of a tenant's trunks, by priority.
    ///
    /// # Errors
    /// As every query.
    pub fn trunks(&self, tenant_id: &str, page: &Page) -> Result<Listed<Trunk>> {
        let list = List {
            columns: COLUMNS,
            table: "trunks",
            condition: "tenant_id = ?",
            values: vec![Value::Text(tenant_id.to_owned())],
            key: &["priority", "name"],
            descending: false,
        };
        list.page(&self.lock(), page, |row| kept_trunk(row).map(|kept| kept.trunk))
    }

    /// One of them.
    ///
    /// # Errors
    /// As every query.
    pub fn trunk(&self, tenant_id: &str, id: &str) -> Result<Option<KeptTrunk>> {
        find(&self.lock(), tenant_id, id)
    }

    /// Adds a trunk; its id and its times are the store's.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`] for a name that another has.
    pub fn add_trunk(&self, tenant_id: &str, kept: &KeptTrunk) -> Result<Trunk> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let (id, trunk) = (new_id(), &kept.trunk);
        transaction.execute(
            "INSERT INTO trunks (id, tenant_id, name, provider, gateway, auth_type, username, password, transport,
               priority, max_channels, enabled, created_at, updated_at)
             VALUES (?1, ?2, ?3, '', '', 'ip', NULL, NULL, 'udp', 0, 0, 0, ?4, 0)",
            params![id, tenant_id, trunk.name, now_ms()],
        )?;
        write(&transaction, &id, kept)?;
        let added = find(&transaction, tenant_id, &id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        transaction.commit()?;
        Ok(added.trunk)
    }

    /// Changes a trunk as `change` does; nothing is changed when that fails. `None` when it is not there.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`]; those of `change`.
    pub fn change_trunk<E: From<StoreError>>(
        &self,
        tenant_id: &str,
        id: &str,
        change: impl FnOnce(&mut KeptTrunk) -> std::result::Result<(), E>,
    ) -> std::result::Result<Option<Trunk>, E> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(StoreError::from)?;
        let Some(mut kept) = find(&transaction, tenant_id, id)? else {
            return Ok(None);
        };
        change(&mut kept)?;
        write(&transaction, id, &kept)?;
        let changed = find(&transaction, tenant_id, id)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(changed.map(|kept| kept.trunk))
    }

    /// Deletes a trunk; false when it is not there.
    ///
    /// # Errors
    /// As every query.
    pub fn delete_trunk(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let query = "DELETE FROM trunks WHERE tenant_id = ?1 AND id = ?2";
        Ok(self.lock().execute(query, [tenant_id, id])? > 0)
    }
}
