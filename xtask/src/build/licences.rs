//! The licences of what the package holds beside our own work, collected from the sources that it is built from.
//!
//! A module holds what `cargo tree` names for it: normal dependencies for wasm32. Procedural macros count, because the
//! code that they write is linked; what they themselves are built from leaves nothing. The standard library comes
//! compiled and says nothing of itself, so its notices are kept here. Nothing in the text depends on the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::wasm::MODULES;
use crate::setup::rust_target::TARGET;
use crate::{Result, paths};

const OURS: &str = "voip-sdk";
/// Crates that were published without a text, and the crate of the same repository and version that brings it.
const TEXT_IN: [(&str, &str); 1] = [("tsify-macros", "tsify")];
/// Crates that were published without a text; it is the one in their repository.
const TEXT_HERE: [(&str, &str); 1] = [("rlsf", include_str!("rlsf-licence.txt"))];
const RUST_LIBRARY: &str = include_str!("rust-library.txt");
const HEAD: &str = "\
# Licences of others

This package is MIT OR Apache-2.0: `LICENSE-MIT` and `LICENSE-APACHE`. Into its WebAssembly modules (in `dist` as `.wasm`
and as text in `*-wasm.js` and `*-wasm.cjs`) the crates below are compiled. `*-glue.js` and `*-glue.cjs` are written by
wasm-bindgen; the JavaScript begins with a few lines of esbuild's. No other code of others is in the package. Where a
licence may be chosen and MIT is among the choices, MIT is chosen.

| what | version | licence | in |
|---|---|---|---|
";

/// What is written into the tarball, the same for the same `Cargo.lock` and esbuild.
pub fn text() -> Result<String> {
    let mut parts = crates()?;
    parts.push(esbuild()?);
    Ok(written(&parts))
}

fn crates() -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    let sources = sources()?;
    for ((name, version), modules) in linked()? {
        let source = |name: &str| {
            let known = sources.get(&(name.to_owned(), version.clone()));
            known.ok_or_else(|| format!("cargo metadata does not know {name} {version}"))
        };
        let (licence, _) = source(&name)?;
        let sister = TEXT_IN
            .iter()
            .find(|(without, _)| *without == name)
            .map(|(_, with)| *with);
        let here = TEXT_HERE.iter().find(|(without, _)| *without == name);
        let texts = match here {
            Some((_, text)) => vec![text.trim().to_owned()],
            None => texts(&source(sister.unwrap_or(&name))?.1, licence)?,
        };
        parts.push(Part {
            texts,
            within: modules.into_iter().collect::<Vec<_>>().join(", "),
            licence: licence.clone(),
            name,
            version,
        });
    }
    Ok(parts)
}

/// One work of others.
struct Part {
    name: String,
    version: String,
    licence: String,
    /// The modules, or what else it is in.
    within: String,
    texts: Vec<String>,
}

/// A table, then every text once with the names of those that it belongs to.
fn written(parts: &[Part]) -> String {
    let mut out = HEAD.to_owned();
    let mut owners: Vec<(&str, Vec<String>)> = Vec::new();
    for part in parts {
        let Part {
            name,
            version,
            licence,
            within,
            texts,
        } = part;
        out += &format!("| {name} | {version} | {licence} | {within} |\n");
        for text in texts {
            let owner = format!("{name} {version}");
            match owners.iter_mut().find(|(known, _)| known == text) {
                Some((_, names)) => names.push(owner),
                None => owners.push((text, vec![owner])),
            }
        }
    }
    out += "| Rust's standard library | of the compiler | MIT OR Apache-2.0, and others | all modules |\n";
    owners.push((RUST_LIBRARY.trim(), vec!["Rust's standard library".to_owned()]));
    for (text, names) in owners {
        out += &format!("\n## {}\n\n```text\n{text}\n```\n", names.join(", "));
    }
    out
}

type Crate = (String, String);

/// The crates that leave code in a module, and the modules.
fn linked() -> Result<BTreeMap<Crate, BTreeSet<&'static str>>> {
    let mut found: BTreeMap<Crate, BTreeSet<&'static str>> = BTreeMap::new();
    for module in MODULES {
        let libraries = tree(module, "normal,no-proc-macro")?;
        let with_macros = tree(module, "normal")?;
        let macros = with_macros.lines().filter(|line| line.contains(" (proc-macro)"));
        for line in libraries.lines().chain(macros) {
            let (name, version) = name_and_version(line).ok_or_else(|| format!("cargo tree says {line}"))?;
            if name != OURS {
                found.entry((name, version)).or_default().insert(module);
            }
        }
    }
    Ok(found)
}

/// `serde v1.0.229 (proc-macro)`: what follows the version is not looked at.
fn name_and_version(line: &str) -> Option<Crate> {
    let mut words = line.split(' ');
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    Some((name.to_owned(), version.to_owned()))
}

fn tree(module: &str, edges: &str) -> Result<String> {
    cargo(&[
        "tree",
        "--locked",
        "--package",
        OURS,
        "--target",
        TARGET,
        "--no-default-features",
        "--features",
        module,
        "--edges",
        edges,
        "--prefix",
        "none",
        "--no-dedupe",
    ])
}

