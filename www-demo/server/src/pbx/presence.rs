//! What every extension's user is doing, from registrations and calls.

use std::collections::HashMap;
use std::sync::Mutex;

use uuid::Uuid;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::presence::{PresenceEntry, PresenceStatus};

use super::registrar::Aor;

/// An extension's part in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub ringing: bool,
    /// The call is not answered yet, whichever side this is.
    pub early: bool,
    /// The far end's number.
    pub other: String,
    /// Who called without wanting to be known to who is called.
    pub other_is_anonymous: bool,
    pub direction: CallDirection,
}

#[derive(Default)]
struct Extension {
    /// In the order in which the calls began.
    calls: Vec<(Uuid, Part)>,
    told: Option<PresenceEntry>,
}

/// The presence of all extensions.
#[derive(Default)]
pub(crate) struct Board {
    extensions: Mutex<HashMap<Aor, Extension>>,
}

impl Board {
    /// Puts an extension's part in a call on the board; `None` takes it off.
    pub(crate) fn set(&self, aor: &Aor, call: Uuid, part: Option<Part>) {
        let mut extensions = self.extensions.lock().unwrap_or_else(|e| e.into_inner());
        let calls = &mut extensions.entry(aor.clone()).or_default().calls;
        match (calls.iter_mut().find(|(uuid, _)| *uuid == call), part) {
            (Some((_, old)), Some(part)) => *old = part,
            (None, Some(part)) => calls.push((call, part)),
            (_, None) => calls.retain(|(uuid, _)| *uuid != call),
        }
    }

    /// The entry, if it differs from the last that this returned.
    pub(crate) fn changed(&self, aor: &Aor, registered: bool, name: Option<String>) -> Option<PresenceEntry> {
        let mut extensions = self.extensions.lock().unwrap_or_else(|e| e.into_inner());
        let extension = extensions.entry(aor.clone()).or_default();
        let entry = entry(aor, &extension.calls, registered, name);
        // Nobody needs to hear that somebody who was never there is not there.
        let news = match &extension.told {
            None => entry.status != PresenceStatus::Offline,
            Some(told) => *told != entry,
        };
        news.then(|| {
            extension.told = Some(entry.clone());
            entry
        })
    }

    /// Forgets what was told about an extension that is gone: the next one with its number begins anew.
    pub(crate) fn forget(&self, aor: &Aor) {
        let mut extensions = self.extensions.lock().unwrap_or_else(|e| e.into_inner());
        if extensions.get(aor).is_some_and(|extension| extension.calls.is_empty()) {
            extensions.remove(aor);
        } else if let Some(extension) = extensions.get_mut(aor) {
            extension.told = None;
        }
    }

    /// Whether an extension talks in another call than this.
    pub(crate) fn is_busy(&self, aor: &Aor, but_for: Uuid) -> bool {
        let extensions = self.extensions.lock().unwrap_or_else(|e| e.into_inner());
        extensions
            .get(aor)
            .is_some_and(|e| e.calls.iter().any(|(call, part)| *call != but_for && !part.ringing))
    }

    /// Its parts in calls, in the order in which they began.
    pub(crate) fn calls(&self, aor: &Aor) -> Vec<(Uuid, Part)> {
        let extensions = self.extensions.lock().unwrap_or_else(|e| e.into_inner());
        extensions.get(aor).map(|e| e.calls.clone()).unwrap_or_default()
    }

    /// The entry as it is now.
    pub(crate) fn look(&self, aor: &Aor, registered: bool, name: Option<String>) -> PresenceEntry {
        let extensions = self.extensions.lock().unwrap_or_else(|e| e.into_inner());
        entry(aor, extensions.get(aor).map_or(&[], |e| &e.calls), registered, name)
    }
}

/// Busy with a call counts more than one that rings; a call without a registration still counts.
fn entry(aor: &Aor, calls: &[(Uuid, Part)], registered: bool, name: Option<String>) -> PresenceEntry {
    let shown = calls.iter().find(|(_, part)| !part.ringing).or(calls.first());
    let status = match shown {
        Some((_, part)) if part.ringing => PresenceStatus::Ringing,
        Some(_) => PresenceStatus::Busy,
        None if registered => PresenceStatus::Available,
        None => PresenceStatus::Offline,
    };
    PresenceEntry {
        extension: aor.number.clone(),
        status,
        name,
        call_uuid: shown.map(|(uuid, _)| uuid.to_string()),
        caller: shown.map(|(_, part)| part.other.clone()),
        direction: shown.map(|(_, part)| part.direction),
    }
}
