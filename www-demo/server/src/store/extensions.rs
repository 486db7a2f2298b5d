//! Extensions as administrators keep them, and their call forwarding.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use voip_sdk::model::extensions::{CallForward, CallForwardType, Extension};

use super::list::{List, containing};
use super::numbers::free_number;
use super::people::add_extension;
use super::values::{from_word, iso, json, word};
use super::{Ha1, Listed, NewExtension, Page, Result, Store, new_id, now_ms};

/// What an extension has beside its number, its name and its password.
#[derive(Debug, Clone, Default)]
pub struct ExtensionDetails {
    /// E-mail address of its user.
    pub email: Option<String>,
    /// Id of its user in the CRM.
    pub crm_user_id: Option<String>,
    /// Texts of the CRM.
    pub crm_metadata: Option<BTreeMap<String, String>>,
}

/// A change of an extension: what is `None` stays, what is `Some(None)` is emptied.
#[derive(Clone, Default)]
pub struct ExtensionChange {
    /// Name of its user.
    pub name: Option<String>,
    /// Its password. A new one ends the user's sessions.
    pub ha1: Option<Ha1>,
    /// E-mail address of its user.
    pub email: Option<Option<String>>,
    /// Id of its user in the CRM.
    pub crm_user_id: Option<Option<String>>,
    /// Texts of the CRM.
    pub crm_metadata: Option<Option<BTreeMap<String, String>>>,
}

const COLUMNS: &str = "id, number, name, email, crm_user_id, crm_metadata, created_at, updated_at";

