//! The token that all requests of a client share.
//!
//! ```text
//!               sign_in / set_token                    refreshed
//!   no token ─────────────────────► token ◄───────────────────────┐
//!      ▲                              │  alarm: 60 s before its end │
//!      │ sign_out                     ├── can refresh ─────► refresh┤
//!      └──────────────────────────────┤                             │ refused: the refresh token is spent
//!                                     └── cannot ─► tokenExpiring ◄─┘
//! ```

use core::time::Duration;

use super::jwt;
use crate::json::{Json, quoted};
use crate::model::auth::FEATURE_IDEMPOTENCY_KEY;
use crate::redact::Redacted;
use crate::time::Instant;

/// How long before its end a token is replaced, or its end is announced.
const LEAD: Duration = Duration::from_secs(60);
/// After a refresh that got lost, the next one waits at least this long.
const REFRESH_PAUSE: Duration = Duration::from_secs(5);

/// What an answer gave.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Bearer token.
    pub token: Redacted<String>,
    /// Gets the next one.
    pub refresh_token: Option<Redacted<String>>,
    /// The answer's `expiresAt`; used where the token itself does not say when it ends.
    pub expires_at: Option<Instant>,
    /// The answer's `features`; `None` leaves what is known.
    pub features: Option<Vec<String>>,
}

impl Grant {
    /// Reads the answer to `login`, `adminLogin` or `refresh`. `time` turns ISO 8601 into a moment.
    pub fn read<J: Json>(answer: &J, time: impl FnOnce(&str) -> Option<Instant>) -> Option<Self> {
        let features = answer.get("features").and_then(|f| f.items());
        Some(Self {
            token: answer.text_at("token")?.into(),
            refresh_token: answer.text_at("refreshToken").map(Redacted::new),
            expires_at: answer.text_at("expiresAt").and_then(|t| time(&t)),
            features: features.map(|f| f.iter().filter_map(Json::text).collect()),
        })
    }
}

/// What is due at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Refresh the token.
    Refresh,
    /// Tell the application that the token ends at this moment and cannot be refreshed.
    Expiring(Instant),
}

/// The token and what is known about it.
#[derive(Debug, Default)]
pub struct Session {
    token: Option<Redacted<String>>,
    refresh_token: Option<Redacted<String>>,
    ends_at: Option<Instant>,
    lead: Duration,
    auto_refresh: bool,
    honours_keys: bool,
    announced: bool,
    not_before: Option<Instant>,
    generation: u32,
    user: u32,
}

impl Session {
    /// No token yet.
    #[must_use]
    pub fn new(auto_refresh: bool) -> Self {
        Self {
            auto_refresh,
            ..Self::default()
        }
    }

    /// The token, while there is one.
    #[must_use]
    pub fn token(&self) -> Option<&Redacted<String>> {
        self.token.as_ref()
    }

    /// Changes with the token: a 401 for an older one says nothing about the newer.
    #[must_use]
    pub const fn generation(&self) -> u32 {
        self.generation
    }

    /// Changes with the user, and not when the token is refreshed.
    #[must_use]
    pub const fn user(&self) -> u32 {
        self.user
    }

    /// Whether the server said that it honours `Idempotency-Key`.
    #[must_use]
    pub const fn honours_keys(&self) -> bool {
        self.honours_keys
    }

    /// Whether a token can be had without the user.
    #[must_use]
    pub const fn can_refresh(&self) -> bool {
        self.auto_refresh && self.refresh_token.is_some()
    }

    /// Whether there is a refresh token, used by itself or not.
    #[must_use]
    pub const fn has_refresh_token(&self) -> bool {
        self.refresh_token.is_some()
    }

    /// Whether the token should be replaced before it is used.
    #[must_use]
    pub fn is_due(&self, now: Instant) -> bool {
        self.can_refresh()
            && self.ends_at.is_some_and(|end| now + self.lead >= end)
            && self.not_before.is_none_or(|t| now >= t)
    }

    /// The body of `refresh`, and of `logout` so that the server can forget the refresh token too.
    #[must_use]
    pub fn refresh_body(&self) -> Redacted<String> {
        let body = self
            .refresh_token
            .as_ref()
            .map(|t| ["{\"refreshToken\":", &quoted(t.expose()), "}"].concat());
        body.unwrap_or_else(|| "{}".into()).into()
    }

    /// What is due next, and when.
    #[must_use]
    pub fn next_alarm(&self) -> Option<(Instant, Alarm)> {
        let end = self.ends_at?;
        if self.can_refresh() {
            let due = end - self.lead;
            return Some((self.not_before.map_or(due, |t| t.max(due)), Alarm::Refresh));
        }
        (!self.announced).then_some((end - LEAD, Alarm::Expiring(end)))
    }

    /// The application was told.
    pub const fn announced(&mut self) {
        self.announced = true;
    }

    /// Takes what a login or a refresh gave.
    pub fn grant<J: Json>(&mut self, now: Instant, grant: Grant) {
        let claims = jwt::claims::<J>(grant.token.expose());
        // A token that was made this moment lives for exp - iat from now, whatever this machine's clock says.
        let lifetime = claims
            .and_then(|c| c.expires_at?.checked_sub(c.issued_at?))
            .map(Duration::from_secs);
        let by_clock = claims
            .and_then(|c| c.expires_at)
            .map(|s| Instant::from_millis(s.saturating_mul(1000)));
        self.replace(
            now,
            Some(grant.token),
            lifetime.map(|l| now + l).or(by_clock).or(grant.expires_at),
        );
        // A server that rotates sends the next one; one that does not means the same to be used again.
        if grant.refresh_token.is_some() {
            self.refresh_token = grant.refresh_token;
        }
        if let Some(features) = grant.features {
            self.honours_keys = features.iter().any(|f| f == FEATURE_IDEMPOTENCY_KEY);
        }
    }

    /// Takes a token that the application has from elsewhere. It cannot be refreshed.
    pub fn set_token<J: Json>(&mut self, now: Instant, token: Option<String>) {
        let exp = token.as_deref().and_then(jwt::claims::<J>).and_then(|c| c.expires_at);
        self.refresh_token = None;
        self.user = self.user.wrapping_add(1);
        self.replace(
            now,
            token.map(Redacted::new),
            exp.map(|s| Instant::from_millis(s.saturating_mul(1000))),
        );
    }

    /// Forgets everything about the user.
    pub fn sign_out(&mut self) {
        let generation = self.generation.wrapping_add(1);
        let user = self.user.wrapping_add(1);
        *self = Self {
            generation,
            user,
            auto_refresh: self.auto_refresh,
            ..Self::default()
        };
    }

    /// The refresh token was refused: it will not work again.
    pub fn refresh_refused(&mut self) {
        self.refresh_token = None;
    }

    /// The refresh got lost: the token may still serve, and another attempt comes later.
    pub fn refresh_lost(&mut self, now: Instant) {
        self.not_before = Some(now + REFRESH_PAUSE);
    }

    fn replace(&mut self, now: Instant, token: Option<Redacted<String>>, ends_at: Option<Instant>) {
        self.token = token;
        self.ends_at = ends_at;
        // A token that lives shorter than four leads must not be replaced all the time.
        self.lead = ends_at.map_or(LEAD, |end| LEAD.min(end.since(now) / 4));
        self.announced = false;
        self.not_before = None;
        self.generation = self.generation.wrapping_add(1);
    }
}
