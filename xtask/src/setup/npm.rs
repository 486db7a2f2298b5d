//! npm packages: installed as their lock file says, again only when it has changed.

use std::path::Path;
use std::process::Command;

use crate::stamp::{Inputs, unless_done};
use crate::{Result, paths, run};

/// `npm ci` in `folder` unless that has been done for this lock file.
pub fn ensure(folder: &Path) -> Result {
    super::node()?;
    let name = name_of(folder);
    let modules = folder.join("node_modules");
    let inputs = Inputs::of("npm ci")
        .path(&folder.join("package.json"))
        .path(&folder.join("package-lock.json"));
    unless_done(&modules.join(".stamp-ci"), &inputs, &[&modules], || {
        run::quietly(
            &format!("npm packages of {name}"),
            npm(folder).args(["ci", "--no-audit", "--no-fund", "--prefer-offline"]),
        )
    })
    .map(drop)
}

/// A folder as messages call it: from the repository's root.
fn name_of(folder: &Path) -> String {
    folder
        .strip_prefix(paths::root())
        .unwrap_or(folder)
        .display()
        .to_string()
}

/// Installs the packed SDK into `folder` as a user would, without writing it into package.json or the lock file.
pub fn ensure_tarball(folder: &Path, tarball: &Path) -> Result {
    ensure(folder)?;
    let name = name_of(folder);
    let modules = folder.join("node_modules");
    let inputs = Inputs::of("npm install tarball")
        .path(tarball)
        .path(&folder.join("package.json"))
        .path(&folder.join("package-lock.json"));
    let installed = modules.join("@cemscale/voip-sdk/package.json");
    unless_done(&modules.join(".stamp-sdk"), &inputs, &[&installed], || {
        run::quietly(
            &format!("installing the packed SDK into {name}"),
            npm(folder)
                .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline"])
                .arg(tarball),
        )
    })
    .map(drop)
}

/// `npm` to be run in `folder`.
pub fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder);
    command
}
