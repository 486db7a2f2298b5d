//! TURN credentials, limited in time, as coturn's `use-auth-secret` takes them.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use voip_sdk::model::turn::{IceServer, TurnCredentials};
use voip_sdk::redact::Redacted;

use super::App;
use super::user::Caller;
use crate::args::Config;

/// How long credentials are good.
const LIFETIME: Duration = Duration::from_secs(3600);

/// The servers that phones are told about.
pub struct Turn {
    stun_urls: Vec<String>,
    turn_urls: Vec<String>,
    secret: Option<Redacted<String>>,
}

impl Turn {
    pub fn new(config: &Config) -> Self {
        Self {
            stun_urls: config.stun_urls.clone(),
            turn_urls: config.turn_urls.clone(),
            secret: config.turn_secret.clone(),
        }
    }

    /// Credentials for a user, good until [`LIFETIME`] after `now_sec` (Unix seconds).
    fn credentials(&self, user: &str, now_sec: i64) -> TurnCredentials {
        let ttl = u32::try_from(LIFETIME.as_secs()).unwrap_or(u32::MAX);
        let mut ice_servers = Vec::new();
        if !self.stun_urls.is_empty() {
            ice_servers.push(IceServer {
                urls: self.stun_urls.clone(),
                username: None,
                credential: None,
            });
        }
        let (mut username, mut credential) = (String::new(), String::new());
        if let Some(secret) = &self.secret {
            username = format!("{}:{user}", now_sec + i64::from(ttl));
            credential = sign(secret.expose(), &username);
            ice_servers.push(IceServer {
                urls: self.turn_urls.clone(),
                username: Some(username.clone()),
                credential: Some(credential.clone()),
            });
        }
        TurnCredentials {
            username,
            credential,
            urls: self.turn_urls.clone(),
            ttl,
            ice_servers,
        }
    }
}

fn sign(secret: &str, username: &str) -> String {
    let mut mac = match Hmac::<Sha1>::new_from_slice(secret.as_bytes()) {
        Ok(mac) => mac,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    };
    mac.update(username.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// `GET /api/webrtc/turn-credentials`
pub async fn credentials(State(app): State<Arc<App>>, caller: Caller) -> Json<TurnCredentials> {
    Json(app.turn.credentials(&caller.user.id, Timestamp::now().as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_the_hmac_of_the_user_name() {
        // printf '1700003600:u' | openssl dgst -sha1 -hmac north -binary | base64
        let turn = Turn::new(&Config {
            stun_urls: vec!["stun:s".into()],
            turn_urls: vec!["turn:t".into()],
            turn_secret: Some(Redacted::new("north".into())),
            ..Config::default()
        });
        let given = turn.credentials("u", 1_700_000_000);
        assert_eq!(given.username, "1700003600:u");
        assert_eq!(given.credential, "OoeX6QfXzj1he1Ib8Wqw2llv48c=");
        assert_eq!(given.ice_servers.len(), 2);
        assert_eq!(given.ttl, 3600);
    }

    #[test]
    fn without_servers_the_list_is_empty() {
        let given = Turn::new(&Config::default()).credentials("u", 0);
        assert!(given.ice_servers.is_empty() && given.username.is_empty() && given.credential.is_empty());
    }
}
