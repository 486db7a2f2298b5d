//! `"Display" <uri>;params` (RFC 3261 §20.10, RFC 8217 §3).

use super::{lex, params::Params, uri::Uri};

/// A display name, a URI and header parameters: From, To, Contact, Route, Record-Route, Refer-To, …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAddr {
    /// Display name, quoting resolved; `None` also for an empty one.
    pub display: Option<String>,
    /// The URI.
    pub uri: Uri,
    /// Header parameters (`tag`, `expires`, `q`, …), not those of the URI.
    pub params: Params,
}

impl NameAddr {
    /// A URI alone.
    #[must_use]
    pub fn new(uri: Uri) -> Self {
        Self {
            display: None,
            uri,
            params: Params::default(),
        }
    }

    /// Reads one value. Without angle brackets what follows a `;` is a header parameter, and a URI with `?` or `,`
    /// is refused (RFC 8217 §3).
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let s = lex::trim(s);
        if lex::breaks_line(s.as_bytes()) {
            return None;
        }
        let Some(open) = lex::find_outside(s, false, b'<') else {
            let (uri, params) = lex::split_once(s, b';');
            if uri.bytes().any(|b| matches!(b, b'?' | b',')) {
                return None;
            }
            return Self::build(None, lex::trim(uri), params);
        };
        let (display, rest) = lex::split_at(s, open);
        let (uri, after) = lex::cut(lex::split_at(rest, 1).1, b'>')?;
        let display = lex::trim(display);
        let display = match lex::unquote(display) {
            Some(d) => d,
            // Tokens with white space between; more is tolerated, but no separator that would make it ambiguous.
            None if display.bytes().any(|b| matches!(b, b'"' | b';' | b',' | b':' | b'@')) => return None,
            None => display.to_owned(),
        };
        let after = lex::trim(after);
        let params = if after.is_empty() {
            None
        } else {
            Some(after.strip_prefix(';')?)
        };
        Self::build((!display.is_empty()).then_some(display), uri, params)
    }

    fn build(display: Option<String>, uri: &str, params: Option<&str>) -> Option<Self> {
        Some(Self {
            display,
            uri: Uri::parse(uri)?,
            params: match params {
                Some(p) => Params::parse_header(p)?,
                None => Params::default(),
            },
        })
    }

    /// The `tag` parameter.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.params.get("tag")
    }

    /// Sets the `tag` parameter and returns itself.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.params.set("tag", tag);
        self
    }

    /// The value as text, always with angle brackets; a display name always as a quoted string.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        if let Some(display) = &self.display {
            lex::push_quoted(&mut out, display);
            out.push(' ');
        }
        out.push('<');
        self.uri.write(&mut out);
        out.push('>');
        self.params.write(&mut out);
        out
    }
}
