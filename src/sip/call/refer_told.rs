//! What the sender of a REFER is told by NOTIFYs: the subscription that the REFER has made (RFC 3515 §2.4.4 to §2.4.7,
//! RFC 6665 §4.2.2). One NOTIFY at a time: what changes meanwhile is told by the next.

use super::refer_received::{EXPIRES_SEC, Stage};
use super::{Call, State};
use crate::sip::message::{Method, Params, Request, names, reason_phrase};
use crate::sip::transaction::{Failure, ServerId};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, RequestId};
use crate::sip::user_agent::{CallId, CallView, EndedBy, Phase};
use crate::text::decimal;
use crate::time::{Duration, Instant};

pub(super) struct Trying {
    pub(super) call: CallId,
    /// What the new call has come to.
    pub(super) state: (u16, String),
    /// That has to be told.
    pub(super) due: bool,
    /// The NOTIFY that is out.
    pub(super) out: Option<RequestId>,
    /// The subscription is over for this reason, which the next NOTIFY says.
    pub(super) over: Option<&'static str>,
    /// That NOTIFY is out.
    pub(super) last: bool,
    pub(super) until: Instant,
}

impl Call {
    /// The call that was placed for a REFER of theirs and is still told of.
    pub(crate) fn placed(&self) -> Option<CallId> {
        match &self.usages.refer.as_ref()?.stage {
            Stage::Trying(trying) if trying.over.is_none() => Some(trying.call),
            _ => None,
        }
    }

    /// What the new call has come to; true when that is news for the transferor.
    pub(crate) fn note_placed(&mut self, now: Instant, core: &mut Core, state: (u16, String)) -> bool {
        let Some(trying) = self.usages.refer.as_mut().and_then(|r| r.trying()) else {
            return false;
        };
        if trying.state == state {
            return false;
        }
        if state.0 >= 200 {
            trying.over = Some("noresource");
        }
        let failed = state.0 >= 300;
        trying.state = state;
        trying.due = true;
        self.usages.referred &= !failed;
        self.after(now, core);
        true
    }

    /// Sends what is due to be told, one at a time.
    pub(super) fn pursue_refer(&mut self, now: Instant, core: &mut Core) {
        if self.is_referred() && !matches!(self.state, State::Session(_)) {
            self.drop_refer(now, core, Some(487));
            return;
        }
        let (owner, contact) = (self.base.owner(), self.base.contact(core));
        let Some(mut refer) = self.usages.refer.take() else {
            return;
        };
        let number = refer.number;
        if let Stage::Trying(trying) = &mut refer.stage
            && trying.due
            && trying.out.is_none()
            && core.ready
            && let Some(dialog) = refer.own.as_mut().or_else(|| self.dialog())
        {
            let mut notify = dialog
                .request(Method::Notify)
                .with(names::CONTACT, contact)
                .with(names::EVENT, event_of(number))
                .with(names::SUBSCRIPTION_STATE, trying.subscription_state(now));
            notify.set_body("message/sipfrag;version=2.0", trying.fragment().into_bytes());
            trying.due = false;
            trying.last = trying.over.is_some();
            trying.out = Some(core.send(now, owner, notify));
        }
        self.usages.refer = Some(refer);
    }

    pub(super) fn handle_refer_answer(&mut self, answered: &Answered<'_>) -> bool {
        let Some(refer) = self.usages.refer.as_mut().filter(|r| r.sent(answered.id)) else {
            return false;
        };
        let Some(trying) = refer.trying() else { return false };
        let goes_on = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return true,
            Answer::Response(response) => response.is_success() && !trying.last,
            // It may have been heard or not: it is said again.
            Answer::Failed(Failure::Transport) => {
                trying.due = true;
                true
            }
            _ => false,
        };
        trying.out = None;
        if !goes_on {
            // 481 and other refusals end the subscription and nothing else (RFC 6665 §4.2.2).
            self.usages.refer = None;
        }
        true
    }

    /// SUBSCRIBE for the subscription that a REFER has made: renewed, or ended.
    pub(super) fn handle_subscribe(
        &mut self,
        now: Instant,
        core: &mut Core,
        server: ServerId,
        request: &Request,
        tag: &str,
    ) {
        let Some(params) = refer_event(request) else {
            core.reply(now, server, request, 489, tag);
            return;
        };
        let contact = self.base.contact(core);
        let Some(refer) = self
            .usages
            .refer
            .as_mut()
            .filter(|r| params.get("id").is_none_or(|id| id == decimal(r.number.into())))
        else {
            core.reply(now, server, request, 481, tag);
            return;
        };
        let Some(trying) = refer.trying().filter(|t| t.over.is_none()) else {
            core.reply(now, server, request, 481, tag);
            return;
        };
        let asked = request.headers.number(names::EXPIRES).unwrap_or(EXPIRES_SEC);
        let granted = asked.min(EXPIRES_SEC);
        if granted == 0 {
            trying.over = Some("timeout");
        } else {
            trying.until = now + Duration::from_secs(u64::from(granted));
        }
        trying.due = true;
        let response = core
            .response(request, 200, tag)
            .with(names::EXPIRES, decimal(granted.into()))
            .with(names::CONTACT, contact);
        core.table.respond(now, server, &response);
    }
}

impl Trying {
    fn subscription_state(&self, now: Instant) -> String {
        match self.over {
            Some(reason) => {
                let mut text = String::from("terminated;reason=");
                text.push_str(reason);
                text
            }
            None => {
                let mut text = String::from("active;expires=");
                text.push_str(&decimal(self.until.since(now).as_secs()));
                text
            }
        }
    }

    fn fragment(&self) -> String {
        let mut text = String::from("SIP/2.0 ");
        text.push_str(&decimal(self.state.0.into()));
        text.push(' ');
        text.push_str(&self.state.1);
        text.push_str("\r\n");
        text
    }
}

/// Parameters of the Event header of a request about a REFER (RFC 3515 §2.4.4); `None` for another package.
pub(super) fn refer_event(request: &Request) -> Option<Params> {
    let event = request.headers.text(names::EVENT).unwrap_or_default();
    let (package, params) = event.split_once(';').unwrap_or((&event, ""));
    let is_refer = package.trim().eq_ignore_ascii_case("refer");
    is_refer.then(|| Params::parse_header(params).unwrap_or_default())
}

/// Event of a NOTIFY for the REFER with that number (RFC 3515 §2.4.6).
pub(super) fn event_of(number: u32) -> String {
    let mut event = String::from("refer;id=");
    event.push_str(&decimal(number.into()));
    event
}

/// The status line that a call has come to (`None`: it is forgotten).
pub(crate) fn progress(view: Option<&CallView>) -> (u16, String) {
    let plain = |status: u16| (status, reason_phrase(status).to_owned());
    let Some(view) = view else { return plain(487) };
    match (view.phase, &view.end) {
        (Phase::Connecting, _) => plain(100),
        (Phase::Ringing, _) => view
            .progress
            .clone()
            .filter(|p| p.0 != 183)
            .unwrap_or_else(|| plain(180)),
        (Phase::Early, _) => view.progress.clone().unwrap_or_else(|| plain(183)),
        (Phase::Active, _) => plain(200),
        _ if view.answered_at.is_some() => plain(200),
        (_, Some(end)) if end.status >= 300 && !end.reason.is_empty() => (end.status, end.reason.clone()),
        (_, Some(end)) if end.status >= 300 => plain(end.status),
        (_, Some(end)) if end.by == EndedBy::Local => plain(487),
        _ => plain(503),
    }
}
