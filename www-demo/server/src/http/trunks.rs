//! SIP trunks: administrators alone see and change them.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::trunks::{
    CreateTrunkParams, ListTrunksParams, Trunk, TrunkAnswer, TrunkAuthType, TrunkList, TrunkTransport,
    UpdateTrunkParams,
};
use voip_sdk::redact::Redacted;

use super::App;
use super::body::{Body, Params, Path, set};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::Admin;
use super::wrong::Wrong;
use crate::store::KeptTrunk;

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/trunks", get(list).post(create))
        .route("/trunks/{id}", get(read).patch(update).delete(delete))
}

async fn list(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Params(params): Params<ListTrunksParams>,
) -> Result<Json<TrunkList>, ApiError> {
    let page = page("trunks", params.limit, params.cursor.as_deref())?;
    let listed = app.store.trunks(caller.tenant(), &page)?;
    Ok(Json(TrunkList {
        next_cursor: next_cursor("trunks", &listed),
        total: listed.total,
        trunks: listed.items,
    }))
}

async fn read(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<TrunkAnswer>, ApiError> {
    let kept = app.store.trunk(caller.tenant(), &id)?.ok_or_else(gone)?;
    Ok(Json(TrunkAnswer { trunk: kept.trunk }))
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateTrunkParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    app.create_once(&headers, &caller.user, "createTrunk", &params, || {
        let kept = new_trunk(&params);
        check(&kept)?;
        let trunk = app.store.add_trunk(caller.tenant(), &kept)?;
        Ok(TrunkAnswer { trunk })
    })
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateTrunkParams>,
) -> Result<Json<TrunkAnswer>, ApiError> {
    let changed = app.store.change_trunk(caller.tenant(), &id, |kept| {
        change(kept, params);
        check(kept)
    })?;
    let trunk = changed.ok_or_else(gone)?;
    Ok(Json(TrunkAnswer { trunk }))
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let deleted = app.store.delete_trunk(caller.tenant(), &id)?;
    deleted.then_some(Json(Success::YES)).ok_or_else(gone)
}

fn gone() -> ApiError {
    ApiError::not_found("trunk")
}

fn new_trunk(params: &CreateTrunkParams) -> KeptTrunk {
    KeptTrunk {
        trunk: Trunk {
            id: String::new(),
            name: params.name.clone(),
            provider: params.provider.clone().unwrap_or_else(|| "custom".to_owned()),
            gateway: params.gateway.clone(),
            auth_type: params.auth_type,
            username: params.username.clone(),
            has_password: params.password.is_some(),
            transport: params.transport.unwrap_or(TrunkTransport::Udp),
            priority: params.priority.unwrap_or(10),
            max_channels: params.max_channels.unwrap_or(10),
            enabled: params.enabled.unwrap_or(true),
            created_at: String::new(),
            updated_at: String::new(),
        },
        password: params.password.clone().map(Redacted::new),
    }
}

fn change(kept: &mut KeptTrunk, params: UpdateTrunkParams) {
    let trunk = &mut kept.trunk;
    set(&mut trunk.name, params.name);
    set(&mut trunk.provider, params.provider);
    set(&mut trunk.gateway, params.gateway);
    set(&mut trunk.auth_type, params.auth_type);
    set(&mut trunk.username, params.username);
    set(
        &mut kept.password,
        params.password.map(|password| password.map(Redacted::new)),
    );
    set(&mut trunk.transport, params.transport);
    set(&mut trunk.priority, params.priority);
    set(&mut trunk.max_channels, params.max_channels);
    set(&mut trunk.enabled, params.enabled);
}

/// Holds a trunk as it would be kept against what its members say together.
fn check(kept: &KeptTrunk) -> Result<(), ApiError> {
    let mut wrong = Wrong::default();
    let trunk = &kept.trunk;
    wrong.one_line("name", &trunk.name);
    wrong.one_line("provider", &trunk.provider);
    wrong.unless(
        is_gateway(&trunk.gateway),
        "gateway",
        "must be a host name or an IPv4 address, with a port from 1 to 65535 or without",
    );
    if let Some(username) = &trunk.username {
        wrong.one_line("username", username);
    }
    if trunk.auth_type == TrunkAuthType::Credentials {
        let needed = "is required when authType is credentials";
        wrong.unless(trunk.username.is_some(), "username", needed);
        wrong.unless(kept.password.is_some(), "password", needed);
    }
    wrong.done()
}

fn is_gateway(text: &str) -> bool {
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A name whose last label is a number would be taken for an address (RFC 1123 §2.1).
    let is_address = host
        .rsplit('.')
        .next()
        .is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    let is_host = if is_address {
        host.parse::<Ipv4Addr>().is_ok()
    } else {
        host.len() <= 253 && host.split('.').all(is_label)
    };
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    is_host && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_a_host_with_a_port_or_without() {
        for right in [
            "sip.example.com",
            "sip.example.com:5061",
            "192.0.2.1",
            "192.0.2.1:1",
            "pbx",
            "1and1.example",
        ] {
            assert!(is_gateway(right), "{right}");
        }
        for wrong in [
            "",
            ":5060",
            "a..b",
            ".a",
            "a.",
            "-a.b",
            "a-.b",
            "192.0.2.256",
            "192.0.2",
            "1.2.3.4.5",
            "a:0",
            "a:65536",
            "a:",
            "a:+5",
            "a b",
            "sip:a",
            "[::1]",
            "a_b",
        ] {
            assert!(!is_gateway(wrong), "{wrong}");
        }
    }
}
