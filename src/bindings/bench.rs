//! What `cargo xtask bench parse` calls. Built with `--cfg voip_bench` alone: no module that is shipped has it.

use crate::sip::message::{Headers, Message, NameAddr, Uri, names, parse};
use wasm_bindgen::prelude::*;

/// Between the fields of [`bench_fields`].
const SEPARATOR: char = '\u{1f}';

/// Takes what was read, one field after another.
trait Reader {
    fn text(&mut self, text: &str);
    fn number(&mut self, number: u32);
}

/// Adds up, so that nothing of the reading can be left out by the compiler.
impl Reader for u32 {
    fn text(&mut self, text: &str) {
        self.number(u32::try_from(text.len()).unwrap_or_default());
    }

    fn number(&mut self, number: u32) {
        *self = self.wrapping_add(number);
    }
}

/// Keeps all as text.
impl Reader for String {
    fn text(&mut self, text: &str) {
        self.push_str(text);
        self.push(SEPARATOR);
    }

    fn number(&mut self, number: u32) {
        self.text(&number.to_string());
    }
}

/// Parses, reads the fields, prints; empty when the message is none.
#[wasm_bindgen(js_name = benchTurn)]
#[must_use]
pub fn bench_turn(text: &str) -> String {
    let Ok(message) = parse(text.as_bytes()) else {
        return String::new();
    };
    let mut sum = 0_u32;
    read(&message, &mut sum);
    core::hint::black_box(sum);
    let bytes = match &message {
        Message::Request(request) => request.to_bytes(),
        Message::Response(response) => response.to_bytes(),
    };
    String::from_utf8(bytes).unwrap_or_default()
}

/// Parses and reads the fields: the sum of their lengths and numbers.
#[wasm_bindgen(js_name = benchRead)]
#[must_use]
pub fn bench_read(text: &str) -> u32 {
    let mut sum = 0_u32;
    if let Ok(message) = parse(text.as_bytes()) {
        read(&message, &mut sum);
    }
    sum
}

/// The fields themselves, each followed by U+001F.
#[wasm_bindgen(js_name = benchFields)]
#[must_use]
pub fn bench_fields(text: &str) -> String {
    let mut out = String::with_capacity(512);
    if let Ok(message) = parse(text.as_bytes()) {
        read(&message, &mut out);
    }
    out
}

/// The start line, the topmost Via, From, To, Call-ID, CSeq, every Contact and Route, Content-Length.
fn read(message: &Message, out: &mut impl Reader) {
    let headers = match message {
        Message::Request(request) => {
            out.text(request.method.as_str());
            uri(&request.uri, out);
            &request.headers
        }
        Message::Response(response) => {
            out.number(response.status.into());
            out.text(&response.reason);
            &response.headers
        }
    };
    if let Some(via) = headers.via() {
        out.text(&via.transport);
        out.text(&via.host);
        out.number(via.port.unwrap_or_default().into());
        out.text(via.branch().unwrap_or_default());
    }
    for party in [headers.from(), headers.to()].iter().flatten() {
        address(party, out);
        out.text(party.tag().unwrap_or_default());
    }
    out.text(&headers.call_id());
    if let Some(cseq) = headers.cseq() {
        out.number(cseq.number);
        out.text(cseq.method.as_str());
    }
    addresses(headers, names::CONTACT, out);
    addresses(headers, names::ROUTE, out);
    out.number(headers.number(names::CONTENT_LENGTH).unwrap_or_default());
}

fn addresses(headers: &Headers, name: &str, out: &mut impl Reader) {
    for one in headers.name_addrs(name).iter().flatten() {
        address(one, out);
    }
}

fn address(one: &NameAddr, out: &mut impl Reader) {
    out.text(one.display.as_deref().unwrap_or_default());
    uri(&one.uri, out);
}

fn uri(uri: &Uri, out: &mut impl Reader) {
    if let Some(uri) = uri.as_sip() {
        out.text(&uri.user_text());
        out.text(&uri.host);
        out.number(uri.port.unwrap_or_default().into());
    }
}
