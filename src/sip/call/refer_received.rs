//! A REFER of theirs: asked of the application, carried out by a new call, told by NOTIFYs (RFC 3515 §2.4).
//!
//! ```text
//!   REFER ──► Asked ──accepted: 202, NOTIFY 100──► Trying ──NOTIFY for each change of the new call──┐
//!               │                                    ▲ │ 481 to a NOTIFY, unsubscribed             │
//!               │ refused, 25 s: 603                 └─┼───────────────────────────────────────────┘
//!               │ the call ends: 487                   │ final: NOTIFY terminated;reason=noresource
//!               └─────────────────────► (gone) ◄───────┘
//! ```
//!
//! One at a time: another one meanwhile is answered 491. What is told is in
//! `refer_told.rs`. The subscription outlives the call: the usual transferor hangs up as soon as it has its 202.

use super::refer_told::Trying;
use super::{Call, State};
use crate::sip::dialog::Dialog;
use crate::sip::message::{NameAddr, Replaces, Request, Uri, names, reason_phrase};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Core, Errand, RequestId};
use crate::sip::user_agent::{CallEvent, CallId, CommandError, InviteOptions, ReferPolicy, ReferView, target_uri};
use crate::time::{Duration, Instant};

/// A REFER is no INVITE: its sender gives up after 32 s (RFC 3261 §17.1.2.2).
const PATIENCE: Duration = Duration::from_secs(25);
/// The subscription's length: as long as a call may ring.
pub(super) const EXPIRES_SEC: u32 = 180;
/// Nobody decided in time, or the decision was no.
const DECLINE: u16 = 603;

pub(super) struct Refer {
    /// Of a REFER outside of the call's dialog: the one that it made.
    pub(super) own: Option<Dialog>,
    /// CSeq of the REFER: `id` in Event.
    pub(super) number: u32,
    target: Uri,
    replaces: Option<Replaces>,
    referred_by: Option<String>,
    pub(super) stage: Stage,
}

pub(super) enum Stage {
    Asked {
        server: ServerId,
        request: Box<Request>,
        until: Instant,
    },
    Trying(Trying),
}

impl Refer {
    pub(super) fn takes(&self, request: &Request) -> bool {
        self.own.as_ref().is_some_and(|d| d.takes(request))
    }

    pub(super) fn deadline(&self) -> Instant {
        match &self.stage {
            Stage::Asked { until, .. } => *until,
            Stage::Trying(t) => t.until,
        }
    }

    pub(super) fn sent(&self, id: RequestId) -> bool {
        matches!(&self.stage, Stage::Trying(t) if t.out == Some(id))
    }

    pub(super) fn own_dialog(&mut self) -> Option<&mut Dialog> {
        self.own.as_mut()
    }

    pub(super) fn trying(&mut self) -> Option<&mut Trying> {
        match &mut self.stage {
            Stage::Trying(trying) => Some(trying),
            Stage::Asked { .. } => None,
        }
    }
}

/// What a REFER asks for; the status code of its refusal when that is nothing we do.
fn read(core: &Core, request: &Request) -> Result<(Uri, Option<Replaces>), u16> {
    let items = request.headers.items(names::REFER_TO);
    let [item] = items.as_slice() else { return Err(400) };
    let mut uri = NameAddr::parse(item).ok_or(400_u16)?.uri;
    let mut replaces = None;
    match &mut uri {
        Uri::Sip(sip) => {
            if sip
                .params
                .get("method")
                .is_some_and(|m| !m.eq_ignore_ascii_case("INVITE"))
            {
                return Err(403);
            }
            sip.params.remove("method");
            // Of the headers that a URI may bring along (RFC 3261 §19.1.5), this one alone gets into our INVITE.
            let mut found = core::mem::take(&mut sip.headers)
                .into_iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(names::REPLACES));
            if let Some((_, value)) = found.next() {
                replaces = Some(Replaces::parse_escaped(&value).ok_or(400_u16)?);
            }
            if found.next().is_some() {
                return Err(400);
            }
        }
        Uri::Other { scheme, .. } if scheme == "tel" => {}
        Uri::Other { .. } => return Err(416),
    }
    if target_uri(&core.local, &uri.to_text()).is_none() {
        return Err(400);
    }
    Ok((uri, replaces))
}

/// Referred-By as it goes on to the target (RFC 3892 §2.2). Its token would be a body, which is not taken along.
fn referred_by(request: &Request) -> Option<String> {
    let mut by = NameAddr::parse(&request.headers.text(names::REFERRED_BY)?)?;
    by.params.remove("cid");
    Some(by.to_text())
}

impl Call {
    /// A REFER in the dialog of the call, or for it in a dialog of its own.
    pub(super) fn handle_refer(
        &mut self,
        now: Instant,
        core: &mut Core,
        server: ServerId,
        request: &Request,
        own: Option<Dialog>,
    ) {
        let tag = match (&own, self.dialog()) {
            (Some(own), _) => own.local_tag().to_owned(),
            (None, Some(dialog)) => dialog.local_tag().to_owned(),
            (None, None) => String::new(),
        };
        let refusal = if !matches!(self.state, State::Session(_)) {
            Some(481)
        } else if self.usages.refer.is_some() {
            Some(491)
        } else {
            None
        };
        let asked = match refusal {
            Some(status) => Err(status),
            None => read(core, request),
        };
        let (target, replaces) = match asked {
            Ok(_) if core.policy.refer == ReferPolicy::Reject => {
                core.reply(now, server, request, DECLINE, &tag);
                return;
            }
            Ok(asked) => asked,
            Err(status) => {
                core.reply(now, server, request, status, &tag);
                return;
            }
        };
        let referred_by = referred_by(request);
        let view = ReferView {
            target: target.to_text(),
            replaces: replaces.is_some(),
            referred_by: referred_by.clone(),
        };
        self.usages.refer = Some(Box::new(Refer {
            own,
            number: request.headers.cseq_number().unwrap_or_default(),
            target,
            replaces,
            referred_by,
            stage: Stage::Asked {
                server,
                request: Box::new(request.clone()),
                until: now + PATIENCE,
            },
        }));
        self.base.view.refer = Some(view);
        if core.policy.refer == ReferPolicy::Accept {
            core.errands.push(Errand::AcceptRefer(self.base.view.id));
        } else {
            self.base.event(core, CallEvent::ReferRequested);
        }
    }

