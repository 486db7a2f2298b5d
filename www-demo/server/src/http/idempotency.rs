//! `Idempotency-Key`: a request that is repeated with the same key acts once and is answered alike.
//!
//! Kept in memory: a client repeats within seconds. After a restart a repeated create is a new one; where a name or a
//! number is taken by then, it is a conflict.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use voip_sdk::model::auth::User;

use super::App;
use super::cors::IDEMPOTENCY_KEY;
use super::error::ApiError;
use crate::auth::hex;

/// How long an answer is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);

/// Answers that are remembered at most.
const ANSWERS: usize = 10_000;

/// Tenant, user, key.
type Key = (String, String, String);

struct Kept {
    /// Its hash: there may be a password in it, and it may be long.
    request: String,
    answer: Value,
    at: Instant,
}

/// The answers by key.
#[derive(Default)]
pub struct Idempotency {
    kept: Mutex<HashMap<Key, Kept>>,
    /// Of the keys that somebody acts under, or waits to.
    turns: Mutex<HashMap<Key, Weak<tokio::sync::Mutex<()>>>>,
}

impl Idempotency {
    /// Runs `act`, or gives the answer that it gave when the same request came with the same key.
    /// A failure is not remembered: nothing was done, so that it can be tried again.
    ///
    /// # Errors
    /// Those of `act`; 400 for a key that is no text of 1 to 255 characters; 422 for a key that was used for
    /// another request.
    pub fn once(
        &self,
        headers: &HeaderMap,
        user: &User,
        request: &str,
        act: impl FnOnce() -> Result<Value, ApiError>,
    ) -> Result<Value, ApiError> {
        let Some(key) = key_of(headers, user)? else {
            return act();
        };
        // Held while acting: two requests with one key at the same moment act once.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = earlier(&kept, &key, request)? {
            return Ok(answer);
        }
        let answer = act()?;
        keep(&mut kept, key, request, &answer);
        Ok(answer)
    }

    /// The same for something that has to be waited for.
    ///
    /// # Errors
    /// As [`Idempotency::once`].
    pub async fn once_awaited(
        &self,
        headers: &HeaderMap,
        user: &User,
        request: &str,
        act: impl Future<Output = Result<Value, ApiError>>,
    ) -> Result<Value, ApiError> {
        let Some(key) = key_of(headers, user)? else {
            return act.await;
        };
        // One after another under the same key; nobody else waits for it.
        let turn = self.turn_of(&key);
        let _turn = turn.lock().await;
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = earlier(&kept(), &key, request)? {
            return Ok(answer);
        }
        let answer = act.await?;
        keep(&mut kept(), key, request, &answer);
        Ok(answer)
    }

    fn turn_of(&self, key: &Key) -> Arc<tokio::sync::Mutex<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = turns.get(key).and_then(Weak::upgrade).unwrap_or_default();
        turns.insert(key.clone(), Arc::downgrade(&turn));
        turn
    }
}

fn key_of(headers: &HeaderMap, user: &User) -> Result<Option<Key>, ApiError> {
    let Some(header) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = header
        .to_str()
        .ok()
        .filter(|key| (1..=255).contains(&key.len()))
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "invalid_idempotency_key",
                "Idempotency-Key has to be a text of 1 to 255 characters",
            )
        })?;
    Ok(Some((user.tenant_id.clone(), user.id.clone(), key.to_owned())))
}

fn earlier(kept: &HashMap<Key, Kept>, key: &Key, request: &str) -> Result<Option<Value>, ApiError> {
    match kept.get(key).filter(|earlier| earlier.at.elapsed() < REMEMBERED) {
        Some(earlier) if earlier.request == hash(request) => Ok(Some(earlier.answer.clone())),
        Some(_) => Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_reused",
            "this Idempotency-Key was used for another request; take a new one",
        )),
        None => Ok(None),
    }
}

fn hash(request: &str) -> String {
    hex(&Sha256::digest(request))
}

fn keep(kept: &mut HashMap<Key, Kept>, key: Key, request: &str, answer: &Value) {
    let now = Instant::now();
    make_room(kept, now);
    let earlier = Kept {
        request: hash(request),
        answer: answer.clone(),
        at: now,
    };
    kept.insert(key, earlier);
}

