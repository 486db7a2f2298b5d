//! Ringing the phones of an extension.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Header, Request};
use str0m::media::Direction;

use super::ends::Side;
use super::{Call, Heard, Party};
use crate::pbx::core::Core;
use crate::pbx::dialog::Dialog;
use crate::pbx::leg::{Cancel, Invite, Leg, LegId, Line, State};
use crate::pbx::media::{Media, MediaError};
use crate::pbx::registrar::{Aor, Binding, Registrar};
use crate::pbx::sip;
use crate::pbx::timer::Session;
use crate::pbx::transactions::{Phone, send_invite};
use crate::pbx::ws::Connection;

/// A phone that rang when its socket closed has so long to come back: its caller hears nothing new meanwhile.
const COMES_BACK_RINGING: Duration = Duration::from_secs(6);

impl Call {
    /// Sends an INVITE to each phone of an extension; how many there were.
    pub(super) async fn ring_extension(&mut self, turn: u32, party: &Party, from: &Party) -> usize {
        let Some(aor) = &party.aor else { return 0 };
        // Not the phone that is calling, should somebody call the own extension.
        let calling: Vec<_> = Side::BOTH
            .iter()
            .filter_map(|side| Some(self.leg_at(*side)?.phone.connection.id))
            .collect();
        let bindings = self.core.registrar.bindings(aor).into_iter();
        let mut rung = 0;
        for binding in bindings.filter(|binding| !calling.contains(&binding.connection)) {
            match self.ring_phone(turn, party, &binding, from).await {
                Ok(()) => rung += 1,
                Err(error) => tracing::warn!(%error, "a phone could not be rung"),
            }
        }
        rung
    }

    async fn ring_phone(
        &mut self,
        turn: u32,
        party: &Party,
        binding: &Binding,
        from: &Party,
    ) -> Result<(), MediaError> {
        let gone = || MediaError("its socket has just closed".into());
        let phone = party
            .aor
            .as_ref()
            .and_then(|aor| phone_of(&self.core, aor, binding))
            .ok_or_else(gone)?;
        let target = Leg::target(&binding.uri).ok_or_else(|| MediaError("its Contact is no SIP URI".into()))?;
        let id = self.take_leg_id();
        let line = Line::new(self.inbox.clone(), id);
        let (report, media_report) = (line.clone(), line.clone());
        let media = Media::start(self.core.config.media.clone(), move |event| {
            media_report.send(Heard::Media(event));
        })
        .await?;
        let sdp = media.offer(Direction::SendRecv).await?;
        let caller = from.as_caller(&self.tenant.domain);
        let dialog = Dialog::ours(&caller, &party.address(&self.tenant.domain), target);
        let mut extra = Vec::from_iter(self.call_uuid_header());
        extra.extend(Session::WANTED.request());
        match from.anonymous {
            true => extra.push(sip::make("Privacy", "id")),
            false => extra.push(sip::make("P-Asserted-Identity", caller)),
        }
        extra.extend(self.referred_by().map(|by| sip::make("Referred-By", by)));
        let request = Leg::invite(&dialog, &self.core, extra, sdp);
        let connection = phone.connection.clone();
        let invite = Invite::Sent {
            request: Box::new(request.clone()),
            provisional: false,
            cancel: Cancel::No,
        };
        self.add_leg(id, Leg::ringing(turn, dialog, phone, media, invite, line));
        self.send_ringing(request, &connection, report);
        Ok(())
    }

    fn send_ringing(&self, request: Request, connection: &Arc<Connection>, report: Line) {
        let closed = connection.closed.clone();
        send_invite(&self.core, request, connection, move |response| {
            // What becomes of it when the socket closes is decided elsewhere.
            if response.is_some() || !closed.is_cancelled() {
                report.send(Heard::Response(response.map(Box::new)));
            }
        });
    }

    /// A phone whose socket has closed while it rang may come back on another one: another tab of the same browser goes
    /// on with it, or the network has changed.
    pub(super) fn await_phone(&self, id: LegId) {
        let Some(leg) = self.legs.get(&id) else { return };
        let (core, line, aor) = (self.core.clone(), leg.line.clone(), leg.phone.aor.clone());
        let (instance, old) = (leg.phone.instance.clone(), leg.phone.connection.id);
        tokio::spawn(async move {
            let is_it = |b: &Binding| b.instance == instance && b.connection != old;
            let find = |registrar: &Registrar| registrar.bindings(&aor).into_iter().rev().find(is_it);
            let found = core.registrar.wait(COMES_BACK_RINGING, find).await;
            line.send(Heard::Back(found.map(Box::new)));
        });
    }

    /// It is back, and gets its INVITE once more: the same call, in a new transaction.
    pub(super) async fn ring_again(&mut self, id: LegId, binding: Option<Box<Binding>>) {
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.state == State::Ringing) else {
            return;
        };
        let Invite::Sent {
            request,
            provisional,
            cancel: Cancel::No,
        } = &mut leg.invite
        else {
            leg.state = State::Over;
            return;
        };
        let found = binding.and_then(|b| Some((phone_of(&self.core, &leg.phone.aor, &b)?, Leg::target(&b.uri)?)));
        let Some((phone, target)) = found else {
            return self.refused(id, 480, vec![]).await;
        };
        *provisional = false;
        request.uri = target.clone();
        sip::renew_branch(request, self.core.sent_by());
        let request = (**request).clone();
        leg.dialog.remote_target = target;
        leg.phone = phone;
        let (connection, report) = (leg.phone.connection.clone(), leg.line.clone());
        self.send_ringing(request, &connection, report);
    }

    /// Tells a phone which call of the API and of the events its own is.
    pub(super) fn call_uuid_header(&self) -> Option<Header> {
        let uuid = || sip::make("X-Call-UUID", self.uuid.to_string());
        self.core.config.call_uuid_header.then(uuid)
    }
}

/// Where the phone of a binding is.
fn phone_of(core: &Core, aor: &Aor, binding: &Binding) -> Option<Phone> {
    Some(Phone {
        aor: aor.clone(),
        instance: binding.instance.clone(),
        uri: binding.uri.clone(),
        connection: core.connection(binding.connection)?,
        lane: Arc::default(),
    })
}
