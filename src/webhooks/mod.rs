//! Signatures of webhooks: `X-Webhook-Signature: sha256=<HMAC-SHA256 of the body in hex>`.
//!
//! What is signed are the octets of the body as they came. A body that was parsed and written again is another one.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

#[cfg(test)]
mod tests;

/// What stands before the hex digits.
const PREFIX: &str = "sha256=";
/// Octets of a MAC.
const LEN: usize = 32;
const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Whether `signature` is `sha256=` and the MAC of `body` under `secret`, in hex digits of any case.
///
/// All of the MAC counts, and it is compared in constant time. What is malformed is not a signature: false.
#[must_use]
pub fn verify(body: &[u8], signature: &str, secret: &[u8]) -> bool {
    decode(signature).is_some_and(|tag| mac(body, secret).is_some_and(|mac| mac.verify_slice(&tag).is_ok()))
}

/// The signature of `body`: `sha256=` and 64 lower-case digits.
#[must_use]
pub fn sign(body: &[u8], secret: &[u8]) -> String {
    let mut signature = String::with_capacity(PREFIX.len() + 2 * LEN);
    signature.push_str(PREFIX);
    if let Some(mac) = mac(body, secret) {
        for octet in mac.finalize().into_bytes() {
            signature.push(char::from(DIGITS[usize::from(octet >> 4)]));
            signature.push(char::from(DIGITS[usize::from(octet & 15)]));
        }
    }
    signature
}

/// HMAC takes keys of any length, so there always is one; an `expect` would be a message to download.
fn mac(body: &[u8], secret: &[u8]) -> Option<Hmac<Sha256>> {
    Hmac::new_from_slice(secret)
        .ok()
        .map(|mac: Hmac<Sha256>| mac.chain_update(body))
}

fn decode(signature: &str) -> Option<[u8; LEN]> {
    let hex = signature.as_bytes().strip_prefix(PREFIX.as_bytes())?;
    let mut tag = [0; LEN];
    if hex.len() != 2 * LEN {
        return None;
    }
    for (octet, pair) in tag.iter_mut().zip(hex.chunks_exact(2)) {
        *octet = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(tag)
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
