//! `cargo xtask docs`: the reference of the API by typedoc, from the declarations that the package ships.

use std::process::Command;

use crate::setup::npm;
use crate::{Result, build, paths, run};

/// Writes it to `target/reference`; fails where a declaration does not say everything.
pub fn write() -> Result {
    build::pack::tarball()?;
    let folder = paths::root().join("tests/docs");
    npm::ensure(&folder)?;
    let mut command = Command::new("node");
    command
        .current_dir(&folder)
        .args(["reference.mjs", "../../pkg-template/out"])
        .arg(paths::target().join("reference"));
    run::shown("the reference of the API", &mut command)
}
