//! One WebSocket message: a SIP message, a keep-alive, or something that must be answered before the parser
//! would have to give up on it.

use rsipstack::sip::SipMessage;

/// What a WebSocket message turned out to be.
#[derive(Debug)]
pub(crate) enum Frame {
    /// For the stack.
    Message(Box<SipMessage>),
    /// Double CRLF: the peer wants a CRLF (RFC 5626 §3.5.1).
    Ping,
    /// A pong of the peer, or nothing.
    Ignored,
    /// A request that the stack cannot take, and its answer.
    Answer(String),
    /// Neither a message nor a request that could be answered.
    Malformed(&'static str),
}

/// The methods that the stack can parse.
const METHODS: [&str; 14] = [
    "ACK",
    "BYE",
    "CANCEL",
    "INFO",
    "INVITE",
    "MESSAGE",
    "NOTIFY",
    "OPTIONS",
    "PRACK",
    "PUBLISH",
    "REFER",
    "REGISTER",
    "SUBSCRIBE",
    "UPDATE",
];

/// Reads a message: one per WebSocket message (RFC 7118 §5.1), surplus octets dropped, a body that is shorter
/// than declared answered by 400 (RFC 3261 §18.3), Content-Length not needed.
pub(crate) fn read_frame(bytes: &[u8]) -> Frame {
    match bytes {
        b"\r\n\r\n" => return Frame::Ping,
        b"" | b"\r\n" => return Frame::Ignored,
        _ => {}
    }
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Frame::Malformed("no end of headers");
    };
    let Ok(head) = std::str::from_utf8(&bytes[..end]) else {
        return Frame::Malformed("headers are not UTF-8");
    };
    let body = &bytes[end + 4..];
    let Some(start) = head.lines().next() else {
        return Frame::Malformed("no start line");
    };
    if !start.starts_with("SIP/2.0 ")
        && let Some(answer) = refuse(head, start, body.len())
    {
        return answer;
    }
    let declared = value(head, "Content-Length", "l");
    let owned;
    let bytes = match declared.map(str::parse::<usize>) {
        Some(Ok(length)) if length > body.len() => return Frame::Malformed("body shorter than declared"),
        Some(Ok(_)) => bytes,
        _ => {
            // rsipstack takes an absent length as 0 and would lose the body.
            owned = [
                head.as_bytes(),
                format!("\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(),
                body,
            ]
            .concat();
            &owned
        }
    };
    match SipMessage::try_from(bytes) {
        Ok(message) => Frame::Message(Box::new(message)),
        Err(_) if start.starts_with("SIP/") => Frame::Malformed("response cannot be parsed"),
        Err(_) => answer(head, "400 Bad Request").unwrap_or(Frame::Malformed("request cannot be parsed")),
    }
}

/// The answers that must come from here: the stack has no word for what they answer.
fn refuse(head: &str, start: &str, body: usize) -> Option<Frame> {
    let mut words = start.split(' ');
    let (method, uri, version) = (words.next()?, words.next().unwrap_or(""), words.next().unwrap_or(""));
    let declared = value(head, "Content-Length", "l").map(|v| v.parse::<usize>());
    let status = if !version.eq_ignore_ascii_case("SIP/2.0") {
        if !version.starts_with("SIP/") {
            return Some(answer(head, "400 Bad Request").unwrap_or(Frame::Malformed("start line")));
        }
        "505 Version Not Supported"
    } else if !METHODS.contains(&method) {
        "501 Not Implemented"
    } else if !["sip:", "sips:", "tel:"]
        .iter()
        .any(|s| uri.get(..s.len()).is_some_and(|u| u.eq_ignore_ascii_case(s)))
    {
        "416 Unsupported URI Scheme"
    } else if declared.is_some_and(|d| d.map_or(true, |length| length > body)) {
        "400 Bad Request"
    } else {
        let number = value(head, "CSeq", "").unwrap_or("");
        let mut parts = number.split_ascii_whitespace();
        let valid = parts
            .next()
            .is_some_and(|n| n.parse::<u32>().is_ok_and(|n| n < 1 << 31));
        // Without a tag in From there is no dialog and, here, no transaction (RFC 3261 §8.1.1.3).
        let tagged = value(head, "From", "f").is_some_and(|from| from.to_ascii_lowercase().contains(";tag="));
        if valid && parts.next() == Some(method) && tagged {
            return None;
        }
        "400 Bad Request"
    };
    if method == "ACK" {
        return Some(Frame::Malformed("ACK is never answered"));
    }
    Some(answer(head, status).unwrap_or(Frame::Malformed("not enough headers to answer")))
}

/// A response with the request's own headers; `None` where one of the five is missing.
fn answer(head: &str, status: &str) -> Option<Frame> {
    let mut text = format!("SIP/2.0 {status}\r\n");
    let vias: Vec<&str> = values(head, "Via", "v").collect();
    if vias.is_empty() {
        return None;
    }
    vias.iter().for_each(|via| text.push_str(&format!("Via: {via}\r\n")));
    for (name, compact) in [("From", "f"), ("To", "t"), ("Call-ID", "i"), ("CSeq", "")] {
        text.push_str(&format!("{name}: {}", value(head, name, compact)?));
        if name == "To" && !value(head, name, compact)?.contains(";tag=") {
            text.push_str(&format!(";tag={}", rsipstack::transaction::make_tag()));
        }
        text.push_str("\r\n");
    }
    text.push_str(&format!(
        "User-Agent: {}\r\nContent-Length: 0\r\n\r\n",
        super::USER_AGENT
    ));
    Some(Frame::Answer(text))
}

fn value<'a>(head: &'a str, name: &'a str, compact: &'a str) -> Option<&'a str> {
    values(head, name, compact).next()
}

