use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use voip_demo_server::args::Config;
use voip_demo_server::store::NewVoicemail;

use crate::bench::{Answer, Bench};

const PATH: &str = "/api/voicemails";

async fn bench() -> (Bench, String) {
    let bench = Bench::start().await;
    let admin = bench.admin_token("acme").await;
    (bench, admin)
}

/// A message that is left at acme at that second of 2001-09-09; its id.
fn leave(bench: &Bench, extension: &str, second: i64, read: bool) -> String {
    let message = NewVoicemail {
        tenant_id: "acme",
        extension,
        caller: "+12125550199",
        caller_name: None,
        read,
        transcription: None,
        created_at: 1_000_000_000_000 + second * 1000,
        audio: &[0x80; 8001],
    };
    bench.server.app.store.put_voicemail(&message).unwrap().unwrap()
}

fn ids(list: &Value) -> Vec<String> {
    let entries = list["voicemails"].as_array().unwrap().iter();
    entries.map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

/// A request without a token.
async fn fetch(bench: &Bench, url: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(url), |request, (name, value)| {
        request.header(*name, *value)
    });
    bench.send(request.body(Body::empty()).unwrap()).await
}

async fn link(bench: &Bench, token: &str, id: &str) -> String {
    let answer = bench.get(&format!("{PATH}/{id}/audio-url"), token).await;
    answer.json()["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_tenant_begins_with_messages_in_several_boxes() {
    let (bench, admin) = bench().await;
    let list = bench.get(PATH, &admin).await.json();
    assert_eq!((&list["total"], list.get("nextCursor")), (&json!(5), None));
    let newest = &list["voicemails"][0];
    assert_eq!(
        *newest,
        json!({ "id": newest["id"], "extension": "1001", "caller": "+12125550151", "callerName": "Nora Whitfield",
            "duration": 6, "read": false, "createdAt": newest["createdAt"],
            "transcription": "Hello, this is Nora. Please call me back about the order from last week." })
    );
    assert_eq!(list["voicemails"][1].get("callerName"), None);
    let path = format!("{PATH}/{}", newest["id"].as_str().unwrap());
    assert_eq!(bench.get(&path, &admin).await.json(), json!({ "voicemail": newest }));
    assert_eq!(
        bench.get(&format!("{PATH}/count"), &admin).await.json(),
        json!({ "unread": 3, "total": 5 })
    );
    let other = bench.get(PATH, &bench.admin_token("globex").await).await.json();
    assert_eq!(other["total"], 5);
    assert!(ids(&other).iter().all(|id| !ids(&list).contains(id)));
}

#[tokio::test]
async fn lists_are_filtered_and_paged_newest_first() {
    let (bench, admin) = bench().await;
    // Two of the same second: the order within it is the id's.
    let mut left: Vec<String> = [1, 2, 2, 3]
        .map(|second| leave(&bench, "1009", second, second == 3))
        .into();
    left[1..3].sort();
    left.reverse();
    let path = format!("{PATH}?extension=1009");
    assert_eq!(ids(&bench.get(&path, &admin).await.json()), left);
    assert_eq!(
        ids(&bench.get(&format!("{path}&read=true"), &admin).await.json()),
        left[..1]
    );
    let unread = bench.get(&format!("{path}&read=false&limit=2"), &admin).await.json();
    assert_eq!((ids(&unread), &unread["total"]), (left[1..3].to_vec(), &json!(3)));
    let next = format!(
        "{path}&read=false&limit=2&cursor={}",
        unread["nextCursor"].as_str().unwrap()
    );
    // What comes in between is newer and moves nothing.
    leave(&bench, "1009", 9, false);
    let rest = bench.get(&next, &admin).await.json();
    assert_eq!((ids(&rest), rest.get("nextCursor")), (left[3..].to_vec(), None));

    let all = bench.pages((PATH, "voicemails", "id"), &admin, 4, async |_| ()).await;
    assert_eq!(all.len(), 10);
    let wrong = bench.get(&format!("{PATH}?read=maybe&limit=0&box=1"), &admin).await;
    assert_eq!(wrong.fields(), ["box", "limit", "read"]);
    assert_eq!(
        bench.get(&format!("{PATH}?cursor=x"), &admin).await.fields(),
        ["cursor"]
    );
    assert_eq!(
        bench.get(&format!("{PATH}?extension=4711"), &admin).await.json(),
        json!({ "voicemails": [], "total": 0 })
    );
}

#[tokio::test]
async fn a_message_is_marked_as_read_and_deleted() {
    let (bench, admin) = bench().await;
    let id = leave(&bench, "1009", 0, false);
    let path = format!("{PATH}/{id}");
    let expected = json!({ "voicemail": { "id": id, "extension": "1009", "caller": "+12125550199", "duration": 2,
        "read": true, "createdAt": "2001-09-09T01:46:40.000Z" } });
    for _ in 0..2 {
        assert_eq!(
            bench.post(&format!("{path}/read"), &admin, json!({})).await.json(),
            expected
        );
    }
    let count = bench.get(&format!("{PATH}/count?extension=1009"), &admin).await.json();
    assert_eq!(count, json!({ "unread": 0, "total": 1 }));
    assert_eq!(bench.delete(&path, &admin).await.json(), json!({ "success": true }));
    let missing = (404, "not_found".to_owned());
    assert_eq!(bench.delete(&path, &admin).await.error(), missing);
    assert_eq!(bench.get(&path, &admin).await.error(), missing);
    assert_eq!(
        bench.post(&format!("{path}/read"), &admin, json!({})).await.error(),
        missing
    );
    assert_eq!(bench.get(&format!("{path}/audio-url"), &admin).await.error(), missing);
    assert_eq!(bench.get(&format!("{path}/audio"), &admin).await.error(), missing);
}

#[tokio::test]
async fn an_extensions_user_has_its_own_box_only() {
    let (bench, admin) = bench().await;
    let (own, foreign) = (leave(&bench, "1009", 1, true), leave(&bench, "1008", 1, true));
    let user = bench.token("acme", "1009").await;
    for query in ["", "?extension=1009"] {
        let list = bench.get(&format!("{PATH}{query}"), &user).await.json();
        assert_eq!((&list["total"], &ids(&list)[0]), (&json!(1), &own));
    }
    assert_eq!(
        bench.get(&format!("{PATH}/count"), &user).await.json(),
        json!({ "unread": 0, "total": 1 })
    );
    let forbidden = (403, "forbidden".to_owned());
    for path in [
        "?extension=1008".into(),
        "/count?extension=1008".into(),
        format!("/{foreign}"),
        format!("/{foreign}/audio-url"),
        format!("/{foreign}/audio"),
    ] {
        assert_eq!(
            bench.get(&format!("{PATH}{path}"), &user).await.error(),
            forbidden,
            "{path}"
        );
    }
    assert_eq!(
        bench
            .post(&format!("{PATH}/{foreign}/read"), &user, json!({}))
            .await
            .error(),
        forbidden
    );
    assert_eq!(
        bench.delete(&format!("{PATH}/{foreign}"), &user).await.error(),
        forbidden
    );
    let bulk = format!("{PATH}/bulk-delete");
    assert_eq!(
        bench.post(&bulk, &user, json!({ "extension": "1008" })).await.error(),
        forbidden
    );
    // Of what it names, what is not its own is passed over.
    let answer = bench.post(&bulk, &user, json!({ "ids": [own, foreign] })).await;
    assert_eq!(answer.json(), json!({ "deleted": 1 }));
    assert_eq!(bench.get(&format!("{PATH}/{foreign}"), &admin).await.status, 200);

    let other = bench.admin_token("globex").await;
    let missing = (404, "not_found".to_owned());
    for path in ["", "/audio-url", "/audio"] {
        assert_eq!(
            bench.get(&format!("{PATH}/{foreign}{path}"), &other).await.error(),
            missing
        );
    }
    assert_eq!(
        bench.delete(&format!("{PATH}/{foreign}"), &other).await.error(),
        missing
    );
    assert_eq!(
        bench.post(&bulk, &other, json!({ "ids": [foreign] })).await.json(),
        json!({ "deleted": 0 })
    );
}

#[tokio::test]
async fn many_are_deleted_by_what_the_parameters_say() {
    let (bench, admin) = bench().await;
    let bulk = async |body: Value| bench.post(&format!("{PATH}/bulk-delete"), &admin, body).await;
    let deleted = async |body: Value| bulk(body).await.json()["deleted"].as_u64().unwrap();
    let day = 24 * 3600;
    let unread = leave(&bench, "1009", 0, false);
    leave(&bench, "1009", day, true);
    leave(&bench, "1008", 0, true);
    // It was left on 2001-09-09.
    assert_eq!(deleted(json!({ "olderThan": "2001-09-09" })).await, 0);
    assert_eq!(deleted(json!({ "olderThan": "2001-09-09T01:46:40Z" })).await, 0);
    assert_eq!(
        deleted(json!({ "olderThan": "2001-09-10", "extension": "1009" })).await,
        0,
        "it was not read"
    );
    assert_eq!(
        deleted(json!({ "olderThan": "2001-09-10", "extension": "1009", "includeUnread": true })).await,
        1
    );
    assert_eq!(bench.get(&format!("{PATH}/{unread}"), &admin).await.status, 404);
    assert_eq!(deleted(json!({ "extension": "1008", "includeUnread": false })).await, 1);

    // By id: read or not, those that are there.
    let named = leave(&bench, "1009", 0, false);
    assert_eq!(deleted(json!({ "ids": [], "includeUnread": true })).await, 0);
    assert_eq!(deleted(json!({ "ids": [named, "none"], "extension": "1008" })).await, 0);
    assert_eq!(deleted(json!({ "ids": [named, named, "none"] })).await, 1);
    // Without anything, what was read.
    assert_eq!(deleted(json!({})).await, 3);
    let rest = bench.get(PATH, &admin).await.json();
    assert_eq!(rest["total"], 3);
    assert!(
        rest["voicemails"]
            .as_array()
            .unwrap()
            .iter()
            .all(|message| message["read"] == false)
    );

    assert_eq!(bulk(json!({ "olderThan": "soon" })).await.fields(), ["olderThan"]);
    let wrong = bulk(json!({ "ids": "all", "includeUnread": 1, "everything": true })).await;
    assert_eq!(wrong.fields(), ["everything", "ids", "includeUnread"]);
    assert_eq!(bulk(json!({ "ids": vec!["x"; 1001] })).await.fields(), ["ids"]);
}

#[tokio::test]
async fn the_audio_is_a_wav_file_with_sound_in_it() {
    let (bench, admin) = bench().await;
    for message in bench.get(PATH, &admin).await.json()["voicemails"].as_array().unwrap() {
        let path = format!("{PATH}/{}/audio", message["id"].as_str().unwrap());
        let answer = bench.get(&path, &admin).await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            ["content-type", "accept-ranges", "cache-control"].map(|name| answer.header(name)),
            ["audio/wav", "bytes", "private"]
        );
        let file = &answer.body;
        assert_eq!(answer.header("content-length"), file.len().to_string());
        let long = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(
            (&file[..4], &file[8..16], &file[36..40]),
            (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..])
        );
        assert_eq!((long(4), long(24), long(40)), (file.len() - 8, 8000, file.len() - 44));
        assert_eq!(
            message["duration"].as_u64().unwrap() as usize,
            (file.len() - 44) / 2 / 8000
        );
        let samples = file[44..]
            .chunks(2)
            .map(|pair| f64::from(i16::from_le_bytes([pair[0], pair[1]])));
        let power = samples.map(|sample| sample * sample).sum::<f64>() / (file.len() / 2) as f64;
        assert!((200.0..10_000.0).contains(&power.sqrt()), "{}", power.sqrt());
    }
}

