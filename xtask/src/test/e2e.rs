//! Browsers: the driver alone, the hooks, then whole calls through the development server.

use std::process::Command;

use super::checks::Checks;
use crate::setup::{browsers, npm};
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    let browsers = browsers::ensure()?;
    let tarball = build::pack::tarball()?;
    let page = build::web::page(&tarball)?;
    let server = build::server::binary()?;
    // The driver's tests stand on the launchers and packages of the others.
    let tests = paths::root().join("tests");
    npm::ensure_tarball(&tests.join("e2e"), &tarball)?;
    let react = tests.join("react");
    npm::ensure(&react)?;
    for version in ["react-18", "react-19"] {
        npm::ensure_tarball(&react.join(version), &tarball)?;
    }
    for (folder, what) in [
        ("browser", "the phone's browser parts"),
        ("react", "the hooks in React 18 and in React 19"),
        ("e2e", "calls through the development server"),
    ] {
        let mut command = Command::new("node");
        command.current_dir(tests.join(folder)).arg("run.mjs");
        if checks.long {
            command.arg("--long");
        }
        checks.mark_long(&mut command);
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
