//! Figures over call records, and their export.

use serde::{Deserialize, Serialize};

use super::calls::{CallDirection, CallRecord, CallStatus};

/// Answer to `getCall`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallRecordAnswer {
    /// The record.
    pub call: CallRecord,
}

/// The time that `getCallStats` looks at, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum StatsPeriod {
    /// Since midnight.
    Today,
    /// The day before.
    Yesterday,
    /// The last 7 days, today included.
    Week,
    /// The last 30 days, today included.
    Month,
    /// The last 365 days, today included.
    Year,
    /// All records.
    All,
}

/// Calls in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallStats {
    /// The time that they were counted in.
    pub period: StatsPeriod,
    /// Its beginning; absent for `all`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its end: now, or midnight for `yesterday`.
    pub to: String,
    /// All calls.
    pub total: u32,
    /// Calls that were answered.
    pub answered: u32,
    /// Calls that rang and that nobody answered.
    pub missed: u32,
    /// Calls whose callee was busy.
    pub busy: u32,
    /// Calls that were rejected.
    pub rejected: u32,
    /// Calls whose caller hung up first.
    pub cancelled: u32,
    /// Calls that could not be put through.
    pub failed: u32,
    /// Calls from outside.
    pub inbound: u32,
    /// Calls to outside.
    pub outbound: u32,
    /// Calls within the tenant.
    pub internal: u32,
    /// Seconds of all calls, from beginning to end.
    pub total_duration: u64,
    /// Seconds of all conversations.
    pub total_billsec: u64,
    /// Seconds of an average conversation.
    pub average_billsec: u32,
    /// Percentage of the calls that were answered, 0 to 100; 0 when there was none.
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub answer_rate: u32,
}

/// Answer to `getCallStats`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallStatsAnswer {
    /// The numbers.
    pub stats: CallStats,
}

/// Query of `exportCalls`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportCallsParams {
    /// From this moment on: a date (its midnight in UTC) or a time.
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
    /// So many records at most, the newest ones. Default: all.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}
