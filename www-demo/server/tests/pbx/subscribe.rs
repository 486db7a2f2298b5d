//! SUBSCRIBE: message boxes and what extensions do.

use std::time::Duration;

use crate::bridge::{answer, hangs_up, offer};
use crate::lab::{Lab, PATIENCE};
use crate::message::Message;
use crate::phone::{Dialog, Phone};

const BOX: &str = "Event: message-summary\r\nAccept: application/simple-message-summary\r\n";
const DIALOG: &str = "Event: dialog;id=7\r\nAccept: application/dialog-info+xml\r\n";

/// A subscription that was accepted; its dialog and the first NOTIFY.
async fn subscribed(phone: &mut Phone, number: &str, extra: &str) -> (Dialog, Message) {
    let uri = format!("sip:{number}@{}", phone.domain());
    let mut dialog = phone.outside("SUBSCRIBE", &uri, "", extra).await;
    let ok = phone.final_response("SUBSCRIBE").await;
    assert_eq!(ok.status(), Some(200), "{ok:?}");
    dialog.remote = ok.must("To").to_owned();
    dialog.target = ok.contact().to_owned();
    let notify = phone.notified().await;
    assert_eq!(notify.must("Call-ID"), dialog.call_id);
    (dialog, notify)
}

fn state(notify: &Message) -> &str {
    notify.must("Subscription-State")
}

/// Waits until nothing is subscribed to any more.
async fn nothing_left(lab: &Lab) {
    let gone = async {
        while lab.pbx.footprint().subscriptions > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone)
        .await
        .expect("the subscription ends");
}

#[tokio::test]
async fn the_box_is_told_at_once_and_when_it_changes() {
    let lab = Lab::start().await;
    lab.mailbox("1001", 2, 3);
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_, notify) = subscribed(&mut a, "1001", &format!("{BOX}Expires: 600\r\n")).await;
    assert_eq!(
        notify.body,
        "Messages-Waiting: yes\r\nMessage-Account: sip:1001@acme.test\r\nVoice-Message: 2/3 (0/0)\r\n"
    );
    assert_eq!(notify.must("Content-Type"), "application/simple-message-summary");
    assert!(state(&notify).starts_with("active;expires="), "{notify:?}");
    // Somebody else's box, and the same numbers again, are no news.
    lab.mailbox("1002", 9, 9);
    lab.mailbox("1001", 2, 3);
    tokio::time::sleep(Duration::from_millis(200)).await;
    a.register(600).await;
    assert_eq!(a.unread().filter(|m| m.method() == "NOTIFY").count(), 0);
    lab.mailbox("1001", 0, 5);
    let notify = a.notified().await;
    assert!(notify.body.starts_with("Messages-Waiting: no\r\n"), "{notify:?}");
    assert!(notify.body.contains("Voice-Message: 0/5 "), "{notify:?}");
}

#[tokio::test]
async fn the_calls_of_an_extension_are_told_from_ringing_to_the_end() {
    let lab = Lab::start().await;
    let mut watcher = Phone::registered(&lab, "1003", "acme.test").await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    let (_, first) = subscribed(&mut watcher, "1002", DIALOG).await;
    assert_eq!(first.must("Event"), "dialog;id=7");
    assert!(
        first
            .body
            .contains("version=\"0\" state=\"full\" entity=\"sip:1002@acme.test\""),
        "{first:?}"
    );
    assert!(!first.body.contains("<dialog "), "{first:?}");

    let (_media, sdp) = offer().await;
    let mut dialog = a.invite("1002", &sdp, "").await;
    let invite = b.request("INVITE").await;
    let rings = watcher.notified().await;
    let uuid = invite.must("X-Call-UUID");
    let element = format!("<dialog id=\"{uuid}\" direction=\"recipient\"><state>early</state>");
    assert!(
        rings.body.contains("version=\"1\"") && rings.body.contains(&element),
        "{rings:?}"
    );
    assert!(
        rings
            .body
            .contains("<remote><identity>sip:1001@acme.test</identity></remote>"),
        "{rings:?}"
    );

    let (_b_media, sdp) = answer(&invite.body).await;
    b.respond(&invite, "200 OK", &sdp, "").await;
    let ok = a.final_response("INVITE").await;
    a.ack(&mut dialog, &ok, "").await;
    b.request("ACK").await;
    assert!(watcher.notified().await.body.contains("<state>confirmed</state>"));
    hangs_up(&mut a, &mut dialog).await;
    assert!(watcher.notified().await.body.contains("<state>terminated</state>"));
    let (_, again) = subscribed(&mut watcher, "1002", DIALOG).await;
    assert!(
        !again.body.contains("<dialog "),
        "a new subscriber is not told of what is over: {again:?}"
    );
}

#[tokio::test]
async fn who_calls_is_early_until_the_answer() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    subscribed(&mut b, "1001", DIALOG).await;
    let (_media, sdp) = offer().await;
    a.invite("1002", &sdp, "").await;
    let rings = b.notified().await;
    assert!(
        rings.body.contains("direction=\"initiator\"><state>early</state>"),
        "{rings:?}"
    );
}

