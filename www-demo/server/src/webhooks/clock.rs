//! The time that deliveries go by: the system's, or a test's.

use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;

/// A clock that can be waited for.
pub trait Clock: Send + Sync + 'static {
    /// Now, in Unix milliseconds.
    fn now_ms(&self) -> i64;
    /// Ends at that Unix millisecond.
    fn wait_until(&self, at: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The system's.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    fn wait_until(&self, at: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let wait = u64::try_from(at - self.now_ms()).unwrap_or(0);
        Box::pin(tokio::time::sleep(Duration::from_millis(wait)))
    }
}

/// One that stands still until it is set, so that hours of retries are a test of milliseconds.
pub struct ManualClock(watch::Sender<i64>);

impl ManualClock {
    /// A clock that shows this Unix millisecond.
    #[must_use]
    pub fn at(now: i64) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Sets it forward; who waits for a time up to then goes on.
    pub fn set(&self, now: i64) {
        self.0.send_replace(now);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        *self.0.borrow()
    }

    fn wait_until(&self, at: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut now = self.0.subscribe();
        Box::pin(async move {
            // The sender lives as long as this borrow of the clock.
            let _ = now.wait_for(|now| *now >= at).await;
        })
    }
}
