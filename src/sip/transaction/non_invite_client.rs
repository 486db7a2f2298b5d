//! Non-INVITE client transaction (RFC 3261 §17.1.2.2) on a reliable transport.
//!
//! ```text
//!        send the request
//!               │
//!               ▼
//!           ┌──────┐ ── 200-699: to the TU ──────┐
//!           │Trying│ ── Timer F: 408 to the TU ─┐│
//!           └──────┘                            ││
//!         1xx  │                                ▼▼
//!        to TU ▼                         ┌──────────────┐
//!         ┌──────────┐ ── Timer F ─────▶ │  Terminated  │
//!         │Proceeding│ ── 200-699 ─────▶ └──────────────┘
//!         └──────────┘ ◀┐
//!                  └────┘ 1xx to the TU
//! ```
//! Completed is left as soon as it is entered: Timer K is zero. Timer E does not run. Trying and Proceeding differ
//! in Timer E only, so that here they are one state.

use super::TIMEOUT;
use crate::time::Instant;

#[derive(Debug)]
pub(super) struct NonInviteClient {
    timer_f: Instant,
}

impl NonInviteClient {
    pub(super) fn new(now: Instant) -> Self {
        Self { timer_f: now + TIMEOUT }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.timer_f
    }

    /// Whether this response, which goes to the TU in any case, ends the transaction.
    pub(super) fn ends_with(status: u16) -> bool {
        status >= 200
    }
}
