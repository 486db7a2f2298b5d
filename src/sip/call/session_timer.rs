//! Session timers (RFC 4028): a session that nobody refreshes is over, so that neither side keeps a call alone.
//!
//! ```text
//!   off ──2xx with Session-Expires──► running ──half the interval, ours──► refresh due ──2xx──► running
//!                                        │
//!                                        └─ interval - min(32 s, a third) ──► expired: who looks after the call
//!                                                                             decides (see `Session::renew`)
//! ```
//!
//! Where we may choose we refresh ourselves: a refresh of theirs that meets a broken connection ends the call at their
//! side, while one of ours waits for the next connection.

use crate::sip::message::{Headers, Response, names};
use crate::sip::user_agent::SessionTimers;
use crate::text::decimal;
use crate::time::{Duration, Instant, earlier};

pub(super) const SESSION_EXPIRES: &str = "Session-Expires";
pub(super) const MIN_SE: &str = "Min-SE";
const TIMER: &str = "timer";

/// The shortest interval that there may be, in seconds (§4).
const LEAST: u32 = 90;
/// What an answer below that is taken for: a refresh each 15 s is as much as a server gets.
const LEAST_GRANTED: u32 = 30;
/// A week; also the most that a 422 can talk us into.
const MOST: u32 = 604_800;
/// So many 422 in a row are obeyed.
const MAX_RAISES: u8 = 3;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    /// Refresh now.
    Refresh,
    /// Nobody refreshed the session.
    Expired,
}

/// The timer of one session.
#[derive(Clone, Debug, Default)]
pub(super) struct Timer {
    /// The interval to ask for, in seconds; 0: none is asked for.
    wanted: u32,
    /// Shortest interval that we take, or that somebody on the way has asked for, in seconds.
    min_se: u32,
    /// Agreed interval in seconds; 0: the session does not expire.
    agreed: u32,
    /// We send the refreshes.
    ours: bool,
    refresh_at: Option<Instant>,
    expires_at: Option<Instant>,
    raises: u8,
}

impl Timer {
    pub(super) fn new(config: Option<SessionTimers>) -> Self {
        let (wanted, min_se) = config.map_or((0, LEAST), |c| {
            let min_se = c.min_se_sec.clamp(LEAST, MOST);
            (c.expires_sec.clamp(min_se, MOST), min_se)
        });
        Self {
            wanted,
            min_se,
            ..Self::default()
        }
    }

    /// Writes what a request that may refresh the session says (§7.1, §7.4). In a running session the roles stay as
    /// they are.
    pub(super) fn ask(&self, headers: &mut Headers, initial: bool) {
        let seconds = if initial { self.wanted } else { self.agreed };
        if seconds == 0 {
            return;
        }
        push_interval(headers, seconds.max(self.min_se), initial || self.ours);
        if self.min_se > LEAST {
            headers.push(MIN_SE, decimal(self.min_se.into()));
        }
    }

    /// 422: the interval has to be longer (§7.3). False when it asks for nothing new, or too often.
    pub(super) fn raise(&mut self, headers: &Headers) -> bool {
        let asked = headers.number(MIN_SE).unwrap_or(0);
        if asked <= self.min_se || asked > MOST || self.raises >= MAX_RAISES {
            return false;
        }
        self.raises += 1;
        self.min_se = asked;
        true
    }

    /// A 2xx to a request of ours says what holds (§7.2); without Session-Expires the session does not expire.
    pub(super) fn granted(&mut self, now: Instant, headers: &Headers) {
        self.raises = 0;
        match interval(headers) {
            Some((seconds, refresher)) => {
                self.run(
                    now,
                    seconds.clamp(LEAST_GRANTED, MOST),
                    refresher != Some(Refresher::Uas),
                );
            }
            None => self.run(now, 0, false),
        }
    }

    /// The Min-SE of the 422 that a request has to get (§9), if it has to.
    pub(super) fn refuses(&self, headers: &Headers) -> Option<u32> {
        let (seconds, _) = interval(headers)?;
        (seconds < self.min_se.max(LEAST) && supports(headers)).then_some(self.min_se)
    }

    /// Puts into the 2xx of a request of theirs what holds from now on (§9 with its table 2). An interval is lowered
    /// to what we would have asked for, never raised.
    pub(super) fn answer(&mut self, now: Instant, request: &Headers, response: &mut Response) {
        let supported = supports(request);
        let required = request.has_item(names::REQUIRE, TIMER);
        let least = request.number(MIN_SE).unwrap_or(0).clamp(LEAST, MOST);
        let own = if self.agreed > 0 { self.agreed } else { self.wanted };
        let (seconds, refresher) = match interval(request) {
            Some((asked, refresher)) if asked >= LEAST && (own > 0 || required) => {
                let most = if own > 0 { own.max(least) } else { MOST };
                (asked.min(most), refresher)
            }
            // Somebody on the way wants less than may be, for a caller who could not be told: no timer.
            Some(_) => (0, None),
            None if supported && own > 0 => (own.max(least), None),
            None => (0, None),
        };
        let was_ours = self.agreed == 0 || self.ours;
        let ours = match refresher {
            _ if !supported => true,
            Some(refresher) => refresher == Refresher::Uas,
            None => was_ours,
        };
        self.run(now, seconds, ours);
        if seconds > 0 {
            push_interval(&mut response.headers, seconds, !ours);
            if supported {
                response.headers.push(names::REQUIRE, TIMER);
            }
        }
    }

    fn run(&mut self, now: Instant, seconds: u32, ours: bool) {
        self.agreed = seconds;
        self.ours = ours;
        let after = |seconds: u32| now + Duration::from_secs(u64::from(seconds));
        self.refresh_at = (seconds > 0 && ours).then(|| after(seconds / 2));
        // §10.
        self.expires_at = (seconds > 0).then(|| after(seconds - (seconds / 3).min(32)));
    }

    /// A refresh did not come through: once more at that moment.
    pub(super) fn again(&mut self, at: Instant) {
        if self.agreed > 0 {
            self.refresh_at = Some(at);
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        earlier(self.refresh_at, self.expires_at)
    }

    /// What has become due, once.
    pub(super) fn handle_timeout(&mut self, now: Instant) -> Due {
        let due = |at: &mut Option<Instant>| at.take_if(|at| *at <= now).is_some();
        let refresh = due(&mut self.refresh_at);
        if due(&mut self.expires_at) {
            Due::Expired
        } else if refresh {
            Due::Refresh
        } else {
            Due::Nothing
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refresher {
    Uac,
    Uas,
}

/// `1800;refresher=uac`.
fn interval(headers: &Headers) -> Option<(u32, Option<Refresher>)> {
    let seconds = headers.number(SESSION_EXPIRES)?;
    let text = headers.text(SESSION_EXPIRES)?;
    let refresher = text.split(';').skip(1).find_map(|param| {
        let (name, value) = param.split_once('=')?;
        let value = value.trim();
        match () {
            () if !name.trim().eq_ignore_ascii_case("refresher") => None,
            () if value.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            () if value.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            () => None,
        }
    });
    Some((seconds, refresher))
}

fn push_interval(headers: &mut Headers, seconds: u32, uac: bool) {
    let mut value = decimal(seconds.into());
    value.push_str(if uac { ";refresher=uac" } else { ";refresher=uas" });
    headers.push(SESSION_EXPIRES, value);
}

fn supports(headers: &Headers) -> bool {
    headers.has_item(names::SUPPORTED, TIMER) || headers.has_item(names::REQUIRE, TIMER)
}
