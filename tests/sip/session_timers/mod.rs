//! Session timers (RFC 4028).

mod agreed;
mod expired;
mod refreshed;

use super::host::config;
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, Response, names};
use voip_sdk::sip::user_agent::{CallId, Config, Input, MediaState, SessionTimers};

const SESSION_EXPIRES: &str = "Session-Expires";
const MIN_SE: &str = "Min-SE";

/// A phone whose registration does not come between.
fn phone(timers: Option<SessionTimers>) -> Config {
    Config {
        session_timers: timers,
        register_expires_sec: 100_000,
        ..config("1001")
    }
}

fn timers(expires_sec: u32, min_se_sec: u32) -> Option<SessionTimers> {
    Some(SessionTimers {
        expires_sec,
        min_se_sec,
    })
}

fn interval(request: &Request) -> Option<String> {
    request.headers.text(SESSION_EXPIRES).map(|t| t.into_owned())
}

fn granted(response: &Response) -> Option<String> {
    response.headers.text(SESSION_EXPIRES).map(|t| t.into_owned())
}

/// An outgoing call whose 200 says that.
fn active(config: Config, session_expires: &str, allow: &str) -> (Peer, CallId, Request) {
    let mut peer = Peer::registered_as(config);
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let mut ok = Peer::response(&invite, 200).with(names::ALLOW, allow);
    if !session_expires.is_empty() {
        ok.headers.push(SESSION_EXPIRES, session_expires);
    }
    peer.send_response(&ok);
    peer.expect("ACK");
    (peer, call, invite)
}

fn renewed(peer: &mut Peer, request: &Request) {
    let mut ok = Peer::response(request, 200).with(SESSION_EXPIRES, interval(request).unwrap());
    if request.method == Method::Update {
        ok.headers
            .push(names::CONTACT, "<sip:peer@192.0.2.7:5070;transport=ws>");
    }
    peer.send_response(&ok);
}

fn connected(peer: &mut Peer, call: CallId) {
    peer.host.input(Input::MediaState {
        call,
        state: MediaState::Connected,
    });
}

/// Seconds until something is sent.
fn seconds_until_sent(peer: &mut Peer, limit: u64) -> Option<u64> {
    (1..=limit).find(|_| {
        peer.pass(1);
        !peer.host.sent.is_empty()
    })
}

/// An incoming call with those header fields, and its 200 where it was answered.
fn incoming(config: Config, headers: &[(&str, &str)]) -> (Peer, Request, Response) {
    let mut peer = Peer::registered_as(config);
    let mut invite = peer.invite();
    for (name, value) in headers {
        invite.headers.push(name, value);
    }
    peer.send_request(&invite);
    let call = peer.host.incoming();
    peer.expect_status(100);
    peer.expect_status(180);
    peer.host.act(|ua, now| ua.answer(now, call)).unwrap();
    let ok = peer.expect_status(200);
    let mut side = Side::of_answered(&invite, &ok);
    let ack = peer.ack(&mut side, 1);
    peer.send_request(&ack);
    (peer, invite, ok)
}
