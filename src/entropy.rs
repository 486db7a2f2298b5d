//! Randomness as an argument: the browser's CSPRNG in production, a seeded generator in tests.

/// A source of unpredictable bytes.
pub trait Entropy {
    /// Fills `out` with random bytes. In production they come from a CSPRNG (RFC 3261 §19.3, RFC 4086).
    fn fill(&mut self, out: &mut [u8]);

    /// A random 32-bit number.
    fn next_u32(&mut self) -> u32 {
        let mut b = [0; 4];
        self.fill(&mut b);
        u32::from_le_bytes(b)
    }

    /// A number in `0..=max`, near enough to uniform for jitter (not for keys).
    fn up_to(&mut self, max: u32) -> u32 {
        let wide = u64::from(self.next_u32()) * (u64::from(max) + 1);
        u32::try_from(wide >> 32).unwrap_or(max)
    }

    /// A token of `len` characters from `[0-9a-z]` without look-alikes (5 bits each).
    fn token(&mut self, len: usize) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let mut bytes = vec![0; len];
        self.fill(&mut bytes);
        bytes
            .iter()
            .map(|b| char::from(*ALPHABET.get(usize::from(b & 31)).unwrap_or(&b'0')))
            .collect()
    }
}
