use serde_json::json;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::super::{http_date, retry};
use super::*;

fn session() -> Session {
    Session::new(true)
}

fn keyed_session() -> Session {
    let mut session = session();
    session.grant::<serde_json::Value>(
        NOW,
        Grant {
            token: "t".to_owned().into(),
            refresh_token: None,
            expires_at: None,
            features: Some(vec!["idempotency-key".into()]),
        },
    );
    session
}

#[test]
fn statuses_that_may_pass_are_repeated_twice_and_no_more() {
    for code in [408, 425, 429, 500, 502, 503, 504] {
        let mut e = exchange("me");
        for _ in 0..2 {
            request(e.next(&session(), NOW));
            wait(e.settle(status(code), &session(), NOW, &mut Most));
        }
        request(e.next(&session(), NOW));
        let failure = failure(e.settle(status(code), &session(), NOW, &mut Most));
        assert_eq!((failure.status, failure.retryable), (Some(code), true));
    }
}

#[test]
fn statuses_that_will_not_pass_are_not_repeated() {
    for code in [400, 403, 404, 409, 422, 501, 505] {
        let mut e = exchange("me");
        request(e.next(&session(), NOW));
        assert!(
            !failure(e.settle(status(code), &session(), NOW, &mut Most)).retryable,
            "{code}"
        );
    }
}

