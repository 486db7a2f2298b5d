//! Randomness from the browser's CSPRNG.

use super::host;
use crate::entropy::Entropy;

/// `crypto.getRandomValues`.
#[derive(Debug)]
pub(crate) struct WebCrypto;

impl Entropy for WebCrypto {
    fn fill(&mut self, out: &mut [u8]) {
        // The browser's limit for one call is 65,536 bytes.
        for chunk in out.chunks_mut(65_536) {
            host::get_random_values(chunk);
        }
    }
}
