//! What phones say about the INVITEs that made the legs; sockets that close; media that falls silent.

use rsipstack::sip::Response;

use super::{Call, Cause, LegId, Phase};
use crate::pbx::leg::{Invite, State};
use crate::pbx::media::MediaEvent;
use crate::pbx::sip;
use crate::pbx::timer::Session;
use crate::pbx::transactions::ServerHeard;
use crate::pbx::ws::ConnectionId;

impl Call {
    /// About a phone's INVITE.
    pub(super) async fn server(&mut self, id: LegId, heard: ServerHeard) {
        let at_an_end = self.is_at_an_end(id);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        match (heard, leg.state) {
            (ServerHeard::Cancel, State::Ringing) => {
                leg.end(&self.core, 487, "", vec![]);
                self.finish(Cause::Cancelled);
            }
            (ServerHeard::Ack(ack), State::Unacknowledged) => {
                leg.state = State::Up;
                let late = std::mem::take(&mut leg.offered_late);
                if let Some(reason) = leg.bye_after_ack.take() {
                    leg.bye(&self.core, &reason);
                } else if late
                    && leg
                        .media
                        .answer(String::from_utf8_lossy(&ack).into_owned())
                        .await
                        .is_err()
                {
                    self.finish(Cause::Incompatible);
                } else {
                    // What has changed since the 2xx could not be said before.
                    self.tell(id).await;
                    self.introduce();
                }
            }
            (ServerHeard::Over, State::Unacknowledged) => {
                // No ACK within 64*T1 (RFC 3261 §13.3.1.4).
                let reason = leg.bye_after_ack.take().unwrap_or_else(|| Cause::NoAck.reason());
                leg.bye(&self.core, &reason);
                if at_an_end {
                    self.finish(Cause::NoAck);
                }
            }
            _ => {}
        }
    }

    /// About an INVITE of ours.
    pub(super) async fn response(&mut self, id: LegId, response: &Response) {
        let wanted_turn = self.hunt.as_ref().map(|hunt| hunt.turn);
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
                if code >= 180 && wanted_turn == Some(leg.turn) {
                    match self.phase {
                        Phase::Ringing => self.tell_caller_ringing(),
                        _ => self.target_rings(),
                    }
                }
            }
            200..=299 => {
                leg.dialog.remote_tag = tag;
                leg.dialog.refresh_target(sip::header(response, "Contact"));
                leg.set_session(Session::of_answer(response));
                leg.takes_update = sip::allows(response, "UPDATE");
                leg.state = State::Up;
                if leg.is_cancel_wanted() || wanted_turn != Some(leg.turn) {
                    leg.bye(&self.core, Cause::Elsewhere.reason().as_str());
                    return;
                }
                let answer = String::from_utf8_lossy(&response.body).into_owned();
                match leg.media.answer(answer).await {
                    Ok(direction) => {
                        leg.held = !direction.is_sending();
                        self.phone_answers(id).await;
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
                    Some((number, _)) => self.redirected(id, &number).await,
                    None => self.refused(id, code, extra).await,
                }
            }
        }
    }

    pub(super) async fn connection_closed(&mut self, connection: ConnectionId) {
        let over: Vec<LegId> = self
            .legs
            .iter()
            .filter(|(_, leg)| leg.state == State::Ringing && leg.phone.connection.id == connection)
            .map(|(id, _)| *id)
            .collect();
        for id in over {
            // Neither an answer to its INVITE nor one to ours can pass any more. Up legs wait for their phone.
            let Some(leg) = self.legs.get_mut(&id) else { continue };
            if matches!(leg.invite, Invite::Received(_)) {
                leg.state = State::Over;
                self.finish(Cause::Cancelled);
            } else if leg.phone.instance.is_some() {
                self.await_phone(id);
            } else {
                self.refused(id, 480, vec![]).await;
            }
        }
    }

    pub(super) async fn media(&mut self, id: LegId, event: MediaEvent) {
        match event {
            MediaEvent::Connected => tracing::debug!(call = %self.uuid, leg = id, "media connected"),
            MediaEvent::Dtmf(key) => {
                // The key itself stays out of the log: it may be part of a secret.
                tracing::info!(call = %self.uuid, leg = id, "telephone-event");
                self.keep_keys(key.encode_utf8(&mut [0; 4]));
            }
            MediaEvent::Dead => {
                let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.is_up()) else {
                    return;
                };
                leg.end(&self.core, 480, &Cause::MediaLost.reason(), vec![]);
                self.gone(id, Cause::MediaLost).await;
            }
        }
    }

    /// A phone's leg is over, and what that means for the call.
    pub(super) async fn gone(&mut self, id: LegId, cause: Cause) {
        if self.phase == Phase::Active && self.leaves_transfer(id).await {
            return;
        }
        if self.is_at_an_end(id) {
            self.finish(match self.phase {
                Phase::Active => cause,
                _ => Cause::Cancelled,
            });
        }
    }
}
