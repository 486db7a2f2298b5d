//! Realtime messages: what they are, who is present, and when to connect again. Pure.
//!
//! [`Realtime`] is the connection as a state machine; [`PresenceStore`] decides what changed.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod envelope;
mod presence;
mod realtime;

pub use envelope::{Message, decode, direction_name, status_name};
pub use presence::{Delta, PresenceStore};
pub use realtime::{ConnectionState, Effect, Emission, Input, Realtime};

#[cfg(test)]
mod tests;
