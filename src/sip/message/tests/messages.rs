use crate::sip::message::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const OPTIONS: &str = "OPTIONS sip:bob@example.com SIP/2.0\r\n\
    Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK776\r\n\
    Max-Forwards: 70\r\n\
    From: \"Alice\" <sip:alice@example.com>;tag=1928\r\n\
    To: <sip:bob@example.com>\r\n\
    Call-ID: a84b4c76e66710\r\n\
    CSeq: 63104 OPTIONS\r\n";

/// `OPTIONS` with one line changed and the empty line behind it.
fn with(old: &str, new: &str) -> Vec<u8> {
    assert!(OPTIONS.contains(old), "{old} is in the template");
    [OPTIONS.replace(old, new).as_bytes(), b"\r\n"].concat()
}

fn request(bytes: &[u8]) -> Request {
    match parse(bytes) {
        Ok(Message::Request(r)) => r,
        other => panic!("no request: {other:?}"),
    }
}

fn refused(bytes: &[u8]) -> Malformed {
    parse(bytes).expect_err("it is malformed")
}

#[test]
fn a_request_is_read_and_printed_octet_for_octet() {
    let bytes = with(
        "CSeq: 63104 OPTIONS\r\n",
        "CSeq: 63104 OPTIONS\r\nContent-Length: 0\r\n",
    );
    let r = request(&bytes);
    assert_eq!(r.method, Method::Options);
    assert_eq!(r.headers.from_tag().as_deref(), Some("1928"));
    assert_eq!(r.headers.from().unwrap().display.as_deref(), Some("Alice"));
    assert_eq!(r.headers.to_tag(), None);
    assert_eq!(r.headers.cseq().unwrap().number, 63104);
    assert_eq!(r.headers.via().unwrap().branch(), Some("z9hG4bK776"));
    assert_eq!(String::from_utf8(r.to_bytes()), String::from_utf8(bytes));
}

#[test]
fn compact_forms_folding_and_any_case_are_read() {
    let r = request(
        b"INVITE sip:bob@example.com sip/2.0\r\nv: SIP  / 2.0 /\tUDP  host.example.com : 5060 ;branch = z9hG4bKa,\r\n \
          SIP/2.0/TCP other;branch=z9hG4bKb\r\nF : Alice\r\n\t<sip:alice@example.com>\r\n ; tag = x\r\n\
          t:sip:bob@example.com\r\nI: 1@a\r\ncSEQ:  7\t INVITE\r\nM: <sip:a@b>,\r\n <sip:c@d;x=\",\">\r\nL:   3  \r\n\r\nabc-surplus",
    );
    let vias = r.headers.vias().unwrap();
    assert_eq!(vias.len(), 2);
    assert_eq!(
        (vias[0].transport.as_str(), vias[0].port, vias[0].branch()),
        ("UDP", Some(5060), Some("z9hG4bKa"))
    );
    assert_eq!(vias[1].host, "other");
    assert_eq!(r.headers.from_tag().as_deref(), Some("x"));
    assert_eq!(r.headers.call_id(), "1@a");
    assert_eq!(r.body, b"abc", "surplus octets are dropped");
    assert_eq!(
        r.headers.name_addrs("contact"),
        None,
        "a quotation mark is no part of a URI"
    );
}

#[test]
fn comma_lists_and_repeated_lines_are_the_same() {
    let bytes = with(
        "Max-Forwards: 70\r\n",
        "Record-Route: <sip:p1.example.com;lr>, \"a, b\" <sip:p2;lr>\r\nrecord-route: <sip:a,x@p3;lr>\r\nSupported: a,,B\r\nk: c\r\n",
    );
    let headers = request(&bytes).headers;
    let routes = headers.name_addrs(names::RECORD_ROUTE).unwrap();
    let uris: Vec<_> = routes.iter().map(|r| r.uri.to_text()).collect();
    assert_eq!(uris[..2], ["sip:p1.example.com;lr", "sip:p2;lr"]);
    assert_eq!(routes[1].display.as_deref(), Some("a, b"));
    assert_eq!(headers.items(names::SUPPORTED), ["a", "B", "c"]);
    assert!(headers.has_item(names::SUPPORTED, "b") && !headers.has_item(names::SUPPORTED, "d"));
}

