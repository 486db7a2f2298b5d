//! Where the call goes: routing, ringing the callee's phones, answering the caller.

use std::time::Duration;

use rsipstack::sip::Header;
use str0m::media::Direction;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::events::{CallAnswer, RealtimeEvent};

use super::{Call, CallEvent, Cause, Heard, LegId, Party, Phase, phone_of};
use crate::pbx::dialog::Dialog;
use crate::pbx::dialplan::{Route, route};
use crate::pbx::leg::{Cancel, Invite, Leg, Side, State};
use crate::pbx::media::tones::Program;
use crate::pbx::media::{Media, MediaError, Source};
use crate::pbx::presence::Part;
use crate::pbx::registrar::{Aor, Binding};
use crate::pbx::sip;
use crate::pbx::transactions::send_invite;

/// How long the stand-in for the telephone network rings.
const OUTSIDE_RINGS_FOR: Duration = Duration::from_secs(2);
/// How often a call may be forwarded by 3xx.
const MAX_HOPS: u8 = 5;

impl Call {
    /// Takes a dialled number as the destination, and with it direction and caller id.
    pub(super) fn resolve(&mut self, number: &str) {
        self.target = number.to_owned();
        self.destination = Party {
            number: number.to_owned(),
            name: None,
            aor: None,
        };
        match route(number) {
            Route::Extension(number) => {
                if let Some(extension) = self.core.directory.extension(&self.tenant.id, number) {
                    let aor = Aor {
                        tenant: self.tenant.id.clone(),
                        number: extension.number,
                    };
                    self.destination.name = Some(extension.name);
                    self.destination.aor = Some(aor);
                }
            }
            Route::Outside(_) => {
                self.direction = CallDirection::Outbound;
                // The outside sees the tenant's number, never an extension.
                self.caller.number = self.caller_id.clone().unwrap_or_else(|| self.tenant.did.clone());
            }
            Route::Echo => self.destination.name = Some("Echo test".into()),
            Route::HoldMusic => self.destination.name = Some("Hold music".into()),
            Route::NotImplemented | Route::Unknown => {}
        }
    }

    /// Sends the call to its destination.
    pub(super) async fn place(&mut self) {
        match route(&self.target.clone()) {
            Route::Extension(_) => match self.destination.aor.clone() {
                Some(aor) => self.ring_extension(aor).await,
                None => self.finish(Cause::Unknown),
            },
            Route::Echo => self.service_answers(Source::Echo).await,
            Route::HoldMusic => self.service_answers(Source::Tone(Program::HoldMusic)).await,
            Route::Outside(_) => {
                self.tell_caller_ringing();
                self.after(OUTSIDE_RINGS_FOR, || CallEvent::OutsideAnswers);
            }
            Route::NotImplemented => self.finish(Cause::NotImplemented),
            Route::Unknown => self.finish(Cause::Unknown),
        }
    }

    async fn ring_extension(&mut self, aor: Aor) {
        // Not the phone that is calling, should somebody call the own extension.
        let calling = self
            .caller_leg
            .and_then(|id| self.legs.get(&id))
            .map(|leg| leg.phone.connection.id);
        let bindings: Vec<Binding> = self
            .core
            .registrar
            .bindings(&aor)
            .into_iter()
            .filter(|b| Some(b.connection) != calling)
            .collect();
        let from = match self.anonymous {
            true => "\"Anonymous\" <sip:anonymous@anonymous.invalid>".to_owned(),
            false => self.caller.address(&self.tenant.domain),
        };
        let to = self.destination.address(&self.tenant.domain);
        let rung = self.ring(Side::Callee, &aor, &bindings, &from, &to).await;
        if rung == 0 {
            self.finish(Cause::NotRegistered);
            return;
        }
        let party = self.destination.clone();
        self.show_presence(&party, true, CallDirection::Inbound);
        self.after(self.ring_timeout, || CallEvent::NobodyAnswers);
    }

    /// Rings the extension that the API makes a call for.
    pub(super) async fn call_back(&mut self) {
        let Some(aor) = self.caller.aor.clone() else {
            return self.finish(Cause::Unknown);
        };
        let bindings = self.core.registrar.bindings(&aor);
        let from = self.destination.address(&self.tenant.domain);
        let to = format!("<sip:{}@{}>", aor.number, self.tenant.domain);
        if self.ring(Side::Caller, &aor, &bindings, &from, &to).await == 0 {
            self.finish(Cause::NotRegistered);
            return;
        }
        self.after(self.ring_timeout, || CallEvent::NobodyAnswers);
    }

