//! Browsers through other people's SIP servers: Kamailio, with baresip, and with sipp behind rtpengine.

use std::process::Command;

use super::checks::Checks;
use crate::setup::{browsers, npm, sip_servers};
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    let browsers = browsers::ensure()?;
    let servers = sip_servers::ensure()?;
    let tarball = build::pack::tarball()?;
    // The launchers and packages are those of the end-to-end tests.
    let tests = paths::root().join("tests");
    npm::ensure_tarball(&tests.join("e2e"), &tarball)?;
    let mut command = Command::new("node");
    command.current_dir(tests.join("interop")).arg("run.mjs");
    if checks.long {
        command.arg("--long");
    }
    checks.mark_long(&mut command);
    command
        .env("VOIP_CHROMIUM", &browsers.chromium)
        .env("VOIP_FIREFOX", &browsers.firefox)
        .envs(servers);
    checks.tests("calls through real servers", &mut command);
    Ok(())
}
