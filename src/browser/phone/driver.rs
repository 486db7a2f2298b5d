//! Drives one user agent: arrivals and commands in, effects out, events delivered with nothing borrowed.
//!
//! ```text
//!  socket, timer, page, media ──┐
//!  commands (each a promise) ───┴─► jobs ─► one job: borrow, mutate, release ─► drain outputs
//!                                    ▲                                             │
//!                                    │ what a listener asks for waits here         ▼
//!                                    └──────── JavaScript listener ◄── events, then the promises settle
//! ```
//!
//! Everything goes through `submit`. While it works, whatever comes in (a socket that reports from within `send`,
//! a command given by a listener) is queued; the outermost `submit` takes it up.

use super::super::entropy::WebCrypto;
use super::clock::Clock;
use super::dialog_record;
use super::event_object as object;
use super::lifecycle::{Lifecycle, PageEvent};
use super::media::{Media, MediaOptions, MediaReport};
use super::socket::{ABNORMAL, Socket, SocketEvent};
use super::timer::Timer;
use crate::sip::queue::take_first;
use crate::sip::user_agent::{
    CallEvent, CallId, CommandError, Config, Event, Input, MediaOutcome, MediaState, Output, Round, UserAgent,
};
use crate::time::Instant;
use core::cell::{Cell, RefCell};
use js_sys::{Array, Function, Object, Promise};
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;

/// A command: what it gives back settles its promise. Boxed by who gives it, so that what takes it is compiled once.
pub(crate) type Command = Box<dyn FnOnce(&mut UserAgent, Instant) -> Result<JsValue, CommandError>>;

/// The two functions of a promise.
struct Settle {
    resolve: Function,
    reject: Function,
}

/// One thing to do with the user agent.
enum Job {
    Socket {
        generation: u32,
        event: SocketEvent,
    },
    Outcome {
        call: CallId,
        round: Round,
        outcome: MediaOutcome,
    },
    State {
        call: CallId,
        state: MediaState,
    },
    Timeout,
    Page(PageEvent),
    Command {
        command: Command,
        settle: Option<Settle>,
    },
}

/// What the driver needs besides the user agent's own settings.
pub(crate) struct DriverOptions {
    /// The application's WebSocket constructor.
    pub(crate) web_socket: Option<Function>,
    /// Media settings.
    pub(crate) media: MediaOptions,
    /// Called with an array of events (`event_object` has their shapes).
    pub(crate) listener: Function,
}

/// One running user agent.
pub(crate) struct Driver {
    this: Weak<Driver>,
    agent: RefCell<UserAgent>,
    clock: Clock,
    timer: Timer,
    web_socket: Option<Function>,
    socket: RefCell<Option<Socket>>,
    generation: Cell<u32>,
    /// No socket has opened yet and none was asked about: a failure may be the subprotocol's.
    doubtful: Cell<bool>,
    pub(crate) media: Media,
    lifecycle: RefCell<Option<Lifecycle>>,
    jobs: RefCell<Vec<Job>>,
    events: RefCell<Vec<JsValue>>,
    settled: RefCell<Vec<(Function, JsValue)>>,
    busy: Cell<bool>,
    listener: Function,
}

