//! One peer connection's candidates: what is there, when the description may go out, what came too late.

use super::alarm::{Alarm, Signal};
use super::policy::{Kinds, Probe, Progress};
use core::cell::Cell;
use std::rc::Rc;

/// Candidates of one interface come one after another within a millisecond or two; those of the others on the same
/// machine should be in the same description.
const SETTLE_MS: f64 = 5.0;

/// The gathering of one ICE generation.
#[derive(Default)]
pub(crate) struct Gathering {
    seen: Cell<Kinds>,
    complete: Cell<bool>,
    /// Kinds that went out, or that were told as late; `None` until the first description went out.
    sent: Cell<Option<Kinds>>,
}

/// What a gathering is measured against.
pub(crate) struct Rule {
    pub(crate) limit_ms: f64,
    pub(crate) relay_only: bool,
}

impl Gathering {
    /// A new ICE generation: nothing is there.
    pub(crate) fn restart(&self) {
        self.seen.set(Kinds::NONE);
        self.complete.set(false);
        self.sent.set(None);
    }

    /// A candidate came (`None`: there will be no more). True when it is of a kind that was not sent.
    pub(crate) fn arrived(&self, kind: Option<Kinds>) -> bool {
        let Some(kind) = kind else {
            self.complete.set(true);
            return false;
        };
        self.seen.set(self.seen.get().with(kind));
        match self.sent.get() {
            Some(sent) if !sent.contains(kind) => {
                self.sent.set(Some(sent.with(kind)));
                true
            }
            _ => false,
        }
    }

    /// Waits until the description may go out; the reason. At once where an earlier one of this generation did.
    /// `None` when `abandoned` says that nobody wants it any more.
    pub(crate) async fn enough(
        &self,
        rule: Rule,
        signal: &Rc<Signal>,
        probe: impl Fn() -> Probe,
        abandoned: impl Fn() -> bool,
    ) -> Option<&'static str> {
        if self.sent.get().is_some() {
            return Some("complete");
        }
        let limit = Alarm::new(rule.limit_ms, signal.clone());
        let reason = signal
            .until(|| {
                let progress = Progress {
                    seen: self.seen.get(),
                    complete: self.complete.get(),
                    expired: limit.rang(),
                    relay_only: rule.relay_only,
                    probe: probe(),
                };
                if abandoned() {
                    Some(None)
                } else {
                    progress.reason().map(Some)
                }
            })
            .await?;
        if !self.complete.get() && !limit.rang() {
            let settle = Alarm::new(SETTLE_MS, signal.clone());
            signal
                .until(|| (self.complete.get() || settle.rang()).then_some(()))
                .await;
        }
        self.sent.set(Some(self.seen.get()));
        Some(reason)
    }
}
