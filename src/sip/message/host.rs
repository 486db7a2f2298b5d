//! Host and port (RFC 3261 §25.1, RFC 5954, RFC 5118 §4.10).

use super::lex;
use core::net::Ipv6Addr;

/// Reads `host [":" port]`, with white space around the colon as a Via allows it.
pub(crate) fn parse_host_port(s: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = if s.starts_with('[') {
        lex::split_at(s, s.find(']')? + 1)
    } else {
        lex::split_at(s, s.find(':').unwrap_or(s.len()))
    };
    let host = lex::trim(host);
    if !is_host(host) {
        return None;
    }
    let rest = lex::trim(rest);
    if rest.is_empty() {
        return Some((host, None));
    }
    let digits = lex::trim(rest.strip_prefix(':')?);
    let port = u16::try_from(lex::number(digits)?).ok()?;
    Some((host, Some(port)))
}

/// A host name, an IPv4 address or an IPv6 reference. An underscore is no valid host name but common.
pub(crate) fn is_host(s: &str) -> bool {
    if s.starts_with('[') {
        return ipv6(s).is_some();
    }
    !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
}

/// The address of an IPv6 reference. `:::` before an embedded IPv4 address came from an ambiguity in RFC 3261's
/// grammar and is taken as `::` (RFC 5118 §4.10).
fn ipv6(s: &str) -> Option<Ipv6Addr> {
    let inner = s.strip_prefix('[')?.strip_suffix(']')?;
    match inner.parse() {
        Ok(a) => Some(a),
        Err(_) if inner.contains('.') => {
            let at = inner.as_bytes().windows(3).position(|three| three == b":::")?;
            let (mut fixed, rest) = (inner.get(..at)?.to_owned(), inner.get(at + 1..)?);
            fixed.push_str(rest);
            fixed.parse().ok()
        }
        Err(_) => None,
    }
}

/// Hosts compare without regard to case; IPv6 references by address (RFC 5954 §4.2).
pub(crate) fn same_host(a: &str, b: &str) -> bool {
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    matches!((ipv6(a), ipv6(b)), (Some(a), Some(b)) if a == b)
}
