//! The early dialogs of a call of ours (RFC 3261 §12.1): provisional responses, reliable ones and their PRACK
//! (RFC 3262), and the offers that may come before the final response (RFC 3262 §5, RFC 3311).
//!
//! ```text
//!   18x, offer in our INVITE ──► its description is the answer; the first one is applied for now (`pranswer`)
//!   reliable 18x ──► PRACK; in RSeq order, repetitions and gaps ignored
//!   reliable 18x with an offer (none in our INVITE) ──► answer made ──► PRACK with it
//!   UPDATE with an offer ──► the answer so far becomes final ──► answer made ──► 200 with it
//! ```
//!
//! One peer connection plays one early dialog. Whoever takes the call in the end has their answer applied over the
//! provisional one, which browsers allow; where an exchange was made final before that, the session begins with a new
//! offer to the phone that answered.

use super::base::Base;
use super::incoming::retry_later;
use super::outgoing::Outgoing;
use super::update::PATIENCE;
use super::{State, outcome, sdp, sdp_of};
use crate::sip::dialog::{Dialog, Order};
use crate::sip::message::{Method, Request, Response, effective_status, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, RequestId};
use crate::sip::user_agent::local::SDP;
use crate::sip::user_agent::{CallEvent, MediaDirection, MediaOutcome, Phase};
use crate::text::decimal;
use crate::time::Instant;

/// More phones than that do not ring for one call of ours; what further ones say before the answer is ignored.
const MAX_EARLY: usize = 16;
/// More PRACKs than that are not out at once in one early dialog.
const MAX_PRACKS: usize = 4;

/// One branch of a forked INVITE (§12.1, §13.2.2.1).
pub(super) struct Early {
    pub(super) dialog: Dialog,
    /// The first description of this dialog; later ones are repetitions (§13.2.1).
    pub(super) description: Option<String>,
    /// It came in a reliable response: that exchange is over, and another may begin.
    reliable: bool,
    /// RSeq of the last reliable response.
    rseq: Option<u32>,
    /// Our PRACKs that are out.
    pracks: Vec<RequestId>,
}

/// Which early dialog's description the peer connection has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Applied {
    #[default]
    None,
    /// Until another one takes the call.
    Provisional(String),
    /// For good: what came after it built on it.
    Final(String),
}

/// An offer of theirs that is being answered.
pub(super) struct Pending {
    pub(super) tag: String,
    pub(super) offer: Offer,
}

pub(super) enum Offer {
    /// By a reliable response with this RSeq: our answer goes into the PRACK.
    Response { rseq: u32, sdp: String },
    Update {
        server: ServerId,
        request: Box<Request>,
        /// 504 then.
        until: Instant,
    },
}

impl Outgoing {
    /// The early dialog that a tag names.
    fn early(&mut self, tag: &str) -> Option<&mut Early> {
        self.early.iter_mut().find(|e| e.dialog.remote_tag() == tag)
    }

    /// A challenge of one of our PRACKs.
    pub(super) fn next_prack_seq(&mut self, id: RequestId) -> Option<u32> {
        let early = self.early.iter_mut().find(|e| e.pracks.contains(&id))?;
        Some(early.dialog.next_seq())
    }

    /// What came of a PRACK: it has stopped the repetitions, and that is all.
    pub(super) fn pracked(&mut self, answered: &Answered<'_>) {
        if !matches!(answered.answer, Answer::Response(r) if r.is_provisional()) {
            for early in &mut self.early {
                early.pracks.retain(|id| *id != answered.id);
            }
        }
    }

    /// A provisional response.
    pub(super) fn provisional(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
        response: &Response,
    ) {
        let status = effective_status(response.status);
        if status == 100 {
            return;
        }
        let rseq = response
            .headers
            .number("RSeq")
            .filter(|_| response.headers.has_item(names::REQUIRE, "100rel"));
        if let Some(dialog) = Dialog::from_response(request, response) {
            let tag = dialog.remote_tag().to_owned();
            if self.note(dialog, rseq) {
                let description = sdp_of(&response.headers, &response.body);
                let refusal = self.describe(base, core, &tag, rseq, description);
                if self.is_pending(&tag) {
                    self.invite = Some(request.clone());
                } else if let Some(rseq) = rseq {
                    self.prack(now, base, core, request, (&tag, rseq, refusal));
                }
            } else if rseq.is_some() {
                return;
            }
            if status == 199 {
                self.terminated(base, core, &tag);
            }
        }
        if status != 199 {
            self.tell(base, core, status, response);
        }
    }

