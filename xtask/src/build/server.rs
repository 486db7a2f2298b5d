//! The development server.

use std::path::PathBuf;
use std::process::Command;

use crate::{Result, paths, run};

/// Builds it; returns the program.
pub fn binary() -> Result<PathBuf> {
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(paths::root())
        .args(["build", "--locked", "--package", "voip-demo-server"]);
    run::shown(
        "building the development server (the first time about 3 minutes)",
        &mut cargo,
    )?;
    Ok(paths::target().join("debug/voip-demo-server"))
}
