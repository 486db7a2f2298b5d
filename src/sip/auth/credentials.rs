//! What the user proves who they are with.

use crate::redact::Redacted;

/// How the user proves who they are (RFC 7616, RFC 8898).
#[derive(Clone, Debug)]
pub enum Credentials {
    /// The password in clear; any algorithm can be answered.
    Password(Redacted<String>),
    /// `H(user ":" realm ":" password)` in lower-case hex, one an algorithm that is known (`MD5`, `SHA-256`,
    /// `SHA-512-256`). Only those can be answered.
    Ha1(Vec<(String, Redacted<String>)>),
    /// An access token; only `Bearer` challenges can be answered (RFC 8898). One that is refused is asked for again as
    /// with `Ask`. It goes to the registrar and to proxies that ask, in other requests to who asks in the registrar's
    /// realm: a server must not let a far end do that.
    Bearer(Redacted<String>),
    /// Asked for with `Event::CredentialsNeeded`, given by `UserAgent::provide_credentials`.
    Ask,
}

/// What was replaced, or was a copy, does not stay in memory.
impl Drop for Credentials {
    fn drop(&mut self) {
        match self {
            Self::Password(secret) | Self::Bearer(secret) => secret.wipe(),
            Self::Ha1(known) => known.iter_mut().for_each(|(_, secret)| secret.wipe()),
            Self::Ask => {}
        }
    }
}
