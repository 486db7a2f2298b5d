//! Who a call is for and how it got here: Diversion (RFC 5806), History-Info (RFC 7044), Warning (RFC 3261 §20.43).

use super::{fields::Reason, headers::Headers, lex, name_addr::NameAddr, names, uri::Uri};

/// Somebody whose phone the call was meant for before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diversion {
    /// Who.
    pub by: NameAddr,
    /// Why it went on: `unconditional`, `user-busy`, `no-answer`, `deflection`, …; as the server wrote it.
    pub reason: Option<String>,
}

/// One Warning value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarningValue {
    /// 300 to 399 (RFC 3261 §20.43).
    pub code: u16,
    /// Who says so.
    pub agent: String,
    /// Words for people.
    pub text: String,
}

impl WarningValue {
    /// Reads `code agent "text"`.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let (code, rest) = s.split_once(' ')?;
        let (agent, text) = lex::trim(rest).split_once(' ')?;
        let number = lex::number(code).filter(|_| code.len() == 3)?;
        Some(Self {
            code: u16::try_from(number).ok()?,
            agent: agent.to_owned(),
            text: lex::unquote(lex::trim(text))?,
        })
    }
}

impl Headers {
    /// Warning values; malformed ones are left out.
    #[must_use]
    pub fn warnings(&self) -> Vec<WarningValue> {
        self.items(names::WARNING)
            .iter()
            .filter_map(|i| WarningValue::parse(i))
            .collect()
    }

    /// Who has sent the call on, the last one first: by Diversion, or where there is none by History-Info. Malformed
    /// values are left out.
    #[must_use]
    pub fn diversions(&self) -> Vec<Diversion> {
        let said: Vec<Diversion> = self
            .items("Diversion")
            .iter()
            .filter_map(|item| {
                let by = NameAddr::parse(item)?;
                let reason = by.params.text("reason");
                Some(Diversion { by, reason })
            })
            .collect();
        if said.is_empty() { self.history() } else { said }
    }

    /// What History-Info tells: an entry whose URI holds a Reason, or that another one came of by retargeting it
    /// (`cause` of RFC 4458 in the next one), was left without an answer. The last entry is where the call is now.
    fn history(&self) -> Vec<Diversion> {
        let entries: Vec<NameAddr> = self
            .items("History-Info")
            .iter()
            .filter_map(|i| NameAddr::parse(i))
            .collect();
        let mut out: Vec<Diversion> = entries
            .iter()
            .zip(entries.iter().skip(1))
            .filter_map(|(entry, next)| {
                let cause = reason_in(&entry.uri).or_else(|| cause_of(&next.uri))?;
                let mut by = entry.clone();
                if let Uri::Sip(uri) = &mut by.uri {
                    uri.headers.clear();
                }
                Some(Diversion {
                    by,
                    reason: Some(word_for(cause).to_owned()),
                })
            })
            .collect();
        out.reverse();
        out
    }
}

/// The SIP cause in the Reason that a URI of History-Info carries (RFC 7044 §10.2).
fn reason_in(uri: &Uri) -> Option<u32> {
    let (_, value) = uri
        .as_sip()?
        .headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case("Reason"))?;
    let reason = Reason::parse(&lex::unescape(value))?;
    reason
        .cause
        .filter(|_| reason.protocol.eq_ignore_ascii_case("SIP"))
        .map(u32::from)
}

/// The `cause` parameter of a URI that a call was retargeted to (RFC 4458 §2.1).
fn cause_of(uri: &Uri) -> Option<u32> {
    lex::number(uri.as_sip()?.params.get("cause")?)
}

/// Diversion's word for a cause (RFC 7544 §7.1).
fn word_for(cause: u32) -> &'static str {
    match cause {
        302 => "unconditional",
        408 => "no-answer",
        480 => "deflection",
        486 => "user-busy",
        503 => "unavailable",
        _ => "unknown",
    }
}
