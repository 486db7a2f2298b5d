//! Queues, their agents and their figures.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use voip_sdk::model::Success;
use voip_sdk::model::events::RealtimeEvent;
use voip_sdk::model::presence::PresenceStatus;
use voip_sdk::model::queues::{
    CreateQueueParams, ListQueuesParams, QueueAgent, QueueAgentAnswer, QueueAgentStats, QueueAnswer, QueueList,
    QueueStats, QueueStatsAnswer, UpdateQueueParams,
};

use super::App;
use super::body::{Body, Params, Path};
use super::error::ApiError;
use super::paging::{next_cursor, page};
use super::user::{Admin, Caller};
use super::wrong::Wrong;
use crate::pbx::ports::Announcer as _;

const LIST: &str = "queues";

/// Their routes.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/queues", get(list).post(create))
        .route("/queues/{id}", patch(update).delete(delete))
        .route("/queues/{id}/agents/{agent_id}/pause", post(pause))
        .route("/queues/{id}/agents/{agent_id}/login", post(login))
        .route("/queues/{id}/stats", get(stats))
}

fn gone() -> ApiError {
    ApiError::not_found("queue")
}

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(params): Params<ListQueuesParams>,
) -> Result<Json<QueueList>, ApiError> {
    let page = page(LIST, params.limit, params.cursor.as_deref())?;
    let queues = app.store.queues(caller.tenant(), &page)?;
    Ok(Json(QueueList {
        next_cursor: next_cursor(LIST, &queues),
        total: queues.total,
        queues: queues.items,
    }))
}

async fn create(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    headers: HeaderMap,
    Body(params): Body<CreateQueueParams>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut wrong = Wrong::default();
    wrong.one_line("name", &params.name);
    wrong.done()?;
    app.create_once(&headers, &caller.user, "createQueue", &params, || {
        let queue = app.store.create_queue(caller.tenant(), &params)?;
        Ok(QueueAnswer { queue })
    })
}

async fn update(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
    Body(params): Body<UpdateQueueParams>,
) -> Result<Json<QueueAnswer>, ApiError> {
    let mut wrong = Wrong::default();
    wrong.one_line("name", params.name.as_deref().unwrap_or_default());
    wrong.done()?;
    let queue = app
        .store
        .update_queue(caller.tenant(), &id, &params)?
        .ok_or_else(gone)?;
    announce(&app, caller.tenant(), &id);
    Ok(Json(QueueAnswer { queue }))
}

async fn delete(
    State(app): State<Arc<App>>,
    Admin(caller): Admin,
    Path(id): Path<String>,
) -> Result<Json<Success>, ApiError> {
    let deleted = app.store.delete_queue(caller.tenant(), &id)?;
    deleted.then_some(Json(Success::YES)).ok_or_else(gone)
}

/// Body of `pauseQueueAgent`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pause {
    paused: bool,
}

/// Body of `loginQueueAgent`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Login {
    logged_in: bool,
}

async fn pause(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((queue_id, agent_id)): Path<(String, String)>,
    Body(Pause { paused }): Body<Pause>,
) -> Result<Json<QueueAgentAnswer>, ApiError> {
    set_agent(&app, &caller, &queue_id, &agent_id, (None, Some(paused)))
}

async fn login(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((queue_id, agent_id)): Path<(String, String)>,
    Body(Login { logged_in }): Body<Login>,
) -> Result<Json<QueueAgentAnswer>, ApiError> {
    set_agent(&app, &caller, &queue_id, &agent_id, (Some(logged_in), None))
}

fn set_agent(
    app: &App,
    caller: &Caller,
    queue_id: &str,
    agent_id: &str,
    (logged_in, paused): (Option<bool>, Option<bool>),
) -> Result<Json<QueueAgentAnswer>, ApiError> {
    let tenant = caller.tenant();
    let queue = app.store.queue(tenant, queue_id)?.ok_or_else(gone)?;
    let no_agent = || ApiError::not_found("agent in this queue");
    let agent = queue.agents.iter().find(|agent| agent.agent_id == agent_id);
    caller.may_act_for(&agent.ok_or_else(no_agent)?.extension)?;
    let agent = app
        .store
        .set_queue_agent(tenant, queue_id, agent_id, logged_in, paused)?
        .ok_or_else(no_agent)?;
    announce(app, tenant, queue_id);
    Ok(Json(QueueAgentAnswer { agent }))
}

async fn stats(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<QueueStatsAnswer>, ApiError> {
    let stats = stats_of(&app, caller.tenant(), &id)?.ok_or_else(gone)?;
    Ok(Json(QueueStatsAnswer { stats }))
}

/// The queue in numbers, if it is there.
fn stats_of(app: &App, tenant: &str, id: &str) -> Result<Option<QueueStats>, ApiError> {
    let Some(queue) = app.store.queue(tenant, id)? else {
        return Ok(None);
    };
    let (waiting, today) = app.store.queue_figures(tenant, id, Timestamp::now().as_millisecond())?;
    let presence = |agent: &QueueAgent| app.pbx.presence(tenant, &agent.extension).status;
    Ok(Some(QueueStats {
        queue_id: queue.id,
        agents: count_agents(&queue.agents, presence),
        waiting,
        today,
    }))
}

/// Tells the tenant's listeners how it stands with the queue now.
fn announce(app: &App, tenant: &str, id: &str) {
    match stats_of(app, tenant, id) {
        Ok(Some(stats)) => app.hub.publish(tenant, RealtimeEvent::QueueUpdate(stats)),
        Ok(None) => {}
        // The change itself is made; whoever asks gets the numbers.
        Err(error) => tracing::error!(code = error.code(), "a queue's figures could not be announced"),
    }
}

fn count_agents(agents: &[QueueAgent], presence: impl Fn(&QueueAgent) -> PresenceStatus) -> QueueAgentStats {
    let agents: Vec<_> = agents.iter().map(|agent| (agent, presence(agent))).collect();
    let count = |wanted: &dyn Fn(&QueueAgent, PresenceStatus) -> bool| {
        let agents = agents.iter().filter(|(agent, presence)| wanted(agent, *presence));
        u32::try_from(agents.count()).unwrap_or(u32::MAX)
    };
    QueueAgentStats {
        total: count(&|_, _| true),
        logged_in: count(&|agent, _| agent.logged_in),
        available: count(&|agent, presence| agent.logged_in && !agent.paused && presence == PresenceStatus::Available),
        busy: count(&|_, presence| presence == PresenceStatus::Busy),
        paused: count(&|agent, _| agent.paused),
    }
}
