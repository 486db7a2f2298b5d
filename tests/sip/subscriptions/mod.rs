//! SUBSCRIBE and NOTIFY (RFC 6665): each subscription in a dialog of its own.

mod begun;
mod ended;
mod interrupted;
mod renewed;
mod unasked;

use super::host::{config, sec};
use super::peer::{Peer, Side};
use voip_sdk::sip::message::{Method, Request, Response, names};
use voip_sdk::sip::user_agent::{Event, SubscribeOptions, SubscriptionEvent, SubscriptionId};
use voip_sdk::time::Instant;

const BODY: &str = "Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n";

/// Registered for longer than any test takes.
fn registered() -> Peer {
    let mut patient = config("1001");
    patient.register_expires_sec = 1_000_000;
    Peer::registered_as(patient)
}

fn subscribe(peer: &mut Peer, options: SubscribeOptions) -> SubscriptionId {
    peer.host.act(|ua, now| ua.subscribe(now, "1001", options)).unwrap()
}

fn mailbox() -> SubscribeOptions {
    SubscribeOptions::new("message-summary")
}

/// The notifier's side of the dialog.
fn notifier(subscribe: &Request) -> Side {
    Side {
        call_id: subscribe.headers.call_id().into_owned(),
        local: subscribe.headers.to().unwrap().with_tag("notifier"),
        remote: subscribe.headers.from().unwrap(),
        target: subscribe.headers.contact().unwrap().uri,
        seq: 0,
    }
}

fn notify(peer: &mut Peer, side: &mut Side, state: &str, body: &str) -> Request {
    let mut request = peer
        .request(side, Method::Notify)
        .with(names::EVENT, "message-summary")
        .with(names::SUBSCRIPTION_STATE, state)
        .with(names::CONTACT, "<sip:notifier@192.0.2.9:5071;transport=ws>");
    if !body.is_empty() {
        request.set_body("application/simple-message-summary", body.as_bytes().to_vec());
    }
    request
}

/// Sends a NOTIFY, which has to be answered with that status.
fn tell(peer: &mut Peer, side: &mut Side, state: &str, body: &str, status: u16) {
    let request = notify(peer, side, state, body);
    peer.send_request(&request);
    peer.expect_status(status);
}

fn granted(subscribe: &Request, expires: &str) -> Response {
    subscribe
        .response(200)
        .with_to_tag("notifier")
        .with(names::EXPIRES, expires)
        .with(names::CONTACT, "<sip:notifier@192.0.2.9:5071;transport=ws>")
}

fn accept(peer: &mut Peer, subscribe: &Request, expires: &str) {
    peer.send_response(&granted(subscribe, expires));
}

/// A subscription in force, for an hour, with nothing left to look at.
fn active(peer: &mut Peer) -> (SubscriptionId, Request, Side) {
    let id = subscribe(peer, mailbox());
    let request = peer.expect("SUBSCRIBE");
    let mut side = notifier(&request);
    accept(peer, &request, "3600");
    tell(peer, &mut side, "active;expires=3600", "", 200);
    peer.quiet();
    (id, request, side)
}

/// The next SUBSCRIBE, whenever it comes.
fn refresh(peer: &mut Peer) -> Request {
    for _ in 0..3600 {
        if !peer.host.sent.is_empty() {
            break;
        }
        peer.advance(sec(1));
    }
    peer.expect("SUBSCRIBE")
}

fn events(peer: &mut Peer) -> Vec<SubscriptionEvent> {
    let take = |event| match event {
        Event::Subscription { event, .. } => Some(event),
        _ => None,
    };
    peer.host.events.drain(..).filter_map(take).collect()
}

/// In short: `pending`, `active`, `notified`, `rejected again`, `rejected`.
fn words(peer: &mut Peer) -> Vec<String> {
    let word = |event| match event {
        SubscriptionEvent::Pending => "pending".to_owned(),
        SubscriptionEvent::Active { .. } => "active".to_owned(),
        SubscriptionEvent::Notified { .. } => "notified".to_owned(),
        SubscriptionEvent::Terminated {
            reason, retry_at: None, ..
        } => reason.as_str().to_owned(),
        SubscriptionEvent::Terminated { reason, .. } => format!("{} again", reason.as_str()),
    };
    events(peer).into_iter().map(word).collect()
}

fn retry_at(peer: &mut Peer) -> Option<Instant> {
    events(peer).into_iter().find_map(|event| match event {
        SubscriptionEvent::Terminated { retry_at, .. } => retry_at,
        _ => None,
    })
}
