//! How calls begin: by a phone's INVITE, or by the API.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Header, Request};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use uuid::Uuid;
use voip_sdk::model::calls::{ActiveCall, ActiveCallState, CallDirection};

use super::ends::{At, End, Ends};
use super::target::{Target, look_up};
use super::{Activity, Call, CallEvent, Heard, LegId, Party, Phase};
use crate::pbx::PbxError;
use crate::pbx::core::{CallEntry, Core, reply};
use crate::pbx::dialog::Dialog;
use crate::pbx::dialplan::{Route, route};
use crate::pbx::leg::{Invite, Leg, Line};
use crate::pbx::media::{self, Media};
use crate::pbx::ports::Tenant;
use crate::pbx::registrar::Aor;
use crate::pbx::replaces::Replaces;
use crate::pbx::sender::{self, Refusal};
use crate::pbx::sip;
use crate::pbx::timer::Session;
use crate::pbx::transactions::{Phone, Responder};
use crate::pbx::ws::Connection;

/// What the API may say about a call that it makes.
#[derive(Debug, Clone, Default)]
pub struct Originate {
    /// The number shown to an outside callee; default: the tenant's DID.
    pub caller_id: Option<String>,
    /// How long the extension rings; default: [`crate::pbx::PbxConfig::ring_timeout`].
    pub timeout: Option<Duration>,
    /// Kept with the call and its record.
    pub metadata: Option<BTreeMap<String, String>>,
}

/// An INVITE outside a dialog.
pub(crate) async fn incoming(core: Arc<Core>, connection: Arc<Connection>, mut tx: Transaction) {
    match accept(&core, &connection, &tx.original).await {
        Ok(accepted) => {
            let arriving = Arriving {
                accepted,
                connection,
                tx,
            };
            arriving.begin(&core).await;
        }
        Err((status, headers)) => {
            reply(&mut tx, status, headers, None).await;
            // Until the ACK has come, repetitions are answered from here.
            while tx.receive().await.is_some() {}
        }
    }
}

/// An INVITE that becomes a call.
struct Accepted {
    tenant: Tenant,
    caller: Party,
    dialog: Dialog,
    number: String,
    has_offer: bool,
    replaces: Option<Replaces>,
}

async fn accept(core: &Arc<Core>, connection: &Connection, invite: &Request) -> Result<Accepted, Refusal> {
    if core.is_stopping() {
        return Err((503, vec![]));
    }
    let replaces = Replaces::of(invite).map_err(|()| (400, vec![]))?;
    // Who replaces a leg addresses the far end as that leg has known it, which is the server itself.
    let sender = sender::identify(core, invite, replaces.is_some())?;
    sender::check_required(invite)?;
    Session::of_request(invite)?;
    let anonymous = sender.anonymous || sip::header(invite, "Privacy").is_some_and(|p| p.contains("id"));
    let caller = Party {
        anonymous,
        ..Party::extension(&sender.tenant.id, sender.extension)
    };
    let dialog = Dialog::of_invite(invite).ok_or((400, vec![]))?;
    let has_offer = !invite.body.is_empty();
    if has_offer {
        if !sip::header(invite, "Content-Type")
            .is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/sdp"))
        {
            return Err((415, vec![sip::make("Accept", "application/sdp")]));
        }
        media::check_offer(&String::from_utf8_lossy(&invite.body))
            .map_err(|error| (488, vec![warning(core, &error)]))?;
    }
    tracing::debug!(connection = connection.id, "INVITE accepted");
    Ok(Accepted {
        tenant: sender.tenant,
        caller,
        dialog,
        number: sender.number,
        has_offer,
        replaces,
    })
}

/// Warning 399 with the reason (RFC 3261 §20.43).
pub(super) fn warning(core: &Core, error: &media::MediaError) -> Header {
    sip::make("Warning", format!("399 {} {}", core.sent_by(), sip::quote(&error.0)))
}

/// It, with where it came from.
pub(crate) struct Arriving {
    accepted: Accepted,
    connection: Arc<Connection>,
    tx: Transaction,
}

