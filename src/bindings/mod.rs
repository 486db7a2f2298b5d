//! What wasm-bindgen exports.
