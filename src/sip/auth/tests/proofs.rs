//! What the server proves of itself, and the next nonce that it gives.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

#[test]
fn what_a_server_has_to_answer_is_known() {
    let (how, ha1, sent) = jaesoen("");
    let expected = |how, sent: &challenge::Challenge, body: &[u8]| digest::rspauth(sent, how, &ha1, body).unwrap();
    assert_eq!(
        expected(how, &sent, b""),
        "64e03f289c3b8ceb9da746a3231f1618c26d2714a403a2220d3b06405feb84e9"
    );
    let mut with_body = sent.clone();
    with_body.params.set("qop", "auth-int");
    let auth_int = digest::Method {
        qop: digest::Qop::AuthInt,
        ..how
    };
    assert_eq!(
        expected(auth_int, &with_body, b"v=0"),
        "c7b566faba41bcae22cc0a1ec716f58455f2109b2400eb0e17e1255f34c16a4a"
    );
    let sess = digest::Method { sess: true, ..how };
    assert_eq!(
        expected(sess, &sent, b""),
        "be76f0aaceeb6faea358801c7d7b5c853b31101bc63cad0735e1d3fe2c6d971c"
    );
    let mut old = sent;
    old.params.remove("qop");
    assert_eq!(digest::rspauth(&old, how, &ha1, b""), None);
}

/// A session whose first request has been accepted, and that request.
fn accepted_once(challenge: &str) -> (Session, Request, Counting) {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let verdict = s.challenged(&mut Attempts::default(), &r, &refusal(401, &[challenge]));
    assert_eq!(verdict, Verdict::Retry);
    s.authorize(&mut r, &mut entropy);
    (s, r, entropy)
}

fn rspauth_of(r: &Request) -> String {
    let sent = challenge::sent(r, names::AUTHORIZATION).remove(0);
    let ha1 = Hash::Md5.hex(&[b"1001", b"a", b"secret"]);
    digest::rspauth(&sent, digest::method_for(&sent).unwrap(), &ha1, b"").unwrap()
}

#[test]
fn the_next_nonce_is_used_without_being_asked_for() {
    let (mut s, mut r, mut entropy) = accepted_once(A);
    let info = format!("nextnonce=\"2\", qop=auth, rspauth=\"{}\"", rspauth_of(&r));
    assert!(s.accepted(&r, &Response::new(200).with("Authentication-Info", info)));
    s.authorize(&mut r, &mut entropy);
    assert_eq!(sent(&r, names::AUTHORIZATION, "nonce"), ["2"]);
    assert_eq!(
        sent(&r, names::AUTHORIZATION, "nc"),
        ["00000001"],
        "a new nonce counts from one"
    );
    // A late answer to the first request does not turn it back.
    let (mut s, first, mut entropy) = accepted_once(A);
    let two = Response::new(200).with("Authentication-Info", "nextnonce=\"2\"");
    assert!(s.accepted(&first, &two));
    let three = Response::new(200).with("Authentication-Info", "nextnonce=\"3\"");
    assert!(s.accepted(&first, &three));
    let mut r = request();
    s.authorize(&mut r, &mut entropy);
    assert_eq!(sent(&r, names::AUTHORIZATION, "nonce"), ["2"]);
}

#[test]
fn a_wrong_proof_of_the_server_is_told_and_nothing_of_it_used() {
    let (mut s, mut r, mut entropy) = accepted_once(A);
    let info = "nextnonce=\"evil\", qop=auth, rspauth=\"00000000000000000000000000000000\"";
    assert!(!s.accepted(&r, &Response::new(200).with("Authentication-Info", info)));
    s.authorize(&mut r, &mut entropy);
    assert_eq!(sent(&r, names::AUTHORIZATION, "nonce"), ["1"]);
    for nothing in ["", "rspauth", "=", "nextnonce=\"\"", "qop=auth"] {
        assert!(
            s.accepted(&r, &Response::new(200).with("Authentication-Info", nothing)),
            "{nothing}"
        );
    }
}

#[test]
fn what_a_proxy_says_is_for_its_own_realm() {
    let (mut s, mut r, mut entropy) = (session(), request(), Counting(0));
    let both = refusal(
        407,
        &[
            "Digest realm=\"p1\", nonce=\"1\", qop=\"auth\"",
            "Digest realm=\"p2\", nonce=\"1\", qop=\"auth\"",
        ],
    );
    s.challenged(&mut Attempts::default(), &r, &both);
    s.authorize(&mut r, &mut entropy);
    let cnonce = sent(&r, names::PROXY_AUTHORIZATION, "cnonce").remove(1);
    let info = |more: &str| Response::new(200).with("Proxy-Authentication-Info", format!("nextnonce=\"2\"{more}"));
    assert!(s.accepted(&r, &info("")), "of two nobody knows which");
    assert!(s.accepted(&r, &info(&format!(", cnonce=\"{cnonce}\""))));
    s.authorize(&mut r, &mut entropy);
    assert_eq!(sent(&r, names::PROXY_AUTHORIZATION, "nonce"), ["1", "2"]);
}
