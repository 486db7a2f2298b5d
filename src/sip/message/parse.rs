//! Octets to messages (RFC 3261 §7, §18.3, RFC 7118 §5).
//!
//! One WebSocket message is one SIP message. Line ends are CRLF; a lone CR or LF inside a line is refused, since
//! the next hop might take it for a line end.

use super::{
    fields::CSeq, headers::Headers, lex, method::Method, name_addr::NameAddr, names, request::Request,
    response::Response, uri::Uri, via::Via,
};
use std::borrow::Cow;

/// Limits on what is read at all.
pub mod limits {
    /// Octets of a message; a longer request is answered 513, a longer response dropped.
    pub const MESSAGE: usize = 64 * 1024;
    /// Header lines.
    pub const HEADERS: usize = 256;
    /// Octets of one header line, folded parts included.
    pub const HEADER_LINE: usize = 16 * 1024;
    /// Parameters of one URI or of one header field's value, and header fields of one URI.
    pub const PARAMETERS: usize = 64;
    /// Parts of a multipart body, and how deep one may stand in another.
    pub const PARTS: usize = 16;
    /// See [`PARTS`].
    pub const NESTING: usize = 3;
}

/// A message that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A request.
    Request(Request),
    /// A response.
    Response(Response),
}

/// A keep-alive of RFC 5626 §3.5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepAlive {
    /// CRLF CRLF: to be answered with CRLF.
    Ping,
    /// CRLF.
    Pong,
}

/// What is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Over one of the [`limits`].
    TooLarge,
    /// No start line of SIP, or none of a version that is known.
    StartLine,
    /// `SIP/` with another version than 2.0 (RFC 3261 §21.5.6).
    Version,
    /// The Request-URI is none.
    RequestUri,
    /// A header line that is none, or no empty line behind them.
    HeaderLine,
    /// A mandatory header field is not there.
    Missing(&'static str),
    /// A header field that may be there once is there twice.
    Repeated(&'static str),
    /// A header field that must be understood could not be read.
    Invalid(&'static str),
    /// The CSeq's method is not the request's (RFC 3261 §8.1.1.5).
    MethodMismatch,
    /// The body is shorter than Content-Length says (RFC 3261 §18.3).
    ShortBody,
}

/// A message that is not to be acted on.
#[derive(Clone, Debug)]
pub struct Malformed {
    /// What is wrong.
    pub fault: Fault,
    /// The answer to send statelessly, where the message is a request (not ACK) that can be answered: 400, 505 or 513.
    /// It still wants a To tag ([`Response::set_to_tag`]).
    pub reply: Option<Box<Response>>,
}

impl From<Fault> for Malformed {
    fn from(fault: Fault) -> Self {
        Self { fault, reply: None }
    }
}

/// Whether this WebSocket message is a keep-alive and no SIP message.
#[must_use]
pub fn keep_alive(input: &[u8]) -> Option<KeepAlive> {
    match input {
        b"\r\n" => Some(KeepAlive::Pong),
        b"\r\n\r\n" => Some(KeepAlive::Ping),
        _ => None,
    }
}

/// Reads one message.
///
/// # Errors
/// [`Malformed`] for anything that an element must not act on. Responses are then dropped; a request is answered
/// with `Malformed::reply` if there is one.
pub fn parse(input: &[u8]) -> Result<Message, Malformed> {
    // What is over the limit is not looked at, but a request is answered by the header fields before it.
    let (mut input, too_large) = match input.get(..limits::MESSAGE) {
        Some(head) if input.len() > limits::MESSAGE => (head, Some(Fault::TooLarge)),
        _ => (input, None),
    };
    while let Some(rest) = input.strip_prefix(b"\r\n") {
        input = rest;
    }
    let (line, rest) = split_line(input).ok_or(Fault::StartLine)?;
    let line = core::str::from_utf8(line).map_err(|_| Fault::StartLine)?;
    if line.bytes().any(|b| matches!(b, b'\r' | b'\n' | 0)) {
        return Err(Fault::StartLine.into());
    }
    let (headers, body, fault) = read_headers(rest);
    let fault = too_large.or(fault);
    if line.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("SIP/")) {
        return read_response(line, headers, body, fault);
    }
    read_request(line, headers, body, fault)
}

fn read_response(line: &str, headers: Headers, body: &[u8], fault: Option<Fault>) -> Result<Message, Malformed> {
    let (version, rest) = lex::cut(line, b' ').ok_or(Fault::StartLine)?;
    if !version.eq_ignore_ascii_case("SIP/2.0") {
        return Err(Fault::Version.into());
    }
    let (code, reason) = lex::split_once(rest, b' ');
    let status = lex::number(code)
        .filter(|_| code.len() == 3)
        .and_then(|n| u16::try_from(n).ok())
        .filter(|n| (100..700).contains(n))
        .ok_or(Fault::StartLine)?;
    if let Some(fault) = fault {
        return Err(fault.into());
    }
    check_headers(&headers, None)?;
    let body = cut_body(&headers, body)?.to_vec();
    let reason = reason.unwrap_or_default().to_owned();
    Ok(Message::Response(Response {
        status,
        reason,
        headers,
        body,
    }))
}

fn read_request(line: &str, headers: Headers, body: &[u8], fault: Option<Fault>) -> Result<Message, Malformed> {
    let (method, rest) = lex::cut(line, b' ').ok_or(Fault::StartLine)?;
    let method = Method::parse(method).ok_or(Fault::StartLine)?;
    // What stands between the first and the last space is the Request-URI, were it even malformed.
    let (uri, version) = rest.rsplit_once(' ').ok_or(Fault::StartLine)?;
    if !version.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("SIP/")) {
        return Err(Fault::StartLine.into());
    }
    let uri = Uri::parse(uri);
    let checked = if !version.eq_ignore_ascii_case("SIP/2.0") {
        Err(Fault::Version)
    } else if uri.is_none() {
        Err(Fault::RequestUri)
    } else if let Some(fault) = fault {
        Err(fault)
    } else {
        check_headers(&headers, Some(&method)).and_then(|()| cut_body(&headers, body))
    };
    match (checked, uri) {
        (Ok(body), Some(uri)) => Ok(Message::Request(Request {
            method,
            uri,
            headers,
            body: body.to_vec(),
        })),
        (checked, _) => {
            let fault = checked.err().unwrap_or(Fault::RequestUri);
            Err(Malformed {
                fault,
                reply: refusal(&method, headers, fault),
            })
        }
    }
}

