//! REST operations as values: one table, pure request building, retry policy, token policy, error mapping.
//!
//! ```text
//! Exchange (one operation under way)        Session (the token all of them share)
//!   next ──► Refresh ──► refreshed ──► next      sign_in, set_token, sign_out, refreshed
//!        ├─► Send(request) ──► settle(outcome) ──► Wait ──► next
//!        └─► Finish(answer | failure)          ├─► Refresh (a 401, once)
//!                                              └─► Finish
//! ```
//!
//! Nothing here sends, waits or reads a clock: the driver does, and brings back what came of it.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod config;
mod exchange;
mod failure;
mod http_date;
mod jwt;
pub mod operations;
mod path;
mod retry;
mod session;
#[cfg_attr(any(voip_operations = "one", voip_operations = "none"), path = "table_of_one.rs")]
pub(crate) mod table;

pub use config::{Config, Idempotency, check_headers, is_token};
pub use exchange::{Answer, Arguments, Body, Exchange, Outcome, Request, Step};
pub use failure::{Failure, Kind};
pub use operations::{OPERATIONS, Operation};
pub use path::websocket_url;
pub use retry::millis;
pub use session::{Alarm, Grant, Session};

#[cfg(test)]
mod tests;
