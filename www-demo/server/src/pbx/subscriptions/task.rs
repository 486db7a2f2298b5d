//! The task of one subscription.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::Method;
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::body::Shown;
use super::{Package, accepted, body, lifetime};
use crate::pbx::core::{Core, reply};
use crate::pbx::dialog::Dialog;
use crate::pbx::registrar::Aor;
use crate::pbx::sip;
use crate::pbx::transactions::send_once;
use crate::pbx::ws::Connection;

/// What is subscribed to.
pub(super) struct What {
    /// The Event header as it came, `id` included.
    pub event: String,
    pub package: Package,
    pub watched: Aor,
    /// Who is told.
    pub subscriber: Aor,
    pub domain: String,
}

pub(super) struct Subscription {
    core: Arc<Core>,
    connection: Arc<Connection>,
    pub(super) dialog: Dialog,
    what: What,
    changed: Arc<Notify>,
    until: Instant,
    /// Of the next body.
    version: u32,
    told: Option<Shown>,
}

/// How it goes on after a NOTIFY.
type GoesOn = bool;

impl Subscription {
    pub(super) fn new(
        core: &Arc<Core>,
        connection: &Arc<Connection>,
        dialog: Dialog,
        what: What,
        changed: Arc<Notify>,
        expires: u32,
    ) -> Subscription {
        Subscription {
            core: core.clone(),
            connection: connection.clone(),
            dialog,
            what,
            changed,
            until: after(expires),
            version: 0,
            told: None,
        }
    }

    /// Until it ends. A request that is in the inbox then is not answered: its phone has gone or has ended it.
    pub(super) async fn run(mut self, mut requests: mpsc::UnboundedReceiver<Box<Transaction>>) {
        let mut goes_on = self.notify().await;
        while goes_on {
            goes_on = tokio::select! {
                () = self.connection.closed.cancelled() => false,
                request = requests.recv() => match request {
                    Some(tx) => self.request(*tx).await,
                    None => false,
                },
                () = self.changed.notified() => match self.has_news() {
                    true => self.notify().await,
                    false => true,
                },
                () = tokio::time::sleep_until(self.until) => self.notify().await,
            };
        }
        let key = (self.dialog.call_id.clone(), self.dialog.local_tag.clone());
        self.core.subscriptions.remove(&key);
        requests.close();
        while let Some(mut tx) = requests.recv().await {
            reply(&mut tx, 481, vec![], None).await;
        }
    }

    /// A SUBSCRIBE in the dialog.
    async fn request(&mut self, mut tx: Transaction) -> GoesOn {
        if tx.original.method != Method::Subscribe || !self.dialog.matches(&tx.original) {
            reply(&mut tx, 481, vec![], None).await;
            return true;
        }
        if !self.dialog.take_cseq(&tx.original) {
            reply(&mut tx, 500, vec![], None).await;
            return true;
        }
        match lifetime(&self.core, &tx.original) {
            Err((status, headers)) => {
                reply(&mut tx, status, headers, None).await;
                true
            }
            Ok(expires) => {
                self.dialog.refresh_target(sip::header(&tx.original, "Contact"));
                self.until = after(expires);
                reply(&mut tx, 200, accepted(&self.core, expires), None).await;
                self.notify().await
            }
        }
    }

    /// Whether its extension is there still, which was proven when it began.
    fn may_watch(&self) -> bool {
        let Aor { tenant, number } = &self.what.subscriber;
        self.core.directory.extension(tenant, number).is_some()
    }

    /// What holds now; `None`: there is nothing to tell any more.
    fn look(&self) -> Option<Shown> {
        if !self.may_watch() {
            return None;
        }
        let Aor { tenant, number } = &self.what.watched;
        self.core.directory.extension(tenant, number)?;
        Some(match self.what.package {
            Package::Mailbox => Shown::Mailbox(self.core.directory.mailbox(tenant, number)),
            Package::Dialog => Shown::Dialogs(self.core.presence.calls(&self.what.watched)),
        })
    }

    fn has_news(&self) -> bool {
        self.look() != self.told
    }

    /// Tells what holds now, and ends the subscription if its time is over or there is nothing to tell any more.
    async fn notify(&mut self) -> GoesOn {
        let shown = self.look();
        let left = self
            .until
            .saturating_duration_since(Instant::now())
            .as_secs_f64()
            .ceil();
        let (state, lasts) = match &shown {
            None if !self.may_watch() => ("terminated;reason=rejected".to_owned(), false),
            None => ("terminated;reason=noresource".to_owned(), false),
            Some(_) if left <= 0.0 => ("terminated;reason=timeout".to_owned(), false),
            Some(_) => (format!("active;expires={left}"), true),
        };
        let mut headers = vec![
            sip::make("Event", self.what.event.clone()),
            sip::make("Subscription-State", state),
        ];
        let mut text = String::new();
        if let Some(shown) = &shown {
            headers.push(sip::make("Content-Type", self.what.package.content_type()));
            text = body::render(shown, self.told.as_ref(), &self.what, self.version);
            self.version += 1;
        }
        self.told = shown;
        let request = self
            .dialog
            .request(Method::Notify, self.core.sent_by(), headers, text.into_bytes());
        let answer = send_once(&self.core, &self.connection, request).await;
        // 481: the phone no longer knows of it; without an answer it is not there (RFC 6665 §4.2.2).
        lasts && answer.is_some_and(|answer| (200..300).contains(&answer.status_code.code()))
    }
}

fn after(seconds: u32) -> Instant {
    Instant::now() + Duration::from_secs(u64::from(seconds))
}
