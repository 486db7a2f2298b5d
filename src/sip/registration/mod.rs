//! The REGISTER usage (RFC 3261 §10): one binding, kept fresh.
//!
//! ```text
//!            register              2xx with our contact
//!   Idle ──────────────► Asking ─────────────────────────► Bound ──┐ refresh at 80..90 %
//!    ▲                    │  ▲  ▲                            │     │
//!    │ 2xx (expires=0)    │  │  └────────────────────────────┘ ◄───┘
//!    ├────────────────────┤  │ retry_at
//!    │ final refusal      ▼  │
//!    └────────────────  Waiting
//! ```
//!
//! One Call-ID for all, CSeq + 1 each time, never a second REGISTER while one is out (§10.2.4).

mod binding;

use crate::entropy::Entropy;
use crate::sip::message::{CSeq, Method, NameAddr, Request, Response, SipUri, Uri, names};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner, RequestId};
use crate::sip::user_agent::{Event, RegistrationState, Warning, WarningCode, reconnect};
use crate::time::{Duration, Instant};

/// 423 may raise the interval so often before it counts as a refusal (a guard against loops, §10.2.8).
const MAX_RAISES: u8 = 3;

/// What the user agent has to do after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Nothing.
    Nothing,
    /// The binding is there (again): repair the calls. Holds the Flow-Timer.
    Bound(Option<u32>),
    /// De-registered.
    Unbound,
    /// Refused with that status.
    Refused(u16),
    /// The connection does not answer: try another.
    Suspect,
}

/// The one registration of a user agent.
#[derive(Debug, Default)]
pub(crate) struct Registration {
    call_id: String,
    tag: String,
    cseq: u32,
    /// The application wants to be registered.
    wanted: bool,
    /// REGISTER that is out, and whether it removes the binding.
    asking: Option<(RequestId, bool)>,
    /// The next REGISTER: a refresh or a repetition.
    next_at: Option<Instant>,
    /// End of the binding.
    bound_until: Option<Instant>,
    expires_sec: u32,
    raises: u8,
    failures: u32,
    /// 439 was answered: the first hop does not support outbound (RFC 5626 §6).
    no_outbound: bool,
    /// What was last told.
    state: Option<RegistrationState>,
}

impl Registration {
    pub(crate) fn new(expires_sec: u32, entropy: &mut dyn Entropy) -> Self {
        Self {
            call_id: entropy.token(22),
            tag: entropy.token(16),
            expires_sec: expires_sec.max(1),
            ..Self::default()
        }
    }