fn extension(row: &Row<'_>) -> rusqlite::Result<Extension> {
    let metadata: Option<String> = row.get(5)?;
    Ok(Extension {
        id: row.get(0)?,
        extension: row.get(1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        crm_user_id: row.get(4)?,
        crm_metadata: metadata.and_then(|text| serde_json::from_str(&text).ok()),
        // The telephone system knows.
        registered: false,
        created_at: iso(row.get(6)?),
        updated_at: iso(row.get(7)?),
    })
}

fn find(connection: &Connection, tenant_id: &str, column: &str, value: &str) -> Result<Option<Extension>> {
    let query = format!("SELECT {COLUMNS} FROM extensions WHERE tenant_id = ?1 AND {column} = ?2");
    Ok(connection.query_row(&query, [tenant_id, value], extension).optional()?)
}

fn change(transaction: &Transaction<'_>, id: &str, change: &ExtensionChange) -> Result<()> {
    let mut columns: Vec<(&str, Value)> = vec![("updated_at", Value::Integer(now_ms()))];
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    if let Some(name) = &change.name {
        columns.push(("name", Value::Text(name.clone())));
    }
    if let Some(ha1) = &change.ha1 {
        columns.push(("seeded", Value::Integer(0)));
        columns.push(("ha1_md5", Value::Text(ha1.md5.clone())));
        columns.push(("ha1_sha256", Value::Text(ha1.sha256.clone())));
        columns.push(("ha1_sha512_256", Value::Text(ha1.sha512_256.clone())));
    }
    if let Some(email) = &change.email {
        columns.push(("email", text(email.clone())));
    }
    if let Some(crm_user_id) = &change.crm_user_id {
        columns.push(("crm_user_id", text(crm_user_id.clone())));
    }
    if let Some(metadata) = &change.crm_metadata {
        columns.push(("crm_metadata", text(metadata.as_ref().map(json))));
    }
    for (column, value) in columns {
        transaction.execute(
            &format!("UPDATE extensions SET {column} = ?2 WHERE id = ?1"),
            params![id, value],
        )?;
    }
    Ok(())
}

fn end_sessions(transaction: &Transaction<'_>, tenant_id: &str, id: &str) -> Result<()> {
    transaction.execute(
        "UPDATE sessions SET ended_at = ?3
         WHERE tenant_id = ?1 AND role = 'extension' AND user_id = ?2 AND ended_at IS NULL",
        params![tenant_id, id, now_ms()],
    )?;
    Ok(())
}

impl Store {
    /// One page of a tenant's extensions, by number; those with `search` in the number, the name or the e-mail address.
    ///
    /// # Errors
    /// As every query.
    pub fn extensions(&self, tenant_id: &str, search: Option<&str>, page: &Page) -> Result<Listed<Extension>> {
        let mut values = vec![Value::Text(tenant_id.to_owned())];
        let mut condition = "tenant_id = ?";
        if let Some(search) = search {
            condition = "tenant_id = ? AND (number LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\'
                OR email LIKE ? ESCAPE '\\')";
            values.extend(std::iter::repeat_n(containing(search), 3));
        }
        let list = List {
            columns: COLUMNS,
            table: "extensions",
            condition,
            values,
            key: &["CAST(number AS INTEGER)"],
            descending: false,
        };
        list.page(&self.lock(), page, extension)
    }

    /// The extension with that id.
    ///
    /// # Errors
    /// As every query.
    pub fn extension_of_id(&self, tenant_id: &str, id: &str) -> Result<Option<Extension>> {
        find(&self.lock(), tenant_id, "id", id)
    }

    /// The extension of that user of the CRM.
    ///
    /// # Errors
    /// As every query.
    pub fn extension_of_crm_user(&self, tenant_id: &str, crm_user_id: &str) -> Result<Option<Extension>> {
        find(&self.lock(), tenant_id, "crm_user_id", crm_user_id)
    }

    /// Adds an extension.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`](super::StoreError::Taken) for a number or a user of the CRM that is
    /// another's.
    pub fn create_extension(&self, new: &NewExtension<'_>, details: &ExtensionDetails) -> Result<Extension> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let id = new_id();
        add_extension(&transaction, &id, new)?;
        transaction.execute(
            "UPDATE extensions SET email = ?2, crm_user_id = ?3, crm_metadata = ?4 WHERE id = ?1",
            params![
                id,
                details.email,
                details.crm_user_id,
                details.crm_metadata.as_ref().map(json)
            ],
        )?;
        let added = find(&transaction, new.tenant_id, "id", &id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        transaction.commit()?;
        Ok(added)
    }

    /// Changes an extension; `None` when it is not there.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`](super::StoreError::Taken) for a user of the CRM that is another's.
    pub fn change_extension(&self, tenant_id: &str, id: &str, given: &ExtensionChange) -> Result<Option<Extension>> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        if find(&transaction, tenant_id, "id", id)?.is_none() {
            return Ok(None);
        }
        change(&transaction, id, given)?;
        if given.ha1.is_some() {
            end_sessions(&transaction, tenant_id, id)?;
        }
        let changed = find(&transaction, tenant_id, "id", id)?;
        transaction.commit()?;
        Ok(changed)
    }

    /// Deletes an extension, ends its user's sessions and frees its number, which is given back. `None` when it is not
    /// there.
    ///
    /// # Errors
    /// As every query.
    pub fn delete_extension(&self, tenant_id: &str, id: &str) -> Result<Option<String>> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(found) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(None);
        };
        end_sessions(&transaction, tenant_id, id)?;
        free_number(&transaction, tenant_id, &found.extension)?;
        transaction.execute("DELETE FROM extensions WHERE id = ?1", [id])?;
        transaction.commit()?;
        Ok(Some(found.extension))
    }

    /// How the calls to an extension are forwarded; `None` when nothing was ever said about it, or the extension is not
    /// there.
    ///
    /// # Errors
    /// As every query.
    pub fn call_forward_of(&self, tenant_id: &str, number: &str) -> Result<Option<CallForward>> {
        let row = self.lock().query_row(
            "SELECT f.enabled, f.number, f.kind FROM call_forwards f JOIN extensions e ON e.id = f.extension_id
             WHERE e.tenant_id = ?1 AND e.number = ?2",
            [tenant_id, number],
            |row| {
                Ok(CallForward {
                    enabled: row.get(0)?,
                    number: row.get(1)?,
                    kind: from_word::<CallForwardType>(row, 2)?,
                })
            },
        );
        Ok(row.optional()?)
    }

    /// Says how the calls to an extension are forwarded; false when it is not there.
    ///
    /// # Errors
    /// As every query.
    pub fn set_call_forward(&self, tenant_id: &str, id: &str, forward: &CallForward) -> Result<bool> {
        let changed = self.lock().execute(
            "INSERT INTO call_forwards (extension_id, enabled, number, kind)
             SELECT id, ?3, ?4, ?5 FROM extensions WHERE tenant_id = ?1 AND id = ?2
             ON CONFLICT (extension_id) DO UPDATE SET enabled = ?3, number = ?4, kind = ?5",
            params![tenant_id, id, forward.enabled, forward.number, word(&forward.kind)],
        )?;
        Ok(changed > 0)
    }
}
