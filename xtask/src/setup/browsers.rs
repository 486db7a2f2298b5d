//! The browsers of the tests, and the TURN server that stands behind one of them.

use std::path::PathBuf;

use crate::{Result, paths};

/// Programs of the browser tests.
pub struct Browsers {
    pub chromium: PathBuf,
    pub firefox: PathBuf,
    pub turnserver: PathBuf,
}

/// Finds each, or installs it from Debian's packages. `VOIP_CHROMIUM`, `VOIP_FIREFOX` and `VOIP_COTURN` name others.
pub fn ensure() -> Result<Browsers> {
    Ok(Browsers {
        chromium: find(
            "VOIP_CHROMIUM",
            &["chromium", "google-chrome-stable", "google-chrome", "chromium-browser"],
            "chromium",
            "Chromium",
        )?,
        firefox: find("VOIP_FIREFOX", &["firefox-esr", "firefox"], "firefox-esr", "Firefox")?,
        turnserver: find("VOIP_COTURN", &["turnserver"], "coturn", "the TURN server coturn")?,
    })
}

/// `chromedriver`, which runs the core's tests in Chromium; it has to be of Chromium's own version.
pub fn ensure_chromedriver() -> Result<PathBuf> {
    find(
        "VOIP_CHROMEDRIVER",
        &["chromedriver"],
        "chromium-driver",
        "Chromium's driver",
    )
}

fn find(variable: &str, names: &[&str], package: &str, purpose: &str) -> Result<PathBuf> {
    if let Some(file) = std::env::var_os(variable).map(PathBuf::from) {
        let sentence = format!("{variable} names {}, which is not there", file.display());
        return if file.is_file() { Ok(file) } else { Err(sentence) };
    }
    if let Some(file) = paths::find_program(names) {
        return Ok(file);
    }
    super::apt::install(&[package], purpose)?;
    paths::find_program(names).ok_or_else(|| format!("{purpose} was installed but is not on PATH"))
}
