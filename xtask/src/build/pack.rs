//! The npm package: what is installed by users, and by every test that is about the package.

use std::path::PathBuf;
use std::process::Command;

use super::{licences, wasm};
use crate::setup::npm;
use crate::stamp::{Inputs, unless_done};
use crate::{Result, paths, run};

/// Builds the modules and the TypeScript around them and leaves `dist/cemscale-voip-sdk-<version>.tgz`.
pub fn tarball() -> Result<PathBuf> {
    let root = paths::root();
    let template = root.join("pkg-template");
    let version = paths::version()?;
    let tarball = root.join(format!("dist/cemscale-voip-sdk-{version}.tgz"));
    crate::setup::node()?;
    wasm::all(wasm::Kind::Release)?;
    npm::ensure(&template)?;
    let mut inputs = Inputs::of("pack").value(&version).path(&template);
    for module in wasm::MODULES {
        inputs = inputs.path(&wasm::folder(module));
    }
    for file in [
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "CHANGELOG.md",
        "Cargo.lock",
        "xtask/src/build/licences.rs",
        "xtask/src/build/rust-library.txt",
    ] {
        inputs = inputs.path(&root.join(file));
    }
    unless_done(
        &paths::state().join("pack"),
        &inputs,
        &[&tarball, &template.join("out/package.json")],
        || {
            paths::write(&template.join("gen/THIRD-PARTY-LICENSES.md"), &licences::text()?)?;
            let mut build = Command::new("node");
            build.current_dir(&template).arg("build.mjs");
            run::quietly("putting the npm package together", &mut build)?;
            std::fs::create_dir_all(root.join("dist")).map_err(|error| format!("cannot make dist/: {error}"))?;
            let mut pack = npm::npm(&template.join("out"));
            pack.args(["pack", "--ignore-scripts", "--pack-destination"])
                .arg(root.join("dist"));
            run::quietly("npm pack", &mut pack)
        },
    )?;
    Ok(tarball)
}
