//! Reading how many tests passed and failed from what their runners print.

use std::ops::AddAssign;

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// One check that is not a test runner: formatting, lints, a build.
    pub fn one(success: bool) -> Self {
        Self {
            passed: u64::from(success),
            failed: u64::from(!success),
        }
    }

    /// The counts of a runner that ended well or not. A runner that fails without naming a failed test counts as one
    /// failure, and so does one that ran nothing: a test that is silently left out must not look like success.
    pub fn of_runner(output: &str, success: bool) -> Self {
        let mut tally = read(output);
        if tally.failed == 0 && (!success || tally.passed == 0) {
            tally.failed = 1;
        }
        tally
    }
}

/// Adds up every summary line known here. Skipped tests count as failed: a suite has no business skipping.
/// A runner of ours that calls others ends with its own sum, which then counts alone.
fn read(output: &str) -> Tally {
    if let Some(sum) = output
        .lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty())
        .and_then(own)
    {
        return sum;
    }
    let mut tally = Tally::default();
    for line in output.lines() {
        let line = line.trim();
        if let Some(counts) = line.strip_prefix("test result: ") {
            // cargo test, wasm-bindgen-test-runner. What is `#[ignore]`d here belongs to the long run.
            tally += Tally {
                passed: before(counts, " passed"),
                failed: before(counts, " failed"),
            };
        } else if line.starts_with("Summary [") && line.contains(" run:") {
            // cargo nextest
            let failed = before(line, " failed") + before(line, " timed out") + before(line, " exec failed");
            tally += Tally {
                passed: before(line, " passed"),
                failed,
            };
        } else if let Some(counts) = line
            .strip_prefix("Tests ")
            .filter(|_| line.contains(" passed") || line.contains(" failed"))
        {
            // Vitest
            let failed = before(counts, " failed") + before(counts, " skipped") + before(counts, " todo");
            tally += Tally {
                passed: before(counts, " passed"),
                failed,
            };
        } else if let Some(counts) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            // node --test, plain and in colour
            match counts.split_once(' ') {
                Some(("pass", number)) => tally.passed += number.trim().parse().unwrap_or(0),
                Some(("fail" | "cancelled" | "skipped" | "todo", number)) => {
                    tally.failed += number.trim().parse().unwrap_or(0);
                }
                _ => {}
            }
        }
    }
    tally
}

/// Our own runners end with `N passed, N failed`, with or without a name in front.
fn own(line: &str) -> Option<Tally> {
    let counts = line.rsplit_once(": ").map_or(line, |(_, counts)| counts);
    let (passed, failed) = counts.split_once(" passed, ")?;
    let failed = failed.strip_suffix(" failed")?;
    Some(Tally {
        passed: passed.parse().ok()?,
        failed: failed.parse().ok()?,
    })
}

/// The number that stands directly before `word`.
fn before(line: &str, word: &str) -> u64 {
    let Some((left, _)) = line.split_once(word) else {
        return 0;
    };
    let digits = left
        .rfind(|character: char| !character.is_ascii_digit())
        .map_or(left, |at| &left[at..]);
    digits
        .trim_start_matches(|character: char| !character.is_ascii_digit())
        .parse()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn cargo_test_is_added_up_over_its_binaries() {
        let output = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n\
                      test result: FAILED. 3 passed; 2 failed; 0 ignored";
        assert_eq!(read(output), tally(15, 2));
    }

    #[test]
    fn nextest_is_read() {
        let output = "     Summary [   0.5s] 14 tests run: 11 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(read(output), tally(11, 3));
        assert_eq!(
            read("     Summary [   0.012s] 1 test run: 1 passed, 0 skipped"),
            tally(1, 0)
        );
    }

    #[test]
    fn vitest_is_read_and_its_skipped_tests_are_failures() {
        assert_eq!(
            read(" Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 41 passed | 2 skipped (44)"),
            tally(41, 3)
        );
    }

    #[test]
    fn node_test_is_read_in_both_forms() {
        assert_eq!(
            read("# tests 5\n# pass 4\n# fail 1\n# cancelled 0\n# skipped 0"),
            tally(4, 1)
        );
        assert_eq!(read("ℹ tests 5\nℹ pass 5\nℹ fail 0"), tally(5, 0));
    }

    #[test]
    fn our_own_summary_is_read_with_and_without_a_name() {
        assert_eq!(read("e2e: 7 passed, 1 failed"), tally(7, 1));
        assert_eq!(read("7 passed, 0 failed"), tally(7, 0));
        assert_eq!(read("some 7 passed, others failed"), tally(0, 0));
        assert_eq!(read("ℹ pass 7\nℹ fail 1\n7 passed, 1 failed\n"), tally(7, 1));
    }

    #[test]
    fn a_runner_that_ran_nothing_or_broke_down_has_failed() {
        assert_eq!(
            Tally::of_runner("test result: ok. 0 passed; 0 failed", true),
            tally(0, 1)
        );
        assert_eq!(Tally::of_runner("3 passed, 0 failed", false), tally(3, 1));
        assert_eq!(Tally::of_runner("3 passed, 2 failed", false), tally(3, 2));
        assert_eq!(Tally::of_runner("3 passed, 0 failed", true), tally(3, 0));
    }
}
