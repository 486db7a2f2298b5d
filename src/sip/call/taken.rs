//! The 2xx to a call of ours (RFC 3261 §13.2.2.4): which exchange of descriptions it ends, and with which phone.

use super::base::Base;
use super::early::{Applied, Offer};
use super::outgoing::Outgoing;
use super::session::Session;
use super::{State, sdp, sdp_of};
use crate::sip::dialog::Dialog;
use crate::sip::message::{Method, Response, names};
use crate::sip::user_agent::kernel::{Answered, Core, Owner};
use crate::sip::user_agent::{Cause, EndedBy, Phase};
use crate::time::Instant;

/// What the 2xx and the provisional responses before it said about media.
enum Usable {
    /// The exchange is over.
    Settled,
    /// Their offer, which the ACK has to answer.
    Offer(String),
    /// Their answer.
    Answer(String),
    Nothing,
}

impl Outgoing {
    /// A 2xx: the session begins, or cannot.
    pub(super) fn accepted(
        mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        answered: &Answered<'_>,
        response: &Response,
    ) -> State {
        let Answered { id, request, .. } = *answered;
        // The early dialog's route set is computed anew from the 2xx (RFC 3261 §13.2.2.4).
        let Some(mut dialog) = Dialog::from_response(request, response) else {
            let status = (response.status, "No dialog");
            base.end(now, core, Cause::Failed, status, EndedBy::System);
            return State::Over;
        };
        let tag = dialog.remote_tag().to_owned();
        base.session_tag = Some(tag.clone());
        let unanswered = self
            .pending
            .take_if(|p| p.tag == tag && matches!(p.offer, Offer::Update { .. }));
        self.drop_pending(now, base, core, 487);
        let early = self.early.into_iter().find(|e| e.dialog.remote_tag() == tag);
        if let Some(early) = &early {
            dialog.go_on_from(&early.dialog);
        }
        let body = sdp_of(&response.headers, &response.body);
        let mut timer = self.timer;
        timer.granted(now, &response.headers);
        let late = self.options.late_offer;
        let described = early.and_then(|e| e.description);
        let is_final = matches!(&self.applied, Applied::Final(of) if *of == tag);
        let usable = match (late, described, body) {
            // The offer came before: it was answered, or its phone has to do with one of ours.
            (true, Some(_), _) => Usable::Settled,
            (true, None, Some(offer)) => Usable::Offer(offer),
            (false, Some(answer), _) | (false, None, Some(answer)) if sdp::has_audio(&answer) => Usable::Answer(answer),
            _ => Usable::Nothing,
        };
        let mut session = match usable {
            Usable::Offer(offer) => Session::late(base, core, (dialog, timer), (id, request), offer),
            Usable::Answer(answer) if !matches!(self.applied, Applied::Final(_)) => {
                base.acknowledge(core, id, &dialog, request, None);
                Session::outgoing(base, core, dialog, timer, answer)
            }
            Usable::Answer(_) | Usable::Settled => {
                base.acknowledge(core, id, &dialog, request, None);
                let mut session = Session::settled(dialog, timer);
                match unanswered {
                    Some(pending) => session.go_on_answering(pending),
                    // The peer connection is another phone's.
                    None if !is_final => session.want_refresh(true),
                    None => {}
                }
                session
            }
            Usable::Nothing => {
                base.acknowledge(core, id, &dialog, request, None);
                let reason = "SIP;cause=488;text=\"No answer in 2xx\"";
                let bye = dialog.request(Method::Bye).with(names::REASON, reason);
                core.send(now, Owner::Nobody, bye);
                let status = (488, "No usable answer");
                base.end(now, core, Cause::IncompatibleMedia, status, EndedBy::Local);
                return State::Over;
            }
        };
        session.wants_hold = base.view.held;
        session.note_allow(&response.headers);
        base.view.answered_at.get_or_insert(now);
        base.enter(core, Phase::Active);
        let mut session = Box::new(session);
        session.advance(now, base, core);
        State::Session(session)
    }
}
