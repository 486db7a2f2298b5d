use serde_json::{Value, json};

use crate::bench::Bench;

const LIST: &str = "/api/schedules";

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    // What was seeded.
    for schedule in bench.get(LIST, &admin).await.json()["schedules"].as_array().unwrap() {
        assert_eq!(bench.delete(&path(schedule), &admin).await.status, 200);
    }
    (bench, admin)
}

fn path(schedule: &Value) -> String {
    format!("{LIST}/{}", schedule["id"].as_str().unwrap())
}

fn day(day: &str, start: &str, end: &str) -> Value {
    json!({ "day": day, "enabled": true, "startTime": start, "endTime": end })
}

fn office(name: &str) -> Value {
    json!({ "name": name, "timezone": "America/New_York", "schedules": [day("monday", "09:00", "17:00")] })
}

async fn create(bench: &Bench, admin: &str, body: Value) -> Value {
    let answer = bench.post(LIST, admin, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["schedule"].clone()
}

#[tokio::test]
async fn a_schedule_is_created_read_changed_and_deleted() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let created = create(&bench, &admin, office("Office")).await;
    let (id, at) = (&created["id"], &created["createdAt"]);
    assert_eq!(
        created,
        json!({ "id": id, "name": "Office", "timezone": "America/New_York",
            "schedules": [day("monday", "09:00", "17:00")], "holidays": [], "afterHoursAction": "voicemail",
            "createdAt": at, "updatedAt": at })
    );
    let path = path(&created);
    assert_eq!(bench.get(&path, &user).await.json(), json!({ "schedule": created }));
    assert_eq!(
        bench.get(LIST, &user).await.json(),
        json!({ "schedules": [created], "total": 1 })
    );

    let night = json!({ "name": "Night", "timezone": "europe/berlin", "schedules": [day("friday", "22:00", "06:00")],
        "holidays": [{ "date": "2026-12-25", "name": "Christmas" }], "afterHoursAction": "transfer",
        "afterHoursTarget": "1002" });
    let changed = bench.patch(&path, &admin, night).await.json();
    let updated = &changed["schedule"]["updatedAt"];
    assert_eq!(
        changed,
        json!({ "schedule": { "id": id, "name": "Night", "timezone": "Europe/Berlin",
            "schedules": [day("friday", "22:00", "06:00")],
            "holidays": [{ "date": "2026-12-25", "name": "Christmas" }], "afterHoursAction": "transfer",
            "afterHoursTarget": "1002", "createdAt": at, "updatedAt": updated } })
    );
    assert!(updated.as_str() >= at.as_str());
    assert_eq!(bench.get(&path, &user).await.json(), changed);

    let kept = bench.patch(&path, &admin, json!({ "name": "Late" })).await.json();
    assert_eq!(kept["schedule"]["afterHoursTarget"], "1002");
    let refused = bench.patch(&path, &admin, json!({ "afterHoursTarget": null })).await;
    assert_eq!(
        refused.wrong(),
        json!({ "afterHoursTarget": "is required for this afterHoursAction" })
    );
    let emptied = json!({ "afterHoursAction": "hangup", "afterHoursTarget": null, "holidays": [] });
    let emptied = bench.patch(&path, &admin, emptied).await.json();
    assert_eq!(emptied["schedule"].get("afterHoursTarget"), None);
    assert_eq!(emptied["schedule"]["holidays"], json!([]));

    assert_eq!(bench.delete(&path, &admin).await.json(), json!({ "success": true }));
    for answer in [
        bench.get(&path, &admin).await,
        bench.get(&format!("{path}/status"), &admin).await,
        bench.patch(&path, &admin, json!({})).await,
        bench.delete(&path, &admin).await,
    ] {
        assert_eq!(answer.error(), (404, "not_found".into()));
    }
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let (bench, admin) = bench().await;
    let path = path(&create(&bench, &admin, office("Office")).await);
    let nothing = bench.post(LIST, &admin, json!({})).await;
    assert_eq!(nothing.fields(), ["name", "schedules", "timezone"]);
    let holiday = |date: &str, name: &str| json!({ "date": date, "name": name });
    let days = |value: Value| json!({ "schedules": [day("monday", "09:00", "17:00"), value] });
    let cases = [
        (json!({ "name": "" }), "name"),
        (json!({ "name": "x".repeat(101) }), "name"),
        (json!({ "name": "a\u{7}" }), "name"),
        (json!({ "timezone": "Mars/Olympus" }), "timezone"),
        (json!({ "timezone": "x".repeat(65) }), "timezone"),
        (json!({ "schedules": {} }), "schedules"),
        (
            json!({ "schedules": vec![day("monday", "09:00", "17:00"); 51] }),
            "schedules",
        ),
        (days(day("mon", "09:00", "17:00")), "schedules[1].day"),
        (days(day("monday", "24:00", "17:00")), "schedules[1].startTime"),
        (days(day("monday", "09:00", "24:01")), "schedules[1].endTime"),
        (days(day("monday", "09:00", "09:00")), "schedules[1].endTime"),
        (
            days(json!({ "day": "monday", "startTime": "09:00", "endTime": "17:00" })),
            "schedules[1].enabled",
        ),
        (json!({ "holidays": [holiday("2026-02-29", "a")] }), "holidays[0].date"),
        (json!({ "holidays": [holiday("25.12.2026", "a")] }), "holidays[0].date"),
        (
            json!({ "holidays": [holiday("2026-12-25", "a"), holiday("2026-12-25", "b")] }),
            "holidays[1].date",
        ),
        (json!({ "holidays": [holiday("2026-12-25", "")] }), "holidays[0].name"),
        (
            json!({ "holidays": [{ "date": "2026-12-25", "name": "a", "open": true }] }),
            "holidays[0].open",
        ),
        (json!({ "afterHoursAction": "sleep" }), "afterHoursAction"),
        (json!({ "afterHoursAction": "transfer" }), "afterHoursTarget"),
        (
            json!({ "afterHoursAction": "transfer", "afterHoursTarget": "1999" }),
            "afterHoursTarget",
        ),
        (
            json!({ "afterHoursAction": "voicemail", "afterHoursTarget": "1999" }),
            "afterHoursTarget",
        ),
        (json!({ "afterHoursAction": "queue" }), "afterHoursTarget"),
        (
            json!({ "afterHoursAction": "external", "afterHoursTarget": "home" }),
            "afterHoursTarget",
        ),
        (
            json!({ "afterHoursAction": "queue", "afterHoursTarget": "8802" }),
            "afterHoursTarget",
        ),
        (
            json!({ "afterHoursAction": "ringgroup", "afterHoursTarget": "none" }),
            "afterHoursTarget",
        ),
        (
            json!({ "afterHoursAction": "ivr", "afterHoursTarget": "none" }),
            "afterHoursTarget",
        ),
        (json!({ "afterHoursTarget": "x".repeat(65) }), "afterHoursTarget"),
        (json!({ "colour": "red" }), "colour"),
    ];
    for (change, field) in cases {
        let mut body = office("Other");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        for answer in [
            bench.post(LIST, &admin, body).await,
            bench.patch(&path, &admin, change.clone()).await,
        ] {
            assert_eq!(answer.error(), (422, "validation_failed".into()), "{change}");
            assert_eq!(answer.fields(), [field], "{change}");
        }
    }
}

