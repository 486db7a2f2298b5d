//! The SIP transport: one WebSocket, opened, supervised, lost and opened again.
//!
//! ```text
//!          start            opened, "sip"
//!   Down ────────► Opening ───────────────► Open ──┐ ping every 25 s (4 s in a call)
//!    ▲               │  ▲                    │     │ pong or anything else within 4 s
//!    │ stop          │  │ at                 │ ◄───┘
//!    │        closed,│  │       closed, no   │
//!    │       10 s    ▼  │       pong         │
//!    └──────────── Waiting ◄─────────────────┘
//! ```
//!
//! Keep-alive is RFC 5626 §3.5.1's double CRLF, as RFC 7118 §6 allows it. A server that has never answered one is
//! not thought dead for its silence: its transactions will say so.

use super::reconnect;
use super::{Output, TimeoutReason, TransportState};
use crate::entropy::Entropy;
use crate::sip::user_agent::Event;
use crate::time::{Duration, Instant};
use std::collections::VecDeque;

/// A socket that does not open within this time is given up.
const OPEN_LIMIT: Duration = Duration::from_secs(10);
/// Ping interval without a call, before jitter.
const PING_IDLE_SEC: u32 = 25;
/// Ping interval while there is a call.
const PING_IN_CALL: Duration = Duration::from_secs(4);
/// The answer to a ping must be there within this time.
const PONG_LIMIT: Duration = Duration::from_secs(4);

#[derive(Debug)]
enum Link {
    Down,
    Opening {
        until: Instant,
    },
    Open {
        next_ping: Instant,
        pong_due: Option<Instant>,
    },
    Waiting {
        at: Instant,
    },
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
}

/// Supervises the one connection.
#[derive(Debug)]
pub(super) struct Transport {
    uris: Vec<String>,
    current: usize,
    link: Link,
    /// Failures in a row since the connection last proved to work.
    failures: u32,
    /// Servers in a row that did not select `sip`.
    refusals: usize,
    /// The far end answers pings.
    answers_pings: bool,
    /// Flow-Timer of the last registration (RFC 5626 §4.4.1), in seconds.
    flow_timer: Option<u32>,
    in_call: bool,
}

