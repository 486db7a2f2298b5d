//! The user agent: getters, inputs, commands, outputs, in this order.

use super::command::target_uri;
use super::kernel::Core;
use super::transport::{Change, Transport};
use super::{CallId, CallView, CommandError, Config, Credentials, Input, InviteOptions, Output, TimeoutReason};
use crate::entropy::Entropy;
use crate::sip::call::{Call, check_headers};
use crate::sip::registration::Registration;
use crate::time::{Duration, Instant};

/// `stop` waits so long for the answers to its BYEs and to the de-registration.
const STOP_LIMIT: Duration = Duration::from_secs(2);
/// More steps than that at one moment would be a loop of our own making.
const MAX_STEPS: u32 = 10_000;

/// A SIP user agent over one WebSocket, as a state machine without I/O.
///
/// Every command takes the time first. After each one and after each [`UserAgent::handle_input`] the driver drains
/// [`UserAgent::poll_output`] down to [`Output::Timeout`].
pub struct UserAgent {
    pub(super) core: Core,
    pub(super) transport: Transport,
    pub(super) registration: Registration,
    pub(super) calls: Vec<Call>,
    pub(super) malformed: u64,
    max_calls: usize,
    next_call: u32,
    started: bool,
    stopping: Option<Instant>,
}

impl UserAgent {
    /// A user agent that does nothing until [`UserAgent::start`].
    #[must_use]
    pub fn new(config: Config, entropy: Box<dyn Entropy>) -> Self {
        let mut core = Core::new(&config, entropy);
        let registration = Registration::new(config.register_expires_sec, core.entropy.as_mut());
        Self {
            core,
            transport: Transport::new(config.ws_uris),
            registration,
            calls: Vec::new(),
            malformed: 0,
            max_calls: config.max_calls,
            next_call: 0,
            started: false,
            stopping: None,
        }
    }

    // ---- getters ---------------------------------------------------------------------------------------------

