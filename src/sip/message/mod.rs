//! SIP messages (RFC 3261 §7, §20, §25): parse, print, URIs, header fields.
//!
//! A parsed message keeps every header line as octets, in order; typed accessors read them on demand. What
//! [`parse`] returns has been checked: the mandatory header fields are there once and well-formed, numbers are in
//! range and the body has its declared length. What fails the checks comes back as [`Malformed`], with the answer
//! that its RFC asks for where there is one.

mod body;
mod fields;
mod headers;
mod host;
mod identity;
pub(crate) mod lex;
mod method;
mod name_addr;
pub mod names;
mod params;
mod parse;
mod refer;
mod request;
mod response;
mod status;
mod uri;
mod uri_compare;
mod via;

pub use body::{Body, session_of};
pub use fields::{CSeq, Reason};
pub use headers::{Header, Headers, InvalidHeader};
pub use identity::{Diversion, WarningValue};
pub use lex::{escape_user, unescape};
pub use method::Method;
pub use name_addr::NameAddr;
pub use params::Params;
pub use parse::{Fault, KeepAlive, Malformed, Message, keep_alive, limits, parse};
pub use refer::Replaces;
pub(crate) use refer::{status_line, target_dialog};
pub use request::Request;
pub use response::Response;
pub use status::{effective_status, reason_phrase};
pub use uri::{SipUri, Uri};
pub use via::Via;

#[cfg(test)]
mod tests;
