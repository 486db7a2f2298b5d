//! SUBSCRIBE: who wants to be told of the messages in a box, or of what an extension does (RFC 6665).
//!
//! ```text
//!   SUBSCRIBE ──▶ 200, NOTIFY (all of it) ──┬── something has changed ──▶ NOTIFY
//!                                           ├── SUBSCRIBE again ────────▶ 200, NOTIFY
//!                                           └── Expires 0 · time over · either extension gone ──▶ NOTIFY, terminated
//!                                               socket closed · 481 or no answer to a NOTIFY ──▶ forgotten
//! ```
//!
//! Each subscription has a task of its own ([`task`]). Changes while its NOTIFY is out become one NOTIFY.

mod body;
mod task;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use rsipstack::sip::{Header, Request};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::{Notify, mpsc};

use super::core::{Core, reply};
use super::dialog::{Dialog, contact};
use super::registrar::Aor;
use super::sender::{self, Refusal};
use super::sip;
use super::ws::{Connection, ConnectionId};
use task::Subscription;

/// What SUBSCRIBE may ask for.
pub(crate) const ALLOW_EVENTS: &str = "message-summary, dialog";
/// How many subscriptions a socket may have.
const FOR_EACH_SOCKET: usize = 100;
/// How long a subscription lasts at most, and if it does not say.
const LONGEST: u32 = 3600;

/// An event package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Package {
    /// `message-summary` (RFC 3842): the own box only.
    Mailbox,
    /// `dialog` (RFC 4235): any extension of the tenant.
    Dialog,
}

impl Package {
    fn named(event: &str) -> Option<Package> {
        match event.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "message-summary" => Some(Package::Mailbox),
            "dialog" => Some(Package::Dialog),
            _ => None,
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Package::Mailbox => "application/simple-message-summary",
            Package::Dialog => "application/dialog-info+xml",
        }
    }
}

type Key = (String, String);
type Requests = mpsc::UnboundedSender<Box<Transaction>>;

struct Entry {
    package: Package,
    watched: Aor,
    subscriber: Aor,
    connection: ConnectionId,
    requests: Requests,
    changed: Arc<Notify>,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Subscriptions {
    all: Mutex<HashMap<Key, Entry>>,
}

impl Subscriptions {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        self.all.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Something has changed for who watches this.
    pub(crate) fn changed(&self, package: Package, watched: &Aor) {
        let all = self.lock();
        let those = all.values().filter(|e| e.package == package && e.watched == *watched);
        those.for_each(|entry| entry.changed.notify_one());
    }

    /// The same for every box of a tenant, or one of them.
    pub(crate) fn mailbox_changed(&self, tenant: &str, number: Option<&str>) {
        let fits = |aor: &Aor| aor.tenant == tenant && number.is_none_or(|number| number == aor.number);
        let all = self.lock();
        let those = all
            .values()
            .filter(|e| e.package == Package::Mailbox && fits(&e.watched));
        those.for_each(|entry| entry.changed.notify_one());
    }

    /// What this extension watches is looked at again: it may do so no longer.
    pub(crate) fn subscriber_gone(&self, subscriber: &Aor) {
        let all = self.lock();
        let those = all.values().filter(|e| e.subscriber == *subscriber);
        those.for_each(|entry| entry.changed.notify_one());
    }

