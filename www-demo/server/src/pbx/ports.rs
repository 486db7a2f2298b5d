//! What the telephone system asks of the rest of the server: who exists, where records go, who is told.

use std::time::Duration;

use voip_sdk::model::calls::{CallDirection, CallRecord};
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::extensions::CallForwardType;
use voip_sdk::model::ring_groups::RingStrategy;

/// A tenant as far as calls are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id (`acme`).
    pub id: String,
    /// Its SIP domain, which is its digest realm too (`acme.test`).
    pub domain: String,
    /// The number shown to the outside.
    pub did: String,
}

/// An extension that can register and be called.
#[derive(Debug, Clone)]
pub struct SipExtension {
    /// `1001`.
    pub number: String,
    /// Its user's name.
    pub name: String,
    /// H(number:realm:password) with MD5, lower-case hexadecimal (RFC 7616 §3.4.2).
    pub ha1_md5: String,
    /// The same with SHA-256.
    pub ha1_sha256: String,
    /// The same with SHA-512/256.
    pub ha1_sha512_256: String,
}

/// A finished call: the record as the API shows it, and whose it is.
#[derive(Debug, Clone)]
pub struct FinishedCall {
    /// Id of the tenant.
    pub tenant_id: String,
    /// The extension that called.
    pub caller_extension: Option<String>,
    /// The extension that was called.
    pub destination_extension: Option<String>,
    /// Name of the extension that was called.
    pub destination_name: Option<String>,
    /// The record.
    pub record: CallRecord,
}

/// Where the calls to an extension are sent on to, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forward {
    /// When.
    pub kind: CallForwardType,
    /// An extension, a ring group or an outside number.
    pub number: String,
}

/// How many messages are in a box.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// Not heard yet.
    pub unread: u32,
    /// Heard.
    pub read: u32,
}

/// A number that rings several extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RingGroup {
    /// Its name.
    pub name: String,
    /// In which order they ring.
    pub strategy: RingStrategy,
    /// Numbers of extensions, each with its priority: 1 rings first.
    pub members: Vec<(String, u32)>,
    /// How long each turn rings.
    pub ring_timeout: Duration,
}

/// Tenants, extensions and call records.
///
/// What has a default is asked while a call is placed; a directory that does not have it need not answer.
pub trait Directory: Send + Sync + 'static {
    /// The tenant with that SIP domain (compared without case).
    fn tenant_by_domain(&self, domain: &str) -> Option<Tenant>;
    /// The tenant with that id.
    fn tenant(&self, id: &str) -> Option<Tenant>;
    /// One of its extensions.
    fn extension(&self, tenant_id: &str, number: &str) -> Option<SipExtension>;
    /// Where the calls to one of its extensions are sent on to; only while that is switched on.
    fn call_forward(&self, tenant_id: &str, number: &str) -> Option<Forward> {
        let _ = (tenant_id, number);
        None
    }
    /// One of its ring groups.
    fn ring_group(&self, tenant_id: &str, number: &str) -> Option<RingGroup> {
        let _ = (tenant_id, number);
        None
    }
    /// Whether calls from (`Inbound`) or to (`Outbound`) a number are blocked. Nothing comes in from outside yet:
    /// the callers that are asked about are the tenant's own extensions.
    fn is_blocked(&self, tenant_id: &str, number: &str, direction: CallDirection) -> bool {
        let _ = (tenant_id, number, direction);
        false
    }
    /// The messages in the box of one of its extensions.
    fn mailbox(&self, tenant_id: &str, number: &str) -> Mailbox {
        let _ = (tenant_id, number);
        Mailbox::default()
    }
    /// Keeps the record of a finished call.
    fn record(&self, call: FinishedCall);
}

/// Where events go.
pub trait Announcer: Send + Sync + 'static {
    /// Tells every listener of the tenant.
    fn publish(&self, tenant_id: &str, event: RealtimeEvent);
}
