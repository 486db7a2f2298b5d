//! Host and port (RFC 3261 §25.1, RFC 5954, RFC 5118 §4.10).

use super::lex;

/// Reads `host [":" port]`, with white space around the colon as a Via allows it.
pub(crate) fn parse_host_port(s: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = if s.starts_with('[') {
        lex::split_at(s, s.find(']')? + 1)
    } else {
        lex::split_at(s, s.bytes().position(|b| b == b':').unwrap_or(s.len()))
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
    !s.is_empty()
        && s.bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
}

/// The address of an IPv6 reference, as its eight groups. `:::` before an embedded IPv4 address came from an ambiguity
/// in RFC 3261's grammar and is taken as `::` (RFC 5118 §4.10).
///
/// Read here and not by `core::net`, whose parser is several kilobytes to download.
fn ipv6(s: &str) -> Option<[u16; 8]> {
    let inner = s.strip_prefix('[')?.strip_suffix(']')?.as_bytes();
    let mut out = [0; 8];
    let Some(at) = inner.windows(2).position(|two| two == b"::") else {
        return (groups(inner, &mut out)? == 8).then_some(out);
    };
    let (head, tail) = (inner.get(..at)?, inner.get(at + 2..)?);
    let tail = match tail {
        [b':', rest @ ..] if rest.contains(&b'.') && !rest.contains(&b':') => rest,
        _ => tail,
    };
    let (mut first, mut last) = ([0; 8], [0; 8]);
    let (before, after) = (groups(head, &mut first)?, groups(tail, &mut last)?);
    // `::` stands for at least one group.
    if before + after > 7 {
        return None;
    }
    out.get_mut(..before)?.copy_from_slice(first.get(..before)?);
    out.get_mut(8 - after..)?.copy_from_slice(last.get(..after)?);
    Some(out)
}

/// Reads groups with single colons between them, the last perhaps an IPv4 address; how many there are.
fn groups(s: &[u8], out: &mut [u16; 8]) -> Option<usize> {
    let mut count = 0;
    if s.is_empty() {
        return Some(0);
    }
    let mut parts = s.split(|b| *b == b':').peekable();
    while let Some(part) = parts.next() {
        if part.contains(&b'.') && parts.peek().is_none() {
            let [a, b, c, d] = ipv4(part)?;
            *out.get_mut(count)? = u16::from_be_bytes([a, b]);
            *out.get_mut(count + 1)? = u16::from_be_bytes([c, d]);
            return Some(count + 2);
        }
        *out.get_mut(count)? = number(part, 16, 4)?;
        count += 1;
    }
    Some(count)
}

fn ipv4(s: &[u8]) -> Option<[u8; 4]> {
    let mut out = [0; 4];
    let mut parts = s.split(|b| *b == b'.');
    for octet in &mut out {
        *octet = u8::try_from(number(parts.next()?, 10, 3)?).ok()?;
    }
    parts.next().is_none().then_some(out)
}

fn number(digits: &[u8], radix: u16, most: usize) -> Option<u16> {
    if digits.is_empty() || digits.len() > most {
        return None;
    }
    digits.iter().try_fold(0_u16, |n, d| {
        let d = char::from(*d).to_digit(u32::from(radix))?;
        Some(n * radix + u16::try_from(d).ok()?)
    })
}

/// Hosts compare without regard to case; IPv6 references by address (RFC 5954 §4.2).
pub(crate) fn same_host(a: &str, b: &str) -> bool {
    if a.eq_ignore_ascii_case(b) {
        return true;
    }
    matches!((ipv6(a), ipv6(b)), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn ipv6_references_are_read_as_the_standard_library_reads_them() {
        for inner in [
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "2001:db8::9:1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "::ffff:192.0.2.1",
            "1:2:3:4:5:6:192.0.2.1",
            "1::2::3",
            "1:2:3",
            ":::",
            "12345::",
            "g::",
            "",
            ":",
            "1:",
            ":1",
            "1:2:3:4:5:6:7:8:9",
            "::192.0.2",
            "::192.0.2.256",
            "::1.2.3.4.5",
            "1.2.3.4",
            "::1.2.3.4:5",
            "1::2:3:4:5:6:7:8",
        ] {
            let ours = ipv6(&["[", inner, "]"].concat());
            assert_eq!(
                ours,
                inner.parse::<core::net::Ipv6Addr>().ok().map(|a| a.segments()),
                "{inner}"
            );
        }
        assert_eq!(ipv6("[2001:db8:::192.0.2.1]"), ipv6("[2001:db8::192.0.2.1]"));
    }
}
