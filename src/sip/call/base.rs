//! What every state of a call has: the application's view, the round of its media, the ACKs to repeat.

use super::errands::Errands;
use super::{outcome, sdp};
use crate::sip::dialog::Dialog;
use crate::sip::message::{Headers, Method, Reason, Request, Response, names};
use crate::sip::user_agent::kernel::{Answered, Core, Owner, RequestId};
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{
    CallEnd, CallEvent, CallId, CallView, Cause, Direction, Diverted, EndedBy, Event, Identity, MediaDirection,
    MediaEffect, MediaOutcome, Output, Phase, Round,
};
use crate::time::Instant;

/// So many phones may have taken one call of ours at once; a 2xx of more is left to its own time-out.
const MAX_ACKS: usize = 32;
/// The server's own id of a call.
const CALL_UUID: &str = "X-Call-UUID";

/// A hostile server cannot fill the view.
const MOST_SAID: usize = 8;

/// An ACK of ours for a 2xx, to be sent again whenever the 2xx comes again (RFC 3261 §13.2.2.4).
struct Ack {
    request: RequestId,
    tag: String,
    bytes: Vec<u8>,
}

pub(super) struct Base {
    pub(super) view: CallView,
    pub(super) forgotten: bool,
    /// Their tag in the dialog that became the session.
    pub(super) session_tag: Option<String>,
    /// What the end of the call, when it comes, is for the application, whatever the protocol makes of it.
    pub(super) cause: Option<Cause>,
    /// The dialog after the end of the INVITE usage, for what else goes on in it (RFC 5057 §3).
    pub(super) residue: Option<Dialog>,
    /// Our tag and theirs in the dialog that is over.
    pub(super) past: Option<(String, String)>,
    /// We have called without a name; what we say in the call has none either.
    pub(super) anonymous: bool,
    /// It takes the place of a call from before a reload: an end that is not ours means that there is no such call.
    pub(super) recovering: bool,
    retry_after_sec: Option<u32>,
    warning: Option<(u16, String)>,
    reasons: Vec<Reason>,
    refusal: Option<(Cause, u16, String)>,
    acks: Vec<Ack>,
    round: u32,
    /// The last description that was sent.
    sent: Option<String>,
    /// The peer connection may exist.
    media_open: bool,
    /// What the application sends within it.
    pub(super) errands: Errands,
    /// INFO packages that the far end takes (RFC 6086 §4.1).
    pub(super) recv_info: Vec<String>,
    /// Outcomes of provisional answers that are still to come, before that of the final one.
    provisional_due: u32,
}

impl Base {
    pub(super) fn new(now: Instant, id: CallId, direction: Direction, sip_call_id: String, remote: Identity) -> Self {
        let phase = match direction {
            Direction::Inbound => Phase::Ringing,
            Direction::Outbound => Phase::Connecting,
        };
        Self {
            view: CallView {
                id,
                sip_call_id,
                call_uuid: None,
                direction,
                remote,
                phase,
                progress: None,
                early_media: None,
                redirect_targets: Vec::new(),
                auto_answer: None,
                diverted_by: Vec::new(),
                held: false,
                remote_held: false,
                started_at: now,
                invited_at: None,
                answered_at: None,
                end: None,
                transfer: None,
                refer: None,
                referred_to: None,
                replaces: None,
                recovered: false,
                headers: Vec::new(),
            },
            cause: None,
            residue: None,
            past: None,
            anonymous: false,
            recovering: false,
            forgotten: false,
            session_tag: None,
            retry_after_sec: None,
            warning: None,
            reasons: Vec::new(),
            refusal: None,
            acks: Vec::new(),
            round: 0,
            sent: None,
            media_open: false,
            errands: Errands::default(),
            recv_info: Vec::new(),
            provisional_due: 0,
        }
    }

    pub(super) fn owner(&self) -> Owner {
        Owner::Call(self.view.id)
    }

    /// Contact of what we send.
    pub(super) fn contact(&self, core: &Core) -> String {
        core.local.contact(self.anonymous).to_text()
    }

    pub(super) fn event(&self, core: &mut Core, event: CallEvent) {
        core.event(Event::Call {
            call: self.view.id,
            event,
        });
    }

    /// Tells of a new phase, once; never back from `Active`.
    pub(super) fn enter(&mut self, core: &mut Core, phase: Phase) {
        if self.view.phase != phase && self.view.phase != Phase::Ended {
            self.view.phase = phase;
            self.event(core, CallEvent::Phase);
        }
    }

