//! Signatures of webhooks, as functions that need no promise.
//!
//! Alone they are a module small enough to be compiled on the spot: no futures, no web-sys, and no JavaScript value
//! crosses the boundary but octets and text.

use crate::webhooks;
use wasm_bindgen::prelude::*;

/// Whether `signature` (`sha256=` and hex digits) is that of the raw `body` under `secret`.
#[wasm_bindgen(js_name = verifyWebhookSignature)]
#[must_use]
pub fn verify_webhook_signature(body: &[u8], signature: &str, secret: &[u8]) -> bool {
    webhooks::verify(body, signature, secret)
}

/// The signature of `body`, for tests of a receiver.
#[wasm_bindgen(js_name = signWebhook)]
#[must_use]
pub fn sign_webhook(body: &[u8], secret: &[u8]) -> String {
    webhooks::sign(body, secret)
}
