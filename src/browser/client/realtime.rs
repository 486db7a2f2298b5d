//! The realtime connection's driver: one WebSocket, one timer, and the application's listener.

use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::super::entropy::WebCrypto;
use super::engine::Engine;
use super::host::{Timer, function, get, now, set};
use super::json;
use super::stop::Target;
use crate::events::{Effect, Emission, Event, Heard, Input, Message, decode, deltas_as_json};
use crate::rest::Kind;
use crate::text::decimal;
use crate::time::Instant;

#[wasm_bindgen]
extern "C" {
    type Ws;
    #[wasm_bindgen(method, catch)]
    fn send(this: &Ws, text: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Ws, code: u16) -> Result<(), JsValue>;
}

/// A WebSocket with its handlers. Dropped, it says nothing more.
pub(super) struct Socket {
    ws: Ws,
    number: u32,
    _handlers: [Closure<dyn FnMut(JsValue)>; 3],
}

impl Drop for Socket {
    fn drop(&mut self) {
        for name in ["onopen", "onmessage", "onclose"] {
            set(&self.ws, name, &JsValue::NULL);
        }
    }
}

impl Engine {
    pub(crate) fn connect(self: &Rc<Self>) {
        if self.realtime_timer.borrow().is_none() {
            let weak = Rc::downgrade(self);
            let timer = Timer::new(false, move || {
                if let Some(engine) = weak.upgrade() {
                    // It has run down; what comes of it is a deadline to be set, even if it is the same.
                    engine.realtime_deadline.set(None);
                    engine.put(Input::Timeout);
                }
            });
            *self.realtime_timer.borrow_mut() = Some(timer);
            self.listen();
        }
        self.put(Input::Connect);
    }

    pub(crate) fn disconnect(self: &Rc<Self>) {
        self.put(Input::Disconnect);
    }

    /// Takes a message `presence_snapshot` as what is known; anything else is ignored.
    pub(crate) fn assume_presence(&self, snapshot: &str) {
        if let Some(Message::Event {
            event: Event::Snapshot(entries),
            ..
        }) = decode(snapshot)
        {
            self.realtime.borrow_mut().assume_presence(entries);
        }
    }

