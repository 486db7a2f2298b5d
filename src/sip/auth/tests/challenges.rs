//! Which challenge is answered, how often, and when credentials are asked for.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn a_nonce_is_used_again_with_the_next_count() {
    let (mut s, mut entropy) = (session(), Counting(0));
    let mut r = request();
    s.authorize(&mut r, &mut entropy);
    assert!(!r.headers.has(names::AUTHORIZATION), "nothing is known yet");
    assert_eq!(
        s.challenged(&mut Attempts::default(), &r, &refusal(401, &[A])),
        Verdict::Retry
    );
    for count in ["00000001", "00000002", "00000003"] {
        s.authorize(&mut r, &mut entropy);
        assert_eq!(sent(&r, names::AUTHORIZATION, "nc"), [count]);
        assert_eq!(sent(&r, names::AUTHORIZATION, "uri"), ["sip:acme.test"]);
    }
    let mut ack = Request::new(Method::Ack, r.uri.clone());
    s.authorize(&mut ack, &mut entropy);
    assert!(
        !ack.headers.has(names::AUTHORIZATION),
        "an ACK has the INVITE's credentials or none"
    );
    copy_credentials(&r, &mut ack);
    assert_eq!(
        ack.headers.get(names::AUTHORIZATION),
        r.headers.get(names::AUTHORIZATION)
    );
}

#[test]
fn the_topmost_challenge_that_can_be_answered_counts() {
    let (mut s, mut r) = (session(), request());
    let challenges = [
        "Bearer realm=\"a\"",
        "Digest realm=\"a\", nonce=\"0\", algorithm=AES-9",
        "Digest realm=\"a\", nonce=\"q\", qop=\"new\", Digest realm=\"a\", nonce=\"1\", algorithm=SHA-256, qop=\"auth\"",
        "Digest realm=\"a\", nonce=\"2\", algorithm=MD5, qop=\"auth\"",
    ];
    assert_eq!(
        s.challenged(&mut Attempts::default(), &r, &refusal(401, &challenges)),
        Verdict::Retry
    );
    s.authorize(&mut r, &mut Counting(0));
    assert_eq!(sent(&r, names::AUTHORIZATION, "algorithm"), ["SHA-256"]);
    let unknown = refusal(401, &challenges[..2]);
    assert_eq!(
        session().challenged(&mut Attempts::default(), &r, &unknown),
        Verdict::Unsupported
    );
}

#[test]
fn proxies_and_the_far_end_are_answered_in_one_request() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let mut attempts = Attempts::default();
    for response in [
        refusal(
            407,
            &[
                "Digest realm=\"p1\", nonce=\"1\"",
                "Digest realm=\"p2\", nonce=\"1\", qop=\"auth-int\"",
            ],
        ),
        refusal(407, &["Digest realm=\"p3\", nonce=\"1\""]),
        refusal(401, &["Digest realm=\"p1\", nonce=\"1\""]),
    ] {
        assert_eq!(s.challenged(&mut attempts, &r, &response), Verdict::Retry);
        s.authorize(&mut r, &mut entropy);
    }
    assert_eq!(sent(&r, names::PROXY_AUTHORIZATION, "realm"), ["p1", "p2", "p3"]);
    assert_eq!(sent(&r, names::PROXY_AUTHORIZATION, "qop"), ["-", "auth-int", "-"]);
    assert_eq!(sent(&r, names::AUTHORIZATION, "realm"), ["p1"]);
}

#[test]
fn a_proxy_of_the_registrars_realm_is_answered_before_it_asks() {
    let (mut s, mut entropy) = (session(), Counting(0));
    let mut register = Request::new(Method::Register, Uri::Sip(SipUri::new("", "acme.test")));
    s.challenged(&mut Attempts::default(), &register, &refusal(401, &[A]));
    s.authorize(&mut register, &mut entropy);
    assert!(!register.headers.has(names::PROXY_AUTHORIZATION));

    let mut invite = Request::new(Method::Invite, Uri::Sip(SipUri::new("2", "acme.test")));
    s.authorize(&mut invite, &mut entropy);
    assert_eq!(sent(&invite, names::AUTHORIZATION, "nc"), ["00000002"]);
    let told = |name| sent(&invite, names::PROXY_AUTHORIZATION, name);
    assert_eq!(
        told("nc"),
        ["00000003"],
        "a server that counts nonces counts these together"
    );
    assert_eq!(told("nonce"), sent(&invite, names::AUTHORIZATION, "nonce"));
    assert_eq!(told("cnonce"), sent(&invite, names::AUTHORIZATION, "cnonce"));

    // A proxy that is another server challenges as ever, and is answered with what it asked.
    let other = "Digest realm=\"a\", nonce=\"p\", qop=\"auth\"";
    let verdict = s.challenged(&mut Attempts::default(), &invite, &refusal(407, &[other]));
    assert_eq!(verdict, Verdict::Retry);
    s.authorize(&mut invite, &mut entropy);
    assert_eq!(sent(&invite, names::PROXY_AUTHORIZATION, "nonce"), ["p"]);
    assert_eq!(sent(&invite, names::PROXY_AUTHORIZATION, "nc"), ["00000001"]);
}

