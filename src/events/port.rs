//! What goes into the connection's state machine and what comes out of it.

use super::presence::Delta;
use crate::redact::Redacted;

/// What the application sees of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ConnectionState {
    /// Not connected and not trying.
    #[default]
    Closed,
    /// The first attempt is under way, or waits for a token.
    Connecting,
    /// Authenticated: events come.
    Open,
    /// Lost, and trying again.
    Reconnecting,
}

impl ConnectionState {
    /// Name across the boundary.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Connecting => "connecting",
            Self::Open => "open",
            Self::Reconnecting => "reconnecting",
        }
    }
}

/// What happens to the connection, besides messages.
#[derive(Clone, Debug)]
pub enum Input {
    /// The application wants it.
    Connect,
    /// The application does not want it any more.
    Disconnect,
    /// A token, or that there is none: asked for by `Effect::NeedToken`, or because the user changed.
    Token(Option<Redacted<String>>),
    /// The token could not be had for a reason that may pass (the network).
    TokenLost,
    /// The session's token was refreshed: an open connection goes on with it.
    Renewed(Redacted<String>),
    /// The token that was refused cannot be renewed.
    NoNewToken,
    /// No socket can be made at all; the code says why.
    Impossible(&'static str),
    /// That socket opened.
    Opened(u32),
    /// That socket closed or failed to open.
    SocketClosed(u32),
    /// The host is online again.
    Online,
    /// The deadline may have passed.
    Timeout,
}

/// What a message means for the application. A number crosses the boundary, and nothing else does: the message lies
/// in JavaScript already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Heard {
    /// Nothing.
    Nothing = 0,
    /// It is an event for the listeners.
    Event = 1,
    /// Its data is the presence of an extension now, and it is an event.
    Change = 2,
    /// It is an event; the changes of presence that were told with it are events that were missed.
    Missed = 3,
}

/// What the application is told besides messages, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Emission {
    /// The state changed. The code says why it was closed for good: `token_expired`, `token_invalid`, …
    State(ConnectionState, Option<String>),
    /// A snapshot changed the presence store; comes before the message's own meaning.
    Presence(Vec<Delta>),
    /// Messages that could not be read; so many so far. Told for the first, the second, the fourth, the eighth, …
    Malformed(u32),
}

/// What the driver does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Answer with `Input::Token`; the token that was used last was refused if `renew`.
    NeedToken {
        /// Have it refreshed first.
        renew: bool,
    },
    /// Open a socket and call it by this number.
    Open(u32),
    /// Send a text by that socket.
    Send(u32, Redacted<String>),
    /// Close that socket; nothing that it says counts any more.
    Close(u32),
    /// Tell the application.
    Emit(Emission),
}
