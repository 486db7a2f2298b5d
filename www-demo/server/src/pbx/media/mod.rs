//! Media of one leg: an own WebRTC session each (str0m), RTP packets handed from leg to leg.
//!
//! ```text
//!   phone A ══ DTLS-SRTP ══ Session A ──Forward──▶ Session B ══ DTLS-SRTP ══ phone B
//!                              ▲                        │
//!                              └────────Forward─────────┘
//! ```
//!
//! A session runs in its own task and takes [`Command`]s; what it notices is told by [`MediaEvent`]s.
//! Packets are not decoded: payload types are mapped by codec, sequence numbers and timestamps are
//! moved on to the outgoing stream's own (RFC 3550 §7.1, a translator that hides its source change).

mod negotiate;
mod outgoing;
mod session;
mod sockets;
#[cfg(test)]
mod tests;
pub mod tones;
pub mod wav;

use std::sync::Arc;
use std::time::Instant;

use str0m::format::Codec;
use str0m::media::{Direction, Frequency};
use tokio::sync::{mpsc, oneshot};

pub use negotiate::check_offer;
pub use session::MediaConfig;

/// Why an offer or an answer could not be used. The text is for the log and for a `Warning` header.
#[derive(Debug, Clone)]
pub struct MediaError(pub String);

impl std::fmt::Display for MediaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MediaError {}

/// What a session noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaEvent {
    /// ICE and DTLS are up: packets can flow.
    Connected,
    /// A telephone-event began (RFC 4733 §2.3): its key.
    Dtmf(char),
    /// No datagram at all for [`MediaConfig::dead_after`].
    Dead,
}

/// What is sent to the phone of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Nothing.
    Silence,
    /// The packets that the leg on the other side of the bridge receives.
    Bridge,
    /// The phone's own packets (`9196`).
    Echo,
    /// Generated sound.
    Tone(tones::Program),
}

/// One RTP packet on its way from one leg to the other.
#[derive(Debug, Clone)]
pub(crate) struct Forward {
    pub codec: Codec,
    pub clock: Frequency,
    /// Identifies the stream that it comes from (session and SSRC).
    pub stream: u64,
    /// Extended sequence number of that stream.
    pub seq: u64,
    pub timestamp: u32,
    pub marker: bool,
    pub payload: Arc<[u8]>,
    pub received: Instant,
}

type Reply = oneshot::Sender<Result<String, MediaError>>;

pub(crate) enum Command {
    Offer(Direction, Reply),
    Answer(String, oneshot::Sender<Result<Direction, MediaError>>),
    Rollback,
    /// From now on its silence counts.
    Watch,
    /// An offer that restarts ICE, as a browser makes it after its network has changed.
    #[cfg(test)]
    Restart(Reply),
    AcceptOffer(String, Direction, Reply),
    Direction(oneshot::Sender<Direction>),
    Received(oneshot::Sender<u64>),
    LastHeard(oneshot::Sender<Option<Arc<[u8]>>>),
    Source(Source),
    /// Weak: two legs that forward to each other must not keep each other.
    Sink(Option<mpsc::WeakSender<Command>>),
    Forward(Forward),
}

/// The handle of a running session. The session ends when the last handle is dropped.
#[derive(Debug, Clone)]
pub struct Media {
    commands: mpsc::Sender<Command>,
}

impl Media {
    /// Starts a session: opens its UDP sockets and spawns its task.
    ///
    /// # Errors
    /// When no UDP socket can be opened.
    pub async fn start(config: MediaConfig, events: impl Fn(MediaEvent) + Send + 'static) -> Result<Media, MediaError> {
        // Room for a second of two streams; a session that lags loses packets, not memory.
        let (commands, inbox) = mpsc::channel(128);
        session::spawn(config, inbox, Box::new(events)).await?;
        Ok(Media { commands })
    }

    async fn ask<T>(&self, make: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, MediaError> {
        let (reply, answer) = oneshot::channel();
        let ended = || MediaError("the media session has ended".into());
        self.commands.send(make(reply)).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())
    }

    /// An offer with audio in `direction` (seen from here). It stays pending until [`Media::answer`],
    /// [`Media::rollback`] or an offer of the other side.
    pub async fn offer(&self, direction: Direction) -> Result<String, MediaError> {
        self.ask(|reply| Command::Offer(direction, reply)).await?
    }

    /// Completes the pending offer; returns the direction that holds now.
    pub async fn answer(&self, sdp: String) -> Result<Direction, MediaError> {
        self.ask(|reply| Command::Answer(sdp, reply)).await?
    }

    /// Drops the pending offer: the session is as it was before (RFC 3261 §14.1).
    pub async fn rollback(&self) {
        let _ = self.commands.send(Command::Rollback).await;
    }

    /// From now on the phone's silence counts, whatever was heard of it before.
    pub async fn watch(&self) {
        let _ = self.commands.send(Command::Watch).await;
    }

    /// Takes the other side's offer and makes the answer. The direction is the offer's, seen from here, without
    /// what `limit` does not allow.
    pub async fn accept_offer(&self, sdp: String, limit: Direction) -> Result<String, MediaError> {
        self.ask(|reply| Command::AcceptOffer(sdp, limit, reply)).await?
    }

    /// The direction of the audio that is agreed on now, seen from here.
    pub async fn direction(&self) -> Result<Direction, MediaError> {
        self.ask(Command::Direction).await
    }

    /// How many RTP packets have come from the phone.
    pub async fn received(&self) -> Result<u64, MediaError> {
        self.ask(Command::Received).await
    }

    /// What the last of them held: which of the generated sounds it is, if it is one.
    pub async fn last_heard(&self) -> Result<Option<Arc<[u8]>>, MediaError> {
        self.ask(Command::LastHeard).await
    }

    /// Chooses what the phone hears.
    pub async fn source(&self, source: Source) {
        let _ = self.commands.send(Command::Source(source)).await;
    }

    /// Lets `self` and `other` hear each other.
    pub async fn bridge(&self, other: &Media) {
        for (from, to) in [(self, other), (other, self)] {
            let _ = from.commands.send(Command::Sink(Some(to.commands.downgrade()))).await;
            let _ = to.commands.send(Command::Source(Source::Bridge)).await;
        }
    }

    /// Lets the phone hear `source`, and nobody hear the phone.
    pub async fn alone(&self, source: Source) {
        let _ = self.commands.send(Command::Sink(None)).await;
        self.source(source).await;
    }
}
