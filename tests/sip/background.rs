//! An hour in a tab that nobody looks at: its timers come late or not at all, and what the phone says of its
//! registration is never more than what the server has.

use super::host::{Host, config, ms, sec};
use super::peer::TAG;
use std::collections::VecDeque;
use voip_sdk::sip::message::{Message, names, parse};
use voip_sdk::sip::user_agent::{Event, Input, RegistrationState};
use voip_sdk::time::{Duration, Instant};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const STEP_MS: u64 = 100;
const HOUR_MS: u64 = 3_600_000;
/// One way.
const LATENCY_MS: u64 = 150;

/// When a page may run.
#[derive(Clone, Copy)]
enum Browser {
    /// Timers are those of a worker, exact.
    Worker,
    /// The page's own timers, once a minute; messages come at any time.
    OnceAMinute,
    /// Runs for so many seconds, then nothing does for so many, not even what came meanwhile.
    Freezes { runs: u64, frozen: u64 },
}

/// A registrar at the other end of a connection, and the page.
struct Tab {
    host: Host,
    browser: Browser,
    since: Instant,
    /// What is on its way, with the time at which it arrives.
    to_server: VecDeque<(Instant, Vec<u8>)>,
    to_page: VecDeque<(Instant, Vec<u8>)>,
    /// The longest binding that it grants, in seconds, and the end of the one that there is.
    most: u64,
    bound_until: Option<Instant>,
    said: Option<Instant>,
    was_frozen: bool,
    /// What was seen.
    lapses: u32,
    lies: u32,
    unreachable_ms: u64,
}

impl Tab {
    fn new(browser: Browser, seed: u64, most: u64) -> Self {
        let mut host = Host::new(config("1001"), seed);
        host.act(|ua, now| ua.start(now));
        host.open();
        let mut tab = Self {
            since: host.now,
            host,
            browser,
            to_server: VecDeque::new(),
            to_page: VecDeque::new(),
            most,
            bound_until: None,
            said: None,
            was_frozen: false,
            lapses: 0,
            lies: 0,
            unreachable_ms: 0,
        };
        while !tab.reachable() {
            tab.step();
        }
        tab.unreachable_ms = 0;
        tab
    }

    /// As the face of the phone says it: registered, and not past its time.
    fn reachable(&self) -> bool {
        self.said.is_some_and(|until| until > self.host.now)
    }

    fn frozen(&self) -> bool {
        let Browser::Freezes { runs, frozen } = self.browser else {
            return false;
        };
        self.host.now.since(self.since).as_secs() % (runs + frozen) >= runs
    }

    fn timers_run(&self) -> bool {
        let now = self.host.now.since(self.since).as_millis();
        match self.browser {
            Browser::Worker => true,
            Browser::OnceAMinute => now.is_multiple_of(60_000),
            Browser::Freezes { .. } => !self.frozen(),
        }
    }

    fn step(&mut self) {
        self.host.now = self.host.now + ms(STEP_MS);
        let now = self.host.now;
        self.serve(now);
        let frozen = self.frozen();
        if !frozen {
            if self.was_frozen {
                self.host.input(Input::Awake);
            }
            while self.to_page.front().is_some_and(|(at, _)| *at <= now) {
                let (_, bytes) = self.to_page.pop_front().unwrap();
                self.host.receive(&bytes);
            }
            if self.timers_run() && self.host.deadline.is_some_and(|at| at <= now) {
                self.host.input(Input::Timeout);
            }
            for bytes in self.host.sent.drain(..) {
                self.to_server.push_back((now + ms(LATENCY_MS), bytes));
            }
        }
        self.was_frozen = frozen;
        self.listen();
        let held = self.bound_until.is_some_and(|until| until > now);
        let (lapsed, lied) = (!held && self.bound_until.take().is_some(), self.reachable() && !held);
        self.lapses += u32::from(lapsed);
        self.lies += u32::from(lied);
        self.unreachable_ms += if self.reachable() || frozen { 0 } else { STEP_MS };
    }

    fn serve(&mut self, now: Instant) {
        while self.to_server.front().is_some_and(|(at, _)| *at <= now) {
            let (_, bytes) = self.to_server.pop_front().unwrap();
            let Ok(Message::Request(request)) = parse(&bytes) else {
                continue;
            };
            assert_eq!(request.method.as_str(), "REGISTER");
            self.bound_until = Some(now + sec(self.most));
            let contact = format!("<{}>;expires={}", request.headers.contact().unwrap().uri, self.most);
            let ok = request.response(200).with_to_tag(TAG).with(names::CONTACT, contact);
            self.to_page.push_back((now + ms(LATENCY_MS), ok.to_bytes()));
        }
    }

    fn listen(&mut self) {
        for event in self.host.events.drain(..) {
            match event {
                Event::Registration(RegistrationState::Registered { expires_at }) => self.said = Some(expires_at),
                // A refresh that is under way takes nothing back.
                Event::Registration(RegistrationState::Registering) => {}
                Event::Registration(_) | Event::Transport(_) => self.said = None,
                _ => {}
            }
        }
    }

    fn run(mut self, length: Duration) -> Self {
        let until = self.host.now + length;
        while self.host.now < until {
            self.step();
        }
        self
    }
}

/// An hour with a browser and a registrar, for three phones.
fn hours(browser: Browser, most: u64) -> Vec<Tab> {
    (1..=3)
        .map(|seed| Tab::new(browser, seed, most).run(ms(HOUR_MS)))
        .collect()
}

#[test]
fn with_timers_of_a_worker_no_binding_lapses_in_an_hour_however_short_it_is() {
    for most in [10, 60, 600, 3_600] {
        for tab in hours(Browser::Worker, most) {
            assert_eq!((tab.lapses, tab.lies, tab.unreachable_ms), (0, 0, 0), "{most} s");
        }
    }
}

#[test]
fn with_timers_that_come_once_a_minute_no_binding_of_ten_minutes_lapses_in_an_hour() {
    for tab in hours(Browser::OnceAMinute, 600) {
        assert_eq!((tab.lapses, tab.lies, tab.unreachable_ms), (0, 0, 0));
    }
}

#[test]
fn a_binding_that_is_shorter_than_a_browser_lets_timers_wait_is_not_said_to_be_there_when_it_is_not() {
    for tab in hours(Browser::OnceAMinute, 45) {
        assert!(tab.lapses > 10, "it cannot be held: {}", tab.lapses);
        assert_eq!(tab.lies, 0);
    }
}

#[test]
fn a_page_that_is_frozen_again_and_again_says_nothing_that_is_not_so_and_is_back_at_once() {
    for (runs, frozen) in [(7, 53), (1, 299), (31, 1_200), (480, 25)] {
        for tab in hours(Browser::Freezes { runs, frozen }, 120) {
            let thaws = HOUR_MS / 1000 / (runs + frozen) + 1;
            assert_eq!(tab.lies, 0, "{runs} s of {frozen} s");
            assert!(
                tab.unreachable_ms <= thaws * 1_000,
                "{runs} s of {frozen} s: {} ms",
                tab.unreachable_ms
            );
        }
    }
}
