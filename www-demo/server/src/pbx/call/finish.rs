//! The end of a call: its cause, the last word to each leg, the record and the events.

use std::time::Duration;

use jiff::Timestamp;
use rsipstack::sip::Header;
use voip_sdk::model::calls::{CallRecord, CallStatus};
use voip_sdk::model::events::{CallEnd, RealtimeEvent};

use super::{Activity, Call, Phase};
use crate::pbx::leg::State;
use crate::pbx::ports::FinishedCall;
use crate::pbx::sip;

/// Why a call or a leg ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody hung up.
    Normal,
    /// The caller gave up before the answer.
    Cancelled,
    /// Another phone of the same extension answered; a leg's cause only.
    Elsewhere,
    /// It rang for too long.
    NoAnswer,
    /// Nobody is registered.
    NotRegistered,
    /// The number does not exist.
    Unknown,
    /// A feature code that is not there yet.
    NotImplemented,
    /// The phones have no session description in common.
    Incompatible,
    /// The 2xx was never acknowledged.
    NoAck,
    /// Nothing was heard of a phone's media for too long.
    MediaLost,
    /// The server goes down.
    Shutdown,
    /// The number is on the block list.
    Blocked,
    /// It was forwarded too often.
    Loop,
    /// Somebody else has its place; a leg's cause only.
    Transferred,
    /// The other end waits in a slot; a leg's cause only.
    Parked,
    /// Another phone of the same extension has its place; a leg's cause only.
    Replaced,
    /// Neither the target of a transfer nor who transferred was reached.
    TransferFailed,
    /// A phone refused: the status and what came with it.
    Refused(u16, Vec<Header>),
}

impl Cause {
    /// The status for an INVITE that is not answered yet.
    pub(super) fn status(&self) -> u16 {
        match self {
            Cause::Normal | Cause::NoAck | Cause::NoAnswer | Cause::NotRegistered | Cause::MediaLost => 480,
            Cause::Transferred | Cause::Parked | Cause::Replaced | Cause::TransferFailed => 480,
            Cause::Blocked => 403,
            Cause::Loop => 482,
            Cause::Cancelled | Cause::Elsewhere => 487,
            Cause::Unknown => 404,
            Cause::NotImplemented => 501,
            Cause::Incompatible => 488,
            Cause::Shutdown => 503,
            Cause::Refused(status, _) => *status,
        }
    }

    /// The value of a Reason header (RFC 3326 §2).
    pub(crate) fn reason(&self) -> String {
        let (cause, text) = match self {
            // As telephone systems say it. `SIP;cause=200` in a BYE would be read as "answered elsewhere".
            Cause::Normal => return "Q.850;cause=16;text=\"Normal call clearing\"".into(),
            Cause::Transferred => return "Q.850;cause=16;text=\"Transferred\"".into(),
            Cause::Parked => return "Q.850;cause=16;text=\"Parked\"".into(),
            Cause::Replaced => return "Q.850;cause=16;text=\"Replaced\"".into(),
            Cause::Cancelled => (487, "Request terminated"),
            Cause::Blocked => (403, "The number is blocked"),
            Cause::Loop => (482, "Forwarded too often"),
            Cause::TransferFailed => (480, "Transfer failed"),
            Cause::Elsewhere => (200, "Call completed elsewhere"),
            Cause::NoAnswer => (480, "No answer"),
            Cause::NotRegistered => (480, "Not registered"),
            Cause::Unknown => (404, "Not found"),
            Cause::NotImplemented => (501, "Not implemented"),
            Cause::Incompatible => (488, "Not acceptable here"),
            Cause::NoAck => (408, "No ACK"),
            Cause::MediaLost => (480, "Media lost"),
            Cause::Shutdown => (503, "Server is going down"),
            Cause::Refused(status, _) => (*status, "Refused"),
        };
        format!("SIP;cause={cause};text=\"{text}\"")
    }

