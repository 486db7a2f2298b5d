//! Voice menus and their keys.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use voip_sdk::model::ivr::{CreateIvrMenuParams, IvrMenu, IvrOption, RoutingAction, UpdateIvrMenuParams};

use super::list::{List, Listed, Page};
use super::numbers::{Kind, free_number, is_outside, take_number};
use super::parts::{NO_EXTENSION, Unfit, change_number, extension_id, nothing_points_at, own_id};
use super::values::{from_word, iso, word};
use super::{Result, Store, new_id, now_ms};

const COLUMNS: &str = "id, name, number, greeting, timeout_sec, max_retries, created_at, updated_at";

// What a menu has where a request says nothing.
const TIMEOUT_SEC: u32 = 5;
const MAX_RETRIES: u32 = 3;

fn menu(row: &Row<'_>) -> rusqlite::Result<IvrMenu> {
    Ok(IvrMenu {
        id: row.get(0)?,
        name: row.get(1)?,
        extension: row.get(2)?,
        greeting: row.get(3)?,
        options: Vec::new(),
        timeout_sec: row.get(4)?,
        max_retries: row.get(5)?,
        created_at: iso(row.get(6)?),
        updated_at: iso(row.get(7)?),
    })
}

fn with_options(connection: &Connection, mut menu: IvrMenu) -> Result<IvrMenu> {
    let mut query = connection.prepare_cached(
        "SELECT o.digit, o.action, coalesce(e.number, o.next_menu_id, o.queue_id, o.ring_group_id, o.number), o.label
         FROM ivr_options o LEFT JOIN extensions e ON e.id = o.extension_id WHERE o.menu_id = ?1 ORDER BY o.place",
    )?;
    let options = query.query_map([&menu.id], |row| {
        Ok(IvrOption {
            digit: row.get(0)?,
            action: from_word(row, 1)?,
            target: row.get(2)?,
            label: row.get(3)?,
        })
    })?;
    menu.options = options.collect::<rusqlite::Result<_>>()?;
    Ok(menu)
}

/// The menu whose `column` has that value.
fn find(connection: &Connection, tenant_id: &str, column: &str, value: &str) -> Result<Option<IvrMenu>> {
    let query = format!("SELECT {COLUMNS} FROM ivr_menus WHERE tenant_id = ?1 AND {column} = ?2");
    let found = connection.query_row(&query, [tenant_id, value], menu).optional()?;
    found.map(|menu| with_options(connection, menu)).transpose()
}

