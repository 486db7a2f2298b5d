//! Realtime messages: what they are, who is present, and when to connect again. Pure.
//!
//! [`Realtime`] is the connection as a state machine; [`PresenceStore`] decides what changed.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod envelope;
mod moment;
mod port;
mod presence;
mod realtime;
mod repeats;

pub use envelope::{Event, Message, decode, direction_name, status_name};
pub use port::{ConnectionState, Effect, Emission, Heard, Input};
pub use presence::{Change, Delta, PresenceStore, deltas_as_json};
pub use realtime::Realtime;

#[cfg(test)]
mod tests;