impl App {
    /// Creates something once, however often the request comes with the same `Idempotency-Key`, and answers 201 with
    /// it. `operation` and `params` tell the request from others.
    ///
    /// # Errors
    /// Those of `create` and of [`Idempotency::once`].
    pub(super) fn create_once<P: Serialize, T: Serialize>(
        &self,
        headers: &HeaderMap,
        user: &User,
        operation: &str,
        params: &P,
        create: impl FnOnce() -> Result<T, ApiError>,
    ) -> Result<(StatusCode, Json<Value>), ApiError> {
        let request = serde_json::to_string(&(operation, params)).map_err(|error| ApiError::internal(&error))?;
        let answer = self.idempotency.once(headers, user, &request, || {
            serde_json::to_value(create()?).map_err(|error| ApiError::internal(&error))
        })?;
        Ok((StatusCode::CREATED, Json(answer)))
    }
}

fn make_room(kept: &mut HashMap<Key, Kept>, now: Instant) {
    if kept.len() < ANSWERS {
        return;
    }
    kept.retain(|_, earlier| now - earlier.at < REMEMBERED);
    let oldest = kept
        .iter()
        .min_by_key(|(_, earlier)| earlier.at)
        .map(|(key, _)| key.clone());
    if let Some(key) = oldest.filter(|_| kept.len() >= ANSWERS) {
        kept.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde_json::json;
    use voip_sdk::model::auth::Role;

    use super::*;

    fn user(tenant: &str) -> User {
        User {
            id: "u".into(),
            name: "U".into(),
            role: Role::Extension,
            tenant_id: tenant.into(),
            tenant_name: "T".into(),
            sip_domain: "t.test".into(),
            extension: None,
            email: None,
        }
    }

    fn key(key: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(IDEMPOTENCY_KEY, HeaderValue::from_static(key))])
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_acts_once_for_each_tenant_and_for_a_day() {
        let kept = Idempotency::default();
        let mut calls = 0;
        let mut ask = |tenant, headers| {
            let answer = kept.once(&headers, &user(tenant), "r", || {
                calls += 1;
                Ok(json!(calls))
            });
            answer.unwrap()
        };
        assert_eq!(ask("acme", key("a")), 1);
        assert_eq!(ask("acme", key("a")), 1);
        assert_eq!(ask("acme", key("b")), 2);
        assert_eq!(ask("globex", key("a")), 3);
        assert_eq!(ask("acme", HeaderMap::new()), 4);
        tokio::time::advance(REMEMBERED).await;
        assert_eq!(ask("acme", key("a")), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_awaited_acts_once_too_even_at_the_same_moment() {
        let (kept, acts) = (Idempotency::default(), std::sync::atomic::AtomicU32::new(0));
        let (headers, user) = (key("a"), user("acme"));
        let ask = || {
            kept.once_awaited(&headers, &user, "r", async {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Ok(json!(acts.fetch_add(1, std::sync::atomic::Ordering::Relaxed)))
            })
        };
        let (first, second) = tokio::join!(ask(), ask());
        assert_eq!((first.unwrap(), second.unwrap()), (json!(0), json!(0)));
        let other = kept
            .once_awaited(&headers, &user, "another", async { Ok(json!(2)) })
            .await;
        assert_eq!(other.unwrap_err().code(), "idempotency_key_reused");
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_is_not_remembered_and_a_key_is_for_one_request() {
        let kept = Idempotency::default();
        let failing = kept.once(&key("a"), &user("acme"), "r", || Err(ApiError::not_found("thing")));
        assert_eq!(failing.unwrap_err().code(), "not_found");
        assert_eq!(kept.once(&key("a"), &user("acme"), "r", || Ok(json!(1))).unwrap(), 1);
        let other = kept.once(&key("a"), &user("acme"), "another", || Ok(json!(2)));
        assert_eq!(other.unwrap_err().code(), "idempotency_key_reused");
        let empty = kept.once(&key(""), &user("acme"), "r", || Ok(json!(2)));
        assert_eq!(empty.unwrap_err().code(), "invalid_idempotency_key");
    }
}
