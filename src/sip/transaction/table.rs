//! All transactions of a user agent: finds the one that a message belongs to, and keeps one deadline.

use super::{
    ClientId, Failure, Output, ServerId,
    invite_client::{CancelStep, InviteClient, Reaction},
    invite_server::InviteServer,
    key::{self, ClientKey, ServerKey},
    non_invite_client::NonInviteClient,
    non_invite_server::{Answer, NonInviteServer},
    requests,
};
use crate::sip::message::{Message, Method, Request, Response, names};
use crate::sip::queue::take_first;
use crate::time::{Instant, earlier};

/// So many server transactions, and a further INVITE is answered 503 without one: only a flood has so many.
const MOST_SERVERS: usize = 512;
/// The same for requests that are no INVITE, which are answered at once: a BYE gets through a flood of INVITEs.
const MOST_SERVERS_AT_ALL: usize = 1024;

#[derive(Debug)]
enum ClientState {
    Invite {
        fsm: InviteClient,
        /// For ACK and CANCEL.
        request: Box<Request>,
        /// The CANCEL that waits for the first provisional response.
        cancel: Option<Box<Request>>,
    },
    NonInvite(NonInviteClient),
    /// A CANCEL that the table sent itself: nobody is told.
    Cancel(NonInviteClient),
}

#[derive(Debug)]
struct Client {
    id: ClientId,
    key: ClientKey,
    state: ClientState,
}

#[derive(Debug)]
enum ServerState {
    Invite(InviteServer),
    NonInvite(NonInviteServer),
}

#[derive(Debug)]
struct Server {
    id: ServerId,
    key: ServerKey,
    state: ServerState,
    /// The last response sent, for retransmitted requests.
    last: Vec<u8>,
    /// Its To tag.
    to_tag: Option<String>,
}

/// All transactions of a user agent, with one deadline.
#[derive(Debug, Default)]
pub struct Table {
    clients: Vec<Client>,
    servers: Vec<Server>,
    next_client: u32,
    next_server: u32,
    outputs: Vec<Output>,
}

