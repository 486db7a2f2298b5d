//! Requests.

use super::{headers::Headers, method::Method, names, response::Response, status, uri::Uri};
use crate::text::decimal;

/// A request (RFC 3261 §7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method; in a parsed request the same as the CSeq's.
    pub method: Method,
    /// The Request-URI, of any scheme.
    pub uri: Uri,
    /// Header fields. Content-Length is always written anew by [`Request::to_bytes`].
    pub headers: Headers,
    /// The body's octets.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without header fields: the caller adds Via, Max-Forwards, From, To, Call-ID, CSeq and so on.
    #[must_use]
    pub fn new(method: Method, uri: Uri) -> Self {
        Self {
            method,
            uri,
            headers: Headers::default(),
            body: Vec::new(),
        }
    }

    /// Appends a header line and returns itself; see [`Headers::push`].
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push(name, value);
        self
    }

    /// Sets the body and its Content-Type.
    pub fn set_body(&mut self, content_type: &str, body: Vec<u8>) {
        self.headers.set(names::CONTENT_TYPE, content_type);
        self.body = body;
    }

    /// The response to this request (RFC 3261 §8.2.6): Via, From, To, Call-ID and CSeq copied octet for octet,
    /// Timestamp too in a 100. There is no To tag yet: see [`Response::set_to_tag`].
    #[must_use]
    pub fn response(&self, status: u16) -> Response {
        let mut response = Response::new(status);
        for name in [names::VIA, names::FROM, names::TO, names::CALL_ID, names::CSEQ] {
            response.headers.copy(&self.headers, name);
        }
        if status == 100 {
            response.headers.copy(&self.headers, names::TIMESTAMP);
        }
        response
    }

    /// The message as octets, with Content-Length.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut line = String::with_capacity(64);
        line.push_str(self.method.as_str());
        line.push(' ');
        self.uri.write(&mut line);
        line.push_str(" SIP/2.0");
        print(&line, &self.headers, &self.body)
    }
}

/// Writes a message. A start line cannot break out of its line.
pub(crate) fn print(line: &str, headers: &Headers, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(512 + body.len());
    out.extend(
        line.bytes()
            .map(|b| if matches!(b, b'\r' | b'\n' | 0) { b' ' } else { b }),
    );
    out.extend_from_slice(b"\r\n");
    headers.write(&mut out);
    out.extend_from_slice(b"Content-Length: ");
    out.extend_from_slice(decimal(body.len() as u64).as_bytes());
    out.extend_from_slice(b"\r\n\r\n");
    out.extend_from_slice(body);
    out
}

impl Response {
    /// The message as octets, with Content-Length.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut line = String::with_capacity(64);
        line.push_str("SIP/2.0 ");
        line.push_str(&decimal(self.status.clamp(100, 699).into()));
        line.push(' ');
        if self.reason.is_empty() {
            line.push_str(status::reason_phrase(self.status));
        } else {
            line.push_str(&self.reason);
        }
        print(&line, &self.headers, &self.body)
    }
}
