//! Pages of a list, by keyset: a page begins after the last key of the one before, so that nothing is shown twice or
//! left out when entries come and go in between.

use rusqlite::types::{FromSql, FromSqlResult, Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};
use serde::{Deserialize, Serialize};

use super::{Result, StoreError};

/// One column of what a list is ordered by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyPart {
    /// A number, a time.
    Number(i64),
    /// A text.
    Text(String),
}

/// Where an entry stands in its list; no two entries have the same.
pub type Key = Vec<KeyPart>;

/// Which page of a list is wanted.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// At most so many entries.
    pub limit: u32,
    /// Those after this entry; from the beginning, where there is none.
    pub after: Option<Key>,
}

/// One page of a list.
#[derive(Debug)]
pub struct Listed<T> {
    /// Its entries.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u32,
    /// The last entry of this page, if another page follows.
    pub next: Option<Key>,
}

impl<T> Listed<T> {
    /// The same page with each entry made of what was there.
    pub(super) fn try_map<U>(self, make: impl FnMut(T) -> Result<U>) -> Result<Listed<U>> {
        Ok(Listed {
            items: self.items.into_iter().map(make).collect::<Result<_>>()?,
            total: self.total,
            next: self.next,
        })
    }
}

/// A list: `SELECT columns FROM table WHERE condition ORDER BY key`.
pub(super) struct List<'a> {
    /// The columns that an entry is read from.
    pub columns: &'a str,
    /// The table, or several that are joined.
    pub table: &'a str,
    /// Which rows, with a `?` for each value.
    pub condition: &'a str,
    /// What the condition's places hold.
    pub values: Vec<Value>,
    /// Columns or expressions that order it; the last makes every key unique.
    pub key: &'a [&'a str],
    /// Whether the greatest key comes first.
    pub descending: bool,
}

impl List<'_> {
    /// One page, each entry made by `read` from its row.
    pub(super) fn page<T>(
        self,
        connection: &Connection,
        page: &Page,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Listed<T>> {
        let Self {
            columns,
            table,
            condition,
            mut values,
            key,
            descending,
        } = self;
        let count = format!("SELECT COUNT(*) FROM {table} WHERE {condition}");
        let total = connection.query_row(&count, params_from_iter(&values), |row| row.get(0))?;

        let keys = key.join(", ");
        let (sign, order) = if descending { ('<', " DESC") } else { ('>', "") };
        let mut after = String::new();
        if let Some(last) = &page.after {
            if last.len() != key.len() {
                return Err(StoreError::ForeignCursor);
            }
            after = format!("AND ({keys}) {sign} ({})", vec!["?"; key.len()].join(", "));
            values.extend(last.iter().cloned().map(Value::from));
        }
        let order: Vec<String> = key.iter().map(|column| format!("{column}{order}")).collect();
        // One more than asked for says whether there is a next page.
        let query = format!(
            "SELECT {columns}, {keys} FROM {table} WHERE {condition} {after} ORDER BY {} LIMIT {}",
            order.join(", "),
            u64::from(page.limit) + 1
        );
        let mut query = connection.prepare(&query)?;
        let first_key = query.column_count() - key.len();
        let entry = |row: &Row<'_>| {
            let key = (first_key..first_key + key.len()).map(|column| row.get(column));
            Ok((key.collect::<rusqlite::Result<Key>>()?, read(row)?))
        };
        let mut rows: Vec<(Key, T)> = query
            .query_map(params_from_iter(&values), entry)?
            .collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > page.limit as usize;
        rows.truncate(page.limit as usize);
        let next = rows.last().filter(|_| more).map(|(key, _)| key.clone());
        Ok(Listed {
            items: rows.into_iter().map(|(_, entry)| entry).collect(),
            total,
            next,
        })
    }
}

impl From<KeyPart> for Value {
    fn from(part: KeyPart) -> Self {
        match part {
            KeyPart::Number(number) => Self::Integer(number),
            KeyPart::Text(text) => Self::Text(text),
        }
    }
}

impl FromSql for KeyPart {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(Self::Number(number)),
            _ => value.as_str().map(|text| Self::Text(text.to_owned())),
        }
    }
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `text` anywhere.
pub(super) fn containing(text: &str) -> Value {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Value::Text(format!("%{escaped}%"))
}
