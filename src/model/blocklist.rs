//! Blocked numbers.

use serde::{Deserialize, Serialize};

/// Which calls are blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum BlockDirection {
    /// Those from the number.
    Inbound,
    /// Those to the number.
    Outbound,
    /// Both.
    Both,
}

/// A blocked number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BlockedNumber {
    /// Id.
    pub id: String,
    /// The number.
    pub number: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which calls.
    pub direction: BlockDirection,
    /// Since when.
    pub created_at: String,
}

/// Answer to `listBlockedNumbers`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BlockedNumberList {
    /// The numbers of this page.
    pub blocked_numbers: Vec<BlockedNumber>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer to `blockNumber`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BlockedNumberAnswer {
    /// The number.
    pub blocked_number: BlockedNumber,
}

/// Query of `listBlockedNumbers`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListBlockedNumbersParams {
    /// Text to find in numbers and reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `blockNumber`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BlockNumberParams {
    /// The number: digits, with a `+` in front or not. One that is blocked already is a conflict.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 32), regex(pattern = "^[+]?[0-9]{2,20}$"))
    )]
    pub number: String,
    /// Why.
    #[cfg_attr(feature = "schema", schemars(length(max = 255)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which calls. Default: `inbound`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<BlockDirection>,
}

/// Answer to `checkBlocked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BlockedCheck {
    /// Whether the number is blocked in either direction.
    pub blocked: bool,
    /// Which calls are, when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<BlockDirection>,
    /// Why, where a reason was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
