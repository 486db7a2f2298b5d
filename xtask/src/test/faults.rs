//! Calls through a network that fails: a proxy between the browser and a SIP server cuts, stalls and goes deaf.

use std::path::PathBuf;
use std::process::Command;

use super::Suite;
use super::checks::mark_long;
use crate::setup::{browsers, npm, sip_servers};
use crate::{Result, build, paths};

/// Where the pages, the proxy and the cells are.
pub fn folder() -> PathBuf {
    paths::root().join("tests/faults")
}

/// `node SCRIPT` with everything that it needs installed and named.
pub fn prepared(script: &str) -> Result<Command> {
    let browsers = browsers::ensure()?;
    let tarball = build::pack::tarball()?;
    // The launchers of the end-to-end tests come with their packages.
    npm::ensure(&paths::root().join("tests/e2e"))?;
    npm::ensure_tarball(&folder(), &tarball)?;
    let mut command = Command::new("node");
    command
        .current_dir(folder())
        .arg(script)
        .env("VOIP_CHROMIUM", &browsers.chromium)
        .envs(sip_servers::ensure()?);
    Ok(command)
}

pub fn suite(long: bool) -> Result<Suite> {
    let mut command = prepared("run.mjs")?;
    if long {
        command.arg("--long");
    }
    mark_long(long, &mut command);
    Ok(Suite {
        what: "calls through a network that fails",
        command,
    })
}
