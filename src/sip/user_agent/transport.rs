//! The SIP transport: one WebSocket, opened, supervised, lost and opened again.
//!
//! ```text
//!          start            opened, "sip"
//!   Down ────────► Opening ───────────────► Open ──┐
//!    ▲               │  ▲                    │     │ asked for a sign of life (liveness.rs)
//!    │ stop          │  │ at                 │ ◄───┘
//!    │        closed,│  │       closed,      │
//!    │     too slow  ▼  │       dead         │
//!    └──────────── Waiting ◄─────────────────┘
//! ```
//!
//! A connection that is lost is opened again at the same server, which may know our calls; without a call the
//! preferred server comes first. The next server has its turn when one does not open or is of no use.

use super::liveness::{Heard, Liveness, Probe, Step};
use super::reconnect;
use super::servers::Servers;
use super::{Output, TimeoutReason, TransportState, WsUri};
use crate::entropy::Entropy;
use crate::sip::user_agent::Event;
use crate::time::{Duration, Instant, earlier};

/// A socket that does not open within this time is given up.
const OPEN_LIMIT: Duration = Duration::from_secs(10);
/// The same for the first attempt while a call waits; doubled for each further one. Handshakes that were lost on the
/// way are repeated by the system after 1, 3 and 7 s, and a new one need not wait for that.
const OPEN_LIMIT_IN_CALL: Duration = Duration::from_secs(2);
/// An attempt that has taken so long already is begun anew when the network comes back.
const STALE_ATTEMPT: Duration = Duration::from_secs(1);
/// A connection that is lost before that time has not proved much.
const STEADY: Duration = Duration::from_secs(5);
/// So many such losses in a row are followed by an attempt at once.
const QUICK_LOSSES: u32 = 3;
/// The preferred server is tried again after so long at another one, if there is no call; then after twice that.
const RETURN: Duration = Duration::from_secs(600);
/// Longest time between two such tries.
const RETURN_MAX: Duration = Duration::from_secs(7200);
/// After a call the other server is kept at least so long.
const RETURN_PAUSE: Duration = Duration::from_secs(10);

#[derive(Debug)]
enum Link {
    Down,
    Opening { since: Instant, until: Instant },
    Open { since: Instant, proven: bool },
    Waiting { at: Instant },
}

/// What an input meant for what lies above the transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// The transport can be used now.
    Up,
    /// It cannot be used any more.
    Lost,
    /// A request has to be sent to see whether somebody is there.
    Ask(Probe),
}

/// Supervises the one connection.
#[derive(Debug)]
pub(super) struct Transport {
    servers: Servers,
    link: Link,
    liveness: Liveness,
    /// Failures in a row since the connection last proved to work.
    failures: u32,
    /// Losses in a row of connections that had hardly begun.
    quick: u32,
    /// Servers in a row that did not select `sip`.
    refusals: usize,
    in_call: bool,
    /// When to leave for the preferred server.
    return_at: Option<Instant>,
    return_after: Duration,
}

impl Transport {
    pub(super) fn new(uris: Vec<WsUri>) -> Self {
        Self {
            servers: Servers::new(uris),
            link: Link::Down,
            liveness: Liveness::default(),
            failures: 0,
            quick: 0,
            refusals: 0,
            in_call: false,
            return_at: None,
            return_after: RETURN,
        }
    }

