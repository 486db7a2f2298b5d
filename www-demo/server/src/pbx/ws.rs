//! SIP over WebSocket (RFC 7118): axum takes the socket, rsipstack gets a channel connection fed from it.
//!
//! ```text
//!   WebSocket message ──▶ parse ──▶ TransportEvent ──▶ rsipstack's transactions
//!   WebSocket message ◀── text  ◀── TransportEvent ◀──┘
//!   CRLFCRLF ──▶ CRLF (RFC 5626 §4.4.1), never seen above
//! ```

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::{Extensions, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use rsipstack::sip::{Domain, HostWithPort, SipMessage, Transport};
use rsipstack::transport::channel::ChannelConnection;
use rsipstack::transport::{SipAddr, SipConnection, TransportEvent};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Pbx;
use super::frame::{Frame, read_frame};

/// Number of a connection, never used twice.
pub(crate) type ConnectionId = u64;

/// A WebSocket that speaks SIP.
pub(crate) struct Connection {
    pub id: ConnectionId,
    /// The peer's address, where the HTTP server says it.
    pub ip: Option<String>,
    pub sip: SipConnection,
    /// Cancelled when the socket has closed.
    pub closed: CancellationToken,
    /// Cancelled to close it.
    pub close: CancellationToken,
}

/// The handler of `GET /sip`: refuses a handshake that does not offer the subprotocol `sip` (RFC 7118 §4.1).
pub(crate) async fn upgrade(State(pbx): State<Arc<Pbx>>, extensions: Extensions, ws: WebSocketUpgrade) -> Response {
    let ws = ws.protocols(["sip"]).max_message_size(64 * 1024);
    if ws.selected_protocol().is_none() {
        return (StatusCode::BAD_REQUEST, "offer the WebSocket subprotocol `sip`\n").into_response();
    }
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    ws.on_upgrade(move |socket| async move { pbx.serve_ws(socket, peer).await })
}

/// The address by which rsipstack knows a connection: a name that is never resolved.
fn address(id: ConnectionId) -> SipAddr {
    let host_with_port = HostWithPort {
        host: Domain(format!("{id}.connection.invalid")).into(),
        port: None,
    };
    SipAddr {
        r#type: Some(Transport::Ws),
        addr: host_with_port,
    }
}

/// The connection that a transaction came over.
pub(crate) fn connection_id(connection: &SipConnection) -> Option<ConnectionId> {
    let host = connection.get_addr().addr.host.to_string();
    host.strip_suffix(".connection.invalid")?.parse().ok()
}

/// Runs a socket until either side closes it.
pub(crate) async fn serve(pbx: &Arc<Pbx>, socket: WebSocket, peer: Option<SocketAddr>) {
    let id = pbx.core.next_connection_id();
    let (to_stack, from_socket) = mpsc::unbounded_channel();
    let (to_socket, from_stack) = mpsc::unbounded_channel();
    let close = CancellationToken::new();
    let made = ChannelConnection::create_connection(from_socket, to_socket, address(id), Some(close.clone())).await;
    let Ok(channel) = made else { return };
    let sip = SipConnection::Channel(channel);
    let connection = Arc::new(Connection {
        id,
        ip: peer.map(|p| p.ip().to_string()),
        sip: sip.clone(),
        closed: CancellationToken::new(),
        close: close.clone(),
    });
    pbx.core.endpoint.transport_layer.add_connection(sip.clone());
    pbx.core.connection_opened(&connection);
    tracing::info!(open = pbx.core.connections().len(), "SIP socket opened");
    pump(socket, &sip, to_stack, from_stack, &close).await;
    pbx.core.endpoint.transport_layer.remove_connection(&sip);
    connection.closed.cancel();
    pbx.core.connection_closed(id);
    tracing::info!(open = pbx.core.connections().len(), "SIP socket closed");
}

async fn pump(
    socket: WebSocket,
    sip: &SipConnection,
    to_stack: mpsc::UnboundedSender<TransportEvent>,
    mut from_stack: mpsc::UnboundedReceiver<TransportEvent>,
    close: &CancellationToken,
) {
    let (mut sink, mut stream) = socket.split();
    loop {
        let outgoing = tokio::select! {
            () = close.cancelled() => break,
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => received(text.as_bytes(), sip, &to_stack),
                Some(Ok(Message::Binary(bytes))) => received(&bytes, sip, &to_stack),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => None,
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            event = from_stack.recv() => match event {
                Some(TransportEvent::Incoming(message, ..)) => Some(on_the_wire(&message)),
                Some(_) => None,
                None => break,
            },
        };
        if let Some(message) = outgoing
            && sink.send(message).await.is_err()
        {
            return;
        }
    }
    // What the stack has already answered still goes out.
    while let Ok(TransportEvent::Incoming(message, ..)) = from_stack.try_recv() {
        if sink.send(on_the_wire(&message)).await.is_err() {
            return;
        }
    }
    let frame = CloseFrame {
        code: axum::extract::ws::close_code::AWAY,
        reason: "server is going down".into(),
    };
    let _ = sink.send(Message::Close(Some(frame))).await;
    let _ = tokio::time::timeout(Duration::from_secs(1), async {
        while let Some(Ok(_)) = stream.next().await {}
    })
    .await;
}

/// Text, as RFC 7118 §4.2 lets every client understand; binary only for a body that is no UTF-8.
fn on_the_wire(message: &SipMessage) -> Message {
    match String::from_utf8(message.to_bytes()) {
        Ok(text) => Message::Text(text.into()),
        Err(error) => Message::Binary(error.into_bytes().into()),
    }
}

fn received(bytes: &[u8], sip: &SipConnection, to_stack: &mpsc::UnboundedSender<TransportEvent>) -> Option<Message> {
    match read_frame(bytes) {
        Frame::Message(message) => {
            let _ = to_stack.send(TransportEvent::Incoming(*message, sip.clone(), sip.get_addr().clone()));
            None
        }
        Frame::Ping => Some(Message::Text("\r\n".into())),
        Frame::Ignored => None,
        Frame::Answer(text) => Some(Message::Text(text.into())),
        Frame::Malformed(reason) => {
            tracing::warn!(reason, length = bytes.len(), "malformed SIP message dropped");
            None
        }
    }
}
