//! Conference rooms and who is in them.

use serde::{Deserialize, Serialize};

/// A call in a conference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConferenceMember {
    /// Id of the member within the conference.
    pub member_id: String,
    /// Id of its call.
    pub call_uuid: String,
    /// Its number.
    pub number: String,
    /// Its name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether the others do not hear it.
    pub muted: bool,
    /// When it joined.
    pub joined_at: String,
}

/// A conference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Conference {
    /// Its name, the id within the tenant.
    pub name: String,
    /// The room in the telephone system, `conf_{tenantId}` and what tells it from the tenant's others.
    pub room: String,
    /// Whether nobody else can join.
    pub locked: bool,
    /// Whether it is being recorded.
    pub recording: bool,
    /// How many are in it.
    pub member_count: u32,
    /// Who is in it, by the time of joining.
    pub members: Vec<ConferenceMember>,
    /// When the first member joined.
    pub created_at: String,
}

/// Answer to `listConferences`: by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConferenceList {
    /// The conferences.
    pub conferences: Vec<Conference>,
    /// How many there are.
    pub total: u32,
}

/// Answer with one conference, as it is after the command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConferenceAnswer {
    /// The conference.
    pub conference: Conference,
}

/// What `recordConference` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RecordingAction {
    /// Starts the recording.
    Start,
    /// Stops it.
    Stop,
}