#[test]
fn unknown_methods_schemes_and_headers_are_kept() {
    let bytes = String::from_utf8(with("Max-Forwards: 70\r\n", "X-Thing: caf\u{e9} \t x\r\n"))
        .unwrap()
        .replace(
            "OPTIONS sip:bob@example.com",
            "!interesting-Method nobodyKnowsThisScheme:totallyopaquecontent",
        )
        .replace("63104 OPTIONS", "63104 !interesting-Method")
        .replace("To: <sip:bob@example.com>", "To: isbn:2983792873");
    let r = request(bytes.as_bytes());
    assert_eq!(r.method.as_str(), "!interesting-Method");
    assert_eq!(r.uri.scheme(), "nobodyknowsthisscheme");
    assert_eq!(r.headers.to().unwrap().uri.to_text(), "isbn:2983792873");
    assert_eq!(r.headers.get("x-thing"), Some("caf\u{e9} \t x".as_bytes()));
}

#[test]
fn a_value_that_is_no_utf8_and_a_binary_body_are_kept() {
    let mut bytes = with("Max-Forwards: 70\r\n", "Subject: S\r\n");
    let at = bytes.windows(12).position(|w| w == b"Subject: S\r\n").unwrap() + 9;
    bytes[at] = 0xe9;
    bytes.extend_from_slice(&[0, 13, 10, 0xff]);
    let r = request(&bytes);
    assert_eq!(r.headers.get("subject"), Some(&[0xe9][..]));
    assert_eq!(r.headers.text("subject").unwrap(), "\u{fffd}");
    assert_eq!(r.body, [0, 13, 10, 0xff]);
}

#[test]
fn a_method_is_case_sensitive() {
    let bytes = String::from_utf8(with("CSeq: 63104 OPTIONS", "CSeq: 63104 options")).unwrap();
    assert_eq!(refused(bytes.as_bytes()).fault, Fault::MethodMismatch);
}

#[test]
fn faults_of_a_request_are_answered_400() {
    for (old, new, fault) in [
        ("63104 OPTIONS", "63104 INVITE", Fault::MethodMismatch),
        ("63104 OPTIONS", "2147483648 OPTIONS", Fault::Invalid("CSeq")),
        ("63104 OPTIONS", "36893488147419103232 OPTIONS", Fault::Invalid("CSeq")),
        ("63104 OPTIONS", "-1 OPTIONS", Fault::Invalid("CSeq")),
        ("63104 OPTIONS", "1 OPTIONS\r\nCSeq: 2 OPTIONS", Fault::Repeated("CSeq")),
        ("Max-Forwards: 70", "Max-Forwards: 256", Fault::Invalid("Max-Forwards")),
        ("Max-Forwards: 70", "Max-Forwards: +7", Fault::Invalid("Max-Forwards")),
        (
            "Max-Forwards: 70",
            "Max-Forwards: 0\r\nMax-Forwards: 70",
            Fault::Repeated("Max-Forwards"),
        ),
        ("Max-Forwards: 70", "Content-Length: 1", Fault::ShortBody),
        (
            "Max-Forwards: 70",
            "Content-Length: -0",
            Fault::Invalid("Content-Length"),
        ),
        (
            "Max-Forwards: 70",
            "Content-Length: 0\r\nl: 0",
            Fault::Repeated("Content-Length"),
        ),
        ("Max-Forwards: 70", "no colon here", Fault::HeaderLine),
        ("Max-Forwards: 70", "a\rb: x", Fault::HeaderLine),
        ("Max-Forwards: 70", "ab: x\ny", Fault::HeaderLine),
        ("Max-Forwards: 70", "ab: x\0y", Fault::HeaderLine),
        ("From: \"Alice\"", "From: \"Alice", Fault::Invalid("From")),
        ("<sip:bob@example.com>", "<sip:bob@example.com", Fault::Invalid("To")),
        (
            "<sip:bob@example.com>",
            "sip:bob@example.com?Subject=x",
            Fault::Invalid("To"),
        ),
        (
            "<sip:bob@example.com>",
            "\"B\" <sip:bob@ex ample.com>",
            Fault::Invalid("To"),
        ),
        ("a84b4c76e66710", "a b", Fault::Invalid("Call-ID")),
        ("a84b4c76e66710", "a\r\ni: a", Fault::Repeated("Call-ID")),
        (
            "OPTIONS sip:bob@example.com SIP",
            "OPTIONS <sip:bob@example.com> SIP",
            Fault::RequestUri,
        ),
        (
            "OPTIONS sip:bob@example.com SIP",
            "OPTIONS sip:bob@example.com ;lr SIP",
            Fault::RequestUri,
        ),
        (
            "OPTIONS sip:bob@example.com SIP",
            "OPTIONS  sip:bob@example.com SIP",
            Fault::RequestUri,
        ),
        (
            "OPTIONS sip:bob@example.com SIP",
            "OPTIONS sip:bob@example.com  SIP",
            Fault::RequestUri,
        ),
    ] {
        let m = refused(&with(old, new));
        assert_eq!(m.fault, fault, "{new}");
        let reply = m
            .reply
            .unwrap_or_else(|| panic!("{new} gets an answer"))
            .with_to_tag("t");
        assert_eq!(reply.status, 400, "{new}");
        assert!(
            reply.headers.via().is_some() && reply.headers.lines("CSeq").count() == 1,
            "{new}"
        );
        assert!(reply.to_bytes().starts_with(b"SIP/2.0 400 "));
    }
}