    /// The connection was lost before the call was answered: a lost transport counts as 503 (RFC 3261 §8.1.3.1).
    pub(super) fn end_lost(&mut self, now: Instant, core: &mut Core) {
        self.end(
            now,
            core,
            Cause::TransportLost,
            (503, "Connection lost"),
            EndedBy::System,
        );
    }

    /// Ends the application's view, once.
    pub(super) fn end(&mut self, now: Instant, core: &mut Core, cause: Cause, status: (u16, &str), by: EndedBy) {
        if self.view.phase == Phase::Ended {
            return;
        }
        self.view.phase = Phase::Ended;
        let cause = match self.cause.take() {
            _ if self.recovering && by != EndedBy::Local => Cause::DialogLost,
            Some(known) => known,
            None => cause,
        };
        let (status, reason) = status;
        self.view.end = Some(CallEnd {
            cause,
            status,
            reason: reason.to_owned(),
            retry_after_sec: self.retry_after_sec,
            warning: self.warning.take(),
            reasons: core::mem::take(&mut self.reasons),
            by,
            at: now,
        });
        self.errands.drop_all(core);
        self.close_media(core);
        self.event(core, CallEvent::Ended);
    }

    /// What a message says about the far end and the call.
    pub(super) fn learn(&mut self, core: &mut Core, headers: &Headers) {
        if let Some(uuid) = headers.text(CALL_UUID)
            && self.view.call_uuid.as_deref() != Some(&*uuid)
        {
            self.view.call_uuid = Some(uuid.into_owned());
            self.event(core, CallEvent::Identity);
        }
        if headers.has(names::RECV_INFO) {
            self.recv_info = headers.items(names::RECV_INFO);
        }
        self.learn_diversions(core, headers);
        // RFC 3325 §9.1: at most a SIP and a tel URI; the first one is shown.
        let asserted = headers
            .name_addrs(names::P_ASSERTED_IDENTITY)
            .and_then(|list| list.into_iter().next());
        if let Some(asserted) = asserted.map(|a| a.to_text())
            && self.view.remote.asserted.as_deref() != Some(&asserted)
        {
            self.view.remote.asserted = Some(asserted);
            self.event(core, CallEvent::Identity);
        }
    }

    /// What a refusal, a BYE or a CANCEL says about why.
    pub(super) fn note_end(&mut self, headers: &Headers) {
        self.reasons = headers.reasons();
        self.reasons.truncate(MOST_SAID);
    }

    /// Who sent the call on. A message that says nothing of it takes nothing back.
    fn learn_diversions(&mut self, core: &mut Core, headers: &Headers) {
        let mut diverted: Vec<Diverted> = headers
            .diversions()
            .into_iter()
            .map(|d| Diverted {
                by: Identity::of(Some(d.by)),
                reason: d.reason,
            })
            .collect();
        diverted.truncate(MOST_SAID);
        if !diverted.is_empty() && self.view.diverted_by != diverted {
            self.view.diverted_by = diverted;
            self.event(core, CallEvent::Identity);
        }
    }

    // ---- ACKs ------------------------------------------------------------------------------------------------

    /// Acknowledges a 2xx in its dialog, with the answer to an offer that it holds, and remembers how.
    pub(super) fn acknowledge(
        &mut self,
        core: &mut Core,
        id: RequestId,
        dialog: &Dialog,
        invite: &Request,
        answer: Option<String>,
    ) {
        let mut ack = dialog.ack(invite);
        if let Some(answer) = answer {
            ack.set_body(SDP, answer.into_bytes());
        }
        let bytes = core.send_ack(ack);
        self.acks.push(Ack {
            request: id,
            tag: dialog.remote_tag().to_owned(),
            bytes,
        });
    }

    /// A 2xx that is a repetition, or of a fork that lost, or that crossed our CANCEL: acknowledged always, ended with
    /// BYE **in its own dialog** unless it is the session's (RFC 3261 §13.2.2.4).
    pub(super) fn surplus_2xx(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>, response: &Response) {
        let Answered { id, request, .. } = *answered;
        let tag = response.headers.to_tag().unwrap_or_default();
        if let Some(ack) = self.acks.iter().find(|a| a.request == id && a.tag == tag) {
            core.transmit(ack.bytes.clone());
            return;
        }
        if self.acks.len() >= MAX_ACKS {
            return;
        }
        let Some(mut dialog) = Dialog::from_response(request, response) else {
            return;
        };
        self.acknowledge(core, id, &dialog, request, None);
        if self.session_tag.as_deref() != Some(&tag) {
            core.send(now, Owner::Nobody, dialog.request(Method::Bye));
        }
    }

