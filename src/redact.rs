//! Secrets have a type: what is inside is never printed.

use core::fmt;

/// A value whose `Debug` and `Display` say only that it is there.
///
/// For passwords, tokens, SDP and telephone numbers, so that no log line can carry them by accident.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Wraps a secret.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The secret itself; each use of this is a place to look at in review.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Takes the secret out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl Redacted<String> {
    /// Overwrites the secret, so that the memory that is given back does not hold it. Nothing is left inside.
    pub fn wipe(&mut self) {
        overwrite(&mut core::mem::take(&mut self.0).into_bytes());
    }
}

/// Overwrites what is there, in place.
pub(crate) fn overwrite(secret: &mut [u8]) {
    secret.fill(0);
    // Else it would be left out: nobody reads it any more.
    core::hint::black_box(secret);
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_overwritten_where_it_was() {
        let mut secret = String::from("correct horse").into_bytes();
        let at = secret.as_ptr();
        overwrite(&mut secret);
        assert_eq!(secret.as_ptr(), at, "no copy of it");
        assert!(secret.len() == 13 && secret.iter().all(|b| *b == 0));
        let mut secret = Redacted::new(String::from("x"));
        secret.wipe();
        assert_eq!(secret.expose(), "");
    }
}