#[tokio::test]
async fn a_refresh_is_answered_with_all_of_it_and_expires_0_ends_it() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (mut dialog, _) = subscribed(&mut a, "1001", BOX).await;
    let extra = format!("{BOX}Expires: 100\r\n");
    a.in_dialog(&mut dialog, "SUBSCRIBE", "", &extra).await;
    let ok = a.final_response("SUBSCRIBE").await;
    assert_eq!((ok.status(), ok.header("Expires")), (Some(200), Some("100")));
    assert_eq!(state(&a.notified().await), "active;expires=100");
    a.in_dialog(&mut dialog, "SUBSCRIBE", "", &format!("{BOX}Expires: 0\r\n"))
        .await;
    assert_eq!(a.final_response("SUBSCRIBE").await.status(), Some(200));
    assert_eq!(state(&a.notified().await), "terminated;reason=timeout");
    nothing_left(&lab).await;
    a.in_dialog(&mut dialog, "SUBSCRIBE", "", BOX).await;
    assert_eq!(a.final_response("SUBSCRIBE").await.status(), Some(481));
}

#[tokio::test]
async fn a_fetch_is_one_notify_and_what_is_not_refreshed_ends() {
    let lab = Lab::with(|config| config.min_expires = 1).await;
    lab.mailbox("1001", 1, 0);
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (_, notify) = subscribed(&mut a, "1001", &format!("{BOX}Expires: 0\r\n")).await;
    assert_eq!(state(&notify), "terminated;reason=timeout");
    assert!(notify.body.contains("Voice-Message: 1/0 "), "{notify:?}");
    nothing_left(&lab).await;
    subscribed(&mut a, "1001", &format!("{BOX}Expires: 1\r\n")).await;
    assert_eq!(state(&a.notified().await), "terminated;reason=timeout");
    nothing_left(&lab).await;
}

#[tokio::test]
async fn it_ends_with_its_socket_and_with_a_notify_that_nobody_knows() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    subscribed(&mut a, "1001", BOX).await;
    a.cut(&lab).await;
    nothing_left(&lab).await;
    assert_eq!(a.register(600).await.status(), Some(200));
    subscribed(&mut a, "1001", BOX).await;
    lab.mailbox("1001", 1, 0);
    let notify = a.request("NOTIFY").await;
    a.respond(&notify, "481 Call/Transaction Does Not Exist", "", "").await;
    nothing_left(&lab).await;
}

#[tokio::test]
async fn an_extension_that_is_gone_ends_what_watches_it() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    subscribed(&mut a, "1010", DIALOG).await;
    lab.forget("1010");
    assert_eq!(state(&a.notified().await), "terminated;reason=noresource");
    nothing_left(&lab).await;
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_is_refused() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    for (uri, extra, status, header) in [
        ("sip:1001@acme.test", "Event: presence\r\n", 489, "Allow-Events"),
        ("sip:1001@acme.test", "", 489, "Allow-Events"),
        ("sip:1002@acme.test", BOX, 403, "To"),
        ("sip:1234@acme.test", DIALOG, 404, "To"),
        ("sip:1002@globex.test", DIALOG, 404, "To"),
        (
            "sip:1002@acme.test",
            "Event: dialog\r\nAccept: application/pidf+xml\r\n",
            406,
            "Accept",
        ),
        (
            "sip:1002@acme.test",
            "Event: dialog\r\nExpires: 2\r\n",
            423,
            "Min-Expires",
        ),
    ] {
        a.outside("SUBSCRIBE", uri, "", extra).await;
        let refused = a.final_response("SUBSCRIBE").await;
        assert_eq!(refused.status(), Some(status), "{uri} {extra}");
        refused.must(header);
    }
    let mut stranger = Phone::connect(&lab, "1001", "acme.test").await;
    stranger.outside("SUBSCRIBE", "sip:1002@acme.test", "", DIALOG).await;
    assert_eq!(stranger.final_response("SUBSCRIBE").await.status(), Some(407));
}

#[tokio::test]
async fn a_socket_has_a_hundred_subscriptions_and_no_more() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    for _ in 0..100 {
        subscribed(&mut a, "1002", DIALOG).await;
    }
    a.outside("SUBSCRIBE", "sip:1002@acme.test", "", DIALOG).await;
    let refused = a.final_response("SUBSCRIBE").await;
    assert_eq!(refused.status(), Some(503));
    refused.must("Retry-After");
}

#[tokio::test]
async fn an_extension_that_is_gone_watches_nobody_any_more() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let (mut dialog, _) = subscribed(&mut a, "1002", DIALOG).await;
    lab.forget("1001");
    let notify = a.notified().await;
    assert_eq!(state(&notify), "terminated;reason=rejected");
    assert_eq!(notify.body, "");
    nothing_left(&lab).await;
    a.in_dialog(&mut dialog, "SUBSCRIBE", "", DIALOG).await;
    assert_eq!(a.final_response("SUBSCRIBE").await.status(), Some(481));
}

#[tokio::test]
async fn who_calls_anonymously_is_not_named() {
    let lab = Lab::start().await;
    let mut a = Phone::registered(&lab, "1001", "acme.test").await;
    let mut b = Phone::registered(&lab, "1002", "acme.test").await;
    subscribed(&mut b, "1002", DIALOG).await;
    a.invite("1002", &offer().await.1, "Privacy: id\r\n").await;
    let rings = b.notified().await;
    assert!(rings.body.contains("<state>early</state>"), "{rings:?}");
    assert!(!rings.body.contains("1001"), "{rings:?}");
    assert!(rings.body.contains("sip:anonymous@anonymous.invalid"), "{rings:?}");
}
