//! Servers for ICE.

use serde::{Deserialize, Serialize};

/// One server, in the shape that `RTCPeerConnection` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IceServer {
    /// `stun:`, `turn:` and `turns:` URLs.
    pub urls: Vec<String>,
    /// For TURN: the user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// For TURN: the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// Answer to `getTurnCredentials`: user name and password by the shared-secret scheme that coturn calls
/// `use-auth-secret`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TurnCredentials {
    /// End of validity in Unix seconds, a colon, and the user's id. Empty where no TURN server is configured.
    pub username: String,
    /// Base64 of the HMAC of `username`. Empty where no TURN server is configured.
    pub credential: String,
    /// URLs of the TURN servers.
    pub urls: Vec<String>,
    /// Seconds until the credentials end.
    pub ttl: u32,
    /// The same, and STUN servers, as `RTCPeerConnection` takes them.
    pub ice_servers: Vec<IceServer>,
}
