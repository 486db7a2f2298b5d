//! A call: a back-to-back user agent between two ends, run by a task of its own.
//!
//! ```text
//!   INVITE ─────────────┐                       ┌── service or outside number answers ──┐
//!                       ▼                       │                                       ▼
//!                   hunt ────────▶ Ringing ─────┴── a phone answers, others CANCEL ──▶ Active
//!                       ▲           │                                                   │
//!   originate ─▶ CallingBack        │ all refused · CANCEL · nobody answers             │ BYE · hangup
//!        (rings the caller first)   ▼                                                   ▼ media dead · no ACK
//!                                 Over ◀────────────────────────────────────────────── Over
//!
//!   within Active:     ┌────────────────── Talking ──────────────────┐
//!     (Activity)       │ transfer   ▲ │ ▲         park │ *70    ▲ *71XX · rung back
//!                      ▼            │ │ │              ▼        │
//!                   Transfer ───────┘ └─┘ hold       Parked ─────┘
//! ```
//!
//! What is at an end changes: a transfer puts somebody else there ([`ends`]). Whoever is wanted is found by a
//! [`hunt`], whatever it is for. Transfer and park have their drawings in their own files. A phone transfers by REFER
//! ([`refer`]), takes the place of its own leg ([`replace`]), and makes two of its calls one ([`join`]).
//!
//! The task lives on after `Over` until each leg has had its last word (the ACK before our BYE, the final
//! response to our CANCEL), at most 40 s.

mod answers;
mod change;
mod early;
mod ends;
mod finish;
mod forward;
mod group;
mod hold;
mod hunt;
mod introduce;
mod join;
mod park;
mod place;
mod refer;
mod refresh;
mod relay;
mod replace;
mod ring;
mod start;
mod target;
mod transfer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rsipstack::sip::Response;
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use tokio::time::Instant;
use uuid::Uuid;
use voip_sdk::model::call_control::TransferType;
use voip_sdk::model::calls::CallDirection;

use super::control::{By, Reply};
use super::core::{Core, reply};
use super::leg::{Leg, LegId, Line, State};
use super::media::MediaEvent;
use super::ports::Tenant;
use super::presence::Part;
use super::registrar::{Aor, Binding};
use super::transactions::ServerHeard;
use super::ws::ConnectionId;

use ends::Ends;
use hunt::{Hunt, Step};
use join::{Give, Given};
use park::ParkedIn;
use start::Arriving;
use target::Party;
use transfer::Transfer;

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
    /// The next step of a hunt, if it is in that turn still.
    Hunt(u32, Step),
    /// A service has said what it had to say.
    ServiceEnds,
    /// The API wants one end held, or no longer.
    Hold(By, bool, Reply<()>),
    /// The API wants one end transferred to this number.
    Transfer(By, String, TransferType, Reply<()>),
    /// The API, or `*70`, wants one end parked, in that slot.
    Park(By, Option<u32>, Reply<u32>),
    /// It has been parked for long; which parking that is about.
    ParkedForLong(u32),
    /// A phone gets it back from its slot.
    Retrieve(Box<Arriving>),
    /// The API rings an extension that gets it back.
    RetrieveFor(Box<Party>),
    /// A phone takes the place of a leg of its own.
    Replace(LegId, Box<Arriving>),
    /// Another call of the same phone wants the far end of this one.
    Give(Box<Give>),
    /// That of another call.
    Given(Box<Given>),
}

