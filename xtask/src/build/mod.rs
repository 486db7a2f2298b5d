//! Building: the WebAssembly modules, the npm package around them, the demonstration page, the development server.

mod licences;
mod locations;
mod names;
pub mod pack;
pub mod server;
pub mod size;
mod snip;
pub mod wasm;
pub mod web;

/// Folders with a lock file of npm.
pub const NPM_FOLDERS: [&str; 12] = [
    "bench/sizes",
    "pkg-template",
    "tests/docs",
    "tests/e2e",
    "tests/faults",
    "tests/pack",
    "tests/pack/fixtures",
    "tests/react",
    "tests/react/react-18",
    "tests/react/react-19",
    "www-demo",
    "xtask/tools",
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::paths;

    fn collect(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if name == "package-lock.json" {
                let folder = folder.strip_prefix(paths::root()).unwrap();
                found.push(folder.to_string_lossy().into_owned());
            } else if path.is_dir() && !name.starts_with('.') && !["node_modules", "target", "tmp"].contains(&&*name) {
                collect(&path, found);
            }
        }
    }

    #[test]
    fn every_lock_file_of_npm_is_known() {
        let mut found = Vec::new();
        collect(&paths::root(), &mut found);
        found.sort();
        assert_eq!(found, NPM_FOLDERS);
    }
}
