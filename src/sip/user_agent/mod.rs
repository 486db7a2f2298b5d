//! The user agent's face: two verbs, commands, outputs.
//!
//! After one mutation (`handle_input` or a command) the driver drains `poll_output` until it yields
//! `Output::Timeout`, then waits for the next input or for that deadline.

mod config;
mod event;
mod input;
mod output;

pub use config::{Config, Credentials};
pub use event::{
    CallEnd, CallEvent, CallView, Cause, Direction, EndedBy, Event, Identity, Phase, RegistrationState, TransportState,
    Warning, WarningCode,
};
pub use input::{Input, MediaFailure, MediaOutcome, MediaState};
pub use output::{MediaDirection, MediaEffect, Output, TimeoutReason};

/// Names one call for its whole life (an INVITE usage); never reused within a user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Counts the offer/answer exchanges of a call, so that a late outcome of an older one is known and ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(pub u32);
