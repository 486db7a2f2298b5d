//! Links that need no token: whoever has one can fetch one recording, for a short time.
//!
//! What is signed is the tenant, the recording and the end of the time. The key comes from the tokens' key, but is
//! another one, so that no link can be passed off as a token or the other way round.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What the key is for: the text that tells it from every other key made of the same secret.
const PURPOSE: &[u8] = b"voip-demo-server voicemail audio link 1";

/// Signs and checks links.
pub struct Links {
    key: [u8; 32],
    lifetime: Duration,
}

/// A link's query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// When it ends, Unix seconds.
    pub expires: i64,
    /// Base64url.
    pub signature: String,
}

impl Links {
    /// With the secret that the tokens are signed with, and how long a link is good.
    #[must_use]
    pub fn new(secret: &[u8], lifetime: Duration) -> Self {
        Self {
            key: mac(secret, &[PURPOSE]).finalize().into_bytes().into(),
            lifetime,
        }
    }

    /// A link to a tenant's recording that is made at `now_sec` (Unix seconds).
    #[must_use]
    pub fn sign(&self, tenant_id: &str, id: &str, now_sec: i64) -> Signed {
        let expires = now_sec.saturating_add(i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX));
        let signature = self.mac(tenant_id, id, expires).finalize().into_bytes();
        Signed {
            expires,
            signature: URL_SAFE_NO_PAD.encode(signature),
        }
    }

    /// Whether a link was made here for that recording and is not over at `now_sec`.
    #[must_use]
    pub fn is_good(&self, tenant_id: &str, id: &str, link: &Signed, now_sec: i64) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(&link.signature) else {
            return false;
        };
        // Compared in constant time by the library.
        let ours = self.mac(tenant_id, id, link.expires).verify_slice(&signature).is_ok();
        ours && now_sec < link.expires
    }

    fn mac(&self, tenant_id: &str, id: &str, expires: i64) -> Hmac<Sha256> {
        // A length in front of each: no two sets of parts make the same text.
        let parts = [tenant_id.as_bytes(), id.as_bytes(), &expires.to_be_bytes()];
        let lengths = parts.map(|part| (part.len() as u64).to_be_bytes());
        mac(&self.key, &[&lengths[0], parts[0], &lengths[1], parts[1], parts[2]])
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    };
    parts.iter().for_each(|part| mac.update(part));
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn links(secret: u8) -> Links {
        Links::new(&[secret; 32], Duration::from_secs(300))
    }

    #[test]
    fn a_link_is_good_until_its_second_and_no_longer() {
        let link = links(7).sign("acme", "m", NOW);
        assert_eq!(link.expires, NOW + 300);
        assert!(links(7).is_good("acme", "m", &link, NOW));
        assert!(links(7).is_good("acme", "m", &link, NOW + 299));
        assert!(!links(7).is_good("acme", "m", &link, NOW + 300));
    }

    #[test]
    fn a_link_with_any_part_changed_is_refused() {
        let link = links(7).sign("acme", "m", NOW);
        assert!(!links(8).is_good("acme", "m", &link, NOW), "another server's");
        assert!(!links(7).is_good("globex", "m", &link, NOW));
        assert!(!links(7).is_good("acme", "n", &link, NOW));
        assert!(
            !links(7).is_good("acm", "em", &link, NOW),
            "the same bytes, cut elsewhere"
        );
        let later = Signed {
            expires: link.expires + 1,
            ..link.clone()
        };
        assert!(!links(7).is_good("acme", "m", &later, NOW));
        for signature in ["", "AAAA", "!", &link.signature[1..], &format!("{}A", link.signature)] {
            let signature = signature.to_owned();
            assert!(!links(7).is_good("acme", "m", &Signed { signature, ..link }, NOW));
        }
    }

    #[test]
    fn the_key_is_not_the_tokens_key() {
        assert_ne!(links(7).key, [7; 32]);
        let by_the_secret = mac(&[7; 32], &[b"m"]).finalize().into_bytes();
        let link = Signed {
            expires: NOW + 1,
            signature: URL_SAFE_NO_PAD.encode(by_the_secret),
        };
        assert!(!links(7).is_good("acme", "m", &link, NOW));
    }
}
