//! Who is told what: one channel a tenant, and the presence that a new listener starts from.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast;
use voip_sdk::model::events::{Envelope, PresenceSnapshot, RealtimeEvent};
use voip_sdk::model::presence::{PresenceEntry, PresenceStatus};

use crate::pbx::ports::Announcer;

/// Events that a listener may lag behind before it is dropped.
pub const BACKLOG: usize = 256;

/// An event as it is sent, and who may hear it.
#[derive(Clone)]
pub struct Said {
    /// The message.
    pub text: Arc<str>,
    /// The extension whose user it is for, besides administrators; `None` for everybody of the tenant.
    pub only: Option<Arc<str>>,
}

/// One tenant's listeners and presence.
struct Room {
    events: broadcast::Sender<Said>,
    presence: BTreeMap<String, PresenceEntry>,
}

/// Hands every event of a tenant to each of its listeners.
#[derive(Default)]
pub struct Hub {
    rooms: Mutex<HashMap<String, Room>>,
    /// Who hears every event of every tenant.
    other: OnceLock<Arc<dyn Announcer>>,
}

/// A listener: what is now, and then every change.
pub struct Subscription {
    /// The snapshot as it is sent.
    pub snapshot: Arc<str>,
    /// What comes after the snapshot, nothing left out between the two.
    pub events: broadcast::Receiver<Said>,
}

impl Hub {
    /// Makes a tenant's room with everybody offline.
    pub fn open_room(&self, tenant_id: &str, extensions: impl IntoIterator<Item = (String, String)>) {
        let presence = extensions
            .into_iter()
            .map(|(number, name)| (number.clone(), offline(number, name)))
            .collect();
        let room = Room {
            events: broadcast::channel(BACKLOG).0,
            presence,
        };
        self.lock().insert(tenant_id.to_owned(), room);
    }

    /// Hands every event of every tenant on to `other` as well; the first one that is given stays.
    pub fn tell(&self, other: Arc<dyn Announcer>) {
        let _ = self.other.set(other);
    }

    /// Listens to a tenant; `None` when there is no such room.
    pub fn subscribe(&self, tenant_id: &str) -> Option<Subscription> {
        let rooms = self.lock();
        let room = rooms.get(tenant_id)?;
        Some(Subscription {
            snapshot: room.snapshot(),
            events: room.events.subscribe(),
        })
    }

    /// Everybody's presence, by number.
    pub fn presence(&self, tenant_id: &str) -> Vec<PresenceEntry> {
        self.lock()
            .get(tenant_id)
            .map(|room| room.presence.values().cloned().collect())
            .unwrap_or_default()
    }

    /// An extension is new, or has another name: everybody of the tenant hears of it.
    pub fn put_extension(&self, tenant_id: &str, number: &str, name: &str) {
        let mut rooms = self.lock();
        let Some(room) = rooms.get_mut(tenant_id) else { return };
        let known = room.presence.get(number);
        if known.is_some_and(|entry| entry.name.as_deref() == Some(name)) {
            return;
        }
        let entry = known
            .cloned()
            .unwrap_or_else(|| offline(number.to_owned(), String::new()));
        let entry = PresenceEntry {
            name: Some(name.to_owned()),
            ..entry
        };
        room.presence.insert(number.to_owned(), entry.clone());
        room.say(RealtimeEvent::PresenceChange(entry));
    }

