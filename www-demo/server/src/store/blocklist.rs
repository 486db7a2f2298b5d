//! Blocked numbers.
//!
//! A plus in front makes no other number: `+15551234567` and `15551234567` are the same, since telephones show and send
//! either. Nothing else is guessed: `0015551234567` and `5551234567` are numbers of their own.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};
use voip_sdk::model::blocklist::{BlockDirection, BlockedNumber};

use super::list::{List, containing};
use super::values::{from_word, iso, word};
use super::{Listed, Page, Result, Store, new_id, now_ms};

const COLUMNS: &str = "id, shown, reason, direction, created_at";

fn blocked_number(row: &Row<'_>) -> rusqlite::Result<BlockedNumber> {
    Ok(BlockedNumber {
        id: row.get(0)?,
        number: row.get(1)?,
        reason: row.get(2)?,
        direction: from_word(row, 3)?,
        created_at: iso(row.get(4)?),
    })
}

/// The number as it is compared.
fn compared(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}

impl Store {
    /// One page of a tenant's blocked numbers, newest first; those with `search` in the number or the reason.
    ///
    /// # Errors
    /// As every query.
    pub fn blocked_numbers(&self, tenant_id: &str, search: Option<&str>, page: &Page) -> Result<Listed<BlockedNumber>> {
        let mut values = vec![Value::Text(tenant_id.to_owned())];
        let mut condition = "tenant_id = ?";
        if let Some(search) = search {
            condition = "tenant_id = ? AND (shown LIKE ? ESCAPE '\\' OR reason LIKE ? ESCAPE '\\')";
            values.extend([containing(search), containing(search)]);
        }
        let list = List {
            columns: COLUMNS,
            table: "blocked_numbers",
            condition,
            values,
            key: &["created_at", "rowid"],
            descending: true,
        };
        list.page(&self.lock(), page, blocked_number)
    }

    /// The entry that blocks a number, with a plus in front or without, in either direction.
    ///
    /// # Errors
    /// As every query.
    pub fn blocked(&self, tenant_id: &str, number: &str) -> Result<Option<BlockedNumber>> {
        let query = format!("SELECT {COLUMNS} FROM blocked_numbers WHERE tenant_id = ?1 AND number = ?2");
        let row = self
            .lock()
            .query_row(&query, [tenant_id, compared(number)], blocked_number);
        Ok(row.optional()?)
    }

    /// Blocks a number.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`](super::StoreError::Taken) when it is blocked already.
    pub fn block_number(
        &self,
        tenant_id: &str,
        number: &str,
        reason: Option<&str>,
        direction: BlockDirection,
    ) -> Result<BlockedNumber> {
        let connection = self.lock();
        let (id, now) = (new_id(), now_ms());
        connection.execute(
            "INSERT INTO blocked_numbers (id, tenant_id, number, shown, reason, direction, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![id, tenant_id, compared(number), number, reason, word(&direction), now],
        )?;
        Ok(BlockedNumber {
            id,
            number: number.to_owned(),
            reason: reason.map(str::to_owned),
            direction,
            created_at: iso(now),
        })
    }

    /// Takes an entry away; false when it is not there.
    ///
    /// # Errors
    /// As every query.
    pub fn unblock_number(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let query = "DELETE FROM blocked_numbers WHERE tenant_id = ?1 AND id = ?2";
        Ok(self.lock().execute(query, [tenant_id, id])? > 0)
    }
}
