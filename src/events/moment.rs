//! When an event happened: the timestamps of RFC 3339, without a library of calendars.

/// Milliseconds since 1970 of a timestamp such as `2026-03-01T12:00:00.250Z` or `…+02:00`; `None` for another text.
/// Digits behind the third of a second's fraction do not count.
#[must_use]
pub fn millis(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let number = |at: usize, len: usize| {
        bytes.get(at..at + len)?.iter().try_fold(0_u64, |sum, b| {
            b.is_ascii_digit().then(|| sum * 10 + u64::from(*b - b'0'))
        })
    };
    let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|b| wanted.contains(b));
    if !(is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":")) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60
    {
        return None;
    }
    let mut at = 19;
    let mut fraction = 0;
    if is(at, b".") {
        let digits = bytes.iter().skip(20).take_while(|b| b.is_ascii_digit()).count();
        for i in 0..3 {
            fraction = fraction * 10 + if i < digits { number(20 + i, 1)? } else { 0 };
        }
        at = 20 + digits;
    }
    // Years that begin in March have their leap day at the end.
    let (years, months) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 + day - 1 - 719_468;
    let utc = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction;
    if is(at, b"Zz") {
        return (bytes.len() == at + 1).then_some(utc);
    }
    let offset = (number(at + 1, 2)? * 60 + number(at + 4, 2)?) * 60_000;
    match (bytes.len() == at + 6 && is(at + 3, b":"), bytes.get(at)) {
        (true, Some(b'+')) => utc.checked_sub(offset),
        (true, Some(b'-')) => Some(utc + offset),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::millis;

    #[test]
    fn timestamps_are_milliseconds_since_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999),
            ("2000-03-01T00:00:00Z", 951_868_800_000),
            ("2026-11-27T21:10:58.5Z", 1_795_813_858_500),
            ("2026-11-27t21:10:58.123456z", 1_795_813_858_123),
            ("2026-11-27T23:10:58.120+02:00", 1_795_813_858_120),
            ("2026-11-27T15:40:58-05:30", 1_795_813_858_000),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn another_text_is_no_timestamp() {
        for text in [
            "",
            "t",
            "1764278000",
            "2026-11-27",
            "2026-11-27T21:10:58",
            "2026-11-27T21:10Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-11-27T21:10:58Z ",
            "2026-11-27T21:10:58.Zx",
            "2026-11-27T21:10:58+0200",
            "1970-01-01T00:00:00+01:00",
            "２026-11-27T21:10:58Z",
            "2026-11-27T21:10:5８Z",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }
}
