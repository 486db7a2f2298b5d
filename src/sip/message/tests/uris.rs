use crate::sip::message::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn uri(s: &str) -> Uri {
    Uri::parse(s).unwrap_or_else(|| panic!("{s} is a URI"))
}

#[test]
fn uris_come_out_as_they_went_in() {
    for s in [
        "sip:alice@atlanta.com",
        "sip:alice:secretword@atlanta.com;transport=tcp",
        "sips:alice@atlanta.com?subject=project%20x&priority=urgent",
        "sip:+1-212-555-1212:1234@gateway.com;user=phone",
        "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
        "sip:alice;day=tuesday@atlanta.com",
        "sip:user;par=u%40example.net@example.com",
        "sip:sips%3Auser%40example.com@example.net;lr",
        "sip:[2001:db8::9:1]:5070",
        "sip:u@[::ffff:192.0.2.10]",
        "sip:u@[2001:db8:::192.0.2.1]",
        "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com",
        "tel:+358-555-1234567;postd=pp22",
        "urn:service:sos",
    ] {
        assert_eq!(uri(s).to_text(), s);
    }
    assert_eq!(uri("SIP:a@B;LR").to_text(), "sip:a@B;LR");
}

#[test]
fn what_is_no_uri_is_refused() {
    for s in [
        "",
        "sip",
        "sip:",
        ":x",
        "1sip:a",
        "sip:@host",
        "sip:a@",
        "sip:a@b@c",
        "sip:a b@c",
        "sip:a@b:",
        "sip:a@b:65536",
        "sip:a@b:x",
        "sip:a@b;",
        "sip:a@b;;x",
        "sip:a@b;=1",
        "sip:a@b;x=",
        "sip:a@b?x",
        "sip:a@b?=1",
        "sip:a%4@b",
        "sip:a%zz@b",
        "sip:a@[::1",
        "sip:a@[1:2]",
        "sip:a@b<c",
        "sip:\"a\"@b",
        "sip:a@b\r\nX: y",
        "sip:a@[::1]x",
        "sip:a@[:]",
        "sip:a@[]",
        "sip:a@[:1::]",
        "sip:a@[1::2::3]",
        "sip:a@[1:2:3:4:5:6:7:8:9]",
        "sip:a@[1:2:3:4:5:6:7:8::]",
        "sip:a@[1:2:3:4:5:6:7:]",
        "sip:a@[12345::]",
        "sip:a@[g::]",
        "sip:a@[::192.0.2]",
        "sip:a@[::192.0.2.256]",
        "sip:a@[1:2:3:4:5:6:7:192.0.2.1]",
        "sip:a@[1:::2]",
        "sip:a@[192.0.2.1]",
        "sip:a[b]@c",
        "sip:a@b/c",
    ] {
        assert_eq!(Uri::parse(s), None, "{s}");
    }
}

#[test]
fn the_parts_are_told_apart() {
    let Uri::Sip(u) = uri("sips:a%20b;x:pw@[2001:DB8::1]:5061;lr;transport=WS?A=b&C=d%26") else {
        panic!()
    };
    assert!(u.secure && u.is_loose());
    assert_eq!((u.user_text().as_str(), u.password.as_deref()), ("a b;x", Some("pw")));
    assert_eq!((u.host.as_str(), u.port), ("[2001:DB8::1]", Some(5061)));
    assert_eq!(u.params.get("Transport"), Some("WS"));
    assert_eq!(u.headers, [("A".into(), "b".into()), ("C".into(), "d%26".into())]);
    assert_eq!(uri("tel:+1-555;phone-context=x").user_text(), "+1-555");
}

#[test]
fn a_user_part_is_escaped() {
    let text = |user| Uri::Sip(SipUri::new(user, "h")).to_text();
    assert_eq!(text("1001"), "sip:1001@h");
    assert_eq!(text("+49 30:1@x#"), "sip:+49%2030%3A1%40x%23@h");
    assert_eq!(text("Jürgen"), "sip:J%C3%BCrgen@h");
    assert_eq!(text(""), "sip:h");
    assert_eq!(uri(&text("a%b")).user_text(), "a%b");
}

/// The examples of RFC 3261 §19.1.4 and some more.
#[test]
fn uris_match_by_the_rules() {
    for (a, b) in [
        (
            "sip:%61lice@atlanta.com;transport=TCP",
            "sip:alice@AtLanTa.CoM;Transport=tcp",
        ),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        ),
        (
            "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
            "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        ),
        ("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::1]"),
        ("sip:a@[2001:db8:::192.0.2.1]", "sip:a@[2001:db8::c000:201]"),
        ("sip:a@[::]", "sip:a@[0:0:0:0:0:0:0:0]"),
        ("sip:a@[1::]", "sip:a@[1:0:0:0:0:0:0:0]"),
        ("sip:a@[1:2:3:4:5:6:7::]", "sip:a@[1:2:3:4:5:6:7:0]"),
        ("sip:a@[::2:3:4:5:6:7:8]", "sip:a@[0:2:3:4:5:6:7:8]"),
        ("sip:a@[1:2:3:4:5:6:192.0.2.1]", "sip:a@[1:2:3:4:5:6:C000:0201]"),
        ("sip:a@[::ffff:192.0.2.1]", "sip:a@[::FFFF:c000:201]"),
        ("tel:+1-212-555.1212;x=1;y=2", "tel:+12125551212;Y=2;x=1"),
        ("urn:x:y", "URN:x:y"),
        ("sip:a@b;x=1;x=2", "sip:a@b;x=1;x=2"),
        ("sip:a@b;n%61me=v%61lue%25%34%31;%6C%72", "sip:a@b;name=value%2541;lr"),
    ] {
        assert!(uri(a).matches(&uri(b)) && uri(b).matches(&uri(a)), "{a} {b}");
    }
    for (a, b) in [
        (
            "SIP:ALICE@AtLanTa.CoM;Transport=udp",
            "sip:alice@AtLanTa.CoM;Transport=UDP",
        ),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        ("sip:bob@biloxi.com", "sips:bob@biloxi.com"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        (
            "sip:carol@chicago.com;security=on",
            "sip:carol@chicago.com;security=off",
        ),
        ("sip:bob@biloxi.com", "sip:biloxi.com"),
        ("sip:bob:a@biloxi.com", "sip:bob:A@biloxi.com"),
        ("sip:b@h;maddr=1.2.3.4", "sip:b@h"),
        ("sip:b@h;m%61ddr=1.2.3.4", "sip:b@h"),
        ("sip:a@b;n%61me=v%61lue%25%34%31", "sip:a@b;name=valueA"),
        ("sip:b@h?a=1&a=2", "sip:b@h?a=1&a=3"),
        ("tel:+1", "tel:+2"),
        ("tel:+1", "sip:+1@h"),
    ] {
        assert!(!uri(a).matches(&uri(b)) && !uri(b).matches(&uri(a)), "{a} {b}");
    }
}