    /// The application wants the binding.
    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.next_at
    }

    /// A REGISTER is unanswered.
    pub(crate) fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// A challenge makes the REGISTER go out again, unless another has taken its place.
    pub(crate) fn next_seq_of(&mut self, id: RequestId) -> Option<u32> {
        let current = self.asking.is_some_and(|(asking, _)| asking == id);
        current.then(|| self.next_seq())
    }

    fn next_seq(&mut self) -> u32 {
        self.cseq += 1;
        self.cseq
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        if self.next_at.is_some_and(|at| at <= now) {
            self.next_at = None;
            self.send(now, core);
        }
    }

    /// The transport is open: bind at once.
    pub(crate) fn handle_up(&mut self, now: Instant, core: &mut Core) {
        self.send(now, core);
    }

    /// The transport is gone, and with it the flow that the binding stood for.
    pub(crate) fn handle_lost(&mut self, core: &mut Core) {
        self.asking = None;
        self.next_at = None;
        self.bound_until = None;
        if matches!(
            self.state,
            Some(RegistrationState::Registering | RegistrationState::Registered { .. })
        ) {
            self.tell(core, RegistrationState::Unregistered);
        }
    }

    /// Something came of the REGISTER.
    pub(crate) fn handle_answer(&mut self, now: Instant, core: &mut Core, answered: &Answered<'_>) -> After {
        let Some((_, removing)) = self.asking.filter(|(asking, _)| *asking == answered.id) else {
            return After::Nothing;
        };
        let (status, response) = match &answered.answer {
            Answer::Response(response) if response.is_provisional() => return After::Nothing,
            Answer::Response(response) => (response.status, Some(*response)),
            Answer::Failed(failure) => (failure.status(), None),
            Answer::Settled => return After::Nothing,
        };
        let contact = answered.request.headers.contact();
        self.asking = None;
        if removing {
            return self.removed(now, core);
        }
        if !self.wanted {
            // `unregister` was called in between.
            if response.is_some_and(Response::is_success) {
                self.send_with(now, core, 0);
                return After::Nothing;
            }
            return self.removed(now, core);
        }
        match response {
            Some(response) if response.is_success() => self.bound(now, core, response, contact),
            _ => self.refused(now, core, status, response),
        }
    }

    /// Wants a binding from now on.
    pub(crate) fn register(&mut self, now: Instant, core: &mut Core) {
        self.wanted = true;
        self.failures = 0;
        self.send(now, core);
    }

    /// Wants none any more.
    pub(crate) fn unregister(&mut self, now: Instant, core: &mut Core) {
        self.wanted = false;
        self.next_at = None;
        match self.asking {
            // It waits for credentials, and so bound nothing.
            Some((id, false)) if core.unpark(id) => self.asking = None,
            // One at a time (§10.2): the removal follows its answer.
            Some(_) => return,
            None => {}
        }
        if core.online && self.bound_until.is_some() {
            self.send_with(now, core, 0);
        } else {
            self.bound_until = None;
            self.tell(core, RegistrationState::Unregistered);
        }
    }

    /// Removes every binding of the address of record, those of other phones too (§10.2.2).
    pub(crate) fn remove_all(&mut self, now: Instant, core: &mut Core) {
        self.wanted = false;
        self.next_at = None;
        let mut request = self.request(core, 0);
        request.headers.set(names::CONTACT, "*");
        let id = core.send(now, Owner::Registration, request);
        self.asking = Some((id, true));
    }

    /// Refreshes the binding before its time, to hear the server's answer; false if there is none to be had.
    pub(crate) fn ask(&mut self, now: Instant, core: &mut Core) -> bool {
        self.send(now, core);
        self.asking.is_some()
    }

    fn send(&mut self, now: Instant, core: &mut Core) {
        if self.wanted && core.online && self.asking.is_none() {
            self.send_with(now, core, self.expires_sec);
        }
    }

    fn send_with(&mut self, now: Instant, core: &mut Core, expires: u32) {
        let request = self.request(core, expires);
        let id = core.send(now, Owner::Registration, request);
        self.asking = Some((id, expires == 0));
        if self.bound_until.is_none() && expires > 0 {
            self.tell(core, RegistrationState::Registering);
        }
    }

    fn request(&mut self, core: &Core, expires: u32) -> Request {
        let aor = core.local.aor();
        let number = self.next_seq();
        let mut contact = core.local.binding();
        if let Some(instance) = &core.local.instance_id {
            let mut quoted = String::from("<");
            quoted.push_str(instance);
            quoted.push('>');
            contact.params.set_quoted("+sip.instance", &quoted);
            if !self.no_outbound {
                contact.params.set("reg-id", "1");
            }
        }
        let expires = expires.to_string();
        contact.params.set("expires", &expires);
        Request::new(Method::Register, Uri::Sip(SipUri::new("", &core.local.domain)))
            .with(names::FROM, aor.clone().with_tag(&self.tag).to_text())
            .with(names::TO, aor.to_text())
            .with(names::CALL_ID, &self.call_id)
            .with(
                names::CSEQ,
                CSeq {
                    number,
                    method: Method::Register,
                }
                .to_text(),
            )
            .with(names::CONTACT, contact.to_text())
            .with(names::EXPIRES, expires)
    }

    fn removed(&mut self, now: Instant, core: &mut Core) -> After {
        self.bound_until = None;
        core.local.service_route.clear();
        core.local.pub_gruu = None;
        core.local.temp_gruu = None;
        if self.wanted {
            // `register` was called while the removal was out.
            self.send(now, core);
            return After::Nothing;
        }
        self.tell(core, RegistrationState::Unregistered);
        After::Unbound
    }

    fn bound(&mut self, now: Instant, core: &mut Core, response: &Response, ours: Option<NameAddr>) -> After {
        self.failures = 0;
        self.raises = 0;
        let Some(granted) = ours.and_then(|ours| binding::find(response, &ours, self.expires_sec)) else {
            self.bound_until = None;
            core.event(Event::Warning(Warning {
                code: WarningCode::BindingMissing,
                message: String::from("The server accepted the registration but holds no binding for this page."),
            }));
            let wait = reconnect::long_delay(self.failures, core.entropy.as_mut());
            self.failed(now, core, response.status, "No binding", Some(wait));
            return After::Refused(response.status);
        };
        core.local.service_route = response.headers.items(names::SERVICE_ROUTE);
        core.local.outbound = response.headers.has_item(names::REQUIRE, "outbound");
        core.local.pub_gruu = granted.pub_gruu;
        core.local.temp_gruu = granted.temp_gruu;
        let lifetime = Duration::from_secs(u64::from(granted.expires_sec));
        let expires_at = now + lifetime;
        self.bound_until = Some(expires_at);
        self.next_at = Some(now + refresh_after(granted.expires_sec, core.entropy.as_mut()));
        self.tell(core, RegistrationState::Registered { expires_at });
        After::Bound(response.headers.number("Flow-Timer"))
    }

    fn refused(&mut self, now: Instant, core: &mut Core, status: u16, response: Option<&Response>) -> After {
        if status == 423
            && self.raises < MAX_RAISES
            && let Some(min) = response.and_then(|r| r.headers.number(names::MIN_EXPIRES))
            && min > self.expires_sec
        {
            self.raises += 1;
            self.expires_sec = min;
            self.send(now, core);
            return After::Nothing;
        }
        if status == 439 && !self.no_outbound {
            self.no_outbound = true;
            self.send(now, core);
            return After::Nothing;
        }
        self.bound_until = None;
        let reason = response.map_or("", |r| r.reason.as_str());
        let retry_after = response
            .and_then(|r| r.headers.number(names::RETRY_AFTER))
            .map(|sec| Duration::from_secs(u64::from(sec.min(3600))));
        let wait = if is_final(status) && retry_after.is_none() {
            None
        } else {
            let entropy = core.entropy.as_mut();
            let usual = match status {
                503 => reconnect::long_delay(self.failures, entropy),
                _ => reconnect::delay(self.failures + 1, false, entropy) + Duration::from_secs(1),
            };
            Some(retry_after.unwrap_or(usual))
        };
        self.failures = self.failures.saturating_add(1);
        self.failed(now, core, status, reason, wait);
        // No answer in 64*T1: the connection looks open and is not (a half-open socket, a hanging server).
        if status == 408 || status == 430 {
            After::Suspect
        } else {
            After::Refused(status)
        }
    }

    fn failed(&mut self, now: Instant, core: &mut Core, status: u16, reason: &str, wait: Option<Duration>) {
        let retry_at = wait.map(|wait| now + wait);
        self.next_at = retry_at;
        let state = RegistrationState::Failed {
            status,
            reason: reason.to_owned(),
            retry_at,
        };
        self.tell(core, state);
    }

    fn tell(&mut self, core: &mut Core, state: RegistrationState) {
        if self.state.as_ref() != Some(&state) {
            self.state = Some(state.clone());
            core.event(Event::Registration(state));
        }
    }
}

/// Trying again would not help: wrong credentials, unknown user, a request that the server does not take. The rest
/// (408, 480, 5xx) may pass (§10.2.8, §20.33).
fn is_final(status: u16) -> bool {
    match status {
        408 | 423 | 430 | 480 | 491 => false,
        300..=499 | 600..=699 | 501 | 505 => true,
        _ => false,
    }
}

/// A refresh goes out when 80 to 90 % of the binding's life have passed: time enough for a time-out and a second try.
fn refresh_after(expires_sec: u32, entropy: &mut dyn Entropy) -> Duration {
    let tenth = u64::from(expires_sec) * 100;
    let jitter = u64::from(entropy.up_to(u32::try_from(tenth).unwrap_or(u32::MAX)));
    Duration::from_millis((tenth * 8 + jitter).max(1000))
}
