//! Responses that are known, and challenges as they stand in their lines.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::*;

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
