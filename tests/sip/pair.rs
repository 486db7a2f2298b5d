//! Two user agents on one clock with a stand-in for the server between them: it registers both and forwards every
//! other request to the other side, as a proxy that stays in the path.
//!
//! Knobs: latency, jitter (which reorders), loss of a connection.

use super::host::{Host, Seeded, config, ms, read};
use voip_sdk::entropy::Entropy;
use voip_sdk::sip::message::{Message, Method, Request, Response, Via, names};
use voip_sdk::sip::user_agent::Input;
use voip_sdk::time::{Duration, Instant};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    A,
    B,
}

impl Side {
    fn other(self) -> Self {
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
        let mut pair = Self {
            a: Host::new(config("1001"), seed * 2 + 1),
            b: Host::new(config("1002"), seed * 2 + 2),
            latency: ms(10),
            jitter_ms: 0,
            log: Vec::new(),
            connected: [false; 2],
            unanswered: Vec::new(),
            flying: Vec::new(),
            numbers: 0,
            dice: Seeded(seed),
        };
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
        self.a.now
    }

    /// Lets time pass for both: arrivals and deadlines in their order.
    pub fn run(&mut self, by: Duration) {
        let until = self.now() + by;
        for _ in 0..100_000 {
            self.pump();
            let arrival = self.flying.iter().map(|f| (f.at, f.number)).min();
            let next = [arrival.map(|(at, _)| at), self.a.deadline, self.b.deadline]
                .into_iter()
                .flatten()
                .min();
            let Some(next) = next.filter(|at| *at <= until) else {
                self.a.advance(until.since(self.a.now));
                self.b.advance(until.since(self.b.now));
                return;
            };
            self.a.advance(next.since(self.a.now));
            self.b.advance(next.since(self.b.now));
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
        self.host(side).input(Input::TransportClosed { code: 1006 });
    }

    /// Takes what the hosts want done.
    fn pump(&mut self) {
        for side in [Side::A, Side::B] {
            let last = self.host(side).connects.drain(..).next_back();
            if let Some(last) = last {
                self.connected[side as usize] = last.is_some();
                if last.is_some() {
                    self.host(side).input(Input::TransportOpened { protocol: "sip" });
                }
            }
            while let Some(bytes) = self.host(side).sent.pop_front() {
                self.forward(side, &bytes);
            }
        }
    }

    fn deliver(&mut self, now: Instant) {
        loop {
            let due = |f: &&InFlight| f.at <= now;
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
            if self.connected[message.to as usize] {
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
        self.numbers += 1;
        let late = self.dice.up_to(self.jitter_ms);
        let at = self.now() + self.latency + ms(u64::from(late));
        self.flying.push(InFlight {
            at,
            number: self.numbers,
            to,
            bytes,
        });
    }
}

fn short(bytes: &[u8]) -> String {
    match read(bytes) {
        Message::Request(r) => r.method.as_str().to_owned(),
        Message::Response(r) => format!("{} {}", r.status, r.headers.cseq().unwrap().method.as_str()),
    }
}
