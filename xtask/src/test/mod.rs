//! `cargo xtask test`: every test there is, in stages that count for themselves.

pub mod checks;
mod contract;
mod e2e;
pub mod faults;
mod host;
mod interop;
mod js;
mod pack;
mod requirements;
mod wasm;

use std::time::{Duration, Instant};

use crate::count::Tally;
use crate::{Result, process};
use checks::Checks;

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The core, the server and these tools on the host; lints; short fuzzing.
    Host,
    /// The core compiled to WebAssembly, in Chromium; size budgets.
    Wasm,
    /// The TypeScript around the modules.
    Js,
    /// The packed package in Node, TypeScript and bundlers.
    Pack,
    /// The development server against its OpenAPI document.
    Contract,
    /// Browsers against the development server.
    E2e,
    /// Browsers through other people's SIP servers.
    Interop,
    /// Calls through a network that fails.
    Faults,
}

impl Stage {
    /// In the order in which they run.
    pub const ALL: [Self; 8] = [
        Self::Host,
        Self::Wasm,
        Self::Js,
        Self::Pack,
        Self::Contract,
        Self::E2e,
        Self::Interop,
        Self::Faults,
    ];

    /// The stage that the command line calls `name`.
    pub fn from_name(name: &str) -> Result<Self> {
        let known = Self::ALL.map(Self::name).join(" ");
        Self::ALL
            .into_iter()
            .find(|stage| stage.name() == name)
            .ok_or_else(|| format!("there is no stage `{name}`; the stages are: {known}"))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Wasm => "wasm",
            Self::Js => "js",
            Self::Pack => "pack",
            Self::Contract => "contract",
            Self::E2e => "e2e",
            Self::Interop => "interop",
            Self::Faults => "faults",
        }
    }

    fn run(self, checks: &mut Checks) -> Result {
        match self {
            Self::Host => host::run(checks),
            Self::Wasm => wasm::run(checks),
            Self::Js => js::run(checks),
            Self::Pack => pack::run(checks),
            Self::Contract => contract::run(checks),
            Self::E2e => e2e::run(checks),
            Self::Interop => interop::run(checks),
            Self::Faults => faults::run(checks),
        }
    }
}

/// Runs `stages` to the end, whatever fails, and prints the total last.
pub fn run(stages: &[Stage], long: bool) -> Result {
    let mut total = Tally::default();
    let mut summary = Vec::new();
    let mut failures = Vec::new();
    for stage in stages {
        println!("\n== {} ==", stage.name());
        let begin = Instant::now();
        let mut checks = Checks::new(long);
        if let Err(sentence) = stage.run(&mut checks) {
            checks.fail(&sentence);
        }
        if let Some(sentence) = left_behind() {
            checks.fail(&sentence);
        }
        process::stop_all();
        let Tally { passed, failed } = checks.tally;
        let line = format!(
            "{}: {passed} passed, {failed} failed ({} s)",
            stage.name(),
            begin.elapsed().as_secs()
        );
        println!("{line}");
        summary.push(line);
        failures.extend(
            checks
                .failures
                .into_iter()
                .map(|failure| format!("{}: {failure}", stage.name())),
        );
        total += checks.tally;
    }
    println!();
    for line in failures
        .iter()
        .map(|failure| format!("FAILED {failure}"))
        .chain(summary)
    {
        println!("{line}");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        return Ok(());
    }
    // The counts are the last line, so nothing more is said.
    std::process::exit(1)
}

/// A stage has to clean up after itself; processes get a moment to end.
fn left_behind() -> Option<String> {
    let end = Instant::now() + Duration::from_secs(3);
    while !process::descendants().is_empty() {
        if Instant::now() > end {
            let names: Vec<String> = process::descendants().into_iter().map(process::describe).collect();
            return Some(format!("left processes behind: {}", names.join(", ")));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    None
}
