//! What the telephone system asks the store while it places a call.

use std::time::Duration;

use voip_sdk::model::blocklist::BlockDirection;
use voip_sdk::model::calls::CallDirection;

use super::{Result, Store, VoicemailFilter};
use crate::pbx::ports::{self, Directory, FinishedCall, Forward, Mailbox, RingGroup, SipExtension};

/// A query that fails is told to the log and looks like "there is none": SIP has no better answer than 404 or 403.
fn or_none<T>(answer: Result<Option<T>>) -> Option<T> {
    answer.unwrap_or_else(|error| {
        tracing::error!(%error, "the telephone system could not read from the store");
        None
    })
}

impl From<super::Tenant> for ports::Tenant {
    fn from(tenant: super::Tenant) -> Self {
        Self {
            id: tenant.id,
            domain: tenant.domain,
            did: tenant.did,
        }
    }
}

impl Directory for Store {
    fn tenant_by_domain(&self, domain: &str) -> Option<ports::Tenant> {
        or_none(self.tenant_of_domain(domain)).map(Into::into)
    }

    fn tenant(&self, id: &str) -> Option<ports::Tenant> {
        or_none(self.tenant_of_id(id)).map(Into::into)
    }

    fn extension(&self, tenant_id: &str, number: &str) -> Option<SipExtension> {
        or_none(self.sip_extension(tenant_id, number))
    }

    fn call_forward(&self, tenant_id: &str, number: &str) -> Option<Forward> {
        let set = or_none(self.call_forward_of(tenant_id, number)).filter(|set| set.enabled)?;
        Some(Forward {
            kind: set.kind,
            number: set.number?,
        })
    }

    fn ring_group(&self, tenant_id: &str, number: &str) -> Option<RingGroup> {
        let group = or_none(self.ring_group_of(tenant_id, number))?;
        // The store gives each member its place where it was given none.
        let members = group
            .members
            .into_iter()
            .map(|m| (m.extension, m.priority.unwrap_or(1)));
        Some(RingGroup {
            name: group.name,
            strategy: group.strategy,
            members: members.collect(),
            ring_timeout: Duration::from_secs(group.ring_timeout_sec.into()),
        })
    }

    fn is_blocked(&self, tenant_id: &str, number: &str, direction: CallDirection) -> bool {
        or_none(self.blocked(tenant_id, number)).is_some_and(|entry| match entry.direction {
            BlockDirection::Both => true,
            BlockDirection::Inbound => direction == CallDirection::Inbound,
            BlockDirection::Outbound => direction == CallDirection::Outbound,
        })
    }

    fn mailbox(&self, tenant_id: &str, number: &str) -> Mailbox {
        let filter = VoicemailFilter {
            extension: Some(number.to_owned()),
            ..VoicemailFilter::default()
        };
        let count = or_none(self.voicemail_count(tenant_id, &filter).map(Some));
        count.map_or_else(Mailbox::default, |count| Mailbox {
            unread: count.unread,
            read: count.total.saturating_sub(count.unread),
        })
    }

    fn record(&self, call: FinishedCall) {
        if let Err(error) = self.put_call(&call) {
            tracing::error!(%error, call = %call.record.call_uuid, "the record of a call is lost");
        }
    }
}
