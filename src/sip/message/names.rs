//! Names of header fields, and the compact forms (RFC 3261 §7.3.3, §20).

#![allow(missing_docs, reason = "each constant is the name that it holds")]

pub const ACCEPT: &str = "Accept";
pub const ALLOW: &str = "Allow";
pub const ALLOW_EVENTS: &str = "Allow-Events";
pub const AUTHORIZATION: &str = "Authorization";
pub const CALL_ID: &str = "Call-ID";
pub const CONTACT: &str = "Contact";
pub const CONTENT_DISPOSITION: &str = "Content-Disposition";
pub const CONTENT_ENCODING: &str = "Content-Encoding";
pub const CONTENT_LENGTH: &str = "Content-Length";
pub const CONTENT_TYPE: &str = "Content-Type";
pub const CSEQ: &str = "CSeq";
pub const DATE: &str = "Date";
pub const EVENT: &str = "Event";
pub const EXPIRES: &str = "Expires";
pub const FROM: &str = "From";
pub const INFO_PACKAGE: &str = "Info-Package";
pub const MAX_FORWARDS: &str = "Max-Forwards";
pub const MIN_EXPIRES: &str = "Min-Expires";
pub const P_ASSERTED_IDENTITY: &str = "P-Asserted-Identity";
pub const PATH: &str = "Path";
pub const PROXY_AUTHENTICATE: &str = "Proxy-Authenticate";
pub const PROXY_AUTHORIZATION: &str = "Proxy-Authorization";
pub const REASON: &str = "Reason";
pub const RECORD_ROUTE: &str = "Record-Route";
pub const RECV_INFO: &str = "Recv-Info";
pub const REFER_SUB: &str = "Refer-Sub";
pub const REFER_TO: &str = "Refer-To";
pub const REFERRED_BY: &str = "Referred-By";
pub const REPLACES: &str = "Replaces";
pub const REQUIRE: &str = "Require";
pub const RETRY_AFTER: &str = "Retry-After";
pub const ROUTE: &str = "Route";
pub const SERVICE_ROUTE: &str = "Service-Route";
pub const SIP_ETAG: &str = "SIP-ETag";
pub const SIP_IF_MATCH: &str = "SIP-If-Match";
pub const SUBSCRIPTION_STATE: &str = "Subscription-State";
pub const SUPPORTED: &str = "Supported";
pub const TARGET_DIALOG: &str = "Target-Dialog";
pub const TIMESTAMP: &str = "Timestamp";
pub const TO: &str = "To";
pub const UNSUPPORTED: &str = "Unsupported";
pub const USER_AGENT: &str = "User-Agent";
pub const VIA: &str = "Via";
pub const WARNING: &str = "Warning";
pub const WWW_AUTHENTICATE: &str = "WWW-Authenticate";

const COMPACT: [(u8, &str); 20] = [
    (b'a', "Accept-Contact"),
    (b'b', "Referred-By"),
    (b'c', CONTENT_TYPE),
    (b'd', "Request-Disposition"),
    (b'e', CONTENT_ENCODING),
    (b'f', FROM),
    (b'i', CALL_ID),
    (b'j', "Reject-Contact"),
    (b'k', SUPPORTED),
    (b'l', CONTENT_LENGTH),
    (b'm', CONTACT),
    (b'n', "Identity-Info"),
    (b'o', EVENT),
    (b'r', "Refer-To"),
    (b's', "Subject"),
    (b't', TO),
    (b'u', ALLOW_EVENTS),
    (b'v', VIA),
    (b'x', "Session-Expires"),
    (b'y', "Identity"),
];

/// The long name of a compact form; any other name as it is.
#[must_use]
pub fn expand(name: &str) -> &str {
    let [letter] = name.as_bytes() else { return name };
    let letter = letter.to_ascii_lowercase();
    COMPACT
        .iter()
        .find(|(c, _)| *c == letter)
        .map_or(name, |(_, long)| long)
}

/// Header fields of which a message may have one value only and whose repetition makes it ambiguous
/// (RFC 4475 §3.3.8, §3.3.9).
pub(crate) const SINGLE: [&str; 6] = [CALL_ID, CSEQ, FROM, TO, MAX_FORWARDS, CONTENT_LENGTH];

/// Header fields that the user agent makes itself; an application may not set them.
pub(crate) const OWN: [&str; 27] = [
    ALLOW,
    ALLOW_EVENTS,
    AUTHORIZATION,
    CALL_ID,
    CONTACT,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    CSEQ,
    EVENT,
    EXPIRES,
    FROM,
    MAX_FORWARDS,
    PATH,
    PROXY_AUTHORIZATION,
    RECORD_ROUTE,
    REFER_SUB,
    REFER_TO,
    REQUIRE,
    ROUTE,
    SERVICE_ROUTE,
    SIP_ETAG,
    SIP_IF_MATCH,
    SUBSCRIPTION_STATE,
    SUPPORTED,
    TO,
    VIA,
    "RSeq",
];
