//! A Rust compiler that builds for wasm32-unknown-unknown.
//!
//! The ordinary way is rustup. Where rustup's server cannot be reached, [`rust_source`](super::rust_source) builds the
//! target's standard library from source.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::{Result, process, run};

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How to call cargo for wasm32.
#[derive(Clone, Debug)]
pub enum Toolchain {
    /// The toolchain in use has the target.
    Ordinary,
    /// A compiler with a system root of its own.
    FromSource {
        /// Holds `bin/rustc`.
        sysroot: PathBuf,
        /// `rust-lld` of the toolchain in use.
        linker: PathBuf,
    },
}

impl Toolchain {
    /// Makes `command` (cargo, or something that calls cargo) use this toolchain, with `dirs` in front of `PATH`.
    pub fn apply(&self, command: &mut Command, dirs: &[PathBuf]) {
        let mut dirs = dirs.to_vec();
        if let Self::FromSource { sysroot, linker } = self {
            let bin = sysroot.join("bin");
            command
                .env("RUSTC", bin.join("rustc"))
                .env("RUSTDOC", bin.join("rustdoc"));
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            dirs.push(bin);
        }
        command.env("PATH", crate::paths::path_with(&dirs));
    }

    /// The compiler, in words: what it makes depends on it.
    pub fn version(&self) -> Option<String> {
        match self {
            Self::Ordinary => run::output_of("rustc", &["-vV"]),
            Self::FromSource { sysroot, .. } => Some(sysroot.display().to_string()),
        }
    }

    /// Clippy is part of the toolchain that rustup installs and checks code for the targets of that one only.
    pub fn has_clippy(&self) -> bool {
        matches!(self, Self::Ordinary)
    }
}

/// Takes the way of [`rust_source`](super::rust_source) although the ordinary one may be open: to try it out.
const FROM_SOURCE: &str = "VOIP_RUST_FROM_SOURCE";

/// Finds the target, or adds it by rustup, or builds it from source.
pub fn ensure() -> Result<Toolchain> {
    if std::env::var_os(FROM_SOURCE).is_some() {
        return super::rust_source::find().map_or_else(super::rust_source::build, Ok);
    }
    if is_installed() {
        return Ok(Toolchain::Ordinary);
    }
    if let Some(toolchain) = super::rust_source::find() {
        return Ok(toolchain);
    }
    if add_by_rustup()? {
        return Ok(Toolchain::Ordinary);
    }
    run::say("rustup could not fetch the target; building its standard library from Debian's Rust sources instead");
    super::rust_source::build()
}

/// The directory of the target's libraries in the toolchain in use holds `core`.
fn is_installed() -> bool {
    run::output_of("rustc", &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|dir| holds_core(Path::new(&dir)))
}

/// Whether a library directory is complete enough to compile against.
pub fn holds_core(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|entries| {
        let names: Vec<_> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        ["libcore-", "libstd-"].iter().all(|part| {
            names
                .iter()
                .any(|name| name.starts_with(part) && name.ends_with(".rlib"))
        })
    })
}

fn add_by_rustup() -> Result<bool> {
    if crate::paths::find_program(&["rustup"]).is_none() {
        return Ok(false);
    }
    run::say("rustup target add wasm32-unknown-unknown");
    let mut child = process::start(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .env("RUSTUP_MAX_RETRIES", "0")
            .env_remove("RUST_BACKTRACE"),
    )?;
    let status = process::wait_at_most(&mut child, Duration::from_secs(120))?;
    Ok(status.is_some_and(|status| status.success()) && is_installed())
}