    /// Sends an INVITE to each phone; how many there were.
    async fn ring(&mut self, side: Side, aor: &Aor, bindings: &[Binding], from: &str, to: &str) -> usize {
        let mut rung = 0;
        for binding in bindings {
            match self.ring_phone(side, aor, binding, from, to).await {
                Ok(()) => rung += 1,
                Err(error) => tracing::warn!(%error, "a phone could not be rung"),
            }
        }
        rung
    }

    async fn ring_phone(
        &mut self,
        side: Side,
        aor: &Aor,
        binding: &Binding,
        from: &str,
        to: &str,
    ) -> Result<(), MediaError> {
        let gone = || MediaError("its socket has just closed".into());
        let phone = phone_of(&self.core, aor, binding).ok_or_else(gone)?;
        let target = Leg::target(&binding.uri).ok_or_else(|| MediaError("its Contact is no SIP URI".into()))?;
        let id = self.take_leg_id();
        let report = self.reporter(id);
        let media_report = report.clone();
        let media = Media::start(self.core.config.media.clone(), move |event| {
            media_report(Heard::Media(event))
        })
        .await?;
        let sdp = media.offer(Direction::SendRecv).await?;
        let mut dialog = Dialog::ours(from, to, target);
        let mut extra = vec![sip::make("X-Call-UUID", self.uuid.to_string())];
        match self.anonymous {
            true => extra.push(sip::make("Privacy", "id")),
            false => extra.push(sip::make("P-Asserted-Identity", from.to_owned())),
        }
        let request = Leg::invite(&mut dialog, &self.core, extra, sdp);
        let connection = phone.connection.clone();
        let invite = Invite::Sent {
            request: Box::new(request.clone()),
            provisional: false,
            cancel: Cancel::No,
        };
        self.add_leg(id, Leg::ringing(side, dialog, phone, media, invite));
        send_invite(&self.core, request, &connection, move |response| {
            report(Heard::Response(response.map(Box::new)))
        });
        Ok(())
    }

    /// 180 from a phone: the caller hears about the first.
    pub(super) fn callee_rings(&mut self, id: LegId) {
        if self.legs.get(&id).is_some_and(|leg| leg.side == Side::Callee) {
            self.tell_caller_ringing();
        }
    }

    fn tell_caller_ringing(&mut self) {
        if std::mem::replace(&mut self.rung, true) {
            return;
        }
        let uuid = self.call_uuid_header();
        let caller = self.caller_leg.and_then(|id| self.legs.get(&id));
        if let Some(Leg {
            state: State::Ringing,
            invite: Invite::Received(responder),
            ..
        }) = caller
        {
            responder.respond(180, vec![uuid], None);
        }
    }

    pub(super) fn call_uuid_header(&self) -> Header {
        sip::make("X-Call-UUID", self.uuid.to_string())
    }

    /// A phone has answered our INVITE.
    pub(super) async fn leg_answers(&mut self, id: LegId) {
        let Some(side) = self.legs.get(&id).map(|leg| leg.side) else {
            return;
        };
        let elsewhere = Cause::Elsewhere.reason();
        for (other, leg) in &mut self.legs {
            if *other != id && leg.side == side {
                leg.end(&self.core, 487, &elsewhere, vec![]);
            }
        }
        match side {
            Side::Caller => {
                self.caller_leg = Some(id);
                self.phase = Phase::Ringing;
                let party = self.caller.clone();
                self.show_presence(&party, false, CallDirection::Outbound);
                self.media_of(id).source(Source::Tone(Program::Ringback)).await;
                self.place().await;
            }
            Side::Callee => {
                self.callee_leg = Some(id);
                if !self.answer_caller().await {
                    return;
                }
                if let Some(caller) = self.caller_leg {
                    self.media_of(caller).bridge(&self.media_of(id)).await;
                }
                let party = self.destination.clone();
                self.show_presence(&party, false, CallDirection::Inbound);
                self.active();
            }
        }
    }

    /// A service of ours, or the outside, answers.
    pub(super) async fn service_answers(&mut self, source: Source) {
        if !self.answer_caller().await {
            return;
        }
        if let Some(caller) = self.caller_leg {
            self.media_of(caller).source(source).await;
        }
        self.active();
    }

    fn media_of(&self, id: LegId) -> Media {
        self.legs[&id].media.clone()
    }

