use std::collections::BTreeMap;

use serde_json::{Value, json};
use voip_demo_server::pbx::ports::{Directory as _, FinishedCall};
use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};

use crate::bench::Bench;

/// A call that began in that minute of 1 March 2026.
fn call(minute: u32, caller: &str, destination: &str) -> FinishedCall {
    let id = format!("{minute:04}-{caller}-{destination}");
    let direction = if destination.starts_with('+') {
        CallDirection::Outbound
    } else {
        CallDirection::Internal
    };
    FinishedCall {
        tenant_id: "acme".into(),
        caller_extension: Some(caller.into()),
        destination_extension: (direction == CallDirection::Internal).then(|| destination.into()),
        destination_name: None,
        record: CallRecord {
            id: id.clone(),
            call_uuid: id,
            direction,
            caller: caller.into(),
            caller_name: Some("Alice Moreau".into()),
            destination: destination.into(),
            status: CallStatus::Completed,
            started_at: format!("2026-03-01T{:02}:{:02}:00.250Z", minute / 60, minute % 60),
            answered_at: Some(format!("2026-03-01T{:02}:{:02}:05Z", minute / 60, minute % 60)),
            ended_at: format!("2026-03-01T{:02}:{:02}:45Z", minute / 60, minute % 60),
            duration: 45,
            billsec: 40,
            hangup_cause: "NORMAL_CLEARING".into(),
            recording_file: None,
            metadata: Some(BTreeMap::from([("contact".into(), "c-1".into())])),
        },
    }
}

async fn bench_with(calls: impl IntoIterator<Item = FinishedCall>) -> (Bench, String) {
    let bench = Bench::start().await;
    calls.into_iter().for_each(|call| bench.server.app.store.record(call));
    let token = bench.token("acme", "1001").await;
    (bench, token)
}

