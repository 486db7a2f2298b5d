//! The numbers of a tenant that can be dialled: extensions, ring groups, queues and voice menus share them.

use rusqlite::{OptionalExtension, Transaction, params};

use super::values::{from_word, word};
use super::{Result, Store, StoreError};

/// Whether calls can be sent to a number outside: 3 to 15 digits, with or without a plus.
pub(crate) fn is_outside(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What answers a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A person's phones.
    Extension,
    /// A ring group.
    RingGroup,
    /// A queue.
    Queue,
    /// A voice menu.
    Ivr,
}

/// Numbers that the dialplan keeps for itself: the echo, the music, early media.
const SERVICES: [&str; 3] = ["9196", "9197", "9198"];

/// Takes a number for something that is made in the same transaction.
///
/// # Errors
/// [`StoreError::Taken`] when it is taken; the API names the field `extension`.
pub(super) fn take_number(transaction: &Transaction<'_>, tenant_id: &str, number: &str, kind: Kind) -> Result<()> {
    if SERVICES.contains(&number) {
        return Err(StoreError::Taken {
            column: "dial_numbers.number".to_owned(),
        });
    }
    transaction.execute(
        "INSERT INTO dial_numbers (tenant_id, number, kind) VALUES (?1, ?2, ?3)",
        params![tenant_id, number, word(&kind)],
    )?;
    Ok(())
}

/// Gives a number back, with what is deleted in the same transaction or gets another one.
///
/// # Errors
/// As every query.
pub(super) fn free_number(transaction: &Transaction<'_>, tenant_id: &str, number: &str) -> Result<()> {
    transaction.execute(
        "DELETE FROM dial_numbers WHERE tenant_id = ?1 AND number = ?2",
        [tenant_id, number],
    )?;
    Ok(())
}

impl Store {
    /// What answers a number of the tenant.
    ///
    /// # Errors
    /// As every query.
    pub fn number_kind(&self, tenant_id: &str, number: &str) -> Result<Option<Kind>> {
        let query = "SELECT kind FROM dial_numbers WHERE tenant_id = ?1 AND number = ?2";
        let row = self
            .lock()
            .query_row(query, [tenant_id, number], |row| from_word(row, 0));
        Ok(row.optional()?)
    }
}
