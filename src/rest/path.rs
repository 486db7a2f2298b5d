//! Paths and queries.
//!
//! A value that a caller gives must never change which operation a request is: it is percent-encoded whole, and a
//! segment that a URL parser would remove (`.` and `..`) is refused before anything is sent.

use crate::text::{cut, without_trailing};

/// Fills the parameters of `template`.
///
/// # Errors
/// A sentence: a parameter is empty, a segment would be `.` or `..`, or the template (an override) names a parameter
/// that the operation does not have.
pub fn fill(template: &str, names: &[&str], values: &[String]) -> Result<String, String> {
    for (name, value) in names.iter().zip(values) {
        if value.is_empty() {
            return Err([name, " must not be empty."].concat());
        }
    }
    let mut path = String::with_capacity(template.len() + 40);
    let mut rest = template;
    while let Some((before, after)) = cut(rest, b'{') {
        let Some((name, tail)) = cut(after, b'}') else {
            break;
        };
        path.push_str(before);
        let value = names.iter().position(|n| *n == name).and_then(|i| values.get(i));
        let Some(value) = value else {
            let why = "}, which this operation does not have.";
            return Err(["The path ", template, " names {", name, why].concat());
        };
        encode(value, &mut path);
        rest = tail;
    }
    path.push_str(rest);
    if path.as_bytes().split(|b| *b == b'/').any(|s| s == b"." || s == b"..") {
        return Err("A path parameter must not be '.' or '..'.".into());
    }
    Ok(path)
}

/// Appends a query to `url`.
pub fn append_query(url: &mut String, pairs: &[(String, String)]) {
    for (i, (key, value)) in pairs.iter().enumerate() {
        url.push(if i == 0 { '?' } else { '&' });
        encode(key, url);
        url.push('=');
        encode(value, url);
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters (§2.3).
fn encode(text: &str, out: &mut String) {
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(b));
        } else {
            out.push('%');
            for digit in [b >> 4, b & 15] {
                out.push(char::from(digit + if digit < 10 { b'0' } else { b'A' - 10 }));
            }
        }
    }
}

/// The realtime WebSocket's URL for an API's: `ws` for `http`, `wss` for `https`, path `/ws` on the same host.
/// `None` when the API's URL is neither.
#[must_use]
pub fn websocket_url(api_url: &str) -> Option<String> {
    let rest = api_url.strip_prefix("http")?;
    Some(["ws", without_trailing(rest, b'/'), "/ws"].concat())
}
