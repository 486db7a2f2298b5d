//! Fuzzing: `cargo xtask fuzz` runs batches that go on from what earlier ones found, each by another chance, and adds
//! them up in `fuzz/ledger.md`; the `host` stage runs every target for a minute, the same way each time.
//!
//! It works on the stable compiler: LLVM's coverage pass is reached by code generation options, and libFuzzer comes as
//! source with its crate.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::clock::Clock;
use crate::test::checks::Checks;
use crate::{Result, out, paths, process, run};

const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";
/// Seconds a target in the `host` stage, and with `--long`.
const SHORT: u32 = 60;
const LONG: u32 = 600;

/// The seed of libFuzzer's chance in the `host` stage.
const SEED: u32 = 1;

/// How a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// On from the corpus that is kept, by a chance of its own.
    Onward,
    /// From the seeds in git and always the same way, so that only how far it gets depends on the machine.
    Same,
}

/// What one run of a target came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Figures {
    seconds: u64,
    executions: u64,
    findings: u64,
}

/// `cargo xtask fuzz`: the named targets, or all, one after another; each batch is added to the ledger as it ends.
pub fn batches(names: &[String], minutes: u32) -> Result {
    let bench = Bench::build()?;
    let known = bench.targets()?;
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        return Err(format!(
            "there is no fuzz target `{unknown}`; the targets are: {}",
            known.join(" ")
        ));
    }
    let chosen = if names.is_empty() { &known[..] } else { names };
    let mut found = Vec::new();
    for target in chosen {
        run::say(&format!("fuzzing `{target}` for {minutes} min"));
        let (figures, log) = bench.fuzz(target, minutes * 60, Course::Onward)?;
        bench.minimise(target)?;
        let ledger = bench.folder.join("ledger.md");
        let text = std::fs::read_to_string(&ledger).unwrap_or_default();
        write(&ledger, &added(&text, target, figures))?;
        println!("  {} executions in {} s", figures.executions, figures.seconds);
        if figures.findings > 0 {
            found.push(format!("`{target}` found something: see {}", log.display()));
        }
    }
    if found.is_empty() {
        Ok(())
    } else {
        Err(found.join("; "))
    }
}

/// The part of the `host` stage: two targets at a time.
pub fn check(checks: &mut Checks, bench: &Bench) -> Result {
    let seconds = if checks.long { LONG } else { SHORT };
    for two in bench.targets()?.chunks(2) {
        let what = format!("fuzzing {} for {seconds} s", two.join(" and "));
        run::say(&what);
        let clock = Clock::start();
        let results: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = two
                .iter()
                .map(|target| (target, scope.spawn(|| bench.fuzz(target, seconds, Course::Same))))
                .collect();
            running
                .into_iter()
                .map(|(target, thread)| {
                    let ended = thread.join().unwrap_or_else(|_| Err("it panicked".to_owned()));
                    (target.clone(), ended)
                })
                .collect()
        });
        clock.stop(&what);
        for (target, result) in results {
            let outcome = match result {
                Ok((figures, _)) if figures.findings == 0 && figures.executions > 0 => Ok(()),
                Ok((_, log)) => {
                    let text = std::fs::read_to_string(&log).unwrap_or_default();
                    let tail = text.len().saturating_sub(8_000);
                    out::line(text.get(tail..).unwrap_or(&text));
                    Err(format!(
                        "it found something; its output is above and in {}",
                        log.display()
                    ))
                }
                Err(sentence) => Err(sentence),
            };
            checks.expect(&format!("fuzzing `{target}` for {seconds} s"), outcome);
        }
    }
    Ok(())
}

/// The built targets.
pub struct Bench {
    folder: PathBuf,
    programs: PathBuf,
}

impl Bench {
    /// Compiles every target.
    pub fn build() -> Result<Self> {
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
        let programs = built.join(host).join("release");
        Ok(Self { folder, programs })
    }

