//! Which server to connect to: the one with the most weight, after a failure the next one.

use super::WsUri;
use crate::sip::order::heaviest_first;

/// The configured servers, the preferred one first.
#[derive(Debug)]
pub(super) struct Servers {
    uris: Vec<String>,
    current: usize,
}

impl Servers {
    /// Those of equal weight keep their order.
    pub(super) fn new(mut given: Vec<WsUri>) -> Self {
        heaviest_first(&mut given, |server| server.weight);
        Self {
            uris: given.into_iter().map(|server| server.uri).collect(),
            current: 0,
        }
    }

    /// The URL in use.
    pub(super) fn uri(&self) -> &str {
        self.uris.get(self.current).map_or("", String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.uris.len()
    }

    /// The next one, after the last the first again.
    pub(super) fn advance(&mut self) {
        self.current = (self.current + 1).checked_rem(self.uris.len()).unwrap_or(0);
    }

    /// Whether the one in use is the preferred one.
    pub(super) fn is_preferred(&self) -> bool {
        self.current == 0
    }

    pub(super) fn prefer(&mut self) {
        self.current = 0;
    }
}
