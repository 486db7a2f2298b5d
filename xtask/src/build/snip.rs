//! Empties the functions that a panic ends in, and those that would only write its message.
//!
//! Nobody would see what they say: in a page the standard library's messages go nowhere, and the trap that follows is
//! all that the page is told. A function that is emptied is a trap at once; wasm-opt then puts the trap in the place of
//! the calls and removes what made the messages. (`panic=immediate-abort` does the same and more, but is unstable.)

use crate::Result;

const CODE: u8 = 10;
const ELEMENTS: u8 = 9;
const IMPORTS: u8 = 2;
const CUSTOM: u8 = 0;
/// No locals, `unreachable`, `end`.
const TRAP: [u8; 3] = [0, 0x00, 0x0b];
/// Parts of names of functions of the standard library that never return.
const ENDINGS: [&str; 14] = [
    "::panicking::panic_",
    "::panicking::assert_failed",
    "::option::unwrap_failed",
    "::option::expect_failed",
    "::result::unwrap_failed",
    "::str::slice_error_fail",
    "::slice::index::slice_index_fail",
    "::copy_from_slice_impl::len_mismatch_fail",
    "::cell::panic_already_",
    "::raw_vec::handle_error",
    "::raw_vec::capacity_overflow",
    "::alloc::handle_alloc_error",
    ">::remove::assert_failed",
    "::rust_begin_unwind",
];

/// `{:?}` stands in messages of panics alone, and the tables of what those have to write keep its functions alive.
fn never_runs(name: &str) -> bool {
    never_returns(name) || name.contains("::fmt::Debug>::fmt")
}

fn never_returns(name: &str) -> bool {
    (name.starts_with("core") || name.starts_with("alloc") || name.starts_with("<alloc") || name.starts_with("__rustc"))
        && ENDINGS.iter().any(|part| name.contains(part))
        // A counter of the panics that are going on, which answers.
        && !name.contains("panic_count")
}

/// The module without those functions' bodies. It has to have its section of names.
pub fn panics(module: &[u8]) -> Result<Vec<u8>> {
    let broken = || "the module that wasm-bindgen wrote cannot be read".to_owned();
    let sections = sections(module).ok_or_else(broken)?;
    let imported = sections
        .iter()
        .find(|(id, _)| *id == IMPORTS)
        .map_or(Some(0), |(_, content)| imported_functions(content))
        .ok_or_else(broken)?;
    let names = sections
        .iter()
        .find_map(|(id, content)| (*id == CUSTOM).then(|| function_names(content)).flatten())
        .ok_or("the module has no names of functions: is `strip` of the release profile not \"debuginfo\" any more?")?;
    let doomed: Vec<u32> = names
        .iter()
        .filter(|(_, name)| never_runs(name))
        .filter_map(|(number, _)| number.checked_sub(imported))
        .collect();
    if doomed.is_empty() {
        return Err("no function is known that a panic ends in: the standard library has renamed them all".into());
    }
    with_section(module, CODE, |code| without(code, &doomed)).ok_or_else(broken)
}

/// The module whose table of indirect calls leads to no formatting, if nothing in it formats.
///
/// What messages of panics would be written with stands in that table, which keeps it, whoever calls it. Nobody does in
/// a module that is without `core::fmt::write`; so `module` has to be one without functions that nothing reaches.
/// Whoever calls such a function directly still does.
pub fn formatting(module: &[u8]) -> Vec<u8> {
    let names = sections(module).unwrap_or_default().into_iter();
    let names = names.filter(|(id, _)| *id == CUSTOM);
    let names = names.filter_map(|(_, content)| function_names(content)).next();
    let names = names.unwrap_or_default();
    let trap = names.iter().find(|(_, name)| never_returns(name));
    let (Some((trap, _)), false) = (trap, names.iter().any(|(_, name)| is_write(name))) else {
        return module.to_vec();
    };
    let formats = |name: &str| name.ends_with(">::fmt") && name.contains("::fmt::");
    let doomed: Vec<u32> = names
        .iter()
        .filter(|(_, n)| formats(n))
        .map(|(number, _)| *number)
        .collect();
    with_section(module, ELEMENTS, |elements| replaced(elements, &doomed, *trap)).unwrap_or_else(|| module.to_vec())
}

/// `core[1f]::fmt::write`, with whatever hash.
fn is_write(name: &str) -> bool {
    name.starts_with("core") && name.contains("::fmt::write")
}

/// The section of elements with another function in the places of those that are named; `None` for elements in another
/// form than rust-lld's.
fn replaced(mut elements: &[u8], doomed: &[u32], by: u32) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let count = number(&mut elements)?;
    push_number(&mut out, count as usize);
    for _ in 0..count {
        // Functions for the first table, from `i32.const`.
        if take(&mut elements, 2)? != [0, 0x41] {
            return None;
        }
        // A signed number, which is left as it is written.
        let before = elements;
        number(&mut elements)?;
        let offset = &before[..before.len() - elements.len()];
        if take(&mut elements, 1)? != [0x0b] {
            return None;
        }
        out.extend([0, 0x41]);
        out.extend(offset);
        out.push(0x0b);
        let functions = number(&mut elements)?;
        push_number(&mut out, functions as usize);
        for _ in 0..functions {
            let function = number(&mut elements)?;
            push_number(
                &mut out,
                if doomed.contains(&function) { by } else { function } as usize,
            );
        }
    }
    Some(out)
}

