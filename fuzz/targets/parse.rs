//! Octets that arrive: parsing never panics, what was parsed survives printing, and everything that reads a message
//! (accessors, digest, transactions) takes what parsing lets through.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voip_sdk::entropy::Entropy;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::auth::{Attempts, Credentials, Session, Verdict};
use voip_sdk::sip::message::{
    Body, Headers, Message, Method, NameAddr, Request, SipUri, Uri, Via, effective_status, keep_alive, names, parse,
    session_of,
};
use voip_sdk::sip::package::{DialogInfo, DialogWatch, MessageSummary, Presence};
use voip_sdk::sip::transaction::{Output, Table};
use voip_sdk::time::Instant;

struct Zero;

impl Entropy for Zero {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(0);
    }
}

fuzz_target!(|data: &[u8]| {
    let _ = keep_alive(data);
    let text = String::from_utf8_lossy(data);
    if let Some(uri) = Uri::parse(&text) {
        assert_eq!(Uri::parse(&uri.to_text()).as_ref(), Some(&uri));
        assert!(uri.matches(&uri));
        let _ = uri.user_text();
    }
    if let Some(value) = NameAddr::parse(&text) {
        // A quoted NUL is read and not written.
        let mut written = value.clone();
        written.display = value.display.as_ref().map(|d| d.replace('\0', " "));
        assert_eq!(NameAddr::parse(&value.to_text()), Some(written));
    }
    if let Some(via) = Via::parse(&text) {
        assert_eq!(Via::parse(&via.to_text()), Some(via));
    }
    packages(data);
    let escaped = Uri::Sip(SipUri::new(&text, "h"));
    assert_eq!(escaped.user_text(), text);
    match parse(data) {
        Ok(message) => read(message),
        Err(malformed) => {
            if let Some(reply) = malformed.reply {
                lines_are_whole(&reply.with_to_tag("t").to_bytes());
            }
        }
    }
});

/// The octets as the body of a NOTIFY.
fn packages(data: &[u8]) {
    let _ = (MessageSummary::parse(data), Presence::parse(data));
    if let Some(info) = DialogInfo::parse(data) {
        let mut watch = DialogWatch::default();
        watch.apply(info);
        assert!(watch.dialogs().len() <= 64);
        let _ = watch.line();
    }
}

fn read(message: Message) {
    let (bytes, headers) = match &message {
        Message::Request(r) => (r.to_bytes(), &r.headers),
        Message::Response(r) => (r.to_bytes(), &r.headers),
    };
    lines_are_whole(&bytes);
    accessors(headers);
    let again = parse(&bytes).expect("what was parsed and printed can be parsed");
    assert_eq!(without_length(again), without_length(message.clone()));
    let body = match &message {
        Message::Request(r) => &r.body,
        Message::Response(r) => &r.body,
    };
    if let Body::Session(sdp) = session_of(headers, body) {
        assert!(
            body.windows(sdp.len().max(1)).any(|w| w == sdp) || sdp.is_empty(),
            "a part of the body"
        );
    }
    packages(body);
    transact(&message);
    match message {
        Message::Request(r) => {
            let mut response = r.response(486).with_to_tag("t");
            response.headers.copy(&r.headers, names::RECORD_ROUTE);
            parse(&response.to_bytes()).expect("the answer to a well-formed request is well-formed");
        }
        Message::Response(r) => {
            let _ = effective_status(r.status);
            let mut session = Session::new("u", Credentials::Password(Redacted::new("p".to_owned())));
            let mut request = Request::new(Method::Register, Uri::Sip(SipUri::new("", "h")));
            let mut attempts = Attempts::default();
            for tries in 0.. {
                assert!(tries < 50, "challenges come to an end");
                if session.challenged(&mut attempts, &request, &r) != Verdict::Retry {
                    break;
                }
                session.authorize(&mut request, &mut Zero);
                lines_are_whole(&request.to_bytes());
            }
        }
    }
}

/// The message through a table that has sent or received something like it.
fn transact(message: &Message) {
    let mut table = Table::default();
    let now = Instant::from_millis(0);
    if let Message::Response(r) = message
        && let (Some(via), Some(cseq)) = (r.headers.via(), r.headers.cseq())
    {
        let mut request = Request::new(cseq.method.clone(), Uri::Sip(SipUri::new("", "h")))
            .with(names::VIA, via.to_text())
            .with(names::CSEQ, cseq.to_text());
        for name in [names::FROM, names::TO, names::CALL_ID] {
            request.headers.copy(&r.headers, name);
        }
        let id = table.send(now, request);
        table.cancel(now, id, None);
    }
    table.receive(now, message.clone());
    table.receive(now, message.clone());
    while let Some(output) = table.poll_output() {
        match output {
            Output::Transmit(bytes) => lines_are_whole(&bytes),
            Output::Request { id, request, .. } => {
                table.respond(now, id, &request.response(200).with_to_tag("t"));
            }
            _ => {}
        }
    }
    while let Some(at) = table.poll_timeout() {
        table.handle_timeout(at);
        assert!(
            table.poll_timeout().is_none_or(|next| next > at),
            "no deadline in the past"
        );
    }
}

fn accessors(h: &Headers) {
    assert!(h.from().is_some() && h.to().is_some() && h.cseq().is_some() && h.via().is_some());
    assert!(h.vias().is_some_and(|v| !v.is_empty()) && !h.call_id().is_empty());
    let _ = (
        h.contact(),
        h.content_type(),
        h.reasons(),
        h.from_tag(),
        h.to_tag(),
        h.is_star(names::CONTACT),
    );
    for header in h.iter() {
        let _ = (
            h.number(&header.name),
            h.items(&header.name),
            h.name_addrs(&header.name),
        );
    }
}

fn without_length(message: Message) -> Message {
    match message {
        Message::Request(mut r) => {
            r.headers.remove(names::CONTENT_LENGTH);
            Message::Request(r)
        }
        Message::Response(mut r) => {
            r.headers.remove(names::CONTENT_LENGTH);
            if r.reason.is_empty() {
                r.reason = voip_sdk::sip::message::reason_phrase(r.status).to_owned();
            }
            Message::Response(r)
        }
    }
}

/// No CR, LF or NUL outside line ends before the body, quoted NULs of theirs excepted.
fn lines_are_whole(bytes: &[u8]) {
    let end = bytes
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .expect("an empty line ends the header fields");
    for line in String::from_utf8_lossy(&bytes[..end]).split("\r\n") {
        assert!(!line.replace("\\\0", "").contains(['\r', '\n', '\0']) && !line.is_empty());
    }
}
