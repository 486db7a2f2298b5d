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
//! Within a dialog an INVITE is answered by a machine: 64*T1 after its last provisional response without a final one it
//! is cancelled, or the session could not be changed ever again. Outside of one, somebody may let it ring.
//!
//! Completed is left as soon as it is entered: Timer D is zero. Timer A does not run.

use super::TIMEOUT;
use crate::time::Instant;

#[derive(Clone, Copy, Debug)]
enum State {
    Calling { timer_b: Instant },
    Proceeding { limit: Limit },
    Accepted { timer_m: Instant },
}

/// How long a final response may take once a provisional one came.
#[derive(Clone, Copy, Debug)]
enum Limit {
    None,
    /// Then it is cancelled.
    Cancel(Instant),
    /// It is cancelled; then it is given up.
    GiveUp(Instant),
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
pub(super) struct InviteClient {
    state: State,
    in_dialog: bool,
}

impl InviteClient {
    pub(super) fn new(now: Instant, in_dialog: bool) -> Self {
        let state = State::Calling { timer_b: now + TIMEOUT };
        Self { state, in_dialog }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Calling { timer_b } => Some(timer_b),
            State::Proceeding { limit } => match limit {
                Limit::None => None,
                Limit::Cancel(at) | Limit::GiveUp(at) => Some(at),
            },
            State::Accepted { timer_m } => Some(timer_m),
        }
    }

    pub(super) fn on_response(&mut self, now: Instant, status: u16) -> Reaction {
        match (self.state, status) {
            (State::Calling { .. }, 100..200) => {
                self.proceed(now);
                Reaction::Deliver
            }
            (State::Proceeding { limit }, 100..200) => {
                if !matches!(limit, Limit::GiveUp(_)) {
                    self.proceed(now);
                }
                Reaction::Deliver
            }
            (State::Accepted { .. }, 200..300) => Reaction::Deliver,
            (_, 200..300) => {
                self.state = State::Accepted { timer_m: now + TIMEOUT };
                Reaction::Deliver
            }
            (State::Accepted { .. }, _) => Reaction::Absorb,
            _ => Reaction::AcknowledgeAndEnd,
        }
    }

    fn proceed(&mut self, now: Instant) {
        let limit = if self.in_dialog {
            Limit::Cancel(now + TIMEOUT)
        } else {
            Limit::None
        };
        self.state = State::Proceeding { limit };
    }

    /// Its final response is overdue, but the other side is there: cancel it.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        matches!(self.state, State::Proceeding { limit: Limit::Cancel(at) } if at <= now)
    }

    /// What to do about a wish to cancel. `Send` starts the limit for the final response.
    pub(super) fn on_cancel(&mut self, now: Instant) -> CancelStep {
        match self.state {
            State::Calling { .. } => CancelStep::Wait,
            State::Proceeding { .. } => {
                self.state = State::Proceeding {
                    limit: Limit::GiveUp(now + TIMEOUT),
                };
                CancelStep::Send
            }
            State::Accepted { .. } => CancelStep::TooLate,
        }
    }

    /// Whether a CANCEL was sent.
    pub(super) fn is_cancelled(&self) -> bool {
        matches!(
            self.state,
            State::Proceeding {
                limit: Limit::GiveUp(_)
            }
        )
    }

    /// Whether a 2xx has been received.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self.state, State::Accepted { .. })
    }
}