impl Transport {
    pub(super) fn new(uris: Vec<String>) -> Self {
        Self {
            uris,
            current: 0,
            link: Link::Down,
            failures: 0,
            refusals: 0,
            answers_pings: false,
            flow_timer: None,
            in_call: false,
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
        self.uris.get(self.current).map_or("", String::as_str)
    }

    /// When something is to be done, and what.
    pub(super) fn deadline(&self) -> Option<(Instant, TimeoutReason)> {
        match self.link {
            Link::Down => None,
            Link::Opening { until } => Some((until, TimeoutReason::Reconnect)),
            Link::Open { next_ping, pong_due } => Some((
                pong_due.map_or(next_ping, |due| due.min(next_ping)),
                TimeoutReason::KeepAlive,
            )),
            Link::Waiting { at } => Some((at, TimeoutReason::Reconnect)),
        }
    }

    pub(super) fn handle_opened(
        &mut self,
        now: Instant,
        protocol: &str,
        entropy: &mut dyn Entropy,
        out: &mut VecDeque<Output>,
    ) -> Change {
        if !matches!(self.link, Link::Opening { .. }) {
            return Change::None;
        }
        if !protocol.eq_ignore_ascii_case("sip") {
            out.push_back(Output::Disconnect);
            self.refusals += 1;
            self.next_server();
            if self.refusals >= self.uris.len() {
                self.link = Link::Down;
                self.refusals = 0;
                state(out, TransportState::SubprotocolRefused);
            } else {
                self.open(now, out);
            }
            return Change::None;
        }
        self.refusals = 0;
        let next_ping = now + self.ping_interval(entropy);
        self.link = Link::Open {
            next_ping,
            pong_due: None,
        };
        state(out, TransportState::Connected);
        Change::Up
    }

    pub(super) fn handle_closed(
        &mut self,
        now: Instant,
        entropy: &mut dyn Entropy,
        out: &mut VecDeque<Output>,
    ) -> Change {
        match self.link {
            Link::Open { .. } => {
                self.retry(now, entropy, out);
                Change::Lost
            }
            Link::Opening { .. } => {
                self.failed_to_open(now, entropy, out);
                Change::None
            }
            Link::Down | Link::Waiting { .. } => Change::None,
        }
    }

    /// Something arrived: whatever it was, the connection lives.
    pub(super) fn handle_sign_of_life(&mut self, is_pong: bool) {
        if is_pong {
            self.answers_pings = true;
            self.failures = 0;
        }
        if let Link::Open { pong_due, .. } = &mut self.link {
            *pong_due = None;
        }
    }

    pub(super) fn handle_timeout(
        &mut self,
        now: Instant,
        entropy: &mut dyn Entropy,
        out: &mut VecDeque<Output>,
    ) -> Change {
        match self.link {
            Link::Opening { until } if until <= now => {
                out.push_back(Output::Disconnect);
                self.failed_to_open(now, entropy, out);
            }
            Link::Waiting { at } if at <= now => self.open(now, out),
            Link::Open {
                pong_due: Some(due), ..
            } if due <= now => return self.give_up(now, entropy, out),
            Link::Open { next_ping, .. } if next_ping <= now => self.ping(now, entropy, out),
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
        out: &mut VecDeque<Output>,
    ) {
        match self.link {
            Link::Waiting { .. } if network => self.open(now, out),
            Link::Open { pong_due: None, .. } => self.ping(now, entropy, out),
            _ => {}
        }
    }

    /// Begins to connect, unless it is being done already.
    pub(super) fn start(&mut self, now: Instant, out: &mut VecDeque<Output>) {
        if matches!(self.link, Link::Down | Link::Waiting { .. }) {
            self.failures = 0;
            self.open(now, out);
        }
    }

    /// Closes for good.
    pub(super) fn stop(&mut self, out: &mut VecDeque<Output>) {
        if !self.is_down() {
            self.link = Link::Down;
            out.push_back(Output::Disconnect);
            state(out, TransportState::Disconnected);
        }
    }

    /// Closes a connection that is open but of no use (no answer to REGISTER, 503) and tries the next server.
    pub(super) fn give_up(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut VecDeque<Output>) -> Change {
        if !self.is_open() {
            return Change::None;
        }
        out.push_back(Output::Disconnect);
        self.next_server();
        self.retry(now, entropy, out);
        Change::Lost
    }

    /// The server answered a registration: the connection works.
    pub(super) fn prove(&mut self, flow_timer: Option<u32>) {
        self.failures = 0;
        self.flow_timer = flow_timer;
    }

    /// More than one server is configured.
    pub(super) fn has_alternatives(&self) -> bool {
        self.uris.len() > 1
    }

    /// Pings more often, and reconnects faster, while there is a call.
    pub(super) fn set_in_call(&mut self, now: Instant, in_call: bool) {
        if in_call && !self.in_call {
            let soon = now + PING_IN_CALL;
            match &mut self.link {
                Link::Open { next_ping, .. } => *next_ping = soon.min(*next_ping),
                Link::Waiting { at } => *at = soon.min(*at),
                Link::Down | Link::Opening { .. } => {}
            }
        }
        self.in_call = in_call;
    }

    fn open(&mut self, now: Instant, out: &mut VecDeque<Output>) {
        self.link = Link::Opening {
            until: now + OPEN_LIMIT,
        };
        state(out, TransportState::Connecting);
        out.push_back(Output::Connect {
            uri: self.uri().to_owned(),
        });
    }

    fn failed_to_open(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut VecDeque<Output>) {
        self.next_server();
        self.retry(now, entropy, out);
    }

    fn retry(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut VecDeque<Output>) {
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
        self.current = (self.current + 1).checked_rem(self.uris.len()).unwrap_or(0);
        // Another server may have other manners.
        self.answers_pings &= self.uris.len() == 1;
    }

    fn ping(&mut self, now: Instant, entropy: &mut dyn Entropy, out: &mut VecDeque<Output>) {
        let next_ping = now + self.ping_interval(entropy);
        let pong_due = self.answers_pings.then(|| now + PONG_LIMIT);
        self.link = Link::Open { next_ping, pong_due };
        out.push_back(Output::Transmit(b"\r\n\r\n".to_vec()));
    }

    /// 80 to 100 % of the interval (RFC 5626 §4.4.1), or the short one of a call.
    fn ping_interval(&self, entropy: &mut dyn Entropy) -> Duration {
        let sec = self.flow_timer.unwrap_or(PING_IDLE_SEC).clamp(5, PING_IDLE_SEC);
        let wide = Duration::from_millis(u64::from(sec * 800 + entropy.up_to(sec * 200)));
        if self.in_call { PING_IN_CALL.min(wide) } else { wide }
    }
}

fn state(out: &mut VecDeque<Output>, state: TransportState) {
    out.push_back(Output::Event(Event::Transport(state)));
}
