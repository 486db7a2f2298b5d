//! What wasm-bindgen exports.

#[cfg(all(voip_bench, feature = "phone"))]
mod bench;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "phone")]
mod softphone;
#[cfg(feature = "webhooks")]
mod webhooks;
