//! INVITE server transaction (RFC 3261 §17.2.1, RFC 6026 §7.1) on a reliable transport.
//!
//! ```text
//!                INVITE: to the TU, send 100
//!                        │
//!                        ▼
//!   INVITE: last 1xx ┌──────────┐ 1xx from the TU: send
//!               ┌───▶│Proceeding│◀───┐
//!               └────└──────────┘────┘
//!     300-699 from TU: │      │ 2xx from the TU: send
//!                 send ▼      ▼
//!   INVITE:  ┌─────────┐  ┌────────┐ 2xx from the TU: send
//!  final ┌──▶│Completed│  │Accepted│◀──┐ ACK: to the TU
//!  again └───└─────────┘  └────────┘───┘ INVITE: nothing
//!     ACK, Timer H │          │ Timer L
//!                  ▼          ▼
//!               ┌──────────────┐
//!               │  Terminated  │
//!               └──────────────┘
//! ```
//! Confirmed is left as soon as it is entered: Timer I is zero. Timer G does not run.

use super::TIMEOUT;
use crate::time::Instant;

#[derive(Clone, Copy, Debug)]
enum State {
    Proceeding,
    Completed { timer_h: Instant },
    Accepted { timer_l: Instant },
}

#[derive(Debug)]
pub(super) struct InviteServer(State);

impl InviteServer {
    pub(super) fn new() -> Self {
        Self(State::Proceeding)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        match self.0 {
            State::Proceeding => None,
            State::Completed { timer_h } => Some(timer_h),
            State::Accepted { timer_l } => Some(timer_l),
        }
    }

    /// Whether a response of the TU may be sent; moves on if so.
    pub(super) fn on_respond(&mut self, now: Instant, status: u16) -> bool {
        match (self.0, status) {
            (State::Proceeding, 100..200) | (State::Accepted { .. }, 200..300) => true,
            (State::Proceeding, 200..300) => {
                self.0 = State::Accepted { timer_l: now + TIMEOUT };
                true
            }
            (State::Proceeding, _) => {
                self.0 = State::Completed { timer_h: now + TIMEOUT };
                true
            }
            _ => false,
        }
    }

    /// Whether a retransmitted INVITE gets the last response again.
    pub(super) fn repeats(&self) -> bool {
        !matches!(self.0, State::Accepted { .. })
    }

    /// Whether this ACK ends the transaction; one in Accepted goes to the TU.
    pub(super) fn ends_with_ack(&self) -> bool {
        matches!(self.0, State::Completed { .. })
    }

    /// Whether a final response was sent.
    pub(super) fn is_answered(&self) -> bool {
        !matches!(self.0, State::Proceeding)
    }
}
