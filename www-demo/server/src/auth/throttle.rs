//! A limit on guessing passwords: so many failures for one account within a minute, then wait.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Failures that are allowed within [`WINDOW`].
pub const ATTEMPTS: usize = 10;

/// For so long a failure counts.
pub const WINDOW: Duration = Duration::from_secs(60);

/// Accounts that are remembered at once; beyond it the ones without recent failures go first.
const ACCOUNTS: usize = 10_000;

/// Counts failed logins by account.
#[derive(Default)]
pub struct Throttle {
    failures: Mutex<HashMap<String, Vec<Instant>>>,
}

impl Throttle {
    /// Counts an attempt as failed, before it is looked at: a hundred at once must not slip through together.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub fn attempt(&self, account: &str) -> Result<(), Duration> {
        let now = Instant::now();
        let mut all = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ACCOUNTS {
            all.retain(|_, times| times.iter().any(|at| now - *at < WINDOW));
        }
        let times = all.entry(account.to_owned()).or_default();
        times.retain(|at| now - *at < WINDOW);
        match times.first() {
            Some(oldest) if times.len() >= ATTEMPTS => Err(WINDOW - (now - *oldest)),
            _ => {
                times.push(now);
                Ok(())
            }
        }
    }

    /// The password was right: earlier failures are forgotten.
    pub fn succeeded(&self, account: &str) {
        self.failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn after_too_many_failures_one_waits_until_the_first_is_a_minute_old() {
        let throttle = Throttle::default();
        for _ in 0..ATTEMPTS {
            throttle.attempt("a").unwrap();
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        assert_eq!(throttle.attempt("a"), Err(Duration::from_secs(50)));
        assert_eq!(throttle.attempt("b"), Ok(()));
        tokio::time::advance(Duration::from_secs(50)).await;
        assert_eq!(throttle.attempt("a"), Ok(()));
        assert!(throttle.attempt("a").is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_right_password_forgets_the_failures() {
        let throttle = Throttle::default();
        for _ in 0..ATTEMPTS * 3 {
            throttle.attempt("a").unwrap();
            throttle.succeeded("a");
        }
    }
}