    /// Hands a request in the dialog of a subscription to it; gives it back if there is none.
    pub(crate) fn request(&self, key: &Key, tx: Box<Transaction>) -> Result<(), Box<Transaction>> {
        match self.lock().get(key) {
            Some(entry) => entry.requests.send(tx).map_err(|error| error.0),
            None => Err(tx),
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.lock().len()
    }

    fn add(&self, key: Key, entry: Entry) -> bool {
        let mut all = self.lock();
        let own = all.values().filter(|e| e.connection == entry.connection).count();
        if own >= FOR_EACH_SOCKET {
            return false;
        }
        all.insert(key, entry);
        true
    }

    fn remove(&self, key: &Key) {
        self.lock().remove(key);
    }
}

/// A SUBSCRIBE outside a dialog.
pub(crate) async fn subscribe(core: Arc<Core>, connection: Arc<Connection>, mut tx: Transaction) {
    match accept(&core, &connection, &tx.original) {
        Ok((subscription, requests, expires)) => {
            for header in tx.original.headers.iter_mut() {
                if let Header::To(to) = header {
                    to.replace(format!("{};tag={}", to.value(), subscription.dialog.local_tag));
                }
            }
            reply(&mut tx, 200, accepted(&core, expires), None).await;
            subscription.run(requests).await;
        }
        Err((status, headers)) => reply(&mut tx, status, headers, None).await,
    }
}

/// The headers of a 200 to SUBSCRIBE.
fn accepted(core: &Core, expires: u32) -> Vec<Header> {
    vec![
        sip::make("Contact", contact(core.sent_by())),
        sip::make("Expires", expires.to_string()),
        sip::make("Allow-Events", ALLOW_EVENTS),
    ]
}

/// How long it is to last: what is asked for, or less; 0 ends it.
fn lifetime(core: &Core, request: &Request) -> Result<u32, Refusal> {
    let wanted = sip::header(request, "Expires").and_then(|value| value.trim().parse().ok());
    match wanted.unwrap_or(LONGEST) {
        wanted if wanted != 0 && wanted < core.config.min_expires => {
            let shortest = core.config.min_expires.to_string();
            Err((423, vec![sip::make("Min-Expires", shortest)]))
        }
        wanted => Ok(wanted.min(LONGEST)),
    }
}

type Begun = (Subscription, mpsc::UnboundedReceiver<Box<Transaction>>, u32);

fn accept(core: &Arc<Core>, connection: &Arc<Connection>, request: &Request) -> Result<Begun, Refusal> {
    if core.is_stopping() {
        return Err((503, vec![]));
    }
    let sender = sender::identify(core, request, false)?;
    sender::check_required(request)?;
    let event = sip::header(request, "Event").unwrap_or_default();
    let package = Package::named(event).ok_or_else(|| (489, vec![sip::make("Allow-Events", ALLOW_EVENTS)]))?;
    let accepts = |list: &str| {
        let mut kinds = sip::split_list(list)
            .into_iter()
            .filter_map(|kind| kind.split(';').next());
        kinds.any(|kind| ["*/*", "application/*", package.content_type()].contains(&kind.trim()))
    };
    if sip::header(request, "Accept").is_some_and(|list| !list.trim().is_empty() && !accepts(list)) {
        return Err((406, vec![sip::make("Accept", package.content_type())]));
    }
    let tenant = sender.tenant;
    if core.directory.extension(&tenant.id, &sender.number).is_none() {
        return Err((404, vec![]));
    }
    if package == Package::Mailbox && sender.number != sender.extension.number {
        return Err((403, vec![]));
    }
    let expires = lifetime(core, request)?;
    let dialog = Dialog::of_invite(request).ok_or((400, vec![]))?;
    let (requests, inbox) = mpsc::unbounded_channel();
    let subscriber = Aor {
        tenant: tenant.id.clone(),
        number: sender.extension.number,
    };
    let watched = Aor {
        tenant: tenant.id,
        number: sender.number,
    };
    let key = (dialog.call_id.clone(), dialog.local_tag.clone());
    let changed = Arc::new(Notify::new());
    let entry = Entry {
        package,
        watched: watched.clone(),
        subscriber: subscriber.clone(),
        connection: connection.id,
        requests,
        changed: changed.clone(),
    };
    if !core.subscriptions.add(key, entry) {
        return Err((503, vec![sip::make("Retry-After", "60")]));
    }
    let subscription = Subscription::new(
        core,
        connection,
        dialog,
        task::What {
            event: event.to_owned(),
            package,
            watched,
            subscriber,
            domain: tenant.domain,
        },
        changed,
        expires,
    );
    Ok((subscription, inbox, expires))
}
