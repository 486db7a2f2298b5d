//! Calls that are sent on: by the extension's call forwarding, or by its phone with 3xx.

use std::collections::VecDeque;

use voip_sdk::model::extensions::CallForwardType;

use super::hunt::{Kind, Step};
use super::target::{Target, look_up};
use super::{Call, CallEvent, Cause, LegId, Party};
use crate::pbx::leg::State;

/// How often a call may be sent on; more is taken for a loop.
const MAX_HOPS: u8 = 5;

impl Call {
    /// Rings an extension, or sends the call on if it is forwarded now.
    pub(super) async fn dial_extension(&mut self, party: Party) {
        let Some(aor) = &party.aor else {
            return self.hunt_fails(Cause::Unknown).await;
        };
        let forward = self.core.directory.call_forward(&self.tenant.id, &party.number);
        let now = forward.as_ref().is_some_and(|forward| match forward.kind {
            CallForwardType::Always => true,
            CallForwardType::Busy => self.core.presence.is_busy(aor, self.uuid),
            CallForwardType::Unavailable => self.core.registrar.bindings(aor).is_empty(),
            CallForwardType::NoAnswer => false,
        });
        let mut each = self.ring_timeout;
        if let Some(forward) = &forward {
            if now {
                if let Err(cause) = self.send_on(&forward.number) {
                    self.hunt_fails(cause).await;
                }
                return;
            }
            if forward.kind == CallForwardType::NoAnswer {
                each = each.min(self.core.config.forward_timeout);
            }
        }
        if let Some(hunt) = &mut self.hunt {
            hunt.forward = forward;
        }
        self.ring_turns(Kind::Number, VecDeque::from([vec![party]]), each).await;
    }

    /// Where the extension that has rung in vain wants the call to go.
    pub(super) fn forward_after(&mut self, cause: &Cause) -> Option<String> {
        let forward = self.hunt.as_mut()?.forward.take()?;
        let applies = match forward.kind {
            CallForwardType::Busy => matches!(cause, Cause::Refused(486 | 600, _)),
            CallForwardType::NoAnswer => matches!(cause, Cause::NoAnswer | Cause::Refused(408 | 480, _)),
            CallForwardType::Unavailable => matches!(cause, Cause::NotRegistered),
            CallForwardType::Always => false,
        };
        applies.then_some(forward.number)
    }

    /// Lets the phones that ring go and dials another number in their place.
    pub(super) fn send_on(&mut self, number: &str) -> Result<(), Cause> {
        let (_, target) = look_up(&self.core, &self.tenant.id, number);
        let blocked = self.is_blocked(number, &target);
        let Some(hunt) = &mut self.hunt else { return Ok(()) };
        hunt.hops += 1;
        if hunt.hops > MAX_HOPS {
            return Err(Cause::Loop);
        }
        if blocked {
            return Err(Cause::Blocked);
        }
        if !matches!(target, Target::Extension | Target::Group(_) | Target::Outside) {
            return Err(Cause::Refused(480, vec![]));
        }
        self.end_turn(&Cause::Elsewhere.reason());
        let turn = self.take_turn();
        if let Some(hunt) = &mut self.hunt {
            hunt.turn = turn;
            hunt.ringing.clear();
            hunt.forward = None;
            hunt.refusal = None;
        }
        self.show();
        self.soon(CallEvent::Hunt(turn, Step::Dial(number.to_owned())));
        Ok(())
    }

    /// 302 and its like from a phone: its user sends the call on, within the tenant or outside.
    pub(super) async fn redirected(&mut self, id: LegId, number: &str) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let follows = |hunt: &super::Hunt| hunt.turn == leg.turn && hunt.kind == Kind::Number;
        if !self.hunt.as_ref().is_some_and(follows) {
            return self.refused(id, 480, vec![]).await;
        }
        leg.state = State::Over;
        if let Err(cause) = self.send_on(number) {
            self.refused(id, cause.status(), vec![]).await;
        }
    }
}
