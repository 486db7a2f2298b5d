//! Everything that needs neither WebAssembly nor a browser.

use std::process::Command;

use super::checks::{Checks, mark_long};
use crate::setup::rust_target::{self, TARGET};
use crate::{Result, beside, build, fuzz, paths};

const PACKAGES: [&str; 6] = [
    "--package",
    "voip-sdk",
    "--package",
    "voip-demo-server",
    "--package",
    "xtask",
];
/// None of these may be reachable from the core on the host.
const BROWSER_CRATES: [&str; 5] = ["web-sys", "js-sys", "wasm-bindgen", "wasm-bindgen-futures", "gloo-net"];

pub fn run(checks: &mut Checks) -> Result {
    checks.check("formatting", cargo().args(["fmt", "--all", "--check"]));
    tests(checks);
    lints(checks);
    // From here on single crates are compiled, each with one processor, and the fuzz targets with the other.
    let (looked, targets) = beside::both(|| look(checks), fuzz::Bench::build)?;
    if let Err(sentence) = looked {
        checks.fail(&sentence);
    }
    fuzz::check(checks, &targets?)
}

fn look(checks: &mut Checks) -> Result {
    checks.expect("the core reaches no browser crate", wall());
    checks.expect("lock files name no registry", lock_files());
    checks.expect("docs/sip.md names tests that exist", super::requirements::check());
    licences(checks)?;
    lints_of_modules(checks)
}

fn tests(checks: &mut Checks) {
    let mut command = cargo();
    if paths::find_program(&["cargo-nextest"]).is_some() {
        command
            .args(["nextest", "run", "--locked", "--no-fail-fast", "--status-level", "fail"])
            .args(PACKAGES);
        if checks.long {
            command.args(["--run-ignored", "all"]);
        }
    } else {
        command
            .args(["test", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"])
            .args(PACKAGES);
        if checks.long {
            command.args(["--", "--include-ignored"]);
        }
    }
    mark_long(checks.long, &mut command);
    checks.tests("tests of the SDK, the server and the tools", &mut command);
    let mut doc = cargo();
    // All of them, though only the SDK has any: fewer would have other features, and be built once more for that.
    doc.args(["test", "--locked", "--doc"]).args(PACKAGES);
    checks.check("examples in the documentation", &mut doc);
}

const STRICT: [&str; 3] = ["--", "-D", "warnings"];

fn lints(checks: &mut Checks) {
    let mut native = cargo();
    native
        .args(["clippy", "--locked", "--all-targets"])
        .args(PACKAGES)
        .args(STRICT);
    checks.check("clippy on the host", &mut native);
}

fn lints_of_modules(checks: &mut Checks) -> Result {
    let toolchain = rust_target::ensure()?;
    for module in build::wasm::MODULES {
        // Where the target was built from source there is no clippy for it; the compiler's warnings count instead.
        let (verb, profile): (_, &[&str]) = if toolchain.has_clippy() {
            ("clippy", &[])
        } else {
            ("rustc", &["--profile", "check"])
        };
        let mut command = cargo();
        command.args([verb, "--locked", "--package", "voip-sdk", "--lib", "--target", TARGET]);
        command
            .args(["--no-default-features", "--features", module])
            .args(profile)
            .args(STRICT);
        toolchain.apply(&mut command, &[]);
        checks.check(&format!("lints of the {module} module ({verb})"), &mut command);
    }
    // What only measurements build, and would otherwise be found broken by them.
    for which in ["one", "none"] {
        let mut command = cargo();
        command.args([
            "rustc",
            "--locked",
            "--package",
            "voip-sdk",
            "--lib",
            "--target",
            TARGET,
        ]);
        command.args(["--no-default-features", "--features", "client", "--profile", "check"]);
        command.args(["--", "--cfg", &format!("voip_operations=\"{which}\"")]);
        toolchain.apply(&mut command, &[]);
        checks.check(
            &format!("the client module with {which} of its operations"),
            &mut command,
        );
    }
    Ok(())
}

/// The wall of the design: the pure core's dependencies on the host hold nothing of the browser.
fn wall() -> Result {
    let mut tree = cargo();
    tree.args([
        "tree",
        "--locked",
        "--package",
        "voip-sdk",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ]);
    let output = tree
        .output()
        .map_err(|error| format!("cannot start cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    match text
        .lines()
        .find(|line| BROWSER_CRATES.iter().any(|name| line.split(' ').next() == Some(name)))
    {
        Some(line) => Err(format!("`cargo tree` on the host shows {line}")),
        None => Ok(()),
    }
}

fn lock_files() -> Result {
    for folder in build::NPM_FOLDERS {
        let file = paths::root().join(folder).join("package-lock.json");
        if file.exists() && paths::read(&file)?.contains("\"resolved\": \"http") {
            return Err(format!(
                "{folder}/package-lock.json names a registry; install with omit-lockfile-registry-resolved"
            ));
        }
    }
    Ok(())
}

fn licences(checks: &mut Checks) -> Result {
    let deny = crate::setup::cargo_deny::ensure()?;
    // Fuzzing is a workspace of its own.
    for (what, manifest) in [
        ("all dependencies", "Cargo.toml"),
        ("what fuzzing needs", "fuzz/Cargo.toml"),
    ] {
        let mut command = Command::new(&deny);
        command
            .current_dir(paths::root())
            .args(["--manifest-path", manifest, "--workspace", "--config", "deny.toml"])
            .args(["check", "licenses", "bans", "sources"]);
        checks.check(&format!("licences and sources of {what}"), &mut command);
    }
    Ok(())
}

fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(paths::root());
    command
}
