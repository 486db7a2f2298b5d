//! Voicemail: an extension's user has the own box, an administrator every box of the tenant.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use voip_sdk::model::Success;
use voip_sdk::model::auth::Role;
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::voicemail::{
    BulkDeleteAnswer, BulkDeleteVoicemailsParams, ListVoicemailsParams, Voicemail, VoicemailAnswer, VoicemailAudio,
    VoicemailCount, VoicemailList,
};

use super::App;
use super::body::{Body, Params, Path};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::range;
use super::records::{Edge, NOT_A_TIME, moment};
use super::user::Caller;
use crate::auth::link::Signed;
use crate::pbx::media::wav;
use crate::pbx::ports::Announcer as _;
use crate::store::{self, NewVoicemail, VoicemailFilter};

const LIST: &str = "voicemails";

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/voicemails", get(list))
        .route("/voicemails/count", get(count))
        .route("/voicemails/bulk-delete", post(bulk_delete))
        .route("/voicemails/{id}", get(read).delete(delete))
        .route("/voicemails/{id}/read", post(mark_read))
        .route("/voicemails/{id}/audio-url", get(audio_url))
        .route("/voicemails/{id}/audio", get(audio))
}

fn gone() -> ApiError {
    ApiError::not_found("message")
}

/// The box that a request is about: the one that it names, or an extension user's own. `None`: each of the tenant.
fn mailbox(caller: &Caller, named: Option<String>) -> Result<Option<String>, ApiError> {
    match named {
        Some(extension) => caller.may_act_for(&extension).map(|()| Some(extension)),
        None if caller.user.role == Role::Admin => Ok(None),
        // An extension's user always has one; without it, there is nothing to see.
        None => Ok(Some(caller.user.extension.clone().unwrap_or_default())),
    }
}

impl App {
    /// Keeps a message that was left, and tells its owner and the administrators; `None` when the tenant has no such
    /// extension.
    ///
    /// # Errors
    /// As every query.
    pub fn leave_voicemail(&self, new: &NewVoicemail<'_>) -> store::Result<Option<String>> {
        let id = self.store.put_voicemail(new)?;
        if let Some(id) = &id
            && let Some(voicemail) = self.store.voicemail(new.tenant_id, id)?
        {
            self.hub.publish(new.tenant_id, RealtimeEvent::VoicemailNew(voicemail));
        }
        Ok(id)
    }
}

/// The message, if it is there and the user's.
fn find(app: &App, caller: &Caller, id: &str) -> Result<Voicemail, ApiError> {
    let voicemail = app.store.voicemail(caller.tenant(), id)?.ok_or_else(gone)?;
    caller.may_act_for(&voicemail.extension)?;
    Ok(voicemail)
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListVoicemailsParams>,
) -> Result<Json<VoicemailList>, ApiError> {
    let page = page(LIST, params.limit, params.cursor.as_deref())?;
    let filter = VoicemailFilter {
        extension: mailbox(&caller, params.extension)?,
        read: params.read,
        ..VoicemailFilter::default()
    };
    let voicemails = app.store.voicemails(caller.tenant(), &filter, &page)?;
    Ok(Json(VoicemailList {
        next_cursor: next_cursor(LIST, &voicemails),
        total: voicemails.total,
        voicemails: voicemails.items,
    }))
}

/// Query of `getVoicemailCount`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Counted {
    #[serde(default)]
    extension: Option<String>,
}

async fn count(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<Counted>,
) -> Result<Json<VoicemailCount>, ApiError> {
    let filter = VoicemailFilter {
        extension: mailbox(&caller, params.extension)?,
        ..VoicemailFilter::default()
    };
    Ok(Json(app.store.voicemail_count(caller.tenant(), &filter)?))
}

async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<VoicemailAnswer>, ApiError> {
    let voicemail = find(&app, &caller, &id)?;
    Ok(Json(VoicemailAnswer { voicemail }))
}

