//! Who is present: the store that decides what changed. What it holds is mirrored by immutable snapshots in JavaScript.

use super::envelope::{direction_name, status_name};
use crate::json::quoted;
use crate::model::presence::PresenceEntry;

/// Extensions that are held at most. A server that names ever more of them cannot make this grow without end.
pub const MOST: usize = 100_000;

/// A change that is older than what is known by up to so much, in milliseconds, has been overtaken on its way. One that
/// is older still comes from a clock that was set back.
const OVERTAKEN: u64 = 300_000;

/// A change of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delta {
    /// The extension's entry is this now.
    Set(PresenceEntry),
    /// The extension is gone.
    Remove(String),
}

/// What became of a change of one extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The store has it now.
    Made,
    /// The store had it already, or has no room for it.
    None,
    /// Something newer is known.
    Stale,
}

#[derive(Debug)]
struct Known {
    entry: PresenceEntry,
    /// When it became so; 0 when that is not known.
    at: u64,
}

/// Presence by extension.
#[derive(Debug, Default)]
pub struct PresenceStore {
    entries: Vec<Known>,
    /// Indices of the entries in the order of their extensions: a list of numbers that moves quickly, and less code
    /// for every page to load than a map.
    order: Vec<u32>,
    /// A snapshot has come since the store was made or cleared.
    known: bool,
}

impl PresenceStore {
    /// Replaces everything; returns what that changes. The flag says whether an earlier snapshot is known, so that
    /// the changes are ones that were missed.
    pub fn snapshot(&mut self, entries: Vec<PresenceEntry>, at: Option<u64>) -> (Vec<Delta>, bool) {
        let old = core::mem::take(self);
        let mut sorted: Vec<_> = entries.into_iter().take(MOST).map(Some).collect();
        let mut deltas = Vec::new();
        for index in sort(&sorted) {
            let Some(entry) = sorted.get_mut(index as usize).and_then(Option::take) else {
                continue;
            };
            // Said twice: the later one counts.
            let twice = self
                .entries
                .last_mut()
                .filter(|last| last.entry.extension == entry.extension);
            if let Some(last) = twice {
                last.entry = entry;
                continue;
            }
            self.order.push(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
            self.entries.push(Known {
                entry,
                at: at.unwrap_or(0),
            });
        }
        for gone in &old.entries {
            if self.find(&gone.entry.extension).is_err() {
                deltas.push(Delta::Remove(gone.entry.extension.clone()));
            }
        }
        for Known { entry, .. } in &self.entries {
            if old.get(&entry.extension).is_none_or(|known| known.entry != *entry) {
                deltas.push(Delta::Set(entry.clone()));
            }
        }
        self.known = true;
        (deltas, old.known)
    }

    /// Takes what is known from elsewhere: the next snapshot is compared with it, or is the first where that is nobody.
    pub fn assume(&mut self, entries: Vec<PresenceEntry>) {
        let somebody = !entries.is_empty();
        self.snapshot(entries, None);
        self.known = somebody;
    }

    /// One extension's presence. A change that says no name keeps the one that the snapshot gave.
    pub fn change(&mut self, mut entry: PresenceEntry, at: Option<u64>) -> Change {
        let place = match self.find(&entry.extension) {
            Ok(index) => index,
            Err(_) if self.entries.len() >= MOST => return Change::None,
            Err(place) => {
                self.order
                    .insert(place, u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
                self.entries.push(Known {
                    entry,
                    at: at.unwrap_or(0),
                });
                return Change::Made;
            }
        };
        let Some(known) = self.entries.get_mut(place) else {
            return Change::None;
        };
        if let Some(at) = at {
            if at < known.at && known.at - at <= OVERTAKEN {
                return Change::Stale;
            }
            known.at = at;
        }
        if entry.name.is_none() {
            entry.name.clone_from(&known.entry.name);
        }
        let same = known.entry == entry;
        known.entry = entry;
        if same { Change::None } else { Change::Made }
    }

    /// Forgets everything (another user logged in).
    pub fn clear(&mut self) -> Vec<Delta> {
        let old = core::mem::take(self);
        old.entries
            .into_iter()
            .map(|e| Delta::Remove(e.entry.extension))
            .collect()
    }

    fn get(&self, extension: &str) -> Option<&Known> {
        self.entries.get(self.find(extension).ok()?)
    }

    /// Index of the extension's entry, else its place in the order.
    fn find(&self, extension: &str) -> Result<usize, usize> {
        let found = self.order.binary_search_by(|index| {
            let known = self.entries.get(*index as usize);
            known.map_or("", |known| known.entry.extension.as_str()).cmp(extension)
        });
        found.map(|place| self.order.get(place).map_or(0, |index| *index as usize))
    }
}

/// Indices by extension, those of the same in their order. A heap sort: the standard library's sorts are quicker, and
/// several times the code.
fn sort(entries: &[Option<PresenceEntry>]) -> Vec<u32> {
    let key = |index: &u32| {
        let entry = entries.get(*index as usize).and_then(Option::as_ref);
        (entry.map_or("", |entry| entry.extension.as_str()), *index)
    };
    let mut list: Vec<u32> = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
    let sift = |heap: &mut [u32], mut parent: usize| {
        while let Some(left) = heap.get(2 * parent + 1) {
            let right = heap.get(2 * parent + 2).filter(|right| key(right) > key(left));
            let child = 2 * parent + 1 + usize::from(right.is_some());
            if heap.get(child).map(key) <= heap.get(parent).map(key) {
                break;
            }
            heap.swap(parent, child);
            parent = child;
        }
    };
    for parent in (0..list.len() / 2).rev() {
        sift(&mut list, parent);
    }
    for end in (1..list.len()).rev() {
        list.swap(0, end);
        sift(list.get_mut(..end).unwrap_or_default(), 0);
    }
    list
}

/// The deltas as JSON, `[extension, entry]` or `[extension]` each: a text crosses into JavaScript at once, which ten
/// thousand objects do not.
#[must_use]
pub fn deltas_as_json(deltas: &[Delta]) -> String {
    let mut out = String::from("[");
    for delta in deltas {
        let (extension, entry) = match delta {
            Delta::Set(entry) => (&entry.extension, Some(entry)),
            Delta::Remove(extension) => (extension, None),
        };
        if out.len() > 1 {
            out.push(',');
        }
        out.push('[');
        out.push_str(&quoted(extension));
        if let Some(entry) = entry {
            out.push(',');
            let mut before = '{';
            for (key, value) in [
                ("extension", Some(entry.extension.as_str())),
                ("status", Some(status_name(entry.status))),
                ("name", entry.name.as_deref()),
                ("callUuid", entry.call_uuid.as_deref()),
                ("caller", entry.caller.as_deref()),
                ("direction", entry.direction.map(direction_name)),
            ] {
                let Some(value) = value else { continue };
                out.push(core::mem::replace(&mut before, ','));
                out.push_str(&quoted(key));
                out.push(':');
                out.push_str(&quoted(value));
            }
            out.push('}');
        }
        out.push(']');
    }
    out.push(']');
    out
}
