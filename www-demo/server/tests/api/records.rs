//! Call records in numbers: what lists, figures and exports say of many of them is what each of them says.

use std::collections::BTreeMap;

use axum::http::Request;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use voip_demo_server::args::Config;
use voip_demo_server::pbx::ports::{Directory as _, FinishedCall};
use voip_sdk::model::calls::{CallDirection, CallRecord, CallStatus};

use crate::bench::Bench;

fn call(id: &str, started_at: &str, name: &str) -> FinishedCall {
    FinishedCall {
        tenant_id: "acme".into(),
        caller_extension: None,
        destination_extension: Some("1001".into()),
        destination_name: Some("Alice Moreau".into()),
        record: CallRecord {
            id: id.into(),
            call_uuid: format!("uuid-{id}"),
            direction: CallDirection::Inbound,
            caller: "+12125550199".into(),
            caller_name: Some(name.into()),
            destination: "+12125550110".into(),
            status: CallStatus::Completed,
            started_at: started_at.into(),
            answered_at: Some(started_at.into()),
            ended_at: started_at.into(),
            duration: 30,
            billsec: 20,
            hangup_cause: "NORMAL_CLEARING".into(),
            recording_file: Some("a \"quoted\", file.wav".into()),
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

async fn seeded(records: u32) -> (Bench, String) {
    let config = Config {
        seed_cdrs: records,
        ..Config::default()
    };
    let bench = Bench::with(config).await;
    let token = bench.token("acme", "1001").await;
    (bench, token)
}

/// The rows of an export, without its head line.
fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[tokio::test]
async fn a_record_is_found_by_its_id_within_its_tenant_only() {
    let (bench, token) = bench_with([call("a", "2026-03-01T08:00:00Z", "Ann")]).await;
    let answer = bench.get("/api/calls/a", &token).await.json();
    assert_eq!(answer["call"]["callUuid"], "uuid-a");
    assert_eq!(answer["call"]["recordingFile"], "a \"quoted\", file.wav");
    let foreign = bench.admin_token("globex").await;
    for (path, token) in [("/api/calls/a", &foreign), ("/api/calls/uuid-a", &token)] {
        assert_eq!(bench.get(path, token).await.error(), (404, "not_found".into()));
    }
}

#[tokio::test]
async fn an_export_is_csv_that_spreadsheets_show_and_do_not_calculate() {
    let (bench, token) = bench_with([
        call(
            "a",
            "2026-03-01T08:00:00.250Z",
            "=HYPERLINK(\"http://evil.test\",\"x\")",
        ),
        call("b", "2026-03-01T09:00:00Z", "Line\r\nbreak, \"quoted\""),
    ])
    .await;
    let answer = bench.get("/api/calls/export?limit=5", &token).await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename=\"calls-")
    );
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(
        text,
        "id,callUuid,direction,caller,callerName,destination,status,startedAt,answeredAt,endedAt,duration,billsec,\
         hangupCause,recordingFile,metadata\r\n\
         b,uuid-b,inbound,+12125550199,\"Line\r\nbreak, \"\"quoted\"\"\",+12125550110,completed,\
         2026-03-01T09:00:00.000Z,2026-03-01T09:00:00.000Z,2026-03-01T09:00:00.000Z,30,20,NORMAL_CLEARING,\
         \"a \"\"quoted\"\", file.wav\",\"{\"\"contact\"\":\"\"c-1\"\"}\"\r\n\
         a,uuid-a,inbound,+12125550199,\"'=HYPERLINK(\"\"http://evil.test\"\",\"\"x\"\")\",+12125550110,completed,\
         2026-03-01T08:00:00.250Z,2026-03-01T08:00:00.250Z,2026-03-01T08:00:00.250Z,30,20,NORMAL_CLEARING,\
         \"a \"\"quoted\"\", file.wav\",\"{\"\"contact\"\":\"\"c-1\"\"}\"\r\n"
    );
    let none = bench.get("/api/calls/export?dateTo=2026-02-28", &token).await;
    assert_eq!(
        none.body.iter().filter(|byte| **byte == b'\n').count(),
        1,
        "the head line alone"
    );
    let foreign = bench.admin_token("globex").await;
    assert_eq!(rows(&bench.get("/api/calls/export", &foreign).await.body).len(), 0);
}

#[tokio::test]
async fn a_wrong_export_or_period_is_named() {
    let (bench, token) = bench_with([]).await;
    let query = "dateFrom=soon&direction=up&limit=0&page=1";
    let answer = bench.get(&format!("/api/calls/export?{query}"), &token).await;
    assert_eq!(answer.error(), (422, "validation_failed".into()));
    assert_eq!(answer.fields(), ["dateFrom", "direction", "limit", "page"]);
    let answer = bench.get("/api/calls/stats?period=decade", &token).await;
    assert_eq!(answer.fields(), ["period"]);
    let anybody = Request::get("/api/calls/export")
        .body(axum::body::Body::empty())
        .unwrap();
    assert_eq!(bench.send(anybody).await.status, 401);
}

#[tokio::test]
async fn figures_count_what_the_list_shows() {
    let now = jiff::Timestamp::now();
    let days_ago = |days: i64| (now - jiff::SignedDuration::from_hours(24 * days)).to_string();
    let mut missed = call("m", &days_ago(0), "Ann");
    missed.record.status = CallStatus::Missed;
    missed.record.answered_at = None;
    missed.record.billsec = 0;
    let (bench, token) = bench_with([
        missed,
        call("0", &days_ago(0), "Ann"),
        call("1", &days_ago(1), "Ann"),
        call("6", &days_ago(6), "Ann"),
        call("29", &days_ago(29), "Ann"),
        call("364", &days_ago(364), "Ann"),
        call("365", &days_ago(365), "Ann"),
    ])
    .await;
    // A record that is written twice counts once.
    bench.server.app.store.record(call("0", &days_ago(0), "Ann"));
    for (period, total) in [
        ("today", 2),
        ("yesterday", 1),
        ("week", 4),
        ("month", 5),
        ("year", 6),
        ("all", 7),
    ] {
        let stats = bench
            .get(&format!("/api/calls/stats?period={period}"), &token)
            .await
            .json();
        assert_eq!(stats["stats"]["total"], total, "{period}");
    }
    let stats = bench.get("/api/calls/stats", &token).await.json()["stats"].take();
    let midnight = now.to_string()[..10].to_owned() + "T00:00:00.000Z";
    assert_eq!(stats["from"], midnight.as_str());
    for (name, value) in [
        ("period", json!("today")),
        ("answered", json!(1)),
        ("missed", json!(1)),
        ("inbound", json!(2)),
        ("internal", json!(0)),
        ("totalDuration", json!(60)),
        ("totalBillsec", json!(20)),
        ("averageBillsec", json!(20)),
        ("answerRate", json!(50)),
    ] {
        assert_eq!(stats[name], value, "{name}");
    }
    let all = bench.get("/api/calls/stats?period=all", &token).await.json();
    assert_eq!(all["stats"].get("from"), None);
    let foreign = bench.admin_token("globex").await;
    let none = bench.get("/api/calls/stats?period=all", &foreign).await.json();
    assert_eq!(
        (&none["stats"]["total"], &none["stats"]["answerRate"]),
        (&json!(0), &json!(0))
    );
}

/// A list's answer for a filter, by going through all records one by one.
fn expected(all: &[BTreeMap<String, String>], fits: impl Fn(&BTreeMap<String, String>) -> bool) -> Vec<&str> {
    all.iter()
        .filter(|row| fits(row))
        .map(|row| row["id"].as_str())
        .collect()
}

fn ids(list: &Value) -> Vec<&str> {
    let calls = list["calls"].as_array().unwrap();
    calls.iter().map(|call| call["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn lists_totals_and_searches_over_twenty_thousand_records_are_exact() {
    let (bench, token) = seeded(20_000).await;
    let export = bench.get("/api/calls/export", &token).await.body;
    let all = rows(&export);
    assert_eq!(all.len(), 20_000);
    assert!(all.is_sorted_by(|a, b| (&a["startedAt"], &a["id"]) > (&b["startedAt"], &b["id"])));
    let (early, late) = (all[12_345]["startedAt"].clone(), all[2_345]["startedAt"].clone());
    let within = |row: &BTreeMap<String, String>| row["startedAt"] >= early && row["startedAt"] <= late;
    let range = format!("dateFrom={early}&dateTo={late}");
    let of_1003 = |row: &BTreeMap<String, String>| row["caller"] == "1003" || row["destination"] == "1003";
    let has_name = |row: &BTreeMap<String, String>, name: &str| row["callerName"].to_lowercase().contains(name);
    let cases = [
        ("".to_owned(), expected(&all, |_| true)),
        (range.clone(), expected(&all, within)),
        ("status=failed".into(), expected(&all, |row| row["status"] == "failed")),
        (
            format!("status=busy&direction=inbound&{range}"),
            expected(&all, |row| {
                row["status"] == "busy" && row["direction"] == "inbound" && within(row)
            }),
        ),
        (
            format!("extension=1003&direction=internal&{range}"),
            expected(&all, |row| {
                of_1003(row) && row["direction"] == "internal" && within(row)
            }),
        ),
        ("extension=4711".into(), vec![]),
        (
            "search=5550117&direction=outbound".into(),
            expected(&all, |row| {
                row["destination"].contains("5550117") && row["direction"] == "outbound"
            }),
        ),
        // Found by its index, and by going through the newest.
        (
            format!("search=dAHL&direction=inbound&status=missed&{range}"),
            expected(&all, |row| {
                has_name(row, "dahl") && row["status"] == "missed" && within(row)
            }),
        ),
        (
            format!("search=%2B1&direction=inbound&{range}"),
            expected(&all, |row| row["direction"] == "inbound" && within(row)),
        ),
    ];
    for (query, expected) in cases {
        let first = bench.get(&format!("/api/calls?limit=7&{query}"), &token).await.json();
        assert_eq!(first["total"], expected.len(), "{query}");
        assert_eq!(ids(&first), expected[..expected.len().min(7)], "{query}");
        let pages = expected.len().div_ceil(7);
        for page in [2, pages / 2, pages, pages + 1].into_iter().filter(|page| *page > 0) {
            let path = format!("/api/calls?limit=7&page={page}&{query}");
            let list = bench.get(&path, &token).await.json();
            let expected: Vec<_> = expected.iter().skip((page - 1) * 7).take(7).copied().collect();
            assert_eq!(ids(&list), expected, "{query}, page {page}");
        }
        if let Some(cursor) = first["nextCursor"].as_str() {
            let path = format!("/api/calls?limit=1000&cursor={cursor}&{query}");
            let next = bench.get(&path, &token).await.json();
            assert_eq!(ids(&next), expected[7..expected.len().min(1007)], "{query}");
        }
        let export = bench
            .get(&format!("/api/calls/export?limit=2345&{query}"), &token)
            .await
            .body;
        let exported = rows(&export);
        let exported: Vec<_> = exported.iter().map(|row| row["id"].as_str()).collect();
        assert_eq!(exported, expected[..expected.len().min(2345)], "{query}");
    }
}

#[tokio::test]
async fn what_is_written_while_an_export_runs_does_not_disturb_it() {
    let (bench, token) = seeded(10_000).await;
    let request = Request::get("/api/calls/export").header("authorization", format!("Bearer {token}"));
    let response = bench.answer(request.body(axum::body::Body::empty()).unwrap()).await;
    let mut body = response.into_body().into_data_stream();
    let mut csv = Vec::new();
    let now = jiff::Timestamp::now().to_string();
    let mut chunks = 0;
    while let Some(chunk) = body.next().await {
        csv.extend_from_slice(&chunk.unwrap());
        chunks += 1;
        bench
            .server
            .app
            .store
            .record(call(&format!("new-{chunks}"), &now, "Ann"));
    }
    assert!(chunks > 3, "it comes in pieces");
    assert!(rows(&csv).len() <= 10_001);
    assert_eq!(
        rows(&csv).iter().filter(|row| row["callerName"] == "Ann").count(),
        1,
        "what was there when it began"
    );
}

#[tokio::test]
async fn an_export_that_cannot_go_on_is_cut_and_not_ended() {
    let (bench, token) = seeded(10_000).await;
    let request = Request::get("/api/calls/export").header("authorization", format!("Bearer {token}"));
    let response = bench.answer(request.body(axum::body::Body::empty()).unwrap()).await;
    let mut body = response.into_body().into_data_stream();
    assert!(body.next().await.unwrap().is_ok());
    bench.server.app.stop.cancel();
    assert!(body.next().await.unwrap().is_err());
}
