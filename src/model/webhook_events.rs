//! What webhooks are posted: `{ "event", "timestamp", "data" }`, signed over the raw bytes.

use serde::{Deserialize, Serialize};

use super::call_control::TransferType;
use super::calls::{CallDirection, CallStatus};

/// A webhook's body.
// Its TypeScript is in `bindings/client.rs`: an interface cannot extend the union that an event is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookPayload {
    /// When it happened; in a repetition, when that was sent.
    pub timestamp: String,
    /// In a repetition: when it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<String>,
    /// What happened: `event` and `data`.
    #[serde(flatten)]
    pub event: WebhookEvent,
}

/// What happened. `event` is its name beside `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", content = "data")]
pub enum WebhookEvent {
    /// A call began.
    #[serde(rename = "call.started")]
    CallStarted(WebhookCall),
    /// It was answered.
    #[serde(rename = "call.answered")]
    CallAnswered(WebhookCall),
    /// It ended; with all of its record.
    #[serde(rename = "call.ended")]
    CallEnded(WebhookCallEnded),
    /// It was transferred.
    #[serde(rename = "call.transferred")]
    CallTransferred(WebhookCallTransferred),
    /// It was put on hold.
    #[serde(rename = "call.held")]
    CallHeld(WebhookCall),
    /// It was taken off hold.
    #[serde(rename = "call.resumed")]
    CallResumed(WebhookCall),
    /// It was parked.
    #[serde(rename = "call.parked")]
    CallParked(WebhookCallParked),
    /// A message was left.
    #[serde(rename = "voicemail.new")]
    VoicemailNew(WebhookVoicemail),
    /// A phone registered.
    #[serde(rename = "extension.registered")]
    ExtensionRegistered(WebhookExtension),
    /// The last phone of an extension went away.
    #[serde(rename = "extension.unregistered")]
    ExtensionUnregistered(WebhookExtension),
    /// A caller joined a queue.
    #[serde(rename = "queue.caller_joined")]
    QueueCallerJoined(WebhookQueueCaller),
    /// A caller left a queue.
    #[serde(rename = "queue.caller_left")]
    QueueCallerLeft(WebhookQueueCaller),
    /// What `testWebhook` sends.
    #[serde(rename = "webhook.test")]
    Test(WebhookTest),
}

/// Data of events about a call that is up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookCall {
    /// Id of the call.
    pub call_uuid: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Caller's number.
    pub caller: String,
    /// The number that was dialled.
    pub destination: String,
}

/// Data of `call.ended`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookCallEnded {
    /// Id of the call.
    pub call_uuid: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Caller's number.
    pub caller: String,
    /// The number that was dialled.
    pub destination: String,
    /// Seconds from the beginning to the end.
    pub duration: u32,
    /// Seconds from the answer to the end; 0 when it was not answered.
    pub billsec: u32,
    /// Why it ended: `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`, …
    pub hangup_cause: String,
    /// How it ended.
    pub status: CallStatus,
    /// The recording, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_file: Option<String>,
    /// When it began to be set up.
    pub started_at: String,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// When it ended.
    pub ended_at: String,
}

/// Data of `call.transferred`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookCallTransferred {
    /// Id of the call.
    pub call_uuid: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Caller's number.
    pub caller: String,
    /// The number that was dialled.
    pub destination: String,
    /// The number that it was transferred to.
    pub target: String,
    /// How.
    #[serde(rename = "type")]
    pub kind: TransferType,
    /// The extension that is out of the call by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transferred_by: Option<String>,
}

/// Data of `call.parked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookCallParked {
    /// Id of the call.
    pub call_uuid: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Caller's number.
    pub caller: String,
    /// The number that was dialled.
    pub destination: String,
    /// The slot in which it waits.
    pub slot: u32,
    /// The extension that parked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked_by: Option<String>,
}

/// Data of `voicemail.new`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookVoicemail {
    /// Id of the message.
    pub voicemail_id: String,
    /// The extension that it was left for.
    pub extension: String,
    /// Caller's number.
    pub caller: String,
    /// Length in seconds.
    pub duration: u32,
}

/// Data of `extension.registered` and `extension.unregistered`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookExtension {
    /// Number of the extension.
    pub extension: String,
    /// Address of the phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}

/// Data of `queue.caller_joined` and `queue.caller_left`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookQueueCaller {
    /// Id of the queue.
    pub queue_id: String,
    /// Id of the call.
    pub call_uuid: String,
    /// Caller's number.
    pub caller: String,
}

/// Data of `webhook.test`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookTest {
    /// Id of the webhook.
    pub webhook_id: String,
    /// A sentence.
    pub message: String,
}
