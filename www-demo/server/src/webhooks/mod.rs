//! Webhooks: events are posted to where a tenant wants them.
//!
//! ```text
//!   hub ── realtime event ──▶ events ──┐
//!   telephone system ── record of a call ──▶ store: webhook_deliveries ──▶ worker ── attempt ──▶ client ──▶ receiver
//!                                              ▲                            │
//!                                              └──── outcome, next time ────┘
//! ```
//!
//! The queue is the database's: what was not delivered when the server stopped is delivered by the next one.

mod address;
mod client;
mod clock;
mod events;
mod worker;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use voip_sdk::model::webhook_events::{WebhookEvent, WebhookTest};
use voip_sdk::model::webhooks::WebhookDelivery;

pub use self::address::refused_host;
pub use self::clock::{Clock, ManualClock, SystemClock};
pub use self::events::CallEvents;

use self::client::Client;
use crate::store::{Attempt, Outcome, Result, Store, StoreError, Then};

/// How long a receiver may take, from the look-up of its name to the end of its answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Tests that are made at the same time.
const TESTS: usize = 4;

/// Posts what the store has for webhooks.
pub struct Webhooks {
    store: Arc<Store>,
    poster: Arc<Poster>,
    tests: Semaphore,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Makes attempts.
struct Poster {
    client: Client,
    clock: Arc<dyn Clock>,
}

impl Webhooks {
    /// Starts delivering; within a tokio runtime.
    ///
    /// # Errors
    /// As every query.
    pub fn start(store: Arc<Store>, clock: Arc<dyn Clock>, allow_private: bool) -> Result<Self> {
        store.tidy_deliveries(clock.now_ms())?;
        let webhooks = Self {
            store,
            poster: Arc::new(Poster {
                client: Client::new(allow_private),
                clock,
            }),
            tests: Semaphore::new(TESTS),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        };
        let worker = worker::run(webhooks.store.clone(), webhooks.poster.clone());
        let stop = webhooks.stop.clone();
        webhooks.tasks.spawn(async move {
            tokio::select! {
                () = worker => {}
                () = stop.cancelled() => {}
            }
        });
        Ok(webhooks)
    }

    /// Posts a test event once and waits for what comes of it.
    ///
    /// # Errors
    /// As every query. `None` when the webhook is deleted meanwhile.
    pub async fn test(&self, webhook_id: &str) -> Result<Option<WebhookDelivery>> {
        let _turn = self.tests.acquire().await.map_err(|_| StoreError::Stopping)?;
        let event = WebhookEvent::Test(WebhookTest {
            webhook_id: webhook_id.to_owned(),
            message: "This is a test.".to_owned(),
        });
        let Some(attempt) = self.store.put_test(webhook_id, event, self.poster.clock.now_ms())? else {
            return Ok(None);
        };
        let outcome = self.poster.make(&attempt).await;
        let now = self.poster.clock.now_ms();
        self.store.finish_attempt(&attempt.id, &outcome, Then::Over, now)
    }

    /// Whether a webhook may be for a private address.
    #[must_use]
    pub fn allows_private(&self) -> bool {
        self.poster.client.allows_private()
    }

    /// Stops delivering; attempts that are being made are made again by the next server.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Poster {
    async fn make(&self, attempt: &Attempt) -> Outcome {
        let began = self.clock.now_ms();
        let deadline = began + i64::try_from(TIMEOUT.as_millis()).unwrap_or(i64::MAX);
        let answer = tokio::select! {
            answer = self.client.post(attempt, began) => answer,
            () = self.clock.wait_until(deadline) => Err("it was not answered within 10 s".to_owned()),
        };
        let duration_ms = u32::try_from(self.clock.now_ms() - began).unwrap_or(0);
        let (status_code, error) = match answer {
            Ok(status) if (200..300).contains(&status) => (Some(status), None),
            Ok(status) if (300..400).contains(&status) => {
                let error = format!("it was answered with {status}; redirects are not followed");
                (Some(status), Some(error))
            }
            Ok(status) => (Some(status), Some(format!("it was answered with {status}"))),
            Err(error) => (None, Some(error)),
        };
        Outcome {
            status_code,
            duration_ms,
            error,
        }
    }
}
