//! The block list.

use voip_demo_server::pbx::{ControlError, OriginateOptions, PbxError};
use voip_sdk::model::call_control::TransferType::Blind;
use voip_sdk::model::calls::CallDirection::{Inbound, Outbound};
use voip_sdk::model::calls::CallStatus;
use voip_sdk::model::extensions::CallForwardType::Always;

use crate::bridge::{offer, talking};
use crate::hold_by_api::admin;
use crate::lab::{Lab, Rules};
use crate::phone::Phone;

const NUMBER: &str = "+34600111222";

#[tokio::test]
async fn a_blocked_number_is_not_dialled() {
    let lab = Lab::ruled(Rules::default().block(NUMBER, Outbound)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    a.invite(NUMBER, &offer().await.1, "").await;
    let refused = a.final_response("INVITE").await;
    assert_eq!(refused.status(), Some(403));
    assert!(refused.must("Reason").contains("blocked"), "{refused:?}");
    assert_eq!(lab.record().await.status, CallStatus::Rejected);
    let originated = lab.pbx.originate("acme", "1001", NUMBER, OriginateOptions::default());
    assert_eq!(originated, Err(PbxError::NumberBlocked));
    assert!(a.unread().next().is_none());
}

#[tokio::test]
async fn nothing_is_forwarded_or_transferred_to_a_blocked_number() {
    let rules = Rules::default().block(NUMBER, Outbound).forward("1004", Always, NUMBER);
    let lab = Lab::ruled(rules).await;
    let mut call = talking(&lab).await;
    let transferred = lab.pbx.transfer("acme", lab.call(), admin(), NUMBER, Blind).await;
    assert_eq!(transferred, Err(ControlError::NumberBlocked));
    let mut c = Phone::registered(&lab, "1003", "acme.test").await;
    c.invite("1004", &offer().await.1, "").await;
    assert_eq!(c.final_response("INVITE").await.status(), Some(403));
    // By the phone itself.
    c.invite("1002", &offer().await.1, "").await;
    let invite = call.b.request("INVITE").await;
    let contact = format!("Contact: <sip:{NUMBER}@acme.test>\r\n");
    call.b
        .respond_with(&invite, "302 Moved Temporarily", "", &contact)
        .await;
    assert_eq!(c.final_response("INVITE").await.status(), Some(403));
}

#[tokio::test]
async fn an_extension_whose_calls_are_blocked_reaches_nobody_within_the_tenant() {
    let lab = Lab::ruled(Rules::default().block("1001", Inbound)).await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    a.invite("1002", &offer().await.1, "").await;
    assert_eq!(a.final_response("INVITE").await.status(), Some(403));
    let originated = lab.pbx.originate("acme", "1001", "1002", OriginateOptions::default());
    assert_eq!(originated, Err(PbxError::NumberBlocked));
    // It can still be called.
    b.invite("1001", &offer().await.1, "").await;
    a.request("INVITE").await;
}