    pub(crate) fn connection_state(&self) -> &'static str {
        self.realtime.borrow().connection_state().as_str()
    }

    /// Another user, or the same one again: a connection that is wanted is made with the new token.
    pub(super) fn user_changed(self: &Rc<Self>) {
        let token = self.session.borrow().token().cloned();
        self.put(Input::Token(token));
    }

    /// The same user's next token.
    pub(super) fn renewed(self: &Rc<Self>) {
        let token = self.session.borrow().token().cloned();
        if let Some(token) = token {
            self.put(Input::Renewed(token));
        }
    }

    pub(super) fn user_gone(self: &Rc<Self>) {
        self.put(Input::Disconnect);
        self.realtime.borrow_mut().forget_presence();
        self.drain();
    }

    fn put(self: &Rc<Self>, input: Input) {
        self.realtime.borrow_mut().handle(now(), input, &mut WebCrypto);
        self.drain();
    }

    /// Takes a message of that socket and says what it means for the application, as the number of a [`Heard`]. A
    /// message that asks for nothing else calls nothing in JavaScript: neither the clock nor a timer. `None` when the
    /// driver is at work already, with a host that delivers within `send`: the message is to come again afterwards.
    pub(crate) fn receive(self: &Rc<Self>, now: Instant, socket: u32, text: Option<&str>) -> Option<Heard> {
        if self.draining.get() {
            return None;
        }
        let heard = self.realtime.borrow_mut().receive(now, socket, text, &mut WebCrypto);
        self.drain();
        Some(heard)
    }

    /// What the application hears of a message where it does not take them from the socket by itself.
    fn hear(self: &Rc<Self>, socket: u32, data: &JsValue) {
        let text = data.as_string();
        let event = text.as_ref().and_then(|_| json::parse(data));
        let text = event.as_ref().and(text.as_deref());
        let heard = self.receive(now(), socket, text);
        if let (Some(event), Some(Heard::Event | Heard::Change | Heard::Missed)) = (event, heard) {
            self.tell("event", &event);
        }
    }

    /// Does what the state machine wants. What a listener asks for meanwhile waits behind what is queued already.
    fn drain(self: &Rc<Self>) {
        if self.draining.replace(true) {
            return;
        }
        loop {
            let effect = self.realtime.borrow_mut().poll();
            match effect {
                None => break,
                Some(Effect::Open(number)) => self.open(number),
                Some(Effect::Send(number, text)) => {
                    if let Some(socket) = self.socket.borrow().as_ref().filter(|s| s.number == number) {
                        // A socket that closes at this moment refuses; its close event is on the way.
                        let _ = socket.ws.send(text.expose());
                    }
                }
                Some(Effect::Close(number)) => self.close_socket(number),
                Some(Effect::NeedToken { renew }) => self.fetch_token(renew),
                Some(Effect::Emit(emission)) => self.emit(emission),
            }
        }
        self.draining.set(false);
        let deadline = self.realtime.borrow().deadline();
        if self.realtime_deadline.replace(deadline) != deadline
            && let Some(timer) = &*self.realtime_timer.borrow()
        {
            timer.set(deadline);
        }
    }

    fn open(self: &Rc<Self>, number: u32) {
        let constructor =
            function(&self.options.object, "WebSocket").or_else(|| function(&js_sys::global(), "WebSocket"));
        let Some(constructor) = constructor else {
            return self.impossible(
                "websocket_missing",
                "this host has no WebSocket; give one in the options",
            );
        };
        let url = Array::of1(&self.options.ws_url.as_str().into());
        let ws = match Reflect::construct(&constructor, &url) {
            Ok(ws) => ws,
            Err(_) => {
                return self.impossible(
                    "websocket_refused",
                    "the host refuses the realtime URL; is wsUrl right?",
                );
            }
        };
        let handler = |happened: fn(&Rc<Self>, u32, JsValue)| {
            let weak = Rc::downgrade(self);
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
                if let Some(engine) = weak.upgrade() {
                    happened(&engine, number, event);
                }
            })
        };
        let handlers = [
            handler(|engine, n, _| engine.put(Input::Opened(n))),
            handler(|engine, n, event| engine.hear(n, &get(&event, "data").unwrap_or_default())),
            handler(|engine, n, _| engine.put(Input::SocketClosed(n))),
        ];
        for (name, handler) in ["onopen", "onmessage", "onclose"].into_iter().zip(&handlers) {
            set(&ws, name, handler.as_ref());
        }
        let own = function(&self.options.object, "onSocket");
        if let Some(Ok(own)) = own.map(|make: Function| make.call1(&JsValue::UNDEFINED, &number.into())) {
            set(&ws, "onmessage", &own);
        }
        // Stays after the socket is dropped: `ws` in Node throws errors that nobody listens to.
        set(&ws, "onerror", &Closure::<dyn FnMut()>::new(|| {}).into_js_value());
        *self.socket.borrow_mut() = Some(Socket {
            ws: ws.unchecked_into(),
            number,
            _handlers: handlers,
        });
    }

    fn impossible(self: &Rc<Self>, code: &'static str, why: &str) {
        self.log("error", why);
        self.realtime
            .borrow_mut()
            .handle(now(), Input::Impossible(code), &mut WebCrypto);
    }

    fn close_socket(&self, number: u32) {
        let socket = self.socket.borrow_mut().take_if(|s| s.number == number);
        if let Some(socket) = socket {
            let _ = socket.ws.close(1000);
        }
    }

    fn fetch_token(self: &Rc<Self>, renew: bool) {
        let due = {
            let session = self.session.borrow();
            if renew {
                session.can_refresh()
            } else {
                session.is_due(now())
            }
        };
        if !due {
            let input = if renew {
                Input::NoNewToken
            } else {
                Input::Token(self.session.borrow().token().cloned())
            };
            return self.realtime.borrow_mut().handle(now(), input, &mut WebCrypto);
        }
        self.token_wanted.set(Some(renew));
        self.refreshing();
    }

    /// A refresh has ended, with a failure of that kind if it failed.
    pub(super) fn token_came(self: &Rc<Self>, failed: Option<Kind>) {
        let Some(renew) = self.token_wanted.take() else { return };
        self.put(match failed {
            Some(Kind::Authentication) if renew => Input::NoNewToken,
            Some(_) if renew => Input::TokenLost,
            // One that could not be replaced may still be good: the server says.
            _ => Input::Token(self.session.borrow().token().cloned()),
        });
    }

    fn emit(&self, emission: Emission) {
        match emission {
            Emission::State(state, code) => {
                let value = Object::new();
                set(&value, "state", &state.as_str().into());
                if let Some(code) = code {
                    set(&value, "code", &code.into());
                }
                self.tell("connection", &value);
            }
            Emission::Presence(deltas) => {
                let text = deltas_as_json(&deltas).into();
                self.tell("presence", &json::parse(&text).unwrap_or_default());
            }
            Emission::Malformed(count) => {
                self.log(
                    "warn",
                    &[
                        "realtime: ",
                        &decimal(count.into()),
                        " messages so far could not be read",
                    ]
                    .concat(),
                );
                self.tell("malformed", &count.into());
            }
        }
    }

    /// Windows and workers say when they are online again; Node does not.
    fn listen(self: &Rc<Self>) {
        let global = js_sys::global();
        if function(&global, "addEventListener").is_none() {
            return;
        }
        let weak = Rc::downgrade(self);
        let online = Closure::new(move || {
            if let Some(engine) = weak.upgrade() {
                engine.put(Input::Online);
            }
        });
        global.unchecked_ref::<Target>().add_listener("online", online.as_ref());
        *self.online.borrow_mut() = Some(online);
    }

    pub(super) fn stop_listening(&self) {
        if let Some(online) = self.online.borrow_mut().take() {
            js_sys::global()
                .unchecked_ref::<Target>()
                .remove_listener("online", online.as_ref());
        }
        self.realtime_timer.borrow_mut().take();
    }
}
