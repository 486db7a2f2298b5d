//! What a stage has found out so far.

use std::process::Command;

use crate::count::Tally;
use crate::{Result, out, run};

/// Tells tests that have a short and a long form which one is wanted.
pub fn mark_long(long: bool, command: &mut Command) {
    if long {
        command.env("VOIP_TEST_LONG", "1");
    }
}

/// The counts of one stage, with a sentence for each thing that failed.
pub struct Checks {
    pub long: bool,
    pub tally: Tally,
    pub failures: Vec<String>,
}

impl Checks {
    pub fn new(long: bool) -> Self {
        Self {
            long,
            tally: Tally::default(),
            failures: Vec::new(),
        }
    }

    /// One check that is a command: it passes if the command ends well.
    pub fn check(&mut self, what: &str, command: &mut Command) {
        match run::quietly(what, command) {
            Ok(()) => self.pass(),
            Err(sentence) => self.fail(&sentence),
        }
    }

    /// A test runner, whose own numbers count.
    pub fn tests(&mut self, what: &str, command: &mut Command) {
        match run::followed(what, command) {
            Ok((output, success)) => {
                let tally = Tally::of_runner(&output, success);
                self.tally += tally;
                if tally.failed > 0 {
                    self.failures.push(format!("{what}: {} failed", tally.failed));
                }
            }
            Err(sentence) => self.fail(&sentence),
        }
    }

    /// One check made here.
    pub fn expect(&mut self, what: &str, result: Result) {
        match result {
            Ok(()) => {
                out::line(&format!("  {what}: ok"));
                self.pass();
            }
            Err(sentence) => self.fail(&format!("{what}: {sentence}")),
        }
    }

    /// Counts one failure.
    pub fn fail(&mut self, sentence: &str) {
        out::line(&format!("  FAILED {sentence}"));
        self.tally += Tally::one(false);
        self.failures.push(sentence.to_owned());
    }

    fn pass(&mut self) {
        self.tally += Tally::one(true);
    }
}
