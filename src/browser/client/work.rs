//! An operation at work: does what its exchange asks for, and says what is to be waited for.
//!
//! ```text
//!            Step::Wait           Step::Refresh          Step::Send
//!   begin ─┬──► Pause ────┐   ┌──► Refresh ─────┐   ┌──► Transfer ─┐ promise after promise,
//!          │              ▼   │                 ▼   │              ▼ until its body is there
//!          └───────────► Exchange: next, refreshed, settle ──► Step::Finish
//! ```
//!
//! Plain functions around the one `await` of `Engine::start`. As futures within futures the same is a quarter larger:
//! each has code to be dropped at every place where it waits.

use core::time::Duration;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::super::entropy::WebCrypto;
use super::arguments::Given;
use super::engine::{Ended, Engine, Refresh, Refused};
use super::fetch::{Next, Transfer, fetch_of};
use super::host::{get, now};
use super::stop::{Stop, Stopped, is_aborted};
use crate::rest::operations::{Effect, Name, Operation};
use crate::rest::{Exchange, Failure, Outcome, Step};
use crate::text::decimal;

/// What is waited for.
enum Waiting {
    Nothing,
    Pause(Stop),
    Refresh(Stop, Rc<Refresh>),
    Transfer(Transfer),
}

/// An operation under way.
pub(super) struct Work {
    engine: Rc<Engine>,
    row: &'static Operation,
    exchange: Exchange<JsValue>,
    signal: Option<JsValue>,
    on_response: Option<Function>,
    on_progress: Option<Function>,
    waiting: Waiting,
}

impl Work {
    /// Makes the request.
    ///
    /// # Errors
    /// An argument that it cannot be made of.
    pub(super) fn new(engine: &Rc<Engine>, row: &'static Operation, given: Given) -> Result<Self, Refused> {
        let session = engine.session.borrow();
        Ok(Self {
            engine: engine.clone(),
            row,
            exchange: Exchange::new(row, given.arguments, &engine.options.config, &session, &mut WebCrypto)?,
            signal: given.signal,
            on_response: given.on_response,
            on_progress: given.on_progress,
            waiting: Waiting::Nothing,
        })
    }

    /// Begins. A refresh that is `shared` is the one that all wait for, and not this work's own request.
    pub(super) fn begin(&mut self, shared: bool) -> Next<Ended> {
        let step = if shared && self.row.effect == Effect::Refreshes {
            Step::Refresh
        } else {
            self.exchange.next(&self.engine.session.borrow(), now())
        };
        self.carry_out(step)
    }

    /// Takes what the promise came to.
    pub(super) fn go_on(&mut self, came: Result<JsValue, JsValue>) -> Next<Ended> {
        let step = match core::mem::replace(&mut self.waiting, Waiting::Nothing) {
            Waiting::Nothing => return self.aborted(),
            Waiting::Pause(stop) => {
                if let Err(Stopped::Signal) = stop.judge(came) {
                    return self.aborted();
                }
                self.exchange.next(&self.engine.session.borrow(), now())
            }
            Waiting::Refresh(stop, refresh) => {
                if let Err(Stopped::Signal) = stop.judge(came) {
                    return self.aborted();
                }
                let result = refresh.result.borrow().clone();
                let result = result.unwrap_or_else(|| Err(Failure::aborted(Name::refresh.row(), None)));
                if self.row.effect == Effect::Refreshes {
                    return Next::Over(result);
                }
                self.exchange.refreshed(result.map(drop), &self.engine.session.borrow())
            }
            Waiting::Transfer(mut transfer) => match transfer.take(came) {
                Next::For(promise) => {
                    self.waiting = Waiting::Transfer(transfer);
                    return Next::For(promise);
                }
                Next::Over(None) => return self.aborted(),
                Next::Over(Some(outcome)) => {
                    if let (Some(on_response), Some(response)) = (&self.on_response, &transfer.response) {
                        let _ = on_response.call1(&JsValue::UNDEFINED, response);
                    }
                    self.settled(outcome)
                }
            },
        };
        self.carry_out(step)
    }

    fn settled(&mut self, outcome: Outcome<JsValue>) -> Step<JsValue> {
        let session = self.engine.session.borrow();
        self.exchange.settle(outcome, &session, now(), &mut WebCrypto)
    }

    fn carry_out(&mut self, mut step: Step<JsValue>) -> Next<Ended> {
        loop {
            let signal = self.signal.as_ref();
            let (waiting, promise) = match step {
                Step::Finish(result) => return Next::Over(result),
                Step::Wait(delay) => {
                    let ms = decimal(crate::rest::millis(delay));
                    let text = [self.row.name, ": trying again in ", &ms, " ms"].concat();
                    self.engine.log("debug", &text);
                    let stop = Stop::new(delay, signal, None);
                    let promise = stop.alone();
                    (Waiting::Pause(stop), promise)
                }
                Step::Refresh => {
                    let refresh = self.engine.refreshing();
                    let stop = Stop::new(Duration::MAX, signal, None);
                    let promise = stop.race(&refresh.done);
                    (Waiting::Refresh(stop, refresh), promise)
                }
                Step::Send(request) => {
                    let Some(fetch) = fetch_of(&self.engine.options.object) else {
                        let why = "this host has no fetch; give one in the options.";
                        return Next::Over(Err(Failure::argument(self.row, why)));
                    };
                    if signal.is_some_and(is_aborted) {
                        return self.aborted();
                    }
                    match Transfer::begin(&fetch, &request, signal, self.on_progress.clone()) {
                        Ok((transfer, promise)) => (Waiting::Transfer(transfer), promise),
                        Err(outcome) => {
                            step = self.settled(outcome);
                            continue;
                        }
                    }
                }
            };
            self.waiting = waiting;
            return Next::For(promise);
        }
    }

    fn aborted(&self) -> Next<Ended> {
        let reason = self.signal.as_ref().and_then(|signal| get(signal, "reason"));
        Next::Over(Err(Failure::aborted(self.row, reason)))
    }
}
