//! User names and nonces as they are written and hashed.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn names_and_nonces_with_quotation_marks_stay_in_their_place() {
    let mut s = Session::new("a\"b\\c", Credentials::Password(Redacted::new("x".to_owned())));
    let mut r = request();
    let line = r#"Digest realm="the \"best\" realm", nonce="n\"1", opaque="o\\""#;
    s.challenged(&mut Attempts::default(), &r, &refusal(401, &[line]));
    s.authorize(&mut r, &mut Counting(0));
    let value = String::from_utf8(r.headers.get(names::AUTHORIZATION).unwrap().to_vec()).unwrap();
    assert!(
        value.starts_with(r#"Digest username="a\"b\\c", realm="the \"best\" realm", nonce="n\"1", uri="#),
        "{value}"
    );
    assert!(value.ends_with(r#", opaque="o\\""#), "{value}");
    assert!(!format!("{s:?}").contains("\"x\""), "a password is not printed");
}

/// The values were computed elsewhere: what RFC 7616 §3.9.2 prints is SHA-512 cut off, not SHA-512/256.
#[test]
fn a_user_name_is_hashed_where_the_server_wants_that() {
    let (_, _, sent) = jaesoen(", charset=UTF-8, userhash=true");
    assert_eq!(
        sent.get("username"),
        Some("793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b")
    );
    assert_eq!(sent.get("userhash"), Some("true"));
    assert_eq!(
        sent.get("response"),
        Some("7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c")
    );
    assert_eq!(sent.get("opaque"), Some("HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"));
}

#[test]
fn a_user_name_that_is_not_ascii_is_written_as_the_server_can_read_it() {
    let (_, _, modern) = jaesoen(", charset=\"utf-8\"");
    assert_eq!(modern.params.get("username*"), Some("UTF-8''J%C3%A4s%C3%B8n%20Doe"));
    assert!(!modern.params.has("username") && !modern.params.has("userhash"));
    let (_, _, older) = jaesoen("");
    assert_eq!(older.get("username"), Some("J\u{e4}s\u{f8}n Doe"));
    assert_eq!(
        older.get("response"),
        modern.get("response"),
        "the hash is over the same octets"
    );
}
