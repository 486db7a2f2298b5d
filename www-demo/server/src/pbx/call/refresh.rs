//! Refreshing the session timer of a phone that wants the server to do it (RFC 4028 §10).

use rsipstack::sip::Method;

use super::{Call, Cause, Heard, LegId};
use crate::pbx::leg::State;
use crate::pbx::transactions::transact;

impl Call {
    /// UPDATE without a session description.
    pub(super) fn refresh(&mut self, id: LegId, refresh: u32) {
        let Some(leg) = self.legs.get(&id).filter(|leg| leg.is_due(refresh)) else {
            return;
        };
        let Some(session) = leg.session else { return };
        let (core, phone, dialog, line) = (
            self.core.clone(),
            leg.phone.clone(),
            leg.dialog.clone(),
            leg.line.clone(),
        );
        tokio::spawn(async move {
            let build = || dialog.request(Method::Update, core.sent_by(), session.request(), vec![]);
            let answer = transact(&core, &phone, build).await;
            line.send(Heard::Refreshed(refresh, answer.map(|a| a.status_code.code())));
        });
    }

    /// Whatever the answer is, the call goes on, except after 481.
    pub(super) async fn refreshed(&mut self, id: LegId, refresh: u32, status: Option<u16>) {
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.is_due(refresh)) else {
            return;
        };
        if status == Some(481) {
            leg.state = State::Over;
            return self.gone(id, Cause::Normal).await;
        }
        leg.set_session(leg.session);
    }
}
