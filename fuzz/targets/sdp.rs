//! The SDP editor: whatever a description is, it never panics; it changes nothing but the direction of the first audio
//! stream, and what it writes reads as what was wanted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voip_sdk::sip::fuzz::{direction, fit_answer, has_audio, succeed};
use voip_sdk::sip::user_agent::MediaDirection::{self, Inactive, RecvOnly, SendOnly, SendRecv};

fuzz_target!(|data: &[u8]| {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let offered = [SendRecv, SendOnly, RecvOnly, Inactive][usize::from(first & 3)];
    let text = String::from_utf8_lossy(rest);
    successor(&text);
    let said = direction(&text);
    let fitted = fit_answer(&text, offered);
    let wanted = fit(said, offered);
    if wanted == said {
        assert_eq!(fitted, text, "what fits stays byte for byte");
        return;
    }
    assert_eq!(has_audio(&fitted), has_audio(&text));
    assert_eq!(others(&fitted), others(&text), "no other line is touched");
    if text.lines().any(|line| line.starts_with("m=audio")) {
        assert_eq!(direction(&fitted), wanted);
        assert_eq!(fit_answer(&fitted, offered), fitted, "once is enough");
    }
});

/// A description after another one: the same, or with no other change than the line `o=`.
fn successor(text: &str) {
    let middle = (0..=text.len() / 2)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let (last, next) = text.split_at(middle);
    let written = succeed(next.to_owned(), last);
    if written == last || written == next {
        return;
    }
    let rest = |s: &str| {
        s.split_inclusive('\n')
            .filter(|l| !l.starts_with("o="))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(rest(&written), rest(next));
}

fn flows(d: MediaDirection) -> (bool, bool) {
    (matches!(d, SendRecv | SendOnly), matches!(d, SendRecv | RecvOnly))
}

/// RFC 3264 §6.1, from the far end's view of what we offered.
fn fit(said: MediaDirection, offered: MediaDirection) -> MediaDirection {
    let ((sends, receives), (we_send, we_receive)) = (flows(said), flows(offered));
    match (sends && we_receive, receives && we_send) {
        (true, true) => SendRecv,
        (true, false) => SendOnly,
        (false, true) => RecvOnly,
        (false, false) => Inactive,
    }
}

/// All lines with their ends, but for the direction attributes of the first audio stream. A last line without an end
/// gets one when a line is added behind it.
fn others(text: &str) -> Vec<String> {
    let (mut audio, mut seen, mut out) = (false, false, Vec::new());
    for line in text.split_inclusive('\n') {
        if line.starts_with("m=") {
            audio = line.starts_with("m=audio") && !seen;
            seen |= audio;
        }
        let attribute = ["a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"].contains(&line.trim_end());
        if !(audio && attribute) {
            out.push(line.to_owned());
        }
    }
    if let Some(last) = out.last_mut()
        && !last.ends_with('\n')
    {
        last.push_str("\r\n");
    }
    out
}
