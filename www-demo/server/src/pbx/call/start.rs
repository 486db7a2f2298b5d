//! How calls begin: by a phone's INVITE, or by the API.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Header, Request};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use uuid::Uuid;
use voip_sdk::model::calls::{ActiveCall, ActiveCallState, CallDirection};

use super::{Call, CallEvent, Heard, Party, Phase};
use crate::pbx::PbxError;
use crate::pbx::auth::Verdict;
use crate::pbx::core::{CallEntry, Core, reply};
use crate::pbx::dialog::Dialog;
use crate::pbx::leg::{Invite, Leg, Side};
use crate::pbx::media::{self, Media};
use crate::pbx::ports::{SipExtension, Tenant};
use crate::pbx::registrar::Aor;
use crate::pbx::sip::{self, NameAddr};
use crate::pbx::transactions::{Phone, Responder};
use crate::pbx::ws::Connection;

type Refusal = (u16, Vec<Header>);

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
        Ok(accepted) => accepted.begin(&core, connection, tx).await,
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
    caller: SipExtension,
    anonymous: bool,
    dialog: Dialog,
    number: String,
    has_offer: bool,
}

async fn accept(core: &Arc<Core>, connection: &Connection, invite: &Request) -> Result<Accepted, Refusal> {
    if core.is_stopping() {
        return Err((503, vec![]));
    }
    let from = sip::header(invite, "From")
        .and_then(NameAddr::parse)
        .ok_or((400, vec![]))?;
    let (from_user, from_host) = from.user_and_host().ok_or((400, vec![]))?;
    let (number, host) = sip::user_and_host(&invite.uri.to_string()).ok_or((400, vec![]))?;
    let domain = |host: &str| core.directory.tenant_by_domain(host);
    let tenant = domain(&from_host).or_else(|| domain(&host)).ok_or((404, vec![]))?;
    // A number of another tenant's domain is none of this tenant's (a `tel:` URI has no domain).
    if !host.is_empty() && host != tenant.domain {
        return Err((404, vec![]));
    }
    let user = match core.nonces.check(invite, &tenant, &*core.directory) {
        Verdict::Known(user) => user,
        Verdict::Challenge { stale } => {
            return Err((407, core.nonces.challenge("Proxy-Authenticate", &tenant.domain, stale)));
        }
    };
    let anonymous = from_user == "anonymous" || sip::header(invite, "Privacy").is_some_and(|p| p.contains("id"));
    if from_user != user && from_user != "anonymous" {
        return Err((403, vec![]));
    }
    if let Some(options) = sip::header(invite, "Require") {
        return Err((420, vec![sip::make("Unsupported", options)]));
    }
    let caller = core.directory.extension(&tenant.id, &user).ok_or((403, vec![]))?;
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
        tenant,
        caller,
        anonymous,
        dialog,
        number,
        has_offer,
    })
}

/// Warning 399 with the reason (RFC 3261 §20.43).
pub(super) fn warning(core: &Core, error: &media::MediaError) -> Header {
    sip::make("Warning", format!("399 {} {}", core.sent_by(), sip::quote(&error.0)))
}

