//! `application/pidf+xml` (RFC 3863): whether somebody can be reached, with the words and activities that phones add
//! (RFC 4480).

use super::xml::{Scanner, Token, text};

/// Activities that are kept.
const MAX_ACTIVITIES: usize = 16;

/// What a presence document says, all of its tuples together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Whose presence it is.
    pub entity: String,
    /// `open` in any tuple; `None` where no tuple has a basic status.
    pub open: Option<bool>,
    /// The first note.
    pub note: Option<String>,
    /// Names of activities: `on-the-phone`, `busy`, `away`, `meeting`, …
    pub activities: Vec<String>,
}

impl Presence {
    /// Reads the body; `None` when it is no such document.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        let document = String::from_utf8_lossy(body);
        let scanner = Scanner::new(&document);
        let mut presence: Option<Self> = None;
        let (mut element, mut activities) = ("", false);
        for token in scanner {
            let Some(presence) = &mut presence else {
                match token {
                    Token::Start("presence", attributes) => {
                        presence = Some(Self {
                            entity: attributes.get("entity").unwrap_or_default(),
                            ..Self::default()
                        });
                    }
                    Token::Start(..) => return None,
                    _ => {}
                }
                continue;
            };
            match token {
                Token::Start("activities", _) => activities = true,
                Token::Start(name, _) if activities && name != "note" => {
                    if presence.activities.len() < MAX_ACTIVITIES {
                        presence.activities.push(name.to_owned());
                    }
                }
                Token::Start(name, _) => element = name,
                Token::End(name) => {
                    element = "";
                    activities &= name != "activities";
                }
                Token::Text(raw) => match element {
                    "basic" => {
                        let open = raw.trim() == "open";
                        presence.open = Some(presence.open.unwrap_or(false) || open);
                    }
                    "note" if presence.note.is_none() => {
                        presence.note = Some(text(raw)).filter(|note| !note.is_empty());
                    }
                    _ => {}
                },
            }
        }
        presence
    }
}
