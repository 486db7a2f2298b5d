//! What a phone that has called us is told when it is answered.

use rsipstack::sip::Header;
use str0m::media::Direction;
use voip_sdk::model::calls::CallDirection;
use voip_sdk::model::events::{CallAnswer, RealtimeEvent};

use super::ends::{At, End};
use super::{Call, Cause, LegId, Party, Phase};
use crate::pbx::leg::{Invite, State};
use crate::pbx::media::MediaError;
use crate::pbx::sender::SUPPORTED;
use crate::pbx::sip;
use crate::pbx::timer::Session;

impl Call {
    /// Somebody or something is there for the callee's end: the call is answered.
    pub(super) async fn callee_answers(&mut self, at: At, party: Party, headers: Vec<Header>) {
        self.ends.callee = End::new(party, at, CallDirection::Inbound);
        let Some(caller) = self.ends.caller.leg() else {
            return self.finish(Cause::Cancelled);
        };
        if let Err(error) = self.answer(caller, headers).await {
            tracing::warn!(%error, "the caller's offer was refused");
            return self.finish(Cause::Incompatible);
        }
        self.phase = Phase::Active;
        self.answered_at = Some(super::finish::now());
        self.publish(RealtimeEvent::CallAnswer(CallAnswer {
            call_uuid: self.uuid.to_string(),
        }));
        self.rearrange().await;
    }

    /// 2xx to a phone's INVITE, where there is one to answer.
    pub(super) async fn answer(&mut self, id: LegId, mut headers: Vec<Header>) -> Result<(), MediaError> {
        headers.extend(self.call_uuid_header());
        let gone = || MediaError("its phone has left".into());
        let leg = self.legs.get_mut(&id).ok_or_else(gone)?;
        let (State::Ringing, Invite::Received(responder)) = (leg.state, &leg.invite) else {
            return leg.is_up().then_some(()).ok_or_else(gone);
        };
        // Checked when it came.
        let session = Session::of_request(responder.request()).unwrap_or_default();
        headers.extend(session.into_iter().flat_map(Session::answer));
        headers.push(sip::make("Supported", SUPPORTED.join(", ")));
        let sdp = if let Some(sdp) = leg.early_answer.take() {
            // While it rang, its silence has meant nothing.
            leg.media.watch().await;
            sdp
        } else if leg.offered_late {
            leg.media.offer(Direction::SendRecv).await?
        } else {
            let offer = String::from_utf8_lossy(&responder.request().body).into_owned();
            leg.media.accept_offer(offer, Direction::SendRecv).await?
        };
        responder.respond(200, headers, Some(sdp));
        leg.state = State::Unacknowledged;
        leg.set_session(session);
        leg.held = !leg.offered_late
            && !leg
                .media
                .direction()
                .await
                .is_ok_and(|direction| direction.is_sending());
        Ok(())
    }
}
