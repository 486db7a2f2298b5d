//! Our own binding in the 2xx of a REGISTER, which lists all bindings of the address of record (RFC 3261 §10.2.4).

use crate::sip::message::{NameAddr, Response, Uri, names};
use crate::sip::user_agent::BindingView;

/// What the registrar granted.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) expires_sec: u32,
    /// RFC 5627 §4.2.
    pub(super) pub_gruu: Option<Uri>,
    pub(super) temp_gruu: Option<Uri>,
}

/// Finds the binding of `ours`: the same `+sip.instance` and `reg-id` (RFC 5626 §4.2), else the same URI
/// (RFC 3261 §19.1.4). `asked_sec` counts where the response says nothing.
pub(super) fn find(response: &Response, ours: &NameAddr, asked_sec: u32) -> Option<Binding> {
    let contacts: Vec<NameAddr> = response
        .headers
        .items(names::CONTACT)
        .iter()
        .filter_map(|item| NameAddr::parse(item))
        .collect();
    let found = contacts
        .iter()
        .find(|c| c.uri.matches(&ours.uri))
        .or_else(|| contacts.iter().find(|c| same_flow(c, ours)))?;
    let expires_sec = found
        .params
        .get("expires")
        .and_then(|v| v.parse().ok())
        .or_else(|| response.headers.number(names::EXPIRES))
        .unwrap_or(asked_sec);
    if expires_sec == 0 {
        return None;
    }
    Some(Binding {
        expires_sec,
        pub_gruu: gruu(found, "pub-gruu"),
        temp_gruu: gruu(found, "temp-gruu"),
    })
}

/// All bindings, for the application to look at.
pub(super) fn all(response: &Response, ours: &NameAddr) -> Vec<BindingView> {
    let items = response.headers.items(names::CONTACT);
    let contacts = items.iter().filter_map(|item| NameAddr::parse(item));
    contacts
        .map(|c| BindingView {
            uri: c.uri.to_text(),
            expires_sec: c.params.get("expires").and_then(|v| v.parse().ok()),
            q: c.params.get("q").map(str::to_owned),
            instance: c.params.text("+sip.instance"),
            ours: c.uri.matches(&ours.uri),
        })
        .collect()
}

fn same_flow(a: &NameAddr, b: &NameAddr) -> bool {
    let instance = a.params.text("+sip.instance");
    instance.is_some()
        && instance == b.params.text("+sip.instance")
        && (a.params.get("reg-id") == b.params.get("reg-id") || !a.params.has("reg-id"))
}

fn gruu(contact: &NameAddr, name: &str) -> Option<Uri> {
    Uri::parse(&contact.params.text(name)?)
}
