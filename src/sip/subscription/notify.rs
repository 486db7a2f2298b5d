//! NOTIFY within a subscription (RFC 6665 §4.1.3).

use super::state::{Again, Phase, State, again_after};
use super::{Stage, Subscription, Told, package_of};
use crate::redact::Redacted;
use crate::sip::dialog::Order;
use crate::sip::message::{Method, Request};
use crate::sip::registration::policy::refresh_after;
use crate::sip::transaction::ServerId;
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::{SubscriptionEnd, SubscriptionEvent};
use crate::time::{Duration, Instant};

impl Subscription {
    /// A request with our tag and Call-ID: before the first NOTIFY from whomever, then from that one far end. The
    /// NOTIFY of another branch of a forked SUBSCRIBE finds no subscription and is answered 481.
    pub(crate) fn takes(&self, request: &Request) -> bool {
        if matches!(self.stage, Stage::Waiting | Stage::Over) {
            return false;
        }
        if self.established_at.is_some() {
            return self.dialog.takes(request);
        }
        request.headers.call_id() == self.dialog.call_id()
            && request.headers.to_tag().as_deref() == Some(self.dialog.local_tag())
    }

    /// Any request within its dialog; each is answered once.
    pub(crate) fn handle_request(&mut self, now: Instant, core: &mut Core, server: ServerId, request: &Request) {
        let status = match request.method {
            Method::Notify if self.is_for(request) => 200,
            Method::Notify => 489,
            Method::Options => 200,
            Method::Bye | Method::Message | Method::Info | Method::Invite => 481,
            _ => 405,
        };
        if status != 200 {
            core.reply(now, server, request, status, self.dialog.local_tag());
            return;
        }
        if self.dialog.order(request) == Order::Late {
            core.reply(now, server, request, 500, self.dialog.local_tag());
            return;
        }
        core.reply(now, server, request, 200, self.dialog.local_tag());
        if request.method == Method::Notify {
            self.handle_notify(now, core, request);
        }
    }

    fn is_for(&self, request: &Request) -> bool {
        package_of(request).is_some_and(|package| package.eq_ignore_ascii_case(&self.options.event))
    }

    fn handle_notify(&mut self, now: Instant, core: &mut Core, request: &Request) {
        if self.established_at.is_none() {
            self.dialog.learn_from_request(request);
            self.established_at = Some(now);
            if self.stage == Stage::Asking {
                self.stage = Stage::Established;
            }
        } else {
            self.dialog.refresh_target(request.headers.contact());
        }
        let state = State::of(&request.headers);
        if self.stage == Stage::Leaving {
            // Others than the last one have crossed the SUBSCRIBE that ends it.
            if matches!(state.phase, Phase::Terminated(_)) {
                self.stage = Stage::Over;
            }
            return;
        }
        self.notify_due = None;
        match state.phase {
            _ if self.is_fetch() => {
                self.tell_body(core, request);
                self.ended(now, core, (SubscriptionEnd::Fetched, 0), Again::Never, None);
            }
            Phase::Terminated(end) => {
                self.tell_body(core, request);
                self.ended(now, core, (end, 0), again_after(end), state.retry_after);
            }
            Phase::Active => {
                self.note_lifetime(now, core, state.expires_sec);
                if self.told != Told::Active {
                    self.tell_active(core);
                }
                self.tell_body(core, request);
            }
            Phase::Pending => {
                self.note_lifetime(now, core, state.expires_sec);
                if self.told != Told::Pending {
                    self.told = Told::Pending;
                    self.tell(core, SubscriptionEvent::Pending);
                }
                self.tell_body(core, request);
            }
        }
    }

    /// The far end may shorten the life that it granted, and a NOTIFY that comes before the 2xx is the first to say
    /// how long it is.
    fn note_lifetime(&mut self, now: Instant, core: &mut Core, expires_sec: Option<u32>) {
        let Some(sec) = expires_sec.or_else(|| self.expires_at.is_none().then_some(self.expires_sec)) else {
            return;
        };
        let sec = sec.clamp(1, self.expires_sec.max(1));
        self.expires_at = Some(now + Duration::from_secs(u64::from(sec)));
        let refresh = now + refresh_after(sec, core.entropy.as_mut());
        self.wake_at = Some(self.wake_at.map_or(refresh, |at| at.min(refresh)));
    }

    fn tell_body(&self, core: &mut Core, request: &Request) {
        if request.body.is_empty() {
            return;
        }
        let content_type = request.headers.content_type().unwrap_or_default();
        let body = Redacted::new(request.body.clone());
        self.tell(core, SubscriptionEvent::Notified { content_type, body });
    }
}
