//! Reading and writing the parts of messages that rsipstack leaves as text.

use rsipstack::sip::{HasHeaders, Header, Method, Param, Request, Uri, Version};

/// The value of the first header of that name (long form), if it is there.
pub(crate) fn header<'a>(message: &'a impl HasHeaders, name: &str) -> Option<&'a str> {
    message
        .headers()
        .iter()
        .find(|h| h.name().eq_ignore_ascii_case(name))
        .map(Header::value)
}

/// Whether Allow names a method.
pub(crate) fn allows(message: &impl HasHeaders, method: &str) -> bool {
    header(message, "Allow").is_some_and(|list| split_list(list).contains(&method))
}

/// A header by name and value.
pub(crate) fn make(name: &str, value: impl Into<String>) -> Header {
    rsipstack::sip::headers::make_header(name, value.into())
}

/// `"Name" <uri>;params` (RFC 3261 §20.10, §20.20, §20.39).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameAddr {
    pub display: Option<String>,
    pub uri: String,
    pub params: Vec<(String, Option<String>)>,
}

impl NameAddr {
    pub(crate) fn parse(text: &str) -> Option<NameAddr> {
        let text = text.trim();
        let (display, rest) = match text.strip_prefix('"') {
            Some(quoted) => {
                let end = closing_quote(quoted)?;
                (Some(unquote(&quoted[..end])), quoted[end + 1..].trim_start())
            }
            None => match text.find('<') {
                Some(at) if !text[..at].trim().is_empty() => (Some(text[..at].trim().to_owned()), &text[at..]),
                _ => (None, text),
            },
        };
        let (uri, params) = match rest.strip_prefix('<') {
            Some(rest) => rest.split_once('>')?,
            // Without brackets, what follows the first semicolon belongs to the header (§20).
            None => rest.split_once(';').unwrap_or((rest, "")),
        };
        if uri.trim().is_empty() {
            return None;
        }
        Some(NameAddr {
            display,
            uri: uri.trim().to_owned(),
            params: parse_params(params),
        })
    }

    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .and_then(|(_, v)| v.as_deref())
    }

    pub(crate) fn tag(&self) -> Option<&str> {
        self.param("tag")
    }

    /// The user part, percent-decoded, and the host in lower case.
    pub(crate) fn user_and_host(&self) -> Option<(String, String)> {
        user_and_host(&self.uri)
    }
}

/// The values of a comma-separated header, commas in quotes and brackets respected.
pub(crate) fn split_list(value: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut bracket, mut escaped) = (Vec::new(), 0, false, false, false);
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '<' if !quoted => bracket = true,
            '>' if !quoted => bracket = false,
            ',' if !quoted && !bracket => {
                parts.push(value[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(value[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| match c {
        _ if escaped => {
            escaped = false;
            None
        }
        '\\' => {
            escaped = true;
            None
        }
        '"' => Some(at),
        _ => None,
    })
}

fn unquote(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

/// `text` between quotes, escaped where the grammar asks for it (§25.1); line ends do not get through.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

fn parse_params(text: &str) -> Vec<(String, Option<String>)> {
    let mut params = Vec::new();
    let mut rest = text.trim_start_matches([';', ' ']);
    while !rest.is_empty() {
        let end = end_of_param(rest);
        let (name, value) = match rest[..end].split_once('=') {
            Some((name, value)) => {
                let value = value.trim();
                let plain = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).map(unquote);
                (name.trim(), Some(plain.unwrap_or_else(|| value.to_owned())))
            }
            None => (rest[..end].trim(), None),
        };
        if !name.is_empty() {
            params.push((name.to_owned(), value));
        }
        rest = rest[end..].trim_start_matches([';', ' ']);
    }
    params
}

fn end_of_param(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return at,
            _ => {}
        }
    }
    text.len()
}

/// The user part, percent-decoded, and the host in lower case; a `tel:` URI has no host.
pub(crate) fn user_and_host(uri: &str) -> Option<(String, String)> {
    let (scheme, rest) = uri.split_once(':')?;
    let rest = rest.split(['?', ';']).next().unwrap_or(rest);
    if scheme.eq_ignore_ascii_case("tel") {
        return Some((rest.replace(['-', '.', '(', ')'], ""), String::new()));
    }
    let (user, host) = rest.rsplit_once('@').unwrap_or(("", rest));
    let user = user.split(':').next().unwrap_or(user);
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.parse::<u16>().is_ok())
        .map_or(host, |(host, _)| host);
    Some((percent_decode(user), host.to_ascii_lowercase()))
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The value of a header in a URI (`sip:x@y?Name=value`, §19.1.1), percent-decoded.
pub(crate) fn uri_header(uri: &str, name: &str) -> Option<String> {
    let (_, headers) = uri.split_once('?')?;
    let mut pairs = headers.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(n, _)| n.eq_ignore_ascii_case(name))?;
    Some(percent_decode(value))
}

