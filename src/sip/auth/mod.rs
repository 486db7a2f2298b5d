//! Digest authentication (RFC 7616, RFC 8760; RFC 3261 §22).

mod credentials;

use super::message::{Request, Response};
use crate::entropy::Entropy;
pub use credentials::Credentials;

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
pub struct Attempts {}

/// One account's digest session: its credentials and the challenges that it has been given, by realm, so that a
/// second request is not challenged again.
#[derive(Debug)]
pub struct Session {}

impl Session {
    /// `user` is the digest user name.
    #[must_use]
    pub fn new(user: &str, credentials: Credentials) -> Self {
        let _ = (user, credentials);
        Self {}
    }

    /// Replaces the credentials; what was learnt from challenges stays.
    pub fn set_credentials(&mut self, credentials: Credentials) {
        let _ = credentials;
    }

    /// Forgets every challenge (a new registrar, another user).
    pub fn forget(&mut self) {}

    /// Takes a 401 or 407 that `request` (as it was sent) was answered with. Not for ACK and CANCEL.
    pub fn challenged(&mut self, attempts: &mut Attempts, request: &Request, response: &Response) -> Verdict {
        let _ = (attempts, request, response);
        Verdict::Unsupported
    }

    /// Adds Authorization and Proxy-Authorization for every realm that has challenged us before, replacing those
    /// that are there. Call it last, on every request but ACK and CANCEL: it covers the method, the Request-URI and
    /// perhaps the body.
    pub fn authorize(&mut self, request: &mut Request, entropy: &mut dyn Entropy) {
        let _ = (request, entropy);
    }
}

/// Copies the credentials of an INVITE into the ACK of its 2xx (RFC 3261 §22.1).
pub fn copy_credentials(invite: &Request, ack: &mut Request) {
    use super::message::names;
    for name in [names::AUTHORIZATION, names::PROXY_AUTHORIZATION] {
        ack.headers.remove(name);
        ack.headers.copy(&invite.headers, name);
    }
}
