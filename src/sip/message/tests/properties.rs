//! Round trips with made-up values, and no panic whatever comes.

use crate::sip::message::*;
use proptest::prelude::*;

fn token() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9.!%*_+`'~-]{1,12}"
}

fn uri() -> impl Strategy<Value = Uri> {
    let params = proptest::collection::vec(("[a-z]{1,6}", proptest::option::of("[a-zA-Z0-9._~-]{1,8}")), 0..3);
    let headers = proptest::collection::vec(("[A-Z][a-z]{0,6}", "[a-z0-9]{0,6}"), 0..3);
    (
        any::<bool>(),
        ".{0,12}",
        "[a-z0-9][a-z0-9.-]{0,12}",
        any::<Option<u16>>(),
        params,
        headers,
    )
        .prop_map(|(secure, user, host, port, params, headers)| {
            let mut u = SipUri::new(&user, &host);
            u.secure = secure;
            u.port = port;
            for (name, value) in params {
                match value {
                    Some(v) => u.params.set(&name, &v),
                    None => u.params.set_flag(&name),
                }
            }
            u.headers = headers;
            Uri::Sip(u)
        })
}

fn name_addr() -> impl Strategy<Value = NameAddr> {
    (proptest::option::of("[^\r\n\0]{1,16}"), uri(), token()).prop_map(|(display, uri, tag)| {
        let mut n = NameAddr::new(uri).with_tag(&tag);
        n.display = display;
        n.params.set_quoted("q", "a;\"b\\,");
        n
    })
}

proptest! {
    #[test]
    fn a_uri_survives_printing(u in uri()) {
        let text = u.to_text();
        let again = Uri::parse(&text);
        prop_assert_eq!(again.as_ref(), Some(&u), "{}", text);
        prop_assert!(u.matches(&u));
    }

    #[test]
    fn an_ipv6_reference_is_read_as_the_standard_library_reads_it(s in "[0-9a-f]{0,4}(::?[0-9a-f]{0,4}){0,9}") {
        let ours = crate::sip::message::host::is_host(&format!("[{s}]"));
        prop_assert_eq!(ours, s.parse::<std::net::Ipv6Addr>().is_ok(), "{}", s);
    }

    #[test]
    fn a_user_part_survives_escaping(user in ".{1,20}") {
        prop_assert_eq!(SipUri::new(&user, "h").user_text(), user);
    }

    #[test]
    fn a_name_addr_survives_printing(n in name_addr()) {
        let text = n.to_text();
        prop_assert_eq!(NameAddr::parse(&text), Some(n.clone()), "{}", text);
        let mut headers = Headers::default();
        headers.push("Contact", format!("{text}, {text}"));
        prop_assert_eq!(headers.name_addrs("Contact"), Some(vec![n.clone(), n]));
    }

    #[test]
    fn a_request_survives_printing(
        method in token(), uri in uri(), from in name_addr(), to in name_addr(), call_id in "[!-~]{1,20}",
        number in 0u32..1 << 31, branch in token(), subject in "[^\r\n\0]{0,30}", body in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let method = Method::parse(&method).unwrap();
        let mut r = Request::new(method.clone(), uri)
            .with("Via", Via::new("WSS", "a.invalid", &branch).to_text())
            .with("From", from.to_text())
            .with("To", to.to_text())
            .with("Call-ID", call_id)
            .with("CSeq", CSeq { number, method }.to_text())
            .with("Subject", subject.trim_matches([' ', '\t', '\x0c']));
        r.body = body;
        let Ok(Message::Request(mut again)) = parse(&r.to_bytes()) else { panic!("{:?}", parse(&r.to_bytes())) };
        again.headers.remove("Content-Length");
        prop_assert_eq!(again, r);
    }

    #[test]
    fn octets_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = (Uri::parse(&text), NameAddr::parse(&text), Via::parse(&text), Reason::parse(&text));
        let mut headers = Headers::default();
        headers.push("Content-Type", "multipart/mixed;boundary=b");
        let _ = session_of(&headers, &bytes);
    }

    #[test]
    fn a_damaged_message_never_panics(at in 0usize..400, with in proptest::collection::vec(any::<u8>(), 0..4)) {
        let mut bytes = include_bytes!("../../../../fuzz/seeds/parse/invite.sip").to_vec();
        let at = at.min(bytes.len());
        bytes.splice(at..(at + with.len()).min(bytes.len()), with);
        if let Err(m) = parse(&bytes) && let Some(reply) = m.reply {
            prop_assert!(reply.with_to_tag("t").to_bytes().starts_with(b"SIP/2.0 "));
        }
    }
}
