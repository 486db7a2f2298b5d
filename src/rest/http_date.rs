//! HTTP dates in all three forms that RFC 9110 §5.6.7 asks a recipient to take.

/// Seconds since the Unix epoch, or `None` when `text` is no date.
///
/// ```text
/// Sun, 06 Nov 1994 08:49:37 GMT      the form of today
/// Sunday, 06-Nov-94 08:49:37 GMT     RFC 850
/// Sun Nov  6 08:49:37 1994           asctime
/// ```
pub fn parse(text: &str) -> Option<u64> {
    let mut day = None;
    let mut month = None;
    let mut year = None;
    let mut time = None;
    for word in text
        .as_bytes()
        .split(|b| matches!(b, b' ' | b',' | b'-'))
        .filter(|w| !w.is_empty())
    {
        if word.contains(&b':') {
            time = Some(seconds_of_day(word)?);
        } else if let Some(n) = number(word) {
            match (day, word.len()) {
                (_, 4) => year = Some(n),
                (None, _) => day = Some(n),
                // Two digits of a year: RFC 9110 has more than 50 years ahead mean the past.
                (Some(_), 2) => year = Some(if n < 70 { 2000 + n } else { 1900 + n }),
                _ => return None,
            }
        } else if month.is_none() {
            month = month_number(word);
        }
    }
    let (day, month, year) = (day?, month?, year?);
    if !(1970..=9999).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    Some(days_since_epoch(year, month, day) * 86_400 + time?)
}

/// At most nine digits.
pub(super) fn number(word: &[u8]) -> Option<u64> {
    let digits = (1..=9).contains(&word.len()) && word.iter().all(u8::is_ascii_digit);
    digits.then(|| word.iter().fold(0, |n, b| n * 10 + u64::from(b - b'0')))
}

fn seconds_of_day(text: &[u8]) -> Option<u64> {
    let mut parts = text.split(|b| *b == b':').map(number);
    let (h, m, s) = (parts.next()??, parts.next()??, parts.next()??);
    (h < 24 && m < 60 && s <= 60 && parts.next().is_none()).then_some(h * 3600 + m * 60 + s)
}

fn month_number(word: &[u8]) -> Option<u64> {
    let at = b"JanFebMarAprMayJunJulAugSepOctNovDec"
        .chunks_exact(3)
        .position(|name| name == word)?;
    Some(at as u64 + 1)
}

/// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day is the last.
fn days_since_epoch(year: u64, month: u64, day: u64) -> u64 {
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468
}
