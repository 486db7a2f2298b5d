//! The packed package as users meet it, and `wasm-pack` on the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::checks::Checks;
use crate::setup::{browsers, npm, rust_target, wasm_bindgen, wasm_opt};
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    let tarball = build::pack::tarball()?;
    let folder = paths::root().join("tests/pack");
    npm::ensure_tarball(&folder, &tarball)?;
    let package = wasm_pack(checks)?;
    let mut command = Command::new("node");
    command
        .current_dir(&folder)
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    command.args(cases(&folder)?);
    command.env("VOIP_TARBALL", &tarball).env("VOIP_WASM_PACK", package);
    checks.tests("the package in Node, TypeScript and bundlers", &mut command);
    reference(checks)?;
    fixtures(checks, &tarball, &folder.join("fixtures"))
}

/// The reference is made from what was packed, and lacks nothing.
fn reference(checks: &mut Checks) -> Result {
    let folder = paths::root().join("tests/docs");
    npm::ensure(&folder)?;
    let mut command = Command::new("node");
    command
        .current_dir(&folder)
        .args(["--test", "--test-reporter=spec"])
        .args(cases(&folder)?);
    checks.tests("the reference of the API", &mut command);
    Ok(())
}

/// The same small application in everything that the package is said to work in, against the development server.
fn fixtures(checks: &mut Checks, tarball: &Path, folder: &Path) -> Result {
    let browsers = browsers::ensure()?;
    let server = build::server::binary()?;
    // Server and browser are started by what the tests of whole calls start them with.
    npm::ensure_tarball(&paths::root().join("tests/e2e"), tarball)?;
    npm::ensure_tarball(folder, tarball)?;
    let mut command = Command::new("node");
    command
        .current_dir(folder)
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    command.args(cases(folder)?);
    command
        .env("VOIP_TARBALL", tarball)
        .env("VOIP_SERVER_BIN", server)
        .env("VOIP_CHROMIUM", &browsers.chromium);
    checks.tests("the package in bundlers, frameworks and test runners", &mut command);
    Ok(())
}

/// Named one by one: what `node --test` makes of a folder differs between its versions.
fn cases(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(folder.join("cases")).map_err(|error| format!("cannot read tests/pack: {error}"))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

/// `wasm-pack build --target web` has to work by itself, with nothing of ours but the tools on `PATH`.
fn wasm_pack(checks: &mut Checks) -> Result<PathBuf> {
    let toolchain = rust_target::ensure()?;
    let dirs = [
        wasm_bindgen::ensure()?,
        wasm_bindgen::ensure_wasm_pack()?,
        wasm_opt::ensure()?,
    ];
    let package = paths::state().join("wasm-pack");
    let mut command = Command::new(dirs[1].join("wasm-pack"));
    command
        .current_dir(paths::root())
        .args(["build", "--target", "web", "--mode", "no-install", "--out-dir"])
        .arg(&package);
    toolchain.apply(&mut command, &dirs);
    checks.check("wasm-pack build --target web", &mut command);
    Ok(package)
}
