//! How the media path of an answered call fares.
//!
//! ICE that is `disconnected` may find its path again; `failed` wants an ICE restart. Media that stays dead for 30 s
//! in spite of one ends the call; while there is no signalling to try it, nothing does.

use crate::sip::user_agent::MediaState;
use crate::time::{Duration, Instant};

/// Media dead for so long, an ICE restart included, ends a call.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Default)]
pub(super) struct Health {
    connected_once: bool,
    dead_since: Option<Instant>,
    restarted: bool,
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
                if self.restarted { Verdict::Fine } else { self.restart() }
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
    pub(super) fn restart(&mut self) -> Verdict {
        self.restarted = true;
        Verdict::Restart
    }

    /// The same after a time without signalling: only now does the restart get its time.
    pub(super) fn restart_anew(&mut self, now: Instant) {
        self.dead_since = Some(now);
        self.restarted = true;
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.dead_since.map(|since| since + LIMIT)
    }

    /// `ready`: signalling works, so that a restart could have been tried.
    pub(super) fn handle_timeout(&mut self, now: Instant, ready: bool) -> Verdict {
        if self.deadline().is_none_or(|at| at > now) {
            return Verdict::Fine;
        }
        if ready && self.restarted {
            return Verdict::Dead;
        }
        self.dead_since = Some(now);
        if ready { self.restart() } else { Verdict::Fine }
    }
}
