//! A call: a back-to-back user agent between two legs, run by a task of its own.
//!
//! ```text
//!   INVITE ─────────────┐                       ┌── service or outside number answers ──┐
//!                       ▼                       │                                       ▼
//!                   Dialling ──▶ Ringing ───────┴── a callee answers, others CANCEL ──▶ Active
//!                       ▲           │                                                   │
//!   originate ─▶ CallingBack        │ all refused · CANCEL · nobody answers             │ BYE · hangup
//!        (rings the caller first)   ▼                                                   ▼ media dead · no ACK
//!                                 Over ◀────────────────────────────────────────────── Over
//! ```
//!
//! The task lives on after `Over` until each leg has had its last word (the ACK before our BYE, the final
//! response to our CANCEL), at most 40 s.

mod change;
mod finish;
mod place;
mod start;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rsipstack::sip::{Header, Response};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;
use voip_sdk::model::calls::{ActiveCallState, CallDirection};

use super::core::Core;
use super::leg::{Cancel, Invite, Leg, LegId, Side, State};
use super::media::{MediaEvent, Source};
use super::ports::Tenant;
use super::registrar::Aor;
use super::sip;
use super::transactions::{Phone, ServerHeard};
use super::ws::ConnectionId;

pub(crate) use finish::Cause;
pub use start::Originate;
pub(crate) use start::{incoming, originate};

/// What a call's task is told.
pub(crate) enum CallEvent {
    /// Something about a leg.
    Leg(LegId, Heard),
    /// A socket has closed.
    ConnectionClosed(ConnectionId),
    /// The API wants it ended.
    Hangup,
    /// The server goes down.
    Shutdown,
    /// The outside number answers now.
    OutsideAnswers,
    /// It has rung long enough.
    NobodyAnswers,
}

/// What was heard about a leg.
pub(crate) enum Heard {
    /// A response to our INVITE; `None`: it is over without another one.
    Response(Option<Box<Response>>),
    /// About the phone's INVITE.
    Server(ServerHeard),
    /// About a later INVITE of the phone that we answered with an offer.
    LaterInvite(ServerHeard),
    /// A request in the dialog.
    Request(Box<Transaction>),
    /// The final response to our re-INVITE, if one came.
    Changed(Option<Box<Response>>),
    /// The wait after a 491 is over.
    TryAgain,
    /// From the media session.
    Media(MediaEvent),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The extension that originates is being rung.
    CallingBack,
    /// The callee is being rung, or looked for.
    Ringing,
    Active,
    Over,
}

/// One end of the call.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub number: String,
    pub name: Option<String>,
    /// Its extension, where it is one.
    pub aor: Option<Aor>,
}

impl Party {
    /// As a From or To value in the tenant's domain.
    pub(super) fn address(&self, domain: &str) -> String {
        let user = self
            .number
            .replace(|c: char| !c.is_ascii_alphanumeric() && !"+*#-._".contains(c), "");
        let user = user.replace('#', "%23");
        match &self.name {
            Some(name) => format!("{} <sip:{user}@{domain}>", sip::quote(name)),
            None => format!("<sip:{user}@{domain}>"),
        }
    }
}

pub(crate) struct Call {
    core: Arc<Core>,
    uuid: Uuid,
    tenant: Tenant,
    inbox: mpsc::UnboundedSender<CallEvent>,
    phase: Phase,
    direction: CallDirection,
    caller: Party,
    destination: Party,
    /// What was dialled last; another number than the first after a 3xx.
    target: String,
    /// The number that the API wants the outside to see.
    caller_id: Option<String>,
    /// The caller does not want to be known to the callee.
    anonymous: bool,
    /// The caller has got a 180.
    rung: bool,
    legs: BTreeMap<LegId, Leg>,
    next_leg: LegId,
    /// The legs that are connected, or in the caller's case will be.
    caller_leg: Option<LegId>,
    callee_leg: Option<LegId>,
    /// The best refusal of a callee so far (RFC 3261 §16.7 step 6).
    refusal: Option<(u16, Vec<Header>)>,
    hops: u8,
    started_at: Timestamp,
    answered_at: Option<Timestamp>,
    ring_timeout: Duration,
    metadata: Option<BTreeMap<String, String>>,
    /// Everything that was dialled by telephone-events.
    dtmf: String,
    /// When the task ends at the latest, once it is over.
    until: Option<Instant>,
}

