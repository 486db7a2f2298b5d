//! The TypeScript around the modules: entry, errors, faces, hooks.

use super::checks::Checks;
use crate::setup::npm;
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    build::pack::tarball()?;
    let folder = paths::root().join("pkg-template");
    npm::ensure(&folder)?;
    checks.tests("tests of the package's TypeScript", npm::npm(&folder).arg("test"));
    Ok(())
}
