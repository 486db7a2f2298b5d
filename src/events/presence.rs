//! Who is present: the store that decides what changed. What it holds is mirrored by immutable snapshots in JavaScript.

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

/// Presence by extension. A list: a tenant has hundreds of extensions, and a map's code would be paid for by every page.
#[derive(Debug, Default)]
pub struct PresenceStore {
    entries: Vec<PresenceEntry>,
    /// A snapshot has come since the store was made or cleared.
    known: bool,
}

impl PresenceStore {
    /// Replaces everything; returns what that changes. The flag says whether an earlier snapshot is known, so that
    /// the changes are ones that were missed.
    pub fn snapshot(&mut self, entries: Vec<PresenceEntry>) -> (Vec<Delta>, bool) {
        let mut deltas = Vec::new();
        for old in &self.entries {
            if !entries.iter().any(|e| e.extension == old.extension) {
                deltas.push(Delta::Remove(old.extension.clone()));
            }
        }
        for entry in &entries {
            if self.find(&entry.extension).is_none_or(|old| old != entry) {
                deltas.push(Delta::Set(entry.clone()));
            }
        }
        self.entries = entries;
        (deltas, core::mem::replace(&mut self.known, true))
    }

    /// Takes what is known from elsewhere: the next snapshot is compared with it, or is the first where that is nobody.
    pub fn assume(&mut self, entries: Vec<PresenceEntry>) {
        self.known = !entries.is_empty();
        self.entries = entries;
    }

    /// One extension's presence; `None` when it is what is known already. A change that says no name keeps the one
    /// that the snapshot gave.
    pub fn change(&mut self, mut entry: PresenceEntry) -> Option<Delta> {
        let old = self.entries.iter_mut().find(|e| e.extension == entry.extension);
        let Some(old) = old else {
            self.entries.push(entry.clone());
            return Some(Delta::Set(entry));
        };
        if entry.name.is_none() {
            entry.name.clone_from(&old.name);
        }
        if *old == entry {
            return None;
        }
        old.clone_from(&entry);
        Some(Delta::Set(entry))
    }

    /// Forgets everything (another user logged in).
    pub fn clear(&mut self) -> Vec<Delta> {
        self.known = false;
        core::mem::take(&mut self.entries)
            .into_iter()
            .map(|e| Delta::Remove(e.extension))
            .collect()
    }

    fn find(&self, extension: &str) -> Option<&PresenceEntry> {
        self.entries.iter().find(|e| e.extension == extension)
    }
}
