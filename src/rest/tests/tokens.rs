use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::super::jwt;
use super::*;

const MINUTE: u64 = 60;

/// A JWT with these claims and a signature that nobody looks at.
fn token(claims: &Value) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::from("eyJhbGciOiJIUzI1NiJ9.");
    for chunk in claims.to_string().as_bytes().chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(n >> (18 - 6 * i)) as usize & 63]));
        }
    }
    out + ".sig"
}

fn seconds(t: Instant) -> u64 {
    t.as_millis() / 1000
}

fn lives(sec: u64) -> String {
    token(&json!({ "iat": seconds(NOW), "exp": seconds(NOW) + sec }))
}

fn grant(token: String, refresh: Option<&str>) -> Grant {
    Grant {
        token: token.into(),
        refresh_token: refresh.map(|r| r.to_owned().into()),
        expires_at: None,
        features: None,
    }
}

fn signed_in(sec: u64) -> Session {
    let mut session = Session::new(true);
    session.grant::<Value>(NOW, grant(lives(sec), Some("r1")));
    session
}

fn at(sec: u64) -> Instant {
    NOW + Duration::from_secs(sec)
}

#[test]
fn a_tokens_end_is_read_from_the_token() {
    let claims = jwt::claims::<Value>(&token(&json!({ "exp": 1_900_000_000_u64, "iat": 1.5, "sub": "ü?>~" }))).unwrap();
    assert_eq!((claims.expires_at, claims.issued_at), (Some(1_900_000_000), Some(1)));
    for text in ["", "abc", "a.b", "a.!!.c", "a.e30.c"] {
        assert_eq!(jwt::claims::<Value>(text).and_then(|c| c.expires_at), None, "{text}");
    }
}

#[test]
fn a_token_is_refreshed_a_minute_before_it_ends() {
    let session = signed_in(15 * MINUTE);
    assert!(!session.is_due(at(14 * MINUTE - 1)));
    assert!(session.is_due(at(14 * MINUTE)));
    assert_eq!(session.next_alarm(), Some((at(14 * MINUTE), Alarm::Refresh)));
}

#[test]
fn a_short_token_is_not_refreshed_all_the_time() {
    let session = signed_in(20);
    assert!(!session.is_due(at(14)));
    assert!(session.is_due(at(15)));
}

#[test]
fn a_clock_that_is_wrong_does_not_make_a_fresh_token_look_old() {
    let mut session = Session::new(true);
    let server = seconds(NOW) - 3600;
    let old = token(&json!({ "iat": server, "exp": server + 15 * MINUTE }));
    session.grant::<Value>(NOW, grant(old, Some("r")));
    assert!(!session.is_due(at(13 * MINUTE)));
    assert!(session.is_due(at(14 * MINUTE)));
}

#[test]
fn the_answers_own_time_serves_where_the_token_says_nothing() {
    let answer =
        json!({ "token": "opaque", "refreshToken": "r", "expiresAt": "2027-01-15T08:10:00Z", "features": ["x"] });
    let grant = Grant::read(&answer, |text| (text == "2027-01-15T08:10:00Z").then(|| at(600))).unwrap();
    let mut session = Session::new(true);
    session.grant::<Value>(NOW, grant);
    assert_eq!(session.next_alarm(), Some((at(540), Alarm::Refresh)));
    assert!(!session.honours_keys());
}

#[test]
fn a_token_that_cannot_be_refreshed_is_announced_a_minute_before_its_end_and_once() {
    let mut session = Session::new(true);
    session.set_token::<Value>(NOW, Some(lives(15 * MINUTE)));
    assert_eq!(
        session.next_alarm(),
        Some((at(14 * MINUTE), Alarm::Expiring(at(15 * MINUTE))))
    );
    session.announced();
    assert_eq!(session.next_alarm(), None);
}

#[test]
fn without_auto_refresh_the_end_is_announced() {
    let mut session = Session::new(false);
    session.grant::<Value>(NOW, grant(lives(15 * MINUTE), Some("r")));
    assert!(!session.is_due(at(20 * MINUTE)));
    assert!(matches!(session.next_alarm(), Some((_, Alarm::Expiring(_)))));
}

#[test]
fn a_request_with_a_token_that_is_due_waits_for_the_new_one() {
    let mut session = signed_in(15 * MINUTE);
    let mut e = exchange("me");
    assert!(matches!(e.next(&session, at(15 * MINUTE)), Step::Refresh));
    session.grant::<Value>(at(15 * MINUTE), grant("new".into(), Some("r2")));
    let request = request(e.refreshed(Ok(()), &session));
    assert_eq!(header(&request, "Authorization").as_deref(), Some("Bearer new"));
}

#[test]
fn a_login_does_not_wait_for_a_refresh_and_carries_no_token() {
    let session = signed_in(15 * MINUTE);
    let mut e = exchange_with("login", arguments_of("login"), &config(), &session);
    let request = request(e.next(&session, at(20 * MINUTE)));
    assert_eq!(header(&request, "Authorization"), None);
}

