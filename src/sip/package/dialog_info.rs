//! `application/dialog-info+xml` (RFC 4235): the calls of another extension, as a busy lamp shows them.

use super::xml::{Attributes, Scanner, Token, text};

/// Dialogs that are kept of one extension.
const MAX_DIALOGS: usize = 64;

/// One document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialogInfo {
    /// Counts the documents of one subscription.
    pub version: u32,
    /// It has all dialogs; else those that have changed.
    pub full: bool,
    /// Whose dialogs they are.
    pub entity: String,
    /// The dialogs.
    pub dialogs: Vec<WatchedDialog>,
}

/// One dialog of the extension that is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WatchedDialog {
    /// Names it within the documents of a subscription.
    pub id: String,
    /// Where it is in its life.
    pub state: DialogState,
    /// Why it came there, where the server says so: `cancelled`, `rejected`, `replaced`, `local-bye`, `remote-bye`, …
    pub event: Option<String>,
    /// The extension called (`true`) or was called.
    pub initiator: Option<bool>,
    /// Call-ID and tags, for an INVITE that replaces it (RFC 3891).
    pub call_id: Option<String>,
    /// The tag of the extension's side.
    pub local_tag: Option<String>,
    /// The tag of the other side.
    pub remote_tag: Option<String>,
    /// The extension.
    pub local: Option<Party>,
    /// Whom it talks to.
    pub remote: Option<Party>,
}

/// One end of a dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Its URI.
    pub uri: String,
    /// Its name.
    pub display_name: Option<String>,
}

/// State of a dialog (RFC 4235 §3.7.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogState {
    /// The INVITE is out.
    Trying,
    /// A provisional response without a tag came.
    Proceeding,
    /// It rings.
    Early,
    /// Answered.
    Confirmed,
    /// Over.
    #[default]
    Terminated,
}

/// What a lamp shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineState {
    /// No call.
    #[default]
    Idle,
    /// It is being called and nobody has answered.
    Ringing,
    /// It calls, or talks.
    Busy,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It counts.
    Yes,
    /// It is older than what is known.
    Stale,
    /// One before it was missed: the full state has to be asked for (`UserAgent::refresh_subscription`).
    Gap,
}

/// The dialogs of an extension over the documents of one subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialogWatch {
    version: Option<u32>,
    dialogs: Vec<WatchedDialog>,
}

impl DialogInfo {
    /// Reads the body; `None` when it is no such document.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        let document = String::from_utf8_lossy(body);
        let mut scanner = Scanner::new(&document);
        let mut info = loop {
            match scanner.next()? {
                Token::Start("dialog-info", attributes) => {
                    break Self {
                        version: attributes.number("version").unwrap_or(0),
                        full: attributes.get("state").is_none_or(|state| state != "partial"),
                        entity: attributes.get("entity").unwrap_or_default(),
                        dialogs: Vec::new(),
                    };
                }
                Token::Start(..) => return None,
                Token::End(_) | Token::Text(_) => {}
            }
        };
        while let Some(token) = scanner.next() {
            if let Token::Start("dialog", attributes) = token {
                let dialog = dialog(&mut scanner, attributes);
                if info.dialogs.len() < MAX_DIALOGS {
                    info.dialogs.push(dialog);
                }
            }
        }
        Some(info)
    }
}

/// Reads one `dialog` to its end.
fn dialog(scanner: &mut Scanner<'_>, attributes: Attributes<'_>) -> WatchedDialog {
    let mut dialog = WatchedDialog {
        id: attributes.get("id").unwrap_or_default(),
        initiator: attributes.get("direction").map(|direction| direction == "initiator"),
        call_id: attributes.get("call-id"),
        local_tag: attributes.get("local-tag"),
        remote_tag: attributes.get("remote-tag"),
        ..WatchedDialog::default()
    };
    let outside = scanner.depth().saturating_sub(1);
    // `local` or `remote` when within one of them; the element whose text comes next.
    let (mut side, mut element) = ("", "");
    while let Some(token) = scanner.next() {
        match token {
            Token::Start(name @ ("local" | "remote"), _) => side = name,
            Token::Start("state", attributes) => {
                element = "state";
                dialog.event = attributes.get("event");
            }
            Token::Start("identity", attributes) => {
                element = "identity";
                if let Some(party) = party(&mut dialog, side) {
                    party.display_name = attributes.get("display");
                }
            }
            Token::Start("target", attributes) => {
                // For a party whose identity is not told.
                if let Some(party) = party(&mut dialog, side).filter(|party| party.uri.is_empty()) {
                    party.uri = attributes.get("uri").unwrap_or_default();
                }
            }
            Token::Start(..) => element = "",
            Token::Text(raw) => match element {
                "state" => dialog.state = state(raw.trim()),
                "identity" => {
                    if let Some(party) = party(&mut dialog, side) {
                        party.uri = text(raw);
                    }
                }
                _ => {}
            },
            Token::End(name) => {
                element = "";
                if name == side {
                    side = "";
                }
                if scanner.depth() <= outside {
                    break;
                }
            }
        }
    }
    dialog
}

fn party<'a>(dialog: &'a mut WatchedDialog, side: &str) -> Option<&'a mut Party> {
    let party = match side {
        "local" => &mut dialog.local,
        "remote" => &mut dialog.remote,
        _ => return None,
    };
    Some(party.get_or_insert_default())
}

fn state(word: &str) -> DialogState {
    match word {
        "trying" => DialogState::Trying,
        "proceeding" => DialogState::Proceeding,
        "early" => DialogState::Early,
        "confirmed" => DialogState::Confirmed,
        _ => DialogState::Terminated,
    }
}

impl DialogWatch {
    /// Takes a document in (RFC 4235 §4.3). One with the full state always counts: that NOTIFYs are taken in their
    /// order is seen to before, and servers begin to count anew as they please. One with changes has to be the next.
    pub fn apply(&mut self, info: DialogInfo) -> Applied {
        if info.full {
            self.dialogs = info.dialogs;
        } else {
            let Some(known) = self.version else {
                return Applied::Gap;
            };
            if info.version <= known {
                return Applied::Stale;
            }
            if info.version - known > 1 {
                return Applied::Gap;
            }
            for changed in info.dialogs {
                self.dialogs.retain(|dialog| dialog.id != changed.id);
                if self.dialogs.len() < MAX_DIALOGS {
                    self.dialogs.push(changed);
                }
            }
        }
        self.version = Some(info.version);
        self.dialogs.retain(|dialog| dialog.state != DialogState::Terminated);
        Applied::Yes
    }

    /// Forgets everything, for a subscription that begins anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// The dialogs that are not over.
    #[must_use]
    pub fn dialogs(&self) -> &[WatchedDialog] {
        &self.dialogs
    }

    /// All of them together as one lamp.
    #[must_use]
    pub fn line(&self) -> LineState {
        let rings = |dialog: &WatchedDialog| dialog.state != DialogState::Confirmed && dialog.initiator == Some(false);
        if self.dialogs.iter().any(|dialog| !rings(dialog)) {
            LineState::Busy
        } else if self.dialogs.is_empty() {
            LineState::Idle
        } else {
            LineState::Ringing
        }
    }
}
