//! What is kept of a call over a reload of the page, or when another page goes on with it.

use super::{CallId, Direction};
use crate::time::Instant;

/// The dialog of an answered call, without anything secret or of media: enough to take its place (RFC 3891) or to end
/// it. It names telephone numbers: to be kept no longer than a reload takes, and never to be logged.
#[derive(Clone, PartialEq, Eq)]
pub struct DialogRecord {
    /// The call's number, which it keeps where nothing else has it; 0 for none.
    pub id: CallId,
    /// Call-ID.
    pub call_id: String,
    /// Our name-addr with our tag.
    pub local: String,
    /// Their name-addr with their tag.
    pub remote: String,
    /// Our last sequence number.
    pub local_seq: u32,
    /// Their contact.
    pub remote_target: String,
    /// Route set, the next hop first.
    pub route_set: Vec<String>,
    /// Who called whom.
    pub direction: Direction,
    /// We hold the call.
    pub held: bool,
    /// We do not show who we are.
    pub anonymous: bool,
    /// When the call began.
    pub started_at: Instant,
    /// When it was answered.
    pub answered_at: Option<Instant>,
    /// The server's own id of the call.
    pub call_uuid: Option<String>,
    /// Their P-Asserted-Identity.
    pub asserted: Option<String>,
}

/// A call of theirs that rings: enough to let it ring on in another user agent of the same extension. It holds what the
/// caller has said, telephone numbers among it: to be kept in memory alone, and never to be logged.
#[derive(Clone, PartialEq, Eq)]
pub struct RingingRecord {
    /// The call's number, as in [`DialogRecord`].
    pub id: CallId,
    /// The INVITE as it came.
    pub invite: Vec<u8>,
    /// Our tag in what was answered to it.
    pub tag: String,
}
