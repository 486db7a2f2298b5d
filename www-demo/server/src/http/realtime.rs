//! `/ws`: realtime events.
//!
//! ```text
//!   open ──auth──▶ checked ─┬─ good ─▶ auth_ok, presence_snapshot ─▶ listening ──auth (newer token)──▶ listening
//!    │                      └─ bad ──▶ auth_error, 4401                  │
//!    └─ 10 s without auth ──▶ auth_error, 4401                           ├─ token ends ─▶ auth_error, 4401
//!                                                                        ├─ too slow ───▶ 4429
//!                                                                        ├─ silent ─────▶ 4408
//!                                                                        └─ server ends ▶ 1001
//! ```

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};
use voip_sdk::model::auth::{Role, User};
use voip_sdk::model::events::{CLOSE_UNAUTHENTICATED, ClientMessage, ServerMessage};

use super::App;
use super::error::ApiError;
use super::user::Caller;
use crate::hub::{Said, Subscription, text};

/// Close code of a listener that does not keep up; it may connect again and gets a new snapshot.
pub const CLOSE_TOO_SLOW: u16 = 4429;

/// Close code of a listener that was not heard for [`SILENCE`].
pub const CLOSE_SILENT: u16 = 4408;

/// The server goes down (RFC 6455 §7.4.1).
const CLOSE_GOING_AWAY: u16 = 1001;

/// How long the first message may take.
const AUTH_WITHIN: Duration = Duration::from_secs(10);

/// Between two heartbeats.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// After so long without any message the other side is taken for gone.
const SILENCE: Duration = Duration::from_secs(60);

/// A message that cannot be handed to the network for so long means a listener that does not read.
const SEND_WITHIN: Duration = Duration::from_secs(10);

/// Clients say little.
const MESSAGE_LIMIT: usize = 16 * 1024;

/// `GET /ws`
pub async fn upgrade(State(app): State<Arc<App>>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.max_message_size(MESSAGE_LIMIT).max_frame_size(MESSAGE_LIMIT);
    upgrade.on_upgrade(async move |socket| {
        let sockets = app.sockets.clone();
        sockets.track_future(serve(app, socket)).await;
    })
}

/// Why a connection ends.
enum End {
    /// The other side closed it, or it broke.
    Gone,
    /// The token is not or no longer good.
    Refused { code: String, message: String },
    /// The listener does not keep up.
    TooSlow,
    /// The listener was not heard.
    Silent,
    /// The server goes down.
    Stopping,
}

async fn serve(app: Arc<App>, mut socket: WebSocket) {
    let end = match open(&app, &mut socket).await {
        Ok(mut listener) => listener.run(&mut socket).await,
        Err(end) => end,
    };
    let (code, reason) = match end {
        End::Gone => return,
        End::Refused { code, message } => {
            let refusal = ServerMessage::AuthError {
                code: code.clone(),
                message,
            };
            if send(&mut socket, text(&refusal)).await.is_err() {
                return;
            }
            (CLOSE_UNAUTHENTICATED, code)
        }
        End::TooSlow => (CLOSE_TOO_SLOW, "too_slow".to_owned()),
        End::Silent => (CLOSE_SILENT, "silent".to_owned()),
        End::Stopping => (CLOSE_GOING_AWAY, "stopping".to_owned()),
    };
    tracing::debug!(code, reason, "realtime socket closed");
    let reason = reason.into();
    let _ = timeout(
        SEND_WITHIN,
        socket.send(Message::Close(Some(CloseFrame { code, reason }))),
    )
    .await;
    // The other side's close frame ends the handshake (RFC 6455 §7.1.2); it may also just go.
    let _ = timeout(Duration::from_secs(1), async {
        while let Some(Ok(_)) = socket.recv().await {}
    })
    .await;
}

/// A connection whose token was good.
struct Listener {
    app: Arc<App>,
    user: User,
    session: String,
    expires: Instant,
    subscription: Subscription,
    /// Somebody's sessions were ended.
    ended: watch::Receiver<u64>,
}

