//! Deliveries to a receiver on this machine.

mod lab;

use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use voip_sdk::model::webhook_events::{WebhookEvent, WebhookExtension};
use voip_sdk::model::webhooks::{WebhookDeliveryStatus, WebhookEventName};

use self::lab::{BEGIN, Lab, Reaction, SECRET, open};
use super::Clock as _;
use crate::auth::hex;
use crate::store::{Outcome, Then};

#[tokio::test]
async fn a_delivery_is_repeated_with_its_id_and_a_time_of_its_own_until_it_is_taken() {
    let mut lab = Lab::new(&[Reaction::Answer(500), Reaction::Answer(503), Reaction::Answer(204)]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    let first = lab.got().await;
    assert_eq!(
        first.body,
        r#"{"timestamp":"2026-03-01T08:00:00.000Z","event":"extension.registered","data":{"extension":"1001"}}"#
    );
    let signed = |body: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(body);
        format!("sha256={}", hex(&mac.finalize().into_bytes()))
    };
    assert_eq!(first.headers["x-webhook-signature"], signed(&first.body));
    assert_eq!(first.headers["x-webhook-event"], "extension.registered");
    assert_eq!(first.headers["x-webhook-timestamp"], (BEGIN / 1000).to_string());
    assert_eq!(first.headers["content-type"], "application/json");
    assert!(
        first.headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("cemscale-voip-webhooks/")
    );

    let delivery = lab.after_attempts(&webhook, 1).await;
    assert_eq!(first.headers["x-webhook-id"], delivery.id);
    assert_eq!(
        (delivery.status, delivery.status_code),
        (WebhookDeliveryStatus::Pending, Some(500))
    );
    assert_eq!(delivery.error.as_deref(), Some("it was answered with 500"));
    let waited = lab.skip(&delivery);
    assert!((4500..=5500).contains(&waited));
    let second = lab.got().await;
    let delivery = lab.after_attempts(&webhook, 2).await;
    assert!((27_000..=33_000).contains(&lab.skip(&delivery)));
    let third = lab.got().await;
    for again in [&second, &third] {
        assert_eq!(again.headers["x-webhook-id"], first.headers["x-webhook-id"]);
        assert_eq!(again.headers["x-webhook-signature"], signed(&again.body));
        let body: serde_json::Value = serde_json::from_slice(&again.body).unwrap();
        assert_eq!(body["occurredAt"], "2026-03-01T08:00:00.000Z");
        assert_eq!(
            (&body["event"], &body["data"]["extension"]),
            (&"extension.registered".into(), &"1001".into())
        );
    }
    let sent = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap()["timestamp"].clone();
    assert_eq!(sent(&second.body), crate::store::iso(BEGIN + waited));
    assert_ne!(sent(&third.body), sent(&second.body));
    let delivery = lab.after_attempts(&webhook, 3).await;
    assert_eq!(
        (delivery.status, delivery.status_code),
        (WebhookDeliveryStatus::Delivered, Some(204))
    );
    assert_eq!((delivery.error, delivery.next_attempt_at), (None, None));
    assert!(delivery.delivered_at.is_some());
}

