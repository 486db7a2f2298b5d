//! SUBSCRIBE: the first one, refreshes, the one that ends it, and what they are answered (RFC 6665 §4.1.2).

use super::{MAX_RAISES, Stage, Subscription, Told, outside, retry_after, state};
use crate::sip::message::{Method, Response, names};
use crate::sip::registration::policy::refresh_after;
use crate::sip::subscription::state::Again;
use crate::sip::transaction::{Failure, TIMEOUT};
use crate::sip::user_agent::SubscriptionEnd;
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner};
use crate::text::decimal;
use crate::time::{Duration, Instant};

impl Subscription {
    /// Subscribes, refreshes, or ends it. Never a second SUBSCRIBE while one is out.
    pub(super) fn send(&mut self, now: Instant, core: &mut Core) {
        if self.asking.is_some() || self.stage == Stage::Over {
            return;
        }
        if self.stage == Stage::Waiting {
            self.dialog = outside(core, &self.target);
            self.stage = Stage::Asking;
        }
        self.due = false;
        self.wake_at = None;
        let expires = if self.stage == Stage::Leaving {
            0
        } else {
            self.expires_sec
        };
        let mut request = self
            .dialog
            .request(Method::Subscribe)
            .with(names::EVENT, &self.options.event)
            .with(names::EXPIRES, decimal(expires.into()))
            .with(names::CONTACT, core.local.contact(false).to_text());
        let accept = self.accept();
        if !accept.is_empty() {
            request.headers.push(names::ACCEPT, accept);
        }
        for (name, value) in &self.options.extra_headers {
            // Checked when the subscription was begun.
            let _ = request.headers.push_checked(name, value);
        }
        let id = core.send(now, Owner::Subscription(self.id), request);
        self.asking = Some((id, expires == 0));
        self.notify_due = Some(now + TIMEOUT);
    }

    fn accept(&self) -> String {
        let mut accept = self.options.accept.join(", ");
        if accept.is_empty() {
            accept.push_str(usual_type(&self.options.event));
        }
        accept
    }

    /// Something came of the SUBSCRIBE.
    pub(crate) fn handle_answer(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>) {
        let Some((_, ending)) = self.asking.filter(|(asking, _)| *asking == answered.id) else {
            return;
        };
        let (status, response) = match answered.answer {
            Answer::Response(response) if response.is_provisional() => return,
            Answer::Response(response) => (response.status, Some(response)),
            // `handle_lost` is on its way.
            Answer::Failed(Failure::Transport) | Answer::Settled => return,
            Answer::Failed(Failure::Timeout) => (408, None),
        };
        self.asking = None;
        match response {
            Some(response) if response.is_success() => self.accepted(now, core, response, ending),
            _ => self.refused(now, core, status, response),
        }
    }

    fn accepted(&mut self, now: Instant, core: &mut Core, response: &Response, ending: bool) {
        self.raises = 0;
        if self.established_at.is_none() {
            self.dialog.learn_from_response(response);
        } else {
            self.dialog.refresh_target(response.headers.contact());
        }
        match self.stage {
            // Closed while the SUBSCRIBE was out: now the far end can be told.
            Stage::Leaving if !ending => self.send(now, core),
            Stage::Asking | Stage::Established if !ending => {
                let granted = response.headers.number(names::EXPIRES).unwrap_or(self.expires_sec);
                self.live_until(now, core, granted);
                if self.told == Told::Active {
                    self.tell_active(core);
                }
            }
            _ => {}
        }
    }

    fn refused(&mut self, now: Instant, core: &mut Core, status: u16, response: Option<&Response>) {
        self.notify_due = None;
        if self.stage == Stage::Leaving {
            self.stage = Stage::Over;
            return;
        }
        if status == 423
            && self.raises < MAX_RAISES
            && let Some(min) = response.and_then(|r| r.headers.number(names::MIN_EXPIRES))
            && min > self.expires_sec
            && !self.is_fetch()
        {
            self.raises += 1;
            self.expires_sec = min;
            self.send(now, core);
            return;
        }
        let wait = response.and_then(|r| retry_after(&r.headers));
        if self.stage == Stage::Established {
            if status == 481 {
                // The far end has forgotten it (RFC 6665 §4.1.2.2).
                self.ended(now, core, (SubscriptionEnd::Refused, status), Again::Soon, wait);
                return;
            }
            if !state::ends_usage(status) && self.expires_at.is_some_and(|at| at > now) {
                // It lives on for what is left of its time; until then the refresh is tried again.
                let wait = wait.unwrap_or_else(|| self.pause(core, Again::Soon));
                self.wake_at = Some(now + wait.max(Duration::from_secs(1)));
                return;
            }
        }
        let again = if state::is_final(status) && wait.is_none() {
            Again::Never
        } else {
            Again::Later
        };
        self.ended(now, core, (SubscriptionEnd::Refused, status), again, wait);
    }

    /// Counts the lifetime that was granted, and plans the refresh.
    fn live_until(&mut self, now: Instant, core: &mut Core, granted_sec: u32) {
        // Nobody may grant more than was asked for (RFC 6665 §4.2.1.1).
        let sec = granted_sec.clamp(1, self.expires_sec.max(1));
        self.expires_at = Some(now + Duration::from_secs(u64::from(sec)));
        self.wake_at = Some(now + refresh_after(sec, core.entropy.as_mut()));
    }
}

/// The body type of a package's own RFC.
fn usual_type(event: &str) -> &'static str {
    match event {
        "message-summary" => "application/simple-message-summary",
        "dialog" => "application/dialog-info+xml",
        "presence" => "application/pidf+xml",
        "reg" => "application/reginfo+xml",
        "conference" => "application/conference-info+xml",
        _ => "",
    }
}
