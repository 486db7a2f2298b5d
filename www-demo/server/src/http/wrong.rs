//! What is wrong with a request: every field by its path, `options[0].digit`.

use std::collections::BTreeMap;

use super::error::ApiError;

/// Collects what is wrong, so that one answer names all of it.
#[derive(Debug, Default)]
pub struct Wrong(BTreeMap<String, String>);

impl Wrong {
    /// Says that a field is wrong. The first thing said about a field stays.
    pub fn refuse(&mut self, path: &str, message: impl Into<String>) {
        self.0.entry(path.to_owned()).or_insert_with(|| message.into());
    }

    /// Refuses a field unless `right` holds.
    pub fn unless(&mut self, right: bool, path: &str, message: impl Into<String>) {
        if !right {
            self.refuse(path, message);
        }
    }

    /// Refuses a name or another text of one line that holds control characters: it ends up in SIP headers and lists.
    pub fn one_line(&mut self, path: &str, text: &str) {
        self.unless(
            !text.chars().any(char::is_control),
            path,
            "must not hold line breaks or other control characters",
        );
    }

    /// Nothing, if nothing is wrong.
    ///
    /// # Errors
    /// 422 that names every field that is.
    pub fn done(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::validation(self.0))
        }
    }
}
