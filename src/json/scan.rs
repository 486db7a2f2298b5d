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
        self.walk(b'{', &mut |name, value| {
            let Some(name) = name.and_then(Self::text) else { return };
            if let Some(slot) = names.iter().position(|n| **n == *name)
                && let Some(slot) = found.get_mut(slot)
            {
                *slot = (value.0 != "null").then_some(value);
            }
        });
        found
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
                if high == 0 && unit >> 10 == 0x36 {
                    high = unit;
                    continue;
                }
                let pair = if high == 0 {
                    unit
                } else {
                    0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ff)
                };
                high = 0;
                push(&mut out, pair);
                continue;
            }
            Some(other) => other,
        };
        if core::mem::take(&mut high) != 0 {
            push(&mut out, 0xfffd);
        }
        out.push(plain);
    }
    if high != 0 {
        push(&mut out, 0xfffd);
    }
    String::from_utf8(out).unwrap_or_default()
}

fn push(out: &mut Vec<u8>, code: u32) {
    let c = char::from_u32(code).unwrap_or('\u{fffd}');
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use serde_json::{Value, json};

    use super::*;

    fn text_of(json: &str, name: &str) -> Option<String> {
        let [value] = Raw::new(json).members([name]);
        value?.text().map(Cow::into_owned)
    }

    #[test]
    fn members_are_found_whatever_stands_around_them() {
        let json = " {\n\"a\" : [1, {\"x\":\"}\"}, \"]\"], \"x\":\"one\",\"n\":-1.5e3 , \"t\":true,\"z\":null}\t";
        let [a, x, n, t, z, none] = Raw::new(json).members(["a", "x", "n", "t", "z", "none"]);
        assert_eq!(a, Some(Raw("[1, {\"x\":\"}\"}, \"]\"]")));
        assert_eq!(x.and_then(Raw::text).as_deref(), Some("one"));
        assert_eq!((n, t, z, none), (Some(Raw("-1.5e3")), Some(Raw("true")), None, None));
    }

    #[test]
    fn the_last_of_members_with_one_name_counts() {
        assert_eq!(text_of(r#"{"a":"1","a":"2"}"#, "a").as_deref(), Some("2"));
        assert_eq!(text_of(r#"{"a":"1","a":null}"#, "a"), None);
    }

    #[test]
    fn escapes_are_read_in_names_and_in_texts() {
        assert_eq!(
            text_of(
                r#"{"\u0074yp\u0065":"a\"\\\/\b\f\n\r\tz \ud83d\ude00 \u00E9é"}"#,
                "type"
            )
            .as_deref(),
            Some("a\"\\/\u{8}\u{c}\n\r\tz 😀 éé")
        );
        for (json, expected) in [
            (r#""\ud83d!""#, "\u{fffd}!"),
            (r#""\ude00""#, "\u{fffd}"),
            (r#""\ud83d""#, "\u{fffd}"),
        ] {
            assert_eq!(Raw::new(json).text().as_deref(), Some(expected), "{json}");
        }
    }

    #[test]
    fn what_serde_writes_is_read_alike() {
        let value = json!({ "type": "t", "data": { "list": ["a", 1, null, [], {}, "\u{1}\"\\"], "e": "é😀" } });
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let [data] = Raw::new(&text).members(["data"]);
            let [list, e] = data.unwrap().members(["list", "e"]);
            assert_eq!(e.unwrap().text().as_deref(), Some("é😀"));
            let mut items = Vec::new();
            assert!(
                list.unwrap()
                    .items(|item| items.push(serde_json::from_str::<Value>(item.0).unwrap()))
            );
            assert_eq!(Value::Array(items), value["data"]["list"]);
        }
    }

    #[test]
    fn only_objects_have_members_only_arrays_items_and_only_strings_text() {
        for json in ["", " ", "null", "7", "\"a\"", "[]", "[{\"a\":1}]"] {
            assert_eq!(Raw::new(json).members(["a"]), [None], "{json}");
        }
        for json in ["", "null", "7", "\"a\"", "{}", "{\"a\":[1]}"] {
            assert!(!Raw::new(json).items(|_| panic!("{json}")));
        }
        for json in ["", "\"", "null", "7", "{}", "[\"a\"]"] {
            assert_eq!(Raw::new(json).text(), None, "{json}");
        }
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"a\":{}{},\"b\":\"x\"}}", "[".repeat(500_000), "]".repeat(500_000));
        assert_eq!(text_of(&deep, "b").as_deref(), Some("x"));
        let objects = format!("{}1{}", "{\"a\":".repeat(200_000), "}".repeat(200_000));
        assert!(Raw::new(&objects).members(["a"])[0].is_some());
    }

    #[test]
    fn what_is_no_json_ends_and_does_no_harm() {
        let whole = r#"{"type":"é\u00e9","data":{"a":["b\\",{"c":1}]}}"#;
        for (end, _) in whole.char_indices() {
            for cut in [whole.get(..end), whole.get(end..)].into_iter().flatten() {
                let [kind, data] = Raw::new(cut).members(["type", "data"]);
                let _ = kind.and_then(Raw::text);
                if let Some(data) = data {
                    let _ = data.members(["a"]);
                    data.items(|_| ());
                }
            }
        }
        for odd in [
            "{,,,}",
            "{:}",
            "{\"a\"}",
            "[:::]",
            "{\"a\":}",
            "]",
            "{\"a\":]]",
            "\\",
            "{\"\\",
            "[\"\\",
        ] {
            let _ = Raw::new(odd).members(["a"]);
            Raw::new(odd).items(|_| ());
            let _ = Raw::new(odd).text();
        }
    }
}
