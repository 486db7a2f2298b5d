//! Characters, quoting and splitting (RFC 3261 §25.1).

use std::borrow::Cow;

/// A character of `token`.
pub(crate) fn is_token_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
}

/// At least one character, all of `token`.
pub(crate) fn is_token(s: &str) -> bool {
    !s.is_empty() && s.bytes().all(is_token_byte)
}

/// Linear white space after unfolding.
pub(crate) fn is_blank(b: &u8) -> bool {
    matches!(b, b' ' | b'\t')
}

/// Without the spaces and tabs at both ends.
pub(crate) fn trim(s: &str) -> &str {
    let bytes = s.as_bytes();
    let from = bytes.iter().take_while(|b| is_blank(b)).count();
    let to = bytes.len() - bytes.iter().rev().take_while(|b| is_blank(b)).count();
    s.get(from..to).unwrap_or_default()
}

/// Splits at the first `sep`, an ASCII character. Octet by octet: the searchers of `str` are made for any pattern, and
/// cost three times as much where what is searched is short.
pub(crate) fn cut(s: &str, sep: u8) -> Option<(&str, &str)> {
    let at = s.bytes().position(|b| b == sep)?;
    Some((s.get(..at)?, s.get(at + 1..)?))
}

/// Splits at the first `sep`; the second half is empty-handed when there is none.
pub(crate) fn split_once(s: &str, sep: u8) -> (&str, Option<&str>) {
    match cut(s, sep) {
        Some((a, b)) => (a, Some(b)),
        None => (s, None),
    }
}

/// Octets as text; those that are no UTF-8 become U+FFFD.
pub(crate) fn text(octets: &[u8]) -> Cow<'_, str> {
    // The lossy reading goes by characters, also where nothing is wrong.
    match core::str::from_utf8(octets) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(octets),
    }
}

/// Splits at byte `at`, which a caller found at a character boundary.
pub(crate) fn split_at(s: &str, at: usize) -> (&str, &str) {
    s.split_at_checked(at).unwrap_or((s, ""))
}

/// Position of the first `stop` outside quoted strings and, if `angles`, outside `<…>`.
pub(crate) fn find_outside(s: &str, angles: bool, stop: u8) -> Option<usize> {
    let (mut quoted, mut escaped, mut in_angle) = (false, false, false);
    for (i, b) in s.bytes().enumerate() {
        if quoted {
            if escaped {
                escaped = false;
            } else if b == b'\\' {
                escaped = true;
            } else if b == b'"' {
                quoted = false;
            }
            continue;
        }
        if !in_angle && b == stop {
            return Some(i);
        }
        match b {
            // Inside angle brackets a quotation mark is no string's begin (and no valid URI either).
            b'"' if !in_angle => quoted = true,
            b'<' if angles => in_angle = true,
            b'>' if angles => in_angle = false,
            _ => {}
        }
    }
    None
}

/// The items of a comma-separated list, trimmed; commas in quoted strings and `<…>` separate nothing. An empty
/// item stays in the list so that a caller can refuse it.
pub(crate) fn split_list(s: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut rest = s;
    while let Some(at) = find_outside(rest, true, b',') {
        let (item, tail) = split_at(rest, at);
        items.push(trim(item));
        rest = split_at(tail, 1).1;
    }
    items.push(trim(rest));
    items
}

/// Whether a value would end its line: CR, LF, or a NUL that is no quoted pair (RFC 3261 §25.1 allows `\\` NUL in a
/// quoted string, RFC 4475 §3.1.1.2 uses it).
pub(crate) fn breaks_line(value: &[u8]) -> bool {
    let mut escaped = false;
    value.iter().any(|b| {
        let breaks = matches!(b, b'\r' | b'\n') || (*b == 0 && !escaped);
        escaped = *b == b'\\' && !escaped;
        breaks
    })
}

/// The text of a quoted string (with its quotation marks), quoted pairs resolved; `None` if it is none.
pub(crate) fn unquote(s: &str) -> Option<String> {
    let inner = s.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next()?),
            '"' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

/// Appends `s` as a quoted string. CR, LF and NUL, which no quoted pair can carry, become spaces.
pub(crate) fn push_quoted(out: &mut String, s: &str) {
    out.push('"');
    for c in s.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\r' | '\n' | '\0' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A decimal number of digits only, within `u32`.
pub(crate) fn number(s: &str) -> Option<u32> {
    if s.is_empty() || !s.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    s.parse().ok()
}

/// The value of a hexadecimal digit.
fn hex(b: u8) -> Option<u8> {
    char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

/// Every `%` is followed by two hexadecimal digits.
pub(crate) fn escapes_are_whole(s: &str) -> bool {
    let mut bytes = s.bytes();
    while let Some(b) = bytes.next() {
        if b == b'%' && !(bytes.next().and_then(hex).is_some() && bytes.next().and_then(hex).is_some()) {
            return false;
        }
    }
    true
}

/// Octets with `%hh` resolved (RFC 3261 §19.1.2).
pub(crate) fn unescape_bytes(s: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(s.len());
    let mut rest = s.as_bytes();
    while let Some((&b, tail)) = rest.split_first() {
        rest = tail;
        if b == b'%'
            && let [h, l, after @ ..] = tail
            && let (Some(h), Some(l)) = (hex(*h), hex(*l))
        {
            out.push(h << 4 | l);
            rest = after;
        } else {
            out.push(b);
        }
    }
    out
}

/// Text with `%hh` resolved, for showing to people; octets that are no UTF-8 become U+FFFD.
#[must_use]
pub fn unescape(s: &str) -> String {
    String::from_utf8_lossy(&unescape_bytes(s)).into_owned()
}

/// Appends `s` with every octet escaped that `keep` does not allow.
pub(crate) fn push_escaped(out: &mut String, s: &str, keep: fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for b in s.bytes() {
        if keep(b) {
            out.push(char::from(b));
        } else {
            out.push('%');
            for d in [b >> 4, b & 15] {
                out.push(char::from(*HEX.get(usize::from(d)).unwrap_or(&b'0')));
            }
        }
    }
}

/// `unreserved` of RFC 3261 §25.1.
pub(crate) fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')')
}

/// `unreserved` and `user-unreserved`: what may stand in a user part as it is.
pub(crate) fn is_user_byte(b: u8) -> bool {
    is_unreserved(b) || matches!(b, b'&' | b'=' | b'+' | b'$' | b',' | b';' | b'?' | b'/')
}

/// Escapes text for the user part of a SIP URI (RFC 3261 §19.1.2). `#`, space, `@`, `:` and everything outside
/// ASCII become `%hh`.
#[must_use]
pub fn escape_user(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    push_escaped(&mut out, s, is_user_byte);
    out
}
