//! As caller: what the INVITE offers, and which provisional responses are confirmed.

use super::{described, rack, reliable, with};
use crate::peer::Peer;
use voip_sdk::sip::message::names;
use voip_sdk::sip::user_agent::{Phase, Reliability};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn an_invite_offers_it_or_asks_for_it_or_does_neither() {
    for (reliability, supported, required) in [
        (Reliability::Off, false, false),
        (Reliability::Supported, true, false),
        (Reliability::Required, true, true),
    ] {
        let mut peer = Peer::registered_as(with(reliability));
        peer.call("1002");
        let invite = peer.expect("INVITE");
        assert_eq!(invite.headers.has_item(names::SUPPORTED, "100rel"), supported);
        assert_eq!(invite.headers.has_item(names::REQUIRE, "100rel"), required);
        assert!(
            invite
                .headers
                .items(names::ALLOW)
                .iter()
                .any(|method| method == "PRACK")
        );
    }
}

#[test]
fn a_far_end_that_cannot_is_called_without_it() {
    let mut peer = Peer::registered_as(with(Reliability::Required));
    let call = peer.call("1002");
    let first = peer.expect("INVITE");
    peer.send_response(&Peer::response(&first, 420).with(names::UNSUPPORTED, "100rel"));
    peer.expect("ACK");
    let second = peer.expect("INVITE");
    assert!(!second.headers.has(names::REQUIRE));
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.cseq().unwrap().number, 2);
    peer.answer(&second, 420);
    assert_eq!(peer.transcript(), ["ACK"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().status, 420);
}

#[test]
fn a_reliable_response_is_confirmed_in_its_early_dialog() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    let ringing = reliable(&invite, 180, "one", 4711).with(names::RECORD_ROUTE, "<sip:p1;lr>");
    peer.send_response(&ringing);
    let prack = peer.expect("PRACK");
    assert_eq!(rack(&prack), "4711 1 INVITE");
    assert_eq!(prack.uri.to_text(), "sip:one@192.0.2.7:5070;transport=ws");
    assert_eq!(prack.headers.to_tag().as_deref(), Some("one"));
    assert_eq!(prack.headers.items(names::ROUTE), ["<sip:p1;lr>"]);
    assert_eq!(prack.headers.cseq().unwrap().number, 2);
    assert!(prack.body.is_empty());
    peer.answer(&prack, 200);
    assert_eq!(peer.host.view(call).phase, Phase::Ringing);
    peer.answer_by(&invite, 200, "one");
    let ack = peer.expect("ACK");
    assert_eq!(ack.headers.cseq().unwrap().number, 1);
    peer.host.act(|ua, now| ua.hangup(now, call)).unwrap();
    assert_eq!(
        peer.expect("BYE").headers.cseq().unwrap().number,
        3,
        "the numbers of the early dialog go on"
    );
}

#[test]
fn repetitions_and_gaps_are_not_confirmed() {
    let mut peer = Peer::registered();
    let call = peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&reliable(&invite, 183, "one", 10));
    peer.expect("PRACK");
    for rseq in [10, 12, 9, 0] {
        peer.send_response(&described(reliable(&invite, 183, "one", rseq), rseq));
        peer.expect_nothing();
        assert_eq!(peer.host.view(call).phase, Phase::Connecting, "{rseq} is not looked at");
    }
    peer.send_response(&reliable(&invite, 180, "one", 11));
    assert_eq!(rack(&peer.expect("PRACK")), "11 1 INVITE");
    peer.send_response(&reliable(&invite, 180, "two", 3));
    assert_eq!(
        rack(&peer.expect("PRACK")),
        "3 1 INVITE",
        "another phone counts for itself"
    );
}

#[test]
fn what_is_not_required_or_has_no_number_is_not_confirmed() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&Peer::response(&invite, 180).with("RSeq", "1"));
    peer.send_response(&Peer::response(&invite, 180).with(names::REQUIRE, "100rel"));
    let trying = invite.response(100).with(names::REQUIRE, "100rel").with("RSeq", "1");
    peer.send_response(&trying);
    peer.expect_nothing();
}

#[test]
fn a_prack_that_is_challenged_is_sent_again_with_the_next_number() {
    let mut peer = Peer::registered();
    peer.call("1002");
    let invite = peer.expect("INVITE");
    peer.send_response(&reliable(&invite, 180, "one", 1));
    let prack = peer.expect("PRACK");
    let challenge = Peer::response(&prack, 407).with(names::PROXY_AUTHENTICATE, "Digest realm=\"a\", nonce=\"n\"");
    peer.send_response(&challenge);
    let again = peer.expect("PRACK");
    assert!(again.headers.has(names::PROXY_AUTHORIZATION));
    assert_eq!(rack(&again), rack(&prack));
    assert_eq!(again.headers.cseq().unwrap().number, 3);
    peer.send_response(&reliable(&invite, 180, "one", 2));
    assert_eq!(peer.expect("PRACK").headers.cseq().unwrap().number, 4);
}
