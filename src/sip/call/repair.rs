//! What an answered call does about a connection that was lost, a media path that fails, an ACK that does not come.

use super::base::Base;
use super::media::Verdict;
use super::modify::Operation;
use super::session::{Exchange, Session};
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::{Event, MediaState, Warning, WarningCode};
use crate::time::Instant;

impl Session {
    /// The ACK of a change did not come. §14.2 would end the call; the next refresh finds out whether the far end is
    /// still there, and a 481 to it or three time-outs are what ends a call.
    pub(super) fn unconfirmed(&mut self, base: &mut Base, core: &mut Core) {
        if let Exchange::Confirming { late } = self.exchange {
            if late {
                base.rollback(core);
            }
            self.exchange = Exchange::Stable;
        }
        core.event(Event::Warning(Warning {
            code: WarningCode::Unconfirmed,
            message: String::from("The far end did not confirm a change of the call; the call goes on."),
        }));
        self.want_refresh(false);
    }

    pub(super) fn handle_media_state(&mut self, now: Instant, base: &mut Base, core: &mut Core, state: MediaState) {
        match self.health.handle_state(now, state) {
            Verdict::Restart => self.want_refresh(true),
            Verdict::Reoffer => self.want_refresh(false),
            Verdict::Fine | Verdict::Dead => return,
        }
        self.advance(now, base, core);
    }

    /// Queues a re-INVITE with the present direction, unless one waits already.
    pub(super) fn want_refresh(&mut self, restart_ice: bool) {
        self.restart_ice |= restart_ice;
        if !self.queue.contains(&Operation::Refresh) {
            self.queue.push(Operation::Refresh);
        }
    }

    /// The transport is gone: server transactions and what waited for an ACK with it. The dialog stays.
    pub(super) fn handle_lost(&mut self, base: &mut Base, core: &mut Core) {
        self.stale = true;
        self.unacked = None;
        self.stash = None;
        self.answer_by = None;
        let rolls_back = matches!(
            self.exchange,
            Exchange::Answering { .. } | Exchange::Confirming { late: true } | Exchange::Acknowledging { .. }
        );
        if rolls_back {
            base.rollback(core);
        }
        if rolls_back || matches!(self.exchange, Exchange::Confirming { .. }) {
            self.exchange = Exchange::Stable;
        }
    }

    /// Connected and registered again: one re-INVITE tells the far end where we are now.
    pub(super) fn handle_ready(&mut self, now: Instant, base: &mut Base, core: &mut Core) {
        if core::mem::replace(&mut self.stale, false) {
            if self.health.is_bad() {
                self.health.restart_anew(now);
                self.restart_ice = true;
            }
            // What waited after a glare or a time-out waits no longer: things have changed.
            if let Exchange::Backoff { operation, .. } = self.exchange {
                self.exchange = Exchange::Stable;
                self.queue.insert(0, operation);
            }
            self.queue.retain(|operation| *operation != Operation::Renew);
            if !self.queue.iter().any(|operation| !self.is_done(base, *operation)) {
                self.want_refresh(false);
            }
        }
        self.advance(now, base, core);
        self.run_errands(now, base, core);
    }
}
