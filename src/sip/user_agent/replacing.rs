//! Requests outside of dialogs that are about one of our calls: an INVITE with Replaces (RFC 3891 §3), a REFER with
//! Target-Dialog (RFC 4538 §5, RFC 7647 §4).

use super::CallId;
use super::agent::UserAgent;
use crate::sip::call::{Call, Matched};
use crate::sip::message::{Replaces, Request, names, target_dialog};
use crate::sip::transaction::ServerId;
use crate::time::Instant;

impl UserAgent {
    /// The call whose place an INVITE wants to take; `Err` is the status code of its refusal. Who knows both tags of a
    /// dialog takes part in it or was told of it by one who does.
    pub(super) fn replaced_by(&self, request: &Request) -> Result<Option<CallId>, u16> {
        let items = request.headers.items(names::REPLACES);
        let item = match items.as_slice() {
            [] => return Ok(None),
            [item] if !request.headers.has("Join") => item,
            _ => return Err(400),
        };
        let replaces = Replaces::parse(item).ok_or(400_u16)?;
        let matched = self.calls.iter().find_map(|call| {
            let matched = call.matches(&replaces.call_id, &replaces.to_tag, &replaces.from_tag)?;
            Some((call.view().id, matched))
        });
        match matched {
            // Two of the kind would leave one call too many.
            Some((id, _)) if self.is_being_replaced(id) => Err(603),
            Some((_, Matched::Confirmed)) if replaces.early_only => Err(486),
            Some((id, Matched::Confirmed | Matched::EarlyOurs)) => Ok(Some(id)),
            Some((_, Matched::Ended)) => Err(603),
            Some((_, Matched::EarlyTheirs)) | None => Err(481),
        }
    }

    fn is_being_replaced(&self, id: CallId) -> bool {
        self.calls
            .iter()
            .any(|call| call.is_live() && call.view().replaces == Some(id))
    }

    /// A REFER outside of dialogs is taken from one who takes part in a call of ours, and for that call.
    pub(super) fn handle_refer_outside(&mut self, now: Instant, server: ServerId, request: &Request) {
        let Some(value) = request.headers.text(names::TARGET_DIALOG) else {
            self.refuse(now, server, request, 403);
            return;
        };
        let Some((call_id, ours, theirs)) = target_dialog(&value) else {
            self.refuse(now, server, request, 400);
            return;
        };
        let call = self
            .calls
            .iter_mut()
            .find(|call: &&mut Call| call.matches(&call_id, &ours, &theirs) == Some(Matched::Confirmed));
        match call {
            Some(call) => call.handle_refer_outside(now, &mut self.core, server, request),
            None => self.refuse(now, server, request, 481),
        }
    }
}
