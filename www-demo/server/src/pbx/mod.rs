//! The telephone system: registrar and back-to-back user agent over SIP WebSockets, media by WebRTC.
//!
//! ```text
//!   ws ── frame ──▶ rsipstack ──▶ router ─┬─▶ register ──▶ registrar ── auth, digest
//!   (axum)          transactions          ├─▶ message, subscriptions ── sender
//!                                         └─▶ call ──▶ leg ──▶ dialog, transactions
//!                                               │       └───▶ media (str0m)
//!   control ── hold, transfer, park ──────────▶│
//!   (the API)                    dialplan, parking, presence ──▶ ports: directory, announcer
//! ```
//!
//! SIP is rsipstack's parser and transaction layer, WebRTC is str0m: neither shares code with the SDK's own
//! core, so that every test that runs against this server tests interoperability.

mod auth;
mod call;
mod control;
mod core;
mod dialog;
mod dialplan;
mod digest;
mod frame;
mod leg;
pub mod media;
mod message;
#[cfg(test)]
mod mutations;
mod parking;
pub mod ports;
mod presence;
mod referral;
mod register;
mod registrar;
mod replaces;
mod router;
mod sender;
mod sip;
mod subscriptions;
mod timer;
mod transactions;
mod ws;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ws::WebSocket;
use axum::routing::get;
use rsipstack::EndpointBuilder;
use rsipstack::transaction::endpoint::EndpointOption;
use rsipstack::transport::TransportLayer;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use voip_sdk::model::calls::ActiveCall;
use voip_sdk::model::presence::PresenceEntry;

use self::call::CallEvent;
use self::core::Core;
use self::ports::{Announcer, Directory};
use self::registrar::Aor;
use self::subscriptions::Package;

pub use self::call::Originate as OriginateOptions;
pub use self::control::{By, ControlError};
pub use self::parking::SLOTS;

/// The User-Agent header of everything that this server sends.
pub(crate) const USER_AGENT: &str = concat!("voip-demo-server/", env!("CARGO_PKG_VERSION"));

/// What the telephone system runs with.
#[derive(Debug, Clone)]
pub struct PbxConfig {
    /// Host and port in Via and Contact, `127.0.0.1:3000`.
    pub sent_by: String,
    /// The longest registration that is granted, in seconds; also what a REGISTER without a time gets.
    pub max_expires: u32,
    /// The shortest that is taken; below: 423.
    pub min_expires: u32,
    /// How long a nonce serves.
    pub nonce_lifetime: Duration,
    /// How long a callee rings.
    pub ring_timeout: Duration,
    /// How long an extension rings that forwards what it does not answer.
    pub forward_timeout: Duration,
    /// How long a call is parked before the extension that parked it is rung.
    pub park_timeout: Duration,
    /// Whether phones are told the id of the call, by the header `X-Call-UUID`.
    pub call_uuid_header: bool,
    /// How long a call goes on in which no phone is left (music that was transferred to an outside number, say).
    pub unattended_timeout: Duration,
    /// T1 of RFC 3261 §17: 64 of it pass before an unanswered request or a 2xx without ACK is given up.
    pub t1: Duration,
    /// Addresses and patience of the media sessions.
    pub media: media::MediaConfig,
}

impl Default for PbxConfig {
    fn default() -> Self {
        PbxConfig {
            sent_by: "127.0.0.1:3000".into(),
            max_expires: 3600,
            min_expires: 5,
            nonce_lifetime: Duration::from_secs(300),
            ring_timeout: Duration::from_secs(60),
            forward_timeout: Duration::from_secs(20),
            park_timeout: Duration::from_secs(300),
            call_uuid_header: true,
            unattended_timeout: Duration::from_secs(3600),
            t1: Duration::from_millis(500),
            media: media::MediaConfig::default(),
        }
    }
}

