//! What the user agent tells the application.

use super::{CallId, IncomingMessage, MessageId, PublicationEvent, PublicationId, SubscriptionEvent, SubscriptionId};
use crate::redact::Redacted;
use crate::sip::message::NameAddr;
use crate::sip::message::Reason;
use crate::time::Instant;

/// Something that the application may want to know. Calls are looked up with `UserAgent::call`.
#[derive(Debug)]
pub enum Event {
    /// The transport changed.
    Transport(TransportState),
    /// The registration changed.
    Registration(RegistrationState),
    /// The bindings that `UserAgent::fetch_bindings` asked for, or the status code of the refusal.
    Bindings(Result<Vec<BindingView>, u16>),
    /// An incoming call rings.
    Incoming(CallId),
    /// Something about a call changed; `UserAgent::call` has the new view.
    Call {
        /// Which call.
        call: CallId,
        /// What happened.
        event: CallEvent,
    },
    /// `Credentials::Ask`, or a token that was refused: give them by `UserAgent::provide_credentials`.
    CredentialsNeeded {
        /// The challenge's realm.
        realm: String,
    },
    /// Something about a subscription.
    Subscription {
        /// Which subscription.
        id: SubscriptionId,
        /// What happened.
        event: SubscriptionEvent,
    },
    /// News of the mailbox that nobody subscribed to (`Config::unsolicited_mwi`); `sip::package::MessageSummary` reads
    /// its body.
    Mailbox {
        /// Type of the body.
        content_type: String,
        /// The body as it came.
        body: Redacted<Vec<u8>>,
    },
    /// A MESSAGE arrived (RFC 3428); it has been answered 200.
    Message(IncomingMessage),
    /// A MESSAGE, an INFO or a string of digits of ours is through.
    MessageSent {
        /// Which.
        id: MessageId,
        /// The final status: 200 and 202 mean that it was taken, 408 and 503 also that nobody answered.
        status: u16,
        /// The phrase that came with it.
        reason: String,
    },
    /// What an OPTIONS of ours was answered (RFC 3261 §11).
    Options {
        /// Which.
        id: MessageId,
        /// The final status; 408 and 503 also when nobody answered.
        status: u16,
        /// Methods of its Allow.
        allow: Vec<String>,
        /// Body types of its Accept.
        accept: Vec<String>,
        /// Extensions of its Supported.
        supported: Vec<String>,
    },
    /// Something about a published document.
    Publication {
        /// Which.
        id: PublicationId,
        /// What happened.
        event: PublicationEvent,
    },
    /// Something went wrong that ends nothing.
    Warning(Warning),
}

/// State of the SIP transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportState {
    /// Not connected and not trying.
    Disconnected,
    /// A socket is being opened.
    Connecting,
    /// Open, with subprotocol `sip`.
    Connected,
    /// Lost; the next attempt is at that moment.
    Reconnecting {
        /// Attempts so far.
        attempt: u32,
        /// When the next one starts.
        at: Instant,
    },
    /// The server did not select the subprotocol `sip`; trying again would not help.
    SubprotocolRefused,
}

/// State of the registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistrationState {
    /// No binding: none wanted, or its connection is lost.
    Unregistered,
    /// A REGISTER is on its way.
    Registering,
    /// Bound until `expires_at` (wall clock).
    Registered {
        /// When the binding ends unless it is refreshed.
        expires_at: Instant,
    },
    /// Refused or failed.
    Failed {
        /// Status code (408 and 503 also when made up by us, RFC 3261 §8.1.3.1).
        status: u16,
        /// The server's phrase.
        reason: String,
        /// When it is tried again; `None` when that would not help (a wrong password, an unknown user).
        retry_at: Option<Instant>,
    },
}

/// One phone that is registered for the address of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingView {
    /// Its contact.
    pub uri: String,
    /// When the binding ends unless it is refreshed, in seconds.
    pub expires_sec: Option<u32>,
    /// Its preference among others, 0 to 1 (RFC 3261 §20.10).
    pub q: Option<String>,
    /// `+sip.instance` (RFC 5626 §4.1).
    pub instance: Option<String>,
    /// It is this user agent's.
    pub ours: bool,
}