#[tokio::test]
async fn what_fails_eight_times_is_given_up() {
    let lab = Lab::new(&[Reaction::Answer(500); 8]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    for attempt in 1..8 {
        let delivery = lab.after_attempts(&webhook, attempt).await;
        assert_eq!(delivery.status, WebhookDeliveryStatus::Pending);
        lab.skip(&delivery);
    }
    let delivery = lab.after_attempts(&webhook, 8).await;
    assert_eq!(
        (delivery.status, delivery.next_attempt_at),
        (WebhookDeliveryStatus::Failed, None)
    );
}

#[tokio::test]
async fn a_receiver_that_hangs_redirects_or_hangs_up_has_not_taken_it() {
    let mut lab = Lab::new(&[Reaction::Hang, Reaction::Redirect]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    lab.got().await;
    lab.clock.set(BEGIN + 10_000);
    let delivery = lab.after_attempts(&webhook, 1).await;
    assert_eq!(delivery.error.as_deref(), Some("it was not answered within 10 s"));
    assert_eq!((delivery.status_code, delivery.duration_ms), (None, Some(10_000)));
    lab.skip(&delivery);
    assert_eq!(lab.got().await.path, "hook");
    let delivery = lab.after_attempts(&webhook, 2).await;
    assert_eq!(delivery.status_code, Some(302));
    assert!(delivery.error.unwrap().contains("redirects are not followed"));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let rude = lab.add_url(
        format!("http://{}/", listener.local_addr().unwrap()),
        vec![WebhookEventName::All],
    );
    lab.send("1002");
    drop(listener.accept().await.unwrap());
    let delivery = lab.after_attempts(&rude, 1).await;
    assert!(delivery.error.unwrap().starts_with("the connection failed"));
    drop(listener);
    lab.skip(&lab.deliveries(&rude)[0]);
    let delivery = lab.after_attempts(&rude, 2).await;
    assert!(delivery.error.unwrap().starts_with("it could not be connected to"));
    assert_eq!(
        lab.got().await.path,
        "hook",
        "the other webhook's copy; nothing was redirected"
    );
}

#[tokio::test]
async fn the_status_counts_however_the_body_ends() {
    let lab = Lab::new(&[Reaction::Endless]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    let delivery = lab.after_attempts(&webhook, 1).await;
    assert_eq!(delivery.status, WebhookDeliveryStatus::Delivered);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let broken = lab.add_url(url, vec![WebhookEventName::All]);
    lab.send("1002");
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.ends_with(b"}}") {
        stream.read_buf(&mut request).await.unwrap();
    }
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\nnot nine thousand";
    stream.write_all(answer).await.unwrap();
    drop(stream);
    let delivery = lab.after_attempts(&broken, 1).await;
    assert_eq!(delivery.status, WebhookDeliveryStatus::Delivered);
}

#[tokio::test]
async fn a_receiver_that_is_gone_disables_its_webhook() {
    let mut lab = Lab::new(&[Reaction::Answer(500), Reaction::Answer(410)]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    lab.after_attempts(&webhook, 1).await;
    lab.send("1002");
    let wait = async {
        while lab.store.webhook("acme", &webhook.id).unwrap().unwrap().webhook.enabled {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap();
    let deliveries = lab.deliveries(&webhook);
    assert!(
        deliveries
            .iter()
            .all(|d| d.status == WebhookDeliveryStatus::Failed && d.next_attempt_at.is_none())
    );
    lab.send("1003");
    assert_eq!(lab.deliveries(&webhook).len(), 2, "a disabled webhook gets nothing");
    assert_eq!(
        (lab.got().await.path, lab.got().await.path),
        ("hook".into(), "hook".into())
    );
    assert!(lab.got.try_recv().is_err());
}

#[tokio::test]
async fn what_was_not_delivered_when_the_server_stopped_is_delivered_by_the_next_one() {
    let mut lab = Lab::new(&[Reaction::Answer(500), Reaction::Hang]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    let first = lab.got().await;
    let delivery = lab.after_attempts(&webhook, 1).await;
    lab.skip(&delivery);
    // It stops while the second attempt is being made.
    lab.got().await;
    lab.webhooks.stop().await;
    lab.store.flush().unwrap();
    // Another file at once: both would be open for a moment.
    let next = lab.directory.join("next");
    std::fs::create_dir(&next).unwrap();
    std::fs::copy(lab.directory.join("voip.db"), next.join("voip.db")).unwrap();
    (lab.store, lab.webhooks) = open(&next, &lab.clock, true);
    let again = lab.got().await;
    assert_eq!(again.headers["x-webhook-id"], first.headers["x-webhook-id"]);
    let body = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap();
    assert_eq!(body(&again.body)["occurredAt"], body(&first.body)["timestamp"]);
    assert_eq!(body(&again.body)["data"], body(&first.body)["data"]);
    let delivery = lab.after_attempts(&webhook, 2).await;
    assert_eq!(delivery.status, WebhookDeliveryStatus::Delivered);
}

#[tokio::test]
async fn a_private_address_is_not_connected_to() {
    let mut lab = Lab::with(&[], false).await;
    let port = lab.url.rsplit(':').next().unwrap().to_owned();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let webhook = lab.add_url(format!("http://{host}:{port}/hook"), vec![WebhookEventName::All]);
        let delivery = lab.webhooks.test(&webhook.id).await.unwrap().unwrap();
        let error = delivery.error.unwrap();
        assert!(error.contains("private address"), "{host}: {error}");
        assert_eq!(delivery.status, WebhookDeliveryStatus::Failed);
    }
    assert!(lab.got.try_recv().is_err());
}

#[tokio::test]
async fn a_receiver_that_does_not_speak_tls_is_told_from_one_that_is_not_there() {
    let lab = Lab::new(&[]).await;
    let webhook = lab.add_url(lab.url.replace("http:", "https:"), vec![WebhookEventName::All]);
    let delivery = lab.webhooks.test(&webhook.id).await.unwrap().unwrap();
    let error = delivery.error.unwrap();
    assert!(error.starts_with("TLS failed: "), "{error}");
}

#[tokio::test]
async fn a_slow_receiver_does_not_keep_others_waiting() {
    let mut lab = Lab::new(&[]).await;
    let slow = lab.add("slow");
    for number in 0..20 {
        lab.send(&format!("{number}"));
    }
    lab.got().await;
    let quick = lab.add("quick");
    lab.send("1001");
    let delivery = lab.after_attempts(&quick, 1).await;
    assert_eq!(delivery.status, WebhookDeliveryStatus::Delivered);
    assert!(lab.deliveries(&slow).iter().all(|d| d.attempts == 0));
    // What waits for a webhook goes with it.
    assert!(lab.store.delete_webhook("acme", &slow.id).unwrap());
    assert_eq!(lab.deliveries(&slow).len(), 0);
    lab.clock.set(BEGIN + 10_000);
    lab.send("1002");
    lab.after_attempts(&quick, 1).await;
}

#[tokio::test]
async fn a_webhook_gets_the_events_that_it_wants_and_no_other_tenants() {
    let mut lab = Lab::new(&[]).await;
    let calls = lab.add_url(format!("{}/calls", lab.url), vec![WebhookEventName::CallEnded]);
    let phones = lab.add_url(
        format!("{}/phones", lab.url),
        vec![WebhookEventName::ExtensionRegistered],
    );
    let event = WebhookEvent::ExtensionRegistered(WebhookExtension {
        extension: "1".into(),
        ip: None,
    });
    lab.store.send_event("globex", event, BEGIN).unwrap();
    lab.send("1001");
    assert_eq!(lab.got().await.path, "phones");
    lab.after_attempts(&phones, 1).await;
    assert_eq!((lab.deliveries(&calls).len(), lab.deliveries(&phones).len()), (0, 1));
}

#[tokio::test]
async fn the_last_thousand_deliveries_of_a_month_are_remembered() {
    let lab = Lab::new(&[]).await;
    let webhook = lab.add("hook");
    lab.send("1001");
    lab.after_attempts(&webhook, 1).await;
    lab.clock.set(BEGIN + 31 * 24 * 3600 * 1000);
    lab.send("1002");
    let wait = async {
        while lab
            .deliveries(&webhook)
            .iter()
            .any(|d| d.created_at.starts_with("2026-03"))
        {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap();
    lab.webhooks.stop().await;
    for number in 0..1010 {
        let event = WebhookEvent::ExtensionRegistered(WebhookExtension {
            extension: "1".into(),
            ip: None,
        });
        let attempt = lab
            .store
            .put_test(&webhook.id, event, lab.clock.now_ms() + number)
            .unwrap()
            .unwrap();
        let outcome = Outcome {
            status_code: Some(200),
            duration_ms: 1,
            error: None,
        };
        lab.store
            .finish_attempt(&attempt.id, &outcome, Then::Over, lab.clock.now_ms())
            .unwrap();
    }
    assert_eq!(lab.deliveries(&webhook).len(), 1000);
    assert!(lab.reactions.lock().unwrap().is_empty());
}
