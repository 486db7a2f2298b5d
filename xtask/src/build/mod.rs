//! Building: the WebAssembly modules, the npm package around them, the demonstration page, the development server.

mod licences;
mod locations;
pub mod pack;
pub mod server;
pub mod size;
mod snip;
pub mod wasm;
pub mod web;

/// Folders with a lock file of npm.
pub const NPM_FOLDERS: [&str; 4] = ["pkg-template", "www-demo", "tests/pack", "tests/e2e"];
