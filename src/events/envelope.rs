//! What a message is. Only what the SDK acts on is decoded; every event goes on to the listeners as it came.

use std::borrow::Cow;

use super::moment::millis;
use crate::json::Raw;
use crate::model::calls::CallDirection;
use crate::model::presence::{PresenceEntry, PresenceStatus};

/// A message of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// An event.
    Event {
        /// What tells it from all others; by it a repetition is known.
        id: Option<String>,
        /// When it happened, in milliseconds since 1970, where that is said in a way that is understood.
        at: Option<u64>,
        /// What it is.
        event: Event,
    },
}

/// An event as far as the SDK has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Everybody's presence.
    Snapshot(Vec<PresenceEntry>),
    /// One extension's presence.
    Change(PresenceEntry),
    /// Another one, known or not.
    Other,
}

/// Sorts a message; `None` when it is no object with a `type`.
#[must_use]
pub fn decode(json: &str) -> Option<Message> {
    let [kind, id, timestamp, data] = Raw::new(json).members(["type", "id", "timestamp", "data"]);
    let event = match &*kind?.text()? {
        "auth_ok" => return Some(Message::AuthOk),
        "auth_error" => {
            let code = data.and_then(|data| {
                let [code] = data.members(["code"]);
                owned(code)
            });
            return Some(Message::AuthError {
                code: code.unwrap_or_else(|| "token_invalid".into()),
            });
        }
        "ping" => return Some(Message::Ping),
        "pong" => return Some(Message::Pong),
        "presence_snapshot" => {
            let [extensions] = data?.members(["extensions"]);
            let mut entries = Vec::new();
            // Items that make no sense are left out rather than costing the others their state.
            let is_list = extensions?.items(|item| entries.extend(entry(item)));
            is_list.then_some(Event::Snapshot(entries))?
        }
        "presence_change" => Event::Change(entry(data?)?),
        _ => Event::Other,
    };
    Some(Message::Event {
        id: owned(id),
        at: timestamp.and_then(Raw::text).and_then(|text| millis(&text)),
        event,
    })
}

fn owned(value: Option<Raw<'_>>) -> Option<String> {
    value?.text().map(Cow::into_owned)
}

fn entry(json: Raw<'_>) -> Option<PresenceEntry> {
    let [extension, status, name, call_uuid, caller, direction] =
        json.members(["extension", "status", "name", "callUuid", "caller", "direction"]);
    Some(PresenceEntry {
        extension: owned(extension)?,
        status: status.and_then(Raw::text).and_then(|text| self::status(&text))?,
        name: owned(name),
        call_uuid: owned(call_uuid),
        caller: owned(caller),
        direction: direction.and_then(Raw::text).and_then(|text| self::direction(&text)),
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
