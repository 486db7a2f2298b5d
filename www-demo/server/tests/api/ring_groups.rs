use serde_json::{Value, json};

use crate::bench::Bench;

const PATH: &str = "/api/ring-groups";

fn members(numbers: &[&str]) -> Value {
    numbers.iter().map(|number| json!({ "extension": number })).collect()
}

fn group(extension: &str) -> Value {
    json!({ "name": "Night shift", "extension": extension, "members": members(&["1003", "1001"]) })
}

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    (bench, admin)
}

/// The path of a group that was just created.
async fn create(bench: &Bench, admin: &str, body: Value) -> String {
    let answer = bench.post(PATH, admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    format!("{PATH}/{}", answer.json()["ringGroup"]["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_group_is_created_changed_and_deleted() {
    let (bench, admin) = bench().await;
    let answer = bench.post(PATH, &admin, group("2002")).await;
    let created = answer.json();
    let (id, at) = (&created["ringGroup"]["id"], &created["ringGroup"]["createdAt"]);
    assert_eq!(
        (answer.status.as_u16(), &created),
        (
            201,
            &json!({ "ringGroup": { "id": id, "name": "Night shift", "extension": "2002", "strategy": "simultaneous",
                "members": [{ "extension": "1003", "priority": 1 }, { "extension": "1001", "priority": 2 }],
                "ringTimeoutSec": 20, "createdAt": at, "updatedAt": at } })
        )
    );
    let list = bench.get(PATH, &admin).await.json();
    assert_eq!(
        (&list["total"], &list["ringGroups"][0]),
        (&json!(2), &created["ringGroup"])
    );

    let path = format!("{PATH}/{}", id.as_str().unwrap());
    let body = json!({ "name": "Day shift", "extension": "2003", "strategy": "sequential", "ringTimeoutSec": 5,
        "members": [{ "extension": "1002", "priority": 7 }, { "extension": "1004" }] });
    let changed = bench.patch(&path, &admin, body).await.json();
    assert_eq!(
        changed,
        json!({ "ringGroup": { "id": id, "name": "Day shift", "extension": "2003", "strategy": "sequential",
            "members": [{ "extension": "1002", "priority": 7 }, { "extension": "1004", "priority": 2 }],
            "ringTimeoutSec": 5, "createdAt": at, "updatedAt": changed["ringGroup"]["updatedAt"] } })
    );
    let named = bench.patch(&path, &admin, json!({ "name": "Late shift" })).await.json();
    assert_eq!(named["ringGroup"]["members"], changed["ringGroup"]["members"]);
    assert_eq!(named["ringGroup"]["extension"], "2003");

    assert_eq!(bench.delete(&path, &admin).await.json(), json!({ "success": true }));
    assert_eq!(bench.delete(&path, &admin).await.error(), (404, "not_found".into()));
    assert_eq!(bench.get(PATH, &admin).await.json()["total"], 1);
    // Both numbers are free again.
    create(&bench, &admin, group("2002")).await;
    create(&bench, &admin, group("2003")).await;
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let (bench, admin) = bench().await;
    let body = json!({ "name": "", "extension": "0815", "strategy": "loud", "ringTimeoutSec": 4, "color": "red",
        "members": [{ "extension": "" }, { "extension": "1001", "priority": 101 }, { "number": "1002" }] });
    let answer = bench.post(PATH, &admin, body).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(
        answer.fields(),
        [
            "color",
            "extension",
            "members[0].extension",
            "members[1].priority",
            "members[2].extension",
            "members[2].number",
            "name",
            "ringTimeoutSec",
            "strategy"
        ]
    );
    for (body, field) in [
        (json!({ "name": "N", "extension": "2002", "members": [] }), "members"),
        (json!({ "name": "N", "extension": "2002" }), "members"),
        (
            json!({ "name": "a\r\nb", "extension": "2002", "members": members(&["1001"]) }),
            "name",
        ),
    ] {
        assert_eq!(bench.post(PATH, &admin, body).await.fields(), [field]);
    }
}

#[tokio::test]
async fn members_are_extensions_of_the_tenant_each_once() {
    let (bench, admin) = bench().await;
    let body = json!({ "name": "N", "extension": "2002",
        "members": members(&["1001", "4711", "1001", "9196", "8801"]) });
    let answer = bench.post(PATH, &admin, body.clone()).await;
    assert_eq!(
        answer.json()["error"]["details"]["fields"],
        json!({ "members[1].extension": "there is no such extension",
            "members[2].extension": "is in the list already",
            "members[3].extension": "there is no such extension",
            "members[4].extension": "there is no such extension" })
    );
    let path = create(&bench, &admin, group("2002")).await;
    let answer = bench.patch(&path, &admin, json!({ "members": body["members"] })).await;
    assert_eq!(answer.fields().len(), 4);
    // Nothing of a refused change is kept.
    let body = json!({ "name": "Half", "extension": "2009", "members": members(&["4711"]) });
    assert_eq!(bench.patch(&path, &admin, body).await.status, 422);
    let list = bench.get(PATH, &admin).await.json();
    assert_eq!(
        (&list["ringGroups"][0]["name"], &list["ringGroups"][0]["extension"]),
        (&json!("Night shift"), &json!("2002"))
    );
}

#[tokio::test]
async fn a_number_of_an_extension_or_of_another_service_is_a_conflict() {
    let (bench, admin) = bench().await;
    let path = create(&bench, &admin, group("2002")).await;
    // An extension, a queue, a menu, a group, the echo.
    for number in ["1001", "8802", "8803", "8801", "9196"] {
        let answers = [
            bench.post(PATH, &admin, group(number)).await,
            bench.patch(&path, &admin, json!({ "extension": number })).await,
        ];
        for answer in answers {
            assert_eq!(answer.error(), (409, "conflict".into()), "{number}");
            assert_eq!(answer.fields(), ["extension"]);
        }
    }
    // Its own is none, and another tenant's neither.
    assert_eq!(
        bench.patch(&path, &admin, json!({ "extension": "2002" })).await.status,
        200
    );
    let other = bench.admin_token("globex").await;
    assert_eq!(bench.post(PATH, &other, group("2002")).await.status, 201);
}

#[tokio::test]
async fn an_extensions_user_reads_and_changes_nothing_and_another_tenant_sees_nothing() {
    let (bench, admin) = bench().await;
    let path = create(&bench, &admin, group("2002")).await;
    let user = bench.token("acme", "1001").await;
    assert_eq!(
        bench.get(PATH, &user).await.json(),
        bench.get(PATH, &admin).await.json()
    );
    let forbidden = (403, "forbidden".to_owned());
    // Before the body is looked at.
    assert_eq!(bench.post(PATH, &user, json!({})).await.error(), forbidden);
    assert_eq!(
        bench.patch(&path, &user, json!({ "name": "N" })).await.error(),
        forbidden
    );
    assert_eq!(bench.delete(&path, &user).await.error(), forbidden);

    let other = bench.admin_token("globex").await;
    let missing = (404, "not_found".to_owned());
    assert_eq!(
        bench.patch(&path, &other, json!({ "name": "N" })).await.error(),
        missing
    );
    assert_eq!(bench.delete(&path, &other).await.error(), missing);
    assert_eq!(bench.get(PATH, &other).await.json()["total"], 1);
    assert_eq!(bench.get(PATH, "").await.status, 401);
}

#[tokio::test]
async fn pages_are_in_the_order_of_the_numbers() {
    let (bench, admin) = bench().await;
    for number in ["2010", "299", "21000", "2002", "30"] {
        create(&bench, &admin, group(number)).await;
    }
    let numbers = bench
        .pages((PATH, "ringGroups", "extension"), &admin, 2, async |page| {
            if page == 0 {
                create(&bench, &admin, group("25")).await;
            }
        })
        .await;
    assert_eq!(numbers, ["30", "299", "2002", "2010", "8801", "21000"]);
    for query in ["cursor=nonsense", "limit=0", "limit=1001", "page=2"] {
        assert_eq!(
            bench.get(&format!("{PATH}?{query}"), &admin).await.status,
            422,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_repeated_create_makes_one_group() {
    let (bench, admin) = bench().await;
    let first = bench.post_once(PATH, &admin, "k", group("2002")).await;
    let second = bench.post_once(PATH, &admin, "k", group("2002")).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json(), second.json());
    let other = bench.post_once(PATH, &admin, "k", group("2003")).await;
    assert_eq!(other.error(), (422, "idempotency_key_reused".into()));
    assert_eq!(bench.get(PATH, &admin).await.json()["total"], 2);
}

#[tokio::test]
async fn the_call_path_finds_a_group_by_its_number() {
    let (bench, admin) = bench().await;
    create(&bench, &admin, group("2002")).await;
    let store = &bench.server.app.store;
    let found = store.ring_group_of("acme", "2002").unwrap().unwrap();
    let members: Vec<_> = found.members.iter().map(|member| member.extension.as_str()).collect();
    assert_eq!((found.name.as_str(), members), ("Night shift", vec!["1003", "1001"]));
    assert!(store.ring_group_of("globex", "2002").unwrap().is_none());
    assert!(store.ring_group_of("acme", "8802").unwrap().is_none());
}

#[tokio::test]
async fn a_group_that_a_menu_leads_to_stays() {
    let (bench, admin) = bench().await;
    let list = bench.get(PATH, &admin).await.json();
    let path = format!("{PATH}/{}", list["ringGroups"][0]["id"].as_str().unwrap());
    assert_eq!(bench.delete(&path, &admin).await.error(), (409, "conflict".into()));
    assert_eq!(bench.get(PATH, &admin).await.json(), list);
}

#[tokio::test]
async fn an_extension_that_is_deleted_leaves_its_groups() {
    let (bench, admin) = bench().await;
    create(&bench, &admin, group("2002")).await;
    bench.delete_extension(&admin, "1003").await;
    let list = bench.get(PATH, &admin).await.json();
    let left = |place: usize| list["ringGroups"][place]["members"].clone();
    assert_eq!(
        left(1),
        json!([{ "extension": "1001", "priority": 1 }, { "extension": "1002", "priority": 2 }])
    );
    assert_eq!(left(0), json!([{ "extension": "1001", "priority": 2 }]));
}
