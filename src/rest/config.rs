//! What the application sets for all its requests.

use core::time::Duration;

use super::operations::Operation;
use crate::text::without_trailing;

/// Whether `Idempotency-Key` is counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Idempotency {
    /// When the answer to the login says that the server honours it.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never; no key is sent.
    Never,
}

/// Settings of a client.
#[derive(Clone, Debug)]
pub struct Config {
    /// Absolute URL that paths are put behind, without a slash at its end.
    pub api_url: String,
    /// Limit of one attempt, its answer's body included.
    pub timeout: Duration,
    /// How often a request is repeated at most.
    pub max_retries: u32,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
    /// Paths that differ from the table's, by operation name.
    pub paths: Vec<(String, String)>,
    /// Whether `Idempotency-Key` is counted on.
    pub idempotency: Idempotency,
}

impl Config {
    /// The defaults for an API's URL.
    #[must_use]
    pub fn new(api_url: &str) -> Self {
        Self {
            api_url: without_trailing(api_url, b'/').to_owned(),
            timeout: Duration::from_secs(30),
            max_retries: 2,
            headers: Vec::new(),
            paths: Vec::new(),
            idempotency: Idempotency::Auto,
        }
    }

    /// Checks what the types cannot.
    ///
    /// # Errors
    /// A sentence that says which setting is wrong.
    pub fn check(&self) -> Result<(), String> {
        if !self.api_url.starts_with("http://") && !self.api_url.starts_with("https://") {
            return Err("apiUrl must be an absolute http or https URL.".into());
        }
        if self.api_url.bytes().any(|b| matches!(b, b'?' | b'#')) {
            return Err("apiUrl must have no query and no fragment: paths are put behind it.".into());
        }
        let authority = self.api_url.as_bytes().split(|b| *b == b'/').nth(2).unwrap_or_default();
        if authority.is_empty() || authority.contains(&b'@') {
            return Err("apiUrl must name a host, without a user name or password in front of it.".into());
        }
        check_headers(&self.headers)?;
        for (name, path) in &self.paths {
            if Operation::named(name).is_none() {
                return Err(["paths.", name, ": there is no operation of that name."].concat());
            }
            if !path.starts_with('/') || path.starts_with("//") {
                return Err([
                    "paths.",
                    name,
                    " must begin with a single '/': it is put behind apiUrl.",
                ]
                .concat());
            }
        }
        Ok(())
    }

    pub(super) fn path_of(&self, operation: &Operation) -> &str {
        let overridden = self.paths.iter().find(|(name, _)| name == operation.name);
        overridden.map_or(operation.path, |(_, path)| path)
    }
}

/// Whether headers can be sent as they are (RFC 9110 §5).
///
/// # Errors
/// A sentence that names the header, never its value.
pub fn check_headers(headers: &[(String, String)]) -> Result<(), String> {
    for (name, value) in headers {
        let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
        if name.is_empty() || !name.bytes().all(token) {
            return Err("headers: a name may only have letters, digits and !#$%&'*+-.^_`|~.".into());
        }
        if !is_field_value(value) {
            let why = " must have no line breaks and no characters beyond Latin-1.";
            return Err(["headers.", name, why].concat());
        }
    }
    Ok(())
}

fn is_field_value(value: &str) -> bool {
    value
        .chars()
        .all(|c| c == '\t' || (' '..='\u{ff}').contains(&c) && c != '\u{7f}')
}

/// Whether a token can stand in an `Authorization` header (RFC 6750 §2.1, and whatever else is visible ASCII).
#[must_use]
pub fn is_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_graphic())
}
