//! What a new tenant has to show, beside its people: business hours, blocked numbers, a trunk, users of the CRM.
//!
//! Numbers are of the range that is kept free for examples, names of hosts of the domain that is.

use std::collections::BTreeMap;

use voip_sdk::model::blocklist::BlockDirection;
use voip_sdk::model::ivr::RoutingAction;
use voip_sdk::model::schedules::{Holiday, Schedule, ScheduleDay, Weekday};
use voip_sdk::model::trunks::{Trunk, TrunkAuthType, TrunkTransport};

use crate::store::{ExtensionChange, KeptTrunk, Page, Result, Store};

/// Adds them to a tenant that has none of them.
pub(super) fn add(store: &Store, tenant_id: &str) -> Result<()> {
    store.add_schedule(tenant_id, &office_hours(tenant_id))?;
    let robot = ("+18005550150", Some("Robocalls"), BlockDirection::Inbound);
    let premium = ("+19005550160", Some("Premium rate"), BlockDirection::Outbound);
    for (number, reason, direction) in [robot, premium] {
        store.block_number(tenant_id, number, reason, direction)?;
    }
    store.add_trunk(tenant_id, &trunk(tenant_id))?;
    let page = Page {
        limit: 1000,
        after: None,
    };
    for extension in store.extensions(tenant_id, None, &page)?.items {
        let change = ExtensionChange {
            crm_user_id: Some(Some(format!("crm-{}", extension.extension))),
            crm_metadata: Some(Some(BTreeMap::from([("team".to_owned(), "sales".to_owned())]))),
            ..ExtensionChange::default()
        };
        store.change_extension(tenant_id, &extension.id, &change)?;
    }
    Ok(())
}

fn office_hours(tenant_id: &str) -> Schedule {
    let weekdays = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
    ];
    let hours = |day| ScheduleDay {
        day,
        enabled: true,
        start_time: "09:00".to_owned(),
        end_time: "17:00".to_owned(),
    };
    let holiday = |(date, name): (&str, &str)| Holiday {
        date: date.to_owned(),
        name: name.to_owned(),
    };
    Schedule {
        id: String::new(),
        name: "Office hours".to_owned(),
        timezone: match tenant_id {
            "globex" => "America/Los_Angeles".to_owned(),
            _ => "America/New_York".to_owned(),
        },
        schedules: weekdays.map(hours).to_vec(),
        holidays: [("2026-12-25", "Christmas Day"), ("2027-01-01", "New Year's Day")]
            .map(holiday)
            .to_vec(),
        after_hours_action: RoutingAction::Voicemail,
        after_hours_target: Some("1001".to_owned()),
        created_at: String::new(),
        updated_at: String::new(),
    }
}

fn trunk(tenant_id: &str) -> KeptTrunk {
    KeptTrunk {
        trunk: Trunk {
            id: String::new(),
            name: "Carrier".to_owned(),
            provider: "custom".to_owned(),
            gateway: format!("{tenant_id}.sip.example.com"),
            auth_type: TrunkAuthType::Ip,
            username: None,
            has_password: false,
            transport: TrunkTransport::Tls,
            priority: 10,
            max_channels: 10,
            enabled: true,
            created_at: String::new(),
            updated_at: String::new(),
        },
        password: None,
    }
}
