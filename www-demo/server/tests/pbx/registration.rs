//! REGISTER and digest authentication.

use std::time::Duration;

use tokio_tungstenite::tungstenite::Error;
use voip_sdk::model::events::RealtimeEvent;

use crate::lab::Lab;
use crate::message::Message;
use crate::phone::{Phone, open};

#[tokio::test]
async fn a_handshake_without_the_subprotocol_sip_is_refused() {
    let lab = Lab::start().await;
    for offered in [None, Some("xmpp")] {
        let Err(Error::Http(response)) = open(&lab, offered).await else {
            panic!("{offered:?} was taken")
        };
        assert_eq!(response.status(), 400);
    }
}

#[tokio::test]
async fn a_register_is_challenged_with_the_strongest_algorithm_first_and_each_serves() {
    let lab = Lab::start().await;
    for algorithm in ["SHA-512-256", "SHA-256", "MD5"] {
        let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
        let contact = Some(phone.contact(600));
        let mut response = phone.register_once(contact.clone(), "").await;
        assert_eq!(response.status(), Some(401));
        let offered: Vec<_> = response
            .all("WWW-Authenticate")
            .filter_map(|v| Message::param(v, "algorithm"))
            .collect();
        assert_eq!(offered, ["SHA-512-256", "SHA-256", "MD5"]);
        assert!(
            response
                .all("WWW-Authenticate")
                .all(|v| v.contains("realm=\"acme.test\""))
        );
        response
            .headers
            .retain(|(name, value)| name != "WWW-Authenticate" || value.contains(&format!("algorithm={algorithm},")));
        phone.take_challenge(&response);
        let response = phone.register_once(contact, "").await;
        assert_eq!(response.status(), Some(200), "{algorithm}");
        assert!(response.must("Contact").contains(";expires=600"));
    }
}

#[tokio::test]
async fn a_wrong_password_is_challenged_again_without_stale() {
    let lab = Lab::start().await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    let response = phone.register_once(Some(phone.contact(600)), "").await;
    phone.take_challenge(&response);
    phone.number = "1002".into();
    let wrong = phone
        .credentials_with("REGISTER", "sip:acme.test", "wrong")
        .expect("a challenge");
    let mut other = Phone::connect(&lab, "1002", "acme.test").await;
    let response = other
        .register_once(Some(other.contact(600)), &format!("Authorization: {wrong}\r\n"))
        .await;
    assert_eq!(response.status(), Some(401));
    assert!(!response.must("WWW-Authenticate").contains("stale"));
    assert!(lab.pbx.registered("acme").is_empty());
}

#[tokio::test]
async fn a_count_that_was_used_or_a_nonce_that_is_old_is_stale() {
    let lab = Lab::with(|config| config.nonce_lifetime = Duration::from_millis(400)).await;
    let mut phone = Phone::registered(&lab, "1001", "acme.test").await;
    phone.repeat_count();
    let response = phone.register_once(Some(phone.contact(600)), "").await;
    assert_eq!(response.status(), Some(401));
    assert!(response.must("WWW-Authenticate").contains("stale=true"));
    phone.take_challenge(&response);
    assert_eq!(
        phone.register_once(Some(phone.contact(600)), "").await.status(),
        Some(200)
    );
    tokio::time::sleep(Duration::from_millis(450)).await;
    let response = phone.register_once(Some(phone.contact(600)), "").await;
    assert_eq!(response.status(), Some(401));
    assert!(response.must("WWW-Authenticate").contains("stale=true"));
}

#[tokio::test]
async fn credentials_of_the_registration_serve_for_a_call_without_a_challenge() {
    let lab = Lab::start().await;
    let mut phone = Phone::registered(&lab, "1001", "acme.test").await;
    phone.invite("1999", "", "").await;
    assert_eq!(phone.final_response("INVITE").await.status(), Some(404));
}

#[tokio::test]
async fn an_answer_to_the_last_challenge_serves_beside_one_of_a_nonce_that_is_stale() {
    let lab = Lab::start().await;
    let mut phone = Phone::registered(&lab, "1001", "acme.test").await;
    phone.repeat_count();
    phone.invite("1999", "", "").await;
    let stale = phone.final_response("INVITE").await;
    assert!(stale.must("Proxy-Authenticate").contains("stale=true"));
    let mut other = Phone::connect(&lab, "1001", "acme.test").await;
    other.take_challenge(&stale);
    let fresh = other.credentials("INVITE", "sip:1999@acme.test").expect("a challenge");
    phone.repeat_count();
    phone
        .invite("1999", "", &format!("Proxy-Authorization: {fresh}\r\n"))
        .await;
    assert_eq!(phone.final_response("INVITE").await.status(), Some(404));
}

