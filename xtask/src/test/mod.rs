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

use std::process::Command;
use std::time::{Duration, Instant};

use crate::clock::{self, Clock, Step};
use crate::count::Tally;
use crate::{Result, beside, out, process};
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
            Self::Contract | Self::E2e | Self::Interop | Self::Faults => {
                for suite in self.suites(checks.long)? {
                    suite.run(checks);
                }
                Ok(())
            }
        }
    }

    /// The suites of a stage that mostly waits (for a timer, a packet, a page), with all that they need installed.
    fn suites(self, long: bool) -> Result<Vec<Suite>> {
        match self {
            Self::Host | Self::Wasm | Self::Js | Self::Pack => Err(format!("{} has no suites", self.name())),
            Self::Contract => contract::suite(long).map(|suite| vec![suite]),
            Self::E2e => e2e::suites(long),
            Self::Interop => interop::suite(long).map(|suite| vec![suite]),
            Self::Faults => faults::suite(long).map(|suite| vec![suite]),
        }
    }

    /// Whether others may run beside it: it waits more than it computes, everything in it has a server, a browser and
    /// ports of its own, and none of it has to happen within a second, as hand-overs in `e2e` have.
    fn waits(self) -> bool {
        matches!(self, Self::Contract | Self::Interop | Self::Faults)
    }
}

/// A program that runs tests and counts them.
pub struct Suite {
    pub what: &'static str,
    pub command: Command,
}

impl Suite {
    fn run(mut self, checks: &mut Checks) {
        checks.tests(self.what, &mut self.command);
    }
}

/// Seconds of a step that is named in the table of times.
const WORTH_A_LINE: u64 = 5;

