//! The development server against its own OpenAPI document.

use std::process::Command;

use super::checks::Checks;
use crate::setup::schemathesis;
use crate::{Result, build, paths};

pub fn run(checks: &mut Checks) -> Result {
    crate::setup::node()?;
    let program = schemathesis::ensure()?;
    let server = build::server::binary()?;
    let mut command = Command::new("node");
    command.current_dir(paths::root().join("tests/contract")).arg("run.mjs");
    if checks.long {
        command.arg("--long");
    }
    command.env("VOIP_SCHEMATHESIS", program).env("VOIP_SERVER_BIN", server);
    checks.tests("every operation against the OpenAPI document", &mut command);
    Ok(())
}
