//! Who is told what: one channel a tenant, and the presence that a new listener starts from.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::broadcast;
use voip_sdk::model::events::{Envelope, PresenceSnapshot, RealtimeEvent};
use voip_sdk::model::presence::{PresenceEntry, PresenceStatus};

use crate::pbx::ports::Announcer;

/// Events that a listener may lag behind before it is dropped.
pub const BACKLOG: usize = 256;

/// One tenant's listeners and presence.
struct Room {
    events: broadcast::Sender<Arc<str>>,
    presence: BTreeMap<String, PresenceEntry>,
}

/// Hands every event of a tenant to each of its listeners.
#[derive(Default)]
pub struct Hub {
    rooms: Mutex<HashMap<String, Room>>,
}

/// A listener: what is now, and then every change.
pub struct Subscription {
    /// The snapshot as it is sent.
    pub snapshot: Arc<str>,
    /// What comes after the snapshot, nothing left out between the two.
    pub events: broadcast::Receiver<Arc<str>>,
}

impl Hub {
    /// Makes a tenant's room with everybody offline.
    pub fn open_room(&self, tenant_id: &str, extensions: impl IntoIterator<Item = (String, String)>) {
        let presence = extensions
            .into_iter()
            .map(|(number, name)| {
                let entry = PresenceEntry {
                    extension: number.clone(),
                    status: PresenceStatus::Offline,
                    name: Some(name),
                    call_uuid: None,
                    caller: None,
                    direction: None,
                };
                (number, entry)
            })
            .collect();
        let room = Room {
            events: broadcast::channel(BACKLOG).0,
            presence,
        };
        self.lock().insert(tenant_id.to_owned(), room);
    }

    /// Listens to a tenant; `None` when there is no such room.
    pub fn subscribe(&self, tenant_id: &str) -> Option<Subscription> {
        let rooms = self.lock();
        let room = rooms.get(tenant_id)?;
        let extensions = room.presence.values().cloned().collect();
        Some(Subscription {
            snapshot: text(&envelope(RealtimeEvent::PresenceSnapshot(PresenceSnapshot {
                extensions,
            }))),
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

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Room>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Announcer for Hub {
    fn publish(&self, tenant_id: &str, event: RealtimeEvent) {
        let mut rooms = self.lock();
        let Some(room) = rooms.get_mut(tenant_id) else { return };
        let event = match event {
            RealtimeEvent::PresenceChange(mut entry) => {
                let known = room.presence.get(&entry.extension);
                entry.name = entry.name.or_else(|| known.and_then(|entry| entry.name.clone()));
                room.presence.insert(entry.extension.clone(), entry.clone());
                RealtimeEvent::PresenceChange(entry)
            }
            other => other,
        };
        // Nobody listens: that is no failure.
        let _ = room.events.send(text(&envelope(event)));
    }
}

fn envelope(event: RealtimeEvent) -> Envelope {
    Envelope {
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
        let heard = listener.events.try_recv().unwrap();
        assert!(heard.contains(r#""type":"presence_change""#) && heard.contains("ringing") && heard.contains("Ada"));
        assert!(listener.events.try_recv().is_err());
        assert_eq!(hub.presence("globex")[0].status, PresenceStatus::Busy);
    }
}
