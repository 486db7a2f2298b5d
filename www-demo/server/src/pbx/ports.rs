//! What the telephone system asks of the rest of the server: who exists, where records go, who is told.

use voip_sdk::model::calls::CallRecord;
use voip_sdk::model::events::RealtimeEvent;

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

/// Tenants, extensions and call records.
pub trait Directory: Send + Sync + 'static {
    /// The tenant with that SIP domain (compared without case).
    fn tenant_by_domain(&self, domain: &str) -> Option<Tenant>;
    /// The tenant with that id.
    fn tenant(&self, id: &str) -> Option<Tenant>;
    /// One of its extensions.
    fn extension(&self, tenant_id: &str, number: &str) -> Option<SipExtension>;
    /// Keeps the record of a finished call.
    fn record(&self, call: FinishedCall);
}

/// Where events go.
pub trait Announcer: Send + Sync + 'static {
    /// Tells every listener of the tenant.
    fn publish(&self, tenant_id: &str, event: RealtimeEvent);
}
