//! What a message is. Only what the SDK acts on is decoded; every event goes on to the listeners as it came.

use crate::json::Json;
use crate::model::calls::CallDirection;
use crate::model::presence::{PresenceEntry, PresenceStatus};

/// A message of the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The token was good.
    AuthOk,
    /// The token was not.
    AuthError {
        /// Why: `token_expired`, `token_invalid`, …
        code: String,
    },
    /// Heartbeat.
    Ping,
    /// Answer to ours.
    Pong,
    /// Everybody's presence.
    Snapshot(Vec<PresenceEntry>),
    /// One extension's presence.
    Change(PresenceEntry),
    /// Another event, known or not.
    Event,
}

/// Sorts a message; `None` when it is no object with a `type`.
pub fn decode<J: Json>(json: &J) -> Option<Message> {
    let data = || json.get("data");
    Some(match json.text_at("type")?.as_str() {
        "auth_ok" => Message::AuthOk,
        "auth_error" => {
            let code = data().and_then(|d| d.text_at("code"));
            Message::AuthError {
                code: code.unwrap_or_else(|| "token_invalid".into()),
            }
        }
        "ping" => Message::Ping,
        "pong" => Message::Pong,
        "presence_snapshot" => {
            // Items that make no sense are left out rather than costing the others their state.
            let items = data().and_then(|d| d.get("extensions")).and_then(|e| e.items());
            Message::Snapshot(items?.iter().filter_map(entry).collect())
        }
        "presence_change" => Message::Change(data().as_ref().and_then(entry)?),
        _ => Message::Event,
    })
}

fn entry<J: Json>(json: &J) -> Option<PresenceEntry> {
    Some(PresenceEntry {
        extension: json.text_at("extension")?,
        status: status(&json.text_at("status")?)?,
        name: json.text_at("name"),
        call_uuid: json.text_at("callUuid"),
        caller: json.text_at("caller"),
        direction: json.text_at("direction").and_then(|d| direction(&d)),
    })
}

fn status(text: &str) -> Option<PresenceStatus> {
    ALL.into_iter().find(|s| status_name(*s) == text)
}

const ALL: [PresenceStatus; 6] = [
    PresenceStatus::Available,
    PresenceStatus::Ringing,
    PresenceStatus::Busy,
    PresenceStatus::Away,
    PresenceStatus::Dnd,
    PresenceStatus::Offline,
];

/// The status as it travels.
#[must_use]
pub const fn status_name(status: PresenceStatus) -> &'static str {
    match status {
        PresenceStatus::Available => "available",
        PresenceStatus::Ringing => "ringing",
        PresenceStatus::Busy => "busy",
        PresenceStatus::Away => "away",
        PresenceStatus::Dnd => "dnd",
        PresenceStatus::Offline => "offline",
    }
}

fn direction(text: &str) -> Option<CallDirection> {
    [CallDirection::Inbound, CallDirection::Outbound, CallDirection::Internal]
        .into_iter()
        .find(|d| direction_name(*d) == text)
}

/// The direction as it travels.
#[must_use]
pub const fn direction_name(direction: CallDirection) -> &'static str {
    match direction {
        CallDirection::Inbound => "inbound",
        CallDirection::Outbound => "outbound",
        CallDirection::Internal => "internal",
    }
}
