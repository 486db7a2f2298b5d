//! Where things are.

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Cargo's target directory for everything that is built here.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Stamps and intermediate files of xtask itself.
pub fn state() -> PathBuf {
    target().join("xtask-state")
}

/// The user's cargo cache.
pub fn cargo_home() -> PathBuf {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))
        .unwrap_or_else(|| target().join("cargo-home"))
}

/// Tools that survive `cargo clean`: a folder of ours in the user's cargo cache.
pub fn cache() -> PathBuf {
    cargo_home().join("voip-sdk")
}

/// The first of `names` found on `PATH` (a name with a slash is taken as it is).
pub fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    names.iter().find_map(|name| {
        if name.contains('/') {
            return Some(PathBuf::from(name)).filter(|file| file.is_file());
        }
        std::env::split_paths(&path)
            .map(|dir| dir.join(name))
            .find(|file| file.is_file())
    })
}

/// `PATH` with `dirs` in front.
pub fn path_with(dirs: &[PathBuf]) -> std::ffi::OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = dirs.iter().cloned().chain(std::env::split_paths(&old));
    std::env::join_paths(all).unwrap_or(old)
}

/// The version of the SDK, from the workspace's `Cargo.toml`.
pub fn version() -> crate::Result<String> {
    let text = read(&root().join("Cargo.toml"))?;
    text.lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.toml holds no version line".to_owned())
}

/// The version of `package` in `Cargo.lock`.
pub fn locked_version(package: &str) -> crate::Result<String> {
    let text = read(&root().join("Cargo.lock"))?;
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines().skip_while(|line| **line != *name).skip(1);
    lines
        .next()
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| format!("Cargo.lock does not hold {package}"))
}

/// A file's text, or a sentence.
pub fn read(file: &Path) -> crate::Result<String> {
    std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))
}

/// Writes a file with the folders above it, or says why not.
pub fn write(file: &Path, text: &str) -> crate::Result {
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent).map_err(|error| format!("cannot make {}: {error}", parent.display()))?;
    }
    std::fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}
