//! Who makes the attempts that are due.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tokio::task::JoinSet;

use super::Poster;
use crate::store::{Attempt, Outcome, Result, Store, Then};

/// Attempts that are made at the same time.
const AT_ONCE: usize = 8;

/// Of them to one webhook. They have turns, so that slow receivers leave room for the others.
const EACH: usize = 2;

/// How long after an attempt that failed the next one follows, in seconds.
const WAITS: [i64; 7] = [5, 30, 2 * 60, 10 * 60, 3600, 6 * 3600, 12 * 3600];

/// Attempts that are being made.
#[derive(Default)]
struct Busy {
    ids: HashSet<String>,
    of_webhook: HashMap<String, usize>,
    attempts: JoinSet<(Attempt, Outcome)>,
    /// What came of attempts and could not be written down yet: until it is, they must not be made again.
    unwritten: Vec<(Attempt, Outcome)>,
    /// The webhook that had the last turn.
    last: String,
}

/// Delivers until it is dropped, and with it the attempts that are being made.
pub(super) async fn run(store: Arc<Store>, poster: Arc<Poster>) {
    let mut busy = Busy::default();
    loop {
        let next = match begin(&store, &poster, &mut busy) {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "the webhooks' queue could not be read");
                Some(poster.clock.now_ms() + 1000)
            }
        };
        let next = if busy.unwritten.is_empty() {
            next
        } else {
            next.into_iter().chain([poster.clock.now_ms() + 1000]).min()
        };
        tokio::select! {
            () = store.delivery_put() => {}
            Some(made) = busy.attempts.join_next() => match made {
                Ok((attempt, outcome)) => finish(&store, &poster, &mut busy, attempt, outcome),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            },
            () = async { poster.clock.wait_until(next.unwrap_or(i64::MAX)).await }, if next.is_some() => {
                for (attempt, outcome) in std::mem::take(&mut busy.unwritten) {
                    finish(&store, &poster, &mut busy, attempt, outcome);
                }
            }
        }
    }
}

/// Begins what is due and there is room for; when something else will be.
fn begin(store: &Store, poster: &Arc<Poster>, busy: &mut Busy) -> Result<Option<i64>> {
    let now = poster.clock.now_ms();
    let of_webhook = |id: &str| busy.of_webhook.get(id).copied().unwrap_or(0);
    if busy.attempts.len() < AT_ONCE {
        for attempt in store.due(now, EACH, &busy.last, of_webhook)? {
            let count = busy.of_webhook.get(&attempt.webhook_id).copied().unwrap_or(0);
            if busy.attempts.len() == AT_ONCE || count == EACH || busy.ids.contains(&attempt.id) {
                continue;
            }
            busy.ids.insert(attempt.id.clone());
            busy.last.clone_from(&attempt.webhook_id);
            busy.of_webhook.insert(attempt.webhook_id.clone(), count + 1);
            let poster = poster.clone();
            busy.attempts.spawn(async move {
                let outcome = poster.make(&attempt).await;
                (attempt, outcome)
            });
        }
    }
    store.next_due(now)
}

fn finish(store: &Store, poster: &Poster, busy: &mut Busy, attempt: Attempt, outcome: Outcome) {
    let now = poster.clock.now_ms();
    let then = after(&attempt, &outcome, now);
    if let Err(error) = store.finish_attempt(&attempt.id, &outcome, then, now) {
        tracing::error!(%error, webhook = %attempt.webhook_id, "what came of a delivery could not be written down yet");
        busy.unwritten.push((attempt, outcome));
        return;
    }
    busy.ids.remove(&attempt.id);
    if let Some(count) = busy.of_webhook.get_mut(&attempt.webhook_id) {
        *count -= 1;
        if *count == 0 {
            busy.of_webhook.remove(&attempt.webhook_id);
        }
    }
}

fn after(attempt: &Attempt, outcome: &Outcome, now: i64) -> Then {
    match (outcome.status_code, WAITS.get(attempt.before as usize)) {
        (Some(410), _) => Then::Disable,
        (_, None) => Then::Over,
        (_, Some(wait)) => {
            // A tenth more or less, so that what failed at once does not come back at once.
            let wait = wait * 1000;
            Then::Again(now + wait + rand::random_range(-wait / 10..=wait / 10))
        }
    }
}
