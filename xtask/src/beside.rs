//! Two things at once, told one after the other.

use crate::{Result, clock, out};

/// Does both at the same time, `other` in a thread of its own, where its lines are held until `one` is done. Neither is
/// left alone when the other fails.
pub fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> Result<(A, B)> {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| out::hold(|| (other(), clock::taken())));
        let first = one();
        let ((second, steps), said) = other.join().map_err(|_| "what ran beside it panicked".to_owned())?;
        out::part(&said);
        clock::add(steps);
        Ok((first, second))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn what_is_done_beside_is_told_afterwards_and_its_steps_are_kept() {
        let (result, said) = out::hold(|| {
            both(
                || out::line("one"),
                || {
                    out::line("other");
                    Clock::start().stop("a step");
                    7
                },
            )
        });
        assert_eq!((result, said.as_str()), (Ok(((), 7)), "one\nother\n"));
        assert!(clock::taken().iter().any(|step| step.what == "a step"));
    }
}