#[test]
fn delays_double_from_half_a_second_to_eight() {
    let ceilings: Vec<_> = (0..7).map(|n| retry::backoff(n, &mut Most).as_millis()).collect();
    assert_eq!(ceilings, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
    assert_eq!(retry::backoff(40, &mut Most).as_millis(), 8000);
}

#[test]
fn jitter_reaches_down_to_nothing() {
    struct Least;
    impl crate::entropy::Entropy for Least {
        fn fill(&mut self, out: &mut [u8]) {
            out.fill(0);
        }
    }
    assert_eq!(retry::backoff(3, &mut Least).as_millis(), 0);
}

#[test]
fn originate_is_not_repeated_when_it_may_have_rung() {
    for outcome in [lost(), Outcome::TimedOut, status(503), status(502), status(500)] {
        let mut e = exchange("originate");
        request(e.next(&session(), NOW));
        failure(e.settle(outcome, &session(), NOW, &mut Most));
    }
}

#[test]
fn originate_is_repeated_when_it_surely_never_left() {
    let mut e = exchange("originate");
    request(e.next(&session(), NOW));
    wait(e.settle(
        Outcome::Failed {
            never_left: true,
            cause: None,
        },
        &session(),
        NOW,
        &mut Most,
    ));
}

#[test]
fn originate_is_repeated_with_the_same_key_when_the_server_honours_keys() {
    let session = keyed_session();
    let mut e = exchange_with("originate", arguments_of("originate"), &config(), &session);
    let first = request(e.next(&session, NOW));
    wait(e.settle(lost(), &session, NOW, &mut Most));
    let second = request(e.next(&session, NOW));
    let key = header(&first, "Idempotency-Key").expect("a key");
    assert!(key.len() >= 22);
    assert_eq!(header(&second, "idempotency-key"), Some(key));
}

#[test]
fn a_500_is_repeated_for_safe_operations_alone() {
    let session = keyed_session();
    let mut e = exchange_with("originate", arguments_of("originate"), &config(), &session);
    request(e.next(&session, NOW));
    failure(e.settle(status(500), &session, NOW, &mut Most));
}

#[test]
fn the_option_overrides_what_the_server_says_about_keys() {
    let mut always = config();
    always.idempotency = Idempotency::Always;
    let mut e = exchange_with("originate", arguments_of("originate"), &always, &session());
    assert!(header(&request(e.next(&session(), NOW)), "Idempotency-Key").is_some());
    wait(e.settle(lost(), &session(), NOW, &mut Most));

    let mut never = config();
    never.idempotency = Idempotency::Never;
    let mut e = exchange_with("originate", arguments_of("originate"), &never, &keyed_session());
    assert!(header(&request(e.next(&session(), NOW)), "Idempotency-Key").is_none());
    failure(e.settle(lost(), &session(), NOW, &mut Most));
}

#[test]
fn a_key_of_the_callers_is_sent_but_is_no_promise_that_the_server_honours_it() {
    let arguments = Arguments {
        idempotency_key: Some("mine".into()),
        ..arguments_of("originate")
    };
    let mut e = exchange_with("originate", arguments, &config(), &session());
    assert_eq!(
        header(&request(e.next(&session(), NOW)), "Idempotency-Key").as_deref(),
        Some("mine")
    );
    failure(e.settle(lost(), &session(), NOW, &mut Most));
}

#[test]
fn safe_operations_are_repeated_after_loss_and_time_out() {
    for outcome in [lost(), Outcome::TimedOut] {
        let mut e = exchange("login");
        request(e.next(&session(), NOW));
        wait(e.settle(outcome, &session(), NOW, &mut Most));
    }
}

#[test]
fn a_request_with_max_retries_0_is_sent_once() {
    let arguments = Arguments {
        max_retries: Some(0),
        ..Arguments::default()
    };
    let mut e = exchange_with("me", arguments, &config(), &session());
    request(e.next(&session(), NOW));
    assert_eq!(
        failure(e.settle(lost(), &session(), NOW, &mut Most)).kind,
        Kind::Network
    );
}

#[test]
fn retry_after_is_honoured_in_seconds_and_as_a_date_up_to_a_minute() {
    // NOW is Fri, 15 Jan 2027 08:00:00 GMT.
    for (header, least) in [
        ("7", 7_000),
        ("Fri, 15 Jan 2027 08:00:09 GMT", 9_000),
        ("60", 60_000),
        ("0", 0),
    ] {
        let mut e = exchange("me");
        request(e.next(&session(), NOW));
        let outcome = Outcome::Answer {
            status: 429,
            request_id: None,
            retry_after: Some(header.into()),
            body: Body::Empty,
        };
        let delay = wait(e.settle(outcome, &session(), NOW, &mut Most)).as_millis();
        assert!((least..=least + 250).contains(&delay), "{header}: {delay}");
    }
}

#[test]
fn a_server_that_wants_more_than_a_minute_is_reported_with_its_wish() {
    let mut e = exchange("me");
    request(e.next(&session(), NOW));
    let outcome = Outcome::Answer {
        status: 429,
        request_id: None,
        retry_after: Some("61".into()),
        body: Body::Empty,
    };
    let failure = failure(e.settle(outcome, &session(), NOW, &mut Most));
    assert_eq!(
        (failure.kind, failure.retry_after),
        (Kind::RateLimit, Some(Duration::from_secs(61)))
    );
}

#[test]
fn http_dates_are_read_in_all_three_forms() {
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(http_date::parse(text), Some(784_111_777), "{text}");
    }
    assert_eq!(http_date::parse("Thu, 29 Feb 2024 00:00:00 GMT"), Some(1_709_164_800));
    assert_eq!(http_date::parse("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
    for text in [
        "",
        "soon",
        "-1",
        "1.5",
        "Sun, 06 Nov 1994",
        "06 Foo 1994 08:49:37",
        "32 Nov 1994 08:49:37",
    ] {
        assert_eq!(http_date::parse(text), None, "{text}");
    }
}

#[test]
fn a_status_becomes_its_kind_and_the_servers_words_are_kept() {
    let cases = [
        (400, Kind::Validation, "validation_failed"),
        (401, Kind::Authentication, "not_authenticated"),
        (403, Kind::Permission, "permission_denied"),
        (404, Kind::NotFound, "not_found"),
        (409, Kind::Conflict, "conflict"),
        (413, Kind::Validation, "body_too_large"),
        (422, Kind::Validation, "validation_failed"),
        (418, Kind::Status, "unexpected_status"),
        (501, Kind::Server, "server_error"),
    ];
    for (code, kind, name) in cases {
        let mut e = exchange("login");
        request(e.next(&session(), NOW));
        let body = json!({ "error": { "code": "x_y", "message": "Why.", "details": { "fields": { "a": "b" } } } });
        let failure = failure(e.settle(answer(code, body), &session(), NOW, &mut Most));
        assert_eq!(
            (failure.kind, failure.code, failure.message.as_str()),
            (kind, name, "Why."),
            "{code}"
        );
        assert_eq!(
            (failure.operation, failure.request_id.as_deref()),
            ("login", Some("r-1"))
        );
        assert_eq!(failure.server_code.as_deref(), Some("x_y"));
        assert_eq!(failure.details, Some(json!({ "fields": { "a": "b" } })));
    }
}

#[test]
fn a_wrong_password_has_a_code_of_its_own() {
    let mut e = exchange("login");
    request(e.next(&session(), NOW));
    let body = json!({ "error": { "code": "invalid_credentials", "message": "No." } });
    assert_eq!(
        failure(e.settle(answer(401, body), &session(), NOW, &mut Most)).code,
        "invalid_credentials"
    );
}

#[test]
fn a_success_that_is_no_json_is_an_invalid_response_and_not_repeated() {
    let html = Body::Other {
        content_type: Some("text/html".into()),
    };
    for (status, body) in [
        (200, html),
        (200, Body::Empty),
        (204, Body::Other { content_type: None }),
    ] {
        let mut e = exchange("me");
        request(e.next(&session(), NOW));
        let outcome = Outcome::Answer {
            status,
            request_id: None,
            retry_after: None,
            body,
        };
        let failure = failure(e.settle(outcome, &session(), NOW, &mut Most));
        assert_eq!((failure.kind, failure.status), (Kind::InvalidResponse, Some(status)));
    }
}

#[test]
fn an_error_page_that_is_no_json_still_becomes_its_kind() {
    let mut e = exchange("originate");
    request(e.next(&session(), NOW));
    let body = Body::Other {
        content_type: Some("text/html".into()),
    };
    let outcome = Outcome::Answer {
        status: 502,
        request_id: None,
        retry_after: None,
        body,
    };
    let failure = failure(e.settle(outcome, &session(), NOW, &mut Most));
    assert_eq!((failure.kind, failure.code), (Kind::Server, "server_error"));
    assert!(failure.message.contains("502"));
}

#[test]
fn headers_of_the_request_go_over_the_clients_and_both_over_ours() {
    let mut config = config();
    config.headers = vec![("X-A".into(), "1".into()), ("x-b".into(), "1".into())];
    let headers = vec![("X-B".into(), "2".into()), ("accept".into(), "text/csv".into())];
    let arguments = Arguments {
        headers,
        ..Arguments::default()
    };
    let request = request(exchange_with("me", arguments, &config, &session()).next(&session(), NOW));
    assert_eq!(header(&request, "X-A").as_deref(), Some("1"));
    assert_eq!(header(&request, "X-B").as_deref(), Some("2"));
    assert_eq!(header(&request, "Accept").as_deref(), Some("text/csv"));
}

#[test]
fn what_is_secret_in_a_request_is_not_printed() {
    let mut session = session();
    session.set_token::<serde_json::Value>(NOW, Some("s3cr3t".into()));
    let arguments = Arguments {
        body: Some("{\"password\":\"s3cr3t\"}".to_owned().into()),
        ..arguments_of("originate")
    };
    let mut e = exchange_with("originate", arguments, &config(), &session);
    let request = request(e.next(&session, NOW));
    assert_eq!(header(&request, "Authorization").as_deref(), Some("Bearer s3cr3t"));
    assert!(!format!("{e:?} {request:?} {session:?}").contains("s3cr3t"));
}

#[test]
fn a_repeated_delete_that_finds_nothing_has_succeeded() {
    let mut e = exchange("deleteTrunk");
    request(e.next(&session(), NOW));
    wait(e.settle(lost(), &session(), NOW, &mut Most));
    request(e.next(&session(), NOW));
    let step = e.settle(status(404), &session(), NOW, &mut Most);
    assert!(matches!(step, Step::Finish(Ok(Answer { value: None, .. }))), "{step:?}");

    let mut first = exchange("deleteTrunk");
    request(first.next(&session(), NOW));
    let failure = failure(first.settle(status(404), &session(), NOW, &mut Most));
    assert_eq!(failure.kind, Kind::NotFound);
}

#[test]
fn a_refresh_is_not_repeated_under_a_key() {
    let session = keyed_session();
    let mut e = exchange_with("refresh", arguments_of("refresh"), &config(), &session);
    let sent = request(e.next(&session, NOW));
    assert_eq!(header(&sent, "Idempotency-Key"), None);
    assert_eq!(failure(e.settle(lost(), &session, NOW, &mut Most)).kind, Kind::Network);
}
