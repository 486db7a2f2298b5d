//! The TypeScript around the modules: entry, errors, faces, hooks.

use std::process::Command;

use super::checks::Checks;
use crate::setup::npm;
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    build::pack::tarball()?;
    let folder = paths::root().join("pkg-template");
    npm::ensure(&folder)?;
    checks.tests("tests of the package's TypeScript", npm::npm(&folder).arg("test"));
    let mut report = Command::new("node");
    report
        .current_dir(paths::root().join("bench/report"))
        .args(["--test", "report.test.mjs"]);
    checks.tests("the report of the measurements", &mut report);
    Ok(())
}
