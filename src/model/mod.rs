//! The types of the API, shared by the SDK (TypeScript declarations) and the development server (JSON).
//!
//! JSON names are camelCase, times are ISO 8601 text in UTC, an absent value is an absent key. On wasm32 each type
//! also becomes a TypeScript declaration; none of them crosses the boundary as a Rust value, so that an answer is
//! the host's own parsed JSON.

pub mod auth;
pub mod blocklist;
pub mod call_control;
pub mod call_stats;
pub mod calls;
pub mod conferences;
pub mod error;
pub mod events;
pub mod extensions;
pub mod ivr;
pub mod presence;
pub mod queues;
pub mod ring_groups;
pub mod schedules;
pub mod trunks;
pub mod turn;
pub mod voicemail;
pub mod webhook_events;
pub mod webhooks;

use serde::{Deserialize, Deserializer, Serialize};

/// The answer to a command that has nothing else to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Success {
    /// Always true: a refusal is an error.
    pub success: bool,
}

impl Success {
    /// The one value of this type.
    pub const YES: Self = Self { success: true };
}

/// For a member that null empties and whose absence leaves it alone: `Some(None)` is null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
