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
pub(crate) mod policy;
mod request;

use crate::entropy::Entropy;
use crate::sip::message::{NameAddr, Response, names};
use crate::sip::user_agent::kernel::{Answer, Answered, Core, Owner, RequestId};
use crate::sip::user_agent::{Event, RegistrationState, Warning, WarningCode, reconnect};
use crate::time::{Duration, Instant, earlier};

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

/// What a REGISTER is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    /// Make or refresh our binding.
    Bind,
    /// Remove it.
    Remove,
    /// Remove all bindings of the address of record.
    RemoveAll,
    /// Only look (§10.2.3).
    List,
}

/// The one registration of a user agent.
#[derive(Debug, Default)]
pub(crate) struct Registration {
    call_id: String,
    tag: String,
    cseq: u32,
    /// The application wants to be registered.
    wanted: bool,
    /// REGISTER that is out, and what it is for.
    asking: Option<(RequestId, Ask)>,
    /// When it was sent, the last time that it was.
    asked_at: Option<Instant>,
    /// The application wants a list of the bindings, which waits for the REGISTER that is out.
    list_wanted: bool,
    /// It wants every binding removed, which waits for it too.
    removal_wanted: bool,
    /// The next REGISTER: a refresh or a repetition.
    next_at: Option<Instant>,
    /// End of the binding.
    bound_until: Option<Instant>,
    expires_sec: u32,
    raises: u8,
    failures: u32,
    /// 439 was answered: the first hop does not support outbound (RFC 5626 §6).
    no_outbound: bool,
    /// Path of the last registration (RFC 3327 §5.1): for the application to look at.
    path: Vec<String>,
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
        earlier(self.next_at, self.bound_until)
    }

    /// A REGISTER is unanswered.
    pub(crate) fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Path of the registration (RFC 3327 §5.1).
    pub(crate) fn path(&self) -> &[String] {
        &self.path
    }

    /// A challenge makes the REGISTER go out again, unless another has taken its place.
    pub(crate) fn next_seq_of(&mut self, now: Instant, id: RequestId) -> Option<u32> {
        let (_, ask) = self.asking.filter(|(asking, _)| *asking == id)?;
        self.asked_at = Some(now);
        // What is to be removed need not be bound first.
        (ask != Ask::Bind || !self.removal_wanted).then(|| self.next_seq())
    }

    fn next_seq(&mut self) -> u32 {
        self.cseq += 1;
        self.cseq
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        self.expire(now, core);
        if self.next_at.is_some_and(|at| at <= now) {
            self.next_at = None;
            self.send(now, core);
        }
    }

    /// A binding that has not been refreshed in time is none any more, however late that is looked at.
    pub(crate) fn expire(&mut self, now: Instant, core: &mut Core) {
        if self.bound_until.is_none_or(|until| until > now) {
            return;
        }
        self.unbind(core);
        if self.asking.is_some_and(|(_, ask)| ask == Ask::Bind) {
            self.tell(core, RegistrationState::Registering);
        } else {
            self.tell(core, RegistrationState::Unregistered);
            if self.wanted && core.online {
                self.next_at = Some(now);
            }
        }
    }

    /// There is no binding: what came with it is not ours any more.
    fn unbind(&mut self, core: &mut Core) {
        self.bound_until = None;
        self.path.clear();
        core.local.service_route.clear();
        core.local.pub_gruu = None;
        core.local.temp_gruu = None;
    }

    /// The transport is open: bind at once.
    pub(crate) fn handle_up(&mut self, now: Instant, core: &mut Core) {
        self.send(now, core);
    }

    /// The transport is gone, and with it the flow that the binding stood for.
    pub(crate) fn handle_lost(&mut self, core: &mut Core) {
        if self.is_listing() {
            core.event(Event::Bindings(Err(503)));
        }
        self.list_wanted = false;
        self.removal_wanted = false;
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
        let Some((_, ask)) = self.asking.filter(|(asking, _)| *asking == answered.id) else {
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
        let after = match (ask, response) {
            (Ask::List, _) => self.listed(now, core, status, response),
            _ if self.removal_wanted => {
                self.send_removal(now, core);
                After::Nothing
            }
            (Ask::Remove | Ask::RemoveAll, _) => self.removed(now, core),
            // `unregister` was called in between.
            (Ask::Bind, Some(response)) if !self.wanted && response.is_success() => {
                self.send_as(now, core, Ask::Remove);
                After::Nothing
            }
            (Ask::Bind, _) if !self.wanted => self.removed(now, core),
            (Ask::Bind, Some(response)) if response.is_success() => self.bound(now, core, response, contact),
            (Ask::Bind, response) => self.refused(now, core, status, response),
        };
        self.list_if_wanted(now, core);
        after
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
            Some((id, Ask::Bind)) if core.unpark(id) => self.asking = None,
            // One at a time (§10.2): the removal follows its answer.
            Some(_) => return,
            None => {}
        }
        if core.online && self.bound_until.is_some() {
            self.send_as(now, core, Ask::Remove);
        } else {
            self.unbind(core);
            self.tell(core, RegistrationState::Unregistered);
        }
    }

    /// Removes every binding of the address of record, those of other phones too (§10.2.2).
    pub(crate) fn remove_all(&mut self, now: Instant, core: &mut Core) {
        self.wanted = false;
        self.next_at = None;
        match self.asking {
            Some((id, Ask::Bind)) if core.unpark(id) => self.send_removal(now, core),
            Some((_, ask)) => self.removal_wanted = ask != Ask::RemoveAll,
            None => self.send_removal(now, core),
        }
    }

    fn send_removal(&mut self, now: Instant, core: &mut Core) {
        self.removal_wanted = false;
        self.send_as(now, core, Ask::RemoveAll);
    }

    /// Asks which bindings the address of record has, ours and those of other phones (§10.2.3).
    pub(crate) fn list(&mut self, now: Instant, core: &mut Core) {
        self.list_wanted = true;
        self.list_if_wanted(now, core);
    }

    fn is_listing(&self) -> bool {
        self.list_wanted || self.asking.is_some_and(|(_, ask)| ask == Ask::List)
    }

    fn list_if_wanted(&mut self, now: Instant, core: &mut Core) {
        if self.list_wanted && core.online && self.asking.is_none() {
            self.list_wanted = false;
            self.send_as(now, core, Ask::List);
        }
    }

    fn listed(&mut self, now: Instant, core: &mut Core, status: u16, response: Option<&Response>) -> After {
        let ours = core.local.binding();
        core.event(Event::Bindings(match response {
            Some(response) if response.is_success() => Ok(binding::all(response, &ours)),
            _ => Err(status),
        }));
        // What became due in the meantime.
        if self.removal_wanted {
            self.send_removal(now, core);
        } else if self.wanted && self.next_at.is_none() {
            self.send(now, core);
        } else if !self.wanted && self.bound_until.is_some() {
            self.send_as(now, core, Ask::Remove);
        } else if !self.wanted {
            self.tell(core, RegistrationState::Unregistered);
        }
        After::Nothing
    }

    /// Refreshes the binding before its time, to hear the server's answer; false if there is none to be had.
    pub(crate) fn ask(&mut self, now: Instant, core: &mut Core) -> bool {
        self.send(now, core);
        self.asking.is_some()
    }

    fn send(&mut self, now: Instant, core: &mut Core) {
        if self.wanted && core.online && self.asking.is_none() {
            self.send_as(now, core, Ask::Bind);
        }
    }

    fn send_as(&mut self, now: Instant, core: &mut Core, ask: Ask) {
        let request = self.request(core, ask);
        let id = core.send(now, Owner::Registration, request);
        self.asking = Some((id, ask));
        self.asked_at = Some(now);
        if self.bound_until.is_none() && ask == Ask::Bind {
            self.tell(core, RegistrationState::Registering);
        }
    }

    fn removed(&mut self, now: Instant, core: &mut Core) -> After {
        self.unbind(core);
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
            self.unbind(core);
            core.event(Event::Warning(Warning {
                code: WarningCode::BindingMissing,
                message: String::from("The server accepted the registration but holds no binding for this page."),
            }));
            let wait = reconnect::long_delay(self.failures, core.entropy.as_mut());
            self.failed(now, core, response.status, "No binding", Some(wait));
            return After::Refused(response.status);
        };
        self.path = response.headers.items(names::PATH);
        core.local.service_route = response.headers.items(names::SERVICE_ROUTE);
        core.local.outbound = response.headers.has_item(names::REQUIRE, "outbound");
        core.local.pub_gruu = granted.pub_gruu;
        core.local.temp_gruu = granted.temp_gruu;
        // The server's clock has been running since the REGISTER came to it, however late its answer is read here: a
        // page may have been frozen in between.
        let asked_at = self.asked_at.unwrap_or(now);
        let expires_at = asked_at + Duration::from_secs(u64::from(granted.expires_sec));
        if expires_at <= now {
            self.unbind(core);
            self.send(now, core);
            return After::Nothing;
        }
        let refresh_at = asked_at + policy::refresh_after(granted.expires_sec, core.entropy.as_mut());
        self.bound_until = Some(expires_at);
        self.next_at = Some(refresh_at.max(now + Duration::from_millis(1)));
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
        self.unbind(core);
        let reason = response.map_or("", |r| r.reason.as_str());
        let wait = policy::pause(status, response, self.failures, core.entropy.as_mut());
        self.failures = self.failures.saturating_add(1);
        self.failed(now, core, status, reason, wait);
        // No answer in 64*T1: the connection looks open and is not (a half-open socket, a hanging server). A 408 that
        // somebody sent is an answer: what is behind the server does not work.
        if status == 430 || response.is_none() {
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
