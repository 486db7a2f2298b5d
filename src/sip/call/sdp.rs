//! The little of SDP that the core itself has to read or change: the direction of the audio stream.
//!
//! Everything else of a description stays byte for byte as the browser or the far end wrote it.

use crate::sip::user_agent::MediaDirection;
use crate::text::decimal;

impl MediaDirection {
    fn from_flags(send: bool, receive: bool) -> Self {
        match (send, receive) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// This side sends.
    pub(crate) fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// This side receives.
    pub(crate) fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// What of this direction is allowed as an answer to `offered` (RFC 3264 §6.1).
    pub(crate) fn fit_to(self, offered: Self) -> Self {
        Self::from_flags(self.sends() && offered.receives(), self.receives() && offered.sends())
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::SendRecv => "a=sendrecv",
            Self::SendOnly => "a=sendonly",
            Self::RecvOnly => "a=recvonly",
            Self::Inactive => "a=inactive",
        }
    }

    fn from_attribute(line: &str) -> Option<Self> {
        match line {
            "a=sendrecv" => Some(Self::SendRecv),
            "a=sendonly" => Some(Self::SendOnly),
            "a=recvonly" => Some(Self::RecvOnly),
            "a=inactive" => Some(Self::Inactive),
            _ => None,
        }
    }
}

/// Which part of a description a line belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Session,
    Audio,
    Other,
}

fn next_part(part: Part, line: &str, audio_seen: bool) -> Part {
    if line.starts_with("m=audio") && !audio_seen {
        Part::Audio
    } else if line.starts_with("m=") {
        Part::Other
    } else {
        part
    }
}

/// Direction of the first audio stream as its author sees it. `c=0.0.0.0`, with which peers older than RFC 3264 put
/// a stream on hold (§8.4), means that nothing may be sent to them.
pub(crate) fn direction(sdp: &str) -> MediaDirection {
    let (mut session, mut media) = (None, None);
    let (mut session_null, mut media_null) = (false, None);
    let (mut part, mut audio_seen) = (Part::Session, false);
    for line in sdp.lines() {
        part = next_part(part, line, audio_seen);
        audio_seen |= part == Part::Audio;
        let null = line.starts_with("c=").then(|| line.trim_end() == "c=IN IP4 0.0.0.0");
        match part {
            Part::Session => {
                session = MediaDirection::from_attribute(line.trim_end()).or(session);
                session_null = null.unwrap_or(session_null);
            }
            Part::Audio => {
                media = MediaDirection::from_attribute(line.trim_end()).or(media);
                media_null = null.or(media_null);
            }
            Part::Other => {}
        }
    }
    let said = media.or(session).unwrap_or(MediaDirection::SendRecv);
    // ICE agents write 0.0.0.0 as a placeholder as well (RFC 8840 §4.1.3 with port 9); then candidates say the rest.
    let held_by_address =
        media_null.unwrap_or(session_null) && !sdp.lines().any(|line| line.starts_with("a=ice-ufrag:"));
    MediaDirection::from_flags(said.sends(), said.receives() && !held_by_address)
}

/// Whether a description has an audio stream that was not refused with port 0.
pub(crate) fn has_audio(sdp: &str) -> bool {
    sdp.lines().any(|line| {
        line.strip_prefix("m=audio ")
            .is_some_and(|rest| !rest.starts_with("0 "))
    })
}

/// An answer whose audio direction fits what was offered. Some peers answer `sendrecv` to a hold; the browser would
/// refuse that, or send into a stream that is on hold.
pub(crate) fn fit_answer(answer: &str, offered: MediaDirection) -> String {
    let said = direction(answer);
    // What we offered, seen from the far end, is turned round by `fit_to`.
    let fitting = said.fit_to(offered);
    if fitting == said {
        return answer.to_owned();
    }
    set_direction(answer, fitting)
}

/// Writes the audio direction into a description: the attribute of the audio part, added where there is none. Every
/// other line stays as it is, its line end included.
fn set_direction(sdp: &str, wanted: MediaDirection) -> String {
    let mut out = String::with_capacity(sdp.len() + 16);
    let (mut part, mut audio_seen, mut written) = (Part::Session, false, false);
    for line in sdp.split_inclusive('\n') {
        let next = next_part(part, line, audio_seen);
        if part == Part::Audio && next != Part::Audio && !written {
            push_line(&mut out, wanted.attribute());
            written = true;
        }
        part = next;
        audio_seen |= part == Part::Audio;
        if part == Part::Audio && MediaDirection::from_attribute(line.trim_end()).is_some() {
            if !written {
                push_line(&mut out, wanted.attribute());
            }
            written = true;
        } else {
            out.push_str(line);
        }
    }
    if part == Part::Audio && !written {
        push_line(&mut out, wanted.attribute());
    }
    out
}

