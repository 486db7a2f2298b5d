use serde_json::{Value, json};

use crate::bench::Bench;

const PATH: &str = "/api/ivr";

fn menu(name: &str) -> Value {
    json!({ "name": name, "options": [{ "digit": "0", "action": "transfer", "target": "1001" }] })
}

fn with_options(options: Value) -> Value {
    json!({ "name": "N", "options": options })
}

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    (bench, admin)
}

/// A menu that was just created.
async fn create(bench: &Bench, admin: &str, body: Value) -> Value {
    let answer = bench.post(PATH, admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["ivrMenu"].clone()
}

fn path(menu: &Value) -> String {
    format!("{PATH}/{}", menu["id"].as_str().unwrap())
}

/// The id of the first entry of another list.
async fn first_id(bench: &Bench, admin: &str, path: &str, list: &str) -> Value {
    bench.get(path, admin).await.json()[list][0]["id"].clone()
}

#[tokio::test]
async fn a_menu_is_created_read_changed_and_deleted() {
    let (bench, admin) = bench().await;
    let group = first_id(&bench, &admin, "/api/ring-groups", "ringGroups").await;
    let queue = first_id(&bench, &admin, "/api/queues", "queues").await;
    let next = first_id(&bench, &admin, PATH, "ivrMenus").await;
    let options = json!([
        { "digit": "5", "action": "queue", "target": queue, "label": "Support" },
        { "digit": "1", "action": "ringgroup", "target": group },
        { "digit": "2", "action": "ivr", "target": next },
        { "digit": "3", "action": "voicemail", "target": "1002" },
        { "digit": "4", "action": "external", "target": "+12125550190" },
        { "digit": "*", "action": "transfer", "target": "1001" },
        { "digit": "#", "action": "hangup" },
    ]);
    let body = json!({ "name": "Front", "extension": "4002", "greeting": "Good\nday", "options": options, "timeoutSec": 60,
        "maxRetries": 0 });
    let created = create(&bench, &admin, body).await;
    assert_eq!(
        created,
        json!({ "id": created["id"], "name": "Front", "extension": "4002", "greeting": "Good\nday", "options": options,
            "timeoutSec": 60, "maxRetries": 0, "createdAt": created["createdAt"], "updatedAt": created["createdAt"] })
    );
    assert_eq!(bench.get(&path(&created), &admin).await.json()["ivrMenu"], created);
    assert_eq!(bench.get(PATH, &admin).await.json()["total"], 3);
    let found = bench.server.app.store.ivr_menu_of("acme", "4002").unwrap().unwrap();
    assert_eq!(json!(found), created);

    // Null empties the number, which is free then; what is absent stays.
    let changed = bench
        .patch(&path(&created), &admin, json!({ "extension": null }))
        .await
        .json()["ivrMenu"]
        .clone();
    assert_eq!(changed.get("extension"), None);
    assert_eq!(
        (&changed["options"], &changed["greeting"]),
        (&options, &json!("Good\nday"))
    );
    let body = json!({ "name": "Back", "extension": "4002", "greeting": "", "options": [], "timeoutSec": 1 });
    let changed = bench.patch(&path(&created), &admin, body).await.json();
    assert_eq!(
        changed["ivrMenu"],
        json!({ "id": created["id"], "name": "Back", "extension": "4002", "greeting": "", "options": [], "timeoutSec": 1,
            "maxRetries": 0, "createdAt": created["createdAt"], "updatedAt": changed["ivrMenu"]["updatedAt"] })
    );
    assert_eq!(
        bench.delete(&path(&created), &admin).await.json(),
        json!({ "success": true })
    );
    assert_eq!(
        bench.get(&path(&created), &admin).await.error(),
        (404, "not_found".into())
    );

    let bare = create(&bench, &admin, json!({ "name": "Bare", "options": [] })).await;
    assert_eq!(
        bare,
        json!({ "id": bare["id"], "name": "Bare", "greeting": "", "options": [], "timeoutSec": 5, "maxRetries": 3,
            "createdAt": bare["createdAt"], "updatedAt": bare["createdAt"] })
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let (bench, admin) = bench().await;
    let body = json!({ "name": "", "extension": "+1", "greeting": "x".repeat(2001), "timeoutSec": 0, "maxRetries": 11,
        "options": [{ "digit": "10", "action": "sing" }, { "digit": "1", "action": "queue", "target": "", "key": 1 }] });
    let answer = bench.post(PATH, &admin, body).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(
        answer.fields(),
        [
            "extension",
            "greeting",
            "maxRetries",
            "name",
            "options[0].action",
            "options[0].digit",
            "options[1].key",
            "options[1].target",
            "timeoutSec"
        ]
    );
    let body = json!({ "name": "a\tb", "options": [{ "digit": "1", "action": "hangup", "label": "a\nb" }] });
    assert_eq!(
        bench.post(PATH, &admin, body).await.fields(),
        ["name", "options[0].label"]
    );
    assert_eq!(
        bench.post(PATH, &admin, json!({ "name": "N" })).await.fields(),
        ["options"]
    );
    let created = create(&bench, &admin, menu("N")).await;
    let wrong = bench
        .patch(&path(&created), &admin, json!({ "extension": "0", "name": "" }))
        .await;
    assert_eq!(wrong.fields(), ["extension", "name"]);
}

#[tokio::test]
async fn keys_are_there_once_and_lead_somewhere() {
    let (bench, admin) = bench().await;
    let foreign = bench.admin_token("globex").await;
    let foreign_queue = first_id(&bench, &foreign, "/api/queues", "queues").await;
    let queue = first_id(&bench, &admin, "/api/queues", "queues").await;
    let options = json!([
        { "digit": "1", "action": "transfer", "target": "1001" },
        { "digit": "1", "action": "transfer", "target": "4711" },
        { "digit": "2", "action": "ivr", "target": "none" },
        { "digit": "3", "action": "ringgroup", "target": queue },
        { "digit": "4", "action": "queue", "target": foreign_queue },
        { "digit": "5", "action": "voicemail" },
        { "digit": "6", "action": "hangup", "target": "1001" },
        { "digit": "7", "action": "external", "target": "alice" },
        { "digit": "8", "action": "queue", "target": "8802" },
        { "digit": "9", "action": "voicemail", "target": "4711" },
    ]);
    let answer = bench.post(PATH, &admin, with_options(options.clone())).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(
        answer.json()["error"]["details"]["fields"],
        json!({
            "options[1].digit": "has a meaning already",
            "options[1].target": "there is no such extension",
            "options[2].target": "there is no voice menu with this id",
            "options[3].target": "there is no ring group with this id",
            "options[4].target": "there is no queue with this id",
            "options[5].target": "is required for this action",
            "options[6].target": "must not be given for hangup",
            "options[7].target": "must be a telephone number: 3 to 15 digits, with or without a plus",
            "options[8].target": "there is no queue with this id",
            "options[9].target": "there is no such extension",
        })
    );
    let created = create(&bench, &admin, menu("N")).await;
    let answer = bench
        .patch(&path(&created), &admin, json!({ "options": options }))
        .await;
    assert_eq!(answer.fields().len(), 10);
    assert_eq!(bench.get(&path(&created), &admin).await.json()["ivrMenu"], created);
}

#[tokio::test]
async fn names_and_numbers_are_there_once_in_a_tenant() {
    let (bench, admin) = bench().await;
    let created = create(&bench, &admin, menu("Front")).await;
    let conflict = (409, "conflict".to_owned());
    for answer in [
        bench.post(PATH, &admin, menu("Front")).await,
        bench
            .patch(&path(&created), &admin, json!({ "name": "Main menu" }))
            .await,
    ] {
        assert_eq!(
            (answer.error(), answer.fields()),
            (conflict.clone(), vec!["name".into()])
        );
    }
    for number in ["1001", "8801", "8802", "8803", "9197"] {
        let mut body = menu("Other");
        body["extension"] = json!(number);
        for answer in [
            bench.post(PATH, &admin, body).await,
            bench
                .patch(&path(&created), &admin, json!({ "extension": number }))
                .await,
        ] {
            assert_eq!(
                (answer.error(), answer.fields()),
                (conflict.clone(), vec!["extension".into()])
            );
        }
    }
    assert_eq!(
        bench
            .patch(&path(&created), &admin, json!({ "name": "Front" }))
            .await
            .status,
        200
    );
    let other = bench.admin_token("globex").await;
    assert_eq!(bench.post(PATH, &other, menu("Front")).await.status, 201);
}

#[tokio::test]
async fn a_menu_that_another_leads_to_stays_and_one_that_leads_to_itself_goes() {
    let (bench, admin) = bench().await;
    let inner = create(&bench, &admin, menu("Inner")).await;
    let again = json!([{ "digit": "*", "action": "ivr", "target": inner["id"] }]);
    assert_eq!(
        bench
            .patch(&path(&inner), &admin, json!({ "options": again }))
            .await
            .status,
        200
    );
    let outer = create(
        &bench,
        &admin,
        with_options(json!([{ "digit": "1", "action": "ivr", "target": inner["id"] }])),
    )
    .await;

    assert_eq!(
        bench.delete(&path(&inner), &admin).await.error(),
        (409, "conflict".into())
    );
    assert_eq!(bench.get(&path(&inner), &admin).await.status, 200);
    assert_eq!(bench.delete(&path(&outer), &admin).await.status, 200);
    assert_eq!(bench.delete(&path(&inner), &admin).await.status, 200);
}

#[tokio::test]
async fn an_extensions_user_reads_and_changes_nothing_and_another_tenant_sees_nothing() {
    let (bench, admin) = bench().await;
    let created = create(&bench, &admin, menu("Front")).await;
    let user = bench.token("acme", "1001").await;
    assert_eq!(bench.get(&path(&created), &user).await.json()["ivrMenu"], created);
    assert_eq!(
        bench.get(PATH, &user).await.json(),
        bench.get(PATH, &admin).await.json()
    );
    let forbidden = (403, "forbidden".to_owned());
    assert_eq!(bench.post(PATH, &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.patch(&path(&created), &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.delete(&path(&created), &user).await.error(), forbidden);

    let other = bench.admin_token("globex").await;
    let missing = (404, "not_found".to_owned());
    assert_eq!(bench.get(&path(&created), &other).await.error(), missing);
    assert_eq!(bench.patch(&path(&created), &other, json!({})).await.error(), missing);
    assert_eq!(bench.delete(&path(&created), &other).await.error(), missing);
}

#[tokio::test]
async fn pages_are_in_the_order_of_the_names_and_a_repeated_create_makes_one_menu() {
    let (bench, admin) = bench().await;
    for name in ["Zebra", "Beta", "Gamma"] {
        create(&bench, &admin, menu(name)).await;
    }
    let first = bench.post_once(PATH, &admin, "k", menu("Once")).await.json();
    assert_eq!(bench.post_once(PATH, &admin, "k", menu("Once")).await.json(), first);
    let names = bench.pages((PATH, "ivrMenus", "name"), &admin, 2, async |_| ()).await;
    assert_eq!(names, ["After hours", "Beta", "Gamma", "Main menu", "Once", "Zebra"]);
}

#[tokio::test]
async fn a_key_to_an_extension_goes_with_it() {
    let (bench, admin) = bench().await;
    let options = json!([
        { "digit": "1", "action": "transfer", "target": "1008" },
        { "digit": "2", "action": "voicemail", "target": "1008" },
        { "digit": "3", "action": "transfer", "target": "1009" },
    ]);
    let created = create(&bench, &admin, with_options(options.clone())).await;
    bench.delete_extension(&admin, "1008").await;
    let left = bench.get(&path(&created), &admin).await.json()["ivrMenu"]["options"].clone();
    assert_eq!(left, json!([options[2]]));
}
