use serde_json::{Value, json};

use crate::bench::Bench;

fn trunk(name: &str) -> Value {
    json!({ "name": name, "gateway": "sip.example.com:5061", "authType": "credentials", "username": "acme",
        "password": "northwind" })
}

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    // What was seeded.
    for trunk in bench.get("/api/trunks", &admin).await.json()["trunks"]
        .as_array()
        .unwrap()
    {
        let path = format!("/api/trunks/{}", trunk["id"].as_str().unwrap());
        assert_eq!(bench.delete(&path, &admin).await.status, 200);
    }
    (bench, admin)
}

/// The path of a trunk that was just created.
async fn create(bench: &Bench, admin: &str, body: Value) -> String {
    let answer = bench.post("/api/trunks", admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    format!("/api/trunks/{}", answer.json()["trunk"]["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_trunk_is_created_read_changed_and_deleted_and_its_password_never_comes_back() {
    let (bench, admin) = bench().await;
    let answer = bench.post("/api/trunks", &admin, trunk("Main")).await;
    let created = answer.json();
    let (id, at) = (&created["trunk"]["id"], &created["trunk"]["createdAt"]);
    assert_eq!(
        created,
        json!({ "trunk": { "id": id, "name": "Main", "provider": "custom", "gateway": "sip.example.com:5061",
            "authType": "credentials", "username": "acme", "hasPassword": true, "transport": "udp", "priority": 10,
            "maxChannels": 10, "enabled": true, "createdAt": at, "updatedAt": created["trunk"]["updatedAt"] } })
    );
    let path = format!("/api/trunks/{}", id.as_str().unwrap());
    assert_eq!(bench.get(&path, &admin).await.json(), created);
    let list = bench.get("/api/trunks", &admin).await;
    assert_eq!(list.json(), json!({ "trunks": [created["trunk"]], "total": 1 }));
    for answer in [answer, list, bench.get(&path, &admin).await] {
        assert!(!String::from_utf8_lossy(&answer.body).contains("northwind"));
    }

    let body = json!({ "name": "Spare", "provider": "twilio", "transport": "tls", "priority": 1000, "maxChannels": 1,
        "enabled": false });
    let changed = bench.patch(&path, &admin, body).await.json();
    assert_eq!(
        changed,
        json!({ "trunk": { "id": id, "name": "Spare", "provider": "twilio", "gateway": "sip.example.com:5061",
            "authType": "credentials", "username": "acme", "hasPassword": true, "transport": "tls", "priority": 1000,
            "maxChannels": 1, "enabled": false, "createdAt": at, "updatedAt": changed["trunk"]["updatedAt"] } })
    );
    assert_eq!(bench.delete(&path, &admin).await.json(), json!({ "success": true }));
    for answer in [bench.get(&path, &admin).await, bench.delete(&path, &admin).await] {
        assert_eq!(answer.error(), (404, "not_found".into()));
    }
}

#[tokio::test]
async fn null_empties_absence_keeps_and_credentials_stay_whole() {
    let (bench, admin) = bench().await;
    let path = create(&bench, &admin, trunk("Main")).await;
    let unchanged = bench.patch(&path, &admin, json!({})).await.json();
    assert_eq!(
        (&unchanged["trunk"]["username"], &unchanged["trunk"]["hasPassword"]),
        (&json!("acme"), &json!(true))
    );
    for (body, field) in [
        (json!({ "username": null }), "username"),
        (json!({ "password": null }), "password"),
    ] {
        let refused = bench.patch(&path, &admin, body).await;
        assert_eq!(refused.error(), (422, "validation_failed".into()));
        assert_eq!(
            refused.wrong(),
            json!({ field: "is required when authType is credentials" })
        );
    }
    let by_address = json!({ "authType": "ip", "username": null, "password": null });
    let changed = bench.patch(&path, &admin, by_address).await.json();
    assert_eq!(
        (changed["trunk"].get("username"), &changed["trunk"]["hasPassword"]),
        (None, &json!(false))
    );
    let back = bench.patch(&path, &admin, json!({ "authType": "credentials" })).await;
    assert_eq!(back.fields(), ["password", "username"]);
    assert_eq!(bench.get(&path, &admin).await.json(), changed);
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let (bench, admin) = bench().await;
    let path = create(&bench, &admin, trunk("Main")).await;
    let nothing = bench.post("/api/trunks", &admin, json!({})).await;
    assert_eq!(nothing.error(), (422, "validation_failed".into()));
    assert_eq!(nothing.fields(), ["authType", "gateway", "name"]);
    let long = "x".repeat(129);
    let cases = [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(101) }), "name"),
        (json!({ "name": "two\nlines" }), "name"),
        (json!({ "name": 1 }), "name"),
        (json!({ "provider": "" }), "provider"),
        (json!({ "provider": "x".repeat(65) }), "provider"),
        (json!({ "gateway": "sip:example.com" }), "gateway"),
        (json!({ "gateway": "example.com:70000" }), "gateway"),
        (json!({ "gateway": "x".repeat(256) }), "gateway"),
        (json!({ "authType": "certificate" }), "authType"),
        (json!({ "username": "" }), "username"),
        (json!({ "username": long }), "username"),
        (json!({ "password": "" }), "password"),
        (json!({ "password": long }), "password"),
        (json!({ "transport": "UDP" }), "transport"),
        (json!({ "priority": 0 }), "priority"),
        (json!({ "priority": 1001 }), "priority"),
        (json!({ "priority": "1" }), "priority"),
        (json!({ "maxChannels": 0 }), "maxChannels"),
        (json!({ "maxChannels": 10_001 }), "maxChannels"),
        (json!({ "maxChannels": 1.5 }), "maxChannels"),
        (json!({ "maxChannels": -1 }), "maxChannels"),
        (json!({ "enabled": "yes" }), "enabled"),
        (json!({ "id": "x" }), "id"),
    ];
    for (change, field) in cases {
        let mut body = trunk("Other");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        for answer in [
            bench.post("/api/trunks", &admin, body).await,
            bench.patch(&path, &admin, change.clone()).await,
        ] {
            assert_eq!(answer.error(), (422, "validation_failed".into()), "{change}");
            assert_eq!(answer.fields(), [field], "{change}");
        }
    }
    for query in ["limit=0", "limit=1001", "limit=x", "limit=1&limit=1"] {
        let answer = bench.get(&format!("/api/trunks?{query}"), &admin).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fields()),
            (422, vec!["limit".to_owned()]),
            "{query}"
        );
    }
    // Good JSON of this list's name, but no key of it.
    for cursor in ["x", "WyJ0cnVua3MiLFtdXQ", "WyJzY2hlZHVsZXMiLFsiYSJdXQ"] {
        let answer = bench.get(&format!("/api/trunks?cursor={cursor}"), &admin).await;
        assert_eq!(
            (answer.status.as_u16(), answer.fields()),
            (422, vec!["cursor".to_owned()]),
            "{cursor}"
        );
    }
}