/// The answer to a request that cannot be acted on, where its header fields suffice for one.
fn refusal(method: &Method, headers: Headers, fault: Fault) -> Option<Box<Response>> {
    if *method == Method::Ack {
        return None;
    }
    // There is one connection to answer on, so a Via need not be understood to be sent back.
    for name in [names::VIA, names::FROM, names::TO, names::CALL_ID, names::CSEQ] {
        // Two of one kind: which one the sender means cannot be known, so the first is copied.
        headers.get(name)?;
    }
    let uri = Uri::Other {
        scheme: String::new(),
        opaque: String::new(),
    };
    let mut request = Request {
        method: method.clone(),
        uri,
        headers,
        body: Vec::new(),
    };
    for name in [names::FROM, names::TO, names::CALL_ID, names::CSEQ] {
        let first = request.headers.get(name)?.to_vec();
        request.headers.set(name, first);
    }
    let mut response = request.response(match fault {
        Fault::Version => 505,
        Fault::TooLarge => 513,
        _ => 400,
    });
    if let Some(detail) = detail(fault) {
        response.reason = detail;
    }
    Some(Box::new(response))
}

/// A phrase that says which header field is at fault (RFC 3261 §21.4.1).
fn detail(fault: Fault) -> Option<String> {
    let (what, name) = match fault {
        Fault::Missing(name) => ("Missing ", name),
        Fault::Repeated(name) => ("Repeated ", name),
        Fault::Invalid(name) => ("Invalid ", name),
        Fault::RequestUri => ("Invalid ", "Request-URI"),
        Fault::MethodMismatch => ("CSeq Method ", "Mismatch"),
        Fault::ShortBody => ("Body Shorter Than ", names::CONTENT_LENGTH),
        _ => return None,
    };
    let mut out = String::from(what);
    out.push_str(name);
    Some(out)
}

/// The octets before the next CRLF and those behind it.
fn split_line(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut from = 0;
    loop {
        let at = from + input.get(from..)?.iter().position(|b| *b == b'\r')?;
        let rest = input.get(at + 1..)?;
        if let Some(rest) = rest.strip_prefix(b"\n") {
            return Some((input.get(..at)?, rest));
        }
        from = at + 1;
    }
}

