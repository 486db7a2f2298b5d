//! The SUBSCRIBE usage (RFC 6665 §4.1), the subscriber's side: one subscription in a dialog of its own.
//!
//! ```text
//!              ready            NOTIFY, before the 2xx or behind it
//!   Waiting ─────────► Asking ──────────────────────────► Established ──┐ refresh at 80..90 %
//!    ▲  ▲               │  │                                │  │   ▲    │
//!    │  │ may pass,     │  │ close                    close │  │   └────┘
//!    │  │ no NOTIFY     │  ▼                                │  │
//!    │  └───────────────┘ Leaving ◄─────────────────────────┘  │
//!    │                      │ last NOTIFY, 64*T1               │ terminated, expired, 481
//!    │                      ▼                                  │
//!    │                    Over ◄── rejected, noresource, … ────┤
//!    └──────────────── may begin anew ─────────────────────────┘
//! ```
//!
//! Every SUBSCRIBE is answered twice: by its response and by a NOTIFY, in any order, the latter within 64*T1 (Timer N).
//! Only a NOTIFY makes the dialog. What is lost with the connection is made up for by a refresh over the next one: its
//! NOTIFY has the full state. The application's view may end earlier than the state machine, with `close`.

mod asking;
mod notify;
mod state;

use crate::sip::dialog::Dialog;
use crate::sip::message::{Request, Uri, names};
use crate::sip::user_agent::kernel::{Core, RequestId};
use crate::sip::user_agent::{Event, SubscribeOptions, SubscriptionEnd, SubscriptionEvent, SubscriptionId, reconnect};
use crate::time::{Duration, Instant, earlier};
use state::Again;
pub(crate) use state::{is_final, retry_after};

/// 423 may raise the lifetime so often (a guard against loops).
const MAX_RAISES: u8 = 3;
/// A subscription that held so long has worked: its next beginning does not count as one more failure.
const WORKED: Duration = Duration::from_secs(60);
/// So many subscriptions are renewed at once after a reconnection, the next ones after a pause each.
const BURST: usize = 16;
const PAUSE_MS: u64 = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// There is none; SUBSCRIBE goes out at `wake_at`, or when there is a connection.
    Waiting,
    /// The first SUBSCRIBE is out, or its NOTIFY to come.
    Asking,
    /// A NOTIFY has made the dialog.
    Established,
    /// The application was told of the end; the far end is being told.
    Leaving,
    Over,
}

/// What the application was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Pending,
    Active,
}

/// One subscription.
pub(crate) struct Subscription {
    id: SubscriptionId,
    target: Uri,
    options: SubscribeOptions,
    /// Lifetime to ask for: the application's, or what a 423 has made of it.
    expires_sec: u32,
    dialog: Dialog,
    stage: Stage,
    /// SUBSCRIBE that is out, and whether it ends the subscription.
    asking: Option<(RequestId, bool)>,
    /// Timer N.
    notify_due: Option<Instant>,
    /// The next SUBSCRIBE.
    wake_at: Option<Instant>,
    /// It is due as soon as there is a connection.
    due: bool,
    expires_at: Option<Instant>,
    established_at: Option<Instant>,
    failures: u32,
    raises: u8,
    told: Told,
}

impl Subscription {
    pub(crate) fn new(
        now: Instant,
        core: &mut Core,
        id: SubscriptionId,
        target: Uri,
        options: SubscribeOptions,
    ) -> Self {
        let mut subscription = Self {
            id,
            expires_sec: options.expires_sec,
            dialog: outside(core, &target),
            target,
            options,
            stage: Stage::Waiting,
            asking: None,
            notify_due: None,
            wake_at: None,
            due: true,
            expires_at: None,
            established_at: None,
            failures: 0,
            raises: 0,
            told: Told::Nothing,
        };
        if core.ready {
            subscription.send(now, core);
        }
        subscription
    }

    pub(crate) fn id(&self) -> SubscriptionId {
        self.id
    }

    /// The event package.
    pub(crate) fn package(&self) -> &str {
        &self.options.event
    }

    /// The application was not told of its end.
    pub(crate) fn is_live(&self) -> bool {
        !matches!(self.stage, Stage::Leaving | Stage::Over)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.stage == Stage::Over
    }

    /// A fetch asks once (RFC 6665 §4.4.3).
    fn is_fetch(&self) -> bool {
        self.options.expires_sec == 0
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        let expires = self.expires_at.filter(|_| self.asking.is_none());
        earlier(earlier(self.notify_due, self.wake_at), expires)
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, core: &mut Core) {
        if self.notify_due.is_some_and(|at| at <= now) {
            self.notify_due = None;
            self.ended(now, core, (SubscriptionEnd::NoNotify, 0), Again::Later, None);
        }
        if self.asking.is_none() && self.expires_at.is_some_and(|at| at <= now) {
            self.ended(now, core, (SubscriptionEnd::Timeout, 0), Again::Soon, None);
        }
        if self.wake_at.is_some_and(|at| at <= now) {
            self.wake_at = None;
            self.due = true;
            if core.ready {
                self.send(now, core);
            }
        }
    }

