//! Call queues (ACD), their agents and their figures.

use serde::{Deserialize, Serialize};

/// Which agent gets the next caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QueueStrategy {
    /// Each in turn.
    RoundRobin,
    /// The one that has been free for longest.
    LongestIdle,
    /// All ring at once.
    RingAll,
    /// The one with the fewest calls today.
    LeastCalls,
    /// Any.
    Random,
}

/// An agent of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueAgent {
    /// Id of the agent: that of its extension.
    pub agent_id: String,
    /// Number of its extension.
    pub extension: String,
    /// Name of its user.
    pub name: String,
    /// Whether it takes calls of this queue at all.
    pub logged_in: bool,
    /// Whether it is on a break.
    pub paused: bool,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The number that is dialled for it.
    pub extension: String,
    /// Which agent gets the next caller.
    pub strategy: QueueStrategy,
    /// Its agents.
    pub agents: Vec<QueueAgent>,
    /// How long a caller waits at most, in seconds.
    pub max_wait_sec: u32,
    /// How long an agent is left alone after a call, in seconds.
    pub wrap_up_sec: u32,
    /// A call that is answered within this time counts for the service level, in seconds.
    pub service_level_sec: u32,
    /// When it was made.
    pub created_at: String,
    /// When it was last changed.
    pub updated_at: String,
}

/// Answer to `listQueues`: by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueList {
    /// The queues of this page.
    pub queues: Vec<Queue>,
    /// How many there are on all pages.
    pub total: u32,
    /// Given to the next call as `cursor`; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Answer with one queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueAnswer {
    /// The queue.
    pub queue: Queue,
}

/// Answer to `pauseQueueAgent` and `loginQueueAgent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueAgentAnswer {
    /// The agent as it is now.
    pub agent: QueueAgent,
}

/// Query of `listQueues`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListQueuesParams {
    /// Entries a page, 1 to 1000. Default: 50.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Body of `createQueue`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateQueueParams {
    /// Its name, 1 to 100 characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub name: String,
    /// The number that is dialled for it: 2 to 10 digits, no extension's and no other service's.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    pub extension: String,
    /// Which agent gets the next caller. Default: `round-robin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<QueueStrategy>,
    /// Numbers of the extensions of its agents, at most 200. They begin logged out.
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agents: Option<Vec<String>>,
    /// How long a caller waits at most, in seconds (10 to 7200). Default: 600.
    #[cfg_attr(feature = "schema", schemars(range(min = 10, max = 7200)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_wait_sec: Option<u32>,
    /// How long an agent is left alone after a call, in seconds (0 to 600). Default: 10.
    #[cfg_attr(feature = "schema", schemars(range(max = 600)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap_up_sec: Option<u32>,
    /// A call that is answered within this time counts for the service level, in seconds (1 to 600). Default: 20.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 600)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_level_sec: Option<u32>,
}

/// Body of `updateQueue`: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateQueueParams {
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The number that is dialled for it.
    #[cfg_attr(
        feature = "schema",
        schemars(length(min = 2, max = 10), regex(pattern = "^[1-9][0-9]{1,9}$"))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// Which agent gets the next caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<QueueStrategy>,
    /// Numbers of the extensions of its agents, all of them anew; those that stay keep their state.
    #[cfg_attr(feature = "schema", schemars(length(max = 200)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agents: Option<Vec<String>>,
    /// How long a caller waits at most, in seconds (10 to 7200).
    #[cfg_attr(feature = "schema", schemars(range(min = 10, max = 7200)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_wait_sec: Option<u32>,
    /// How long an agent is left alone after a call, in seconds (0 to 600).
    #[cfg_attr(feature = "schema", schemars(range(max = 600)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap_up_sec: Option<u32>,
    /// A call that is answered within this time counts for the service level, in seconds (1 to 600).
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 600)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_level_sec: Option<u32>,
}

/// A queue's agents in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueAgentStats {
    /// All of them.
    pub total: u32,
    /// Those that are logged in.
    pub logged_in: u32,
    /// Those that would get a call now.
    pub available: u32,
    /// Those that are in a call.
    pub busy: u32,
    /// Those that are on a break.
    pub paused: u32,
}

/// A queue's callers now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueWaitingStats {
    /// How many wait.
    pub callers: u32,
    /// How long the first of them has waited, in seconds; 0 when nobody waits.
    pub longest_sec: u32,
}

/// A queue's calls since midnight UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueDayStats {
    /// Calls that came.
    pub offered: u32,
    /// Calls that an agent took.
    pub answered: u32,
    /// Callers that hung up while they waited.
    pub abandoned: u32,
    /// Percentage of the offered calls that were answered within the queue's time, 0 to 100; 100 when there was none.
    #[cfg_attr(feature = "schema", schemars(range(max = 100)))]
    pub service_level: u32,
    /// How long the answered ones waited on average, in seconds.
    pub average_wait_sec: u32,
    /// How long they talked on average, in seconds.
    pub average_talk_sec: u32,
}

/// A queue in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueStats {
    /// Id of the queue.
    pub queue_id: String,
    /// Its agents.
    pub agents: QueueAgentStats,
    /// Its callers now.
    pub waiting: QueueWaitingStats,
    /// Its calls today.
    pub today: QueueDayStats,
}

/// Answer to `getQueueStats`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct QueueStatsAnswer {
    /// The numbers.
    pub stats: QueueStats,
}
