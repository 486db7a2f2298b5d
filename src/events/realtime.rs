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

use super::envelope::{Event, Message, decode};
use super::port::{ConnectionState, Effect, Emission, Heard, Input};
use super::presence::{Change, Delta, PresenceStore};
use super::repeats::Repeats;
use crate::entropy::Entropy;
use crate::json::quoted;
use crate::model::presence::PresenceEntry;
use crate::redact::Redacted;
use crate::time::Instant;

const HEARTBEAT: Duration = Duration::from_secs(25);
const PONG_LIMIT: Duration = Duration::from_secs(15);
const OPEN_LIMIT: Duration = Duration::from_secs(15);
/// Pings that come faster than this are not answered one by one: what is not read would pile up in the host.
const PONG_PAUSE: Duration = Duration::from_secs(1);
/// A connection that lasted this long makes the next delay a short one again.
const STABLE: Duration = Duration::from_secs(10);
const LEAST_DELAY: u32 = 500;
const MOST_DELAY: u32 = 30_000;
/// No deadline is farther ahead. When one is, the clock was set back since.
const FARTHEST: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, PartialEq, Default)]
enum State {
    #[default]
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
#[derive(Debug, Default)]
pub struct Realtime {
    state: State,
    shown: ConnectionState,
    /// It has been open since the application asked for it.
    was_open: bool,
    token: Option<Redacted<String>>,
    renewed: bool,
    /// When a token was renewed last because of a refusal.
    renewed_at: Option<Instant>,
    /// Why the server refused the token.
    refusal: Option<String>,
    socket: u32,
    attempt: u32,
    deadline: Option<Instant>,
    /// When the last ping went out. They go out however much comes in: the server, too, wants to hear something.
    pinged: Instant,
    ping_sent: bool,
    ponged: Option<Instant>,
    malformed: u32,
    presence: PresenceStore,
    repeats: Repeats,
    effects: VecDeque<Effect>,
}

impl Realtime {
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
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Takes what happened.
    pub fn handle(&mut self, now: Instant, input: Input, entropy: &mut dyn Entropy) {
        match input {
            Input::Connect if self.state == State::Closed => {
                (self.was_open, self.renewed, self.attempt) = (false, false, 0);
                self.need_token(false);
            }
            Input::Disconnect => self.close(None),
            Input::Token(token) => self.token(now, token),
            Input::TokenLost if self.state == State::NeedsToken => self.wait(now, entropy),
            Input::Renewed(token) => {
                self.token = Some(token);
                if matches!(self.state, State::Open { .. }) {
                    self.authenticate();
                }
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
            Input::SocketClosed(n) if n == self.socket && self.has_socket() => self.lost(now, entropy),
            Input::Online if self.state == State::Waiting => self.need_token(false),
            Input::Timeout if self.deadline.is_some_and(|d| is_due(d, now)) => self.timeout(now, entropy),
            _ => {}
        }
    }

    /// Another user: what is known about presence is somebody else's.
    pub fn forget_presence(&mut self) {
        self.repeats = Repeats::default();
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
        self.send(["{\"type\":\"auth\",\"token\":", &quoted(token), "}"].concat());
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

    /// Takes a message of that socket: JSON that the host has parsed, or `None` when it is none. Says what it means for
    /// the application; effects may come of it besides.
    pub fn receive(&mut self, now: Instant, socket: u32, text: Option<&str>, entropy: &mut dyn Entropy) -> Heard {
        if socket != self.socket || !self.has_socket() {
            return Heard::Nothing;
        }
        if self.ping_sent {
            // Whatever comes proves that the connection is alive.
            self.ping_sent = false;
            self.deadline = Some(self.pinged.min(now) + HEARTBEAT);
        }
        match text.and_then(decode) {
            None => {
                self.malformed = self.malformed.saturating_add(1);
                // One line for each of many would be a flood of its own.
                if self.malformed.is_power_of_two() {
                    self.emit(Emission::Malformed(self.malformed));
                }
            }
            Some(Message::AuthOk) => self.authenticated(now),
            Some(Message::AuthError { code }) => self.refused(now, code, entropy),
            Some(Message::Ping) => self.pong(now),
            Some(Message::Pong) => {}
            Some(Message::Event { id, at, event }) => {
                let repeated = || id.is_some_and(|id| self.repeats.has(&id));
                if matches!(self.state, State::Open { .. }) && !repeated() {
                    return self.event(event, at);
                }
            }
        }
        Heard::Nothing
    }

    fn event(&mut self, event: Event, at: Option<u64>) -> Heard {
        match event {
            Event::Other => Heard::Event,
            Event::Change(entry) => match self.presence.change(entry, at) {
                Change::Made => Heard::Change,
                Change::None => Heard::Event,
                Change::Stale => Heard::Nothing,
            },
            Event::Snapshot(entries) => {
                let (deltas, known) = self.presence.snapshot(entries, at);
                let missed = known && !deltas.is_empty();
                self.presence_changed(deltas);
                if missed { Heard::Missed } else { Heard::Event }
            }
        }
    }

    fn pong(&mut self, now: Instant) {
        if self.ponged.is_some_and(|at| at <= now && now.since(at) < PONG_PAUSE) {
            return;
        }
        self.ponged = Some(now);
        self.send("{\"type\":\"pong\"}".into());
    }

    fn authenticated(&mut self, now: Instant) {
        if self.state != State::Auth {
            return;
        }
        self.state = State::Open { since: now };
        self.deadline = Some(now + HEARTBEAT);
        (self.was_open, self.renewed, self.ping_sent, self.ponged) = (true, false, false, None);
        self.show(ConnectionState::Open, None);
    }

    /// The token was refused: a fresh one is tried once; after that only the user can help. A server that takes it and
    /// refuses it at once, over and over, is not asked in a loop.
    fn refused(&mut self, now: Instant, code: String, entropy: &mut dyn Entropy) {
        let was_taken = matches!(self.state, State::Open { .. });
        self.drop_socket();
        if code == "auth_timeout" || was_taken && self.renewed_at.is_some_and(|at| now.since(at) < STABLE) {
            self.wait(now, entropy);
        } else if self.renewed {
            self.close(Some(code));
        } else {
            (self.renewed, self.renewed_at) = (true, Some(now));
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
                (self.ping_sent, self.pinged) = (true, now);
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
    fn emit(&mut self, emission: Emission) {
        self.effects.push_back(Effect::Emit(emission));
    }
}

fn is_due(deadline: Instant, now: Instant) -> bool {
    now >= deadline || deadline.since(now) > FARTHEST
}
