//! What the user agent asks of its driver.

use super::{CallId, Event, Round};
use crate::time::Instant;

/// One thing to do.
#[derive(Debug)]
pub enum Output {
    /// Open a WebSocket to this URL with the subprotocol `sip`; any earlier one is given up.
    Connect {
        /// `ws:` or `wss:` URL.
        uri: String,
    },
    /// Close the WebSocket.
    Disconnect,
    /// Send one message (a text frame when it is UTF-8, else a binary one).
    Transmit(Vec<u8>),
    /// Do something with a call's peer connection.
    Media(MediaEffect),
    /// Tell the application.
    Event(Event),
    /// Nothing more to do now: call `handle_input(now, Input::Timeout)` at this moment, if there is one.
    Timeout {
        /// The next deadline.
        at: Option<Instant>,
        /// What it is for, to explain a wake-up in a log.
        reason: TimeoutReason,
    },
}

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeoutReason {
    /// No deadline.
    Idle,
    /// A transaction timer.
    Transaction,
    /// Registration refresh or expiry.
    Registration,
    /// Keep-alive ping or its pong.
    KeepAlive,
    /// The next attempt to connect.
    Reconnect,
    /// A call's own timer.
    Call,
    /// A subscription, a message or a publication.
    Subscription,
    /// The end of `UserAgent::stop`'s patience.
    Stop,
}

/// Direction of an audio stream seen from us (RFC 3264 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaDirection {
    /// Both ways.
    SendRecv,
    /// We send only.
    SendOnly,
    /// We receive only.
    RecvOnly,
    /// Neither.
    Inactive,
}

/// One thing to do with a call's peer connection. The first effect of a call makes the peer connection.
#[derive(Debug)]
pub enum MediaEffect {
    /// Make an offer with this audio direction; answered by `MediaOutcome::LocalDescription`.
    CreateOffer {
        /// Whose.
        call: CallId,
        /// Which exchange.
        round: Round,
        /// Direction to offer.
        direction: MediaDirection,
        /// Restart ICE with this offer (RFC 8839 §4.4).
        ice_restart: bool,
    },
    /// Apply the far end's offer and make an answer; answered by `MediaOutcome::LocalDescription`.
    CreateAnswer {
        /// Whose.
        call: CallId,
        /// Which exchange.
        round: Round,
        /// The far end's offer.
        offer: String,
        /// Direction that we want; the browser narrows it to what the offer allows.
        direction: MediaDirection,
    },
    /// Apply the far end's answer to our offer; answered by `MediaOutcome::Applied`.
    ApplyAnswer {
        /// Whose.
        call: CallId,
        /// Which exchange.
        round: Round,
        /// The far end's answer.
        answer: String,
        /// An answer that a later one may replace (early media): `pranswer`.
        provisional: bool,
    },
    /// Give up an exchange that is not finished: back to the stable state before it.
    Rollback {
        /// Whose.
        call: CallId,
        /// Which exchange.
        round: Round,
    },
    /// The call is over: close the peer connection, release its tracks.
    Close {
        /// Whose.
        call: CallId,
    },
}
