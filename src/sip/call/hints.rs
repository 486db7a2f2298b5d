//! What an INVITE says about taking the call by itself, as RFC 5373 and telephone systems write it.

use crate::sip::message::{Headers, NameAddr};

/// Nobody waits longer than that for a telephone to take a call by itself, in seconds.
const MOST: u32 = 120;

/// After so many seconds the call is to be taken by itself; `None` where nothing asks for that.
///
/// * `Answer-Mode: Auto`, `Priv-Answer-Mode: Auto` (RFC 5373 §4)
/// * `Call-Info: <sip:x>;answer-after=2`
/// * `Alert-Info: <http://x>;info=alert-autoanswer;delay=2`, `Alert-Info: Auto Answer`
pub(super) fn auto_answer(headers: &Headers) -> Option<u32> {
    for name in ["Answer-Mode", "Priv-Answer-Mode"] {
        let mode = headers.text(name);
        if mode.is_some_and(|m| is(m.split(';').next().unwrap_or_default(), "auto")) {
            return Some(0);
        }
    }
    let after = headers.items("Call-Info").iter().find_map(|item| {
        let info = NameAddr::parse(item)?;
        info.params.get("answer-after")?.parse::<u32>().ok()
    });
    if let Some(seconds) = after {
        return Some(seconds.min(MOST));
    }
    headers.lines("Alert-Info").find_map(|line| {
        let text = String::from_utf8_lossy(line).to_ascii_lowercase();
        let asks = ["auto answer", "auto-answer", "autoanswer"]
            .iter()
            .any(|s| line.windows(s.len()).any(|w| w.eq_ignore_ascii_case(s.as_bytes())));
        let delay = text.split(';').find_map(|param| {
            let (name, value) = param.split_once('=')?;
            is(name, "delay").then(|| value.trim().parse::<u32>().unwrap_or(0))
        });
        asks.then(|| delay.unwrap_or(0).min(MOST))
    })
}

fn is(text: &str, word: &str) -> bool {
    text.trim().eq_ignore_ascii_case(word)
}
