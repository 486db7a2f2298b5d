//! Who can be called.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use voip_sdk::model::presence::{DetailedPresence, DetailedPresenceList, PresenceAnswer};

use super::App;
use super::user::Caller;

/// `GET /api/presence`
pub async fn map(State(app): State<Arc<App>>, caller: Caller) -> Json<PresenceAnswer> {
    let entries = app.hub.presence(&caller.user.tenant_id);
    Json(PresenceAnswer {
        presence: entries
            .into_iter()
            .map(|entry| (entry.extension, entry.status))
            .collect(),
    })
}

/// `GET /api/presence/detailed`
pub async fn detailed(State(app): State<Arc<App>>, caller: Caller) -> Json<DetailedPresenceList> {
    let tenant = &caller.user.tenant_id;
    let entries = app.hub.presence(tenant).into_iter();
    let extensions: Vec<DetailedPresence> = entries.map(|entry| app.pbx.detailed_presence(tenant, entry)).collect();
    let total = u32::try_from(extensions.len()).unwrap_or(u32::MAX);
    Json(DetailedPresenceList { extensions, total })
}
