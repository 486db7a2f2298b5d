//! Realtime events, with a server and a clock that are the test's.

mod adverse;
mod connection;
mod heartbeat;
mod messages;
mod presence;
mod token;

use super::*;
use crate::entropy::Entropy;
use crate::time::Instant;
use core::time::Duration;
use serde_json::{Value, json};

struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(self.0);
    }
}

/// A connection with its clock, and what it wants done.
struct Bench {
    realtime: Realtime,
    now: Instant,
    entropy: Fixed,
}

impl Bench {
    fn new() -> Self {
        Self {
            realtime: Realtime::default(),
            now: Instant::from_millis(1_000_000),
            entropy: Fixed(0xff),
        }
    }

    fn put(&mut self, input: Input) -> Vec<Effect> {
        self.realtime.handle(self.now, input, &mut self.entropy);
        core::iter::from_fn(|| self.realtime.poll()).collect()
    }

    /// What a message leads to besides what the application hears of it.
    fn say(&mut self, socket: u32, message: Value) -> Vec<Effect> {
        self.hear(socket, message).1
    }

    fn hear(&mut self, socket: u32, message: Value) -> (Heard, Vec<Effect>) {
        self.hear_text(socket, Some(&message.to_string()))
    }

    fn hear_text(&mut self, socket: u32, text: Option<&str>) -> (Heard, Vec<Effect>) {
        let heard = self.realtime.receive(self.now, socket, text, &mut self.entropy);
        (heard, core::iter::from_fn(|| self.realtime.poll()).collect())
    }

    /// Lets the time pass to the deadline.
    fn expire(&mut self) -> Vec<Effect> {
        self.now = self.realtime.deadline().expect("a deadline");
        self.put(Input::Timeout)
    }

    fn token(&mut self) -> Vec<Effect> {
        self.put(Input::Token(Some("tok".to_owned().into())))
    }

    fn open() -> Self {
        let mut bench = Self::new();
        bench.put(Input::Connect);
        bench.token();
        bench.put(Input::Opened(1));
        bench.say(1, json!({ "type": "auth_ok" }));
        assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
        bench
    }

    /// From lost to open again.
    fn reopen(&mut self) {
        self.expire();
        let socket = match self.token().as_slice() {
            [Effect::Open(n)] => *n,
            other => panic!("{other:?}"),
        };
        self.put(Input::Opened(socket));
        self.say(socket, json!({ "type": "auth_ok" }));
    }

    fn socket(&mut self) -> u32 {
        (1..9)
            .find(|n| self.hear(*n, json!({ "type": "probe" })).0 == Heard::Event)
            .unwrap()
    }

    fn delay(&self) -> u128 {
        self.realtime.deadline().unwrap().since(self.now).as_millis()
    }
}

fn state(state: ConnectionState) -> Effect {
    Effect::Emit(Emission::State(state, None))
}

fn send(socket: u32, text: &str) -> Effect {
    Effect::Send(socket, text.to_owned().into())
}

fn snapshot(entries: Value) -> Value {
    json!({ "type": "presence_snapshot", "timestamp": "t", "data": { "extensions": entries } })
}
