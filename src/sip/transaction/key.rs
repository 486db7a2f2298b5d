//! Which transaction a message belongs to (RFC 3261 §17.1.3, §17.2.3).

use crate::sip::message::{Method, Request, Response, Via};

/// What marks a branch as unique (RFC 3261 §8.1.1.7).
pub(super) const COOKIE: &str = "z9hG4bK";

/// A client transaction's key: branch, sent-by and method of the CSeq.
#[derive(Debug)]
pub(super) struct ClientKey {
    via: Via,
    method: Method,
}

impl ClientKey {
    /// The key of a request about to be sent; `None` without a Via.
    pub(super) fn of_request(request: &Request) -> Option<Self> {
        Some(Self {
            via: request.headers.via()?,
            method: request.method.clone(),
        })
    }

    /// Whether a response's only Via and CSeq are those of this transaction.
    pub(super) fn matches(&self, via: &Via, method: &Method) -> bool {
        self.method == *method && self.via.branch() == via.branch() && self.via.same_sent_by(via)
    }
}

/// The only Via and the CSeq method of a response; `None` if it has more than one Via and must be dropped
/// (RFC 3261 §8.1.3.3).
pub(super) fn of_response(response: &Response) -> Option<(Via, Method)> {
    let mut vias = response.headers.vias()?;
    let via = vias.pop()?;
    vias.is_empty().then_some((via, response.headers.cseq()?.method))
}

/// What identifies a request received: all that either way of matching looks at.
#[derive(Debug)]
pub(super) struct ServerKey {
    via: Via,
    pub(super) method: Method,
    uri: String,
    call_id: String,
    from_tag: Option<String>,
    to_tag: Option<String>,
    cseq: u32,
}

impl ServerKey {
    pub(super) fn of_request(request: &Request) -> Option<Self> {
        Some(Self {
            via: request.headers.via()?,
            method: request.method.clone(),
            uri: request.uri.to_text(),
            call_id: request.headers.call_id().into_owned(),
            from_tag: request.headers.from_tag(),
            to_tag: request.headers.to_tag(),
            cseq: request.headers.cseq_number()?,
        })
    }

    /// Whether the request with key `new` is a retransmission of this one or, if it is an ACK, belongs to this
    /// INVITE, to which `answered_tag` was the To tag of the response.
    pub(super) fn matches(&self, new: &Self, answered_tag: Option<&str>) -> bool {
        let ack = new.method == Method::Ack;
        let method = if ack { &Method::Invite } else { &new.method };
        if self.method != *method {
            return false;
        }
        if has_cookie(&new.via) {
            return self.same_branch(new);
        }
        let tag = if ack { answered_tag } else { self.to_tag.as_deref() };
        self.same_rfc2543(new) && new.to_tag.as_deref() == tag
    }

    /// Whether the CANCEL with key `cancel` means this request (RFC 3261 §9.2).
    pub(super) fn is_target_of(&self, cancel: &Self) -> bool {
        if matches!(self.method, Method::Cancel | Method::Ack) {
            return false;
        }
        if has_cookie(&cancel.via) {
            return self.same_branch(cancel);
        }
        self.same_rfc2543(cancel) && self.to_tag == cancel.to_tag
    }

    /// Whether `new` is the same request as this one that came another way (RFC 3261 §8.2.2.2). Only asked where
    /// the two do not match.
    pub(super) fn is_merged_with(&self, new: &Self) -> bool {
        new.to_tag.is_none()
            && self.method == new.method
            && self.cseq == new.cseq
            && self.call_id == new.call_id
            && self.from_tag == new.from_tag
    }

    fn same_branch(&self, new: &Self) -> bool {
        self.via.branch() == new.via.branch() && self.via.same_sent_by(&new.via)
    }

    fn same_rfc2543(&self, new: &Self) -> bool {
        self.via == new.via
            && self.uri == new.uri
            && self.call_id == new.call_id
            && self.from_tag == new.from_tag
            && self.cseq == new.cseq
    }
}

fn has_cookie(via: &Via) -> bool {
    via.branch()
        .is_some_and(|b| b.starts_with(COOKIE) && b.len() > COOKIE.len())
}
