//! Calls: the commands that act on them, those that are up, and the records of those that are over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Who called whom, as the tenant sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CallDirection {
    /// From outside to an extension.
    Inbound,
    /// From an extension to outside.
    Outbound,
    /// Between two extensions of the tenant, or to one of its services.
    Internal,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CallStatus {
    /// It was answered.
    Completed,
    /// It rang and nobody answered.
    Missed,
    /// The callee was busy.
    Busy,
    /// The callee rejected it.
    Rejected,
    /// The caller hung up first.
    Cancelled,
    /// It could not be put through.
    Failed,
}

/// Where a call that is up is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ActiveCallState {
    /// Not answered yet.
    Ringing,
    /// Answered.
    Active,
    /// Answered, and on hold on either side.
    Held,
}

/// Body of `originate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase")]
pub struct OriginateParams {
    /// The extension that rings first, `1001`.
    pub from_extension: String,
    /// What is dialled once it has answered: an extension, a feature code or a number.
    pub to_number: String,
    /// Number shown to the callee; one of the tenant's. Default: the tenant's DID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_id: Option<String>,
    /// How long the extension rings, in seconds (5 to 120). Default: 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_sec: Option<u32>,
    /// Texts that stay with the call and come back in its record: a CRM's contact id, for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// Answer to `originate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OriginateAnswer {
    /// Id of the call; the extension is being rung.
    pub call_uuid: String,
}

/// The SIP dialog of a phone that takes part in a call. It tells which call of the server a call of a phone is, where
/// the server puts no `X-Call-UUID` into its SIP messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SipLeg {
    /// The Call-ID of its messages.
    pub sip_call_id: String,
    /// The extension whose phone it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// As that phone sees it: `outbound` when it has called, `inbound` when it was called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<CallDirection>,
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
}

/// A call that is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase")]
pub struct ActiveCall {
    /// Id of the call, the same in every event and record.
    pub call_uuid: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Caller's number.
    pub caller: String,
    /// Caller's name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// The number that was dialled.
    pub destination: String,
    /// Where it is.
    pub state: ActiveCallState,
    /// When it began to be set up.
    pub started_at: String,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// As given to `originate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    /// The phones that take part or ring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legs: Option<Vec<SipLeg>>,
}

/// Answer to `getActiveCalls`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActiveCallList {
    /// The calls, oldest first.
    pub calls: Vec<ActiveCall>,
    /// How many there are.
    pub total: u32,
}

/// The record of a call that is over (CDR).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(target_arch = "wasm32", tsify(hashmap_as_object))]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    /// Id of the record.
    pub id: String,
    /// Id of the call.
    pub call_uuid: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Caller's number.
    pub caller: String,
    /// Caller's name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// The number that was dialled.
    pub destination: String,
    /// How it ended.
    pub status: CallStatus,
    /// When it began to be set up.
    pub started_at: String,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// When it ended.
    pub ended_at: String,
    /// Seconds from the beginning to the end.
    pub duration: u32,
    /// Seconds from the answer to the end; 0 when it was not answered.
    pub billsec: u32,
    /// Why it ended: `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`, …
    pub hangup_cause: String,
    /// The recording, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_file: Option<String>,
    /// As given to `originate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

/// Query of `listCalls`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListCallsParams {
    /// From this moment on: a date (`2026-03-01`, its midnight in UTC) or a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_from: Option<String>,
    /// Up to this moment: a date (the whole day counts) or a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_to: Option<String>,
    /// Only this direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<CallDirection>,
    /// Only calls of this extension, on either end.
    #[cfg_attr(feature = "schema", schemars(length(max = 32)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Only calls that ended like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<CallStatus>,
    /// Text to find in numbers and names.
    #[cfg_attr(feature = "schema", schemars(length(max = 128)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Page number from 1; not together with `cursor`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Records a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[cfg_attr(feature = "schema", schemars(length(max = 256)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Answer to `listCalls`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallList {
    /// The records of this page.
    pub calls: Vec<CallRecord>,
    /// How many records match on all pages.
    pub total: u32,
    /// Given to the next `listCalls` as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
