//! Browsers: the driver alone, the hooks, then whole calls through the development server.

use std::process::Command;

use super::Suite;
use super::checks::mark_long;
use crate::setup::{browsers, npm};
use crate::{Result, bench, build, paths};

pub fn suites(long: bool) -> Result<Vec<Suite>> {
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
    let suites = [
        ("browser", "the phone's browser parts"),
        ("react", "the hooks in React 18 and in React 19"),
        ("e2e", "calls through the development server"),
    ];
    let suites = suites.into_iter().map(|(folder, what)| {
        let mut command = Command::new("node");
        command.current_dir(tests.join(folder)).arg("run.mjs");
        if long {
            command.arg("--long");
        }
        mark_long(long, &mut command);
        command
            .env("VOIP_SERVER_BIN", &server)
            .env("VOIP_WEB", &page)
            .env("VOIP_TARBALL", &tarball)
            .env("VOIP_CHROMIUM", &browsers.chromium)
            .env("VOIP_FIREFOX", &browsers.firefox)
            .env("VOIP_COTURN", &browsers.turnserver);
        Suite { what, command }
    });
    let measurements = Suite {
        what: "the measurements in short",
        command: bench::quick_tests()?,
    };
    Ok(suites.chain([measurements]).collect())
}