#[tokio::test]
async fn parts_of_the_audio_are_given() {
    let (bench, admin) = bench().await;
    let url = link(&bench, &admin, &leave(&bench, "1009", 0, false)).await;
    let whole = fetch(&bench, &url, &[]).await;
    let length = whole.body.len();
    assert_eq!((whole.status.as_u16(), length), (200, 44 + 2 * 8001));
    for (range, part) in [
        ("bytes=0-3", 0..4),
        ("bytes=44-", 44..length),
        ("bytes=-10", length - 10..length),
        ("bytes=16000-99999", 16000..length),
    ] {
        let answer = fetch(&bench, &url, &[("range", range)]).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body[..]),
            (206, &whole.body[part.clone()]),
            "{range}"
        );
        let place = format!("bytes {}-{}/{length}", part.start, part.end - 1);
        assert_eq!(answer.header("content-range"), place);
        assert_eq!(answer.header("content-length"), part.len().to_string());
        assert_eq!(answer.header("content-type"), "audio/wav");
    }
    let behind = fetch(&bench, &url, &[("range", "bytes=99999-")]).await;
    assert_eq!(behind.error(), (416, "range_not_satisfiable".into()));
    assert_eq!(behind.header("content-range"), format!("bytes */{length}"));
    // What is no range, and a part of another file, is the whole.
    let (first, etag) = (("range", "bytes=0-3"), whole.header("etag"));
    assert_eq!(fetch(&bench, &url, &[("range", "bytes=4-3")]).await.status, 200);
    assert_eq!(
        fetch(&bench, &url, &[first, ("if-range", "\"another\"")]).await.status,
        200
    );
    assert_eq!(fetch(&bench, &url, &[first, ("if-range", etag)]).await.status, 206);

    let head = bench.send(Request::head(&url).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), length.to_string());
}