    /// Takes an early dialog down; false when a reliable response is a repetition, comes out of turn (RFC 3262 §4), or
    /// is one too many.
    fn note(&mut self, dialog: Dialog, rseq: Option<u32>) -> bool {
        let full = self.early.len() >= MAX_EARLY;
        let early = match self
            .early
            .iter()
            .position(|e| e.dialog.remote_tag() == dialog.remote_tag())
        {
            Some(at) => self.early.get_mut(at),
            None if full => None,
            None => {
                self.early.push(Early {
                    dialog,
                    description: None,
                    reliable: false,
                    rseq: None,
                    pracks: Vec::new(),
                });
                self.early.last_mut()
            }
        };
        let Some(early) = early else { return false };
        let Some(rseq) = rseq else { return true };
        if early.rseq.is_some_and(|last| last.checked_add(1) != Some(rseq)) || early.pracks.len() >= MAX_PRACKS {
            return false;
        }
        early.rseq = Some(rseq);
        true
    }

    /// A description in a provisional response: the answer to our offer, or where we made none, if it is reliable, an
    /// offer. Returns the answer for an offer that has to be refused: should that phone take the call, it gets one of
    /// ours.
    fn describe(
        &mut self,
        base: &mut Base,
        core: &mut Core,
        tag: &str,
        rseq: Option<u32>,
        description: Option<String>,
    ) -> Option<String> {
        let (late, busy) = (self.options.late_offer, self.pending.is_some());
        let applied = self.applied != Applied::None;
        let early = self.early(tag)?;
        let description = description?;
        if late {
            let (Some(rseq), None) = (rseq, &early.description) else {
                return None;
            };
            early.description = Some(description.clone());
            if busy || applied {
                return Some(sdp::refuse(&description));
            }
            base.create_answer(core, description.clone(), MediaDirection::SendRecv);
            self.applied = Applied::Final(tag.to_owned());
            let offer = Offer::Response { rseq, sdp: description };
            let tag = tag.to_owned();
            self.pending = Some(Pending { tag, offer });
            return None;
        }
        early.reliable |= rseq.is_some();
        if early.description.is_none() {
            early.description = Some(description.clone());
            if !applied {
                self.applied = Applied::Provisional(tag.to_owned());
                base.apply_answer(core, description, true);
            }
        }
        None
    }

    fn is_pending(&self, tag: &str) -> bool {
        let waits = |p: &Pending| p.tag == tag && matches!(p.offer, Offer::Response { .. });
        self.pending.as_ref().is_some_and(waits)
    }

    /// PRACK (RFC 3262 §4, §7.2).
    fn prack(
        &mut self,
        now: Instant,
        base: &Base,
        core: &mut Core,
        invite: &Request,
        (tag, rseq, answer): (&str, u32, Option<String>),
    ) {
        let Some(early) = self.early(tag) else { return };
        let mut request = early.dialog.request(Method::Prack);
        let mut rack = decimal(rseq.into());
        rack.push(' ');
        rack.push_str(&invite.headers.text(names::CSEQ).unwrap_or_default());
        request.headers.push("RAck", rack);
        if let Some(answer) = answer {
            request.set_body(SDP, answer.into_bytes());
        }
        early.pracks.push(core.send(now, base.owner(), request));
    }

    /// 199: that phone will not answer (RFC 6228). What it played ends; another one's early media may take its place.
    fn terminated(&mut self, base: &mut Base, core: &mut Core, tag: &str) {
        self.early.retain(|e| e.dialog.remote_tag() != tag);
        if self.applied != Applied::Provisional(tag.to_owned()) {
            return;
        }
        self.applied = Applied::None;
        let next = self
            .early
            .iter()
            .find_map(|e| Some((e.dialog.remote_tag().to_owned(), e.description.clone()?)));
        match next {
            Some((tag, description)) => {
                self.applied = Applied::Provisional(tag);
                base.apply_answer(core, description, true);
            }
            None => base.enter(core, Phase::Ringing),
        }
    }

    /// What the application sees of it.
    fn tell(&self, base: &mut Base, core: &mut Core, status: u16, response: &Response) {
        let told = (response.status, response.reason.clone());
        let early_media = response.headers.text("P-Early-Media").map(|value| value.into_owned());
        let mut changed = matches!(status, 181..=183) && base.view.progress.as_ref() != Some(&told);
        if changed {
            base.view.progress = Some(told);
        }
        if early_media.is_some() && base.view.early_media != early_media {
            base.view.early_media = early_media;
            changed = true;
        }
        let before = base.view.phase;
        let phase = if self.applied == Applied::None {
            Phase::Ringing
        } else {
            Phase::Early
        };
        if phase == Phase::Early || status != 183 {
            base.enter(core, phase);
        }
        if changed && base.view.phase == before {
            base.event(core, CallEvent::Phase);
        }
    }

