mod paths;
mod policy;
mod table;
mod tokens;

use core::time::Duration;

use serde_json::Value;

use super::*;
use crate::entropy::Entropy;
use crate::time::Instant;

/// Always the most that is possible, so that a delay is its ceiling.
pub struct Most;

impl Entropy for Most {
    fn fill(&mut self, out: &mut [u8]) {
        out.fill(0xff);
    }
}

pub const NOW: Instant = Instant::from_millis(1_800_000_000_000);

pub fn config() -> Config {
    Config::new("https://api.test/")
}

pub fn exchange_with(name: &str, arguments: Arguments, config: &Config, session: &Session) -> Exchange<Value> {
    let operation = Operation::named(name).expect("in the table");
    Exchange::new(operation, arguments, config, session, &mut Most).expect("good arguments")
}

pub fn exchange(name: &str) -> Exchange<Value> {
    exchange_with(name, arguments_of(name), &config(), &Session::new(true))
}

pub fn arguments_of(name: &str) -> Arguments {
    let operation = Operation::named(name).expect("in the table");
    let body = (operation.verb != operations::Verb::Get).then(|| "{}".to_owned().into());
    Arguments {
        path: operation.params.iter().map(|_| "abc".to_owned()).collect(),
        body,
        ..Arguments::default()
    }
}

pub fn status(status: u16) -> Outcome<Value> {
    answer(
        status,
        serde_json::json!({ "error": { "code": "c", "message": "Said so." } }),
    )
}

pub fn answer(status: u16, body: Value) -> Outcome<Value> {
    Outcome::Answer {
        status,
        request_id: Some("r-1".into()),
        retry_after: None,
        body: Body::Json(body),
    }
}

pub fn lost() -> Outcome<Value> {
    Outcome::Failed {
        never_left: false,
        cause: None,
    }
}

pub fn failure(step: Step<Value>) -> Failure<Value> {
    match step {
        Step::Finish(Err(failure)) => *failure,
        other => panic!("expected a failure, got {other:?}"),
    }
}

pub fn request(step: Step<Value>) -> Request {
    match step {
        Step::Send(request) => *request,
        other => panic!("expected a request, got {other:?}"),
    }
}

pub fn wait(step: Step<Value>) -> Duration {
    match step {
        Step::Wait(delay) => delay,
        other => panic!("expected a wait, got {other:?}"),
    }
}

pub fn header(request: &Request, name: &str) -> Option<String> {
    let mut all = request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
    let found = all.next().map(|(_, v)| v.expose().clone());
    assert!(all.next().is_none(), "{name} twice");
    found
}