#[tokio::test]
async fn a_name_is_one_trunks_in_a_tenant_and_free_in_another() {
    let (bench, admin) = bench().await;
    create(&bench, &admin, trunk("Main")).await;
    let other = create(&bench, &admin, trunk("Other")).await;
    for answer in [
        bench.post("/api/trunks", &admin, trunk("Main")).await,
        bench.patch(&other, &admin, json!({ "name": "Main" })).await,
    ] {
        assert_eq!(answer.error(), (409, "conflict".into()));
        assert_eq!(answer.wrong(), json!({ "name": "another one has it already" }));
    }
    assert_eq!(
        bench.patch(&other, &admin, json!({ "name": "Other" })).await.status,
        200
    );
    create(&bench, &bench.admin_token("globex").await, trunk("Main")).await;
}

#[tokio::test]
async fn administrators_alone_see_trunks_and_only_their_own_tenants() {
    let (bench, admin) = bench().await;
    let path = create(&bench, &admin, trunk("Main")).await;
    let user = bench.token("acme", "1001").await;
    let foreign = bench.admin_token("globex").await;
    for (verb, path, body) in [
        ("GET", "/api/trunks", None),
        ("POST", "/api/trunks", Some(json!({}))),
        ("GET", path.as_str(), None),
        ("PATCH", path.as_str(), Some(json!({}))),
        ("DELETE", path.as_str(), None),
    ] {
        let answer = bench.ask(verb, path, &user, body.clone()).await;
        assert_eq!(answer.error(), (403, "forbidden".into()), "{verb}");
        assert_eq!(bench.ask(verb, path, "", body.clone()).await.status, 401, "{verb}");
        if path != "/api/trunks" {
            assert_eq!(
                bench.ask(verb, path, &foreign, body).await.error(),
                (404, "not_found".into()),
                "{verb}"
            );
        }
    }
    assert_eq!(bench.get(&path, &admin).await.status, 200);
}

#[tokio::test]
async fn pages_show_every_trunk_once_by_priority_while_others_come_and_go() {
    let (bench, admin) = bench().await;
    for number in 0..7 {
        let mut body = trunk(&format!("t{number}"));
        body["priority"] = json!(number / 2 + 5);
        create(&bench, &admin, body).await;
    }
    let first = bench.get("/api/trunks?limit=1", &admin).await.json();
    assert_eq!(first["total"], 7);
    let gone = format!("/api/trunks/{}", first["trunks"][0]["id"].as_str().unwrap());
    let names = bench
        .pages(("/api/trunks", "trunks", "name"), &admin, 2, async |page| {
            if page == 0 {
                assert_eq!(bench.delete(&gone, &admin).await.status, 200);
                let mut early = trunk("early");
                early["priority"] = json!(1);
                create(&bench, &admin, early).await;
            }
        })
        .await;
    assert_eq!(names, ["t0", "t1", "t2", "t3", "t4", "t5", "t6"]);
}

#[tokio::test]
async fn a_create_that_is_repeated_with_its_key_creates_once() {
    let (bench, admin) = bench().await;
    let first = bench.post_once("/api/trunks", &admin, "k", trunk("Main")).await;
    let again = bench.post_once("/api/trunks", &admin, "k", trunk("Main")).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.json(), again.json());
    assert_eq!(bench.get("/api/trunks", &admin).await.json()["total"], 1);
    let other = bench.post_once("/api/trunks", &admin, "k", trunk("Other")).await;
    assert_eq!(other.error(), (422, "idempotency_key_reused".into()));
}
