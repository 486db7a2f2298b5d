//! REFER in a dialog: the phone itself transfers its call (RFC 3515, RFC 5589).
//!
//! ```text
//!   phone A ── REFER ──▶ 202, NOTIFY 100        phone A ── REFER, Replaces ──▶ 202, NOTIFY 100
//!     the target is rung (Referred) ── refuses ──▶ NOTIFY 486: talking, as before
//!     │ answers                                   its other call gives its far end (Joining, [`super::join`])
//!     ▼                                           ▼
//!   NOTIFY 200, and A is out: its BYE, or ours after a while
//! ```
//!
//! Unlike a transfer by the API, who transfers stays in the call until somebody has answered, so that a failure
//! leaves the call as it was.

use std::time::Duration;

use rsipstack::sip::{HasHeaders, Request};
use rsipstack::transaction::transaction::Transaction;
use voip_sdk::model::call_control::TransferType;

use super::ends::{End, Side};
use super::target::{Target, look_up};
use super::transfer::{Stage, Transfer};
use super::{Activity, Call, Cause, Heard, LegId, Party, Phase};
use crate::pbx::control::ControlError;
use crate::pbx::core::reply;
use crate::pbx::media::Source;
use crate::pbx::referral::Referral;
use crate::pbx::replaces::Replaces;
use crate::pbx::sip::{self, NameAddr};

/// How long a phone that has transferred its call gets to hang up by itself.
const LEAVES_WITHIN: Duration = Duration::from_secs(2);

/// What a REFER says.
struct Wanted {
    number: String,
    /// Of the domain to which the number belongs; empty for `tel:`.
    host: String,
    replaces: Option<Replaces>,
}

impl Wanted {
    /// `None`: 400.
    fn read(request: &Request) -> Option<Wanted> {
        let mut named = request
            .headers()
            .iter()
            .filter(|h| h.name().eq_ignore_ascii_case("Refer-To") || h.name().eq_ignore_ascii_case("r"));
        let value = named.next()?.value().to_owned();
        // One target: not two headers, and not two in one (RFC 3515 §2.4.1).
        if named.next().is_some() || sip::split_list(&value).len() != 1 {
            return None;
        }
        let uri = NameAddr::parse(&value)?.uri;
        let (number, host) = sip::user_and_host(&uri)?;
        let replaces = match sip::uri_header(&uri, "Replaces") {
            Some(value) => Some(Replaces::parse(&value)?),
            None => None,
        };
        Some(Wanted { number, host, replaces })
    }
}

impl Call {
    pub(super) async fn refer(&mut self, id: LegId, mut tx: Transaction) {
        let Some(wanted) = Wanted::read(&tx.original) else {
            return reply(&mut tx, 400, vec![], None).await;
        };
        let side = Side::BOTH.into_iter().find(|side| self.ends[*side].leg() == Some(id));
        let side = match (self.phase, &self.activity, side) {
            (Phase::Active, Activity::Talking, Some(side)) => side,
            (Phase::Active, _, Some(_)) => return reply(&mut tx, 491, vec![], None).await,
            _ => return reply(&mut tx, 403, vec![], None).await,
        };
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.dialog.refresh_target(sip::header(&tx.original, "Contact"));
        let silent = sip::header(&tx.original, "Refer-Sub").is_some_and(|v| v.trim().eq_ignore_ascii_case("false"));
        let event = format!("refer;id={}", sip::cseq(&tx.original).unwrap_or_default());
        let mut headers = vec![sip::make("Contact", crate::pbx::dialog::contact(self.core.sent_by()))];
        if silent {
            headers.push(sip::make("Refer-Sub", "false"));
        }
        reply(&mut tx, 202, headers, None).await;
        let event = (!silent).then_some(event);
        let mut referral = Referral::start(&self.core, leg.phone.clone(), leg.dialog.clone(), event);
        referral.tell(100);
        leg.referral = Some(referral);
        match wanted.replaces {
            Some(replaces) => self.join(side, &wanted.number, replaces).await,
            None if !wanted.host.is_empty() && wanted.host != self.tenant.domain => self.refer_fails(side, 404),
            None => self.refer_to(side, &wanted.number).await,
        }
    }

    async fn refer_to(&mut self, side: Side, number: &str) {
        let (target, what) = look_up(&self.core, &self.tenant.id, number);
        if let Target::Park = what {
            // Who parks is out of the call by that: its success is told before its BYE.
            if self.park_far_of(side, None).await.is_err() {
                self.refer_fails(side, 480);
            }
            return;
        }
        if let Err(error) = self.may_go_to(&target, &what) {
            return self.refer_fails(side, status(error));
        }
        let (kept, by) = (self.ends[side.far()].party.clone(), self.ends[side].party.clone());
        self.activity = Activity::Transfer(Box::new(Transfer {
            kept: side.far(),
            by,
            target,
            stage: Stage::Referred,
        }));
        self.hunt(number, kept);
        self.rearrange().await;
    }

    /// It has come to nothing, and the call is as it was.
    pub(super) fn refer_fails(&mut self, side: Side, status: u16) {
        if let Some(leg) = self.ends[side].leg().and_then(|id| self.legs.get_mut(&id)) {
            leg.tell_transfer(status);
            leg.referral = None;
        }
    }

    /// The target's phone rings.
    pub(super) fn target_rings(&mut self) {
        let Activity::Transfer(transfer) = &self.activity else {
            return;
        };
        if let (Stage::Referred, Some(id)) = (&transfer.stage, self.ends[transfer.kept.far()].leg())
            && let Some(leg) = self.legs.get_mut(&id)
        {
            leg.tell_transfer(180);
        }
    }

    /// Somebody has the place of who has asked for that by REFER.
    pub(super) async fn referred(&mut self, by: &Party, side: Side, end: End, kind: TransferType) {
        self.announce_transfer(by, &end.party, kind);
        self.activity = Activity::Talking;
        let left = self.replace(side, end);
        let Some(leg) = left.leg().and_then(|id| self.legs.get_mut(&id)) else {
            return;
        };
        leg.media.alone(Source::Silence).await;
        leg.tell_transfer(200);
        leg.line.send_after(LEAVES_WITHIN, Heard::Left);
    }

    /// Who has transferred the call has had the time to hang up.
    pub(super) fn left(&mut self, id: LegId) {
        if let Some(leg) = self.legs.get_mut(&id).filter(|leg| leg.is_up()) {
            leg.end(&self.core, 480, &Cause::Transferred.reason(), vec![]);
        }
    }

    /// The number of who has transferred, for the INVITE that rings the target (RFC 3892 §2.1); not of who has called
    /// anonymously.
    pub(super) fn referred_by(&self) -> Option<String> {
        let Activity::Transfer(transfer) = &self.activity else {
            return None;
        };
        let is_named = matches!(transfer.stage, Stage::Referred | Stage::Blind) && !transfer.by.anonymous;
        is_named.then(|| transfer.by.address(&self.tenant.domain))
    }

    /// Whether another call is asked for its far end.
    pub(super) fn is_joining(&self) -> bool {
        matches!(&self.activity, Activity::Transfer(transfer) if matches!(transfer.stage, Stage::Joining))
    }
}

/// What is said of a target that cannot be rung.
fn status(error: ControlError) -> u16 {
    match error {
        ControlError::NumberBlocked => 403,
        ControlError::TargetIsParty => 486,
        ControlError::NoSuchTarget => 404,
        _ => 480,
    }
}
