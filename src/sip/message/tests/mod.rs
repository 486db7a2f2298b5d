//! Tests of messages: what is taken, what is refused, what comes out again.

mod bodies;
mod fields;
mod messages;
#[cfg(not(target_arch = "wasm32"))]
mod properties;
mod uris;
