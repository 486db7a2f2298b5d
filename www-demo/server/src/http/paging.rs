//! `limit` and `cursor` of the API's lists.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::{ApiError, NO_CURSOR};
use crate::store::{Key, Listed, Page};

/// Entries a page where a request says nothing.
const DEFAULT_LIMIT: u32 = 50;

/// The page that a request wants of a list with this name.
///
/// # Errors
/// 422 for a cursor that is not of this list.
pub fn page(list: &str, limit: Option<u32>, cursor: Option<&str>) -> Result<Page, ApiError> {
    let after = cursor
        .map(|cursor| read(list, cursor).ok_or_else(|| ApiError::field("cursor", NO_CURSOR)))
        .transpose()?;
    Ok(Page {
        limit: limit.unwrap_or(DEFAULT_LIMIT),
        after,
    })
}

/// The `nextCursor` of an answer: where the list goes on, and which list it is.
pub fn next_cursor<T>(list: &str, listed: &Listed<T>) -> Option<String> {
    let text = serde_json::to_string(&(list, listed.next.as_ref()?)).ok()?;
    Some(URL_SAFE_NO_PAD.encode(text))
}

fn read(list: &str, cursor: &str) -> Option<Key> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (of, key): (String, Key) = serde_json::from_slice(&text).ok()?;
    (of == list).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::KeyPart;

    #[test]
    fn a_cursor_comes_back_as_it_went_and_is_good_for_its_own_list() {
        let key = vec![KeyPart::Number(-5), KeyPart::Text("ä b".into())];
        let listed = Listed::<()> {
            items: Vec::new(),
            total: 0,
            next: Some(key.clone()),
        };
        let cursor = next_cursor("trunks", &listed).unwrap();
        let page = page("trunks", None, Some(&cursor)).unwrap();
        assert_eq!((page.limit, page.after), (DEFAULT_LIMIT, Some(key)));
        for (list, cursor) in [("schedules", cursor.as_str()), ("trunks", "!!"), ("trunks", "AAAA")] {
            let error = super::page(list, None, Some(cursor)).unwrap_err();
            assert!(error.fields().contains_key("cursor"), "{list} {cursor}");
        }
    }
}
