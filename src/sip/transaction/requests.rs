//! The two requests that an INVITE's transaction makes itself.

use crate::sip::message::{CSeq, Method, Request, Response, names};

/// ACK of a non-2xx final response (RFC 3261 §17.1.1.3).
pub(super) fn ack(invite: &Request, response: &Response) -> Request {
    let mut ack = derive(invite, Method::Ack);
    ack.headers.remove(names::TO);
    ack.headers.copy(&response.headers, names::TO);
    ack
}

/// CANCEL (RFC 3261 §9.1).
pub(crate) fn cancel(invite: &Request, reason: Option<&str>) -> Request {
    let mut cancel = derive(invite, Method::Cancel);
    if let Some(reason) = reason {
        cancel.headers.push(names::REASON, reason);
    }
    cancel
}

/// A request on the INVITE's own branch: same Request-URI, topmost Via, Route, From, To, Call-ID and CSeq number.
fn derive(invite: &Request, method: Method) -> Request {
    let mut request = Request::new(method.clone(), invite.uri.clone());
    if let Some(via) = invite.headers.via() {
        request.headers.push(names::VIA, via.to_text());
    }
    for name in [
        names::ROUTE,
        names::MAX_FORWARDS,
        names::FROM,
        names::TO,
        names::CALL_ID,
    ] {
        request.headers.copy(&invite.headers, name);
    }
    if let Some(cseq) = invite.headers.cseq() {
        request.headers.push(
            names::CSEQ,
            CSeq {
                number: cseq.number,
                method,
            }
            .to_text(),
        );
    }
    request
}