/// Why a command could not be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PbxError {
    /// No such tenant or extension.
    NotFound,
    /// No phone is registered for the extension.
    NotRegistered,
    /// The tenant has no such call.
    CallNotFound,
    /// The number is on the tenant's block list.
    NumberBlocked,
    /// The server goes down.
    Stopping,
}

impl std::fmt::Display for PbxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            PbxError::NotFound => "there is no such extension",
            PbxError::NotRegistered => "no phone is registered for the extension",
            PbxError::CallNotFound => "there is no such call",
            PbxError::NumberBlocked => "the number is on the tenant's block list",
            PbxError::Stopping => "the server is going down",
        })
    }
}

impl std::error::Error for PbxError {}

/// How much the telephone system holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// Open sockets.
    pub connections: usize,
    /// Calls that are up or ringing.
    pub calls: usize,
    /// Dialogs, early ones and those whose last word is awaited included.
    pub dialogs: usize,
    /// SIP transactions, with those that only absorb repetitions (for 64*T1).
    pub transactions: usize,
    /// Media sessions, one a leg.
    pub sessions: usize,
    /// Subscriptions.
    pub subscriptions: usize,
}

/// The running telephone system.
pub struct Pbx {
    pub(crate) core: Arc<Core>,
    stop: CancellationToken,
}

impl Pbx {
    /// Starts it; within a tokio runtime.
    pub fn start(directory: Arc<dyn Directory>, announcer: Arc<dyn Announcer>, config: PbxConfig) -> Arc<Pbx> {
        let stop = CancellationToken::new();
        let timers = EndpointOption {
            t1: config.t1,
            t1x64: config.t1 * 64,
            t4: config.t1 * 10,
            ..EndpointOption::default()
        };
        let endpoint = EndpointBuilder::new()
            .with_option(timers)
            .with_user_agent(USER_AGENT)
            .with_cancel_token(stop.clone())
            .with_transport_layer(TransportLayer::new(stop.clone()))
            .build();
        let core = Arc::new(Core::new(directory, announcer, config, endpoint.inner.clone()));
        if let Ok(incoming) = endpoint.incoming_transactions() {
            tokio::spawn(router::run(core.clone(), incoming));
        }
        tokio::spawn(async move { endpoint.serve().await });
        tokio::spawn(expire(core.clone(), stop.clone()));
        Arc::new(Pbx { core, stop })
    }

    /// `GET /sip`: SIP over WebSocket. The handshake must offer the subprotocol `sip`.
    pub fn routes(self: &Arc<Self>) -> Router {
        Router::new().route("/sip", get(ws::upgrade)).with_state(self.clone())
    }

    /// Runs one WebSocket until it closes.
    pub async fn serve_ws(self: &Arc<Self>, socket: WebSocket, peer: Option<SocketAddr>) {
        ws::serve(self, socket, peer).await;
    }

    /// Rings an extension and, when it has answered, dials `to`. Returns the call's id at once.
    ///
    /// # Errors
    /// [`PbxError::NotFound`], [`PbxError::NotRegistered`], [`PbxError::NumberBlocked`], [`PbxError::Stopping`].
    pub fn originate(&self, tenant: &str, from: &str, to: &str, options: OriginateOptions) -> Result<Uuid, PbxError> {
        call::originate(&self.core, tenant, from, to, options)
    }

    /// Ends a call.
    ///
    /// # Errors
    /// [`PbxError::CallNotFound`] when the tenant has no such call (any more).
    pub fn hangup(&self, tenant: &str, call: Uuid) -> Result<(), PbxError> {
        self.core.with_calls(|calls| {
            let entry = calls
                .get(&call)
                .filter(|entry| entry.tenant == tenant)
                .ok_or(PbxError::CallNotFound)?;
            entry.inbox.send(CallEvent::Hangup).map_err(|_| PbxError::CallNotFound)
        })
    }