    /// An extension is gone: everybody of the tenant gets a snapshot without it, since no change can say so.
    pub fn remove_extension(&self, tenant_id: &str, number: &str) {
        let mut rooms = self.lock();
        let Some(room) = rooms.get_mut(tenant_id) else { return };
        if room.presence.remove(number).is_some() {
            let _ = room.events.send(Said {
                text: room.snapshot(),
                only: None,
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Room>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Announcer for Hub {
    fn publish(&self, tenant_id: &str, event: RealtimeEvent) {
        if let Some(other) = self.other.get() {
            other.publish(tenant_id, event.clone());
        }
        let mut rooms = self.lock();
        let Some(room) = rooms.get_mut(tenant_id) else { return };
        let event = match event {
            RealtimeEvent::PresenceChange(mut entry) => {
                // A call may outlive its extension; nobody hears of one that is gone.
                let Some(known) = room.presence.get_mut(&entry.extension) else {
                    return;
                };
                entry.name = entry.name.or_else(|| known.name.clone());
                known.clone_from(&entry);
                RealtimeEvent::PresenceChange(entry)
            }
            other => other,
        };
        room.say(event);
    }
}

impl Room {
    fn say(&self, event: RealtimeEvent) {
        // A message is its owner's business, as its list is by REST.
        let only = match &event {
            RealtimeEvent::VoicemailNew(voicemail) => Some(voicemail.extension.as_str().into()),
            _ => None,
        };
        let text = text(&envelope(event));
        // Nobody listens: that is no failure.
        let _ = self.events.send(Said { text, only });
    }

    fn snapshot(&self) -> Arc<str> {
        let extensions = self.presence.values().cloned().collect();
        text(&envelope(RealtimeEvent::PresenceSnapshot(PresenceSnapshot {
            extensions,
        })))
    }
}

fn offline(extension: String, name: String) -> PresenceEntry {
    PresenceEntry {
        extension,
        status: PresenceStatus::Offline,
        name: Some(name),
        call_uuid: None,
        caller: None,
        direction: None,
    }
}

fn envelope(event: RealtimeEvent) -> Envelope {
    Envelope {
        id: Some(uuid::Uuid::new_v4().to_string()),
        timestamp: format!("{:.3}", Timestamp::now()),
        event,
    }
}

/// A message as it travels.
pub(crate) fn text<T: Serialize>(message: &T) -> Arc<str> {
    serde_json::to_string(message)
        .unwrap_or_else(|error| unreachable!("model types always fit into JSON: {error}"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(extension: &str, status: PresenceStatus) -> RealtimeEvent {
        RealtimeEvent::PresenceChange(PresenceEntry {
            extension: extension.into(),
            status,
            name: None,
            call_uuid: None,
            caller: None,
            direction: None,
        })
    }

    #[test]
    fn a_listener_gets_the_snapshot_and_then_the_changes_of_its_own_tenant() {
        let hub = Hub::default();
        hub.open_room("acme", [("1001".into(), "Ada".into())]);
        hub.open_room("globex", [("1001".into(), "Bob".into())]);
        hub.publish("acme", change("1001", PresenceStatus::Available));
        let mut listener = hub.subscribe("acme").unwrap();
        assert!(
            listener.snapshot.contains(r#""status":"available","name":"Ada""#),
            "{}",
            listener.snapshot
        );
        hub.publish("globex", change("1001", PresenceStatus::Busy));
        hub.publish("acme", change("1001", PresenceStatus::Ringing));
        let heard = listener.events.try_recv().unwrap().text;
        assert!(heard.contains(r#""type":"presence_change""#) && heard.contains("ringing") && heard.contains("Ada"));
        assert!(listener.events.try_recv().is_err());
        assert_eq!(hub.presence("globex")[0].status, PresenceStatus::Busy);
    }

    #[test]
    fn extensions_come_get_other_names_and_go() {
        let hub = Hub::default();
        hub.open_room("acme", [("1001".into(), "Ada".into())]);
        let mut listener = hub.subscribe("acme").unwrap();
        let mut heard = || listener.events.try_recv().ok().map(|said| said.text.to_string());

        hub.put_extension("acme", "1002", "Bob");
        let new = heard().unwrap();
        assert!(
            new.contains(r#""type":"presence_change","data":{"extension":"1002","status":"offline","name":"Bob"}"#),
            "{new}"
        );
        hub.publish("acme", change("1002", PresenceStatus::Busy));
        assert!(heard().unwrap().contains("Bob"));
        hub.put_extension("acme", "1002", "Bea");
        assert!(heard().unwrap().contains(r#""status":"busy","name":"Bea""#));
        hub.put_extension("acme", "1002", "Bea");
        assert_eq!(heard(), None);

        hub.remove_extension("acme", "1002");
        let snapshot = heard().unwrap();
        assert!(snapshot.contains("presence_snapshot") && snapshot.contains("Ada") && !snapshot.contains("Bea"));
        hub.publish("acme", change("1002", PresenceStatus::Offline));
        hub.remove_extension("acme", "1002");
        assert_eq!(heard(), None);
        assert_eq!(hub.presence("acme").len(), 1);
    }
}
