//! Transactions (RFC 3261 §17 as corrected by RFC 6026), sans-IO, with the timers of a reliable transport.
//!
//! The transaction user gives requests and responses in, drains [`Table::poll_output`] and wakes the table at
//! [`Table::poll_timeout`]. ACK for a non-2xx final response, CANCEL's timing (RFC 3261 §9.1) and the absorption of
//! retransmissions happen in here.

mod invite_client;
mod invite_server;
mod key;
mod non_invite_client;
mod non_invite_server;
mod requests;
mod table;

use super::message::{Request, Response};
use crate::time::Duration;
pub(crate) use requests::cancel;
pub use table::Table;

/// T1 (RFC 3261 §17.1.1.1).
pub const T1: Duration = Duration::from_millis(500);
/// T2 (RFC 3261 §17.1.2.2): the longest pause between retransmissions of a 2xx.
pub const T2: Duration = Duration::from_secs(4);
/// 64*T1: timers B, F, H, L and M.
pub const TIMEOUT: Duration = Duration::from_secs(32);

/// Names a client transaction for its whole life; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u32);

/// Names a server transaction for its whole life; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// Why a client transaction ended without a final response (RFC 3261 §8.1.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No final response in time (Timer B or F; after CANCEL also 64*T1): to be treated as a 408.
    Timeout,
    /// The transport is gone: to be treated as a 503.
    Transport,
}

impl Failure {
    /// The status code that the transaction user takes it for.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Timeout => 408,
            Self::Transport => 503,
        }
    }
}

/// What the table has for the transport and for the transaction user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send these octets.
    Transmit(Vec<u8>),
    /// A new request (never ACK) with its new server transaction: answer it by [`Table::respond`]. An INVITE has
    /// already been answered 100. A CANCEL comes here only if it matches nothing: answer 481.
    Request {
        /// Its server transaction.
        id: ServerId,
        /// The request.
        request: Request,
        /// The same request came over another way (RFC 3261 §8.2.2.2): without a To tag it is to be answered 482.
        merged: bool,
    },
    /// An ACK that belongs to no transaction: the one of a 2xx, or a stray one (drop it). Never answered.
    Ack(Request),
    /// A CANCEL for a request that is known. Answer `cancel` with 200 (with the To tag of the INVITE's responses)
    /// in any case; then, unless `answered`, `invite` with 487.
    Cancel {
        /// The CANCEL's own server transaction.
        cancel: ServerId,
        /// The transaction to cancel.
        target: ServerId,
        /// A final response was sent already: the CANCEL has no effect (RFC 3261 §9.2).
        answered: bool,
        /// The CANCEL (it may carry Reason).
        request: Request,
    },
    /// A response: provisional ones each time, a final one once, except that an INVITE's 2xx comes each time, forks
    /// and retransmissions included (RFC 6026 §7.2). 100 comes too.
    Response {
        /// The request's transaction.
        id: ClientId,
        /// The response.
        response: Response,
    },
    /// No (further) final response will come.
    Failed {
        /// The transaction; it is gone.
        id: ClientId,
        /// Why.
        failure: Failure,
    },
    /// A client INVITE transaction that had a 2xx is gone 64*T1 after the first (Timer M): early dialogs that no 2xx
    /// has confirmed are over (RFC 3261 §13.2.2.4).
    Accepted {
        /// The transaction; it is gone.
        id: ClientId,
    },
}

#[cfg(test)]
mod tests;
