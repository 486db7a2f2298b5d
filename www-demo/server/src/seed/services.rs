//! What a new tenant has to be dialled: a ring group, a queue with a day's calls, voice menus; and messages in its
//! boxes.
//!
//! Conferences are the exception: they live in memory, and so do the samples of them.

use voip_sdk::model::ivr::{CreateIvrMenuParams, IvrOption, RoutingAction};
use voip_sdk::model::queues::{CreateQueueParams, Queue, QueueStrategy};
use voip_sdk::model::ring_groups::{CreateRingGroupParams, RingGroupMember, RingStrategy};

use crate::conferences::Conferences;
use crate::pbx::media::tones::{Program, RATE};
use crate::store::{DAY_MS, NewVoicemail, QueueCall, Result, Store};

/// Name of the sample conference.
const CONFERENCE: &str = "standup";

/// A caller of the sample queue, in seconds: how long ago it came, how long it waited, how long it talked. Nothing
/// talked: it gave up.
const QUEUE_CALLS: [(i64, i64, Option<i64>); 12] = [
    (20_700, 6, Some(184)),
    (19_200, 11, Some(95)),
    (17_400, 4, Some(312)),
    (15_900, 38, Some(141)),
    (14_100, 52, None),
    (12_600, 9, Some(228)),
    (10_800, 17, Some(76)),
    (9_000, 3, Some(405)),
    (6_900, 26, Some(160)),
    (5_400, 14, Some(118)),
    (3_300, 71, None),
    (1_500, 8, Some(201)),
];

/// The calls are spread over so many seconds before now.
const QUEUE_DAY: i64 = 6 * 3600;

struct Message {
    extension: &'static str,
    caller: &'static str,
    caller_name: Option<&'static str>,
    seconds: usize,
    minutes_ago: i64,
    read: bool,
    transcription: Option<&'static str>,
}

const MESSAGES: [Message; 5] = [
    Message {
        extension: "1001",
        caller: "+12125550151",
        caller_name: Some("Nora Whitfield"),
        seconds: 6,
        minutes_ago: 35,
        read: false,
        transcription: Some("Hello, this is Nora. Please call me back about the order from last week."),
    },
    Message {
        extension: "1002",
        caller: "+12125550164",
        caller_name: None,
        seconds: 4,
        minutes_ago: 190,
        read: false,
        transcription: None,
    },
    Message {
        extension: "1003",
        caller: "+12125550138",
        caller_name: Some("Front desk, Harbour Street"),
        seconds: 3,
        minutes_ago: 1_500,
        read: true,
        transcription: Some("Your visitor is here."),
    },
    Message {
        extension: "1004",
        caller: "+13105550172",
        caller_name: Some("Oscar Lindgren"),
        seconds: 8,
        minutes_ago: 2_900,
        read: true,
        transcription: Some("The delivery comes a day later than planned. No need to call back."),
    },
    Message {
        extension: "1005",
        caller: "+13105550188",
        caller_name: None,
        seconds: 5,
        minutes_ago: 10_300,
        read: false,
        transcription: None,
    },
];

/// Adds them to a tenant that has none of them, as if it was at that Unix millisecond.
pub(super) fn add(store: &Store, tenant_id: &str, now_ms: i64) -> Result<()> {
    let group = store.create_ring_group(tenant_id, &sales())?;
    let queue = store.create_queue(tenant_id, &support())?;
    for (place, agent) in queue.agents.iter().enumerate() {
        // The last of them is on a break.
        let paused = place + 1 == queue.agents.len();
        store.set_queue_agent(tenant_id, &queue.id, &agent.agent_id, Some(true), Some(paused))?;
    }
    put_queue_calls(store, &queue, now_ms)?;
    put_menus(store, tenant_id, &group.id, &queue.id)?;
    for message in &MESSAGES {
        store.put_voicemail(&NewVoicemail {
            tenant_id,
            extension: message.extension,
            caller: message.caller,
            caller_name: message.caller_name,
            read: message.read,
            transcription: message.transcription,
            created_at: now_ms - message.minutes_ago * 60_000,
            audio: &speech(message.seconds, message.minutes_ago),
        })?;
    }
    Ok(())
}

/// Makes a conference of the tenant's last two people, at each start.
///
/// # Errors
/// As every query.
pub fn add_conference(store: &Store, conferences: &Conferences, tenant_id: &str) -> Result<()> {
    let people = store.extension_names(tenant_id)?;
    let last = people.len().saturating_sub(2);
    conferences.put_sample(tenant_id, CONFERENCE, people.into_iter().skip(last));
    Ok(())
}

fn sales() -> CreateRingGroupParams {
    let member = |number: &str| RingGroupMember {
        extension: number.to_owned(),
        priority: None,
    };
    CreateRingGroupParams {
        name: "Sales".to_owned(),
        extension: "8801".to_owned(),
        strategy: Some(RingStrategy::Simultaneous),
        members: ["1001", "1002", "1003"].map(member).into(),
        ring_timeout_sec: None,
    }
}

fn support() -> CreateQueueParams {
    CreateQueueParams {
        name: "Support".to_owned(),
        extension: "8802".to_owned(),
        strategy: Some(QueueStrategy::LongestIdle),
        agents: Some(["1004", "1005", "1006"].map(str::to_owned).into()),
        max_wait_sec: None,
        wrap_up_sec: None,
        service_level_sec: None,
    }
}

