use crate::sip::message::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SDP: &str = "v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\n";

fn headers(lines: &[(&str, &str)]) -> Headers {
    let mut h = Headers::default();
    for (name, value) in lines {
        h.push(name, value);
    }
    h
}

/// A part with its header fields.
fn part(lines: &str, body: &str) -> String {
    format!("{lines}\r\n\r\n{body}")
}

fn multipart(parts: &[String]) -> String {
    let mut out = "preamble, no part\r\n".to_owned();
    for part in parts {
        out += &format!("--b=1\r\n{part}\r\n");
    }
    out + "--b=1--\r\nepilogue"
}

fn look(kind: &str, body: &str) -> String {
    let h = headers(&[("Content-Type", kind)]);
    match session_of(&h, body.as_bytes()) {
        Body::Session(sdp) => String::from_utf8(sdp.to_vec()).unwrap(),
        other => format!("{other:?}"),
    }
}

const MIXED: &str = "Multipart/Mixed;boundary=\"b=1\"";

#[test]
fn a_description_is_found_alone() {
    assert_eq!(look("application/sdp", SDP), SDP);
    assert_eq!(look("Application/SDP;charset=utf-8", SDP), SDP);
    assert_eq!(look("application/sdp", ""), "Empty");
    assert_eq!(look("text/plain", "x"), "Unknown");
    assert_eq!(session_of(&Headers::default(), b"x"), Body::Unknown);
}

#[test]
fn a_description_is_found_among_other_parts() {
    let sdp = part("Content-Type: application/sdp", SDP);
    let isup = part(
        "Content-Type: application/ISUP;version=itu-t92+\r\nContent-Disposition: signal ;handling = Optional",
        "\0\u{1}",
    );
    for parts in [[sdp.clone(), isup.clone()], [isup.clone(), sdp.clone()]] {
        assert_eq!(look(MIXED, &multipart(&parts)), SDP);
        assert_eq!(look("multipart/unheard-of; boundary=\"b=1\"", &multipart(&parts)), SDP);
    }
    let required = isup.replace("Optional", "required");
    assert_eq!(look(MIXED, &multipart(&[sdp.clone(), required])), "Unknown");
    let silent = part("Content-Type: application/x-new", "x");
    assert_eq!(
        look(MIXED, &multipart(&[sdp.clone(), silent])),
        "Unknown",
        "required is the default"
    );
    assert_eq!(look(MIXED, &multipart(&[isup])), "Ignored");
    assert_eq!(
        look(MIXED, &multipart(&[sdp.clone(), sdp.clone()])),
        "Unknown",
        "two contradict each other"
    );
    let location = part(
        "Content-Type: application/pidf+xml\r\nContent-Disposition: by-reference\r\nContent-ID: <l@h>",
        "<presence/>",
    );
    assert_eq!(look(MIXED, &multipart(&[location, sdp])), SDP);
}

#[test]
fn of_alternatives_the_last_that_is_understood_counts() {
    let kind = "multipart/alternative;boundary=\"b=1\"";
    let (old, new) = (SDP.to_owned(), SDP.replace("s=-", "s=new"));
    let sdp = |s: &str| part("Content-Type: application/sdp", s);
    let better = part("Content-Type: application/sdpng", "<x/>");
    assert_eq!(look(kind, &multipart(&[sdp(&old), sdp(&new), better.clone()])), new);
    assert_eq!(look(kind, &multipart(std::slice::from_ref(&better))), "Unknown");
    let nested = multipart(&[sdp(&new)]).replace("b=1", "inner");
    let nested = part("Content-Type: multipart/mixed;boundary=inner", &nested);
    assert_eq!(look(kind, &multipart(&[sdp(&old), nested, better])), new);
}

#[test]
fn of_related_parts_the_root_counts() {
    let sdp = part("Content-Type: application/sdp\r\nContent-ID: <root@h>", SDP);
    let picture = part("Content-Type: image/png\r\nContent-ID: <p@h>", "png");
    let parts = multipart(&[picture.clone(), sdp.clone()]);
    assert_eq!(
        look("multipart/related;boundary=\"b=1\";start=\"<root@h>\"", &parts),
        SDP
    );
    assert_eq!(
        look("multipart/related;boundary=\"b=1\"", &parts),
        "Unknown",
        "the first is the root"
    );
    assert_eq!(
        look("multipart/related;boundary=\"b=1\"", &multipart(&[sdp, picture])),
        SDP
    );
}

