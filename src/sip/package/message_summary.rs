//! `application/simple-message-summary` (RFC 3842 §5.2): whether messages wait, and how many of which class.

/// Classes that are kept; RFC 3458 has six.
const MAX_CLASSES: usize = 16;

/// State of a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageSummary {
    /// New messages wait.
    pub waiting: bool,
    /// The URI by which they are listened to, where the server gave one.
    pub account: Option<String>,
    /// Messages by class, in the server's order.
    pub counts: Vec<MessageCount>,
}

/// Messages of one class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MessageCount {
    /// `voice`, `fax`, `video`, `pager`, `multimedia`, `text`, or another word of the server's, in lower case.
    pub class: String,
    /// Not heard yet.
    pub new: u32,
    /// Heard.
    pub old: u32,
    /// Not heard yet and urgent; counted in `new` too.
    pub urgent_new: u32,
    /// Heard and urgent; counted in `old` too.
    pub urgent_old: u32,
}

impl MessageSummary {
    /// Reads the body; `None` when it does not say whether messages wait. Header lines of single messages, which may
    /// follow an empty line, are not read.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        let mut summary = Self::default();
        let mut said = false;
        for line in text.lines().skip_while(|line| line.trim().is_empty()) {
            if line.trim().is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let name = name.trim().to_ascii_lowercase();
            let value = value.trim();
            match &*name {
                "messages-waiting" => {
                    said = true;
                    summary.waiting = value.eq_ignore_ascii_case("yes");
                }
                "message-account" => summary.account = Some(value.to_owned()),
                _ => {
                    if let Some(class) = name.strip_suffix("-message")
                        && summary.counts.len() < MAX_CLASSES
                        && let Some(count) = count(class, value)
                    {
                        summary.counts.push(count);
                    }
                }
            }
        }
        said.then_some(summary)
    }

    /// Messages of a class (`voice`); none when the server did not count them.
    #[must_use]
    pub fn count(&self, class: &str) -> Option<&MessageCount> {
        self.counts.iter().find(|count| count.class == class)
    }
}

/// `new/old (urgent new/urgent old)`, the bracket left out by many.
fn count(class: &str, value: &str) -> Option<MessageCount> {
    let (all, urgent) = value.split_once('(').unwrap_or((value, ""));
    let (new, old) = pair(all)?;
    let (urgent_new, urgent_old) = pair(urgent.trim_end_matches([')', ' '])).unwrap_or_default();
    Some(MessageCount {
        class: class.to_owned(),
        new,
        old,
        urgent_new,
        urgent_old,
    })
}

fn pair(text: &str) -> Option<(u32, u32)> {
    let (new, old) = text.split_once('/')?;
    Some((new.trim().parse().ok()?, old.trim().parse().ok()?))
}
