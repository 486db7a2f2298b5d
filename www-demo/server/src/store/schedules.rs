//! Business hours.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};
use voip_sdk::model::schedules::Schedule;

use super::list::List;
use super::values::{from_json, from_word, iso, json, word};
use super::{Listed, Page, Result, Store, StoreError, new_id, now_ms};

const COLUMNS: &str =
    "id, name, timezone, days, holidays, after_hours_action, after_hours_target, created_at, updated_at";

fn schedule(row: &Row<'_>) -> rusqlite::Result<Schedule> {
    Ok(Schedule {
        id: row.get(0)?,
        name: row.get(1)?,
        timezone: row.get(2)?,
        schedules: from_json(row, 3)?,
        holidays: from_json(row, 4)?,
        after_hours_action: from_word(row, 5)?,
        after_hours_target: row.get(6)?,
        created_at: iso(row.get(7)?),
        updated_at: iso(row.get(8)?),
    })
}

fn find(connection: &Connection, tenant_id: &str, id: &str) -> Result<Option<Schedule>> {
    let query = format!("SELECT {COLUMNS} FROM schedules WHERE tenant_id = ?1 AND id = ?2");
    Ok(connection.query_row(&query, [tenant_id, id], schedule).optional()?)
}

impl Store {
    /// One page of a tenant's business hours, by name.
    ///
    /// # Errors
    /// As every query.
    pub fn schedules(&self, tenant_id: &str, page: &Page) -> Result<Listed<Schedule>> {
        let list = List {
            columns: COLUMNS,
            table: "schedules",
            condition: "tenant_id = ?",
            values: vec![Value::Text(tenant_id.to_owned())],
            key: &["name"],
            descending: false,
        };
        list.page(&self.lock(), page, schedule)
    }

    /// One of them.
    ///
    /// # Errors
    /// As every query.
    pub fn schedule(&self, tenant_id: &str, id: &str) -> Result<Option<Schedule>> {
        find(&self.lock(), tenant_id, id)
    }

    /// Adds business hours; their id and their times are the store's.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`] for a name that others have.
    pub fn add_schedule(&self, tenant_id: &str, schedule: &Schedule) -> Result<Schedule> {
        let connection = self.lock();
        let (id, now) = (new_id(), now_ms());
        connection.execute(
            "INSERT INTO schedules (id, tenant_id, name, timezone, days, holidays, after_hours_action,
               after_hours_target, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            params![
                id,
                tenant_id,
                schedule.name,
                schedule.timezone,
                json(&schedule.schedules),
                json(&schedule.holidays),
                word(&schedule.after_hours_action),
                schedule.after_hours_target,
                now,
            ],
        )?;
        Ok(Schedule {
            id,
            created_at: iso(now),
            updated_at: iso(now),
            ..schedule.clone()
        })
    }

    /// Changes business hours as `change` does; nothing is changed when that fails. `None` when they are not there.
    ///
    /// # Errors
    /// As every query; [`StoreError::Taken`]; those of `change`.
    pub fn change_schedule<E: From<StoreError>>(
        &self,
        tenant_id: &str,
        id: &str,
        change: impl FnOnce(&mut Schedule) -> std::result::Result<(), E>,
    ) -> std::result::Result<Option<Schedule>, E> {
        let mut connection = self.lock();
        let transaction = connection.transaction().map_err(StoreError::from)?;
        let Some(mut schedule) = find(&transaction, tenant_id, id)? else {
            return Ok(None);
        };
        change(&mut schedule)?;
        let now = now_ms();
        transaction
            .execute(
                "UPDATE schedules SET name = ?2, timezone = ?3, days = ?4, holidays = ?5, after_hours_action = ?6,
                   after_hours_target = ?7, updated_at = ?8 WHERE id = ?1",
                params![
                    id,
                    schedule.name,
                    schedule.timezone,
                    json(&schedule.schedules),
                    json(&schedule.holidays),
                    word(&schedule.after_hours_action),
                    schedule.after_hours_target,
                    now,
                ],
            )
            .map_err(StoreError::from)?;
        transaction.commit().map_err(StoreError::from)?;
        schedule.updated_at = iso(now);
        Ok(Some(schedule))
    }

    /// Deletes business hours; false when they are not there.
    ///
    /// # Errors
    /// As every query.
    pub fn delete_schedule(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let query = "DELETE FROM schedules WHERE tenant_id = ?1 AND id = ?2";
        Ok(self.lock().execute(query, [tenant_id, id])? > 0)
    }
}
