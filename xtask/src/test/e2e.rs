//! Browsers: the driver alone, then whole calls through the development server.

use std::process::Command;

use super::checks::Checks;
use crate::setup::{browsers, npm};
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    let browsers = browsers::ensure()?;
    let tarball = build::pack::tarball()?;
    let page = build::web::page(&tarball)?;
    let server = build::server::binary()?;
    for (folder, what) in [
        ("tests/browser", "the driver in browsers"),
        ("tests/e2e", "calls through the development server"),
    ] {
        let folder = paths::root().join(folder);
        npm::ensure_tarball(&folder, &tarball)?;
        let mut command = Command::new("node");
        command.current_dir(&folder).arg("run.mjs");
        if checks.long {
            command.arg("--long").env("VOIP_LONG", "1");
        }
        command
            .env("VOIP_SERVER_BIN", &server)
            .env("VOIP_WEB", &page)
            .env("VOIP_TARBALL", &tarball)
            .env("VOIP_CHROMIUM", &browsers.chromium)
            .env("VOIP_FIREFOX", &browsers.firefox)
            .env("VOIP_COTURN", &browsers.turnserver);
        checks.tests(what, &mut command);
    }
    Ok(())
}
