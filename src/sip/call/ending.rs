//! How an answered call ends by us: hang-up, and what makes it impossible to go on.

use super::base::Base;
use super::leaving::Leaving;
use super::session::{Exchange, Session};
use super::{State, outcome, sdp};
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::{Cause, EndedBy, MediaFailure};
use crate::time::Instant;

impl Session {
    pub(super) fn hangup(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        base.end(now, core, Cause::Terminated, (0, ""), EndedBy::Local);
        self.acknowledge_in_vain(base, core);
        self.refuse_theirs(now, core);
        self.leave(now, base, core, None)
    }

    /// Answers what re-INVITE of theirs is still unanswered: 487 (§15.1.2).
    pub(super) fn refuse_theirs(&mut self, now: Instant, core: &mut Core) {
        let tag = self.dialog.local_tag();
        if let Exchange::Answering { server, request } = &self.exchange {
            core.reply(now, *server, request, 487, tag);
        }
        if let Some((server, request)) = &self.stash {
            core.reply(now, *server, request, 487, tag);
        }
    }

    /// Ends the call for a reason of the system's and tells the far end.
    pub(super) fn end(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        cause: Cause,
        (status, reason): (u16, &str),
    ) -> State {
        base.end(now, core, cause, (status, reason), EndedBy::System);
        self.acknowledge_in_vain(base, core);
        self.refuse_theirs(now, core);
        let header = match cause {
            // What a gateway tells the telephone network is Q.850's (RFC 3326 §2).
            Cause::IncompatibleMedia => "SIP;cause=488;text=\"Not Acceptable Here\", Q.850;cause=88",
            Cause::MediaLost => "SIP;cause=503;text=\"Media lost\", Q.850;cause=41",
            _ => "SIP;cause=408;text=\"Request Timeout\", Q.850;cause=102",
        };
        self.leave(now, base, core, Some(header))
    }

    /// BYE. Only the first INVITE's ACK has to be awaited (§15).
    fn leave(self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core, reason: Option<&'static str>) -> State {
        let unacked = self.unacked.filter(|unacked| unacked.initial);
        Leaving::begin(now, base, core, self.dialog, unacked, reason)
    }

    /// The answer to the first INVITE cannot be used: the call is acknowledged already, so BYE (§13.2.2.4).
    pub(super) fn no_media(
        self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        failure: MediaFailure,
    ) -> State {
        let (status, cause) = outcome::refusal_of(failure);
        self.end(now, base, core, cause, (status, "Media failed"))
    }

    /// The ACK that waits for our answer, with one that refuses what was offered: the call ends (§13.2.2.4).
    pub(super) fn acknowledge_in_vain(&mut self, base: &mut Base, core: &mut Core) {
        if let Exchange::Acknowledging { offer, .. } = &self.exchange {
            let answer = sdp::refuse(offer);
            self.acknowledge(base, core, answer);
        }
    }
}
