//! One operation under way, from its arguments to its answer.
//!
//! ```text
//!            ┌──────────────── Wait(delay) ◄─────────────┐ may be repeated
//!            ▼                                           │
//!  new ──► next ──► Send(request) ──► settle(outcome) ───┼──► Finish(Ok)
//!            │ ▲                                         ├──► Finish(Err)
//!   token due│ │ refreshed(..)                           │ 401, once
//!            ▼ │                                         │
//!          Refresh ◄─────────────────────────────────────┘
//! ```

use core::time::Duration;

use super::config::{Config, Idempotency};
use super::failure::{Failure, Kind};
use super::operations::{Effect, Form, Operation, Verb};
use super::session::Session;
use super::{path, retry};
use crate::entropy::Entropy;
use crate::json::Json;
use crate::redact::Redacted;
use crate::time::Instant;

/// What the caller gave.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Values of the path's parameters, in the table's order.
    pub path: Vec<String>,
    /// Keys and values of the query.
    pub query: Vec<(String, String)>,
    /// JSON text of the body.
    pub body: Option<Redacted<String>>,
    /// Instead of the client's.
    pub timeout: Option<Duration>,
    /// Instead of the client's.
    pub max_retries: Option<u32>,
    /// Instead of one made here.
    pub idempotency_key: Option<String>,
    /// In addition to the client's.
    pub headers: Vec<(String, String)>,
    /// The caller reads the answer's body.
    pub stream: bool,
}

/// What is to be sent.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub verb: &'static str,
    /// Absolute URL.
    pub url: String,
    /// Headers, each name once.
    pub headers: Vec<(String, Redacted<String>)>,
    /// JSON text.
    pub body: Option<Redacted<String>>,
    /// Limit until the answer's body is complete; for one that is no JSON, until its next piece has come.
    pub timeout: Duration,
    /// What the body of a success has to be.
    pub form: Form,
}

/// Body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Body<J> {
    /// JSON.
    Json(J),
    /// Text, a blob or a response: what the request's form asks for.
    Raw(J),
    /// No bytes at all.
    Empty,
    /// Something that was not asked for.
    Other {
        /// What the server calls it.
        content_type: Option<String>,
    },
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum Outcome<J> {
    /// An answer, complete.
    Answer {
        /// Status.
        status: u16,
        /// `X-Request-Id`.
        request_id: Option<String>,
        /// `Retry-After`.
        retry_after: Option<String>,
        /// Body.
        body: Body<J>,
    },
    /// The network failed.
    Failed {
        /// The request surely never left: no name, no route, connection refused.
        never_left: bool,
        /// What the transport threw.
        cause: Option<J>,
    },
    /// The limit passed.
    TimedOut,
}

/// A success.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<J> {
    /// Status, 2xx.
    pub status: u16,
    /// `X-Request-Id`.
    pub request_id: Option<String>,
    /// The body; `None` for one without content (204).
    pub value: Option<J>,
}

/// What the driver does next.
#[derive(Debug)]
pub enum Step<J> {
    /// Send this and `settle` what comes of it.
    Send(Box<Request>),
    /// Wait, then `next`.
    Wait(Duration),
    /// Have the session's token refreshed (together with all who wait for the same), then `refreshed`.
    Refresh,
    /// It is over.
    Finish(Result<Answer<J>, Box<Failure<J>>>),
}

/// One operation under way.
#[derive(Debug)]
pub struct Exchange<J> {
    operation: &'static Operation,
    url: String,
    headers: Vec<(String, Redacted<String>)>,
    body: Option<Redacted<String>>,
    timeout: Duration,
    max_retries: u32,
    form: Form,
    attempt: u32,
    repeatable: bool,
    /// A refresh was asked for.
    renewed: bool,
    /// It was repeated after a 401.
    repeated: bool,
    generation: u32,
    refused: Option<Box<Failure<J>>>,
}