    /// Every file in `fuzz/targets` is one.
    fn targets(&self) -> Result<Vec<String>> {
        let entries = std::fs::read_dir(self.folder.join("targets"))
            .map_err(|error| format!("cannot read fuzz/targets: {error}"))?;
        let stem = |file: PathBuf| Some(file.file_stem()?.to_string_lossy().into_owned());
        let mut names: Vec<String> = entries.flatten().filter_map(|entry| stem(entry.path())).collect();
        names.sort();
        Ok(names)
    }

    /// Runs a target; what it said is in the file that is returned.
    fn fuzz(&self, target: &str, seconds: u32, course: Course) -> Result<(Figures, PathBuf)> {
        let artifacts = self.folder.join("artifacts");
        let logs = paths::target().join("fuzz/logs");
        for needed in [&artifacts, &logs] {
            make(needed)?;
        }
        let mut command = Command::new(self.programs.join(target));
        command.current_dir(&self.folder);
        command.args(self.beginning(target, course)?);
        // Decisions come in sequences, so the targets made of them begin with long ones.
        let of_decisions = matches!(target, "operations" | "pair");
        let (most, growth) = if of_decisions { (1_024, 0) } else { (4_096, 100) };
        command.args(["-dict=sip.dict", "-timeout=60", "-rss_limit_mb=1024"]);
        command.args([format!("-max_len={most}"), format!("-len_control={growth}")]);
        command.arg(format!("-artifact_prefix=artifacts/{target}-"));
        command.args(["-print_final_stats=1", &format!("-max_total_time={seconds}")]);
        let log = logs.join(format!("{target}.log"));
        let success = to_file(&mut command, &log)?;
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        Ok((figures(&text, success), log))
    }

    /// What it begins with.
    fn beginning(&self, target: &str, course: Course) -> Result<Vec<String>> {
        let (corpus, seeds) = (format!("corpus/{target}"), format!("seeds/{target}"));
        let files = names_in(&self.folder.join(&seeds));
        match course {
            Course::Onward => {
                make(&self.corpus(target))?;
                Ok(std::iter::once(corpus)
                    .chain((!files.is_empty()).then_some(seeds))
                    .collect())
            }
            Course::Same => Ok(reproducible(&seeds, &files)),
        }
    }

    /// Keeps of a corpus only what adds coverage.
    fn minimise(&self, target: &str) -> Result {
        let (corpus, smaller) = (
            self.corpus(target),
            self.folder.join("corpus").join(format!("{target}.new")),
        );
        let _ = std::fs::remove_dir_all(&smaller);
        make(&smaller)?;
        let mut command = Command::new(self.programs.join(target));
        command.current_dir(&self.folder).args(["-merge=1", "-timeout=60"]);
        command.arg(&smaller).arg(&corpus);
        if to_file(&mut command, &paths::target().join("fuzz/logs/merge.log"))? {
            let _ = std::fs::remove_dir_all(&corpus);
            std::fs::rename(&smaller, &corpus).map_err(|error| format!("cannot keep the corpus: {error}"))?;
        } else {
            let _ = std::fs::remove_dir_all(&smaller);
        }
        Ok(())
    }

    fn corpus(&self, target: &str) -> PathBuf {
        self.folder.join("corpus").join(target)
    }
}

/// Names of the files in a folder, sorted; none when it is not there.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A chance that is the same each time, and the files one by one: a folder is read in the order of its file system, and
/// what a run finds is not written into one and not read from it.
fn reproducible(folder: &str, files: &[String]) -> Vec<String> {
    let mut out = vec![format!("-seed={SEED}"), "-reload=0".to_owned()];
    if !files.is_empty() {
        let paths: Vec<String> = files.iter().map(|file| format!("{folder}/{file}")).collect();
        out.push(format!("-seed_inputs={}", paths.join(",")));
    }
    out
}

