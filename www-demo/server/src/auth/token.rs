//! Access tokens: JWT, HS256, with a key that each data directory has of its own.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use voip_sdk::model::auth::Role;

use crate::store::{Session, UserId};

const ISSUER: &str = "voip-demo-server";

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    /// Id of the user.
    pub sub: String,
    /// Id of the tenant.
    pub tid: String,
    /// Which kind of user.
    pub role: Role,
    /// Id of the session that it came from.
    pub sid: String,
    /// When it was made, Unix seconds.
    pub iat: i64,
    /// When it ends, Unix seconds.
    pub exp: i64,
}

impl Claims {
    /// Whom it stands for.
    #[must_use]
    pub fn user(&self) -> UserId {
        UserId {
            tenant_id: self.tid.clone(),
            role: self.role,
            id: self.sub.clone(),
        }
    }

    /// How long it is still good.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        let left = self.exp.saturating_mul(1000) - Timestamp::now().as_millisecond();
        Duration::from_millis(u64::try_from(left).unwrap_or(0))
    }
}

/// Why a token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Its time is over.
    Expired,
    /// It is not one of ours.
    Invalid,
}

/// Makes and reads access tokens.
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    lifetime: Duration,
}

impl Tokens {
    /// With a key of at least 32 random bytes.
    #[must_use]
    pub fn new(key: &[u8], lifetime: Duration) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.set_issuer(&[ISSUER]);
        Self {
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            validation,
            lifetime,
        }
    }

    /// A token for a session, and when it ends (ISO 8601).
    ///
    /// # Errors
    /// Should the claims not fit into JSON.
    pub fn make(&self, session: &Session) -> Result<(String, String), jsonwebtoken::errors::Error> {
        let iat = Timestamp::now().as_second();
        let exp = iat.saturating_add(i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX));
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: session.user.id.clone(),
            tid: session.user.tenant_id.clone(),
            role: session.user.role,
            sid: session.id.clone(),
            iat,
            exp,
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?;
        let ends = Timestamp::from_second(exp).unwrap_or(Timestamp::MAX);
        Ok((token, ends.to_string()))
    }

    /// What a token says.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read(&self, token: &str) -> Result<Claims, TokenError> {
        match jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation) {
            // The library counts the second of `exp` itself as good (RFC 7519 §4.1.4 does not).
            Ok(data) if data.claims.remaining().is_zero() => Err(TokenError::Expired),
            Ok(data) => Ok(data.claims),
            Err(error) if matches!(error.kind(), ErrorKind::ExpiredSignature) => Err(TokenError::Expired),
            Err(_) => Err(TokenError::Invalid),
        }
    }
}

/// The key in `file`, made if it is not there.
///
/// # Errors
/// What the file system says; a file of another length is refused.
pub fn load_or_make_key(file: &Path) -> io::Result<Vec<u8>> {
    match std::fs::read(file) {
        Ok(key) if key.len() == 32 => Ok(key),
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "{} holds no key of 32 bytes; delete it to get a new one",
                file.display()
            ),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let key = rand::random::<[u8; 32]>().to_vec();
            write_private(file, &key)?;
            Ok(key)
        }
        Err(error) => Err(error),
    }
}

/// Writes a file that only its owner can read, all of it or nothing.
///
/// # Errors
/// What the file system says.
pub fn write_private(file: &Path, content: &[u8]) -> io::Result<()> {
    let beside = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&beside)?;
    handle.write_all(content)?;
    handle.sync_all()?;
    std::fs::rename(&beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            id: "s".into(),
            user: UserId {
                tenant_id: "acme".into(),
                role: Role::Extension,
                id: "u".into(),
            },
            refresh_token: String::new(),
        }
    }

    #[test]
    fn a_token_says_who_and_for_how_long() {
        let tokens = Tokens::new(&[7; 32], Duration::from_secs(60));
        let (token, _) = tokens.make(&session()).unwrap();
        let claims = tokens.read(&token).unwrap();
        assert_eq!(claims.user(), session().user);
        assert!(claims.remaining() <= Duration::from_secs(60) && claims.remaining() > Duration::from_secs(50));
    }

    #[test]
    fn an_expired_token_and_one_of_another_key_are_told_apart() {
        let tokens = Tokens::new(&[7; 32], Duration::ZERO);
        let (expired, _) = tokens.make(&session()).unwrap();
        let (foreign, _) = Tokens::new(&[8; 32], Duration::from_secs(60)).make(&session()).unwrap();
        assert_eq!(tokens.read(&expired).unwrap_err(), TokenError::Expired);
        assert_eq!(tokens.read(&foreign).unwrap_err(), TokenError::Invalid);
        assert_eq!(tokens.read("").unwrap_err(), TokenError::Invalid);
    }
}
