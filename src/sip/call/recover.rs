//! A call that goes on after a reload of the page: an INVITE with Replaces takes the place of the dialog that was kept
//! (RFC 3891), since nothing but its identifiers survived.
//!
//! ```text
//!   record ──► INVITE, Replaces ──2xx──► (Session); a BYE of theirs in the old dialog is confirmed
//!                  │ refused, no answer, hang-up
//!                  └──► BYE in the old dialog ──► (Over)
//! ```

use super::incoming::retry_later;
use super::outgoing::Outgoing;
use super::usages::Usages;
use super::{Call, State};
use crate::sip::dialog::Dialog;
use crate::sip::message::{Method, Request, names};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Core, Owner};
use crate::sip::user_agent::{CallId, DialogRecord, Identity, InviteOptions, Phase};
use crate::time::Instant;

impl Call {
    /// Begins to take the place of a call from before.
    pub(crate) fn recover(now: Instant, core: &mut Core, id: CallId, old: Dialog, record: DialogRecord) -> Self {
        let options = InviteOptions {
            extra_headers: vec![(names::REPLACES.to_owned(), old.replaces().to_text())],
            anonymous: record.anonymous,
            ..InviteOptions::default()
        };
        let (mut base, outgoing) = Outgoing::begin(now, core, id, old.reach(), options, record.held);
        let remote = old.remote();
        let view = &mut base.view;
        view.remote = Identity {
            user: remote.uri.user_text(),
            uri: remote.uri.to_text(),
            display_name: remote.display.clone(),
            asserted: record.asserted,
        };
        view.recovered = true;
        view.direction = record.direction;
        view.call_uuid = record.call_uuid;
        view.started_at = record.started_at;
        view.answered_at = record.answered_at;
        base.recovering = true;
        let usages = Usages {
            old: Some(Box::new(old)),
            ..Usages::default()
        };
        Self {
            base,
            state: State::Outgoing(Box::new(outgoing)),
            usages,
        }
    }

    /// What a later page needs to go on with this call: of one that is answered, or is being recovered itself.
    pub(crate) fn record(&self) -> Option<DialogRecord> {
        let dialog = match &self.state {
            State::Session(s) => &s.dialog,
            State::Outgoing(_) => self.usages.old.as_deref()?,
            _ => return None,
        };
        let view = &self.base.view;
        if view.phase == Phase::Ended {
            return None;
        }
        let mut record = dialog.record();
        record.id = view.id;
        record.anonymous = self.base.anonymous;
        record.direction = view.direction;
        record.held = view.held;
        record.started_at = view.started_at;
        record.answered_at = view.answered_at;
        record.call_uuid.clone_from(&view.call_uuid);
        record.asserted.clone_from(&view.remote.asserted);
        Some(record)
    }

    /// A request in the dialog from before: the far end ends it when it has taken our INVITE.
    pub(super) fn handle_in_old(&mut self, now: Instant, core: &mut Core, server: ServerId, request: &Request) {
        let Some(old) = &self.usages.old else { return };
        match request.method {
            Method::Bye => {
                core.reply(now, server, request, 200, old.local_tag());
                self.usages.old = None;
            }
            Method::Options => core.reply(now, server, request, 200, old.local_tag()),
            // There is no such subscription, and nothing but a call that is not replaced yet.
            Method::Notify | Method::Subscribe => core.reply(now, server, request, 481, old.local_tag()),
            _ if self.base.session_tag.is_some() => core.reply(now, server, request, 481, old.local_tag()),
            // A 481 would end the call that is being recovered.
            _ => {
                let response = retry_later(core, request, old.local_tag());
                core.table.respond(now, server, &response);
            }
        }
    }

    /// Nothing came of it: the far end may still hold the dialog from before, so it is ended.
    pub(super) fn pursue_recovery(&mut self, now: Instant, core: &mut Core) {
        if self.base.session_tag.is_some() {
            self.base.recovering = false;
        }
        if self.base.view.phase != Phase::Ended {
            return;
        }
        if let Some(mut old) = self.usages.old.take()
            && self.base.session_tag.is_none()
        {
            let bye = old
                .request(Method::Bye)
                .with(names::REASON, "SIP;cause=481;text=\"Call not recovered\"");
            core.send(now, Owner::Nobody, bye);
        }
    }
}