impl Accepted {
    async fn begin(self, core: &Arc<Core>, connection: Arc<Connection>, tx: Transaction) {
        let aor = Aor {
            tenant: self.tenant.id.clone(),
            number: self.caller.number.clone(),
        };
        let caller = Party {
            number: self.caller.number,
            name: Some(self.caller.name),
            aor: Some(aor.clone()),
        };
        let (mut call, events) = Call::new(core, self.tenant, caller, &self.number, Phase::Ringing);
        call.anonymous = self.anonymous;
        let id = call.take_leg_id();
        let report = call.reporter(id);
        let to_tag = Some(self.dialog.local_tag.clone());
        let heard = report.clone();
        let responder = Responder::new(core, tx, to_tag, move |event| heard(Heard::Server(event)));
        let media = match Media::start(core.config.media.clone(), move |event| report(Heard::Media(event))).await {
            Ok(media) => media,
            Err(error) => {
                tracing::error!(%error, "no media session");
                responder.respond(500, vec![], None);
                return;
            }
        };
        let binding = core
            .registrar
            .bindings(&aor)
            .into_iter()
            .find(|b| b.connection == connection.id);
        let phone = Phone {
            instance: binding.as_ref().and_then(|b| b.instance.clone()),
            uri: binding.map_or_else(|| self.dialog.remote_target.to_string(), |b| b.uri),
            aor,
            connection,
        };
        call.caller_leg = Some(id);
        call.add_leg(
            id,
            Leg {
                offered_late: !self.has_offer,
                ..Leg::ringing(
                    Side::Caller,
                    self.dialog,
                    phone,
                    media,
                    Invite::Received(Box::new(responder)),
                )
            },
        );
        let number = self.number;
        tokio::spawn(async move {
            call.begin(&number).await;
            call.run(events).await;
        });
    }
}

/// Rings the extension; once it has answered, dials the number. The call's id at once.
///
/// # Errors
/// [`PbxError::NotFound`] for an unknown tenant or extension, [`PbxError::NotRegistered`] when no phone could ring.
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
    let aor = Aor {
        tenant: tenant.id.clone(),
        number: extension.number.clone(),
    };
    if core.registrar.bindings(&aor).is_empty() {
        return Err(PbxError::NotRegistered);
    }
    let caller = Party {
        number: extension.number,
        name: Some(extension.name),
        aor: Some(aor),
    };
    let (mut call, events) = Call::new(core, tenant, caller, to, Phase::CallingBack);
    call.caller_id = options.caller_id;
    call.metadata = options.metadata;
    call.ring_timeout = options.timeout.unwrap_or(core.config.ring_timeout);
    let (uuid, to) = (call.uuid, to.to_owned());
    call.resolve(&to);
    call.announce_start();
    tokio::spawn(async move {
        call.call_back().await;
        call.run(events).await;
    });
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
        let call = Call {
            core: core.clone(),
            uuid: Uuid::new_v4(),
            tenant,
            inbox,
            phase,
            direction: CallDirection::Internal,
            caller,
            destination: Party {
                number: number.to_owned(),
                name: None,
                aor: None,
            },
            target: number.to_owned(),
            caller_id: None,
            anonymous: false,
            rung: false,
            legs: BTreeMap::new(),
            next_leg: 0,
            caller_leg: None,
            callee_leg: None,
            refusal: None,
            hops: 0,
            started_at: super::finish::now(),
            answered_at: None,
            ring_timeout: core.config.ring_timeout,
            metadata: None,
            dtmf: String::new(),
            until: None,
        };
        (call, events)
    }

    pub(super) fn take_leg_id(&mut self) -> super::LegId {
        self.next_leg += 1;
        self.next_leg
    }

    pub(super) fn add_leg(&mut self, id: super::LegId, leg: Leg) {
        self.core.add_dialog(leg.key(), &self.inbox, id);
        self.legs.insert(id, leg);
    }

    /// Looks up what was dialled, tells everybody that the call begins, and places it.
    async fn begin(&mut self, number: &str) {
        self.resolve(number);
        self.announce_start();
        self.place().await;
    }

    pub(super) fn announce_start(&self) {
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
        };
        let event = CallStart {
            call_uuid: info.call_uuid.clone(),
            caller: info.caller.clone(),
            caller_name: info.caller_name.clone(),
            destination: info.destination.clone(),
            direction: info.direction,
        };
        let entry = CallEntry {
            tenant: self.tenant.id.clone(),
            info,
            inbox: self.inbox.clone(),
            dtmf: String::new(),
        };
        self.core.put_call(self.uuid, entry);
        self.core
            .announcer
            .publish(&self.tenant.id, RealtimeEvent::CallStart(event));
        self.show_presence(&self.caller, self.phase == Phase::CallingBack, CallDirection::Outbound);
    }
}