/// An answer that refuses everything that was offered: each stream with port 0 (RFC 3264 §6).
pub(crate) fn refuse(offer: &str) -> String {
    let mut out = String::from("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n");
    for line in offer.lines().filter(|line| line.starts_with("m=")) {
        let mut fields = line.trim_end().splitn(3, ' ');
        let (Some(kind), Some(_), Some(rest)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let mut refused = String::from(kind);
        refused.push_str(" 0 ");
        refused.push_str(rest);
        push_line(&mut out, &refused);
        push_line(&mut out, "c=IN IP4 0.0.0.0");
    }
    out
}

/// A description of ours with the `o=` line that it has to have after the last one (RFC 3264 §8): the same where
/// nothing else has changed, so that it is known to be a repetition, else the next version of the same session.
pub(crate) fn succeed(sdp: String, last: &str) -> String {
    let is_rest = |line: &&str| !line.starts_with("o=");
    if sdp.lines().filter(is_rest).eq(last.lines().filter(is_rest)) {
        return last.to_owned();
    }
    let Some(origin) = last.lines().find(|l| l.starts_with("o=")) else {
        return sdp;
    };
    let mut fields = origin.splitn(4, ' ');
    let (Some(user), Some(id), Some(version), Some(address)) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return sdp;
    };
    let Some(version) = version.parse::<u64>().ok().and_then(|v| v.checked_add(1)) else {
        return sdp;
    };
    let mut next = String::from(user);
    for field in [id, &decimal(version), address.trim_end()] {
        next.push(' ');
        next.push_str(field);
    }
    let mut out = String::with_capacity(sdp.len() + 16);
    for line in sdp.split_inclusive('\n') {
        if line.starts_with("o=") {
            push_line(&mut out, &next);
        } else {
            out.push_str(line);
        }
    }
    out
}

/// Begins a line of its own, were the one before without its end.
fn push_line(out: &mut String, line: &str) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str("\r\n");
    }
    out.push_str(line);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

    fn with(attribute: &str) -> String {
        let mut sdp = PLAIN.to_owned();
        sdp.push_str(attribute);
        sdp
    }

    #[test]
    fn absent_direction_is_sendrecv() {
        assert_eq!(direction(PLAIN), MediaDirection::SendRecv);
    }

    #[test]
    fn direction_of_the_stream_goes_before_that_of_the_session() {
        let sdp = "v=0\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\na=sendonly\r\nm=video 2 RTP/AVP 1\r\na=recvonly\r\n";
        assert_eq!(direction(sdp), MediaDirection::SendOnly);
        assert_eq!(
            direction("v=0\r\na=inactive\r\nm=audio 1 RTP/AVP 0\r\n"),
            MediaDirection::Inactive
        );
    }

    #[test]
    fn null_address_of_an_old_peer_is_a_hold() {
        let sdp = PLAIN.replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0");
        assert!(!direction(&sdp).receives());
        assert!(
            direction(&(sdp + "a=ice-ufrag:abcd\r\n")).receives(),
            "a placeholder of an ICE agent is none"
        );
    }

    #[test]
    fn sendrecv_as_the_answer_to_a_hold_is_narrowed() {
        let fitted = fit_answer(
            &with("a=sendrecv\r\na=rtpmap:0 PCMU/8000\r\n"),
            MediaDirection::SendOnly,
        );
        assert_eq!(fitted, with("a=recvonly\r\na=rtpmap:0 PCMU/8000\r\n"));
        assert_eq!(fit_answer(PLAIN, MediaDirection::Inactive), with("a=inactive\r\n"));
    }

    #[test]
    fn answer_that_fits_keeps_every_byte() {
        let odd = "v=0\nm=audio 1 RTP/AVP 0\na=recvonly\n";
        assert_eq!(fit_answer(odd, MediaDirection::SendOnly), odd);
    }

    #[test]
    fn everything_offered_is_refused_line_by_line() {
        let offer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 0\r\na=x\r\nm=video 9 RTP/AVP 96\r\n";
        let refused = refuse(offer);
        assert!(refused.contains("m=audio 0 UDP/TLS/RTP/SAVPF 111 0\r\n"));
        assert!(refused.contains("m=video 0 RTP/AVP 96\r\n"));
        assert!(!has_audio(&refused));
    }

    #[test]
    fn a_description_that_has_not_changed_keeps_its_version() {
        let again = PLAIN.replace("o=- 1 1", "o=- 1 7");
        assert_eq!(succeed(again, PLAIN), PLAIN);
        let held = with("a=sendonly\r\n").replace("o=- 1 1", "o=- 1 7");
        assert_eq!(
            succeed(held, PLAIN),
            with("a=sendonly\r\n").replace("o=- 1 1", "o=- 1 2")
        );
        assert_eq!(succeed(PLAIN.to_owned(), "v=0\r\n"), PLAIN, "nothing to go on from");
    }

    #[test]
    fn lines_that_are_not_concerned_stay_byte_for_byte() {
        let odd = "v=0\nm=audio 1 RTP/AVP 0\r\na=x \t\na=sendrecv \na=y\r\r\nm=audio 2 RTP/AVP 0\na=sendrecv\nlast";
        let fitted = fit_answer(odd, MediaDirection::SendOnly);
        assert_eq!(fitted, odd.replacen("a=sendrecv \n", "a=recvonly\r\n", 1));
        let open = "v=0\r\nm=audio 1 RTP/AVP 0";
        assert_eq!(
            fit_answer(open, MediaDirection::Inactive),
            "v=0\r\nm=audio 1 RTP/AVP 0\r\na=inactive\r\n"
        );
    }

    #[test]
    fn refused_stream_is_no_audio() {
        assert!(has_audio(PLAIN));
        assert!(!has_audio("v=0\r\nm=audio 0 RTP/AVP 0\r\n"));
        assert!(!has_audio("v=0\r\nm=video 4 RTP/AVP 96\r\n"));
    }
}
