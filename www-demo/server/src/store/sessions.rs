//! Logins and their refresh tokens.
//!
//! ```text
//!   login ──▶ open ── refresh (token unused) ──▶ open, next token
//!              │ └─── refresh (token used a moment ago: the answer was lost) ──▶ open, next token
//!              ├───── refresh (token used before) ──▶ ended: somebody else has the token
//!              └───── logout ──▶ ended
//! ```

use rusqlite::{OptionalExtension, Transaction, params};
use sha2::{Digest, Sha256};
use voip_sdk::model::auth::Role;

use super::{Result, Store, UserId, now_ms};

/// How long a refresh token is good.
const REFRESH_LIFETIME_MS: i64 = 7 * 24 * 3600 * 1000;

/// For so long a used refresh token is taken again: the answer with the next one may have been lost on its way.
const REPEAT_MS: i64 = 30 * 1000;

/// A session and its next refresh token.
#[derive(Clone)]
pub struct Session {
    /// Its id; access tokens carry it.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// The refresh token; only its hash is kept.
    pub refresh_token: String,
}

/// What came of a refresh token.
pub enum Refreshed {
    /// Good: here is the next.
    Next(Session),
    /// Unknown, expired, or of a session that has ended.
    Refused,
}

impl Store {
    /// Opens a session.
    ///
    /// # Errors
    /// As every query.
    pub fn open_session(&self, user: &UserId) -> Result<Session> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let now = now_ms();
        let id = uuid::Uuid::new_v4().to_string();
        transaction.execute("DELETE FROM sessions WHERE created_at < ?1 AND NOT EXISTS (SELECT 1 FROM refresh_tokens r WHERE r.session_id = sessions.id AND r.expires_at >= ?2)", params![now - REFRESH_LIFETIME_MS, now])?;
        transaction.execute(
            "INSERT INTO sessions (id, tenant_id, role, user_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![id, user.tenant_id, role_name(user.role), user.id, now],
        )?;
        let refresh_token = add_token(&transaction, &id, now)?;
        transaction.commit()?;
        Ok(Session {
            id,
            user: user.clone(),
            refresh_token,
        })
    }

    /// Exchanges a refresh token for the next one.
    ///
    /// # Errors
    /// As every query.
    pub fn refresh_session(&self, refresh_token: &str) -> Result<Refreshed> {
        self.refresh_session_at(refresh_token, now_ms())
    }

    fn refresh_session_at(&self, refresh_token: &str, now: i64) -> Result<Refreshed> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let hash = hash(refresh_token);
        let found = transaction
            .query_row(
                "SELECT s.id, s.tenant_id, s.role, s.user_id, r.used_at FROM refresh_tokens r
                 JOIN sessions s ON s.id = r.session_id
                 WHERE r.hash = ?1 AND r.expires_at > ?2 AND s.ended_at IS NULL",
                params![hash, now],
                |row| {
                    let user = UserId {
                        tenant_id: row.get(1)?,
                        role: role_of(&row.get::<_, String>(2)?),
                        id: row.get(3)?,
                    };
                    Ok((row.get::<_, String>(0)?, user, row.get::<_, Option<i64>>(4)?))
                },
            )
            .optional()?;
        let Some((id, user, used_at)) = found else {
            return Ok(Refreshed::Refused);
        };
        if used_at.is_some_and(|used| now - used > REPEAT_MS) {
            transaction.execute("UPDATE sessions SET ended_at = ?2 WHERE id = ?1", params![id, now])?;
            transaction.commit()?;
            tracing::warn!(session = %id, "a used refresh token came again: the session is ended");
            return Ok(Refreshed::Refused);
        }
        transaction.execute(
            "UPDATE refresh_tokens SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL",
            params![hash, now],
        )?;
        transaction.execute("DELETE FROM refresh_tokens WHERE expires_at < ?1", [now])?;
        let refresh_token = add_token(&transaction, &id, now)?;
        transaction.commit()?;
        Ok(Refreshed::Next(Session {
            id,
            user,
            refresh_token,
        }))
    }

    /// Ends a session: its refresh tokens and its access tokens are refused from now on.
    ///
    /// # Errors
    /// As every query.
    pub fn end_session(&self, id: &str) -> Result<()> {
        self.lock().execute(
            "UPDATE sessions SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
            params![id, now_ms()],
        )?;
        Ok(())
    }

    /// Ends the session that a refresh token belongs to; an unknown token belongs to none.
    ///
    /// # Errors
    /// As every query.
    pub fn end_session_of(&self, refresh_token: &str) -> Result<()> {
        self.lock().execute(
            "UPDATE sessions SET ended_at = ?2
             WHERE ended_at IS NULL AND id = (SELECT session_id FROM refresh_tokens WHERE hash = ?1)",
            params![hash(refresh_token), now_ms()],
        )?;
        Ok(())
    }

    /// Whether a session is there and has not ended.
    ///
    /// # Errors
    /// As every query.
    pub fn session_is_open(&self, id: &str) -> Result<bool> {
        let query = "SELECT EXISTS (SELECT 1 FROM sessions WHERE id = ?1 AND ended_at IS NULL)";
        Ok(self.lock().query_row(query, [id], |row| row.get(0))?)
    }
}

