//! The task of one media session: str0m between the sockets and the commands.
//!
//! ```text
//!            datagrams ──▶┐                ┌──▶ datagrams
//!            commands  ──▶├─ one mutation ─┤
//!            timeouts  ──▶┘   of the Rtc,  └──▶ events, packets for the other leg
//!            20 ms tick       then drain
//! ```

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use str0m::change::SdpPendingOffer;
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc};
use tokio::sync::mpsc;

use super::outgoing::Outgoing;
use super::sockets::{Datagram, Sockets, local_addresses};
use super::tones::FRAME;
use super::{Command, Forward, MediaError, MediaEvent, Source};

/// What sessions are made with.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The local addresses that become host candidates.
    pub addresses: Vec<IpAddr>,
    /// How long a session may hear nothing at all (STUN included) before it is reported dead.
    pub dead_after: Duration,
    /// How many sessions made with this there are.
    pub sessions: Arc<AtomicUsize>,
}

impl Default for MediaConfig {
    fn default() -> Self {
        MediaConfig {
            addresses: local_addresses(),
            dead_after: Duration::from_secs(30),
            sessions: Arc::default(),
        }
    }
}

pub(super) struct Session {
    pub(super) rtc: Rtc,
    sockets: Sockets,
    pub(super) mid: Option<Mid>,
    pub(super) pending: Option<(SdpPendingOffer, Direction)>,
    source: Source,
    sink: Option<mpsc::WeakSender<Command>>,
    outgoing: Outgoing,
    /// Position in the tone program, in samples; `None` until the first frame.
    tone_at: usize,
    tone_seq: u64,
    id: u64,
    received: u64,
    last_payload: Option<Arc<[u8]>>,
    last_dtmf: Option<u32>,
    last_heard: Instant,
    dead_after: Duration,
    dead_told: bool,
    events: Box<dyn Fn(MediaEvent) + Send>,
    _counted: Counted,
}

/// One of the sessions, while it runs.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(sessions: Arc<AtomicUsize>) -> Self {
        sessions.fetch_add(1, Ordering::Relaxed);
        Self(sessions)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) async fn spawn(
    config: MediaConfig,
    inbox: mpsc::Receiver<Command>,
    events: Box<dyn Fn(MediaEvent) + Send>,
) -> Result<(), MediaError> {
    let (received_tx, received) = mpsc::channel(256);
    let sockets = Sockets::open(&config.addresses, received_tx).await?;
    let mut rtc = new_rtc();
    for address in sockets.addresses() {
        let candidate = Candidate::host(address, Protocol::Udp).map_err(|e| MediaError(e.to_string()))?;
        rtc.add_local_candidate(candidate);
    }
    let session = Session {
        rtc,
        sockets,
        mid: None,
        pending: None,
        source: Source::Silence,
        sink: None,
        outgoing: Outgoing::default(),
        tone_at: 0,
        tone_seq: 0,
        id: RandomState::new().hash_one(Instant::now()),
        received: 0,
        last_payload: None,
        last_dtmf: None,
        last_heard: Instant::now(),
        dead_after: config.dead_after,
        dead_told: false,
        events,
        _counted: Counted::new(config.sessions),
    };
    tokio::spawn(session.run(inbox, received));
    Ok(())
}

/// Audio only: opus first, G.711 for generated sound, telephone-events at both clocks.
fn new_rtc() -> Rtc {
    let mut config = Rtc::builder()
        .set_rtp_mode(true)
        .clear_codecs()
        .enable_opus(true, false);
    config = config.enable_pcmu(true, false).enable_pcma(true, false);
    for (pt, clock) in [(110, Frequency::FORTY_EIGHT_KHZ), (126, Frequency::EIGHT_KHZ)] {
        config
            .codec_config()
            .add_config(Pt::from(pt), None, Codec::Tele, clock, None, FormatParams::default());
    }
    config.build(Instant::now())
}

impl Session {
    async fn run(mut self, mut inbox: mpsc::Receiver<Command>, mut received: mpsc::Receiver<Datagram>) {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        loop {
            let Some(timeout) = self.drain() else { return };
            let input = tokio::select! {
                biased;
                command = inbox.recv() => match command {
                    Some(command) => { self.command(command); None }
                    None => return,
                },
                Some(datagram) = received.recv() => Some(datagram),
                _ = tick.tick() => { self.tick(); None }
                () = tokio::time::sleep_until(timeout.into()) => None,
            };
            let now = Instant::now();
            let result = match &input {
                Some(datagram) => self.receive(now, datagram),
                None => self.rtc.handle_input(Input::Timeout(now)),
            };
            if let Err(error) = result {
                tracing::debug!(%error, "media input refused");
            }
        }
    }

    fn receive(&mut self, now: Instant, datagram: &Datagram) -> Result<(), str0m::RtcError> {
        let Ok(contents) = datagram.bytes.as_slice().try_into() else {
            return Ok(());
        };
        let receive = Receive {
            proto: Protocol::Udp,
            source: datagram.from,
            destination: datagram.to,
            contents,
        };
        let input = Input::Receive(now, receive);
        if !self.rtc.accepts(&input) {
            return Ok(());
        }
        self.hears(now);
        self.rtc.handle_input(input)
    }

