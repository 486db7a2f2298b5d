//! A call of ours that has no final response yet (RFC 3261 §13.2).
//!
//! ```text
//!   Offering ──offer made──► Inviting ──2xx──► (Session)
//!      │ hangup                │ │ 3xx-6xx, time-out, transport lost
//!      ▼ nothing was sent      │ └──────────────────────────────────► (Over)
//!    (Over)                    │ hangup
//!                              ▼
//!                          Canceling ──any final response, 64*T1──► (Over); a 2xx is answered ACK, BYE
//! ```

use super::base::Base;
use super::session::Session;
use super::session_timer::{MIN_SE, SESSION_EXPIRES, Timer};
use super::{State, outcome, sdp, sdp_of};
use crate::sip::dialog::Dialog;
use crate::sip::message::{CSeq, Headers, Method, NameAddr, Request, Response, SipUri, Uri, effective_status, names};
use crate::sip::transaction::{Failure, ServerId, cancel};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner, RequestId};
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{
    CallEvent, CallId, Cause, Direction, EndedBy, Identity, InviteOptions, MediaDirection, MediaFailure, MediaOutcome,
    Phase,
};
use crate::time::Instant;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Offering,
    Inviting(RequestId),
    Canceling(RequestId),
}

/// One branch of a forked INVITE that rang (RFC 3261 §12.1, §13.2.2.1).
struct Early {
    dialog: Dialog,
    /// The first answer of this dialog; later ones are ignored (RFC 3261 §13.2.1).
    answer: Option<String>,
}

pub(super) struct Outgoing {
    target: Uri,
    options: InviteOptions,
    tag: String,
    cseq: u32,
    stage: Stage,
    early: Vec<Early>,
    /// The dialog whose answer was applied provisionally.
    applied: Option<String>,
    timer: Timer,
}

impl Outgoing {
    pub(super) fn begin(
        now: Instant,
        core: &mut Core,
        id: CallId,
        target: Uri,
        options: InviteOptions,
    ) -> (Base, Self) {
        let sip_call_id = core.entropy.token(22);
        let tag = core.token();
        let remote = Identity {
            display_name: None,
            user: target.user_text(),
            uri: target.to_text(),
            asserted: None,
        };
        let mut base = Base::new(now, id, Direction::Outbound, sip_call_id, remote);
        base.create_offer(core, MediaDirection::SendRecv, false);
        let outgoing = Self {
            target,
            options,
            tag,
            cseq: 0,
            stage: Stage::Offering,
            early: Vec::new(),
            applied: None,
            timer: Timer::new(core.policy.timers),
        };
        (base, outgoing)
    }

    pub(super) fn takes(&self, request: &Request) -> bool {
        self.early.iter().any(|e| e.dialog.takes(request))
    }

    /// Given up, its final response still to come.
    pub(super) fn is_canceling(&self, id: RequestId) -> bool {
        self.stage == Stage::Canceling(id)
    }

    pub(super) fn expects(&self, id: RequestId) -> bool {
        self.stage == Stage::Inviting(id)
    }

    /// A challenge: the INVITE goes out again. What early dialogs there are belong to the try before (RFC 3261
    /// §8.1.3.5). After a hang-up it is not wanted any more.
    pub(super) fn next_seq(&mut self, id: RequestId) -> Option<u32> {
        if self.stage != Stage::Inviting(id) {
            return None;
        }
        self.next_try();
        Some(self.cseq)
    }

    pub(super) fn handle_media(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        outcome: MediaOutcome,
    ) -> State {
        if self.stage != Stage::Offering {
            return State::Outgoing(self);
        }
        match outcome {
            MediaOutcome::LocalDescription { sdp, .. } => {
                let sdp = base.describe(sdp);
                let request = self.invite(base, core, sdp);
                let id = core.send(now, base.owner(), request);
                self.stage = Stage::Inviting(id);
                base.view.invited_at = Some(now);
                base.event(core, CallEvent::InviteSent);
                State::Outgoing(self)
            }
            MediaOutcome::Failed { failure, .. } => {
                self.no_media(now, base, core, failure);
                State::Over
            }
            MediaOutcome::Applied => State::Outgoing(self),
        }
    }

