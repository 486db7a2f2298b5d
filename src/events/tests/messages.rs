//! What is made of messages: good, bad, repeated, too many.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn every_event_is_one_for_the_listeners_even_an_unknown_one() {
    let mut bench = Bench::open();
    for event in [
        json!({ "type": "call_start", "timestamp": "t", "data": { "callUuid": "u", "extra": [1] } }),
        json!({ "type": "queue_update", "timestamp": "t", "data": { "queueId": "q" } }),
        json!({ "type": "from_the_future", "x": null }),
        json!({ "type": "call_end", "data": "of another shape" }),
    ] {
        assert_eq!(bench.hear(1, event), (Heard::Event, vec![]));
    }
}

#[test]
fn what_the_handshake_and_the_heartbeat_say_is_none() {
    let mut bench = Bench::open();
    for message in ["auth_ok", "pong", "ping"] {
        assert_eq!(bench.hear(1, json!({ "type": message })).0, Heard::Nothing);
    }
}

#[test]
fn what_is_no_message_is_counted_and_the_connection_goes_on() {
    let mut bench = Bench::open();
    let odd = [
        json!(null),
        json!(7),
        json!("call_start"),
        json!([]),
        json!([{ "type": "call_start" }]),
        json!({}),
        json!({ "data": 1 }),
        json!({ "type": 3 }),
        json!({ "type": null }),
        json!({ "type": ["call_start"] }),
        json!({ "type": "presence_change" }),
        json!({ "type": "presence_change", "data": [] }),
        json!({ "type": "presence_change", "data": { "extension": 1001, "status": "busy" } }),
        json!({ "type": "presence_change", "data": { "extension": "1001", "status": "asleep" } }),
        json!({ "type": "presence_snapshot" }),
        json!({ "type": "presence_snapshot", "data": { "extensions": {} } }),
    ];
    let told: Vec<_> = odd
        .into_iter()
        .flat_map(|odd| {
            let (heard, effects) = bench.hear(1, odd.clone());
            assert_eq!(heard, Heard::Nothing, "{odd}");
            effects
        })
        .collect();
    // The first, the second, the fourth, …: a flood is not answered by one of log lines.
    let counts = [1, 2, 4, 8, 16].map(|n| Effect::Emit(Emission::Malformed(n)));
    assert_eq!(told, counts);
    assert_eq!(bench.hear_text(1, None), (Heard::Nothing, vec![]));
    assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
    assert_eq!(bench.hear(1, json!({ "type": "call_start" })).0, Heard::Event);
}

#[test]
fn events_before_the_token_was_accepted_are_nobodys() {
    let mut bench = Bench::new();
    bench.put(Input::Connect);
    bench.token();
    bench.put(Input::Opened(1));
    let change = json!({ "type": "presence_change", "data": { "extension": "1001", "status": "busy" } });
    assert_eq!(bench.hear(1, change), (Heard::Nothing, vec![]));
    // Nor is its id remembered.
    let start = json!({ "type": "call_start", "id": "e", "data": {} });
    assert_eq!(bench.hear(1, start.clone()).0, Heard::Nothing);
    bench.say(1, json!({ "type": "auth_ok" }));
    assert_eq!(bench.hear(1, start).0, Heard::Event);
}

#[test]
fn an_event_that_is_sent_again_is_dropped_also_after_reconnecting() {
    let mut bench = Bench::open();
    let end = json!({ "type": "call_end", "id": "e1", "data": { "callUuid": "u" } });
    assert_eq!(bench.hear(1, end.clone()).0, Heard::Event);
    assert_eq!(bench.hear(1, end.clone()), (Heard::Nothing, vec![]));
    assert_eq!(bench.hear(1, json!({ "type": "call_end", "id": "e2" })).0, Heard::Event);
    bench.put(Input::SocketClosed(1));
    bench.reopen();
    let socket = bench.socket();
    assert_eq!(bench.hear(socket, end).0, Heard::Nothing);
}

#[test]
fn events_without_an_id_are_never_taken_for_repetitions() {
    let mut bench = Bench::open();
    for id in [json!(null), json!(7), json!({ "a": 1 })] {
        for _ in 0..2 {
            assert_eq!(bench.hear(1, json!({ "type": "call_hold", "id": id })).0, Heard::Event);
            assert_eq!(bench.hear(1, json!({ "type": "call_hold" })).0, Heard::Event);
        }
    }
}

#[test]
fn the_newest_256_ids_are_remembered_and_no_more() {
    let mut bench = Bench::open();
    let mut hear = |n: u32| {
        bench
            .hear(1, json!({ "type": "call_hold", "id": format!("event {n}") }))
            .0
    };
    for n in 0..100_000 {
        assert_eq!(hear(n), Heard::Event, "{n}");
    }
    assert_eq!(hear(99_999 - 255), Heard::Nothing);
    assert_eq!(hear(99_999 - 256), Heard::Event);
}

#[test]
fn another_users_events_are_not_repetitions_of_the_first_ones() {
    let mut bench = Bench::open();
    let event = json!({ "type": "call_hold", "id": "e" });
    bench.say(1, event.clone());
    bench.realtime.forget_presence();
    assert_eq!(bench.hear(1, event).0, Heard::Event);
}

#[test]
fn a_megabyte_is_a_message_like_any_other() {
    let mut bench = Bench::open();
    let long = json!({ "type": "from_the_future", "data": "x".repeat(1 << 20) }).to_string();
    assert_eq!(bench.hear_text(1, Some(&long)).0, Heard::Event);
    let deep = format!(
        "{{\"type\":\"deep\",\"data\":{}{}}}",
        "[".repeat(1 << 19),
        "]".repeat(1 << 19)
    );
    assert_eq!(bench.hear_text(1, Some(&deep)).0, Heard::Event);
    let list = format!("[{}]", "1,".repeat(1 << 19));
    assert_eq!(bench.hear_text(1, Some(&list)).0, Heard::Nothing);
}

#[test]
fn a_message_that_was_cut_off_does_no_harm_wherever_the_cut_is() {
    let whole = snapshot(json!([{ "extension": "1001", "status": "busy", "name": "Zoë \"Z\" \\ 😀" }])).to_string();
    let mut bench = Bench::open();
    for (end, _) in whole.char_indices() {
        bench.hear_text(1, whole.get(..end));
        bench.hear_text(1, whole.get(end..));
    }
    assert_eq!(bench.realtime.connection_state(), ConnectionState::Open);
}
