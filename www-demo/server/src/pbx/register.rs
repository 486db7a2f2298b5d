//! REGISTER (RFC 3261 §10.3).

use std::sync::Arc;
use std::time::{Duration, Instant};

use rsipstack::sip::{HasHeaders, Header, Request};
use rsipstack::transaction::transaction::Transaction;

use super::auth::Verdict;
use super::core::{Core, reply};
use super::registrar::{Aor, Binding};
use super::sip::{self, NameAddr};
use super::ws::Connection;

/// What a REGISTER asks for with one Contact.
struct Wanted {
    addr: NameAddr,
    expires: u32,
}

/// Handles one REGISTER.
pub(crate) async fn register(core: Arc<Core>, connection: Arc<Connection>, mut tx: Transaction) {
    let (status, headers) = answer(&core, &connection, &tx.original);
    reply(&mut tx, status, headers, None).await;
}

fn answer(core: &Core, connection: &Connection, request: &Request) -> (u16, Vec<Header>) {
    let to = sip::header(request, "To")
        .and_then(NameAddr::parse)
        .and_then(|to| to.user_and_host());
    let Some((number, host)) = to else { return (400, vec![]) };
    let Some(tenant) = core.directory.tenant_by_domain(&host) else {
        return (404, vec![]);
    };
    match core.nonces.check(request, &tenant, &*core.directory) {
        Verdict::Challenge { stale } => {
            return (401, core.nonces.challenge("WWW-Authenticate", &tenant.domain, stale));
        }
        // Nobody registers for somebody else (§10.3 step 4).
        Verdict::Known(user) if user != number => return (403, vec![]),
        Verdict::Known(_) => {}
    }
    let aor = Aor {
        tenant: tenant.id,
        number,
    };
    if let Err(refusal) = update(core, connection, request, &aor) {
        return refusal;
    }
    let now = Instant::now();
    let mut headers: Vec<Header> = core
        .registrar
        .bindings(&aor)
        .iter()
        .map(|b| {
            // Rounded up: what was granted is what is said.
            let left = b.until.saturating_duration_since(now).as_secs_f64().ceil();
            sip::make("Contact", format!("<{}>{};expires={left}", b.uri, b.params))
        })
        .collect();
    headers.push(sip::make("Allow", super::core::ALLOW));
    (200, headers)
}

fn update(core: &Core, connection: &Connection, request: &Request, aor: &Aor) -> Result<(), (u16, Vec<Header>)> {
    let contacts: Vec<&str> = request
        .headers()
        .iter()
        .filter(|h| matches!(h, Header::Contact(_)))
        .flat_map(|h| sip::split_list(h.value()))
        .collect();
    let expires: Option<u32> = sip::header(request, "Expires").and_then(|v| v.trim().parse().ok());
    let change = match contacts.as_slice() {
        // A query (§10.2.3).
        [] => return Ok(()),
        ["*"] if expires == Some(0) => core.registrar.clear(aor),
        [text] => {
            let addr = NameAddr::parse(text)
                .filter(|a| a.user_and_host().is_some())
                .ok_or((400, vec![]))?;
            let own = addr.param("expires").and_then(|e| e.parse().ok());
            let expires = own
                .or(expires)
                .unwrap_or(core.config.max_expires)
                .min(core.config.max_expires);
            bind(core, connection, request, aor, Wanted { addr, expires })?
        }
        // `*` with others or a lifetime, or two contacts for one connection.
        _ => return Err((400, vec![])),
    };
    if let Some(change) = change {
        core.registration_changed(&change);
    }
    Ok(())
}

fn bind(
    core: &Core,
    connection: &Connection,
    request: &Request,
    aor: &Aor,
    wanted: Wanted,
) -> Result<Option<super::registrar::Change>, (u16, Vec<Header>)> {
    let Wanted { addr, expires } = wanted;
    let instance = addr.param("+sip.instance").map(str::to_owned);
    let call_id = sip::header(request, "Call-ID").unwrap_or_default().to_owned();
    let cseq = sip::cseq(request).unwrap_or_default();
    // An older REGISTER of the same registration that was overtaken changes nothing (§10.3 step 7).
    let late = |b: &Binding| b.same_phone(instance.as_deref(), &addr.uri) && b.call_id == call_id && b.cseq >= cseq;
    if core.registrar.bindings(aor).iter().any(late) {
        return Err((500, vec![]));
    }
    if expires == 0 {
        return Ok(core.registrar.unbind(aor, instance.as_deref(), &addr.uri));
    }
    if expires < core.config.min_expires {
        return Err((423, vec![sip::make("Min-Expires", core.config.min_expires.to_string())]));
    }
    let params: String = addr
        .params
        .iter()
        .filter(|(name, _)| !name.eq_ignore_ascii_case("expires"))
        .map(|(name, value)| match value {
            Some(value) if value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') => format!(";{name}={value}"),
            Some(value) => format!(";{name}={}", sip::quote(value)),
            None => format!(";{name}"),
        })
        .collect();
    let binding = Binding {
        connection: connection.id,
        uri: addr.uri,
        params,
        instance,
        call_id,
        cseq,
        until: Instant::now() + Duration::from_secs(u64::from(expires)),
        ip: connection.ip.clone(),
    };
    Ok(core.registrar.bind(aor, binding))
}
