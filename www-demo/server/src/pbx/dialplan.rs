//! What a dialled number means.

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    /// A number of the tenant; whether it exists is for the directory.
    Extension(&'a str),
    /// `9196`: the caller's own voice.
    Echo,
    /// `9197`.
    HoldMusic,
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
        "*3" | "*70" | "*97" => Route::NotImplemented,
        _ => {
            if let Some(slot) = number.strip_prefix("*71") {
                return if slot.len() == 2 && digits(slot) {
                    Route::NotImplemented
                } else {
                    Route::Unknown
                };
            }
            match number.strip_prefix('+') {
                Some(rest) if digits(rest) && (3..=15).contains(&rest.len()) => Route::Outside(number),
                None if digits(number) && (10..=15).contains(&number.len()) => Route::Outside(number),
                None if digits(number) && number.len() == 4 => Route::Extension(number),
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
            ("1001", Route::Extension("1001")),
            ("9196", Route::Echo),
            ("9197", Route::HoldMusic),
            ("+34600111222", Route::Outside("+34600111222")),
            ("0034600111222", Route::Outside("0034600111222")),
            ("*3", Route::NotImplemented),
            ("*70", Route::NotImplemented),
            ("*7101", Route::NotImplemented),
            ("*97", Route::NotImplemented),
            ("*711", Route::Unknown),
            ("*99", Route::Unknown),
            ("12345", Route::Unknown),
            ("", Route::Unknown),
            ("+", Route::Unknown),
            ("alice", Route::Unknown),
        ] {
            assert_eq!(route(number), expected, "{number}");
        }
    }
}