fn values<'a>(head: &'a str, name: &'a str, compact: &'a str) -> impl Iterator<Item = &'a str> {
    head.lines().skip(1).filter_map(move |line| {
        let (n, v) = line.split_once(':')?;
        let n = n.trim();
        (n.eq_ignore_ascii_case(name) || (!compact.is_empty() && n.eq_ignore_ascii_case(compact))).then(|| v.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADERS: &str =
        "Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@b>\r\nCall-ID: 1\r\n";

    fn answered(message: &str) -> String {
        match read_frame(message.as_bytes()) {
            Frame::Answer(text) => text,
            other => panic!("no answer but {other:?}"),
        }
    }

    #[test]
    fn a_double_crlf_is_a_ping_and_a_single_one_nothing() {
        assert!(matches!(read_frame(b"\r\n\r\n"), Frame::Ping));
        assert!(matches!(read_frame(b"\r\n"), Frame::Ignored));
    }

    #[test]
    fn a_body_without_a_length_is_kept() {
        let message = format!(
            "INVITE sip:c@b SIP/2.0\r\n{HEADERS}CSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"
        );
        let Frame::Message(message) = read_frame(message.as_bytes()) else {
            panic!("not read")
        };
        let SipMessage::Request(request) = *message else {
            panic!("no request")
        };
        assert_eq!(request.body, b"v=0\r\n");
    }

    #[test]
    fn a_body_shorter_than_declared_is_answered_400() {
        let message = format!("INVITE sip:c@b SIP/2.0\r\n{HEADERS}CSeq: 1 INVITE\r\nContent-Length: 9\r\n\r\nv=0\r\n");
        assert!(answered(&message).starts_with("SIP/2.0 400 "));
    }

    #[test]
    fn an_unknown_method_version_or_scheme_is_answered_by_its_status() {
        for (start, cseq, status) in [
            ("FLY sip:c@b SIP/2.0", "1 FLY", "501"),
            ("INVITE sip:c@b SIP/7.0", "1 INVITE", "505"),
            ("INVITE http://c SIP/2.0", "1 INVITE", "416"),
            ("INVITE sip:c@b SIP/2.0", "1 BYE", "400"),
            ("INVITE sip:c@b SIP/2.0", "4294967296 INVITE", "400"),
        ] {
            let text = answered(&format!("{start}\r\n{HEADERS}CSeq: {cseq}\r\n\r\n"));
            assert!(text.starts_with(&format!("SIP/2.0 {status} ")), "{start}: {text}");
            assert!(text.contains("\r\nTo: <sip:c@b>;tag="), "{text}");
        }
    }

    #[test]
    fn a_request_whose_from_has_no_tag_is_answered_400() {
        let headers = HEADERS.replace(";tag=1", "");
        assert!(
            answered(&format!("OPTIONS sip:c@b SIP/2.0\r\n{headers}CSeq: 1 OPTIONS\r\n\r\n"))
                .starts_with("SIP/2.0 400 ")
        );
    }

    #[test]
    fn noise_is_dropped() {
        for noise in [
            &b"hello"[..],
            b"\xff\xfe\r\n\r\n",
            b"INVITE\r\n\r\n",
            b"SIP/2.0 abc\r\n\r\n",
        ] {
            assert!(matches!(read_frame(noise), Frame::Malformed(_)), "{noise:?}");
        }
    }
}
