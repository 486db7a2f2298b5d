//! REFERs that are challenged, refused or not answered, and transfers that nobody follows.

use super::{OVER, agree, failed, notify, referred, rolled_back, states};
use crate::host::{config, sec};
use crate::peer::Peer;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{Response, names};
use voip_sdk::sip::user_agent::{Cause, Config, Credentials, Phase, TransferOptions, TransferState};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_challenged_refer_goes_out_again_and_is_known_by_its_new_number() {
    let mut peer = Peer::registered();
    let (call, _, mut side) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    let challenge = Peer::response(&refer, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"acme.test\", nonce=\"n1\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    let again = peer.expect("REFER");
    let number = again.headers.cseq().unwrap().number;
    assert_eq!(number, refer.headers.cseq().unwrap().number + 1);
    peer.answer(&again, 202);
    let request = notify(
        &mut peer,
        &mut side,
        &format!("refer;id={number}"),
        OVER,
        "SIP/2.0 200 OK",
    );
    peer.send_request(&request);
    peer.expect_status(200);
    let bye = peer.expect("BYE");
    assert!(bye.headers.cseq().unwrap().number > number, "the dialog has one count");
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::Transferred);
}

#[test]
fn a_refer_that_finds_no_dialog_leaves_it_to_a_refresh_to_end_the_call() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let refer = referred(&mut peer, call);
    peer.answer(&refer, 481);
    assert!(peer.host.view(call).end.is_none(), "not by the REFER");
    let resume = peer.expect("INVITE");
    peer.answer(&resume, 481);
    assert_eq!(peer.transcript(), ["ACK", "BYE"]);
    assert_eq!(peer.host.view(call).end.as_ref().unwrap().cause, Cause::DialogLost);
}

#[test]
fn a_refer_that_is_not_answered_fails_and_the_call_goes_on() {
    let mut peer = Peer::registered();
    let (call, _, _) = peer.active_outgoing();
    let _refer = referred(&mut peer, call);
    peer.advance(sec(33));
    rolled_back(&mut peer, call);
    assert_eq!(states(&mut peer, call).last(), Some(&failed(408, "Request Timeout")));
}

#[test]
fn unsupervised_where_the_far_end_agrees_is_success_with_its_consent() {
    for (agrees, answer) in [(true, Some("false")), (false, None)] {
        let mut peer = Peer::registered();
        let (call, _, _) = peer.active_outgoing();
        let options = TransferOptions {
            unsupervised: true,
            ..TransferOptions::default()
        };
        peer.host
            .act(|ua, now| ua.transfer(now, call, "1003", options))
            .unwrap();
        let hold = peer.expect("INVITE");
        agree(&mut peer, &hold);
        let refer = peer.expect("REFER");
        assert_eq!(refer.headers.text("Refer-Sub").as_deref(), Some("false"));
        assert!(refer.headers.has_item(names::SUPPORTED, "norefersub"));
        let mut ok: Response = Peer::response(&refer, 202);
        if let Some(value) = answer {
            ok.headers.push("Refer-Sub", value);
        }
        peer.send_response(&ok);
        let sent = peer.transcript();
        assert_eq!(sent, if agrees { vec!["BYE"] } else { vec![] });
        let expected = if agrees {
            TransferState::Succeeded
        } else {
            TransferState::Accepted
        };
        assert_eq!(peer.host.view(call).transfer, Some(expected));
    }
}

#[test]
fn a_refer_that_waits_for_credentials_is_not_sent_after_the_transfer_has_failed() {
    let mut peer = Peer::registered_as(Config {
        credentials: Credentials::Ask,
        ..config("1001")
    });
    let (call, ..) = peer.active_outgoing();
    peer.host
        .act(|ua, now| ua.transfer(now, call, "1003", TransferOptions::default()))
        .unwrap();
    let hold = peer.expect("INVITE");
    peer.answer(&hold, 200);
    peer.expect("ACK");
    let refer = peer.expect("REFER");
    let challenge = Peer::response(&refer, 407).with(
        names::PROXY_AUTHENTICATE,
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
    );
    peer.send_response(&challenge);
    peer.expect_nothing();
    peer.pass(70);
    assert!(matches!(
        peer.host.view(call).transfer,
        Some(TransferState::Failed { .. })
    ));
    while !peer.host.sent.is_empty() {
        let resume = peer.expect("INVITE");
        peer.answer(&resume, 200);
        peer.expect("ACK");
    }
    let given = Credentials::Password(Redacted::new("secret".to_owned()));
    peer.host.act(|ua, now| ua.provide_credentials(now, given));
    peer.expect_nothing();
    assert_eq!(peer.host.view(call).phase, Phase::Active);
}