fn ids(list: &Value) -> Vec<&str> {
    list["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| call["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_record_comes_back_as_it_was_written() {
    let (bench, token) = bench_with([call(1, "1001", "1002")]).await;
    let list = bench.get("/api/calls", &token).await.json();
    assert_eq!(list["total"], 1);
    assert_eq!(
        list["calls"][0],
        json!({
            "id": "0001-1001-1002", "callUuid": "0001-1001-1002", "direction": "internal", "caller": "1001",
            "callerName": "Alice Moreau", "destination": "1002", "status": "completed",
            "startedAt": "2026-03-01T00:01:00.250Z", "answeredAt": "2026-03-01T00:01:05.000Z",
            "endedAt": "2026-03-01T00:01:45.000Z", "duration": 45, "billsec": 40, "hangupCause": "NORMAL_CLEARING",
            "metadata": { "contact": "c-1" },
        })
    );
    assert_eq!(list.get("nextCursor"), None);
}

#[tokio::test]
async fn pages_and_cursors_show_every_record_once_newest_first() {
    // Two calls in each minute: the order within it is the id's.
    let calls = (0..10).flat_map(|minute| [call(minute, "1001", "1002"), call(minute, "1003", "1004")]);
    let (bench, token) = bench_with(calls).await;
    let all = bench.get("/api/calls?limit=100", &token).await.json();
    assert_eq!((all["total"].as_u64(), ids(&all).len()), (Some(20), 20));
    assert_eq!(ids(&all)[0], "0009-1003-1004");

    let mut by_cursor = Vec::new();
    let mut pages = 0;
    let mut path = "/api/calls?limit=7".to_owned();
    loop {
        let page = bench.get(&path, &token).await.json();
        assert_eq!(page["total"], 20 + pages);
        by_cursor.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page["nextCursor"].as_str() else {
            break;
        };
        path = format!("/api/calls?limit=7&cursor={cursor}");
        // A call that ends meanwhile moves nothing; with page numbers it would.
        bench.server.app.store.record(call(100 + pages, "1001", "1002"));
        pages += 1;
    }
    let third = bench
        .get("/api/calls?limit=7&page=3&dateTo=2026-03-01T00:30:00Z", &token)
        .await
        .json();
    assert_eq!(ids(&third), ids(&all)[14..]);
    assert_eq!(by_cursor, ids(&all));
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let (bench, token) = bench_with([
        call(0, "1001", "1002"),
        call(1, "1002", "+12125550199"),
        call(24 * 60 - 1, "1003", "1001"),
    ])
    .await;
    for (query, expected) in [
        ("extension=1002", vec!["0001-1002-+12125550199", "0000-1001-1002"]),
        ("direction=outbound", vec!["0001-1002-+12125550199"]),
        ("direction=outbound&extension=1001", vec![]),
        (
            "status=completed&direction=internal&dateTo=2026-03-01T12:00:00Z",
            vec!["0000-1001-1002"],
        ),
        ("status=busy", vec![]),
        ("search=555", vec!["0001-1002-%2B12125550199"]),
        ("search=%25", vec![]),
        ("search=_", vec![]),
        ("search=moreau&extension=1003", vec!["1439-1003-1001"]),
        ("dateFrom=2026-03-02", vec![]),
        ("dateTo=2026-02-28", vec![]),
        ("dateFrom=2026-03-01&dateTo=2026-03-01&limit=1", vec!["1439-1003-1001"]),
        (
            "dateFrom=2026-03-01T00:01:00.250Z&dateTo=2026-03-01T00:01:00.250Z",
            vec!["0001-1002-+12125550199"],
        ),
    ] {
        let list = bench.get(&format!("/api/calls?{query}"), &token).await.json();
        let expected: Vec<_> = expected.iter().map(|id| id.replace("%2B", "+")).collect();
        assert_eq!(ids(&list), expected, "{query}");
    }
}

#[tokio::test]
async fn a_wrong_filter_is_named() {
    let (bench, token) = bench_with([]).await;
    let query = "dateFrom=soon&dateTo=2026-13-01&direction=up&status=fine&limit=0&page=x&cursor=%21";
    let answer = bench.get(&format!("/api/calls?{query}"), &token).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(
        answer.fields(),
        ["cursor", "dateFrom", "dateTo", "direction", "limit", "page", "status"]
    );
}

#[tokio::test]
async fn another_tenants_records_presence_and_calls_are_not_there() {
    let (bench, _) = bench_with([call(0, "1001", "1002")]).await;
    let admin = bench.admin_token("globex").await;
    assert_eq!(
        bench.get("/api/calls?extension=1001", &admin).await.json(),
        json!({ "calls": [], "total": 0 })
    );
    assert_eq!(
        bench.get("/api/calls/active", &admin).await.json(),
        json!({ "calls": [], "total": 0 })
    );
    let presence = bench.get("/api/presence", &admin).await.json();
    assert_eq!(presence["presence"].as_object().unwrap().len(), 10);
    assert_eq!(presence["presence"]["1001"], "offline");
}

#[tokio::test]
async fn originate_says_what_is_wrong_before_anything_rings() {
    let (bench, token) = bench_with([]).await;
    let wrong =
        json!({ "toNumber": "alice@acme", "callerId": "+13105550120", "timeoutSec": 1, "metadata": { "a": 1 } });
    let answer = bench.post("/api/calls/originate", &token, wrong).await;
    assert_eq!(
        answer.fields(),
        ["callerId", "fromExtension", "metadata", "timeoutSec", "toNumber"]
    );

    let body = |from: &str| json!({ "fromExtension": from, "toNumber": "+12125550199", "callerId": "+12125550110" });
    let foreign = bench.post("/api/calls/originate", &token, body("1002")).await;
    assert_eq!(foreign.error(), (403, "forbidden".into()));
    let offline = bench.post("/api/calls/originate", &token, body("1001")).await;
    assert_eq!(offline.error(), (409, "extension_offline".into()));
    let admin = bench.admin_token("acme").await;
    let unknown = bench.post("/api/calls/originate", &admin, body("4711")).await;
    assert_eq!(unknown.error(), (404, "not_found".into()));
}

#[tokio::test]
async fn hanging_up_what_is_not_there_is_404() {
    let (bench, token) = bench_with([]).await;
    let admin = bench.admin_token("acme").await;
    for id in ["nonsense", "7b0f1e1e-6a43-4f6c-9a3e-0d5a2b1c3d4e"] {
        for token in [&token, &admin] {
            let answer = bench.post(&format!("/api/calls/{id}/hangup"), token, json!({})).await;
            assert_eq!(answer.error(), (404, "not_found".into()));
        }
    }
}
