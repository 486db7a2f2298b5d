//! Challenges (RFC 7616 §3.3, RFC 7235 §4.1): several in a line, several lines.

use crate::sip::message::{Params, Request};

/// One challenge, or the credentials of a request, which have the same form. Strings stay as they stood between the
/// quotation marks: they are hashed and echoed that way.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Challenge {
    pub(super) scheme: String,
    pub(super) params: Params,
}

impl Challenge {
    /// A parameter without its quotation marks.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let raw = self.params.get(name)?;
        Some(raw.strip_prefix('"').and_then(|s| s.strip_suffix('"')).unwrap_or(raw))
    }

    pub(super) fn is_digest(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("Digest")
    }

    pub(super) fn is_bearer(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("Bearer")
    }

    /// A parameter that is `true` or `false`.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|s| s.eq_ignore_ascii_case("true"))
    }

    pub(super) fn realm(&self) -> &str {
        self.get("realm").unwrap_or_default()
    }

    pub(super) fn nonce(&self) -> &str {
        self.get("nonce").unwrap_or_default()
    }

    pub(super) fn is_stale(&self) -> bool {
        self.is_set("stale")
    }

    /// Goes on with another nonce (RFC 7616 §3.5).
    pub(super) fn set_nonce(&mut self, nonce: &str) {
        let mut quoted = String::from("\"");
        quoted.push_str(nonce);
        quoted.push('"');
        self.params.set("nonce", &quoted);
    }
}

/// All challenges of a header line, in their order. Commas separate parameters as well as challenges; a new
/// challenge begins where two tokens stand side by side.
pub(super) fn parse_line(line: &str) -> Vec<Challenge> {
    let mut out: Vec<Challenge> = Vec::new();
    for item in split_commas(line) {
        let item = item.trim();
        let end = item.find([' ', '\t', '=']).unwrap_or(item.len());
        let (first, rest) = item.split_at_checked(end).unwrap_or((item, ""));
        let rest = rest.trim_start();
        let param = if rest.starts_with('=') {
            item
        } else if first.is_empty() || is_stray_qop(first, rest) {
            continue;
        } else {
            out.push(Challenge {
                scheme: first.to_owned(),
                params: Params::default(),
            });
            rest
        };
        if let (Some(challenge), Some((name, value))) = (out.last_mut(), param.split_once('=')) {
            // The first of two wins: a repeated one could only be there to confuse.
            if !challenge.params.has(name.trim()) {
                challenge.params.set(name.trim(), value.trim());
            }
        }
    }
    out
}

/// The second half of `qop=auth,auth-int`, which should have been quoted.
fn is_stray_qop(first: &str, rest: &str) -> bool {
    rest.is_empty() && (first.eq_ignore_ascii_case("auth") || first.eq_ignore_ascii_case("auth-int"))
}

fn split_commas(line: &str) -> Vec<&str> {
    let (mut out, mut rest) = (Vec::new(), line);
    loop {
        let (mut quoted, mut escaped) = (false, false);
        let comma = rest.bytes().position(|b| {
            let here = b == b',' && !quoted;
            if escaped {
                escaped = false;
            } else if quoted && b == b'\\' {
                escaped = true;
            } else if b == b'"' {
                quoted = !quoted;
            }
            here
        });
        let Some((item, tail)) = comma.and_then(|at| rest.split_at_checked(at)) else {
            out.push(rest);
            return out;
        };
        out.push(item);
        rest = tail.get(1..).unwrap_or_default();
    }
}

/// The digest credentials that a request carries, all of one kind.
pub(super) fn sent(request: &Request, header: &str) -> Vec<Challenge> {
    request
        .headers
        .lines(header)
        .flat_map(|line| parse_line(&String::from_utf8_lossy(line)))
        .filter(Challenge::is_digest)
        .collect()
}

/// The nonce of the credentials that a request carries for a realm.
pub(super) fn sent_nonce(request: &Request, header: &str, realm: &str) -> Option<String> {
    let all = sent(request, header);
    all.iter().find(|c| c.realm() == realm).map(|c| c.nonce().to_owned())
}
