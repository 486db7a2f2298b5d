//! Ring groups and their members.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use voip_sdk::model::ring_groups::{
    CreateRingGroupParams, RingGroup, RingGroupMember, RingStrategy, UpdateRingGroupParams,
};

use super::list::{List, Listed, Page};
use super::numbers::{Kind, free_number, take_number};
use super::parts::{change_number, extension_ids, nothing_points_at};
use super::values::{from_word, iso, word};
use super::{Result, Store, new_id, now_ms};

const COLUMNS: &str = "id, name, number, strategy, ring_timeout_sec, created_at, updated_at";

/// How long a turn rings, in seconds, where a request says nothing.
const RING_TIMEOUT_SEC: u32 = 20;

fn group(row: &Row<'_>) -> rusqlite::Result<RingGroup> {
    Ok(RingGroup {
        id: row.get(0)?,
        name: row.get(1)?,
        extension: row.get(2)?,
        strategy: from_word(row, 3)?,
        members: Vec::new(),
        ring_timeout_sec: row.get(4)?,
        created_at: iso(row.get(5)?),
        updated_at: iso(row.get(6)?),
    })
}

fn with_members(connection: &Connection, mut group: RingGroup) -> Result<RingGroup> {
    let mut query = connection.prepare_cached(
        "SELECT e.number, m.priority FROM ring_group_members m JOIN extensions e ON e.id = m.extension_id
         WHERE m.ring_group_id = ?1 ORDER BY m.place",
    )?;
    let members = query.query_map([&group.id], |row| {
        Ok(RingGroupMember {
            extension: row.get(0)?,
            priority: row.get(1)?,
        })
    })?;
    group.members = members.collect::<rusqlite::Result<_>>()?;
    Ok(group)
}

/// The group whose `column` has that value.
fn find(connection: &Connection, tenant_id: &str, column: &str, value: &str) -> Result<Option<RingGroup>> {
    let query = format!("SELECT {COLUMNS} FROM ring_groups WHERE tenant_id = ?1 AND {column} = ?2");
    let found = connection.query_row(&query, [tenant_id, value], group).optional()?;
    found.map(|group| with_members(connection, group)).transpose()
}

/// The ids of the members' extensions.
fn resolve(connection: &Connection, tenant_id: &str, members: &[RingGroupMember]) -> Result<Vec<String>> {
    let numbers = members.iter().map(|member| member.extension.as_str());
    extension_ids(connection, tenant_id, numbers, |place| {
        format!("members[{place}].extension")
    })
}

/// Puts members in place of those that were there.
fn put_members(
    transaction: &Transaction<'_>,
    group_id: &str,
    members: &[RingGroupMember],
    ids: &[String],
) -> Result<()> {
    transaction.execute("DELETE FROM ring_group_members WHERE ring_group_id = ?1", [group_id])?;
    for ((place, member), extension_id) in (1u32..).zip(members).zip(ids) {
        transaction.execute(
            "INSERT INTO ring_group_members (ring_group_id, extension_id, place, priority) VALUES (?1, ?2, ?3, ?4)",
            params![group_id, extension_id, place, member.priority.unwrap_or(place)],
        )?;
    }
    Ok(())
}

/// What was found before or written a moment ago.
fn written(connection: &Connection, tenant_id: &str, id: &str) -> Result<RingGroup> {
    Ok(find(connection, tenant_id, "id", id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
}

impl Store {
    /// One page of ring groups, by number.
    ///
    /// # Errors
    /// As every query.
    pub fn ring_groups(&self, tenant_id: &str, page: &Page) -> Result<Listed<RingGroup>> {
        let connection = self.lock();
        let list = List {
            columns: COLUMNS,
            table: "ring_groups",
            condition: "tenant_id = ?",
            values: vec![Value::Text(tenant_id.to_owned())],
            key: &["length(number)", "number"],
            descending: false,
        };
        list.page(&connection, page, group)?
            .try_map(|group| with_members(&connection, group))
    }

    /// The ring group that a number of the tenant dials.
    ///
    /// # Errors
    /// As every query.
    pub fn ring_group_of(&self, tenant_id: &str, number: &str) -> Result<Option<RingGroup>> {
        find(&self.lock(), tenant_id, "number", number)
    }

    /// Makes a ring group.
    ///
    /// # Errors
    /// [`StoreError::Unfit`](super::StoreError::Unfit) for members that are no extensions or there twice,
    /// [`StoreError::Taken`](super::StoreError::Taken) for the number.
    pub fn create_ring_group(&self, tenant_id: &str, new: &CreateRingGroupParams) -> Result<RingGroup> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let ids = resolve(&transaction, tenant_id, &new.members)?;
        take_number(&transaction, tenant_id, &new.extension, Kind::RingGroup)?;
        let id = new_id();
        transaction.execute(
            "INSERT INTO ring_groups (id, tenant_id, name, number, strategy, ring_timeout_sec, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            params![
                id,
                tenant_id,
                new.name,
                new.extension,
                word(&new.strategy.unwrap_or(RingStrategy::Simultaneous)),
                new.ring_timeout_sec.unwrap_or(RING_TIMEOUT_SEC),
                now_ms()
            ],
        )?;
        put_members(&transaction, &id, &new.members, &ids)?;
        let group = written(&transaction, tenant_id, &id)?;
        transaction.commit()?;
        Ok(group)
    }

    /// Changes a ring group; `None` when there is none.
    ///
    /// # Errors
    /// As for [`Store::create_ring_group`].
    pub fn update_ring_group(
        &self,
        tenant_id: &str,
        id: &str,
        change: &UpdateRingGroupParams,
    ) -> Result<Option<RingGroup>> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(old) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(None);
        };
        let members = change.members.as_deref();
        let ids = members
            .map(|members| resolve(&transaction, tenant_id, members))
            .transpose()?;
        if let Some(number) = &change.extension {
            change_number(
                &transaction,
                tenant_id,
                Some(&old.extension),
                Some(number),
                Kind::RingGroup,
            )?;
        }
        transaction.execute(
            "UPDATE ring_groups SET name = coalesce(?3, name), number = coalesce(?4, number),
               strategy = coalesce(?5, strategy), ring_timeout_sec = coalesce(?6, ring_timeout_sec), updated_at = ?7
             WHERE tenant_id = ?1 AND id = ?2",
            params![
                tenant_id,
                id,
                change.name,
                change.extension,
                change.strategy.as_ref().map(word),
                change.ring_timeout_sec,
                now_ms()
            ],
        )?;
        if let (Some(members), Some(ids)) = (members, ids) {
            put_members(&transaction, id, members, &ids)?;
        }
        let group = written(&transaction, tenant_id, id)?;
        transaction.commit()?;
        Ok(Some(group))
    }

    /// Deletes a ring group; false when there is none.
    ///
    /// # Errors
    /// [`StoreError::PointedAt`](super::StoreError::PointedAt) when a voice menu leads to it.
    pub fn delete_ring_group(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(group) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(false);
        };
        nothing_points_at(&transaction, "ring_group_id", id)?;
        free_number(&transaction, tenant_id, &group.extension)?;
        transaction.execute("DELETE FROM ring_groups WHERE id = ?1", [id])?;
        transaction.commit()?;
        Ok(true)
    }
}
