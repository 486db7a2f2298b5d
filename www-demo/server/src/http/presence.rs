//! Who can be called.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use voip_sdk::model::presence::PresenceAnswer;

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