#[tokio::test]
async fn a_link_is_good_for_its_message_alone_and_holds_no_token() {
    let (bench, admin) = bench().await;
    let (id, other) = (leave(&bench, "1009", 0, false), leave(&bench, "1009", 1, false));
    let user = bench.token("acme", "1009").await;
    let answer = bench.get(&format!("{PATH}/{id}/audio-url"), &user).await.json();
    let url = answer["url"].as_str().unwrap();
    let (path, query) = url.split_once('?').unwrap();
    assert_eq!(path, format!("{PATH}/{id}/audio"));
    let expires: i64 = query
        .strip_prefix("expires=")
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let ends: jiff::Timestamp = answer["expiresAt"].as_str().unwrap().parse().unwrap();
    assert_eq!(ends.as_second(), expires);
    let left = expires - jiff::Timestamp::now().as_second();
    assert!((290..=300).contains(&left), "{left}");
    assert!(!url.contains(&user) && !user.split('.').any(|part| url.contains(part)));

    assert_eq!(fetch(&bench, url, &[]).await.status, 200);
    let invalid = (401, "signature_invalid".to_owned());
    let signature = query.split_once("signature=").unwrap().1;
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    for tampered in [
        url.replace(&id, &other),
        url.replace(&id, "none"),
        url.replace(&expires.to_string(), &(expires + 1).to_string()),
        url.replace(&format!("expires={expires}&"), ""),
        format!("{path}?expires=soon&signature={signature}"),
        format!("{path}?expires={expires}&signature={flipped}{}", &signature[1..]),
        format!("{path}?expires={expires}&signature={}", &signature[1..]),
        format!("{path}?expires={expires}&signature=%FF"),
    ] {
        assert_eq!(fetch(&bench, &tampered, &[]).await.error(), invalid, "{tampered}");
    }
    assert_eq!(fetch(&bench, path, &[]).await.error(), (401, "token_missing".into()));
    // A token that is given has to be right: the link does not make up for it.
    let wrong = fetch(&bench, url, &[("authorization", "Bearer x")]).await;
    assert_eq!(wrong.error(), (401, "token_invalid".into()));
    // A link is no way around a deletion, and not one to another server's message.
    bench.delete(&format!("{PATH}/{id}"), &admin).await;
    assert_eq!(fetch(&bench, url, &[]).await.error(), invalid);
    let stranger = Bench::start().await;
    assert_eq!(
        fetch(&stranger, &link(&bench, &admin, &other).await, &[]).await.error(),
        invalid
    );
}

#[tokio::test]
async fn a_link_ends() {
    let config = Config {
        link_lifetime: Duration::ZERO,
        ..Config::default()
    };
    let bench = Bench::with(config).await;
    let id = leave(&bench, "1009", 0, false);
    let url = link(&bench, &bench.token("acme", "1009").await, &id).await;
    assert_eq!(
        fetch(&bench, &url, &[]).await.error(),
        (401, "signature_invalid".into())
    );
}

#[tokio::test]
async fn a_box_goes_with_its_extension() {
    let (bench, admin) = bench().await;
    let id = leave(&bench, "1009", 0, false);
    let url = link(&bench, &admin, &id).await;
    bench.delete_extension(&admin, "1009").await;
    assert_eq!(
        bench.get(&format!("{PATH}/{id}"), &admin).await.error(),
        (404, "not_found".into())
    );
    assert_eq!(fetch(&bench, &url, &[]).await.status, 401);
    assert_eq!(bench.get(PATH, &admin).await.json()["total"], 5);
}
