//! Responses.

use super::{headers::Headers, names, status};

/// A response (RFC 3261 §7.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// 100 to 699 as received; see [`super::effective_status`] for the code to act on.
    pub status: u16,
    /// Reason phrase as received.
    pub reason: String,
    /// Header fields.
    pub headers: Headers,
    /// The body's octets.
    pub body: Vec<u8>,
}

impl Response {
    /// A response without header fields, with the usual phrase. Most come from [`super::Request::response`].
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            reason: status::reason_phrase(status).to_owned(),
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

    /// Adds the tag to To unless it has one (RFC 3261 §8.2.6.2). The rest of the value stays octet for octet.
    pub fn set_to_tag(&mut self, tag: &str) {
        if self.headers.to_tag().is_some() {
            return;
        }
        self.headers.append(names::TO, b";tag=");
        self.headers.append(names::TO, tag.as_bytes());
    }

    /// [`Response::set_to_tag`] that returns itself.
    #[must_use]
    pub fn with_to_tag(mut self, tag: &str) -> Self {
        self.set_to_tag(tag);
        self
    }

    /// Sets the body and its Content-Type.
    pub fn set_body(&mut self, content_type: &str, body: Vec<u8>) {
        self.headers.set(names::CONTENT_TYPE, content_type);
        self.body = body;
    }

    /// 1xx.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.status < 200
    }

    /// 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.status / 100 == 2
    }
}