#[tokio::test]
async fn a_call_without_credentials_is_challenged_with_407() {
    let lab = Lab::start().await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    phone.invite("1002", "", "").await;
    let response = phone.final_response("INVITE").await;
    assert_eq!(response.status(), Some(407));
    assert_eq!(response.all("Proxy-Authenticate").count(), 3);
    phone.take_challenge(&response);
    phone.invite("1002", "", "").await;
    assert_eq!(phone.final_response("INVITE").await.status(), Some(480));
}

#[tokio::test]
async fn nobody_registers_for_somebody_else() {
    let lab = Lab::start().await;
    let mut phone = Phone::registered(&lab, "1001", "acme.test").await;
    let authorization = phone.credentials("REGISTER", "sip:acme.test").expect("a challenge");
    let text = format!(
        "REGISTER sip:acme.test SIP/2.0\r\nVia: SIP/2.0/WS x.invalid;branch=z9hG4bKother\r\nMax-Forwards: 70\r\n\
         From: <sip:1001@acme.test>;tag=1\r\nTo: <sip:1002@acme.test>\r\nCall-ID: other\r\nCSeq: 1 REGISTER\r\n\
         Authorization: {authorization}\r\nContact: <sip:x@x.invalid>\r\nContent-Length: 0\r\n\r\n"
    );
    phone.send(text).await;
    assert_eq!(phone.final_response("REGISTER").await.status(), Some(403));
    let mut stranger = Phone::connect(&lab, "1001", "nowhere.test").await;
    assert_eq!(stranger.register(600).await.status(), Some(404));
}

#[tokio::test]
async fn a_binding_is_refreshed_queried_and_removed() {
    let lab = Lab::start().await;
    let mut phone = Phone::registered(&lab, "1001", "acme.test").await;
    let refreshed = phone.register(120).await;
    assert_eq!(refreshed.all("Contact").count(), 1);
    assert!(refreshed.must("Contact").contains(";expires=120"));
    assert!(refreshed.must("Contact").contains("+sip.instance=\"<urn:uuid:"));
    let queried = phone.register_once(None, "").await;
    assert_eq!((queried.status(), queried.all("Contact").count()), (Some(200), 1));
    let removed = phone.register(0).await;
    assert_eq!((removed.status(), removed.all("Contact").count()), (Some(200), 0));
    phone.register(600).await;
    assert_eq!(lab.pbx.registered("acme"), ["1001"]);
    let cleared = phone.register_once(Some("*".into()), "Expires: 0\r\n").await;
    assert_eq!((cleared.status(), cleared.all("Contact").count()), (Some(200), 0));
    assert_eq!(phone.register_once(Some("*".into()), "").await.status(), Some(400));
}

#[tokio::test]
async fn a_lifetime_that_is_too_short_is_refused_with_the_shortest() {
    let lab = Lab::start().await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    let response = phone.register(2).await;
    assert_eq!(
        (response.status(), response.header("Min-Expires")),
        (Some(423), Some("5"))
    );
}

#[tokio::test]
async fn a_binding_expires_and_the_others_are_told() {
    let lab = Lab::with(|config| config.min_expires = 1).await;
    let mut phone = Phone::connect(&lab, "1001", "acme.test").await;
    assert_eq!(phone.register(1).await.status(), Some(200));
    gone(&lab).await;
    assert!(lab.pbx.registered("acme").is_empty());
}

#[tokio::test]
async fn a_binding_goes_with_its_socket() {
    let lab = Lab::start().await;
    let phone = Phone::registered(&lab, "1001", "acme.test").await;
    assert_eq!(lab.pbx.registered("acme"), ["1001"]);
    drop(phone);
    gone(&lab).await;
}

async fn gone(lab: &Lab) {
    lab.said("registration_change", |said| {
        said.events.iter().find_map(|(tenant, event)| match event {
            RealtimeEvent::RegistrationChange(change) if tenant == "acme" && !change.registered => Some(()),
            _ => None,
        })
    })
    .await;
}
