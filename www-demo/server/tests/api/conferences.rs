use serde_json::{Value, json};

use crate::bench::{Answer, Bench};
use crate::phone::Phone;

const PATH: &str = "/api/conferences";

/// A call of 1001 that rings it, and the phone that it rings.
async fn call(bench: &Bench, admin: &str) -> (String, Phone) {
    let mut phone = Phone::connect(&bench.server.address.to_string(), "1001", "acme.test").await;
    assert_eq!(phone.register(bench.password("acme", "1001")).await, "200");
    (another_call(bench, admin).await, phone)
}

async fn another_call(bench: &Bench, admin: &str) -> String {
    let body = json!({ "fromExtension": "1001", "toNumber": "1002" });
    let answer = bench.post("/api/calls/originate", admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["callUuid"].as_str().unwrap().to_owned()
}

async fn join(bench: &Bench, token: &str, name: &str, call: &str) -> Answer {
    bench
        .post(&format!("{PATH}/{name}/join"), token, json!({ "callUuid": call }))
        .await
}

/// Waits until the call is over: the listener hears of it.
async fn hang_up(bench: &Bench, admin: &str, call: &str) {
    let mut listener = bench.listen(admin).await;
    bench.post(&format!("/api/calls/{call}/hangup"), admin, json!({})).await;
    while listener.hear().await["type"] != "call_end" {}
}

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    (bench, admin)
}

#[tokio::test]
async fn each_tenant_has_a_sample_with_two_members() {
    let (bench, admin) = bench().await;
    let list = bench.get(PATH, &admin).await.json();
    let members = &list["conferences"][0]["members"];
    let member = |place: usize, number: &str, name: &str| {
        json!({ "memberId": (place + 1).to_string(), "callUuid": members[place]["callUuid"], "number": number,
            "name": name, "muted": false, "joinedAt": members[place]["joinedAt"] })
    };
    assert_eq!(
        list,
        json!({ "total": 1, "conferences": [{ "name": "standup", "room": "conf_acme_standup", "locked": false,
            "recording": false, "memberCount": 2, "createdAt": list["conferences"][0]["createdAt"],
            "members": [member(0, "1009", "Iris van Dijk"), member(1, "1010", "Jonas Weber")] }] })
    );
    let one = bench.get(&format!("{PATH}/standup"), &admin).await.json();
    assert_eq!(one, json!({ "conference": list["conferences"][0] }));
    assert_eq!(
        bench.get(&format!("{PATH}/main"), &admin).await.error(),
        (404, "not_found".into())
    );
    let other = bench.get(PATH, &bench.admin_token("globex").await).await.json();
    assert_eq!(other["conferences"][0]["room"], "conf_globex_standup");
    assert_ne!(other["conferences"][0]["members"], *members);
}

#[tokio::test]
async fn a_call_is_moved_to_main_and_leaves_when_it_ends() {
    let (bench, admin) = bench().await;
    let (uuid, _phone) = call(&bench, &admin).await;
    let path = format!("/api/calls/{uuid}/conference");
    let joined = bench.post(&path, &admin, json!({})).await;
    let conference = joined.json()["conference"].clone();
    let member = &conference["members"][0];
    assert_eq!(
        (joined.status.as_u16(), &conference),
        (
            200,
            &json!({ "name": "main", "room": "conf_acme", "locked": false, "recording": false, "memberCount": 1,
                "createdAt": conference["createdAt"], "members": [{ "memberId": "1", "callUuid": uuid, "number": "1001",
                    "name": "Alice Moreau", "muted": false, "joinedAt": member["joinedAt"] }] })
        )
    );
    // By name; main comes before the sample.
    let list = bench.get(PATH, &admin).await.json();
    assert_eq!((&list["total"], &list["conferences"][0]), (&json!(2), &conference));
    // Once is enough.
    let conflict = (409, "conflict".to_owned());
    assert_eq!(bench.post(&path, &admin, json!({})).await.error(), conflict);
    assert_eq!(join(&bench, &admin, "standup", &uuid).await.error(), conflict);

    hang_up(&bench, &admin, &uuid).await;
    assert_eq!(
        bench.get(&format!("{PATH}/main"), &admin).await.error(),
        (404, "not_found".into())
    );
    assert_eq!(
        bench.post(&path, &admin, json!({})).await.error(),
        (404, "not_found".into())
    );
}