    /// A REFER outside of dialogs that named this call by Target-Dialog: it makes a dialog of its own (RFC 4538).
    pub(crate) fn handle_refer_outside(&mut self, now: Instant, core: &mut Core, server: ServerId, request: &Request) {
        let tag = core.token();
        match Dialog::from_request(request, &tag) {
            Some(own) => self.handle_refer(now, core, server, request, Some(own)),
            None => core.reply(now, server, request, 400, &tag),
        }
        self.after(now, core);
    }

    /// A REFER of theirs waits for a decision.
    pub(crate) fn is_referred(&self) -> bool {
        let asked = |r: &Refer| matches!(r.stage, Stage::Asked { .. });
        self.usages.refer.as_ref().is_some_and(|r| asked(r))
    }

    /// 202 and the first NOTIFY; returns what the new call `id` has to be.
    pub(crate) fn accept_refer(
        &mut self,
        now: Instant,
        core: &mut Core,
        id: CallId,
    ) -> Result<(Uri, InviteOptions), CommandError> {
        let Some(refer) = &mut self.usages.refer else {
            return Err(CommandError::InvalidState);
        };
        let Stage::Asked { server, request, .. } = &refer.stage else {
            return Err(CommandError::InvalidState);
        };
        let target = target_uri(&core.local, &refer.target.to_text()).ok_or(CommandError::InvalidTarget)?;
        let tag = match (&refer.own, &self.state) {
            (Some(own), _) => own.local_tag().to_owned(),
            (None, State::Session(s)) => s.local_tag().to_owned(),
            _ => String::new(),
        };
        // RFC 4488 §4: no subscription where none is wanted.
        let silent = request
            .headers
            .text(names::REFER_SUB)
            .is_some_and(|v| v.trim().eq_ignore_ascii_case("false"));
        let mut response = core.response(request, 202, &tag);
        response.headers.push(names::CONTACT, self.base.contact(core));
        if silent {
            response.headers.push(names::REFER_SUB, "false");
        }
        core.table.respond(now, *server, &response);
        if refer.own.is_none()
            && let State::Session(session) = &mut self.state
        {
            session.dialog.refresh_target(request.headers.contact());
        }
        let headers = [
            (names::REFERRED_BY, refer.referred_by.clone()),
            (names::REPLACES, refer.replaces.as_ref().map(Replaces::to_text)),
        ];
        let options = InviteOptions {
            extra_headers: headers
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect(),
            anonymous: self.base.anonymous,
            ..InviteOptions::default()
        };
        if silent {
            self.usages.refer = None;
        } else {
            refer.stage = Stage::Trying(Trying {
                call: id,
                state: (100, reason_phrase(100).to_owned()),
                due: true,
                out: None,
                over: None,
                last: false,
                until: now + Duration::from_secs(u64::from(EXPIRES_SEC)),
            });
        }
        self.base.view.referred_to = Some(id);
        self.usages.referred = true;
        self.resolve_refer(core);
        self.after(now, core);
        Ok((target, options))
    }

    /// Refuses what is asked.
    pub(crate) fn reject_refer(&mut self, now: Instant, core: &mut Core, status: u16) -> Result<(), CommandError> {
        if !self.is_referred() {
            return Err(CommandError::InvalidState);
        }
        self.drop_refer(now, core, Some(status));
        self.after(now, core);
        Ok(())
    }

    fn resolve_refer(&mut self, core: &mut Core) {
        if self.base.view.refer.take().is_some() {
            self.base.event(core, CallEvent::ReferResolved);
        }
    }

    /// What waits for a decision waits no more; without a status there is nobody to be told.
    pub(super) fn drop_refer(&mut self, now: Instant, core: &mut Core, status: Option<u16>) {
        let Some(refer) = self.usages.refer.take() else { return };
        if let (Stage::Asked { server, request, .. }, Some(status)) = (&refer.stage, status) {
            let tag = match (&refer.own, self.dialog()) {
                (Some(own), _) => own.local_tag().to_owned(),
                (None, Some(dialog)) => dialog.local_tag().to_owned(),
                (None, None) => String::new(),
            };
            core.reply(now, *server, request, status, &tag);
        }
        self.resolve_refer(core);
    }

    pub(super) fn handle_refer_timeout(&mut self, now: Instant, core: &mut Core) {
        let Some(refer) = self.usages.refer.as_mut().filter(|r| r.deadline() <= now) else {
            return;
        };
        match refer.trying() {
            None => self.drop_refer(now, core, Some(DECLINE)),
            // The last NOTIFY did not get out either.
            Some(trying) if trying.over.is_some() => self.usages.refer = None,
            Some(trying) => {
                trying.over = Some("timeout");
                trying.due = true;
                trying.until = now + PATIENCE + PATIENCE;
            }
        }
    }

    /// The connection is gone, and with it the request that waits for a decision.
    pub(super) fn handle_refer_lost(&mut self, now: Instant, core: &mut Core) {
        if self.is_referred() {
            self.drop_refer(now, core, None);
        }
    }
}
