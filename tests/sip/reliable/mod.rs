//! Reliable provisional responses (RFC 3262), as caller and as callee, with every exchange of its §5 that a browser
//! can take part in.

mod callee;
mod callee_offers;
mod caller;
mod caller_offers;

use super::host::{config, description};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, Response, names};
use voip_sdk::sip::user_agent::{CallId, Config, InviteOptions, MediaDirection, Reliability};

fn with(reliability: Reliability) -> Config {
    Config {
        reliable_provisional: reliability,
        ..config("1001")
    }
}

/// A reliable provisional response by one phone.
fn reliable(invite: &Request, status: u16, tag: &str, rseq: u32) -> Response {
    Peer::response_by(invite, status, tag)
        .with(names::REQUIRE, "100rel")
        .with("RSeq", rseq.to_string())
}

fn described(mut response: Response, number: u32) -> Response {
    let sdp = description(number, MediaDirection::SendRecv);
    response.set_body("application/sdp", sdp.into_bytes());
    response
}

fn rack(request: &Request) -> String {
    request.headers.text("RAck").unwrap().into_owned()
}

fn late(peer: &mut Peer) -> (CallId, Request) {
    let options = InviteOptions {
        late_offer: true,
        ..InviteOptions::default()
    };
    let call = peer.host.act(|ua, now| ua.invite(now, "1002", options)).unwrap();
    let invite = peer.expect("INVITE");
    assert!(invite.body.is_empty() && invite.headers.has(names::ACCEPT));
    (call, invite)
}

/// A ringing call whose INVITE says that, without an offer where `late`.
fn ringing(config: Config, header: (&str, &str), late: bool) -> (Peer, CallId, Request) {
    let mut peer = Peer::registered_as(config);
    let mut invite = peer.invite().with(header.0, header.1);
    if late {
        invite.body.clear();
        invite.headers.remove(names::CONTENT_TYPE);
    }
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    (peer, call, invite)
}

fn prack(peer: &mut Peer, side: &mut Side, response: &Response) -> Request {
    let rseq = response.headers.number("RSeq").unwrap();
    peer.request(side, Method::Prack)
        .with("RAck", format!("{rseq} 1 INVITE"))
}

fn progress(peer: &mut Peer, call: CallId) {
    peer.host.act(|ua, now| ua.progress(now, call)).unwrap();
}

const REQUIRED: (&str, &str) = ("Require", "100rel");
const SUPPORTED: (&str, &str) = ("Supported", "100rel");