    /// Messages can be sent.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.link, Link::Open { .. })
    }

    /// Not connected and not trying.
    pub(super) fn is_down(&self) -> bool {
        matches!(self.link, Link::Down)
    }

    /// The URL in use.
    pub(super) fn uri(&self) -> &str {
        self.servers.uri()
    }

    /// More than one server is configured.
    pub(super) fn has_alternatives(&self) -> bool {
        self.servers.len() > 1
    }

    /// When something is to be done, and what.
    pub(super) fn deadline(&self) -> (Option<Instant>, TimeoutReason) {
        match self.link {
            Link::Down => (None, TimeoutReason::Reconnect),
            Link::Open { .. } => {
                let going = self.return_at.filter(|_| !self.in_call);
                (earlier(self.liveness.deadline(), going), TimeoutReason::KeepAlive)
            }
            Link::Opening { until: at, .. } | Link::Waiting { at } => (Some(at), TimeoutReason::Reconnect),
        }
    }

    pub(super) fn handle_opened(
        &mut self,
        now: Instant,
        protocol: &str,
        entropy: &mut dyn Entropy,
        out: &mut Vec<Output>,
    ) -> Change {
        if !matches!(self.link, Link::Opening { .. }) {
            return Change::None;
        }
        if !protocol.eq_ignore_ascii_case("sip") {
            out.push(Output::Disconnect);
            self.refusals += 1;
            self.next_server();
            if self.refusals >= self.servers.len() {
                self.link = Link::Down;
                self.refusals = 0;
                state(out, TransportState::SubprotocolRefused);
            } else {
                self.open(now, out);
            }
            return Change::None;
        }
        self.refusals = 0;
        self.link = Link::Open {
            since: now,
            proven: false,
        };
        self.liveness.opened(now, entropy);
        if self.servers.is_preferred() {
            self.return_at = None;
            self.return_after = RETURN;
        } else {
            self.return_at = Some(now + self.return_after);
            self.return_after = (self.return_after * 2).min(RETURN_MAX);
        }
        state(out, TransportState::Connected);
        Change::Up
    }

    pub(super) fn handle_closed(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) -> Change {
        match self.link {
            Link::Open { .. } => {
                if !self.in_call {
                    self.prefer();
                }
                self.lost(now, entropy, out)
            }
            Link::Opening { .. } => {
                self.failed_to_open(now, entropy, out);
                Change::None
            }
            Link::Down | Link::Waiting { .. } => Change::None,
        }
    }

    /// Something arrived: whatever it was, the connection lives.
    pub(super) fn handle_sign_of_life(&mut self, what: Heard) {
        self.liveness.heard(what);
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) -> Change {
        match self.link {
            Link::Opening { until, .. } if until <= now => {
                out.push(Output::Disconnect);
                self.failed_to_open(now, entropy, out);
            }
            Link::Waiting { at } if at <= now => self.open(now, out),
            Link::Open { .. } if !self.in_call && self.return_at.is_some_and(|at| at <= now) => {
                out.push(Output::Disconnect);
                self.prefer();
                self.failures = 0;
                let change = self.lost(now, entropy, out);
                // If it is not there, back at once.
                self.failures = 0;
                return change;
            }
            Link::Open { .. } => {
                let step = self.liveness.handle_timeout(now, entropy);
                return self.take(now, step, entropy, out);
            }
            _ => {}
        }
        Change::None
    }

    /// The machine woke up, the page became visible, the network is back: find out at once where we stand.
    /// Without `network` there is reason to doubt the connection, but none to open another.
    pub(super) fn handle_awake(
        &mut self,
        now: Instant,
        network: bool,
        entropy: &mut dyn Entropy,
        out: &mut Vec<Output>,
    ) -> Change {
        match self.link {
            Link::Waiting { .. } if network => self.open(now, out),
            Link::Opening { since, .. } if network && since + STALE_ATTEMPT <= now => {
                out.push(Output::Disconnect);
                self.open(now, out);
            }
            Link::Open { .. } => {
                let step = self.liveness.doubt(now);
                return self.take(now, step, entropy, out);
            }
            _ => {}
        }
        Change::None
    }

    /// Begins to connect, unless it is being done already.
    pub(super) fn start(&mut self, now: Instant, out: &mut Vec<Output>) {
        if matches!(self.link, Link::Down | Link::Waiting { .. }) {
            self.failures = 0;
            self.quick = 0;
            self.open(now, out);
        }
    }

    /// Closes for good.
    pub(super) fn stop(&mut self, out: &mut Vec<Output>) {
        if !self.is_down() {
            self.link = Link::Down;
            self.liveness.closed();
            out.push(Output::Disconnect);
            state(out, TransportState::Disconnected);
        }
    }

    /// Closes a connection that is open but of no use (no answer to REGISTER, 503) and tries the next server.
    pub(super) fn give_up(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) -> Change {
        if !self.is_open() {
            return Change::None;
        }
        out.push(Output::Disconnect);
        self.next_server();
        self.lost(now, entropy, out)
    }

    /// The server answered a registration; it may have said how often it wants to be pinged.
    pub(super) fn set_flow_timer(&mut self, now: Instant, sec: Option<u32>, entropy: &mut dyn Entropy) {
        self.liveness.set_flow_timer(now, sec, entropy);
    }

    /// What lies above is content with the connection: a loss is followed by an attempt at once.
    pub(super) fn prove(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) -> Change {
        if let Link::Open { proven, .. } = &mut self.link {
            *proven = true;
        }
        if self.quick < QUICK_LOSSES {
            self.failures = 0;
        }
        let step = self.liveness.settle(now);
        self.take(now, step, entropy, out)
    }

    /// Asks more often, and reconnects faster, while there is a call.
    pub(super) fn set_in_call(&mut self, now: Instant, in_call: bool) {
        if in_call && !self.in_call {
            let soon = now + Duration::from_millis(reconnect::CEILING_IN_CALL_MS);
            if let Link::Waiting { at } = &mut self.link {
                *at = soon.min(*at);
            }
        }
        if self.in_call && !in_call {
            self.stay(now);
        }
        self.in_call = in_call;
        self.liveness.set_in_call(now, in_call);
    }

    /// Not now to the preferred server: something is going on here.
    pub(super) fn stay(&mut self, now: Instant) {
        self.return_at = self.return_at.map(|at| at.max(now + RETURN_PAUSE));
    }

    fn take(&mut self, now: Instant, step: Step, entropy: &mut dyn Entropy, out: &mut Vec<Output>) -> Change {
        match step {
            Step::None => Change::None,
            Step::Ask(Probe::Ping) => {
                out.push(Output::Transmit(b"\r\n\r\n".to_vec()));
                Change::None
            }
            Step::Ask(probe) => Change::Ask(probe),
            Step::Dead => {
                out.push(Output::Disconnect);
                // Another server may answer under the same name, and be of another kind.
                self.liveness.forget();
                self.lost(now, entropy, out)
            }
        }
    }

    fn open(&mut self, now: Instant, out: &mut Vec<Output>) {
        let limit = if self.in_call {
            (OPEN_LIMIT_IN_CALL * (1 << self.failures.saturating_sub(1).min(3))).min(OPEN_LIMIT)
        } else {
            OPEN_LIMIT
        };
        self.link = Link::Opening {
            since: now,
            until: now + limit,
        };
        state(out, TransportState::Connecting);
        out.push(Output::Connect {
            uri: self.uri().to_owned(),
        });
    }

    fn failed_to_open(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) {
        self.next_server();
        self.retry(now, entropy, out);
    }

    fn lost(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) -> Change {
        if let Link::Open { since, proven } = self.link {
            if now < since + STEADY {
                self.quick += 1;
            } else if proven {
                self.quick = 0;
                self.failures = 0;
            }
        }
        self.liveness.closed();
        self.retry(now, entropy, out);
        Change::Lost
    }

    fn retry(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut Vec<Output>) {
        let wait = reconnect::delay(self.failures, self.in_call, entropy);
        self.failures = self.failures.saturating_add(1);
        let at = now + wait;
        state(
            out,
            TransportState::Reconnecting {
                attempt: self.failures,
                at,
            },
        );
        self.link = Link::Waiting { at };
        if at <= now {
            self.open(now, out);
        }
    }

    fn next_server(&mut self) {
        self.servers.advance();
        if self.has_alternatives() {
            self.liveness.forget();
        }
    }

    fn prefer(&mut self) {
        if !self.servers.is_preferred() {
            self.servers.prefer();
            self.liveness.forget();
        }
    }
}

fn state(out: &mut Vec<Output>, state: TransportState) {
    out.push(Output::Event(Event::Transport(state)));
}
