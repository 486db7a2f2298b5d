//! How the media path of an answered call fares.
//!
//! ```text
//!   Connected ──► Disconnected ──3 s──► restart ──8 s──► restart ──8 s──► … ──30 s in all──► the call ends
//!       ▲              └──────► Failed ────▲  │
//!       └─────────────────────────────────────┘
//! ```
//!
//! ICE that is `disconnected` may find its path again and gets a moment for it; browsers take half a minute from there
//! to `failed`. One restart is not enough: what it needs (a TURN server, another network) may not be there yet. Time
//! without signalling does not count: nothing could have been tried.

use crate::sip::user_agent::MediaState;
use crate::time::{Duration, Instant};

/// For ICE to find its path again by itself.
const GRACE: Duration = Duration::from_secs(3);
/// From one ICE restart to the next.
const AGAIN: Duration = Duration::from_secs(8);
/// Media dead for so long, ICE restarts included, ends a call.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct Health {
    connected_once: bool,
    dead_since: Option<Instant>,
    restarted: Option<Instant>,
}

/// What is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Fine,
    /// Send an offer that holds the new candidates.
    Reoffer,
    /// Restart ICE.
    Restart,
    /// Dead for good.
    Dead,
}

impl Health {
    pub(super) fn handle_state(&mut self, now: Instant, state: MediaState) -> Verdict {
        match state {
            MediaState::Connected => {
                *self = Self {
                    connected_once: true,
                    ..Self::default()
                };
                Verdict::Fine
            }
            MediaState::Disconnected => {
                self.dead_since.get_or_insert(now);
                Verdict::Fine
            }
            MediaState::Failed => {
                self.dead_since.get_or_insert(now);
                if self.restarted.is_some() {
                    Verdict::Fine
                } else {
                    self.restart(now)
                }
            }
            MediaState::LateCandidates if self.connected_once => Verdict::Fine,
            MediaState::LateCandidates => Verdict::Reoffer,
        }
    }

    /// ICE is `disconnected` or `failed`.
    pub(super) fn is_bad(&self) -> bool {
        self.dead_since.is_some()
    }

    /// ICE is connected: people can hear each other.
    pub(super) fn flows(&self) -> bool {
        self.connected_once && self.dead_since.is_none()
    }

    /// A restart goes out with the next offer.
    fn restart(&mut self, now: Instant) -> Verdict {
        self.restarted = Some(now);
        Verdict::Restart
    }

    /// The same after a time without signalling: only now does the restart get its time.
    pub(super) fn restart_anew(&mut self, now: Instant) {
        self.dead_since = Some(now);
        self.restarted = Some(now);
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let since = self.dead_since?;
        let next = self.restarted.map_or(since + GRACE, |at| at + AGAIN);
        Some(next.min(since + LIMIT))
    }

    /// `ready`: signalling works, so that a restart can be tried.
    pub(super) fn handle_timeout(&mut self, now: Instant, ready: bool) -> Verdict {
        let Some(since) = self.dead_since.filter(|_| self.deadline().is_some_and(|at| at <= now)) else {
            return Verdict::Fine;
        };
        if !ready {
            self.dead_since = Some(now);
            self.restarted = None;
            return Verdict::Fine;
        }
        if since + LIMIT <= now && self.restarted.is_some() {
            return Verdict::Dead;
        }
        self.restart(now)
    }
}
