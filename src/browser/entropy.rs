//! Randomness from the host's CSPRNG, for the client and the phone.

use crate::entropy::Entropy;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(out: &mut [u8]);
}

/// `crypto.getRandomValues`.
#[derive(Debug)]
pub(crate) struct WebCrypto;

impl Entropy for WebCrypto {
    fn fill(&mut self, out: &mut [u8]) {
        // The host's limit for one call is 65,536 bytes.
        for chunk in out.chunks_mut(65_536) {
            get_random_values(chunk);
        }
    }
}
