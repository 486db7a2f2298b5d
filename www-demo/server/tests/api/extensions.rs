use serde_json::{Value, json};

use crate::bench::Bench;

pub const LIST: &str = "/api/extensions";

pub async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    (bench, admin)
}

pub fn new(number: &str) -> Value {
    json!({ "extension": number, "name": "Zoe Park", "password": "correct horse" })
}

pub async fn create(bench: &Bench, admin: &str, body: Value) -> Value {
    let answer = bench.post(LIST, admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["extension"].clone()
}

pub fn path(extension: &Value) -> String {
    format!("{LIST}/{}", extension["id"].as_str().unwrap())
}

/// The path of a seeded extension.
pub async fn seeded(bench: &Bench, token: &str, number: &str) -> String {
    let list = bench.get(&format!("{LIST}?search={number}"), token).await.json();
    path(&list["extensions"][0])
}

pub async fn login(bench: &Bench, number: &str, password: &str) -> u16 {
    let body = json!({ "username": number, "password": password, "tenantId": "acme" });
    bench.post("/api/auth/login", "", body).await.status.as_u16()
}

#[tokio::test]
async fn an_extension_is_created_read_changed_and_deleted() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let body = json!({ "extension": "2001", "name": "Zoe Park", "password": "correct horse", "email": "zoe@acme.test",
        "crmUserId": "z/1 ü", "crmMetadata": { "team": "support" } });
    let created = create(&bench, &admin, body).await;
    let (id, at) = (&created["id"], &created["createdAt"]);
    assert_eq!(
        created,
        json!({ "id": id, "extension": "2001", "name": "Zoe Park", "email": "zoe@acme.test", "crmUserId": "z/1 ü",
            "crmMetadata": { "team": "support" }, "registered": false, "createdAt": at, "updatedAt": at })
    );
    let path = path(&created);
    assert_eq!(bench.get(&path, &user).await.json(), json!({ "extension": created }));
    let by_crm = bench.get(&format!("{LIST}/by-crm-user/z%2F1%20%C3%BC"), &user).await;
    assert_eq!(by_crm.json(), json!({ "extension": created }));
    for (search, total) in [("ZOE", 1), ("2001", 1), ("zoe%40acme", 1), ("%25", 0), ("100", 9)] {
        let found = bench.get(&format!("{LIST}?search={search}"), &user).await.json();
        assert_eq!(found["total"], total, "{search}");
    }

    let kept = bench.patch(&path, &admin, json!({})).await.json();
    assert_eq!(kept["extension"]["email"], "zoe@acme.test");
    let change = json!({ "name": "Zoe Lee", "email": null, "crmUserId": null, "crmMetadata": null });
    let changed = bench.patch(&path, &admin, change).await.json();
    assert_eq!(
        changed,
        json!({ "extension": { "id": id, "extension": "2001", "name": "Zoe Lee", "registered": false, "createdAt": at,
            "updatedAt": changed["extension"]["updatedAt"] } })
    );
    assert!(changed["extension"]["updatedAt"].as_str() >= at.as_str());
    assert_eq!(login(&bench, "2001", "correct horse").await, 200);

    assert_eq!(bench.delete(&path, &admin).await.json(), json!({ "success": true }));
    for answer in [
        bench.get(&path, &admin).await,
        bench.patch(&path, &admin, json!({})).await,
        bench.get(&format!("{path}/call-forward"), &admin).await,
        bench.delete(&path, &admin).await,
    ] {
        assert_eq!(answer.error(), (404, "not_found".into()));
    }
    create(&bench, &admin, new("2001")).await;
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let (bench, admin) = bench().await;
    let path = path(&create(&bench, &admin, new("2001")).await);
    let nothing = bench.post(LIST, &admin, json!({})).await;
    assert_eq!(nothing.fields(), ["extension", "name", "password"]);
    for number in ["1", "0123", "12345678901", "20a1", "+123"] {
        let answer = bench.post(LIST, &admin, new(number)).await;
        assert_eq!(
            (answer.error().0, answer.fields()),
            (422, vec!["extension".to_owned()]),
            "{number}"
        );
    }
    let texts: serde_json::Map<String, Value> = (0..51).map(|key| (key.to_string(), json!("x"))).collect();
    let cases = [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(101) }), "name"),
        (json!({ "name": "Zoe\r\nPark" }), "name"),
        (json!({ "password": "1234567" }), "password"),
        (json!({ "password": "x".repeat(129) }), "password"),
        (json!({ "password": 12_345_678 }), "password"),
        (json!({ "email": "zoe" }), "email"),
        (json!({ "email": "zoe @acme.test" }), "email"),
        (json!({ "email": format!("{}@acme.test", "x".repeat(255)) }), "email"),
        (json!({ "crmUserId": "" }), "crmUserId"),
        (json!({ "crmUserId": "x".repeat(256) }), "crmUserId"),
        (json!({ "crmMetadata": [] }), "crmMetadata"),
        (json!({ "crmMetadata": texts }), "crmMetadata"),
        (json!({ "crmMetadata": { "team": 1 } }), "crmMetadata.team"),
        (json!({ "registered": true }), "registered"),
    ];
    for (change, field) in cases {
        let mut body = new("2002");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        for answer in [
            bench.post(LIST, &admin, body).await,
            bench.patch(&path, &admin, change.clone()).await,
        ] {
            assert_eq!(answer.error(), (422, "validation_failed".into()), "{change}");
            assert_eq!(answer.fields(), [field], "{change}");
            assert!(!String::from_utf8_lossy(&answer.body).contains("12345678"));
        }
    }
    // A number is for good.
    assert_eq!(
        bench
            .patch(&path, &admin, json!({ "extension": "2002" }))
            .await
            .fields(),
        ["extension"]
    );
}

