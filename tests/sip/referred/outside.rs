//! REFERs outside of dialogs.

use super::accept;
use crate::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, Via, names};
use voip_sdk::sip::user_agent::{CallEvent, Phase};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A REFER outside of dialogs, for the call with that dialog.
fn outside(peer: &mut Peer, target_dialog: Option<&str>) -> Request {
    let uri = peer.contact.as_ref().unwrap().uri.clone();
    let mut request = Request::new(Method::Refer, uri)
        .with(names::VIA, Via::new("WSS", "proxy.acme.test", "z9hG4bKout").to_text())
        .with(names::MAX_FORWARDS, "69")
        .with(names::FROM, "<sip:2000@acme.test>;tag=outside")
        .with(names::TO, "<sip:1001@acme.test>")
        .with(names::CALL_ID, "outside-1")
        .with(names::CSEQ, "7 REFER")
        .with(names::CONTACT, "<sip:2000@192.0.2.7:5070;transport=ws>")
        .with(names::REFER_TO, "<sip:1003@acme.test>");
    if let Some(value) = target_dialog {
        request.headers.push("Target-Dialog", value);
        request.headers.push(names::REQUIRE, "tdialog");
    }
    request
}

#[test]
fn a_refer_outside_of_dialogs_counts_for_the_call_that_it_names() {
    let mut peer = Peer::registered();
    let (call, _, side) = peer.active_incoming();
    let (theirs, ours) = (side.local.tag().unwrap(), side.remote.tag().unwrap());
    let value = format!("{};local-tag={theirs};remote-tag={ours}", side.call_id);
    let request = outside(&mut peer, Some(&value));
    peer.send_request(&request);
    assert_eq!(peer.host.call_events(call), [CallEvent::ReferRequested]);
    accept(&mut peer, call);
    let accepted = peer.expect_status(202);
    let notify = peer.expect("NOTIFY");
    assert_eq!(notify.headers.call_id(), "outside-1", "in the dialog of the REFER");
    assert_eq!(notify.headers.from_tag(), accepted.headers.to_tag());
    assert_eq!(notify.headers.text(names::EVENT).as_deref(), Some("refer;id=7"));
    peer.answer(&notify, 200);
    // That dialog has no other usage: what belongs to calls finds none there.
    let mut other = Side {
        call_id: "outside-1".to_owned(),
        local: request.headers.from().unwrap(),
        remote: accepted.headers.to().unwrap(),
        target: request.uri.clone(),
        seq: 8,
    };
    peer.expect("INVITE");
    let bye = peer.request(&mut other, Method::Bye);
    peer.send_request(&bye);
    assert_eq!(peer.transcript(), ["481 BYE"]);
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}

#[test]
fn a_refer_outside_of_dialogs_from_a_stranger_is_refused() {
    let mut peer = Peer::registered();
    let (call, _, side) = peer.active_incoming();
    let wrong = format!("{};local-tag=x;remote-tag=y", side.call_id);
    for (value, status) in [(None, 403), (Some("nonsense"), 400), (Some(wrong.as_str()), 481)] {
        let mut request = outside(&mut peer, value);
        request.headers.set(
            names::VIA,
            format!("SIP/2.0/WSS proxy.acme.test;branch=z9hG4bKs{status}"),
        );
        request.headers.set(names::CALL_ID, format!("outside-{status}"));
        peer.send_request(&request);
        peer.expect_status(status);
    }
    assert!(peer.host.call_events(call).is_empty());
}
