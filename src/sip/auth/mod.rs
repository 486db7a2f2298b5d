//! Digest authentication (RFC 7616, RFC 8760; RFC 3261 §22).

mod challenge;
mod credentials;
mod digest;
mod session;

use super::message::{Request, names};
pub use credentials::Credentials;
pub use session::Session;

/// What to do about a 401 or 407.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send the request once more: same Call-ID, From tag and body, CSeq number + 1, new branch, then
    /// [`Session::authorize`].
    Retry,
    /// The credentials were refused.
    Rejected,
    /// No challenge in it that can be answered: unknown scheme or algorithm, or none at all.
    Unsupported,
    /// `Credentials::Ask`: set them by [`Session::set_credentials`], then go on as with `Retry`.
    CredentialsNeeded {
        /// The challenge's realm.
        realm: String,
    },
}

/// The challenges that one request has met on all its tries; kept by whoever sends the request, a new one for a
/// new request. It ends loops.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Vec<(&'static str, String)>);

/// Copies the credentials of an INVITE into the ACK of its 2xx (RFC 3261 §22.1).
pub fn copy_credentials(invite: &Request, ack: &mut Request) {
    for name in [names::AUTHORIZATION, names::PROXY_AUTHORIZATION] {
        ack.headers.remove(name);
        ack.headers.copy(&invite.headers, name);
    }
}

#[cfg(test)]
mod tests;
