use crate::sip::message::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn read(s: &str) -> NameAddr {
    NameAddr::parse(s).unwrap_or_else(|| panic!("{s} is a name-addr"))
}

#[test]
fn parameters_without_angle_brackets_belong_to_the_header_field() {
    let bare = read("sip:a@b;tag=1;x");
    assert_eq!((bare.uri.to_text().as_str(), bare.tag()), ("sip:a@b", Some("1")));
    let angled = read("<sip:a@b;tag=1>;x");
    assert_eq!((angled.uri.to_text().as_str(), angled.tag()), ("sip:a@b;tag=1", None));
    assert!(angled.params.has("X"));
}

#[test]
fn display_names_are_read_and_quoted() {
    let n = read(r#" "J Rosenberg \\\"" <sip:jdrosen@example.com> ; tag = 98asjd8 "#);
    assert_eq!(
        (n.display.as_deref(), n.tag()),
        (Some(r#"J Rosenberg \""#), Some("98asjd8"))
    );
    assert_eq!(
        n.to_text(),
        r#""J Rosenberg \\\"" <sip:jdrosen@example.com>;tag=98asjd8"#
    );
    assert_eq!(
        read("Mister  Watson<sip:w@x>").display.as_deref(),
        Some("Mister  Watson")
    );
    assert_eq!(read("\"\" <sip:w@x>").display, None);
    assert_eq!(read("\"<sip:no@way>\" <sip:w@x>").uri.to_text(), "sip:w@x");
    assert_eq!(
        read("<sip:a@b>").with_tag("1").with_tag("2").to_text(),
        "<sip:a@b>;tag=2"
    );
}

#[test]
fn what_is_no_name_addr_is_refused() {
    for s in [
        "",
        "x",
        "<>",
        "<sip:a@b",
        "\"A <sip:a@b>",
        "A\" <sip:a@b>",
        "<sip:a@b>x",
        "<sip:a@b>;",
        "<sip:a@b>;;x",
        "<sip:a@b>;x=",
        "<sip:a@b>;x=\"y",
        "sip:a@b?x=y",
        "<sip:a@b>, <sip:c@d>",
        "Bell, Alexander <sip:a.g.bell@bell-tel.com>",
        "*",
        "a;b <sip:a@b>",
        "sip:a@b x",
    ] {
        assert_eq!(NameAddr::parse(s), None, "{s}");
    }
}

#[test]
fn vias_are_read() {
    let v = Via::parse("SIP / 2.0 / UDP first.example.com: 4000;ttl=16;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1")
        .unwrap();
    assert_eq!(
        (v.host.as_str(), v.port, v.params.get("ttl")),
        ("first.example.com", Some(4000), Some("16"))
    );
    let v6 = Via::parse("SIP/2.0/UDP [2001:db8::9:1]:5060;received=[2001:db8::9:255];branch=z9hG4bKas3-111").unwrap();
    assert_eq!(
        (v6.host.as_str(), v6.params.get("received")),
        ("[2001:db8::9:1]", Some("[2001:db8::9:255]"))
    );
    let ours = Via::new("WSS", "x.invalid", "z9hG4bK1");
    assert_eq!(ours.to_text(), "SIP/2.0/WSS x.invalid;branch=z9hG4bK1");
    assert_eq!(Via::parse(&ours.to_text()), Some(ours));
    for s in [
        "",
        "SIP/2.0/UDP",
        "SIP/2.0/UDP ",
        "SIP/3.0/UDP a",
        "XIP/2.0/UDP a",
        "SIP/2.0/UDP a;;x",
        "SIP/2.0/UDP a b",
    ] {
        assert_eq!(Via::parse(s), None, "{s}");
    }
}

#[test]
fn numbers_do_not_wrap() {
    let mut h = Headers::default();
    for (value, number) in [
        ("3600", Some(3600)),
        ("18000;duration=3600", Some(18000)),
        ("120 (I'm in a meeting)", Some(120)),
        ("4294967295", Some(u32::MAX)),
        ("4294967296", None),
        ("-1", None),
        ("", None),
        ("1 2", None),
    ] {
        h.set("Retry-After", value);
        assert_eq!(h.number("retry-after"), number, "{value}");
    }
    assert_eq!(CSeq::parse("2147483647 INVITE").unwrap().to_text(), "2147483647 INVITE");
    for bad in ["2147483648 INVITE", "INVITE", "1", "1 ", "1 IN VITE", "0x1 INVITE"] {
        assert_eq!(CSeq::parse(bad), None, "{bad}");
    }
}

#[test]
fn reasons_are_read_and_written() {
    let mut h = Headers::default();
    h.push(
        "Reason",
        "Q.850 ;cause=16 ;text=\"Terminated, normal\", SIP;cause=200;text=\"Call completed elsewhere\"",
    );
    h.push("Reason", ";broken");
    let reasons = h.reasons();
    assert_eq!(reasons.len(), 2);
    assert_eq!((reasons[0].protocol.as_str(), reasons[0].cause), ("Q.850", Some(16)));
    assert_eq!(reasons[1].to_text(), "SIP;cause=200;text=\"Call completed elsewhere\"");
    assert_eq!(Reason::parse("SIP;cause=99999").unwrap().cause, None);
}

#[test]
fn a_media_type_is_compared_without_case_and_parameters() {
    let mut h = Headers::default();
    assert_eq!(h.content_type(), None);
    h.set("c", "ignored: set does not expand");
    h.set("Content-Type", "Application / SDP ;charset=utf-8");
    assert_eq!(h.content_type().as_deref(), Some("application/sdp"));
}

#[test]
fn unknown_codes_count_as_the_first_of_their_class() {
    assert_eq!(
        [199, 150, 299, 499, 666].map(effective_status),
        [199, 183, 200, 400, 600]
    );
    assert_eq!(effective_status(486), 486);
}

#[test]
fn setting_a_header_keeps_its_place() {
    let mut h = Headers::default();
    for (n, v) in [("Via", "1"), ("To", "x"), ("via", "2"), ("From", "y")] {
        h.push(n, v);
    }
    h.set("VIA", "3");
    h.push_front("Route", "<sip:p;lr>");
    let lines: Vec<_> = h.iter().map(|h| h.name.as_str()).collect();
    assert_eq!(lines, ["Route", "VIA", "To", "From"]);
}
