//! Offer and answer within a call (RFC 3261 §13, §14; RFC 3264 §8; RFC 5407 §3).

mod dialog;
mod ending;
mod glare;
mod hold;
mod offers;

use super::host::description;
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request};
use voip_sdk::sip::user_agent::MediaDirection;

fn body(request: &Request) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

/// 200 with an answer of that direction.
fn accept(peer: &mut Peer, request: &Request, direction: MediaDirection) {
    let mut ok = Peer::response(request, 200);
    ok.set_body("application/sdp", description(90, direction).into_bytes());
    peer.send_response(&ok);
}

/// A re-INVITE of the script with an offer of that direction.
fn reinvite(peer: &mut Peer, side: &mut Side, direction: MediaDirection) -> Request {
    let mut request = peer.request(side, Method::Invite);
    request.set_body("application/sdp", description(60 + side.seq, direction).into_bytes());
    request
}