#[tokio::test]
async fn names_are_checked_and_make_the_room() {
    let (bench, admin) = bench().await;
    let (uuid, _phone) = call(&bench, &admin).await;
    let path = format!("/api/calls/{uuid}/conference");
    for name in ["", "a b", "caf\u{e9}", &"x".repeat(65)] {
        let answer = bench.post(&path, &admin, json!({ "name": name })).await;
        assert_eq!(
            (answer.error().0, answer.fields()),
            (422, vec!["name".into()]),
            "{name}"
        );
    }
    assert_eq!(join(&bench, &admin, "a.b", &uuid).await.fields(), ["name"]);
    assert_eq!(
        bench.post(&path, &admin, json!({ "room": "x" })).await.fields(),
        ["room"]
    );
    assert_eq!(
        bench.post(&format!("{PATH}/x/join"), &admin, json!({})).await.fields(),
        ["callUuid"]
    );
    let answer = bench.post(&path, &admin, json!({ "name": "Team_2-b" })).await.json();
    assert_eq!(answer["conference"]["room"], "conf_acme_Team_2-b");
}

#[tokio::test]
async fn a_locked_conference_takes_nobody_until_it_is_unlocked() {
    let (bench, admin) = bench().await;
    let (uuid, _phone) = call(&bench, &admin).await;
    let lock = format!("{PATH}/standup/lock");
    let locked = bench.post(&lock, &admin, json!({ "lock": true })).await.json();
    assert_eq!(locked["conference"]["locked"], true);
    assert_eq!(
        join(&bench, &admin, "standup", &uuid).await.error(),
        (409, "conflict".into())
    );
    bench.post(&lock, &admin, json!({ "lock": false })).await;
    let joined = join(&bench, &admin, "standup", &uuid).await.json();
    assert_eq!(
        (
            &joined["conference"]["memberCount"],
            &joined["conference"]["members"][2]["callUuid"]
        ),
        (&json!(3), &json!(uuid))
    );
    assert_eq!(
        bench.post(&lock, &admin, json!({ "lock": "yes" })).await.fields(),
        ["lock"]
    );
}

#[tokio::test]
async fn members_are_muted_and_removed_and_the_conference_is_recorded() {
    let (bench, admin) = bench().await;
    let post = async |path: &str, body: Value| bench.post(&format!("{PATH}/standup/{path}"), &admin, body).await;
    let state = async |path: &str, body: Value| post(path, body).await.json()["conference"].clone();
    assert_eq!(state("record", json!({ "action": "start" })).await["recording"], true);
    assert_eq!(state("record", json!({ "action": "stop" })).await["recording"], false);
    assert_eq!(post("record", json!({ "action": "pause" })).await.fields(), ["action"]);
    assert_eq!(
        state("members/2/mute", json!({ "mute": true })).await["members"][1]["muted"],
        true
    );
    assert_eq!(
        state("members/2/mute", json!({ "mute": false })).await["members"][1]["muted"],
        false
    );
    assert_eq!(post("members/2/mute", json!({})).await.fields(), ["mute"]);

    let missing = (404, "not_found".to_owned());
    assert_eq!(post("members/9/kick", json!({})).await.error(), missing);
    let kicked = state("members/1/kick", json!({})).await;
    assert_eq!(
        (&kicked["memberCount"], &kicked["members"][0]["memberId"]),
        (&json!(1), &json!("2"))
    );
    assert_eq!(post("members/1/mute", json!({ "mute": true })).await.error(), missing);
    assert_eq!(state("members/2/kick", json!({})).await["members"], json!([]));
    // Nobody is left, so it is gone.
    assert_eq!(post("lock", json!({ "lock": true })).await.error(), missing);
    assert_eq!(
        bench.get(PATH, &admin).await.json(),
        json!({ "conferences": [], "total": 0 })
    );
}

