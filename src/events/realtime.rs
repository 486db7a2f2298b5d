//! The realtime connection.
//!
//! ```text
//!            Connect                Token                Opened              auth_ok
//!   Closed ──────────► NeedsToken ─────────► Connecting ─────────► Auth ─────────────► Open
//!     ▲                    ▲                     │                  │ auth_error         │ socket closed,
//!     │ Disconnect         │ after the delay     │ closed, 15 s     │ (the token is      │ no pong for 15 s
//!     │ (from everywhere)  │ or at once when     ▼                  │  renewed once)     ▼
//!     └────────────────────┴── the host is ── Waiting ◄─────────────┴────────────────────┘
//!                              online again
//! ```
//!
//! The driver opens and closes sockets as the effects say and numbers them: what an older socket still says is ignored.

use core::time::Duration;
use std::collections::VecDeque;

use super::envelope::{Message, decode};
use super::presence::{Delta, PresenceStore};
use crate::entropy::Entropy;
use crate::json::{Json, quoted};
use crate::model::presence::PresenceEntry;
use crate::redact::Redacted;
use crate::time::Instant;

const HEARTBEAT: Duration = Duration::from_secs(25);
const PONG_LIMIT: Duration = Duration::from_secs(15);
const OPEN_LIMIT: Duration = Duration::from_secs(15);
/// A connection that lasted this long makes the next delay a short one again.
const STABLE: Duration = Duration::from_secs(10);
const LEAST_DELAY: u32 = 500;
const MOST_DELAY: u32 = 30_000;

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

/// What happens to the connection.
#[derive(Clone, Debug)]
pub enum Input<J> {
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
    /// A message of that socket; `None` when it is no JSON.
    Message(u32, Option<J>),
    /// That socket closed or failed to open.
    SocketClosed(u32),
    /// The host is online again.
    Online,
    /// The deadline may have passed.
    Timeout,
}

/// What the application is told, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Emission<J> {
    /// The state changed. The code says why it was closed for good: `token_expired`, `token_invalid`, …
    State(ConnectionState, Option<String>),
    /// The presence store changed; comes before the events that say the same.
    Presence(Vec<Delta>),
    /// An event, as it came.
    Event(J),
    /// A presence change that was missed while the connection was down, found by comparing snapshots.
    Missed(PresenceEntry),
    /// A message that could not be read; so many so far.
    Malformed(u32),
}

/// What the driver does.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<J> {
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
    Emit(Emission<J>),
}

#[derive(Clone, Debug, PartialEq)]
enum State {
    Closed,
    /// Waits for the driver, or for the user to log in when there is no token.
    NeedsToken,
    Connecting,
    Auth,
    Open {
        since: Instant,
    },
    Waiting,
}

/// The realtime connection.
#[derive(Debug)]
pub struct Realtime<J> {
    state: State,
    shown: ConnectionState,
    /// It has been open since the application asked for it.
    was_open: bool,
    token: Option<Redacted<String>>,
    renewed: bool,
    /// Why the server refused the token.
    refusal: Option<String>,
    socket: u32,
    attempt: u32,
    deadline: Option<Instant>,
    ping_sent: bool,
    malformed: u32,
    presence: PresenceStore,
    effects: VecDeque<Effect<J>>,
}

impl<J: Json> Default for Realtime<J> {
    fn default() -> Self {
        Self {
            state: State::Closed,
            shown: ConnectionState::Closed,
            was_open: false,
            token: None,
            renewed: false,
            refusal: None,
            socket: 0,
            attempt: 0,
            deadline: None,
            ping_sent: false,
            malformed: 0,
            presence: PresenceStore::default(),
            effects: VecDeque::new(),
        }
    }
}

impl<J: Json> Realtime<J> {
    /// What the application sees.
    #[must_use]
    pub const fn connection_state(&self) -> ConnectionState {
        self.shown
    }

    /// Whether a token that comes is waited for, or one that changes matters.
    #[must_use]
    pub fn wants_token(&self) -> bool {
        self.state == State::NeedsToken
    }

