//! The types of the API, shared by the SDK (TypeScript declarations) and the development server (JSON).
//!
//! JSON names are camelCase, times are ISO 8601 text in UTC, an absent value is an absent key. On wasm32 each type
//! also becomes a TypeScript declaration; none of them crosses the boundary as a Rust value, so that an answer is
//! the host's own parsed JSON.

pub mod auth;
pub mod calls;
pub mod error;
pub mod events;
pub mod presence;
pub mod turn;

use serde::{Deserialize, Serialize};

/// The answer to a command that has nothing else to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Success {
    /// Always true: a refusal is an error.
    pub success: bool,
}

impl Success {
    /// The one value of this type.
    pub const YES: Self = Self { success: true };
}

#[cfg(test)]
mod tests;
