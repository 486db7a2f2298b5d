//! Session timers (RFC 4028): which are agreed on, and what is said about them.
//!
//! ```text
//!   the phone calls     INVITE, Supported: timer ──▶ 200, Session-Expires: 1800;refresher=uac    the phone refreshes
//!   the phone is called INVITE, Session-Expires: 1800;refresher=uas ──▶ 200 with the same        the phone refreshes
//! ```
//!
//! Only a phone that wants it so is refreshed by the server. A session that nobody refreshes is not ended for that:
//! a phone that is gone is noticed by its media, and one whose media flows keeps its call.

use rsipstack::sip::{HasHeaders, Header, Request, Response};

use super::sender::Refusal;
use super::sip;

/// The shortest interval, in seconds (§5).
const SHORTEST: u32 = 90;
/// The interval where the phone names none.
const USUAL: u32 = 1800;

/// What a leg has agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    /// Seconds.
    pub interval: u32,
    pub phone_refreshes: bool,
}

impl Session {
    /// What the INVITE that rings a phone asks for.
    pub(crate) const WANTED: Session = Session {
        interval: USUAL,
        phone_refreshes: true,
    };

    /// What the answer to a phone's request agrees on: `None` for a phone that has no timers.
    ///
    /// # Errors
    /// 422 when its interval is too small (§9).
    pub(crate) fn of_request(request: &Request) -> Result<Option<Session>, Refusal> {
        if !names(request, "timer") {
            return Ok(None);
        }
        let (interval, refresher) = read(request).unwrap_or((USUAL, None));
        if interval < SHORTEST {
            return Err((422, vec![sip::make("Min-SE", SHORTEST.to_string())]));
        }
        Ok(Some(Session {
            interval,
            phone_refreshes: refresher.as_deref() != Some("uas"),
        }))
    }

    /// What a phone's 2xx agrees on.
    pub(crate) fn of_answer(answer: &Response) -> Option<Session> {
        let (interval, refresher) = read(answer)?;
        Some(Session {
            interval,
            phone_refreshes: refresher.as_deref() != Some("uac"),
        })
    }

    /// For a 2xx of ours.
    pub(crate) fn answer(self) -> Vec<Header> {
        let mut headers = vec![self.header(if self.phone_refreshes { "uac" } else { "uas" })];
        if self.phone_refreshes {
            headers.push(sip::make("Require", "timer"));
        }
        headers
    }

    /// For a request of ours: without it, that would end the agreement (§7.4).
    pub(crate) fn request(self) -> Vec<Header> {
        vec![
            sip::make("Supported", "timer"),
            self.header(if self.phone_refreshes { "uas" } else { "uac" }),
        ]
    }

    fn header(self, refresher: &str) -> Header {
        sip::make("Session-Expires", format!("{};refresher={refresher}", self.interval))
    }
}

/// Whether Supported or Require name an option.
pub(crate) fn names(message: &impl HasHeaders, option: &str) -> bool {
    let lists = message.headers().iter().filter(|h| {
        let name = h.name();
        ["Supported", "k", "Require"]
            .iter()
            .any(|n| name.eq_ignore_ascii_case(n))
    });
    lists
        .flat_map(|h| sip::split_list(h.value()))
        .any(|named| named.eq_ignore_ascii_case(option))
}

fn read(message: &impl HasHeaders) -> Option<(u32, Option<String>)> {
    let value = sip::header(message, "Session-Expires").or_else(|| sip::header(message, "x"))?;
    let mut parts = value.split(';').map(str::trim);
    let interval = parts.next()?.parse().ok()?;
    let refresher = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is = name.trim().eq_ignore_ascii_case("refresher");
        is.then(|| value.trim().to_ascii_lowercase())
    });
    Some((interval, refresher))
}
