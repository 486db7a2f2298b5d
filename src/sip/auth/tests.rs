use super::{
    challenge::parse_line,
    digest::{self, Covered, Hash, Nonce},
    *,
};
use crate::entropy::Entropy;
use crate::redact::Redacted;
use crate::sip::message::{Method, Response, SipUri, Uri};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

struct Counting(u8);

impl Entropy for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for b in out {
            self.0 = self.0.wrapping_add(1);
            *b = self.0;
        }
    }
}

/// The values of RFC 7616 §3.9.1 where it has them (MD5 and SHA-256 with `auth`), the others computed elsewhere.
#[test]
fn every_algorithm_and_qop_gives_the_known_response() {
    let rows = [
        ("MD5", "auth", "8ca523f5e9506fed4657c9700eebdbec"),
        ("MD5", "auth-int", "3835b139d1606d821f6f96713d044ded"),
        ("MD5", "", "7b2cc3b30e75b4777ea31027084363fd"),
        ("md5-sess", "auth", "e783283f46242139c486a698fec7211d"),
        ("MD5-sess", "auth-int", "95a97f9edf077a8935ef998409f66850"),
        ("MD5-sess", "", "37a7f42db2090a3fcac4e26e747d4fc8"),
        (
            "SHA-256",
            "auth",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        (
            "SHA-256",
            "auth-int",
            "b3a4a0111e74e28223bac4af55ade12af037f6c8a019923135a0dca0d384407f",
        ),
        (
            "sha-256",
            "",
            "a1306b0595a6c7fe96c448631fb5cfbd5107bd1fe1da729d978dd7446b812363",
        ),
        (
            "SHA-256-sess",
            "auth",
            "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7",
        ),
        (
            "SHA-512-256",
            "auth",
            "430d05014cecc49cab6fbe03176d41a1da86cbfe24a16580e22aaad928d960d0",
        ),
        (
            "SHA-512-256",
            "auth-int",
            "631be824ac300042f70f9fd3050e439eb706f91ec48c3bacb8c102a628f68cd4",
        ),
        (
            "SHA-512-256-SESS",
            "auth",
            "3f2a34f923c38b0fb26dce2fdfc2ce326c23cecf86fbb1444f3e51fbbc2cb92e",
        ),
    ];
    for (algorithm, qop, response) in rows {
        let mut line = format!(
            "Digest realm=\"http-auth@example.org\", algorithm={algorithm}, \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/q\""
        );
        if !qop.is_empty() {
            line += &format!(", qop=\"{qop}\"");
        }
        let challenge = parse_line(&line).remove(0);
        let how = digest::method_for(&challenge).unwrap();
        let ha1 = how.hash.hex(&[b"Mufasa", b"http-auth@example.org", b"Circle of Life"]);
        let mut nonce = Nonce::fixed("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        let covered = Covered {
            method: "GET",
            uri: "/dir/index.html",
            body: b"v=0",
        };
        let value = digest::answer(&challenge, how, &mut nonce, "Mufasa", &ha1, &covered);
        let sent = parse_line(&value).remove(0);
        assert_eq!(sent.get("response"), Some(response), "{algorithm} {qop}");
        assert_eq!(sent.get("opaque"), Some("FQhe/q"));
        assert_eq!(sent.get("algorithm"), Some(algorithm));
        assert_eq!(sent.get("nc"), (!qop.is_empty()).then_some("00000001"));
        assert_eq!(sent.get("qop"), (!qop.is_empty()).then_some(qop));
    }
    let hash = Hash::Sha512_256.hex(&["Jäsøn Doe".as_bytes(), b"api@example.org", b"Secret, or not?"]);
    assert_eq!(hash, "2d3d9f12c9f3d30011259dc5fecee005ae24de40e3e1f61806d03e65f1e6024f");
}

#[test]
fn challenges_are_told_apart_in_one_line() {
    let all = parse_line(
        "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\", Digest\", Basic realm=\"simple\", Negotiate, \
         Digest realm = \"a, b\" , qop=auth,auth-int, nonce=x=,, stale = TRUE , nonce=second",
    );
    let schemes: Vec<_> = all.iter().map(|c| c.scheme.as_str()).collect();
    assert_eq!(schemes, ["Newauth", "Basic", "Negotiate", "Digest"]);
    assert_eq!(
        (all[3].realm(), all[3].nonce(), all[3].is_stale()),
        ("a, b", "x=", true)
    );
    assert_eq!(all[3].get("qop"), Some("auth"));
    assert!(digest::method_for(&all[0]).is_none() && digest::method_for(&all[3]).is_some());
    for line in [
        "",
        ",",
        "=",
        "\"",
        "Digest",
        "Digest realm",
        "Digest =",
        "Digest realm=\"x",
        "\\\", =",
    ] {
        assert!(
            parse_line(line).iter().all(|c| digest::method_for(c).is_none()),
            "{line}"
        );
    }
}

fn session() -> Session {
    Session::new("1001", Credentials::Password(Redacted::new("secret".to_owned())))
}

fn request() -> Request {
    Request::new(Method::Register, Uri::Sip(SipUri::new("", "acme.test")))
}

fn refusal(status: u16, challenges: &[&str]) -> Response {
    let name = if status == 401 {
        names::WWW_AUTHENTICATE
    } else {
        names::PROXY_AUTHENTICATE
    };
    challenges.iter().fold(Response::new(status), |r, c| r.with(name, c))
}

fn sent(request: &Request, header: &str, parameter: &str) -> Vec<String> {
    let lines = request.headers.lines(header);
    let value = |l: &[u8]| {
        parse_line(std::str::from_utf8(l).unwrap())[0]
            .get(parameter)
            .unwrap_or("-")
            .to_owned()
    };
    lines.map(value).collect()
}

const A: &str = "Digest realm=\"a\", nonce=\"1\", qop=\"auth\"";

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

const JAESOEN: (&str, &str, &str) = ("J\u{e4}s\u{f8}n Doe", "api@example.org", "Secret, or not?");

/// RFC 7616 §3.9.2's challenge, answered.
fn jaesoen(more: &str) -> (digest::Method, String, challenge::Challenge) {
    let (user, realm, password) = JAESOEN;
    let line = format!(
        "Digest realm=\"{realm}\", qop=\"auth\", algorithm=SHA-512-256, \
         nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\"{more}"
    );
    let asked = parse_line(&line).remove(0);
    let how = digest::method_for(&asked).unwrap();
    let ha1 = how.hash.hex(&[user.as_bytes(), realm.as_bytes(), password.as_bytes()]);
    let mut nonce = Nonce::fixed("NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm");
    let covered = Covered {
        method: "GET",
        uri: "/doe.json",
        body: b"",
    };
    let value = digest::answer(&asked, how, &mut nonce, user, &ha1, &covered);
    (how, ha1, parse_line(&value).remove(0))
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
