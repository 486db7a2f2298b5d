//! A 2xx of ours that waits for its ACK: repeated at T1, 2*T1 up to T2, given up after 64*T1 (RFC 3261 §13.3.1.4),
//! on a reliable transport too, since a proxy behind it may have lost either.

use crate::sip::message::Response;
use crate::sip::transaction::{ServerId, T1, T2, TIMEOUT};
use crate::sip::user_agent::kernel::Core;
use crate::time::{Duration, Instant};

pub(super) struct Unacked {
    server: ServerId,
    response: Response,
    next: Instant,
    pause: Duration,
    until: Instant,
    /// Of the INVITE that began the call.
    pub(super) initial: bool,
}

impl Unacked {
    /// Sends the response for the first time; `None` if its transaction is gone.
    pub(super) fn send(
        now: Instant,
        core: &mut Core,
        server: ServerId,
        response: Response,
        initial: bool,
    ) -> Option<Self> {
        let sent = core.table.respond(now, server, &response);
        sent.then_some(Self {
            server,
            response,
            next: now + T1,
            pause: T1,
            until: now + TIMEOUT,
            initial,
        })
    }

    pub(super) fn deadline(&self) -> Instant {
        self.next.min(self.until)
    }

    /// Repeats the response when it is time; false when 64*T1 are over.
    pub(super) fn handle_timeout(&mut self, now: Instant, core: &mut Core) -> bool {
        // The machine slept: the ACK may be waiting in the socket, behind this time-out.
        if self.next + T2 + T2 < now {
            self.until = self.until.max(now + T2);
        }
        if self.until <= now {
            return false;
        }
        if self.next <= now {
            core.table.respond(now, self.server, &self.response);
            self.pause = (self.pause * 2).min(T2);
            self.next = now + self.pause;
        }
        true
    }

    /// The number of the INVITE that the ACK has to carry.
    pub(super) fn acknowledged_by(&self, number: u32) -> bool {
        self.response.headers.cseq_number() == Some(number)
    }
}
