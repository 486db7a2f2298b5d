//! What can be transferred, and whereto.

use super::{agree, begin};
use crate::peer::Peer;
use voip_sdk::sip::user_agent::{CallId, TransferOptions};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn what_cannot_be_transferred_is_said_at_once() {
    let mut peer = Peer::registered();
    let ringing = peer.call("1002");
    let transfer = |peer: &mut Peer, call, target: &str, header: Option<(&str, &str)>| {
        let options = TransferOptions {
            extra_headers: header.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
            unsupervised: false,
        };
        peer.host
            .act(|ua, now| ua.transfer(now, call, target, options))
            .unwrap_err()
            .code()
    };
    assert_eq!(transfer(&mut peer, ringing, "1003", None), "invalid_state");
    peer.host.act(|ua, now| ua.hangup(now, ringing)).unwrap();
    peer.quiet();
    let (call, _, _) = peer.active_outgoing();
    assert_eq!(transfer(&mut peer, call, "a b", None), "invalid_target");
    assert_eq!(
        transfer(&mut peer, call, "1003", Some(("Refer-To", "x"))),
        "invalid_argument"
    );
    assert_eq!(
        transfer(&mut peer, call, "1003", Some(("X-A", "1\r\nX-B: 2"))),
        "invalid_argument"
    );
    assert_eq!(transfer(&mut peer, CallId(99), "1003", None), "call_not_found");
    peer.expect_nothing();
    begin(&mut peer, call);
    assert_eq!(transfer(&mut peer, call, "1004", None), "invalid_state");
    let itself = peer.host.act(|ua, now| ua.transfer_to(now, call, call));
    assert_eq!(itself.unwrap_err().code(), "invalid_argument");
}

#[test]
fn only_an_answered_call_that_is_not_being_transferred_can_be_the_target_of_another() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let ringing = peer.call("1003");
    let refused = peer.host.act(|ua, now| ua.transfer_to(now, call, ringing));
    assert_eq!(refused.unwrap_err().code(), "invalid_state");
    peer.host.act(|ua, now| ua.hangup(now, ringing)).unwrap();
    peer.quiet();
    let (other, _, _) = peer.active_incoming();
    begin(&mut peer, other);
    let refused = peer.host.act(|ua, now| ua.transfer_to(now, call, other));
    assert_eq!(refused.unwrap_err().code(), "invalid_state");
    assert_eq!(peer.host.view(call).transfer, None);
}

#[test]
fn a_target_from_a_page_brings_no_headers_of_its_own_along() {
    for scheme in ["sip:", ""] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        let target =
            format!("{scheme}1003@acme.test;method=BYE?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2&Route=%3Csip%3Aevil%3E");
        peer.host
            .act(|ua, now| ua.transfer(now, call, &target, TransferOptions::default()))
            .unwrap();
        let hold = peer.expect("INVITE");
        agree(&mut peer, &hold);
        let refer = peer.expect("REFER");
        let to = refer.headers.text("Refer-To");
        assert_eq!(to.as_deref(), Some("<sip:1003@acme.test>"), "{scheme:?}");
    }
}
