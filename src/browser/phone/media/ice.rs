//! The ICE part of a peer connection's configuration.

use super::policy::Kinds;
use crate::browser::phone::host;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::RtcPeerConnection;

/// Servers, policy, limit.
#[derive(Clone)]
pub(crate) struct IceSettings {
    /// `RTCIceServer[]` as the application gave it.
    pub(crate) servers: Array,
    /// `iceTransportPolicy` is `relay`.
    pub(crate) relay_only: bool,
    /// Milliseconds that a description waits for candidates at the most.
    pub(crate) limit_ms: f64,
}

impl IceSettings {
    /// A new peer connection with these servers.
    ///
    /// The bundle policy stays the browser's own: with `max-bundle` Chromium refuses an answer that does not bundle,
    /// and gateways and telephones that know audio alone do not.
    ///
    /// # Errors
    /// What the browser throws: for servers that it refuses (Firefox: a blocked port), or where it has no WebRTC.
    pub(crate) fn connect(&self) -> Result<RtcPeerConnection, JsValue> {
        let constructor = host::get_function(&host::global(), "RTCPeerConnection")
            .ok_or_else(|| JsValue::from_str("no RTCPeerConnection"))?;
        let configuration = Object::new();
        host::set(&configuration, "iceServers", &self.servers);
        if self.relay_only {
            host::set(&configuration, "iceTransportPolicy", "relay");
        }
        Ok(host::construct(&constructor, &[configuration.into()])?.unchecked_into())
    }

    /// The kinds of candidates that the servers' URLs promise.
    pub(crate) fn promised(&self) -> Kinds {
        let mut kinds = Kinds::NONE;
        for server in self.servers.iter() {
            let urls = host::get(&server, "urls");
            // One string or a list of them.
            for url in urls.dyn_into::<Array>().unwrap_or_else(|one| Array::of1(&one)).iter() {
                kinds = kinds.with(Kinds::of_server(&url.as_string().unwrap_or_default()));
            }
        }
        kinds
    }
}

/// The kind of an `icecandidate` event's candidate; `None` when it says that gathering is complete.
pub(crate) fn candidate_of(event: &JsValue) -> Option<Kinds> {
    let candidate = host::get(event, "candidate");
    let line = host::get_string(&candidate, "candidate")?;
    Some(Kinds::of_candidate(&line))
}
