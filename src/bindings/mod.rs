//! What wasm-bindgen exports.

#[cfg(feature = "client")]
mod client;
