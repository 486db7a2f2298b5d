//! Realtime messages: one JSON object a WebSocket text message.
//!
//! ```text
//! client                                          server
//!   { type: "auth", token }                  →
//!                                            ←    { type: "auth_ok" }   or   { type: "auth_error", data }, close 4401
//!                                            ←    { type: "presence_snapshot", timestamp, data }
//!                                            ←    { type: "call_start", id, timestamp, data } …
//!   { type: "ping" }                        ←→    { type: "ping" }      each side every 25 s
//!   { type: "pong" }                        ←→    { type: "pong" }      at once
//! ```
//!
//! `id` may be left out. With it, an event that is sent again (the newest 256 are remembered) is dropped by the client.
//! A `presence_change` that happened before what is known of its extension is dropped as well.

use serde::{Deserialize, Serialize};

use super::call_control::TransferType;
use super::calls::{CallDirection, SipLeg};
use super::presence::PresenceEntry;
use super::queues::QueueStats;
use super::voicemail::Voicemail;

/// Close code of a socket whose first message was no valid `auth`.
pub const CLOSE_UNAUTHENTICATED: u16 = 4401;

/// What a client sends.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// The first message.
    Auth {
        /// The bearer token, as in `Authorization` but without `Bearer`.
        token: String,
    },
    /// Heartbeat; answered by `pong`.
    Ping,
    /// Answer to the server's `ping`.
    Pong,
}

/// What a server sends besides events. Neither reaches `onWsEvent` listeners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The token was good; events follow.
    AuthOk,
    /// The token was not; the server closes with [`CLOSE_UNAUTHENTICATED`].
    AuthError {
        /// `token_expired`, `token_invalid` or `auth_timeout`.
        code: String,
        /// A sentence.
        message: String,
    },
    /// Heartbeat; answered by `pong`.
    Ping,
    /// Answer to the client's `ping`.
    Pong,
}

/// An event with the moment at which it happened, as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// What tells this event from all others of the server; by it a receiver knows one that was sent twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it happened.
    pub timestamp: String,
    /// What happened: `type` and `data`.
    #[serde(flatten)]
    pub event: RealtimeEvent,
}

/// What happened. `type` in snake case beside `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum RealtimeEvent {
    /// Everybody's presence; the first event of a connection.
    PresenceSnapshot(PresenceSnapshot),
    /// One extension's presence changed.
    PresenceChange(PresenceEntry),
    /// A call began.
    CallStart(CallStart),
    /// A phone rings for it, or takes part in it.
    CallLeg(CallLeg),
    /// It was answered.
    CallAnswer(CallAnswer),
    /// It ended.
    CallEnd(CallEnd),
    /// It was put on hold.
    CallHold(CallHold),
    /// It was taken off hold.
    CallResume(CallHold),
    /// One of its parties was connected to somebody else.
    CallTransfer(CallTransfer),
    /// It was parked.
    CallPark(CallPark),
    /// A phone registered or went away.
    RegistrationChange(RegistrationChange),
    /// A queue in numbers, after its agents or its callers changed; as `getQueueStats` answers.
    QueueUpdate(QueueStats),
    /// A message was left.
    VoicemailNew(Voicemail),
}

/// Data of `presence_snapshot`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PresenceSnapshot {
    /// Every extension of the tenant, the ones that are offline too.
    pub extensions: Vec<PresenceEntry>,
}

/// Data of `call_start`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallStart {
    /// Id of the call.
    pub call_uuid: String,
    /// Caller's number.
    pub caller: String,
    /// Caller's name, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// The number that was dialled.
    pub destination: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// The Call-ID of the SIP message by which a phone has begun it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sip_call_id: Option<String>,
}

/// Data of `call_leg`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallLeg {
    /// Id of the call.
    pub call_uuid: String,
    /// The phone's dialog.
    #[serde(flatten)]
    pub leg: SipLeg,
}

/// Data of `call_answer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallAnswer {
    /// Id of the call.
    pub call_uuid: String,
}

/// Data of `call_hold` and `call_resume`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallHold {
    /// Id of the call.
    pub call_uuid: String,
    /// The extension that did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// Data of `call_end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallEnd {
    /// Id of the call.
    pub call_uuid: String,
    /// Caller's number.
    pub caller: String,
    /// The number that was dialled.
    pub destination: String,
    /// Who called whom.
    pub direction: CallDirection,
    /// Seconds from the beginning to the end.
    pub duration: u32,
    /// Seconds from the answer to the end; 0 when it was not answered.
    pub billsec: u32,
    /// Why it ended: `NORMAL_CLEARING`, `USER_BUSY`, `NO_ANSWER`, …
    pub hangup_cause: String,
}

/// Data of `registration_change`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegistrationChange {
    /// Number of the extension.
    pub extension: String,
    /// Whether a phone is registered for it now.
    pub registered: bool,
    /// Address of the phone that registered or went away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}

/// Data of `call_transfer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallTransfer {
    /// Id of the call; it stays the same.
    pub call_uuid: String,
    /// The number that it was transferred to.
    pub target: String,
    /// How.
    #[serde(rename = "type")]
    pub kind: TransferType,
    /// The extension that is out of the call by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transferred_by: Option<String>,
}

/// Data of `call_park`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallPark {
    /// Id of the call; it stays the same.
    pub call_uuid: String,
    /// The slot in which it waits, 701 to 750.
    pub slot: u32,
    /// The extension that parked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked_by: Option<String>,
}
