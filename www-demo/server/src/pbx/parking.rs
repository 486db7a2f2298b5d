//! The slots in which calls wait: fifty for each tenant.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::mpsc;
use uuid::Uuid;
use voip_sdk::model::call_control::ParkedCall;

use super::call::CallEvent;
use super::control::ControlError;

/// The numbers of the slots; `*71XX` with the last two digits gets the call back.
pub const SLOTS: RangeInclusive<u32> = 701..=750;

/// A call that waits, and how its task is told.
pub(crate) struct Waiting {
    pub call: Uuid,
    pub shown: ParkedCall,
    pub inbox: mpsc::UnboundedSender<CallEvent>,
}

/// Who waits where, by tenant and slot.
#[derive(Default)]
pub(crate) struct Parking {
    waiting: Mutex<BTreeMap<(String, u32), Waiting>>,
}

impl Parking {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, u32), Waiting>> {
        self.waiting.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Takes a slot, the first that is free where none is named. `waiting` is given the slot's number.
    pub(crate) fn take(
        &self,
        tenant: &str,
        slot: Option<u32>,
        waiting: impl FnOnce(u32) -> Waiting,
    ) -> Result<u32, ControlError> {
        let mut all = self.lock();
        let key = |slot| (tenant.to_owned(), slot);
        let slot = match slot {
            Some(slot) if !SLOTS.contains(&slot) => return Err(ControlError::NoSuchSlot),
            Some(slot) if all.contains_key(&key(slot)) => return Err(ControlError::SlotTaken),
            Some(slot) => slot,
            None => SLOTS
                .into_iter()
                .find(|slot| !all.contains_key(&key(*slot)))
                .ok_or(ControlError::NoSlotFree)?,
        };
        all.insert(key(slot), waiting(slot));
        Ok(slot)
    }

    pub(crate) fn free(&self, tenant: &str, slot: u32) {
        self.lock().remove(&(tenant.to_owned(), slot));
    }

    /// The call that waits in a slot: its id and how its task is told.
    pub(crate) fn call_in(&self, tenant: &str, slot: u32) -> Option<(Uuid, mpsc::UnboundedSender<CallEvent>)> {
        let all = self.lock();
        let waiting = all.get(&(tenant.to_owned(), slot))?;
        Some((waiting.call, waiting.inbox.clone()))
    }

    /// The tenant's calls that wait, by slot.
    pub(crate) fn of(&self, tenant: &str) -> Vec<ParkedCall> {
        let all = self.lock();
        let own = all.iter().filter(|((owner, _), _)| owner == tenant);
        own.map(|(_, waiting)| waiting.shown.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(slot: u32) -> Waiting {
        Waiting {
            call: Uuid::nil(),
            shown: ParkedCall {
                slot,
                call_uuid: String::new(),
                caller: "1001".into(),
                caller_name: None,
                parked_by: None,
                parked_at: String::new(),
            },
            inbox: mpsc::unbounded_channel().0,
        }
    }

    #[test]
    fn a_tenants_slots_are_its_own_and_the_first_free_one_is_taken() {
        let parking = Parking::default();
        assert_eq!(parking.take("acme", Some(702), waiting), Ok(702));
        assert_eq!(parking.take("acme", Some(702), waiting), Err(ControlError::SlotTaken));
        assert_eq!(parking.take("globex", Some(702), waiting), Ok(702));
        assert_eq!(parking.take("acme", None, waiting), Ok(701));
        assert_eq!(parking.take("acme", None, waiting), Ok(703));
        parking.free("acme", 702);
        assert_eq!(parking.take("acme", None, waiting), Ok(702));
        assert_eq!(
            parking.of("acme").iter().map(|p| p.slot).collect::<Vec<_>>(),
            [701, 702, 703]
        );
        assert_eq!(parking.of("globex").len(), 1);
    }

    #[test]
    fn a_full_lot_and_a_slot_that_is_none_are_refused() {
        let parking = Parking::default();
        for slot in SLOTS {
            assert_eq!(parking.take("acme", None, waiting), Ok(slot));
        }
        assert_eq!(parking.take("acme", None, waiting), Err(ControlError::NoSlotFree));
        for slot in [0, 700, 751] {
            assert_eq!(parking.take("acme", Some(slot), waiting), Err(ControlError::NoSuchSlot));
        }
    }
}
