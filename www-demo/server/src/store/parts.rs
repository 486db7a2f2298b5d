//! What the tenant's services are made of: extensions, and each other.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Transaction};

use super::numbers::{Kind, free_number, take_number};
use super::{Result, StoreError};

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
