#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use serde_json::{Value, json};

use super::*;

fn text_of(json: &str, name: &str) -> Option<String> {
    let [value] = Raw::new(json).members([name]);
    value?.text().map(Cow::into_owned)
}

#[test]
fn members_are_found_whatever_stands_around_them() {
    let json = " {\n\"a\" : [1, {\"x\":\"}\"}, \"]\"], \"x\":\"one\",\"n\":-1.5e3 , \"t\":true,\"z\":null}\t";
    let [a, x, n, t, z, none] = Raw::new(json).members(["a", "x", "n", "t", "z", "none"]);
    assert_eq!(a, Some(Raw("[1, {\"x\":\"}\"}, \"]\"]")));
    assert_eq!(x.and_then(Raw::text).as_deref(), Some("one"));
    assert_eq!((n, t, z, none), (Some(Raw("-1.5e3")), Some(Raw("true")), None, None));
}

#[test]
fn the_last_of_members_with_one_name_counts() {
    assert_eq!(text_of(r#"{"a":"1","a":"2"}"#, "a").as_deref(), Some("2"));
    assert_eq!(text_of(r#"{"a":"1","a":null}"#, "a"), None);
}

#[test]
fn escapes_are_read_in_names_and_in_texts() {
    assert_eq!(
        text_of(
            r#"{"\u0074yp\u0065":"a\"\\\/\b\f\n\r\tz \ud83d\ude00 \u00E9é"}"#,
            "type"
        )
        .as_deref(),
        Some("a\"\\/\u{8}\u{c}\n\r\tz 😀 éé")
    );
    for (json, expected) in [
        (r#""\ud83d!""#, "\u{fffd}!"),
        (r#""\ude00""#, "\u{fffd}"),
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ud83d\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83dé\ude00""#, "\u{fffd}é\u{fffd}"),
    ] {
        assert_eq!(Raw::new(json).text().as_deref(), Some(expected), "{json}");
    }
}

#[test]
fn what_serde_writes_is_read_alike() {
    let value = json!({ "type": "t", "data": { "list": ["a", 1, null, [], {}, "\u{1}\"\\"], "e": "é😀" } });
    for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
        let [data] = Raw::new(&text).members(["data"]);
        let [list, e] = data.unwrap().members(["list", "e"]);
        assert_eq!(e.unwrap().text().as_deref(), Some("é😀"));
        let mut items = Vec::new();
        assert!(
            list.unwrap()
                .items(|item| items.push(serde_json::from_str::<Value>(item.0).unwrap()))
        );
        assert_eq!(Value::Array(items), value["data"]["list"]);
    }
}

#[test]
fn only_objects_have_members_only_arrays_items_and_only_strings_text() {
    for json in ["", " ", "null", "7", "\"a\"", "[]", "[{\"a\":1}]"] {
        assert_eq!(Raw::new(json).members(["a"]), [None], "{json}");
    }
    for json in ["", "null", "7", "\"a\"", "{}", "{\"a\":[1]}"] {
        assert!(!Raw::new(json).items(|_| panic!("{json}")));
    }
    for json in ["", "\"", "null", "7", "{}", "[\"a\"]"] {
        assert_eq!(Raw::new(json).text(), None, "{json}");
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = format!("{{\"a\":{}{},\"b\":\"x\"}}", "[".repeat(500_000), "]".repeat(500_000));
    assert_eq!(text_of(&deep, "b").as_deref(), Some("x"));
    let objects = format!("{}1{}", "{\"a\":".repeat(200_000), "}".repeat(200_000));
    assert!(Raw::new(&objects).members(["a"])[0].is_some());
}

#[test]
fn what_is_no_json_ends_and_does_no_harm() {
    let whole = r#"{"type":"é\u00e9","data":{"a":["b\\",{"c":1}]}}"#;
    for (end, _) in whole.char_indices() {
        for cut in [whole.get(..end), whole.get(end..)].into_iter().flatten() {
            let [kind, data] = Raw::new(cut).members(["type", "data"]);
            let _ = kind.and_then(Raw::text);
            if let Some(data) = data {
                let _ = data.members(["a"]);
                data.items(|_| ());
            }
        }
    }
    for odd in [
        "{,,,}",
        "{:}",
        "{\"a\"}",
        "[:::]",
        "{\"a\":}",
        "]",
        "{\"a\":]]",
        "\\",
        "{\"\\",
        "[\"\\",
    ] {
        let _ = Raw::new(odd).members(["a"]);
        Raw::new(odd).items(|_| ());
        let _ = Raw::new(odd).text();
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod random {
    use proptest::prelude::*;

    use super::*;

    /// What JSON is made of, and what breaks it.
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "\n",
        "\t",
        "null",
        "true",
        "false",
        "0",
        "-1.5e3",
        "\"a\"",
        "\"b\"",
        "\"\\u0061\"",
        "\"a\":",
        "\"b\":1",
        "\\\"",
        "\\\\",
        "\\n",
        "\\u00e9",
        "\\ud83d",
        "\\ude00",
        "é",
        "😀",
        "\u{c}",
        "\u{feff}",
        "x",
    ];

    fn value() -> impl Strategy<Value = Value> {
        let name = "[ab\\\\\"é😀\u{1}]{0,3}";
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            name.prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((name, inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// Every value of the tree by this module against the one by `serde_json`.
    fn compare(raw: Raw<'_>, value: &Value) {
        assert_eq!(&serde_json::from_str::<Value>(raw.0).unwrap(), value);
        assert_eq!(raw.text().as_deref(), value.as_str(), "{}", raw.0);
        let mut items = Vec::new();
        assert_eq!(raw.items(|item| items.push(item)), value.is_array(), "{}", raw.0);
        let expected = value.as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(items.len(), expected.len(), "{}", raw.0);
        for (item, value) in items.into_iter().zip(expected) {
            compare(item, value);
        }
        let names = value.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        for name in names.chain(["a", "b"]) {
            let [found] = raw.members([name]);
            let expected = value.get(name).filter(|value| !value.is_null());
            assert_eq!(found.is_some(), expected.is_some(), "{name:?} in {}", raw.0);
            if let (Some(found), Some(expected)) = (found, expected) {
                compare(found, expected);
            }
        }
    }

    proptest! {
        #[test]
        fn every_value_is_found_as_serde_finds_it(value in value(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap();
            // As it is read: of what is written, `serde_json` reads the last digit of a number differently.
            compare(Raw::new(&text), &serde_json::from_str(&text).unwrap());
        }

        #[test]
        fn what_happens_to_be_json_is_read_as_serde_reads_it(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12)) {
            let inner = pieces.concat();
            for text in [inner.clone(), format!("{{{inner}}}"), format!("[{inner}]"), format!("\"{inner}\""), format!("{{\"a\":{inner}}}")] {
                let raw = Raw::new(&text);
                // Whatever it is, it is looked at to its end.
                let [a, _] = raw.members(["a", "b"]);
                let _ = (raw.text(), a.and_then(Raw::text), raw.items(|item| drop(item.text())));
                // Values have no space around them.
                if let Ok(value) = serde_json::from_str::<Value>(&text) && text.trim() == text {
                    compare(raw, &value);
                }
            }
        }

        #[test]
        fn strings_are_read_as_utf_16_is(units in prop::collection::vec(prop_oneof![any::<u16>(), 0xd7f0_u16..0xe010], 0..8), upper: bool) {
            let escaped: String =
                units.iter().map(|u| if upper { format!("\\u{u:04X}") } else { format!("\\u{u:04x}") }).collect();
            let expected = String::from_utf16_lossy(&units);
            let json = format!("\"{escaped}\"");
            prop_assert_eq!(Raw::new(&json).text().unwrap(), expected);
        }
    }
}
