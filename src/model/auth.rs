//! Who is calling the API: logging in, tokens, the user.

use serde::{Deserialize, Serialize};

/// Body of `login`: a user of an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoginParams {
    /// The extension's number, `1001`.
    pub username: String,
    /// The extension's password, the same one that SIP takes.
    pub password: String,
    /// Id of the tenant, or its SIP domain.
    pub tenant_id: String,
}

/// Body of `adminLogin`: an administrator of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AdminLoginParams {
    /// The administrator's e-mail address.
    pub email: String,
    /// The administrator's password.
    pub password: String,
}

/// Body of `refresh`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefreshParams {
    /// The refresh token of the last login or refresh. It works once.
    pub refresh_token: String,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Administers a tenant.
    Admin,
    /// Uses one extension.
    Extension,
}

/// The user whom a token stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Stable id.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// What the user may do.
    pub role: Role,
    /// Id of the tenant.
    pub tenant_id: String,
    /// Name of the tenant.
    pub tenant_name: String,
    /// SIP domain of the tenant: the `example.com` of `sip:1001@example.com`.
    pub sip_domain: String,
    /// Number of the user's extension; absent for an administrator without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// E-mail address, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The name in [`LoginAnswer::features`] that says that the server honours `Idempotency-Key`: a request repeated
/// with the same key is answered as the first one was, and acts once.
pub const FEATURE_IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Answer to `login` and `adminLogin`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoginAnswer {
    /// Bearer token (a JWT).
    pub token: String,
    /// Gets the next token; absent where the server gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// When `token` ends.
    pub expires_at: String,
    /// Who logged in.
    pub user: User,
    /// What the server can do beyond the API's base: `idempotency-key`.
    #[serde(default)]
    pub features: Vec<String>,
}

/// Answer to `refresh`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefreshAnswer {
    /// The new bearer token.
    pub token: String,
    /// The next refresh token; the one that was used is spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// When `token` ends.
    pub expires_at: String,
}

/// Answer to `me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MeAnswer {
    /// Whom the token stands for.
    pub user: User,
}
