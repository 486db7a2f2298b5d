//! Voicemail: the messages in the boxes of the extensions.

use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use voip_sdk::model::voicemail::{Voicemail, VoicemailCount};

use super::list::{List, Listed, Page};
use super::values::iso;
use super::{Result, Store, new_id};

/// A message to keep.
pub struct NewVoicemail<'a> {
    /// The tenant.
    pub tenant_id: &'a str,
    /// The extension that it is for.
    pub extension: &'a str,
    /// Caller's number.
    pub caller: &'a str,
    /// Caller's name, where one is known.
    pub caller_name: Option<&'a str>,
    /// Whether it was heard already.
    pub read: bool,
    /// What was said, where that is known.
    pub transcription: Option<&'a str>,
    /// When it was left, Unix milliseconds.
    pub created_at: i64,
    /// µ-law samples, 8000 a second.
    pub audio: &'a [u8],
}

/// Which messages are wanted. `None` wants all.
#[derive(Debug, Default, Clone)]
pub struct VoicemailFilter {
    /// Those of one extension.
    pub extension: Option<String>,
    /// Those that were read, or those that were not.
    pub read: Option<bool>,
    /// Those left before this Unix millisecond.
    pub before_ms: Option<i64>,
    /// These.
    pub ids: Option<Vec<String>>,
}

const COLUMNS: &str = "v.id, e.number, v.caller, v.caller_name, v.duration, v.read, v.transcription, v.created_at";

/// A message belongs to a tenant by its extension.
const TABLE: &str = "voicemails v JOIN extensions e ON e.id = v.extension_id";

fn voicemail(row: &Row<'_>) -> rusqlite::Result<Voicemail> {
    Ok(Voicemail {
        id: row.get(0)?,
        extension: row.get(1)?,
        caller: row.get(2)?,
        caller_name: row.get(3)?,
        duration: row.get(4)?,
        read: row.get(5)?,
        transcription: row.get(6)?,
        created_at: iso(row.get(7)?),
    })
}

impl Store {
    /// Keeps a message; `None` when the tenant has no such extension.
    ///
    /// # Errors
    /// As every query.
    pub fn put_voicemail(&self, new: &NewVoicemail<'_>) -> Result<Option<String>> {
        let id = new_id();
        let seconds = u32::try_from(new.audio.len().div_ceil(8000)).unwrap_or(u32::MAX);
        let added = self.lock().execute(
            "INSERT INTO voicemails (id, extension_id, caller, caller_name, duration, read, transcription, created_at, audio)
             SELECT ?1, id, ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM extensions WHERE tenant_id = ?9 AND number = ?10",
            params![
                id,
                new.caller,
                new.caller_name,
                seconds,
                new.read,
                new.transcription,
                new.created_at,
                new.audio,
                new.tenant_id,
                new.extension
            ],
        )?;
        Ok((added == 1).then_some(id))
    }

    /// One page of messages, newest first.
    ///
    /// # Errors
    /// As every query.
    pub fn voicemails(&self, tenant_id: &str, filter: &VoicemailFilter, page: &Page) -> Result<Listed<Voicemail>> {
        let (condition, values) = conditions(tenant_id, filter);
        let list = List {
            columns: COLUMNS,
            table: TABLE,
            condition: &condition,
            values,
            key: &["v.created_at", "v.id"],
            descending: true,
        };
        list.page(&self.lock(), page, voicemail)
    }

    /// How many messages fit a filter.
    ///
    /// # Errors
    /// As every query.
    pub fn voicemail_count(&self, tenant_id: &str, filter: &VoicemailFilter) -> Result<VoicemailCount> {
        let (condition, values) = conditions(tenant_id, filter);
        let query = format!("SELECT COUNT(*) FILTER (WHERE NOT v.read), COUNT(*) FROM {TABLE} WHERE {condition}");
        Ok(self.lock().query_row(&query, params_from_iter(&values), |row| {
            Ok(VoicemailCount {
                unread: row.get(0)?,
                total: row.get(1)?,
            })
        })?)
    }

    /// A message.
    ///
    /// # Errors
    /// As every query.
    pub fn voicemail(&self, tenant_id: &str, id: &str) -> Result<Option<Voicemail>> {
        let query = format!("SELECT {COLUMNS} FROM {TABLE} WHERE e.tenant_id = ?1 AND v.id = ?2");
        Ok(self.lock().query_row(&query, [tenant_id, id], voicemail).optional()?)
    }

    /// The id of the tenant that a message belongs to: for a link, which says who may have it by its signature.
    ///
    /// # Errors
    /// As every query.
    pub fn tenant_of_voicemail(&self, id: &str) -> Result<Option<String>> {
        let query = format!("SELECT e.tenant_id FROM {TABLE} WHERE v.id = ?1");
        Ok(self.lock().query_row(&query, [id], |row| row.get(0)).optional()?)
    }

    /// The sound of a message: µ-law samples, 8000 a second.
    ///
    /// # Errors
    /// As every query.
    pub fn voicemail_audio(&self, tenant_id: &str, id: &str) -> Result<Option<Vec<u8>>> {
        let query = format!("SELECT v.audio FROM {TABLE} WHERE e.tenant_id = ?1 AND v.id = ?2");
        let row = self.lock().query_row(&query, [tenant_id, id], |row| row.get(0));
        Ok(row.optional()?)
    }

    /// Marks a message as read and gives it; `None` when there is none.
    ///
    /// # Errors
    /// As every query.
    pub fn mark_voicemail_read(&self, tenant_id: &str, id: &str) -> Result<Option<Voicemail>> {
        self.lock().execute(
            "UPDATE voicemails SET read = 1
             WHERE id = ?2 AND extension_id IN (SELECT id FROM extensions WHERE tenant_id = ?1)",
            [tenant_id, id],
        )?;
        self.voicemail(tenant_id, id)
    }

    /// Deletes the messages that fit a filter; says how many they were.
    ///
    /// # Errors
    /// As every query.
    pub fn delete_voicemails(&self, tenant_id: &str, filter: &VoicemailFilter) -> Result<u32> {
        let (condition, values) = conditions(tenant_id, filter);
        let deleted = self.lock().execute(
            &format!("DELETE FROM voicemails WHERE id IN (SELECT v.id FROM {TABLE} WHERE {condition})"),
            params_from_iter(&values),
        )?;
        Ok(u32::try_from(deleted).unwrap_or(u32::MAX))
    }
}

fn conditions(tenant_id: &str, filter: &VoicemailFilter) -> (String, Vec<Value>) {
    let mut condition = String::from("e.tenant_id = ?");
    let mut values = vec![Value::Text(tenant_id.to_owned())];
    let mut and = |text: &str, value: Value| {
        let _ = write!(condition, " AND {text}");
        values.push(value);
    };
    if let Some(extension) = &filter.extension {
        and("e.number = ?", Value::Text(extension.clone()));
    }
    if let Some(read) = filter.read {
        and("v.read = ?", Value::Integer(read.into()));
    }
    if let Some(before) = filter.before_ms {
        and("v.created_at < ?", Value::Integer(before));
    }
    if let Some(ids) = &filter.ids {
        // One value, however many ids there are.
        let ids = serde_json::Value::from(ids.as_slice()).to_string();
        and("v.id IN (SELECT value FROM json_each(?))", Value::Text(ids));
    }
    (condition, values)
}
