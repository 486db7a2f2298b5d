//! The three WebAssembly modules, into `pkg-template/gen/<module>/`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{locations, snip};
use crate::setup::rust_target::{self, TARGET, Toolchain};
use crate::setup::{wasm_bindgen, wasm_opt};
use crate::stamp::{Inputs, unless_done};
use crate::{Result, paths, run};

/// One module for each feature of the crate; they share no memory.
pub const MODULES: [&str; 3] = ["client", "phone", "webhooks"];

/// What rustc emits for wasm32 today, named because wasm-opt must not guess.
const WASM_OPT: [&str; 10] = [
    "-Oz",
    "--converge",
    // rust-lld puts nothing in the lowest 1024 bytes but the end of a stack that has overflowed by then.
    "--low-memory-unused",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--strip-producers",
];

/// How much trouble to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// As it is published: link-time optimisation, then wasm-opt.
    Release,
    /// For trying something out: neither.
    Quick,
}

/// Where a module's generated files are.
pub fn folder(module: &str) -> PathBuf {
    paths::root().join("pkg-template/gen").join(module)
}

/// Builds all modules.
///
/// What is there is judged by the sources and not left to cargo: the builds leave their result under one name, so
/// cargo would build each again after the other.
pub fn all(kind: Kind) -> Result {
    MODULES
        .iter()
        .try_for_each(|module| build(module, kind, &folder(module), None))
}

/// The client module with `"one"` operation or `"none"`, to measure what the others weigh.
pub fn client_with_operations(which: &str) -> Result<PathBuf> {
    let out = paths::target().join(format!("bench/client-{which}"));
    build(
        MODULES[0],
        Kind::Release,
        &out,
        Some(&format!("voip_operations=\"{which}\"")),
    )?;
    Ok(out.join(WASM))
}

const WASM: &str = "voip_sdk_bg.wasm";

fn build(module: &str, kind: Kind, out: &Path, cfg: Option<&str>) -> Result {
    let toolchain = rust_target::ensure()?;
    let bindgen = wasm_bindgen::ensure()?;
    let results = [WASM, "voip_sdk.js", "voip_sdk.d.ts"].map(|name| out.join(name));
    let results: Vec<&Path> = results.iter().map(PathBuf::as_path).collect();
    let inputs = sources().value((kind, WASM_OPT, &bindgen, toolchain.version(), rustflags(cfg)));
    unless_done(&out.join(".stamp"), &inputs, &results, || {
        let compiled = compile(module, kind, &toolchain, cfg)?;
        generate(module, kind, &bindgen, &compiled, out)
    })
    .map(drop)
}

fn sources() -> Inputs {
    let root = paths::root();
    let inputs = Inputs::of("wasm module").value(std::env::var_os("RUSTFLAGS"));
    ["src", "Cargo.toml", "Cargo.lock", ".cargo/config.toml", "build.rs"]
        .iter()
        .fold(inputs, |inputs, part| inputs.path(&root.join(part)))
}

fn compile(module: &str, kind: Kind, toolchain: &Toolchain, cfg: Option<&str>) -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(paths::root());
    // `cargo rustc --crate-type`: cargo leaves link-time optimisation out where a crate is also an rlib.
    cargo.args([
        "rustc",
        "--locked",
        "--package",
        "voip-sdk",
        "--lib",
        "--crate-type",
        "cdylib",
        "--target",
        TARGET,
    ]);
    cargo.args(["--no-default-features", "--features", module]);
    if kind == Kind::Release {
        cargo.arg("--release");
    }
    toolchain.apply(&mut cargo, &[]);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", rustflags(cfg));
    run::shown(&format!("compiling the {module} module to WebAssembly"), &mut cargo)?;
    let profile = if kind == Kind::Release { "release" } else { "debug" };
    Ok(paths::target().join(TARGET).join(profile).join("voip_sdk.wasm"))
}

/// The linker puts the stack below the data. Half a megabyte is plenty for code that does not recurse, and addresses
/// below one megabyte take three octets in WebAssembly, those above four: 4 % of the phone's module.
const STACK: &str = "-Clink-arg=-zstack-size=524288";

/// Inline only what gets smaller by it: half a percent of the phone's module. (Below zero it grows again.)
const INLINING: &str = "-Cllvm-args=-inline-threshold=0";

/// The user's flags, and no folder of this machine in the messages of panics.
fn rustflags(cfg: Option<&str>) -> OsString {
    let mut flags: Vec<OsString> = match std::env::var("RUSTFLAGS") {
        Ok(own) => own.split_whitespace().map(OsString::from).collect(),
        Err(_) => Vec::new(),
    };
    // As in .cargo/config.toml, which this variable outranks.
    flags.extend(["--cfg", "sha2_backend_soft=\"compact\"", STACK, INLINING].map(OsString::from));
    if let Some(cfg) = cfg {
        // What is left out leaves its helpers unused, which is no news.
        flags.extend(["--cfg", cfg, "-Awarnings"].map(OsString::from));
    }
    let mut folders = vec![(paths::root().into(), "."), (paths::cargo_home().into(), "cargo")];
    // With rustup's rust-src, panics of the standard library name its files where they lie.
    folders.extend(
        run::output_of("rustc", &["--print", "sysroot"]).map(|sysroot| (sysroot.trim().to_owned().into(), "rust")),
    );
    for (folder, name) in folders as Vec<(OsString, &str)> {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(folder);
        flag.push("=");
        flag.push(name);
        flags.push(flag);
    }
    flags.join(OsStr::new("\u{1f}"))
}

fn generate(module: &str, kind: Kind, bindgen: &Path, compiled: &Path, out: &Path) -> Result {
    let wasm = out.join(WASM);
    let _ = std::fs::remove_dir_all(out);
    let mut command = Command::new(bindgen.join("wasm-bindgen"));
    command
        .args(["--target", "web", "--out-name", "voip_sdk", "--out-dir"])
        .arg(out)
        .arg(compiled);
    run::quietly(&format!("wasm-bindgen for the {module} module"), &mut command)?;
    if kind == Kind::Quick {
        return Ok(());
    }
    let say = |error: std::io::Error| format!("cannot rewrite {}: {error}", wasm.display());
    let emptied = snip::panics(&std::fs::read(&wasm).map_err(say)?)?;
    std::fs::write(&wasm, locations::blanked(&emptied)).map_err(say)?;
    let mut command = Command::new(wasm_opt::ensure()?.join("wasm-opt"));
    command.args(WASM_OPT).arg(&wasm).arg("-o").arg(&wasm);
    run::quietly(
        &format!("wasm-opt for the {module} module (up to a minute)"),
        &mut command,
    )
}