    fn no_media(&self, now: Instant, base: &mut Base, core: &mut Core, failure: MediaFailure) {
        let (_, cause) = outcome::refusal_of(failure);
        base.end(now, core, cause, (0, ""), EndedBy::Local);
    }

    fn invite(&mut self, base: &Base, core: &Core, sdp: String) -> Request {
        self.cseq += 1;
        let anonymous = self.options.anonymous;
        let from = if anonymous {
            // RFC 3323 §4.1.1.3.
            let mut from = NameAddr::new(Uri::Sip(SipUri::new("anonymous", "anonymous.invalid")));
            from.display = Some("Anonymous".to_owned());
            from
        } else {
            core.local.aor()
        };
        let mut request = Request::new(Method::Invite, self.target.clone());
        request.headers.push(names::FROM, from.with_tag(&self.tag).to_text());
        request
            .headers
            .push(names::TO, NameAddr::new(self.target.clone()).to_text());
        request.headers.push(names::CALL_ID, &base.view.sip_call_id);
        let cseq = CSeq {
            number: self.cseq,
            method: Method::Invite,
        };
        request.headers.push(names::CSEQ, cseq.to_text());
        request
            .headers
            .push(names::CONTACT, core.local.contact(anonymous).to_text());
        if anonymous {
            request.headers.push("Privacy", "id");
            request.headers.push("P-Preferred-Identity", core.local.aor().to_text());
        }
        for (name, value) in &self.options.extra_headers {
            // Checked when the call was begun.
            let _ = request.headers.push_checked(name, value);
        }
        self.timer.ask(&mut request.headers, true);
        request.set_body(SDP, sdp.into_bytes());
        request
    }

    /// Sends the INVITE once more in the same call, with the next sequence number: what early dialogs there are belong
    /// to the try before (RFC 3261 §8.1.3.5).
    fn again(&mut self, now: Instant, base: &Base, core: &mut Core, mut request: Request) {
        self.next_try();
        let cseq = CSeq {
            number: self.cseq,
            method: Method::Invite,
        };
        request.headers.set(names::CSEQ, cseq.to_text());
        self.stage = Stage::Inviting(core.send(now, base.owner(), request));
    }

    fn next_try(&mut self) {
        self.early.clear();
        self.applied = None;
        self.cseq += 1;
    }

    pub(super) fn handle_answer(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
    ) -> State {
        let response = match answered.answer {
            Answer::Response(response) => response,
            Answer::Failed(failure) => return self.failed(now, base, core, answered.request, failure),
            Answer::Settled => return State::Outgoing(self),
        };
        if matches!(self.stage, Stage::Canceling(_)) {
            return if response.is_provisional() {
                State::Outgoing(self)
            } else {
                State::Over
            };
        }
        if response.status > 100 {
            base.learn(core, &response.headers);
        }
        if response.is_provisional() {
            self.provisional(base, core, answered.request, response);
            return State::Outgoing(self);
        }
        if response.is_success() {
            return (*self).accepted(now, base, core, answered, response);
        }
        if response.status == 422 && self.timer.raise(&response.headers) {
            // RFC 4028 §7.3.
            let mut request = answered.request.clone();
            for name in [SESSION_EXPIRES, MIN_SE] {
                request.headers.remove(name);
            }
            self.timer.ask(&mut request.headers, true);
            self.again(now, base, core, request);
            return State::Outgoing(self);
        }
        base.refused(now, core, response);
        State::Over
    }

    /// RFC 3261 §8.1.3.1: a time-out counts as 408, a lost transport as 503.
    fn failed(&self, now: Instant, base: &mut Base, core: &mut Core, request: &Request, failure: Failure) -> State {
        match failure {
            Failure::Timeout => base.end(now, core, Cause::NoAnswer, (408, "Request Timeout"), EndedBy::System),
            Failure::Transport => {
                base.end_lost(now, core);
                if request.headers.has(names::VIA) {
                    // The far end may ring on: it is told as soon as there is a connection again.
                    core.keep_unsent(now, cancel(request, None));
                }
            }
        }
        State::Over
    }

