//! Drives one user agent the way the browser does: drains its outputs, answers its media effects, keeps its deadline.

use std::collections::VecDeque;
use voip_sdk::entropy::Entropy;
use voip_sdk::redact::Redacted;
use voip_sdk::sip::message::{KeepAlive, Message, keep_alive, parse};
use voip_sdk::sip::user_agent::{
    CallEvent, CallId, CallView, Config, Credentials, Event, Input, MediaDirection, MediaEffect, MediaFailure,
    MediaOutcome, Output, Round, UserAgent,
};
use voip_sdk::time::{Duration, Instant};

/// Reproducible, well mixed numbers (splitmix64).
pub struct Seeded(pub u64);

impl Entropy for Seeded {
    fn fill(&mut self, out: &mut [u8]) {
        for b in out {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *b = (z >> 33) as u8;
        }
    }
}

/// The account that most tests use.
pub fn config(user: &str) -> Config {
    Config {
        ws_uris: vec!["wss://sip.acme.test/sip".into()],
        domain: "acme.test".to_owned(),
        user: user.to_owned(),
        display_name: Some(format!("User {user}")),
        credentials: Credentials::Password(Redacted::new("secret".to_owned())),
        auth_user: None,
        register_expires_sec: 600,
        user_agent: "test/1".to_owned(),
        instance_id: Some("urn:uuid:00000000-0000-4000-8000-000000000001".to_owned()),
        max_calls: 2,
        ..Config::default()
    }
}

/// What the stand-in for the browser's media does with an effect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Answers at once.
    Prompt,
    /// Leaves it in `Host::effects` for the test to answer.
    Manual,
}

pub struct Host {
    pub ua: UserAgent,
    pub now: Instant,
    pub media: Media,
    /// What was sent and not looked at yet; keep-alives are in `pings`.
    pub sent: VecDeque<Vec<u8>>,
    pub pings: usize,
    /// Whether the other end answers pings.
    pub pongs: bool,
    /// What was told and not looked at yet.
    pub events: VecDeque<Event>,
    /// Every media effect so far that was not taken out by the test.
    pub effects: VecDeque<MediaEffect>,
    /// `Connect` and `Disconnect` that were not looked at yet; `None` is a disconnect.
    pub connects: VecDeque<Option<String>>,
    pub deadline: Option<Instant>,
    descriptions: u32,
}

impl Host {
    pub fn new(config: Config, seed: u64) -> Self {
        let ua = UserAgent::new(config, Box::new(Seeded(seed)));
        Self {
            ua,
            now: Instant::from_millis(1_000_000),
            media: Media::Prompt,
            sent: VecDeque::new(),
            pings: 0,
            pongs: true,
            events: VecDeque::new(),
            effects: VecDeque::new(),
            connects: VecDeque::new(),
            deadline: None,
            descriptions: 0,
        }
    }

    /// From now on the test answers media effects itself.
    pub fn manual(&mut self) {
        self.media = Media::Manual;
        self.effects.clear();
    }

    /// A command or an input, and everything that follows from it at this moment.
    pub fn act<T>(&mut self, f: impl FnOnce(&mut UserAgent, Instant) -> T) -> T {
        let result = f(&mut self.ua, self.now);
        self.drain();
        result
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.ua.handle_input(self.now, input);
        self.drain();
    }

    pub fn receive(&mut self, bytes: &[u8]) {
        self.input(Input::Received(bytes));
    }

    /// The socket that was asked for opens.
    pub fn open(&mut self) {
        let asked = self.connects.pop_back().flatten();
        assert!(asked.is_some(), "a connection was asked for");
        self.connects.clear();
        self.input(Input::TransportOpened { protocol: "sip" });
    }

    fn drain(&mut self) {
        for _ in 0..10_000 {
            match self.ua.poll_output() {
                Output::Connect { uri } => self.connects.push_back(Some(uri)),
                Output::Disconnect => self.connects.push_back(None),
                Output::Transmit(bytes) if keep_alive(&bytes).is_some() => {
                    self.pings += 1;
                    if self.pongs && keep_alive(&bytes) == Some(KeepAlive::Ping) {
                        self.ua.handle_input(self.now, Input::Received(b"\r\n"));
                    }
                }
                Output::Transmit(bytes) => {
                    // The answer to a request that is malformed repeats what was wrong with it.
                    if ![b"SIP/2.0 400 ", b"SIP/2.0 505 ", b"SIP/2.0 513 "]
                        .iter()
                        .any(|s| bytes.starts_with(*s))
                    {
                        parse(&bytes).expect("what is sent is well-formed");
                    }
                    self.sent.push_back(bytes);
                }
                Output::Event(event) => self.events.push_back(event),
                Output::Media(effect) => self.on_effect(effect),
                Output::Timeout { at, .. } => {
                    assert!(
                        at.is_none_or(|at| at > self.now),
                        "the deadline {at:?} has passed at {:?}",
                        self.now
                    );
                    self.deadline = at;
                    return;
                }
            }
        }
        panic!("outputs never end");
    }

