//! What all parts of the telephone system share.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rsipstack::sip::{Header, Method, Request, StatusCode};
use rsipstack::transaction::endpoint::EndpointInnerRef;
use rsipstack::transaction::key::{TransactionKey, TransactionRole};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use uuid::Uuid;
use voip_sdk::model::calls::ActiveCall;
use voip_sdk::model::events::{RealtimeEvent, RegistrationChange};

use super::PbxConfig;
use super::auth::Nonces;
use super::call::CallEvent;
use super::leg::LegId;
use super::parking::Parking;
use super::ports::{Announcer, Directory};
use super::presence::Board;
use super::registrar::{Aor, Change, Registrar};
use super::subscriptions::{Package, Subscriptions};
use super::ws::{Connection, ConnectionId};

/// A call that is up, as others see it.
pub(crate) struct CallEntry {
    pub tenant: String,
    pub info: ActiveCall,
    pub inbox: mpsc::UnboundedSender<CallEvent>,
    /// The keys that were sent as telephone-events.
    pub dtmf: String,
    /// The extensions that take part or ring.
    pub extensions: Vec<String>,
    /// The extension that is out of it by a park or a transfer that has not come to its end.
    pub left_by: Option<String>,
}

type DialogKey = (String, String);

/// The shared state. Locks are held for single statements, never across an await.
pub(crate) struct Core {
    pub directory: Arc<dyn Directory>,
    pub announcer: Arc<dyn Announcer>,
    pub config: PbxConfig,
    pub endpoint: EndpointInnerRef,
    pub registrar: Registrar,
    pub nonces: Nonces,
    pub presence: Board,
    pub parking: Parking,
    pub subscriptions: Subscriptions,
    stopping: AtomicBool,
    next_connection: AtomicU64,
    connections: Mutex<HashMap<ConnectionId, Arc<Connection>>>,
    dialogs: Mutex<HashMap<DialogKey, (mpsc::UnboundedSender<CallEvent>, LegId)>>,
    calls: Mutex<HashMap<Uuid, CallEntry>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl Core {
    pub(crate) fn new(
        directory: Arc<dyn Directory>,
        announcer: Arc<dyn Announcer>,
        config: PbxConfig,
        endpoint: EndpointInnerRef,
    ) -> Core {
        Core {
            directory,
            announcer,
            nonces: Nonces::new(config.nonce_lifetime),
            config,
            endpoint,
            registrar: Registrar::new(),
            presence: Board::default(),
            parking: Parking::default(),
            subscriptions: Subscriptions::default(),
            stopping: AtomicBool::new(false),
            next_connection: AtomicU64::new(1),
            connections: Mutex::default(),
            dialogs: Mutex::default(),
            calls: Mutex::default(),
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    // Connections

    pub(crate) fn next_connection_id(&self) -> ConnectionId {
        self.next_connection.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn connection_opened(&self, connection: &Arc<Connection>) {
        lock(&self.connections).insert(connection.id, connection.clone());
    }

    /// Takes the socket's bindings away and tells the calls.
    pub(crate) fn connection_closed(&self, id: ConnectionId) {
        lock(&self.connections).remove(&id);
        for change in self.registrar.connection_closed(id) {
            self.registration_changed(&change);
        }
        for entry in lock(&self.calls).values() {
            let _ = entry.inbox.send(CallEvent::ConnectionClosed(id));
        }
    }

    pub(crate) fn connection(&self, id: ConnectionId) -> Option<Arc<Connection>> {
        lock(&self.connections).get(&id).cloned()
    }

    pub(crate) fn connections(&self) -> Vec<Arc<Connection>> {
        lock(&self.connections).values().cloned().collect()
    }

    /// Announces that an extension can be reached, or no longer.
    pub(crate) fn registration_changed(&self, change: &Change) {
        let Change { aor, registered, ip } = change;
        let data = RegistrationChange {
            extension: aor.number.clone(),
            registered: *registered,
            ip: ip.clone(),
        };
        self.announcer
            .publish(&aor.tenant, RealtimeEvent::RegistrationChange(data));
        self.presence_changed(aor);
    }

    // Presence

    /// Announces the presence of an extension if it is another than was announced last.
    pub(crate) fn presence_changed(&self, aor: &Aor) {
        self.subscriptions.changed(Package::Dialog, aor);
        let registered = !self.registrar.bindings(aor).is_empty();
        let name = self.directory.extension(&aor.tenant, &aor.number).map(|e| e.name);
        if let Some(entry) = self.presence.changed(aor, registered, name) {
            self.announcer
                .publish(&aor.tenant, RealtimeEvent::PresenceChange(entry));
        }
    }

    // Dialogs and calls

    pub(crate) fn add_dialog(&self, key: DialogKey, inbox: &mpsc::UnboundedSender<CallEvent>, leg: LegId) {
        lock(&self.dialogs).insert(key, (inbox.clone(), leg));
    }

    pub(crate) fn remove_dialog(&self, key: &DialogKey) {
        lock(&self.dialogs).remove(key);
    }

    pub(crate) fn dialog(&self, key: &DialogKey) -> Option<(mpsc::UnboundedSender<CallEvent>, LegId)> {
        lock(&self.dialogs).get(key).cloned()
    }

    pub(crate) fn dialog_count(&self) -> usize {
        lock(&self.dialogs).len()
    }

    pub(crate) fn put_call(&self, uuid: Uuid, entry: CallEntry) {
        lock(&self.calls).insert(uuid, entry);
    }

    pub(crate) fn remove_call(&self, uuid: &Uuid) {
        lock(&self.calls).remove(uuid);
    }

    /// Looks at the calls that are up.
    pub(crate) fn with_calls<T>(&self, look: impl FnOnce(&mut HashMap<Uuid, CallEntry>) -> T) -> T {
        look(&mut lock(&self.calls))
    }

    // Sending

    /// A client transaction on a connection; it ends when the socket closes, since no answer can come then.
    pub(crate) fn client_transaction(&self, request: Request, connection: &Connection) -> Option<Transaction> {
        let key = TransactionKey::from_request(&request, TransactionRole::Client).ok()?;
        let tx = Transaction::new_client(
            key.clone(),
            request,
            self.endpoint.clone(),
            Some(connection.sip.clone()),
        );
        let (sender, closed) = (tx.tu_sender.clone(), connection.closed.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = closed.cancelled() => {
                    use rsipstack::transaction::transaction::TransactionEvent::Terminate;
                    let _ = sender.send(Terminate(key));
                }
                () = sender.closed() => {}
            }
        });
        Some(tx)
    }

    /// The server's name in Via and Contact.
    pub(crate) fn sent_by(&self) -> &str {
        &self.config.sent_by
    }
}

/// Answers a request that is not an INVITE.
pub(crate) async fn reply(tx: &mut Transaction, status: u16, headers: Vec<Header>, body: Option<Vec<u8>>) {
    if let Err(error) = tx.reply_with(status_code(status), headers, body).await {
        tracing::debug!(%error, status, "response not sent");
    }
}

/// The status of a number; one that has no name of its own gets its class's.
pub(crate) fn status_code(status: u16) -> StatusCode {
    StatusCode::from(status)
}

/// The methods of `Allow`.
pub(crate) const ALLOW: &str =
    "INVITE, ACK, CANCEL, BYE, PRACK, OPTIONS, INFO, MESSAGE, REFER, SUBSCRIBE, NOTIFY, UPDATE, REGISTER";

/// How long a request may wait for its phone to come back.
pub(crate) const COMES_BACK_WITHIN: Duration = Duration::from_secs(32);

/// Whether a request makes sense outside a dialog.
pub(crate) fn known_outside_dialog(method: Method) -> bool {
    matches!(
        method,
        Method::Invite | Method::Register | Method::Options | Method::Message | Method::Subscribe
    )
}
