//! Commands on calls that are up, and the calls that are parked.

use serde::{Deserialize, Serialize};

/// How a call is transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TransferType {
    /// At once: who transfers is out of the call.
    Blind,
    /// After a consultation: who transfers talks to the target first; its phone's hanging up connects the two.
    Attended,
}

/// Body of `transfer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransferParams {
    /// Where to: an extension, a feature code or a number.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 32)))]
    pub target_extension: String,
    /// How. Default: `blind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(rename = "type")]
    pub kind: Option<TransferType>,
}

/// Answer to `parkCall`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ParkAnswer {
    /// The slot in which the call waits, 701 to 750; `*71XX` gets it back, with the slot's last two digits.
    #[cfg_attr(feature = "schema", schemars(range(min = 701, max = 750)))]
    pub slot: u32,
}

/// A call that waits in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ParkedCall {
    /// The slot, 701 to 750.
    #[cfg_attr(feature = "schema", schemars(range(min = 701, max = 750)))]
    pub slot: u32,
    /// Id of the call.
    pub call_uuid: String,
    /// Number of the party that waits.
    pub caller: String,
    /// Its name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// The extension that parked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked_by: Option<String>,
    /// Since when.
    pub parked_at: String,
}

/// Answer to `getParkedCalls`: by slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ParkedCallList {
    /// The calls.
    pub calls: Vec<ParkedCall>,
    /// How many there are.
    pub total: u32,
}
