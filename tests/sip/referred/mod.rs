//! REFERs of theirs (RFC 3515 §2.4, RFC 3892, RFC 4488, RFC 4538), and transfers between three user agents.

mod asked;
mod outside;
mod three_parties;
mod told;

use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::CallId;

fn refer(peer: &mut Peer, side: &mut Side, to: &str) -> Request {
    peer.request(side, Method::Refer)
        .with(names::REFER_TO, to)
        .with(names::REFERRED_BY, "<sip:2000@acme.test>")
        .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>")
}

fn accept(peer: &mut Peer, call: CallId) -> CallId {
    peer.host.act(|ua, now| ua.accept_refer(now, call)).unwrap()
}

/// Subscription-State and status line of a NOTIFY.
fn told(notify: &Request) -> (String, String) {
    let state = notify.headers.text(names::SUBSCRIPTION_STATE).unwrap().into_owned();
    let body = String::from_utf8(notify.body.clone()).unwrap();
    (
        state.split(";expires").next().unwrap().to_owned(),
        body.trim_end().to_owned(),
    )
}

fn is(state: &str, line: &str) -> (String, String) {
    (state.to_owned(), line.to_owned())
}
