//! The user agent: getters, inputs, outputs, in this order. Its commands are in `commands`.

use super::kernel::{Core, Owner};
use super::liveness::{Heard, Probe};
use super::telling::Telling;
use super::transport::{Change, Transport};
use super::{CallId, CallView, CommandError, Config, Input, MediaOutcome, Output, TimeoutReason};
use crate::entropy::Entropy;
use crate::sip::call::{Call, prefer_codecs};
use crate::sip::queue::take_first;
use crate::sip::registration::Registration;
use crate::time::{Instant, earlier};

/// More steps than that at one moment would be a loop of our own making.
const MAX_STEPS: u32 = 10_000;

/// Larger numbers than that no call of ours has had.
const MAX_KEPT: u32 = 1 << 31;

/// A SIP user agent over one WebSocket, as a state machine without I/O.
///
/// Every command takes the time first. After each one and after each [`UserAgent::handle_input`] the driver drains
/// [`UserAgent::poll_output`] down to [`Output::Timeout`].
pub struct UserAgent {
    pub(super) core: Core,
    pub(super) transport: Transport,
    pub(super) registration: Registration,
    pub(super) calls: Vec<Call>,
    pub(super) telling: Telling,
    pub(super) malformed: u64,
    pub(super) max_calls: usize,
    calls_before: u32,
    next_call: u32,
    /// The call that is being taken up, and its tag of ours.
    pub(super) adopting: Option<(CallId, String)>,
    next_told: u32,
    pub(super) started: bool,
    pub(super) do_not_disturb: bool,
    pub(super) stopping: Option<Instant>,
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
            telling: Telling::new(config.unsolicited_mwi),
            malformed: 0,
            max_calls: config.max_calls,
            calls_before: config.calls_before,
            next_call: config.calls_before,
            adopting: None,
            next_told: 0,
            started: false,
            do_not_disturb: false,
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

    /// Path of the registration: the proxies between the registrar and us (RFC 3327 §5.1).
    #[must_use]
    pub fn path(&self) -> &[String] {
        self.registration.path()
    }

