//! A client at work: runs exchanges, keeps the session, and has one refresh serve all who wait for it.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Date, Error, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::super::entropy::WebCrypto;
use super::arguments::{self, Given};
use super::fetch::{self, Aborted};
use super::host::{Timer, now, set};
use super::options::Options;
use super::realtime::Socket;
use crate::events::Realtime;
use crate::json::Json as _;
use crate::rest::operations::{Effect, Form, Name, Operation, Verb};
use crate::rest::{Alarm, Answer, Arguments, Body, Exchange, Failure, Grant, Kind, Session, Step, is_token};
use crate::text::decimal;
use crate::time::Instant;

type Refused = Box<Failure<JsValue>>;

type Refreshed = Result<Answer<JsValue>, Refused>;

/// A refresh under way, and what it came to.
struct Refresh {
    done: Promise,
    result: Rc<RefCell<Option<Refreshed>>>,
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
    pub(crate) fn run(self: &Rc<Self>, row: &'static Operation, all: Array, last: JsValue) -> Promise {
        let engine = self.clone();
        future_to_promise(async move {
            let result = engine.perform(row, &all, &last).await;
            result.map_err(|failure| engine.error(&failure))
        })
    }

    async fn perform(
        self: &Rc<Self>,
        row: &'static Operation,
        all: &Array,
        last: &JsValue,
    ) -> Result<JsValue, Refused> {
        let mut given = arguments::read(row, all, last)?;
        if row.effect == Effect::Refreshes {
            if !self.session.borrow().has_refresh_token() {
                return Err(Failure::argument(row, "there is no refresh token; log in first."));
            }
            let answer = self
                .refreshed(given.signal.as_ref())
                .await
                .map_err(|Aborted| aborted(row, given.signal.as_ref()))??;
            return self.value_of(row, answer);
        }
        if row.effect == Effect::SignsOut {
            given.arguments.body = Some(self.session.borrow().refresh_body());
        } else if row.verb != Verb::Get && given.arguments.body.is_none() {
            given.arguments.body = Some("{}".to_owned().into());
        }
        let user = self.session.borrow().user();
        let answer = self.exchange(row, given).await;
        match row.effect {
            // Whatever the server makes of it: this client is logged out, unless somebody has logged in meanwhile.
            Effect::SignsOut if self.session.borrow().user() == user => self.sign_out(),
            Effect::SignsIn => {
                if let Ok(Answer {
                    value: Some(json),
                    status,
                    ..
                }) = &answer
                {
                    if json.text_at("token").is_some_and(|token| !is_token(&token)) {
                        return Err(Failure::not_expected(row, *status, &Body::Empty));
                    }
                    // Nothing of an earlier user stays: neither its refresh token nor what its server could do.
                    self.session.borrow_mut().sign_out();
                    self.grant(json);
                    self.user_changed();
                }
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

    /// From arguments to an answer: the loop that carries out what an exchange asks for.
    async fn exchange(self: &Rc<Self>, row: &'static Operation, given: Given) -> Result<Answer<JsValue>, Refused> {
        let mut entropy = WebCrypto;
        let mut exchange = {
            let session = self.session.borrow();
            Exchange::new(row, given.arguments, &self.options.config, &session, &mut entropy)?
        };
        let signal = given.signal.as_ref();
        let aborted = |Aborted| aborted(row, signal);
        let mut step = exchange.next(&self.session.borrow(), now());
        loop {
            step = match step {
                Step::Finish(result) => return result,
                Step::Wait(delay) => {
                    let ms = decimal(crate::rest::millis(delay));
                    self.log("debug", &[row.name, ": trying again in ", &ms, " ms"].concat());
                    fetch::wait(delay, signal).await.map_err(aborted)?;
                    exchange.next(&self.session.borrow(), now())
                }
                Step::Refresh => {
                    let result = self.refreshed(signal).await.map_err(aborted)?;
                    exchange.refreshed(result.map(|_| ()), &self.session.borrow())
                }
                Step::Send(request) => {
                    let Some(fetch) = fetch::fetch_of(&self.options.object) else {
                        let why = "this host has no fetch; give one in the options.";
                        return Err(Failure::argument(row, why));
                    };
                    let sent = fetch::send(&fetch, &request, signal, given.on_progress.as_ref()).await;
                    let (outcome, response) = sent.map_err(aborted)?;
                    if let (Some(on_response), Some(response)) = (&given.on_response, response) {
                        let _ = on_response.call1(&JsValue::UNDEFINED, &response);
                    }
                    exchange.settle(outcome, &self.session.borrow(), now(), &mut entropy)
                }
            };
        }
    }

    /// Has the token refreshed, together with all who wait for the same.
    pub(super) async fn refreshed(self: &Rc<Self>, signal: Option<&JsValue>) -> Result<Refreshed, Aborted> {
        let running = self.refresh.borrow().clone();
        let refresh = running.unwrap_or_else(|| self.start_refresh());
        fetch::unless_aborted(&refresh.done, signal).await?;
        let result = refresh.result.borrow().clone();
        Ok(result.unwrap_or_else(|| Err(Failure::aborted(Name::refresh.row(), None))))
    }

    fn start_refresh(self: &Rc<Self>) -> Rc<Refresh> {
        let result = Rc::new(RefCell::new(None));
        let (engine, slot) = (self.clone(), result.clone());
        let done = future_to_promise(async move {
            let answer = engine.refresh_now().await;
            engine.refresh.borrow_mut().take();
            *slot.borrow_mut() = Some(answer);
            Ok(JsValue::UNDEFINED)
        });
        let refresh = Rc::new(Refresh { done, result });
        *self.refresh.borrow_mut() = Some(refresh.clone());
        refresh
    }

    async fn refresh_now(self: &Rc<Self>) -> Refreshed {
        let (body, generation) = {
            let session = self.session.borrow();
            (session.refresh_body(), session.generation())
        };
        let arguments = Arguments {
            body: Some(body),
            ..Arguments::default()
        };
        let given = Given {
            arguments,
            signal: None,
            on_response: None,
            on_progress: None,
        };
        // Boxed: an exchange may wait for a refresh, whose own exchange never does.
        let answer = Box::pin(self.exchange(Name::refresh.row(), given)).await;
        // Somebody logged in or out meanwhile: the answer is about a session that is gone.
        if self.session.borrow().generation() != generation {
            return answer;
        }
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
        answer
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
                let engine = self.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    let _ = engine.refreshed(None).await;
                });
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

fn aborted(row: &Operation, signal: Option<&JsValue>) -> Refused {
    let reason = signal.and_then(|s| super::host::get(s, "reason"));
    Failure::aborted(row, reason)
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