    /// When `Input::Timeout` is due.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The next thing to do; `None` when there is nothing.
    pub fn poll(&mut self) -> Option<Effect<J>> {
        self.effects.pop_front()
    }

    /// Takes what happened.
    pub fn handle(&mut self, now: Instant, input: Input<J>, entropy: &mut dyn Entropy) {
        match input {
            Input::Connect if self.state == State::Closed => {
                (self.was_open, self.renewed, self.attempt) = (false, false, 0);
                self.need_token(false);
            }
            Input::Disconnect => self.close(None),
            Input::Token(token) => self.token(now, token),
            Input::TokenLost if self.state == State::NeedsToken => self.wait(now, entropy),
            Input::Renewed(token) if matches!(self.state, State::Open { .. }) => {
                self.token = Some(token);
                self.authenticate();
            }
            Input::NoNewToken if self.state == State::NeedsToken => {
                let code = self.refusal.take();
                self.close(code);
            }
            Input::Impossible(code) => self.close(Some(code.to_owned())),
            Input::Opened(n) if n == self.socket && self.state == State::Connecting => {
                self.state = State::Auth;
                self.authenticate();
            }
            Input::Message(n, json) if n == self.socket => self.message(now, json, entropy),
            Input::SocketClosed(n) if n == self.socket && self.has_socket() => self.lost(now, entropy),
            Input::Online if self.state == State::Waiting => self.need_token(false),
            Input::Timeout if self.deadline.is_some_and(|d| now >= d) => self.timeout(now, entropy),
            _ => {}
        }
    }

    /// Another user: what is known about presence is somebody else's.
    pub fn forget_presence(&mut self) {
        let deltas = self.presence.clear();
        self.presence_changed(deltas);
    }

    /// What another connection of the same user has learned; the first snapshot of this one is compared with it, and
    /// what differs was missed in between.
    pub fn assume_presence(&mut self, entries: Vec<PresenceEntry>) {
        self.presence.assume(entries);
    }

    fn authenticate(&mut self) {
        let token = self.token.as_ref().map_or("", |t| t.expose().as_str());
        self.send(format!("{{\"type\":\"auth\",\"token\":{}}}", quoted(token)));
    }

    fn token(&mut self, now: Instant, token: Option<Redacted<String>>) {
        let same = self.token == token;
        self.token = token;
        match (self.state == State::NeedsToken, self.token.is_some()) {
            (true, true) => {
                self.socket = self.socket.wrapping_add(1);
                self.state = State::Connecting;
                self.deadline = Some(now + OPEN_LIMIT);
                self.effects.push_back(Effect::Open(self.socket));
            }
            // A socket that was authenticated for somebody else must not go on.
            (false, true) if !same && self.state != State::Closed => {
                self.drop_socket();
                self.need_token(false);
            }
            _ => {}
        }
    }

    fn message(&mut self, now: Instant, json: Option<J>, entropy: &mut dyn Entropy) {
        if matches!(self.state, State::Open { .. }) {
            // Whatever comes proves that the connection is alive.
            self.ping_sent = false;
            self.deadline = self.deadline.map(|_| now + HEARTBEAT);
        }
        let Some((json, message)) = json.and_then(|j| decode(&j).map(|m| (j, m))) else {
            self.malformed = self.malformed.saturating_add(1);
            return self.emit(Emission::Malformed(self.malformed));
        };
        match message {
            Message::AuthOk => self.authenticated(now),
            Message::AuthError { code } => self.refused(now, code, entropy),
            Message::Ping => self.send("{\"type\":\"pong\"}".into()),
            Message::Pong => {}
            _ if !matches!(self.state, State::Open { .. }) => {}
            Message::Snapshot(entries) => {
                let (deltas, known) = self.presence.snapshot(entries);
                self.presence_changed(deltas.clone());
                self.emit(Emission::Event(json));
                if known {
                    for delta in deltas {
                        self.emit(Emission::Missed(delta.into_entry()));
                    }
                }
            }
            Message::Change(entry) => {
                let delta = self.presence.change(entry);
                self.presence_changed(delta.into_iter().collect());
                self.emit(Emission::Event(json));
            }
            Message::Event => self.emit(Emission::Event(json)),
        }
    }

