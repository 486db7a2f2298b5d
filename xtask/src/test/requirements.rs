//! `docs/sip.md` says of each requirement of the SIP core which tests show it: those tests have to be there.

use std::path::Path;

use crate::{Result, paths};

/// So many lines the table has; one that is lost would be missed by nobody else.
const LINES: usize = 193;
/// Where tests of the core are: folders and the ending of their files.
const SOURCES: [(&str, &str); 5] = [
    ("src", "rs"),
    ("tests/sip", "rs"),
    ("tests/browser/tests", "mjs"),
    ("tests/e2e/tests", "mjs"),
    ("pkg-template/test", "mjs"),
];

/// Looks whether the table is whole and names tests that exist.
pub fn check() -> Result {
    let table = paths::read(&paths::root().join("docs/sip.md"))?;
    let mut sources = Vec::new();
    for (folder, ending) in SOURCES {
        collect(&paths::root().join(folder), ending, &mut sources)?;
    }
    verify(&table, &sources)
}

fn collect(folder: &Path, ending: &str, into: &mut Vec<String>) -> Result {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    for entry in entries.filter_map(std::result::Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, into)?;
        } else if path.extension().is_some_and(|e| e == ending) {
            into.push(paths::read(&path)?);
        }
    }
    Ok(())
}

fn verify(table: &str, sources: &[String]) -> Result {
    let mut seen: Vec<&str> = Vec::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, id, priority, _, _, state, tests, _] = cells.as_slice() else {
            continue;
        };
        if !is_id(id) {
            continue;
        }
        if seen.contains(id) {
            return Err(format!("docs/sip.md has two lines {id}"));
        }
        seen.push(id);
        let named: Vec<&str> = tests.split("<br>").filter_map(quoted).collect();
        match (*state, named.is_empty()) {
            ("✓", true) => return Err(format!("docs/sip.md: {id} is said to be there and names no test")),
            ("✓", false) => {}
            ("partly", false) if *priority != "A" => {}
            ("partly", false) => return Err(format!("docs/sip.md: {id} has priority A and is there in part")),
            ("partly", true) => return Err(format!("docs/sip.md: {id} is there in part and names no test")),
            ("not there" | "not needed", true) if matches!(*priority, "C" | "-") => {}
            ("not there" | "not needed", true) => {
                return Err(format!("docs/sip.md: {id} has priority {priority} and is not there"));
            }
            ("not there" | "not needed", false) => {
                return Err(format!("docs/sip.md: {id} is said not to be there and names tests"));
            }
            (other, _) => return Err(format!("docs/sip.md: {id} is in a state that is none: {other}")),
        }
        if let Some(missing) = named.iter().find(|name| !exists(name, sources)) {
            return Err(format!("docs/sip.md: {id} names a test that does not exist: {missing}"));
        }
    }
    if seen.len() == LINES {
        Ok(())
    } else {
        Err(format!("docs/sip.md has {} lines instead of {LINES}", seen.len()))
    }
}

/// A letter and a number.
fn is_id(cell: &str) -> bool {
    let mut chars = cell.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase())
        && !chars.as_str().is_empty()
        && chars.all(|c| c.is_ascii_digit())
}

fn quoted(cell: &str) -> Option<&str> {
    cell.trim().strip_prefix('`')?.strip_suffix('`')
}

/// A test of Rust is a function, one of JavaScript has its sentence as it is.
fn exists(name: &str, sources: &[String]) -> bool {
    if name.contains(' ') {
        let written = ['\'', '"', '`'].map(|quote| format!("test({quote}{name}{quote}"));
        return sources.iter().any(|s| written.iter().any(|w| s.contains(w)));
    }
    let function = format!("fn {name}(");
    sources.iter().any(|s| s.contains(&function))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "| | | what | where | state | tests |\n|---|---|---|---|---|---|\n";

    fn judged(lines: &str) -> String {
        let sources = vec![
            String::from("#[test]\nfn it_works() {"),
            String::from("test('a page works', async"),
        ];
        verify(&format!("{HEAD}{lines}"), &sources).err().unwrap_or_default()
    }

    #[test]
    fn a_line_with_tests_that_exist_passes() {
        for tests in ["`it_works`", "`a page works`", "`it_works`<br>`a page works`"] {
            let said = judged(&format!("| T1 | A | x | y | ✓ | {tests} |\n"));
            assert_eq!(said, format!("docs/sip.md has 1 lines instead of {LINES}"));
        }
    }

    #[test]
    fn each_fault_of_a_line_has_its_sentence() {
        for (line, part) in [
            ("| T1 | A | x | y | ✓ | `it_worked` |", "does not exist: it_worked"),
            (
                "| T1 | A | x | y | ✓ | `a page worked` |",
                "does not exist: a page worked",
            ),
            ("| T1 | A | x | y | ✓ |  |", "names no test"),
            (
                "| T1 | A | x | y | partly | `it_works` |",
                "has priority A and is there in part",
            ),
            ("| T1 | B | x | y | partly |  |", "is there in part and names no test"),
            ("| T1 | B | x | y | not there |  |", "has priority B and is not there"),
            ("| T1 | C | x | y | not there | `it_works` |", "names tests"),
            ("| T1 | A | x | y | perhaps | `it_works` |", "a state that is none"),
            (
                "| T1 | C | x | y | not there |  |\n| T1 | C | x | y | not there |  |",
                "two lines T1",
            ),
        ] {
            let said = judged(&format!("{line}\n"));
            assert!(said.contains(part), "{line}: {said}");
        }
    }

    #[test]
    fn the_table_of_this_repository_is_whole() {
        assert_eq!(check(), Ok(()));
    }
}