impl Table {
    /// Whether there is no transaction.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty() && self.servers.is_empty()
    }

    /// Takes a message that was parsed.
    pub fn receive(&mut self, now: Instant, message: Message) {
        match message {
            Message::Request(request) => self.on_request(now, request),
            Message::Response(response) => self.on_response(now, response),
        }
    }

    /// Lets pass what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        let overdue: Vec<ClientId> = self
            .clients
            .iter()
            .filter(|c| c.is_overdue(now))
            .map(|c| c.id)
            .collect();
        for id in overdue {
            self.cancel(now, id, None);
        }
        let outputs = &mut self.outputs;
        self.clients.retain(|c| {
            if c.deadline().is_none_or(|at| at > now) {
                return true;
            }
            outputs.extend(c.end(Failure::Timeout));
            false
        });
        self.servers.retain(|s| s.deadline().is_none_or(|at| at > now));
    }

    /// The transport is gone: client transactions without a final response end with `Failed`, all others silently.
    ///
    /// Server transactions in `keep` live on while they have no final response: it may go over another connection
    /// (RFC 3261 §18.2.2).
    pub fn transport_lost(&mut self, keep: &[ServerId]) {
        for c in self.clients.drain(..) {
            self.outputs.extend(c.end(Failure::Transport));
        }
        self.servers
            .retain(|server| keep.contains(&server.id) && !server.is_answered());
    }

    /// Sends a request in a new client transaction. Its topmost Via carries a branch that is new; a request without
    /// a Via fails at once.
    ///
    /// Not for ACK: a 2xx's ACK belongs to no transaction, send it as `Transmit` yourself.
    pub fn send(&mut self, now: Instant, request: Request) -> ClientId {
        let id = ClientId(self.next_client);
        self.next_client = self.next_client.wrapping_add(1);
        let Some(key) = ClientKey::of_request(&request) else {
            self.outputs.push(Output::Failed {
                id,
                failure: Failure::Transport,
            });
            return id;
        };
        self.outputs.push(Output::Transmit(request.to_bytes()));
        let state = if request.method == Method::Invite {
            ClientState::Invite {
                fsm: InviteClient::new(now, request.headers.to_tag().is_some()),
                request: Box::new(request),
                cancel: None,
            }
        } else {
            ClientState::NonInvite(NonInviteClient::new(now))
        };
        self.clients.push(Client { id, key, state });
        id
    }

    /// Gives an INVITE up (RFC 3261 §9.1): its CANCEL goes out now, or after the first provisional response if none
    /// came yet; not at all if the final response is there first. `reason` is the value of a Reason header. The
    /// CANCEL's responses stay in here; the INVITE's final response (mostly 487, but a 2xx may have crossed) comes
    /// as ever, and if there is none 64*T1 after the CANCEL, `Failed` with `Timeout` does.
    ///
    /// Returns false if the transaction has its final response already or is unknown. A second call does nothing.
    pub fn cancel(&mut self, now: Instant, id: ClientId, reason: Option<&str>) -> bool {
        let Some(Client {
            state: ClientState::Invite { fsm, request, cancel },
            ..
        }) = self.clients.iter_mut().find(|c| c.id == id)
        else {
            return false;
        };
        if cancel.is_some() || fsm.is_cancelled() {
            return true;
        }
        let wish = requests::cancel(request, reason);
        match fsm.on_cancel(now) {
            CancelStep::Wait => *cancel = Some(Box::new(wish)),
            CancelStep::Send => self.send_cancel(now, wish),
            CancelStep::TooLate => return false,
        }
        true
    }

    /// Sends a response. For an INVITE's 2xx call it again for each retransmission (RFC 3261 §13.3.1.4), while it
    /// returns true.
    ///
    /// Returns false, and sends nothing, if the transaction is gone or has had another final response, or if that
    /// response must not be sent (RFC 4320: a provisional one other than 100, or 408, to a request that is no INVITE).
    pub fn respond(&mut self, now: Instant, id: ServerId, response: &Response) -> bool {
        let Some(at) = self.servers.iter().position(|s| s.id == id) else {
            return false;
        };
        let Some(server) = self.servers.get_mut(at) else {
            return false;
        };
        let (send, end) = match &mut server.state {
            ServerState::Invite(fsm) => (fsm.on_respond(now, response.status), false),
            ServerState::NonInvite(_) => match NonInviteServer::on_respond(response.status) {
                Answer::Send => (true, false),
                Answer::SendAndEnd => (true, true),
                Answer::Refuse => (false, false),
                Answer::End => (false, true),
            },
        };
        if send {
            server.last = response.to_bytes();
            server.to_tag = response.headers.to_tag();
            self.outputs.push(Output::Transmit(server.last.clone()));
        }
        if end {
            self.servers.remove(at);
        }
        send
    }

    /// When [`Table::handle_timeout`] is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let clients = self.clients.iter().map(Client::deadline).fold(None, earlier);
        self.servers.iter().map(Server::deadline).fold(clients, earlier)
    }

    /// The next thing to do.
    pub fn poll_output(&mut self) -> Option<Output> {
        take_first(&mut self.outputs)
    }

    fn send_cancel(&mut self, now: Instant, request: Request) {
        let Some(key) = ClientKey::of_request(&request) else {
            return;
        };
        let id = ClientId(self.next_client);
        self.next_client = self.next_client.wrapping_add(1);
        self.outputs.push(Output::Transmit(request.to_bytes()));
        self.clients.push(Client {
            id,
            key,
            state: ClientState::Cancel(NonInviteClient::new(now)),
        });
    }

    fn on_response(&mut self, now: Instant, response: Response) {
        let Some((via, method)) = key::of_response(&response) else {
            return;
        };
        let Some(at) = self.clients.iter().position(|c| c.key.matches(&via, &method)) else {
            return;
        };
        let Some(client) = self.clients.get_mut(at) else { return };
        let id = client.id;
        let mut held = None;
        let (deliver, end) = match &mut client.state {
            ClientState::Invite { fsm, request, cancel } => match fsm.on_response(now, response.status) {
                Reaction::Deliver => {
                    // Sent at the first provisional response, dropped at a 2xx (RFC 3261 §9.1).
                    held = cancel.take().filter(|_| fsm.on_cancel(now) == CancelStep::Send);
                    (true, false)
                }
                Reaction::AcknowledgeAndEnd => {
                    self.outputs
                        .push(Output::Transmit(requests::ack(request, &response).to_bytes()));
                    (true, true)
                }
                Reaction::Absorb => (false, false),
            },
            ClientState::NonInvite(_) => (true, NonInviteClient::ends_with(response.status)),
            ClientState::Cancel(_) => (false, NonInviteClient::ends_with(response.status)),
        };
        if end {
            self.clients.remove(at);
        }
        if let Some(cancel) = held {
            self.send_cancel(now, *cancel);
        }
        if deliver {
            self.outputs.push(Output::Response { id, response });
        }
    }

    fn on_request(&mut self, now: Instant, request: Request) {
        let Some(key) = ServerKey::of_request(&request) else {
            return;
        };
        if let Some(at) = self
            .servers
            .iter()
            .position(|s| s.key.matches(&key, s.to_tag.as_deref()))
        {
            return self.on_known_request(at, request);
        }
        if request.method == Method::Ack {
            self.outputs.push(Output::Ack(request));
            return;
        }
        if self.is_flooded_by(&request.method) {
            let response = request.response(503).with_to_tag("flood").with(names::RETRY_AFTER, "5");
            self.outputs.push(Output::Transmit(response.to_bytes()));
            return;
        }
        let id = ServerId(self.next_server);
        self.next_server = self.next_server.wrapping_add(1);
        let target = if request.method == Method::Cancel {
            self.servers
                .iter()
                .find(|s| s.key.is_target_of(&key))
                .map(|s| (s.id, s.is_answered()))
        } else {
            None
        };
        let merged = request.method != Method::Cancel && self.servers.iter().any(|s| s.key.is_merged_with(&key));
        let state = if request.method == Method::Invite {
            ServerState::Invite(InviteServer::new())
        } else {
            ServerState::NonInvite(NonInviteServer::new(now))
        };
        self.servers.push(Server {
            id,
            key,
            state,
            last: Vec::new(),
            to_tag: None,
        });
        if request.method == Method::Invite {
            self.respond(now, id, &request.response(100));
        }
        self.outputs.push(match target {
            Some((target, answered)) => Output::Cancel {
                cancel: id,
                target,
                answered,
                request,
            },
            None => Output::Request { id, request, merged },
        });
    }

    fn is_flooded_by(&self, method: &Method) -> bool {
        let most = if *method == Method::Invite {
            MOST_SERVERS
        } else {
            MOST_SERVERS_AT_ALL
        };
        self.servers.len() >= most
    }

    /// A retransmission, or an ACK.
    fn on_known_request(&mut self, at: usize, request: Request) {
        let Some(server) = self.servers.get(at) else { return };
        let ack = request.method == Method::Ack;
        match &server.state {
            ServerState::Invite(fsm) if ack => {
                if fsm.ends_with_ack() {
                    self.servers.remove(at);
                } else if fsm.is_answered() {
                    self.outputs.push(Output::Ack(request));
                }
            }
            ServerState::Invite(fsm) if !fsm.repeats() => {}
            _ if server.last.is_empty() => {}
            _ => self.outputs.push(Output::Transmit(server.last.clone())),
        }
    }
}

impl Client {
    fn deadline(&self) -> Option<Instant> {
        match &self.state {
            ClientState::Invite { fsm, .. } => fsm.deadline(),
            ClientState::NonInvite(fsm) | ClientState::Cancel(fsm) => Some(fsm.deadline()),
        }
    }

    fn is_overdue(&self, now: Instant) -> bool {
        matches!(&self.state, ClientState::Invite { fsm, .. } if fsm.is_overdue(now))
    }

    /// What the transaction user is told when no (further) final response can come.
    fn end(&self, failure: Failure) -> Option<Output> {
        match &self.state {
            ClientState::Cancel(_) => None,
            ClientState::Invite { fsm, .. } if fsm.is_accepted() => Some(Output::Accepted { id: self.id }),
            _ => Some(Output::Failed { id: self.id, failure }),
        }
    }
}

impl Server {
    fn deadline(&self) -> Option<Instant> {
        match &self.state {
            ServerState::Invite(fsm) => fsm.deadline(),
            ServerState::NonInvite(fsm) => Some(fsm.deadline()),
        }
    }

    fn is_answered(&self) -> bool {
        match &self.state {
            ServerState::Invite(fsm) => fsm.is_answered(),
            ServerState::NonInvite(_) => false,
        }
    }
}
