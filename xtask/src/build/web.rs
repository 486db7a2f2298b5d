//! The demonstration page, built against the packed SDK.

use std::path::{Path, PathBuf};

use crate::setup::npm;
use crate::stamp::{Inputs, unless_done};
use crate::{Result, paths, run};

/// Builds `www-demo/dist` with what `tarball` holds.
pub fn page(tarball: &Path) -> Result<PathBuf> {
    let folder = paths::root().join("www-demo");
    let result = folder.join("dist");
    npm::ensure_tarball(&folder, tarball)?;
    let mut inputs = Inputs::of("page").path(tarball);
    for part in [
        "package.json",
        "package-lock.json",
        "index.html",
        "vite.config.ts",
        "tsconfig.json",
        "src",
        "public",
    ] {
        inputs = inputs.path(&folder.join(part));
    }
    unless_done(
        &paths::state().join("page"),
        &inputs,
        &[&result.join("index.html")],
        || {
            run::quietly(
                "building the demonstration page",
                npm::npm(&folder).args(["run", "build"]),
            )
        },
    )?;
    Ok(result)
}
