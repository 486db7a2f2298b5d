//! The four state machines, walked through the table's face.

mod client;
mod server;

use super::*;
use crate::sip::message::{Message, Method, NameAddr, SipUri, Uri, Via, names, parse};
use crate::time::Instant;

fn at(ms: u64) -> Instant {
    Instant::from_millis(ms)
}

fn request(method: Method, branch: &str) -> Request {
    let name = method.as_str().to_owned();
    Request::new(method, Uri::parse("sip:bob@example.com").unwrap())
        .with(names::VIA, Via::new("WSS", "a.invalid", branch).to_text())
        .with(names::ROUTE, "<sip:p;lr>")
        .with(names::MAX_FORWARDS, "70")
        .with(names::FROM, "<sip:alice@example.com>;tag=f")
        .with(names::TO, "<sip:bob@example.com>")
        .with(names::CALL_ID, "c1")
        .with(names::CSEQ, format!("7 {name}"))
}

const B: &str = "z9hG4bK1";

/// What the table has done since the last look: `> start line` for what it sends, else what it tells its user.
fn done(t: &mut Table) -> Vec<String> {
    let mut out = Vec::new();
    while let Some(o) = t.poll_output() {
        out.push(match o {
            Output::Transmit(bytes) => format!("> {}", String::from_utf8(bytes).unwrap().lines().next().unwrap()),
            Output::Request { id, request, merged } => {
                format!(
                    "{} {}{}",
                    request.method.as_str(),
                    id.0,
                    if merged { " merged" } else { "" }
                )
            }
            Output::Ack(_) => "ACK".to_owned(),
            Output::Cancel {
                cancel,
                target,
                answered,
                ..
            } => {
                format!(
                    "CANCEL {} of {}{}",
                    cancel.0,
                    target.0,
                    if answered { " answered" } else { "" }
                )
            }
            Output::Response { id, response } => format!("{} {}", id.0, response.status),
            Output::Failed { id, failure } => format!("{} {failure:?}", id.0),
            Output::Accepted { id } => format!("{} Accepted", id.0),
        });
    }
    out
}

fn arrive(t: &mut Table, now: u64, request: &Request) {
    t.receive(at(now), Message::Request(request.clone()));
}
