//! What wasm-bindgen exports.

#[cfg(feature = "client")]
mod client;
#[cfg(feature = "phone")]
mod softphone;
#[cfg(feature = "webhooks")]
mod webhooks;
