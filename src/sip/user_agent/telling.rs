//! Subscriptions, publications and messages of a user agent, and the requests of others that concern them.

use super::Event;
use super::agent::UserAgent;
use super::kernel::Core;
use super::local::EVENTS;
use crate::redact::Redacted;
use crate::sip::message::{Method, Request};
use crate::sip::messaging::{self, Outbox};
use crate::sip::publication::Publication;
use crate::sip::subscription::{Subscription, package_of};
use crate::sip::transaction::ServerId;
use crate::time::{Instant, earlier};

/// All that is no call and no registration.
pub(super) struct Telling {
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) publications: Vec<Publication>,
    pub(super) outbox: Outbox,
    unsolicited_mwi: bool,
}

impl Telling {
    pub(super) fn new(unsolicited_mwi: bool) -> Self {
        Self {
            subscriptions: Vec::new(),
            publications: Vec::new(),
            outbox: Outbox::default(),
            unsolicited_mwi,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.subscriptions.is_empty() && self.publications.is_empty() && self.outbox.is_empty()
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let subscriptions = self.subscriptions.iter().map(Subscription::deadline);
        let publications = self.publications.iter().map(Publication::deadline);
        let both = earlier(subscriptions.fold(None, earlier), publications.fold(None, earlier));
        earlier(both, self.outbox.deadline())
    }

    pub(super) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        for subscription in &mut self.subscriptions {
            subscription.handle_timeout(now, core);
        }
        for publication in &mut self.publications {
            publication.handle_timeout(now, core);
        }
        self.outbox.handle_timeout(now, core);
    }

    /// Connected and registered again.
    pub(super) fn handle_ready(&mut self, now: Instant, core: &mut Core) {
        for (nth, subscription) in self.subscriptions.iter_mut().enumerate() {
            subscription.handle_ready(now, core, nth);
        }
        for publication in &mut self.publications {
            publication.handle_ready(now, core);
        }
        self.outbox.handle_ready(now, core);
    }

    /// The transport is gone.
    pub(super) fn handle_lost(&mut self, core: &mut Core) {
        for subscription in &mut self.subscriptions {
            subscription.handle_lost();
        }
        for publication in &mut self.publications {
            publication.handle_lost(core);
        }
    }

    /// `stop`: the far ends are told.
    pub(super) fn close(&mut self, now: Instant, core: &mut Core) {
        for subscription in &mut self.subscriptions {
            subscription.close(now, core);
        }
        for publication in self.publications.iter_mut().filter(|p| p.is_live()) {
            publication.remove(now, core);
        }
    }

    /// The end of `stop`: nothing will be heard of any of it.
    pub(super) fn clear(&mut self, core: &mut Core) {
        self.outbox.drop_all(core);
        self.subscriptions.clear();
        self.publications.clear();
    }

    pub(super) fn drop_done(&mut self) {
        self.subscriptions.retain(|subscription| !subscription.is_done());
        self.publications.retain(|publication| !publication.is_done());
    }
}

impl UserAgent {
    /// A request with a To tag that is of no call's dialog.
    pub(super) fn handle_in_subscription(&mut self, now: Instant, server: ServerId, request: &Request) {
        match self.telling.subscriptions.iter_mut().find(|s| s.takes(request)) {
            Some(subscription) => subscription.handle_request(now, &mut self.core, server, request),
            None if request.method == Method::Notify => self.handle_notify(now, server, request),
            None => self.refuse(now, server, request, 481),
        }
    }

    /// A NOTIFY or a MESSAGE outside of any dialog.
    pub(super) fn handle_telling(&mut self, now: Instant, server: ServerId, request: &Request) {
        if request.method == Method::Notify {
            self.handle_notify(now, server, request);
            return;
        }
        match messaging::refusal(request) {
            Some(status) => self.refuse(now, server, request, status),
            None => {
                self.refuse(now, server, request, 200);
                self.core.event(messaging::incoming(request, None));
            }
        }
    }

    /// A NOTIFY that no subscription waits for (RFC 6665 §4.1.3): 489 for a package that is not known here and for
    /// none at all, 481 for the others. News of the mailbox are taken where the policy allows it, unless they belong to
    /// a dialog: then it is one that was forgotten here and has to be forgotten there.
    fn handle_notify(&mut self, now: Instant, server: ServerId, request: &Request) {
        let package = package_of(request).unwrap_or_default();
        let is = |name: &str| name.eq_ignore_ascii_case(&package);
        let unsolicited = request.headers.to_tag().is_none();
        if unsolicited && self.telling.unsolicited_mwi && is("message-summary") {
            self.refuse(now, server, request, 200);
            self.core.event(Event::Mailbox {
                content_type: request.headers.content_type().unwrap_or_default(),
                body: Redacted::new(request.body.clone()),
            });
            return;
        }
        let known = EVENTS.split(',').any(|known| is(known.trim_ascii()))
            || self.telling.subscriptions.iter().any(|s| is(s.package()));
        self.refuse(now, server, request, if known { 481 } else { 489 });
    }
}
