//! The values that the parser reads out of them.

use super::octets;
use voip_sdk::sip::message::{Fault, Headers, Message, NameAddr, Request, Response, SipUri, Uri, names, parse};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn request(name: &str) -> Request {
    match parse(octets(name)) {
        Ok(Message::Request(r)) => r,
        other => panic!("{name} is a request: {other:?}"),
    }
}

fn response(name: &str) -> Response {
    match parse(octets(name)) {
        Ok(Message::Response(r)) => r,
        other => panic!("{name} is a response: {other:?}"),
    }
}

fn sip(uri: &Uri) -> &SipUri {
    uri.as_sip().expect("a SIP URI")
}

fn one(headers: &Headers, name: &str) -> NameAddr {
    let mut all = headers.name_addrs(name).expect("it is well-formed");
    assert_eq!(all.len(), 1, "{name}");
    all.remove(0)
}

/// Where each Via was sent from, and its branch.
fn hops(headers: &Headers) -> Vec<String> {
    let vias = headers.vias().expect("they are well-formed");
    vias.iter().map(voip_sdk::sip::message::Via::to_text).collect()
}

#[test]
fn white_space_wherever_it_may_be_is_read_past() {
    let r = request("wsinv");
    assert_eq!(r.method.as_str(), "INVITE");
    assert_eq!(r.uri.to_text(), "sip:vivekg@chair-dnrc.example.com;unknownparam");
    assert_eq!(sip(&r.uri).params.raw("unknownparam"), Some(None));
    let to = r.headers.to().unwrap();
    assert_eq!(
        (to.uri.to_text().as_str(), to.tag()),
        ("sip:vivekg@chair-dnrc.example.com", Some("1918181833n"))
    );
    let from = r.headers.from().unwrap();
    assert_eq!(
        (from.display.as_deref(), from.tag()),
        (Some(r#"J Rosenberg \""#), Some("98asjd8"))
    );
    assert_eq!(r.headers.number(names::MAX_FORWARDS), Some(68));
    assert_eq!(r.headers.call_id(), "wsinv.ndaksdj@192.0.2.1");
    assert_eq!(r.headers.cseq().unwrap().to_text(), "9 INVITE");
    assert_eq!(
        hops(&r.headers),
        [
            "SIP/2.0/UDP 192.0.2.2;branch=390skdjuw",
            "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8",
            "SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239",
        ]
    );
    assert_eq!(r.headers.get("Subject"), Some(&b""[..]));
    assert_eq!(
        r.headers.text("newfangledheader").unwrap(),
        "newfangled value continued newfangled value"
    );
    assert_eq!(r.headers.text("UnknownHeaderWithUnusualValue").unwrap(), ";;,,;;,;");
    let contact = one(&r.headers, names::CONTACT);
    assert_eq!(contact.display.as_deref(), Some(r#"Quoted string """#));
    assert_eq!(
        (contact.params.get("newparam"), contact.params.get("q")),
        (Some("newvalue"), Some("0.33"))
    );
    assert_eq!(contact.params.raw("secondparam"), Some(None));
    assert_eq!(
        one(&r.headers, names::ROUTE).uri.to_text(),
        "sip:services.example.com;lr;unknownwith=value;unknown-no-value"
    );
    assert_eq!(r.body.len(), 150);
}

#[test]
fn every_character_that_may_stand_somewhere_is_taken() {
    let r = request("intmeth");
    let method = "!interesting-Method0123456789_*+`.%indeed'~";
    assert_eq!(r.method.as_str(), method);
    let uri = sip(&r.uri);
    assert_eq!(
        uri.user.as_deref(),
        Some("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
    );
    assert_eq!(
        uri.password.as_deref(),
        Some("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
    );
    assert_eq!(uri.host, "example.com");
    assert_eq!(
        r.headers.to().unwrap().display.as_deref(),
        Some("BEL:\x07 NUL:\0 DEL:\x7f")
    );
    let from = r.headers.from().unwrap();
    assert_eq!(from.display.as_deref(), Some("token1~` token2'+_ token3*%!.-"));
    assert_eq!(from.params.text("fromParam''~+*_!.-%").as_deref(), Some("работающий"));
    assert_eq!(from.tag(), Some("_token~1'+`*%!-."));
    assert_eq!(r.headers.call_id(), "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
    assert_eq!(
        (r.headers.cseq().unwrap().number, r.headers.number(names::MAX_FORWARDS)),
        (139_122_385, Some(255))
    );
    assert_eq!(r.headers.text("extensionHeader-!.%*+_`'~").unwrap(), "\u{feff}大停電");
    // The answer carries their To as they wrote it, the quoted NUL included.
    let answer = r.response(501).with_to_tag("t");
    assert_eq!(
        answer.headers.get(names::TO).unwrap(),
        [r.headers.get(names::TO).unwrap(), b";tag=t"].concat()
    );
}

#[test]
fn escapes_are_resolved_once_and_only_where_they_are_escapes() {
    let r = request("esc01");
    assert_eq!(sip(&r.uri).user_text(), "sips:user@example.com");
    assert_eq!(r.uri.to_text(), "sip:sips%3Auser%40example.com@example.net");
    assert_eq!(r.headers.to().unwrap().uri.user_text(), "user");
    assert_eq!(r.headers.from().unwrap().uri.user_text(), "I have spaces");
    let contact = one(&r.headers, names::CONTACT).uri;
    assert_eq!(contact.user_text(), "caller");
    assert!(contact.matches(&Uri::parse("sip:caller@host5.example.net;lr;name=value%2541").unwrap()));
    assert!(!contact.matches(&Uri::parse("sip:caller@host5.example.net;lr;name=valueA").unwrap()));

    let r = request("esc02");
    assert_eq!(r.method.as_str(), "RE%47IST%45R");
    assert_eq!(r.headers.to().unwrap().display.as_deref(), Some("%Z%45"));
    assert_eq!(r.headers.name_addrs(names::CONTACT).unwrap().len(), 2);
    assert_eq!(r.headers.text("C%6Fntact").unwrap(), "<sip:alias2@host2.example.com>");
    assert_eq!(r.headers.via().unwrap().branch(), Some("z9hG4bK209%fzsnel234"));
}

#[test]
fn an_escaped_nul_does_not_end_a_name() {
    let r = request("escnull");
    assert_eq!(r.headers.to().unwrap().uri.user_text(), "null-\0-null");
    let contacts = r.headers.name_addrs(names::CONTACT).unwrap();
    let users: Vec<_> = contacts.iter().map(|c| c.uri.user_text()).collect();
    assert_eq!(users, ["\0", "\0\0"]);
    assert!(!contacts[0].uri.matches(&contacts[1].uri));
}

#[test]
fn long_values_are_kept_whole() {
    let r = request("longreq");
    let to = r.headers.to().unwrap();
    assert_eq!(to.display.unwrap().len(), 22 + 70 + 11);
    let uri = sip(&to.uri);
    assert_eq!(
        (uri.port, uri.params.get("unknownparam1").unwrap().len()),
        (Some(6000), 4 + 80 + 5)
    );
    assert_eq!(
        uri.params.get(&format!("longparam{}", "name".repeat(25))),
        Some("shortvalue")
    );
    assert!(
        uri.params
            .has(&format!("very{}ParameterNameWithNoValue", "long".repeat(25)))
    );
    let from = r.headers.from().unwrap();
    assert_eq!(from.tag().unwrap(), format!("12{}424", "982".repeat(50)));
    assert_eq!(from.uri.user_text(), "amazinglylongcallername".repeat(5));
    let vias = r.headers.vias().unwrap();
    assert_eq!(vias.len(), 34);
    assert_eq!(
        (vias[0].host.as_str(), vias[32].host.as_str()),
        ("sip33.example.com", "sip1.example.com")
    );
    assert_eq!(vias[33].params.get("received"), Some("192.0.2.5"));
    assert_eq!(r.body.len(), 150);
}

#[test]
fn what_follows_the_declared_body_is_no_second_message() {
    let r = request("dblreq");
    assert_eq!((r.method.as_str(), r.body.len()), ("REGISTER", 0));
    assert_eq!(r.headers.call_id(), "dblreq.0ha0isndaksdj99sdfafnl3lk233412");
}

#[test]
fn semicolons_of_a_user_part_are_no_parameters() {
    let r = request("semiuri");
    let uri = sip(&r.uri);
    assert_eq!(
        (uri.user_text().as_str(), uri.host.as_str()),
        ("user;par=u@example.net", "example.com")
    );
    assert!(uri.params.is_empty());
    assert_eq!(r.headers.items(names::ACCEPT).len(), 6);
}

#[test]
fn any_transport_is_read_in_a_via() {
    let r = request("transports");
    let transports: Vec<_> = r.headers.vias().unwrap().into_iter().map(|v| v.transport).collect();
    assert_eq!(transports, ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"]);
}

#[test]
fn a_binary_part_of_a_multipart_body_is_kept() {
    let r = request("mpart01");
    assert_eq!((r.method.as_str(), r.body.len()), ("MESSAGE", 553));
    assert_eq!(r.headers.content_type().as_deref(), Some("multipart/mixed"));
    assert_eq!(r.headers.via().unwrap().params.raw("rport"), Some(None));
    assert!(octets("mpart01").ends_with(&r.body) && r.body.contains(&0));
}

#[test]
fn a_reason_phrase_may_be_anything_or_nothing() {
    let r = response("unreason");
    assert_eq!(
        (r.status, r.reason.as_str()),
        (200, "= 2**3 * 5**2 но сто девяносто девять - простое")
    );
    let r = response("noreason");
    assert_eq!((r.status, r.reason.as_str()), (100, ""));
}

#[test]
fn faults_are_named() {
    for (name, fault) in [
        ("badinv01", Fault::Invalid("Via")),
        ("clerr", Fault::ShortBody),
        ("ncl", Fault::Invalid("Content-Length")),
        ("scalar02", Fault::Invalid("CSeq")),
        ("scalarlg", Fault::Invalid("CSeq")),
        ("badvers", Fault::Version),
        ("mismatch01", Fault::MethodMismatch),
        ("mismatch02", Fault::MethodMismatch),
        ("bigcode", Fault::StartLine),
        ("ipv6-bad", Fault::RequestUri),
        ("quotbal", Fault::Invalid("To")),
        ("multi01", Fault::Repeated("Call-ID")),
        ("mcl01", Fault::Repeated("Content-Length")),
        ("insuf", Fault::Missing("From")),
    ] {
        assert_eq!(parse(octets(name)).expect_err(name).fault, fault, "{name}");
    }
}

#[test]
fn what_matters_to_an_application_only_is_read_by_the_parser() {
    let branch = request("badbranch").headers.via().unwrap();
    assert_eq!(branch.branch(), Some("z9hG4bK"));
    assert_eq!(request("unkscm").uri.scheme(), "nobodyknowsthisscheme");
    assert_eq!(request("novelsc").uri.to_text(), "soap.beep://192.0.2.103:3002");
    let r = request("unksm2");
    assert_eq!(r.headers.to().unwrap().uri.to_text(), "isbn:2983792873");
    assert_eq!(r.headers.from().unwrap().uri.to_text(), "http://www.example.com");
    assert_eq!(one(&r.headers, names::CONTACT).uri.to_text(), "name:John_Smith");
    let r = request("bext01");
    assert_eq!(
        r.headers.items(names::REQUIRE),
        ["nothingSupportsThis", "nothingSupportsThisEither"]
    );
    assert_eq!(r.headers.items("Proxy-Require").len(), 2);
    assert_eq!(
        request("invut").headers.content_type().as_deref(),
        Some("application/unknownformat")
    );
    assert_eq!(
        request("regaut01").headers.text(names::AUTHORIZATION).unwrap(),
        "NoOneKnowsThisScheme opaque-data=here"
    );
    assert_eq!(hops(&response("bcast").headers).len(), 2);
    assert_eq!(request("zeromf").headers.number(names::MAX_FORWARDS), Some(0));
    let contact = one(&request("cparam01").headers, names::CONTACT);
    assert!(contact.params.has("unknownparam") && sip(&contact.uri).params.is_empty());
    let contact = one(&request("cparam02").headers, names::CONTACT);
    assert!(sip(&contact.uri).params.has("unknownparam") && contact.params.is_empty());
    let contact = one(&request("regescrt").headers, names::CONTACT);
    assert_eq!(
        sip(&contact.uri).headers,
        [("Route".to_owned(), "%3Csip:sip.example.com%3E".to_owned())]
    );
    assert_eq!(request("sdp01").headers.items(names::ACCEPT), ["text/nobodyKnowsThis"]);
    let r = request("inv2543");
    assert_eq!(
        (
            r.headers.from_tag(),
            r.headers.via().unwrap().branch().map(str::to_owned)
        ),
        (None, None)
    );
    assert_eq!(
        sip(&one(&r.headers, names::RECORD_ROUTE).uri).params.get("maddr"),
        Some("ss1.example.com")
    );
}

#[test]
fn ipv6_references_have_their_port_outside_the_brackets() {
    for (name, host, port) in [
        ("ipv6-good", "[2001:db8::10]", None),
        ("port-ambiguous", "[2001:db8::10:5070]", None),
        ("port-unambiguous", "[2001:db8::10]", Some(5070)),
        ("ipv6-in-sdp", "[2001:db8::10]", None),
    ] {
        let r = request(name);
        assert_eq!((sip(&r.uri).host.as_str(), sip(&r.uri).port), (host, port), "{name}");
    }
    let contact = one(&request("ipv6-good").headers, names::CONTACT);
    assert_eq!(
        (contact.display.as_deref(), contact.uri.to_text().as_str()),
        (Some("Caller"), "sip:caller@[2001:db8::1]")
    );
    for (name, received) in [
        ("via-received-param-with-delim", "[2001:db8::9:255]"),
        ("via-received-param-no-delim", "2001:db8::9:255"),
    ] {
        let via = request(name).headers.via().unwrap();
        assert_eq!(
            (via.host.as_str(), via.params.get("received")),
            ("[2001:db8::9:1]", Some(received)),
            "{name}"
        );
        assert!(via.branch().unwrap().starts_with("z9hG4bKas3"));
    }
    let vias = request("mult-ip-in-header").headers.vias().unwrap();
    let sent_by: Vec<_> = vias.iter().map(|v| (v.host.as_str(), v.port)).collect();
    assert_eq!(
        sent_by,
        [
            ("[2001:db8::9:1]", Some(6050)),
            ("192.0.2.1", None),
            ("[2001:db8::9:255]", None)
        ]
    );
    let vias = request("ipv4-mapped-ipv6").headers.vias().unwrap();
    assert_eq!(
        (vias[0].host.as_str(), vias[0].port),
        ("[::ffff:192.0.2.10]", Some(19823))
    );
    let right = request("ipv6-correct-abnf-2-colons").uri;
    let ambiguous = request("ipv6-bug-abnf-3-colons").uri;
    assert!(right.matches(&ambiguous) && right.to_text() != ambiguous.to_text());
    assert!(request("mult-ip-in-sdp").body.ends_with(b"H263-1998/90000\r\n"));
}
