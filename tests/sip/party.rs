//! Several user agents on one clock with a proxy between them that finds them by contact or address of record, as a
//! registrar would. For what takes three: transfer, replacement, a page that is loaded anew.

use super::host::{Host, config, ms, read};
use voip_sdk::sip::message::{Message, Method, NameAddr, Request, Response, Via, names};
use voip_sdk::sip::user_agent::{CallId, Input, InviteOptions, Phase};
use voip_sdk::time::{Duration, Instant};

pub struct Party {
    pub hosts: Vec<Host>,
    /// Start lines of everything that was delivered: `0→1 INVITE`.
    pub log: Vec<String>,
    /// Everything that was delivered.
    pub seen: Vec<(usize, Message)>,
    contacts: Vec<Option<NameAddr>>,
    users: Vec<String>,
    flying: Vec<(Instant, usize, usize, Vec<u8>)>,
    seeds: u64,
}

impl Party {
    /// All registered: `1001`, `1002`, …
    pub fn new(count: usize) -> Self {
        let mut party = Self {
            hosts: Vec::new(),
            log: Vec::new(),
            seen: Vec::new(),
            contacts: vec![None; count],
            users: (0..count).map(|n| (1001 + n).to_string()).collect(),
            flying: Vec::new(),
            seeds: 10,
        };
        for n in 0..count {
            let host = party.fresh(n, Instant::from_millis(1_000_000));
            party.hosts.push(host);
            party.hosts[n].act(|ua, now| ua.start(now));
        }
        party.run(ms(200));
        party.quiet();
        party
    }

    fn fresh(&mut self, n: usize, now: Instant) -> Host {
        self.seeds += 1;
        let mut host = Host::new(config(&self.users[n]), self.seeds);
        host.now = now;
        host
    }

    /// The page is gone without a word, and a new one has been loaded: connected and registered.
    pub fn reload(&mut self, n: usize) {
        let now = self.now();
        self.flying.retain(|f| f.2 != n);
        self.hosts[n] = self.fresh(n, now);
        self.hosts[n].act(|ua, now| ua.start(now));
        self.run(ms(200));
        self.hosts[n].events.clear();
        self.log.clear();
    }

    pub fn quiet(&mut self) {
        self.log.clear();
        self.seen.clear();
        for host in &mut self.hosts {
            host.events.clear();
            host.effects.clear();
        }
    }

    pub fn now(&self) -> Instant {
        self.hosts[0].now
    }

    /// A call from one to another, answered: both ends of it.
    pub fn talk(&mut self, from: usize, to: usize) -> (CallId, CallId) {
        let target = self.users[to].clone();
        let outgoing = self.hosts[from]
            .act(|ua, now| ua.invite(now, &target, InviteOptions::default()))
            .unwrap();
        self.run(ms(200));
        let incoming = self.hosts[to].incoming();
        self.hosts[to].act(|ua, now| ua.answer(now, incoming)).unwrap();
        self.run(ms(200));
        assert_eq!(self.hosts[from].view(outgoing).phase, Phase::Active);
        self.quiet();
        (outgoing, incoming)
    }

    /// How many requests of that method were delivered to that host.
    pub fn count(&self, to: usize, method: &Method) -> usize {
        let is_it =
            |(host, m): &&(usize, Message)| *host == to && matches!(m, Message::Request(r) if r.method == *method);
        self.seen.iter().filter(is_it).count()
    }

    pub fn run(&mut self, by: Duration) {
        let until = self.now() + by;
        for _ in 0..100_000 {
            self.pump();
            let arrival = self.flying.iter().map(|f| f.0).min();
            let deadline = self.hosts.iter().filter_map(|h| h.deadline).min();
            let next = arrival.into_iter().chain(deadline).min().filter(|at| *at <= until);
            let at = next.unwrap_or(until);
            for host in &mut self.hosts {
                host.advance(at.since(host.now));
            }
            if next.is_none() {
                return;
            }
            self.pump();
            while let Some(first) = self.flying.iter().position(|f| f.0 <= at) {
                let (_, from, to, bytes) = self.flying.remove(first);
                let message = read(&bytes);
                self.log.push(format!("{from}→{to} {}", short(&message)));
                self.seen.push((to, message));
                self.hosts[to].receive(&bytes);
            }
        }
        panic!("it never comes to rest");
    }

    fn pump(&mut self) {
        for n in 0..self.hosts.len() {
            if self.hosts[n].connects.drain(..).next_back().flatten().is_some() {
                self.hosts[n].input(Input::TransportOpened { protocol: "sip" });
            }
            while let Some(bytes) = self.hosts[n].sent.pop_front() {
                match read(&bytes) {
                    Message::Request(r) if r.method == Method::Register => self.register(n, &r),
                    Message::Request(r) => self.forward(n, r),
                    Message::Response(r) => self.return_to(n, r),
                }
            }
        }
    }

    fn register(&mut self, from: usize, request: &Request) {
        let mut ok = request.response(200).with_to_tag("registrar");
        self.contacts[from] = request.headers.contact();
        ok.headers.copy(&request.headers, names::CONTACT);
        self.fly(from, from, ok.to_bytes());
    }

    fn forward(&mut self, from: usize, mut request: Request) {
        let uri = request.uri.as_sip().expect("a SIP URI").clone();
        let by_contact = self.contacts.iter().position(|c| {
            c.as_ref()
                .is_some_and(|c| c.uri.as_sip().is_some_and(|c| c.host == uri.host && c.user == uri.user))
        });
        let by_name = || {
            self.users
                .iter()
                .position(|u| *u == uri.user_text() && uri.host == "acme.test")
        };
        let Some(to) = by_contact.or_else(by_name) else {
            if request.method != Method::Ack {
                self.fly(from, from, request.response(404).with_to_tag("server").to_bytes());
            }
            return;
        };
        let branch = format!("{}p", request.headers.via().unwrap().branch().unwrap());
        request
            .headers
            .push_front(names::VIA, Via::new("WSS", "proxy.acme.test", &branch).to_text());
        self.fly(from, to, request.to_bytes());
    }

    fn return_to(&mut self, from: usize, mut response: Response) {
        let vias: Vec<_> = response.headers.lines(names::VIA).skip(1).map(<[u8]>::to_vec).collect();
        response.headers.remove(names::VIA);
        for via in vias.iter().rev() {
            response.headers.push_front(names::VIA, via);
        }
        let host = response.headers.via().unwrap().host;
        let to = self.contacts.iter().position(|c| {
            c.as_ref()
                .is_some_and(|c| c.uri.as_sip().is_some_and(|c| c.host == host))
        });
        // A page that is gone gets nothing.
        if let Some(to) = to {
            self.fly(from, to, response.to_bytes());
        }
    }

    fn fly(&mut self, from: usize, to: usize, bytes: Vec<u8>) {
        self.flying.push((self.now() + ms(10), from, to, bytes));
    }

    /// Everything is over and forgotten; nothing is left anywhere.
    pub fn finish(mut self) {
        self.run(ms(40_000));
        for (n, host) in self.hosts.iter_mut().enumerate() {
            let calls: Vec<_> = host.ua.calls().map(|v| v.id).collect();
            for call in calls {
                assert_eq!(host.view(call).phase, Phase::Ended, "host {n}");
                host.act(|ua, _| ua.forget(call));
            }
            assert!(host.ua.is_idle(), "host {n} keeps something");
        }
    }
}

fn short(message: &Message) -> String {
    match message {
        Message::Request(r) => r.method.as_str().to_owned(),
        Message::Response(r) => format!("{} {}", r.status, r.headers.cseq().unwrap().method.as_str()),
    }
}
