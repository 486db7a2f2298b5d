//! Who is present: the store that decides what changed. What it holds is mirrored by immutable snapshots in JavaScript.

use std::collections::BTreeMap;

use crate::model::presence::{PresenceEntry, PresenceStatus};

/// A change of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// The extension's entry is this now.
    Set(PresenceEntry),
    /// The extension is gone.
    Remove(String),
}

impl Delta {
    /// As `presence_change` says it: an extension that is gone is offline.
    #[must_use]
    pub fn into_entry(self) -> PresenceEntry {
        match self {
            Self::Set(entry) => entry,
            Self::Remove(extension) => PresenceEntry {
                extension,
                status: PresenceStatus::Offline,
                name: None,
                call_uuid: None,
                caller: None,
                direction: None,
            },
        }
    }
}

/// Presence by extension.
#[derive(Debug, Default)]
pub struct PresenceStore {
    entries: BTreeMap<String, PresenceEntry>,
    /// A snapshot has come since the store was made or cleared.
    known: bool,
}

impl PresenceStore {
    /// Replaces everything; returns what that changes. The flag says whether an earlier snapshot is known, so that
    /// the changes are ones that were missed.
    pub fn snapshot(&mut self, entries: Vec<PresenceEntry>) -> (Vec<Delta>, bool) {
        let next: BTreeMap<_, _> = entries.into_iter().map(|e| (e.extension.clone(), e)).collect();
        let gone = self
            .entries
            .keys()
            .filter(|k| !next.contains_key(*k))
            .map(|k| Delta::Remove(k.clone()));
        let changed = next
            .iter()
            .filter(|(k, e)| self.entries.get(*k) != Some(e))
            .map(|(_, e)| Delta::Set(e.clone()));
        let deltas = gone.chain(changed).collect();
        self.entries = next;
        (deltas, core::mem::replace(&mut self.known, true))
    }

    /// One extension's presence; `None` when it is what is known already. A change that says no name keeps the one
    /// that the snapshot gave.
    pub fn change(&mut self, mut entry: PresenceEntry) -> Option<Delta> {
        let old = self.entries.get(&entry.extension);
        if entry.name.is_none() {
            entry.name = old.and_then(|o| o.name.clone());
        }
        if old == Some(&entry) {
            return None;
        }
        self.entries.insert(entry.extension.clone(), entry.clone());
        Some(Delta::Set(entry))
    }

    /// Forgets everything (another user logged in).
    pub fn clear(&mut self) -> Vec<Delta> {
        self.known = false;
        core::mem::take(&mut self.entries)
            .into_keys()
            .map(Delta::Remove)
            .collect()
    }
}
