//! One leg of a call: a dialog with a phone, and the media session that belongs to it.
//!
//! ```text
//!   the phone called (UAS)   Ringing ──2xx──▶ Unacknowledged ──ACK──▶ Up ──BYE──▶ Over
//!   the phone is called      Ringing ──2xx + ACK────────────────────▶ Up ──BYE──▶ Over
//!                               └── refusal, CANCEL ─────────────────────────────▶ Over
//! ```

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use rsipstack::sip::{Header, Method, Request, Uri};
use str0m::media::Direction;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use voip_sdk::model::calls::{CallDirection, SipLeg};

use super::call::{CallEvent, Heard};
use super::core::Core;
use super::dialog::Dialog;
use super::media::Media;
use super::referral::Referral;
use super::sip;
use super::timer::Session;
use super::transactions::{Phone, Responder, transact};

/// Number of a leg within its call.
pub(crate) type LegId = u32;

type Inbox = mpsc::UnboundedSender<CallEvent>;

/// Where what is heard about a leg goes: to the task of its call, which a transfer may change.
#[derive(Clone)]
pub(crate) struct Line(Arc<Mutex<(Inbox, LegId)>>);

impl Line {
    pub(crate) fn new(inbox: Inbox, id: LegId) -> Line {
        Line(Arc::new(Mutex::new((inbox, id))))
    }

    pub(crate) fn send(&self, heard: Heard) {
        let to = self.0.lock().unwrap_or_else(|e| e.into_inner());
        let _ = to.0.send(CallEvent::Leg(to.1, heard));
    }

    pub(crate) fn send_after(&self, delay: Duration, heard: Heard) -> AbortHandle {
        let line = self.clone();
        let waits = tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            line.send(heard);
        });
        waits.abort_handle()
    }

    /// From now on another call's task is told.
    pub(crate) fn lead_to(&self, inbox: Inbox, id: LegId) {
        *self.0.lock().unwrap_or_else(|e| e.into_inner()) = (inbox, id);
    }
}

/// Something that is sent later, unless this is dropped before.
pub(crate) struct Later(AbortHandle);

impl Drop for Later {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Where a leg is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// No final response yet.
    Ringing,
    /// Our 2xx is out and its ACK has not come.
    Unacknowledged,
    /// Established.
    Up,
    /// Nothing more is sent or expected.
    Over,
}

/// The INVITE that made the leg.
pub(crate) enum Invite {
    /// The phone's.
    Received(Box<Responder>),
    /// Ours. A CANCEL waits for the first provisional response (RFC 3261 §9.1).
    Sent {
        request: Box<Request>,
        provisional: bool,
        cancel: Cancel,
    },
}

/// Whether our INVITE is to be cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cancel {
    /// No.
    No,
    /// As soon as a provisional response has come; with this Reason.
    Wanted(String),
    /// The CANCEL is out.
    Sent,
}

/// A re-INVITE of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// None.
    Idle,
    /// Sent, with this direction.
    Sent(Direction),
    /// Refused with 491: it is tried again after a while (RFC 3261 §14.1).
    Waiting,
}

/// A provisional response that is repeated until its PRACK has come (RFC 3262 §3).
pub(crate) struct Provisional {
    pub status: u16,
    pub sdp: Option<String>,
    pub acknowledged: bool,
}

pub(crate) struct Leg {
    /// The turn of ringing in which it was called; 0: the phone called us.
    pub turn: u32,
    pub dialog: Dialog,
    pub phone: Phone,
    pub media: Media,
    pub invite: Invite,
    pub state: State,
    pub since: Timestamp,
    /// A BYE that waits for the ACK of our 2xx (§15): its Reason.
    pub bye_after_ack: Option<String>,
    /// The phone put the call on hold: it does not want to hear anything.
    pub held: bool,
    /// The direction that we have told the phone last (seen from here).
    pub told: Direction,
    pub change: Change,
    /// An offer of ours in a 2xx whose answer comes with the ACK.
    pub offered_late: bool,
    pub line: Line,
    /// It has said that it takes UPDATE.
    pub takes_update: bool,
    /// The number of who was at the far end when it was told last.
    pub knows: Option<String>,
    /// The session timer that was agreed on, and which agreement it is: an earlier one's time no longer counts.
    pub session: Option<Session>,
    pub refresh: u32,
    /// Its next refresh by us: the phone names an interval of up to a hundred years.
    pub next_refresh: Option<Later>,
    /// What its INVITE was told reliably before the answer.
    pub provisional: Option<Provisional>,
    /// The answer that early media has given: that of the 2xx too.
    pub early_answer: Option<String>,
    /// The transfer that the phone has asked for by REFER.
    pub referral: Option<Referral>,
}

impl Leg {
    /// A leg that rings.
    pub(crate) fn ringing(turn: u32, dialog: Dialog, phone: Phone, media: Media, invite: Invite, line: Line) -> Leg {
        Leg {
            turn,
            dialog,
            phone,
            media,
            invite,
            state: State::Ringing,
            since: Timestamp::now(),
            bye_after_ack: None,
            held: false,
            told: Direction::SendRecv,
            change: Change::Idle,
            offered_late: false,
            line,
            takes_update: false,
            knows: None,
            session: None,
            refresh: 0,
            next_refresh: None,
            provisional: None,
            early_answer: None,
            referral: None,
        }
    }

