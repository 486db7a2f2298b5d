//! Documents as servers write them, and as they should not.

#[cfg(not(target_arch = "wasm32"))]
mod properties;

use super::xml::{Scanner, Token};
use super::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

// ---- mailbox -------------------------------------------------------------------------------------------------

#[test]
fn a_summary_says_whether_messages_wait_and_how_many() {
    let body = "Messages-Waiting: yes\r\nMessage-Account: sip:1001@vm.acme.test\r\n\
                Voice-Message: 4/8 (1/2)\r\nFax-Message:0/2\r\n\r\nTo: <sip:1001@acme.test>\r\nVoice-Message: 9/9\r\n";
    let summary = MessageSummary::parse(body.as_bytes()).unwrap();
    assert!(summary.waiting);
    assert_eq!(summary.account.as_deref(), Some("sip:1001@vm.acme.test"));
    let voice = summary.count("voice").unwrap();
    assert_eq!((voice.new, voice.old, voice.urgent_new, voice.urgent_old), (4, 8, 1, 2));
    let fax = summary.count("fax").unwrap();
    assert_eq!((fax.new, fax.old, fax.urgent_new, fax.urgent_old), (0, 2, 0, 0));
    assert_eq!(summary.counts.len(), 2, "lines of single messages are none of it");
}

#[test]
fn a_summary_is_read_in_any_case_and_spacing() {
    let body = "\r\nMESSAGES-WAITING :no\nvoice-message : 0 / 3 ( 0 / 0 )\nnonsense\nVideo-Message: many\n";
    let summary = MessageSummary::parse(body.as_bytes()).unwrap();
    assert!(!summary.waiting);
    assert_eq!(summary.counts.len(), 1);
    assert_eq!(summary.count("voice").unwrap().old, 3);
}

#[test]
fn a_body_that_does_not_say_whether_messages_wait_is_no_summary() {
    for body in ["", "Voice-Message: 1/0\r\n", "<xml/>", "\u{0}\u{1}"] {
        assert_eq!(MessageSummary::parse(body.as_bytes()), None, "{body:?}");
    }
}

// ---- dialogs -------------------------------------------------------------------------------------------------

const DIALOGS: &str = r#"<?xml version="1.0"?>
<!-- as a server writes it -->
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="7" state="full" entity="sip:1002@acme.test">
  <dialog id="d1" call-id="c1@h" local-tag="lt" remote-tag='rt' direction="recipient">
    <state event="remote-bye">early</state>
    <duration>12</duration>
    <local><identity>sip:1002@acme.test</identity><target uri="sip:1002@10.0.0.2"/></local>
    <remote>
      <identity display="M&#252;ller &amp; S&#xF6;hne">sip:+49301234567@acme.test</identity>
      <target uri="sip:gw@10.0.0.1"><param pname="+sip.rendering" pvalue="no"/></target>
    </remote>
  </dialog>
</dialog-info>"#;

fn changes(version: u32, dialogs: &str) -> DialogInfo {
    let document = format!(
        r#"<dialog-info version="{version}" state="partial" entity="sip:1002@acme.test">{dialogs}</dialog-info>"#
    );
    DialogInfo::parse(document.as_bytes()).unwrap()
}

