//! Reliable provisional responses of ours (RFC 3262 §3): numbered, repeated until their PRACK comes, one at a time.

use crate::sip::message::{Method, Request, Response, names};
use crate::sip::transaction::{ServerId, T1, T2, TIMEOUT};
use crate::sip::user_agent::kernel::Core;
use crate::text::decimal;
use crate::time::{Duration, Instant};

/// RSeq starts anywhere below that, so that it never wraps in one transaction.
const MAX_FIRST: u32 = (1 << 31) - 1_000_000;

/// The responses to one INVITE.
#[derive(Debug, Default)]
pub(super) struct Reliable {
    /// RSeq of the last one; 0: none was sent.
    last: u32,
    out: Option<Out>,
}

#[derive(Debug)]
struct Out {
    response: Response,
    next: Instant,
    pause: Duration,
    until: Instant,
}

/// What time has brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    Goes,
    /// 64*T1 without a PRACK.
    Over,
}

impl Reliable {
    /// One waits for its PRACK: no other may be sent.
    pub(super) fn is_out(&self) -> bool {
        self.out.is_some()
    }

    /// One with a description waits: no 2xx may be sent.
    pub(super) fn holds_answer(&self) -> bool {
        self.out.as_ref().is_some_and(|out| !out.response.body.is_empty())
    }

    /// Sends one.
    pub(super) fn send(&mut self, now: Instant, core: &mut Core, server: ServerId, mut response: Response) {
        self.last = if self.last == 0 {
            1 + core.entropy.up_to(MAX_FIRST)
        } else {
            self.last + 1
        };
        response.headers.push(names::REQUIRE, "100rel");
        response.headers.push("RSeq", decimal(self.last.into()));
        core.table.respond(now, server, &response);
        self.out = Some(Out {
            response,
            next: now + T1,
            pause: T1,
            until: now + TIMEOUT,
        });
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.out.as_ref().map(|out| out.next.min(out.until))
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, core: &mut Core, server: ServerId) -> Wait {
        let Some(out) = &mut self.out else { return Wait::Goes };
        // The machine slept: the PRACK may be waiting in the socket, behind this time-out.
        if out.next + T2 + T2 < now {
            out.until = out.until.max(now + T2);
        }
        if out.until <= now {
            return Wait::Over;
        }
        if out.next <= now {
            core.table.respond(now, server, &out.response);
            // T2 is no limit here.
            out.pause *= 2;
            out.next = now + out.pause;
        }
        Wait::Goes
    }

    /// No further repetition.
    pub(super) fn give_up(&mut self) {
        self.out = None;
    }

    /// Takes a PRACK; `None` when it is for nothing that waits (481), else whether what it confirms had a description.
    pub(super) fn acknowledge(&mut self, prack: &Request) -> Option<bool> {
        let out = self.out.as_ref()?;
        let rack = prack.headers.text("RAck")?;
        let mut fields = rack.split_ascii_whitespace();
        let (rseq, number, method) = (fields.next()?, fields.next()?, fields.next()?);
        let cseq = out.response.headers.cseq()?;
        let matches =
            rseq.parse() == Ok(self.last) && number.parse() == Ok(cseq.number) && method == Method::Invite.as_str();
        if !matches {
            return None;
        }
        let described = !out.response.body.is_empty();
        self.out = None;
        Some(described)
    }
}
