//! The way back from an exchange that came to nothing.
//!
//! Chromium's rollback of a local offer takes the streams of an established connection with it: what it received stops,
//! and its sender stays silent even after the next exchange (seen with Chromium 156). So a call that has once
//! connected never rolls an offer of ours back:
//!
//! * an offer that changes no more than a direction is not applied before its answer is there, and given up by
//!   forgetting it;
//! * an offer that restarts ICE has to be applied to gather candidates. It is given up by completing it with the far
//!   end's last description: nothing changes for the far end, and the next exchange starts from there.

use super::parts::{Trouble, description, signaling_state};
use super::peer::Peer;
use js_sys::Object;
use wasm_bindgen::JsValue;
use web_sys::RtcPeerConnection;

/// Both sides have once agreed on something.
pub(super) fn is_agreed(connection: &RtcPeerConnection) -> bool {
    connection.current_remote_description().is_some()
}

impl Peer {
    /// Back to the stable state before an unfinished exchange, and to the direction of that time.
    pub(super) async fn unwind(&self) {
        self.kept.take();
        let Some(connection) = self.connection() else { return };
        let turned = self.wanted.get() != self.agreed.get();
        match signaling_state(&connection).as_str() {
            "have-local-offer" if is_agreed(&connection) => {
                // A browser that refuses keeps the offer; the next exchange then fails and says so.
                let completed = self.complete(&connection).await.is_ok();
                self.steer(&connection, self.agreed.get());
                if turned && completed {
                    let _ = self.turn_back(&connection).await;
                }
            }
            "have-local-offer" => self.roll_back(&connection, "setLocalDescription").await,
            "have-remote-offer" => self.roll_back(&connection, "setRemoteDescription").await,
            _ => {}
        }
        self.steer(&connection, self.agreed.get());
        let _ = self.feed(&connection).await;
    }

    /// The offer that was completed had another direction: an exchange with nobody brings the agreed one back.
    async fn turn_back(&self, connection: &RtcPeerConnection) -> Result<(), Trouble> {
        let offer = self.promised(connection, "createOffer", &Object::new()).await?;
        self.promised(connection, "setLocalDescription", &offer).await?;
        self.complete(connection).await
    }

    /// Answers our own offer with the far end's last description.
    async fn complete(&self, connection: &RtcPeerConnection) -> Result<(), Trouble> {
        let last =
            |description: Option<web_sys::RtcSessionDescription>| description.map(|d| d.sdp()).unwrap_or_default();
        let ours = last(connection.current_local_description());
        // The far end's part in DTLS stays the other one of ours.
        let part = if ours.lines().any(|line| line == "a=setup:passive") {
            "a=setup:active"
        } else {
            "a=setup:passive"
        };
        let mut theirs = String::new();
        // By lines: the standard library's search for a word is 3 kB of the module.
        for line in last(connection.current_remote_description()).split_inclusive('\n') {
            let end = line.strip_prefix("a=setup:actpass");
            theirs.push_str(end.map_or("", |_| part));
            theirs.push_str(end.unwrap_or(line));
        }
        self.promised(connection, "setRemoteDescription", &description("answer", &theirs))
            .await?;
        Ok(())
    }

    async fn roll_back(&self, connection: &RtcPeerConnection, side: &str) {
        let _: Result<JsValue, JsValue> = self.promised(connection, side, &description("rollback", "")).await;
    }
}
