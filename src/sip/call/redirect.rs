//! Where a 3xx sends a call of ours (RFC 3261 §8.1.3.4, §13.2.2.2, §21.3).
//!
//! The contacts are taken by their `q`, none twice, five in a call at most. Only SIP URIs are followed, without what
//! parameters or headers of theirs would put into our request. 305 names a proxy and not a place to call: a browser
//! has its one proxy, so that is a refusal.

use super::State;
use super::base::Base;
use super::outgoing::{Outgoing, Stage};
use crate::redact::Redacted;
use crate::sip::message::{Request, Response, Uri, names};
use crate::sip::order::heaviest_first;
use crate::sip::user_agent::kernel::Core;
use crate::sip::user_agent::{CallEvent, CommandError, Redirects};
use crate::time::{Duration, Instant};

/// So many targets are tried in one call.
const MAX_TARGETS: usize = 5;
/// The application has so long to choose.
const CHOICE: Duration = Duration::from_secs(30);

impl Outgoing {
    /// A 3xx.
    pub(super) fn redirected(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
        response: &Response,
    ) -> State {
        if core.policy.redirects == Redirects::Never || response.status == 305 {
            return self.next_target(now, base, core, request, response);
        }
        if self.tried.is_empty() {
            self.tried.push(self.target.clone());
        }
        let mut found = contacts(response);
        let room = (MAX_TARGETS + 1).saturating_sub(self.tried.len());
        found.retain(|uri| !self.tried.iter().any(|known| known.matches(uri)));
        found.extend(core::mem::take(&mut self.targets));
        for uri in found {
            if self.targets.len() < room && !self.targets.iter().any(|known| known.matches(&uri)) {
                self.targets.push(uri);
            }
        }
        if core.policy.redirects == Redirects::Follow || self.targets.is_empty() {
            return self.next_target(now, base, core, request, response);
        }
        base.remember_refusal(response);
        base.view.redirect_targets = self.targets.iter().map(|uri| Redacted::new(uri.to_text())).collect();
        self.invite = Some(request.clone());
        self.stage = Stage::Redirected;
        self.until = Some(now + CHOICE);
        base.event(core, CallEvent::Redirected);
        State::Outgoing(self)
    }

    /// A refusal: on to the next target that a redirection named, if that may be done without asking; else the end. A
    /// 6xx speaks for every target (§21.6).
    pub(super) fn next_target(
        mut self: Box<Self>,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        request: &Request,
        response: &Response,
    ) -> State {
        if core.policy.redirects != Redirects::Follow || response.status >= 600 || self.targets.is_empty() {
            base.refused(now, core, response);
            return State::Over;
        }
        let target = self.targets.remove(0);
        self.go_to(now, base, core, request.clone(), target);
        State::Outgoing(self)
    }

    fn go_to(&mut self, now: Instant, base: &mut Base, core: &mut Core, mut request: Request, target: Uri) {
        self.tried.push(target.clone());
        request.uri = target;
        self.again(now, base, core, request);
    }

    /// The application has chosen.
    pub(super) fn follow(
        &mut self,
        now: Instant,
        base: &mut Base,
        core: &mut Core,
        index: usize,
    ) -> Result<(), CommandError> {
        if self.stage != Stage::Redirected || !core.online {
            return Err(CommandError::InvalidState);
        }
        if index >= self.targets.len() {
            return Err(CommandError::InvalidArgument);
        }
        let Some(request) = self.invite.take() else {
            return Err(CommandError::InvalidState);
        };
        let target = self.targets.remove(index);
        base.view.redirect_targets.clear();
        base.forget_refusal();
        self.until = self
            .options
            .timeout_sec
            .map(|limit| now + Duration::from_secs(u64::from(limit)));
        self.go_to(now, base, core, request, target);
        Ok(())
    }

    /// Nobody has chosen.
    pub(super) fn not_followed(self: Box<Self>, now: Instant, base: &mut Base, core: &mut Core) -> State {
        base.refused_before(now, core);
        State::Over
    }
}

/// The SIP URIs of a 3xx, best first.
fn contacts(response: &Response) -> Vec<Uri> {
    let mut found: Vec<(u32, Uri)> = response
        .headers
        .items(names::CONTACT)
        .iter()
        .filter_map(|item| crate::sip::message::NameAddr::parse(item))
        .filter_map(|contact| {
            let weight = contact.params.get("q").map_or(1000, thousandths);
            let Uri::Sip(mut uri) = contact.uri else { return None };
            uri.headers.clear();
            uri.params.remove("method");
            Some((weight, Uri::Sip(uri)))
        })
        .collect();
    heaviest_first(&mut found, |(weight, _)| *weight);
    found.into_iter().map(|(_, uri)| uri).collect()
}

/// A `q` of up to three decimals, in thousandths; anything else counts as the least.
fn thousandths(q: &str) -> u32 {
    let (whole, fraction) = q.split_once('.').unwrap_or((q, ""));
    let Ok(whole) = whole.parse::<u32>() else { return 0 };
    let mut sum = whole.min(1) * 1000;
    let mut unit = 100;
    for digit in fraction.chars().take(3).filter_map(|c| c.to_digit(10)) {
        sum += digit * unit;
        unit /= 10;
    }
    sum.min(1000)
}
