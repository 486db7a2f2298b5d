//! JSON text that is looked into where it lies, without a tree of it.
//!
//! For texts that the host has parsed already, so that they are JSON: of others nothing sensible is said, but nothing
//! bad happens either. Depth costs no stack.

use std::borrow::Cow;

/// A value within a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// The value that is the whole text.
    #[must_use]
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// The members of an object with these names, in one pass; `None` for one that is absent or null. Of members with
    /// the same name the last one counts, as for `JSON.parse`.
    #[must_use]
    pub fn members<const N: usize>(self, names: [&str; N]) -> [Option<Self>; N] {
        let mut found = [None; N];
        self.find(&names, &mut found);
        found
    }

    /// One function for all numbers of names.
    #[inline(never)]
    fn find(self, names: &[&str], found: &mut [Option<Self>]) {
        self.walk(b'{', &mut |name, value| {
            let Some(name) = name.and_then(Self::text) else { return };
            if let Some(slot) = names.iter().position(|n| **n == *name)
                && let Some(slot) = found.get_mut(slot)
            {
                *slot = (value.0 != "null").then_some(value);
            }
        });
    }

    /// Hands over the items of an array; whether it is one.
    pub fn items(self, mut each: impl FnMut(Self)) -> bool {
        self.walk(b'[', &mut |_, value| each(value))
    }

    /// The text of a string.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        let quoted = self.0.len() > 1 && self.0.starts_with('"') && self.0.ends_with('"');
        let inner = self.0.get(1..self.0.len().wrapping_sub(1)).filter(|_| quoted)?;
        Some(if inner.bytes().any(|b| b == b'\\') {
            Cow::Owned(unescaped(inner))
        } else {
            Cow::Borrowed(inner)
        })
    }

    /// The entries of an object or array, with their names in the former.
    #[inline(never)]
    fn walk(self, open: u8, each: &mut dyn FnMut(Option<Self>, Self)) -> bool {
        let mut cursor = Cursor { text: self.0, at: 0 };
        if cursor.next_token() != Some(open) {
            return false;
        }
        cursor.at += 1;
        while let Some(byte) = cursor.next_token() {
            match byte {
                b'}' | b']' => break,
                b',' => cursor.at += 1,
                _ => {
                    let mut name = None;
                    if open == b'{' {
                        name = Some(cursor.value());
                        if cursor.next_token() != Some(b':') {
                            break;
                        }
                        cursor.at += 1;
                        cursor.next_token();
                    }
                    each(name, cursor.value());
                }
            }
        }
        true
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next_token(&mut self) -> Option<u8> {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
        self.peek()
    }

    /// Goes behind the value that begins here. What is no value is one of an octet, so that there is always progress.
    fn value(&mut self) -> Raw<'a> {
        let begin = self.at;
        let mut depth = 0_u32;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => self.string(),
                b'{' | b'[' => (depth, self.at) = (depth + 1, self.at + 1),
                b'}' | b']' => (depth, self.at) = (depth.saturating_sub(1), self.at + 1),
                _ if depth == 0 => {
                    self.at += 1;
                    while self
                        .peek()
                        .is_some_and(|b| !matches!(b, b',' | b'}' | b']' | b':' | b'"') && b > b' ')
                    {
                        self.at += 1;
                    }
                }
                _ => self.at += 1,
            }
            if depth == 0 {
                break;
            }
        }
        Raw(self.text.get(begin..self.at).unwrap_or_default())
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.text.len());
    }
}

/// What stands between the quotes of a string with escapes. Halves of surrogate pairs become U+FFFD, as they do on
/// their way into UTF-8.
fn unescaped(inner: &str) -> String {
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.bytes();
    let mut high = 0;
    while let Some(byte) = bytes.next() {
        let escape = if byte == b'\\' { bytes.next() } else { None };
        let plain = match escape {
            None => byte,
            Some(b'b') => 8,
            Some(b't') => 9,
            Some(b'n') => 10,
            Some(b'f') => 12,
            Some(b'r') => 13,
            Some(b'u') => {
                let unit = bytes.by_ref().take(4).fold(0, |unit, digit| {
                    (unit << 4) | char::from(digit).to_digit(16).unwrap_or(0)
                });
                if high != 0 && unit >> 10 == 0x37 {
                    push(&mut out, 0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ff));
                    high = 0;
                    continue;
                }
                lone(&mut out, &mut high);
                if unit >> 10 == 0x36 {
                    high = unit;
                } else {
                    push(&mut out, unit);
                }
                continue;
            }
            Some(other) => other,
        };
        lone(&mut out, &mut high);
        out.push(plain);
    }
    lone(&mut out, &mut high);
    String::from_utf8(out).unwrap_or_default()
}

/// The half that was kept and found no other one.
fn lone(out: &mut Vec<u8>, high: &mut u32) {
    if core::mem::take(high) != 0 {
        push(out, 0xfffd);
    }
}

fn push(out: &mut Vec<u8>, code: u32) {
    let c = char::from_u32(code).unwrap_or('\u{fffd}');
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests;