#[tokio::test]
async fn the_status_says_whether_it_is_open_why_and_until_when() {
    let (bench, admin) = bench().await;
    let user = bench.token("acme", "1001").await;
    let status = async |body: Value| {
        let schedule = create(&bench, &admin, body).await;
        let mut status = bench.get(&format!("{}/status", path(&schedule)), &user).await.json();
        let local = status["localTime"].take();
        let local: jiff::Timestamp = local.as_str().unwrap().parse().unwrap();
        assert!(jiff::Timestamp::now().as_second() - local.as_second() < 60);
        status.as_object_mut().unwrap().remove("localTime");
        status
    };
    let week = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let all: Vec<Value> = week.iter().map(|name| day(name, "00:00", "24:00")).collect();
    let mut always = office("Always");
    always["schedules"] = json!(all);
    assert_eq!(
        status(always.clone()).await,
        json!({ "isOpen": true, "state": "open", "timezone": "America/New_York" })
    );
    let mut never = office("Never");
    never["schedules"] = json!([]);
    assert_eq!(
        status(never).await,
        json!({ "isOpen": false, "state": "closed", "timezone": "America/New_York" })
    );

    // Around today, so that a midnight during the test changes nothing.
    let today = jiff::Timestamp::now().in_tz("America/New_York").unwrap().date();
    let days = [today.yesterday(), Ok(today), today.tomorrow()].map(|day| day.unwrap().to_string());
    always["name"] = json!("Holiday");
    always["holidays"] = json!(days.map(|day| json!({ "date": day, "name": "Inventory" })));
    let mut closed = status(always).await;
    let opens = closed["nextChangeAt"].take();
    assert!(opens.as_str().unwrap().ends_with(":00:00.000Z"), "{opens}");
    closed.as_object_mut().unwrap().remove("nextChangeAt");
    assert_eq!(
        closed,
        json!({ "isOpen": false, "state": "holiday", "holiday": "Inventory", "timezone": "America/New_York" })
    );
}

