//! What the application sets before the user agent starts.

pub use crate::sip::auth::Credentials;

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