impl Arriving {
    async fn begin(self, core: &Arc<Core>) {
        if let Some(replaces) = self.replaces() {
            return match core.dialog(&replaces.key()) {
                Some((inbox, leg)) => {
                    if let Err(error) = inbox.send(CallEvent::Replace(leg, Box::new(self)))
                        && let CallEvent::Replace(_, arriving) = error.0
                    {
                        arriving.refuse(481).await;
                    }
                }
                None => self.refuse(481).await,
            };
        }
        let Accepted {
            tenant, number, caller, ..
        } = &self.accepted;
        if let Route::Retrieve(slot) = route(number)
            && let Some((_, waiting)) = core.parking.call_in(&tenant.id, slot)
        {
            // It becomes a leg of the call that waits.
            if let Err(error) = waiting.send(CallEvent::Retrieve(Box::new(self)))
                && let CallEvent::Retrieve(arriving) = error.0
            {
                arriving.refuse(404).await;
            }
            return;
        }
        let (mut call, events) = Call::new(core, tenant.clone(), caller.clone(), number, Phase::Ringing);
        let connection = self.connection.clone();
        if let Some((id, _)) = call.take_in(self).await {
            call.ends.caller.at = At::Phone(id);
            tokio::spawn(async move {
                call.announce_start();
                // From here on the call is told. What has happened before it was known, it has to ask.
                if connection.closed.is_cancelled() {
                    let _ = call.inbox.send(CallEvent::ConnectionClosed(connection.id));
                }
                if call.core.is_stopping() {
                    let _ = call.inbox.send(CallEvent::Shutdown);
                }
                let number = call.destination.number.clone();
                call.hunt(&number, call.ends.caller.party.clone());
                call.run(events).await;
            });
        }
    }

    /// The dialog whose place it wants.
    pub(super) fn replaces(&self) -> Option<&Replaces> {
        self.accepted.replaces.as_ref()
    }

    /// The account that it comes from.
    pub(super) fn aor(&self) -> Option<&Aor> {
        self.accepted.caller.aor.as_ref()
    }

    /// Answers it with a refusal.
    pub(super) async fn refuse(mut self, status: u16) {
        reply(&mut self.tx, status, vec![], None).await;
        tokio::spawn(async move { while self.tx.receive().await.is_some() {} });
    }
}

/// Rings the extension; once it has answered, dials the number. The call's id at once.
///
/// # Errors
/// [`PbxError::NotFound`] for an unknown tenant or extension, [`PbxError::NotRegistered`] when no phone could ring,
/// [`PbxError::NumberBlocked`], [`PbxError::CallNotFound`] when `*71XX` names a slot in which no call waits.
pub(crate) fn originate(
    core: &Arc<Core>,
    tenant: &str,
    from: &str,
    to: &str,
    options: Originate,
) -> Result<Uuid, PbxError> {
    if core.is_stopping() {
        return Err(PbxError::Stopping);
    }
    let tenant = core.directory.tenant(tenant).ok_or(PbxError::NotFound)?;
    let extension = core.directory.extension(&tenant.id, from).ok_or(PbxError::NotFound)?;
    let caller = Party::extension(&tenant.id, extension);
    let reachable = |aor: &Aor| !core.registrar.bindings(aor).is_empty();
    if !caller.aor.as_ref().is_some_and(reachable) {
        return Err(PbxError::NotRegistered);
    }
    if let Route::Retrieve(slot) = route(to) {
        return retrieve(core, &tenant, slot, caller);
    }
    let (mut call, events) = Call::new(core, tenant, caller.clone(), to, Phase::CallingBack);
    let (_, target) = look_up(core, &call.tenant.id, to);
    if call.is_blocked(to, &target) {
        return Err(PbxError::NumberBlocked);
    }
    if let (Some(number), CallDirection::Outbound) = (options.caller_id, call.direction) {
        call.caller.number = number;
    }
    call.metadata = options.metadata;
    call.ring_timeout = options.timeout.unwrap_or(core.config.ring_timeout);
    let uuid = call.uuid;
    call.announce_start();
    call.hunt_extension(caller, call.destination.clone());
    tokio::spawn(call.run(events));
    Ok(uuid)
}

/// The call that waits in a slot rings the extension that is to have it back.
fn retrieve(core: &Core, tenant: &Tenant, slot: u32, extension: Party) -> Result<Uuid, PbxError> {
    let (uuid, inbox) = core.parking.call_in(&tenant.id, slot).ok_or(PbxError::CallNotFound)?;
    inbox
        .send(CallEvent::RetrieveFor(Box::new(extension)))
        .map_err(|_| PbxError::CallNotFound)?;
    Ok(uuid)
}