#[test]
fn the_same_nonce_once_more_is_a_wrong_password() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let mut attempts = Attempts::default();
    assert_eq!(s.challenged(&mut attempts, &r, &refusal(401, &[A])), Verdict::Retry);
    s.authorize(&mut r, &mut entropy);
    assert_eq!(s.challenged(&mut attempts, &r, &refusal(401, &[A])), Verdict::Rejected);
    s.authorize(&mut r, &mut entropy);
    assert!(
        !r.headers.has(names::AUTHORIZATION),
        "refused credentials are not sent again by themselves"
    );
}

#[test]
fn a_new_nonce_for_the_same_request_is_a_wrong_password_unless_stale() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let mut attempts = Attempts::default();
    let mut challenge = |s: &mut Session, r: &mut Request, nonce: &str, stale: &str| {
        let line = format!("Digest realm=\"a\", nonce=\"{nonce}\"{stale}");
        let verdict = s.challenged(&mut attempts, r, &refusal(401, &[&line]));
        s.authorize(r, &mut entropy);
        verdict
    };
    assert_eq!(challenge(&mut s, &mut r, "1", ""), Verdict::Retry);
    assert_eq!(challenge(&mut s, &mut r, "2", ", stale=true"), Verdict::Retry);
    assert_eq!(sent(&r, names::AUTHORIZATION, "nonce"), ["2"]);
    assert_eq!(challenge(&mut s, &mut r, "3", ""), Verdict::Rejected);
}

#[test]
fn staleness_for_ever_ends() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let mut attempts = Attempts::default();
    for tries in 1.. {
        assert!(tries < 10, "it must end");
        let line = format!("Digest realm=\"a\", nonce=\"{tries}\", stale=true");
        if s.challenged(&mut attempts, &r, &refusal(407, &[&line])) == Verdict::Rejected {
            return;
        }
        s.authorize(&mut r, &mut entropy);
    }
}

#[test]
fn realms_for_ever_end() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let mut attempts = Attempts::default();
    for tries in 1.. {
        assert!(tries < 100, "it must end");
        let line = format!("Digest realm=\"{tries}\", nonce=\"1\"");
        if s.challenged(&mut attempts, &r, &refusal(407, &[&line])) == Verdict::Rejected {
            return;
        }
        s.authorize(&mut r, &mut entropy);
        assert!(r.headers.lines(names::PROXY_AUTHORIZATION).count() <= 8);
    }
}

#[test]
fn an_old_nonce_may_expire_without_a_word() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    s.challenged(&mut Attempts::default(), &r, &refusal(401, &[A]));
    s.authorize(&mut r, &mut entropy);
    // A later request, with the nonce remembered, meets a new one without `stale`.
    s.authorize(&mut r, &mut entropy);
    let mut attempts = Attempts::default();
    let new = "Digest realm=\"a\", nonce=\"new\", qop=\"auth\"";
    assert_eq!(s.challenged(&mut attempts, &r, &refusal(401, &[new])), Verdict::Retry);
    s.authorize(&mut r, &mut entropy);
    assert_eq!(
        sent(&r, names::AUTHORIZATION, "nc"),
        ["00000001"],
        "a new nonce counts from one"
    );
    assert_eq!(
        s.challenged(&mut attempts, &r, &refusal(401, &[new])),
        Verdict::Rejected
    );
}

#[test]
fn a_hash_answers_only_its_algorithm() {
    let ha1 = Hash::Sha256.hex(&[b"1001", b"a", b"secret"]);
    let credentials = Credentials::Ha1(vec![("sha-256".to_owned(), Redacted::new(ha1.to_uppercase()))]);
    let (mut by_hash, mut by_password) = (Session::new("1001", credentials), session());
    let (r, md5) = (request(), "Digest realm=\"a\", nonce=\"1\"");
    assert_eq!(
        by_hash.challenged(&mut Attempts::default(), &r, &refusal(401, &[md5])),
        Verdict::Unsupported
    );
    let both = refusal(
        401,
        &[
            md5,
            "Digest realm=\"a\", nonce=\"2\", algorithm=SHA-256-sess, qop=\"auth\"",
        ],
    );
    let sha = refusal(
        401,
        &["Digest realm=\"a\", nonce=\"2\", algorithm=SHA-256-sess, qop=\"auth\""],
    );
    assert_eq!(by_hash.challenged(&mut Attempts::default(), &r, &both), Verdict::Retry);
    assert_eq!(
        by_password.challenged(&mut Attempts::default(), &r, &sha),
        Verdict::Retry
    );
    let (mut x, mut y) = (request(), request());
    by_hash.authorize(&mut x, &mut Counting(0));
    by_password.authorize(&mut y, &mut Counting(0));
    assert_eq!(x, y);
}

#[test]
fn credentials_are_asked_for() {
    let (mut s, mut r) = (Session::new("1001", Credentials::Ask), request());
    let verdict = s.challenged(&mut Attempts::default(), &r, &refusal(401, &[A]));
    assert_eq!(verdict, Verdict::CredentialsNeeded { realm: "a".to_owned() });
    s.authorize(&mut r, &mut Counting(0));
    assert!(!r.headers.has(names::AUTHORIZATION));
    s.set_credentials(Credentials::Password(Redacted::new("secret".to_owned())));
    s.authorize(&mut r, &mut Counting(0));
    assert_eq!(sent(&r, names::AUTHORIZATION, "realm"), ["a"]);
    s.forget();
    s.authorize(&mut r, &mut Counting(0));
    assert!(!r.headers.has(names::AUTHORIZATION));
}
