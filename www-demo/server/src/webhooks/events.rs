//! What webhooks are told, made from what realtime listeners hear.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::webhook_events::{
    WebhookCall, WebhookCallParked, WebhookCallTransferred, WebhookEvent, WebhookExtension,
};

use crate::pbx::ports::Announcer;
use crate::store::Store;

/// Turns the events of calls and registrations into those of webhooks. The end of a call is not among them: the store
/// sends it with the record.
pub struct CallEvents {
    store: Arc<Store>,
    /// What is said of a call when it begins and belongs to every event of it, by tenant and call.
    calls: Mutex<HashMap<(String, String), WebhookCall>>,
}

impl CallEvents {
    /// Those that go into this store's queue.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            calls: Mutex::default(),
        }
    }

    fn call(&self, tenant_id: &str, uuid: &str) -> Option<WebhookCall> {
        self.lock().get(&(tenant_id.to_owned(), uuid.to_owned())).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(String, String), WebhookCall>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn translate(&self, tenant_id: &str, event: RealtimeEvent) -> Option<WebhookEvent> {
        let call = |uuid: &str| self.call(tenant_id, uuid);
        Some(match event {
            RealtimeEvent::CallStart(start) => {
                let call = WebhookCall {
                    call_uuid: start.call_uuid,
                    direction: start.direction,
                    caller: start.caller,
                    destination: start.destination,
                };
                self.lock()
                    .insert((tenant_id.to_owned(), call.call_uuid.clone()), call.clone());
                WebhookEvent::CallStarted(call)
            }
            RealtimeEvent::CallAnswer(answer) => WebhookEvent::CallAnswered(call(&answer.call_uuid)?),
            RealtimeEvent::CallHold(hold) => WebhookEvent::CallHeld(call(&hold.call_uuid)?),
            RealtimeEvent::CallResume(hold) => WebhookEvent::CallResumed(call(&hold.call_uuid)?),
            RealtimeEvent::CallTransfer(transfer) => {
                let call = call(&transfer.call_uuid)?;
                WebhookEvent::CallTransferred(WebhookCallTransferred {
                    call_uuid: call.call_uuid,
                    direction: call.direction,
                    caller: call.caller,
                    destination: call.destination,
                    target: transfer.target,
                    kind: transfer.kind,
                    transferred_by: transfer.transferred_by,
                })
            }
            RealtimeEvent::CallPark(park) => {
                let call = call(&park.call_uuid)?;
                WebhookEvent::CallParked(WebhookCallParked {
                    call_uuid: call.call_uuid,
                    direction: call.direction,
                    caller: call.caller,
                    destination: call.destination,
                    slot: park.slot,
                    parked_by: park.parked_by,
                })
            }
            RealtimeEvent::RegistrationChange(change) => {
                let extension = WebhookExtension {
                    extension: change.extension,
                    ip: change.ip,
                };
                if change.registered {
                    WebhookEvent::ExtensionRegistered(extension)
                } else {
                    WebhookEvent::ExtensionUnregistered(extension)
                }
            }
            RealtimeEvent::CallEnd(end) => {
                self.lock().remove(&(tenant_id.to_owned(), end.call_uuid));
                return None;
            }
            RealtimeEvent::PresenceSnapshot(_)
            | RealtimeEvent::PresenceChange(_)
            | RealtimeEvent::CallLeg(_)
            | RealtimeEvent::QueueUpdate(_)
            | RealtimeEvent::VoicemailNew(_) => return None,
        })
    }
}

impl Announcer for CallEvents {
    fn publish(&self, tenant_id: &str, event: RealtimeEvent) {
        let now = jiff::Timestamp::now().as_millisecond();
        let Some(event) = self.translate(tenant_id, event) else {
            return;
        };
        if let Err(error) = self.store.send_event(tenant_id, event, now) {
            tracing::error!(%error, "webhooks miss an event");
        }
    }
}
