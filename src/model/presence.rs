//! Whether a colleague can be called.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::calls::CallDirection;

/// Presence of an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PresenceStatus {
    /// Registered and free.
    Available,
    /// A call rings.
    Ringing,
    /// In a call.
    Busy,
    /// Set by the user.
    Away,
    /// Set by the user: do not disturb.
    Dnd,
    /// No phone is registered.
    Offline,
}

/// Presence of one extension with what it is about: data of `presence_change`, and an item of `presence_snapshot`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PresenceEntry {
    /// Number of the extension.
    pub extension: String,
    /// Its presence.
    pub status: PresenceStatus,
    /// Name of its user, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The call that it rings for or is busy with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_uuid: Option<String>,
    /// The far end's number in that call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// Direction of that call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<CallDirection>,
}

/// Answer to `getPresence`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
pub struct PresenceAnswer {
    /// Presence by the number of the extension.
    pub presence: BTreeMap<String, PresenceStatus>,
}

/// Presence of one extension with its phones and its call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DetailedPresence {
    /// Number of the extension.
    pub extension: String,
    /// Its presence.
    pub status: PresenceStatus,
    /// Name of its user.
    pub name: String,
    /// Whether a phone is registered for it.
    pub registered: bool,
    /// How many phones are.
    pub phones: u32,
    /// The call that it rings for or is busy with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<PresenceCall>,
}

/// The call that an extension rings for or is busy with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PresenceCall {
    /// Id of the call.
    pub call_uuid: String,
    /// Whether the extension calls or is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<CallDirection>,
    /// The far end's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<String>,
    /// When it began to be set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// Whether it is on hold, on either side.
    pub held: bool,
}

/// Answer to `getPresenceDetailed`: by the number of the extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DetailedPresenceList {
    /// Every extension of the tenant, the ones that are offline too.
    pub extensions: Vec<DetailedPresence>,
    /// How many there are.
    pub total: u32,
}