    fn provisional(&mut self, base: &mut Base, core: &mut Core, request: &Request, response: &Response) {
        let status = effective_status(response.status);
        if status == 100 {
            return;
        }
        let answer = sdp_of(&response.headers, &response.body);
        if let Some(dialog) = Dialog::from_response(request, response) {
            let known = self
                .early
                .iter_mut()
                .find(|e| e.dialog.remote_tag() == dialog.remote_tag());
            match known {
                Some(early) => {
                    if early.answer.is_none() {
                        early.answer = answer;
                    }
                }
                None => self.early.push(Early { dialog, answer }),
            }
        }
        let early = if self.applied.is_none() {
            self.early
                .iter()
                .find_map(|e| e.answer.clone().map(|a| (e.dialog.remote_tag().to_owned(), a)))
        } else {
            None
        };
        if let Some((tag, answer)) = early {
            // One peer connection plays one early dialog: the first. Others wait for their 2xx.
            self.applied = Some(tag);
            base.apply_answer(core, answer, true);
        }
        let told = (response.status, response.reason.clone());
        let changed = matches!(status, 181..=183) && base.view.progress.as_ref() != Some(&told);
        if changed {
            base.view.progress = Some(told);
        }
        let before = base.view.phase;
        let phase = if self.applied.is_some() {
            Phase::Early
        } else {
            Phase::Ringing
        };
        if self.applied.is_some() || status != 183 {
            base.enter(core, phase);
        }
        if changed && base.view.phase == before {
            base.event(core, CallEvent::Phase);
        }
    }

    fn accepted(
        self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
        response: &Response,
    ) -> State {
        let Answered { id, request, .. } = *answered;
        // The early dialog's route set is computed anew from the 2xx (RFC 3261 §13.2.2.4).
        let Some(mut dialog) = Dialog::from_response(request, response) else {
            base.end(
                now,
                core,
                Cause::Failed,
                (response.status, "No dialog"),
                EndedBy::System,
            );
            return State::Over;
        };
        base.session_tag = Some(dialog.remote_tag().to_owned());
        base.acknowledge(core, id, &dialog, request);
        let early = self
            .early
            .into_iter()
            .find(|e| e.dialog.remote_tag() == dialog.remote_tag());
        let answer = early
            .and_then(|e| e.answer)
            .or_else(|| sdp_of(&response.headers, &response.body));
        let Some(answer) = answer.filter(|a| sdp::has_audio(a)) else {
            core.send(
                now,
                Owner::Nobody,
                dialog
                    .request(Method::Bye)
                    .with(names::REASON, "SIP;cause=488;text=\"No answer in 2xx\""),
            );
            base.end(
                now,
                core,
                Cause::IncompatibleMedia,
                (488, "No usable answer"),
                EndedBy::Local,
            );
            return State::Over;
        };
        base.view.answered_at = Some(now);
        base.enter(core, Phase::Active);
        let mut timer = self.timer;
        timer.granted(now, &response.headers);
        let mut session = Session::outgoing(base, core, dialog, timer, answer);
        session.anonymous = self.options.anonymous;
        session.note_allow(&response.headers);
        State::Session(Box::new(session))
    }

    /// A request within an early dialog: there is nothing yet that it could change.
    pub(super) fn handle_request(
        self: Box<Self>,
        now: Instant,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) -> State {
        let status = match request.method {
            Method::Options => 200,
            Method::Bye => 481,
            _ => 405,
        };
        core.reply(now, server, request, status, "");
        State::Outgoing(self)
    }

    pub(super) fn hangup(mut self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        base.end(now, core, Cause::Canceled, (487, "Request Terminated"), EndedBy::Local);
        match self.stage {
            Stage::Inviting(id) if core.cancel(now, id, None) => {
                self.stage = Stage::Canceling(id);
                State::Outgoing(self)
            }
            // Nothing went out, or it waits for credentials: nothing to take back.
            Stage::Inviting(id) => {
                core.abandon(id);
                State::Over
            }
            Stage::Offering | Stage::Canceling(_) => State::Over,
        }
    }
}

/// Whether all headers that an application gave may be sent.
pub(crate) fn check_headers(extra: &[(String, String)]) -> bool {
    extra.iter().all(|(name, value)| Headers::check(name, value).is_ok())
}