/// Those of today: after a start soon after midnight (UTC) they are closer together, so that none is of yesterday.
fn put_queue_calls(store: &Store, queue: &Queue, now_ms: i64) -> Result<()> {
    let since_midnight = now_ms.rem_euclid(DAY_MS);
    let agents = queue.agents.iter().cycle();
    for (&(ago, waited, talked), agent) in QUEUE_CALLS.iter().zip(agents) {
        let at = |seconds: i64| now_ms - (seconds * 1000).min(since_midnight * seconds / QUEUE_DAY);
        let left = at(ago - waited);
        store.put_queue_call(&QueueCall {
            id: uuid::Uuid::new_v4().to_string(),
            queue_id: queue.id.clone(),
            agent_id: talked.map(|_| agent.agent_id.clone()),
            offered_at: at(ago),
            answered_at: talked.map(|_| left),
            ended_at: Some(talked.map_or(left, |talked| at(ago - waited - talked))),
            abandoned: talked.is_none(),
        })?;
    }
    Ok(())
}

fn put_menus(store: &Store, tenant_id: &str, group_id: &str, queue_id: &str) -> Result<()> {
    let key = |digit: &str, action, target: Option<&str>, label: &str| IvrOption {
        digit: digit.to_owned(),
        action,
        target: target.map(str::to_owned),
        label: Some(label.to_owned()),
    };
    let menu = |name: &str, extension: Option<&str>, greeting: &str, options| CreateIvrMenuParams {
        name: name.to_owned(),
        extension: extension.map(str::to_owned),
        greeting: Some(greeting.to_owned()),
        options,
        timeout_sec: None,
        max_retries: None,
    };
    let after_hours = menu(
        "After hours",
        None,
        "We are closed. Press 1 to leave a message.",
        vec![
            key("1", RoutingAction::Voicemail, Some("1001"), "Leave a message"),
            key("#", RoutingAction::Hangup, None, "Goodbye"),
        ],
    );
    let after_hours = store.create_ivr_menu(tenant_id, &after_hours)?;
    let main = menu(
        "Main menu",
        Some("8803"),
        "Welcome. Press 1 for sales, 2 for support, 0 for reception.",
        vec![
            key("1", RoutingAction::Ringgroup, Some(group_id), "Sales"),
            key("2", RoutingAction::Queue, Some(queue_id), "Support"),
            key("9", RoutingAction::Ivr, Some(&after_hours.id), "Leave a message"),
            key("0", RoutingAction::Transfer, Some("1001"), "Reception"),
        ],
    );
    store.create_ivr_menu(tenant_id, &main)?;
    Ok(())
}

/// Speech of that many seconds, which does not begin where every other does.
fn speech(seconds: usize, from: i64) -> Vec<u8> {
    let samples = Program::Speech.samples();
    let from = usize::try_from(from).unwrap_or(0) * RATE / 4 % samples.len();
    samples
        .iter()
        .cycle()
        .skip(from)
        .take(seconds * RATE)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seed;
    use crate::store::{Page, VoicemailFilter};

    fn page() -> Page {
        Page { limit: 10, after: None }
    }

    /// A store as a first start leaves it, and its directory.
    fn seeded() -> (Store, std::path::PathBuf) {
        let directory = std::env::temp_dir().join(format!("voip-samples-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&directory).unwrap();
        let store = Store::in_memory().unwrap();
        seed::seed(&store, &directory, "http://127.0.0.1:1").unwrap();
        (store, directory)
    }

    #[test]
    fn what_was_deleted_does_not_come_back_at_the_next_start() {
        let (store, directory) = seeded();
        for tenant in ["acme", "globex"] {
            let menus = store.ivr_menus(tenant, &page()).unwrap().items;
            // The main menu leads to the other things.
            for menu in menus.iter().rev() {
                assert!(store.delete_ivr_menu(tenant, &menu.id).unwrap());
            }
            for group in store.ring_groups(tenant, &page()).unwrap().items {
                assert!(store.delete_ring_group(tenant, &group.id).unwrap());
            }
            for queue in store.queues(tenant, &page()).unwrap().items {
                assert!(store.delete_queue(tenant, &queue.id).unwrap());
            }
            assert_eq!(store.delete_voicemails(tenant, &VoicemailFilter::default()).unwrap(), 5);
        }
        seed::seed(&store, &directory, "http://127.0.0.1:1").unwrap();
        for tenant in ["acme", "globex"] {
            assert_eq!(store.ivr_menus(tenant, &page()).unwrap().total, 0);
            assert_eq!(store.ring_groups(tenant, &page()).unwrap().total, 0);
            assert_eq!(store.queues(tenant, &page()).unwrap().total, 0);
            let messages = store.voicemail_count(tenant, &VoicemailFilter::default()).unwrap();
            assert_eq!(messages.total, 0);
        }
        std::fs::remove_dir_all(directory).unwrap();
    }

    #[test]
    fn the_queues_calls_are_of_today_even_when_today_is_young() {
        let (store, directory) = seeded();
        let queue = store.queues("acme", &page()).unwrap().items.remove(0);
        // Days after those of the seeded calls.
        let days = [(30_000, 12 * 3600 * 1000, 67, 14, 192), (40_000, 60_000, 83, 0, 1)];
        for (day, time, level, wait, talk) in days {
            let now = day * DAY_MS + time;
            put_queue_calls(&store, &queue, now).unwrap();
            let (waiting, today) = store.queue_figures("acme", &queue.id, now).unwrap();
            assert_eq!((waiting.callers, waiting.longest_sec), (0, 0));
            assert_eq!(
                json!(today),
                json!({ "offered": 12, "answered": 10, "abandoned": 2, "serviceLevel": level, "averageWaitSec": wait,
                    "averageTalkSec": talk })
            );
            let (_, tomorrow) = store.queue_figures("acme", &queue.id, now + DAY_MS).unwrap();
            assert_eq!(tomorrow.offered, 0);
        }
        std::fs::remove_dir_all(directory).unwrap();
    }
}
