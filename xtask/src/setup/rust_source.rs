//! The way to wasm32 where only package registries can be reached: Debian's `rustc-web` comes with the library's
//! source and its vendored crates, from which the target's standard library is built once, into the user's cargo cache.
//!
//! Nothing is written below `/usr`: a system root of links and one wrapper script is enough.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::rust_target::{TARGET, Toolchain, holds_core};
use crate::{Result, paths, run};

const RUSTC: &str = "/usr/bin/rustc";
const SOURCE: &str = "/usr/lib/rustlib/src/rust/library/Cargo.toml";
/// Debian's `rustc` (as opposed to `rustc-web`) is far older than this.
const OLDEST_MINOR: u32 = 93;

/// A system root that an earlier run has completed and whose compiler is still the same.
pub fn find() -> Option<Toolchain> {
    let version = version()?;
    let sysroot = sysroot(&version);
    let stamped = std::fs::read_to_string(sysroot.join("complete")).is_ok_and(|text| text == version);
    (stamped && holds_core(&target_libraries(&sysroot)))
        .then(|| linker().map(|linker| Toolchain::FromSource { sysroot, linker }))?
}

/// Installs the compiler if need be and builds the system root.
pub fn build() -> Result<Toolchain> {
    if version().is_none() || !Path::new(SOURCE).exists() {
        super::apt::install(
            &["rustc-web", "rust-web-src"],
            "a Rust compiler with the library's source, for wasm32",
        )?;
    }
    let version = version()
        .ok_or_else(|| format!("{RUSTC} is missing or older than 1.{OLDEST_MINOR} although rustc-web was installed"))?;
    let sysroot = sysroot(&version);
    let linker = linker().ok_or("the Rust toolchain in use has no rust-lld: install Rust by rustup")?;
    run::say(&format!(
        "the wasm32 standard library goes into {} (your cargo cache)",
        sysroot.display()
    ));
    let _ = std::fs::remove_dir_all(&sysroot);
    lay_out(&sysroot)?;
    let crate_dir = paths::state().join("std-wasm32");
    paths::write(
        &crate_dir.join("src/lib.rs"),
        "//! Exists to have std built.\npub fn nothing() {}\n",
    )?;
    paths::write(
        &crate_dir.join("Cargo.toml"),
        "[package]\nname = \"std-wasm32\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[profile.release]\npanic = \"abort\"\n",
    )?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(&crate_dir)
        .args([
            "build",
            "--release",
            "--target",
            TARGET,
            "-Zbuild-std=std,panic_abort",
            "--target-dir",
        ])
        .arg(crate_dir.join("target"))
        // Cargo leaves bitcode out of libraries when it links without LTO; our own build links with it.
        .env(
            "RUSTFLAGS",
            format!("-Cembed-bitcode=yes --remap-path-prefix={}=rust", sysroot.display()),
        )
        .env("RUSTC", sysroot.join("bin/rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &linker);
    run::shown("building std for wasm32 (about a minute)", &mut cargo)?;
    copy_libraries(
        &crate_dir.join("target").join(TARGET).join("release/deps"),
        &target_libraries(&sysroot),
    )?;
    paths::write(&sysroot.join("complete"), &version)?;
    find().ok_or_else(|| "the wasm32 standard library was built but is not complete; run this again".to_owned())
}

/// `version` is `rustc 1.96.0 (…)`.
fn sysroot(version: &str) -> PathBuf {
    let number = version.split(' ').nth(1).unwrap_or("unknown");
    paths::cache().join(format!("rust-{number}-wasm32"))
}

fn target_libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// `rustc 1.96.0 (…)` of Debian's compiler if it is new enough.
fn version() -> Option<String> {
    let version = run::output_of(RUSTC, &["--version"])?;
    let minor: u32 = version.strip_prefix("rustc 1.")?.split('.').next()?.parse().ok()?;
    (minor >= OLDEST_MINOR).then_some(version)
}

/// The linker for wasm comes with the toolchain of rustup.
fn linker() -> Option<PathBuf> {
    let sysroot = run::output_of("rustc", &["--print", "sysroot"])?;
    let host = run::output_of("rustc", &["-vV"])?
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))?;
    Some(Path::new(&sysroot).join("lib/rustlib").join(host).join("bin/rust-lld")).filter(|file| file.is_file())
}

/// Links to what Debian's compiler brings, and scripts that call it with this system root.
fn lay_out(sysroot: &Path) -> Result {
    let say = |error: std::io::Error| format!("cannot lay out {}: {error}", sysroot.display());
    let rustlib = sysroot.join("lib/rustlib");
    std::fs::create_dir_all(target_libraries(sysroot)).map_err(say)?;
    for entry in std::fs::read_dir("/usr/lib/rustlib").map_err(say)?.flatten() {
        if entry.file_name() != TARGET {
            symlink(entry.path(), rustlib.join(entry.file_name())).map_err(say)?;
        }
    }
    for program in ["rustc", "rustdoc"] {
        let script = sysroot.join("bin").join(program);
        let text = format!(
            "#!/bin/sh\nexec /usr/bin/{program} --sysroot '{}' \"$@\"\n",
            sysroot.display()
        );
        paths::write(&script, &text)?;
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).map_err(say)?;
    }
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> Result {
    let say = |error: std::io::Error| format!("cannot copy the standard library to {}: {error}", to.display());
    for entry in std::fs::read_dir(from).map_err(say)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libstd_wasm32") {
            std::fs::copy(entry.path(), to.join(name)).map_err(say)?;
        }
    }
    Ok(())
}
