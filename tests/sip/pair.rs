//! Two user agents on one clock with a stand-in for the server between them: it registers both and forwards every
//! other request to the other side, as a proxy that stays in the path.
//!
//! Knobs: latency, jitter (which reorders), messages that are lost or come twice, loss of a connection, a network that
//! takes everything and answers nothing, a page that sleeps.

use super::host::{Host, Seeded, config, ms, read};
use voip_sdk::entropy::Entropy;
use voip_sdk::sip::message::{Message, Method, Request, Response, Via, keep_alive, names};
use voip_sdk::sip::user_agent::{Config, Input};
use voip_sdk::time::{Duration, Instant};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

struct InFlight {
    at: Instant,
    number: u64,
    to: Side,
    bytes: Vec<u8>,
}

pub struct Pair {
    pub a: Host,
    pub b: Host,
    pub latency: Duration,
    /// Each message takes up to that much longer: later ones may overtake.
    pub jitter_ms: u32,
    /// Start lines of everything that was delivered, with an arrow: `A→B INVITE`.
    pub log: Vec<String>,
    /// Of 100 messages, how many never arrive, and how many arrive twice.
    pub lost_percent: u32,
    pub twice_percent: u32,
    /// The server answers keep-alives.
    pub pongs: bool,
    /// A socket can be opened; what cannot fails at once.
    pub reachable: [bool; 2],
    /// Nothing passes in either direction, though the socket looks open.
    pub stalled: [bool; 2],
    now: Instant,
    /// The page sleeps: its clock stands, what arrives waits in its socket.
    asleep: [bool; 2],
    /// Its connection broke while it slept.
    broken: [bool; 2],
    connected: [bool; 2],
    /// INVITEs outside of dialogs without a final response, with the side that was asked.
    unanswered: Vec<(Side, Request)>,
    flying: Vec<InFlight>,
    numbers: u64,
    dice: Seeded,
}

const PROXY: &str = "proxy.acme.test";

impl Pair {
    /// Both registered, `1001` and `1002`.
    pub fn new(seed: u64) -> Self {
        Self::of(config("1001"), config("1002"), seed)
    }

    /// Both registered, with settings of their own; the users have to be `1001` and `1002`.
    pub fn of(a: Config, b: Config, seed: u64) -> Self {
        let mut pair = Self {
            a: Host::new(a, seed * 2 + 1),
            b: Host::new(b, seed * 2 + 2),
            latency: ms(10),
            jitter_ms: 0,
            log: Vec::new(),
            lost_percent: 0,
            twice_percent: 0,
            pongs: false,
            reachable: [true; 2],
            stalled: [false; 2],
            now: Instant::default(),
            asleep: [false; 2],
            broken: [false; 2],
            connected: [false; 2],
            unanswered: Vec::new(),
            flying: Vec::new(),
            numbers: 0,
            dice: Seeded(seed),
        };
        pair.now = pair.a.now;
        for side in [Side::A, Side::B] {
            pair.host(side).act(|ua, now| ua.start(now));
        }
        pair.run(Duration::from_millis(100));
        for side in [Side::A, Side::B] {
            pair.host(side).events.clear();
        }
        pair.log.clear();
        pair
    }

    pub fn host(&mut self, side: Side) -> &mut Host {
        match side {
            Side::A => &mut self.a,
            Side::B => &mut self.b,
        }
    }

    pub fn now(&self) -> Instant {
        self.now
    }

    /// That page's clock stands still until it is woken.
    pub fn sleep(&mut self, side: Side) {
        self.asleep[side as usize] = true;
    }

    /// The page finds out how late it is.
    pub fn wake(&mut self, side: Side) {
        if std::mem::take(&mut self.asleep[side as usize]) {
            let now = self.now;
            self.host(side).now = now;
            if std::mem::take(&mut self.broken[side as usize]) {
                self.host(side).input(Input::TransportClosed { code: 1006 });
            }
            self.host(side).input(Input::Awake);
        }
    }

    /// Every deadline up to that moment in its turn, on the sides that are awake.
    fn advance(&mut self, to: Instant) {
        self.now = to;
        for side in [Side::A, Side::B] {
            if !self.asleep[side as usize] {
                let by = to.since(self.host(side).now);
                self.host(side).advance(by);
            }
        }
    }

    fn is_awake(&self, side: Side) -> bool {
        !self.asleep[side as usize]
    }

    /// Lets time pass for both: arrivals and deadlines in their order.
    pub fn run(&mut self, by: Duration) {
        let until = self.now() + by;
        for _ in 0..100_000 {
            self.pump();
            let arrival = self.flying.iter().filter(|f| self.is_awake(f.to)).map(|f| f.at).min();
            let deadline = |side: Side, host: &Host| host.deadline.filter(|_| self.is_awake(side));
            let next = [arrival, deadline(Side::A, &self.a), deadline(Side::B, &self.b)]
                .into_iter()
                .flatten()
                .min();
            let Some(next) = next.filter(|at| *at <= until) else {
                self.advance(until);
                return;
            };
            // What waited in the socket of a page that slept is older than now.
            let next = next.max(self.now);
            self.advance(next);
            self.pump();
            self.deliver(next);
        }
        panic!("it never comes to rest");
    }