    /// The tenant's calls that are up or ringing, oldest first.
    pub fn active_calls(&self, tenant: &str) -> Vec<ActiveCall> {
        let mut list: Vec<ActiveCall> = self.core.with_calls(|calls| {
            calls
                .values()
                .filter(|e| e.tenant == tenant)
                .map(|e| {
                    let mut info = e.info.clone();
                    if !e.dtmf.is_empty() {
                        // What the caller keyed in, as a CRM wants to see it: there is no field of its own in the API.
                        info.metadata
                            .get_or_insert_default()
                            .insert("dtmf".into(), e.dtmf.clone());
                    }
                    info
                })
                .collect()
        });
        list.sort_by(|a, b| a.started_at.cmp(&b.started_at));
        list
    }

    /// The keys that were sent as telephone-events in a call that is up.
    pub fn dtmf(&self, tenant: &str, call: Uuid) -> Option<String> {
        self.core
            .with_calls(|calls| calls.get(&call).filter(|e| e.tenant == tenant).map(|e| e.dtmf.clone()))
    }

    /// The tenant's extensions that have a phone registered, in order.
    pub fn registered(&self, tenant: &str) -> Vec<String> {
        self.core.registrar.registered(tenant)
    }

    /// Takes an extension's phones away, once it is gone from the directory: they are called no longer and what they
    /// send from now on is refused. A call that is up goes on.
    pub fn forget_extension(&self, tenant: &str, number: &str) {
        let aor = Aor {
            tenant: tenant.to_owned(),
            number: number.to_owned(),
        };
        if let Some(change) = self.core.registrar.clear(&aor) {
            self.core.registration_changed(&change);
        }
        self.core.presence.forget(&aor);
        self.core.subscriptions.changed(Package::Dialog, &aor);
        self.core.subscriptions.changed(Package::Mailbox, &aor);
        self.core.subscriptions.subscriber_gone(&aor);
    }

    /// The messages in a box are others than before; without a number: in any box of the tenant.
    pub fn mailbox_changed(&self, tenant: &str, number: Option<&str>) {
        self.core.subscriptions.mailbox_changed(tenant, number);
    }

    /// The presence of an extension as it is now.
    pub fn presence(&self, tenant: &str, number: &str) -> PresenceEntry {
        let aor = Aor {
            tenant: tenant.to_owned(),
            number: number.to_owned(),
        };
        let name = self.core.directory.extension(tenant, number).map(|e| e.name);
        self.core
            .presence
            .look(&aor, !self.core.registrar.bindings(&aor).is_empty(), name)
    }

    /// How much of everything is held now: what must come down to the open sockets when no call is up.
    pub fn footprint(&self) -> Footprint {
        let stats = self.core.endpoint.get_stats();
        Footprint {
            connections: self.core.connections().len(),
            calls: self.core.with_calls(|calls| calls.len()),
            dialogs: self.core.dialog_count(),
            transactions: stats.running_transactions + stats.finished_transactions + stats.waiting_ack,
            sessions: self
                .core
                .config
                .media
                .sessions
                .load(std::sync::atomic::Ordering::Relaxed),
            subscriptions: self.core.subscriptions.count(),
        }
    }

    /// Ends all calls with BYE or CANCEL, gives the phones a second to answer, and closes the sockets.
    pub async fn shutdown(&self) {
        self.core.stop();
        let calls = self.core.with_calls(|calls| {
            calls
                .values()
                .filter(|entry| entry.inbox.send(CallEvent::Shutdown).is_ok())
                .count()
        });
        if calls > 0 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let connections = self.core.connections();
        connections.iter().for_each(|connection| connection.close.cancel());
        let closed = futures_util::future::join_all(connections.iter().map(|c| c.closed.cancelled()));
        let _ = tokio::time::timeout(Duration::from_secs(2), closed).await;
        self.stop.cancel();
    }
}

/// Drops the bindings that were not refreshed, every second.
async fn expire(core: Arc<Core>, stop: CancellationToken) {
    let mut every = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every.tick() => {}
        }
        for change in core.registrar.expire(Instant::now()) {
            core.registration_changed(&change);
        }
    }
}
