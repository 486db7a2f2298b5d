//! The user agent's face: two verbs, commands, outputs.
//!
//! After one mutation (`handle_input` or a command) the driver drains `poll_output` until it yields
//! `Output::Timeout`, then waits for the next input or for that deadline.
//!
//! ```text
//!   Input ──► UserAgent ──► Transport     open, supervise, reconnect
//!                 │    ◄──► Table         transactions
//!                 │    ──► Registration   REGISTER usage
//!                 │    ──► Subscription … SUBSCRIBE usages, messages, publications
//!                 └──────► Call …         INVITE usages
//!   Output ◄── one queue, in the order in which things were decided
//! ```

mod agent;
mod command;
mod commands;
mod config;
mod dispatch;
mod event;
mod input;
pub(crate) mod kernel;
mod liveness;
pub(crate) mod local;
mod news;
mod output;
pub(crate) mod reconnect;
mod record;
mod replacing;
mod requests;
mod servers;
mod telling;
mod transport;

pub use agent::UserAgent;
pub(crate) use command::target_uri;
pub use command::{CommandError, InviteOptions, RejectOptions, TransferOptions};
pub use config::{Config, Credentials, Redirects, ReferPolicy, Reliability, SessionTimers, WsUri};
pub use event::{
    BindingView, CallEnd, CallEvent, CallView, Cause, Direction, Diverted, EndedBy, Event, Identity, Phase, ReferView,
    RegistrationState, TransferState, TransportState, Warning, WarningCode,
};
pub use input::{Input, MediaFailure, MediaOutcome, MediaState};
pub use news::{
    IncomingMessage, OutgoingInfo, OutgoingMessage, PublicationEvent, PublishOptions, Recipient, SubscribeOptions,
    SubscriptionEnd, SubscriptionEvent,
};
pub use output::{MediaDirection, MediaEffect, Output, TimeoutReason};
pub use record::{DialogRecord, RingingRecord};

/// Names one call for its whole life (an INVITE usage); never reused within a user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u32);

/// Counts the offer/answer exchanges of a call, so that a late outcome of an older one is known and ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(pub u32);

/// Names one subscription, through every new beginning of it (RFC 6665); never reused within a user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriptionId(pub u32);

/// Names one published document (RFC 3903); never reused within a user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicationId(pub u32);

/// Names one thing that the application had sent and whose outcome is told: a MESSAGE, an INFO, a string of digits, an
/// OPTIONS. Never reused within a user agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u32);
