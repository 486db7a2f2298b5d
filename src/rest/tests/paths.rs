use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::super::path::{append_query, fill, websocket_url};
use super::*;

fn hangup(uuid: &str) -> Result<Exchange<Value>, Kind> {
    let arguments = Arguments {
        path: vec![uuid.into()],
        ..Arguments::default()
    };
    let operation = Operation::named("hangup").unwrap();
    Exchange::new(operation, arguments, &config(), &Session::new(true), &mut Most).map_err(|f| f.kind)
}

#[test]
fn a_path_parameter_is_encoded_whole() {
    for (value, encoded) in [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("100%", "100%25"),
        ("%2e%2e", "%252e%252e"),
        ("a b", "a%20b"),
        ("é", "%C3%A9"),
        ("a\\b", "a%5Cb"),
        ("..a", "..a"),
        ("...", "..."),
        ("a;b=c", "a%3Bb%3Dc"),
        ("~._-", "~._-"),
        ("\r\n", "%0D%0A"),
    ] {
        let mut exchange = hangup(value).unwrap();
        let request = request(exchange.next(&Session::new(true), NOW));
        assert_eq!(request.url, format!("https://api.test/api/calls/{encoded}/hangup"));
    }
}

#[test]
fn empty_parameters_and_dot_segments_are_refused_before_anything_is_sent() {
    for value in ["", ".", ".."] {
        assert_eq!(hangup(value).unwrap_err(), Kind::Argument, "{value:?}");
    }
}

#[test]
fn a_dot_segment_is_refused_inside_a_path_with_text_around_it() {
    assert!(fill("/a/{x}{y}", &["x", "y"], &[".".into(), ".".into()]).is_err());
}

#[test]
fn query_keys_and_values_are_encoded() {
    let mut url = "/x".to_owned();
    append_query(
        &mut url,
        &[("a b".into(), "c&d=e".into()), ("search".into(), "+1".into())],
    );
    assert_eq!(url, "/x?a%20b=c%26d%3De&search=%2B1");
}

#[test]
fn a_path_can_be_overridden_by_name() {
    let mut config = config();
    config.paths.push(("hangup".into(), "/v3/call/{uuid}".into()));
    config.check().unwrap();
    let session = Session::new(true);
    let arguments = Arguments {
        path: vec!["u/1".into()],
        ..Arguments::default()
    };
    let request = request(exchange_with("hangup", arguments, &config, &session).next(&session, NOW));
    assert_eq!(request.url, "https://api.test/v3/call/u%2F1");
}

#[test]
fn an_override_that_cannot_work_is_refused() {
    for (name, path) in [
        ("nothing", "/x"),
        ("hangup", "x"),
        ("hangup", "//evil.test/x"),
        ("hangup", "https://e.test/"),
    ] {
        let mut config = config();
        config.paths.push((name.into(), path.into()));
        assert!(config.check().is_err(), "{name} {path}");
    }
    assert!(
        fill("/x/{other}", &["uuid"], &["a".into()])
            .unwrap_err()
            .contains("{other}")
    );
}

#[test]
fn an_api_url_must_be_absolute() {
    for url in ["", "api.test", "ftp://api.test", "/api"] {
        assert!(Config::new(url).check().is_err(), "{url:?}");
    }
    assert!(Config::new("http://127.0.0.1:3000").check().is_ok());
}

#[test]
fn the_realtime_url_follows_from_the_apis() {
    assert_eq!(websocket_url("https://a.test/").as_deref(), Some("wss://a.test/ws"));
    assert_eq!(
        websocket_url("http://a.test:3000/voip").as_deref(),
        Some("ws://a.test:3000/voip/ws")
    );
    assert_eq!(websocket_url("a.test"), None);
}
