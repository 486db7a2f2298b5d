//! Methods (RFC 3261 §7.1 and its extensions).

use super::lex;

/// A request's method. Names are case-sensitive: `invite` is an unknown method.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// RFC 3261 §13.
    Invite,
    /// RFC 3261 §13.
    Ack,
    /// RFC 3261 §15.
    Bye,
    /// RFC 3261 §9.
    Cancel,
    /// RFC 3261 §10.
    Register,
    /// RFC 3261 §11.
    Options,
    /// RFC 6086.
    Info,
    /// RFC 3262.
    Prack,
    /// RFC 3311.
    Update,
    /// RFC 3515.
    Refer,
    /// RFC 6665.
    Subscribe,
    /// RFC 6665.
    Notify,
    /// RFC 3428.
    Message,
    /// RFC 3903.
    Publish,
    /// Any other token.
    Other(String),
}

const KNOWN: [(&str, Method); 14] = [
    ("INVITE", Method::Invite),
    ("ACK", Method::Ack),
    ("BYE", Method::Bye),
    ("CANCEL", Method::Cancel),
    ("REGISTER", Method::Register),
    ("OPTIONS", Method::Options),
    ("INFO", Method::Info),
    ("PRACK", Method::Prack),
    ("UPDATE", Method::Update),
    ("REFER", Method::Refer),
    ("SUBSCRIBE", Method::Subscribe),
    ("NOTIFY", Method::Notify),
    ("MESSAGE", Method::Message),
    ("PUBLISH", Method::Publish),
];

impl Method {
    /// Reads a method; `None` if it is no token.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        if let Some((_, m)) = KNOWN.iter().find(|(name, _)| *name == s) {
            return Some(m.clone());
        }
        lex::is_token(s).then(|| Self::Other(s.to_owned()))
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        if let Self::Other(s) = self {
            // A value made by hand and not by `parse` could carry anything.
            return if lex::is_token(s) { s } else { "UNKNOWN" };
        }
        KNOWN
            .iter()
            .find(|(_, m)| m == self)
            .map_or("UNKNOWN", |(name, _)| name)
    }
}
