//! What the application sets for all its requests.

use core::time::Duration;

use super::operations::Operation;

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
            api_url: api_url.trim_end_matches('/').to_owned(),
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
        for (name, path) in &self.paths {
            if Operation::named(name).is_none() {
                return Err(format!("paths.{name}: there is no operation of that name."));
            }
            if !path.starts_with('/') || path.starts_with("//") {
                return Err(format!(
                    "paths.{name} must begin with a single '/': it is put behind apiUrl."
                ));
            }
        }
        Ok(())
    }

    pub(super) fn path_of(&self, operation: &Operation) -> &str {
        let overridden = self.paths.iter().find(|(name, _)| name == operation.name);
        overridden.map_or(operation.path, |(_, path)| path)
    }
}
