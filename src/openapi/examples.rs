//! A body for each operation that takes one: what documentation shows, and what tools try first.

use serde_json::{Value, json};

/// The example for an operation, if there is one.
pub(super) fn body_of(operation: &str) -> Option<Value> {
    calls(operation)
        .or_else(|| people(operation))
        .or_else(|| routing(operation))
        .or_else(|| outside(operation))
}

fn calls(operation: &str) -> Option<Value> {
    Some(match operation {
        "originate" => json!({ "fromExtension": "1001", "toNumber": "+12125550142", "metadata": { "contact": "42" } }),
        "transfer" => json!({ "targetExtension": "1002", "type": "attended" }),
        "holdCall" => json!({ "hold": true }),
        "parkCall" => json!({ "slot": 701 }),
        "transferToConference" => json!({ "name": "main" }),
        "joinConference" => json!({ "callUuid": "7b0f1e1e-6a43-4f6c-9a3e-0d5a2b1c3d4e" }),
        "muteConferenceMember" => json!({ "mute": true }),
        "lockConference" => json!({ "lock": true }),
        "recordConference" => json!({ "action": "start" }),
        "bulkDeleteVoicemails" => json!({ "extension": "1001", "olderThan": "2026-01-01" }),
        _ => return None,
    })
}

fn people(operation: &str) -> Option<Value> {
    Some(match operation {
        "login" => json!({ "username": "1001", "password": "the extension's password", "tenantId": "acme" }),
        "adminLogin" => json!({ "email": "admin@acme.test", "password": "the administrator's password" }),
        "createExtension" => json!({ "extension": "1042", "name": "Zoe Marsh", "password": "long enough to be one" }),
        "updateExtension" => json!({ "name": "Zoe Marsh-Lee", "email": null }),
        "setCallForward" => json!({ "enabled": true, "number": "+12125550142", "type": "no-answer" }),
        "updateCrmMapping" => json!({ "crmUserId": "crm-user-12345", "crmMetadata": { "department": "Sales" } }),
        "blockNumber" => json!({ "number": "+12125550166", "reason": "Spam caller", "direction": "inbound" }),
        _ => return None,
    })
}

fn routing(operation: &str) -> Option<Value> {
    let days = json!([{ "day": "monday", "enabled": true, "startTime": "09:00", "endTime": "17:00" }]);
    let members = json!([{ "extension": "1001" }, { "extension": "1002", "priority": 2 }]);
    let options =
        json!([{ "digit": "1", "action": "transfer", "target": "1001" }, { "digit": "9", "action": "hangup" }]);
    Some(match operation {
        "createRingGroup" => json!({ "name": "Front desk", "extension": "8810", "members": members }),
        "updateRingGroup" => json!({ "strategy": "sequential", "members": members }),
        "createQueue" => json!({ "name": "Support", "extension": "8820", "agents": ["1001", "1002"] }),
        "updateQueue" => json!({ "strategy": "longest-idle", "maxWaitSec": 300 }),
        "pauseQueueAgent" => json!({ "paused": true }),
        "loginQueueAgent" => json!({ "loggedIn": true }),
        "createIvrMenu" => {
            json!({ "name": "Main menu", "extension": "8830", "greeting": "Hello.", "options": options })
        }
        "updateIvrMenu" => json!({ "options": options, "extension": null }),
        "createSchedule" => json!({ "name": "Office hours", "timezone": "America/New_York", "schedules": days,
            "holidays": [{ "date": "2026-12-25", "name": "Christmas" }], "afterHoursAction": "hangup" }),
        "updateSchedule" => json!({ "timezone": "Europe/Berlin", "schedules": days }),
        _ => return None,
    })
}

fn outside(operation: &str) -> Option<Value> {
    Some(match operation {
        "createWebhook" => json!({ "name": "CRM call events", "url": "https://crm.example/api/voip-webhook",
            "events": ["call.started", "call.ended"] }),
        "updateWebhook" => json!({ "events": ["*"], "enabled": false }),
        "createTrunk" => json!({ "name": "Twilio US", "provider": "twilio", "gateway": "your-trunk.pstn.example",
            "authType": "ip", "priority": 1, "maxChannels": 50 }),
        "updateTrunk" => json!({ "maxChannels": 20, "username": null }),
        _ => return None,
    })
}
