//! Which events have come before: a server that is not sure sends one again.

/// Ids that are remembered.
const WINDOW: usize = 256;

/// The newest ids, as hashes: whatever their length, they take the same room.
#[derive(Debug)]
pub struct Repeats {
    hashes: [u64; WINDOW],
    next: usize,
}

impl Default for Repeats {
    fn default() -> Self {
        Self {
            hashes: [0; WINDOW],
            next: 0,
        }
    }
}

impl Repeats {
    /// Whether the id is among the newest ones; it is from now on.
    pub fn has(&mut self, id: &str) -> bool {
        let hash = fnv(id);
        if self.hashes.contains(&hash) {
            return true;
        }
        if let Some(oldest) = self.hashes.get_mut(self.next) {
            *oldest = hash;
        }
        self.next = (self.next + 1) % WINDOW;
        false
    }
}

/// FNV-1a. Never 0, which is no id.
fn fnv(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash.max(1)
}
