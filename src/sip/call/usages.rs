//! What goes on in the dialog of a call beside the INVITE usage (RFC 5057 §3): a transfer of ours, a REFER of theirs.
//!
//! ```text
//!   INVITE usage   ───────────────────── BYE
//!   refer usage          ── REFER ── NOTIFY … NOTIFY
//!   dialog         ──────────────────────────────────  lives until the last of them ends
//! ```

use super::refer_received::Refer;
use super::refer_sent::Transfer;
use super::{Call, State};
use crate::sip::dialog::{Dialog, Order};
use crate::sip::message::{Method, Request};
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::{Answered, Core, RequestId};
use crate::sip::user_agent::{CallId, Cause};
use crate::time::{Instant, earlier};

#[derive(Default)]
pub(super) struct Usages {
    /// Our transfer of this call.
    pub(super) transfer: Option<Box<Transfer>>,
    /// The far end is being given to another call of ours; a BYE of theirs means that it has gone there.
    pub(super) handed_over: bool,
    /// We do as a REFER of theirs asks, and it has not failed: a BYE of theirs means that it is done.
    pub(super) referred: bool,
    /// Their REFER.
    pub(super) refer: Option<Box<Refer>>,
    /// The call whose place this one takes, until it has.
    pub(super) replacing: Option<CallId>,
    /// The dialog from before a reload.
    pub(super) old: Option<Box<Dialog>>,
}

impl Usages {
    pub(super) fn is_empty(&self) -> bool {
        self.transfer.is_none() && self.refer.is_none()
    }

    /// The request belongs to a dialog of theirs alone.
    pub(super) fn take(&self, request: &Request) -> bool {
        self.refer.as_ref().is_some_and(|r| r.takes(request)) || self.old.as_ref().is_some_and(|d| d.takes(request))
    }
}

impl Call {
    /// The dialog, also when its INVITE usage is over.
    pub(super) fn dialog(&mut self) -> Option<&mut Dialog> {
        match &mut self.state {
            State::Session(s) => Some(&mut s.dialog),
            State::Leaving(s) => Some(s.dialog_mut()),
            State::Over => self.base.residue.as_mut(),
            State::Outgoing(_) | State::Incoming(_) => None,
        }
    }

    /// The request belongs to one of these usages, or to a dialog of which only they are left.
    pub(super) fn is_beside(&self, request: &Request) -> bool {
        if self.usages.take(request) {
            return true;
        }
        let usage = matches!(request.method, Method::Refer | Method::Notify | Method::Subscribe);
        match &self.state {
            State::Session(_) | State::Leaving(_) => usage,
            State::Over => true,
            State::Outgoing(_) | State::Incoming(_) => false,
        }
    }

    pub(super) fn handle_beside(&mut self, now: Instant, core: &mut Core, server: ServerId, request: &Request) {
        if self.usages.old.as_ref().is_some_and(|d| d.takes(request)) {
            self.handle_in_old(now, core, server, request);
            return;
        }
        let mut own = self.usages.refer.as_mut().filter(|r| r.takes(request));
        let own = own.as_mut().and_then(|r| r.own_dialog());
        if let Some(dialog) = own {
            let tag = dialog.local_tag().to_owned();
            match dialog.order(request) {
                Order::Late => core.reply(now, server, request, 500, &tag),
                Order::Fresh if request.method == Method::Subscribe => {
                    self.handle_subscribe(now, core, server, request, &tag);
                }
                Order::Fresh => core.reply(now, server, request, 481, &tag),
            }
            return;
        }
        let Some(dialog) = self.dialog() else {
            core.reply(now, server, request, 481, "");
            return;
        };
        let tag = dialog.local_tag().to_owned();
        if dialog.order(request) == Order::Late {
            core.reply(now, server, request, 500, &tag);
            return;
        }
        match request.method {
            Method::Notify => self.handle_notify(now, core, server, request, &tag),
            Method::Refer => self.handle_refer(now, core, server, request, None),
            Method::Subscribe => self.handle_subscribe(now, core, server, request, &tag),
            _ => core.reply(now, server, request, 481, &tag),
        }
    }

    /// Something came of a request of one of these usages; false when it is none of theirs.
    pub(super) fn handle_answer_beside(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>) -> bool {
        self.handle_transfer_answer(now, core, answered) || self.handle_refer_answer(answered)
    }

    /// The number for a request of theirs that is sent again after a challenge; `None` when it is none of theirs.
    pub(super) fn next_seq_beside(&mut self, id: RequestId) -> Option<u32> {
        if let Some(refer) = self.usages.refer.as_mut().filter(|r| r.sent(id)) {
            return match refer.own_dialog() {
                Some(dialog) => Some(dialog.next_seq()),
                None => self.dialog().map(Dialog::next_seq),
            };
        }
        if !self.usages.transfer.as_ref().is_some_and(|t| t.sent(id)) {
            return None;
        }
        let number = self.dialog()?.next_seq();
        if let Some(transfer) = &mut self.usages.transfer {
            transfer.renumber(id, number);
        }
        Some(number)
    }

    pub(super) fn deadline_beside(&self) -> Option<Instant> {
        let transfer = self.usages.transfer.as_ref().and_then(|t| t.deadline());
        let refer = self.usages.refer.as_ref().map(|r| r.deadline());
        earlier(transfer, refer)
    }

    pub(super) fn handle_timeout_beside(&mut self, now: Instant, core: &mut Core) {
        self.handle_transfer_timeout(now, core);
        self.handle_refer_timeout(now, core);
    }

    /// A BYE of theirs may be the way in which a transfer says that it went well.
    pub(super) fn foresee_bye(&mut self, core: &mut Core, request: &Request) {
        if request.method != Method::Bye || self.dialog().is_none_or(|d| d.is_late(request)) {
            return;
        }
        if self.is_transfer_accepted() {
            self.transfer_left(core);
            self.base.cause = Some(Cause::Transferred);
        } else if self.usages.handed_over || self.usages.referred {
            self.base.cause = Some(Cause::Transferred);
        }
    }

    /// After each step: what waited for it goes on, what it ended is ended.
    pub(super) fn after(&mut self, now: Instant, core: &mut Core) {
        self.pursue_transfer(now, core);
        self.pursue_refer(now, core);
        self.pursue_replacement(core);
        self.pursue_recovery(now, core);
        if self.usages.is_empty()
            && let Some(dialog) = self.base.residue.take()
        {
            self.base.past = Some((dialog.local_tag().to_owned(), dialog.remote_tag().to_owned()));
        }
    }

    /// Nothing of this will be waited for any more: the user agent stops.
    pub(crate) fn quit(&mut self) {
        self.usages = Usages::default();
        self.base.residue = None;
    }
}
