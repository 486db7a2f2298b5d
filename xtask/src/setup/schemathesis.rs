//! schemathesis, which asks the development server what its OpenAPI document says. It is Python, so it gets a virtual
//! environment in the user's cargo cache, with every version pinned by `tests/contract/requirements.txt`.

use std::path::PathBuf;
use std::process::Command;

use crate::stamp::{Inputs, unless_done};
use crate::{Result, paths, run};

/// The program.
pub fn ensure() -> Result<PathBuf> {
    let requirements = paths::root().join("tests/contract/requirements.txt");
    let folder = paths::cache().join("tools/schemathesis");
    let program = folder.join("bin/schemathesis");
    let inputs = Inputs::of("schemathesis").value(paths::read(&requirements)?);
    unless_done(&folder.join("complete"), &inputs, &[&program], || {
        // One that is half there, or of another Python, is not worth repairing.
        let _ = std::fs::remove_dir_all(&folder);
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(&folder);
        if run::quietly("a virtual environment of Python in your cargo cache", &mut venv).is_err() {
            super::apt::install(&["python3-venv"], "Python with virtual environments, for schemathesis")?;
            run::quietly("a virtual environment of Python in your cargo cache", &mut venv)?;
        }
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&requirements);
        run::quietly("fetching schemathesis into it (by pip)", &mut pip)
    })?;
    Ok(program)
}