/// What happened to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEvent {
    /// `CallView::phase` or `CallView::progress` changed.
    Phase,
    /// The INVITE of an outgoing call was handed to the transport.
    InviteSent,
    /// Hold in either direction changed.
    Hold,
    /// A hold, resume or refresh failed and was rolled back; the call goes on.
    OperationFailed {
        /// Which: `hold`, `resume`, `renegotiate`.
        operation: &'static str,
        /// Status code of the refusal (0 when it was media that failed).
        status: u16,
    },
    /// A 3xx names other targets (`CallView::redirect_targets`); without a choice within 30 s the call ends with it.
    Redirected,
    /// A digit arrived by INFO.
    Dtmf(char),
    /// An INFO of a package of `Config::info_packages` arrived (RFC 6086); it has been answered 200.
    Info {
        /// The package.
        package: String,
        /// Type of the body.
        content_type: String,
        /// The body as it came.
        body: Redacted<Vec<u8>>,
    },
    /// The far end's identity changed.
    Identity,
    /// A transfer of ours (`UserAgent::transfer`, `UserAgent::transfer_to`) got further; it is in `CallView::transfer`
    /// too. After a hang-up it goes on to tell what became of the transfer.
    Transfer(TransferState),
    /// The far end asks us to call somebody else: `CallView::refer` says whom. Answered by `UserAgent::accept_refer`
    /// or `UserAgent::reject_refer`, or 603 by itself after 25 s.
    ReferRequested,
    /// That is decided, or can be decided no more: `CallView::refer` is empty again. Where it was accepted,
    /// `CallView::referred_to` has the new call.
    ReferResolved,
    /// The call is over; `CallView::end` says why. The view stays readable until `UserAgent::forget`.
    Ended,
}

/// How far a transfer of ours got (RFC 3515).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferState {
    /// The far end is being put on hold and asked.
    Requested,
    /// It agreed to try (2xx of the REFER).
    Accepted,
    /// What the new target said so far, as the far end tells it.
    Progress {
        /// Provisional status code.
        status: u16,
        /// Its phrase.
        reason: String,
    },
    /// The new target answered. Our calls that this concerns end.
    Succeeded,
    /// It came to nothing; the call goes on, taken off hold if it was held for the transfer.
    Failed {
        /// Status code of the refusal: by the far end, or by the new target as the far end tells it. 408 when nothing
        /// was heard, 503 when the connection was lost meanwhile, 487 when we hung up before it began.
        status: u16,
        /// Its phrase.
        reason: String,
    },
}

/// A REFER of theirs that waits for a decision (RFC 3515).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferView {
    /// Whom we are asked to call: a SIP or tel URI.
    pub target: String,
    /// The new call would take the place of one that the target has (an attended transfer).
    pub replaces: bool,
    /// Who asks, as Referred-By says (RFC 3892); it is not verified.
    pub referred_by: Option<String>,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// They called us.
    Inbound,
    /// We called them.
    Outbound,
}

/// Where a call is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Outgoing: nothing but 100 came back yet.
    Connecting,
    /// 180 in either direction.
    Ringing,
    /// Early media is there (183 with SDP).
    Early,
    /// Answered.
    Active,
    /// Over.
    Ended,
}

/// The far end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Display name.
    pub display_name: Option<String>,
    /// User part of the URI.
    pub user: String,
    /// The URI.
    pub uri: String,
    /// P-Asserted-Identity, where the server gave one (RFC 3325 §9.1).
    pub asserted: Option<String>,
}

impl Identity {
    /// What a From or a To says.
    pub(crate) fn of(addr: Option<NameAddr>) -> Self {
        let Some(addr) = addr else { return Self::default() };
        Self {
            user: addr.uri.user_text(),
            uri: addr.uri.to_text(),
            display_name: addr.display,
            asserted: None,
        }
    }
}

/// Somebody who sent a call on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diverted {
    /// Who.
    pub by: Identity,
    /// Why: `unconditional`, `user-busy`, `no-answer`, `deflection`, …
    pub reason: Option<String>,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    /// Us.
    Local,
    /// The far end or the server.
    Remote,
    /// Neither: time-out, lost transport, failed media.
    System,
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// BYE after it was answered.
    Terminated,
    /// The caller gave up (CANCEL).
    Canceled,
    /// 486, 600.
    Busy,
    /// 403, 603 and other refusals.
    Rejected,
    /// 404, 410, 484, 604.
    NotFound,
    /// 408, 480.
    NoAnswer,
    /// 488, 606, or SDP that did not fit.
    IncompatibleMedia,
    /// The microphone was refused.
    PermissionDenied,
    /// No microphone, or it failed.
    DeviceFailed,
    /// The far end answered elsewhere (Reason: SIP;cause=200).
    AnsweredElsewhere,
    /// 401, 407 after our credentials.
    AuthenticationFailed,
    /// The transport was lost before the call was answered.
    TransportLost,
    /// The far end's dialog is gone or did not answer any more.
    DialogLost,
    /// No media for longer than its limit, an ICE restart included.
    MediaLost,
    /// It was transferred: by us with success, or by the far end.
    Transferred,
    /// Another call took its place (Replaces, RFC 3891).
    Replaced,
    /// Any other status.
    Failed,
}