    fn on_effect(&mut self, effect: MediaEffect) {
        if self.media == Media::Manual {
            self.effects.push_back(effect);
            return;
        }
        let outcome = match &effect {
            MediaEffect::CreateOffer {
                call, round, direction, ..
            }
            | MediaEffect::CreateAnswer {
                call, round, direction, ..
            } => {
                let sdp = self.describe(*direction);
                Some((*call, *round, MediaOutcome::LocalDescription { sdp, gathered: "host" }))
            }
            MediaEffect::ApplyAnswer { call, round, .. } | MediaEffect::Rollback { call, round } => {
                Some((*call, *round, MediaOutcome::Applied))
            }
            MediaEffect::Close { .. } => None,
        };
        self.effects.push_back(effect);
        if let Some((call, round, outcome)) = outcome {
            self.ua.handle_input(self.now, Input::Media { call, round, outcome });
        }
    }

    /// A description as a browser writes it, cut to what matters here.
    pub fn describe(&mut self, direction: MediaDirection) -> String {
        self.descriptions += 1;
        description(self.descriptions, direction)
    }

    /// Lets time pass, every deadline in its turn.
    pub fn advance(&mut self, by: Duration) {
        let until = self.now + by;
        for _ in 0..100_000 {
            match self.deadline.filter(|at| *at <= until) {
                Some(at) => {
                    self.now = at;
                    self.input(Input::Timeout);
                }
                None => {
                    self.now = until;
                    return;
                }
            }
        }
        panic!("deadlines never end");
    }

    pub fn view(&self, call: CallId) -> &CallView {
        self.ua.call(call).expect("the call is known")
    }

    /// The call that an `Incoming` event told of, the events before it dropped.
    pub fn incoming(&mut self) -> CallId {
        while let Some(event) = self.events.pop_front() {
            if let Event::Incoming(call) = event {
                return call;
            }
        }
        panic!("no call came in");
    }

    /// The events of a call that were not looked at yet; all others are dropped.
    pub fn call_events(&mut self, of: CallId) -> Vec<CallEvent> {
        let mine = |event| match event {
            Event::Call { call, event } if call == of => Some(event),
            _ => None,
        };
        self.events.drain(..).filter_map(mine).collect()
    }

    /// The media effects so far, in short: `offer sendrecv`, `answer sendrecv`, `apply`, `apply early`, `rollback`,
    /// `close`.
    pub fn take_effects(&mut self) -> Vec<String> {
        self.effects.drain(..).map(|e| short(&e)).collect()
    }

    /// Answers the oldest effect that waits, which has to be one that wants a description.
    pub fn give_description(&mut self) {
        let effect = self.effects.pop_front().expect("a media effect waits");
        let (MediaEffect::CreateOffer {
            call, round, direction, ..
        }
        | MediaEffect::CreateAnswer {
            call, round, direction, ..
        }) = effect
        else {
            panic!("{effect:?} wants no description")
        };
        let sdp = self.describe(direction);
        self.input(Input::Media {
            call,
            round,
            outcome: MediaOutcome::LocalDescription { sdp, gathered: "host" },
        });
    }

    /// Lets the oldest effect that waits fail.
    pub fn fail_media(&mut self, failure: MediaFailure) {
        let effect = self.effects.pop_front().expect("a media effect waits");
        let (call, round) = name(&effect);
        self.input(Input::Media {
            call,
            round,
            outcome: MediaOutcome::Failed {
                failure,
                detail: String::new(),
            },
        });
    }
}

pub fn description(number: u32, direction: MediaDirection) -> String {
    let direction = match direction {
        MediaDirection::SendRecv => "sendrecv",
        MediaDirection::SendOnly => "sendonly",
        MediaDirection::RecvOnly => "recvonly",
        MediaDirection::Inactive => "inactive",
    };
    format!(
        "v=0\r\no=- 4611731400430051336 {number} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
         m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:f{number}\r\na=mid:0\r\na={direction}\r\n"
    )
}

fn name(effect: &MediaEffect) -> (CallId, Round) {
    match effect {
        MediaEffect::CreateOffer { call, round, .. }
        | MediaEffect::CreateAnswer { call, round, .. }
        | MediaEffect::ApplyAnswer { call, round, .. }
        | MediaEffect::Rollback { call, round } => (*call, *round),
        MediaEffect::Close { .. } => panic!("a closed peer connection has no outcome"),
    }
}

fn short(effect: &MediaEffect) -> String {
    let direction = |d: &MediaDirection| format!("{d:?}").to_lowercase();
    match effect {
        MediaEffect::CreateOffer {
            direction: d,
            ice_restart: false,
            ..
        } => format!("offer {}", direction(d)),
        MediaEffect::CreateOffer { direction: d, .. } => format!("offer {} restart", direction(d)),
        MediaEffect::CreateAnswer { direction: d, .. } => format!("answer {}", direction(d)),
        MediaEffect::ApplyAnswer { provisional: true, .. } => "apply early".to_owned(),
        MediaEffect::ApplyAnswer { .. } => "apply".to_owned(),
        MediaEffect::Rollback { .. } => "rollback".to_owned(),
        MediaEffect::Close { .. } => "close".to_owned(),
    }
}

/// Parses what the user agent sent.
pub fn read(bytes: &[u8]) -> Message {
    parse(bytes).expect("what is sent is well-formed")
}

pub fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

pub fn sec(n: u64) -> Duration {
    Duration::from_secs(n)
}
