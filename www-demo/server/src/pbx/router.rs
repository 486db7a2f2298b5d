//! What comes in from the sockets: requests outside a dialog to their handlers, those within one to their call.

use std::sync::Arc;

use rsipstack::sip::{Method, Request};
use rsipstack::transaction::TransactionReceiver;
use rsipstack::transaction::transaction::Transaction;

use super::call::{self, CallEvent, Heard};
use super::core::{ALLOW, Core, known_outside_dialog, reply};
use super::message::message;
use super::register::register;
use super::sender::SUPPORTED;
use super::sip::{self, NameAddr};
use super::subscriptions::{ALLOW_EVENTS, subscribe};
use super::ws::connection_id;

/// Dispatches until the endpoint ends. In-dialog requests are handed over in the order in which they came.
pub(crate) async fn run(core: Arc<Core>, mut incoming: TransactionReceiver) {
    while let Some(tx) = incoming.recv().await {
        dispatch(&core, tx).await;
    }
}

async fn dispatch(core: &Arc<Core>, mut tx: Transaction) {
    if let Some(key) = dialog_key(&tx.original) {
        match core.dialog(&key) {
            Some((inbox, leg)) => {
                let event = CallEvent::Leg(leg, Heard::Request(Box::new(tx)));
                if let Err(error) = inbox.send(event)
                    && let CallEvent::Leg(_, Heard::Request(mut tx)) = error.0
                {
                    // Its call has just ended.
                    reply(&mut tx, 481, vec![], None).await;
                }
            }
            None => {
                if let Err(mut tx) = core.subscriptions.request(&key, Box::new(tx)) {
                    reply(&mut tx, 481, vec![], None).await;
                }
            }
        }
        return;
    }
    let Some(connection) = tx
        .connection
        .as_ref()
        .and_then(connection_id)
        .and_then(|id| core.connection(id))
    else {
        return;
    };
    match tx.original.method {
        Method::Register => drop(tokio::spawn(register(core.clone(), connection, tx))),
        Method::Invite => drop(tokio::spawn(call::incoming(core.clone(), connection, tx))),
        Method::Message => drop(tokio::spawn(message(core.clone(), tx))),
        Method::Subscribe => drop(tokio::spawn(subscribe(core.clone(), connection, tx))),
        Method::Options => {
            let headers = vec![
                sip::make("Allow", ALLOW),
                sip::make("Accept", "application/sdp"),
                sip::make("Supported", SUPPORTED.join(", ")),
                sip::make("Allow-Events", ALLOW_EVENTS),
            ];
            reply(&mut tx, 200, headers, None).await;
        }
        method => {
            debug_assert!(!known_outside_dialog(method));
            let status = if matches!(
                method,
                Method::Bye | Method::Info | Method::Update | Method::Notify | Method::PRack
            ) {
                481
            } else {
                405
            };
            reply(&mut tx, status, vec![sip::make("Allow", ALLOW)], None).await;
        }
    }
}

/// Call-ID and our tag, if the request names a dialog.
fn dialog_key(request: &Request) -> Option<(String, String)> {
    let tag = NameAddr::parse(sip::header(request, "To")?)?.tag()?.to_owned();
    Some((sip::header(request, "Call-ID")?.to_owned(), tag))
}
