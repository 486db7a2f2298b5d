//! The state of one dialog with a phone (RFC 3261 §12). No route set: phones reach this server directly, and it
//! puts no Record-Route into their way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rsipstack::sip::{Header, Method, Request, Uri};
use rsipstack::transaction::make_tag;

use super::sip::{self, NameAddr};

/// A dialog, early while `remote_tag` is unknown.
#[derive(Debug, Clone)]
pub(crate) struct Dialog {
    pub call_id: String,
    pub local_tag: String,
    pub remote_tag: Option<String>,
    /// Our From value, with the tag.
    local: String,
    /// Our To value, without the tag.
    remote: String,
    pub remote_target: Uri,
    /// Shared by the copies that tasks send from: no number is used twice.
    local_seq: Arc<AtomicU32>,
    remote_seq: u32,
}

impl Dialog {
    /// The dialog of a received INVITE or SUBSCRIBE; `None` when a header that it takes is missing or broken (400).
    pub(crate) fn of_invite(invite: &Request) -> Option<Dialog> {
        let from = sip::header(invite, "From")?;
        let to = sip::header(invite, "To")?;
        let contact = NameAddr::parse(sip::header(invite, "Contact")?)?;
        let local_tag = make_tag().to_string();
        let tag = NameAddr::parse(from)?.tag().map(str::to_owned);
        tag.as_ref()?;
        Some(Dialog {
            call_id: sip::header(invite, "Call-ID")?.to_owned(),
            local: format!("{to};tag={local_tag}"),
            local_tag,
            remote_tag: tag,
            remote: without_tag(from),
            remote_target: Uri::try_from(contact.uri).ok()?,
            local_seq: Arc::default(),
            remote_seq: sip::cseq(invite)?,
        })
    }

    /// The dialog that an INVITE of ours will make.
    pub(crate) fn ours(from: &str, to: &str, target: Uri) -> Dialog {
        let local_tag = make_tag().to_string();
        Dialog {
            call_id: rsipstack::transaction::make_uuid_v4(),
            local: format!("{from};tag={local_tag}"),
            local_tag,
            remote_tag: None,
            remote: to.to_owned(),
            remote_target: target,
            local_seq: Arc::default(),
            remote_seq: 0,
        }
    }

    /// Our next request in the dialog.
    pub(crate) fn request(&self, method: Method, sent_by: &str, extra: Vec<Header>, body: Vec<u8>) -> Request {
        let number = self.local_seq.fetch_add(1, Ordering::Relaxed) + 1;
        let to = match &self.remote_tag {
            Some(tag) => format!("{};tag={tag}", self.remote),
            None => self.remote.clone(),
        };
        let mut headers = vec![
            sip::make("From", self.local.clone()),
            sip::make("To", to),
            sip::make("Call-ID", self.call_id.clone()),
            sip::make("CSeq", format!("{number} {method}")),
        ];
        // A MESSAGE makes no dialog and has no Contact (RFC 3428 §4).
        if method != Method::Message {
            headers.push(sip::make("Contact", contact(sent_by)));
        }
        headers.extend(extra);
        sip::request(method, self.remote_target.clone(), sent_by, headers, body)
    }

    /// Whether a request of the phone is the next one: a lower CSeq is out of order (§12.2.2).
    pub(crate) fn take_cseq(&mut self, request: &Request) -> bool {
        match sip::cseq(request) {
            Some(seq) if seq >= self.remote_seq => {
                self.remote_seq = seq;
                true
            }
            _ => false,
        }
    }

    /// Whether a request of the phone belongs to this dialog.
    pub(crate) fn matches(&self, request: &Request) -> bool {
        let tag = sip::header(request, "From")
            .and_then(NameAddr::parse)
            .and_then(|f| f.tag().map(str::to_owned));
        self.remote_tag.is_none() || self.remote_tag == tag
    }

    /// Whether the phone's tag is this one.
    pub(crate) fn has_tag(&self, tag: &str) -> bool {
        self.remote_tag.as_deref() == Some(tag)
    }

    /// Target refresh (§12.2.1.2): the Contact of a request or a 2xx.
    pub(crate) fn refresh_target(&mut self, contact: Option<&str>) {
        let uri = contact
            .and_then(NameAddr::parse)
            .and_then(|c| Uri::try_from(c.uri).ok());
        if let Some(uri) = uri {
            self.remote_target = uri;
        }
    }
}

/// The Contact of everything that this server sends.
pub(crate) fn contact(sent_by: &str) -> String {
    format!("<sip:pbx@{sent_by};transport=ws>")
}

fn without_tag(value: &str) -> String {
    match value.rfind(";tag=") {
        Some(at) => {
            let rest = &value[at + 1..];
            let end = rest.find(';').map_or("", |end| &rest[end..]);
            format!("{}{end}", &value[..at])
        }
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_taken_out_wherever_it_stands() {
        assert_eq!(without_tag("<sip:a@b>;tag=1"), "<sip:a@b>");
        assert_eq!(without_tag("\"x\" <sip:a@b>;tag=1;x=y"), "\"x\" <sip:a@b>;x=y");
        assert_eq!(without_tag("<sip:a@b>"), "<sip:a@b>");
    }

    #[test]
    fn requests_count_up_and_carry_the_tags() {
        let mut dialog = Dialog::ours("<sip:a@b>", "<sip:c@b>", Uri::try_from("sip:c@x.invalid").unwrap());
        dialog.request(Method::Invite, "h", vec![], vec![]);
        dialog.remote_tag = Some("r".into());
        let bye = dialog.request(Method::Bye, "h", vec![], vec![]);
        assert_eq!(sip::header(&bye, "CSeq"), Some("2 BYE"));
        assert_eq!(sip::header(&bye, "To"), Some("<sip:c@b>;tag=r"));
        assert!(sip::header(&bye, "From").is_some_and(|f| f.ends_with(&dialog.local_tag)));
    }
}
