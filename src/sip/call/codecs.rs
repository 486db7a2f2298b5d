//! The order of codecs in a description of ours: the first format of an `m=` line is the one that the far end should
//! send (RFC 3264 §5.1, §6.1). Only that line changes; nothing is left out of it.

use crate::sip::order::heaviest_first;

/// Names of static payload types that may come without an `rtpmap` (RFC 3551 §6).
const STATIC: [(&str, &str); 3] = [("0", "PCMU"), ("8", "PCMA"), ("9", "G722")];

/// The description with the preferred codecs first in its audio lines. `preferred` are names (`opus`, `PCMU`, …), in any
/// case; those that are not offered are passed over.
pub(crate) fn prefer(sdp: String, preferred: &[String]) -> String {
    if preferred.is_empty() {
        return sdp;
    }
    let mut out = String::with_capacity(sdp.len());
    for (at, line) in lines(&sdp) {
        match line.strip_prefix("m=audio ") {
            Some(rest) => {
                out.push_str("m=audio ");
                push_sorted(&mut out, rest, sdp.get(at..).unwrap_or_default(), preferred);
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Lines with their ends, and where they begin.
fn lines(sdp: &str) -> impl Iterator<Item = (usize, &str)> {
    sdp.split_inclusive('\n').scan(0, |at, line| {
        let begin = *at;
        *at += line.len();
        Some((begin, line))
    })
}

/// Port, protocol, then the formats in the new order. `section` begins with the line itself.
fn push_sorted(out: &mut String, rest: &str, section: &str, preferred: &[String]) {
    let end = rest.trim_end().len();
    let (text, line_end) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let mut words = text.split(' ');
    let head: Vec<&str> = words.by_ref().take(2).collect();
    let weighed = words.map(|format| {
        let name = name_of(format, section);
        let is_wanted = |wanted: &String| name.is_some_and(|n| n.eq_ignore_ascii_case(wanted));
        let before = preferred.iter().position(is_wanted).unwrap_or(preferred.len());
        ((preferred.len() - before) as u32, format)
    });
    let mut formats: Vec<(u32, &str)> = weighed.collect();
    // What is equally wanted keeps the browser's order.
    heaviest_first(&mut formats, |(weight, _)| *weight);
    let formats = formats.iter().map(|(_, format)| format);
    for (i, word) in head.iter().chain(formats).enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.push_str(line_end);
}

/// The codec that a payload type stands for in its section.
fn name_of<'a>(format: &str, section: &'a str) -> Option<&'a str> {
    let of_section = section.lines().skip(1).take_while(|line| !line.starts_with("m="));
    let mapped = of_section
        .filter_map(|line| line.strip_prefix("a=rtpmap:")?.split_once(' '))
        .find(|(number, _)| *number == format)
        .and_then(|(_, codec)| codec.split('/').next());
    mapped.or_else(|| {
        STATIC
            .iter()
            .find(|(number, _)| *number == format)
            .map(|(_, name)| *name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROWSER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 126\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10\r\n\
        a=rtpmap:63 red/48000/2\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:13 CN/8000\r\n\
        a=rtpmap:126 telephone-event/8000\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 0\r\na=rtpmap:96 VP8/90000\r\n";

    fn wanted(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn preferred_codecs_come_first_and_every_other_line_stays_byte_for_byte() {
        let sorted = prefer(BROWSER.to_owned(), &wanted(&["pcma", "G722", "none", "opus"]));
        let line = "m=audio 9 UDP/TLS/RTP/SAVPF 8 9 111 63 0 13 126\r\n";
        assert!(sorted.contains(line), "{sorted}");
        let before = BROWSER.lines().filter(|l| !l.starts_with("m=audio"));
        assert!(before.eq(sorted.lines().filter(|l| !l.starts_with("m=audio"))));
    }

    #[test]
    fn without_a_preference_nothing_changes() {
        assert_eq!(prefer(BROWSER.to_owned(), &[]), BROWSER);
        assert_eq!(prefer(BROWSER.to_owned(), &wanted(&["iLBC"])), BROWSER);
        let odd = "v=0\nm=audio\nm=audio \nm=audio 9 X";
        assert_eq!(prefer(odd.to_owned(), &wanted(&["opus"])), odd);
    }
}
