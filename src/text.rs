//! Texts put together without `core::fmt`, which a page would have to load for them: pieces by `concat`, numbers by this.

/// The digits of a number.
#[must_use]
pub fn decimal(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            return digits.into_iter().rev().map(char::from).collect();
        }
    }
}

/// What stands before and after the first `mark`, an ASCII character.
#[must_use]
pub fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The text without the `mark`s at its end.
#[must_use]
pub fn without_trailing(mut text: &str, mark: u8) -> &str {
    while text.as_bytes().last() == Some(&mark) {
        text = text.get(..text.len() - 1).unwrap_or_default();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{cut, decimal, without_trailing};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 503, 30_000, u64::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn a_text_is_cut_at_the_first_mark_and_loses_those_at_its_end() {
        assert_eq!(cut("a{é}{", b'{'), Some(("a", "é}{")));
        assert_eq!(cut("{", b'{'), Some(("", "")));
        assert_eq!(cut("é", b'{'), None);
        assert_eq!(without_trailing("https://é//", b'/'), "https://é");
        assert_eq!(without_trailing("//", b'/'), "");
    }
}