/// Why and how a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEnd {
    /// Class of the reason.
    pub cause: Cause,
    /// SIP status code or the code of a Reason header; 0 when there is none.
    pub status: u16,
    /// Reason phrase.
    pub reason: String,
    /// When it may be tried again, in seconds: Retry-After of the refusal (RFC 3261 §20.33).
    pub retry_after_sec: Option<u32>,
    /// What the far end says besides: code and text of the first Warning (RFC 3261 §20.43).
    pub warning: Option<(u16, String)>,
    /// Every Reason that came with the end (RFC 3326): of SIP, of Q.850 behind a gateway.
    pub reasons: Vec<Reason>,
    /// Who ended it.
    pub by: EndedBy,
    /// When.
    pub at: Instant,
}

/// A call as the application sees it.
#[derive(Clone, Debug)]
pub struct CallView {
    /// Its name.
    pub id: CallId,
    /// The Call-ID header.
    pub sip_call_id: String,
    /// The server's own id of the call (header `X-Call-UUID` of the INVITE or of a response), where it gave one.
    pub call_uuid: Option<String>,
    /// Who called whom.
    pub direction: Direction,
    /// The far end.
    pub remote: Identity,
    /// Who sent the call on before it came here, or before it reached who it reached; the last one first, at most 8
    /// (RFC 5806, RFC 7044).
    pub diverted_by: Vec<Diverted>,
    /// Where it is in its life.
    pub phase: Phase,
    /// The last provisional response that says more than ringing: 181 forwarded, 182 queued, 183, with its phrase.
    pub progress: Option<(u16, String)>,
    /// Outgoing, before the answer: what the network says about early media (P-Early-Media, RFC 5009): `sendrecv`,
    /// `inactive`, `gated`, … With `inactive` a phone plays its own ringing tone.
    pub early_media: Option<String>,
    /// Outgoing: where a 3xx sends us, best first, while `UserAgent::follow_redirect` may choose.
    pub redirect_targets: Vec<Redacted<String>>,
    /// Incoming: the INVITE asks that the call be taken by itself after so many seconds (Answer-Mode, or Call-Info and
    /// Alert-Info as telephone systems write it).
    pub auto_answer: Option<u32>,
    /// We hold it.
    pub held: bool,
    /// The far end holds it.
    pub remote_held: bool,
    /// When it began.
    pub started_at: Instant,
    /// When its INVITE was sent (outgoing).
    pub invited_at: Option<Instant>,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// How it ended.
    pub end: Option<CallEnd>,
    /// How far the last transfer of this call got.
    pub transfer: Option<TransferState>,
    /// What the far end asks us to do and nobody has decided yet.
    pub refer: Option<ReferView>,
    /// The call that was placed because the far end asked for it (`UserAgent::accept_refer`).
    pub referred_to: Option<CallId>,
    /// The call whose place this one takes (Replaces, RFC 3891). It is answered by itself.
    pub replaces: Option<CallId>,
    /// It goes on from before a reload (`UserAgent::recover`).
    pub recovered: bool,
    /// Headers that the core does not use itself: of the incoming INVITE, or of the last response to ours.
    pub headers: Vec<(String, Redacted<String>)>,
}

/// Something that went wrong and ends nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: WarningCode,
    /// What happened, without numbers or secrets.
    pub message: String,
}

/// Codes of warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WarningCode {
    /// A message that could not be parsed was dropped (RFC 3261 §18.3) and counted.
    MalformedMessage,
    /// A server that accepted our credentials gave a wrong proof that it knows them too (RFC 7616 §3.5).
    ServerUnproven,
    /// The server granted no binding for our contact (RFC 3261 §10.2.4).
    BindingMissing,
    /// No server answered; trying goes on.
    Unreachable,
    /// The far end never confirmed a change of a call (the ACK is missing); the call goes on.
    Unconfirmed,
}
