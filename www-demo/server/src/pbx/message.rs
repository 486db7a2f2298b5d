//! MESSAGE outside a dialog (RFC 3428): from one extension to all phones of another.

use std::sync::Arc;

use rsipstack::sip::{Header, Method, Request};
use rsipstack::transaction::transaction::Transaction;
use tokio::sync::mpsc;
use voip_sdk::model::calls::CallDirection;

use super::core::{Core, reply};
use super::dialog::Dialog;
use super::leg::Leg;
use super::ports::SipExtension;
use super::registrar::Aor;
use super::sender::{self, Refusal};
use super::sip;
use super::transactions::send_once;

/// Handles one MESSAGE: its answer is the best of what the phones have answered.
pub(crate) async fn message(core: Arc<Core>, mut tx: Transaction) {
    let (status, headers) = match deliver(&core, &tx.original).await {
        Ok(status) => (status, vec![]),
        Err(refusal) => refusal,
    };
    reply(&mut tx, status, headers, None).await;
}

async fn deliver(core: &Arc<Core>, request: &Request) -> Result<u16, Refusal> {
    if core.is_stopping() {
        return Err((503, vec![]));
    }
    let sender = sender::identify(core, request, false)?;
    sender::check_required(request)?;
    let (tenant, own) = (&sender.tenant, &sender.extension);
    let to = core
        .directory
        .extension(&tenant.id, &sender.number)
        .ok_or((404, vec![]))?;
    let blocked = |number: &str, direction| core.directory.is_blocked(&tenant.id, number, direction);
    if blocked(&to.number, CallDirection::Outbound) || blocked(&own.number, CallDirection::Inbound) {
        return Err((403, vec![]));
    }
    let kind = sip::header(request, "Content-Type");
    if kind.is_none() && !request.body.is_empty() {
        return Err((400, vec![]));
    }
    let from = match sender.anonymous {
        true => "\"Anonymous\" <sip:anonymous@anonymous.invalid>".to_owned(),
        false => address(own, &tenant.domain),
    };
    let passed = ["Content-Type", "Content-Disposition", "Date", "Expires"];
    let headers: Vec<Header> = passed
        .iter()
        .filter_map(|name| Some(sip::make(name, sip::header(request, name)?)))
        .collect();
    let aor = Aor {
        tenant: tenant.id.clone(),
        number: to.number.clone(),
    };
    let (heard, answers) = mpsc::unbounded_channel();
    for binding in core.registrar.bindings(&aor) {
        let (Some(connection), Some(target)) = (core.connection(binding.connection), Leg::target(&binding.uri)) else {
            continue;
        };
        let dialog = Dialog::ours(&from, &address(&to, &tenant.domain), target);
        let copy = dialog.request(Method::Message, core.sent_by(), headers.clone(), request.body.clone());
        let (core, heard) = (core.clone(), heard.clone());
        tokio::spawn(async move {
            if let Some(answer) = send_once(&core, &connection, copy).await {
                let _ = heard.send(answer.status_code.code());
            }
        });
    }
    drop(heard);
    Ok(best(answers).await)
}

/// One phone that has it is enough, and the others are not waited for: the sender would give up before a dead one.
async fn best(mut answers: mpsc::UnboundedReceiver<u16>) -> u16 {
    let mut best = None;
    while let Some(code) = answers.recv().await {
        if code < 300 {
            return code;
        }
        best = Some(best.map_or(code, |best: u16| best.min(code)));
    }
    best.map_or(480, |code| match code {
        401 | 407 | 408 | 481 | 300..=399 => 480,
        code => code,
    })
}

fn address(extension: &SipExtension, domain: &str) -> String {
    format!("{} <sip:{}@{domain}>", sip::quote(&extension.name), extension.number)
}
