//! What the tenant's services are made of: extensions, and each other.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Transaction};
use voip_sdk::model::ivr::RoutingAction;

use super::numbers::{Kind, free_number, take_number};
use super::{Result, Store, StoreError};

/// What is said about a number that is no extension's.
pub(super) const NO_EXTENSION: &str = "there is no such extension";

/// What a request names and the tenant does not have, by field.
#[derive(Default)]
pub(super) struct Unfit(BTreeMap<String, String>);

impl Unfit {
    pub(super) fn refuse(&mut self, field: String, message: &str) {
        self.0.entry(field).or_insert_with(|| message.to_owned());
    }

    pub(super) fn done(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(StoreError::Unfit { fields: self.0 })
        }
    }
}

/// The id of the extension with that number.
pub(super) fn extension_id(connection: &Connection, tenant_id: &str, number: &str) -> Result<Option<String>> {
    let mut query = connection.prepare_cached("SELECT id FROM extensions WHERE tenant_id = ?1 AND number = ?2")?;
    Ok(query.query_row([tenant_id, number], |row| row.get(0)).optional()?)
}

/// The id of the row of a table, if it is the tenant's.
pub(super) fn own_id(connection: &Connection, table: &str, tenant_id: &str, id: &str) -> Result<Option<String>> {
    let query = format!("SELECT id FROM {table} WHERE tenant_id = ?1 AND id = ?2");
    Ok(connection
        .query_row(&query, [tenant_id, id], |row| row.get(0))
        .optional()?)
}

impl Store {
    /// Whether a call that goes to that target finds something of the tenant there. Outside, somebody always is.
    ///
    /// # Errors
    /// As every query.
    pub fn is_there(&self, tenant_id: &str, action: RoutingAction, target: &str) -> Result<bool> {
        let connection = self.lock();
        let found = match action {
            RoutingAction::Transfer | RoutingAction::Voicemail => extension_id(&connection, tenant_id, target)?,
            RoutingAction::Ivr => own_id(&connection, "ivr_menus", tenant_id, target)?,
            RoutingAction::Queue => own_id(&connection, "queues", tenant_id, target)?,
            RoutingAction::Ringgroup => own_id(&connection, "ring_groups", tenant_id, target)?,
            RoutingAction::External | RoutingAction::Hangup => return Ok(true),
        };
        Ok(found.is_some())
    }
}

/// The ids of extensions, of which none may be named twice; `field` is the API's name for the one at that place.
///
/// # Errors
/// [`StoreError::Unfit`] with every field that is wrong.
pub(super) fn extension_ids<'a>(
    connection: &Connection,
    tenant_id: &str,
    numbers: impl Iterator<Item = &'a str>,
    field: impl Fn(usize) -> String,
) -> Result<Vec<String>> {
    let mut unfit = Unfit::default();
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    for (place, number) in numbers.enumerate() {
        if !seen.insert(number) {
            unfit.refuse(field(place), "is in the list already");
        } else if let Some(id) = extension_id(connection, tenant_id, number)? {
            ids.push(id);
        } else {
            unfit.refuse(field(place), NO_EXTENSION);
        }
    }
    unfit.done()?;
    Ok(ids)
}

/// Gives a service another number, or none, or its first.
///
/// # Errors
/// [`StoreError::Taken`] when it is another's.
pub(super) fn change_number(
    transaction: &Transaction<'_>,
    tenant_id: &str,
    old: Option<&str>,
    new: Option<&str>,
    kind: Kind,
) -> Result<()> {
    if old == new {
        return Ok(());
    }
    if let Some(old) = old {
        free_number(transaction, tenant_id, old)?;
    }
    new.map_or(Ok(()), |new| take_number(transaction, tenant_id, new, kind))
}

/// Sees to it that no key of a voice menu leads to the row with that id; a key of the menu itself may.
///
/// # Errors
/// [`StoreError::PointedAt`] when one does.
pub(super) fn nothing_points_at(transaction: &Transaction<'_>, column: &str, id: &str) -> Result<()> {
    let query = format!("SELECT EXISTS (SELECT 1 FROM ivr_options WHERE {column} = ?1 AND menu_id <> ?1)");
    if transaction.query_row(&query, [id], |row| row.get(0))? {
        return Err(StoreError::PointedAt);
    }
    Ok(())
}