#[tokio::test]
async fn an_extensions_user_commands_its_own_calls_only() {
    let (bench, admin) = bench().await;
    let (uuid, _phone) = call(&bench, &admin).await;
    let forbidden = (403, "forbidden".to_owned());
    // 1001 is being rung; 1002 takes no part before it rings too.
    let wanted = bench.token("acme", "1002").await;
    assert_eq!(join(&bench, &wanted, "main", &uuid).await.error(), forbidden);
    let stranger = bench.token("acme", "1003").await;
    assert_eq!(join(&bench, &stranger, "main", &uuid).await.error(), forbidden);
    let party = bench.token("acme", "1001").await;
    assert_eq!(join(&bench, &party, "standup", &uuid).await.status, 200);
    assert_eq!(
        bench.get(PATH, &stranger).await.json(),
        bench.get(PATH, &admin).await.json()
    );

    let mute = |member: u32| format!("{PATH}/standup/members/{member}/mute");
    let kick = |member: u32| format!("{PATH}/standup/members/{member}/kick");
    assert_eq!(
        bench.post(&mute(3), &stranger, json!({ "mute": true })).await.error(),
        forbidden
    );
    assert_eq!(
        bench.post(&mute(1), &party, json!({ "mute": true })).await.error(),
        forbidden
    );
    assert_eq!(bench.post(&kick(1), &party, json!({})).await.error(), forbidden);
    assert_eq!(
        bench.post(&mute(3), &party, json!({ "mute": true })).await.json()["conference"]["members"][2]["muted"],
        true
    );
    for (command, body) in [
        ("lock", json!({ "lock": true })),
        ("record", json!({ "action": "start" })),
    ] {
        let answer = bench.post(&format!("{PATH}/standup/{command}"), &party, body).await;
        assert_eq!(answer.error(), forbidden, "{command}");
    }
    assert_eq!(
        bench.post(&kick(3), &party, json!({})).await.json()["conference"]["memberCount"],
        2
    );
}

#[tokio::test]
async fn another_tenants_calls_and_conferences_are_not_there() {
    let (bench, admin) = bench().await;
    let (uuid, _phone) = call(&bench, &admin).await;
    join(&bench, &admin, "board", &uuid).await;
    let other = bench.admin_token("globex").await;
    let missing = (404, "not_found".to_owned());
    assert_eq!(join(&bench, &other, "board", &uuid).await.error(), missing);
    assert_eq!(
        bench
            .post(&format!("/api/calls/{uuid}/conference"), &other, json!({}))
            .await
            .error(),
        missing
    );
    assert_eq!(bench.get(&format!("{PATH}/board"), &other).await.error(), missing);
    assert_eq!(
        bench
            .post(&format!("{PATH}/board/lock"), &other, json!({ "lock": true }))
            .await
            .error(),
        missing
    );
    assert_eq!(
        bench
            .post(&format!("{PATH}/board/members/1/kick"), &other, json!({}))
            .await
            .error(),
        missing
    );
    assert_eq!(join(&bench, &admin, "board", "no-call").await.error(), missing);
}

#[tokio::test]
async fn a_repeated_command_acts_once() {
    let (bench, admin) = bench().await;
    let (uuid, _phone) = call(&bench, &admin).await;
    let path = format!("{PATH}/board/join");
    let body = json!({ "callUuid": uuid });
    let first = bench.post_once(&path, &admin, "k", body.clone()).await;
    let second = bench.post_once(&path, &admin, "k", body).await;
    assert_eq!((first.status.as_u16(), first.json()), (200, second.json()));
    let kick = format!("{PATH}/board/members/1/kick");
    assert_eq!(
        bench.post_once(&kick, &admin, "l", json!({})).await.json()["conference"]["memberCount"],
        0
    );
    assert_eq!(bench.post_once(&kick, &admin, "l", json!({})).await.status, 200);
}