#[test]
fn a_401_leads_to_one_refresh_and_one_repeat_never_to_a_loop() {
    let mut session = signed_in(15 * MINUTE);
    let mut e = exchange("originate");
    request(e.next(&session, NOW));
    assert!(matches!(e.settle(status(401), &session, NOW, &mut Most), Step::Refresh));
    session.grant::<Value>(NOW, grant("new".into(), Some("r2")));
    request(e.refreshed(Ok(()), &session));
    let failure = failure(e.settle(status(401), &session, NOW, &mut Most));
    assert_eq!((failure.kind, failure.status), (Kind::Authentication, Some(401)));
}

#[test]
fn a_401_for_an_older_token_is_repeated_without_a_refresh() {
    let mut session = signed_in(15 * MINUTE);
    let mut e = exchange("me");
    request(e.next(&session, NOW));
    session.grant::<Value>(NOW, grant("new".into(), Some("r2")));
    let request = request(e.settle(status(401), &session, NOW, &mut Most));
    assert_eq!(header(&request, "Authorization").as_deref(), Some("Bearer new"));
    failure(e.settle(status(401), &session, NOW, &mut Most));
}

#[test]
fn a_401_right_after_a_refresh_is_not_answered_with_another() {
    let mut session = signed_in(15 * MINUTE);
    let mut e = exchange("me");
    assert!(matches!(e.next(&session, at(15 * MINUTE)), Step::Refresh));
    session.grant::<Value>(at(15 * MINUTE), grant(lives(30 * MINUTE), Some("r2")));
    request(e.refreshed(Ok(()), &session));
    failure(e.settle(status(401), &session, at(15 * MINUTE), &mut Most));
}

#[test]
fn a_401_without_a_refresh_token_is_an_authentication_error_at_once() {
    let mut session = Session::new(true);
    session.set_token::<Value>(NOW, Some("t".into()));
    let mut e = exchange("me");
    request(e.next(&session, NOW));
    let body = json!({ "error": { "code": "token_expired", "message": "Log in again." } });
    let failure = failure(e.settle(answer(401, body), &session, NOW, &mut Most));
    assert_eq!((failure.kind, failure.code), (Kind::Authentication, "token_expired"));
}

#[test]
fn when_the_refresh_is_refused_too_the_first_401_is_what_the_caller_gets() {
    let mut session = signed_in(15 * MINUTE);
    let mut e = exchange("me");
    request(e.next(&session, NOW));
    let body = json!({ "error": { "code": "token_expired", "message": "Expired." } });
    assert!(matches!(
        e.settle(answer(401, body), &session, NOW, &mut Most),
        Step::Refresh
    ));
    session.refresh_refused();
    let mut refresh = exchange("refresh");
    request(refresh.next(&session, NOW));
    let refused = failure(refresh.settle(status(401), &session, NOW, &mut Most));
    let failure = failure(e.refreshed(Err(Box::new(refused)), &session));
    assert_eq!((failure.code, failure.operation), ("token_expired", "me"));
    assert!(!session.can_refresh());
}

#[test]
fn when_the_refresh_gets_lost_before_the_end_the_old_token_is_used() {
    let mut session = signed_in(15 * MINUTE);
    let now = at(14 * MINUTE + 1);
    let mut e = exchange("me");
    assert!(matches!(e.next(&session, now), Step::Refresh));
    session.refresh_lost(now);
    let mut refresh = exchange("refresh");
    request(refresh.next(&session, now));
    let gone = failure(refresh.settle(lost(), &session, now, &mut Most));
    request(e.refreshed(Err(Box::new(gone)), &session));
    assert!(!session.is_due(now));
    assert_eq!(
        session.next_alarm(),
        Some((now + Duration::from_secs(5), Alarm::Refresh))
    );
}

#[test]
fn signing_out_forgets_everything() {
    let mut session = signed_in(15 * MINUTE);
    let before = session.generation();
    session.sign_out();
    assert!(session.token().is_none() && !session.can_refresh() && session.next_alarm().is_none());
    assert_ne!(session.generation(), before);
    assert_eq!(session.refresh_body().expose(), "{}");
}

#[test]
fn the_refresh_token_is_quoted_for_json() {
    let mut session = Session::new(true);
    session.grant::<Value>(NOW, grant("t".into(), Some("a\"b\\c\u{7}")));
    let body: Value = serde_json::from_str(session.refresh_body().expose()).unwrap();
    assert_eq!(body, json!({ "refreshToken": "a\"b\\c\u{7}" }));
}

#[test]
fn a_server_that_does_not_rotate_keeps_its_refresh_token() {
    let mut session = signed_in(15 * MINUTE);
    session.grant::<Value>(NOW, grant("t2".into(), None));
    assert!(session.can_refresh());
}

#[test]
fn logging_out_never_refreshes_a_token_first_or_after_a_401() {
    let session = signed_in(60);
    let mut e = exchange_with("logout", arguments_of("logout"), &config(), &session);
    request(e.next(&session, at(59)));
    let failure = failure(e.settle(status(401), &session, at(59), &mut Most));
    assert_eq!(failure.kind, Kind::Authentication);
}

#[test]
fn the_user_changes_with_a_login_and_a_logout_and_not_with_a_refresh() {
    let mut session = signed_in(60);
    let user = session.user();
    session.grant::<Value>(NOW, grant(lives(60), Some("r2")));
    assert_eq!(session.user(), user);
    session.sign_out();
    assert_ne!(session.user(), user);
    let user = session.user();
    session.set_token::<Value>(NOW, Some(lives(60)));
    assert_ne!(session.user(), user);
}
