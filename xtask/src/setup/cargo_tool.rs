//! Command line tools written in Rust, installed into the user's cargo cache and never into its `bin`.

use std::path::PathBuf;
use std::process::Command;

use crate::{Result, paths, run};

/// A tool of one exact version.
pub struct Tool<'a> {
    /// The package on crates.io.
    pub package: &'a str,
    /// The programs that have to be there.
    pub programs: &'a [&'a str],
    /// The version, as the first program prints it.
    pub version: &'a str,
    /// For the person waiting.
    pub duration: &'a str,
}

impl Tool<'_> {
    /// The folder with the programs: on `PATH`, from an earlier run, or installed now.
    pub fn ensure(&self) -> Result<PathBuf> {
        let on_path = paths::find_program(&[self.programs[0]]).and_then(|file| file.parent().map(PathBuf::from));
        let root = paths::cache().join(format!("tools/{}-{}", self.package, self.version));
        let installed = root.join("bin");
        if let Some(dir) = on_path
            .into_iter()
            .chain([installed.clone()])
            .find(|dir| self.is_in(dir))
        {
            return Ok(dir);
        }
        let what = format!(
            "installing {} {} into your cargo cache ({})",
            self.package, self.version, self.duration
        );
        // With the versions that its authors tested; without where the registry does not (yet) have one of them.
        if run::shown(&what, self.install(&root).arg("--locked")).is_err() {
            run::shown(&format!("{what}, with newer dependencies"), &mut self.install(&root))?;
        }
        if self.is_in(&installed) {
            Ok(installed)
        } else {
            Err(format!("{} was installed but does not run", self.package))
        }
    }

    fn is_in(&self, dir: &std::path::Path) -> bool {
        let all_there = self.programs.iter().all(|program| dir.join(program).is_file());
        all_there
            && run::output_of(&dir.join(self.programs[0]).to_string_lossy(), &["--version"])
                .is_some_and(|text| text.split_whitespace().any(|word| word == self.version))
    }

    fn install(&self, root: &std::path::Path) -> Command {
        let mut command = Command::new("cargo");
        // Outside the repository, so that its `.cargo/config.toml` says nothing; a target directory that stays, so
        // that an interrupted installation goes on where it stopped.
        command.current_dir(std::env::temp_dir());
        command
            .args(["install", self.package, "--version", self.version, "--root"])
            .arg(root);
        command.env("CARGO_TARGET_DIR", paths::target().join("tools"));
        command
    }
}