    /// No further 2xx of that INVITE will come.
    pub(super) fn settle(&mut self, id: RequestId) {
        self.acks.retain(|a| a.request != id);
    }

    pub(super) fn is_settled(&self) -> bool {
        self.acks.is_empty()
    }

    /// The transport is gone: no 2xx will be repeated over it.
    pub(super) fn forget_acks(&mut self) {
        self.acks.clear();
    }

    // ---- media -----------------------------------------------------------------------------------------------

    /// Whether an outcome belongs to the exchange that is going on. The outcome of a provisional answer only uncounts.
    pub(super) fn is_current(&mut self, round: Round, outcome: &MediaOutcome) -> bool {
        if round.0 != self.round || self.view.phase == Phase::Ended {
            return false;
        }
        if self.provisional_due > 0 && !matches!(outcome, MediaOutcome::LocalDescription { .. }) {
            // Early media that failed is only silence before the answer; the final answer will say more.
            self.provisional_due -= 1;
            return false;
        }
        true
    }

    pub(super) fn create_offer(&mut self, core: &mut Core, direction: MediaDirection, ice_restart: bool) {
        let (call, round) = self.next_round();
        core.out.push(Output::Media(MediaEffect::CreateOffer {
            call,
            round,
            direction,
            ice_restart,
        }));
    }

    pub(super) fn create_answer(&mut self, core: &mut Core, offer: String, direction: MediaDirection) {
        let (call, round) = self.next_round();
        core.out.push(Output::Media(MediaEffect::CreateAnswer {
            call,
            round,
            offer,
            direction,
        }));
    }

    pub(super) fn apply_answer(&mut self, core: &mut Core, answer: String, provisional: bool) {
        self.provisional_due += u32::from(provisional);
        let (call, round) = (self.view.id, Round(self.round));
        core.out.push(Output::Media(MediaEffect::ApplyAnswer {
            call,
            round,
            answer,
            provisional,
        }));
    }

    /// Back to the state before the exchange. Its outcome is of no interest: the round is over.
    pub(super) fn rollback(&mut self, core: &mut Core) {
        let (call, round) = (self.view.id, Round(self.round));
        core.out.push(Output::Media(MediaEffect::Rollback { call, round }));
        self.round += 1;
        self.provisional_due = 0;
    }

    /// The description to send for the one that the browser made.
    pub(super) fn describe(&mut self, sdp: String) -> String {
        let sdp = match &self.sent {
            Some(last) => sdp::succeed(sdp, last),
            None => sdp,
        };
        self.sent = Some(sdp.clone());
        sdp
    }

    fn next_round(&mut self) -> (CallId, Round) {
        self.round += 1;
        self.provisional_due = 0;
        self.media_open = true;
        (self.view.id, Round(self.round))
    }

    fn close_media(&mut self, core: &mut Core) {
        if core::mem::replace(&mut self.media_open, false) {
            core.out.push(Output::Media(MediaEffect::Close { call: self.view.id }));
        }
    }

    // ---- ends that several states share ------------------------------------------------------------------------

    /// Our INVITE was refused.
    pub(super) fn refused(&mut self, now: Instant, core: &mut Core, response: &Response) {
        self.remember_refusal(response);
        self.refused_before(now, core);
    }

    /// It was, but that is not the end yet.
    pub(super) fn remember_refusal(&mut self, response: &Response) {
        self.retry_after_sec = response.headers.number(names::RETRY_AFTER);
        self.warning = outcome::warning_of(&response.headers);
        self.note_end(&response.headers);
        let cause = outcome::cause_of_response(response.status, &response.headers);
        self.refusal = Some((cause, response.status, response.reason.clone()));
    }

    /// It is not: the call goes on.
    pub(super) fn forget_refusal(&mut self) {
        self.retry_after_sec = None;
        self.warning = None;
        self.reasons.clear();
        self.refusal = None;
    }

    /// Now it is.
    pub(super) fn refused_before(&mut self, now: Instant, core: &mut Core) {
        if let Some((cause, status, reason)) = self.refusal.take() {
            self.end(now, core, cause, (status, &reason), EndedBy::Remote);
        }
    }
}
