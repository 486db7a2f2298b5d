//! Requests within the dialogs: BYE, hold and resume in both directions, and the rest.
//!
//! ```text
//!   phone A ── INVITE sendonly ──▶            ── INVITE sendonly ──▶ phone B
//!           ◀── 200 recvonly ────  B2BUA      ◀── 200 recvonly ─────
//! ```
//!
//! Each leg answers for itself at once; what the far end is told follows in a re-INVITE of its own. A re-INVITE
//! that meets ours gets 491 and ours is tried again (RFC 3261 §14.1), so that neither side waits for the other.

use std::time::Duration;

use rand::RngExt;
use rsipstack::sip::{Header, Method, Response};
use rsipstack::transaction::transaction::Transaction;
use str0m::media::Direction;

use super::start::warning;
use super::{Call, Cause, Heard, LegId};
use crate::pbx::core::{ALLOW, reply};
use crate::pbx::leg::{Change, State};
use crate::pbx::sender::check_required;
use crate::pbx::sip;
use crate::pbx::timer::Session;
use crate::pbx::transactions::{Responder, ServerHeard, transact};
use crate::pbx::ws::connection_id;

impl Call {
    /// A request of a phone in the dialog.
    pub(super) async fn request(&mut self, id: LegId, mut tx: Transaction) {
        let connection = tx
            .connection
            .as_ref()
            .and_then(connection_id)
            .and_then(|c| self.core.connection(c));
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.dialog.matches(&tx.original)) else {
            return reply(&mut tx, 481, vec![], None).await;
        };
        // A phone that asks on another socket whether it still rings has not heard the CANCEL.
        if leg.state == State::Over || leg.is_cancelled() {
            return reply(&mut tx, 481, vec![], None).await;
        }
        if !leg.dialog.take_cseq(&tx.original) {
            return reply(&mut tx, 500, vec![], None).await;
        }
        // The phone may have come back on another socket: answers and our requests go there from now on.
        if let Some(connection) = connection {
            leg.phone.connection = connection;
        }
        if tx.original.method != Method::Bye
            && let Err((status, headers)) = check_required(&tx.original)
        {
            reply(&mut tx, status, headers, None).await;
            // Until the ACK of an INVITE has come.
            tokio::spawn(async move { while tx.receive().await.is_some() {} });
            return;
        }
        match tx.original.method {
            Method::Bye => {
                reply(&mut tx, 200, vec![], None).await;
                self.bye(id).await;
            }
            Method::Invite => self.reinvite(id, tx).await,
            Method::Update => self.update_from(id, tx).await,
            Method::PRack => self.prack(id, tx).await,
            Method::Refer => self.refer(id, tx).await,
            Method::Info | Method::Message => self.relay(id, tx).await,
            Method::Options => {
                reply(&mut tx, 200, vec![sip::make("Allow", ALLOW)], None).await;
            }
            _ => reply(&mut tx, 405, vec![sip::make("Allow", ALLOW)], None).await,
        }
    }

    async fn bye(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        // BYE on an early dialog ends the INVITE too (§15.1.2).
        if leg.state == State::Ringing {
            leg.end(&self.core, 487, &Cause::Cancelled.reason(), vec![]);
        }
        leg.state = State::Over;
        self.gone(id, Cause::Normal).await;
    }

    async fn reinvite(&mut self, id: LegId, mut tx: Transaction) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        // Ours is out: glare (§14.2). Before the ACK of the first INVITE there is nothing to change yet.
        let refusal = match (leg.change, leg.state) {
            (Change::Sent(_), _) => Some((491, vec![])),
            (_, State::Up | State::Unacknowledged) => None,
            _ => Some((500, vec![sip::make("Retry-After", "1")])),
        };
        let session = Session::of_request(&tx.original);
        let refusal = refusal.or_else(|| session.as_ref().err().cloned());
        let session = session.unwrap_or_default();
        if let Some((status, headers)) = refusal {
            reply(&mut tx, status, headers, None).await;
            tokio::spawn(async move { while tx.receive().await.is_some() {} });
            return;
        }
        let line = leg.line.clone();
        let responder = Responder::new(&self.core, tx, None, move |heard| line.send(Heard::LaterInvite(heard)));
        let request = responder.request().clone();
        match self.negotiate(id, &request.body).await {
            Ok((sdp, late)) => {
                let mut headers = Vec::from_iter(self.call_uuid_header());
                headers.extend(session.into_iter().flat_map(Session::answer));
                responder.respond(200, headers, Some(sdp));
                if let Some(leg) = self.legs.get_mut(&id) {
                    leg.offered_late |= late;
                    leg.set_session(session);
                    leg.dialog.refresh_target(sip::header(&request, "Contact"));
                }
                self.rearrange().await;
            }
            Err(header) => responder.respond(488, vec![header], None),
        }
    }

    async fn update_from(&mut self, id: LegId, mut tx: Transaction) {
        let session = match Session::of_request(&tx.original) {
            Ok(session) => session,
            Err((status, headers)) => return reply(&mut tx, status, headers, None).await,
        };
        let mut headers = vec![sip::make("Contact", super::super::dialog::contact(self.core.sent_by()))];
        headers.extend(session.into_iter().flat_map(Session::answer));
        if !tx.original.body.is_empty() {
            return self.update_with_offer(id, tx, headers, session).await;
        }
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.dialog.refresh_target(sip::header(&tx.original, "Contact"));
        leg.set_session(session);
        reply(&mut tx, 200, headers, None).await;
    }

    async fn update_with_offer(
        &mut self,
        id: LegId,
        mut tx: Transaction,
        mut headers: Vec<Header>,
        session: Option<Session>,
    ) {
        let Some(leg) = self.legs.get(&id) else { return };
        if matches!(leg.change, Change::Sent(_)) || leg.offered_late {
            return reply(&mut tx, 491, vec![], None).await;
        }
        // The offer of the INVITE has no answer yet (RFC 3311 §5.2).
        if leg.state == State::Ringing && leg.early_answer.is_none() {
            return reply(&mut tx, 500, vec![sip::make("Retry-After", "5")], None).await;
        }
        let body = tx.original.body.clone();
        match self.negotiate(id, &body).await {
            Ok((sdp, _)) => {
                let contact = sip::header(&tx.original, "Contact").map(str::to_owned);
                headers.push(sip::make("Content-Type", "application/sdp"));
                reply(&mut tx, 200, headers, Some(sdp.into_bytes())).await;
                if let Some(leg) = self.legs.get_mut(&id) {
                    leg.dialog.refresh_target(contact.as_deref());
                    leg.set_session(session);
                }
                self.rearrange().await;
            }
            Err(header) => reply(&mut tx, 488, vec![header], None).await,
        }
    }

    /// The answer to an offer, or an offer where there was none; whether it is the latter.
    async fn negotiate(&mut self, id: LegId, body: &[u8]) -> Result<(String, bool), Header> {
        let wanted = self.wanted(id);
        let core = self.core.clone();
        let leg = self
            .legs
            .get_mut(&id)
            .ok_or_else(|| sip::make("Warning", "399 pbx \"no leg\""))?;
        let sdp = if body.is_empty() {
            leg.media.offer(wanted).await
        } else {
            leg.media
                .accept_offer(String::from_utf8_lossy(body).into_owned(), wanted)
                .await
        };
        let sdp = sdp.map_err(|error| warning(&core, &error))?;
        leg.told = wanted;
        if !body.is_empty() {
            leg.held = !leg
                .media
                .direction()
                .await
                .is_ok_and(|direction| direction.is_sending());
        }
        Ok((sdp, body.is_empty()))
    }

    pub(super) async fn later_invite(&mut self, id: LegId, heard: ServerHeard) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if let ServerHeard::Ack(ack) = heard
            && std::mem::take(&mut leg.offered_late)
        {
            match leg.media.answer(String::from_utf8_lossy(&ack).into_owned()).await {
                Ok(direction) => leg.held = !direction.is_sending() && leg.told.is_sending(),
                Err(error) => {
                    // The session stays as it was: the phone will notice and say so.
                    tracing::warn!(%error, "the answer in an ACK was refused");
                    leg.media.rollback().await;
                }
            }
            self.rearrange().await;
        }
    }

    /// What a leg is to be told: nothing is received from it while the far end is on hold.
    fn wanted(&self, id: LegId) -> Direction {
        let far_held = self
            .partner(id)
            .and_then(|other| self.legs.get(&other))
            .is_some_and(|leg| leg.held);
        if far_held {
            Direction::SendOnly
        } else {
            Direction::SendRecv
        }
    }

    /// Sends a re-INVITE if the phone was told something else than what holds now.
    pub(super) async fn tell(&mut self, id: LegId) {
        let wanted = self.wanted(id);
        let uuid = self.call_uuid_header();
        let core = self.core.clone();
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.state != State::Up || leg.change != Change::Idle || leg.offered_late || leg.told == wanted {
            return;
        }
        let Ok(sdp) = leg.media.offer(wanted).await else {
            // It holds already: nothing to say.
            leg.told = wanted;
            return;
        };
        leg.change = Change::Sent(wanted);
        let mut headers = vec![sip::make("Allow", ALLOW), sip::make("Content-Type", "application/sdp")];
        headers.extend(uuid);
        headers.extend(leg.session.into_iter().flat_map(Session::request));
        let sent_by = core.sent_by().to_owned();
        let (phone, dialog, line) = (leg.phone.clone(), leg.dialog.clone(), leg.line.clone());
        tokio::spawn(async move {
            let build = || dialog.request(Method::Invite, &sent_by, headers.clone(), sdp.clone().into_bytes());
            let response = transact(&core, &phone, build).await;
            line.send(Heard::Changed(response.map(Box::new)));
        });
    }

    /// The final response to our re-INVITE. Whatever it is, it does not end the call, except 481.
    pub(super) async fn changed(&mut self, id: LegId, response: Option<&Response>) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let Change::Sent(direction) = leg.change else { return };
        leg.change = Change::Idle;
        match response.map(|r| (r.status_code.code(), r)) {
            Some((200..=299, response)) => {
                leg.dialog.refresh_target(sip::header(response, "Contact"));
                let answer = String::from_utf8_lossy(&response.body).into_owned();
                match leg.media.answer(answer).await {
                    // To an offer that wants to hear something, silence is the phone's own hold.
                    Ok(agreed) if direction == Direction::SendRecv => leg.held = !agreed.is_sending(),
                    Ok(_) => {}
                    Err(error) => {
                        tracing::warn!(%error, "the answer to a re-INVITE was refused");
                        leg.media.rollback().await;
                    }
                }
                leg.told = direction;
                self.rearrange().await;
            }
            Some((481, _)) => {
                leg.state = State::Over;
                self.gone(id, Cause::Normal).await;
            }
            Some((491, _)) => {
                leg.media.rollback().await;
                leg.change = Change::Waiting;
                let wait = match leg.owns_call_id() {
                    true => rand::rng().random_range(210..=400),
                    false => rand::rng().random_range(0..=200),
                };
                leg.line.send_after(Duration::from_millis(wait * 10), Heard::TryAgain);
            }
            _ => {
                // Refused or unanswered: the session is as before, and the phone is not asked again for this.
                leg.media.rollback().await;
                leg.told = direction;
            }
        }
    }

    pub(super) async fn try_again(&mut self, id: LegId) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.change == Change::Waiting {
            leg.change = Change::Idle;
            self.tell(id).await;
        }
    }
}