    /// A call, until it is forgotten.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&CallView> {
        self.calls().find(|view| view.id == id)
    }

    /// All calls that were not forgotten, in the order in which they began.
    pub fn calls(&self) -> impl Iterator<Item = &CallView> {
        self.calls.iter().map(Call::view)
    }

    /// Messages that could not be parsed so far.
    #[must_use]
    pub fn malformed_count(&self) -> u64 {
        self.malformed
    }

    /// Nothing is left in any table: no transaction, no call, no request.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.calls.is_empty() && self.core.is_idle()
    }

    // ---- inputs ----------------------------------------------------------------------------------------------

    /// Takes one thing that happened outside.
    pub fn handle_input(&mut self, now: Instant, input: Input<'_>) {
        let entropy = self.core.entropy.as_mut();
        let out = &mut self.core.out;
        let change = match input {
            Input::TransportOpened { protocol } => self.transport.handle_opened(now, protocol, entropy, out),
            Input::TransportClosed { code: _ } => self.transport.handle_closed(now, entropy, out),
            Input::Awake | Input::Offline => {
                self.transport
                    .handle_awake(now, matches!(input, Input::Awake), entropy, out);
                Change::None
            }
            Input::Timeout => Change::None,
            Input::Received(bytes) => {
                self.handle_received(now, bytes);
                Change::None
            }
            Input::Media { call, round, outcome } => {
                if let Some(call) = self.calls.iter_mut().find(|c| c.view().id == call) {
                    call.handle_media(now, &mut self.core, round, outcome);
                }
                Change::None
            }
            Input::MediaState { call, state } => {
                if let Some(call) = self.calls.iter_mut().find(|c| c.view().id == call) {
                    call.handle_media_state(now, &mut self.core, state);
                }
                Change::None
            }
        };
        self.apply(now, change);
        self.settle(now);
    }

    /// What a change of the transport means for what lies above.
    pub(super) fn apply(&mut self, now: Instant, change: Change) {
        match change {
            Change::None => {}
            Change::Up => {
                self.core.online = true;
                self.core.local.set_uri(self.transport.uri());
                if self.registration.is_wanted() {
                    self.registration.handle_up(now, &mut self.core);
                } else {
                    self.become_ready(now);
                }
            }
            Change::Lost => self.lose(now),
        }
    }

    fn lose(&mut self, now: Instant) {
        self.core.online = false;
        self.core.ready = false;
        self.core.table.transport_lost();
        self.drain(now);
        self.fail_parked(now);
        // What is left are INVITEs that were answered: no 2xx of theirs will come again.
        self.core.clear();
        self.registration.handle_lost(&mut self.core);
        for call in &mut self.calls {
            call.handle_lost(now, &mut self.core);
        }
    }

    /// Registered, or not to be: what waited for that goes on.
    pub(super) fn become_ready(&mut self, now: Instant) {
        if !self.core.online || self.core.ready {
            return;
        }
        self.core.ready = true;
        self.core.flush_unsent(now);
        for call in &mut self.calls {
            call.handle_ready(now, &mut self.core);
        }
    }

    /// Brings everything to rest: what was decided is carried out, what is due is done.
    fn settle(&mut self, now: Instant) {
        for _ in 0..MAX_STEPS {
            self.drain(now);
            let in_call = self.calls.iter().any(Call::is_live);
            self.transport.set_in_call(now, in_call);
            match self.deadline() {
                Some((at, reason)) if at <= now => self.fire(now, reason),
                _ => break,
            }
        }
        self.calls.retain(|call| !call.is_done());
        if self.stopping.is_some_and(|_| self.nothing_left_to_say()) {
            self.finish(now);
        }
    }

    fn fire(&mut self, now: Instant, reason: TimeoutReason) {
        match reason {
            TimeoutReason::Transaction => self.core.table.handle_timeout(now),
            TimeoutReason::Registration => self.registration.handle_timeout(now, &mut self.core),
            TimeoutReason::KeepAlive | TimeoutReason::Reconnect => {
                let change = self
                    .transport
                    .handle_timeout(now, self.core.entropy.as_mut(), &mut self.core.out);
                self.apply(now, change);
            }
            TimeoutReason::Call => {
                self.core.expire_unsent(now);
                for call in self
                    .calls
                    .iter_mut()
                    .filter(|c| c.deadline().is_some_and(|at| at <= now))
                {
                    call.handle_timeout(now, &mut self.core);
                }
            }
            TimeoutReason::Stop | TimeoutReason::Idle => self.finish(now),
        }
    }

    /// The next deadline. Equal ones come in a fixed order, each with its own turn.
    fn deadline(&self) -> Option<(Instant, TimeoutReason)> {
        let call = self
            .calls
            .iter()
            .filter_map(Call::deadline)
            .chain(self.core.unsent_deadline())
            .min();
        [
            self.core
                .table
                .poll_timeout()
                .map(|at| (at, TimeoutReason::Transaction)),
            self.transport.deadline(),
            self.registration.deadline().map(|at| (at, TimeoutReason::Registration)),
            call.map(|at| (at, TimeoutReason::Call)),
            self.stopping.map(|at| (at, TimeoutReason::Stop)),
        ]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
    }

    fn nothing_left_to_say(&self) -> bool {
        !self.core.online || (!self.core.has_requests() && self.calls.iter().all(Call::is_settled))
    }

    /// The end of `stop`.
    fn finish(&mut self, now: Instant) {
        self.stopping = None;
        self.transport.stop(&mut self.core.out);
        self.lose(now);
        self.core.drop_unsent();
        self.drain(now);
        self.calls.retain(|call| !call.is_done());
    }

    // ---- commands --------------------------------------------------------------------------------------------

    /// Connects and registers, and keeps both up until [`UserAgent::stop`].
    pub fn start(&mut self, now: Instant) {
        self.started = true;
        self.stopping = None;
        self.transport.start(now, &mut self.core.out);
        self.registration.register(now, &mut self.core);
        self.settle(now);
    }

    /// Ends all calls, de-registers, waits at most 2 s for the answers, and closes.
    pub fn stop(&mut self, now: Instant) {
        if !core::mem::replace(&mut self.started, false) {
            return;
        }
        self.stopping = Some(now + STOP_LIMIT);
        for call in &mut self.calls {
            call.hangup(now, &mut self.core);
        }
        self.registration.unregister(now, &mut self.core);
        self.settle(now);
    }

    /// Registers now, after [`UserAgent::unregister`] or a refusal.
    ///
    /// # Errors
    /// `NotStarted`.
    pub fn register(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        self.registration.register(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Removes the binding and stays connected (RFC 3261 §10.2.2).
    ///
    /// # Errors
    /// `NotStarted`.
    pub fn unregister(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        self.registration.unregister(now, &mut self.core);
        if !self.registration.is_asking() {
            self.become_ready(now);
        }
        self.settle(now);
        Ok(())
    }

    /// Removes every binding of this address of record, other phones' too (RFC 3261 §10.2.2).
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`.
    pub fn unregister_all(&mut self, now: Instant) -> Result<(), CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        self.registration.remove_all(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Calls `target`: a number or name of our domain, `user@host`, a SIP or a tel URI.
    ///
    /// # Errors
    /// `NotStarted`, `TransportClosed`, `TooManyCalls`, `InvalidTarget`, `InvalidArgument` (a header that may not be
    /// set).
    pub fn invite(&mut self, now: Instant, target: &str, options: InviteOptions) -> Result<CallId, CommandError> {
        self.check_started()?;
        if !self.core.online {
            return Err(CommandError::TransportClosed);
        }
        if self.is_full() {
            return Err(CommandError::TooManyCalls);
        }
        let uri = target_uri(&self.core.local, target).ok_or(CommandError::InvalidTarget)?;
        if !check_headers(&options.extra_headers) {
            return Err(CommandError::InvalidArgument);
        }
        let id = self.next_id();
        let call = Call::outgoing(now, &mut self.core, id, uri, options);
        self.calls.push(call);
        self.settle(now);
        Ok(id)
    }

    /// Takes an incoming call: its answer begins to be made.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState`.
    pub fn answer(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.answer(&mut self.core)?;
        self.settle(now);
        Ok(())
    }

    /// Refuses an incoming call with a status of 300 to 699; `forward_to` goes into the Contact of a 3xx.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState`, `InvalidArgument`, `InvalidTarget`.
    pub fn reject(
        &mut self,
        now: Instant,
        id: CallId,
        status: u16,
        forward_to: Option<String>,
    ) -> Result<(), CommandError> {
        if !(300..700).contains(&status) {
            return Err(CommandError::InvalidArgument);
        }
        let forward_to = match forward_to {
            Some(target) => Some(target_uri(&self.core.local, &target).ok_or(CommandError::InvalidTarget)?),
            None => None,
        };
        let status = if forward_to.is_some() && status >= 400 {
            302
        } else {
            status
        };
        let call = find(&mut self.calls, id)?;
        call.reject(now, &mut self.core, status, forward_to)?;
        self.settle(now);
        Ok(())
    }

    /// Ends a call: nothing before its INVITE went out, CANCEL before the answer, 603 to an incoming one, BYE after.
    /// For a call that is over it does nothing.
    ///
    /// # Errors
    /// `CallNotFound`.
    pub fn hangup(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.hangup(now, &mut self.core);
        self.settle(now);
        Ok(())
    }

    /// Puts the far end on hold by re-INVITE; during another change it waits its turn.
    ///
    /// # Errors
    /// `CallNotFound`, `InvalidState` (not answered).
    pub fn hold(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        self.set_hold(now, id, true)
    }

    /// Takes the far end off hold.
    ///
    /// # Errors
    /// As [`UserAgent::hold`].
    pub fn resume(&mut self, now: Instant, id: CallId) -> Result<(), CommandError> {
        self.set_hold(now, id, false)
    }

    /// Gives or replaces the credentials; requests that wait for them go on.
    pub fn provide_credentials(&mut self, now: Instant, credentials: Credentials) {
        self.core.auth.set_credentials(credentials);
        self.retry_parked(now);
        self.settle(now);
    }

    /// The application does not want to see a call any more. One that is alive goes on and is forgotten at its end.
    pub fn forget(&mut self, id: CallId) {
        if let Some(call) = self.find(id) {
            call.forget();
        }
        self.calls.retain(|call| !call.is_done());
    }

    fn set_hold(&mut self, now: Instant, id: CallId, hold: bool) -> Result<(), CommandError> {
        let call = find(&mut self.calls, id)?;
        call.set_hold(now, &mut self.core, hold)?;
        self.settle(now);
        Ok(())
    }

    pub(super) fn find(&mut self, id: CallId) -> Option<&mut Call> {
        find(&mut self.calls, id).ok()
    }

    fn check_started(&self) -> Result<(), CommandError> {
        if self.started {
            Ok(())
        } else {
            Err(CommandError::NotStarted)
        }
    }

    pub(super) fn is_full(&self) -> bool {
        !self.started || self.calls.iter().filter(|c| c.is_live()).count() >= self.max_calls
    }

    pub(super) fn next_id(&mut self) -> CallId {
        self.next_call += 1;
        CallId(self.next_call)
    }

    // ---- outputs ---------------------------------------------------------------------------------------------

    /// The next thing to do; [`Output::Timeout`] when there is none, as often as it is asked.
    pub fn poll_output(&mut self) -> Output {
        if let Some(output) = self.core.out.pop_front() {
            return output;
        }
        match self.deadline() {
            Some((at, reason)) => Output::Timeout { at: Some(at), reason },
            None => Output::Timeout {
                at: None,
                reason: TimeoutReason::Idle,
            },
        }
    }
}

fn find(calls: &mut [Call], id: CallId) -> Result<&mut Call, CommandError> {
    calls
        .iter_mut()
        .find(|call| call.view().id == id)
        .ok_or(CommandError::CallNotFound)
}
