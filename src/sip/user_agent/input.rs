//! What the driver tells the user agent.

use super::{CallId, Round};

/// One thing that happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// The WebSocket is open; `protocol` is the subprotocol that the server selected (RFC 7118 §4.1).
    TransportOpened {
        /// The server's choice, empty when it made none.
        protocol: &'a str,
    },
    /// The WebSocket closed or could not be opened.
    TransportClosed {
        /// WebSocket close code (1006 when the browser saw no close frame).
        code: u16,
    },
    /// One WebSocket message, text or binary (RFC 7118 §4.2).
    Received(&'a [u8]),
    /// The outcome of a `MediaEffect`.
    Media {
        /// The effect's call.
        call: CallId,
        /// The effect's round; an outcome of an older round is ignored.
        round: Round,
        /// What came of it.
        outcome: MediaOutcome,
    },
    /// What the peer connection reports by itself.
    MediaState {
        /// The call whose peer connection it is.
        call: CallId,
        /// Its state now.
        state: MediaState,
    },
    /// The deadline of the last `Output::Timeout` may have passed.
    Timeout,
    /// The browser says that it is online again, that the page became visible, was restored or resumed:
    /// a good moment to look at every deadline and to reconnect at once.
    Awake,
    /// The browser says that it is offline.
    Offline,
}

/// What came of a media effect.
#[derive(Debug)]
pub enum MediaOutcome {
    /// `CreateOffer` and `CreateAnswer`: the local description, candidates included as far as the ICE policy waited.
    LocalDescription {
        /// SDP as the browser wrote it, byte for byte.
        sdp: String,
        /// Why gathering ended there: `host`, `srflx`, `relay`, `complete`, `timeout`.
        gathered: &'static str,
    },
    /// `ApplyAnswer`, `Rollback`: done.
    Applied,
    /// The effect failed; nothing of it stays applied.
    Failed {
        /// What kind of failure it was.
        failure: MediaFailure,
        /// The browser's own words, for a log; never shown to the far end.
        detail: String,
    },
}

/// Why a media effect failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaFailure {
    /// The user or a policy refused the microphone.
    PermissionDenied,
    /// There is no microphone.
    NoDevice,
    /// The microphone is in use or broken.
    DeviceFailed,
    /// The far end's description was not acceptable.
    BadDescription,
    /// Anything else.
    Other,
}

/// State of the media path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaState {
    /// ICE and DTLS are up.
    Connected,
    /// ICE lost its path and may find it again.
    Disconnected,
    /// ICE gave up; only an ICE restart helps.
    Failed,
    /// Candidates of a kind that the offer did not hold arrived after it was sent and ICE has not connected.
    LateCandidates,
}