    fn authenticated(&mut self, now: Instant) {
        if self.state != State::Auth {
            return;
        }
        self.state = State::Open { since: now };
        self.deadline = Some(now + HEARTBEAT);
        (self.was_open, self.renewed, self.ping_sent) = (true, false, false);
        self.show(ConnectionState::Open, None);
    }

    /// The token was refused: a fresh one is tried once; after that only the user can help.
    fn refused(&mut self, now: Instant, code: String, entropy: &mut dyn Entropy) {
        self.drop_socket();
        if code == "auth_timeout" {
            self.wait(now, entropy);
        } else if self.renewed {
            self.close(Some(code));
        } else {
            self.renewed = true;
            self.refusal = Some(code);
            self.need_token(true);
        }
    }

    fn lost(&mut self, now: Instant, entropy: &mut dyn Entropy) {
        self.settle_attempts(now);
        self.wait(now, entropy);
    }

    fn settle_attempts(&mut self, now: Instant) {
        if let State::Open { since } = self.state
            && now.since(since) >= STABLE
        {
            self.attempt = 0;
        }
    }

    fn timeout(&mut self, now: Instant, entropy: &mut dyn Entropy) {
        match self.state {
            State::Open { .. } if !self.ping_sent => {
                self.ping_sent = true;
                self.deadline = Some(now + PONG_LIMIT);
                self.send("{\"type\":\"ping\"}".into());
            }
            State::Open { .. } | State::Connecting | State::Auth => {
                self.settle_attempts(now);
                self.drop_socket();
                self.wait(now, entropy);
            }
            State::Waiting => self.need_token(false),
            State::Closed | State::NeedsToken => self.deadline = None,
        }
    }

    #[inline(never)]
    fn need_token(&mut self, renew: bool) {
        self.state = State::NeedsToken;
        self.deadline = None;
        self.show_trying();
        self.effects.push_back(Effect::NeedToken { renew });
    }

    #[inline(never)]
    fn wait(&mut self, now: Instant, entropy: &mut dyn Entropy) {
        self.state = State::Waiting;
        let ceiling = (2 * LEAST_DELAY)
            .checked_shl(self.attempt)
            .unwrap_or(MOST_DELAY)
            .min(MOST_DELAY);
        let delay = LEAST_DELAY + entropy.up_to(ceiling - LEAST_DELAY);
        self.attempt = (self.attempt + 1).min(16);
        self.deadline = Some(now + Duration::from_millis(delay.into()));
        self.show_trying();
    }

    #[inline(never)]
    fn close(&mut self, code: Option<String>) {
        self.drop_socket();
        self.state = State::Closed;
        self.deadline = None;
        self.show(ConnectionState::Closed, code);
    }

    fn has_socket(&self) -> bool {
        matches!(self.state, State::Connecting | State::Auth | State::Open { .. })
    }

    #[inline(never)]
    fn drop_socket(&mut self) {
        if self.has_socket() {
            self.effects.push_back(Effect::Close(self.socket));
            self.socket = self.socket.wrapping_add(1);
            self.state = State::Waiting;
        }
    }

    fn show_trying(&mut self) {
        let state = if self.was_open || self.attempt > 0 {
            ConnectionState::Reconnecting
        } else {
            ConnectionState::Connecting
        };
        self.show(state, None);
    }

    #[inline(never)]
    fn show(&mut self, state: ConnectionState, code: Option<String>) {
        if self.shown != state {
            self.shown = state;
            self.emit(Emission::State(state, code));
        }
    }

    fn presence_changed(&mut self, deltas: Vec<Delta>) {
        if !deltas.is_empty() {
            self.emit(Emission::Presence(deltas));
        }
    }

    #[inline(never)]
    fn send(&mut self, text: String) {
        self.effects.push_back(Effect::Send(self.socket, text.into()));
    }

    #[inline(never)]
    fn emit(&mut self, emission: Emission<J>) {
        self.effects.push_back(Effect::Emit(emission));
    }
}
