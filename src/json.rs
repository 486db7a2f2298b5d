//! Parsed JSON as the core sees it: the host's own value in production, `serde_json`'s in tests.
//!
//! An answer goes from `JSON.parse` to the caller untouched; the core looks only at the few members that it acts on
//! (tokens, errors, event envelopes) and carries no JSON parser of its own into the module.

mod scan;

pub use scan::Raw;

/// A JSON value that can be looked into.
pub trait Json: Clone {
    /// Parses a text; `None` when it is no JSON.
    fn parse(text: &str) -> Option<Self>;
    /// The member `key` of an object, unless it is absent or null.
    fn get(&self, key: &str) -> Option<Self>;
    /// The text of a string.
    fn text(&self) -> Option<String>;
    /// The value of a number.
    fn number(&self) -> Option<f64>;
    /// The items of an array.
    fn items(&self) -> Option<Vec<Self>>;

    /// The text of the member `key`.
    fn text_at(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }
}

/// `text` as a JSON string, quotes included.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c < ' ' => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(if c < '\u{10}' { '0' } else { '1' });
                out.push(char::from(*HEX.get(c as usize & 15).unwrap_or(&b'0')));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
impl Json for serde_json::Value {
    fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn get(&self, key: &str) -> Option<Self> {
        Self::get(self, key).filter(|v| !v.is_null()).cloned()
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().cloned()
    }
}
