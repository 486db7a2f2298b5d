//! `;name=value` parameters of URIs and of header fields.

use super::{lex, parse::limits};

/// Parameters in their order. Names compare without regard to case; values are kept as they stood on the wire
/// (quoted strings with their quotation marks, URI parameters with their escapes).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Params(Vec<(String, Option<String>)>);

impl Params {
    /// Reads what follows the first `;`, in a header field: white space around `;` and `=` is allowed, values are
    /// tokens, hosts or quoted strings. `None` if a parameter is empty or malformed.
    #[must_use]
    pub fn parse_header(mut s: &str) -> Option<Self> {
        let mut out = Self::default();
        loop {
            let end = lex::find_outside(s, false, b';').unwrap_or(s.len());
            let (one, rest) = lex::split_at(s, end);
            let (name, value) = lex::split_once(one, b'=');
            let (name, value) = (lex::trim(name), value.map(lex::trim));
            if !lex::is_token(name) || !value.is_none_or(is_header_value) || out.is_full() {
                return None;
            }
            out.0.push((name.to_owned(), value.map(str::to_owned)));
            match rest.strip_prefix(';') {
                Some(r) => s = r,
                None => return Some(out),
            }
        }
    }

    /// Reads what follows the first `;`, in a URI.
    #[must_use]
    pub fn parse_uri(s: &str) -> Option<Self> {
        let mut out = Self::default();
        for one in s.split(';') {
            let (name, value) = lex::split_once(one, b'=');
            if name.is_empty() || value == Some("") || out.is_full() {
                return None;
            }
            out.0.push((name.to_owned(), value.map(str::to_owned)));
        }
        Some(out)
    }

    /// The first parameter of that name: `None` if there is none, `Some(None)` if it has no value, else the value
    /// as it stood on the wire.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<Option<&str>> {
        self.0
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_deref())
    }

    /// A value that is a token; also a quoted string's raw form. See [`Params::text`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).flatten()
    }

    /// A value with quoting resolved.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        let raw = self.get(name)?;
        Some(lex::unquote(raw).unwrap_or_else(|| raw.to_owned()))
    }

    /// Whether there is a parameter of that name, with or without a value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// Sets a parameter that has a value (token or host; nothing is quoted), replacing all of that name.
    pub fn set(&mut self, name: &str, value: &str) {
        self.remove(name);
        self.0.push((name.to_owned(), Some(value.to_owned())));
    }

    /// Sets a parameter whose value is written as a quoted string.
    pub fn set_quoted(&mut self, name: &str, value: &str) {
        let mut quoted = String::new();
        lex::push_quoted(&mut quoted, value);
        self.set(name, &quoted);
    }

    /// Sets a parameter that has no value.
    pub fn set_flag(&mut self, name: &str) {
        self.remove(name);
        self.0.push((name.to_owned(), None));
    }

    /// Removes all of that name.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    }

    /// All, in their order, values as on the wire.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_deref()))
    }

    fn is_full(&self) -> bool {
        self.0.len() >= limits::PARAMETERS
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Appends each as `;name=value`.
    pub fn write(&self, out: &mut String) {
        for (name, value) in &self.0 {
            out.push(';');
            out.push_str(name);
            if let Some(v) = value {
                out.push('=');
                out.push_str(v);
            }
        }
    }
}

/// A token, a host (brackets and colons) or a quoted string.
fn is_header_value(v: &str) -> bool {
    if v.starts_with('"') {
        return lex::unquote(v).is_some();
    }
    !v.is_empty()
        && v.bytes()
            .all(|b| b > b' ' && b != 0x7f && !matches!(b, b'"' | b'<' | b'>' | b',' | b';'))
}