    /// Everything that the last mutation caused; then the time of the next. `None`: the session is over.
    fn drain(&mut self) -> Option<Instant> {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => return Some(at.min(Instant::now() + Duration::from_secs(1))),
                Ok(Output::Transmit(t)) => self.sockets.send(t.source, t.destination, &t.contents),
                Ok(Output::Event(event)) => self.event(event),
                Err(error) => {
                    tracing::warn!(%error, "media session failed");
                    (self.events)(MediaEvent::Dead);
                    return None;
                }
            }
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Connected => (self.events)(MediaEvent::Connected),
            Event::MediaAdded(added) if added.kind == MediaKind::Audio && self.mid.is_none() => {
                self.mid = Some(added.mid);
            }
            Event::RtpPacket(packet) => self.packet(packet),
            _ => {}
        }
    }

    fn packet(&mut self, packet: RtpPacket) {
        self.received += 1;
        self.last_payload = Some(packet.payload.clone());
        let pt = packet.header.payload_type;
        let Some(spec) = self.rtc.codec_config().iter().find(|p| p.pt() == pt).map(|p| p.spec()) else {
            return;
        };
        if spec.codec.is_tele() {
            self.dtmf(&packet);
        }
        // Who has put us on hold is not heard, whatever its phone still sends.
        if self.current_direction() != Direction::SendRecv {
            return;
        }
        let forward = Forward {
            codec: spec.codec,
            clock: spec.clock_rate,
            stream: self.id ^ u64::from(*packet.header.ssrc),
            seq: *packet.seq_no,
            timestamp: packet.header.timestamp,
            marker: packet.header.marker,
            payload: packet.payload.clone(),
            received: packet.timestamp,
        };
        match (self.source, &self.sink) {
            (Source::Echo, _) => self.write(forward),
            (_, Some(sink)) => {
                if let Some(sink) = sink.upgrade() {
                    // One that lags loses packets, not memory.
                    let _ = sink.try_send(Command::Forward(forward));
                }
            }
            _ => {}
        }
    }

    fn dtmf(&mut self, packet: &RtpPacket) {
        const KEYS: &[u8; 16] = b"0123456789*#ABCD";
        let Some(key) = packet.payload.first().and_then(|&event| KEYS.get(usize::from(event))) else {
            return;
        };
        // All packets of one event carry its start as timestamp (RFC 4733 §2.1).
        if self.last_dtmf.replace(packet.header.timestamp) != Some(packet.header.timestamp) {
            (self.events)(MediaEvent::Dtmf(char::from(*key)));
        }
    }

    /// The phone is there: its silence counts from now on.
    pub(super) fn hears(&mut self, now: Instant) {
        self.last_heard = now;
        self.dead_told = false;
    }

    pub(super) fn current_direction(&self) -> Direction {
        self.mid
            .and_then(|mid| self.rtc.media(mid))
            .map_or(Direction::Inactive, |media| media.direction())
    }

    /// Sends a packet to the phone, if it takes the codec and is to hear anything.
    fn write(&mut self, packet: Forward) {
        let Some(mid) = self.mid else { return };
        let Some(media) = self.rtc.media(mid) else { return };
        if !media.direction().is_sending() || !self.rtc.is_connected() {
            return;
        }
        let wanted = |p: &&str0m::format::PayloadParams| {
            let spec = p.spec();
            spec.codec == packet.codec && spec.clock_rate == packet.clock && media.remote_pts().contains(&p.pt())
        };
        let Some(pt) = self.rtc.codec_config().iter().find(wanted).map(|p| p.pt()) else {
            return;
        };
        let Some((seq, timestamp)) = self.outgoing.place(packet.stream, packet.seq, packet.timestamp) else {
            return;
        };
        if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
            let write = RtpWrite::new(pt, seq.into(), timestamp, packet.received, packet.payload);
            stream.write_rtp(write.marker(packet.marker));
        }
    }

    fn tick(&mut self) {
        if let Source::Tone(program) = self.source {
            let samples = program.samples();
            let payload = &samples[self.tone_at..self.tone_at + FRAME];
            let frame = Forward {
                codec: Codec::PCMU,
                clock: Frequency::EIGHT_KHZ,
                stream: self.id,
                seq: self.tone_seq,
                timestamp: (self.tone_seq as u32).wrapping_mul(FRAME as u32),
                marker: self.tone_seq == 0,
                payload: payload.into(),
                received: Instant::now(),
            };
            self.tone_at = (self.tone_at + FRAME) % samples.len();
            self.tone_seq += 1;
            self.write(frame);
        }
        if !self.dead_told && self.last_heard.elapsed() > self.dead_after {
            self.dead_told = true;
            (self.events)(MediaEvent::Dead);
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Forward(packet) => {
                if self.source == Source::Bridge {
                    self.write(packet);
                }
            }
            Command::Offer(direction, reply) => drop(reply.send(self.offer(direction))),
            #[cfg(test)]
            Command::Restart(reply) => drop(reply.send(self.restart())),
            Command::Answer(sdp, reply) => drop(reply.send(self.answer(&sdp))),
            Command::AcceptOffer(sdp, limit, reply) => drop(reply.send(self.accept_offer(&sdp, limit))),
            Command::Rollback => self.rollback(),
            Command::Watch => self.hears(Instant::now()),
            Command::Received(reply) => drop(reply.send(self.received)),
            Command::LastHeard(reply) => drop(reply.send(self.last_payload.clone())),
            Command::Direction(reply) => drop(reply.send(self.current_direction())),
            Command::Source(source) => {
                if self.source != source {
                    self.source = source;
                    self.tone_at = 0;
                }
            }
            Command::Sink(sink) => self.sink = sink,
        }
    }
}
