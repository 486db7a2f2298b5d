//! Connection and registration.

use crate::sip::user_agent::{CommandError, Credentials, UserAgent};
use crate::time::{Duration, Instant};

/// `stop` waits so long for the answers to its BYEs and to the de-registration.
const STOP_LIMIT: Duration = Duration::from_secs(2);

impl UserAgent {
    /// Connects and registers, and keeps both up until [`UserAgent::stop`].
    pub fn start(&mut self, now: Instant) {
        self.started = true;
        self.stopping = None;
        self.transport.start(now, &mut self.core.out);
        self.registration.register(now, &mut self.core);
        self.settle(now);
    }

    /// Ends all calls, de-registers, waits at most 2 s for the answers, and closes.
    pub fn stop(&mut self, now: Instant) {
        if !core::mem::replace(&mut self.started, false) {
            return;
        }
        self.stopping = Some(now + STOP_LIMIT);
        for call in &mut self.calls {
            call.hangup(now, &mut self.core);
        }
        self.telling.close(now, &mut self.core);
        self.registration.unregister(now, &mut self.core);
        self.settle(now);
    }

    /// Registers now, after [`UserAgent::unregister`] or a refusal.
    ///
    /// # Errors
    /// `NotStarted`.
    pub fn register(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        self.registration.register(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Removes the binding and stays connected (RFC 3261 §10.2.2).
    ///
    /// # Errors
    /// `NotStarted`.
    pub fn unregister(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        self.registration.unregister(now, &mut self.core);
        if !self.registration.is_asking() {
            self.become_ready(now);
        }
        self.settle(now);
        Ok(())
    }

    /// Removes every binding of this address of record, other phones' too (RFC 3261 §10.2.2).
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`.
    pub fn unregister_all(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        self.registration.remove_all(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// While it is on, every new call is answered 486 and the application hears nothing of it (RFC 3261 §21.4.24).
    pub fn set_do_not_disturb(&mut self, on: bool) {
        self.do_not_disturb = on;
    }

    /// Asks which phones are registered for this address of record; `Event::Bindings` tells (RFC 3261 §10.2.3).
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`.
    pub fn fetch_bindings(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        self.registration.list(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Gives or replaces the credentials; requests that wait for them go on.
    pub fn provide_credentials(&mut self, now: Instant, credentials: Credentials) {
        self.core.auth.set_credentials(credentials);
        self.retry_parked(now);
        self.settle(now);
    }
}