fn one(id: &str, direction: &str, state: &str) -> String {
    format!(r#"<dialog id="{id}" direction="{direction}"><state>{state}</state></dialog>"#)
}

#[test]
fn a_dialog_is_read_with_its_state_direction_and_ends() {
    let info = DialogInfo::parse(DIALOGS.as_bytes()).unwrap();
    assert_eq!(
        (info.version, info.full, &*info.entity),
        (7, true, "sip:1002@acme.test")
    );
    let [dialog] = &info.dialogs[..] else {
        panic!("{info:?}")
    };
    assert_eq!(dialog.id, "d1");
    assert_eq!(dialog.state, DialogState::Early);
    assert_eq!(dialog.event.as_deref(), Some("remote-bye"));
    assert_eq!(dialog.initiator, Some(false));
    assert_eq!(dialog.call_id.as_deref(), Some("c1@h"));
    assert_eq!(dialog.local_tag.as_deref(), Some("lt"));
    assert_eq!(dialog.remote_tag.as_deref(), Some("rt"));
    let remote = dialog.remote.as_ref().unwrap();
    assert_eq!(remote.uri, "sip:+49301234567@acme.test");
    assert_eq!(remote.display_name.as_deref(), Some("Müller & Söhne"));
    assert_eq!(dialog.local.as_ref().unwrap().uri, "sip:1002@acme.test");
}

#[test]
fn prefixes_and_a_target_instead_of_an_identity_are_understood() {
    let document = r#"<di:dialog-info xmlns:di="urn:x" version="0" state="full" entity="e"><di:dialog id="1">
        <di:state>confirmed</di:state><di:remote><di:target uri="sip:9@x"/></di:remote></di:dialog></di:dialog-info>"#;
    let info = DialogInfo::parse(document.as_bytes()).unwrap();
    assert_eq!(info.dialogs[0].state, DialogState::Confirmed);
    assert_eq!(info.dialogs[0].remote.as_ref().unwrap().uri, "sip:9@x");
    assert_eq!(info.dialogs[0].initiator, None);
}

#[test]
fn a_lamp_rings_for_who_is_called_and_is_busy_for_who_calls_or_talks() {
    for (dialogs, line) in [
        (String::new(), LineState::Idle),
        (one("1", "recipient", "early"), LineState::Ringing),
        (one("1", "initiator", "early"), LineState::Busy),
        (one("1", "recipient", "confirmed"), LineState::Busy),
        (one("1", "recipient", "terminated"), LineState::Idle),
        (
            one("1", "recipient", "early") + &one("2", "initiator", "confirmed"),
            LineState::Busy,
        ),
    ] {
        let mut watch = DialogWatch::default();
        let mut full = changes(1, &dialogs);
        full.full = true;
        assert_eq!(watch.apply(full), Applied::Yes);
        assert_eq!(watch.line(), line, "{dialogs}");
    }
}

#[test]
fn changes_count_in_their_order_only() {
    let mut watch = DialogWatch::default();
    assert_eq!(watch.apply(changes(3, "")), Applied::Gap, "nothing to change yet");
    let mut full = changes(3, &one("1", "recipient", "early"));
    full.full = true;
    assert_eq!(watch.apply(full.clone()), Applied::Yes);
    assert_eq!(watch.apply(changes(4, &one("2", "initiator", "trying"))), Applied::Yes);
    assert_eq!(watch.dialogs().len(), 2);
    assert_eq!(
        watch.apply(changes(4, &one("1", "recipient", "terminated"))),
        Applied::Stale
    );
    assert_eq!(
        watch.apply(changes(6, &one("1", "recipient", "terminated"))),
        Applied::Gap
    );
    assert_eq!(watch.dialogs().len(), 2);
    assert_eq!(
        watch.apply(changes(5, &one("1", "recipient", "terminated"))),
        Applied::Yes
    );
    assert_eq!(watch.dialogs().len(), 1);
    full.version = 0;
    assert_eq!(watch.apply(full), Applied::Yes, "a server that counts anew");
    assert_eq!(
        watch.apply(changes(1, &one("1", "recipient", "confirmed"))),
        Applied::Yes
    );
    assert_eq!(watch.line(), LineState::Busy);
    watch.reset();
    assert_eq!(watch, DialogWatch::default());
}

#[test]
fn no_more_than_64_dialogs_are_kept() {
    let many: String = (0..100).map(|n| one(&n.to_string(), "recipient", "early")).collect();
    let mut info = changes(0, &many);
    assert_eq!(info.dialogs.len(), 64);
    info.full = true;
    let mut watch = DialogWatch::default();
    watch.apply(info);
    let more: String = (100..150).map(|n| one(&n.to_string(), "recipient", "early")).collect();
    watch.apply(changes(1, &more));
    assert_eq!(watch.dialogs().len(), 64);
}

#[test]
fn a_document_of_another_kind_or_with_a_document_type_is_not_read() {
    for document in [
        "",
        "hello",
        "<presence/>",
        "<!DOCTYPE x [<!ENTITY a \"b\">]><dialog-info/>",
        "<dialog-info",
        "<dialog-info version=\"1",
    ] {
        assert_eq!(DialogInfo::parse(document.as_bytes()), None, "{document}");
    }
    let unfinished = DialogInfo::parse(b"<dialog-info version='2'><dialog id='1'><state>early").unwrap();
    assert_eq!(unfinished.dialogs[0].state, DialogState::Early);
}

// ---- presence ------------------------------------------------------------------------------------------------

#[test]
fn presence_is_open_where_any_tuple_is() {
    let document = r#"<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid"
        entity="pres:1002@acme.test"><tuple id="a"><status><basic>closed</basic></status></tuple>
        <tuple id="b"><status><basic> open </basic></status><contact priority="0.8">sip:1002@acme.test</contact>
        <note>On the &quot;line&quot;</note></tuple>
        <r:person><r:activities><r:note>x</r:note><r:on-the-phone/><r:busy/></r:activities></r:person>
        <note>second</note></presence>"#;
    let presence = Presence::parse(document.as_bytes()).unwrap();
    assert_eq!(presence.entity, "pres:1002@acme.test");
    assert_eq!(presence.open, Some(true));
    assert_eq!(presence.note.as_deref(), Some("On the \"line\""));
    assert_eq!(presence.activities, ["on-the-phone", "busy"]);
    let closed =
        Presence::parse(b"<presence><tuple><status><basic>closed</basic></status></tuple></presence>").unwrap();
    assert_eq!(closed.open, Some(false));
    assert_eq!(Presence::parse(b"<presence/>").unwrap().open, None);
    assert_eq!(Presence::parse(b"<dialog-info/>"), None);
}

// ---- the scanner ---------------------------------------------------------------------------------------------

#[test]
fn the_scanner_gives_up_at_32_levels_and_at_8192_pieces() {
    let deep = "<a>".repeat(100);
    assert_eq!(Scanner::new(&deep).count(), 32);
    let long = "<a/>".repeat(10_000);
    assert_eq!(Scanner::new(&long).count(), 8192);
}

#[test]
fn a_bracket_within_a_quoted_value_does_not_end_a_tag() {
    let mut scanner = Scanner::new("<a b='1>2' c=\"'\">x</a>");
    let Some(Token::Start("a", attributes)) = scanner.next() else {
        panic!()
    };
    assert_eq!(attributes.get("b").as_deref(), Some("1>2"));
    assert_eq!(attributes.get("c").as_deref(), Some("'"));
    assert_eq!(attributes.get("d"), None);
    assert_eq!(scanner.collect::<Vec<_>>(), [Token::Text("x"), Token::End("a")]);
}

#[test]
fn entities_are_resolved_once_and_unknown_ones_left() {
    assert_eq!(
        super::xml::text(" &lt;&amp;lt;&gt;&apos;&quot;&#65;&#x42; "),
        "<&lt;>'\"AB"
    );
    assert_eq!(
        super::xml::text("&unknown; & &#0; &#x110000; &#99999999999;"),
        "&unknown; & &#0; &#x110000; &#99999999999;"
    );
}

#[test]
fn an_ampersand_whose_semicolon_is_far_is_text() {
    for (raw, read) in [
        ("a &amp; b; &#x10FFFF; &#00000065;", "a & b; \u{10ffff} A"),
        ("&far from its end;", "&far from its end;"),
        ("&#000000065; &", "&#000000065; &"),
        ("&&&lt;", "&&<"),
    ] {
        let body = format!("<presence><note>{raw}</note></presence>");
        let note = Presence::parse(body.as_bytes()).unwrap().note;
        assert_eq!(note.as_deref(), Some(read), "{raw}");
    }
}