/// The code section with traps in the place of the bodies that are named.
fn without(mut code: &[u8], doomed: &[u32]) -> Option<Vec<u8>> {
    let count = number(&mut code)?;
    let mut out = Vec::new();
    push_number(&mut out, count as usize);
    for function in 0..count {
        let size = number(&mut code)? as usize;
        let body = take(&mut code, size)?;
        let body = if doomed.contains(&function) { &TRAP } else { body };
        push_number(&mut out, body.len());
        out.extend_from_slice(body);
    }
    Some(out)
}

/// The module with another content of one of its sections.
pub(super) fn with_section(
    module: &[u8],
    which: u8,
    mut change: impl FnMut(&[u8]) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let mut out = module.get(..8)?.to_vec();
    for (id, content) in sections(module)? {
        let changed = if id == which {
            change(content)?
        } else {
            content.to_vec()
        };
        out.push(id);
        push_number(&mut out, changed.len());
        out.extend(changed);
    }
    Some(out)
}

fn sections(module: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = module.get(8..)?;
    let mut found = Vec::new();
    while let Some((id, after)) = rest.split_first() {
        rest = after;
        let size = number(&mut rest)? as usize;
        found.push((*id, take(&mut rest, size)?));
    }
    Some(found)
}

fn imported_functions(mut content: &[u8]) -> Option<u32> {
    let mut functions = 0;
    for _ in 0..number(&mut content)? {
        for _ in 0..2 {
            let length = number(&mut content)? as usize;
            take(&mut content, length)?;
        }
        match take(&mut content, 1)? {
            [0] => {
                functions += 1;
                number(&mut content)?;
            }
            [3] => drop(take(&mut content, 2)?),
            // A table's element type comes before its limits, which are those of a memory.
            kind @ ([1] | [2]) => {
                take(&mut content, usize::from(kind == [1]))?;
                let limits = number(&mut content)?;
                for _ in 0..=(limits & 1) {
                    number(&mut content)?;
                }
            }
            _ => return None,
        }
    }
    Some(functions)
}

/// Subsection 1 of the custom section `name`.
fn function_names(mut content: &[u8]) -> Option<Vec<(u32, String)>> {
    let length = number(&mut content)? as usize;
    if take(&mut content, length)? != b"name" {
        return None;
    }
    while let Some((id, after)) = content.split_first() {
        content = after;
        let size = number(&mut content)? as usize;
        let mut part = take(&mut content, size)?;
        if *id != 1 {
            continue;
        }
        let mut names = Vec::new();
        for _ in 0..number(&mut part)? {
            let function = number(&mut part)?;
            let length = number(&mut part)? as usize;
            names.push((function, String::from_utf8_lossy(take(&mut part, length)?).into_owned()));
        }
        return Some(names);
    }
    None
}

pub(super) fn take<'a>(content: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = content.split_at_checked(length)?;
    *content = rest;
    Some(taken)
}

/// LEB128.
pub(super) fn number(content: &mut &[u8]) -> Option<u32> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let &[byte] = take(content, 1)? else { return None };
        value |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

pub(super) fn push_number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::{formatting, panics};

    /// One imported function and two of its own, of one octet of code each.
    fn module(names: [&str; 2]) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        out.extend([2, 7, 1, 1, b'm', 1, b'f', 0, 0]);
        out.extend([10, 9, 2, 3, 0, 0x01, 0x0b, 3, 0, 0x01, 0x0b]);
        let mut map = vec![2];
        for (function, name) in (1..).zip(names) {
            map.extend([function, name.len() as u8]);
            map.extend(name.as_bytes());
        }
        out.extend([0, map.len() as u8 + 7, 4]);
        out.extend(b"name");
        out.extend([1, map.len() as u8]);
        out.extend(map);
        out
    }

    #[test]
    fn only_what_never_returns_and_what_only_messages_call_becomes_a_trap() {
        for name in ["core[1f]::panicking::panic_fmt", "<u32 as core[1f]::fmt::Debug>::fmt"] {
            let before = module([name, "std::panicking::panic_count::increase"]);
            let after = panics(&before).unwrap();
            let changed: Vec<usize> = (0..before.len()).filter(|at| before[*at] != after[*at]).collect();
            assert_eq!((before.len(), changed), (after.len(), vec![22]));
            assert_eq!(after[19..24], [2, 3, 0, 0x00, 0x0b]);
        }
    }

    /// The same with a table of its two functions.
    fn with_table(names: [&str; 2]) -> Vec<u8> {
        let mut out = module(names);
        // From place 64, which is one octet as an unsigned number and two as a signed one.
        out.splice(17..17, [9, 9, 1, 0, 0x41, 0xc0, 0, 0x0b, 2, 1, 2]);
        out
    }

    #[test]
    fn the_table_leads_to_no_formatting_where_nothing_formats() {
        let formats = "<usize as core[1f]::fmt::Display>::fmt";
        let before = with_table(["core[1f]::panicking::panic_fmt", formats]);
        let after = formatting(&before);
        let changed: Vec<usize> = (0..before.len()).filter(|at| before[*at] != after[*at]).collect();
        assert_eq!((before.len(), changed, after[27]), (after.len(), vec![27], 1));
    }

    #[test]
    fn the_table_stays_where_something_formats_or_nothing_is_a_trap() {
        let formats = "<usize as core[1f]::fmt::Display>::fmt";
        for other in ["core[1f]::fmt::write", "voip::format"] {
            let before = with_table([other, formats]);
            assert_eq!(formatting(&before), before, "{other}");
        }
    }

    #[test]
    fn a_module_without_such_a_function_or_without_names_is_an_error() {
        assert!(panics(&module(["a", "voip::panicking::panic_fmt"])).is_err());
        assert!(panics(b"\0asm\x01\0\0\0").is_err());
        assert!(panics(b"\0asm\x01\0\0\0\x0a\x09").is_err());
    }
}
