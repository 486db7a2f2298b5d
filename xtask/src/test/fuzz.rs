//! Fuzzing: every target of `fuzz/`, a few seconds each, ten minutes each with `--long`.
//!
//! It runs on the stable compiler: LLVM's coverage pass is reached by code generation options, and libFuzzer comes as
//! source with its crate.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::checks::Checks;
use crate::{Result, paths, run};

const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";
const SHORT: u32 = 20;
const LONG: u32 = 600;

pub fn run(checks: &mut Checks) -> Result {
    if paths::find_program(&["c++", "g++", "clang++"]).is_none() {
        return Err("fuzzing needs a C++ compiler for libFuzzer: install g++".to_owned());
    }
    let folder = paths::root().join("fuzz");
    let host = run::output_of("rustc", &["-vV"])
        .and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        })
        .ok_or("rustc does not say what it compiles for")?;
    let built = paths::target().join("fuzz");
    let mut cargo = Command::new("cargo");
    // A named target keeps build scripts from being instrumented.
    cargo
        .current_dir(&folder)
        .args(["build", "--locked", "--release", "--target", &host]);
    cargo.env("CARGO_TARGET_DIR", &built).env("RUSTFLAGS", COVERAGE);
    run::shown("building the fuzz targets", &mut cargo)?;
    for target in targets(&folder)? {
        let program = built.join(&host).join("release").join(&target);
        fuzz(checks, &folder, &target, &program)?;
    }
    Ok(())
}

/// Every file in `fuzz/targets` is one.
fn targets(folder: &Path) -> Result<Vec<String>> {
    let entries =
        std::fs::read_dir(folder.join("targets")).map_err(|error| format!("cannot read fuzz/targets: {error}"))?;
    let stem = |file: PathBuf| Some(file.file_stem()?.to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| stem(entry.path())).collect();
    names.sort();
    Ok(names)
}

fn fuzz(checks: &mut Checks, folder: &Path, target: &str, program: &Path) -> Result {
    let seconds = if checks.long { LONG } else { SHORT };
    let corpus = folder.join("corpus").join(target);
    for needed in [&corpus, &folder.join("artifacts")] {
        std::fs::create_dir_all(needed).map_err(|error| format!("cannot make {}: {error}", needed.display()))?;
    }
    let mut command = Command::new(program);
    command.current_dir(folder).arg(&corpus);
    let seeds = folder.join("seeds").join(target);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    command.args(["-dict=sip.dict", "-max_len=4096", "-timeout=5", "-rss_limit_mb=1024"]);
    command.args(["-artifact_prefix=artifacts/", "-print_final_stats=1"]);
    command.arg(format!("-max_total_time={seconds}"));
    checks.check(&format!("fuzzing `{target}` for {seconds} s"), &mut command);
    Ok(())
}
