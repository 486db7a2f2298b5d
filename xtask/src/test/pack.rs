//! The packed package as users meet it, and `wasm-pack` on the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::checks::Checks;
use crate::setup::{browsers, npm, rust_target, wasm_bindgen, wasm_opt};
use crate::{Result, beside, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    let tarball = build::pack::tarball()?;
    let browsers = browsers::ensure()?;
    let server = build::server::binary()?;
    let mut wasm_pack = WasmPack::prepared()?;
    // wasm-pack compiles with one processor, most of the time; the other unpacks what the tests need meanwhile.
    let ((), installed) = beside::both(
        || checks.check("wasm-pack build --target web", &mut wasm_pack.command),
        || install(&tarball),
    )?;
    installed?;

    let folder = folder();
    let mut command = runner(&folder)?;
    command
        .env("VOIP_TARBALL", &tarball)
        .env("VOIP_WASM_PACK", wasm_pack.package);
    checks.tests("the package in Node, TypeScript and bundlers", &mut command);

    // The reference is made from what was packed, and lacks nothing.
    checks.tests("the reference of the API", &mut runner(&reference())?);

    // The same small application in everything that the package is said to work in, against the development server.
    let mut command = runner(&folder.join("fixtures"))?;
    command
        .env("VOIP_TARBALL", &tarball)
        .env("VOIP_SERVER_BIN", server)
        .env("VOIP_CHROMIUM", &browsers.chromium);
    checks.tests("the package in bundlers, frameworks and test runners", &mut command);
    Ok(())
}

fn folder() -> PathBuf {
    paths::root().join("tests/pack")
}

fn reference() -> PathBuf {
    paths::root().join("tests/docs")
}

fn install(tarball: &Path) -> Result {
    npm::ensure_tarball(&folder(), tarball)?;
    // Server and browser are started by what the tests of whole calls start them with.
    npm::ensure_tarball(&paths::root().join("tests/e2e"), tarball)?;
    npm::ensure(&reference())?;
    npm::ensure_tarball(&folder().join("fixtures"), tarball)
}

/// Runs the cases in `folder`, two files at a time: each has projects, servers and a browser of its own.
fn runner(folder: &Path) -> Result<Command> {
    let mut command = Command::new("node");
    command
        .current_dir(folder)
        .args(["--test", "--test-concurrency=2", "--test-reporter=spec"]);
    command.args(cases(folder)?);
    Ok(command)
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
struct WasmPack {
    command: Command,
    /// Where it leaves its package.
    package: PathBuf,
}

impl WasmPack {
    fn prepared() -> Result<Self> {
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
        Ok(Self { command, package })
    }
}
