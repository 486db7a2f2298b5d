//! Queues and their agents.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use voip_sdk::model::queues::{CreateQueueParams, Queue, QueueAgent, QueueStrategy, UpdateQueueParams};

use super::list::{List, Listed, Page};
use super::numbers::{Kind, free_number, take_number};
use super::parts::{change_number, extension_ids, nothing_points_at};
use super::values::{from_word, iso, word};
use super::{Result, Store, new_id, now_ms};

const COLUMNS: &str =
    "id, name, number, strategy, max_wait_sec, wrap_up_sec, service_level_sec, created_at, updated_at";

const AGENTS: &str = "SELECT e.id, e.number, e.name, a.logged_in, a.paused
  FROM queue_agents a JOIN extensions e ON e.id = a.extension_id WHERE a.queue_id = ?1";

// What a queue has, in seconds, where a request says nothing.
const MAX_WAIT_SEC: u32 = 600;
const WRAP_UP_SEC: u32 = 10;
const SERVICE_LEVEL_SEC: u32 = 20;

fn queue(row: &Row<'_>) -> rusqlite::Result<Queue> {
    Ok(Queue {
        id: row.get(0)?,
        name: row.get(1)?,
        extension: row.get(2)?,
        strategy: from_word(row, 3)?,
        agents: Vec::new(),
        max_wait_sec: row.get(4)?,
        wrap_up_sec: row.get(5)?,
        service_level_sec: row.get(6)?,
        created_at: iso(row.get(7)?),
        updated_at: iso(row.get(8)?),
    })
}

fn agent(row: &Row<'_>) -> rusqlite::Result<QueueAgent> {
    Ok(QueueAgent {
        agent_id: row.get(0)?,
        extension: row.get(1)?,
        name: row.get(2)?,
        logged_in: row.get(3)?,
        paused: row.get(4)?,
    })
}

fn with_agents(connection: &Connection, mut queue: Queue) -> Result<Queue> {
    let mut query = connection.prepare_cached(&format!("{AGENTS} ORDER BY a.place"))?;
    let agents = query.query_map([&queue.id], agent)?;
    queue.agents = agents.collect::<rusqlite::Result<_>>()?;
    Ok(queue)
}

/// The queue whose `column` has that value.
fn find(connection: &Connection, tenant_id: &str, column: &str, value: &str) -> Result<Option<Queue>> {
    let query = format!("SELECT {COLUMNS} FROM queues WHERE tenant_id = ?1 AND {column} = ?2");
    let found = connection.query_row(&query, [tenant_id, value], queue).optional()?;
    found.map(|queue| with_agents(connection, queue)).transpose()
}

