//! Via (RFC 3261 §20.42).

use super::{host, lex, params::Params};
use crate::text::decimal;

/// One Via value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// `WS`, `WSS`, `UDP`, …
    pub transport: String,
    /// Host of the sent-by.
    pub host: String,
    /// Port of the sent-by, if one is written.
    pub port: Option<u16>,
    /// `branch`, `received`, `rport`, …
    pub params: Params,
}

impl Via {
    /// Reads one value.
    #[must_use]
    pub fn parse(s: &str) -> Option<Self> {
        let (name, rest) = lex::cut(s, b'/')?;
        let (version, rest) = lex::cut(rest, b'/')?;
        if !lex::trim(name).eq_ignore_ascii_case("SIP") || lex::trim(version) != "2.0" {
            return None;
        }
        let rest = lex::trim(rest);
        let (transport, rest) = lex::split_at(rest, rest.as_bytes().iter().position(lex::is_blank)?);
        let (sent_by, params) = lex::split_once(rest, b';');
        let (host, port) = host::parse_host_port(lex::trim(sent_by))?;
        if !lex::is_token(transport) {
            return None;
        }
        Some(Self {
            transport: transport.to_owned(),
            host: host.to_owned(),
            port,
            params: match params {
                Some(p) => Params::parse_header(p)?,
                None => Params::default(),
            },
        })
    }

    /// A Via of ours: `SIP/2.0/WSS host;branch=…`.
    #[must_use]
    pub fn new(transport: &str, host: &str, branch: &str) -> Self {
        let mut params = Params::default();
        params.set("branch", branch);
        Self {
            transport: transport.to_owned(),
            host: host.to_owned(),
            port: None,
            params,
        }
    }

    /// The branch parameter.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch")
    }

    /// Same sent-by: host without regard to case and port, a default port being different from none only on paper
    /// is not assumed (RFC 3261 §17.2.3 compares what is written).
    #[must_use]
    pub fn same_sent_by(&self, other: &Self) -> bool {
        host::same_host(&self.host, &other.host) && self.port == other.port
    }

    /// The value as text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::from("SIP/2.0/");
        out.push_str(&self.transport);
        out.push(' ');
        out.push_str(&self.host);
        if let Some(port) = self.port {
            out.push(':');
            out.push_str(&decimal(port.into()));
        }
        self.params.write(&mut out);
        out
    }
}
