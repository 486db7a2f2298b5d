//! What a REFER asks to be told (RFC 3515 §2.4): how the transfer goes, by one NOTIFY after the other.
//!
//! ```text
//!   REFER ──▶ 202    NOTIFY 100 ──▶ NOTIFY 180 ──▶ NOTIFY 200 or what refused it (terminated) ──▶ BYE of ours, if any
//! ```
//!
//! The phone may have to come back before the next one reaches it. A BYE of ours waits for the last, because a phone
//! may take a BYE during a transfer for its success.

use std::sync::Arc;
use std::time::Duration;

use rsipstack::sip::{Method, Response};
use tokio::sync::mpsc;

use super::core::{Core, status_code};
use super::dialog::Dialog;
use super::sip;
use super::transactions::{Phone, transact};

/// For how many seconds a NOTIFY promises another: a target that is forwarded or a group rings longer than one phone.
const LASTS: u32 = 600;

/// How long a phone that is there may take to answer a NOTIFY before the next request is sent: its BYE does not wait
/// for what it never answers.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

enum Notice {
    /// A status of the transfer.
    Status(u16),
    /// BYE with this Reason, and nothing after it.
    Bye(String),
}

/// The subscription that a REFER has made.
pub(crate) struct Referral {
    notices: mpsc::UnboundedSender<Notice>,
    told: u16,
}

impl Referral {
    /// `event` is the value of the Event header; `None`: the phone does not want to be told (RFC 4488).
    pub(crate) fn start(core: &Arc<Core>, phone: Phone, dialog: Dialog, event: Option<String>) -> Referral {
        let (notices, mut inbox) = mpsc::unbounded_channel();
        let core = core.clone();
        tokio::spawn(async move {
            while let Some(notice) = inbox.recv().await {
                match (notice, &event) {
                    (Notice::Status(status), Some(event)) => {
                        let here = phone.is_reachable(&core);
                        let (core, phone, dialog) = (core.clone(), phone.clone(), dialog.clone());
                        let event = event.clone();
                        let sent = tokio::spawn(async move {
                            notify(&core, &phone, &dialog, &event, status).await;
                        });
                        match here {
                            true => drop(tokio::time::timeout(ANSWERS_WITHIN, sent).await),
                            false => drop(sent.await),
                        }
                    }
                    (Notice::Status(_), None) => {}
                    (Notice::Bye(reason), _) => {
                        let headers = vec![sip::make("Reason", reason)];
                        let build = || dialog.request(Method::Bye, core.sent_by(), headers.clone(), vec![]);
                        transact(&core, &phone, build).await;
                        return;
                    }
                }
            }
        });
        Referral { notices, told: 0 }
    }

    /// A status, unless it has been told; nothing comes after a final one.
    pub(crate) fn tell(&mut self, status: u16) {
        if self.told < 200 && self.told != status {
            self.told = status;
            let _ = self.notices.send(Notice::Status(status));
        }
    }

    /// BYE after what has been told.
    pub(crate) fn bye(self, reason: &str) {
        let _ = self.notices.send(Notice::Bye(reason.to_owned()));
    }
}

async fn notify(core: &Arc<Core>, phone: &Phone, dialog: &Dialog, event: &str, status: u16) -> Option<Response> {
    let state = match status {
        ..200 => format!("active;expires={LASTS}"),
        _ => "terminated;reason=noresource".to_owned(),
    };
    let headers = vec![
        sip::make("Event", event),
        sip::make("Subscription-State", state),
        sip::make("Content-Type", "message/sipfrag;version=2.0"),
    ];
    let body = format!("SIP/2.0 {}\r\n", status_code(status));
    let build = || {
        dialog.request(
            Method::Notify,
            core.sent_by(),
            headers.clone(),
            body.clone().into_bytes(),
        )
    };
    transact(core, phone, build).await
}
