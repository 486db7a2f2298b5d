//! INVITE client transaction (RFC 3261 §17.1.1.2, RFC 6026 §7.2) on a reliable transport.
//!
//! ```text
//!             send INVITE
//!                 │
//!                 ▼        Timer B: 408 to the TU
//!             ┌───────┐ ─────────────────────────────────────┐
//!         ┌───│Calling│                                      │
//!         │   └───────┘                                      │
//!         │  1xx │ │ 300-699: ACK, to the TU                 │
//!         │ to TU│ └───────────────────────────────────────┐ │
//!         │      ▼    CANCEL sent 64*T1 ago: 408 to the TU │ │
//!     2xx │ ┌──────────┐ ──────────────────────────────────│ │
//!   to TU │ │Proceeding│─── 300-699: ACK, to the TU ──────┐│ │
//!         │ └──────────┘ ◀┐                               ││ │
//!         │  2xx │    └───┘ 1xx to the TU                 ▼▼ ▼
//!         │ to TU│                             ┌──────────────┐
//!         │      ▼                             │  Terminated  │
//!         │ ┌────────┐ ─── Timer M ──────────▶ └──────────────┘
//!         └▶│Accepted│
//!           └────────┘ ◀┐
//!                  └────┘ 2xx to the TU
//! ```
//! Completed is left as soon as it is entered: Timer D is zero. Timer A does not run.

use super::TIMEOUT;
use crate::time::Instant;

#[derive(Clone, Copy, Debug)]
enum State {
    Calling { timer_b: Instant },
    Proceeding { give_up: Option<Instant> },
    Accepted { timer_m: Instant },
}

/// What becomes of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reaction {
    /// To the TU.
    Deliver,
    /// Acknowledge, to the TU, and end.
    AcknowledgeAndEnd,
    /// Nobody sees it.
    Absorb,
}

/// What a wish to cancel leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CancelStep {
    /// Send the CANCEL.
    Send,
    /// Wait for the first provisional response.
    Wait,
    /// The final response is there.
    TooLate,
}

#[derive(Debug)]
pub(super) struct InviteClient(State);

impl InviteClient {
    pub(super) fn new(now: Instant) -> Self {
        Self(State::Calling { timer_b: now + TIMEOUT })
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.0 {
            State::Calling { timer_b } => Some(timer_b),
            State::Proceeding { give_up } => give_up,
            State::Accepted { timer_m } => Some(timer_m),
        }
    }

    pub(super) fn on_response(&mut self, now: Instant, status: u16) -> Reaction {
        match (self.0, status) {
            (State::Calling { .. }, 100..200) => {
                self.0 = State::Proceeding { give_up: None };
                Reaction::Deliver
            }
            (State::Proceeding { .. }, 100..200) | (State::Accepted { .. }, 200..300) => Reaction::Deliver,
            (_, 200..300) => {
                self.0 = State::Accepted { timer_m: now + TIMEOUT };
                Reaction::Deliver
            }
            (State::Accepted { .. }, _) => Reaction::Absorb,
            _ => Reaction::AcknowledgeAndEnd,
        }
    }

    /// What to do about a wish to cancel. `Send` starts the limit for the final response.
    pub(super) fn on_cancel(&mut self, now: Instant) -> CancelStep {
        match self.0 {
            State::Calling { .. } => CancelStep::Wait,
            State::Proceeding { .. } => {
                self.0 = State::Proceeding {
                    give_up: Some(now + TIMEOUT),
                };
                CancelStep::Send
            }
            State::Accepted { .. } => CancelStep::TooLate,
        }
    }

    /// Whether a CANCEL was sent.
    pub(super) fn is_cancelled(&self) -> bool {
        matches!(self.0, State::Proceeding { give_up: Some(_) })
    }

    /// Whether a 2xx has been received.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self.0, State::Accepted { .. })
    }
}