#[tokio::test]
async fn numbers_and_crm_users_are_one_extensions_in_a_tenant() {
    let (bench, admin) = bench().await;
    let mut body = new("2001");
    body["crmUserId"] = json!("crm-1001");
    for (answer, field) in [
        (bench.post(LIST, &admin, new("1001")).await, "extension"),
        // The echo's.
        (bench.post(LIST, &admin, new("9196")).await, "extension"),
        (bench.post(LIST, &admin, body).await, "crmUserId"),
    ] {
        assert_eq!(answer.error(), (409, "conflict".into()));
        assert_eq!(answer.fields(), [field]);
    }
    // What was refused left nothing behind.
    let path = path(&create(&bench, &admin, new("2001")).await);
    for (change, mapped) in [
        (
            bench.patch(&path, &admin, json!({ "crmUserId": "crm-1001" })).await,
            false,
        ),
        (
            bench
                .put(
                    &format!("{path}/crm-mapping"),
                    &admin,
                    json!({ "crmUserId": "crm-1001" }),
                )
                .await,
            false,
        ),
        (
            bench
                .put(
                    &format!("{path}/crm-mapping"),
                    &admin,
                    json!({ "crmUserId": "crm-2001" }),
                )
                .await,
            true,
        ),
    ] {
        if mapped {
            assert_eq!(change.json()["extension"]["crmUserId"], "crm-2001");
        } else {
            assert_eq!(
                (change.error(), change.fields()),
                ((409, "conflict".into()), vec!["crmUserId".into()])
            );
        }
    }
}

#[tokio::test]
async fn a_crm_mapping_changes_what_it_names() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let path = format!("{}/crm-mapping", seeded(&bench, &user, "1002").await);
    let mapped = bench.put(&path, &admin, json!({ "crmUserId": "sf-7" })).await.json();
    assert_eq!(mapped["extension"]["crmMetadata"], json!({ "team": "sales" }));
    let emptied = bench.put(&path, &admin, json!({ "crmMetadata": null })).await.json();
    assert_eq!(
        (
            &emptied["extension"]["crmUserId"],
            emptied["extension"].get("crmMetadata")
        ),
        (&json!("sf-7"), None)
    );
    let found = bench.get(&format!("{LIST}/by-crm-user/sf-7"), &user).await;
    assert_eq!(found.json(), emptied);
    assert_eq!(
        bench.get(&format!("{LIST}/by-crm-user/crm-1002"), &user).await.error(),
        (404, "not_found".into())
    );
    assert_eq!(
        bench.put(&path, &admin, json!({ "crmUserId": "" })).await.fields(),
        ["crmUserId"]
    );
    assert_eq!(
        bench.put(&path, &user, json!({})).await.error(),
        (403, "forbidden".into())
    );
}

