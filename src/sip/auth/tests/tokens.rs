//! Bearer tokens (RFC 8898).

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

fn token(token: &str) -> Credentials {
    Credentials::Bearer(Redacted::new(token.to_owned()))
}

const BEARER: &str = "Bearer authz_server=\"https://auth.acme.test/\", realm=\"a\", scope=\"sip\"";

#[test]
fn a_bearer_challenge_is_answered_with_the_token() {
    let (mut s, mut r) = (Session::new("1001", token("eyJ.abc-_~+/=")), request());
    let mixed = refusal(401, &["Digest realm=\"a\", nonce=\"1\"", BEARER]);
    assert_eq!(s.challenged(&mut Attempts::default(), &r, &mixed), Verdict::Retry);
    s.authorize(&mut r, &mut Counting(0));
    let lines: Vec<_> = r.headers.lines(names::AUTHORIZATION).collect();
    assert_eq!(lines, [b"Bearer eyJ.abc-_~+/="]);
    let only_digest = refusal(401, &[A]);
    assert_eq!(
        s.challenged(&mut Attempts::default(), &request(), &only_digest),
        Verdict::Unsupported
    );
    let (mut by_password, plain) = (session(), request());
    assert_eq!(
        by_password.challenged(&mut Attempts::default(), &plain, &refusal(401, &[BEARER])),
        Verdict::Unsupported
    );
}

#[test]
fn a_token_that_is_refused_is_asked_for_again_a_few_times() {
    let (mut s, mut r, mut entropy) = (Session::new("1001", token("t0")), request(), Counting(0));
    let mut attempts = Attempts::default();
    let refused = refusal(401, &[&format!("{BEARER}, error=\"invalid_token\"")]);
    assert_eq!(s.challenged(&mut attempts, &r, &refused), Verdict::Retry);
    for tries in 1.. {
        assert!(tries < 10, "it must end");
        s.authorize(&mut r, &mut entropy);
        assert!(
            r.headers
                .text(names::AUTHORIZATION)
                .unwrap()
                .ends_with(&format!("t{}", tries - 1))
        );
        match s.challenged(&mut attempts, &r, &refused) {
            Verdict::CredentialsNeeded { realm } => assert_eq!(realm, "a"),
            Verdict::Rejected => return,
            other => panic!("{other:?}"),
        }
        s.set_credentials(token(&format!("t{tries}")));
    }
}

#[test]
fn a_token_that_would_break_out_of_its_line_is_not_sent() {
    for evil in ["a b", "a\r\nX: y", "a\0", "", "\u{e9}"] {
        let (mut s, mut r) = (Session::new("1001", token(evil)), request());
        s.challenged(&mut Attempts::default(), &r, &refusal(401, &[BEARER]));
        s.authorize(&mut r, &mut Counting(0));
        assert!(!r.headers.has(names::AUTHORIZATION), "{evil:?}");
    }
}