impl Call {
    fn new(
        core: &Arc<Core>,
        tenant: Tenant,
        caller: Party,
        number: &str,
        phase: Phase,
    ) -> (Call, mpsc::UnboundedReceiver<CallEvent>) {
        let (inbox, events) = mpsc::unbounded_channel();
        let (destination, target) = look_up(core, &tenant.id, number);
        let ends = Ends {
            caller: End::new(caller.clone(), At::Nobody, CallDirection::Outbound),
            callee: End::empty(destination.clone()),
        };
        let mut call = Call {
            core: core.clone(),
            uuid: Uuid::new_v4(),
            tenant,
            inbox,
            phase,
            activity: Activity::Talking,
            direction: CallDirection::Internal,
            caller,
            destination,
            ends,
            hunt: None,
            last_turn: 0,
            rung: false,
            legs: BTreeMap::new(),
            next_leg: 0,
            moved: BTreeMap::new(),
            started_at: super::finish::now(),
            answered_at: None,
            ring_timeout: core.config.ring_timeout,
            metadata: None,
            dtmf: String::new(),
            shown: BTreeMap::new(),
            unattended: false,
            until: None,
        };
        if let Target::Outside = target {
            call.direction = CallDirection::Outbound;
            // The outside sees the tenant's number, never an extension.
            call.caller.number = call.tenant.did.clone();
        }
        (call, events)
    }

    /// Makes a phone's INVITE a leg of this call; `None`: it could not be, and has been told.
    pub(super) async fn take_in(&mut self, arriving: Arriving) -> Option<(LegId, Party)> {
        let Arriving {
            accepted,
            connection,
            tx,
        } = arriving;
        let core = self.core.clone();
        let caller = accepted.caller;
        let aor = caller.aor.clone()?;
        let id = self.take_leg_id();
        let line = Line::new(self.inbox.clone(), id);
        let to_tag = Some(accepted.dialog.local_tag.clone());
        let takes_update = sip::allows(&tx.original, "UPDATE");
        let (heard, report) = (line.clone(), line.clone());
        let responder = Responder::new(&core, tx, to_tag, move |event| heard.send(Heard::Server(event)));
        let media = match Media::start(core.config.media.clone(), move |event| report.send(Heard::Media(event))).await {
            Ok(media) => media,
            Err(error) => {
                tracing::error!(%error, "no media session");
                responder.respond(500, vec![], None);
                return None;
            }
        };
        let binding = core
            .registrar
            .bindings(&aor)
            .into_iter()
            .find(|b| b.connection == connection.id);
        let phone = Phone {
            instance: binding.as_ref().and_then(|b| b.instance.clone()),
            uri: binding.map_or_else(|| accepted.dialog.remote_target.to_string(), |b| b.uri),
            aor,
            connection,
            lane: Arc::default(),
        };
        let invite = Invite::Received(Box::new(responder));
        let leg = Leg {
            offered_late: !accepted.has_offer,
            takes_update,
            ..Leg::ringing(0, accepted.dialog, phone, media, invite, line)
        };
        self.add_leg(id, leg);
        Some((id, caller))
    }

    fn announce_start(&mut self) {
        use voip_sdk::model::events::{CallStart, RealtimeEvent};
        let info = ActiveCall {
            call_uuid: self.uuid.to_string(),
            direction: self.direction,
            caller: self.caller.number.clone(),
            caller_name: self.caller.name.clone(),
            destination: self.destination.number.clone(),
            state: ActiveCallState::Ringing,
            started_at: self.started_at.to_string(),
            answered_at: None,
            metadata: self.metadata.clone(),
            legs: None,
        };
        let event = CallStart {
            call_uuid: info.call_uuid.clone(),
            caller: info.caller.clone(),
            caller_name: info.caller_name.clone(),
            destination: info.destination.clone(),
            direction: info.direction,
            sip_call_id: self.legs.values().next().map(|leg| leg.dialog.call_id.clone()),
        };
        let entry = CallEntry {
            tenant: self.tenant.id.clone(),
            info,
            inbox: self.inbox.clone(),
            dtmf: String::new(),
            extensions: vec![],
            left_by: None,
        };
        self.core.put_call(self.uuid, entry);
        self.publish(RealtimeEvent::CallStart(event));
        for id in self.legs.keys() {
            self.announce_leg(*id);
        }
        self.show();
    }

    /// Tells of a phone that takes part in the call, once the call itself was told of.
    pub(super) fn announce_leg(&self, id: LegId) {
        use voip_sdk::model::events::{CallLeg, RealtimeEvent};
        let is_known = self.core.with_calls(|calls| calls.contains_key(&self.uuid));
        if let Some(leg) = self.legs.get(&id).filter(|_| is_known) {
            self.publish(RealtimeEvent::CallLeg(CallLeg {
                call_uuid: self.uuid.to_string(),
                leg: leg.shown(),
            }));
        }
    }
}
