//! Bodies (RFC 3261 §20.11, RFC 2046 §5.1, RFC 5621): where the session description stands, in a multipart body too,
//! and whether what else is there may be passed over.

use super::{headers::Headers, lex, names, params::Params, parse};

/// What a message's body is to a user agent that understands session descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// There is none.
    Empty,
    /// The session description, octet for octet.
    Session(&'a [u8]),
    /// Something else, which may be ignored.
    Ignored,
    /// Something that has to be understood and is not (415).
    Unknown,
}

/// Finds the session description of a message.
#[must_use]
pub fn session_of<'a>(headers: &Headers, body: &'a [u8]) -> Body<'a> {
    if body.is_empty() {
        return Body::Empty;
    }
    look(headers, body, 0)
}

fn look<'a>(headers: &Headers, body: &'a [u8], depth: usize) -> Body<'a> {
    let found = match headers.content_type().as_deref() {
        _ if !is_plain(headers) => Body::Unknown,
        Some("application/sdp") if is_session(headers) => Body::Session(body),
        Some(kind) if kind.starts_with("multipart/") && depth < parse::limits::NESTING => {
            in_parts(kind, headers, body, depth)
        }
        _ => Body::Unknown,
    };
    if found == Body::Unknown && is_optional(headers) {
        return Body::Ignored;
    }
    found
}

/// RFC 5621 §3 (mixed and whatever else), §4 (alternative), §5 (related).
fn in_parts<'a>(kind: &str, headers: &Headers, body: &'a [u8], depth: usize) -> Body<'a> {
    let text = headers.text(names::CONTENT_TYPE).unwrap_or_default();
    let params = lex::split_once(&text, b';')
        .1
        .and_then(|p| Params::parse_header(lex::trim(p)));
    let Some(parts) = params.as_ref().and_then(|p| split(&p.text("boundary")?, body)) else {
        return Body::Unknown;
    };
    let looked = |part: &(Headers, &'a [u8])| look(&part.0, part.1, depth + 1);
    match kind {
        // The last one that is understood is the best.
        "multipart/alternative" => parts
            .iter()
            .rev()
            .map(looked)
            .find(|b| *b != Body::Unknown)
            .unwrap_or(Body::Unknown),
        // The others belong to the root and mean nothing by themselves.
        "multipart/related" => {
            let start = params.and_then(|p| p.text("start"));
            let is_root = |part: &&(Headers, &[u8])| {
                start
                    .as_deref()
                    .is_some_and(|s| part.0.get("Content-ID") == Some(s.as_bytes()))
            };
            parts
                .iter()
                .find(is_root)
                .or(parts.first())
                .map_or(Body::Unknown, looked)
        }
        _ => {
            let mut sum = Body::Ignored;
            for part in &parts {
                match (looked(part), sum) {
                    (Body::Unknown, _) => return Body::Unknown,
                    // A second description would contradict the first.
                    (Body::Session(_), Body::Session(_)) => return Body::Unknown,
                    (found @ Body::Session(_), _) => sum = found,
                    _ => {}
                }
            }
            sum
        }
    }
}

/// Neither compressed nor encoded.
fn is_plain(headers: &Headers) -> bool {
    let all = |name, known: &[&str]| {
        let mut items = headers.items(name).into_iter();
        items.all(|item| known.iter().any(|k| k.eq_ignore_ascii_case(&item)))
    };
    all(names::CONTENT_ENCODING, &["identity"]) && all("Content-Transfer-Encoding", &["binary", "8bit", "7bit"])
}

fn disposition(headers: &Headers) -> Option<(String, Option<String>)> {
    let text = headers.text(names::CONTENT_DISPOSITION)?;
    let (kind, params) = lex::split_once(&text, b';');
    let handling = params.and_then(|p| Params::parse_header(lex::trim(p))?.text("handling"));
    Some((lex::trim(kind).to_ascii_lowercase(), handling))
}

/// `session` is what a description is for unless it says otherwise (RFC 3261 §20.11).
fn is_session(headers: &Headers) -> bool {
    disposition(headers).is_none_or(|(kind, _)| kind == "session")
}

/// `handling=optional`, or a part that only means something where another names it (RFC 5621 §7).
fn is_optional(headers: &Headers) -> bool {
    disposition(headers).is_some_and(|(kind, handling)| {
        kind == "by-reference" || handling.is_some_and(|h| h.eq_ignore_ascii_case("optional"))
    })
}

/// The parts between the delimiters (RFC 2046 §5.1.1). What stands before the first and behind the last is no part.
/// `None` if there is none, if the last one is not closed, or if there are more than the limit.
fn split<'a>(boundary: &str, body: &'a [u8]) -> Option<Vec<(Headers, &'a [u8])>> {
    if boundary.is_empty() || boundary.len() > 70 {
        return None;
    }
    let mut parts = Vec::new();
    let (_, mut rest, mut closed) = delimiter(boundary, body)?;
    while !closed {
        let (part, next, last) = delimiter(boundary, rest)?;
        if parts.len() >= parse::limits::PARTS {
            return None;
        }
        parts.push(parse::part(part)?);
        (rest, closed) = (next, last);
    }
    (!parts.is_empty()).then_some(parts)
}

/// The next delimiter line: what stands before it, what behind it, and whether it is the last.
fn delimiter<'a>(boundary: &str, body: &'a [u8]) -> Option<(&'a [u8], &'a [u8], bool)> {
    let mark = ["--", boundary].concat();
    let mut from = 0;
    loop {
        let found = body
            .get(from..)?
            .windows(mark.len())
            .position(|w| w == mark.as_bytes())?;
        let (before, after) = body.split_at_checked(from + found)?;
        let after = after.get(mark.len()..)?;
        let (after, last) = match after.strip_prefix(b"--") {
            Some(rest) => (rest, true),
            None => (after, false),
        };
        let blanks = after.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let after = after.get(blanks..)?;
        let next = match after.strip_prefix(b"\r\n") {
            None if last && after.is_empty() => Some(after),
            next => next,
        };
        // It has a line of its own; that line's beginning belongs to it and not to the part before.
        let before = if before.is_empty() {
            Some(before)
        } else {
            before.strip_suffix(b"\r\n")
        };
        if let (Some(before), Some(next)) = (before, next) {
            return Some((before, next, last));
        }
        from += found + 1;
    }
}
