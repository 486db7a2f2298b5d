//! Who is present: what a snapshot and a change do to the store, in which order they come.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;
use crate::model::presence::{PresenceEntry, PresenceStatus};

fn change(extension: &str, status: &str, timestamp: &str) -> Value {
    json!({ "type": "presence_change", "timestamp": timestamp, "data": { "extension": extension, "status": status } })
}

fn deltas(effects: &[Effect]) -> &[Delta] {
    match effects {
        [Effect::Emit(Emission::Presence(deltas))] => deltas,
        other => panic!("{other:?}"),
    }
}

fn named(extension: &str, name: &str) -> PresenceEntry {
    PresenceEntry {
        extension: extension.into(),
        status: PresenceStatus::Available,
        name: Some(name.into()),
        call_uuid: None,
        caller: None,
        direction: None,
    }
}

#[test]
fn the_first_snapshot_fills_the_store_and_is_one_event() {
    let mut bench = Bench::open();
    let event =
        snapshot(json!([{ "extension": "1001", "status": "available", "name": "Alice" }, { "status": "odd" }, 7]));
    let (heard, effects) = bench.hear(1, event);
    assert_eq!(heard, Heard::Event);
    assert_eq!(deltas(&effects), [Delta::Set(named("1001", "Alice"))]);
}

#[test]
fn a_snapshot_after_reconnecting_replaces_the_store_and_tells_what_was_missed() {
    let mut bench = Bench::open();
    bench.say(
        1,
        snapshot(json!([
            { "extension": "1003", "status": "busy" },
            { "extension": "1002", "status": "offline" },
            { "extension": "1001", "status": "available" }
        ])),
    );
    bench.put(Input::SocketClosed(1));
    bench.reopen();
    let socket = bench.socket();
    let entries =
        json!([{ "extension": "1001", "status": "available" }, { "extension": "1002", "status": "available" }]);
    let (heard, effects) = bench.hear(socket, snapshot(entries.clone()));
    assert_eq!(heard, Heard::Missed);
    let [Delta::Remove(gone), Delta::Set(entry)] = deltas(&effects) else {
        panic!("{effects:?}")
    };
    assert_eq!((gone.as_str(), entry.extension.as_str()), ("1003", "1002"));
    assert_eq!(entry.status, PresenceStatus::Available);
    assert_eq!(bench.hear(socket, snapshot(entries)), (Heard::Event, vec![]));
}

#[test]
fn the_first_snapshot_is_compared_with_what_another_connection_has_learned() {
    let mut bench = Bench::open();
    bench
        .realtime
        .assume_presence(vec![named("1001", "Alice"), named("1002", "Bob")]);
    let entries = json!([{ "extension": "1001", "status": "available", "name": "Alice" }, { "extension": "1002", "status": "offline" }]);
    let (heard, effects) = bench.hear(1, snapshot(entries));
    assert_eq!(heard, Heard::Missed);
    assert!(matches!(deltas(&effects), [Delta::Set(entry)] if entry.extension == "1002"));
    let mut bench = Bench::open();
    bench.realtime.assume_presence(Vec::new());
    assert_eq!(
        bench
            .hear(1, snapshot(json!([{ "extension": "1001", "status": "busy" }])))
            .0,
        Heard::Event
    );
}

#[test]
fn a_change_is_told_by_one_number_and_one_that_changes_nothing_is_an_event_alone() {
    let mut bench = Bench::open();
    bench.say(
        1,
        snapshot(json!([{ "extension": "1001", "status": "busy", "name": "Alice" }])),
    );
    assert_eq!(bench.hear(1, change("1001", "busy", "t")), (Heard::Event, vec![]));
    assert_eq!(bench.hear(1, change("1001", "available", "t")), (Heard::Change, vec![]));
    assert_eq!(bench.hear(1, change("1002", "available", "t")), (Heard::Change, vec![]));
}

#[test]
fn a_change_keeps_the_name_that_the_snapshot_gave() {
    let mut store = PresenceStore::default();
    store.snapshot(vec![named("1001", "Alice")], None);
    let nameless = PresenceEntry {
        name: None,
        ..named("1001", "")
    };
    assert_eq!(store.change(nameless, None), Change::None);
    assert_eq!(store.change(named("1001", "Bea"), None), Change::Made);
}

