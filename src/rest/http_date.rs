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
    for word in text.split([' ', ',', '-']).filter(|w| !w.is_empty()) {
        if word.contains(':') {
            time = Some(seconds_of_day(word)?);
        } else if let Ok(n) = word.parse::<u64>() {
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

fn seconds_of_day(text: &str) -> Option<u64> {
    let mut parts = text.split(':').map(|p| p.parse::<u64>().ok());
    let (h, m, s) = (parts.next()??, parts.next()??, parts.next()??);
    (h < 24 && m < 60 && s <= 60 && parts.next().is_none()).then_some(h * 3600 + m * 60 + s)
}

fn month_number(word: &str) -> Option<u64> {
    const NAMES: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if word.len() != 3 {
        return None;
    }
    NAMES.find(word).filter(|at| at % 3 == 0).map(|at| at as u64 / 3 + 1)
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
