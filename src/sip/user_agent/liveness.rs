//! Is the far end of an open socket still there?
//!
//! ```text
//!   ready ──► ping ──pong──► known: ping ──────┐
//!              │ silence                       │ asked every 25 s (4 s in a call);
//!              ▼                               │ silence for 4 s: dead
//!           OPTIONS ──reply──► known: OPTIONS ─┤
//!              │ silence                       │
//!              ▼                               │ only in a call
//!           known: REGISTER ───────────────────┘
//! ```
//!
//! Keep-alive is RFC 5626 §3.5.1's double CRLF, as RFC 7118 §6 allows it. A server may ignore it, so what it answers
//! is learnt once after each connection to a server that is not known: the silence of one that never answers pings
//! proves nothing, that of one that answers OPTIONS does. What any server answers is REGISTER; that costs more, and is
//! asked only while a call depends on the connection.

use crate::entropy::Entropy;
use crate::time::{Duration, Instant, earlier};

/// Ping interval without a call, before jitter.
const IDLE_SEC: u32 = 25;
/// Ping interval while there is a call.
const IN_CALL: Duration = Duration::from_secs(4);
/// The answer must be there within this time.
const LIMIT: Duration = Duration::from_secs(4);
/// The same while it is learnt what a server answers, and a call cannot wait.
const LEARN_IN_CALL: Duration = Duration::from_secs(2);
/// A look that comes so much too late comes after a sleep: the answer may lie in the socket, behind this time-out.
const LATE: Duration = Duration::from_secs(1);

/// How to ask whether somebody is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Probe {
    /// Double CRLF.
    Ping,
    /// OPTIONS to our domain.
    Options,
    /// The registration, refreshed before its time.
    Register,
}

/// What arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// The answer to a ping.
    Pong,
    /// The answer to OPTIONS or to a REGISTER, whoever wanted that.
    Reply(Probe),
    /// Anything else.
    Other,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing.
    None,
    /// Ask so.
    Ask(Probe),
    /// Nobody is there.
    Dead,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    probe: Probe,
    due: Instant,
    /// Asked a second time after a sleep.
    again: bool,
}

/// Supervises one server's connections, one after the other.
#[derive(Debug, Default)]
pub(super) struct Liveness {
    /// What this server is known to answer.
    known: Option<Probe>,
    next: Option<Instant>,
    asked: Option<Asked>,
    in_call: bool,
    /// Flow-Timer of the last registration (RFC 5626 §4.4.1), in seconds.
    flow_timer: Option<u32>,
}

impl Liveness {
    /// A connection has opened.
    pub(super) fn opened(&mut self, now: Instant, entropy: &mut dyn Entropy) {
        self.asked = None;
        self.next = Some(now + self.interval(entropy));
    }

    /// It is gone.
    pub(super) fn closed(&mut self) {
        self.asked = None;
        self.next = None;
    }

    /// The next connection may be to a server with other manners.
    pub(super) fn forget(&mut self) {
        self.known = None;
        self.flow_timer = None;
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let due = self.asked.map(|a| a.due);
        earlier(due, self.next)
    }

    /// The connection is in use: find out what the server answers, unless that is known.
    pub(super) fn settle(&mut self, now: Instant) -> Step {
        if self.known.is_some() || self.asked.is_some() || self.next.is_none() {
            return Step::None;
        }
        self.ask(now, Probe::Ping)
    }

    /// The registrar said how often it wants to be pinged.
    pub(super) fn set_flow_timer(&mut self, now: Instant, sec: Option<u32>, entropy: &mut dyn Entropy) {
        self.flow_timer = sec;
        let soonest = now + self.interval(entropy);
        self.next = self.next.map(|next| next.min(soonest));
    }

    pub(super) fn set_in_call(&mut self, now: Instant, in_call: bool) {
        if in_call && !self.in_call {
            let soon = now + IN_CALL;
            self.next = self.next.map(|next| next.min(soon));
        }
        self.in_call = in_call;
    }

    /// Whatever arrives shows that the connection lives; only an answer teaches how to ask.
    pub(super) fn heard(&mut self, what: Heard) {
        let learnt = match (what, self.asked) {
            (Heard::Pong, _) => Some(Probe::Ping),
            (Heard::Reply(probe), Some(asked)) if self.known.is_none() && asked.probe == probe => Some(probe),
            _ => None,
        };
        if learnt.is_some() {
            self.known = learnt;
        }
        if self.known.is_some() {
            self.asked = None;
        }
    }

    /// Something gives reason to doubt the connection: ask now.
    pub(super) fn doubt(&mut self, now: Instant) -> Step {
        if self.asked.is_some() || self.next.is_none() {
            return Step::None;
        }
        self.ask_as_known(now)
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, entropy: &mut dyn Entropy) -> Step {
        if let Some(asked) = self.asked.filter(|a| a.due <= now) {
            return self.unanswered(now, asked);
        }
        if self.next.is_none_or(|at| at > now) {
            return Step::None;
        }
        self.next = Some(now + self.interval(entropy));
        if self.asked.is_some() {
            return Step::None;
        }
        self.ask_as_known(now)
    }

    fn ask_as_known(&mut self, now: Instant) -> Step {
        match self.known {
            // Only kept open: silence would prove nothing, and asking for more is not worth its price.
            Some(Probe::Register) if !self.in_call => Step::Ask(Probe::Ping),
            Some(probe) => self.ask(now, probe),
            None => self.ask(now, Probe::Ping),
        }
    }

    fn ask(&mut self, now: Instant, probe: Probe) -> Step {
        let learning = self.known.is_none();
        let limit = if learning && self.in_call { LEARN_IN_CALL } else { LIMIT };
        self.asked = Some(Asked {
            probe,
            due: now + limit,
            again: false,
        });
        Step::Ask(probe)
    }

    fn unanswered(&mut self, now: Instant, asked: Asked) -> Step {
        self.asked = None;
        if asked.due + LATE < now && !asked.again {
            let step = self.ask(now, asked.probe);
            if let Some(asked) = &mut self.asked {
                asked.again = true;
            }
            return step;
        }
        match (self.known, asked.probe) {
            (Some(_), _) => Step::Dead,
            (None, Probe::Ping) => self.ask(now, Probe::Options),
            (None, _) => {
                self.known = Some(Probe::Register);
                if self.in_call {
                    self.ask(now, Probe::Register)
                } else {
                    Step::None
                }
            }
        }
    }

    /// 80 to 100 % of the interval (RFC 5626 §4.4.1), or the short one of a call.
    fn interval(&self, entropy: &mut dyn Entropy) -> Duration {
        let sec = self.flow_timer.unwrap_or(IDLE_SEC).clamp(5, IDLE_SEC);
        let wide = Duration::from_millis(u64::from(sec * 800 + entropy.up_to(sec * 200)));
        if self.in_call { IN_CALL.min(wide) } else { wide }
    }
}