fn add_token(transaction: &Transaction<'_>, session_id: &str, now: i64) -> Result<String> {
    let token = crate::auth::random_token();
    transaction.execute(
        "INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES (?1, ?2, ?3)",
        params![hash(&token), session_id, now + REFRESH_LIFETIME_MS],
    )?;
    Ok(token)
}

/// A refresh token is 256 random bits: a plain hash is enough to make the file useless to a thief.
fn hash(token: &str) -> String {
    crate::auth::hex(&Sha256::digest(token))
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "admin",
        Role::Extension => "extension",
    }
}

fn role_of(name: &str) -> Role {
    match name {
        "admin" => Role::Admin,
        _ => Role::Extension,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Tenant;

    fn store() -> (Store, UserId) {
        let store = Store::in_memory().unwrap();
        store
            .put_tenant(&Tenant {
                id: "t".into(),
                name: "T".into(),
                domain: "t.test".into(),
                did: String::new(),
            })
            .unwrap();
        let user = UserId {
            tenant_id: "t".into(),
            role: Role::Extension,
            id: "u".into(),
        };
        (store, user)
    }

    fn next(refreshed: Refreshed) -> Option<Session> {
        match refreshed {
            Refreshed::Next(session) => Some(session),
            Refreshed::Refused => None,
        }
    }

    #[test]
    fn a_refresh_token_is_taken_again_for_a_moment_and_later_ends_the_session() {
        let (store, user) = store();
        let first = store.open_session(&user).unwrap();
        let now = now_ms();
        let second = next(store.refresh_session_at(&first.refresh_token, now).unwrap()).unwrap();
        assert!(next(store.refresh_session_at(&first.refresh_token, now + REPEAT_MS).unwrap()).is_some());
        assert!(store.session_is_open(&first.id).unwrap());
        assert!(
            next(
                store
                    .refresh_session_at(&first.refresh_token, now + REPEAT_MS + 1)
                    .unwrap()
            )
            .is_none()
        );
        assert!(!store.session_is_open(&first.id).unwrap());
        assert!(next(store.refresh_session_at(&second.refresh_token, now).unwrap()).is_none());
    }

    #[test]
    fn an_expired_refresh_token_is_refused() {
        let (store, user) = store();
        let session = store.open_session(&user).unwrap();
        let late = now_ms() + REFRESH_LIFETIME_MS + 1;
        assert!(next(store.refresh_session_at(&session.refresh_token, late).unwrap()).is_none());
    }

    #[test]
    fn refresh_tokens_are_not_in_the_file() {
        let (store, user) = store();
        let session = store.open_session(&user).unwrap();
        let kept: String = store
            .lock()
            .query_row("SELECT hash FROM refresh_tokens", [], |row| row.get(0))
            .unwrap();
        assert_ne!(kept, session.refresh_token);
    }
}