impl Driver {
    pub(crate) fn new(config: Config, options: DriverOptions) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let media = Media::new(options.media, {
                let this = this.clone();
                move |report| {
                    if let Some(driver) = this.upgrade() {
                        driver.media_reported(report);
                    }
                }
            });
            let timer = Timer::new({
                let this = this.clone();
                move || {
                    if let Some(driver) = this.upgrade() {
                        driver.timer.spent();
                        driver.submit(Job::Timeout);
                    }
                }
            });
            Self {
                this: this.clone(),
                agent: RefCell::new(UserAgent::new(config, Box::new(WebCrypto))),
                clock: Clock::default(),
                timer,
                web_socket: options.web_socket,
                socket: RefCell::default(),
                generation: Cell::new(0),
                doubtful: Cell::new(true),
                media,
                lifecycle: RefCell::default(),
                jobs: RefCell::default(),
                events: RefCell::default(),
                settled: RefCell::default(),
                busy: Cell::new(false),
                listener: options.listener,
            }
        })
    }

    /// Listens to the page and finds out which ICE servers answer.
    pub(crate) fn attend(&self) {
        let this = self.this.clone();
        let lifecycle = Lifecycle::new(Rc::new(move |event| {
            if let Some(driver) = this.upgrade() {
                driver.submit(Job::Page(event));
            }
        }));
        *self.lifecycle.borrow_mut() = Some(lifecycle);
        self.media.probe();
    }

    /// Gives a command; the promise settles after the events that it caused were delivered, and rejects with the
    /// code of the `CommandError`.
    pub(crate) fn command(&self, command: Command) -> Promise {
        let mut settle = None;
        let promise = Promise::new(&mut |resolve, reject| settle = Some(Settle { resolve, reject }));
        self.submit(Job::Command { command, settle });
        promise
    }

    /// Tells of a call that a command has just made, before anything comes of it.
    pub(crate) fn placed(&self, call: CallId, agent: &UserAgent) {
        self.push(object::call("placed", call, agent, &self.clock));
    }

    /// What a later page needs to go on with the calls that are up now.
    pub(crate) fn recovery(&self) -> Array {
        let records = self.agent.borrow().recovery();
        let objects = records
            .iter()
            .map(|record| dialog_record::to_object(record, &self.clock));
        objects.collect()
    }

    /// The same of calls that ring.
    pub(crate) fn ringing(&self) -> Array {
        let records = self.agent.borrow().ringing();
        records.iter().map(dialog_record::ringing_to_object).collect()
    }

    fn submit(&self, job: Job) {
        self.jobs.borrow_mut().push(job);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let job = take_first(&mut self.jobs.borrow_mut());
            if let Some(job) = job {
                self.perform(job);
                self.drain();
            } else if !self.deliver() {
                break;
            }
        }
        self.busy.set(false);
    }

    fn perform(&self, job: Job) {
        let now = self.clock.now();
        let mut agent = self.agent.borrow_mut();
        match job {
            Job::Socket { generation, event } if generation == self.generation.get() => match event {
                SocketEvent::Opened(protocol) => {
                    agent.handle_input(now, Input::TransportOpened { protocol: &protocol });
                }
                SocketEvent::Closed(code) => agent.handle_input(now, Input::TransportClosed { code }),
                SocketEvent::Received(message) => agent.handle_input(now, Input::Received(&message)),
            },
            // From a socket that was given up.
            Job::Socket { .. } => {}
            Job::Outcome { call, round, outcome } => {
                agent.handle_input(now, Input::Media { call, round, outcome });
            }
            Job::State { call, state } => agent.handle_input(now, Input::MediaState { call, state }),
            Job::Timeout => agent.handle_input(now, Input::Timeout),
            Job::Page(PageEvent::Awake) => agent.handle_input(now, Input::Awake),
            Job::Page(PageEvent::Hidden) => self.timer.set_hidden(now, true),
            Job::Page(PageEvent::Visible) => {
                self.timer.set_hidden(now, false);
                agent.handle_input(now, Input::Awake);
            }
            Job::Page(PageEvent::NetworkChanged) => {
                self.media.probe();
                agent.handle_input(now, Input::Awake);
            }
            Job::Page(PageEvent::Offline) => agent.handle_input(now, Input::Offline),
            Job::Command { command, settle } => {
                let result = command(&mut agent, now);
                if let Some(Settle { resolve, reject }) = settle {
                    self.settled.borrow_mut().push(match result {
                        Ok(value) => (resolve, value),
                        Err(error) => (reject, error.code().into()),
                    });
                }
            }
        }
    }

    fn drain(&self) {
        loop {
            let output = self.agent.borrow_mut().poll_output();
            match output {
                Output::Connect { uri } => self.connect(&uri),
                Output::Disconnect => self.disconnect(),
                Output::Transmit(message) => {
                    if let Some(socket) = self.socket.borrow().as_ref() {
                        socket.send(&message);
                    }
                }
                Output::Media(effect) => self.media.execute(effect),
                Output::Event(event) => self.note(&event),
                Output::Timeout { at, .. } => {
                    self.timer.set(self.clock.now(), at);
                    break;
                }
            }
        }
    }

    fn connect(&self, uri: &str) {
        self.disconnect();
        let generation = self.generation.get();
        let (this, address) = (self.this.clone(), uri.to_owned());
        self.keep(
            generation,
            Socket::open(
                self.web_socket.as_ref(),
                uri,
                Some("sip"),
                Rc::new(move |event| {
                    let Some(driver) = this.upgrade() else { return };
                    match event {
                        SocketEvent::Closed(code)
                            if driver.doubtful.take() && generation == driver.generation.get() =>
                        {
                            driver.ask_without_subprotocol(&address, generation, code);
                        }
                        event => {
                            driver.doubtful.set(false);
                            driver.submit(Job::Socket { generation, event });
                        }
                    }
                }),
            ),
        );
    }

    /// Browsers fail a handshake in which the server selects nothing (RFC 6455 §4.1) as they fail one with no server
    /// at all. One that succeeds when nothing is offered tells the two apart; asked once, before anything has worked.
    fn ask_without_subprotocol(&self, uri: &str, generation: u32, code: u16) {
        let this = self.this.clone();
        self.keep(
            generation,
            Socket::open(
                self.web_socket.as_ref(),
                uri,
                None,
                Rc::new(move |event| {
                    let Some(driver) = this.upgrade() else { return };
                    let event = match event {
                        SocketEvent::Opened(_) => SocketEvent::Opened(String::new()),
                        SocketEvent::Closed(_) => SocketEvent::Closed(code),
                        SocketEvent::Received(_) => return,
                    };
                    driver.submit(Job::Socket { generation, event });
                }),
            ),
        );
    }

    fn keep(&self, generation: u32, socket: Result<Socket, JsValue>) {
        match socket {
            Ok(socket) => *self.socket.borrow_mut() = Some(socket),
            Err(_) => self.submit(Job::Socket {
                generation,
                event: SocketEvent::Closed(ABNORMAL),
            }),
        }
    }

    /// Gives the socket up; what it still reports is of an older generation.
    fn disconnect(&self) {
        self.generation.set(self.generation.get().wrapping_add(1));
        let socket = self.socket.borrow_mut().take();
        drop(socket);
    }

    fn note(&self, event: &Event) {
        let described = object::event(event, &self.agent.borrow(), &self.clock);
        self.push(described);
        if let Event::Call {
            call,
            event: CallEvent::Ended,
        } = event
        {
            // JavaScript keeps the last view; the core need not.
            self.agent.borrow_mut().forget(*call);
        }
    }

    fn push(&self, event: Object) {
        self.events.borrow_mut().push(event.into());
    }

    /// Hands over what was buffered. False when there was nothing.
    fn deliver(&self) -> bool {
        let events = self.events.take();
        let settled = self.settled.take();
        if events.is_empty() && settled.is_empty() {
            return false;
        }
        if !events.is_empty() {
            // The listener catches what its own listeners throw.
            let _ = self
                .listener
                .call1(&JsValue::UNDEFINED, &events.iter().collect::<Array>());
        }
        for (function, value) in settled {
            let _ = function.call1(&JsValue::UNDEFINED, &value);
        }
        true
    }

    fn media_reported(&self, report: MediaReport) {
        match report {
            MediaReport::Outcome { call, round, outcome } => {
                if let MediaOutcome::Failed { failure, detail } = &outcome {
                    self.push(object::media_failed(call, *failure, detail));
                }
                self.submit(Job::Outcome { call, round, outcome });
            }
            MediaReport::State { call, state } => {
                self.push(object::media_state(call, state));
                self.submit(Job::State { call, state });
            }
            MediaReport::Gathered { call, reason, ms } => self.push(object::gathered(call, reason, ms)),
            MediaReport::PlaybackBlocked => {
                self.push(object::warning(
                    "playback_blocked",
                    "The browser plays no sound before the user has clicked or typed on the page; the next click or key starts it.",
                ));
                // Nothing passed for the core, but the event has to be delivered.
                self.submit(Job::Timeout);
            }
            MediaReport::ServersRefused => self.push(object::warning(
                "ice_servers_refused",
                "The browser refused the list of ICE servers; the call is tried without them.",
            )),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Promises of commands that never ran: nobody can answer them any more.
        for job in self.jobs.take() {
            if let Job::Command {
                settle: Some(Settle { reject, .. }),
                ..
            } = job
            {
                let _ = reject.call1(&JsValue::UNDEFINED, &"disposed".into());
            }
        }
    }
}