/// The CSeq number.
pub(crate) fn cseq(message: &impl HasHeaders) -> Option<u32> {
    header(message, "CSeq")?.split_ascii_whitespace().next()?.parse().ok()
}

/// A request as the server sends it: Via with a new branch, and the given headers.
pub(crate) fn request(method: Method, uri: Uri, sent_by: &str, mut headers: Vec<Header>, body: Vec<u8>) -> Request {
    let mut all = vec![
        via(sent_by),
        make("Max-Forwards", "70"),
        make("User-Agent", super::USER_AGENT),
    ];
    all.append(&mut headers);
    all.push(make("Content-Length", body.len().to_string()));
    Request {
        method,
        uri,
        version: Version::V2,
        headers: all.into(),
        body,
    }
}

/// A Via of ours with a branch that is new.
fn via(sent_by: &str) -> Header {
    let branch = match rsipstack::transaction::make_via_branch() {
        Param::Branch(branch) => branch.to_string(),
        _ => unreachable!("make_via_branch makes a branch"),
    };
    make("Via", format!("SIP/2.0/WS {sent_by};branch={branch}"))
}

/// Makes a request of ours one that is sent in another transaction.
pub(crate) fn renew_branch(request: &mut Request, sent_by: &str) {
    let mut headers = vec![via(sent_by)];
    headers.extend(request.headers.iter().filter(|h| !matches!(h, Header::Via(_))).cloned());
    request.headers = headers.into();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_bracket_and_a_quote_is_read() {
        let addr = NameAddr::parse(
            r#""A \"x\" <y>, z" <sip:1001@acme.test;transport=ws>;tag=ab;+sip.instance="<urn:uuid:1>""#,
        )
        .unwrap();
        assert_eq!(addr.display.as_deref(), Some(r#"A "x" <y>, z"#));
        assert_eq!(addr.uri, "sip:1001@acme.test;transport=ws");
        assert_eq!(addr.tag(), Some("ab"));
        assert_eq!(addr.param("+sip.instance"), Some("<urn:uuid:1>"));
    }

    #[test]
    fn without_brackets_parameters_belong_to_the_header() {
        let addr = NameAddr::parse("sip:1001@acme.test;tag=ab").unwrap();
        assert_eq!((addr.uri.as_str(), addr.tag()), ("sip:1001@acme.test", Some("ab")));
    }

    #[test]
    fn users_are_decoded_and_hosts_lowered() {
        assert_eq!(
            user_and_host("sip:%2B34600@Acme.Test:5060;x=y"),
            Some(("+34600".into(), "acme.test".into()))
        );
        assert_eq!(user_and_host("tel:+34-600"), Some(("+34600".into(), String::new())));
    }

    #[test]
    fn a_list_is_split_outside_quotes_and_brackets() {
        assert_eq!(
            split_list(r#""a,b" <sip:x@y;p=1,2>, <sip:z@y>"#),
            vec![r#""a,b" <sip:x@y;p=1,2>"#, "<sip:z@y>"]
        );
    }
}