/// Waits for the first message and answers it.
async fn open(app: &Arc<App>, socket: &mut WebSocket) -> Result<Listener, End> {
    let first = tokio::select! {
        () = app.stop.cancelled() => return Err(End::Stopping),
        first = timeout(AUTH_WITHIN, first_text(socket)) => first,
    };
    let token = match first {
        Err(_) => return Err(refused("auth_timeout", "no auth message came within 10 seconds")),
        Ok(None) => return Err(End::Gone),
        Ok(Some(message)) => match serde_json::from_str(&message) {
            Ok(ClientMessage::Auth { token }) => token,
            _ => {
                return Err(refused(
                    "auth_required",
                    "the first message has to be { type: \"auth\", token }",
                ));
            }
        },
    };
    // Before the token is looked at, so that nothing that happens from then on is missed.
    let ended = app.ended.subscribe();
    let caller = check(app, &token)?;
    let subscription = app
        .hub
        .subscribe(&caller.user.tenant_id)
        .ok_or_else(|| refused("token_invalid", "the tenant of this token is gone"))?;
    send(socket, text(&ServerMessage::AuthOk)).await?;
    send(socket, subscription.snapshot.clone()).await?;
    Ok(Listener {
        app: app.clone(),
        expires: Instant::now() + caller.claims.remaining(),
        session: caller.claims.sid,
        user: caller.user,
        subscription,
        ended,
    })
}

async fn first_text(socket: &mut WebSocket) -> Option<String> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(message))) => return Some(message.to_string()),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            Some(Ok(_)) => {}
        }
    }
}

fn refused(code: &str, message: &str) -> End {
    End::Refused {
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

fn check(app: &App, token: &str) -> Result<Caller, End> {
    app.authenticate(token)
        .map_err(|error: ApiError| refused(error.code(), error.message()))
}

async fn send(socket: &mut WebSocket, message: Arc<str>) -> Result<(), End> {
    match timeout(SEND_WITHIN, socket.send(Message::Text(message.as_ref().into()))).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(End::Gone),
        Err(_) => Err(End::TooSlow),
    }
}

impl Listener {
    async fn run(&mut self, socket: &mut WebSocket) -> End {
        let mut heard = Instant::now();
        let mut beat = tokio::time::interval_at(heard + HEARTBEAT, HEARTBEAT);
        loop {
            let done = tokio::select! {
                () = self.app.stop.cancelled() => Err(End::Stopping),
                () = sleep_until(self.expires) => Err(refused("token_expired", "the access token has expired")),
                () = sleep_until(heard + SILENCE) => Err(End::Silent),
                _ = beat.tick() => self.heartbeat(socket).await,
                Ok(()) = self.ended.changed() => self.still_open(),
                message = socket.recv() => {
                    heard = Instant::now();
                    match message {
                        Some(Ok(message)) => self.hear(socket, message).await,
                        _ => Err(End::Gone),
                    }
                }
                event = self.subscription.events.recv() => match event {
                    Ok(said) if !self.may_hear(&said) => Ok(()),
                    Ok(said) => send(socket, said.text).await,
                    Err(RecvError::Lagged(_)) => Err(End::TooSlow),
                    Err(RecvError::Closed) => Err(End::Stopping),
                },
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    /// A logout ends the session's sockets too, at the next heartbeat at the latest; a deleted extension and a new
    /// password do at once.
    async fn heartbeat(&mut self, socket: &mut WebSocket) -> Result<(), End> {
        self.still_open()?;
        send(socket, text(&ServerMessage::Ping)).await
    }

    fn may_hear(&self, said: &Said) -> bool {
        let Some(only) = &said.only else { return true };
        self.user.role == Role::Admin || self.user.extension.as_deref() == Some(only)
    }

    fn still_open(&self) -> Result<(), End> {
        match self.app.store.session_is_open(&self.session) {
            Ok(false) => Err(refused("token_invalid", "the session of this token has ended")),
            Ok(true) | Err(_) => Ok(()),
        }
    }

    async fn hear(&mut self, socket: &mut WebSocket, message: Message) -> Result<(), End> {
        match message {
            Message::Text(message) => match serde_json::from_str(&message) {
                Ok(ClientMessage::Ping) => send(socket, text(&ServerMessage::Pong)).await,
                Ok(ClientMessage::Auth { token }) => self.renew(socket, &token).await,
                // What a newer client may say is none of an older server's business.
                Ok(ClientMessage::Pong) | Err(_) => Ok(()),
            },
            Message::Close(_) => Err(End::Gone),
            _ => Ok(()),
        }
    }

    async fn renew(&mut self, socket: &mut WebSocket, token: &str) -> Result<(), End> {
        let caller = check(&self.app, token)?;
        if caller.user.tenant_id != self.user.tenant_id {
            return Err(refused("token_invalid", "the newer token is of another tenant"));
        }
        self.expires = Instant::now() + caller.claims.remaining();
        self.session = caller.claims.sid;
        self.user = caller.user;
        send(socket, text(&ServerMessage::AuthOk)).await
    }
}