impl Call {
    /// The task of the call.
    async fn run(mut self, mut events: mpsc::UnboundedReceiver<CallEvent>) {
        while !(self.phase == Phase::Over && self.legs.values().all(|leg| leg.state == State::Over)) {
            let event = match self.until {
                Some(until) => tokio::time::timeout_at(until, events.recv()).await.ok().flatten(),
                None => events.recv().await,
            };
            let Some(event) = event else { break };
            self.handle(event).await;
        }
        for leg in self.legs.values() {
            self.core.remove_dialog(&leg.key());
        }
    }

    async fn handle(&mut self, event: CallEvent) {
        match event {
            CallEvent::Leg(id, heard) => self.heard(id, heard).await,
            CallEvent::ConnectionClosed(connection) => self.connection_closed(connection).await,
            CallEvent::Hangup => self.finish(Cause::Normal),
            CallEvent::Shutdown => self.finish(Cause::Shutdown),
            CallEvent::OutsideAnswers if self.phase == Phase::Ringing => {
                self.service_answers(Source::Tone(super::media::tones::Program::Speech))
                    .await;
            }
            CallEvent::NobodyAnswers if matches!(self.phase, Phase::Ringing | Phase::CallingBack) => {
                self.finish(Cause::NoAnswer);
            }
            CallEvent::OutsideAnswers | CallEvent::NobodyAnswers => {}
        }
    }

    async fn heard(&mut self, id: LegId, heard: Heard) {
        match heard {
            Heard::Response(Some(response)) => self.response(id, &response).await,
            Heard::Response(None) => self.refused(id, 480, vec![]).await,
            Heard::Server(heard) => self.server(id, heard).await,
            Heard::LaterInvite(heard) => self.later_invite(id, heard).await,
            Heard::Request(tx) => self.request(id, *tx).await,
            Heard::Changed(response) => self.changed(id, response.as_deref()).await,
            Heard::TryAgain => self.try_again(id).await,
            Heard::Media(event) => self.media(id, event),
        }
    }

    // The INVITEs that made the legs

