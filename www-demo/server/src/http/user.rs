//! Whom a request comes from: the bearer token.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use voip_sdk::model::auth::{Role, User};

use super::App;
use super::error::ApiError;
use crate::auth::token::{Claims, TokenError};

/// The user of a request that carries a good token.
pub struct Caller {
    /// Who it is.
    pub user: User,
    /// What the token says.
    pub claims: Claims,
}

impl App {
    /// The user that a token stands for: signed by us, not over, session open, user still there.
    pub(super) fn authenticate(&self, token: &str) -> Result<Caller, ApiError> {
        let claims = self.tokens.read(token).map_err(|error| match error {
            TokenError::Expired => refused(
                "token_expired",
                "the access token has expired; refresh it or log in again",
            ),
            TokenError::Invalid => refused("token_invalid", "the access token is not valid; log in again"),
        })?;
        if !self.store.session_is_open(&claims.sid)? {
            return Err(refused(
                "token_invalid",
                "the session of this access token has ended; log in again",
            ));
        }
        let user = self.store.user(&claims.user())?.ok_or_else(|| {
            refused(
                "token_invalid",
                "the user of this access token is gone; log in as another",
            )
        })?;
        Ok(Caller { user, claims })
    }
}

fn refused(code: &'static str, message: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, code, message)
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        match token {
            Some(token) => app.authenticate(token),
            None => Err(refused(
                "token_missing",
                "this operation needs a header Authorization: Bearer with the token of a login",
            )),
        }
    }
}

/// An administrator: who is none is refused before the body is looked at.
pub struct Admin(pub Caller);

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, app).await?;
        caller.must_be_admin()?;
        Ok(Self(caller))
    }
}

impl Caller {
    /// Whose data the request is about.
    pub fn tenant(&self) -> &str {
        &self.user.tenant_id
    }

    /// An extension's user acts for its own extension only, an administrator for each of the tenant.
    pub fn may_act_for(&self, extension: &str) -> Result<(), ApiError> {
        let own = self.user.role == Role::Admin || self.user.extension.as_deref() == Some(extension);
        own.then_some(()).ok_or_else(|| {
            ApiError::forbidden(
                "an extension's user can do this for the own extension only; an administrator can do it for all",
            )
        })
    }

    /// For what administrators do.
    pub fn must_be_admin(&self) -> Result<(), ApiError> {
        (self.user.role == Role::Admin)
            .then_some(())
            .ok_or_else(|| ApiError::forbidden("only an administrator of the tenant can do this"))
    }
}
