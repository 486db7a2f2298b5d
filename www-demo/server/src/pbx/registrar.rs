//! Bindings: which connection reaches which extension (RFC 3261 §10.3).
//!
//! One binding for each connection; several for an address of record ring together. A phone that comes back on
//! a new connection is known by its `+sip.instance` (RFC 5626 §4.1) or else by its Contact.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::ws::ConnectionId;

/// An extension of a tenant: the user part of an address of record and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Aor {
    pub tenant: String,
    pub number: String,
}

/// One registered phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Binding {
    pub connection: ConnectionId,
    /// The Contact's URI.
    pub uri: String,
    /// The Contact's other parameters, as they were sent, without `expires`.
    pub params: String,
    pub instance: Option<String>,
    pub call_id: String,
    pub cseq: u32,
    pub until: Instant,
    pub ip: Option<String>,
}

impl Binding {
    /// Whether both are the same phone.
    pub(crate) fn same_phone(&self, instance: Option<&str>, uri: &str) -> bool {
        match (self.instance.as_deref(), instance) {
            (Some(a), Some(b)) => a == b,
            _ => self.uri == uri,
        }
    }
}

/// Whether an address of record began or ceased to be reachable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub aor: Aor,
    pub registered: bool,
    pub ip: Option<String>,
}

/// All bindings.
pub(crate) struct Registrar {
    bindings: Mutex<HashMap<Aor, Vec<Binding>>>,
    /// Counts changes: who waits for a phone to come back looks again at each.
    version: watch::Sender<u64>,
}

impl Registrar {
    pub(crate) fn new() -> Registrar {
        Registrar {
            bindings: Mutex::default(),
            version: watch::Sender::new(0),
        }
    }

    fn edit(&self, aor: &Aor, edit: impl FnOnce(&mut Vec<Binding>)) -> Option<Change> {
        let mut all = self.bindings.lock().unwrap_or_else(|e| e.into_inner());
        let list = all.entry(aor.clone()).or_default();
        let (before, ip) = (!list.is_empty(), list.last().and_then(|b| b.ip.clone()));
        edit(list);
        let now = !list.is_empty();
        let ip = list.last().and_then(|b| b.ip.clone()).or(ip);
        if list.is_empty() {
            all.remove(aor);
        }
        drop(all);
        self.version.send_modify(|version| *version += 1);
        (before != now).then(|| Change {
            aor: aor.clone(),
            registered: now,
            ip,
        })
    }

    /// Adds or refreshes a binding, the newest at the end.
    pub(crate) fn bind(&self, aor: &Aor, binding: Binding) -> Option<Change> {
        self.edit(aor, |list| {
            list.retain(|b| {
                b.connection != binding.connection && !b.same_phone(binding.instance.as_deref(), &binding.uri)
            });
            list.push(binding);
        })
    }

    /// Removes the binding with that Contact.
    pub(crate) fn unbind(&self, aor: &Aor, instance: Option<&str>, uri: &str) -> Option<Change> {
        self.edit(aor, |list| list.retain(|b| !b.same_phone(instance, uri)))
    }

    /// Removes all bindings (`Contact: *`).
    pub(crate) fn clear(&self, aor: &Aor) -> Option<Change> {
        self.edit(aor, Vec::clear)
    }

    /// Removes what the predicate does not keep, of every address of record.
    fn retain(&self, keep: impl Fn(&Binding) -> bool) -> Vec<Change> {
        let all = self.bindings.lock().unwrap_or_else(|e| e.into_inner());
        let touched: Vec<Aor> = all
            .iter()
            .filter(|(_, list)| list.iter().any(|b| !keep(b)))
            .map(|(aor, _)| aor.clone())
            .collect();
        drop(all);
        touched
            .iter()
            .filter_map(|aor| self.edit(aor, |list| list.retain(&keep)))
            .collect()
    }

    /// The connection has closed.
    pub(crate) fn connection_closed(&self, id: ConnectionId) -> Vec<Change> {
        self.retain(|b| b.connection != id)
    }

    /// Drops the bindings that were not refreshed.
    pub(crate) fn expire(&self, now: Instant) -> Vec<Change> {
        self.retain(|b| b.until > now)
    }

    /// The phones of an address of record, the newest last.
    pub(crate) fn bindings(&self, aor: &Aor) -> Vec<Binding> {
        self.bindings
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .get(aor)
            .cloned()
            .unwrap_or_default()
    }

    /// The newest binding of that phone; of the address of record, if the phone itself is not there but only one
    /// other is (a reloaded page has a new identity, a call of the old one is answered 481 there).
    pub(crate) fn newest(&self, aor: &Aor, instance: Option<&str>, uri: &str) -> Option<Binding> {
        self.bindings(aor)
            .into_iter()
            .rev()
            .find(|b| b.same_phone(instance, uri))
    }

    /// The numbers of a tenant that are registered, in order.
    pub(crate) fn registered(&self, tenant: &str) -> Vec<String> {
        let all = self.bindings.lock().unwrap_or_else(|e| e.into_inner());
        let numbers: BTreeSet<String> = all
            .keys()
            .filter(|aor| aor.tenant == tenant)
            .map(|aor| aor.number.clone())
            .collect();
        numbers.into_iter().collect()
    }

    /// Waits until `found` finds something; at most `limit`.
    pub(crate) async fn wait<T>(&self, limit: Duration, found: impl Fn(&Registrar) -> Option<T>) -> Option<T> {
        let mut version = self.version.subscribe();
        tokio::time::timeout(limit, async {
            loop {
                version.borrow_and_update();
                if let Some(value) = found(self) {
                    return value;
                }
                if version.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        })
        .await
        .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aor() -> Aor {
        Aor {
            tenant: "acme".into(),
            number: "1001".into(),
        }
    }

    fn binding(connection: ConnectionId, instance: &str) -> Binding {
        Binding {
            connection,
            uri: format!("sip:{connection}@x.invalid"),
            params: String::new(),
            instance: (!instance.is_empty()).then(|| instance.to_owned()),
            call_id: "1".into(),
            cseq: 1,
            until: Instant::now() + Duration::from_secs(60),
            ip: None,
        }
    }

    #[test]
    fn the_first_binding_and_the_last_removal_are_changes() {
        let registrar = Registrar::new();
        assert!(registrar.bind(&aor(), binding(1, "")).is_some_and(|c| c.registered));
        assert!(registrar.bind(&aor(), binding(2, "")).is_none());
        assert!(registrar.connection_closed(1).is_empty());
        assert!(registrar.connection_closed(2).iter().all(|c| !c.registered));
        assert!(registrar.bindings(&aor()).is_empty());
    }

    #[test]
    fn a_phone_that_comes_back_replaces_its_old_binding() {
        let registrar = Registrar::new();
        registrar.bind(&aor(), binding(1, "urn:a"));
        registrar.bind(&aor(), binding(2, "urn:a"));
        assert_eq!(
            registrar
                .bindings(&aor())
                .iter()
                .map(|b| b.connection)
                .collect::<Vec<_>>(),
            [2]
        );
        assert!(registrar.connection_closed(1).is_empty());
    }

    #[test]
    fn what_is_not_refreshed_expires() {
        let registrar = Registrar::new();
        registrar.bind(&aor(), binding(1, ""));
        assert!(registrar.expire(Instant::now()).is_empty());
        assert_eq!(registrar.expire(Instant::now() + Duration::from_secs(61)).len(), 1);
    }
}