/// Runs `stages` to the end, whatever fails, and prints the total last.
pub fn run(stages: &[Stage], long: bool) -> Result {
    let (waiting, computing): (Vec<Stage>, Vec<Stage>) = stages.iter().partition(|stage| stage.waits());
    let mut outcomes: Vec<Outcome> = computing.iter().map(|stage| alone(*stage, long)).collect();
    outcomes.extend(match waiting[..] {
        [] => Vec::new(),
        [stage] => vec![alone(stage, long)],
        _ => side_by_side(&waiting, long),
    });
    outcomes.sort_by_key(|outcome| stages.iter().position(|stage| *stage == outcome.stage));
    let mut total = Tally::default();
    println!();
    let times: Vec<_> = outcomes.iter().map(Outcome::times).collect();
    for line in clock::table(&times, WORTH_A_LINE) {
        println!("{line}");
    }
    println!();
    for outcome in &outcomes {
        for failure in &outcome.checks.failures {
            println!("FAILED {}: {failure}", outcome.stage.name());
        }
        total += outcome.checks.tally;
    }
    for outcome in &outcomes {
        println!("{}", outcome.line());
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 {
        return Ok(());
    }
    // The counts are the last line, so nothing more is said.
    std::process::exit(1)
}

/// What became of a stage.
struct Outcome {
    stage: Stage,
    checks: Checks,
    whole: Step,
    steps: Vec<Step>,
}

impl Outcome {
    /// Does the stage's work; what it says begins with its name and ends with its numbers.
    fn of(stage: Stage, long: bool, work: impl FnOnce(&mut Checks) -> Result) -> Self {
        out::line(&format!("\n== {} ==", stage.name()));
        let clock = Clock::start();
        let mut checks = Checks::new(long);
        if let Err(sentence) = work(&mut checks) {
            checks.fail(&sentence);
        }
        let outcome = Self {
            stage,
            checks,
            whole: clock.step(stage.name()),
            steps: clock::taken(),
        };
        out::line(&outcome.line());
        outcome
    }

    fn line(&self) -> String {
        let Tally { passed, failed } = self.checks.tally;
        format!(
            "{}: {passed} passed, {failed} failed ({} s)",
            self.stage.name(),
            self.whole.seconds
        )
    }

    fn times(&self) -> (Step, Vec<Step>) {
        (self.whole.clone(), self.steps.clone())
    }
}

fn alone(stage: Stage, long: bool) -> Outcome {
    let mut outcome = Outcome::of(stage, long, |checks| stage.run(checks));
    clean_up(&mut outcome);
    outcome
}

/// Stages that wait more than they compute, two at a time: the longest of them, and beside it the others one after
/// another. What they need is installed before, by one hand.
fn side_by_side(stages: &[Stage], long: bool) -> Vec<Outcome> {
    let first = stages.iter().copied().find(|stage| *stage == Stage::Interop);
    let first = first.unwrap_or(stages[0]);
    // The server's contract is the one among them that computes: it comes last, when the others wait no more.
    let mut others: Vec<Stage> = stages.iter().copied().filter(|stage| *stage != first).collect();
    others.sort_by_key(|stage| *stage == Stage::Contract);
    let names: Vec<&str> = others.iter().map(|stage| stage.name()).collect();
    println!("\n== {}, and beside it {} ==", first.name(), names.join(", "));
    let prepare = |stage: Stage| (stage, stage.suites(long));
    let (first, others) = (prepare(first), others.into_iter().map(prepare).collect());
    let preparing = clock::taken();
    let mut outcomes = lanes(first, others, long);
    outcomes[0].steps.splice(0..0, preparing);
    clean_up(&mut outcomes[0]);
    outcomes
}

/// A stage with its suites, or why it has none.
type Prepared = (Stage, Result<Vec<Suite>>);

/// Runs the first stage, and at the same time the others one after another. What those say follows what the first says.
fn lanes(first: Prepared, others: Vec<Prepared>, long: bool) -> Vec<Outcome> {
    let perform = |(stage, suites): Prepared| {
        Outcome::of(stage, long, |checks| {
            suites?.into_iter().for_each(|suite| suite.run(checks));
            Ok(())
        })
    };
    let others = || others.into_iter().map(perform).collect::<Vec<_>>();
    let stage = first.0;
    match beside::both(|| perform(first), others) {
        Ok((first, others)) => std::iter::once(first).chain(others).collect(),
        Err(sentence) => vec![Outcome::of(stage, long, |_| Err(sentence))],
    }
}

/// Nothing may be left running when a stage has ended, with those that ran beside it.
fn clean_up(outcome: &mut Outcome) {
    if let Some(sentence) = left_behind() {
        outcome.checks.fail(&sentence);
    }
    process::stop_all();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(script: &str) -> Result<Vec<Suite>> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Ok(vec![Suite {
            what: "a suite",
            command,
        }])
    }

    #[test]
    fn stages_that_run_side_by_side_count_for_themselves_and_no_failure_hides_another_stage() {
        let first = (Stage::E2e, saying("echo of the first; echo 3 passed, 0 failed"));
        let others = vec![
            (
                Stage::Interop,
                saying("echo of the second; echo 1 passed, 2 failed; exit 1"),
            ),
            (Stage::Faults, Err("it cannot begin".to_owned())),
            (Stage::Contract, saying("echo of the last; echo 4 passed, 0 failed")),
        ];
        let (outcomes, said) = out::hold(|| lanes(first, others, false));
        let counts = outcomes
            .iter()
            .map(|one| (one.stage, one.checks.tally.passed, one.checks.tally.failed));
        assert_eq!(
            counts.collect::<Vec<_>>(),
            [
                (Stage::E2e, 3, 0),
                (Stage::Interop, 1, 2),
                (Stage::Faults, 0, 1),
                (Stage::Contract, 4, 0)
            ]
        );
        let at = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text}: {said}"));
        let order = [
            "== e2e ==",
            "of the first",
            "e2e: 3 passed",
            "== interop ==",
            "of the second",
            "it cannot begin",
            "of the last",
        ];
        assert!(order.map(at).is_sorted(), "{said}");
    }
}
