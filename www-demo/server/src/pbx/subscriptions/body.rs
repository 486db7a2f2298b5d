//! What a NOTIFY holds.

use std::fmt::Write as _;

use uuid::Uuid;
use voip_sdk::model::calls::CallDirection;

use super::task::What;
use crate::pbx::ports::Mailbox;
use crate::pbx::presence::Part;

/// What a subscriber was told, or is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    Mailbox(Mailbox),
    /// The extension's calls.
    Dialogs(Vec<(Uuid, Part)>),
}

pub(super) fn render(shown: &Shown, before: Option<&Shown>, what: &What, version: u32) -> String {
    let entity = format!("sip:{}@{}", what.watched.number, what.domain);
    match shown {
        Shown::Mailbox(mailbox) => summary(mailbox, &entity),
        Shown::Dialogs(calls) => {
            let before = match before {
                Some(Shown::Dialogs(before)) => before.as_slice(),
                _ => &[],
            };
            dialog_info(calls, before, &entity, &what.domain, version)
        }
    }
}

/// RFC 3842 §5.2.
fn summary(mailbox: &Mailbox, entity: &str) -> String {
    let waiting = if mailbox.unread > 0 { "yes" } else { "no" };
    format!(
        "Messages-Waiting: {waiting}\r\nMessage-Account: {entity}\r\nVoice-Message: {}/{} (0/0)\r\n",
        mailbox.unread, mailbox.read
    )
}

/// RFC 4235 §4: always the full state. A dialog that has ended since is named once more, as terminated.
fn dialog_info(calls: &[(Uuid, Part)], before: &[(Uuid, Part)], entity: &str, domain: &str, version: u32) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\
         <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"{version}\" state=\"full\" entity=\"{}\">\r\n",
        escaped(entity)
    );
    let ended = before
        .iter()
        .filter(|(uuid, _)| calls.iter().all(|(other, _)| other != uuid));
    let ended = ended.map(|call| (call, "terminated"));
    let live = calls.iter().map(|call| match call.1.ringing || call.1.early {
        true => (call, "early"),
        false => (call, "confirmed"),
    });
    for ((uuid, part), state) in live.chain(ended) {
        let direction = match part.direction {
            CallDirection::Outbound => "initiator",
            _ => "recipient",
        };
        let other = match part.other_is_anonymous {
            true => "sip:anonymous@anonymous.invalid".to_owned(),
            false => format!("sip:{}@{domain}", part.other.replace('#', "%23")),
        };
        let _ = write!(
            xml,
            "<dialog id=\"{uuid}\" direction=\"{direction}\"><state>{state}</state>\
             <local><identity>{}</identity></local><remote><identity>{}</identity></remote></dialog>\r\n",
            escaped(entity),
            escaped(&other),
        );
    }
    xml.push_str("</dialog-info>\r\n");
    xml
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control()) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_number_holds_does_not_become_markup() {
        assert_eq!(escaped("a<b>&\"c\"\n"), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
