//! Passwords: argon2 for administrators, digest HA1 for extensions (SIP needs it), and making new ones.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use md5::Md5;
use rand::RngExt as _;
use sha2::{Digest, Sha256, Sha512_256};

use super::hex;
use crate::store::Ha1;

/// No 0/o, 1/l/i: these passwords are read from a terminal and typed.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A new password of 15 random characters (74 bits), in groups.
#[must_use]
pub fn generate() -> String {
    let mut rng = rand::rng();
    let mut group = || -> String {
        (0..5)
            .map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())]))
            .collect()
    };
    format!("{}-{}-{}", group(), group(), group())
}

/// The digests that SIP and login are checked against.
#[must_use]
pub fn ha1(number: &str, realm: &str, password: &str) -> Ha1 {
    let text = format!("{number}:{realm}:{password}");
    Ha1 {
        md5: hex(&Md5::digest(&text)),
        sha256: hex(&Sha256::digest(&text)),
        sha512_256: hex(&Sha512_256::digest(&text)),
    }
}

/// Whether `password` is the one of `known`. Takes as long for an unknown user as for a wrong password.
#[must_use]
pub fn ha1_matches(known: Option<&Ha1>, number: &str, realm: &str, password: &str) -> bool {
    let given = ha1(number, realm, password).sha256;
    let expected = known.map_or_else(|| "0".repeat(given.len()), |ha1| ha1.sha256.clone());
    // Every byte is compared, so that the time says nothing about where they differ.
    let differing = given.bytes().zip(expected.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    known.is_some() && given.len() == expected.len() && differing == 0
}

/// argon2's PHC string of a password. Slow on purpose: call it where blocking is allowed.
///
/// # Errors
/// A sentence, should argon2 refuse (it does not for passwords below 4 GB).
pub fn hash(password: &str) -> Result<String, String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

/// Whether `password` belongs to the PHC string `known`. Slow on purpose, and as slow for an unknown user.
#[must_use]
pub fn hash_matches(known: Option<&str>, password: &str) -> bool {
    let Some(known) = known else {
        let _ = hash(password);
        return false;
    };
    PasswordHash::new(known).is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ha1_is_what_rfc_7616_says() {
        // RFC 7616 §3.9.1: user Mufasa, password "Circle of Life". The digests of its A1, made with openssl.
        let ha1 = ha1("Mufasa", "http-auth@example.org", "Circle of Life");
        assert_eq!(ha1.md5, "3d78807defe7de2157e2b0b6573a855f");
        assert_eq!(
            ha1.sha256,
            "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00262392d7b4794232"
        );
    }

    #[test]
    fn one_password_is_right_and_others_are_not() {
        let known = ha1("1001", "acme.test", "right");
        assert!(ha1_matches(Some(&known), "1001", "acme.test", "right"));
        assert!(!ha1_matches(Some(&known), "1001", "acme.test", "wrong"));
        assert!(!ha1_matches(Some(&known), "1001", "globex.test", "right"));
        assert!(!ha1_matches(None, "1001", "acme.test", "right"));
        let hash = hash("right").unwrap();
        assert!(hash_matches(Some(&hash), "right"));
        assert!(!hash_matches(Some(&hash), "wrong"));
        assert!(!hash_matches(None, "right"));
    }

    #[test]
    fn two_passwords_differ() {
        assert_ne!(generate(), generate());
        assert_eq!(generate().len(), 17);
    }
}
