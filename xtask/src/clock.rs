//! Where the time goes: how long each step takes, and how busy the machine is meanwhile.
//!
//! A step that computes keeps the processors busy; one that waits (for a timer, a server, a download) does not, and is
//! what others can run beside.

use std::cell::RefCell;
use std::time::Instant;

/// What a step took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub what: String,
    pub seconds: u64,
    /// Of all the processors' time, what anybody used; none where there is no `/proc`.
    pub busy_percent: Option<u64>,
}

thread_local! {
    /// Steps of this thread since the last [`taken`].
    static STEPS: RefCell<Vec<Step>> = const { RefCell::new(Vec::new()) };
}

/// Begins one.
pub struct Clock {
    begin: Instant,
    processors: Option<(u64, u64)>,
}

impl Clock {
    pub fn start() -> Self {
        Self {
            begin: Instant::now(),
            processors: processors(),
        }
    }

    pub fn seconds(&self) -> u64 {
        self.begin.elapsed().as_secs()
    }

    /// The step as it is now.
    pub fn step(&self, what: &str) -> Step {
        let busy_percent = self
            .processors
            .zip(processors())
            .and_then(|((idle, all), (idle_now, all_now))| {
                let passed = all_now.checked_sub(all).filter(|passed| *passed > 0)?;
                Some(100 - 100 * idle_now.saturating_sub(idle).min(passed) / passed)
            });
        Step {
            what: what.to_owned(),
            seconds: self.seconds(),
            busy_percent,
        }
    }

    /// Ends it: it is remembered for the table.
    pub fn stop(self, what: &str) -> u64 {
        let step = self.step(what);
        let seconds = step.seconds;
        STEPS.with_borrow_mut(|steps| steps.push(step));
        seconds
    }
}

/// The steps that this thread has ended since it was asked last.
pub fn taken() -> Vec<Step> {
    STEPS.with_borrow_mut(std::mem::take)
}

/// Steps that another thread has ended for this one.
pub fn add(more: Vec<Step>) {
    STEPS.with_borrow_mut(|steps| steps.extend(more));
}

/// Ticks that the processors were idle, and all their ticks, since the machine's start.
fn processors() -> Option<(u64, u64)> {
    let text = std::fs::read_to_string("/proc/stat").ok()?;
    let ticks: Vec<u64> = text
        .lines()
        .next()?
        .split_whitespace()
        .skip(1)
        // The rest is time of guests, which is in the first two already.
        .take(8)
        .map_while(|number| number.parse().ok())
        .collect();
    Some((ticks.get(3)? + ticks.get(4)?, ticks.iter().sum()))
}

/// A table of stages with their steps of at least `least` seconds.
pub fn table(stages: &[(Step, Vec<Step>)], least: u64) -> Vec<String> {
    let line = |step: &Step, indent: &str| {
        let busy = step
            .busy_percent
            .map_or_else(|| "    ".to_owned(), |percent| format!("{percent:>3}%"));
        format!("{:>5} s  {busy}  {indent}{}", step.seconds, step.what)
    };
    let mut lines = vec!["   time  busy".to_owned()];
    for (stage, steps) in stages {
        lines.push(line(stage, ""));
        let long = steps.iter().filter(|step| step.seconds >= least);
        lines.extend(long.map(|step| line(step, "  ")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_remembered_once() {
        let seconds = Clock::start().stop("a step");
        let steps = taken();
        assert_eq!(steps.len(), 1);
        assert_eq!((steps[0].what.as_str(), steps[0].seconds), ("a step", seconds));
        assert!(steps[0].busy_percent.is_none_or(|percent| percent <= 100));
        assert_eq!(taken(), []);
    }

    #[test]
    fn the_table_has_every_stage_and_its_long_steps() {
        let step = |what: &str, seconds, busy_percent| Step {
            what: what.to_owned(),
            seconds,
            busy_percent,
        };
        let stages = [(
            step("host", 70, Some(100)),
            vec![step("tests", 65, Some(7)), step("formatting", 1, None)],
        )];
        assert_eq!(
            table(&stages, 5),
            ["   time  busy", "   70 s  100%  host", "   65 s    7%    tests"]
        );
    }
}