#[test]
fn a_change_that_was_overtaken_is_dropped() {
    let mut bench = Bench::open();
    let mut at = |status, second: u32| {
        bench
            .hear(1, change("1001", status, &format!("2026-03-01T12:00:{second:02}Z")))
            .0
    };
    assert_eq!(at("busy", 10), Heard::Change);
    assert_eq!(at("ringing", 9), Heard::Nothing);
    assert_eq!(at("available", 10), Heard::Change);
    assert_eq!(at("available", 20), Heard::Event);
    assert_eq!(at("busy", 15), Heard::Nothing);
    assert_eq!(at("busy", 21), Heard::Change);
}

#[test]
fn a_change_from_before_the_snapshot_is_dropped_and_each_extension_has_its_own_time() {
    let mut bench = Bench::open();
    let mut first = snapshot(json!([{ "extension": "1001", "status": "busy" }]));
    first["timestamp"] = "2026-03-01T12:00:00Z".into();
    bench.say(1, first);
    assert_eq!(
        bench.hear(1, change("1001", "ringing", "2026-03-01T11:59:59.999Z")).0,
        Heard::Nothing
    );
    assert_eq!(
        bench.hear(1, change("1002", "ringing", "2026-03-01T11:59:59.999Z")).0,
        Heard::Change
    );
    assert_eq!(
        bench.hear(1, change("1001", "ringing", "2026-03-01T13:00:00+01:00")).0,
        Heard::Change
    );
}

#[test]
fn a_servers_clock_that_was_set_back_and_times_that_are_none_stop_nothing() {
    let mut bench = Bench::open();
    bench.say(1, change("1001", "busy", "2026-03-01T12:00:00Z"));
    assert_eq!(
        bench.hear(1, change("1001", "away", "2026-03-01T11:54:59Z")).0,
        Heard::Change
    );
    assert_eq!(
        bench.hear(1, change("1001", "busy", "2026-03-01T11:55:00Z")).0,
        Heard::Change
    );
    for odd in ["", "yesterday", "1772366400"] {
        assert_eq!(bench.hear(1, change("1001", "dnd", odd)).0, Heard::Change);
        assert_eq!(bench.hear(1, change("1001", "busy", odd)).0, Heard::Change);
    }
}

#[test]
fn an_extension_that_is_named_twice_is_what_it_is_named_last() {
    let mut store = PresenceStore::default();
    let (deltas, _) = store.snapshot(vec![named("2", "a"), named("1", "b"), named("2", "c")], None);
    assert_eq!(deltas, [Delta::Set(named("1", "b")), Delta::Set(named("2", "c"))]);
}

#[test]
fn ten_thousand_extensions_in_any_order_are_found_and_changed() {
    let mut store = PresenceStore::default();
    let number = |i: u32| format!("{}", 10_000 + i * 7_919 % 10_007);
    let entries: Vec<_> = (0..10_000).map(|i| named(&number(i), "n")).collect();
    assert_eq!(store.snapshot(entries.clone(), Some(1)).0.len(), 10_000);
    assert_eq!(
        store.snapshot(entries.into_iter().rev().collect(), Some(1)),
        (vec![], true)
    );
    for i in 0..10_000 {
        assert_eq!(store.change(named(&number(i), "m"), Some(2)), Change::Made);
        assert_eq!(store.change(named(&number(i), "m"), Some(2)), Change::None);
        assert_eq!(store.change(named(&number(i), "n"), Some(1)), Change::Stale);
    }
    assert_eq!(store.clear().len(), 10_000);
    assert_eq!(store.change(named("1", "n"), None), Change::Made);
}

#[test]
fn a_server_that_names_ever_more_extensions_does_not_fill_the_memory() {
    let mut store = PresenceStore::default();
    let entries = (0..150_000).map(|i| named(&i.to_string(), "n")).collect();
    assert_eq!(store.snapshot(entries, None).0.len(), 100_000);
    assert_eq!(store.change(named("new", "n"), None), Change::None);
    assert_eq!(store.change(named("7", "m"), None), Change::Made);
}

#[test]
fn deltas_are_written_as_json() {
    let entry = PresenceEntry {
        call_uuid: Some("u".into()),
        caller: Some("+1".into()),
        direction: Some(crate::model::calls::CallDirection::Inbound),
        ..named("10\"01", "Zoë\n")
    };
    let text = deltas_as_json(&[Delta::Set(entry), Delta::Remove("1002".into())]);
    let expected = json!([
        ["10\"01", { "extension": "10\"01", "status": "available", "name": "Zoë\n", "callUuid": "u", "caller": "+1",
            "direction": "inbound" }],
        ["1002"]
    ]);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    assert_eq!(deltas_as_json(&[]), "[]");
}