async fn audio_url(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<VoicemailAudio>, ApiError> {
    let voicemail = find(&app, &caller, &id)?;
    let link = app
        .links
        .sign(caller.tenant(), &voicemail.id, Timestamp::now().as_second());
    let expires_at = Timestamp::from_second(link.expires).unwrap_or(Timestamp::MAX);
    Ok(Json(VoicemailAudio {
        url: format!(
            "/api/voicemails/{}/audio?expires={}&signature={}",
            voicemail.id, link.expires, link.signature
        ),
        expires_at: format!("{expires_at:.3}"),
    }))
}

/// Query of a link to the audio. A player may add something of its own.
#[derive(Deserialize, JsonSchema)]
struct Link {
    #[serde(default)]
    expires: Option<String>,
    #[serde(default)]
    signature: Option<String>,
}

/// For a token or, without one, for a link.
async fn audio(
    State(app): State<Arc<App>>,
    caller: Result<Caller, ApiError>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Params(link): Params<Link>,
) -> Result<Response, ApiError> {
    let has_token = headers.contains_key(header::AUTHORIZATION);
    let tenant = match (caller, link.signature) {
        (Err(_), Some(signature)) if !has_token => tenant_of_link(&app, &id, link.expires.as_deref(), signature)?,
        (caller, _) => {
            let caller = caller?;
            find(&app, &caller, &id)?;
            caller.user.tenant_id
        }
    };
    let samples = app.store.voicemail_audio(&tenant, &id)?.ok_or_else(gone)?;
    // What was said never changes, so its id names the content.
    let etag = HeaderValue::from_str(&format!("\"{id}\"")).map_err(|_| gone())?;
    Ok(range::answer(&headers, "audio/wav", &etag, wav::from_ulaw(&samples)))
}

/// Whose message a link gives. A link to a message that is gone is as bad as a wrong one: it says no more.
fn tenant_of_link(app: &App, id: &str, expires: Option<&str>, signature: String) -> Result<String, ApiError> {
    let expires = expires.and_then(|expires| expires.parse().ok()).unwrap_or(0);
    let link = Signed { expires, signature };
    let now = Timestamp::now().as_second();
    let tenant = app.store.tenant_of_voicemail(id)?;
    tenant
        .filter(|tenant| app.links.is_good(tenant, id, &link, now))
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "signature_invalid",
                "this link is not one of this server's, or its time is over; ask for another one",
            )
        })
}

async fn mark_read(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<VoicemailAnswer>, ApiError> {
    find(&app, &caller, &id)?;
    let voicemail = app.store.mark_voicemail_read(caller.tenant(), &id)?.ok_or_else(gone)?;
    app.pbx.mailbox_changed(caller.tenant(), Some(&voicemail.extension));
    Ok(Json(VoicemailAnswer { voicemail }))
}

async fn delete(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    find(&app, &caller, &id)?;
    let filter = VoicemailFilter {
        ids: Some(vec![id]),
        ..VoicemailFilter::default()
    };
    let deleted = app.store.delete_voicemails(caller.tenant(), &filter)?;
    app.pbx.mailbox_changed(caller.tenant(), None);
    (deleted == 1).then_some(Json(Success::YES)).ok_or_else(gone)
}

async fn bulk_delete(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(params): Body<BulkDeleteVoicemailsParams>,
) -> Result<Json<BulkDeleteAnswer>, ApiError> {
    let before_ms = match &params.older_than {
        Some(text) => Some(moment(text, Edge::Begin).ok_or_else(|| ApiError::field("olderThan", NOT_A_TIME))?),
        None => None,
    };
    let filter = VoicemailFilter {
        extension: mailbox(&caller, params.extension)?,
        read: (params.ids.is_none() && params.include_unread != Some(true)).then_some(true),
        before_ms,
        ids: params.ids,
    };
    let deleted = app.store.delete_voicemails(caller.tenant(), &filter)?;
    app.pbx.mailbox_changed(caller.tenant(), None);
    Ok(Json(BulkDeleteAnswer { deleted }))
}