    /// A request within an early dialog.
    pub(super) fn handle_request(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        server: ServerId,
        request: &Request,
    ) -> State {
        let early = self.early.iter_mut().find(|e| e.dialog.takes(request));
        if early.is_some_and(|e| e.dialog.order(request) == Order::Late) {
            core.reply(now, server, request, 500, "");
            return State::Outgoing(self);
        }
        match request.method {
            Method::Update => self.handle_update(now, base, core, server, request),
            Method::Options => core.reply(now, server, request, 200, ""),
            Method::Bye | Method::Prack => core.reply(now, server, request, 481, ""),
            _ => core.reply(now, server, request, 405, ""),
        }
        State::Outgoing(self)
    }

    /// An UPDATE before the final response (RFC 3311 §5.2).
    fn handle_update(&mut self, now: Instant, base: &mut Base, core: &mut Core, server: ServerId, request: &Request) {
        let offer = sdp_of(&request.headers, &request.body);
        let busy = self.pending.is_some();
        let applied = core::mem::take(&mut self.applied);
        let Some(early) = self.early.iter_mut().find(|e| e.dialog.takes(request)) else {
            self.applied = applied;
            return core.reply(now, server, request, 481, "");
        };
        let tag = early.dialog.remote_tag().to_owned();
        let (reliable, answer) = (early.reliable, early.description.clone());
        self.applied = applied.clone();
        let Some(offer) = offer else {
            if request.body.is_empty() {
                early.dialog.refresh_target(request.headers.contact());
                base.learn(core, &request.headers);
                let response = core.response(request, 200, "").with(names::CONTACT, base.contact(core));
                core.table.respond(now, server, &response);
            } else {
                let response = core.response(request, 415, "").with(names::ACCEPT, SDP);
                core.table.respond(now, server, &response);
            }
            return;
        };
        match applied {
            _ if busy => {}
            Applied::Final(of) if of == tag => return self.answer_update(now, base, core, (server, request), offer),
            Applied::Provisional(of) if of == tag && reliable => {
                if let Some(answer) = answer {
                    base.apply_answer(core, answer, false);
                }
                self.applied = Applied::Final(of);
                return self.answer_update(now, base, core, (server, request), offer);
            }
            // Our own offer has no answer in that dialog yet.
            _ if !reliable => return core.reply(now, server, request, 491, ""),
            _ => {}
        }
        let response = retry_later(core, request, "");
        core.table.respond(now, server, &response);
    }

    fn answer_update(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        (server, request): (ServerId, &Request),
        offer: String,
    ) {
        base.create_answer(core, offer, MediaDirection::SendRecv);
        self.pending = Some(Pending {
            tag: request.headers.from_tag().unwrap_or_default(),
            offer: Offer::Update {
                server,
                request: Box::new(request.clone()),
                until: now + PATIENCE,
            },
        });
    }

    /// The answer to an offer of theirs was made, or cannot be.
    pub(super) fn handle_early_media(&mut self, now: Instant, base: &mut Base, core: &mut Core, outcome: MediaOutcome) {
        if matches!(outcome, MediaOutcome::Applied) {
            return;
        }
        let Some(Pending { tag, offer }) = self.pending.take() else {
            return;
        };
        let made = match outcome {
            MediaOutcome::LocalDescription { sdp, .. } => Ok(base.describe(sdp)),
            MediaOutcome::Failed { failure, .. } => Err(failure),
            MediaOutcome::Applied => return,
        };
        match offer {
            Offer::Response { rseq, sdp } => {
                if made.is_err() {
                    // It gets an offer of ours should it take the call.
                    self.applied = Applied::None;
                }
                let Some(invite) = self.invite.take() else { return };
                let answer = made.unwrap_or_else(|_| sdp::refuse(&sdp));
                self.prack(now, base, core, &invite, (&tag, rseq, Some(answer)));
                self.invite = Some(invite);
                if self.applied != Applied::None {
                    base.enter(core, Phase::Early);
                }
            }
            Offer::Update { server, request, .. } => match made {
                Ok(sdp) => {
                    let contact = base.contact(core);
                    let mut response = core.response(&request, 200, "").with(names::CONTACT, contact);
                    response.set_body(SDP, sdp.into_bytes());
                    core.table.respond(now, server, &response);
                    base.learn(core, &request.headers);
                    if let Some(early) = self.early(&tag) {
                        early.dialog.refresh_target(request.headers.contact());
                    }
                }
                Err(failure) => {
                    let status = if outcome::refusal_of(failure).0 == 488 {
                        488
                    } else {
                        500
                    };
                    core.reply(now, server, &request, status, "");
                }
            },
        }
    }

    /// Refuses an UPDATE that is still unanswered, and takes its offer back.
    pub(super) fn drop_pending(&mut self, now: Instant, base: &mut Base, core: &mut Core, status: u16) {
        let Some(pending) = self.pending.take() else { return };
        match pending.offer {
            Offer::Update { server, request, .. } => core.reply(now, server, &request, status, ""),
            Offer::Response { .. } => self.applied = Applied::None,
        }
        base.rollback(core);
    }
}
