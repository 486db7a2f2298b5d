//! The development server against its own OpenAPI document.

use std::process::Command;

use super::Suite;
use crate::setup::schemathesis;
use crate::{Result, build, paths};

pub fn suite(long: bool) -> Result<Suite> {
    crate::setup::node()?;
    let program = schemathesis::ensure()?;
    let server = build::server::binary()?;
    let mut command = Command::new("node");
    command.current_dir(paths::root().join("tests/contract")).arg("run.mjs");
    if long {
        command.arg("--long");
    }
    command.env("VOIP_SCHEMATHESIS", program).env("VOIP_SERVER_BIN", server);
    Ok(Suite {
        what: "every operation against the OpenAPI document",
        command,
    })
}
