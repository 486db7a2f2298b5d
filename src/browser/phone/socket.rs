//! SIP over WebSocket (RFC 7118): one socket with the subprotocol `sip`.

use super::host;
use js_sys::{Array, Function, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// What a socket reports.
#[derive(Debug)]
pub(crate) enum SocketEvent {
    /// It is open; the subprotocol that the server selected, empty for none.
    Opened(String),
    /// It closed, or could not be opened: the close code.
    Closed(u16),
    /// A message.
    Received(Vec<u8>),
}

/// One WebSocket. Dropping it closes it and silences it.
pub(crate) struct Socket {
    socket: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
    _received: Closure<dyn FnMut(MessageEvent)>,
}

/// RFC 6455 §7.4.1: no close frame was seen.
pub(crate) const ABNORMAL: u16 = 1006;

impl Socket {
    /// Opens `uri` with the constructor that the application gave, else with the host's, and offers `subprotocol`.
    ///
    /// # Errors
    /// What the constructor throws: no WebSocket in this host, a malformed URL, `ws:` from a page loaded by `https:`.
    pub(crate) fn open(
        constructor: Option<&Function>,
        uri: &str,
        subprotocol: Option<&str>,
        report: Rc<dyn Fn(SocketEvent)>,
    ) -> Result<Self, JsValue> {
        let host_own = host::get_function(&host::global(), "WebSocket");
        let constructor = constructor
            .or(host_own.as_ref())
            .ok_or_else(|| JsValue::from_str("no WebSocket"))?;
        let protocols: Array = subprotocol.into_iter().map(JsValue::from_str).collect();
        let socket: WebSocket = host::construct(constructor, &[uri.into(), protocols.into()])?.unchecked_into();
        // As a string: `ws` compares it, and web-sys' enum would be one more import.
        js_sys::Reflect::set(&socket, &"binaryType".into(), &"arraybuffer".into())?;

        let opened = Closure::<dyn FnMut()>::new({
            let (socket, report) = (socket.clone(), report.clone());
            move || {
                report(SocketEvent::Opened(
                    host::get_string(&socket, "protocol").unwrap_or_default(),
                ))
            }
        });
        let closed = Closure::<dyn FnMut(CloseEvent)>::new({
            let report = report.clone();
            move |event: CloseEvent| report(SocketEvent::Closed(event.code()))
        });
        let received = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            let bytes = match data.as_string() {
                Some(text) => text.into_bytes(),
                None => Uint8Array::new(&data).to_vec(),
            };
            report(SocketEvent::Received(bytes));
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(received.as_ref().unchecked_ref()));
        // `ws` throws an error event that nobody listens to, also after this object is gone: so a function that is
        // the host's own, outlives us and does nothing. The close event that follows says all there is to say.
        socket.set_onerror(host::get_function(&host::global(), "Object").as_ref());
        Ok(Self {
            socket,
            _opened: opened,
            _closed: closed,
            _received: received,
        })
    }

    /// Sends one message. What cannot be sent is lost: the close event that follows says so.
    pub(crate) fn send(&self, message: &[u8]) {
        if self.socket.ready_state() == WebSocket::OPEN {
            // RFC 7118 §4.2: text frames, unless the message is no UTF-8.
            let _ = match core::str::from_utf8(message) {
                Ok(text) => self.socket.send_with_str(text),
                Err(_) => self.socket.send_with_u8_array(message),
            };
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onclose(None);
        self.socket.set_onmessage(None);
        let _ = self.socket.close_with_code(1000);
    }
}