#[tokio::test]
async fn users_see_the_directory_and_other_tenants_see_none_of_it() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let path = seeded(&bench, &user, "1002").await;
    let forbidden = (403, "forbidden".to_owned());
    assert_eq!(bench.post(LIST, &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.patch(&path, &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.delete(&path, &user).await.error(), forbidden);
    let (foreign, forward) = (bench.admin_token("globex").await, format!("{path}/call-forward"));
    for answer in [
        bench.get(&path, &foreign).await,
        bench.patch(&path, &foreign, json!({})).await,
        bench.delete(&path, &foreign).await,
        bench.get(&forward, &foreign).await,
        bench.put(&forward, &foreign, json!({ "enabled": false })).await,
        bench.put(&format!("{path}/crm-mapping"), &foreign, json!({})).await,
    ] {
        assert_eq!(answer.error(), (404, "not_found".into()));
    }
    let own = bench
        .get(&format!("{LIST}/by-crm-user/crm-1002"), &foreign)
        .await
        .json();
    assert_ne!(format!("{LIST}/{}", own["extension"]["id"].as_str().unwrap()), path);
    assert_eq!(bench.get(&path, &admin).await.status, 200);
}

#[tokio::test]
async fn calls_are_forwarded_by_the_own_user_and_by_administrators() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let path = format!("{}/call-forward", seeded(&bench, &user, "1001").await);
    let other = format!("{}/call-forward", seeded(&bench, &user, "1002").await);
    let never = json!({ "callForward": { "enabled": false, "type": "always" } });
    assert_eq!(bench.get(&path, &user).await.json(), never);
    let busy = json!({ "enabled": true, "number": "+15555550123", "type": "busy" });
    let set = bench.put(&path, &user, busy.clone()).await;
    assert_eq!(set.json(), json!({ "callForward": busy }));
    assert_eq!(bench.get(&path, &admin).await.json(), json!({ "callForward": busy }));
    let store = &bench.server.app.store;
    assert_eq!(json!(store.call_forward_of("acme", "1001").unwrap()), busy);
    assert_eq!(store.call_forward_of("globex", "1001").unwrap(), None);
    assert_eq!(
        bench.put(&path, &admin, json!({ "enabled": false })).await.json(),
        never
    );

    for answer in [bench.get(&other, &user).await, bench.put(&other, &user, busy).await] {
        assert_eq!(answer.error(), (403, "forbidden".into()));
    }
    for (body, field) in [
        (json!({}), "enabled"),
        (json!({ "enabled": true }), "number"),
        (json!({ "enabled": true, "number": "1001" }), "number"),
        (json!({ "enabled": true, "number": "home" }), "number"),
        (json!({ "enabled": true, "number": "" }), "number"),
        (json!({ "enabled": true, "number": "1".repeat(33) }), "number"),
        (json!({ "enabled": true, "number": "1002", "type": "noAnswer" }), "type"),
        (json!({ "enabled": true, "number": "1002", "until": 1 }), "until"),
    ] {
        let answer = bench.put(&path, &user, body.clone()).await;
        assert_eq!(
            (answer.error().0, answer.fields()),
            (422, vec![field.to_owned()]),
            "{body}"
        );
    }
    assert_eq!(bench.get(&path, &user).await.json(), never);
}

#[tokio::test]
async fn pages_show_every_extension_once_by_number_while_others_come_and_go() {
    let (bench, admin) = bench().await;
    create(&bench, &admin, new("20")).await;
    create(&bench, &admin, new("300")).await;
    let gone = seeded(&bench, &admin, "1001").await;
    let numbers = bench
        .pages((LIST, "extensions", "extension"), &admin, 3, async |page| {
            if page == 0 {
                assert_eq!(bench.delete(&gone, &admin).await.status, 200);
                create(&bench, &admin, new("10")).await;
            }
        })
        .await;
    let expected = [
        "20", "300", "1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008", "1009", "1010",
    ];
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn a_create_that_is_repeated_with_its_key_creates_once() {
    let (bench, admin) = bench().await;
    let first = bench.post_once(LIST, &admin, "k", new("2001")).await;
    let again = bench.post_once(LIST, &admin, "k", new("2001")).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.json(), again.json());
    let mut other = new("2001");
    other["password"] = json!("another password");
    let other = bench.post_once(LIST, &admin, "k", other).await;
    assert_eq!(other.error(), (422, "idempotency_key_reused".into()));
}
