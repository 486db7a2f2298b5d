//! What a dialled number means.

use super::parking::SLOTS;

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    /// A number of the tenant: an extension or a ring group; whether it exists is for the directory.
    Internal(&'a str),
    /// `9196`: the caller's own voice.
    Echo,
    /// `9197`.
    HoldMusic,
    /// `9198`: rings by early media, answers after a while, plays music.
    EarlyMedia,
    /// `*70`: parks the other call of who dials it.
    Park,
    /// `*71XX`: gets back the call that waits in slot 7XX.
    Retrieve(u32),
    /// The stand-in for the telephone network.
    Outside(&'a str),
    /// A feature code that is known but not there yet: 501.
    NotImplemented,
    /// Nothing: 404.
    Unknown,
}

/// Reads a dialled number.
pub(crate) fn route(number: &str) -> Route<'_> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match number {
        "9196" => Route::Echo,
        "9197" => Route::HoldMusic,
        "9198" => Route::EarlyMedia,
        "*70" => Route::Park,
        "*3" | "*97" => Route::NotImplemented,
        _ => {
            if let Some(slot) = number.strip_prefix("*71") {
                let slot = (slot.len() == 2 && digits(slot))
                    .then(|| slot.parse::<u32>().ok())
                    .flatten();
                return match slot.map(|slot| 700 + slot).filter(|slot| SLOTS.contains(slot)) {
                    Some(slot) => Route::Retrieve(slot),
                    None => Route::Unknown,
                };
            }
            match number.strip_prefix('+') {
                Some(rest) if digits(rest) && (3..=15).contains(&rest.len()) => Route::Outside(number),
                // Ten digits may be either; the directory is asked first.
                None if digits(number) && !number.starts_with('0') && (2..=10).contains(&number.len()) => {
                    Route::Internal(number)
                }
                None if digits(number) && (10..=15).contains(&number.len()) => Route::Outside(number),
                _ => Route::Unknown,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_where_the_table_says() {
        for (number, expected) in [
            ("1001", Route::Internal("1001")),
            ("12345", Route::Internal("12345")),
            ("2125550199", Route::Internal("2125550199")),
            ("12125550199", Route::Outside("12125550199")),
            ("9196", Route::Echo),
            ("9197", Route::HoldMusic),
            ("9198", Route::EarlyMedia),
            ("+34600111222", Route::Outside("+34600111222")),
            ("0034600111222", Route::Outside("0034600111222")),
            ("*3", Route::NotImplemented),
            ("*70", Route::Park),
            ("*7101", Route::Retrieve(701)),
            ("*7150", Route::Retrieve(750)),
            ("*97", Route::NotImplemented),
            ("*7100", Route::Unknown),
            ("*7151", Route::Unknown),
            ("*711", Route::Unknown),
            ("*99", Route::Unknown),
            ("1", Route::Unknown),
            ("", Route::Unknown),
            ("+", Route::Unknown),
            ("alice", Route::Unknown),
        ] {
            assert_eq!(route(number), expected, "{number}");
        }
    }
}