#[tokio::test]
async fn a_name_is_taken_in_its_own_tenant_only() {
    let (bench, admin) = bench().await;
    create(&bench, &admin, office("Office")).await;
    let other = path(&create(&bench, &admin, office("Other")).await);
    for answer in [
        bench.post(LIST, &admin, office("Office")).await,
        bench.patch(&other, &admin, json!({ "name": "Office" })).await,
    ] {
        assert_eq!(answer.error(), (409, "conflict".into()));
        assert_eq!(answer.fields(), ["name"]);
    }
    create(&bench, &bench.admin_token("globex").await, office("Other")).await;
}

#[tokio::test]
async fn users_see_schedules_administrators_change_them_and_other_tenants_have_none_of_them() {
    let (bench, admin) = bench().await;
    let path = path(&create(&bench, &admin, office("Office")).await);
    let user = bench.token("acme", "1001").await;
    let foreign = bench.admin_token("globex").await;
    let forbidden = (403, "forbidden".to_owned());
    assert_eq!(bench.post(LIST, &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.patch(&path, &user, json!({})).await.error(), forbidden);
    assert_eq!(bench.delete(&path, &user).await.error(), forbidden);
    for answer in [
        bench.get(&path, &foreign).await,
        bench.get(&format!("{path}/status"), &foreign).await,
        bench.patch(&path, &foreign, json!({ "name": "Mine" })).await,
        bench.delete(&path, &foreign).await,
    ] {
        assert_eq!(answer.error(), (404, "not_found".into()));
    }
    assert_eq!(bench.get(&path, "").await.status, 401);
}

#[tokio::test]
async fn pages_show_every_schedule_once_by_name_while_others_come_and_go() {
    let (bench, admin) = bench().await;
    for number in [3, 1, 5, 2, 4] {
        create(&bench, &admin, office(&format!("s{number}"))).await;
    }
    let first = bench.get(&format!("{LIST}?limit=1"), &admin).await.json();
    let names = bench
        .pages((LIST, "schedules", "name"), &admin, 2, async |page| {
            if page == 0 {
                assert_eq!(bench.delete(&path(&first["schedules"][0]), &admin).await.status, 200);
                create(&bench, &admin, office("s0")).await;
            }
        })
        .await;
    assert_eq!(names, ["s1", "s2", "s3", "s4", "s5"]);
}

#[tokio::test]
async fn a_create_that_is_repeated_with_its_key_creates_once() {
    let (bench, admin) = bench().await;
    let first = bench.post_once(LIST, &admin, "k", office("Office")).await;
    let again = bench.post_once(LIST, &admin, "k", office("Office")).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 201));
    assert_eq!(first.json(), again.json());
    assert_eq!(bench.get(LIST, &admin).await.json()["total"], 1);
}

#[tokio::test]
async fn calls_after_hours_go_to_what_the_tenant_has() {
    let (bench, admin) = bench().await;
    let path = path(&create(&bench, &admin, office("Office")).await);
    let other = bench.admin_token("globex").await;
    for (action, list, name) in [
        ("queue", "/api/queues", "queues"),
        ("ringgroup", "/api/ring-groups", "ringGroups"),
        ("ivr", "/api/ivr", "ivrMenus"),
    ] {
        let first = async |token: &str| bench.get(list, token).await.json()[name][0]["id"].clone();
        let to = |id| json!({ "afterHoursAction": action, "afterHoursTarget": id });
        let own = bench.patch(&path, &admin, to(first(&admin).await)).await;
        assert_eq!(own.status, 200, "{action}");
        let foreign = bench.patch(&path, &admin, to(first(&other).await)).await;
        assert_eq!(foreign.fields(), ["afterHoursTarget"], "{action}");
    }
}
