//! What the API does to calls that are up: hold, transfer, park. The call's own task decides and answers.

use std::time::Duration;

use tokio::sync::oneshot;
use uuid::Uuid;
use voip_sdk::model::call_control::{ParkedCall, TransferType};
use voip_sdk::model::presence::{DetailedPresence, PresenceCall, PresenceEntry};

use super::Pbx;
use super::call::CallEvent;
use super::registrar::Aor;

/// How long a call's task may take to answer; it takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who wants something of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The extension of the user, if it has one.
    pub extension: Option<String>,
    /// Whether the user may act in calls that are not the own extension's.
    pub admin: bool,
}

/// Why a call could not be held, transferred or parked. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlError {
    /// The tenant has no such call (any more).
    NoSuchCall,
    /// The user's extension is no party of the call.
    NotAParty,
    /// The call is not answered yet.
    NotAnswered,
    /// A transfer of the call is under way.
    InTransfer,
    /// The call is parked.
    Parked,
    /// Neither end is an extension of the tenant.
    NoExtension,
    /// The target does not exist.
    NoSuchTarget,
    /// No phone is registered for the target.
    TargetOffline,
    /// The target takes part in the call.
    TargetIsParty,
    /// The target is a blocked number.
    NumberBlocked,
    /// The slot is none of [`super::SLOTS`].
    NoSuchSlot,
    /// Another call waits in the slot.
    SlotTaken,
    /// A call waits in each slot.
    NoSlotFree,
    /// The call's task did not answer in time.
    Unresponsive,
}

impl std::fmt::Display for ControlError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            ControlError::NoSuchCall => "there is no such call, or it is over",
            ControlError::NotAParty => {
                "an extension's user can do this in the own extension's calls only; an administrator can do it in all"
            }
            ControlError::NotAnswered => "the call is not answered yet; wait for its call_answer",
            ControlError::InTransfer => "a transfer of the call is under way; wait until it has ended",
            ControlError::Parked => "the call is parked; dial *71 with the last two digits of its slot to get it back",
            ControlError::NoExtension => "no extension of the tenant takes part in the call any more",
            ControlError::NoSuchTarget => "the target is no extension, ring group, feature code or telephone number",
            ControlError::TargetOffline => "no phone is registered for the target",
            ControlError::TargetIsParty => "the target takes part in the call already",
            ControlError::NumberBlocked => "the number is on the tenant's block list",
            ControlError::NoSuchSlot => "the slots are 701 to 750",
            ControlError::SlotTaken => "another call waits in this slot",
            ControlError::NoSlotFree => "a call waits in each of the slots 701 to 750",
            ControlError::Unresponsive => "the call did not answer",
        })
    }
}

impl std::error::Error for ControlError {}

/// Where the answer to a command goes.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, ControlError>>;

impl Pbx {
    /// Puts the other party on hold, or takes it off again. To hold a held call changes nothing.
    ///
    /// # Errors
    /// [`ControlError`].
    pub async fn hold(&self, tenant: &str, call: Uuid, by: By, hold: bool) -> Result<(), ControlError> {
        self.command(tenant, call, |reply| CallEvent::Hold(by, hold, reply))
            .await
    }

    /// Connects the other party to somebody else. Returns when that has begun.
    ///
    /// # Errors
    /// [`ControlError`].
    pub async fn transfer(
        &self,
        tenant: &str,
        call: Uuid,
        by: By,
        target: &str,
        kind: TransferType,
    ) -> Result<(), ControlError> {
        let target = target.to_owned();
        self.command(tenant, call, |reply| CallEvent::Transfer(by, target, kind, reply))
            .await
    }

    /// Lets the other party wait in a slot, the first that is free where none is named. Returns the slot.
    ///
    /// # Errors
    /// [`ControlError`].
    pub async fn park(&self, tenant: &str, call: Uuid, by: By, slot: Option<u32>) -> Result<u32, ControlError> {
        self.command(tenant, call, |reply| CallEvent::Park(by, slot, reply))
            .await
    }

    /// The tenant's calls that wait in slots, by slot.
    pub fn parked_calls(&self, tenant: &str) -> Vec<ParkedCall> {
        self.core.parking.of(tenant)
    }

    /// The extensions that take part in a call, those included that ring and the one that has parked or
    /// transferred it until it has gone to somebody else: whose users may end it. `None`: there is no such call.
    pub fn extensions_of(&self, tenant: &str, call: Uuid) -> Option<Vec<String>> {
        self.core.with_calls(|calls| {
            let entry = calls.get(&call).filter(|entry| entry.tenant == tenant)?;
            Some(entry.extensions.iter().chain(&entry.left_by).cloned().collect())
        })
    }

    /// An extension's presence with its phones and its call.
    pub fn detailed_presence(&self, tenant: &str, entry: PresenceEntry) -> DetailedPresence {
        use voip_sdk::model::calls::ActiveCallState;
        let aor = Aor {
            tenant: tenant.to_owned(),
            number: entry.extension.clone(),
        };
        let phones = self.core.registrar.bindings(&aor).len();
        let call = entry.call_uuid.and_then(|uuid| {
            let id: Uuid = uuid.parse().ok()?;
            let info = self.core.with_calls(|calls| Some(calls.get(&id)?.info.clone()))?;
            Some(PresenceCall {
                call_uuid: uuid,
                direction: entry.direction,
                caller: entry.caller,
                started_at: Some(info.started_at),
                answered_at: info.answered_at,
                held: info.state == ActiveCallState::Held,
            })
        });
        DetailedPresence {
            extension: entry.extension,
            status: entry.status,
            name: entry.name.unwrap_or_default(),
            registered: phones > 0,
            phones: u32::try_from(phones).unwrap_or(u32::MAX),
            call,
        }
    }

    async fn command<T>(
        &self,
        tenant: &str,
        call: Uuid,
        event: impl FnOnce(Reply<T>) -> CallEvent,
    ) -> Result<T, ControlError> {
        let inbox = self.core.with_calls(|calls| {
            let entry = calls.get(&call).filter(|entry| entry.tenant == tenant)?;
            Some(entry.inbox.clone())
        });
        let inbox = inbox.ok_or(ControlError::NoSuchCall)?;
        let (reply, answer) = oneshot::channel();
        inbox.send(event(reply)).map_err(|_| ControlError::NoSuchCall)?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(result)) => result,
            // The call has ended before it came to it.
            Ok(Err(_)) => Err(ControlError::NoSuchCall),
            Err(_) => Err(ControlError::Unresponsive),
        }
    }
}
