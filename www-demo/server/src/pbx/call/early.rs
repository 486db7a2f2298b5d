//! Before the answer: 180, early media by 183, and the PRACK of a reliable one (RFC 3262).
//!
//! ```text
//!   INVITE ──▶ 180                           most calls; reliable where the phone requires that
//!   INVITE ──▶ 183 with SDP, ringback ──▶ 200, the same SDP      9198; reliable where the phone can
//!                  │ ▲ again after T1, 2*T1, ...
//!                PRACK ──▶ 200                no PRACK for 64*T1: 504
//! ```
//!
//! There is one such response to an INVITE at most, so that its RSeq is always 1.

use std::time::Duration;

use rsipstack::sip::Header;
use rsipstack::transaction::transaction::Transaction;
use str0m::media::Direction;

use super::ends::Side;
use super::{Call, Cause, Heard, LegId, Phase};
use crate::pbx::core::reply;
use crate::pbx::leg::{Invite, Leg, Provisional, State};
use crate::pbx::sip;
use crate::pbx::timer::names;

impl Call {
    /// 180, once.
    pub(super) fn tell_caller_ringing(&mut self) {
        if self.phase != Phase::Ringing || std::mem::replace(&mut self.rung, true) {
            return;
        }
        self.tell_caller(180, None);
    }

    /// 183 with an answer and the sound of ringing; 180 to a phone that has offered nothing.
    pub(super) async fn early_media(&mut self) {
        let leg = self.ends.caller.leg().and_then(|id| self.legs.get_mut(&id));
        let Some(leg) = leg.filter(|leg| leg.state == State::Ringing && !leg.offered_late) else {
            return self.tell_caller_ringing();
        };
        let Invite::Received(responder) = &leg.invite else {
            return;
        };
        let offer = String::from_utf8_lossy(&responder.request().body).into_owned();
        match leg.media.accept_offer(offer, Direction::SendRecv).await {
            Ok(sdp) => {
                leg.early_answer = Some(sdp.clone());
                self.rung = true;
                self.tell_caller(183, Some(sdp));
                self.rearrange().await;
            }
            Err(error) => {
                tracing::warn!(%error, "no early media");
                self.tell_caller_ringing();
            }
        }
    }

    fn tell_caller(&mut self, status: u16, sdp: Option<String>) {
        let headers = Vec::from_iter(self.call_uuid_header());
        let Some(leg) = self.ends[Side::Caller].leg().and_then(|id| self.legs.get_mut(&id)) else {
            return;
        };
        let (State::Ringing, Invite::Received(responder)) = (leg.state, &leg.invite) else {
            return;
        };
        let invite = responder.request();
        let required = sip::header(invite, "Require").is_some_and(|list| list.to_ascii_lowercase().contains("100rel"));
        if required || (sdp.is_some() && names(invite, "100rel")) {
            leg.provisional = Some(Provisional {
                status,
                sdp,
                acknowledged: false,
            });
            say_again(leg, headers);
            leg.line
                .send_after(self.core.config.t1, Heard::Unacknowledged(self.core.config.t1));
        } else {
            responder.respond(status, headers, sdp);
        }
    }

    /// Repeats what has no PRACK yet, twice as late each time.
    pub(super) fn unacknowledged(&mut self, id: LegId, waited: Duration) {
        let headers = Vec::from_iter(self.call_uuid_header());
        let t1 = self.core.config.t1;
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.state == State::Ringing) else {
            return;
        };
        if leg.provisional.as_ref().is_none_or(|p| p.acknowledged) {
            return;
        }
        if waited >= t1 * 64 {
            return self.finish(Cause::Refused(504, vec![]));
        }
        say_again(leg, headers);
        leg.line.send_after(waited, Heard::Unacknowledged(waited * 2));
    }

    pub(super) async fn prack(&mut self, id: LegId, mut tx: Transaction) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Invite::Received(responder) = &leg.invite else {
            return reply(&mut tx, 481, vec![], None).await;
        };
        let number = sip::cseq(responder.request()).unwrap_or_default();
        let named = sip::header(&tx.original, "RAck").unwrap_or_default();
        let fits = named.split_ascii_whitespace().eq(["1", &number.to_string(), "INVITE"]);
        let status = match leg.provisional.as_mut().filter(|p| fits && !p.acknowledged) {
            Some(provisional) => {
                provisional.acknowledged = true;
                200
            }
            None => 481,
        };
        reply(&mut tx, status, vec![], None).await;
    }

    /// Whether an answer has to wait: a 2xx must not overtake an answer that is not acknowledged (§3).
    pub(super) fn answer_waits(&self) -> bool {
        let provisional = self.leg_at(Side::Caller).and_then(|leg| leg.provisional.as_ref());
        provisional.is_some_and(|p| p.sdp.is_some() && !p.acknowledged)
    }
}

fn say_again(leg: &Leg, mut headers: Vec<Header>) {
    if let (Some(provisional), Invite::Received(responder)) = (&leg.provisional, &leg.invite) {
        headers.push(sip::make("Require", "100rel"));
        headers.push(sip::make("RSeq", "1"));
        responder.respond(provisional.status, headers, provisional.sdp.clone());
    }
}
