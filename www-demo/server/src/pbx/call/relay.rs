//! What one phone says to the other within the call: MESSAGE (RFC 3428) and INFO (RFC 6086), keys among them.

use rsipstack::sip::{Method, Request};
use rsipstack::transaction::transaction::Transaction;

use super::{Call, LegId};
use crate::pbx::core::{ALLOW, reply};
use crate::pbx::sip;
use crate::pbx::transactions::transact;

/// How many keys a call keeps.
const MOST_KEYS: usize = 1024;

impl Call {
    /// Hands it on to the far end's phone, whose answer is the answer.
    pub(super) async fn relay(&mut self, id: LegId, mut tx: Transaction) {
        let is_info = tx.original.method == Method::Info;
        if is_info && sip::header(&tx.original, "Info-Package").is_some() {
            return reply(&mut tx, 469, vec![sip::make("Recv-Info", "")], None).await;
        }
        let keys = keys(&tx.original);
        if let Some(keys) = &keys {
            // As those that come as telephone-events. The keys stay out of the log: they may be a secret.
            self.keep_keys(keys);
        }
        let far = self.partner(id).and_then(|far| self.legs.get(&far));
        let Some(far) = far.filter(|far| far.is_up() && !tx.original.body.is_empty()) else {
            let status = if is_info { 200 } else { 480 };
            return reply(&mut tx, status, vec![sip::make("Allow", ALLOW)], None).await;
        };
        if !far.phone.is_reachable(&self.core) {
            // Who says it does not wait for as long as a phone may take to come back.
            let status = if keys.is_some() { 200 } else { 480 };
            return reply(&mut tx, status, vec![], None).await;
        }
        let (core, phone, dialog) = (self.core.clone(), far.phone.clone(), far.dialog.clone());
        tokio::spawn(async move {
            let original = &tx.original;
            let passed = ["Content-Type", "Content-Disposition", "Date"];
            let headers: Vec<_> = passed
                .iter()
                .filter_map(|name| Some(sip::make(name, sip::header(original, name)?)))
                .collect();
            let build = || {
                let body = original.body.clone();
                dialog.request(original.method, core.sent_by(), headers.clone(), body)
            };
            let answer = transact(&core, &phone, build).await;
            let status = match answer.map(|answer| answer.status_code.code()) {
                // The server has taken them, whatever the far end's phone makes of them.
                _ if keys.is_some() => 200,
                Some(481) | None => 480,
                Some(status) => status,
            };
            reply(&mut tx, status, vec![], None).await;
        });
    }

    /// Keys that were dialled within the call, as many as are kept.
    pub(super) fn keep_keys(&mut self, keys: &str) {
        let room = MOST_KEYS.saturating_sub(self.dtmf.len());
        self.dtmf.extend(keys.chars().take(room));
        self.update();
    }
}

/// The keys in an INFO: `Signal=5` (application/dtmf-relay), or the body itself (application/dtmf).
fn keys(request: &Request) -> Option<String> {
    let kind = sip::header(request, "Content-Type")?.split(';').next()?.trim();
    let body = std::str::from_utf8(&request.body).ok()?;
    let text = match kind.to_ascii_lowercase().as_str() {
        "application/dtmf-relay" => {
            let mut lines = body.lines().filter_map(|line| line.split_once('='));
            lines.find(|(name, _)| name.trim().eq_ignore_ascii_case("signal"))?.1
        }
        "application/dtmf" => body,
        _ => return None,
    };
    let keys: String = text.trim().chars().take(32).collect();
    let known = |c: char| c.is_ascii_digit() || "*#ABCDabcd".contains(c);
    (!keys.is_empty() && keys.chars().all(known)).then_some(keys)
}
