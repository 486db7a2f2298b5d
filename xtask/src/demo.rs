//! `cargo xtask demo`: from whatever is there to a server that prints its URL.

use std::process::Command;

use crate::build::{pack, server, web};
use crate::{Result, paths, process, run};

/// Builds everything and serves it until Ctrl-C. `server_args` go to the server.
pub fn run(server_args: &[String]) -> Result {
    let tarball = pack::tarball()?;
    let page = web::page(&tarball)?;
    let binary = server::binary()?;
    run::say("starting the development server; Ctrl-C stops it");
    let mut child = process::start(
        Command::new(binary)
            .current_dir(paths::root())
            .arg("--web")
            .arg(page)
            // Whoever tries webhooks out does it with a receiver on this machine.
            .arg("--allow-private-webhooks")
            .args(server_args),
    )?;
    let status = process::wait(&mut child)?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the development server ended with {status}"))
    }
}
