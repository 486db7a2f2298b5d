//! Debian packages: the only thing that is written outside the repository and the user's caches.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use crate::{Result, paths, process, run};

/// Installs `packages`, having said so; only as root on a system with apt. Services that come with them are kept from
/// starting by a `policy-rc.d` that is removed again.
pub fn install(packages: &[&str], purpose: &str) -> Result {
    let list = packages.join(" ");
    if paths::find_program(&["apt-get"]).is_none() {
        return Err(format!(
            "{purpose}: not found, and this is no Debian system; install what corresponds to {list} (see the README) and run this again"
        ));
    }
    if !rustix::process::getuid().is_root() {
        return Err(format!(
            "{purpose}: not found; run `sudo apt-get install {list}` and then this again"
        ));
    }
    run::say(&format!(
        "{purpose}: installing Debian packages {list} (system-wide, by apt-get)"
    ));
    let policy = Policy::set()?;
    // An installation that was interrupted leaves dpkg asking for this, and apt refuses until it is done.
    run::quietly(
        "finishing earlier installations",
        Command::new("dpkg").args(["--configure", "-a"]),
    )?;
    let missing = packages.iter().any(|package| !is_known(package));
    if missing {
        run::quietly("apt-get update", apt().arg("update"))?;
    }
    let what = format!("apt-get install {list}");
    let result = run::quietly(
        &what,
        apt().args(["install", "-y", "--no-install-recommends"]).args(packages),
    );
    drop(policy);
    result
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-o", "DPkg::Lock::Timeout=120"]);
    command
}

fn is_known(package: &str) -> bool {
    run::output_of("apt-cache", &["policy", package]).is_some_and(|text| {
        text.lines()
            .any(|line| line.contains("Candidate:") && !line.contains("(none)"))
    })
}

/// Forbids services to start while it lives. An existing policy of the system's owner is left as it is.
struct Policy(Option<PathBuf>);

impl Policy {
    fn set() -> Result<Self> {
        let file = PathBuf::from("/usr/sbin/policy-rc.d");
        if file.exists() {
            return Ok(Self(None));
        }
        process::remove_at_exit(file.clone());
        paths::write(&file, "#!/bin/sh\nexit 101\n")?;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755))
            .map_err(|error| format!("cannot make {} executable: {error}", file.display()))?;
        Ok(Self(Some(file)))
    }
}

impl Drop for Policy {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            process::remove_now(file);
        }
    }
}