#[test]
fn another_version_is_answered_505() {
    let bytes = OPTIONS.replacen("SIP/2.0", "SIP/7.0", 1) + "\r\n";
    assert_eq!(refused(bytes.as_bytes()).reply.unwrap().status, 505);
}

#[test]
fn what_cannot_be_answered_is_dropped() {
    for missing in ["Via", "From", "To", "Call-ID", "CSeq"] {
        let bytes = OPTIONS
            .lines()
            .filter(|l| !l.starts_with(missing))
            .collect::<Vec<_>>()
            .join("\r\n")
            + "\r\n\r\n";
        let m = refused(bytes.as_bytes());
        assert!(m.reply.is_none(), "{missing}");
        assert_eq!(m.fault, Fault::Missing(missing));
    }
    let ack = OPTIONS
        .replace("OPTIONS", "ACK")
        .replace("Max-Forwards: 70", "Max-Forwards: x")
        + "\r\n";
    assert!(refused(ack.as_bytes()).reply.is_none(), "an ACK is never answered");
    for garbage in [
        "",
        "\r\n",
        "\r\n\r\n\r\n",
        "hello",
        "GET / HTTP/1.1\r\n\r\n",
        "SIP/2.0\r\n\r\n",
        "\0\r\n\r\n",
    ] {
        assert!(refused(garbage.as_bytes()).reply.is_none(), "{garbage:?}");
    }
    assert_eq!(refused(OPTIONS.as_bytes()).fault, Fault::HeaderLine, "no empty line");
}

#[test]
fn a_response_is_read_or_dropped() {
    let good = OPTIONS.replacen(
        "OPTIONS sip:bob@example.com SIP/2.0",
        "SIP/2.0 200 Alles \u{201e}gut\u{201c}",
        1,
    ) + "\r\n";
    let Ok(Message::Response(r)) = parse(good.as_bytes()) else {
        panic!("it is a response")
    };
    assert_eq!((r.status, r.reason.as_str()), (200, "Alles \u{201e}gut\u{201c}"));
    for (old, new) in [
        ("200 ", "099 "),
        ("200 ", "700 "),
        ("200 ", "0200 "),
        ("200 ", "4294967301 "),
        ("SIP/2.0 200", "SIP/7.0 200"),
        ("63104", "9292394834772304023312"),
        ("Max-Forwards: 70", "Content-Length: 99"),
        ("Via: SIP/2.0/WSS df7jal23ls0d.invalid", "Via: SIP/2.0/WSS"),
    ] {
        assert!(refused(good.replacen(old, new, 1).as_bytes()).reply.is_none(), "{new}");
    }
    let bare = good.replacen(" Alles \u{201e}gut\u{201c}", "", 1);
    assert!(matches!(parse(bare.as_bytes()), Ok(Message::Response(r)) if r.reason.is_empty()));
}

#[test]
fn limits_hold() {
    let long = "x".repeat(limits::HEADER_LINE);
    assert_eq!(
        refused(&with("Max-Forwards: 70", &format!("Subject: {long}"))).fault,
        Fault::TooLarge
    );
    let many = "X: y\r\n".repeat(limits::HEADERS);
    assert_eq!(refused(&with("Max-Forwards: 70\r\n", &many)).fault, Fault::TooLarge);
}

#[test]
fn a_request_over_the_limit_is_answered_513_and_a_response_dropped() {
    let body = |length: usize| [with("Max-Forwards: 70", "Max-Forwards: 70"), vec![b'x'; length]].concat();
    let most = limits::MESSAGE - body(0).len();
    assert_eq!(limits::MESSAGE, 64 * 1024);
    assert_eq!(request(&body(most)).body.len(), most, "64 KiB are read");
    let too_large = refused(&body(most + 1));
    assert_eq!(too_large.fault, Fault::TooLarge);
    assert_eq!(too_large.reply.expect("it is answered").status, 513);
    let response = OPTIONS.replacen("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK", 1) + "\r\n";
    let long = [response.as_bytes(), &vec![b'x'; limits::MESSAGE]].concat();
    let refusal = refused(&long);
    assert!(refusal.fault == Fault::TooLarge && refusal.reply.is_none());
    assert!(refused(&vec![b'x'; limits::MESSAGE + 1]).reply.is_none());
}

