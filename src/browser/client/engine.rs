//! A client at work: runs exchanges, keeps the session, and has one refresh serve all who wait for it.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Date, Error, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::arguments::{self, Given};
use super::fetch::Next;
use super::host::{Timer, now, set};
use super::options::Options;
use super::realtime::Socket;
use super::work::Work;
use crate::events::Realtime;
use crate::json::Json as _;
use crate::rest::operations::{Effect, Form, Name, Operation, Verb};
use crate::rest::{Alarm, Answer, Body, Failure, Grant, Kind, Session, is_token};
use crate::time::Instant;

pub(super) type Refused = Box<Failure<JsValue>>;

/// What came of an operation.
pub(super) type Ended = Result<Answer<JsValue>, Refused>;

/// A place for what a refresh comes to.
type Slot = Rc<RefCell<Option<Ended>>>;

/// A refresh under way, and what it came to.
pub(super) struct Refresh {
    pub(super) done: Promise,
    pub(super) result: Slot,
}

/// A client.
pub(crate) struct Engine {
    pub(super) options: Options,
    pub(super) session: RefCell<Session>,
    refresh: RefCell<Option<Rc<Refresh>>>,
    token_timer: RefCell<Option<Timer>>,
    pub(super) realtime: RefCell<Realtime>,
    pub(super) socket: RefCell<Option<Socket>>,
    pub(super) realtime_timer: RefCell<Option<Timer>>,
    /// What the timer is set to.
    pub(super) realtime_deadline: Cell<Option<Instant>>,
    pub(super) online: RefCell<Option<Closure<dyn FnMut()>>>,
    pub(super) draining: Cell<bool>,
    /// The realtime connection waits for the refresh that is under way; whether because its token was refused.
    pub(super) token_wanted: Cell<Option<bool>>,
}

impl Engine {
    pub(crate) fn new(options: Options) -> Rc<Self> {
        let session = Session::new(options.auto_refresh);
        let token = options.token.clone();
        let engine = Rc::new(Self {
            options,
            session: RefCell::new(session),
            refresh: RefCell::default(),
            token_timer: RefCell::default(),
            realtime: RefCell::default(),
            socket: RefCell::default(),
            realtime_timer: RefCell::default(),
            realtime_deadline: Cell::default(),
            online: RefCell::default(),
            draining: Cell::new(false),
            token_wanted: Cell::default(),
        });
        let weak = Rc::downgrade(&engine);
        let timer = Timer::new(true, move || {
            if let Some(engine) = weak.upgrade() {
                engine.token_alarm();
            }
        });
        *engine.token_timer.borrow_mut() = Some(timer);
        if token.is_some() {
            engine.set_token(token);
        }
        engine
    }

    pub(crate) fn token(&self) -> Option<String> {
        self.session.borrow().token().map(|t| t.expose().clone())
    }

    /// A token that the application has from elsewhere, or none.
    pub(crate) fn set_token(self: &Rc<Self>, token: Option<String>) {
        if token.is_none() {
            return self.sign_out();
        }
        self.session.borrow_mut().set_token::<JsValue>(now(), token);
        self.token_replaced();
        self.user_changed();
    }

    fn sign_out(self: &Rc<Self>) {
        self.session.borrow_mut().sign_out();
        self.token_replaced();
        self.user_gone();
    }

    /// Runs an operation of the table.
    pub(crate) fn run(self: &Rc<Self>, row: &'static Operation, all: &Array, last: &JsValue) -> Promise {
        match self.given(row, all, last) {
            Ok(given) => self.start(row, given, None),
            Err(failure) => Promise::reject(&self.error(&failure)),
        }
    }

    /// What is to be sent, from what the caller gave.
    fn given(&self, row: &'static Operation, all: &Array, last: &JsValue) -> Result<Given, Refused> {
        let mut given = arguments::read(row, all, last)?;
        let session = self.session.borrow();
        if row.effect == Effect::Refreshes && !session.has_refresh_token() {
            return Err(Failure::argument(row, "there is no refresh token; log in first."));
        }
        let body = &mut given.arguments.body;
        if row.effect == Effect::SignsOut {
            *body = Some(session.refresh_body());
        } else if row.verb != Verb::Get && body.is_none() {
            *body = Some("{}".to_owned().into());
        }
        Ok(given)
    }