/// Reads header lines up to the empty line. A line that is none is left out and remembered as the fault, so that a
/// request can still be answered by the others.
fn read_headers(mut input: &[u8]) -> (Headers, &[u8], Option<Fault>) {
    let mut headers = Headers::default();
    let mut fault = None;
    loop {
        let Some((line, mut rest)) = split_line(input) else {
            return (headers, &[], fault.or(Some(Fault::HeaderLine)));
        };
        if line.is_empty() {
            return (headers, rest, fault);
        }
        let mut line = Cow::Borrowed(line);
        // A line that begins with white space continues the one before (RFC 3261 §7.3.1).
        while rest.first().is_some_and(lex::is_blank) {
            let Some((more, after)) = split_line(rest) else { break };
            let whole = line.to_mut();
            while whole.last().is_some_and(lex::is_blank) {
                whole.pop();
            }
            whole.push(b' ');
            whole.extend_from_slice(more.trim_ascii_start());
            rest = after;
        }
        input = rest;
        if headers.len() >= limits::HEADERS || line.len() > limits::HEADER_LINE {
            fault = fault.or(Some(Fault::TooLarge));
            continue;
        }
        match split_header(&line) {
            Some((name, value)) => headers.push_parsed(name, value.to_vec()),
            None => fault = fault.or(Some(Fault::HeaderLine)),
        }
    }
}

/// Header fields and body of a part of a multipart body (RFC 2046 §5.1).
pub(super) fn part(input: &[u8]) -> Option<(Headers, &[u8])> {
    let (headers, body, fault) = read_headers(input);
    fault.is_none().then_some((headers, body))
}

fn split_header(line: &[u8]) -> Option<(&str, &[u8])> {
    let colon = line.iter().position(|b| *b == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let name = lex::trim(core::str::from_utf8(name).ok()?);
    if !lex::is_token(name) || lex::breaks_line(line) {
        return None;
    }
    Some((name, value.get(1..)?.trim_ascii()))
}

/// The checks that every message has to pass (RFC 3261 §8.1.1, §20; RFC 4475 §3.1.2, §3.3).
fn check_headers(headers: &Headers, request: Option<&Method>) -> Result<(), Fault> {
    for name in names::SINGLE {
        if headers.lines(name).count() > 1 {
            return Err(Fault::Repeated(name));
        }
    }
    if !headers.has(names::VIA) {
        return Err(Fault::Missing(names::VIA));
    }
    if headers.vias().is_none_or(|v: Vec<Via>| v.is_empty()) {
        return Err(Fault::Invalid(names::VIA));
    }
    for name in [names::FROM, names::TO] {
        let value = headers.text(name).ok_or(Fault::Missing(name))?;
        NameAddr::parse(&value).ok_or(Fault::Invalid(name))?;
    }
    match headers.get(names::CALL_ID) {
        None => return Err(Fault::Missing(names::CALL_ID)),
        Some(id) if id.is_empty() || id.iter().any(lex::is_blank) => return Err(Fault::Invalid(names::CALL_ID)),
        Some(_) => {}
    }
    let cseq = headers.text(names::CSEQ).ok_or(Fault::Missing(names::CSEQ))?;
    let cseq = CSeq::parse(&cseq).ok_or(Fault::Invalid(names::CSEQ))?;
    if request.is_some_and(|method| *method != cseq.method) {
        return Err(Fault::MethodMismatch);
    }
    if headers.has(names::MAX_FORWARDS) && headers.number(names::MAX_FORWARDS).is_none_or(|n| n > 255) {
        return Err(Fault::Invalid(names::MAX_FORWARDS));
    }
    Ok(())
}

/// The body by Content-Length: octets beyond it are dropped; without one it is all that is there (RFC 7118 §5.1).
fn cut_body<'a>(headers: &Headers, body: &'a [u8]) -> Result<&'a [u8], Fault> {
    let Some(text) = headers.text(names::CONTENT_LENGTH) else {
        return Ok(body);
    };
    let length = lex::number(&text).ok_or(Fault::Invalid(names::CONTENT_LENGTH))?;
    let length = usize::try_from(length).map_err(|_| Fault::ShortBody)?;
    body.get(..length).ok_or(Fault::ShortBody)
}
