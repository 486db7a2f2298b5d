//! Ring groups: one number that rings several extensions.

use serde::{Deserialize, Serialize};

/// In which order a group's extensions ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RingStrategy {
    /// All at once.
    Simultaneous,
    /// One after another, by priority.
    Sequential,
    /// One after another, in random order.
    Random,
}

/// An extension of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RingGroupMember {
    /// Its number, one of the tenant's.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 32)))]
    pub extension: String,
    /// Its place in the sequential order, 1 to 100; equal ones ring together. Default: its place in the list.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
}

/// A ring group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RingGroup {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number that is dialled for it.
    pub extension: String,
    /// In which order its extensions ring.
    pub strategy: RingStrategy,
    /// Its extensions.
    pub members: Vec<RingGroupMember>,
    /// How long each turn rings, in seconds.
    pub ring_timeout_sec: u32,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Answer to `listRingGroups`: by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RingGroupList {
    /// The groups of this page.
    pub ring_groups: Vec<RingGroup>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer with one ring group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RingGroupAnswer {
    /// The group.
    pub ring_group: RingGroup,
}

/// Query of `listRingGroups`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListRingGroupsParams {
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `createRingGroup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateRingGroupParams {
    /// Its name, 1 to 100 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// The number that is dialled for it: 2 to 10 digits, no extension's and no other service's.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    pub extension: String,
    /// In which order its extensions ring. Default: `simultaneous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<RingStrategy>,
    /// Its extensions, 1 to 50.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
    pub members: Vec<RingGroupMember>,
    /// How long each turn rings, in seconds (5 to 120). Default: 20.
    #[cfg_attr(feature = "schema", schemars(range(min = 5, max = 120)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring_timeout_sec: Option<u32>,
}

/// Body of `updateRingGroup`: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateRingGroupParams {
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number that is dialled for it.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// In which order its extensions ring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<RingStrategy>,
    /// Its extensions, all of them anew.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Vec<RingGroupMember>>,
    /// How long each turn rings, in seconds (5 to 120).
    #[cfg_attr(feature = "schema", schemars(range(min = 5, max = 120)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring_timeout_sec: Option<u32>,
}
