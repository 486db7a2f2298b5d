//! No panic whatever comes.

use crate::sip::package::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_octets_make_a_reader_panic(body in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = (MessageSummary::parse(&body), DialogInfo::parse(&body), Presence::parse(&body));
    }

    #[test]
    fn no_text_of_the_signs_of_xml_makes_a_reader_panic(
        body in "(<|>|/|=|\"|'|&|;|!|-|\\[|\\]|\\?|#|x|é| |dialog-info|dialog|state|remote|identity|presence|basic|1){0,120}"
    ) {
        let wrapped = format!("<dialog-info version=\"1\"><dialog id=\"1\">{body}</dialog></dialog-info>");
        if let Some(info) = DialogInfo::parse(wrapped.as_bytes()) {
            let mut watch = DialogWatch::default();
            watch.apply(info);
            let _ = watch.line();
        }
        let _ = (DialogInfo::parse(body.as_bytes()), Presence::parse(body.as_bytes()));
    }

    #[test]
    fn a_name_comes_back_as_it_was_escaped(name in "[ -~]{1,40}") {
        let escaped: String = name.chars().map(|c| format!("&#{};", u32::from(c))).collect();
        let document = format!("<dialog-info><dialog id='1'><remote><identity display=\"{escaped}\">sip:1@x</identity></remote></dialog></dialog-info>");
        let info = DialogInfo::parse(document.as_bytes()).unwrap();
        let party = info.dialogs[0].remote.clone().unwrap();
        prop_assert_eq!(party.display_name.unwrap(), name);
        prop_assert_eq!(party.uri, "sip:1@x");
    }
}