    async fn server(&mut self, id: LegId, heard: ServerHeard) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        match (heard, leg.state) {
            (ServerHeard::Cancel, State::Ringing) => {
                leg.end(&self.core, 487, "", vec![]);
                self.finish(Cause::Cancelled);
            }
            (ServerHeard::Ack(ack), State::Unacknowledged) => {
                leg.state = State::Up;
                if std::mem::take(&mut leg.offered_late)
                    && leg
                        .media
                        .answer(String::from_utf8_lossy(&ack).into_owned())
                        .await
                        .is_err()
                {
                    self.finish(Cause::Incompatible);
                    return;
                }
                if let Some(reason) = leg.bye_after_ack.take() {
                    leg.bye(&self.core, &reason);
                }
            }
            (ServerHeard::Over, State::Unacknowledged) => {
                // No ACK within 64*T1 (RFC 3261 §13.3.1.4).
                let reason = leg.bye_after_ack.take().unwrap_or_else(|| Cause::NoAck.reason());
                leg.bye(&self.core, &reason);
                self.finish(Cause::NoAck);
            }
            _ => {}
        }
    }

    async fn response(&mut self, id: LegId, response: &Response) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let code = response.status_code.code();
        if leg.state != State::Ringing {
            return;
        }
        let tag = sip::header(response, "To")
            .and_then(sip::NameAddr::parse)
            .and_then(|to| to.tag().map(str::to_owned));
        match code {
            ..=199 => {
                if let Invite::Sent { provisional, .. } = &mut leg.invite {
                    *provisional = true;
                }
                leg.send_cancel(&self.core);
                if code >= 180 {
                    self.callee_rings(id);
                }
            }
            200..=299 => {
                leg.dialog.remote_tag = tag;
                leg.dialog.refresh_target(sip::header(response, "Contact"));
                leg.state = State::Up;
                let unwanted = matches!(&leg.invite, Invite::Sent { cancel, .. } if *cancel != Cancel::No);
                if unwanted || self.phase == Phase::Over {
                    leg.bye(&self.core, Cause::Elsewhere.reason().as_str());
                    return;
                }
                let answer = String::from_utf8_lossy(&response.body).into_owned();
                match leg.media.answer(answer).await {
                    Ok(direction) => {
                        leg.held = !direction.is_sending();
                        self.leg_answers(id).await;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "answer of the phone refused");
                        leg.bye(&self.core, Cause::Incompatible.reason().as_str());
                        self.refused(id, 488, vec![]).await;
                    }
                }
            }
            _ => {
                let passed = ["Retry-After", "Warning", "Reason"];
                let extra = passed
                    .iter()
                    .filter_map(|n| Some(sip::make(n, sip::header(response, n)?)))
                    .collect();
                let contact = sip::header(response, "Contact").and_then(sip::NameAddr::parse);
                match contact
                    .and_then(|c| c.user_and_host())
                    .filter(|_| (300..=399).contains(&code))
                {
                    Some((number, _)) => self.forwarded(id, number).await,
                    None => self.refused(id, code, extra).await,
                }
            }
        }
    }

    // Sockets and media

    async fn connection_closed(&mut self, connection: ConnectionId) {
        let over: Vec<(LegId, Side)> = self
            .legs
            .iter()
            .filter(|(_, leg)| leg.state == State::Ringing && leg.phone.connection.id == connection)
            .map(|(id, leg)| (*id, leg.side))
            .collect();
        for (id, side) in over {
            // Neither an answer to its INVITE nor one to ours can pass any more. Up legs wait for their phone.
            match side {
                Side::Caller if self.phase != Phase::CallingBack => {
                    self.legs.entry(id).and_modify(|leg| leg.state = State::Over);
                    self.finish(Cause::Cancelled);
                }
                _ => self.refused(id, 480, vec![]).await,
            }
        }
    }

    fn media(&mut self, id: LegId, event: MediaEvent) {
        match event {
            MediaEvent::Connected => tracing::debug!(call = %self.uuid, leg = id, "media connected"),
            MediaEvent::Dtmf(key) => {
                // The key itself stays out of the log: it may be part of a secret.
                tracing::info!(call = %self.uuid, leg = id, "telephone-event");
                self.dtmf.push(key);
                self.update(|_| ());
            }
            MediaEvent::Dead => {
                let up = self
                    .legs
                    .get(&id)
                    .is_some_and(|leg| matches!(leg.state, State::Up | State::Unacknowledged));
                if up {
                    self.finish(Cause::MediaLost);
                }
            }
        }
    }

    // What others see

    /// Brings the entry of `active_calls` up to date.
    fn update(&self, edit: impl FnOnce(&mut super::core::CallEntry)) {
        let held = self.legs.values().any(|leg| leg.state != State::Over && leg.held);
        self.core.with_calls(|calls| {
            if let Some(entry) = calls.get_mut(&self.uuid) {
                entry.info.state = match self.phase {
                    Phase::Active if held => ActiveCallState::Held,
                    Phase::Active => ActiveCallState::Active,
                    _ => ActiveCallState::Ringing,
                };
                entry.info.answered_at = self.answered_at.map(|at| at.to_string());
                entry.dtmf.clone_from(&self.dtmf);
                edit(entry);
            }
        });
    }

    fn other(&self, id: LegId) -> Option<LegId> {
        match (self.caller_leg, self.callee_leg) {
            (Some(a), Some(b)) if a == id => Some(b),
            (Some(a), Some(b)) if b == id => Some(a),
            _ => None,
        }
    }

    /// A closure that reports about a leg to this task.
    fn reporter(&self, id: LegId) -> impl Fn(Heard) + Send + Clone + 'static + use<> {
        let inbox = self.inbox.clone();
        move |heard| drop(inbox.send(CallEvent::Leg(id, heard)))
    }

    fn after(&self, delay: Duration, event: impl FnOnce() -> CallEvent + Send + 'static) {
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            let _ = inbox.send(event());
        });
    }
}

/// Where the phone of a binding is.
fn phone_of(core: &Core, aor: &Aor, binding: &super::registrar::Binding) -> Option<Phone> {
    Some(Phone {
        aor: aor.clone(),
        instance: binding.instance.clone(),
        uri: binding.uri.clone(),
        connection: core.connection(binding.connection)?,
    })
}
