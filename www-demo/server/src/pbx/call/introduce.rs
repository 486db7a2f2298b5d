//! Who is at the far end now: told to phones whose far end has changed (by a transfer, or out of a slot), by an UPDATE
//! without a session description (RFC 3311) that names it and the call. Phones that do not take UPDATE are not told.

use rsipstack::sip::Method;

use super::ends::End;
use super::{Call, LegId, Party};
use crate::pbx::leg::State;
use crate::pbx::sip;
use crate::pbx::timer::Session;
use crate::pbx::transactions::transact;

impl Call {
    /// Tells the two that talk with each other now, as far as they do not know it.
    pub(super) fn introduce(&mut self) {
        let Some((a, b)) = self.talking() else { return };
        let who = |end: &End, far: &End| Some((end.leg()?, far.party.clone()));
        let pairs: Vec<(LegId, Party)> = [who(a, b), who(b, a)].into_iter().flatten().collect();
        for (id, far) in pairs {
            self.introduce_to(id, far);
        }
    }

    fn introduce_to(&mut self, id: LegId, far: Party) {
        let mut headers = Vec::from_iter(self.call_uuid_header());
        let core = self.core.clone();
        let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.state == State::Up) else {
            return;
        };
        let known = leg.knows.replace(far.number.clone());
        // The first one is whom it has called, or who has called it.
        if known.is_none_or(|known| known == far.number) || !leg.takes_update {
            return;
        }
        match far.anonymous {
            true => headers.push(sip::make("Privacy", "id")),
            false => headers.push(sip::make("P-Asserted-Identity", far.address(&self.tenant.domain))),
        }
        headers.extend(leg.session.into_iter().flat_map(Session::request));
        let (phone, dialog) = (leg.phone.clone(), leg.dialog.clone());
        tokio::spawn(async move {
            let build = || dialog.request(Method::Update, core.sent_by(), headers.clone(), vec![]);
            transact(&core, &phone, build).await;
        });
    }
}
