//! What names another dialog or its progress: Replaces (RFC 3891 §6.1), Target-Dialog (RFC 4538 §7), and the status
//! line of a `message/sipfrag` (RFC 3420).

use super::{lex, params::Params};

/// Replaces: the dialog that the INVITE takes the place of, as its receiver knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaces {
    /// Call-ID of the dialog.
    pub call_id: String,
    /// The receiver's own tag.
    pub to_tag: String,
    /// The tag of the receiver's far end.
    pub from_tag: String,
    /// Only a dialog that is not answered may be replaced.
    pub early_only: bool,
}

impl Replaces {
    /// Reads one value; `None` without both tags, and with anything that could break out of a header line.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let (call_id, params) = parts(s)?;
        Some(Self {
            call_id,
            to_tag: tag(&params, "to-tag")?,
            from_tag: tag(&params, "from-tag")?,
            early_only: params.has("early-only"),
        })
    }

    /// Reads the value of a URI's `Replaces` header, which is escaped (RFC 3261 §19.1.1).
    #[must_use]
    pub fn parse_escaped(s: &str) -> Option<Self> {
        Self::parse(&lex::unescape(s))
    }

    /// The value as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = self.call_id.clone();
        out.push_str(";to-tag=");
        out.push_str(&self.to_tag);
        out.push_str(";from-tag=");
        out.push_str(&self.from_tag);
        if self.early_only {
            out.push_str(";early-only");
        }
        out
    }

    /// The value for a URI's header.
    #[must_use]
    pub fn to_escaped(&self) -> String {
        let mut out = String::new();
        lex::push_escaped(&mut out, &self.to_text(), lex::is_unreserved);
        out
    }
}

/// Target-Dialog as its receiver knows it: Call-ID, the receiver's tag, the sender's tag.
pub(crate) fn target_dialog(s: &str) -> Option<(String, String, String)> {
    let (call_id, params) = parts(s)?;
    // The sender writes it from its own side (RFC 4538 §4).
    Some((call_id, tag(&params, "remote-tag")?, tag(&params, "local-tag")?))
}

fn parts(s: &str) -> Option<(String, Params)> {
    let (call_id, params) = lex::split_once(lex::trim(s), b';');
    let call_id = lex::trim(call_id);
    let plain = |b: u8| b > b' ' && b != 0x7f && b != b',';
    if call_id.is_empty() || !call_id.bytes().all(plain) {
        return None;
    }
    Some((call_id.to_owned(), Params::parse_header(params?)?))
}

fn tag(params: &Params, name: &str) -> Option<String> {
    let once = params.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).count() == 1;
    params.get(name).filter(|t| once && lex::is_token(t)).map(str::to_owned)
}

/// The status line at the beginning of a `message/sipfrag`, which is the whole of it in a NOTIFY for a REFER
/// (RFC 3515 §2.4.5).
pub(crate) fn status_line(body: &[u8]) -> Option<(u16, String)> {
    let text = String::from_utf8_lossy(body.get(..body.len().min(512))?);
    let line = text.trim_start_matches(['\r', '\n']).lines().next()?;
    let rest = line.strip_prefix("SIP/2.0 ")?;
    let (code, reason) = lex::split_once(rest, b' ');
    let status = lex::number(code).and_then(|n| u16::try_from(n).ok())?;
    (100..700)
        .contains(&status)
        .then(|| (status, lex::trim(reason.unwrap_or_default()).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_reads_what_it_writes() {
        let text = "a84b4c76e66710@host.test;to-tag=x7;from-tag=y8;early-only";
        let replaces = Replaces::parse(text).unwrap();
        assert_eq!((replaces.to_tag.as_str(), replaces.from_tag.as_str()), ("x7", "y8"));
        assert!(replaces.early_only);
        assert_eq!(replaces.to_text(), text);
        assert_eq!(Replaces::parse_escaped(&replaces.to_escaped()), Some(replaces));
    }

    #[test]
    fn replaces_without_both_tags_or_with_more_than_a_value_is_none() {
        for bad in [
            "",
            "id",
            "id;to-tag=1",
            "id;from-tag=1",
            ";to-tag=1;from-tag=2",
            "a b;to-tag=1;from-tag=2",
            "id;to-tag=1;to-tag=1;from-tag=2",
            "id;to-tag=1;from-tag=2, id;to-tag=1;from-tag=2",
            "id\r\nVia: x;to-tag=1;from-tag=2",
            "id;to-tag=1;from-tag=\"2\"",
        ] {
            assert_eq!(Replaces::parse(bad), None, "{bad:?}");
        }
        assert_eq!(Replaces::parse_escaped("id%0D%0AVia%3A%20x;to-tag=1;from-tag=2"), None);
    }

    #[test]
    fn target_dialog_is_turned_round() {
        let (id, ours, theirs) = target_dialog("id;local-tag=theirs;remote-tag=ours").unwrap();
        assert_eq!((id.as_str(), ours.as_str(), theirs.as_str()), ("id", "ours", "theirs"));
    }

    #[test]
    fn status_line_is_all_that_counts_of_a_sipfrag() {
        assert_eq!(
            status_line(b"SIP/2.0 486 Busy Here\r\nTo: x\r\n"),
            Some((486, "Busy Here".to_owned()))
        );
        assert_eq!(status_line(b"SIP/2.0 200"), Some((200, String::new())));
        for bad in [
            &b""[..],
            b"SIP/2.0 99 x",
            b"SIP/2.0 700 x",
            b"200 OK",
            b"SIP/3.0 200 OK",
            b"SIP/2.0 2x0 OK",
        ] {
            assert_eq!(status_line(bad), None);
        }
    }
}
