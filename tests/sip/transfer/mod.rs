//! Transfers that we begin (RFC 3515, RFC 5589, RFC 4488), as one operation from the hold to the end.

mod answered;
mod followed;
mod held;
mod interrupted;
mod left;
mod targets;

use super::host::description;
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, names};
use voip_sdk::sip::user_agent::{CallEvent, CallId, MediaDirection, Phase, TransferOptions, TransferState};

fn begin(peer: &mut Peer, call: CallId) {
    peer.host
        .act(|ua, now| ua.transfer(now, call, "1003", TransferOptions::default()))
        .unwrap();
}

/// 200 to a re-INVITE, with an answer that fits.
fn agree(peer: &mut Peer, invite: &Request) {
    let direction = if String::from_utf8_lossy(&invite.body).contains("a=sendonly") {
        MediaDirection::RecvOnly
    } else {
        MediaDirection::SendRecv
    };
    let mut ok = Peer::response(invite, 200);
    ok.set_body("application/sdp", description(91, direction).into_bytes());
    peer.send_response(&ok);
    peer.expect("ACK");
}

/// A transfer whose hold was agreed to: its REFER.
fn referred(peer: &mut Peer, call: CallId) -> Request {
    begin(peer, call);
    let hold = peer.expect("INVITE");
    assert!(String::from_utf8_lossy(&hold.body).contains("a=sendonly"));
    agree(peer, &hold);
    peer.expect("REFER")
}

/// A NOTIFY as a far end sends it; `event` and `state` as they stand in their header fields.
fn notify(peer: &mut Peer, side: &mut Side, event: &str, state: &str, line: &str) -> Request {
    let mut notify = peer
        .request(side, Method::Notify)
        .with(names::EVENT, event)
        .with(names::SUBSCRIPTION_STATE, state)
        .with(names::CONTACT, "<sip:peer@192.0.2.7:5070;transport=ws>");
    notify.set_body("message/sipfrag;version=2.0", format!("{line}\r\n").into_bytes());
    notify
}

fn tell(peer: &mut Peer, side: &mut Side, state: &str, line: &str) {
    let request = notify(peer, side, "refer", state, line);
    peer.send_request(&request);
    peer.expect_status(200);
}

const ACTIVE: &str = "active;expires=180";
const OVER: &str = "terminated;reason=noresource";

/// What was told of the transfer and not looked at yet.
fn states(peer: &mut Peer, call: CallId) -> Vec<TransferState> {
    let events = peer.host.call_events(call).into_iter();
    events
        .filter_map(|e| match e {
            CallEvent::Transfer(state) => Some(state),
            _ => None,
        })
        .collect()
}

fn progress(status: u16, reason: &str) -> TransferState {
    TransferState::Progress {
        status,
        reason: reason.to_owned(),
    }
}

fn failed(status: u16, reason: &str) -> TransferState {
    TransferState::Failed {
        status,
        reason: reason.to_owned(),
    }
}

/// The call goes on: what was held for the transfer is taken off hold.
fn rolled_back(peer: &mut Peer, call: CallId) {
    let resume = peer.expect("INVITE");
    assert!(String::from_utf8_lossy(&resume.body).contains("a=sendrecv"));
    agree(peer, &resume);
    peer.expect_nothing();
    let view = peer.host.view(call);
    assert_eq!((view.phase, view.held), (Phase::Active, false));
}