    /// The one future that there is: an operation from its arguments to its end, which is a refresh's if there is a
    /// place for what it comes to.
    fn start(self: &Rc<Self>, row: &'static Operation, given: Given, refresh: Option<Slot>) -> Promise {
        let (user, generation) = {
            let session = self.session.borrow();
            (session.user(), session.generation())
        };
        let engine = self.clone();
        future_to_promise(async move {
            let answer = match Work::new(&engine, row, given) {
                Ok(mut work) => {
                    let mut next = work.begin(refresh.is_none());
                    loop {
                        match next {
                            Next::For(promise) => next = work.go_on(JsFuture::from(promise).await),
                            Next::Over(answer) => break answer,
                        }
                    }
                }
                Err(failure) => Err(failure),
            };
            if let Some(slot) = refresh {
                engine.refreshed(generation, answer, &slot);
                return Ok(JsValue::UNDEFINED);
            }
            let result = engine.ended(row, user, answer);
            result.map_err(|failure| engine.error(&failure))
        })
    }

    /// Does what an answer does to the session, and says what the caller gets.
    fn ended(self: &Rc<Self>, row: &'static Operation, user: u32, answer: Ended) -> Result<JsValue, Refused> {
        match (row.effect, &answer) {
            // Whatever the server makes of it: this client is logged out, unless somebody has logged in meanwhile.
            (Effect::SignsOut, _) if self.session.borrow().user() == user => self.sign_out(),
            (
                Effect::SignsIn,
                Ok(Answer {
                    value: Some(json),
                    status,
                    ..
                }),
            ) => {
                if json.text_at("token").is_some_and(|token| !is_token(&token)) {
                    return Err(Failure::not_expected(row, *status, &Body::Empty));
                }
                // Nothing of an earlier user stays: neither its refresh token nor what its server could do.
                self.session.borrow_mut().sign_out();
                self.grant(json);
                self.user_changed();
            }
            _ => {}
        }
        self.value_of(row, answer?)
    }

    /// What the caller gets: the answer as the host parsed it, or what its form asks for. One without content (204)
    /// stands for the success that it is.
    fn value_of(&self, row: &'static Operation, answer: Answer<JsValue>) -> Result<JsValue, Refused> {
        let Some(value) = answer.value else {
            let success = Object::new();
            set(&success, "success", &JsValue::TRUE);
            return Ok(success.into());
        };
        if row.form != Form::Url {
            return Ok(value);
        }
        match value.text_at("url") {
            Some(url) if url.starts_with('/') => Ok([self.options.config.api_url.as_str(), &url].concat().into()),
            Some(url) if url.starts_with("https://") || url.starts_with("http://") => Ok(url.into()),
            _ => Err(Failure::not_expected(row, answer.status, &Body::Empty)),
        }
    }

    /// The refresh that is under way, or a new one: all who wait for a token have the same.
    pub(super) fn refreshing(self: &Rc<Self>) -> Rc<Refresh> {
        if let Some(running) = &*self.refresh.borrow() {
            return running.clone();
        }
        let mut given = Given::default();
        given.arguments.body = Some(self.session.borrow().refresh_body());
        let result = Slot::default();
        let done = self.start(Name::refresh.row(), given, Some(result.clone()));
        let refresh = Rc::new(Refresh { done, result });
        *self.refresh.borrow_mut() = Some(refresh.clone());
        refresh
    }