impl<J: Json> Exchange<J> {
    /// Makes the request that `operation` with `arguments` is.
    ///
    /// # Errors
    /// [`Kind::Argument`] when a path parameter is empty or a dot segment.
    pub fn new(
        operation: &'static Operation,
        arguments: Arguments,
        config: &Config,
        session: &Session,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, Box<Failure<J>>> {
        let filled = path::fill(config.path_of(operation), operation.params, &arguments.path)
            .map_err(|why| Failure::argument(operation, &why))?;
        let mut url = [config.api_url.as_str(), &filled].concat();
        path::append_query(&mut url, &arguments.query);

        let mut headers = Vec::new();
        let form = if arguments.stream { Form::Stream } else { operation.form };
        set(&mut headers, "Accept", accepted(form).into());
        if arguments.body.is_some() {
            set(&mut headers, "Content-Type", "application/json".into());
        }
        // A refresh token works once: with it goes the key that a server could remember its answer under.
        let honoured = operation.effect != Effect::Refreshes
            && match config.idempotency {
                Idempotency::Always => true,
                Idempotency::Never => false,
                Idempotency::Auto => session.honours_keys(),
            };
        if config.idempotency != Idempotency::Never {
            match arguments.idempotency_key {
                Some(key) => set(&mut headers, KEY, key),
                None if honoured && !operation.safe => set(&mut headers, KEY, entropy.token(26)),
                None => {}
            }
        }
        for (name, value) in config.headers.iter().chain(&arguments.headers) {
            set(&mut headers, name, value.clone());
        }
        Ok(Self {
            operation,
            url,
            headers,
            body: arguments.body,
            timeout: arguments.timeout.unwrap_or(config.timeout),
            max_retries: arguments.max_retries.unwrap_or(config.max_retries),
            form,
            attempt: 0,
            repeatable: operation.safe || honoured,
            // To log out, the token that is there does, or else the refresh token that goes with it.
            renewed: operation.effect == Effect::SignsOut,
            repeated: false,
            generation: 0,
            refused: None,
        })
    }

    /// The row that this is.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// How often it was sent again so far.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The first step, and the one after a wait.
    pub fn next(&mut self, session: &Session, now: Instant) -> Step<J> {
        if !self.operation.public && !self.renewed && session.is_due(now) {
            self.renewed = true;
            return Step::Refresh;
        }
        self.send(session)
    }

    /// After `Step::Refresh`: the token is there, or it could not be had.
    pub fn refreshed(&mut self, result: Result<(), Box<Failure<J>>>, session: &Session) -> Step<J> {
        match (result, self.refused.take()) {
            (Ok(()), _) => self.send(session),
            // The old token may still be good: the server shall say.
            (Err(_), None) => self.send(session),
            // It was refused and there is no other. When the server refused that as well, the 401 says it best.
            (Err(failure), Some(refused)) if failure.kind == Kind::Authentication => Step::Finish(Err(refused)),
            (Err(mut failure), Some(_)) => {
                failure.operation = self.operation.name;
                Step::Finish(Err(failure))
            }
        }
    }

    /// What came of the request.
    pub fn settle(
        &mut self,
        outcome: Outcome<J>,
        session: &Session,
        now: Instant,
        entropy: &mut dyn Entropy,
    ) -> Step<J> {
        let (failure, certain) = match outcome {
            Outcome::Answer {
                status,
                request_id,
                body,
                ..
            } if (200..300).contains(&status) => {
                return Step::Finish(self.accept(status, request_id, body));
            }
            Outcome::Answer {
                status,
                request_id,
                retry_after,
                body,
            } => {
                let mut failure = Failure::of_answer(self.operation, status, &body);
                failure.request_id = request_id;
                failure.retry_after = retry_after.and_then(|h| retry::retry_after(&h, now));
                (failure, false)
            }
            Outcome::Failed { never_left, cause } => (Failure::network(self.operation, cause), never_left),
            Outcome::TimedOut => (Failure::timed_out(self.operation, self.timeout), false),
        };
        if failure.status == Some(404) && self.operation.verb == Verb::Delete && self.attempt > 0 {
            // The attempt before did it, and its answer got lost.
            return Step::Finish(Ok(Answer {
                status: 204,
                request_id: failure.request_id,
                value: None,
            }));
        }
        if failure.status == Some(401) && !self.operation.public {
            return self.unauthorized(failure, session);
        }
        if failure.retryable
            && (self.repeatable || certain)
            && self.attempt < self.max_retries
            && let Some(delay) = retry::delay(failure.retry_after, self.attempt, entropy)
        {
            self.attempt += 1;
            return Step::Wait(delay);
        }
        Step::Finish(Err(failure))
    }

    fn accept(&self, status: u16, request_id: Option<String>, body: Body<J>) -> Result<Answer<J>, Box<Failure<J>>> {
        match body {
            Body::Json(value) | Body::Raw(value) => Ok(Answer {
                status,
                request_id,
                value: Some(value),
            }),
            Body::Empty if matches!(status, 204 | 205) => Ok(Answer {
                status,
                request_id,
                value: None,
            }),
            body => {
                let mut failure = Failure::not_expected(self.operation, status, &body);
                failure.request_id = request_id;
                Err(failure)
            }
        }
    }

    /// A 401: another request may have had the token replaced meanwhile, else it is refreshed, and this is repeated
    /// once. Only once, whatever the new token is worth.
    fn unauthorized(&mut self, failure: Box<Failure<J>>, session: &Session) -> Step<J> {
        let newer = session.generation() != self.generation && session.token().is_some();
        if self.repeated || !(newer || (session.can_refresh() && !self.renewed)) {
            return Step::Finish(Err(failure));
        }
        self.repeated = true;
        if newer {
            return self.send(session);
        }
        self.renewed = true;
        self.refused = Some(failure);
        Step::Refresh
    }

    fn send(&mut self, session: &Session) -> Step<J> {
        self.generation = session.generation();
        let mut headers = self.headers.clone();
        let own = headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let (false, false, Some(token)) = (self.operation.public, own, session.token()) {
            set(&mut headers, "Authorization", ["Bearer ", token.expose()].concat());
        }
        Step::Send(Box::new(Request {
            verb: self.operation.verb.as_str(),
            url: self.url.clone(),
            headers,
            body: self.body.clone(),
            timeout: self.timeout,
            form: self.form,
        }))
    }
}

const KEY: &str = "Idempotency-Key";

/// The media types that are asked for. Errors are JSON in any case.
const fn accepted(form: Form) -> &'static str {
    match form {
        Form::Json | Form::Url => "application/json",
        Form::Text | Form::Stream | Form::Blob => "*/*",
    }
}

/// Sets a header, replacing the one of the same name.
fn set(headers: &mut Vec<(String, Redacted<String>)>, name: &str, value: String) {
    headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), Redacted::new(value)));
}