    fn active(&mut self) {
        self.phase = Phase::Active;
        self.answered_at = Some(super::finish::now());
        let event = CallAnswer {
            call_uuid: self.uuid.to_string(),
        };
        self.core
            .announcer
            .publish(&self.tenant.id, RealtimeEvent::CallAnswer(event));
        self.update(|_| ());
    }

    /// 2xx to the caller's INVITE, where there is one to answer. False: it could not be, and the call is over.
    async fn answer_caller(&mut self) -> bool {
        let uuid = self.call_uuid_header();
        let Some(leg) = self.caller_leg.and_then(|id| self.legs.get_mut(&id)) else {
            return false;
        };
        let (State::Ringing, Invite::Received(responder)) = (leg.state, &leg.invite) else {
            return leg.state == State::Up;
        };
        let description = if leg.offered_late {
            leg.media.offer(Direction::SendRecv).await
        } else {
            let offer = String::from_utf8_lossy(&responder.request().body).into_owned();
            leg.media.accept_offer(offer, Direction::SendRecv).await
        };
        match description {
            Ok(sdp) => {
                responder.respond(200, vec![uuid], Some(sdp));
                leg.state = State::Unacknowledged;
                leg.held = !leg.offered_late
                    && !leg
                        .media
                        .direction()
                        .await
                        .is_ok_and(|direction| direction.is_sending());
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the caller's offer was refused");
                self.finish(Cause::Incompatible);
                false
            }
        }
    }

    /// A phone's INVITE of ours came to nothing.
    pub(super) async fn refused(&mut self, id: LegId, code: u16, headers: Vec<Header>) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let side = leg.side;
        if leg.state == State::Ringing {
            leg.state = State::Over;
        } else if self.callee_leg == Some(id) || self.caller_leg == Some(id) {
            return;
        }
        if self.phase == Phase::Over {
            return;
        }
        // What concerns only us and that phone is no answer for the caller.
        let (code, headers) = match code {
            401 | 407 | 408 | 481 | 487 | 300..=399 => (480, vec![]),
            code => (code, headers),
        };
        let better = match &self.refusal {
            None => true,
            Some((best, _)) => rank(code) < rank(*best),
        };
        if better {
            self.refusal = Some((code, headers));
        }
        let ringing = self
            .legs
            .values()
            .any(|leg| leg.side == side && leg.state == State::Ringing);
        let decided = matches!(self.refusal, Some((600.., _)));
        let asked = match side {
            Side::Caller => self.phase == Phase::CallingBack,
            Side::Callee => self.phase == Phase::Ringing,
        };
        if asked && (decided || !ringing) {
            let (code, headers) = self.refusal.take().unwrap_or((480, vec![]));
            self.finish(Cause::Refused(code, headers));
        }
    }

    /// 302 and its like from a phone: its user sends the call on, within the tenant or outside.
    pub(super) async fn forwarded(&mut self, id: LegId, number: String) {
        self.hops += 1;
        let known = matches!(route(&number), Route::Extension(_) | Route::Outside(_));
        let callee = self.legs.get(&id).is_some_and(|leg| leg.side == Side::Callee);
        if !known || !callee || self.hops > MAX_HOPS || self.phase != Phase::Ringing {
            return self.refused(id, 480, vec![]).await;
        }
        let reason = Cause::Elsewhere.reason();
        for (other, leg) in self.legs.iter_mut().filter(|(_, leg)| leg.side == Side::Callee) {
            if *other == id {
                leg.state = State::Over;
            } else {
                leg.end(&self.core, 487, &reason, vec![]);
            }
        }
        if let Some(aor) = &self.destination.aor {
            self.core.presence.set(aor, self.uuid, None);
            self.core.presence_changed(aor);
        }
        self.refusal = None;
        self.resolve(&number);
        self.place().await;
    }

    pub(super) fn show_presence(&self, party: &Party, ringing: bool, direction: CallDirection) {
        let Some(aor) = &party.aor else { return };
        let other = if direction == CallDirection::Inbound {
            &self.caller.number
        } else {
            &self.destination.number
        };
        self.core.presence.set(
            aor,
            self.uuid,
            Some(Part {
                ringing,
                other: other.clone(),
                direction,
            }),
        );
        self.core.presence_changed(aor);
    }
}

/// Which refusal the caller gets when several phones refuse: 6xx, then what a person decided, then the rest.
fn rank(code: u16) -> u8 {
    match code {
        600.. => 0,
        486 | 403 | 433 => 1,
        480 => 3,
        400..=499 => 2,
        _ => 4,
    }
}