/// What was heard about a leg.
pub(crate) enum Heard {
    /// A response to our INVITE; `None`: it is over without another one.
    Response(Option<Box<Response>>),
    /// The phone that rang when its socket closed: its new binding, if it came back.
    Back(Option<Box<Binding>>),
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
    /// A provisional response has no PRACK yet; how long it has waited for it.
    Unacknowledged(Duration),
    /// It is time to refresh the session, if this is still the agreement.
    Refresh(u32),
    /// The status of the answer to our refresh, if one came.
    Refreshed(u32, Option<u16>),
    /// Who has transferred the call has had time to hang up.
    Left,
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

/// What goes on in an answered call.
enum Activity {
    /// The two ends talk, or one holds the other.
    Talking,
    /// One end waits while somebody else is found for the other.
    Transfer(Box<Transfer>),
    /// One end waits in a slot; the other is empty.
    Parked(Box<ParkedIn>),
}

pub(crate) struct Call {
    core: Arc<Core>,
    uuid: Uuid,
    tenant: Tenant,
    inbox: mpsc::UnboundedSender<CallEvent>,
    phase: Phase,
    activity: Activity,
    /// As the call began: who called and what was dialled. Events and the record say this.
    direction: CallDirection,
    caller: Party,
    destination: Party,
    /// Who is there now.
    ends: Ends,
    /// Who is being found, for the callee's end or for that which a transfer or a park has left empty.
    hunt: Option<Hunt>,
    /// The number of the last turn of ringing, or of parking: what belongs to an earlier one no longer counts.
    last_turn: u32,
    /// The caller has got a 180.
    rung: bool,
    legs: BTreeMap<LegId, Leg>,
    next_leg: LegId,
    /// Legs that are another call's by now: what is heard of them late is passed on.
    moved: BTreeMap<LegId, Line>,
    started_at: Timestamp,
    answered_at: Option<Timestamp>,
    ring_timeout: Duration,
    metadata: Option<BTreeMap<String, String>>,
    /// Everything that was dialled by telephone-events.
    dtmf: String,
    /// The extensions' parts as presence shows them.
    shown: BTreeMap<Aor, Part>,
    /// It was seen that no phone is left.
    unattended: bool,
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
            self.drop_legs_that_are_over();
        }
        for leg in self.legs.values() {
            self.core.remove_dialog(&leg.key());
        }
        events.close();
        while let Some(event) = events.recv().await {
            // A phone waits for its answer; who waits for a reply notices that there is none.
            match event {
                CallEvent::Retrieve(arriving) => arriving.refuse(404).await,
                CallEvent::Replace(_, arriving) => arriving.refuse(481).await,
                CallEvent::Give(give) => give.refuse(481),
                CallEvent::Given(given) => given.let_go(&self),
                CallEvent::Leg(id, Heard::Request(mut tx)) if !self.moved.contains_key(&id) => {
                    reply(&mut tx, 481, vec![], None).await;
                }
                CallEvent::Leg(id, heard) => self.pass_on(id, heard),
                _ => {}
            }
        }
    }

    async fn handle(&mut self, event: CallEvent) {
        match event {
            CallEvent::Leg(id, heard) => self.heard(id, heard).await,
            CallEvent::ConnectionClosed(connection) => self.connection_closed(connection).await,
            CallEvent::Hangup | CallEvent::ServiceEnds => self.finish(Cause::Normal),
            CallEvent::Shutdown => self.finish(Cause::Shutdown),
            CallEvent::Hunt(turn, step) => self.step(turn, step).await,
            // Who no longer waits for a command was told that it failed: it must not happen afterwards.
            CallEvent::Hold(_, _, reply) | CallEvent::Transfer(_, _, _, reply) if reply.is_closed() => {}
            CallEvent::Park(_, _, reply) if reply.is_closed() => {}
            CallEvent::Hold(by, hold, reply) => {
                let _ = reply.send(self.hold(&by, hold).await);
            }
            CallEvent::Transfer(by, target, kind, reply) => {
                let _ = reply.send(self.transfer(&by, &target, kind).await);
            }
            CallEvent::Park(by, slot, reply) => {
                let _ = reply.send(self.park(&by, slot).await);
            }
            CallEvent::ParkedForLong(parking) => self.parked_for_long(parking),
            CallEvent::Retrieve(arriving) => self.retrieve(*arriving).await,
            CallEvent::RetrieveFor(extension) => self.retrieve_for(*extension),
            CallEvent::Replace(leg, arriving) => self.replace_leg(leg, *arriving).await,
            CallEvent::Give(give) => self.give(*give).await,
            CallEvent::Given(given) => self.given(*given).await,
        }
    }

    /// What was heard of a leg that is another call's by now.
    fn pass_on(&self, id: LegId, heard: Heard) {
        if let Some(line) = self.moved.get(&id) {
            line.send(heard);
        }
    }

    async fn heard(&mut self, id: LegId, heard: Heard) {
        if self.moved.contains_key(&id) {
            return self.pass_on(id, heard);
        }
        match heard {
            Heard::Response(Some(response)) => self.response(id, &response).await,
            Heard::Response(None) => self.refused(id, 480, vec![]).await,
            Heard::Back(binding) => self.ring_again(id, binding).await,
            Heard::Server(heard) => self.server(id, heard).await,
            Heard::LaterInvite(heard) => self.later_invite(id, heard).await,
            Heard::Request(tx) => self.request(id, *tx).await,
            Heard::Changed(response) => self.changed(id, response.as_deref()).await,
            Heard::TryAgain => self.try_again(id).await,
            Heard::Unacknowledged(waited) => self.unacknowledged(id, waited),
            Heard::Refresh(refresh) => self.refresh(id, refresh),
            Heard::Refreshed(refresh, status) => self.refreshed(id, refresh, status).await,
            Heard::Left => self.left(id),
            Heard::Media(event) => self.media(id, event).await,
        }
    }

    /// Those of phones that have left or refused while the call goes on: their media sessions end with them.
    fn drop_legs_that_are_over(&mut self) {
        if self.phase == Phase::Over {
            return;
        }
        let core = &self.core;
        self.legs.retain(|_, leg| {
            let over = leg.state == State::Over;
            if over {
                core.remove_dialog(&leg.key());
            }
            !over
        });
    }

    /// Tells this task something, when it has done what it does now.
    fn soon(&self, event: CallEvent) {
        let _ = self.inbox.send(event);
    }

    fn after(&self, delay: Duration, event: impl FnOnce() -> CallEvent + Send + 'static) {
        let inbox = self.inbox.clone();
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            let _ = inbox.send(event());
        });
    }

    fn take_leg_id(&mut self) -> LegId {
        self.next_leg += 1;
        self.next_leg
    }

    fn take_turn(&mut self) -> u32 {
        self.last_turn += 1;
        self.last_turn
    }

    fn add_leg(&mut self, id: LegId, leg: Leg) {
        self.core.add_dialog(leg.key(), &self.inbox, id);
        self.legs.insert(id, leg);
        self.announce_leg(id);
    }

    fn publish(&self, event: voip_sdk::model::events::RealtimeEvent) {
        self.core.announcer.publish(&self.tenant.id, event);
    }
}