#[test]
fn what_a_description_is_for_is_respected() {
    let body = |lines: &[(&str, &str)]| session_of(&headers(lines), SDP.as_bytes());
    let sdp = ("Content-Type", "application/sdp");
    let found = Body::Session(SDP.as_bytes());
    assert_eq!(body(&[sdp, ("Content-Disposition", "session")]), found);
    assert_eq!(
        body(&[sdp, ("Content-Disposition", "Session;handling=required")]),
        found
    );
    assert_eq!(
        body(&[sdp, ("Content-Disposition", "early-session;handling=optional")]),
        Body::Ignored
    );
    assert_eq!(body(&[sdp, ("Content-Disposition", "render")]), Body::Unknown);
    assert_eq!(body(&[sdp, ("Content-Encoding", "identity")]), found);
    assert_eq!(body(&[sdp, ("Content-Encoding", "gzip")]), Body::Unknown);
    assert_eq!(body(&[sdp, ("e", "gzip"), ("Content-Encoding", "gzip")]), Body::Unknown);
    assert_eq!(
        body(&[
            sdp,
            ("Content-Encoding", "gzip"),
            ("Content-Disposition", "session;handling=optional")
        ]),
        Body::Ignored
    );
    assert_eq!(body(&[sdp, ("Content-Transfer-Encoding", "binary")]), found);
    assert_eq!(body(&[sdp, ("Content-Transfer-Encoding", "base64")]), Body::Unknown);
}

#[test]
fn multipart_bodies_have_limits() {
    let sdp = part("Content-Type: application/sdp", SDP);
    let ignored = part("Content-Type: a/b\r\nContent-Disposition: x;handling=optional", "");
    let many = |n: usize| multipart(&[vec![ignored.clone(); n], vec![sdp.clone()]].concat());
    assert_eq!(look(MIXED, &many(limits::PARTS - 1)), SDP);
    assert_eq!(look(MIXED, &many(limits::PARTS)), "Unknown");
    let mut nested = sdp;
    let mut kind = String::new();
    for depth in 0..=limits::NESTING {
        if depth > 0 {
            nested = part(&format!("Content-Type: {kind}"), &nested);
        }
        nested = multipart(&[nested]).replace("b=1", &format!("b{depth}"));
        kind = format!("multipart/mixed;boundary=b{depth}");
        let expected = if depth < limits::NESTING { SDP } else { "Unknown" };
        assert_eq!(look(&kind, &nested), expected, "{depth}");
    }
}

#[test]
fn broken_multipart_bodies_are_not_understood() {
    let sdp = part("Content-Type: application/sdp", SDP);
    let whole = multipart(&[sdp]);
    for (kind, body) in [
        ("multipart/mixed", whole.clone()),
        ("multipart/mixed;boundary=", whole.clone()),
        ("multipart/mixed;boundary=\"\"", whole.clone()),
        ("multipart/mixed;boundary=other", whole.clone()),
        (MIXED, whole.replace("--b=1--", "")),
        (MIXED, whole.replace("\r\n", "\n")),
        (MIXED, "--b=1--\r\n".to_owned()),
        (MIXED, "--b=1\r\nContent-Type: application/sdp\r\n--b=1--".to_owned()),
        (MIXED, format!("x--b=1\r\n{SDP}")),
    ] {
        assert_eq!(look(kind, &body), "Unknown", "{kind} {body:?}");
    }
    // White space behind a delimiter is padding, and what only looks like one belongs to the part.
    let padded = whole
        .replace("--b=1\r\n", "--b=1 \t\r\n")
        .replace("--b=1--\r\nepilogue", "--b=1--");
    assert_eq!(look(MIXED, &padded), SDP);
    let lookalike = whole.replace("s=-\r\n", "s=-\r\n--b=12\r\na=--b=1\r\n");
    assert_eq!(
        look(MIXED, &lookalike),
        SDP.replace("s=-\r\n", "s=-\r\n--b=12\r\na=--b=1\r\n")
    );
}
