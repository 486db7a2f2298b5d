//! What a peer connection is asked in passing: small questions and answers about descriptions, transceivers, failures.

use super::capture::CaptureError;
use crate::browser::phone::host;
use crate::sip::user_agent::{MediaDirection, MediaFailure};
use js_sys::Object;
use wasm_bindgen::prelude::*;
use web_sys::{RtcPeerConnection, RtcRtpTransceiver};

/// Why an effect failed.
pub(super) struct Trouble {
    pub(super) failure: MediaFailure,
    pub(super) detail: String,
}

impl From<JsValue> for Trouble {
    fn from(error: JsValue) -> Self {
        Self {
            failure: MediaFailure::Other,
            detail: host::describe(&error),
        }
    }
}

impl From<CaptureError> for Trouble {
    fn from(error: CaptureError) -> Self {
        Self {
            failure: error.failure,
            detail: error.detail,
        }
    }
}

/// The far end's description was refused.
pub(super) fn bad_description(error: JsValue) -> Trouble {
    Trouble {
        failure: MediaFailure::BadDescription,
        detail: host::describe(&error),
    }
}

/// Whether we listen in this direction; where we do not, we hold the far end.
pub(super) fn hears(direction: MediaDirection) -> bool {
    matches!(direction, MediaDirection::SendRecv | MediaDirection::RecvOnly)
}

/// `RTCSessionDescriptionInit`.
pub(super) fn description(kind: &str, sdp: &str) -> JsValue {
    let description = Object::new();
    host::set(&description, "type", kind);
    host::set(&description, "sdp", sdp);
    description.into()
}

pub(super) fn signaling_state(connection: &RtcPeerConnection) -> String {
    host::get_string(connection, "signalingState").unwrap_or_default()
}

pub(super) fn transceivers(connection: &RtcPeerConnection) -> impl Iterator<Item = RtcRtpTransceiver> + use<> {
    let all = connection.get_transceivers();
    (0..all.length()).map(move |index| all.get(index).unchecked_into())
}

/// The transceiver of the first audio stream.
pub(super) fn audio(connection: &RtcPeerConnection) -> Option<RtcRtpTransceiver> {
    transceivers(connection).find(|transceiver| transceiver.receiver().track().kind() == "audio")
}
