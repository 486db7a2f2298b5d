//! The tasks that own INVITE transactions. `Transaction::receive` must not be cancelled, so each transaction has
//! a task of its own that passes on what it hears; what is to be sent goes in through its channel.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Method, Request, Response, SipMessage};
use rsipstack::transaction::transaction::{Transaction, TransactionEvent, TransactionEventSender};

use super::core::{COMES_BACK_WITHIN, Core, status_code};
use super::registrar::Aor;
use super::sip;
use super::ws::Connection;

/// What a server INVITE transaction hears.
pub(crate) enum ServerHeard {
    /// With its body.
    Ack(Vec<u8>),
    Cancel,
    /// Over: after the ACK of a refusal, or without the ACK of a 2xx after 64*T1.
    Over,
}

/// A received INVITE that can be answered.
#[derive(Clone)]
pub(crate) struct Responder {
    core: Arc<Core>,
    request: Request,
    sender: TransactionEventSender,
    /// `;tag=…` of the dialog where the INVITE's To had none.
    to_tag: Option<String>,
}

impl Responder {
    /// Takes the transaction over; `heard` is called from its task.
    pub(crate) fn new(
        core: &Arc<Core>,
        mut tx: Transaction,
        to_tag: Option<String>,
        heard: impl Fn(ServerHeard) + Send + 'static,
    ) -> Responder {
        let (sender, request) = (tx.tu_sender.clone(), tx.original.clone());
        tokio::spawn(async move {
            if let Err(error) = tx.send_trying().await {
                tracing::debug!(%error, "100 not sent");
            }
            while let Some(message) = tx.receive().await {
                match message {
                    SipMessage::Request(r) if r.method == Method::Ack => heard(ServerHeard::Ack(r.body)),
                    SipMessage::Request(r) if r.method == Method::Cancel => heard(ServerHeard::Cancel),
                    _ => {}
                }
            }
            heard(ServerHeard::Over);
        });
        Responder {
            core: core.clone(),
            request,
            sender,
            to_tag,
        }
    }

    pub(crate) fn request(&self) -> &Request {
        &self.request
    }

    /// Sends a response with our Contact and the given headers; a body is a session description.
    pub(crate) fn respond(&self, status: u16, extra: Vec<rsipstack::sip::Header>, sdp: Option<String>) {
        let body = sdp.map(String::into_bytes);
        let has_body = body.is_some();
        let mut response = self
            .core
            .endpoint
            .make_response(&self.request, status_code(status), body);
        for header in response.headers.iter_mut() {
            if let (rsipstack::sip::Header::To(to), Some(tag)) = (header, &self.to_tag) {
                to.replace(format!("{};tag={tag}", to.value()));
            }
        }
        response
            .headers
            .push(sip::make("Contact", super::dialog::contact(self.core.sent_by())));
        if status < 300 {
            response.headers.push(sip::make("Allow", super::core::ALLOW));
        }
        if has_body {
            response.headers.push(sip::make("Content-Type", "application/sdp"));
        }
        response.headers.extend(extra);
        let _ = self.sender.send(TransactionEvent::Respond(response));
    }
}

/// Sends an INVITE of ours and passes its responses on; `None` when it is over without another one.
pub(crate) fn send_invite(
    core: &Arc<Core>,
    request: Request,
    connection: &Connection,
    heard: impl Fn(Option<Response>) + Send + 'static,
) {
    let tx = core.client_transaction(request, connection);
    tokio::spawn(async move {
        if let Some(mut tx) = tx
            && tx.send().await.is_ok()
        {
            while let Some(message) = tx.receive().await {
                if let SipMessage::Response(response) = message {
                    heard(Some(response));
                }
            }
        }
        heard(None);
    });
}

/// Sends a request over one connection and waits for its final response; `None` when none comes over that.
pub(crate) async fn send_once(core: &Arc<Core>, connection: &Connection, request: Request) -> Option<Response> {
    let mut tx = core.client_transaction(request, connection)?;
    tx.send().await.ok()?;
    while let Some(message) = tx.receive().await {
        if let SipMessage::Response(response) = message
            && response.status_code.code() >= 200
        {
            return Some(response);
        }
    }
    None
}

/// Which phone a request goes to, wherever it is connected by then.
#[derive(Clone)]
pub(crate) struct Phone {
    pub aor: Aor,
    /// Its `+sip.instance` and the Contact that it registered.
    pub instance: Option<String>,
    pub uri: String,
    /// The connection that it was heard on last.
    pub connection: Arc<Connection>,
    /// Held while a request of the dialog gets its number and goes out: they leave in the order of their numbers.
    pub lane: Arc<tokio::sync::Mutex<()>>,
}

impl Phone {
    /// The connection of its newest registration; without one, that on which it was heard last.
    fn reachable(&self, core: &Core) -> Option<Arc<Connection>> {
        let newest = core.registrar.newest(&self.aor, self.instance.as_deref(), &self.uri);
        let registered = newest.and_then(|binding| core.connection(binding.connection));
        registered
            .or_else(|| Some(self.connection.clone()))
            .filter(|c| !c.closed.is_cancelled())
    }

    /// Whether a request would leave at once.
    pub(crate) fn is_reachable(&self, core: &Core) -> bool {
        self.reachable(core).is_some()
    }

    async fn wait_for(&self, core: &Core, limit: Duration) -> Option<Arc<Connection>> {
        match self.reachable(core) {
            Some(connection) => Some(connection),
            None => core.registrar.wait(limit, |_| self.reachable(core)).await,
        }
    }
}

/// Sends a request in a dialog and waits for its final response; `None` when none came or the phone did not come
/// back in time. A socket that closes while the request is out means one repetition over the next (a new
/// transaction: the phone may have answered the first into the closed socket).
pub(crate) async fn transact(
    core: &Arc<Core>,
    phone: &Phone,
    mut build: impl FnMut() -> Request + Send,
) -> Option<Response> {
    for _ in 0..2 {
        let connection = phone.wait_for(core, COMES_BACK_WITHIN).await?;
        let mut tx = {
            let _lane = phone.lane.lock().await;
            let mut tx = core.client_transaction(build(), &connection)?;
            tx.send().await.ok()?;
            tx
        };
        while let Some(message) = tx.receive().await {
            let SipMessage::Response(response) = message else {
                continue;
            };
            if response.status_code.code() < 200 {
                continue;
            }
            // A 2xx to an INVITE may come again and must be acknowledged again: its transaction lives on.
            tokio::spawn(async move { while tx.receive().await.is_some() {} });
            return Some(response);
        }
        if !connection.closed.is_cancelled() {
            return None;
        }
    }
    None
}
