//! The routes.
//!
//! ```text
//!   request ─▶ request id, log ─▶ CORS ─┬─ /health
//!                                       ├─ /api/…  ── limits, user of the token ── handler ── JSON
//!                                       ├─ /ws     ── realtime
//!                                       ├─ /sip    ── the telephone system
//!                                       └─ else    ── the page
//! ```

mod auth;
mod blocklist;
mod body;
mod call_control;
mod calls;
mod conferences;
mod cors;
mod error;
mod extensions;
mod fields;
mod idempotency;
mod ivr;
mod page;
mod paging;
mod presence;
mod queues;
mod range;
mod realtime;
mod records;
mod ring_groups;
mod schedules;
mod shape;
mod trace;
mod trunks;
mod turn;
mod user;
mod voicemails;
mod webhooks;
mod wrong;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use axum::extract::DefaultBodyLimit;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use serde_json::json;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use self::error::ApiError;
pub use self::realtime::{CLOSE_SILENT, CLOSE_TOO_SLOW};

use self::idempotency::Idempotency;
use self::turn::Turn;
use crate::args::Config;
use crate::auth::link::Links;
use crate::auth::throttle::Throttle;
use crate::auth::token::Tokens;
use crate::conferences::Conferences;
use crate::hub::Hub;
use crate::pbx::Pbx;
use crate::store::Store;
use crate::webhooks::Webhooks;

/// A request body larger than this is refused.
const BODY_LIMIT: usize = 64 * 1024;

/// What the routes work on.
pub struct App {
    /// The database.
    pub store: Arc<Store>,
    /// Who is told what.
    pub hub: Arc<Hub>,
    /// The telephone system.
    pub pbx: Arc<Pbx>,
    /// Which calls are in which room.
    pub conferences: Conferences,
    /// Posts events to where tenants want them.
    pub webhooks: Arc<Webhooks>,
    /// Ends the realtime sockets and the listening.
    pub stop: CancellationToken,
    /// The realtime sockets.
    pub sockets: TaskTracker,
    tokens: Tokens,
    links: Links,
    throttle: Throttle,
    idempotency: Idempotency,
    turn: Turn,
    /// Counts the times at which sessions were ended for somebody: their sockets look again at each.
    ended: watch::Sender<u64>,
}

impl App {
    /// Puts the parts together. `key` is what tokens and links are signed with: at least 32 random bytes.
    #[must_use]
    pub fn new(
        store: Arc<Store>,
        hub: Arc<Hub>,
        pbx: Arc<Pbx>,
        webhooks: Arc<Webhooks>,
        key: &[u8],
        config: &Config,
    ) -> Self {
        Self {
            store,
            hub,
            pbx,
            conferences: Conferences::default(),
            webhooks,
            stop: CancellationToken::new(),
            sockets: TaskTracker::new(),
            tokens: Tokens::new(key, config.token_lifetime),
            links: Links::new(key, config.link_lifetime),
            throttle: Throttle::default(),
            idempotency: Idempotency::default(),
            turn: Turn::new(config),
            ended: watch::Sender::new(0),
        }
    }

    /// Has every realtime socket look whether its session is still open.
    fn sessions_have_ended(&self) {
        self.ended.send_modify(|times| *times += 1);
    }
}

/// Every route of the server.
pub fn router(app: Arc<App>, web: Option<PathBuf>) -> Router {
    let api = Router::new()
        .route("/auth/login", post(auth::login))
        .route("/auth/admin/login", post(auth::admin_login))
        .route("/auth/refresh", post(auth::refresh))
        .route("/auth/logout", post(auth::logout))
        .route("/auth/me", get(auth::me))
        .route("/webrtc/turn-credentials", get(turn::credentials))
        .route("/calls", get(records::list))
        .route("/calls/{id}", get(records::get))
        .route("/calls/stats", get(records::stats))
        .route("/calls/export", get(records::export))
        .route("/calls/active", get(calls::active))
        .route("/calls/originate", post(calls::originate))
        .route("/calls/{id}/hangup", post(calls::hangup))
        .route("/calls/{id}/hold", post(call_control::hold))
        .route("/calls/{id}/transfer", post(call_control::transfer))
        .route("/calls/{id}/park", post(call_control::park))
        .route("/calls/parked", get(call_control::parked))
        .route("/presence/detailed", get(presence::detailed))
        .route("/presence", get(presence::map))
        .route("/openapi.json", get(contract))
        .merge(blocklist::routes())
        .merge(extensions::routes())
        .merge(schedules::routes())
        .merge(trunks::routes())
        .merge(ring_groups::routes())
        .merge(queues::routes())
        .merge(ivr::routes())
        .merge(conferences::routes())
        .merge(voicemails::routes())
        .merge(webhooks::routes())
        .fallback(error::no_such_route)
        .method_not_allowed_fallback(error::no_such_method)
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    let pbx = app.pbx.routes();
    Router::new()
        .route("/health", get(health))
        .nest("/api", api)
        .route("/ws", get(realtime::upgrade))
        .with_state(app)
        .merge(pbx)
        .fallback_service(page::service(web))
        .layer(cors::layer())
        .layer(middleware::from_fn(trace::request_id))
}

/// The contract, for tools and people.
async fn contract() -> impl IntoResponse {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text: &'static str = TEXT.get_or_init(voip_sdk::openapi::text);
    ([(header::CONTENT_TYPE, "application/json")], text)
}

async fn health() -> Json<serde_json::Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}