    /// Nothing is left in any table: no transaction, no call, no request.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.calls.is_empty() && self.telling.is_empty() && self.core.is_idle()
    }

    // ---- inputs ----------------------------------------------------------------------------------------------

    /// Takes one thing that happened outside.
    pub fn handle_input(&mut self, now: Instant, input: Input<'_>) {
        // The machine may have slept: nothing that comes now meets a registration that is over.
        self.registration.expire(now, &mut self.core);
        let entropy = self.core.entropy.as_mut();
        let out = &mut self.core.out;
        let change = match input {
            Input::TransportOpened { protocol } => self.transport.handle_opened(now, protocol, entropy, out),
            Input::TransportClosed { code: _ } => self.transport.handle_closed(now, entropy, out),
            Input::Awake | Input::Offline => {
                let network = matches!(input, Input::Awake);
                self.transport.handle_awake(now, network, entropy, out)
            }
            Input::Timeout => Change::None,
            Input::Received(bytes) => {
                self.handle_received(now, bytes);
                Change::None
            }
            Input::Media { call, round, outcome } => {
                let outcome = match outcome {
                    MediaOutcome::LocalDescription { sdp, gathered } => MediaOutcome::LocalDescription {
                        sdp: prefer_codecs(sdp, &self.core.codecs),
                        gathered,
                    },
                    other => other,
                };
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
            Change::Ask(probe) => self.ask(now, probe),
        }
    }

    fn lose(&mut self, now: Instant) {
        self.core.online = false;
        self.core.ready = false;
        let ringing: Vec<_> = self.calls.iter().filter_map(Call::rings_at).collect();
        self.core.table.transport_lost(&ringing);
        self.drain(now);
        self.fail_parked(now);
        // What is left are INVITEs that were answered: no 2xx of theirs will come again.
        self.core.clear();
        self.registration.handle_lost(&mut self.core);
        for call in &mut self.calls {
            call.handle_lost(now, &mut self.core);
        }
        self.telling.handle_lost(&mut self.core);
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
        self.telling.handle_ready(now, &mut self.core);
        let change = self
            .transport
            .prove(now, self.core.entropy.as_mut(), &mut self.core.out);
        self.apply(now, change);
    }

    /// The transport wants to know whether somebody is there.
    fn ask(&mut self, now: Instant, probe: Probe) {
        if probe == Probe::Options {
            let request = self.core.local.probe(self.core.entropy.as_mut());
            self.core.send(now, Owner::Probe, request);
        } else if !self.registration.ask(now, &mut self.core) {
            // Nothing that could be asked: silence proves nothing.
            self.transport.handle_sign_of_life(Heard::Reply(Probe::Register));
        }
    }

    /// Brings everything to rest: what was decided is carried out, what is due is done.
    pub(super) fn settle(&mut self, now: Instant) {
        for _ in 0..MAX_STEPS {
            self.drain(now);
            if self.run_errands(now) || self.follow_placed(now) {
                continue;
            }
            // A far end that has not heard of the end yet is still in the call.
            let in_call = self.core.unsent_deadline().is_some() || self.calls.iter().any(Call::is_live);
            self.transport.set_in_call(now, in_call);
            match self.deadline() {
                Some((at, reason)) if at <= now => self.fire(now, reason),
                _ => break,
            }
        }
        self.drop_done();
        if self.stopping.is_some_and(|_| self.nothing_left_to_say()) {
            self.finish(now);
        }
    }

    fn fire(&mut self, now: Instant, reason: TimeoutReason) {
        match reason {
            TimeoutReason::Transaction => self.core.table.handle_timeout(now),
            TimeoutReason::Registration => self.registration.handle_timeout(now, &mut self.core),
            TimeoutReason::KeepAlive | TimeoutReason::Reconnect => {
                if self.core.has_requests() {
                    self.transport.stay(now);
                }
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
            TimeoutReason::Subscription => self.telling.handle_timeout(now, &mut self.core),
            TimeoutReason::Stop | TimeoutReason::Idle => self.finish(now),
        }
    }

    /// The next deadline. Equal ones come in a fixed order, each with its own turn.
    fn deadline(&self) -> Option<(Instant, TimeoutReason)> {
        let calls = self.calls.iter().map(Call::deadline);
        let (transport, reason) = self.transport.deadline();
        let mut next = None;
        for (at, reason) in [
            (self.core.table.poll_timeout(), TimeoutReason::Transaction),
            (transport, reason),
            (self.registration.deadline(), TimeoutReason::Registration),
            (calls.fold(self.core.unsent_deadline(), earlier), TimeoutReason::Call),
            (self.telling.deadline(), TimeoutReason::Subscription),
            (self.stopping, TimeoutReason::Stop),
        ] {
            if let Some(at) = at
                && next.is_none_or(|(earliest, _)| at < earliest)
            {
                next = Some((at, reason));
            }
        }
        next
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
        for call in &mut self.calls {
            call.quit();
        }
        self.core.errands.clear();
        self.telling.clear(&mut self.core);
        self.drop_done();
    }

    /// Forgets calls of which nothing is left.
    pub(super) fn drop_done(&mut self) {
        self.calls.retain(|call| !call.is_done());
        self.telling.drop_done();
        let calls = &self.calls;
        self.core
            .call_headers
            .retain(|(id, _)| calls.iter().any(|call| call.view().sip_call_id == *id));
    }

    // ---- for the files beside this one ----------------------------------------------------------------------

    pub(super) fn find(&mut self, id: CallId) -> Option<&mut Call> {
        find(&mut self.calls, id).ok()
    }

    pub(super) fn check_started(&self) -> Result<(), CommandError> {
        if self.started {
            Ok(())
        } else {
            Err(CommandError::NotStarted)
        }
    }

    pub(super) fn is_full(&self) -> bool {
        !self.started || self.calls.iter().filter(|c| c.is_live()).count() >= self.max_calls
    }

    /// No call may come in.
    pub(super) fn is_busy(&self) -> bool {
        self.do_not_disturb || self.is_full()
    }

    /// Numbers for subscriptions, messages and publications.
    pub(super) fn next_number(&mut self) -> u32 {
        self.next_told += 1;
        self.next_told
    }

    pub(super) fn next_id(&mut self) -> CallId {
        self.next_call += 1;
        CallId(self.next_call)
    }

    /// The number that a call had elsewhere, or another one if it is given here.
    pub(super) fn kept_id(&mut self, kept: CallId) -> CallId {
        let CallId(number) = kept;
        let fresh = number > self.next_call && number < MAX_KEPT;
        if !fresh && (number == 0 || number > self.calls_before || self.call(kept).is_some()) {
            return self.next_id();
        }
        self.next_call = self.next_call.max(number);
        kept
    }

    // ---- outputs ---------------------------------------------------------------------------------------------

    /// The next thing to do; [`Output::Timeout`] when there is none, as often as it is asked.
    pub fn poll_output(&mut self) -> Output {
        if let Some(output) = take_first(&mut self.core.out) {
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

pub(super) fn find(calls: &mut [Call], id: CallId) -> Result<&mut Call, CommandError> {
    calls
        .iter_mut()
        .find(|call| call.view().id == id)
        .ok_or(CommandError::CallNotFound)
}