    /// The connection of that side breaks; what is on its way to it is lost, and who was calling it is told 480 by the
    /// server. It will be opened again when the user agent asks.
    pub fn cut(&mut self, side: Side) {
        self.connected[side as usize] = false;
        self.flying.retain(|f| f.to != side);
        self.host(side).sent.clear();
        let (gone, rest) = std::mem::take(&mut self.unanswered)
            .into_iter()
            .partition(|(to, _)| *to == side);
        self.unanswered = rest;
        let gone: Vec<(Side, Request)> = gone;
        for (to, invite) in gone {
            self.fly(to.other(), invite.response(480).with_to_tag("server").to_bytes());
        }
        if self.asleep[side as usize] {
            self.broken[side as usize] = true;
        } else {
            self.host(side).input(Input::TransportClosed { code: 1006 });
        }
    }

    /// Takes what the hosts want done.
    fn pump(&mut self) {
        for side in [Side::A, Side::B] {
            let last = self.host(side).connects.drain(..).next_back();
            if let Some(last) = last {
                let opens = self.reachable[side as usize];
                self.connected[side as usize] = last.is_some() && opens;
                match last {
                    Some(_) if opens => self.host(side).input(Input::TransportOpened { protocol: "sip" }),
                    Some(_) => self.host(side).input(Input::TransportClosed { code: 1006 }),
                    None => {}
                }
            }
            let pings = std::mem::take(&mut self.host(side).pings);
            if self.pongs && pings > 0 && !self.stalled[side as usize] {
                self.fly(side, b"\r\n".to_vec());
            }
            while let Some(bytes) = self.host(side).sent.pop_front() {
                if !self.stalled[side as usize] && self.connected[side as usize] {
                    self.forward(side, &bytes);
                }
            }
        }
    }

    fn deliver(&mut self, now: Instant) {
        loop {
            let due = |f: &&InFlight| f.at <= now && self.is_awake(f.to);
            let Some(number) = self
                .flying
                .iter()
                .filter(due)
                .min_by_key(|f| (f.at, f.number))
                .map(|f| f.number)
            else {
                return;
            };
            let at = self.flying.iter().position(|f| f.number == number).unwrap();
            let message = self.flying.remove(at);
            if self.connected[message.to as usize] && !self.stalled[message.to as usize] {
                let arrow = if message.to == Side::B { "A→B" } else { "B→A" };
                self.log.push(format!("{arrow} {}", short(&message.bytes)));
                self.host(message.to).receive(&message.bytes);
            }
        }
    }

    fn forward(&mut self, from: Side, bytes: &[u8]) {
        match read(bytes) {
            Message::Request(r) if r.method == Method::Register => self.register(from, &r),
            Message::Request(mut r) => {
                if r.method == Method::Invite && r.headers.to_tag().is_none() {
                    self.unanswered.push((from.other(), r.clone()));
                }
                // The branch of a stateless proxy: the same for a CANCEL and the ACK of a refusal as for the INVITE.
                let branch = format!("{}p", r.headers.via().unwrap().branch().unwrap());
                r.headers
                    .push_front(names::VIA, Via::new("WSS", PROXY, &branch).to_text());
                self.fly(from.other(), r.to_bytes());
            }
            Message::Response(r) => {
                if r.status >= 200 && r.headers.cseq().unwrap().method == Method::Invite {
                    let (id, cseq) = (r.headers.call_id().into_owned(), r.headers.cseq());
                    self.unanswered
                        .retain(|(_, i)| i.headers.call_id() != id || i.headers.cseq() != cseq);
                }
                let vias: Vec<_> = r.headers.lines(names::VIA).skip(1).map(<[u8]>::to_vec).collect();
                let mut out = Response {
                    headers: r.headers.clone(),
                    ..r
                };
                out.headers.remove(names::VIA);
                for via in vias.iter().rev() {
                    out.headers.push_front(names::VIA, via);
                }
                self.fly(from.other(), out.to_bytes());
            }
        }
    }

    fn register(&mut self, from: Side, request: &Request) {
        let mut ok = request.response(200).with_to_tag("registrar");
        let removed = request.headers.number(names::EXPIRES) == Some(0);
        if !removed {
            ok.headers.copy(&request.headers, names::CONTACT);
        }
        self.fly(from, ok.to_bytes());
    }

    fn fly(&mut self, to: Side, bytes: Vec<u8>) {
        let percent = self.dice.up_to(99);
        let copies = match percent {
            p if p < self.lost_percent => 0,
            p if p < self.lost_percent + self.twice_percent => 2,
            _ => 1,
        };
        for _ in 0..copies {
            self.numbers += 1;
            let late = self.dice.up_to(self.jitter_ms);
            let at = self.now() + self.latency + ms(u64::from(late));
            self.flying.push(InFlight {
                at,
                number: self.numbers,
                to,
                bytes: bytes.clone(),
            });
        }
    }
}

fn short(bytes: &[u8]) -> String {
    if keep_alive(bytes).is_some() {
        return "PONG".to_owned();
    }
    match read(bytes) {
        Message::Request(r) => r.method.as_str().to_owned(),
        Message::Response(r) => format!("{} {}", r.status, r.headers.cseq().unwrap().method.as_str()),
    }
}
