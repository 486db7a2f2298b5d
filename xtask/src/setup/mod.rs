//! Everything that has to be there before building and testing, each piece in a file of its own.
//!
//! Each `ensure` finds what an earlier run has left within milliseconds, or sets it up, or fails with a sentence that
//! says what to install. Nothing is written outside the repository and the user's cargo and npm caches except by
//! [`apt`], which says so first.

pub mod apt;
pub mod browsers;
pub mod cargo_deny;
pub mod cargo_tool;
pub mod npm;
pub mod rust_source;
pub mod rust_target;
pub mod schemathesis;
pub mod sip_servers;
pub mod wasm_bindgen;
pub mod wasm_opt;

use crate::{Result, build, paths};

/// What `cargo xtask setup` does: all that the other commands would install when they come to it.
pub fn everything() -> Result {
    node()?;
    rust_target::ensure()?;
    wasm_bindgen::ensure()?;
    wasm_bindgen::ensure_wasm_pack()?;
    cargo_deny::ensure()?;
    for folder in build::NPM_FOLDERS {
        npm::ensure(&paths::root().join(folder))?;
    }
    browsers::ensure()?;
    browsers::ensure_chromedriver()?;
    sip_servers::ensure()?;
    schemathesis::ensure()?;
    println!("everything is there");
    Ok(())
}

/// Node 20 or later with npm.
pub fn node() -> Result {
    let sentence =
        "Node.js 20 or later with npm is needed: install it (nodejs.org, or your system's packages) and run this again";
    let version = crate::run::output_of("node", &["--version"]).ok_or(sentence)?;
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(format!("{sentence}; found {version}"));
    }
    if paths::find_program(&["npm"]).is_none() {
        return Err(sentence.to_owned());
    }
    Ok(())
}
