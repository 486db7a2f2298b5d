//! Parts of a file: what an `<audio>` element asks for when somebody seeks in it (RFC 9110 §14).

use std::ops::Range;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

/// What of a file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<usize>),
    /// A part that the file does not have.
    Nothing,
}

/// A file, or the part of it that the request wants. `etag` names its content, in quotes.
pub fn answer(headers: &HeaderMap, content_type: &'static str, etag: &HeaderValue, file: Vec<u8>) -> Response {
    let length = file.len();
    // A part of another version than the one the client has is of no use to it (RFC 9110 §13.1.5).
    let is_current = headers.get(header::IF_RANGE).is_none_or(|known| known == etag);
    let range = headers.get(header::RANGE).filter(|_| is_current);
    let mut response = match range.map_or(Wanted::All, |range| wanted(range, length)) {
        Wanted::All => file.into_response(),
        Wanted::Part(part) => {
            let place = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            let mut response = (StatusCode::PARTIAL_CONTENT, file[part].to_vec()).into_response();
            put(&mut response, header::CONTENT_RANGE, &place);
            response
        }
        Wanted::Nothing => {
            let mut response = ApiError::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "range_not_satisfiable",
                format!("the recording has {length} bytes; the range begins behind them"),
            )
            .into_response();
            put(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
    };
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    head.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
    head.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    head.insert(header::ETAG, etag.clone());
    response
}

fn put(response: &mut Response, name: header::HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().insert(name, value);
    }
}

/// Several ranges at once and what cannot be read get the whole file, as RFC 9110 §14.2 allows.
fn wanted(range: &HeaderValue, length: usize) -> Wanted {
    let one = range.to_str().ok().and_then(|text| {
        let (unit, range) = text.split_once('=')?;
        let (first, last) = range.trim().split_once('-')?;
        unit.trim().eq_ignore_ascii_case("bytes").then_some((first, last))
    });
    let Some((first, last)) = one else { return Wanted::All };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More than fits is more than there is.
        digits.then(|| text.parse().unwrap_or(usize::MAX))
    };
    let part = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Wanted::All,
    };
    if part.start < part.end {
        Wanted::Part(part)
    } else {
        Wanted::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_the_rfc_has_it() {
        for (range, expected) in [
            ("bytes=0-", Wanted::Part(0..100)),
            ("bytes=0-0", Wanted::Part(0..1)),
            ("Bytes=10-19", Wanted::Part(10..20)),
            ("bytes=90-200", Wanted::Part(90..100)),
            ("bytes=-5", Wanted::Part(95..100)),
            ("bytes=-500", Wanted::Part(0..100)),
            ("bytes=0-99999999999999999999999", Wanted::Part(0..100)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=200-300", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-4", Wanted::All),
            ("bytes=-", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("bytes=+1-2", Wanted::All),
            ("bytes=0-1,5-6", Wanted::All),
            ("lines=0-1", Wanted::All),
            ("", Wanted::All),
        ] {
            assert_eq!(wanted(&HeaderValue::from_static(range), 100), expected, "{range}");
        }
    }
}