/// What was found before or written a moment ago.
fn written(connection: &Connection, tenant_id: &str, id: &str) -> Result<IvrMenu> {
    Ok(find(connection, tenant_id, "id", id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
}

/// Where a key leads: the column of its kind and what stands there.
type Lead = Option<(&'static str, String)>;

/// Where each key leads.
///
/// # Errors
/// [`StoreError::Unfit`](super::StoreError::Unfit) for keys that are there twice and targets that are not there.
fn resolve(connection: &Connection, tenant_id: &str, options: &[IvrOption]) -> Result<Vec<Lead>> {
    let mut unfit = Unfit::default();
    let mut seen = BTreeSet::new();
    let mut leads = Vec::new();
    for (place, option) in options.iter().enumerate() {
        if !seen.insert(&option.digit) {
            unfit.refuse(format!("options[{place}].digit"), "has a meaning already");
        }
        match lead(connection, tenant_id, option)? {
            Ok(lead) => leads.push(lead),
            Err(reason) => unfit.refuse(format!("options[{place}].target"), reason),
        }
    }
    unfit.done()?;
    Ok(leads)
}

fn lead(
    connection: &Connection,
    tenant_id: &str,
    option: &IvrOption,
) -> Result<std::result::Result<Lead, &'static str>> {
    let target = match (option.action, &option.target) {
        (RoutingAction::Hangup, None) => return Ok(Ok(None)),
        (RoutingAction::Hangup, Some(_)) => return Ok(Err("must not be given for hangup")),
        (_, None) => return Ok(Err("is required for this action")),
        (_, Some(target)) => target,
    };
    let row = |table: &str| own_id(connection, table, tenant_id, target);
    let (column, found, missing) = match option.action {
        RoutingAction::Transfer | RoutingAction::Voicemail => (
            "extension_id",
            extension_id(connection, tenant_id, target)?,
            NO_EXTENSION,
        ),
        RoutingAction::Ivr => ("next_menu_id", row("ivr_menus")?, "there is no voice menu with this id"),
        RoutingAction::Queue => ("queue_id", row("queues")?, "there is no queue with this id"),
        RoutingAction::Ringgroup => (
            "ring_group_id",
            row("ring_groups")?,
            "there is no ring group with this id",
        ),
        RoutingAction::External => (
            "number",
            is_outside(target).then(|| target.clone()),
            "must be a telephone number: 3 to 15 digits, with or without a plus",
        ),
        RoutingAction::Hangup => return Ok(Ok(None)),
    };
    Ok(found.map(|value| Some((column, value))).ok_or(missing))
}

/// Puts keys in place of those that were there.
fn put_options(transaction: &Transaction<'_>, menu_id: &str, options: &[IvrOption], leads: &[Lead]) -> Result<()> {
    transaction.execute("DELETE FROM ivr_options WHERE menu_id = ?1", [menu_id])?;
    for ((place, option), lead) in (1u32..).zip(options).zip(leads) {
        let (column, value) = match lead {
            Some((column, value)) => (*column, Some(value)),
            // Any of them: it is empty.
            None => ("number", None),
        };
        transaction.execute(
            &format!(
                "INSERT INTO ivr_options (menu_id, digit, place, action, label, {column}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            ),
            params![menu_id, option.digit, place, word(&option.action), option.label, value],
        )?;
    }
    Ok(())
}

impl Store {
    /// One page of voice menus, by name.
    ///
    /// # Errors
    /// As every query.
    pub fn ivr_menus(&self, tenant_id: &str, page: &Page) -> Result<Listed<IvrMenu>> {
        let connection = self.lock();
        let list = List {
            columns: COLUMNS,
            table: "ivr_menus",
            condition: "tenant_id = ?",
            values: vec![Value::Text(tenant_id.to_owned())],
            key: &["name"],
            descending: false,
        };
        list.page(&connection, page, menu)?
            .try_map(|menu| with_options(&connection, menu))
    }

    /// A voice menu.
    ///
    /// # Errors
    /// As every query.
    pub fn ivr_menu(&self, tenant_id: &str, id: &str) -> Result<Option<IvrMenu>> {
        find(&self.lock(), tenant_id, "id", id)
    }

    /// The voice menu that a number of the tenant dials.
    ///
    /// # Errors
    /// As every query.
    pub fn ivr_menu_of(&self, tenant_id: &str, number: &str) -> Result<Option<IvrMenu>> {
        find(&self.lock(), tenant_id, "number", number)
    }

    /// Makes a voice menu.
    ///
    /// # Errors
    /// [`StoreError::Unfit`](super::StoreError::Unfit) for keys that are there twice and targets that are not there,
    /// [`StoreError::Taken`](super::StoreError::Taken) for the name and the number.
    pub fn create_ivr_menu(&self, tenant_id: &str, new: &CreateIvrMenuParams) -> Result<IvrMenu> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let leads = resolve(&transaction, tenant_id, &new.options)?;
        if let Some(number) = &new.extension {
            take_number(&transaction, tenant_id, number, Kind::Ivr)?;
        }
        let id = new_id();
        transaction.execute(
            "INSERT INTO ivr_menus (id, tenant_id, name, number, greeting, timeout_sec, max_retries, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
            params![
                id,
                tenant_id,
                new.name,
                new.extension,
                new.greeting.as_deref().unwrap_or_default(),
                new.timeout_sec.unwrap_or(TIMEOUT_SEC),
                new.max_retries.unwrap_or(MAX_RETRIES),
                now_ms()
            ],
        )?;
        put_options(&transaction, &id, &new.options, &leads)?;
        let menu = written(&transaction, tenant_id, &id)?;
        transaction.commit()?;
        Ok(menu)
    }

    /// Changes a voice menu; `None` when there is none.
    ///
    /// # Errors
    /// As for [`Store::create_ivr_menu`].
    pub fn update_ivr_menu(&self, tenant_id: &str, id: &str, change: &UpdateIvrMenuParams) -> Result<Option<IvrMenu>> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(old) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(None);
        };
        let options = change.options.as_deref();
        let leads = options
            .map(|options| resolve(&transaction, tenant_id, options))
            .transpose()?;
        let number = change.extension.as_ref().unwrap_or(&old.extension).as_deref();
        change_number(&transaction, tenant_id, old.extension.as_deref(), number, Kind::Ivr)?;
        transaction.execute(
            "UPDATE ivr_menus SET name = coalesce(?3, name), number = ?4, greeting = coalesce(?5, greeting),
               timeout_sec = coalesce(?6, timeout_sec), max_retries = coalesce(?7, max_retries), updated_at = ?8
             WHERE tenant_id = ?1 AND id = ?2",
            params![
                tenant_id,
                id,
                change.name,
                number,
                change.greeting,
                change.timeout_sec,
                change.max_retries,
                now_ms()
            ],
        )?;
        if let (Some(options), Some(leads)) = (options, leads) {
            put_options(&transaction, id, options, &leads)?;
        }
        let menu = written(&transaction, tenant_id, id)?;
        transaction.commit()?;
        Ok(Some(menu))
    }

    /// Deletes a voice menu; false when there is none.
    ///
    /// # Errors
    /// [`StoreError::PointedAt`](super::StoreError::PointedAt) when another menu leads to it.
    pub fn delete_ivr_menu(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(menu) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(false);
        };
        nothing_points_at(&transaction, "next_menu_id", id)?;
        if let Some(number) = &menu.extension {
            free_number(&transaction, tenant_id, number)?;
        }
        transaction.execute("DELETE FROM ivr_menus WHERE id = ?1", [id])?;
        transaction.commit()?;
        Ok(true)
    }
}
