//! wasm-opt, from the npm package `binaryen` pinned in `xtask/tools`.

use std::path::PathBuf;

use crate::{Result, paths};

/// The folder with `wasm-opt`.
pub fn ensure() -> Result<PathBuf> {
    let tools = paths::root().join("xtask/tools");
    super::npm::ensure(&tools)?;
    Ok(tools.join("node_modules/.bin"))
}
