//! MESSAGE outside a dialog (RFC 3428): from one extension to all phones of another.

use std::sync::Arc;

use futures_util::future::join_all;
use rsipstack::sip::{Header, Method, Request};
use rsipstack::transaction::transaction::Transaction;
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
    let sent = core.registrar.bindings(&aor).into_iter().filter_map(|binding| {
        let connection = core.connection(binding.connection)?;
        let dialog = Dialog::ours(&from, &address(&to, &tenant.domain), Leg::target(&binding.uri)?);
        let copy = dialog.request(Method::Message, core.sent_by(), headers.clone(), request.body.clone());
        Some(async move { send_once(core, &connection, copy).await })
    });
    let answers = join_all(sent).await;
    // One phone that has it is enough.
    let codes = answers.into_iter().flatten().map(|answer| answer.status_code.code());
    Ok(codes.min().map_or(480, |code| match code {
        401 | 407 | 408 | 481 | 300..=399 => 480,
        code => code,
    }))
}

fn address(extension: &SipExtension, domain: &str) -> String {
    format!("{} <sip:{}@{domain}>", sip::quote(&extension.name), extension.number)
}
