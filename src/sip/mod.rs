//! A SIP user agent as a pure state machine (sans-IO): text, commands and time go in; text, media
//! effects, events and a deadline come out.
//!
//! ```text
//! user_agent   inputs, outputs, dispatch, reconnection
//!   ├ call          INVITE usage: outgoing, incoming, offer/answer, in-dialog operations
//!   ├ registration  REGISTER usage
//!   ├ subscription  SUBSCRIBE usage
//!   ├ publication   PUBLISH usage
//!   ├ messaging     MESSAGE, OPTIONS and what else is asked once
//!   ├ dialog        identifiers, route set, sequence numbers
//!   ├ transaction   the four state machines of RFC 3261 §17 as corrected by RFC 6026
//!   ├ auth          digest
//!   ├ package       bodies of event packages: mailbox, dialogs, presence
//!   └ message       parse, print, URIs, header fields
//! ```
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod auth;
pub(crate) mod call;
pub(crate) mod dialog;
pub mod message;
pub(crate) mod messaging;
pub(crate) mod order;
pub mod package;
pub(crate) mod publication;
pub(crate) mod queue;
pub(crate) mod registration;
pub(crate) mod subscription;
pub mod transaction;
pub mod user_agent;

/// What only a fuzz target may reach: the SDP editor, which no public function leads to with any text.
#[cfg(fuzzing)]
#[allow(missing_docs, reason = "see the functions that they call")]
pub mod fuzz {
    use super::call::sdp;
    use super::user_agent::MediaDirection;

    #[must_use]
    pub fn direction(text: &str) -> MediaDirection {
        sdp::direction(text)
    }

    #[must_use]
    pub fn has_audio(text: &str) -> bool {
        sdp::has_audio(text)
    }

    #[must_use]
    pub fn fit_answer(answer: &str, offered: MediaDirection) -> String {
        sdp::fit_answer(answer, offered)
    }

    #[must_use]
    pub fn succeed(text: String, last: &str) -> String {
        sdp::succeed(text, last)
    }
}