    /// A session timer was agreed on, or none. When it is ours to refresh, the call's task is told in time.
    pub(crate) fn set_session(&mut self, session: Option<Session>) {
        self.session = session;
        self.refresh += 1;
        let ours = session.filter(|session| !session.phone_refreshes);
        self.next_refresh = ours.map(|session| {
            // A phone may answer with an interval of nothing.
            let half = Duration::from_secs(u64::from(session.interval / 2).max(1));
            Later(self.line.send_after(half, Heard::Refresh(self.refresh)))
        });
    }

    /// Whether it is time for this refresh.
    pub(crate) fn is_due(&self, refresh: u32) -> bool {
        self.state == State::Up && self.refresh == refresh
    }

    /// Whether its INVITE was answered and nobody has hung up.
    pub(crate) fn is_up(&self) -> bool {
        matches!(self.state, State::Up | State::Unacknowledged)
    }

    /// The key under which requests of the phone find the leg.
    pub(crate) fn key(&self) -> (String, String) {
        (self.dialog.call_id.clone(), self.dialog.local_tag.clone())
    }

    /// It, as events and the list of active calls tell it.
    pub(crate) fn shown(&self) -> SipLeg {
        SipLeg {
            sip_call_id: self.dialog.call_id.clone(),
            extension: Some(self.phone.aor.number.clone()),
            direction: Some(match self.invite {
                Invite::Received(_) => CallDirection::Outbound,
                Invite::Sent { .. } => CallDirection::Inbound,
            }),
            started_at: Some(format!("{:.3}", self.since)),
        }
    }

    /// Whether we made the dialog's Call-ID: who did waits longer after a 491 (§14.1).
    pub(crate) fn owns_call_id(&self) -> bool {
        matches!(self.invite, Invite::Sent { .. })
    }

    /// The INVITE that rings the phone.
    pub(crate) fn invite(dialog: &Dialog, core: &Core, extra: Vec<Header>, sdp: String) -> Request {
        let mut headers = extra;
        headers.push(sip::make("Allow", super::core::ALLOW));
        headers.push(sip::make("Content-Type", "application/sdp"));
        dialog.request(Method::Invite, core.sent_by(), headers, sdp.into_bytes())
    }

    /// Ends the leg in the way that its state asks for.
    pub(crate) fn end(&mut self, core: &Arc<Core>, status: u16, reason: &str, headers: Vec<Header>) {
        match (self.state, &mut self.invite) {
            (State::Over, _) => {}
            (State::Up, _) => self.bye(core, reason),
            (State::Unacknowledged, _) => self.bye_after_ack = Some(reason.to_owned()),
            (State::Ringing, Invite::Received(responder)) => {
                responder.respond(status, headers, None);
                self.state = State::Over;
            }
            (State::Ringing, Invite::Sent { cancel, .. }) => {
                if *cancel == Cancel::No {
                    *cancel = Cancel::Wanted(reason.to_owned());
                }
                self.send_cancel(core);
            }
        }
    }

    /// Tells the phone how the transfer goes that it has asked for, if it has; a final status ends that.
    pub(crate) fn tell_transfer(&mut self, status: u16) {
        if let Some(referral) = &mut self.referral {
            referral.tell(status);
        }
    }

    /// BYE, in a task that outlives the call: the phone may have to come back first.
    pub(crate) fn bye(&mut self, core: &Arc<Core>, reason: &str) {
        self.state = State::Over;
        if let Some(referral) = self.referral.take() {
            return referral.bye(reason);
        }
        let (core, phone, dialog) = (core.clone(), self.phone.clone(), self.dialog.clone());
        let reason = sip::make("Reason", reason);
        tokio::spawn(async move {
            let sent_by = core.sent_by().to_owned();
            transact(&core, &phone, || {
                dialog.request(Method::Bye, &sent_by, vec![reason.clone()], vec![])
            })
            .await;
        });
    }

    /// It rings for nobody any more: our INVITE is to be cancelled, or the CANCEL is out.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.state == State::Ringing && self.is_cancel_wanted()
    }

    /// Our INVITE was to be cancelled, whatever has become of it.
    pub(crate) fn is_cancel_wanted(&self) -> bool {
        matches!(&self.invite, Invite::Sent { cancel, .. } if *cancel != Cancel::No)
    }

    /// Sends the CANCEL that is wanted, if it may be sent by now. The leg is over when the final response comes.
    pub(crate) fn send_cancel(&mut self, core: &Arc<Core>) {
        let Invite::Sent {
            request,
            provisional: true,
            cancel: wanted,
        } = &mut self.invite
        else {
            return;
        };
        let Cancel::Wanted(reason) = wanted.clone() else { return };
        *wanted = Cancel::Sent;
        // The same branch and CSeq number; of the other headers what §9.1 names.
        let mut cancel = (**request).clone();
        cancel.method = Method::Cancel;
        cancel.body.clear();
        cancel.headers.retain(|h| {
            matches!(
                h,
                Header::Via(_) | Header::From(_) | Header::To(_) | Header::CallId(_) | Header::MaxForwards(_)
            )
        });
        let number = sip::cseq(&**request).unwrap_or_default();
        cancel.headers.push(sip::make("CSeq", format!("{number} CANCEL")));
        cancel.headers.push(sip::make("Reason", reason));
        cancel.headers.push(sip::make("Content-Length", "0"));
        let Some(mut tx) = core.client_transaction(cancel, &self.phone.connection) else {
            return;
        };
        tokio::spawn(async move {
            if tx.send().await.is_ok() {
                while tx.receive().await.is_some() {}
            }
        });
    }

    /// The URI of a Contact as a Request-URI, if it is one.
    pub(crate) fn target(contact: &str) -> Option<Uri> {
        Uri::try_from(contact).ok()
    }
}