    /// A challenge makes the SUBSCRIBE go out again, unless nobody waits for it any more.
    pub(crate) fn next_seq(&mut self, id: RequestId) -> Option<u32> {
        let current = self.asking.is_some_and(|(asking, _)| asking == id);
        current.then(|| self.dialog.next_seq())
    }

    // ---- ends ------------------------------------------------------------------------------------------------

    /// It is over, for now or for good. `wait` is the pause that the far end asked for.
    fn ended(
        &mut self,
        now: Instant,
        core: &mut Core,
        (reason, status): (SubscriptionEnd, u16),
        again: Again,
        wait: Option<Duration>,
    ) {
        self.notify_due = None;
        self.expires_at = None;
        self.wake_at = None;
        self.asking = None;
        if self.stage == Stage::Leaving || self.stage == Stage::Over {
            self.stage = Stage::Over;
            return;
        }
        if self.established_at.take().is_some_and(|at| now.since(at) >= WORKED) {
            self.failures = 0;
        }
        let retry_at = if again == Again::Never || self.is_fetch() {
            None
        } else {
            Some(now + wait.unwrap_or_else(|| self.pause(core, again)))
        };
        self.wake_at = retry_at;
        self.due = false;
        self.stage = if retry_at.is_some() {
            Stage::Waiting
        } else {
            Stage::Over
        };
        self.told = Told::Nothing;
        self.tell(
            core,
            SubscriptionEvent::Terminated {
                reason,
                status,
                retry_at,
            },
        );
    }

    /// The pause before the next try; each is one more failure.
    fn pause(&mut self, core: &mut Core, again: Again) -> Duration {
        let entropy = core.entropy.as_mut();
        let pause = match again {
            Again::Later => reconnect::long_delay(self.failures, entropy),
            Again::Soon | Again::Never => reconnect::delay(self.failures, false, entropy),
        };
        self.failures = self.failures.saturating_add(1);
        pause
    }

    /// The application does not want it any more; the far end is told, and what else arrives is kept quiet.
    pub(crate) fn close(&mut self, now: Instant, core: &mut Core) {
        if !self.is_live() {
            return;
        }
        self.tell(
            core,
            SubscriptionEvent::Terminated {
                reason: SubscriptionEnd::Closed,
                status: 0,
                retry_at: None,
            },
        );
        self.wake_at = None;
        self.expires_at = None;
        let waits_for_credentials = self.asking.is_some_and(|(id, _)| core.unpark(id));
        let was = core::mem::replace(&mut self.stage, Stage::Leaving);
        if waits_for_credentials {
            self.asking = None;
        }
        if was == Stage::Waiting || self.is_fetch() || !core.online || (waits_for_credentials && was == Stage::Asking) {
            // Nothing is there that the far end could be asked to end; what it still sends is answered 481.
            self.stage = Stage::Over;
        } else {
            self.send(now, core);
        }
    }

    /// The application wants the full state once more: a NOTIFY was missed.
    pub(crate) fn refresh(&mut self, now: Instant, core: &mut Core) {
        if self.stage == Stage::Established {
            self.due = true;
            if core.ready {
                self.send(now, core);
            }
        }
    }

    /// The transport is gone. The dialog stays.
    pub(crate) fn handle_lost(&mut self) {
        self.asking = None;
        self.notify_due = None;
        match self.stage {
            Stage::Asking => {
                self.stage = Stage::Waiting;
                self.expires_at = None;
                self.due = true;
            }
            Stage::Established => self.due = true,
            Stage::Leaving => self.stage = Stage::Over,
            Stage::Waiting | Stage::Over => {}
        }
        if self.due {
            self.wake_at = None;
        }
    }

    /// Connected and registered again. `nth` of all subscriptions: many do not go out all at once.
    pub(crate) fn handle_ready(&mut self, now: Instant, core: &mut Core, nth: usize) {
        if !self.due {
            return;
        }
        match u64::try_from(nth / BURST) {
            Ok(0) | Err(_) => self.send(now, core),
            Ok(turns) => self.wake_at = Some(now + Duration::from_millis(turns * PAUSE_MS)),
        }
    }

    // ---- events ----------------------------------------------------------------------------------------------

    fn tell_active(&mut self, core: &mut Core) {
        if let Some(expires_at) = self.expires_at {
            self.told = Told::Active;
            self.tell(core, SubscriptionEvent::Active { expires_at });
        }
    }

    fn tell(&self, core: &mut Core, event: SubscriptionEvent) {
        core.event(Event::Subscription { id: self.id, event });
    }
}

/// New identifiers for a first SUBSCRIBE.
fn outside(core: &mut Core, target: &Uri) -> Dialog {
    let tag = core.token();
    let call_id = core.entropy.token(22);
    Dialog::outside(call_id, core.local.aor().with_tag(&tag), target.clone())
}

/// Whether a NOTIFY and an event package belong together; `;id=…` and the like do not count.
pub(crate) fn package_of(request: &Request) -> Option<String> {
    let event = request.headers.text(names::EVENT)?;
    let package = event.split(';').next().unwrap_or_default().trim();
    (!package.is_empty()).then(|| package.to_owned())
}
