use serde_json::{Value, json};

use crate::bench::Bench;

const LIST: &str = "/api/blocklist";

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    // What was seeded.
    for entry in bench.get(LIST, &admin).await.json()["blockedNumbers"]
        .as_array()
        .unwrap()
    {
        assert_eq!(bench.delete(&path(entry), &admin).await.status, 200);
    }
    (bench, admin)
}

fn path(entry: &Value) -> String {
    format!("{LIST}/{}", entry["id"].as_str().unwrap())
}

async fn block(bench: &Bench, admin: &str, body: Value) -> Value {
    let answer = bench.post(LIST, admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["blockedNumber"].clone()
}

#[tokio::test]
async fn a_number_is_blocked_found_and_unblocked() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let body = json!({ "number": "+15555550123", "reason": "robot", "direction": "both" });
    let entry = block(&bench, &admin, body).await;
    assert_eq!(
        entry,
        json!({ "id": entry["id"], "number": "+15555550123", "reason": "robot", "direction": "both",
            "createdAt": entry["createdAt"] })
    );
    let short = block(&bench, &admin, json!({ "number": "15555550124" })).await;
    assert_eq!(
        short,
        json!({ "id": short["id"], "number": "15555550124", "direction": "inbound", "createdAt": short["createdAt"] })
    );
    let list = bench.get(LIST, &user).await.json();
    assert_eq!(list["total"], 2);
    assert!(list["blockedNumbers"].as_array().unwrap().contains(&entry), "{list}");
    for (search, total) in [("robot", 1), ("5550124", 1), ("%2B1555", 1), ("%25", 0), ("_", 0)] {
        let found = bench.get(&format!("{LIST}?search={search}"), &user).await.json();
        assert_eq!(found["total"], total, "{search}");
    }

    let blocked = json!({ "blocked": true, "direction": "both", "reason": "robot" });
    // The plus makes no other number, in the entry and in the question.
    for (number, expected) in [
        ("%2B15555550123", blocked.clone()),
        ("15555550123", blocked),
        ("%2B15555550124", json!({ "blocked": true, "direction": "inbound" })),
        ("0015555550123", json!({ "blocked": false })),
        ("5555550123", json!({ "blocked": false })),
    ] {
        let answer = bench.get(&format!("{LIST}/check?number={number}"), &user).await;
        assert_eq!(answer.json(), expected, "{number}");
    }

    assert_eq!(
        bench.delete(&path(&entry), &admin).await.json(),
        json!({ "success": true })
    );
    assert_eq!(
        bench.delete(&path(&entry), &admin).await.error(),
        (404, "not_found".into())
    );
    let answer = bench.get(&format!("{LIST}/check?number=15555550123"), &user).await;
    assert_eq!(answer.json(), json!({ "blocked": false }));
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let (bench, admin) = bench().await;
    for (body, field) in [
        (json!({}), "number"),
        (json!({ "number": "+1 (555) 555-0123" }), "number"),
        (json!({ "number": "1" }), "number"),
        (json!({ "number": "+" }), "number"),
        (json!({ "number": "1+5" }), "number"),
        (json!({ "number": "123456789012345678901" }), "number"),
        (json!({ "number": 15_555_550_123_u64 }), "number"),
        (json!({ "number": "15555550123", "reason": "x".repeat(256) }), "reason"),
        (json!({ "number": "15555550123", "direction": "in" }), "direction"),
        (json!({ "number": "15555550123", "until": "tomorrow" }), "until"),
    ] {
        let answer = bench.post(LIST, &admin, body.clone()).await;
        assert_eq!(answer.error(), (422, "validation_failed".into()), "{body}");
        assert_eq!(answer.fields(), [field], "{body}");
    }
    for query in ["", "?number=", "?number=alice", "?number=+15555550123"] {
        let answer = bench.get(&format!("{LIST}/check{query}"), &admin).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fields()),
            (422, vec!["number".to_owned()]),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_number_is_blocked_once_in_a_tenant_however_it_is_written() {
    let (bench, admin) = bench().await;
    block(&bench, &admin, json!({ "number": "+15555550123" })).await;
    for number in ["+15555550123", "15555550123"] {
        let answer = bench.post(LIST, &admin, json!({ "number": number })).await;
        assert_eq!(answer.error(), (409, "conflict".into()));
        assert_eq!(answer.fields(), ["number"]);
    }
    block(
        &bench,
        &bench.admin_token("globex").await,
        json!({ "number": "+15555550123" }),
    )
    .await;
}

#[tokio::test]
async fn users_ask_administrators_change_and_other_tenants_see_nothing() {
    let (bench, admin) = bench().await;
    let entry = block(&bench, &admin, json!({ "number": "+15555550123" })).await;
    let user = bench.token("acme", "1001").await;
    assert_eq!(
        bench.post(LIST, &user, json!({})).await.error(),
        (403, "forbidden".into())
    );
    assert_eq!(
        bench.delete(&path(&entry), &user).await.error(),
        (403, "forbidden".into())
    );
    let foreign = bench.admin_token("globex").await;
    assert_eq!(
        bench.delete(&path(&entry), &foreign).await.error(),
        (404, "not_found".into())
    );
    let answer = bench.get(&format!("{LIST}/check?number=15555550123"), &foreign).await;
    assert_eq!(answer.json(), json!({ "blocked": false }));
    assert_eq!(bench.get(LIST, "").await.status, 401);
}

#[tokio::test]
async fn pages_show_every_entry_once_while_others_come_and_go() {
    let (bench, admin) = bench().await;
    for number in 0..7 {
        block(&bench, &admin, json!({ "number": format!("+1555555010{number}") })).await;
    }
    let everything = bench.get(LIST, &admin).await.json();
    let all = everything["blockedNumbers"].as_array().unwrap();
    let shown = bench
        .pages((LIST, "blockedNumbers", "number"), &admin, 3, async |page| {
            if page == 0 {
                assert_eq!(bench.delete(&path(&all[2]), &admin).await.status, 200);
                block(&bench, &admin, json!({ "number": "+15555550199" })).await;
            }
        })
        .await;
    let expected: Vec<&str> = all.iter().map(|entry| entry["number"].as_str().unwrap()).collect();
    let shown: Vec<&str> = shown
        .iter()
        .map(String::as_str)
        .filter(|number| *number != "+15555550199")
        .collect();
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_block_that_is_repeated_with_its_key_blocks_once() {
    let (bench, admin) = bench().await;
    let body = json!({ "number": "+15555550123" });
    let first = bench.post_once(LIST, &admin, "k", body.clone()).await;
    let again = bench.post_once(LIST, &admin, "k", body).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.json(), again.json());
}