/// What was found before or written a moment ago.
fn written(connection: &Connection, tenant_id: &str, id: &str) -> Result<Queue> {
    Ok(find(connection, tenant_id, "id", id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
}

fn resolve(connection: &Connection, tenant_id: &str, agents: &[String]) -> Result<Vec<String>> {
    let numbers = agents.iter().map(String::as_str);
    extension_ids(connection, tenant_id, numbers, |place| format!("agents[{place}]"))
}

/// Makes these the agents; who stays keeps its state, who comes begins logged out.
fn put_agents(transaction: &Transaction<'_>, queue_id: &str, ids: &[String]) -> Result<()> {
    let all = Value::Text(serde_json::Value::from(ids).to_string());
    transaction.execute(
        "DELETE FROM queue_agents WHERE queue_id = ?1 AND extension_id NOT IN (SELECT value FROM json_each(?2))",
        params![queue_id, all],
    )?;
    for (place, id) in (1u32..).zip(ids) {
        transaction.execute(
            "INSERT INTO queue_agents (queue_id, extension_id, place) VALUES (?1, ?2, ?3)
             ON CONFLICT (queue_id, extension_id) DO UPDATE SET place = ?3",
            params![queue_id, id, place],
        )?;
    }
    Ok(())
}

impl Store {
    /// One page of queues, by number.
    ///
    /// # Errors
    /// As every query.
    pub fn queues(&self, tenant_id: &str, page: &Page) -> Result<Listed<Queue>> {
        let connection = self.lock();
        let list = List {
            columns: COLUMNS,
            table: "queues",
            condition: "tenant_id = ?",
            values: vec![Value::Text(tenant_id.to_owned())],
            key: &["length(number)", "number"],
            descending: false,
        };
        list.page(&connection, page, queue)?
            .try_map(|queue| with_agents(&connection, queue))
    }

    /// A queue.
    ///
    /// # Errors
    /// As every query.
    pub fn queue(&self, tenant_id: &str, id: &str) -> Result<Option<Queue>> {
        find(&self.lock(), tenant_id, "id", id)
    }

    /// The queue that a number of the tenant dials.
    ///
    /// # Errors
    /// As every query.
    pub fn queue_of(&self, tenant_id: &str, number: &str) -> Result<Option<Queue>> {
        find(&self.lock(), tenant_id, "number", number)
    }

    /// Makes a queue.
    ///
    /// # Errors
    /// [`StoreError::Unfit`](super::StoreError::Unfit) for agents that are no extensions or there twice,
    /// [`StoreError::Taken`](super::StoreError::Taken) for the number.
    pub fn create_queue(&self, tenant_id: &str, new: &CreateQueueParams) -> Result<Queue> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let ids = resolve(&transaction, tenant_id, new.agents.as_deref().unwrap_or_default())?;
        take_number(&transaction, tenant_id, &new.extension, Kind::Queue)?;
        let id = new_id();
        transaction.execute(
            "INSERT INTO queues (id, tenant_id, name, number, strategy, max_wait_sec, wrap_up_sec, service_level_sec,
               created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            params![
                id,
                tenant_id,
                new.name,
                new.extension,
                word(&new.strategy.unwrap_or(QueueStrategy::RoundRobin)),
                new.max_wait_sec.unwrap_or(MAX_WAIT_SEC),
                new.wrap_up_sec.unwrap_or(WRAP_UP_SEC),
                new.service_level_sec.unwrap_or(SERVICE_LEVEL_SEC),
                now_ms()
            ],
        )?;
        put_agents(&transaction, &id, &ids)?;
        let queue = written(&transaction, tenant_id, &id)?;
        transaction.commit()?;
        Ok(queue)
    }

    /// Changes a queue; `None` when there is none.
    ///
    /// # Errors
    /// As for [`Store::create_queue`].
    pub fn update_queue(&self, tenant_id: &str, id: &str, change: &UpdateQueueParams) -> Result<Option<Queue>> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(old) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(None);
        };
        let agents = change.agents.as_deref();
        let ids = agents
            .map(|agents| resolve(&transaction, tenant_id, agents))
            .transpose()?;
        if let Some(number) = &change.extension {
            change_number(&transaction, tenant_id, Some(&old.extension), Some(number), Kind::Queue)?;
        }
        transaction.execute(
            "UPDATE queues SET name = coalesce(?3, name), number = coalesce(?4, number),
               strategy = coalesce(?5, strategy), max_wait_sec = coalesce(?6, max_wait_sec),
               wrap_up_sec = coalesce(?7, wrap_up_sec), service_level_sec = coalesce(?8, service_level_sec),
               updated_at = ?9
             WHERE tenant_id = ?1 AND id = ?2",
            params![
                tenant_id,
                id,
                change.name,
                change.extension,
                change.strategy.as_ref().map(word),
                change.max_wait_sec,
                change.wrap_up_sec,
                change.service_level_sec,
                now_ms()
            ],
        )?;
        if let Some(ids) = ids {
            put_agents(&transaction, id, &ids)?;
        }
        let queue = written(&transaction, tenant_id, id)?;
        transaction.commit()?;
        Ok(Some(queue))
    }

    /// Deletes a queue with its figures; false when there is none.
    ///
    /// # Errors
    /// [`StoreError::PointedAt`](super::StoreError::PointedAt) when a voice menu leads to it.
    pub fn delete_queue(&self, tenant_id: &str, id: &str) -> Result<bool> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let Some(queue) = find(&transaction, tenant_id, "id", id)? else {
            return Ok(false);
        };
        nothing_points_at(&transaction, "queue_id", id)?;
        free_number(&transaction, tenant_id, &queue.extension)?;
        transaction.execute("DELETE FROM queues WHERE id = ?1", [id])?;
        transaction.commit()?;
        Ok(true)
    }

    /// Logs an agent in or out, sends it on a break or back; what is `None` stays. Gives the agent as it is then, or
    /// `None` when the queue has none with that id.
    ///
    /// # Errors
    /// As every query.
    pub fn set_queue_agent(
        &self,
        tenant_id: &str,
        queue_id: &str,
        agent_id: &str,
        logged_in: Option<bool>,
        paused: Option<bool>,
    ) -> Result<Option<QueueAgent>> {
        let connection = self.lock();
        connection.execute(
            "UPDATE queue_agents SET logged_in = coalesce(?4, logged_in), paused = coalesce(?5, paused)
             WHERE extension_id = ?3 AND queue_id = (SELECT id FROM queues WHERE tenant_id = ?1 AND id = ?2)",
            params![tenant_id, queue_id, agent_id, logged_in, paused],
        )?;
        let query = format!("{AGENTS} AND e.id = ?2 AND e.tenant_id = ?3");
        let found = connection.query_row(&query, [queue_id, agent_id, tenant_id], agent);
        Ok(found.optional()?)
    }
}
