//! What is kept of a call over a reload or for another page, as a plain JavaScript object that survives JSON. The TypeScript side keeps it
//! and gives it back as it was; what has become of it meanwhile is not to be trusted.

use super::clock::Clock;
use super::host::{get, get_string, set};
use crate::sip::user_agent::{CallId, DialogRecord, Direction, RingingRecord};
use crate::time::Instant;
use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::prelude::*;

/// Longer ones are nothing that we wrote.
const MAX_ROUTES: u32 = 32;
/// Octets; no server sends longer ones.
const MAX_INVITE: u32 = 1 << 18;

pub(crate) fn to_object(record: &DialogRecord, clock: &Clock) -> Object {
    let object = Object::new();
    for (name, text) in [
        ("callId", &record.call_id),
        ("local", &record.local),
        ("remote", &record.remote),
        ("remoteTarget", &record.remote_target),
    ] {
        set(&object, name, text.as_str());
    }
    for (name, text) in [("callUuid", &record.call_uuid), ("asserted", &record.asserted)] {
        if let Some(text) = text {
            set(&object, name, text.as_str());
        }
    }
    set(&object, "id", record.id.0);
    set(&object, "localSeq", record.local_seq);
    let routes: Array = record.route_set.iter().map(|route| JsValue::from_str(route)).collect();
    set(&object, "routeSet", routes);
    set(&object, "inbound", record.direction == Direction::Inbound);
    set(&object, "held", record.held);
    set(&object, "anonymous", record.anonymous);
    set(&object, "startedAt", clock.to_wall(record.started_at));
    if let Some(at) = record.answered_at {
        set(&object, "answeredAt", clock.to_wall(at));
    }
    object
}

/// `None` where something is missing; whether the rest makes sense the core finds out.
pub(crate) fn from_object(object: &JsValue) -> Option<DialogRecord> {
    let text = |name| get_string(object, name);
    let moment = |name| get(object, name).as_f64().map(instant);
    let routes: Array = get(object, "routeSet").dyn_into().ok()?;
    if routes.length() > MAX_ROUTES {
        return None;
    }
    let local_seq = number(object, "localSeq")?;
    Some(DialogRecord {
        id: CallId(number(object, "id").unwrap_or_default()),
        call_id: text("callId")?,
        local: text("local")?,
        remote: text("remote")?,
        local_seq,
        remote_target: text("remoteTarget")?,
        route_set: routes.iter().map(|route| route.as_string()).collect::<Option<_>>()?,
        direction: if get(object, "inbound").is_truthy() {
            Direction::Inbound
        } else {
            Direction::Outbound
        },
        held: get(object, "held").is_truthy(),
        anonymous: get(object, "anonymous").is_truthy(),
        started_at: moment("startedAt")?,
        answered_at: moment("answeredAt"),
        call_uuid: text("callUuid"),
        asserted: text("asserted"),
    })
}

/// A call that rings; the INVITE stays octets.
pub(crate) fn ringing_to_object(record: &RingingRecord) -> Object {
    let object = Object::new();
    set(&object, "id", record.id.0);
    set(&object, "invite", Uint8Array::from(record.invite.as_slice()));
    set(&object, "tag", record.tag.as_str());
    object
}

pub(crate) fn ringing_from_object(object: &JsValue) -> Option<RingingRecord> {
    let invite: Uint8Array = get(object, "invite").dyn_into().ok()?;
    Some(RingingRecord {
        id: CallId(number(object, "id").unwrap_or_default()),
        invite: (invite.length() <= MAX_INVITE).then(|| invite.to_vec())?,
        tag: get_string(object, "tag")?,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float that is too large saturates"
)]
fn number(object: &JsValue, name: &str) -> Option<u32> {
    Some(get(object, name).as_f64()? as u32)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are far below 2^53; anything else saturates"
)]
fn instant(ms: f64) -> Instant {
    Instant::from_millis(ms as u64)
}
