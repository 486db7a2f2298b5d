//! wasm-bindgen's command line, of the very version of the library, and wasm-pack.

use std::path::PathBuf;

use super::cargo_tool::Tool;
use crate::{Result, paths};

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`.
pub fn ensure() -> Result<PathBuf> {
    Tool {
        package: "wasm-bindgen-cli",
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        version: &paths::locked_version("wasm-bindgen")?,
        duration: "about 4 minutes",
    }
    .ensure()
}

/// The folder with `wasm-pack`, which the `pack` stage tries on the repository.
pub fn ensure_wasm_pack() -> Result<PathBuf> {
    Tool {
        package: "wasm-pack",
        programs: &["wasm-pack"],
        version: "0.15.1",
        duration: "about 4 minutes",
    }
    .ensure()
}
