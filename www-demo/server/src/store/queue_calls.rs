//! The callers of a queue, and what is counted of them.

use rusqlite::params;
use voip_sdk::model::queues::{QueueDayStats, QueueWaitingStats};

use super::{DAY_MS, Result, Store};

/// One caller in a queue. Times are Unix milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueCall {
    /// Its id.
    pub id: String,
    /// The queue.
    pub queue_id: String,
    /// Id of the agent that took it.
    pub agent_id: Option<String>,
    /// When it came.
    pub offered_at: i64,
    /// When an agent took it.
    pub answered_at: Option<i64>,
    /// When it ended, or left the queue unanswered.
    pub ended_at: Option<i64>,
    /// The caller hung up while waiting.
    pub abandoned: bool,
}

impl Store {
    /// Keeps a caller of a queue, or what has become of it since.
    ///
    /// # Errors
    /// As every query; a queue or an agent that is not there is one.
    pub fn put_queue_call(&self, call: &QueueCall) -> Result<()> {
        self.lock().execute(
            "INSERT INTO queue_calls (id, queue_id, agent_id, offered_at, answered_at, ended_at, abandoned)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET agent_id = ?3, answered_at = ?5, ended_at = ?6, abandoned = ?7",
            params![
                call.id,
                call.queue_id,
                call.agent_id,
                call.offered_at,
                call.answered_at,
                call.ended_at,
                call.abandoned
            ],
        )?;
        Ok(())
    }

    /// A queue's callers at that Unix millisecond, and its calls since the midnight (UTC) before.
    ///
    /// # Errors
    /// As every query.
    pub fn queue_figures(
        &self,
        tenant_id: &str,
        queue_id: &str,
        now_ms: i64,
    ) -> Result<(QueueWaitingStats, QueueDayStats)> {
        let midnight = now_ms.div_euclid(DAY_MS) * DAY_MS;
        let connection = self.lock();
        let waiting = connection.query_row(
            "SELECT COUNT(*), coalesce(max(0, ?3 - MIN(offered_at)) / 1000, 0)
             FROM queue_calls c JOIN queues q ON q.id = c.queue_id
             WHERE q.tenant_id = ?1 AND q.id = ?2 AND answered_at IS NULL AND ended_at IS NULL",
            params![tenant_id, queue_id, now_ms],
            |row| {
                Ok(QueueWaitingStats {
                    callers: row.get(0)?,
                    longest_sec: row.get(1)?,
                })
            },
        )?;
        let today = connection.query_row(
            "SELECT COUNT(*), COUNT(answered_at), coalesce(SUM(abandoned), 0),
               coalesce(round(100.0 * COUNT(*) FILTER (WHERE answered_at - offered_at <= 1000 * service_level_sec)
                 / nullif(COUNT(*), 0)), 100),
               coalesce(round(AVG(answered_at - offered_at) / 1000), 0),
               coalesce(round(AVG(ended_at - answered_at) / 1000), 0)
             FROM queue_calls c JOIN queues q ON q.id = c.queue_id
             WHERE q.tenant_id = ?1 AND q.id = ?2 AND offered_at >= ?3",
            params![tenant_id, queue_id, midnight],
            |row| {
                Ok(QueueDayStats {
                    offered: row.get(0)?,
                    answered: row.get(1)?,
                    abandoned: row.get(2)?,
                    service_level: whole(row.get(3)?),
                    average_wait_sec: whole(row.get(4)?),
                    average_talk_sec: whole(row.get(5)?),
                })
            },
        )?;
        Ok((waiting, today))
    }
}

/// SQLite rounds to a floating-point number.
fn whole(rounded: f64) -> u32 {
    rounded as u32
}
