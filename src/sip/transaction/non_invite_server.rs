//! Non-INVITE server transaction (RFC 3261 §17.2.2, RFC 4320) on a reliable transport.
//!
//! ```text
//!          request: to the TU
//!                 │
//!                 ▼
//!             ┌──────┐ ── 200-699 from the TU: send ──┐
//!             │Trying│ ── 64*T1: nobody waits ───────┐│
//!             └──────┘                               ││
//!    100 from    │                                   ▼▼
//!  the TU: send  ▼                            ┌──────────────┐
//!           ┌──────────┐ ── 200-699, 64*T1 ─▶ │  Terminated  │
//!           │Proceeding│                      └──────────────┘
//!           └──────────┘ ◀┐
//!                    └────┘ request: 100 again
//! ```
//! Completed is left as soon as it is entered: Timer J is zero. After 64*T1 the other side's Timer F has fired, and
//! a response would find no transaction (RFC 4320 §2); the limit also keeps a table from growing.

use super::TIMEOUT;
use crate::time::Instant;

#[derive(Debug)]
pub(super) struct NonInviteServer {
    limit: Instant,
}

/// What becomes of the TU's response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Send it.
    Send,
    /// Send it and end.
    SendAndEnd,
    /// It must not be sent: a provisional response other than 100 (RFC 4320 §4.1).
    Refuse,
    /// It must not be sent and nothing else would help: 408 (RFC 4320 §4.2).
    End,
}

impl NonInviteServer {
    pub(super) fn new(now: Instant) -> Self {
        Self { limit: now + TIMEOUT }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.limit
    }

    pub(super) fn on_respond(status: u16) -> Answer {
        match status {
            100 => Answer::Send,
            0..200 => Answer::Refuse,
            408 => Answer::End,
            _ => Answer::SendAndEnd,
        }
    }
}
