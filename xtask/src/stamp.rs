//! Finding what an earlier run has finished: a stamp holds the hash of a step's inputs.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::{Result, paths};

/// Folders that are results, never inputs.
const RESULTS: [&str; 8] = ["node_modules", "target", "dist", "out", "gen", ".git", ".data", "tmp"];

/// A step's inputs, hashed.
pub struct Inputs(DefaultHasher);

impl Inputs {
    /// Begins with the step's name, so that two steps never share a hash.
    pub fn of(step: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        step.hash(&mut hasher);
        Self(hasher)
    }

    /// Adds a value.
    pub fn value(mut self, value: impl Hash) -> Self {
        value.hash(&mut self.0);
        self
    }

    /// Adds a file, or every file below a folder (results and dot files left out), by path and content.
    pub fn path(mut self, path: &Path) -> Self {
        let mut files = Vec::new();
        collect(path, &mut files);
        files.sort();
        for file in files {
            file.hash(&mut self.0);
            std::fs::read(&file).unwrap_or_default().hash(&mut self.0);
        }
        self
    }

    fn hash(&self) -> String {
        format!("{:016x}", self.0.finish())
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        files.push(path.to_path_buf());
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !RESULTS.iter().any(|result| name == *result) && !name.to_string_lossy().starts_with('.') {
            collect(&entry.path(), files);
        }
    }
}

/// Runs `step` unless `file` says that it has run with the same inputs and every one of `results` is there.
/// The stamp is removed first and written last, so an interrupted step runs again. Returns whether it ran.
pub fn unless_done(file: &Path, inputs: &Inputs, results: &[&Path], step: impl FnOnce() -> Result) -> Result<bool> {
    if is_done(file, inputs, results) {
        return Ok(false);
    }
    let _ = std::fs::remove_file(file);
    step()?;
    paths::write(file, &inputs.hash())?;
    Ok(true)
}

/// Whether [`unless_done`] would not run its step.
pub fn is_done(file: &Path, inputs: &Inputs, results: &[&Path]) -> bool {
    std::fs::read_to_string(file).is_ok_and(|old| old == inputs.hash()) && results.iter().all(|result| result.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("xtask-stamp-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(dir.join("src")).unwrap();
        dir
    }

    #[test]
    fn a_step_runs_once_until_its_inputs_or_results_change() {
        let dir = folder("once");
        let (stamp, result) = (dir.join("stamp"), dir.join("result"));
        let inputs = || Inputs::of("step").path(&dir.join("src"));
        let step = || paths::write(&result, "x");
        assert_eq!(unless_done(&stamp, &inputs(), &[&result], step), Ok(true));
        assert_eq!(unless_done(&stamp, &inputs(), &[&result], step), Ok(false));
        std::fs::write(dir.join("src/a"), "new").unwrap();
        assert_eq!(unless_done(&stamp, &inputs(), &[&result], step), Ok(true));
        std::fs::remove_file(&result).unwrap();
        assert_eq!(unless_done(&stamp, &inputs(), &[&result], step), Ok(true));
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_failed_step_runs_again() {
        let dir = folder("failed");
        let stamp = dir.join("stamp");
        let inputs = Inputs::of("step");
        assert!(unless_done(&stamp, &inputs, &[], || Err("no".to_owned())).is_err());
        assert_eq!(unless_done(&stamp, &inputs, &[], || Ok(())), Ok(true));
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn results_inside_an_input_folder_do_not_count() {
        let dir = folder("results");
        let before = Inputs::of("step").path(&dir).hash();
        std::fs::create_dir_all(dir.join("node_modules")).unwrap();
        std::fs::write(dir.join("node_modules/a"), "x").unwrap();
        assert_eq!(Inputs::of("step").path(&dir).hash(), before);
        std::fs::write(dir.join("src/b"), "x").unwrap();
        assert_ne!(Inputs::of("step").path(&dir).hash(), before);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
