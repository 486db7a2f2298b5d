//! Offer and answer of one session (RFC 3264, RFC 8829), on top of what str0m does by itself.

use std::net::IpAddr;
use std::time::Instant;

use str0m::change::{SdpAnswer, SdpOffer};
use str0m::media::{Direction, MediaKind, Mid};

use super::MediaError;
use super::session::Session;

impl Session {
    pub(super) fn offer(&mut self, direction: Direction) -> Result<String, MediaError> {
        self.rollback();
        let before = self.current_direction();
        let mut api = self.rtc.sdp_api();
        match self.mid {
            None => {
                self.mid = Some(api.add_media(MediaKind::Audio, direction, None, None, None));
            }
            Some(mid) => {
                // str0m offers changes only; a re-INVITE without an offer asks for one all the same
                // (RFC 3261 §14.2): there and back again is a change that changes nothing.
                if before == direction {
                    let other = if before == Direction::Inactive {
                        Direction::SendRecv
                    } else {
                        Direction::Inactive
                    };
                    api.set_direction(mid, other);
                }
                api.set_direction(mid, direction);
            }
        }
        let (offer, pending) = api.apply().ok_or_else(|| MediaError("nothing to offer".into()))?;
        self.pending = Some((pending, before));
        Ok(offer.to_sdp_string())
    }

    #[cfg(test)]
    pub(super) fn restart(&mut self) -> Result<String, MediaError> {
        let before = self.current_direction();
        let mut api = self.rtc.sdp_api();
        api.ice_restart(true);
        let (offer, pending) = api.apply().ok_or_else(|| MediaError("nothing to offer".into()))?;
        self.pending = Some((pending, before));
        Ok(offer.to_sdp_string())
    }

    pub(super) fn answer(&mut self, sdp: &str) -> Result<Direction, MediaError> {
        let answer = SdpAnswer::from_sdp_string(&without_names(sdp)).map_err(|e| MediaError(e.to_string()))?;
        let (pending, _) = self
            .pending
            .take()
            .ok_or_else(|| MediaError("an answer without an offer".into()))?;
        self.rtc
            .sdp_api()
            .accept_answer(pending, answer)
            .map_err(|e| MediaError(e.to_string()))?;
        self.hears(Instant::now());
        Ok(self.current_direction())
    }

    pub(super) fn rollback(&mut self) {
        let Some((_, before)) = self.pending.take() else { return };
        match self.mid {
            // The change was made when it was offered: made undone without being offered.
            Some(mid) if self.rtc.media(mid).is_some() => self.rtc.sdp_api().set_direction(mid, before),
            // The line was never agreed on: the next offer adds it anew.
            _ => self.mid = None,
        }
    }

    pub(super) fn accept_offer(&mut self, sdp: &str, limit: Direction) -> Result<String, MediaError> {
        let offer = SdpOffer::from_sdp_string(&without_names(sdp)).map_err(|e| MediaError(e.to_string()))?;
        self.rollback();
        let answer = self
            .rtc
            .sdp_api()
            .accept_offer(offer)
            .map_err(|e| MediaError(e.to_string()))?;
        self.hears(Instant::now());
        let answer = answer.to_sdp_string();
        let Some(mid) = self.mid.or_else(|| audio_mid(&answer)) else {
            return Ok(answer);
        };
        self.mid = Some(mid);
        let mirrored = self.current_direction();
        let sending = mirrored.is_sending() && limit.is_sending();
        let allowed = match (sending, mirrored.is_receiving() && limit.is_receiving()) {
            (true, true) => Direction::SendRecv,
            (true, false) => Direction::SendOnly,
            (false, true) => Direction::RecvOnly,
            (false, false) => Direction::Inactive,
        };
        if allowed == mirrored {
            return Ok(answer);
        }
        // str0m always answers with the mirror image: the line says less, and the session is told the same.
        self.rtc.sdp_api().set_direction(mid, allowed);
        Ok(answer.replacen(&format!("a={mirrored}\r\n"), &format!("a={allowed}\r\n"), 1))
    }
}

/// The mid of the first audio line that is not refused. The session would tell it by `MediaAdded`, but later.
fn audio_mid(sdp: &str) -> Option<Mid> {
    let audio = sdp
        .split("\r\nm=")
        .skip(1)
        .find(|m| m.starts_with("audio ") && !m.starts_with("audio 0 "))?;
    audio
        .lines()
        .find_map(|line| line.strip_prefix("a=mid:"))
        .map(|mid| Mid::from(mid.trim()))
}

/// Whether a first offer can be taken: audio over DTLS-SRTP with ICE (RFC 8827 §6.5).
///
/// # Errors
/// What is missing, in words.
pub fn check_offer(sdp: &str) -> Result<(), MediaError> {
    SdpOffer::from_sdp_string(&without_names(sdp)).map_err(|e| MediaError(e.to_string()))?;
    for (line, what) in [
        ("m=audio ", "audio"),
        ("a=fingerprint:", "DTLS"),
        ("a=ice-ufrag:", "ICE"),
    ] {
        if !sdp.lines().any(|l| l.starts_with(line)) {
            return Err(MediaError(format!("the offer has no {what}")));
        }
    }
    Ok(())
}

/// The description without candidates that name no address (mDNS, `….local`): nothing here resolves them,
/// and the browser's own checks tell where they come from.
fn without_names(sdp: &str) -> String {
    let named = |line: &str| {
        line.strip_prefix("a=candidate:").is_some_and(|c| {
            c.split_ascii_whitespace()
                .nth(4)
                .is_some_and(|a| a.parse::<IpAddr>().is_err())
        })
    };
    sdp.split_inclusive('\n').filter(|line| !named(line)).collect()
}
