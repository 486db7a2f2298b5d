use serde_json::{Value, json};
use voip_demo_server::store::QueueCall;

use crate::bench::Bench;
use crate::phone::Phone;

const PATH: &str = "/api/queues";

fn queue(extension: &str) -> Value {
    json!({ "name": "Returns", "extension": extension, "agents": ["1002", "1001"] })
}

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    (bench, admin)
}

/// A queue that was just created.
async fn create(bench: &Bench, admin: &str, body: Value) -> Value {
    let answer = bench.post(PATH, admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["queue"].clone()
}

fn path(queue: &Value) -> String {
    format!("{PATH}/{}", queue["id"].as_str().unwrap())
}

/// The path of what is done to an agent.
fn agent(queue: &Value, place: usize, what: &str) -> String {
    format!(
        "{}/agents/{}/{what}",
        path(queue),
        queue["agents"][place]["agentId"].as_str().unwrap()
    )
}

#[tokio::test]
async fn a_queue_is_created_changed_and_deleted() {
    let (bench, admin) = bench().await;
    let created = create(&bench, &admin, queue("3002")).await;
    let agents = &created["agents"];
    assert_eq!(
        created,
        json!({ "id": created["id"], "name": "Returns", "extension": "3002", "strategy": "round-robin",
            "agents": [
                { "agentId": agents[0]["agentId"], "extension": "1002", "name": "Ben Castillo", "loggedIn": false, "paused": false },
                { "agentId": agents[1]["agentId"], "extension": "1001", "name": "Alice Moreau", "loggedIn": false, "paused": false },
            ],
            "maxWaitSec": 600, "wrapUpSec": 10, "serviceLevelSec": 20,
            "createdAt": created["createdAt"], "updatedAt": created["createdAt"] })
    );
    // The agent's id is the extension's.
    let me = bench
        .get("/api/auth/me", &bench.token("acme", "1002").await)
        .await
        .json();
    assert_eq!(me["user"]["id"], agents[0]["agentId"]);

    let body = json!({ "name": "Refunds", "extension": "3003", "strategy": "longest-idle", "maxWaitSec": 10,
        "wrapUpSec": 0, "serviceLevelSec": 600 });
    let changed = bench.patch(&path(&created), &admin, body).await.json();
    assert_eq!(
        changed["queue"],
        json!({ "id": created["id"], "name": "Refunds", "extension": "3003", "strategy": "longest-idle",
            "agents": agents, "maxWaitSec": 10, "wrapUpSec": 0, "serviceLevelSec": 600,
            "createdAt": created["createdAt"], "updatedAt": changed["queue"]["updatedAt"] })
    );
    let list = bench.get(PATH, &admin).await.json();
    assert_eq!((&list["total"], &list["queues"][0]), (&json!(2), &changed["queue"]));

    assert_eq!(
        bench.delete(&path(&created), &admin).await.json(),
        json!({ "success": true })
    );
    assert_eq!(
        bench.delete(&path(&created), &admin).await.error(),
        (404, "not_found".into())
    );
    let bare = create(&bench, &admin, json!({ "name": "Bare", "extension": "3003" })).await;
    assert_eq!(bare["agents"], json!([]));
}

#[tokio::test]
async fn every_wrong_field_is_named_and_taken_numbers_are_conflicts() {
    let (bench, admin) = bench().await;
    let body = json!({ "name": "x".repeat(101), "extension": "1", "strategy": "none", "agents": [1001],
        "maxWaitSec": 9, "wrapUpSec": 601, "serviceLevelSec": 0, "mood": "good" });
    let answer = bench.post(PATH, &admin, body).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(
        answer.fields(),
        [
            "agents[0]",
            "extension",
            "maxWaitSec",
            "mood",
            "name",
            "serviceLevelSec",
            "strategy",
            "wrapUpSec"
        ]
    );
    let body = json!({ "name": "N", "extension": "3002", "agents": ["1001", "1001", "4711"] });
    let answer = bench.post(PATH, &admin, body).await;
    assert_eq!(
        answer.json()["error"]["details"]["fields"],
        json!({ "agents[1]": "is in the list already", "agents[2]": "there is no such extension" })
    );
    for number in ["1001", "8801", "8802", "8803"] {
        let answer = bench.post(PATH, &admin, queue(number)).await;
        assert_eq!(
            (answer.error(), answer.fields()),
            ((409, "conflict".into()), vec!["extension".into()])
        );
    }
}

#[tokio::test]
async fn agents_that_stay_keep_their_state() {
    let (bench, admin) = bench().await;
    let created = create(&bench, &admin, queue("3002")).await;
    let answer = bench
        .post(&agent(&created, 1, "login"), &admin, json!({ "loggedIn": true }))
        .await;
    assert_eq!(
        answer.json(),
        json!({ "agent": { "agentId": created["agents"][1]["agentId"], "extension": "1001", "name": "Alice Moreau",
            "loggedIn": true, "paused": false } })
    );
    let answer = bench
        .post(&agent(&created, 1, "pause"), &admin, json!({ "paused": true }))
        .await;
    assert_eq!(
        (&answer.json()["agent"]["loggedIn"], &answer.json()["agent"]["paused"]),
        (&json!(true), &json!(true))
    );

    let changed = bench
        .patch(&path(&created), &admin, json!({ "agents": ["1003", "1001"] }))
        .await
        .json();
    let state = |place: usize| {
        let agent = &changed["queue"]["agents"][place];
        (
            agent["extension"].clone(),
            agent["loggedIn"].clone(),
            agent["paused"].clone(),
        )
    };
    assert_eq!(state(0), (json!("1003"), json!(false), json!(false)));
    assert_eq!(state(1), (json!("1001"), json!(true), json!(true)));
    // Who was taken out and comes back begins anew; other queues are others.
    bench.patch(&path(&created), &admin, json!({ "agents": [] })).await;
    let back = bench
        .patch(&path(&created), &admin, json!({ "agents": ["1001"] }))
        .await
        .json();
    assert_eq!(back["queue"]["agents"][0]["loggedIn"], false);
}

#[tokio::test]
async fn an_extensions_user_is_its_own_agent_only() {
    let (bench, admin) = bench().await;
    let created = create(&bench, &admin, queue("3002")).await;
    let user = bench.token("acme", "1001").await;
    assert_eq!(
        bench.get(PATH, &user).await.json(),
        bench.get(PATH, &admin).await.json()
    );
    assert_eq!(bench.get(&format!("{}/stats", path(&created)), &user).await.status, 200);
    let (own, foreign) = (agent(&created, 1, "login"), agent(&created, 0, "login"));
    assert_eq!(
        bench.post(&own, &user, json!({ "loggedIn": true })).await.json()["agent"]["loggedIn"],
        true
    );
    let paused = bench
        .post(&agent(&created, 1, "pause"), &user, json!({ "paused": true }))
        .await;
    assert_eq!(paused.json()["agent"]["paused"], true);

    let forbidden = (403, "forbidden".to_owned());
    assert_eq!(
        bench.post(&foreign, &user, json!({ "loggedIn": true })).await.error(),
        forbidden
    );
    assert_eq!(bench.post(PATH, &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.patch(&path(&created), &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.delete(&path(&created), &user).await.error(), forbidden);
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let (bench, admin) = bench().await;
    let created = create(&bench, &admin, queue("3002")).await;
    let other = bench.admin_token("globex").await;
    let missing = (404, "not_found".to_owned());
    let (login, stats) = (json!({ "loggedIn": true }), format!("{}/stats", path(&created)));
    assert_eq!(
        bench
            .post(&agent(&created, 0, "login"), &other, login.clone())
            .await
            .error(),
        missing
    );
    assert_eq!(bench.get(&stats, &other).await.error(), missing);
    assert_eq!(
        bench
            .patch(&path(&created), &other, json!({ "name": "N" }))
            .await
            .error(),
        missing
    );
    assert_eq!(bench.delete(&path(&created), &other).await.error(), missing);

    // Nobody's agent, an agent of another queue, no queue.
    let seeded = bench.get(PATH, &admin).await.json()["queues"][1].clone();
    let strangers = [
        format!("{}/agents/nobody/login", path(&created)),
        agent(&json!({ "id": created["id"], "agents": seeded["agents"] }), 0, "login"),
        agent(&json!({ "id": "none", "agents": created["agents"] }), 0, "login"),
    ];
    for path in strangers {
        assert_eq!(
            bench.post(&path, &admin, login.clone()).await.error(),
            missing,
            "{path}"
        );
    }
    let wrong = bench
        .post(
            &agent(&created, 0, "pause"),
            &admin,
            json!({ "paused": "yes", "loggedIn": true }),
        )
        .await;
    assert_eq!(wrong.fields(), ["loggedIn", "paused"]);
    assert_eq!(
        bench
            .post(&agent(&created, 0, "login"), &admin, json!({}))
            .await
            .fields(),
        ["loggedIn"]
    );
}

#[tokio::test]
async fn pages_are_in_the_order_of_the_numbers_and_a_repeated_create_makes_one_queue() {
    let (bench, admin) = bench().await;
    for number in ["3010", "310", "3002"] {
        create(&bench, &admin, queue(number)).await;
    }
    let first = bench.post_once(PATH, &admin, "k", queue("3005")).await.json();
    assert_eq!(bench.post_once(PATH, &admin, "k", queue("3005")).await.json(), first);
    let numbers = bench
        .pages((PATH, "queues", "extension"), &admin, 2, async |_| ())
        .await;
    assert_eq!(numbers, ["310", "3002", "3005", "3010", "8802"]);
}

#[tokio::test]
async fn figures_are_counted_from_the_calls_of_today() {
    let (bench, admin) = bench().await;
    let created = create(
        &bench,
        &admin,
        json!({ "name": "Figures", "extension": "3002", "serviceLevelSec": 10 }),
    )
    .await;
    let id = created["id"].as_str().unwrap();
    let store = &bench.server.app.store;
    let day = 24 * 3600 * 1000;
    let noon = 20_000 * day + day / 2;
    let mut number = 0;
    let mut call = |offered: i64, waited: Option<i64>, talked: Option<i64>, abandoned: bool| {
        number += 1;
        let answered_at = waited.filter(|_| !abandoned).map(|waited| offered + waited * 1000);
        let left = waited.map(|waited| offered + waited * 1000);
        let call = QueueCall {
            id: format!("call {number}"),
            queue_id: id.to_owned(),
            agent_id: None,
            offered_at: offered,
            answered_at,
            ended_at: talked.map(|talked| left.unwrap() + talked * 1000),
            abandoned,
        };
        store.put_queue_call(&call).unwrap();
    };
    let zero = store.queue_figures("acme", id, noon).unwrap();
    assert_eq!((zero.0.callers, zero.0.longest_sec), (0, 0));
    assert_eq!(
        json!(zero.1),
        json!({ "offered": 0, "answered": 0, "abandoned": 0, "serviceLevel": 100, "averageWaitSec": 0, "averageTalkSec": 0 })
    );
    call(noon - 3_600_000, Some(10), Some(100), false);
    call(noon - 3_500_000, Some(11), Some(200), false);
    call(noon - 3_400_000, Some(40), Some(0), true);
    // It is being talked to; two wait.
    call(noon - 20_000, Some(3), None, false);
    call(noon - 95_500, None, None, false);
    call(noon - 5_000, None, None, false);
    // Midnight is today, the millisecond before is not.
    call(noon - day / 2, Some(4), Some(33), false);
    call(noon - day / 2 - 1, Some(900), Some(900), false);

    let (waiting, today) = store.queue_figures("acme", id, noon).unwrap();
    assert_eq!(json!(waiting), json!({ "callers": 2, "longestSec": 95 }));
    // Within 10 s: 3 of 7. Waited: (10 + 11 + 3 + 4) / 4. Talked: (100 + 200 + 33) / 3.
    assert_eq!(
        json!(today),
        json!({ "offered": 7, "answered": 4, "abandoned": 1, "serviceLevel": 43, "averageWaitSec": 7, "averageTalkSec": 111 })
    );
    let foreign = store.queue_figures("globex", id, noon).unwrap();
    assert_eq!((foreign.0.callers, foreign.1.offered), (0, 0));
}

#[tokio::test]
async fn available_is_who_is_logged_in_not_on_a_break_and_has_a_free_phone() {
    let (bench, admin) = bench().await;
    let created = create(
        &bench,
        &admin,
        json!({ "name": "N", "extension": "3002", "agents": ["1001", "1002", "1003"] }),
    )
    .await;
    let stats = format!("{}/stats", path(&created));
    let agents = async || bench.get(&stats, &admin).await.json()["stats"]["agents"].clone();
    let count = |logged_in: u32, available: u32, paused: u32| json!({ "total": 3, "loggedIn": logged_in, "available": available, "busy": 0, "paused": paused });
    let set = async |place: usize, what: &str, body: Value| {
        assert_eq!(
            bench.post(&agent(&created, place, what), &admin, body).await.status,
            200
        );
    };
    set(0, "login", json!({ "loggedIn": true })).await;
    assert_eq!(agents().await, count(1, 0, 0), "no phone is registered");
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    phone.register(bench.password("acme", "1001")).await;
    assert_eq!(agents().await, count(1, 1, 0));
    set(0, "pause", json!({ "paused": true })).await;
    assert_eq!(agents().await, count(1, 0, 1));
    set(0, "pause", json!({ "paused": false })).await;

    let body = json!({ "fromExtension": "1001", "toNumber": "9196" });
    assert_eq!(bench.post("/api/calls/originate", &admin, body).await.status, 201);
    phone.hear().await;
    assert_eq!(agents().await, count(1, 0, 0), "its phone rings");
    set(0, "login", json!({ "loggedIn": false })).await;
    assert_eq!(agents().await, count(0, 0, 0));
}

#[tokio::test]
async fn a_new_queue_of_samples_has_figures() {
    let (bench, admin) = bench().await;
    let seeded = bench.get(PATH, &admin).await.json()["queues"][0].clone();
    let stats = bench.get(&format!("{}/stats", path(&seeded)), &admin).await.json()["stats"].clone();
    assert_eq!(stats["queueId"], seeded["id"]);
    assert_eq!(
        stats["agents"],
        json!({ "total": 3, "loggedIn": 3, "available": 0, "busy": 0, "paused": 1 })
    );
    assert_eq!(stats["waiting"], json!({ "callers": 0, "longestSec": 0 }));
    assert!(stats["today"]["offered"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn an_extension_that_is_deleted_leaves_its_queues_and_the_figures_stay() {
    let (bench, admin) = bench().await;
    let seeded = bench.get(PATH, &admin).await.json()["queues"][0].clone();
    let store = &bench.server.app.store;
    let now = jiff::Timestamp::now().as_millisecond();
    let before = store
        .queue_figures("acme", seeded["id"].as_str().unwrap(), now)
        .unwrap();
    bench.delete_extension(&admin, "1004").await;
    let left = bench.get(PATH, &admin).await.json()["queues"][0]["agents"].clone();
    assert_eq!(left, json!([seeded["agents"][1], seeded["agents"][2]]));
    let after = store
        .queue_figures("acme", seeded["id"].as_str().unwrap(), now)
        .unwrap();
    assert_eq!(after, before);
    let gone = bench
        .post(&agent(&seeded, 0, "login"), &admin, json!({ "loggedIn": true }))
        .await;
    assert_eq!(gone.error(), (404, "not_found".into()));
}