/// Licence and folder of every crate in the lock file.
fn sources() -> Result<BTreeMap<Crate, (String, PathBuf)>> {
    let text = cargo(&[
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--filter-platform",
        TARGET,
    ])?;
    let metadata: Value =
        serde_json::from_str(&text).map_err(|error| format!("cannot read cargo metadata: {error}"))?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata names no packages")?;
    let entries = packages.iter().filter_map(|package| {
        let word = |key: &str| package[key].as_str().map(str::to_owned);
        let folder = Path::new(package["manifest_path"].as_str()?).parent()?.to_owned();
        // Older crates write `MIT/Apache-2.0`.
        let licence = word("license").unwrap_or_default().replace('/', " OR ");
        Some(((word("name")?, word("version")?), (licence, folder)))
    });
    Ok(entries.collect())
}

fn esbuild() -> Result<Part> {
    let folder = paths::root().join("pkg-template/node_modules/esbuild");
    let manifest: Value = serde_json::from_str(&paths::read(&folder.join("package.json"))?)
        .map_err(|error| format!("cannot read esbuild's package.json: {error}"))?;
    let word = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    let licence = word("license");
    Ok(Part {
        name: "esbuild".to_owned(),
        version: word("version"),
        texts: texts(&folder, &licence)?,
        licence,
        within: "JavaScript".to_owned(),
    })
}

/// The texts that belong to the licence. A crate without any may not be shipped unnoticed.
fn texts(folder: &Path, licence: &str) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut texts = Vec::new();
    for name in chosen(names.collect(), licence) {
        let text = paths::read(&folder.join(&name))?;
        // Line ends and blanks at them differ where the text does not.
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        texts.push(lines.join("\n").trim_matches('\n').to_owned());
    }
    if licence.is_empty() || texts.is_empty() {
        return Err(format!(
            "{} names no licence or brings no text of it: the package cannot be made with it",
            folder.file_name().unwrap_or_default().to_string_lossy()
        ));
    }
    Ok(texts)
}

/// Of the files of a folder those with licences and notices, but not Apache's where MIT may be chosen and is there.
fn chosen(mut names: Vec<String>, licence: &str) -> Vec<String> {
    const BEGINNINGS: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
    let upper = |name: &String| name.to_ascii_uppercase();
    names.retain(|name| BEGINNINGS.iter().any(|word| upper(name).starts_with(word)));
    let may_choose = licence.contains("MIT OR ") || licence.contains(" OR MIT");
    if may_choose && names.iter().any(|name| upper(name).contains("MIT")) {
        names.retain(|name| !upper(name).contains("APACHE"));
    }
    names.sort();
    names
}

fn cargo(args: &[&str]) -> Result<String> {
    let mut command = Command::new("cargo");
    let output = command
        .current_dir(paths::root())
        .args(args)
        .output()
        .map_err(|error| format!("cannot start cargo {}: {error}", args[0]))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(format!("cargo {}: {said}", args[0]))
}

#[cfg(test)]
mod tests {
    use super::{Part, chosen, crates, name_and_version, written};

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn mit_is_chosen_where_it_may_be_and_nothing_else_is_left_out() {
        let all = ["src", "LICENSE-UNICODE", "LICENSE-MIT", "LICENSE-APACHE", "NOTICE"];
        let expected = ["LICENSE-MIT", "LICENSE-UNICODE", "NOTICE"];
        assert_eq!(chosen(owned(&all), "(MIT OR Apache-2.0) AND Unicode-3.0"), expected);
        let both = ["LICENSE-APACHE", "LICENSE-MIT"];
        assert_eq!(chosen(owned(&both), "MIT AND Apache-2.0"), both);
        assert_eq!(
            chosen(owned(&["LICENSE_APACHE"]), "MIT OR Apache-2.0"),
            ["LICENSE_APACHE"]
        );
    }

    #[test]
    fn every_crate_of_the_modules_brings_its_licence_and_says_nothing_of_the_machine() {
        let parts = crates().unwrap();
        let within = |name: &str| {
            parts
                .iter()
                .find(|part| part.name == name)
                .map(|part| part.within.as_str())
        };
        assert_eq!(within("wasm-bindgen"), Some("client, phone, webhooks"));
        assert_eq!(within("md-5"), Some("phone"));
        assert_eq!(within("hmac"), Some("webhooks"));
        // A procedural macro, whose code is linked, and what it is built from, which is not.
        assert_eq!(within("serde_derive"), Some("client, phone, webhooks"));
        assert_eq!((within("syn"), within("voip-sdk")), (None, None));
        let text = written(&parts);
        let home = crate::paths::cargo_home();
        assert!(!text.contains(home.to_str().unwrap()) && !text.contains(crate::paths::root().to_str().unwrap()));
        assert_eq!(text, written(&crates().unwrap()));
    }

    #[test]
    fn a_line_of_cargo_tree_is_a_name_and_a_version() {
        let expected = ("serde_derive".to_owned(), "1.0.229".to_owned());
        assert_eq!(name_and_version("serde_derive v1.0.229 (proc-macro)"), Some(expected));
        assert_eq!(name_and_version("serde_derive"), None);
    }

    #[test]
    fn a_text_that_two_share_stands_there_once_with_both_names() {
        let part = |name: &str, text: &str| Part {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: "MIT".to_owned(),
            within: "phone".to_owned(),
            texts: vec![text.to_owned()],
        };
        let out = written(&[part("a", "one"), part("b", "two"), part("c", "one")]);
        assert!(out.contains("| b | 1.0.0 | MIT | phone |\n"));
        assert!(out.contains("\n## a 1.0.0, c 1.0.0\n\n```text\none\n```\n"));
        assert_eq!(out.matches("one\n").count(), 1);
    }
}
