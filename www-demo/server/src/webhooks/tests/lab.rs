//! A receiver on this machine, a store, and a clock that stands still until a test sets it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path as UrlPath, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use voip_sdk::model::webhook_events::{WebhookEvent, WebhookExtension};
use voip_sdk::model::webhooks::{Webhook, WebhookDelivery, WebhookEventName};
use voip_sdk::redact::Redacted;

use crate::store::{KeptWebhook, Page, Store, Tenant};
use crate::webhooks::{Clock as _, ManualClock, Webhooks};

pub(super) const BEGIN: i64 = 1_772_352_000_000;
pub(super) const SECRET: &str = "whsec_of_the_tests";

/// What the receiver does with a request.
#[derive(Clone, Copy)]
pub(super) enum Reaction {
    Answer(u16),
    Redirect,
    Hang,
    Endless,
}

/// What it got.
pub(super) struct Got {
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

#[derive(Clone)]
struct Receiver {
    reactions: Arc<Mutex<VecDeque<Reaction>>>,
    got: mpsc::UnboundedSender<Got>,
}

async fn react(
    State(receiver): State<Receiver>,
    UrlPath(path): UrlPath<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    receiver
        .got
        .send(Got {
            path: path.clone(),
            headers,
            body,
        })
        .unwrap();
    let reaction = match path.as_str() {
        "slow" => Reaction::Hang,
        _ => receiver
            .reactions
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Reaction::Answer(200)),
    };
    let answer = Response::builder();
    let chunk = Bytes::from(vec![b'x'; 8192]);
    match reaction {
        Reaction::Answer(status) => answer.status(status).body(Body::empty()),
        Reaction::Redirect => answer.status(302).header("location", "/elsewhere").body(Body::empty()),
        Reaction::Hang => std::future::pending().await,
        Reaction::Endless => answer.body(Body::from_stream(stream::repeat_with(move || {
            Ok::<_, String>(chunk.clone())
        }))),
    }
    .unwrap()
}

pub(super) struct Lab {
    pub(super) directory: PathBuf,
    pub(super) store: Arc<Store>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) webhooks: Webhooks,
    pub(super) reactions: Arc<Mutex<VecDeque<Reaction>>>,
    pub(super) got: mpsc::UnboundedReceiver<Got>,
    pub(super) url: String,
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

pub(super) fn open(directory: &Path, clock: &Arc<ManualClock>, allow_private: bool) -> (Arc<Store>, Webhooks) {
    let store = Arc::new(Store::open(&directory.join("voip.db")).unwrap());
    let webhooks = Webhooks::start(store.clone(), clock.clone(), allow_private).unwrap();
    (store, webhooks)
}

impl Lab {
    pub(super) async fn new(reactions: &[Reaction]) -> Self {
        Self::with(reactions, true).await
    }

    pub(super) async fn with(reactions: &[Reaction], allow_private: bool) -> Self {
        let directory = std::env::temp_dir().join(format!("voip-webhooks-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&directory).unwrap();
        let clock = Arc::new(ManualClock::at(BEGIN));
        let (store, webhooks) = open(&directory, &clock, allow_private);
        let tenant = Tenant {
            id: "acme".into(),
            name: "A".into(),
            domain: "acme.test".into(),
            did: String::new(),
        };
        store.put_tenant(&tenant).unwrap();

        let (sender, got) = mpsc::unbounded_channel();
        let reactions: Arc<Mutex<VecDeque<_>>> = Arc::new(Mutex::new(reactions.iter().copied().collect()));
        let receiver = Receiver {
            reactions: reactions.clone(),
            got: sender,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/{path}", post(react)).with_state(receiver);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            directory,
            store,
            clock,
            webhooks,
            reactions,
            got,
            url,
        }
    }

    pub(super) fn add(&self, path: &str) -> Webhook {
        self.add_url(format!("{}/{path}", self.url), vec![WebhookEventName::All])
    }

    pub(super) fn add_url(&self, url: String, events: Vec<WebhookEventName>) -> Webhook {
        let kept = KeptWebhook {
            webhook: Webhook {
                id: String::new(),
                name: "W".into(),
                url,
                events,
                enabled: true,
                secret: None,
                created_at: String::new(),
                updated_at: String::new(),
            },
            secret: Redacted::new(SECRET.into()),
        };
        self.store.add_webhook("acme", &kept).unwrap()
    }

    pub(super) fn send(&self, extension: &str) {
        let event = WebhookEvent::ExtensionRegistered(WebhookExtension {
            extension: extension.into(),
            ip: None,
        });
        self.store.send_event("acme", event, self.clock.now_ms()).unwrap();
    }

    /// What the receiver gets next.
    pub(super) async fn got(&mut self) -> Got {
        tokio::time::timeout(Duration::from_secs(20), self.got.recv())
            .await
            .unwrap()
            .unwrap()
    }

    pub(super) fn deliveries(&self, webhook: &Webhook) -> Vec<WebhookDelivery> {
        let page = Page {
            limit: 1000,
            after: None,
        };
        self.store.webhook_deliveries(&webhook.id, None, &page).unwrap().items
    }

    /// The newest delivery, once so many attempts of it are over.
    pub(super) async fn after_attempts(&self, webhook: &Webhook, attempts: u32) -> WebhookDelivery {
        let wait = async {
            loop {
                if let Some(delivery) = self.deliveries(webhook).into_iter().find(|d| d.attempts == attempts) {
                    return delivery;
                }
                // The answer travels through the system's sockets: there is nothing simulated to wait for.
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap()
    }

    /// Sets the clock to the next attempt; says how many milliseconds that takes.
    pub(super) fn skip(&self, delivery: &WebhookDelivery) -> i64 {
        let next: jiff::Timestamp = delivery.next_attempt_at.as_ref().unwrap().parse().unwrap();
        let waited = next.as_millisecond() - self.clock.now_ms();
        self.clock.set(next.as_millisecond());
        waited
    }
}
