//! URIs (RFC 3261 §19.1, RFC 3966).

use super::{host, lex, params::Params, parse::limits};
use crate::text::decimal;
use core::fmt;

/// A URI of any scheme. Only `sip` and `sips` are taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uri {
    /// `sip:` or `sips:`.
    Sip(SipUri),
    /// Any other scheme (`tel:`, `urn:`, …): kept as it is.
    Other {
        /// Scheme in lower case.
        scheme: String,
        /// What follows the colon.
        opaque: String,
    },
}

/// A SIP or SIPS URI (RFC 3261 §19.1.1). The parts are kept as they stood on the wire, escapes included, so that a
/// remote target goes back octet for octet.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SipUri {
    /// `sips:`.
    pub secure: bool,
    /// User part, escaped; see [`SipUri::user_text`].
    pub user: Option<String>,
    /// Password part, escaped (deprecated by RFC 3261 §19.1.1, kept for comparison).
    pub password: Option<String>,
    /// Host name, IPv4 address or IPv6 reference in brackets.
    pub host: String,
    /// Port, if one is written.
    pub port: Option<u16>,
    /// URI parameters.
    pub params: Params,
    /// What follows `?`: names and values, escaped.
    pub headers: Vec<(String, String)>,
}

impl SipUri {
    /// `sip:user@host`; the user part is escaped here, an empty one left out.
    #[must_use]
    pub fn new(user: &str, host: &str) -> Self {
        let user = (!user.is_empty()).then(|| lex::escape_user(user));
        Self {
            user,
            host: host.to_owned(),
            ..Self::default()
        }
    }

    /// The user part with escapes resolved, empty if there is none: for people and for comparing with a
    /// configured name.
    #[must_use]
    pub fn user_text(&self) -> String {
        self.user.as_deref().map(lex::unescape).unwrap_or_default()
    }

    /// Has the `lr` parameter: the host is a loose router (RFC 3261 §19.1.1).
    #[must_use]
    pub fn is_loose(&self) -> bool {
        self.params.has("lr")
    }

    fn parse(secure: bool, s: &str) -> Option<Self> {
        let (rest, headers) = lex::split_once(s, b'?');
        // A `?` or `;` before the `@` belongs to the user part.
        let (rest, headers, user) = match s.bytes().rposition(|b| b == b'@') {
            Some(at) => {
                let (user, after) = lex::split_at(s, at);
                let (rest, headers) = lex::split_once(lex::split_at(after, 1).1, b'?');
                (rest, headers, Some(user))
            }
            None => (rest, headers, None),
        };
        let (user, password) = match user.map(|u| lex::split_once(u, b':')) {
            Some((user, password)) => (Some(user), password),
            None => (None, None),
        };
        if user.is_some_and(|u| u.is_empty() || !u.bytes().all(is_user_or_escape)) {
            return None;
        }
        if password.is_some_and(|p| !p.bytes().all(is_user_or_escape)) {
            return None;
        }
        let (hostport, params) = lex::split_once(rest, b';');
        let (host, port) = host::parse_host_port(hostport)?;
        Some(Self {
            secure,
            user: user.map(str::to_owned),
            password: password.map(str::to_owned),
            host: host.to_owned(),
            port,
            params: match params {
                Some(p) => Params::parse_uri(p)?,
                None => Params::default(),
            },
            headers: match headers {
                Some(h) => parse_headers(h)?,
                None => Vec::new(),
            },
        })
    }

    fn write(&self, out: &mut String) {
        out.push_str(if self.secure { "sips:" } else { "sip:" });
        if let Some(user) = &self.user {
            out.push_str(user);
            if let Some(password) = &self.password {
                out.push(':');
                out.push_str(password);
            }
            out.push('@');
        }
        out.push_str(&self.host);
        if let Some(port) = self.port {
            out.push(':');
            out.push_str(&decimal(port.into()));
        }
        self.params.write(out);
        let mut mark = '?';
        for (name, value) in &self.headers {
            out.push(mark);
            out.push_str(name);
            out.push('=');
            out.push_str(value);
            mark = '&';
        }
    }
}

fn is_user_or_escape(b: u8) -> bool {
    lex::is_user_byte(b) || b == b'%' || b == b'#' || b >= 0x80
}

fn parse_headers(s: &str) -> Option<Vec<(String, String)>> {
    let mut out = Vec::new();
    for one in s.split('&') {
        let (name, value) = lex::cut(one, b'=')?;
        if name.is_empty() || out.len() >= limits::PARAMETERS {
            return None;
        }
        out.push((name.to_owned(), value.to_owned()));
    }
    Some(out)
}

impl Uri {
    /// Reads an absolute URI. `None` if it is none, has white space, control characters, quotation marks or angle
    /// brackets, or a broken `%hh`.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let (scheme, rest) = lex::cut(s, b':')?;
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            || !scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
            || rest.is_empty()
            || rest
                .bytes()
                .any(|b| b <= b' ' || b == 0x7f || matches!(b, b'<' | b'>' | b'"'))
            || !lex::escapes_are_whole(rest)
        {
            return None;
        }
        let secure = scheme.eq_ignore_ascii_case("sips");
        if secure || scheme.eq_ignore_ascii_case("sip") {
            return SipUri::parse(secure, rest).map(Self::Sip);
        }
        Some(Self::Other {
            scheme: scheme.to_ascii_lowercase(),
            opaque: rest.to_owned(),
        })
    }

    /// The parts of a SIP or SIPS URI.
    #[must_use]
    pub fn as_sip(&self) -> Option<&SipUri> {
        match self {
            Self::Sip(u) => Some(u),
            Self::Other { .. } => None,
        }
    }

    /// The scheme in lower case.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self {
            Self::Sip(SipUri { secure: false, .. }) => "sip",
            Self::Sip(_) => "sips",
            Self::Other { scheme, .. } => scheme,
        }
    }

    /// What people call it: the user part with escapes resolved, or the number of a `tel:` URI; else empty.
    #[must_use]
    pub fn user_text(&self) -> String {
        match self {
            Self::Sip(u) => u.user_text(),
            Self::Other { scheme, opaque } if scheme == "tel" => lex::unescape(lex::split_once(opaque, b';').0),
            Self::Other { .. } => String::new(),
        }
    }

    /// Appends the URI.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Sip(u) => u.write(out),
            Self::Other { scheme, opaque } => {
                out.push_str(scheme);
                out.push(':');
                out.push_str(opaque);
            }
        }
    }

    /// The URI as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}
