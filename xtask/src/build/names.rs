//! Short names for what a module imports from wasm-bindgen's glue: hashes end them, which no compression makes smaller,
//! and they stand in both files.

use std::collections::HashMap;

use super::snip::{number, push_number, take, with_section};
use crate::Result;

const IMPORTS: u8 = 2;

/// The module and its glue with `a`, `b`, … in the place of the imports' names.
pub fn shortened(module: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Vec::new();
    with_section(module, IMPORTS, |content| renamed(content, &mut names))
        .map(|module| (module, in_glue(glue, &names)))
        .filter(|(_, (_, found))| *found == names.len())
        .map(|(module, (glue, _))| (module, glue))
        .ok_or_else(|| "the imports of a module and wasm-bindgen's glue do not fit each other".to_owned())
}

/// The section of imports with short names; the long ones are added to `names`.
fn renamed(mut content: &[u8], names: &mut Vec<String>) -> Option<Vec<u8>> {
    let count = number(&mut content)?;
    let mut out = Vec::new();
    push_number(&mut out, count as usize);
    for _ in 0..count {
        let mut text = || {
            let length = number(&mut content)? as usize;
            take(&mut content, length)
        };
        let (from, name) = (text()?, text()?);
        let short = short(names.len());
        for text in [from, short.as_bytes()] {
            push_number(&mut out, text.len());
            out.extend(text);
        }
        names.push(String::from_utf8_lossy(name).into_owned());
        // A function and its type: wasm-bindgen imports nothing else.
        let &[0] = take(&mut content, 1)? else { return None };
        out.push(0);
        push_number(&mut out, number(&mut content)? as usize);
    }
    content.is_empty().then_some(out)
}

/// `a` to `z`, `aa` and so on.
fn short(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(b'a' + (number % 26) as u8);
        if number < 26 {
            return letters.iter().rev().copied().map(char::from).collect();
        }
        number = number / 26 - 1;
    }
}

/// The glue with the short names, and how many stood in it.
fn in_glue(glue: &str, names: &[String]) -> (String, usize) {
    let numbers: HashMap<&str, usize> = names.iter().enumerate().map(|(n, name)| (name.as_str(), n)).collect();
    let mut found = 0;
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(glue.len());
    let mut rest = glue;
    while let Some(begin) = rest.find(is_part) {
        out += &rest[..begin];
        let word = &rest[begin..];
        let word = &word[..word.find(|c| !is_part(c)).unwrap_or(word.len())];
        match numbers.get(word) {
            Some(number) => {
                found += 1;
                out += &short(*number);
            }
            None => out += word,
        }
        rest = &rest[begin + word.len()..];
    }
    (out + rest, found)
}

#[cfg(test)]
mod tests {
    use super::{short, shortened};

    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x02\x13\x02\x01m\x04f_h1\0\0\x01m\x04g_h2\0\x03";

    #[test]
    fn imports_have_short_names_in_the_module_and_in_its_glue() {
        let (module, glue) = shortened(MODULE, "{ f_h1: function(f) {}, g_h2: 1 }").unwrap();
        assert_eq!(module, b"\0asm\x01\0\0\0\x02\x0d\x02\x01m\x01a\0\0\x01m\x01b\0\x03");
        assert_eq!(glue, "{ a: function(f) {}, b: 1 }");
    }

    #[test]
    fn glue_of_another_module_is_an_error() {
        for glue in ["{ f_h1: 1 }", "{ f_h1: 1, g_h22: 1 }", "{ f_h1: 1, g_h2: 1, f_h1: 2 }"] {
            assert!(shortened(MODULE, glue).is_err(), "{glue}");
        }
    }

    #[test]
    fn every_number_has_a_name_of_its_own() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(short),
            ["a", "z", "aa", "az", "ba", "zz", "aaa"]
        );
    }
}
