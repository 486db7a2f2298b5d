//! Small header fields: CSeq, Reason.

use super::{lex, method::Method, params::Params};
use crate::text::decimal;

/// CSeq (RFC 3261 §20.16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CSeq {
    /// Below 2^31 (RFC 3261 §8.1.1.5).
    pub number: u32,
    /// The request's method.
    pub method: Method,
}

impl CSeq {
    /// Reads `number method`; a number of 2^31 or more is refused.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let (number, method) = lex::split_at(s, s.as_bytes().iter().position(lex::is_blank)?);
        let number = lex::number(number).filter(|n| *n < 1 << 31)?;
        Some(Self {
            number,
            method: Method::parse(lex::trim(method))?,
        })
    }

    /// The value as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = decimal(self.number.into());
        out.push(' ');
        out.push_str(self.method.as_str());
        out
    }
}

/// One Reason value (RFC 3326): `SIP;cause=200;text="Call completed elsewhere"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// `SIP`, `Q.850`, …
    pub protocol: String,
    /// Its code.
    pub cause: Option<u16>,
    /// Words for people.
    pub text: Option<String>,
}

impl Reason {
    /// Reads one value.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let (protocol, params) = lex::split_once(s, b';');
        let params = match params {
            Some(p) => Params::parse_header(p)?,
            None => Params::default(),
        };
        let protocol = lex::trim(protocol);
        if !lex::is_token(protocol) {
            return None;
        }
        Some(Self {
            protocol: protocol.to_owned(),
            cause: params
                .get("cause")
                .and_then(lex::number)
                .and_then(|n| u16::try_from(n).ok()),
            text: params.text("text"),
        })
    }

    /// The value as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut params = Params::default();
        if let Some(cause) = self.cause {
            params.set("cause", &decimal(cause.into()));
        }
        if let Some(text) = &self.text {
            params.set_quoted("text", text);
        }
        let mut out = self.protocol.clone();
        params.write(&mut out);
        out
    }
}
