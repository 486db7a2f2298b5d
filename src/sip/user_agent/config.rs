//! What the application sets before the user agent starts.

use crate::redact::Redacted;

/// How the user proves who they are (RFC 7616).
#[derive(Clone, Debug)]
pub enum Credentials {
    /// The password in clear; any algorithm can be answered.
    Password(Redacted<String>),
    /// `H(user ":" realm ":" password)` in lower-case hex, one an algorithm that is known (`MD5`, `SHA-256`,
    /// `SHA-512-256`). Only those can be answered.
    Ha1(Vec<(String, Redacted<String>)>),
    /// Asked for with `Event::CredentialsNeeded`, given by `UserAgent::provide_credentials`.
    Ask,
}

/// The user agent's settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// WebSocket URLs (`ws:` or `wss:`), tried in this order.
    pub ws_uris: Vec<String>,
    /// Domain of the address of record, the `example.com` of `sip:1001@example.com`.
    pub domain: String,
    /// User part of the address of record.
    pub user: String,
    /// Name shown to the far end.
    pub display_name: Option<String>,
    /// Digest credentials.
    pub credentials: Credentials,
    /// User name for digest where it differs from `user`.
    pub auth_user: Option<String>,
    /// Registration interval to ask for, in seconds.
    pub register_expires_sec: u32,
    /// Text of the User-Agent header.
    pub user_agent: String,
    /// `+sip.instance` of RFC 5626 §4.1: `urn:uuid:…`, stable for this browser profile.
    pub instance_id: Option<String>,
    /// Most calls at once; a further incoming one is answered 486.
    pub max_calls: usize,
}
