//! Webhooks: where a tenant's events are posted to, and what became of it.

use serde::{Deserialize, Serialize};

/// Name of an event that a webhook can be registered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WebhookEventName {
    /// A call began.
    #[serde(rename = "call.started")]
    CallStarted,
    /// It was answered.
    #[serde(rename = "call.answered")]
    CallAnswered,
    /// It ended; with all of its record.
    #[serde(rename = "call.ended")]
    CallEnded,
    /// It was transferred.
    #[serde(rename = "call.transferred")]
    CallTransferred,
    /// It was put on hold.
    #[serde(rename = "call.held")]
    CallHeld,
    /// It was taken off hold.
    #[serde(rename = "call.resumed")]
    CallResumed,
    /// It was parked.
    #[serde(rename = "call.parked")]
    CallParked,
    /// A message was left.
    #[serde(rename = "voicemail.new")]
    VoicemailNew,
    /// A phone registered.
    #[serde(rename = "extension.registered")]
    ExtensionRegistered,
    /// The last phone of an extension went away.
    #[serde(rename = "extension.unregistered")]
    ExtensionUnregistered,
    /// A caller joined a queue.
    #[serde(rename = "queue.caller_joined")]
    QueueCallerJoined,
    /// A caller left a queue.
    #[serde(rename = "queue.caller_left")]
    QueueCallerLeft,
    /// All of them.
    #[serde(rename = "*")]
    All,
}

/// A webhook. Its secret comes back once, in the answer to `createWebhook`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where the events are posted to.
    pub url: String,
    /// Which events.
    pub events: Vec<WebhookEventName>,
    /// Whether events are delivered.
    pub enabled: bool,
    /// What deliveries are signed with; only in the answer to `createWebhook`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Answer to `listWebhooks`: by the time of creation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookList {
    /// The webhooks of this page.
    pub webhooks: Vec<Webhook>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Every event that there is.
    pub supported_events: Vec<WebhookEventName>,
}

/// Answer with one webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookAnswer {
    /// The webhook.
    pub webhook: Webhook,
}

/// Query of `listWebhooks`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListWebhooksParams {
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `createWebhook`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateWebhookParams {
    /// Its name, 1 to 100 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// Where the events are posted to: an http or https URL without user and password.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 1, max = 2048), regex(pattern = "^https?://[^ ]+$"))
    )]
    pub url: String,
    /// Which events; `*` for all.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 13)))]
    pub events: Vec<WebhookEventName>,
    /// What deliveries are signed with: 8 to 255 characters. Default: one that is made for it.
    #[cfg_attr(feature = "schema", schemars(length(min = 8, max = 255)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Whether events are delivered. Default: true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Body of `updateWebhook`: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateWebhookParams {
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where the events are posted to.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 1, max = 2048), regex(pattern = "^https?://[^ ]+$"))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Which events, all of them anew.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 13)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<WebhookEventName>>,
    /// A new secret.
    #[cfg_attr(feature = "schema", schemars(length(min = 8, max = 255)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Whether events are delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum WebhookDeliveryStatus {
    /// It waits for its first or its next attempt.
    Pending,
    /// It was answered with 2xx.
    Delivered,
    /// It was given up.
    Failed,
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookDelivery {
    /// Id.
    pub id: String,
    /// Id of the webhook.
    pub webhook_id: String,
    /// Name of the event; `webhook.test` for one that `testWebhook` sent.
    pub event: String,
    /// What became of it.
    pub status: WebhookDeliveryStatus,
    /// How often it was posted.
    pub attempts: u32,
    /// Status of the last answer; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_code: Option<u32>,
    /// How long the last attempt took, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u32>,
    /// Why the last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When the event happened.
    pub created_at: String,
    /// When it was answered with 2xx.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<String>,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<String>,
}

/// Answer to `listWebhookDeliveries`: newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookDeliveryList {
    /// The deliveries of this page.
    pub deliveries: Vec<WebhookDelivery>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer to `testWebhook`: what became of its one attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WebhookDeliveryAnswer {
    /// The delivery.
    pub delivery: WebhookDelivery,
}

/// Query of `listWebhookDeliveries`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListWebhookDeliveriesParams {
    /// Only those of this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<WebhookDeliveryStatus>,
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