    /// The word of the record and of `call_end`.
    fn hangup_cause(&self) -> &'static str {
        match self {
            Cause::Normal | Cause::Transferred | Cause::Parked | Cause::Replaced => "NORMAL_CLEARING",
            Cause::Blocked => "CALL_REJECTED",
            Cause::Loop => "EXCHANGE_ROUTING_ERROR",
            Cause::TransferFailed => "TRANSFER_FAILED",
            Cause::Cancelled => "ORIGINATOR_CANCEL",
            Cause::Elsewhere => "PICKED_OFF",
            Cause::NoAnswer | Cause::Refused(408, _) => "NO_ANSWER",
            Cause::NotRegistered => "USER_NOT_REGISTERED",
            Cause::Unknown | Cause::Refused(404 | 604, _) => "UNALLOCATED_NUMBER",
            Cause::NotImplemented => "FACILITY_NOT_IMPLEMENTED",
            Cause::Incompatible | Cause::Refused(488 | 606, _) => "INCOMPATIBLE_DESTINATION",
            Cause::NoAck => "RECOVERY_ON_TIMER_EXPIRE",
            Cause::MediaLost => "MEDIA_TIMEOUT",
            Cause::Shutdown => "MANAGER_REQUEST",
            Cause::Refused(486 | 600, _) => "USER_BUSY",
            Cause::Refused(403 | 433 | 603 | 607 | 608, _) => "CALL_REJECTED",
            Cause::Refused(480, _) => "NO_USER_RESPONSE",
            Cause::Refused(..) => "NORMAL_TEMPORARY_FAILURE",
        }
    }

    fn record_status(&self, answered: bool) -> CallStatus {
        match self {
            _ if answered => CallStatus::Completed,
            Cause::Cancelled | Cause::Normal => CallStatus::Cancelled,
            Cause::NoAnswer | Cause::NotRegistered | Cause::Refused(408 | 480, _) => CallStatus::Missed,
            Cause::Refused(486 | 600, _) => CallStatus::Busy,
            Cause::Blocked | Cause::Refused(403 | 433 | 603 | 607 | 608, _) => CallStatus::Rejected,
            _ => CallStatus::Failed,
        }
    }
}

/// The time in milliseconds: what JavaScript's dates hold.
pub(super) fn now() -> Timestamp {
    Timestamp::now()
        .round(jiff::Unit::Millisecond)
        .unwrap_or_else(|_| Timestamp::now())
}

impl Call {
    /// Ends the call, once: each leg by its own means, then the record and the events.
    pub(super) fn finish(&mut self, cause: Cause) {
        if self.phase == Phase::Over {
            return;
        }
        self.phase = Phase::Over;
        self.until = Some(tokio::time::Instant::now() + Duration::from_secs(40));
        self.hunt = None;
        if let Activity::Parked(parked) = &self.activity {
            self.core.parking.free(&self.tenant.id, parked.slot);
        }
        let headers = match &cause {
            Cause::Refused(_, headers) => headers.clone(),
            Cause::NotRegistered | Cause::NoAnswer | Cause::Blocked | Cause::Loop => {
                vec![sip::make("Reason", cause.reason())]
            }
            _ => vec![],
        };
        let uuid = self.call_uuid_header();
        for leg in self.legs.values_mut().filter(|leg| leg.state != State::Over) {
            let mut headers = headers.clone();
            headers.extend(uuid.clone());
            leg.tell_transfer(cause.status());
            leg.end(&self.core, cause.status(), &cause.reason(), headers);
        }
        self.core.remove_call(&self.uuid);
        self.announce_end(&cause);
        self.show();
    }

    fn announce_end(&self, cause: &Cause) {
        let ended_at = now();
        let seconds = |from: Timestamp| u32::try_from(ended_at.duration_since(from).as_secs()).unwrap_or(0);
        let (duration, billsec) = (seconds(self.started_at), self.answered_at.map_or(0, seconds));
        let hangup_cause = cause.hangup_cause().to_owned();
        let record = CallRecord {
            id: self.uuid.to_string(),
            call_uuid: self.uuid.to_string(),
            direction: self.direction,
            caller: self.caller.number.clone(),
            caller_name: self.caller.name.clone(),
            destination: self.destination.number.clone(),
            status: cause.record_status(self.answered_at.is_some()),
            started_at: self.started_at.to_string(),
            answered_at: self.answered_at.map(|at| at.to_string()),
            ended_at: ended_at.to_string(),
            duration,
            billsec,
            hangup_cause: hangup_cause.clone(),
            recording_file: None,
            metadata: self.metadata.clone(),
        };
        self.core.directory.record(FinishedCall {
            tenant_id: self.tenant.id.clone(),
            caller_extension: self.caller.aor.as_ref().map(|aor| aor.number.clone()),
            destination_extension: self.destination.aor.as_ref().map(|aor| aor.number.clone()),
            destination_name: self.destination.name.clone(),
            record,
        });
        let event = CallEnd {
            call_uuid: self.uuid.to_string(),
            caller: self.caller.number.clone(),
            destination: self.destination.number.clone(),
            direction: self.direction,
            duration,
            billsec,
            hangup_cause,
        };
        self.publish(RealtimeEvent::CallEnd(event));
    }
}