fn make(folder: &Path) -> Result {
    std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

/// Runs a command with all its output in a file; whether it ended well.
fn to_file(command: &mut Command, file: &Path) -> Result<bool> {
    let open = || File::options().create(true).append(true).open(file);
    let cannot = |error: std::io::Error| format!("cannot write {}: {error}", file.display());
    File::create(file).map_err(cannot)?;
    command.stdout(Stdio::from(open().map_err(cannot)?));
    command.stderr(Stdio::from(open().map_err(cannot)?));
    let mut child = process::start(command)?;
    Ok(process::wait(&mut child)?.success())
}

/// What libFuzzer says at its end, or last before it found something.
fn figures(log: &str, success: bool) -> Figures {
    let number = |after: &str| {
        let at = log.rfind(after)? + after.len();
        log.get(at..)?.split_whitespace().next()?.parse().ok()
    };
    let done = log.rfind("Done ").and_then(|at| log.get(at..)).unwrap_or_default();
    let word = |n: usize| done.split_whitespace().nth(n).and_then(|w| w.parse().ok());
    Figures {
        executions: number("stat::number_of_executed_units:").or(word(1)).unwrap_or(0),
        seconds: word(4).unwrap_or(0),
        findings: u64::from(!success),
    }
}

const HEAD: &str = "\
# Fuzzing so far

Written by `cargo xtask fuzz`, which goes on from the corpus that it keeps. A finding becomes a test when it is fixed.

| target | seconds | executions | findings |
|---|---|---|---|
";

/// The ledger with one more batch in it, and with what was noted below the table.
fn added(ledger: &str, target: &str, more: Figures) -> String {
    let mut rows: Vec<(String, Figures)> = ledger.lines().filter_map(row).collect();
    if !rows.iter().any(|(name, _)| name == target) {
        rows.push((target.to_owned(), Figures::default()));
    }
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut out = HEAD.to_owned();
    for (name, mut sum) in rows {
        if name == target {
            sum.seconds += more.seconds;
            sum.executions += more.executions;
            sum.findings += more.findings;
        }
        let Figures {
            seconds,
            executions,
            findings,
        } = sum;
        out += &format!("| `{name}` | {seconds} | {executions} | {findings} |\n");
    }
    let table = ledger.rfind("|\n").map_or(0, |at| at + 2);
    out + ledger.get(table..).unwrap_or_default()
}

fn row(line: &str) -> Option<(String, Figures)> {
    let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
    let name = cells.next()?.trim_end_matches('`').to_owned();
    let mut number = || cells.next()?.parse().ok();
    let (seconds, executions, findings) = (number()?, number()?, number()?);
    Some((
        name,
        Figures {
            seconds,
            executions,
            findings,
        },
    ))
}

fn write(file: &Path, text: &str) -> Result {
    std::fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_add_up_in_the_ledger() {
        let batch = |seconds, executions, findings| Figures {
            seconds,
            executions,
            findings,
        };
        let once = added("", "parse", batch(60, 1_000, 0));
        let twice = added(&once, "pair", batch(10, 5, 1));
        let thrice = added(&twice, "parse", batch(40, 500, 0));
        assert!(
            thrice.ends_with("| `pair` | 10 | 5 | 1 |\n| `parse` | 100 | 1500 | 0 |\n"),
            "{thrice}"
        );
        assert!(thrice.starts_with(HEAD));
        let noted = added(&(thrice + "\nA note.\n"), "pair", batch(1, 1, 0));
        assert!(noted.ends_with("| `parse` | 100 | 1500 | 0 |\n\nA note.\n"), "{noted}");
    }

    #[test]
    fn the_ordinary_run_begins_with_the_same_seeds_in_the_same_order_whatever_corpus_is_there() {
        let files = names_in(&paths::root().join("fuzz/seeds/sdp"));
        assert!(files.is_sorted() && !files.is_empty(), "{files:?}");
        let told = reproducible("seeds/sdp", &["a".to_owned(), "b".to_owned()]);
        assert_eq!(told, ["-seed=1", "-reload=0", "-seed_inputs=seeds/sdp/a,seeds/sdp/b"]);
    }

    #[test]
    fn figures_are_what_libfuzzer_says() {
        let log = "#2 NEW\nDone 651896 runs in 601 second(s)\nstat::number_of_executed_units: 651896\n";
        let expected = Figures {
            seconds: 601,
            executions: 651_896,
            findings: 0,
        };
        assert_eq!(figures(log, true), expected);
        assert_eq!(figures("==1== ERROR: libFuzzer: deadly signal", false).findings, 1);
    }
}
