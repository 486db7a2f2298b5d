//! What the application may ask for, and why it may be refused.

use super::local::Local;
use crate::sip::message::{Headers, SipUri, Uri, unescape};

/// Options of an outgoing call.
#[derive(Clone, Debug, Default)]
pub struct InviteOptions {
    /// Header lines for the INVITE, names and values. The user agent's own (Via, Contact, …) are refused.
    pub extra_headers: Vec<(String, String)>,
    /// Hide who calls (RFC 3323 §4.1): anonymous From, `Privacy: id`.
    pub anonymous: bool,
    /// Let the far end make the offer (RFC 3261 §13.2.1): the INVITE has none, ours is the answer.
    pub late_offer: bool,
    /// Give the call up when nobody has answered after so many seconds; the INVITE says so too (Expires, §13.2.1).
    pub timeout_sec: Option<u32>,
}

/// Options of a transfer.
#[derive(Clone, Debug, Default)]
pub struct TransferOptions {
    /// Header lines for the REFER, names and values. The user agent's own are refused.
    pub extra_headers: Vec<(String, String)>,
    /// Ask the far end not to tell what becomes of it (`Refer-Sub: false`, RFC 4488): where it agrees to that, its
    /// consent already counts as success.
    pub unsupervised: bool,
}

/// What a refusal says (RFC 3261 §13.3.1.2, §13.3.1.3).
#[derive(Clone, Debug, Default)]
pub struct RejectOptions {
    /// 300 to 699. 488 and 606 get a Warning of their own.
    pub status: u16,
    /// Contact of a 3xx; a status of 400 or more becomes 302 with it.
    pub forward_to: Option<String>,
    /// When it may be tried again, in seconds.
    pub retry_after_sec: Option<u32>,
    /// Header lines, names and values. The user agent's own (Via, Contact, …) are refused.
    pub extra_headers: Vec<(String, String)>,
}

/// Why a command was refused. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandError {
    /// `start` was not called, or `stop` was.
    NotStarted,
    /// There is no connection to the server at this moment.
    TransportClosed,
    /// No such call, or it was forgotten.
    CallNotFound,
    /// The call is not in a state for that.
    InvalidState,
    /// The target is no number and no SIP URI.
    InvalidTarget,
    /// `Config::max_calls` are there already.
    TooManyCalls,
    /// No such subscription, or it is over.
    SubscriptionNotFound,
    /// No such publication, or it is over.
    PublicationNotFound,
    /// So many subscriptions, publications or unsent messages are there that no more are taken.
    LimitReached,
    /// A header may not be set, or a status code is none of a refusal.
    InvalidArgument,
}

impl CommandError {
    /// The stable code for the application.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotStarted => "not_started",
            Self::TransportClosed => "transport_closed",
            Self::CallNotFound => "call_not_found",
            Self::InvalidState => "invalid_state",
            Self::InvalidTarget => "invalid_target",
            Self::TooManyCalls => "too_many_calls",
            Self::SubscriptionNotFound => "subscription_not_found",
            Self::PublicationNotFound => "publication_not_found",
            Self::LimitReached => "limit_reached",
            Self::InvalidArgument => "invalid_argument",
        }
    }
}

/// What was typed as a URI: a number or a name of our domain, `user@host`, or a URI.
pub(crate) fn target_uri(local: &Local, typed: &str) -> Option<Uri> {
    let typed = typed.trim();
    if typed.is_empty() || typed.len() > 512 || typed.chars().any(char::is_control) {
        return None;
    }
    let scheme = typed.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("sip" | "sips") => harmless(typed),
        Some("tel") => {
            let number = typed.get(4..)?.split(';').next()?;
            dialled(number).map(|user| Uri::Sip(SipUri::new(&user, &local.domain)))
        }
        _ => match typed.rsplit_once('@') {
            Some((user, host)) if !user.is_empty() && !host.is_empty() => {
                let mut uri = String::from("sip:");
                uri.push_str(typed);
                harmless(&uri)
            }
            Some(_) => None,
            None => {
                let user = dialled(typed).or_else(|| name(typed))?;
                Some(Uri::Sip(SipUri::new(&user, &local.domain)))
            }
        },
    }
}

/// A URI from a web page as it may get into a request.
fn harmless(text: &str) -> Option<Uri> {
    let mut uri = Uri::parse(text)?;
    if let Uri::Sip(sip) = &mut uri {
        // Its header fields must not (RFC 3261 §19.1.5), nor may it say what kind of request it is (table 1 there).
        sip.headers.clear();
        sip.params.remove("method");
    }
    Some(uri)
}

/// Header fields of a typed URI that may go into the INVITE: they say what the call is about, or which one it takes
/// the place of. Route, From, Contact and whatever else could lead it astray stay out (RFC 3261 §19.1.5).
pub(super) fn headers_of_target(typed: &str) -> Vec<(String, String)> {
    const ALLOWED: [&str; 5] = ["Subject", "Priority", "In-Reply-To", "Replaces", "Join"];
    let Some(Uri::Sip(uri)) = Uri::parse(typed.trim()) else {
        return Vec::new();
    };
    let allowed = |(name, value): &(String, String)| {
        let name = unescape(name);
        let name = ALLOWED.iter().find(|known| known.eq_ignore_ascii_case(&name))?;
        let value = unescape(value);
        Headers::check(name, &value).ok()?;
        Some(((*name).to_owned(), value))
    };
    uri.headers.iter().filter_map(allowed).collect()
}

/// A number without what people put between its digits (RFC 3966 §3 "visual separators").
fn dialled(typed: &str) -> Option<String> {
    let mut number = String::with_capacity(typed.len());
    for (i, c) in typed.chars().enumerate() {
        match c {
            '0'..='9' | '*' | '#' => number.push(c),
            '+' if i == 0 => number.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' => {}
            _ => return None,
        }
    }
    number.chars().any(|c| c != '+').then_some(number)
}

/// A user name: no white space, nothing that a URI would have to be taken apart for.
fn name(typed: &str) -> Option<String> {
    let plain = typed
        .chars()
        .all(|c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '?' | ':'));
    plain.then(|| typed.to_owned())
}
