//! Subscriptions and messages of a user agent: their deadlines, and the requests of others that concern them.

use super::Event;
use super::agent::UserAgent;
use super::local::EVENTS;
use crate::redact::Redacted;
use crate::sip::message::{Method, Request};
use crate::sip::messaging;
use crate::sip::subscription::{Subscription, package_of};
use crate::sip::transaction::ServerId;
use crate::time::Instant;

impl UserAgent {
    pub(super) fn subscriptions_deadline(&self) -> Option<Instant> {
        self.subscriptions
            .iter()
            .filter_map(Subscription::deadline)
            .chain(self.outbox.deadline())
            .min()
    }

    pub(super) fn fire_subscriptions(&mut self, now: Instant) {
        for subscription in &mut self.subscriptions {
            subscription.handle_timeout(now, &mut self.core);
        }
        self.outbox.handle_timeout(now, &mut self.core);
    }

    /// A request with a To tag that is of no call's dialog.
    pub(super) fn handle_in_subscription(&mut self, now: Instant, server: ServerId, request: &Request) {
        match self.subscriptions.iter_mut().find(|s| s.takes(request)) {
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
        if unsolicited && self.unsolicited_mwi && is("message-summary") {
            self.refuse(now, server, request, 200);
            self.core.event(Event::Mailbox {
                content_type: request.headers.content_type().unwrap_or_default(),
                body: Redacted::new(request.body.clone()),
            });
            return;
        }
        let known = EVENTS.split(", ").any(is) || self.subscriptions.iter().any(|s| is(s.package()));
        self.refuse(now, server, request, if known { 481 } else { 489 });
    }
}