    /// A refresh has ended.
    fn refreshed(self: &Rc<Self>, generation: u32, answer: Ended, slot: &Slot) {
        // Somebody logged in or out meanwhile: the answer is about a session that is gone.
        if self.session.borrow().generation() == generation {
            match &answer {
                Ok(Answer { value: Some(json), .. }) => {
                    self.grant(json);
                    self.renewed();
                }
                Err(failure) if matches!(failure.kind, Kind::Authentication | Kind::Validation | Kind::Permission) => {
                    self.session.borrow_mut().refresh_refused();
                    self.token_replaced();
                }
                _ => {
                    self.session.borrow_mut().refresh_lost(now());
                    self.token_replaced();
                }
            }
        }
        self.refresh.borrow_mut().take();
        let refused = answer.as_ref().err().map(|failure| failure.kind);
        *slot.borrow_mut() = Some(answer);
        self.token_came(refused);
    }

    fn grant(self: &Rc<Self>, json: &JsValue) {
        let time = |text: &str| {
            let ms = Date::parse(text);
            ms.is_finite().then(|| super::host::moment(ms))
        };
        if let Some(grant) = Grant::read(json, time) {
            self.session.borrow_mut().grant::<JsValue>(now(), grant);
            self.token_replaced();
        }
    }

    fn token_replaced(&self) {
        let alarm = self.session.borrow().next_alarm();
        if let Some(timer) = &*self.token_timer.borrow() {
            timer.set(alarm.map(|(at, _)| at));
        }
    }

    fn token_alarm(self: &Rc<Self>) {
        let alarm = self.session.borrow().next_alarm();
        match alarm {
            Some((at, Alarm::Refresh)) if now() >= at => {
                self.refreshing();
            }
            Some((at, Alarm::Expiring(end))) if now() >= at => {
                self.session.borrow_mut().announced();
                let event = Object::new();
                #[expect(clippy::cast_precision_loss, reason = "a date is far below 2^53 ms")]
                let end = Date::new(&JsValue::from_f64(end.as_millis() as f64));
                set(&event, "expiresAt", &end.to_iso_string());
                self.tell("tokenExpiring", &event);
            }
            _ => self.token_replaced(),
        }
    }

    /// Tells the application; nothing is borrowed while it runs.
    pub(super) fn tell(&self, kind: &str, value: &JsValue) {
        if let Some(on_event) = &self.options.on_event {
            // A listener that throws is the application's to find: the facade reports it.
            let _ = on_event.call2(&JsValue::UNDEFINED, &kind.into(), value);
        }
    }

    /// A line for the logger, without anything that is secret.
    pub(super) fn log(&self, level: &str, text: &str) {
        let entry = Object::new();
        set(&entry, "level", &level.into());
        set(&entry, "message", &text.into());
        self.tell("log", &entry);
    }

    /// An error of the application's class, or a plain `Error` with the same members.
    fn error(&self, failure: &Failure<JsValue>) -> JsValue {
        let members = members_of(failure);
        if let Some(create) = &self.options.create_error
            && let Ok(error) = create.call1(&JsValue::UNDEFINED, &members)
        {
            return error;
        }
        let error = Error::new(&failure.message);
        Object::<JsValue>::assign(error.unchecked_ref(), members.unchecked_ref()).into()
    }

    /// Ends everything that goes on by itself.
    pub(crate) fn dispose(self: &Rc<Self>) {
        self.disconnect();
        self.token_timer.borrow_mut().take();
        self.stop_listening();
    }
}

fn members_of(failure: &Failure<JsValue>) -> JsValue {
    let members = Object::new();
    let text = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            set(&members, key, &value.into());
        }
    };
    text("kind", Some(failure.kind.as_str()));
    text("code", Some(failure.code));
    text("serverCode", failure.server_code.as_deref());
    text("message", Some(&failure.message));
    text("operation", Some(failure.operation));
    text("requestId", failure.request_id.as_deref());
    set(&members, "retryable", &failure.retryable.into());
    if let Some(status) = failure.status {
        set(&members, "status", &status.into());
    }
    if let Some(after) = failure.retry_after {
        set(
            &members,
            "retryAfterMs",
            &JsValue::from_f64(after.as_secs_f64() * 1000.0),
        );
    }
    for (key, value) in [("details", &failure.details), ("cause", &failure.cause)] {
        if let Some(value) = value {
            set(&members, key, value);
        }
    }
    members.into()
}