#[test]
fn parameters_have_a_limit() {
    let list = |n: usize| (0..n).map(|i| format!(";p{i}=1")).collect::<String>();
    let (most, more) = (list(limits::PARAMETERS), list(limits::PARAMETERS + 1));
    assert!(Uri::parse(&format!("sip:a@b{most}")).is_some() && Uri::parse(&format!("sip:a@b{more}")).is_none());
    assert!(NameAddr::parse(&format!("<sip:a@b>{most}")).is_some());
    assert!(NameAddr::parse(&format!("<sip:a@b>{more}")).is_none());
    let headers = |n: usize| "a=1&".repeat(n - 1) + "b=2";
    assert!(Uri::parse(&format!("sip:a@b?{}", headers(limits::PARAMETERS))).is_some());
    assert!(Uri::parse(&format!("sip:a@b?{}", headers(limits::PARAMETERS + 1))).is_none());
    let m = refused(&with("Max-Forwards: 70", &format!("v: SIP/2.0/WS h{more}")));
    assert_eq!(m.fault, Fault::Invalid("Via"));
}

#[test]
fn a_quoted_nul_is_kept_and_any_other_refused() {
    for (name, fine) in [("\"a\\\0b\"", true), ("\"a\0b\"", false), ("\"a\\\\\0b\"", false)] {
        let read = parse(&with("\"Alice\"", name));
        assert_eq!(read.is_ok(), fine, "{name:?}");
    }
    let from = request(&with("\"Alice\"", "\"a\\\0b\"")).headers.from().unwrap();
    assert_eq!(from.display.as_deref(), Some("a\0b"));
    assert!(!from.to_text().contains('\0'), "what we write ourselves has none");
}

#[test]
fn a_response_copies_what_its_request_has() {
    let via = "Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK776\r\nVia:  SIP/2.0/UDP  b ;rport;branch=z9hG4bK1";
    let bytes = with(
        "Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK776",
        &format!("{via}\r\nTimestamp: 54.1"),
    );
    let r = request(&bytes);
    let text = |r: &Response| String::from_utf8(r.to_bytes()).unwrap();
    let trying = text(&r.response(100));
    assert!(trying.starts_with("SIP/2.0 100 Trying\r\nVia: SIP/2.0/WSS"), "{trying}");
    assert!(
        trying.contains("\r\nVia: SIP/2.0/UDP  b ;rport;branch=z9hG4bK1\r\n") && trying.contains("Timestamp: 54.1")
    );
    let ok = r.response(200).with_to_tag("abc").with_to_tag("again");
    assert_eq!(ok.headers.to_tag().as_deref(), Some("abc"), "a tag stays");
    assert!(text(&ok).contains("\r\nTo: <sip:bob@example.com>;tag=abc\r\n") && !text(&ok).contains("Timestamp"));
    assert!(text(&ok).ends_with("\r\nContent-Length: 0\r\n\r\n"));
}

#[test]
fn nothing_breaks_out_of_its_line() {
    let evil = "x\r\nEvil: 1\0\n";
    let mut uri = SipUri::new(evil, "example.com");
    uri.params.set("p", evil);
    let mut to = NameAddr::new(Uri::Sip(uri.clone()));
    to.display = Some(evil.to_owned());
    let mut r = Request::new(Method::Other(evil.to_owned()), Uri::Sip(uri))
        .with("To", to.to_text())
        .with("Subject", evil);
    r.headers.push("Na me", "1");
    r.headers.push("A:\r\nEvil", "1");
    let mut response = Response::new(200);
    response.reason = evil.to_owned();
    for text in [r.to_bytes(), response.to_bytes()] {
        let text = String::from_utf8(text).unwrap();
        assert!(
            !text.contains("\nEvil") && !text.contains('\0') && !text.contains("A:\r"),
            "{text:?}"
        );
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
    }
    let mut headers = Headers::default();
    assert_eq!(headers.push_checked("X-A", evil), Err(InvalidHeader::Value));
    assert_eq!(headers.push_checked("X A", "1"), Err(InvalidHeader::Name));
    assert_eq!(headers.push_checked("v", "1"), Err(InvalidHeader::Reserved));
    assert_eq!(headers.push_checked("X-A", "1"), Ok(()));
}

#[test]
fn keep_alives_are_known() {
    assert_eq!(keep_alive(b"\r\n\r\n"), Some(KeepAlive::Ping));
    assert_eq!(keep_alive(b"\r\n"), Some(KeepAlive::Pong));
    assert_eq!(keep_alive(OPTIONS.as_bytes()), None);
}
