//! What is kept of a call over a reload, as a plain JavaScript object that survives JSON. The TypeScript side keeps it
//! and gives it back as it was; what has become of it meanwhile is not to be trusted.

use super::clock::Clock;
use super::host::{get, get_string, set};
use crate::sip::user_agent::{DialogRecord, Direction};
use crate::time::Instant;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

/// Longer ones are nothing that we wrote.
const MAX_ROUTES: u32 = 32;

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
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is too large saturates"
    )]
    let local_seq = get(object, "localSeq").as_f64()? as u32;
    Some(DialogRecord {
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

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds since 1970 are far below 2^53; anything else saturates"
)]
fn instant(ms: f64) -> Instant {
    Instant::from_millis(ms as u64)
}
