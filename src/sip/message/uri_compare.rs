//! When two URIs are the same (RFC 3261 §19.1.4, RFC 3966 §4).

use super::{
    host, lex,
    uri::{SipUri, Uri},
};

impl Uri {
    /// Equivalence of RFC 3261 §19.1.4 (not an equivalence relation: it is not transitive). URIs of other schemes
    /// are the same when their text is; `tel:` numbers without their visual separators.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sip(a), Self::Sip(b)) => a.matches(b),
            (Self::Other { scheme: s, opaque: a }, Self::Other { scheme: t, opaque: b }) => {
                s == t && (a == b || (s == "tel" && same_tel(a, b)))
            }
            _ => false,
        }
    }
}

impl SipUri {
    /// See [`Uri::matches`].
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.secure == other.secure
            && same_part(self.user.as_deref(), other.user.as_deref())
            && same_part(self.password.as_deref(), other.password.as_deref())
            && host::same_host(&self.host, &other.host)
            && self.port == other.port
            && same_params(self, other)
            && same_headers(&self.headers, &other.headers)
    }
}

/// User parts compare with case; an escape is the same as its character.
fn same_part(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => lex::unescape_bytes(a) == lex::unescape_bytes(b),
        (None, None) => true,
        _ => false,
    }
}

fn same_text(a: &str, b: &str) -> bool {
    lex::unescape_bytes(a).eq_ignore_ascii_case(&lex::unescape_bytes(b))
}

/// A parameter in both must match; `user`, `ttl`, `method` and `maddr` in one only never match (and `transport`
/// neither, as RFC 3261 says of parameters that change how the URI is reached); others in one only are ignored.
fn same_params(a: &SipUri, b: &SipUri) -> bool {
    let one_way = |x: &SipUri, y: &SipUri| {
        x.params.iter().all(|(name, _)| match value_of(y, name) {
            // Of a name that is there twice, which it must not be, the first counts.
            Some(other) => same_text(value_of(x, name).unwrap_or_default(), other),
            None => !["user", "ttl", "method", "maddr", "transport"]
                .iter()
                .any(|n| same_text(n, name)),
        })
    };
    one_way(a, b) && one_way(b, a)
}

/// The first parameter of that name, escapes in names resolved; a value that is not there is an empty one.
fn value_of<'a>(uri: &'a SipUri, name: &str) -> Option<&'a str> {
    let found = uri.params.iter().find(|(n, _)| same_text(n, name))?;
    Some(found.1.unwrap_or_default())
}

/// Header components are never ignored, in any order.
fn same_headers(a: &[(String, String)], b: &[(String, String)]) -> bool {
    a.len() == b.len()
        && a.iter().all(|(name, value)| {
            b.iter()
                .any(|(n, v)| n.eq_ignore_ascii_case(name) && lex::unescape_bytes(v) == lex::unescape_bytes(value))
        })
}

/// Numbers compare without visual separators, parameters without regard to order and case (RFC 3966 §4).
fn same_tel(a: &str, b: &str) -> bool {
    let split = |s: &str| {
        let mut parts = s.split(';').map(str::to_ascii_lowercase).collect::<Vec<_>>();
        if let Some(number) = parts.first_mut() {
            number.retain(|c| !matches!(c, '-' | '.' | '(' | ')'));
        }
        parts
    };
    let (a, b) = (split(a), split(b));
    a.first() == b.first() && a.len() == b.len() && a.iter().skip(1).all(|param| b.iter().skip(1).any(|p| p == param))
}
