//! Webhooks: administrators alone see and change them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;
use url::Url;
use voip_sdk::model::Success;
use voip_sdk::model::webhooks::{
    CreateWebhookParams, ListWebhookDeliveriesParams, ListWebhooksParams, UpdateWebhookParams, Webhook, WebhookAnswer,
    WebhookDeliveryAnswer, WebhookDeliveryList, WebhookEventName, WebhookList,
};
use voip_sdk::redact::Redacted;

use super::App;
use super::body::{Body, Params, Path, set};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::Admin;
use super::wrong::Wrong;
use crate::auth::random_token;
use crate::store::KeptWebhook;
use crate::webhooks::refused_host;

/// Every event that there is, in the order of the API's description.
const EVENTS: [WebhookEventName; 12] = [
    WebhookEventName::CallStarted,
    WebhookEventName::CallAnswered,
    WebhookEventName::CallEnded,
    WebhookEventName::CallTransferred,
    WebhookEventName::CallHeld,
    WebhookEventName::CallResumed,
    WebhookEventName::CallParked,
    WebhookEventName::VoicemailNew,
    WebhookEventName::ExtensionRegistered,
    WebhookEventName::ExtensionUnregistered,
    WebhookEventName::QueueCallerJoined,
    WebhookEventName::QueueCallerLeft,
];

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/webhooks", get(list).post(create))
        .route("/webhooks/{id}", axum::routing::patch(update).delete(delete))
        .route("/webhooks/{id}/test", post(test))
        .route("/webhooks/{id}/deliveries", get(deliveries))
}

async fn list(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Params(params): Params<ListWebhooksParams>,
) -> Result<Json<WebhookList>, ApiError> {
    let page = page("webhooks", params.limit, params.cursor.as_deref())?;
    let listed = app.store.webhooks(caller.tenant(), &page)?;
    Ok(Json(WebhookList {
        next_cursor: next_cursor("webhooks", &listed),
        total: listed.total,
        webhooks: listed.items,
        supported_events: EVENTS.to_vec(),
    }))
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateWebhookParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    app.create_once(&headers, &caller.user, "createWebhook", &params, || {
        let kept = new_webhook(&params);
        check(&app, &kept)?;
        let webhook = Webhook {
            secret: Some(kept.secret.expose().clone()),
            ..app.store.add_webhook(caller.tenant(), &kept)?
        };
        Ok(WebhookAnswer { webhook })
    })
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateWebhookParams>,
) -> Result<Json<WebhookAnswer>, ApiError> {
    let changed = app.store.change_webhook(caller.tenant(), &id, |kept| {
        change(kept, params);
        check(&app, kept)
    })?;
    let webhook = changed.ok_or_else(gone)?;
    Ok(Json(WebhookAnswer { webhook }))
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let deleted = app.store.delete_webhook(caller.tenant(), &id)?;
    deleted.then_some(Json(Success::YES)).ok_or_else(gone)
}

async fn test(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    app.store.webhook(caller.tenant(), &id)?.ok_or_else(gone)?;
    let request = format!("testWebhook {id}");
    // To its end, whether or not the client still waits: a repetition with the same key shall find what came of it.
    let posted = tokio::spawn(async move {
        let test = async {
            let delivery = app.webhooks.test(&id).await?.ok_or_else(gone)?;
            serde_json::to_value(WebhookDeliveryAnswer { delivery }).map_err(|error| ApiError::internal(&error))
        };
        app.idempotency
            .once_awaited(&headers, &caller.user, &request, test)
            .await
    });
    posted.await.map_err(|error| ApiError::internal(&error))?.map(Json)
}

async fn deliveries(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Params(params): Params<ListWebhookDeliveriesParams>,
) -> Result<Json<WebhookDeliveryList>, ApiError> {
    app.store.webhook(caller.tenant(), &id)?.ok_or_else(gone)?;
    // A cursor is good for the webhook that it came from.
    let name = format!("deliveries of {id}");
    let page = page(&name, params.limit, params.cursor.as_deref())?;
    let listed = app.store.webhook_deliveries(&id, params.status, &page)?;
    Ok(Json(WebhookDeliveryList {
        next_cursor: next_cursor(&name, &listed),
        total: listed.total,
        deliveries: listed.items,
    }))
}

fn gone() -> ApiError {
    ApiError::not_found("webhook")
}

fn new_webhook(params: &CreateWebhookParams) -> KeptWebhook {
    let secret = params.secret.clone();
    KeptWebhook {
        webhook: Webhook {
            id: String::new(),
            name: params.name.clone(),
            url: params.url.clone(),
            events: once_each(&params.events),
            enabled: params.enabled.unwrap_or(true),
            secret: None,
            created_at: String::new(),
            updated_at: String::new(),
        },
        secret: Redacted::new(secret.unwrap_or_else(|| format!("whsec_{}", random_token()))),
    }
}

fn change(kept: &mut KeptWebhook, params: UpdateWebhookParams) {
    let webhook = &mut kept.webhook;
    set(&mut webhook.name, params.name);
    set(&mut webhook.url, params.url);
    set(&mut webhook.events, params.events.map(|events| once_each(&events)));
    set(&mut webhook.enabled, params.enabled);
    set(&mut kept.secret, params.secret.map(Redacted::new));
}

fn once_each(events: &[WebhookEventName]) -> Vec<WebhookEventName> {
    let mut once = Vec::new();
    for event in events {
        if !once.contains(event) {
            once.push(*event);
        }
    }
    once
}

/// Holds a webhook as it would be kept against what the schema cannot say.
fn check(app: &App, kept: &KeptWebhook) -> Result<(), ApiError> {
    let mut wrong = Wrong::default();
    wrong.one_line("name", &kept.webhook.name);
    wrong.one_line("secret", kept.secret.expose());
    if let Some(sentence) = refused_url(&kept.webhook.url, app.webhooks.allows_private()) {
        wrong.refuse("url", sentence);
    }
    wrong.done()
}

fn refused_url(text: &str, allow_private: bool) -> Option<&'static str> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url.filter(Url::has_host) else {
        return Some("must be an http or https URL");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("must not hold a user and a password");
    }
    if url.fragment().is_some() {
        return Some("must not have a fragment");
    }
    if url.port() == Some(0) {
        return Some("must not have port 0");
    }
    url.host()
        .filter(|_| !allow_private)
        .and_then(|host| refused_host(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_http_without_credentials_and_fragment_and_not_private() {
        for wrong in [
            "",
            "example.com",
            "ftp://example.com/",
            "javascript:alert(1)",
            "http://",
            "https://user@example.com/",
            "https://:secret@example.com/",
            "https://example.com/#part",
            "https://example.com:0/",
            "https://example.com:99999/",
            "http://127.0.0.1:8080/",
            "http://[fe80::1]/",
        ] {
            assert!(refused_url(wrong, false).is_some(), "{wrong}");
        }
        assert_eq!(refused_url("https://example.com:8443/hook?token=x", false), None);
        assert_eq!(refused_url("http://127.0.0.1:8080/", true), None);
    }
}
