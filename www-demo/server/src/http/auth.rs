//! Login, refresh, logout, me.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use voip_sdk::model::Success;
use voip_sdk::model::auth::{FEATURE_IDEMPOTENCY_KEY, LoginAnswer, MeAnswer, RefreshAnswer};

use super::App;
use super::error::ApiError;
use super::fields::Fields;
use super::user::Caller;
use crate::auth::password;
use crate::store::{Refreshed, Session, UserId};

/// `POST /api/auth/login`
pub async fn login(State(app): State<Arc<App>>, mut fields: Fields) -> Result<Json<LoginAnswer>, ApiError> {
    let username = fields.text("username", 64);
    let given = fields.text("password", 256);
    let tenant = fields.text("tenantId", 255);
    fields.done(())?;

    let found = app.store.tenant_of_id_or_domain(&tenant)?;
    // One account, however its tenant is spelled.
    let account = format!(
        "extension {username} {}",
        found.as_ref().map_or(&tenant, |found| &found.id)
    );
    app.throttle.attempt(&account).map_err(ApiError::too_many)?;
    let tenant = found;
    let known = match &tenant {
        Some(tenant) => app.store.ha1(&tenant.id, &username)?,
        None => None,
    };
    let realm = tenant.map(|tenant| tenant.domain).unwrap_or_default();
    let right = password::ha1_matches(known.as_ref().map(|(_, ha1)| ha1), &username, &realm, &given);
    match known {
        Some((user, _)) if right => {
            app.throttle.succeeded(&account);
            open_session(&app, &user)
        }
        _ => Err(wrong_password("tenant, extension or password is wrong")),
    }
}

/// `POST /api/auth/admin/login`
pub async fn admin_login(State(app): State<Arc<App>>, mut fields: Fields) -> Result<Json<LoginAnswer>, ApiError> {
    let email = fields.text("email", 255);
    let given = fields.text("password", 256);
    fields.done(())?;

    let account = format!("admin {}", email.to_ascii_lowercase());
    app.throttle.attempt(&account).map_err(ApiError::too_many)?;
    let known = app.store.admin_of_email(&email)?;
    let hash = known.as_ref().map(|(_, admin)| admin.password_hash.clone());
    let right = tokio::task::spawn_blocking(move || password::hash_matches(hash.as_deref(), &given))
        .await
        .map_err(|error| ApiError::internal(&error))?;
    match known {
        Some((user, _)) if right => {
            app.throttle.succeeded(&account);
            open_session(&app, &user)
        }
        _ => Err(wrong_password("e-mail address or password is wrong")),
    }
}

fn wrong_password(message: &str) -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "invalid_credentials", message)
}

fn open_session(app: &App, user: &UserId) -> Result<Json<LoginAnswer>, ApiError> {
    let session = app.store.open_session(user)?;
    let (token, expires_at) = token(app, &session)?;
    let user = app
        .store
        .user(user)?
        .ok_or_else(|| wrong_password("the user is gone"))?;
    tracing::info!(tenant = %user.tenant_id, role = ?user.role, session = %session.id, "login");
    Ok(Json(LoginAnswer {
        token,
        refresh_token: Some(session.refresh_token),
        expires_at,
        user,
        features: vec![FEATURE_IDEMPOTENCY_KEY.to_owned()],
    }))
}

fn token(app: &App, session: &Session) -> Result<(String, String), ApiError> {
    app.tokens.make(session).map_err(|error| ApiError::internal(&error))
}

/// `POST /api/auth/refresh`
pub async fn refresh(State(app): State<Arc<App>>, mut fields: Fields) -> Result<Json<RefreshAnswer>, ApiError> {
    let refresh_token = fields.text("refreshToken", 256);
    fields.done(())?;
    match app.store.refresh_session(&refresh_token)? {
        Refreshed::Next(session) => {
            let (token, expires_at) = token(&app, &session)?;
            Ok(Json(RefreshAnswer {
                token,
                refresh_token: Some(session.refresh_token),
                expires_at,
            }))
        }
        Refreshed::Refused => Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            "token_invalid",
            "the refresh token is unknown, used or expired; log in again",
        )),
    }
}

/// `POST /api/auth/logout`: ends the session of the access token or, when that has expired, of the refresh token.
pub async fn logout(
    State(app): State<Arc<App>>,
    caller: Result<Caller, ApiError>,
    mut fields: Fields,
) -> Result<Json<Success>, ApiError> {
    let refresh_token = fields.optional_text("refreshToken", 256);
    fields.done(())?;
    match (caller, refresh_token) {
        (Ok(caller), _) => app.store.end_session(&caller.claims.sid)?,
        (Err(_), Some(token)) => app.store.end_session_of(&token)?,
        (Err(refused), None) => return Err(refused),
    }
    Ok(Json(Success::YES))
}

/// `GET /api/auth/me`
pub async fn me(caller: Caller) -> Json<MeAnswer> {
    Json(MeAnswer { user: caller.user })
}
