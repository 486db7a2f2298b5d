//! Browsers through other people's SIP servers: Kamailio, with baresip, and with sipp behind rtpengine.

use std::process::Command;

use super::Suite;
use super::checks::mark_long;
use crate::setup::{browsers, npm, sip_servers};
use crate::{Result, build, paths};

pub fn suite(long: bool) -> Result<Suite> {
    let browsers = browsers::ensure()?;
    let servers = sip_servers::ensure()?;
    let tarball = build::pack::tarball()?;
    // The launchers and packages are those of the end-to-end tests.
    let tests = paths::root().join("tests");
    npm::ensure_tarball(&tests.join("e2e"), &tarball)?;
    let mut command = Command::new("node");
    command.current_dir(tests.join("interop")).arg("run.mjs");
    if long {
        command.arg("--long");
    }
    mark_long(long, &mut command);
    command
        .env("VOIP_CHROMIUM", &browsers.chromium)
        .env("VOIP_FIREFOX", &browsers.firefox)
        .envs(servers);
    Ok(Suite {
        what: "calls through real servers",
        command,
    })
}
