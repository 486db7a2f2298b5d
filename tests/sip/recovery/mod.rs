//! Calls over a reload of the page: an INVITE with Replaces takes the place of what the old page had.

mod calls;
mod old_dialog;

use super::peer::Peer;
use voip_sdk::sip::message::Request;
use voip_sdk::sip::user_agent::{CallId, DialogRecord, Direction};
use voip_sdk::time::Instant;

/// What an old page has kept of a call with the script.
fn kept() -> DialogRecord {
    DialogRecord {
        id: CallId(0),
        call_id: "kept-1".to_owned(),
        local: "\"User\" <sip:1001@acme.test>;tag=ours".to_owned(),
        remote: "\"Far\" <sip:2000@acme.test>;tag=theirs".to_owned(),
        local_seq: 4,
        remote_target: "sip:2000@192.0.2.7:5070;transport=ws".to_owned(),
        route_set: vec!["<sip:edge.acme.test;lr>".to_owned()],
        direction: Direction::Inbound,
        held: false,
        anonymous: false,
        started_at: Instant::from_millis(900_000),
        answered_at: Some(Instant::from_millis(905_000)),
        call_uuid: Some("7e2f".to_owned()),
        asserted: None,
    }
}

fn begun(peer: &mut Peer) -> (CallId, Request) {
    let call = peer.host.act(|ua, now| ua.recover(now, kept())).unwrap();
    (call, peer.expect("INVITE"))
}
